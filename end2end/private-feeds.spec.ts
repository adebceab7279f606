// Feeds of what one person may read, as someone makes one, follows it with programs that cannot sign in, and
// ends it, or leaves.
import { expect, Page, people, test } from './fixtures';
import { readCalendar, readFeed, readMails, sfeed } from './python';

test.use({ changes: true });

/** For 日の出通販 alone. */
const restricted = 'SC-2026-0043';

/** Makes one on the page; its addresses, as they are shown. */
async function make(page: Page, name: string): Promise<string[]> {
  await page.goto('/subscriptions');
  const section = page.getByRole('region', { name: '専用フィード' });
  await section.getByLabel('名前').fill(name);
  await section.getByRole('button', { name: '専用フィードを作成する' }).click();
  await expect(page.getByRole('status')).toContainText('専用フィードを作成しました');
  return page.getByRole('status').getByRole('link').allInnerTexts();
}

test('is made, shown once, read by programs and ended', async ({ page, portal, signIn, reader }) => {
  await signIn(people.naoko);
  const addresses = await make(page, '会社のPCのOutlook');
  expect(addresses.map((address) => new URL(address).pathname.split('/').at(-1))).toEqual([
    'notices.rss',
    'notices.atom',
    'notices.json',
    'calendar.ics',
  ]);
  await page.reload();
  await expect(page.getByRole('status'), 'it is shown once').toHaveCount(0);
  const row = page.getByRole('listitem').filter({ hasText: '会社のPCのOutlook' });
  await expect(row).toContainText('取得の記録はありません');

  const program = await reader();
  const fetched = async (address: string) => {
    const answer = await program.get(address);
    expect([answer.status(), answer.headers()['cache-control']]).toEqual([200, 'private, no-cache']);
    return answer.text();
  };
  const [rss, atom, json, calendar] = await Promise.all(addresses.map(fetched));
  const isOpen = await (await program.get('/feeds/notices.rss')).text();
  for (const [text, version] of [[rss, 'rss20'], [atom, 'atom10']]) {
    const feed = readFeed(text);
    expect([feed.bozo, feed.version, feed.title]).toEqual([false, version, expect.stringContaining('日の出通販')]);
    const links = feed.entries.map((entry) => entry.link);
    expect(links).toContain(`${portal.url}/notices/${restricted}`);
  }
  expect(readFeed(isOpen).entries.map((entry) => entry.link)).not.toContain(`${portal.url}/notices/${restricted}`);
  expect((JSON.parse(json) as { items: unknown[] }).items.length).toBe(readFeed(rss).entries.length);
  expect(sfeed(rss).length).toBe(readFeed(rss).entries.length);
  const read = readCalendar(calendar);
  expect([read.errors, read.name]).toEqual([[], expect.stringContaining('日の出通販')]);
  expect(read.events.some((event) => event.uid.includes('-acknowledge@')), 'days to acknowledge by').toBe(true);

  const first = await program.get(addresses[0]);
  const again = await program.get(addresses[0], { headers: { 'if-none-match': first.headers().etag } });
  expect(again.status()).toBe(304);

  await page.reload();
  await expect(row).toContainText('最終取得');
  await row.getByRole('button', { name: '「会社のPCのOutlook」を無効にする' }).click();
  await expect(page.getByRole('status')).toContainText('専用フィードを無効にしました');
  for (const address of addresses) expect((await program.get(address)).status(), address).toBe(404);
  const subjects = () => readMails(portal.mails()).map((mail) => mail.headers.subject);
  await expect.poll(subjects, 'its owner is told').toContainEqual(expect.stringContaining('専用フィードが作成されました'));
});

test('ends at once when its owner is removed', async ({ page, signIn, reader, browser, portal }) => {
  await signIn(people.kenichi);
  const addresses = await make(page, 'スマートフォン');
  const program = await reader();
  expect((await program.get(addresses[0])).status()).toBe(200);

  const administrator = await browser.newPage({ baseURL: portal.url });
  await signIn(people.yumi, administrator);
  await administrator.goto('/people');
  const person = administrator.getByRole('row').filter({ hasText: people.kenichi });
  await person.getByText('変更', { exact: true }).click();
  await person.getByRole('button', { name: '削除する' }).click();
  await expect(administrator.getByRole('row').filter({ hasText: people.kenichi })).toContainText('削除済み');
  for (const address of addresses) expect((await program.get(address)).status(), address).toBe(404);
  await page.goto('/subscriptions');
  await expect(page, 'and so did the session').toHaveURL(/\/sign-in/);
  await administrator.close();
});
