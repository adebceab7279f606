// Somebody comes to an organisation and leaves it: invited, signed in with a second factor, removed. With and
// without JavaScript.
import { createHmac } from 'node:crypto';
import { expect, invite, Page, people, test } from './fixtures';

test.use({ changes: true });

const password = 'a mountain and a river';

/** What an authenticator app shows for a key, some steps of thirty seconds from now (RFC 6238). */
function code(key: string, steps = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function enter(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('メールアドレス').fill('rin@hinode.example');
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'サインイン' }).click();
}

test('somebody is invited, comes in with a second factor, and is out when removed', async ({ page, browser, portal, signIn, javaScriptEnabled }) => {
  test.setTimeout(60_000);
  await signIn(people.yumi);
  await invite(page, '橋本 凛', 'rin@hinode.example');
  await expect(page.getByRole('status').filter({ hasText: '招待メールを送ります' })).toBeVisible();
  await expect(page.getByRole('region', { name: '招待中' })).toContainText('rin@hinode.example');

  const staff = await browser.newContext({ baseURL: portal.url, javaScriptEnabled });
  const desk = await staff.newPage();
  await signIn(people.owner, desk);
  await expect(async () => {
    await desk.goto('/staff/mailbox');
    const mail = desk.getByRole('link', { name: 'ご利用の招待' }).first();
    await expect(mail).toBeVisible({ timeout: 500 });
    await mail.click();
    await expect(desk.locator('pre').first()).toContainText('日の出通販の利用者として招待されました');
  }).toPass({ timeout: 15_000 });
  const link = /http\S+\/invitations\/\S+/.exec(await desk.locator('pre').first().innerText())![0];

  const own = await browser.newContext({ baseURL: portal.url, javaScriptEnabled });
  const rin = await own.newPage();
  await rin.goto(link);
  await rin.getByLabel('新しいパスワード').fill('password1234');
  await rin.getByRole('button', { name: '利用を始める' }).click();
  await expect(rin.getByRole('alert')).toContainText('よく使われるパスワード');
  await rin.getByLabel('新しいパスワード').fill(password);
  await rin.getByRole('button', { name: '利用を始める' }).click();
  await expect(rin.getByRole('status').filter({ hasText: 'パスワードを設定しました' })).toBeVisible();
  await rin.goto(link);
  await expect(rin.getByRole('heading', { name: 'このリンクは使えません' })).toBeVisible();

  await enter(rin);
  await expect(rin.locator('.person')).toContainText('橋本 凛');
  await rin.goto('/account');
  const factor = rin.getByRole('region', { name: '二段階認証' });
  await factor.getByLabel('いまのパスワード').fill(password);
  await factor.getByRole('button', { name: '二段階認証を設定する' }).click();
  await expect(rin.getByRole('img', { name: 'QRコード' })).toBeVisible();
  const key = await rin.getByRole('main').locator('code').innerText();
  await rin.getByLabel('6桁のコード').fill(code(key));
  await rin.getByRole('button', { name: '設定を終える' }).click();
  await expect(rin.getByRole('main').locator('li code')).toHaveCount(10);
  await rin.goto('/account/second-factor');
  await expect(rin.getByRole('main').locator('li code'), 'shown once').toHaveCount(0);

  await own.clearCookies();
  await enter(rin);
  await expect(rin).toHaveURL(/second-step/);
  // The code that set it up is used; the next one is accepted a step early.
  await rin.getByLabel('コード').fill(code(key, 1));
  await rin.getByRole('button', { name: '確認する' }).click();
  await expect(rin.locator('.person')).toContainText('橋本 凛');

  await page.goto('/people');
  const row = page.getByRole('row').filter({ hasText: '橋本 凛' });
  await expect(row).toContainText('設定済み');
  await row.locator('summary').click();
  await row.getByRole('button', { name: '削除する' }).click();
  await expect(page.getByRole('row').filter({ hasText: '橋本 凛' })).toContainText('削除済み');
  await rin.goto('/account');
  await expect(rin, 'the session is gone').toHaveURL(/sign-in/);

  await page.goto('/audit?who=rin%40hinode.example');
  for (const action of ['招待の受諾', '二段階認証の設定', '削除']) {
    await expect(page.getByRole('cell', { name: action, exact: true })).toBeVisible();
  }
  await Promise.all([staff.close(), own.close()]);
});

test('the last administrator is kept, with the reason', async ({ page, signIn }) => {
  await signIn(people.yumi);
  await page.goto('/people');
  const row = page.getByRole('row').filter({ hasText: people.yumi });
  await row.locator('summary').click();
  await row.getByRole('button', { name: '利用を停止する' }).click();
  await expect(page.getByRole('alert')).toContainText('管理者が1人もいなくなる');
});
