// The API asked by a program that knows nothing but its OpenAPI document: Schemathesis makes up requests that
// fit it and requests that do not, and looks at the answers.
import { APIRequestContext } from '@playwright/test';
import { asForm, expect, people, test } from './fixtures';
import { Portal } from './portal';
import { schemathesis } from './python';

/** Makes a token as someone does on the page, and answers with its secret. */
async function tokenOf(reader: APIRequestContext, portal: Portal, scopes: string[]): Promise<string> {
  const form = new URLSearchParams({ name: 'end2end', days: '30', back: '/tokens' });
  for (const scope of scopes) form.append('scopes[]', scope);
  const answer = await reader.post('/actions/make-token', {
    headers: { ...asForm(portal), 'content-type': 'application/x-www-form-urlencoded' },
    data: form.toString(),
  });
  const secret = /class="secret">(kairan_[0-9A-Za-z]{28})</.exec(await answer.text());
  expect(secret, await answer.text()).not.toBeNull();
  return secret![1];
}

/** Sends as much as it likes. */
const unlimited = {
  KAIRAN__API__REQUESTS_PER_MINUTE: '1000000',
  KAIRAN__API__REQUESTS_PER_MINUTE_PER_ADDRESS: '1000000',
};

for (const [who, account, scopes] of [
  ['an administrator', people.yumi, ['notices:read', 'notices:write', 'publications:read', 'people:read']],
  [
    'staff',
    people.owner,
    ['notices:read', 'notices:write', 'publications:read', 'timeline:write', 'tenants:read', 'tenants:write'],
  ],
] as const) {
  test(`the API of ${who} keeps to its document`, async ({ playwright }) => {
    test.setTimeout(180_000);
    const portal = await (await Portal.copy(unlimited)).start();
    try {
      const reader = await playwright.request.newContext({ baseURL: portal.url });
      await reader.post('/actions/sign-in', {
        form: { address: account, password: 'kairan-demo', next: '/', locale: 'ja' },
        headers: asForm(portal),
        maxRedirects: 0,
      });
      const token = await tokenOf(reader, portal, [...scopes]);
      await reader.dispose();
      const { code, said } = schemathesis(
        `${portal.url}/api/openapi.json`,
        ...['--header', `Authorization: Bearer ${token}`],
        // Values that fit a schema can still name what is not there, or what cannot have happened.
        ...['--checks', 'all', '--exclude-checks', 'positive_data_acceptance'],
        ...['--max-examples', '10', '--max-time', '45', '--workers', '1', '--seed', '1', '--warnings', 'off'],
        ...['--generation-database', 'none'],
      );
      expect(code, said).toBe(0);
      expect(portal.log).not.toContain('panicked');
    } finally {
      await portal.stop();
    }
  });
}
