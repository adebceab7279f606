// A reader's own view of the notices: pinned on top, archived out of the way, unread again. With buttons
// of forms alone, so it works without JavaScript.
import { expect, Page, people, test, unread } from './fixtures';

test.use({ changes: true });

const rows = (page: Page) => page.locator('.row');
const row = (page: Page, number: string) => page.locator(`#${number}`);

test('a pinned notice stands on top, in a group of its own', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  const last = (await rows(page).last().getAttribute('id'))!;
  await row(page, last).getByRole('button', { name: `${last}をピン留めする` }).click();
  await expect(page).toHaveURL(`/notices#${last}`);
  await expect(page.getByRole('heading', { name: 'ピン留めしたお知らせ' })).toBeVisible();
  await expect(rows(page).first()).toHaveAttribute('id', last);
  await expect(page.locator(`[id="${last}"]`), 'and nowhere else').toHaveCount(1);
  await page.goto('/notices?pinned=1');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: `${last}のピン留めを外す` }).click();
  await expect(page.getByText('条件に合うお知らせはありません。')).toBeVisible();
});

test('an archived notice leaves list, home and bell, is found at its address, and can be brought back', async ({
  page,
  signIn,
}) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  const before = await unread(page);
  const number = 'SC-2026-0040';
  await row(page, number).getByRole('button', { name: `${number}をアーカイブする` }).click();
  await expect(page).toHaveURL(`/notices?done=archived&of=${number}`);
  await expect(page.getByRole('status')).toContainText(`${number}をアーカイブしました。`);
  await expect(row(page, number)).toHaveCount(0);
  expect(await unread(page)).toBe(before - 1);
  await page.goto('/');
  await expect(row(page, number)).toHaveCount(0);
  await page.goto(`/notices/${number}`);
  await expect(page.getByText('このお知らせはアーカイブ済みです。')).toBeVisible();
  await page.goto('/notices');
  await page.getByRole('link', { name: 'アーカイブを見る' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('アーカイブしたお知らせ');
  await page.getByRole('button', { name: `${number}をアーカイブから戻す` }).click();
  await expect(page.getByText('アーカイブしたお知らせはありません。')).toBeVisible();
  await page.goto('/notices');
  await expect(row(page, number)).toHaveCount(1);
});

test('archiving can be undone at once', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices?impact=informational');
  const number = (await rows(page).first().getAttribute('id'))!;
  await row(page, number).getByRole('button', { name: `${number}をアーカイブする` }).click();
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(page).toHaveURL(`/notices?impact=informational#${number}`);
  await expect(row(page, number)).toHaveCount(1);
});

test('all that was read is archived at once, but for what still asks for something', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.getByRole('button', { name: 'すべて既読にする' }).click();
  await page.getByRole('button', { name: '既読をまとめてアーカイブ' }).click();
  await expect(page.getByRole('status')).toContainText('既読のお知らせをアーカイブしました。');
  await expect(row(page, 'SC-2026-0044'), 'asks her to acknowledge').toHaveCount(1);
  await expect(row(page, 'SC-2026-0001')).toHaveCount(0);
  await expect(row(page, 'SC-2026-0028'), 'she may have to act by a day that is ahead').toHaveCount(1);
  const left = await rows(page).evaluateAll((all) => all.map((one) => one.id));
  await page.goto('/notices?needs_action=1');
  const asking = await rows(page).evaluateAll((all) => all.map((one) => one.id));
  expect(asking.length).toBeGreaterThan(0);
  expect(left).toEqual(expect.arrayContaining(asking));
});

test('the buttons of a notice lead back to where they make sense', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.getByRole('button', { name: 'すべて既読にする' }).click();
  await page.goto('/notices/SC-2026-0040');
  await page.getByRole('button', { name: 'ピン留めする' }).click();
  await expect(page).toHaveURL('/notices/SC-2026-0040');
  await expect(page.getByRole('button', { name: 'ピン留めを外す' })).toBeVisible();
  await page.getByRole('button', { name: '未読に戻す' }).click();
  await expect(page).toHaveURL('/notices?done=unread&of=SC-2026-0040');
  expect(await unread(page)).toBe(1);
  await page.goto('/notices/SC-2026-0044');
  await expect(page.getByRole('button', { name: 'アーカイブする' }), 'still asks').toHaveCount(0);
});

test('every button is large enough and has a name of its own', async ({ page, signIn }) => {
  await signIn(people.naoko);
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/notices');
    const buttons = page.locator('.row-tools button');
    const names = await buttons.evaluateAll((all) => all.map((button) => button.getAttribute('aria-label')));
    expect(names.length).toBeGreaterThan(30);
    expect(new Set(names).size).toBe(names.length);
    for (const box of await buttons.evaluateAll((all) => all.map((button) => button.getBoundingClientRect().toJSON()))) {
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
      expect(box.right).toBeLessThanOrEqual(width);
    }
  }
});

test('what changed since one read it is told on the page', async ({ page, portal, signIn, reader }) => {
  await signIn(people.naoko);
  const naoko = await reader(people.naoko);
  const said = await naoko.post('/actions/mark-read', {
    form: { kind: 'notice', name: 'SC-2026-0042', revision: '1', back: '/' },
    headers: { origin: portal.url, accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(said.status()).toBe(302);
  await page.goto('/notices');
  await expect(row(page, 'SC-2026-0042').getByText('変更あり')).toBeVisible();
  await page.goto('/notices/SC-2026-0042');
  const since = page.getByRole('region', { name: '前にお読みになった後の変更' });
  await expect(since).toContainText('第1版をお読みになりました');
  await expect(since).toContainText('重要な変更');
  await since.getByRole('link', { name: 'お読みになった版との違いを見る' }).click();
  await expect(page).toHaveURL('/notices/SC-2026-0042/compare/1/2');
});
