// The portal inside a console's own pages: examples/console, on another site.
import AxeBuilder from '@axe-core/playwright';
import { ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort, Portal } from './portal';

let portal: Portal;
let server: ChildProcess;
let consoleUrl: string;

test.beforeAll(async () => {
  const prepared = await Portal.copy();
  const port = await freePort();
  consoleUrl = `http://localhost:${port}`;
  portal = new Portal(prepared.folder, {
    KAIRAN__LAUNCH__ISSUER:
      '[{ name = "console", issuer = "https://console.example", jwks_file = "console.jwks", tenants = ["hinode"],' +
      ` origins = ["${consoleUrl}"] }]`,
  });
  const script = join(__dirname, '..', 'examples', 'console', 'server.mjs');
  server = spawn('node', [script, String(port), portal.url, join(portal.folder, 'console.jwks')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => server.stdout!.once('data', resolve));
  await portal.start();
});

test.afterEach(({}, testInfo) => {
  if (testInfo.status !== testInfo.expectedStatus) console.log(`The portal said:\n${portal.log}`);
});

test.afterAll(async () => {
  await portal?.stop();
  server?.kill();
});

test('the bell counts, opens with the keyboard and closes again', async ({ page }) => {
  await page.goto(consoleUrl);
  const bell = page.locator('kairan-bell');
  const button = bell.getByRole('button', { name: 'お知らせ' });
  await expect(bell.locator('b')).toHaveText(/^\d+$/);
  await expect(bell.getByRole('status')).toHaveText(/未読のお知らせが\d+件あります/);
  await expect(bell.locator('.urgent')).toContainText('対応が必要');
  await button.focus();
  await page.keyboard.press('ArrowDown');
  await expect(bell.locator('.panel li')).toHaveCount(5);
  await expect(bell.locator('.panel a').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(bell.locator('.panel a').nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(bell.locator('.panel a').last(), 'it goes round').toBeFocused();
  const found = await new AxeBuilder({ page }).include('kairan-bell').analyze();
  expect(found.violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(bell.locator('.panel')).toBeHidden();
  await expect(button).toBeFocused();
});

test('a notice of the bell opens in the frame, signed in, without what stands around it', async ({ page }) => {
  await page.goto(consoleUrl);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { level: 1, name: 'お知らせ' })).toBeVisible();
  await expect(frame.locator('header.bar')).toHaveCount(0);
  await expect.poll(() => page.locator('iframe').evaluate((element) => element.offsetHeight)).toBeGreaterThan(600);
  const bell = page.locator('kairan-bell');
  await expect(bell.locator('b')).toBeVisible();
  await bell.getByRole('button').click();
  const title = await bell.locator('.panel li span').first().innerText();
  await bell.locator('.panel a').first().click();
  await expect(frame.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.body.dataset.path)).toMatch(/^\/notices\/SC-/);
});

test('what is published reaches an open bell', async ({ page }) => {
  await page.goto(consoleUrl);
  const bell = page.locator('kairan-bell');
  await expect(bell.locator('b')).toBeVisible();
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/embed/summary') && answer.request().method() === 'GET');
  portal.succeeds('notice', 'start', 'SC-2026-0042');
  expect((await asked).ok()).toBe(true);
});

test('a bell that gets no stream still counts, and comes back no sooner than it was told', async ({ page }) => {
  const asked: number[] = [];
  await page.route('**/embed/events', (route) => {
    asked.push(Date.now());
    const readable = { 'access-control-allow-origin': consoleUrl, 'access-control-expose-headers': 'retry-after' };
    return route.fulfill({ status: 429, headers: { 'retry-after': '3', ...readable } });
  });
  await page.goto(consoleUrl);
  await expect(page.locator('kairan-bell b')).toHaveText(/^\d+$/);
  await expect.poll(() => asked.length, { timeout: 20_000 }).toBeGreaterThan(1);
  expect(asked[1] - asked[0]).toBeGreaterThanOrEqual(3_000);
});

test('no other site may frame a page or read the bell', async ({ page, request }) => {
  const policy = (await request.get(portal.url, { headers: { 'sec-fetch-dest': 'iframe' } })).headers();
  expect(policy['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(policy['x-frame-options']).toBe('DENY');
  const token = await (await request.get(`${consoleUrl}/bell-token`)).text();
  const ask = (origin: string) =>
    request.get(`${portal.url}/embed/summary`, { headers: { origin, authorization: `Bearer ${token}` } });
  expect((await ask(consoleUrl)).headers()['access-control-allow-origin']).toBe(consoleUrl);
  const foreign = await ask('https://evil.example');
  expect([foreign.status(), foreign.headers()['access-control-allow-origin']]).toEqual([403, undefined]);
  const framed = page.waitForResponse((answer) => answer.url() === `${portal.url}/notices`);
  await page.goto(consoleUrl);
  expect((await framed).headers()['content-security-policy']).toContain(`frame-ancestors ${consoleUrl};`);
});
