// Follows every link of every page, as each sort of reader: none leads nowhere, and every anchor exists.
import { expect, people, test } from './fixtures';

function unescaped(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&#x27;', "'").replaceAll('&quot;', '"');
}

for (const [who, account] of [
  ['anyone', undefined],
  ['a member who reads English', people.emily],
  ['an administrator', people.yumi],
  ['staff', people.owner],
] as const) {
  test(`no link leads nowhere for ${who}`, async ({ portal, reader }) => {
    test.setTimeout(120_000);
    const browser = await reader(account);
    const ids = new Map<string, Set<string>>();
    const anchors: [string, string, string][] = [];
    const waiting = new Map([
      ['/', ''],
      ['/en', ''],
    ]);
    const broken: string[] = [];
    for (const [path, from] of waiting) {
      const answer = await browser.get(path);
      if (answer.status() !== 200) {
        broken.push(`${path} (${answer.status()}), linked from ${from}`);
        continue;
      }
      if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
      const html = await answer.text();
      // A mail that is shown before its notice appears leads to where the notice will be.
      if (/\/preview\/[^/]+\/mail/.test(path)) continue;
      ids.set(path, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((found) => found[1])));
      for (const [, raw] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
        const target = unescaped(raw);
        if (/^(mailto|https?):/.test(target) && !target.startsWith(portal.url)) continue;
        const url = new URL(target, portal.url + path);
        const page = url.pathname + url.search;
        if (url.hash) anchors.push([page, decodeURIComponent(url.hash.slice(1)), path]);
        // Signing in leads back to wherever one was: one of them stands for all.
        const known = page.includes('/sign-in?') ? page.split('?')[0] : page;
        if (!waiting.has(known)) waiting.set(known, path);
      }
    }
    for (const [page, anchor, from] of anchors) {
      if (ids.has(page) && !ids.get(page)!.has(anchor)) broken.push(`${page}#${anchor}, linked from ${from}`);
    }
    expect(broken).toEqual([]);
    expect(waiting.size).toBeGreaterThan(60);
  });
}
