// Outside its audience a publication does not exist (policy II.3): not as a page, a file, a count, a
// neighbour, a feed item, nor as a different way of saying no.
import { expect, Page, people, test } from './fixtures';

/** For 日の出通販 alone. */
const foreign = 'SC-2026-0043';
const nobodys = 'SC-2026-0999';
const words = ['SC-2026-0043', '専用の回線', 'dedicated line', 'Dedicated line'];

const outsiders = [
  { who: 'a member of another tenant', account: people.emily },
  { who: 'an administrator of another tenant', account: people.keiko },
  { who: 'anyone not signed in', account: undefined },
];

async function body(page: Page, path: string): Promise<{ status: number; text: string; headers: string }> {
  const answer = await page.request.get(path);
  const { date, 'content-length': length, ...headers } = answer.headers();
  void [date, length];
  return { status: answer.status(), text: await answer.text(), headers: JSON.stringify(headers) };
}

for (const { who, account } of outsiders) {
  test.describe(`to ${who}`, () => {
    test.beforeEach(async ({ signIn }) => {
      if (account) await signIn(account);
    });

    for (const path of [
      '/notices/ID',
      '/en/notices/ID',
      '/notices/ID/revisions/1',
      '/notices/ID/compare/1/1',
      '/notices/ID/files/1/index.md',
      '/staff/notices/ID',
    ]) {
      test(`${path} answers for a foreign notice as for one that does not exist`, async ({ page }) => {
        const given = await body(page, path.replace('ID', foreign));
        const none = await body(page, path.replace('ID', nobodys));
        expect(given.status).toBe(none.status);
        expect([404, 302]).toContain(given.status === 200 ? 302 : given.status);
        expect(given.text.replaceAll(foreign, 'ID')).toBe(none.text.replaceAll(nobodys, 'ID'));
        expect(given.headers.replaceAll(foreign, 'ID')).toBe(none.headers.replaceAll(nobodys, 'ID'));
      });
    }

    test('no list, page, neighbour or feed mentions it', async ({ page }) => {
      const paths = [
        '/',
        '/en',
        '/notices',
        '/notices?page=2',
        '/notices?category=maintenance',
        '/notices?component=calling',
        '/en/notices',
        '/notices/SC-2026-0044',
        '/policies/information-security',
        '/feeds/notices.rss',
        '/feeds/notices.atom',
        '/feeds/notices.json?lang=en',
        '/feeds/notices.json?category=maintenance',
        ...(account ? ['/acknowledgements', '/subscriptions'] : []),
      ];
      for (const path of paths) {
        const { status, text } = await body(page, path);
        expect(status, path).toBe(200);
        for (const word of words) expect(text, path).not.toContain(word);
      }
    });

    test('an action on it is refused as for one that does not exist', async ({ page, portal }) => {
      const post = async (id: string) => {
        const answer = await page.request.post('/actions/acknowledge-revision', {
          form: { kind: 'notice', name: id, digest: 'a'.repeat(64), back: '/' },
          headers: { origin: portal.url },
          maxRedirects: 0,
        });
        return [answer.status(), (await answer.text()).replaceAll(id, 'ID'), answer.headers().location];
      };
      expect(await post(foreign)).toEqual(await post(nobodys));
    });
  });
}

test('the count of unread notices does not count it', async ({ page, signIn }) => {
  const counted = async (account: string) => {
    await signIn(account);
    await page.goto('/notices');
    return Number(/(\d+)/.exec(await page.locator('.count-line').innerText())![1]);
  };
  const forHinode = await counted(people.yumi);
  expect(await (await page.request.get(`/notices/${foreign}`)).text()).toContain('専用の回線');
  await page.context().clearCookies();
  const forAozora = await counted(people.keiko);
  expect(forHinode).toBeGreaterThan(forAozora);
});

test('what may be seen depends on the session, not on what was asked before', async ({ page, signIn }) => {
  await signIn(people.yumi);
  expect((await body(page, `/notices/${foreign}`)).status).toBe(200);
  await page.context().clearCookies();
  expect((await body(page, `/notices/${foreign}`)).status).toBe(404);
  await signIn(people.keiko);
  expect((await body(page, `/notices/${foreign}`)).status).toBe(404);
});

test('the pages of staff do not exist for members and administrators', async ({ page, signIn }) => {
  for (const account of [people.kenichi, people.yumi]) {
    await signIn(account);
    for (const path of ['/staff', '/staff/notices/SC-2026-0044', '/staff/mailbox', '/staff/mailbox/1.eml', '/en/staff']) {
      const { status, text } = await body(page, path);
      expect(status, path).toBe(404);
      expect(text, path).toMatch(/ページが見つかりません|Page not found/);
    }
    await page.goto('/');
    await expect(page.getByRole('link', { name: '運営' })).toHaveCount(0);
    await page.context().clearCookies();
  }
});

test('pages that need a sign-in lead to it and back', async ({ page }) => {
  for (const path of ['/acknowledgements', '/subscriptions', '/staff', '/staff/mailbox']) {
    await page.goto(path);
    const at = new URL(page.url());
    expect(at.pathname, path).toBe('/sign-in');
    expect(at.searchParams.get('next'), path).toBe(path);
  }
});

test('one tenant never sees the people of another', async ({ page, signIn }) => {
  await signIn(people.keiko);
  for (const path of ['/acknowledgements', '/notices/SC-2026-0044', '/notices/SC-2026-0042']) {
    const { text } = await body(page, path);
    expect(text, path).toContain('田中');
    for (const name of ['佐藤', '鈴木', '渡辺', 'David', '中村', '日の出通販', 'hinode']) {
      expect(text, path).not.toContain(name);
    }
  }
});

test('a page for one person is kept by no cache', async ({ page, signIn }) => {
  await signIn(people.yumi);
  for (const path of ['/', '/notices', `/notices/${foreign}`, '/acknowledgements']) {
    const answer = await page.request.get(path);
    expect(answer.headers()['cache-control'], path).toContain('no-store');
    expect(answer.headers()['vary'], path).toMatch(/cookie/i);
  }
});
