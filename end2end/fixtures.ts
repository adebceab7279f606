// What the specs share: a portal (one for each worker, or one of its own for a test that changes
// something), and signing in.
import { APIRequestContext, expect, Page, test as base } from '@playwright/test';
import { Portal } from './portal';

export { expect };
export type { APIRequestContext, Page };

/** People of the demonstration; `@…` says which tenant. */
export const people = {
  /** Administrator of 日の出通販 (enterprise). */
  yumi: 'yumi@hinode.example',
  /** Member of 日の出通販, has acknowledged all that is asked of members. */
  kenichi: 'kenichi@hinode.example',
  /** Member of 日の出通販, has acknowledged nothing. */
  naoko: 'naoko@hinode.example',
  /** Member of 日の出通販, gets no mail. */
  sho: 'sho@hinode.example',
  /** Administrator of あおぞら保険サービス (standard), has acknowledged everything. */
  keiko: 'keiko@aozora.example',
  /** Member of あおぞら保険サービス, English, has acknowledged nothing. */
  emily: 'emily@aozora.example',
  /** Administrator of みなと観光 (light), has acknowledged nothing. */
  takuya: 'takuya@minato.example',
  /** Staff. */
  owner: 'owner@simple-connect.example',
  /** Staff, English. */
  auditor: 'auditor@simple-connect.example',
} as const;

/** Everyone's password. */
export const password = 'kairan-demo';

interface TestFixtures {
  /** Set for tests that change something: they get a portal of their own. */
  changes: boolean;
  portal: Portal;
  /** Signs someone in, in this test's browser. */
  signIn: (address: string, page?: Page) => Promise<void>;
  /** Someone who asks without a browser; nobody in particular where no address is given. */
  reader: (address?: string) => Promise<APIRequestContext>;
}

export const test = base.extend<TestFixtures, { shared: Portal }>({
  shared: [
    async ({}, use) => {
      const portal = await (await Portal.copy()).start();
      await use(portal);
      await portal.stop();
    },
    { scope: 'worker' },
  ],
  changes: [false, { option: true }],
  portal: async ({ changes, shared }, use, testInfo) => {
    const portal = changes ? await (await Portal.copy()).start() : shared;
    const said = portal.log.length;
    await use(portal);
    if (changes) await portal.stop();
    if (testInfo.status !== testInfo.expectedStatus && portal.log.length > said) {
      const log = portal.log.slice(said);
      await testInfo.attach('the portal said', { body: log, contentType: 'text/plain' });
      console.log(`The portal said during "${testInfo.title}":\n${log}`);
    }
  },
  baseURL: async ({ portal }, use) => use(portal.url),
  signIn: async ({ page, portal }, use) => {
    await use((address, where = page) => signInWith(where.request, portal, address));
  },
  reader: async ({ playwright, portal }, use) => {
    const readers: APIRequestContext[] = [];
    await use(async (address) => {
      const reader = await playwright.request.newContext({ baseURL: portal.url });
      readers.push(reader);
      if (address) await signInWith(reader, portal, address);
      return reader;
    });
    await Promise.all(readers.map((reader) => reader.dispose()));
  },
});

async function signInWith(reader: APIRequestContext, portal: Portal, address: string): Promise<void> {
  const answer = await reader.post(`${portal.url}/actions/sign-in`, {
    form: { address, password, next: '/', locale: 'ja' },
    headers: asForm(portal),
    maxRedirects: 0,
  });
  expect(answer.status(), `signing in as ${address}`).toBe(302);
  expect(answer.headers()['set-cookie'], `signing in as ${address}`).toMatch(/kairan=[^;]{20,}/);
}

/** What a browser says of itself when it posts a form of the portal. */
export function asForm(portal: Portal): Record<string, string> {
  return { origin: portal.url, accept: 'text/html' };
}

/** The number in the bell; 0 when there is none. */
export async function unread(page: Page): Promise<number> {
  const badge = page.locator('#unread-count');
  return (await badge.isVisible()) ? Number(await badge.innerText()) : 0;
}

/** Has an administrator, who is signed in, invite somebody. */
export async function invite(page: Page, name: string, address: string): Promise<void> {
  await page.goto('/people');
  const form = page.getByRole('region', { name: '利用者を招待する' });
  await form.getByLabel('氏名').fill(name);
  await form.getByLabel('メールアドレス').fill(address);
  await form.getByRole('button', { name: '招待メールを送る' }).click();
}
