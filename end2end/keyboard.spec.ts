// Everything with the keyboard alone.
import type { Locator } from '@playwright/test';
import { expect, Page, password, people, test } from './fixtures';

test.use({ changes: true });

/** Presses Tab until the wanted element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expectsVisibleFocus(page);
      return;
    }
  }
  throw new Error(`Tab never reached ${target}`);
}

/** WCAG 2.2, 2.4.7 and 2.4.11: the focus can be seen, and nothing lies over it. */
async function expectsVisibleFocus(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const element = document.activeElement!;
    const style = getComputedStyle(element);
    // A link of two lines has two boxes, and nothing of it in the middle of both.
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return {
      outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      uncovered: middle !== null && (element.contains(middle) || middle.contains(element)),
    };
  });
  expect(seen).toEqual({ outline: true, uncovered: true });
}

test('the first Tab reaches the link that skips to the content', async ({ page }) => {
  await page.goto('/notices');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: '本文へ移動' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const isInMain = await page.evaluate(() => document.querySelector('main')!.contains(document.activeElement));
  expect(isInMain, 'the next Tab is within the content').toBe(true);
});

test('every stop of Tab on the list of notices can be seen', async ({ page }) => {
  await page.goto('/notices');
  for (let stop = 0; stop < 25; stop++) {
    await page.keyboard.press('Tab');
    await expectsVisibleFocus(page);
  }
});

test('one can sign in, acknowledge and sign out with the keyboard alone', async ({ page }) => {
  await page.goto('/notices/SC-2026-0044');
  await tabTo(page, page.getByRole('link', { name: 'サインインして確認する' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/sign-in\?next=/);

  await tabTo(page, page.getByRole('textbox', { name: 'メールアドレス' }));
  await page.keyboard.type(people.naoko);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/notices/SC-2026-0044');

  await tabTo(page, page.getByRole('button', { name: '第1版を確認しました' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/notices/SC-2026-0044?done=acknowledged');
  await expect(page.getByRole('status').filter({ hasText: '第1版を確認しました' })).toBeVisible();

  await tabTo(page, page.locator('.person summary'));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'サインアウト' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('サインアウトしました。')).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: 'サインイン' })).toBeVisible();
});
