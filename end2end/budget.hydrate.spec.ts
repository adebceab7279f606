// Pages are HTML first: no page without an island asks for a script, and nothing on a page moves.
import { expect, people, test } from './fixtures';
import { languages, address, publicPages } from './pages';

/** Whatever makes a browser fetch a script; the framework's empty inline tables do not. */
const loaded = 'script[src], script[type=module], link[rel=modulepreload], link[rel=preload]';

for (const page of publicPages) {
  test(`${page.path} asks for no script at all`, async ({ page: tab }) => {
    const scripts: string[] = [];
    tab.on('request', (request) => {
      const isScript = request.resourceType() === 'script' || /\.(js|mjs|wasm)$/.test(new URL(request.url()).pathname);
      if (isScript) scripts.push(request.url());
    });
    for (const language of languages) {
      await tab.goto(address(language, page.path), { waitUntil: 'networkidle' });
      await expect(tab.locator(loaded)).toHaveCount(0);
    }
    expect(scripts).toEqual([]);
  });
}

test('pages without an island carry the shortcuts and nothing else for someone signed in', async ({ page, signIn }) => {
  await signIn(people.yumi);
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (/\.(js|mjs|wasm)$/.test(new URL(request.url()).pathname)) scripts.push(new URL(request.url()).pathname);
  });
  for (const path of ['/', '/notices', '/acknowledgements', '/subscriptions', '/policies']) {
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(page.locator(loaded), path).toHaveCount(1);
  }
  expect(new Set(scripts)).toEqual(new Set(['/keys.js']));
  expect((await (await page.request.get('/keys.js')).body()).length, 'a small file').toBeLessThan(4096);
});

for (const path of ['/notices/SC-2026-0044', '/en/notices/SC-2026-0034', '/', '/disclosures/sub-processors']) {
  test(`nothing on ${path} moves while it loads`, async ({ page }) => {
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(path, { waitUntil: 'networkidle' });
    const pictures = page.locator('.prose img');
    if ((await pictures.count()) > 0) {
      await pictures.first().scrollIntoViewIfNeeded();
      await pictures.first().evaluate((picture) => (picture as HTMLImageElement).decode());
    }
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
  });
}
