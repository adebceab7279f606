// The whole life of one notice over two tenants, of which one is in its audience: a draft that is
// reviewed, published, read, acknowledged, amended, moved, started, completed, and a second one that is
// cancelled and withdrawn. The other tenant never sees, finds, counts or hears anything of either.
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APIRequestContext, expect, people, test } from './fixtures';
import { Portal } from './portal';
import { readMails } from './python';

test.use({ changes: true });
test.setTimeout(120_000);

const id = 'SC-2026-0901';
const other = 'SC-2026-0902';
const title = '録音の索引の並び順を改めます';
const english = 'The order of the recording index changes';
/** A word that stands in nothing else. */
const word = '逆時系列索引';

/** A day in Japan so many days from now. */
function day(ahead: number): string {
  return new Date(Date.now() + (ahead * 24 + 9) * 3600 * 1000).toISOString().slice(0, 10);
}

interface Draft {
  id: string;
  isDraft: boolean;
  start: string;
  due: string;
  lines: string[];
  notes?: string;
}

function folder(portal: Portal, number: string): string {
  return join(portal.content, 'notices/2026', `${number}-index-order`);
}

/** Writes both files of a notice for enterprise customers who use recordings. */
function write(portal: Portal, draft: Draft): void {
  const dir = folder(portal, draft.id);
  mkdirSync(dir, { recursive: true });
  const publishAt = new Date(Date.now() + 9 * 3600 * 1000 - 5_000).toISOString().slice(0, 19);
  const before = readPublishAt(dir);
  writeFileSync(
    join(dir, 'index.md'),
    `---
id: ${draft.id}
${draft.isDraft ? 'draft: true\n' : ''}kind: service_change
category: specification
impact: may_require_action
components: [recording]
title: ${title}
summary: 録音の索引を、新しい順に並べます。並び順に頼る処理があれば、ご確認ください。
affects: 索引の並び順が変わりますが、録音そのものは変わりません。
systems: 索引を保存しているデータベースの版を上げます。
publish_at: ${before ?? `${publishAt}+09:00`}
planned: { start: ${draft.start}T02:00:00+09:00, end: ${draft.start}T04:00:00+09:00 }
audience: { all: [{ plans: [enterprise] }, { any: [{ components: [recording] }, { regions: [osaka] }] }] }
acknowledgement: { by: every_member, due: ${draft.due} }
clauses: [II-5]
revisions:
${draft.lines.map((line) => `  - { ${line} }`).join('\n')}
---
## 変更の内容

${word}に切り替えます。**確認の期限は${draft.due}です。**
`,
  );
  writeFileSync(
    join(dir, 'index.en.md'),
    `---
title: ${english}
summary: The index of recordings is sorted with the newest first. Please look at whatever relies on its order.
affects: The order of the index changes, the recordings themselves do not.
systems: The database that keeps the index gets a new version.
translates: ${draft.lines.length}
${draft.notes ?? ''}---
## What changes

The index is turned round. **Please confirm by ${draft.due}.**
`,
  );
}

