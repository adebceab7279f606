// Outside its audience a publication does not exist (policy II.3): not as a page, a file, a count, a
// neighbour, a feed item, nor as a different way of saying no.
import { APIRequestContext, asForm, expect, people, test } from './fixtures';

/** For 日の出通販 alone. */
const foreign = 'SC-2026-0043';
const nobodys = 'SC-2026-0999';
const words = [foreign, '専用の回線', 'dedicated line', 'Dedicated line'];

const outsiders = [
  { who: 'a member of another tenant', account: people.emily },
  { who: 'an administrator of another tenant', account: people.keiko },
  { who: 'anyone not signed in', account: undefined },
];

interface Answer {
  status: number;
  text: string;
  headers: string;
}

/** An answer without what differs from one to the next by nature. */
async function ask(reader: APIRequestContext, path: string, id = ''): Promise<Answer> {
  const answer = await reader.get(path.replace('ID', id), { maxRedirects: 0 });
  const named = (text: string) => (id === '' ? text : text.replaceAll(id, 'ID')).replaceAll(/nonce="[^"]*"/g, 'nonce');
  const headers = Object.entries(answer.headers())
    .filter(([name]) => !['date', 'content-length', 'x-request-id'].includes(name))
    .map(([name, value]) => `${name}: ${value}`);
  return { status: answer.status(), text: named(await answer.text()), headers: named(headers.sort().join('\n')) };
}

/** The number a list of notices says it has. */
async function counted(reader: APIRequestContext): Promise<number> {
  return Number(/(\d+)件のお知らせ/.exec((await ask(reader, '/notices')).text)![1]);
}

for (const { who, account } of outsiders) {
  test(`to ${who} a foreign notice is answered as one that does not exist`, async ({ reader }) => {
    const outsider = await reader(account);
    for (const path of [
      '/notices/ID',
      '/en/notices/ID',
      '/notices/ID?problem=superseded&seen=1',
      '/notices/ID/revisions/1',
      '/notices/ID/compare?earlier=1&later=2',
      '/notices/ID/compare/1/1',
      '/notices/ID/files/1/index.md',
      '/staff/notices/ID',
    ]) {
      const given = await ask(outsider, path, foreign);
      expect(given, path).toEqual(await ask(outsider, path, nobodys));
      expect(given.status, path).toBe(path.startsWith('/staff') && !account ? 303 : 404);
    }
  });

  test(`to ${who} no list, page, neighbour or feed mentions it`, async ({ reader }) => {
    const outsider = await reader(account);
    for (const path of [
      '/',
      '/en',
      '/notices',
      '/notices?page=2',
      '/notices?category=maintenance',
      '/notices?component=calling',
      '/en/notices',
      '/notices/SC-2026-0041',
      '/notices/SC-2026-0044',
      '/policies/information-security',
      '/feeds/notices.rss',
      '/feeds/notices.atom',
      '/feeds/notices.json?lang=en',
      '/feeds/notices.json?category=maintenance',
      ...(account ? ['/acknowledgements', '/subscriptions'] : []),
    ]) {
      const { status, text } = await ask(outsider, path);
      expect(status, path).toBe(200);
      for (const word of words) expect(text, path).not.toContain(word);
    }
  });

  test(`to ${who} an action on it is refused as on one that does not exist`, async ({ reader, portal }) => {
    const outsider = await reader(account);
    for (const [action, form] of [
      ['acknowledge-revision', { digest: 'a'.repeat(64) }],
      ['mark-read', { revision: '1' }],
      ['mark-unread', {}],
      ['pin-notice', {}],
      ['unpin-notice', {}],
      ['archive-notice', {}],
      ['unarchive-notice', {}],
    ] as const) {
      const post = async (name: string) => {
        const answer = await outsider.post(`/actions/${action}`, {
          form: { kind: 'notice', name, back: '/', ...form },
          headers: asForm(portal),
          maxRedirects: 0,
        });
        return [answer.status(), (await answer.text()).replaceAll(name, 'ID'), answer.headers().location?.replaceAll(name, 'ID')];
      };
      expect(await post(foreign), action).toEqual(await post(nobodys));
    }
  });
}

