// Browser tests against the debug build. Every reading spec runs twice, with and without JavaScript;
// `*.hydrate.spec.ts` is the visible list of those that need it. `*.command.spec.ts` and `*.http.spec.ts`
// need no browser and run once.
//
//   npx playwright test --config end2end/playwright.config.ts                   everything
//   … --project screenshots                                                     every page into results/
import { defineConfig } from '@playwright/test';

const browser = {
  browserName: 'chromium' as const,
  viewport: { width: 1280, height: 900 },
  locale: 'ja-JP',
  timezoneId: 'Asia/Tokyo',
  // A page that scrolls smoothly is still on its way when it is looked at.
  contextOptions: { reducedMotion: 'reduce' as const },
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
};

const withoutBrowser = ['**/*.command.spec.ts', '**/*.http.spec.ts'];

const specs = [
  { name: 'without a browser', testMatch: withoutBrowser },
  { name: 'with JavaScript', testIgnore: withoutBrowser, use: browser },
  {
    name: 'without JavaScript',
    testIgnore: [...withoutBrowser, '**/*.hydrate.spec.ts'],
    use: { ...browser, javaScriptEnabled: false },
  },
];

const screenshots = [
  { name: 'screenshots', testMatch: '**/screenshots.ts', use: { ...browser, javaScriptEnabled: false } },
];

const asksForScreenshots = process.argv.join(' ').includes('screenshots') || process.env.KAIRAN_SCREENSHOTS === '1';

export default defineConfig({
  testDir: '.',
  outputDir: 'results/failures',
  globalSetup: './setup.ts',
  reporter: [['list']],
  workers: 2,
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  projects: asksForScreenshots ? screenshots : specs,
});
