// Every page against WCAG 2.2 AA, in both languages, light and dark, wide and narrow, for each sort of
// reader. axe itself is a script, so this needs JavaScript; the pages are the same without it.
import AxeBuilder from '@axe-core/playwright';
import { expect, invite, Page, people, test } from './fixtures';
import { address, deadLinks, languages, publicPages } from './pages';

const readers: { who: string; account?: string; paths: string[] }[] = [
  {
    who: 'anyone',
    paths: [
      ...publicPages.map((page) => page.path),
      '/notices?impact=huge',
      '/search?q=%E9%8C%B2%E9%9F%B3',
      '/search?q=%E9%8C%B2%E9%9F%B3&impact=action_required&of=notice',
      '/search?q=nowhere-at-all',
      '/notices?kind=incident&impact=action_required',
      '/notices/SC-2026-0034',
      '/notices/SC-2026-0041',
      '/disclosures/sub-processors/versions/1',
      '/disclosures/sub-processors/compare/1/2',
      '/notices/SC-2026-0003/compare/1/2?view=side&show=all',
      '/notices/SC-2026-0003/compare?earlier=1&later=1',
      '/sign-in?problem=credentials',
      '/reset-password?done=sent',
      '/reset-password?problem=address',
      ...deadLinks,
      '/?done=signed-out',
      '/nothing/here',
    ],
  },
  {
    who: 'a member',
    account: people.naoko,
    paths: [
      '/',
      '/notices',
      '/notices?archived=1',
      '/notices?done=archived&of=SC-2026-0040',
      '/notices/SC-2026-0042',
      '/notices/SC-2026-0044',
      '/acknowledgements',
      '/subscriptions',
      '/shortcuts',
    ],
  },
  {
    who: 'an administrator',
    account: people.yumi,
    paths: [
      '/',
      '/notices/SC-2026-0042',
      '/notices/SC-2026-0042?problem=superseded&seen=1',
      '/notices/SC-2026-0042/revisions/1',
      '/notices/SC-2026-0042/compare/1/2',
      '/notices/SC-2026-0047',
      '/notices/SC-2026-0042/compare/1/2?view=side',
      '/acknowledgements',
      '/subscriptions?done=saved',
      '/subscriptions?problem=feeds-too-many',
      '/tokens',
      '/people',
      '/account',
      '/audit',
      '/tokens?problem=scopes',
      '/sign-in',
    ],
  },
  {
    who: 'staff',
    account: people.owner,
    paths: ['/', '/staff', '/staff/tenants', '/staff/audit', '/staff/notices/SC-2026-0041', '/staff/notices/SC-2026-0044', '/staff/notices/SC-2026-0001', '/staff/mailbox'],
  },
];

const views = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
] as const;

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** In the dark only colours can differ from the same page in the light. */
async function violations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const result = await (colorScheme === 'light' ? axe.withTags(tags) : axe.withRules(['color-contrast'])).analyze();
  expect(result.passes.length, 'axe looked at something').toBeGreaterThan(0);
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

/** What sticks out to the right of the window. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
  });
}

for (const { who, account, paths } of readers) {
  for (const language of languages) {
    for (const path of paths) {
      const full = address(language, path.startsWith('/?') ? '/' : path) + (path.startsWith('/?') ? path.slice(1) : '');

      test(`${full} is accessible to ${who} in every view`, async ({ page, portal, signIn }) => {
        const elsewhere: string[] = [];
        const complaints: string[] = [];
        const expected = ['/nothing/here', ...deadLinks].includes(path) ? 404 : 200;
        page.on('request', (request) => {
          if (!request.url().startsWith(`${portal.url}/`)) elsewhere.push(request.url());
        });
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => {
          // Browsers report the status of the page itself too.
          const isStatus = expected === 404 && /status of 404/.test(message.text());
          if (['error', 'warning'].includes(message.type()) && !isStatus) complaints.push(message.text());
        });
        if (account) await signIn(account);
        expect((await page.goto(full))!.status()).toBe(expected);
        for (const view of views) {
          await page.setViewportSize({ width: view.width, height: 900 });
          await page.emulateMedia({ colorScheme: view.colorScheme });
          expect(await violations(page, view.colorScheme), `${view.colorScheme}, ${view.width} px`).toEqual([]);
          expect(await tooWide(page), `no scrolling to the side at ${view.width} px`).toEqual([]);
        }
        expect(complaints, 'the console is quiet').toEqual([]);
        expect(elsewhere, 'nothing is asked of another origin').toEqual([]);
      });
    }
  }
}

test.describe('behind the links of mails', () => {
  test.use({ changes: true });

  test('the forms for a new password and an invitation are accessible in every view', async ({ page, signIn }) => {
    test.setTimeout(90_000);
    await page.goto('/reset-password');
    await page.getByLabel('メールアドレス').fill(people.naoko);
    await page.getByRole('button', { name: 'リンクを送る' }).click();
    await signIn(people.yumi);
    await invite(page, '橋本 凛', 'rin@hinode.example');
    await signIn(people.owner);
    const links: string[] = [];
    for (const subject of ['パスワードの再設定', 'ご利用の招待']) {
      await expect(async () => {
        await page.goto('/staff/mailbox');
        await page.getByRole('link', { name: subject }).first().click({ timeout: 500 });
        const text = await page.locator('pre').first().innerText();
        links.push(/http\S+\/(reset-password|invitations)\/\S+/.exec(text)![0]);
      }).toPass({ timeout: 15_000 });
    }
    await page.context().clearCookies();
    for (const link of links) {
      for (const query of ['', '?problem=guessable']) {
        expect((await page.goto(link + query))!.status()).toBe(200);
        for (const view of views) {
          await page.setViewportSize({ width: view.width, height: 900 });
          await page.emulateMedia({ colorScheme: view.colorScheme });
          expect(await violations(page, view.colorScheme), `${view.colorScheme}, ${view.width} px`).toEqual([]);
          expect(await tooWide(page), `no scrolling to the side at ${view.width} px`).toEqual([]);
        }
      }
    }
  });
});

test('the menu of the person signed in is accessible when it is open', async ({ page, signIn }) => {
  await signIn(people.yumi);
  await page.goto('/');
  await page.locator('.person summary').click();
  await expect(page.getByRole('button', { name: 'サインアウト' })).toBeVisible();
  for (const view of views) {
    await page.setViewportSize({ width: view.width, height: 900 });
    await page.emulateMedia({ colorScheme: view.colorScheme });
    expect(await violations(page, view.colorScheme)).toEqual([]);
    expect(await tooWide(page)).toEqual([]);
  }
});
