// The whole of it once: an author writes a notice, a customer hears of it, reads it and acknowledges
// it, and the provider can see that they did.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asForm, expect, password, people, test, unread } from './fixtures';
import { freePort, Portal } from './portal';
import { Mail, MailServer, readFeed, readMails, sfeed } from './python';

test.use({ changes: true });
test.setTimeout(60_000);

const title = 'Webhookの送信元に新しいヘッダーを加えます';
const english = 'Webhooks carry a new header';

/** Japan's date and time, so many seconds from now, as front matter has it. */
function inJapan(seconds: number): string {
  const shifted = new Date(Date.now() + (seconds + 9 * 3600) * 1000);
  return `${shifted.toISOString().slice(0, 19)}+09:00`;
}

/** Starts a notice with the command and fills it in; answers with its number. */
function write(portal: Portal): string {
  const files = portal.succeeds('new', 'notice', title).trim().split('\n');
  expect(files).toHaveLength(2);
  for (const file of files) expect(existsSync(file), file).toBe(true);
  const before = portal.run('check');
  expect(before.stdout, 'what is not filled in yet is named').toContain('placeholder');

  const japanese = files.find((file) => file.endsWith('index.md'))!;
  const id = /id: (SC-\d{4}-\d{4})/.exec(readFileSync(japanese, 'utf8'))![1];
  const today = inJapan(0).slice(0, 10);
  const later = inJapan(100 * 24 * 3600).slice(0, 10);
  writeFileSync(
    japanese,
    `---
id: ${id}
kind: service_change
category: specification
impact: may_require_action
components: [webhook]
title: ${title}
summary: すべてのWebhookに、送信ごとに異なる番号のヘッダーを加えます。知らないヘッダーを断る設定の場合は、許可してください。
affects: Webhookのヘッダーが1つ増えますが、本文と署名は変わりません。
systems: 送信の設備に変更はありません。
publish_at: ${inJapan(-5)}
planned: { start: ${later}T02:00:00+09:00, end: ${later}T04:00:00+09:00 }
act_by: ${later}
acknowledgement: { by: every_member, due: ${later} }
clauses: [II-5]
revisions:
  - { on: ${today}, class: initial }
---
## 変更の内容

すべてのWebhookに \`X-Connect-Delivery\` を加えます。**再送でも同じ値です。**詳しくは[再送のお知らせ](/notices/SC-2026-0003)をご覧ください。
`,
  );
  writeFileSync(
    files.find((file) => file.endsWith('index.en.md'))!,
    `---
title: ${english}
summary: Every webhook carries a header with a number of its own. If you refuse headers you do not know, please allow it.
affects: Webhooks have one header more; body and signature stay the same.
systems: Nothing changes in the equipment that sends them.
translates: 1
---
## What changes

Every webhook carries \`X-Connect-Delivery\`. **Retries have the same value.** See the [notice on retries](/notices/SC-2026-0003).
`,
  );
  return id;
}

/** Whether a mail is about a notice, by the header that threads it. */
function isAbout(source: string, id: string): boolean {
  return source.includes(`References: <notice.${id}@`);
}

/** What every mail has to have, wherever it went. */
function expectMail(mail: Mail, portal: Portal, id: string): void {
  expect(mail.defects).toEqual([]);
  expect(mail.headers.subject).toContain(id);
  expect(mail.headers.from).toBe('Simple Connect <notices@simple-connect.example>');
  expect(mail.headers['message-id']).toMatch(/^<[^<>\s]+@127\.0\.0\.1>$/);
  expect(mail.headers['content-type']).toMatch(/^multipart\/alternative/);
  expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
  expect(mail.headers['list-unsubscribe']).toMatch(new RegExp(`^<${portal.url}/unsubscribe/\\d+/[\\w-]+>$`));
  expect(mail.headers['list-id']).toMatch(/<.+>$/);
  expect(mail.headers['auto-submitted']).toBe('auto-generated');
  for (const part of [mail.text, mail.html]) {
    expect(part).toContain('X-Connect-Delivery');
    expect(part).toContain(`/notices/${id}`);
    expect(part).toContain('/unsubscribe/');
  }
  expect(mail.html).not.toMatch(/<(script|link|iframe|img)\b/);
  expect(mail.text).not.toMatch(/<\w+>/);
}

