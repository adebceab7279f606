// Signing in elsewhere, against a real OpenID provider, and being launched by a console.
import { ChildProcess, spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, Page, test } from '@playwright/test';
import { freePort, Portal } from './portal';

let portal: Portal;
let provider: ChildProcess;
let providerUrl: string;
let consoleServer: Server;
let consoleUrl: string;

const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });

/** A token as a console makes it. */
function launchToken(claims: Record<string, unknown>): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const usual = { iss: 'https://console.example', aud: portal.url, iat: now, exp: now + 60, jti: crypto.randomUUID() };
  const signed = `${part({ alg: 'EdDSA', kid: 'k1', typ: 'JWT' })}.${part({ ...usual, ...claims })}`;
  return `${signed}.${sign(null, Buffer.from(signed), createPrivateKey(key)).toString('base64url')}`;
}

test.beforeAll(async () => {
  consoleServer = createServer((request, response) => {
    const query = new URL(request.url!, 'http://localhost').searchParams;
    const token = launchToken(JSON.parse(query.get('claims')!));
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!DOCTYPE html><html lang="ja"><title>管理画面</title><form method="post" action="${portal.url}/launch">` +
        `<input type="hidden" name="token" value="${token}"><button>お知らせを開く</button></form></html>`,
    );
  });
  await new Promise<void>((resolve) => consoleServer.listen(0, '127.0.0.1', resolve));
  consoleUrl = `http://localhost:${(consoleServer.address() as AddressInfo).port}`;
  const prepared = await Portal.copy();
  const port = await freePort();
  providerUrl = `http://localhost:${port}`;
  const jwk = { ...createPublicKey(key).export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA', use: 'sig' };
  writeFileSync(join(prepared.folder, 'console.jwks'), JSON.stringify({ keys: [jwk] }));
  const nobody = await freePort();
  portal = new Portal(prepared.folder, {
    HINODE_SECRET: 'opensesame',
    KAIRAN__OIDC__PROVIDER: `[
      { key = "hinode", label = "日の出通販のアカウント", label_en = "Hinode account", issuer = "${providerUrl}",
        client_id = "kairan", client_secret_env = "HINODE_SECRET", tenant = "hinode",
        role_claim = "groups", administrators = ["kairan-admins"] },
      { key = "down", label = "応答しない組織", issuer = "http://localhost:${nobody}", client_id = "kairan", tenant = "minato" }
    ]`.replace(/\s+/g, ' '),
    KAIRAN__LAUNCH__ISSUER:
      '[{ name = "console", issuer = "https://console.example", jwks_file = "console.jwks", tenants = ["hinode"],' +
      ` origins = ["${consoleUrl}"] }]`,
  });
  provider = spawn('node', [join(__dirname, 'identity-provider.mjs'), String(port), portal.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => provider.stdout!.once('data', resolve));
  await portal.start();
});

test.afterEach(({}, testInfo) => {
  if (testInfo.status !== testInfo.expectedStatus) console.log(`The portal said:\n${portal.log}`);
});

test.afterAll(async () => {
  await portal?.stop();
  provider?.kill();
  consoleServer?.close();
});

async function signInAtProvider(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: '日の出通販のアカウント' }).click();
  await expect(page.getByRole('heading', { name: '日の出通販' })).toBeVisible();
  await page.getByLabel('お名前').fill(name);
  await page.getByRole('button', { name: '続ける' }).click();
}

function openConsole(page: Page, claims: Record<string, unknown>) {
  return page.goto(`${consoleUrl}/?claims=${encodeURIComponent(JSON.stringify(claims))}`);
}

const haru = { sub: 'c-17', email: 'natsu@hinode.example', name: '夏目 環', tenant: 'hinode', role: 'member', locale: 'ja' };

test('whoever is known by their address is themselves, on the page they wanted', async ({ page }) => {
  await page.goto(`${portal.url}/notices?impact=action_required`);
  await page.getByRole('link', { name: 'サインイン', exact: true }).click();
  await signInAtProvider(page, 'yumi');
  await expect(page).toHaveURL(`${portal.url}/notices?impact=action_required`);
  await expect(page.locator('.person summary')).toHaveText('佐藤 由美');
  await page.goto(`${portal.url}/acknowledgements`);
  await expect(page.locator('body')).toContainText('鈴木 健一'); // an administrator sees the organisation's
});

test('a newcomer has an account at once', async ({ page }) => {
  await page.goto(`${portal.url}/sign-in`);
  await signInAtProvider(page, 'haru');
  await expect(page.locator('.person summary')).toHaveText('春野 新');
  await expect(page).toHaveURL(`${portal.url}/`);
});

test('signing out here is signing out there', async ({ page }) => {
  await page.goto(`${portal.url}/sign-in`);
  await signInAtProvider(page, 'haru');
  await page.locator('.person summary').click();
  await page.getByRole('button', { name: 'サインアウト' }).click();
  await expect(page).toHaveURL(new RegExp(`^${providerUrl}/session/end`));
  await page.getByRole('button', { name: /yes/i }).click();
  await expect(page).toHaveURL(`${portal.url}/?done=signed-out`);
  await expect(page.getByText('サインアウトしました。')).toBeVisible();
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole('link', { name: '日の出通販のアカウント' }).click();
  await expect(page.getByLabel('お名前'), 'the provider asks again').toBeVisible();
});

test('signing out there is signing out here', async ({ page }) => {
  await page.goto(`${portal.url}/sign-in`);
  await signInAtProvider(page, 'haru');
  await expect(page.locator('.person summary')).toHaveText('春野 新');
  await page.goto(`${providerUrl}/session/end`);
  await page.getByRole('button', { name: /yes/i }).click();
  await expect(async () => {
    await page.goto(`${portal.url}/`);
    await expect(page.locator('.person summary')).toHaveCount(0, { timeout: 500 });
  }).toPass();
  expect(portal.log).toContain('a provider ended sessions');
});

test('whoever changes their mind, or belongs elsewhere, is told and led back', async ({ page }) => {
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole('link', { name: '日の出通販のアカウント' }).click();
  await page.getByRole('button', { name: 'やめる' }).click();
  await expect(page.getByRole('heading', { name: '組織のアカウントでサインインできませんでした' })).toBeVisible();
  await page.getByRole('link', { name: 'サインインの画面へ' }).click();
  await signInAtProvider(page, 'stranger');
  await expect(page.getByRole('heading', { name: 'このアカウントではサインインできません' })).toBeVisible();
  await page.goto(portal.url);
  await expect(page.locator('.person summary')).toHaveCount(0);
});

test('a provider that is down leads back to the sign-in page', async ({ page }) => {
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole('link', { name: '応答しない組織' }).click();
  await expect(page.getByRole('heading', { name: '組織のアカウントでサインインできませんでした' })).toBeVisible();
  await page.getByRole('link', { name: 'サインインの画面へ' }).click();
  await expect(page).toHaveURL(`${portal.url}/sign-in`);
});

test('a console opens the portal for whoever is signed in there', async ({ page }) => {
  await openConsole(page, { ...haru, next: '/notices?unread=1' });
  await page.getByRole('button', { name: 'お知らせを開く' }).click();
  await expect(page).toHaveURL(`${portal.url}/notices?unread=1`);
  await expect(page.locator('.person summary')).toHaveText('夏目 環');
  await page.goto(`${portal.url}/`);
  await expect(page.locator('.person summary')).toHaveText('夏目 環');
});

test('a console that may not, and a token that was used, open nothing', async ({ page }) => {
  await openConsole(page, { ...haru, tenant: 'aozora' });
  await page.getByRole('button', { name: 'お知らせを開く' }).click();
  await expect(page.getByRole('heading', { name: '管理画面からポータルを開けませんでした' })).toBeVisible();
  await openConsole(page, { ...haru, jti: `used-twice-${test.info().project.name}` });
  await page.getByRole('button', { name: 'お知らせを開く' }).click();
  await expect(page.locator('.person summary')).toHaveText('夏目 環');
  await page.context().clearCookies();
  await openConsole(page, { ...haru, jti: `used-twice-${test.info().project.name}` });
  await page.getByRole('button', { name: 'お知らせを開く' }).click();
  await expect(page.getByRole('heading', { name: '管理画面からポータルを開けませんでした' })).toBeVisible();
});
