// The life of a notice in the browser, with and without JavaScript: staff record, customers see it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, writeNotice } from './content';
import { expect, Page, people, test } from './fixtures';
import { readMails } from './python';

test.use({ changes: true });

/** Planned for half a year from now, for everyone, asks nothing. */
const change = 'SC-2026-0903';

// Told two days ago: history that is filled in, of which no mail tells.
test.beforeEach(async ({ portal }) => {
  const publishAt = new Date(Date.now() - 2 * 24 * 3600 * 1000);
  writeNotice(portal, { id: change, title: '録音の索引を改めます', english: 'The recording index changes', publishAt });
  expect(portal.succeeds('publish')).toContain('1 new');
  await expect.poll(async () => (await fetch(`${portal.url}/notices/${change}`)).status).toBe(200);
});

/** A day as Japanese pages say it. */
function inWords(iso: string): string {
  const [year, month, date] = iso.split('-').map(Number);
  return `${year}年${month}月${date}日(${'日月火水木金土'[new Date(`${iso}T00:00:00Z`).getUTCDay()]})`;
}
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
  await expect(page.getByRole('main'), 'readers do not learn who recorded it').not.toContainText('清水');
});

test('a date that moves is said on top, with the old one', async ({ page, signIn }) => {
  await signIn(people.owner);
  await record(page, change, '日程を変更する', {
    '新しい開始日時': `${day(187)}T02:00`,
    'メッセージ(英語': 'The supplier needs a week more.',
    'メッセージ(日本語': '委託先の都合で1週間延ばします。',
  });
  await page.context().clearCookies();
  await page.goto(`/notices/${change}`);
  const banner = page.getByRole('note').filter({ hasText: '日程を変更しました' });
  await expect(banner).toContainText(`${inWords(day(187))} 2:00–4:00 JST`);
  await expect(banner).toContainText(`${inWords(day(180))} 2:00–4:00 JST`);
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

test('what comes too soon for a contract is refused with whose it is, unless a reason is given', async ({ page, portal, signIn }) => {
  const file = join(portal.content, 'portal.toml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n[[lead_time]]\ntenants = ["aozora"]\ndays = 100\n`);
  portal.succeeds('publish');
  await signIn(people.owner);
  const soon = { '新しい開始日時': `${day(80)}T02:00` };
  await record(page, change, '日程を変更する', soon);
  const refused = page.getByRole('alert').filter({ hasText: '記録できませんでした' });
  await expect(refused).toContainText(`${inWords(day(100))}からです: あおぞら保険サービス (aozora)`);
  const form = page.locator('details[open] form');
  await expect(form.getByLabel('新しい開始日時')).toHaveValue(`${day(80)}T02:00`);
  await form.getByLabel('事前の予告期間を確保できない理由').fill('法令の改正に合わせます。');
  await form.getByRole('button', { name: '日程を変更する' }).click();
  await expect(page).toHaveURL(/done=recorded/);
  await page.context().clearCookies();
  await page.goto(`/notices/${change}`);
  const moved = page.getByRole('region', { name: '経過と予定' }).getByRole('listitem').filter({ hasText: '法令の改正に合わせます。' });
  await expect(moved).toContainText('事前の予告期間を確保できなかった理由');
  await expect(page.getByRole('main')).not.toContainText('aozora');
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