test('a notice is written, published, heard of, read, acknowledged and proven', async ({ page, portal, signIn, browser }) => {
  // A reader who never chose mail subscribes.
  await signIn(people.sho);
  await page.goto('/subscriptions');
  const byMail = page.getByLabel('お知らせをメールで受け取る');
  await expect(byMail).not.toBeChecked();
  await byMail.check();
  await page.getByLabel('仕様変更').check();
  await page.getByRole('button', { name: '保存する' }).click();
  await expect(page.getByText('設定を保存しました。')).toBeVisible();
  await page.goto('/subscriptions');
  await expect(byMail).toBeChecked();
  await page.goto('/');
  const before = await unread(page);

  // An author writes a notice; the check has nothing left to say; it is published.
  const id = write(portal);
  const checked = portal.run('check');
  expect(checked.stdout).toMatch(new RegExp(`^(?![\\s\\S]*${id})`));
  expect(checked.code).toBe(0);
  const planned = JSON.parse(portal.succeeds('plan', '--format', 'json')) as object;
  expect(JSON.stringify(planned)).toContain(id);
  portal.succeeds('publish');
  const published = Date.now();

  // The portal that runs shows it within two seconds.
  await expect
    .poll(async () => (await page.request.get(`/notices/${id}`)).status(), { intervals: [100], timeout: 5_000 })
    .toBe(200);
  expect(Date.now() - published).toBeLessThan(2_000);
  await page.goto('/');
  expect(await unread(page)).toBe(before + 1);
  await expect(page.getByRole('region', { name: 'いま必要なこと' })).toContainText(title);

  // The reader finds it by the bell and acknowledges it.
  await page.getByRole('banner').getByRole('link', { name: /未読/ }).click();
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await page.getByRole('button', { name: '第1版を確認しました' }).click();
  await expect(page.getByRole('status').filter({ hasText: '第1版を確認しました' })).toBeVisible();

  // Staff see who has and who has not, and what was sent to whom.
  const office = await browser.newPage({ baseURL: portal.url });
  await signIn(people.owner, office);
  await office.goto(`/staff/notices/${id}`);
  const tenant = office.locator('#coverage ~ ul > li').filter({ hasText: '日の出通販' });
  await expect(tenant).toContainText('5名中1名');
  await expect(office.getByText(/渡辺 翔さんは.*に確認済み/)).toBeAttached();
  await expect
    .poll(() => portal.mails().filter((source) => isAbout(source, id)).length, { timeout: 15_000 })
    .toBeGreaterThanOrEqual(8);
  const mails = readMails(portal.mails().filter((source) => isAbout(source, id)));
  for (const mail of mails) expectMail(mail, portal, id);
  const to = mails.map((mail) => mail.headers.to).sort();
  expect(new Set(to).size, 'nobody is told twice').toBe(to.length);
  const mine = mails.find((mail) => mail.headers.to.includes(people.sho))!;
  expect(mine.headers.to).toContain('渡辺 翔');
  expect(mine.headers.subject).toBe(`【Simple Connect】${title}(${id})`);
  expect(mails.find((mail) => mail.headers.to.includes(people.emily))!.headers.subject).toBe(
    `[Simple Connect] ${english} (${id})`,
  );
  await office.reload();
  const sent = office.getByRole('region', { name: 'メールの配信状況' }).getByRole('row').filter({ hasText: '送信済み' });
  await expect(sent).toHaveCount(mails.length);
  await office.goto('/staff/mailbox');
  await office.getByRole('listitem').filter({ hasText: people.sho }).getByRole('link').first().click();
  await expect(office.locator('details .mail-source')).toContainText('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  await office.close();

  // The address that ends the mails: looking changes nothing, one click ends it.
  const end = mine.headers['list-unsubscribe'].slice(1, -1);
  for (let look = 0; look < 2; look++) expect((await page.request.get(end)).status()).toBe(200);
  expect((await page.request.head(end)).status()).toBe(200);
  await page.goto('/subscriptions');
  await expect(byMail).toBeChecked();
  const ended = await fetch(end, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'manual',
  });
  expect(ended.status).toBe(200);
  await page.goto('/subscriptions');
  await expect(byMail).not.toBeChecked();
  expect((await fetch(end.slice(0, -1) + (end.endsWith('A') ? 'B' : 'A'), { method: 'POST' })).status).toBe(404);

  // Other people's readers read the feeds.
  const rss = await (await page.request.get('/feeds/notices.rss')).text();
  const atom = await (await page.request.get('/feeds/notices.atom')).text();
  for (const [text, version] of [
    [rss, 'rss20'],
    [atom, 'atom10'],
  ]) {
    const feed = readFeed(text);
    expect(feed.problem).toBe('');
    expect(feed.bozo).toBe(false);
    expect(feed.version).toBe(version);
    expect(feed.entries[0]).toMatchObject({ title, link: `${portal.url}/notices/${id}` });
    expect(feed.entries[0].id).toMatch(new RegExp(`^tag:.*${id}$`));
    expect(feed.entries[0].content || feed.entries[0].summary).toContain('X-Connect-Delivery');
    expect(new Set(feed.entries.map((entry) => entry.id)).size).toBe(feed.entries.length);
  }
  const json = (await (await page.request.get('/feeds/notices.json?lang=en')).json()) as {
    version: string;
    items: { id: string; title: string; url: string; content_html: string; date_published: string }[];
  };
  expect(json.version).toBe('https://jsonfeed.org/version/1.1');
  expect(json.items[0]).toMatchObject({ title: english, url: `${portal.url}/en/notices/${id}` });
  expect(json.items[0].content_html).toContain(`${portal.url}/en/notices/SC-2026-0003`);
  expect(Number.isNaN(Date.parse(json.items[0].date_published))).toBe(false);
  const converted = sfeed(rss);
  expect(converted[0][1]).toBe(title);
  expect(converted[0][2]).toBe(`${portal.url}/notices/${id}`);
  expect(Math.abs(Number(converted[0][0]) * 1000 - published)).toBeLessThan(60_000);
  const filtered = readFeed(await (await page.request.get('/feeds/notices.rss?category=maintenance')).text());
  expect(filtered.entries.map((entry) => entry.title)).not.toContain(title);
});

