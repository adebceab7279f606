// The binary needs nothing of the checkout: settings, site folder and content beside it suffice.
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort, Portal, scratch } from './portal';

const root = resolve(__dirname, '..');

class Installation extends Portal {
  constructor(
    folder: string,
    private readonly at: string,
    environment: Record<string, string>,
  ) {
    super(folder, environment, join(folder, 'kairan'));
  }

  override get url(): string {
    return this.at;
  }
}

test('copied into an empty folder it publishes on start and serves everything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kairan-standalone-'));
  const address = `127.0.0.1:${await freePort()}`;
  const portal = new Installation(folder, `http://${address}`, {
    KAIRAN__SERVER__ADDRESS: address,
    KAIRAN__SERVER__PUBLIC_URL: `http://${address}`,
  });
  try {
    cpSync(join(scratch(), 'kairan'), join(folder, 'kairan'));
    chmodSync(join(folder, 'kairan'), 0o755);
    cpSync(join(root, 'Leptos.toml'), join(folder, 'Leptos.toml'));
    mkdirSync(join(folder, 'target'));
    cpSync(join(scratch(), 'site'), join(folder, 'target/site'), { recursive: true });
    cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
    expect(portal.succeeds('config')).toContain(`address = "${address}"`);
    await portal.start();
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/en/notices/SC-2026-0044', 'text/html'],
      ['/policies/information-security', 'text/html'],
      ['/feeds/notices.rss', 'application/rss+xml'],
      ['/feeds/notices.atom', 'application/atom+xml'],
      ['/feeds/notices.json', 'application/feed+json'],
      ['/pkg/kairan.css', 'text/css'],
      ['/pkg/kairan.js', 'text/javascript'],
      ['/pkg/kairan.wasm', 'application/wasm'],
      ['/favicon.svg', 'image/svg+xml'],
      ['/portal.css', 'text/css'],
    ]) {
      const answer = await fetch(portal.url + path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('content-type'), path).toContain(type);
      expect((await answer.arrayBuffer()).byteLength, path).toBeGreaterThan(20);
    }
    expect(existsSync(join(folder, 'var/kairan.db'))).toBe(true);
    expect(portal.log).not.toContain(root);
  } finally {
    await portal.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('it stops on SIGTERM with everything written down', async () => {
  const portal = await (await Portal.copy()).start();
  const begun = Date.now();
  await portal.stop();
  expect(Date.now() - begun).toBeLessThan(4_000);
  await expect(fetch(`${portal.url}/healthz`)).rejects.toThrow();
});
