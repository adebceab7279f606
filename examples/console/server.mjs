// A management screen that shows the portal: the bell, a link that opens it, and a frame. Needs nothing but
// Node.js:
//
//   node examples/console/server.mjs PORT PORTAL_URL KEYS_FILE
//
// Makes an Ed25519 key, writes its public half to KEYS_FILE (the jwks_file of [[launch.issuer]]), and signs
// for 春野 新 of the tenant hinode, whoever asks: a real console signs for whoever is signed in there.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, portal, keysFile] = process.argv.slice(2);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
writeFileSync(keysFile, JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA', use: 'sig' }] }));

function token(claims) {
  const now = Math.floor(Date.now() / 1000);
  const person = { sub: 'c-17', email: 'haru@hinode.example', name: '春野 新', tenant: 'hinode', role: 'member', locale: 'ja' };
  const all = { iss: 'https://console.example', aud: portal, iat: now, ...person, ...claims(now) };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'EdDSA', kid: 'k1', typ: 'JWT' })}.${part(all)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

const kinds = {
  '/bell-token': () => token((now) => ({ use: 'bell', exp: now + 600 })),
  '/launch-token': () => token((now) => ({ exp: now + 60, jti: randomUUID() })),
};

createServer((request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  if (kinds[path]) {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-type', 'text/plain');
    return response.end(kinds[path]());
  }
  if (path !== '/') return response.writeHead(404).end();
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(readFileSync(new URL('./index.html', import.meta.url), 'utf8').replaceAll('PORTAL', portal));
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
