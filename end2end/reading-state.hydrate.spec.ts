// With a script, the browser of whoever looks at a notice says that it was read.
import { expect, people, test, unread } from './fixtures';

test.use({ changes: true });

test('opening a notice marks it as read and counts the bell down, once', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/');
  const before = await unread(page);
  expect(before).toBeGreaterThan(5);
  const posted = page.waitForRequest((request) => request.method() === 'POST');
  await page.goto('/notices/SC-2026-0045');
  expect(new URL((await posted).url()).pathname).toBe('/actions/mark-read');
  await expect(page.locator('#unread-count')).toHaveText(String(before - 1));
  await expect(page.getByText('既読にしました')).toBeVisible();
  await expect(page.getByRole('button', { name: '既読にする' })).toBeHidden();
  await page.reload();
  expect(await unread(page)).toBe(before - 1);
  await page.goto('/notices?unread=1');
  await expect(page.getByRole('link', { name: '録音データの保管リージョンに大阪を追加します' })).toHaveCount(0);
});

test('what was read just now can be taken back where it was read', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices/SC-2026-0045');
  await expect(page.getByText('既読にしました')).toBeVisible();
  const before = await unread(page);
  await page.keyboard.press('u');
  await expect(page).toHaveURL(/\/notices\?done=unread&of=SC-2026-0045/);
  expect(await unread(page)).toBe(before + 1);
});

test('a policy is no notice: to read it leaves the bell alone', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/');
  const before = await unread(page);
  await page.goto('/policies/information-security');
  await expect(page.getByText('既読にしました')).toBeVisible();
  expect(await unread(page)).toBe(before);
});

test('fetching a notice without a browser leaves it unread', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/');
  const before = await unread(page);
  expect((await page.request.get('/notices/SC-2026-0045')).status()).toBe(200);
  await page.reload();
  expect(await unread(page)).toBe(before);
});

test('a notice read before needs no WebAssembly any more', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices/SC-2026-0045');
  await expect(page.getByText('既読にしました')).toBeVisible();
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (/\.(js|wasm)$/.test(new URL(request.url()).pathname)) scripts.push(request.url());
  });
  await page.goto('/notices/SC-2026-0045', { waitUntil: 'networkidle' });
  expect(scripts.filter((address) => new URL(address).pathname !== '/keys.js')).toEqual([]);
});
