// Pages are HTML first: no page without an island asks for a script, and nothing on a page moves.
import { expect, Page, people, test, unread } from './fixtures';
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

/** Notes how far things move from the first moment on, without anybody having done something. */
async function watchShifts(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    type Source = { node: Node | null; previousRect: DOMRect; currentRect: DOMRect };
    type Shift = PerformanceEntry & { value: number; sources: Source[] };
    const at = (place: DOMRect) => `${place.x},${place.y} ${place.width}x${place.height}`;
    const named = (node: Node | null) => {
      const element = node instanceof Element ? node : node?.parentElement;
      return element ? `${element.tagName.toLowerCase()}#${element.id}.${element.className}` : 'gone';
    };
    const said = (source: Source) => `${named(source.node)} ${at(source.previousRect)} > ${at(source.currentRect)}`;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) {
        shifts.push(`${entry.value}: ${entry.sources.map(said).join('; ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return async () => {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    return page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
  };
}

test.describe('a notice that counts as read', () => {
  test.use({ changes: true });

  for (const width of [412, 1280]) {
    test(`moves nothing on its page, ${width} wide`, async ({ page, signIn }) => {
      await signIn(people.naoko);
      await page.setViewportSize({ width, height: 823 });
      await page.goto('/');
      const before = await unread(page);
      const shifts = await watchShifts(page);
      await page.goto('/notices/SC-2026-0045');
      await expect(page.locator('#read-mark-done')).toBeVisible();
      await expect(page.locator('#read-mark')).toBeHidden();
      expect(await unread(page)).toBe(before - 1);
      expect(await shifts()).toEqual([]);
    });
  }
});

for (const path of ['/notices/SC-2026-0044', '/en/notices/SC-2026-0034', '/', '/disclosures/sub-processors']) {
  test(`nothing on ${path} moves while it loads`, async ({ page }) => {
    const shifts = await watchShifts(page);
    await page.goto(path, { waitUntil: 'networkidle' });
    const pictures = page.locator('.prose img');
    if ((await pictures.count()) > 0) {
      await pictures.first().scrollIntoViewIfNeeded();
      await pictures.first().evaluate((picture) => (picture as HTMLImageElement).decode());
    }
    expect(await shifts()).toEqual([]);
  });
}