test('mails go over SMTP where a mail server is set, each to one reader, once', async ({ page }) => {
  const port = await freePort();
  const portal = await Portal.copy({
    KAIRAN__MAIL__SMTP_HOST: '127.0.0.1',
    KAIRAN__MAIL__SMTP_PORT: String(port),
    KAIRAN__MAIL__SMTP_SECURITY: 'none',
  });
  const server = await MailServer.start(port, join(portal.folder, 'received.jsonl'));
  try {
    await portal.start();
    const id = write(portal);
    portal.succeeds('publish');
    const received = () => server.mails().filter(({ source }) => isAbout(source, id));
    await expect.poll(() => received().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(7);
    // Whatever comes twice comes soon.
    await page.waitForTimeout(1_500);
    const recipients = received().map((mail) => mail.recipients);
    const mails = readMails(received().map(({ source }) => source));
    for (const [at, mail] of mails.entries()) {
      expectMail(mail, portal, id);
      expect(recipients[at]).toHaveLength(1);
      expect(mail.headers.to).toContain(recipients[at][0]);
    }
    expect(new Set(mails.map((mail) => mail.headers['message-id'])).size).toBe(mails.length);
    const asked = recipients.flat();
    expect(new Set(asked).size, 'nobody is told twice').toBe(asked.length);
    expect(asked).toContain(people.emily);
    expect(asked, 'never asked for mail').not.toContain(people.sho);
    expect(asked, 'asked for maintenance and security only').not.toContain(people.naoko);

    const staff = await page.request.post(`${portal.url}/actions/sign-in`, {
      form: { address: people.owner, password, next: '/', locale: 'ja' },
      headers: asForm(portal),
      maxRedirects: 0,
    });
    expect(staff.status()).toBe(302);
    expect((await page.request.get(`${portal.url}/staff/mailbox`)).status(), 'there is no mailbox').toBe(404);
    expect(existsSync(join(portal.folder, 'var/mailbox')) ? readdirSync(join(portal.folder, 'var/mailbox')) : []).toEqual([]);
  } finally {
    await portal.stop();
    server.stop();
  }
});

test('the page that ends the mails asks first, and works without signing in', async ({ page, portal }) => {
  const id = write(portal);
  portal.succeeds('publish');
  const found = () => portal.mails().find((source) => isAbout(source, id) && source.includes(people.keiko));
  await expect.poll(() => found() !== undefined, { timeout: 15_000 }).toBe(true);
  const link = /http:\S+\/unsubscribe\/\S+/.exec(readMails([found()!])[0].text)![0];
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('メール配信の停止');
  await page.getByRole('button', { name: 'メールを停止する' }).click();
  await expect(page.getByText('メールを停止しました。')).toBeVisible();
  await expect(page).toHaveURL(/\?done=1$/);
});