test('the number of notices counts it for its own tenant only', async ({ reader }) => {
  const insider = await reader(people.yumi);
  expect((await ask(insider, '/notices/ID', foreign)).text).toContain('専用の回線');
  expect(await counted(insider)).toBeGreaterThan(await counted(await reader(people.keiko)));
  expect(await counted(await reader(people.keiko))).toBeGreaterThan(await counted(await reader()));
});

test('what may be seen depends on the session, not on what was asked before', async ({ reader }) => {
  for (const [account, status] of [
    [people.yumi, 200],
    [undefined, 404],
    [people.keiko, 404],
    [people.owner, 200],
    [undefined, 404],
  ] as const) {
    expect((await ask(await reader(account), '/notices/ID', foreign)).status, account).toBe(status);
  }
});

test('a session that was made up is nobody', async ({ playwright, portal }) => {
  const stranger = await playwright.request.newContext({
    baseURL: portal.url,
    extraHTTPHeaders: { cookie: `kairan=${'A'.repeat(43)}` },
  });
  expect((await ask(stranger, '/notices/ID', foreign)).status).toBe(404);
  expect((await ask(stranger, '/acknowledgements')).status).toBe(303);
  await stranger.dispose();
});

test('after signing out the session is worth nothing, even to one who kept it', async ({ playwright, reader, portal }) => {
  const insider = await reader(people.yumi);
  const { cookies } = await insider.storageState();
  const kept = cookies.find((cookie) => cookie.name === 'kairan')!.value;
  await insider.post('/actions/sign-out', { form: { back: '/' }, headers: asForm(portal), maxRedirects: 0 });
  const thief = await playwright.request.newContext({
    baseURL: portal.url,
    extraHTTPHeaders: { cookie: `kairan=${kept}` },
  });
  expect((await ask(thief, '/notices/ID', foreign)).status).toBe(404);
  await thief.dispose();
});

test('the pages of staff do not exist for members and administrators', async ({ reader }) => {
  for (const account of [people.kenichi, people.yumi]) {
    const insider = await reader(account);
    for (const path of ['/staff', '/staff/notices/SC-2026-0044', '/staff/mailbox', '/staff/mailbox/1.eml', '/en/staff']) {
      const { status, text } = await ask(insider, path);
      expect(status, path).toBe(404);
      expect(text, path).toMatch(/ページが見つかりません|Page not found/);
    }
    expect((await ask(insider, '/')).text).not.toContain('href="/staff');
  }
});

test('pages that need a sign-in lead to it and back', async ({ reader }) => {
  const nobody = await reader();
  for (const path of ['/acknowledgements', '/subscriptions', '/staff', '/staff/mailbox']) {
    const answer = await nobody.get(path);
    const at = new URL(answer.url());
    expect(at.pathname, path).toBe('/sign-in');
    expect(at.searchParams.get('next'), path).toBe(path);
  }
});

test('one tenant never sees the people of another', async ({ reader }) => {
  const insider = await reader(people.keiko);
  for (const path of ['/acknowledgements', '/notices/SC-2026-0044', '/notices/SC-2026-0042']) {
    const { text } = await ask(insider, path);
    expect(text, path).toContain('田中');
    for (const name of ['佐藤', '鈴木', '渡辺', 'David', '中村', '日の出通販', 'hinode']) {
      expect(text, path).not.toContain(name);
    }
  }
});

test('a page for one person is kept by no cache', async ({ reader }) => {
  const insider = await reader(people.yumi);
  for (const path of ['/', '/notices', `/notices/${foreign}`, '/acknowledgements']) {
    const { headers } = await ask(insider, path);
    expect(headers, path).toMatch(/^cache-control: .*no-store/m);
    expect(headers, path).toMatch(/^vary: .*cookie/m);
  }
});
