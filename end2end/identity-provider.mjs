// A real OpenID provider (npm oidc-provider) with two accounts and one form to sign in with, for
// single-sign-on.spec.ts:
//
//   node end2end/identity-provider.mjs PORT PORTAL_URL
//
// Consent is given beforehand, as an organisation does for its own people.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [port, portal] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

const accounts = {
  yumi: { email: 'yumi@hinode.example', email_verified: true, name: '佐藤 由美', locale: 'ja', groups: ['kairan-admins'] },
  haru: { email: 'haru@hinode.example', email_verified: true, name: '春野 新', locale: 'ja', groups: [] },
  stranger: { email: 'keiko@aozora.example', email_verified: true, name: '田中 恵子', locale: 'ja', groups: [] },
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'kairan',
      client_secret: 'opensesame',
      redirect_uris: [`${portal}/auth/oidc/hinode/callback`],
      post_logout_redirect_uris: [`${portal}/?done=signed-out`, `${portal}/en?done=signed-out`],
      backchannel_logout_uri: `${portal}/auth/oidc/hinode/back-channel-logout`,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'locale', 'groups'] },
  cookies: { keys: ['only for tests'] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // The portal under test is on this machine, where the provider's own guard would not let it ask.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

provider.on('backchannel.error', (_, error) => console.error('back-channel logout:', error.message, error.cause ?? ''));

const answer = provider.callback();

createServer(async (request, response) => {
  const path = new URL(request.url, issuer).pathname;
  if (!path.startsWith('/interaction/')) return answer(request, response);
  if (request.method === 'POST') {
    let body = '';
    for await (const chunk of request) body += chunk;
    const given = new URLSearchParams(body);
    const result = given.has('cancel') ? { error: 'access_denied' } : { login: { accountId: given.get('name') } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(
    '<!DOCTYPE html><html lang="ja"><title>日の出通販</title><h1>日の出通販</h1><form method="post">' +
      '<label>お名前 <input name="name"></label> <button>続ける</button> <button name="cancel" value="1">やめる</button></form></html>',
  );
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
