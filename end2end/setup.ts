// Prepares once what every portal of the run is a copy of: the binary, the site folder, the content and
// a database with the content published and the demonstration's people in it.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, Portal, writeSettings } from './portal';

const root = resolve(__dirname, '..');

export default async function setup(): Promise<() => void> {
  const binary = process.env.KAIRAN_BINARY ?? join(targetFolder(), 'debug', 'kairan');
  const site = process.env.KAIRAN_SITE ?? join(root, 'target', 'site');
  for (const needed of [binary, join(site, 'pkg')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: run \`cargo leptos build\` first`);
  }
  const scratch = mkdtempSync(join(tmpdir(), 'kairan-end2end-'));
  process.env.KAIRAN_END2END = scratch;
  // Copies: a build that goes on beside the tests does not change what they test.
  cpSync(binary, join(scratch, 'kairan'));
  cpSync(site, join(scratch, 'site'), { recursive: true });
  const template = join(scratch, 'template');
  mkdirSync(template);
  cpSync(join(root, 'content'), join(template, 'content'), { recursive: true });
  writeSettings(template, await freePort());
  const portal = new Portal(template);
  portal.succeeds('publish');
  portal.succeeds('demo');
  return () => {
    if (process.env.KAIRAN_KEEP !== '1') rmSync(scratch, { recursive: true, force: true });
  };
}

function targetFolder(): string {
  const cache = process.env.KAIRAN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kairan');
  return process.env.CARGO_TARGET_DIR ?? join(cache, 'target');
}