function readPublishAt(dir: string): string | undefined {
  try {
    return /^publish_at: (.*)$/m.exec(readFileSync(join(dir, 'index.md'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Puts what stands aside as revision 1. */
function keepRevision(portal: Portal, number: string): void {
  const dir = folder(portal, number);
  const files = readdirSync(dir);
  const kept = join(dir, 'revisions', '1');
  mkdirSync(kept, { recursive: true });
  for (const file of files) cpSync(join(dir, file), join(kept, file));
}

/** That an outsider meets nothing of either notice, whatever they ask. */
async function knowsNothing(outsider: APIRequestContext, listed: number): Promise<void> {
  for (const number of [id, other]) {
    for (const path of [`/notices/${number}`, `/en/notices/${number}`, `/notices/${number}/revisions/1`]) {
      expect((await outsider.get(path)).status(), path).toBe(404);
    }
  }
  for (const path of [
    '/',
    '/notices',
    '/calendar?view=agenda',
    `/search?q=${encodeURIComponent(title)}`,
    '/feeds/notices.json',
    '/feeds/calendar.ics',
    '/acknowledgements',
  ]) {
    const text = await (await outsider.get(path)).text();
    for (const secret of [id, other, english]) expect(text, `${path} says ${secret}`).not.toContain(secret);
  }
  const found = await (await outsider.get(`/search?q=${encodeURIComponent(word)}`)).text();
  expect(found).not.toContain(`<mark>${word}</mark>`);
  const count = Number(/(\d+)件のお知らせ/.exec(await (await outsider.get('/notices')).text())![1]);
  expect(count, 'the number of notices').toBe(listed);
}

test('a notice lives from its draft to its end before those it is for, and nobody else', async ({
  page,
  portal,
  signIn,
  reader,
}) => {
  const outsider = await reader(people.keiko);
  const listed = Number(/(\d+)件のお知らせ/.exec(await (await outsider.get('/notices')).text())![1]);
  const [start, moved, due, later] = [day(120), day(127), day(30), day(45)];
  const first = `on: ${day(0)}, class: initial`;

  // A draft: checked, counted, seen by its reviewer, by nobody else.
  write(portal, { id, isDraft: true, start, due, lines: [first] });
  expect(portal.succeeds('plan')).toMatch(new RegExp(`draft +notice/${id} .*: 1 tenant \\(日の出通販\\)`));
  portal.succeeds('publish');
  await page.goto(portal.succeeds('preview', id).trim());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await signIn(people.yumi);
  expect((await page.goto(`/notices/${id}`))!.status()).toBe(404);

  // Published: read, found and acknowledged by the one tenant.
  write(portal, { id, isDraft: false, start, due, lines: [first] });
  expect(portal.succeeds('publish')).toContain('1 new');
  await expect.poll(async () => (await page.goto(`/notices/${id}`))!.status()).toBe(200);
  await expect(page.locator('.facts')).toContainText('エンタープライズ');
  await page.getByRole('button', { name: '第1版を確認しました' }).click();
  await expect(page.getByRole('status').filter({ hasText: '第1版を確認しました' })).toBeVisible();
  await page.goto(`/search?q=${encodeURIComponent(word)}`);
  await expect(page.getByRole('main').locator('mark').first()).toHaveText(word);
  await page.goto(`/calendar?view=agenda&month=${start.slice(0, 7)}`);
  await expect(page.getByRole('main')).toContainText(title);
  await knowsNothing(outsider, listed);

  // Read as it stands, whatever the page's own script did.
  await page.request.post('/actions/mark-read', {
    form: { kind: 'notice', name: id, revision: '1', back: '/' },
    headers: { origin: portal.url, accept: 'text/html' },
  });

  // A changed text without a line that says so is refused; with one it is a revision that asks again.
  write(portal, { id, isDraft: false, start, due: later, lines: [first] });
  const silent = portal.run('check');
  expect([silent.code, silent.stdout.includes('silent-edit')]).toEqual([1, true]);
  write(portal, { id, isDraft: false, start, due, lines: [first] });
  keepRevision(portal, id);
  const note = '確認の期限を延ばしました。';
  const second = `on: ${day(0)}, class: material, note: ${note}`;
  write(portal, {
    id,
    isDraft: false,
    start,
    due: later,
    lines: [first, second],
    notes: 'notes: { 2: We gave you more time to confirm. }\n',
  });
  expect(portal.succeeds('publish')).toContain('1 revised');
  await expect
    .poll(async () => {
      await page.goto(`/notices/${id}`);
      return page.getByText(note).count();
    })
    .toBeGreaterThan(0);
  await expect(page.getByText('第1版をお読みになりました。')).toBeVisible();
  await expect(page.getByRole('button', { name: '第2版を確認しました' })).toBeVisible();
  await page.getByRole('link', { name: 'お読みになった版との違いを見る' }).click();
  await expect(page).toHaveURL(new RegExp(`/notices/${id}/compare/1/2`));
  expect(await page.getByRole('main').locator('del').count()).toBeGreaterThan(0);
  expect(await page.getByRole('main').locator('ins').count()).toBeGreaterThan(0);
  await knowsNothing(outsider, listed);

  // Moved, begun by staff, done: each is an event on the page, with what was planned beside it.
  const early = portal.run('notice', 'complete', id);
  expect([early.code === 0, (early.stderr + early.stdout).length > 20], 'not begun yet').toEqual([false, true]);
  portal.succeeds('notice', 'reschedule', id, '--start', `${moved}T02:00`, '--message', '設備の都合です。');
  const again = portal.run('notice', 'reschedule', id, '--start', '2026-01-01T02:00');
  expect(again.code, 'a start in the past').not.toBe(0);
  await expect
    .poll(async () => {
      await page.goto(`/notices/${id}`);
      return page.getByText('日程を変更しました。').count();
    })
    .toBeGreaterThan(0);
  await expect(page.getByText('設備の都合です。').first()).toBeVisible();
  const staff = await reader(people.owner);
  const begun = await staff.post('/actions/record-event', {
    form: { name: id, verb: 'start', back: `/staff/notices/${id}` },
    headers: { origin: portal.url, accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(begun.headers().location).toContain('done=recorded');
  portal.succeeds('notice', 'complete', id, '--message', '予定より早く終わりました。', '--message-en', 'Done early.');
  await expect
    .poll(async () => {
      await page.goto(`/en/notices/${id}`);
      return page.getByText('Done early.').count();
    })
    .toBeGreaterThan(0);
  await knowsNothing(outsider, listed);

  // Another one is cancelled, and then taken back: its address stays, its text does not.
  write(portal, { id: other, isDraft: false, start, due, lines: [first] });
  portal.succeeds('publish');
  await expect.poll(async () => (await page.goto(`/notices/${other}`))!.status()).toBe(200);
  portal.succeeds('notice', 'cancel', other);
  portal.succeeds('notice', 'withdraw', other, '--message', '誤って掲載しました。');
  await expect
    .poll(async () => {
      expect((await page.goto(`/notices/${other}`))!.status()).toBe(200);
      return page.getByText('誤って掲載しました。').count();
    })
    .toBeGreaterThan(0);
  await expect(page.getByRole('main').locator('.prose')).toHaveCount(0);
  await expect(page.getByRole('main')).not.toContainText(word);
  await knowsNothing(outsider, listed);

  // Every step was told to the one tenant by mail, and to nobody of the others.
  const about = (number: string) => portal.mails().filter((source) => source.includes(`References: <notice.${number}@`));
  const steps = [/^【Simple Connect】/, /改定/, /日程/, /開始/, /完了/];
  await expect
    .poll(() => {
      const mine = readMails(about(id)).filter((mail) => mail.headers.to.includes(people.yumi));
      return steps.every((step) => mine.some((mail) => step.test(mail.headers.subject)));
    }, { timeout: 20_000 })
    .toBe(true);
  for (const mail of readMails([...about(id), ...about(other)])) {
    expect(mail.headers.to).not.toMatch(/@(aozora|minato)\.example/);
  }

  // And it is on record who was told, who confirmed, and what became of it.
  await page.context().clearCookies();
  await signIn(people.owner);
  await page.goto(`/staff/notices/${id}`);
  await expect(page.getByRole('main')).toContainText('日の出通販');
  await expect(page.getByRole('main')).not.toContainText('あおぞら保険');
  await expect(page.getByRole('region', { name: '経過と予定' })).toContainText('完了');
});
