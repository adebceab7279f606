// Every page as a picture, for people to look at:
//
//   npx playwright test --config end2end/playwright.config.ts --project screenshots
//
// The pictures are end2end/results/<language>-<width>-<light or dark>/<page>.png.
import { resolve } from 'node:path';
import { people, test } from './fixtures';
import { address, languages, publicPages } from './pages';

const results = resolve(__dirname, 'results');

const shown: { who: string; account?: string; paths: string[] }[] = [
  {
    who: 'anyone',
    paths: [
      ...publicPages.map((page) => page.path),
      '/notices/SC-2026-0034',
      '/calendar?month=2027-03',
      '/calendar?view=agenda',
      '/notices/SC-2026-0003',
      '/notices/SC-2026-0003/compare/1/2',
      '/notices/SC-2026-0041',
      '/notices/SC-2026-0003/compare/1/2?view=side',
      '/disclosures/sub-processors/compare/1/2',
      '/disclosures/sub-processors/versions/1',
      '/notices?impact=action_required',
      '/search?q=%E9%8C%B2%E9%9F%B3',
      '/sign-in?problem=credentials',
      '/nothing/here',
    ],
  },
  {
    who: 'member',
    account: people.naoko,
    paths: ['/', '/notices', '/notices/SC-2026-0044', '/acknowledgements', '/subscriptions'],
  },
  {
    who: 'administrator',
    account: people.yumi,
    paths: [
      '/',
      '/notices/SC-2026-0042',
      '/notices/SC-2026-0042?problem=superseded&seen=1',
      '/notices/SC-2026-0042/compare/1/2',
      '/notices/SC-2026-0047',
      '/notices/SC-2026-0042/compare/1/2?view=side&show=all',
      '/acknowledgements',
      '/tokens',
    ],
  },
  {
    who: 'staff',
    account: people.owner,
    paths: ['/staff', '/staff/preview', '/staff/notices/SC-2026-0044', '/staff/notices/SC-2026-0041', '/staff/mailbox'],
  },
];

for (const { who, account, paths } of shown) {
  for (const width of [1280, 360]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${who} ${width} ${colorScheme}`, async ({ page, signIn }) => {
        test.setTimeout(240_000);
        if (account) await signIn(account);
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        for (const language of languages) {
          for (const path of paths) {
            await page.goto(path === '/' ? address(language, '/') : `${language.prefix}${path}`);
            const name = `${who}${path === '/' ? '-home' : path.replace(/[^\w]+/g, '-')}`;
            const file = `${language.lang}-${width}-${colorScheme}/${name}.png`;
            await page.screenshot({ path: resolve(results, file), fullPage: true });
          }
        }
      });
    }
  }
}
