// The life of a notice in the browser, with and without JavaScript: staff record, customers see it.
import { expect, Page, people, test } from './fixtures';
import { readMails } from './python';

test.use({ changes: true });

/** Planned for the end of January 2027, for everyone, asks nothing. */
const change = 'SC-2026-0037';
/** Asks administrators of the standard and enterprise plans. */
const asking = 'SC-2026-0042';

/** Opens the form of an event, fills it in and posts it. */
async function record(page: Page, id: string, name: string, texts: Record<string, string> = {}): Promise<void> {
  await page.goto(`/staff/notices/${id}`);
  await page.locator('summary').filter({ hasText: name }).click();
  const form = page.locator('details[open] form');
  for (const [label, text] of Object.entries(texts)) await form.getByLabel(label).fill(text);
  await form.getByRole('button', { name }).click();
}

test('a change starts and is completed, and its page says when against what was planned', async ({ page, signIn }) => {
  await signIn(people.owner);
  await record(page, change, '開始を記録する', { 'メッセージ(日本語': '予定より早く始めます。' });
  await expect(page).toHaveURL(`/staff/notices/${change}?done=recorded`);
  await expect(page.getByRole('status').filter({ hasText: '記録しました' })).toBeVisible();
  await expect(page.locator('summary').filter({ hasText: '開始を記録する' })).toHaveCount(0);
  await record(page, change, '完了を記録する');
  await page.context().clearCookies();

  await page.goto(`/notices/${change}`);
  const timeline = page.getByRole('region', { name: '経過と予定' });
  await expect(timeline.getByRole('listitem').filter({ hasText: '開始しました' })).toContainText('予定より早く始めます。');
  await expect(timeline.getByRole('listitem').filter({ hasText: '完了しました' })).toBeVisible();
  await expect(timeline.getByRole('row').filter({ hasText: '開始' })).toContainText('早い');
  await expect(page.locator('.facts')).toContainText('実施済み');
  await expect(page.locator('.facts, .timeline')).not.toContainText(['責任者が記録', '責任者が記録']);
});

test('a date that moves is said on top, with the old one', async ({ page, signIn }) => {
  await signIn(people.owner);
  await record(page, change, '日程を変更する', {
    '新しい開始日時': '2027-02-03T02:00',
    'メッセージ(英語': 'The supplier needs a week more.',
    'メッセージ(日本語': '委託先の都合で1週間延ばします。',
  });
  await page.context().clearCookies();
  await page.goto(`/notices/${change}`);
  const banner = page.getByRole('note').filter({ hasText: '日程を変更しました' });
  await expect(banner).toContainText('2027年2月3日(水) 2:00–4:00 JST');
  await expect(banner).toContainText('2027年1月27日(水) 2:00–4:00 JST');
  await page.goto(`/en/notices/${change}`);
  await expect(page.getByRole('note').filter({ hasText: 'The date has moved' })).toContainText('a week more');
});

test('what is refused says why, and nothing is recorded', async ({ page, signIn }) => {
  await signIn(people.owner);
  await record(page, change, '日程を変更する', { '新しい開始日時': '2026-01-01T02:00' });
  await expect(page.getByRole('alert')).toContainText('新しい開始日時が過ぎています。');
  await page.goto(`/notices/${change}`);
  await expect(page.getByText('日程を変更しました')).toHaveCount(0);
});

test('what is cancelled asks for nothing more and needs nobody', async ({ page, signIn }) => {
  await signIn(people.owner);
  await record(page, asking, '中止を記録する');
  await page.context().clearCookies();
  await signIn(people.yumi);
  await page.goto(`/notices/${asking}`);
  await expect(page.getByRole('alert').filter({ hasText: 'この変更は中止しました' })).toBeVisible();
  await expect(page.locator('form[action="/actions/acknowledge-revision"]')).toHaveCount(0);
  await page.goto('/');
  await expect(page.locator('.needs').getByText(asking)).toHaveCount(0);
  await page.goto('/notices');
  const row = page.locator('.row').filter({ hasText: asking });
  await expect(row.getByText('中止', { exact: true }).first()).toBeVisible();
});

test('a withdrawn notice leaves a page that says so, and is gone from lists', async ({ page, portal, signIn }) => {
  await signIn(people.owner);
  await record(page, change, 'お知らせを取り下げる', { 'メッセージ(日本語': '誤って掲載しました。' });
  await page.context().clearCookies();
  const answer = await page.goto(`/notices/${change}`);
  expect(answer!.status()).toBe(200);
  await expect(page.getByRole('alert')).toContainText('誤って掲載しました。');
  await expect(page.getByRole('main').locator('.prose')).toHaveCount(0);
  await page.goto('/notices');
  await expect(page.getByText(change)).toHaveCount(0);
  await page.goto('/notices?state=withdrawn');
  await expect(page.getByRole('main').getByText(change)).toBeVisible();
  const feed = await page.request.get(`${portal.url}/feeds/notices.json`);
  const entry = (await feed.json()).items.find((item: { url: string }) => item.url.endsWith(change));
  expect(entry.title).toMatch(/^【取り下げ】/);
});

test('those who only read are offered nothing', async ({ page, signIn }) => {
  await signIn(people.auditor);
  await page.goto(`/en/staff/notices/${change}`);
  await expect(page.getByText('Authors, support and owners can record what happened.')).toBeVisible();
  await expect(page.locator('form[action="/actions/record-event"]')).toHaveCount(0);
});

test('subscribers are told by mail, in their language and in the same thread', async ({ page, portal, signIn }) => {
  await signIn(people.owner);
  const before = portal.mails().length;
  await record(page, change, '中止を記録する', {
    'メッセージ(日本語': '採用を見送りました。',
    'メッセージ(英語': 'We decided against it.',
  });
  await expect.poll(() => portal.mails().length, { timeout: 15_000 }).toBeGreaterThan(before);
  await expect.poll(() => readMails(portal.mails().slice(before)).some((mail) => /Cancelled/.test(mail.headers.subject))).toBe(true);
  const mails = readMails(portal.mails().slice(before));
  const japanese = mails.find((mail) => /中止しました/.test(mail.headers.subject))!;
  expect(japanese.headers.subject).toContain(change);
  for (const source of portal.mails().slice(before)) expect(source).toContain(`In-Reply-To: <notice.${change}@`);
});
