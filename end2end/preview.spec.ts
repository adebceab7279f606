// A draft from the author's folder to its reviewer, and then to everyone.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, people, test } from './fixtures';
import { Portal } from './portal';

test.use({ changes: true });

const id = 'SC-2026-0999';
const title = '着信音の設定画面が新しくなります';

/** The folder of a draft that appears now, of which people are told; answers with its Japanese file. */
function write(portal: Portal): string {
  const publishAt = new Date(Date.now() + 9 * 3600 * 1000 - 60_000).toISOString().slice(0, 19);
  const folder = join(portal.content, 'notices', '2026', `${id}-ringtones`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'index.md');
  writeFileSync(
    file,
    `---
id: ${id}
draft: true
kind: service_change
category: feature
impact: informational
components: [ivr]
title: ${title}
summary: 着信音を画面で聞き比べて選べるようになります。
affects: 設定画面の表示が変わります。設定済みの着信音は変わりません。
systems: 基盤の変更はありません。
publish_at: ${publishAt}+09:00
planned: { start: 2027-06-01T02:00:00+09:00, end: 2027-06-01T04:00:00+09:00 }
revisions:
  - { on: ${publishAt.slice(0, 10)}, class: initial }
---
## 変更の内容

詳しくは[画面の一覧](screens.csv)をご覧ください。
`,
  );
  writeFileSync(join(folder, 'screens.csv'), '画面,変更\n着信音,あり\n');
  writeFileSync(
    join(folder, 'index.en.md'),
    `---
title: A new page for ringtones
summary: You can listen to ringtones on the page before you choose one.
affects: The settings page looks different. Ringtones that are set stay as they are.
systems: Nothing changes underneath.
translates: 1
---
## What changes

See the [list of pages](screens.csv).
`,
  );
  return file;
}

test('a draft is seen by its reviewer, and by everyone once it is published', async ({ page, portal, signIn }) => {
  const file = write(portal);
  expect(portal.succeeds('plan')).toMatch(new RegExp(`draft +notice/${id} ${title}: 3 tenants`));
  expect(portal.succeeds('publish')).toContain('1 draft');
  const address = portal.succeeds('preview', id).trim();

  const answer = await page.goto(address);
  expect(answer!.headers()['x-robots-tag']).toBe('noindex, nofollow');
  expect(answer!.headers()['cache-control']).toBe('private, no-store');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByText('下書きです。')).toBeVisible();
  const text = await page.locator('article.notice').innerText();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '画面の一覧' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain('着信音,あり');

  await page.getByRole('link', { name: '公開時に送るメールを見る' }).click();
  await expect(page.getByText(`】${title}(${id})`)).toBeVisible();
  await page.getByRole('link', { name: 'HTML形式の本文を開く' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);

  await page.goto(address.replace('/preview/', '/en/preview/'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A new page for ringtones');
  expect((await page.goto(`/notices/${id}`))!.status()).toBe(404);

  await signIn(people.owner);
  await page.goto('/staff/preview');
  const row = page.getByRole('row').filter({ hasText: title });
  await expect(row).toContainText('3社');
  await row.getByRole('link', { name: 'ページ' }).click();
  await expect(page.getByText('下書きです。')).toBeVisible();

  writeFileSync(file, readFileSync(file, 'utf8').replace('draft: true\n', ''));
  expect(portal.succeeds('publish')).toContain('1 new');
  await page.context().clearCookies();
  await expect.poll(async () => (await page.goto(`/notices/${id}`))!.status()).toBe(200);
  expect(await page.locator('article.notice').innerText()).toBe(text);
  expect((await page.goto(address))!.status()).toBe(404);
});
