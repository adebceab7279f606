// The secret of a private feed is in its address, which a server might log.
import { asForm, expect, password, people, test } from './fixtures';
import { Portal } from './portal';

test('its secret is in no line of the log, however much is asked for', async ({ playwright }) => {
  const portal = await (await Portal.copy({ RUST_LOG: 'trace' })).start();
  const reader = await playwright.request.newContext({ baseURL: portal.url });
  try {
    const form = (fields: Record<string, string>) => ({ form: fields, headers: asForm(portal) });
    await reader.post('/actions/sign-in', form({ address: people.yumi, password, next: '/', locale: 'ja' }));
    const shown = await (await reader.post('/actions/make-private-feed', form({ name: 'x', back: '/subscriptions' }))).text();
    const [address, secret] = /http[^"]*\/feeds\/private\/(kairan_feed_[0-9A-Za-z]{28})\/notices\.rss/.exec(shown)!;
    expect((await reader.get(address)).status()).toBe(200);
    expect((await reader.get(address.replace(secret, secret.toLowerCase()))).status()).toBe(404);
    await expect.poll(() => portal.log).toContain('/feeds/private/{token}/notices.rss');
    expect(portal.log.includes(secret)).toBe(false);
    expect(portal.log.includes(secret.toLowerCase())).toBe(false);
  } finally {
    await reader.dispose();
    await portal.stop();
  }
});
