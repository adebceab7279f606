// Acknowledging: who is asked, what is recorded, and that nothing is recorded for a text nobody read.
import { asForm, expect, Page, people, test } from './fixtures';
import type { Portal } from './portal';

test.use({ changes: true });

const perMember = '/notices/SC-2026-0044';
const perAdministrator = '/notices/SC-2026-0042';

/** What the heading of the row of stamps says: of how many people how many have acknowledged. */
async function stamps(page: Page): Promise<{ asked: number; done: number; boxes: number; stamped: number }> {
  const row = page.getByRole('main').locator('.ack .stamps');
  const [, asked, done] = /(\d+)名中(\d+)名/.exec((await row.getAttribute('aria-label'))!)!;
  return {
    asked: Number(asked),
    done: Number(done),
    boxes: await row.getByRole('listitem').count(),
    stamped: await row.locator('.stamp').count(),
  };
}

test('a member who is asked acknowledges, and their stamp appears', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto(perMember);
  const before = await stamps(page);
  expect(before).toMatchObject({ asked: 5, boxes: 5 });
  expect(before.stamped).toBe(before.done);
  await page.getByRole('button', { name: '第1版を確認しました' }).click();
  await expect(page).toHaveURL(`${perMember}?done=acknowledged`);
  await expect(page.getByRole('status').filter({ hasText: '第1版を確認しました' })).toBeVisible();
  expect(await stamps(page)).toEqual({ ...before, done: before.done + 1, stamped: before.stamped + 1 });
  await expect(page.locator('.stamps li').filter({ hasText: 'あなた' }).locator('.stamp')).toContainText('高橋');
  await expect(page.getByText(/高橋 直子さんは.*に確認済み/)).toBeAttached();
  await expect(page.getByRole('button', { name: '第1版を確認しました' })).toHaveCount(0);

  await page.goto('/notices');
  const row = page.locator('.row').filter({ hasText: 'SC-2026-0044' });
  await expect(row.getByText('確認済み')).toBeAttached();
  await expect(row.getByText('ご確認ください')).toHaveCount(0);
  await page.goto('/acknowledgements');
  const record = page.getByRole('table').getByRole('row').filter({ hasText: 'SC-2026-0044' });
  await expect(record.getByText('第1版')).toBeVisible();
  await expect(record.locator('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
});

test('a member is not asked for what administrators are asked for', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto(perAdministrator);
  await expect(page.getByText('確認は管理者の方にお願いしています。')).toBeVisible();
  await expect(page.locator('form[action="/actions/acknowledge-revision"]')).toHaveCount(0);
});

test('a member who posts for an administrator is refused and nothing is recorded', async ({ page, portal, signIn }) => {
  await signIn(people.yumi);
  await page.goto(perAdministrator);
  const before = await stamps(page);
  const digest = (await page.locator('.ack .digest code').getAttribute('title'))!;
  await page.context().clearCookies();
  await signIn(people.naoko);
  await post(page, portal, digest);
  await page.goto('/acknowledgements');
  await expect(page.getByText('SC-2026-0042')).toHaveCount(0);
  await page.goto(perAdministrator);
  expect(await stamps(page)).toEqual(before);
});

test('anyone not signed in is led to sign in, and back to the notice', async ({ page }) => {
  await page.goto(`/en${perMember}`);
  await expect(page.locator('.stamps')).toHaveCount(0);
  await page.getByRole('link', { name: 'Sign in to acknowledge' }).click();
  await page.getByLabel('E-mail address').fill(people.emily);
  await page.getByLabel('Password').fill('kairan-demo');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`/en${perMember}`);
  await page.getByRole('button', { name: 'I have read revision 1' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'You acknowledged revision 1' })).toBeVisible();
});

test('a wrong password is refused without saying which of the two was wrong', async ({ page }) => {
  const refused = async (account: string) => {
    await page.goto('/sign-in?next=/notices');
    await page.getByLabel('メールアドレス').fill(account);
    await page.getByLabel('パスワード').fill('not the password');
    await page.getByRole('main').getByRole('button', { name: 'サインイン' }).click();
    await expect(page.getByLabel('メールアドレス')).toHaveValue(account);
    await expect(page.getByLabel('メールアドレス')).toHaveAttribute('aria-invalid', 'true');
    expect(page.url()).not.toContain(account);
    return page.getByRole('alert').innerText();
  };
  expect(await refused(people.yumi)).toBe(await refused('nobody@hinode.example'));
});

test('pressing the button twice records one acknowledgement', async ({ page, portal, signIn }) => {
  await signIn(people.yumi);
  await page.goto(perMember);
  const before = await stamps(page);
  const digest = (await page.locator('.ack .digest code').getAttribute('title'))!;
  for (let press = 0; press < 2; press++) await post(page, portal, digest, 'SC-2026-0044');
  await page.goto('/acknowledgements');
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'SC-2026-0044' })).toHaveCount(1);
  await page.goto(perMember);
  expect((await stamps(page)).done).toBeLessThanOrEqual(before.done + 1);
});

