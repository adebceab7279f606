// What counts as read. Looking at an address changes nothing: mail scanners and previews do that.
import { expect, people, test, unread } from './fixtures';

test.use({ changes: true });

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('opening a notice leaves it unread until the button is pressed', async ({ page, signIn }) => {
    await signIn(people.naoko);
    await page.goto('/');
    const before = await unread(page);
    expect(before).toBeGreaterThan(5);
    await page.goto('/notices/SC-2026-0045');
    await page.goto('/notices/SC-2026-0045');
    expect(await unread(page)).toBe(before);
    await page.getByRole('button', { name: '既読にする' }).click();
    await expect(page).toHaveURL('/notices/SC-2026-0045');
    expect(await unread(page)).toBe(before - 1);
    await expect(page.getByRole('button', { name: '既読にする' })).toHaveCount(0);
    await page.goto('/notices?unread=1');
    await expect(page.getByRole('link', { name: '録音データの保管リージョンに大阪を追加します' })).toHaveCount(0);
  });
});

test('all can be marked as read at once', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  expect(await unread(page)).toBeGreaterThan(5);
  await expect(page.locator('.row.unread').first()).toBeVisible();
  await page.getByRole('button', { name: 'すべて既読にする' }).click();
  await expect(page.getByText('すべてのお知らせを既読にしました。')).toBeVisible();
  expect(await unread(page)).toBe(0);
  await expect(page.locator('.row.unread')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'すべて既読にする' })).toHaveCount(0);
});

test('what one person reads stays unread for another', async ({ page, signIn }) => {
  await signIn(people.sho);
  await page.goto('/');
  const others = await unread(page);
  await page.context().clearCookies();
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.getByRole('button', { name: 'すべて既読にする' }).click();
  await page.context().clearCookies();
  await signIn(people.sho);
  await page.goto('/');
  expect(await unread(page)).toBe(others);
});

test('no GET of an action changes anything', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/');
  const before = await unread(page);
  for (const action of [
    'mark-all-read?back=/',
    'mark-read?kind=notice&name=SC-2026-0045&revision=1&back=/',
    'sign-out?back=/',
  ]) {
    const answer = await page.request.get(`/actions/${action}`, { maxRedirects: 0 });
    expect(answer.status(), action).toBeGreaterThanOrEqual(400);
  }
  await page.goto('/');
  expect(await unread(page)).toBe(before);
});
