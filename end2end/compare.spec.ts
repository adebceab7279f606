// Two revisions compared, as a reader meets it.
import { expect, people, test } from './fixtures';

test('the history leads to any two revisions', async ({ page }) => {
  await page.goto('/notices/SC-2026-0003');
  const form = page.locator('.compare-form');
  await form.getByLabel('比べる元').selectOption('1');
  await form.getByLabel('比べる先').selectOption('2');
  await form.getByRole('button', { name: '違いを見る' }).click();
  await expect(page).toHaveURL('/notices/SC-2026-0003/compare/1/2');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('第1版と第2版の違い');
});

test('facts stand before and after on top, and a date is marked whole', async ({ page, signIn }) => {
  await signIn(people.yumi);
  await page.goto('/notices/SC-2026-0042/compare/1/2');
  const row = page.getByRole('row', { name: /対応の期限/ });
  await expect(row.locator('del')).toContainText('2027年2月12日(金)');
  await expect(row.locator('ins')).toContainText('2027年2月26日(金)');
  await expect(page.locator('.between')).toContainText('内容が変わりました。改めてお読みください。');
});

test('every change is reached from the one before, and is never shown by colour alone', async ({ page, signIn }) => {
  await signIn(people.yumi);
  await page.goto('/notices/SC-2026-0042/compare/1/2');
  const changes = page.locator('[id^=change-]');
  const count = await changes.count();
  expect(count).toBeGreaterThan(2);
  await page.getByRole('link', { name: '最初の変更へ' }).click();
  for (let number = 1; number < count; number++) {
    await expect(page).toHaveURL(new RegExp(`#change-${number}$`));
    await page.locator(`#change-${number}`).getByRole('link', { name: '次の変更へ' }).click();
  }
  await expect(page).toHaveURL(new RegExp(`#change-${count}$`));
  for (const [tag, line, word] of [
    ['del', 'line-through', '削除'],
    ['ins', 'underline', '追加'],
  ] as const) {
    for (const mark of await page.locator(`.comparison ${tag}`).all()) {
      expect(await mark.evaluate((element) => getComputedStyle(element).textDecorationLine)).toBe(line);
      await expect(mark.locator('.visually-hidden')).toHaveText(word);
    }
  }
});

test('what has not changed is folded and can be shown', async ({ page, signIn }) => {
  await signIn(people.yumi);
  await page.goto('/notices/SC-2026-0042/compare/1/2');
  const folded = page.locator('.folded');
  expect(await folded.count()).toBeGreaterThan(0);
  await folded.first().getByRole('link', { name: '表示する' }).click();
  await expect(page).toHaveURL('/notices/SC-2026-0042/compare/1/2?show=all');
  await expect(folded).toHaveCount(0);
});

test('side by side becomes one below the other on a narrow screen', async ({ page, signIn }) => {
  await signIn(people.yumi);
  await page.goto('/notices/SC-2026-0042/compare/1/2');
  await page.getByRole('link', { name: '左右に並べて見る' }).click();
  const pair = page.locator('.change .pair').filter({ has: page.locator('.before p') }).first();
  const boxes = async () => Promise.all(['.before', '.after'].map((side) => pair.locator(side).boundingBox()));
  const [before, after] = await boxes();
  expect(after!.x).toBeGreaterThan(before!.x + before!.width);
  await page.setViewportSize({ width: 320, height: 900 });
  const [above, below] = await boxes();
  expect(below!.y).toBeGreaterThanOrEqual(above!.y + above!.height);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test('a register is compared entry by entry', async ({ page }) => {
  await page.goto('/disclosures/sub-processors/compare/1/2');
  const entries = page.getByRole('region', { name: '一覧の変更' });
  await expect(entries.locator('.compared-entry.change').first()).toBeVisible();
  await expect(entries.locator('.change .tag').first()).toHaveText(/^(追加|変更|利用終了|一覧から削除)$/);
});