test('a revision that was replaced is refused, with what changed since', async ({ page, portal, signIn }) => {
  await signIn(people.takuya);
  expect((await page.goto(perAdministrator))!.status(), 'not for the light plan').toBe(404);
  await page.context().clearCookies();
  await signIn(people.yumi);
  await page.goto(`${perAdministrator}/revisions/1`);
  const seen = (await page.locator('.kind code').getAttribute('title'))!;
  expect(seen).toMatch(/^[0-9a-f]{64}$/);
  await page.goto(perAdministrator);
  const before = await stamps(page);
  const wasDone = (await page.locator('.ack-done').count()) > 0;

  const answer = await post(page, portal, seen);
  expect(answer).toBe(`${perAdministrator}?problem=superseded&seen=1`);
  await page.goto(answer);
  const problem = page.getByRole('alert');
  await expect(problem).toContainText('第1版は、その後第2版に改定されました');
  await expect(problem).toContainText('対応の期限を2027年2月12日から2月26日に延長し');
  expect(await stamps(page), 'nothing was recorded').toEqual(before);
  if (!wasDone) await expect(page.getByRole('button', { name: '第2版を確認しました' })).toBeVisible();

  await problem.getByRole('link', { name: '変更箇所を見る' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('ページが見つかりません');
  await expect(page.getByRole('main').locator('del').first()).toBeVisible();
  await expect(page.getByRole('main').locator('ins').first()).toBeVisible();
  await expect(page.getByRole('main')).toContainText('2月26日');
});

test('a digest that is not one of the notice is refused', async ({ page, portal, signIn }) => {
  await signIn(people.naoko);
  const answer = await post(page, portal, 'a'.repeat(64), 'SC-2026-0044');
  expect(answer).toBe(`${perMember}?problem=unknown-digest`);
  await page.goto(answer);
  await expect(page.getByRole('alert')).toContainText('記録しませんでした');
  expect((await page.request.get('/acknowledgements')).status()).toBe(200);
  await page.goto('/acknowledgements');
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('a form sent from another site is refused', async ({ page, portal, signIn }) => {
  await signIn(people.naoko);
  await page.goto(perMember);
  const digest = await page.locator('input[name=digest]').inputValue();
  const answer = await page.request.post('/actions/acknowledge-revision', {
    form: { kind: 'notice', name: 'SC-2026-0044', digest, back: perMember },
    headers: { origin: 'https://elsewhere.example', accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
  await page.goto(perMember);
  await expect(page.getByRole('button', { name: '第1版を確認しました' })).toBeVisible();
  expect(portal.log).toContain('from another site');
});

test('an administrator sees how far the organisation is, and the counts equal the boxes', async ({ page, signIn }) => {
  await signIn(people.yumi);
  await page.goto('/acknowledgements');
  const organisation = page.getByRole('region', { name: '日の出通販の状況' });
  const rows = organisation.locator('.plain-rows > li');
  expect(await rows.count()).toBeGreaterThanOrEqual(5);
  for (const row of await rows.all()) {
    const [, asked, done] = /(\d+)名中(\d+)名/.exec(await row.innerText())!;
    await expect(row.locator('.stamps > li')).toHaveCount(Number(asked));
    await expect(row.locator('.stamps .stamp')).toHaveCount(Number(done));
  }
  const everyone = rows.filter({ hasText: 'SC-2026-0044' });
  await expect(everyone.locator('.stamps > li')).toHaveCount(5);
  const [, before] = /5名中(\d)名/.exec(await everyone.innerText())!;

  await page.context().clearCookies();
  await signIn(people.sho);
  await page.goto(perMember);
  await page.getByRole('button', { name: '第1版を確認しました' }).click();
  await expect(page).toHaveURL(/done=acknowledged/);
  await page.context().clearCookies();
  await signIn(people.yumi);
  await page.goto('/acknowledgements');
  await expect(everyone).toContainText(`5名中${Number(before) + 1}名`);
});

test('staff see of each tenant who has and who has not', async ({ page, signIn }) => {
  await signIn(people.owner);
  await page.goto('/staff');
  const row = page.getByRole('row').filter({ hasText: 'SC-2026-0044' });
  await expect(row).toContainText('3社中3社');
  await expect(page.getByRole('row').filter({ hasText: 'SC-2026-0043' })).toContainText('3社中1社');
  await row.getByRole('link', { name: '確認と配信の状況' }).click();
  await expect(page).toHaveURL('/staff/notices/SC-2026-0044');
  const tenants = page.getByRole('region', { name: '確認の状況' }).locator('.plain-rows > li');
  await expect(tenants).toHaveCount(3);
  let met = 0;
  for (const tenant of await tenants.all()) {
    const text = await tenant.innerText();
    const [, asked, done] = /(\d+)名中(\d+)名/.exec(text)!;
    await expect(tenant.locator('.stamps > li')).toHaveCount(Number(asked));
    await expect(tenant.locator('.stamps .stamp')).toHaveCount(Number(done));
    met += Number(asked === done);
    expect(text.includes('未完了')).toBe(asked !== done);
  }
  await expect(page.getByText(`3社中${met}社が完了しています。`)).toBeVisible();
  await expect(tenants.filter({ hasText: '日の出通販' })).toContainText('高橋 直子');

  await page.context().clearCookies();
  await signIn(people.naoko);
  await page.goto(perMember);
  await page.getByRole('button', { name: '第1版を確認しました' }).click();
  await page.context().clearCookies();
  await signIn(people.owner);
  await page.goto('/staff/notices/SC-2026-0044');
  await expect(page.getByText(/高橋 直子さんは.*に確認済み/)).toBeAttached();
});

/** Posts a digest as the form would, and answers where that leads. */
async function post(page: Page, portal: Portal, digest: string, name = 'SC-2026-0042'): Promise<string> {
  const answer = await page.request.post('/actions/acknowledge-revision', {
    form: { kind: 'notice', name, digest, back: `/notices/${name}` },
    headers: asForm(portal),
    maxRedirects: 0,
  });
  return answer.headers().location ?? '';
}
