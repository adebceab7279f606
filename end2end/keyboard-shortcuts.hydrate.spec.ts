// Single keys as shortcuts: they press what is on the page, and nothing while one types.
import { expect, Page, people, test, unread } from './fixtures';

test.use({ changes: true });

const chosen = (page: Page) => page.evaluate(() => document.activeElement?.closest('.row')?.id ?? null);
const nth = async (page: Page, index: number) => (await page.locator('.row').nth(index).getAttribute('id'))!;

/**
 * Waits for the page a button led to: its script runs when all of it is there, and then chooses the row that was
 * chosen before. What is pressed earlier than that is nobody's.
 */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
}

test('j and k move, o opens, u, p and e press the buttons of the row', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  const [first, second] = [await nth(page, 0), await nth(page, 1)];
  await page.keyboard.press('j');
  expect(await chosen(page)).toBe(first);
  await page.keyboard.press('j');
  expect(await chosen(page)).toBe(second);
  await page.keyboard.press('k');
  expect(await chosen(page)).toBe(first);

  const before = await unread(page);
  await page.keyboard.press('u');
  await page.waitForURL(`/notices#${first}`);
  await expect(page.locator('#unread-count')).toHaveText(String(before - 1));
  await expect.poll(() => chosen(page), 'the same row is chosen again').toBe(first);

  await page.locator(`#${second} .row-title a`).focus();
  await page.keyboard.press('p');
  await expect(page.locator('.pinned .row')).toHaveId(second);
  await settled(page);

  await page.locator('#SC-2026-0040 .row-title a').focus();
  await page.keyboard.press('e');
  await expect(page.getByRole('status')).toContainText('SC-2026-0040をアーカイブしました。');
  await settled(page);

  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await expect(page).toHaveURL(/\/notices\/SC-/);
});

test('on a notice the keys press its own buttons', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices/SC-2026-0040');
  await expect(page.getByText('既読にしました')).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'ピン留めを外す' })).toBeVisible();
  await settled(page);
  await page.keyboard.press('e');
  await expect(page).toHaveURL('/notices?done=archived&of=SC-2026-0040');
});

test('g h and g n lead home and to the list, in the language of the page', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/en/notices');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page).toHaveURL('/en');
  await settled(page);
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/en/notices');
});

test('h and n do nothing by themselves, on a page just opened as well', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.keyboard.press('h');
  await page.keyboard.press('j');
  expect(await chosen(page), 'the page is still there').toBe(await nth(page, 0));
});

test('a button that is hidden is not pressed', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/policies/information-security');
  await expect(page.getByText('既読にしました')).toBeVisible();
  let posts = 0;
  page.on('request', (request) => (posts += Number(request.method() === 'POST')));
  await page.keyboard.press('u');
  await page.waitForTimeout(200);
  expect(posts).toBe(0);
  await expect(page).toHaveURL('/policies/information-security');
});

test('? opens the sheet, Escape closes it and gives the focus back', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.keyboard.press('j');
  const row = await chosen(page);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'キーボードショートカット' });
  await expect(sheet).toBeVisible();
  expect(await page.evaluate(() => document.querySelector('dialog')!.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('j');
  await expect(sheet, 'the keys do nothing behind it').toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  expect(await chosen(page)).toBe(row);
  await page.keyboard.press('?');
  await page.keyboard.press('?');
  await expect(sheet).toBeHidden();
});

test('nothing happens while one types, or with another key held', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.evaluate(() => {
    const field = document.createElement('input');
    field.id = 'a-field';
    document.querySelector('main')!.prepend(field);
    field.focus();
  });
  await page.keyboard.type('jke?gh');
  await expect(page.locator('#a-field')).toHaveValue('jke?gh');
  await expect(page).toHaveURL('/notices');
  await page.locator('#a-field').evaluate((field) => field.blur());
  await page.keyboard.press('Control+j');
  expect(await chosen(page)).toBeNull();
});

test('they can be switched off for good', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.getByRole('contentinfo').getByRole('link', { name: 'キーボードショートカット' }).click();
  await page.getByRole('button', { name: 'ショートカットを止める' }).click();
  await expect(page.getByRole('status')).toHaveText('ショートカットを止めました。');
  await page.goto('/notices');
  await page.keyboard.press('j');
  expect(await chosen(page)).toBeNull();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
