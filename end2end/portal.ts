// One portal of its own: a folder with settings, content, database and mailbox, the commands run in it,
// and the server.
import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What a command said. */
export interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The folder of this run, made by setup.ts. */
export function scratch(): string {
  const folder = process.env.KAIRAN_END2END;
  if (!folder) throw new Error('setup.ts has not run');
  return folder;
}

/** The environment without anything that could reach into the settings. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(KAIRAN_|LEPTOS_|RUST_LOG)/.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', RUST_BACKTRACE: '0', ...extra };
}

export class Portal {
  private server: ChildProcess | undefined;
  private lines: string[] = [];

  /** `environment` are settings laid over the file, as an operator would. */
  constructor(
    readonly folder: string,
    private readonly environment: Record<string, string> = {},
    private readonly binary: string = join(scratch(), 'kairan'),
  ) {}

  /** A copy of the prepared one, on a port of its own; not started yet. */
  static async copy(environment: Record<string, string> = {}): Promise<Portal> {
    const folder = mkdtempSync(join(scratch(), 'portal-'));
    cpSync(join(scratch(), 'template'), folder, { recursive: true });
    writeSettings(folder, await freePort());
    return new Portal(folder, environment);
  }

  get url(): string {
    return /public_url = "(.*)"/.exec(readFileSync(join(this.folder, 'Leptos.toml'), 'utf8'))![1];
  }

  get content(): string {
    return join(this.folder, 'content');
  }

  /** Everything the server has said so far. */
  get log(): string {
    return this.lines.join('');
  }

  /** Runs a command in the folder. */
  run(...args: string[]): Said {
    const done = spawnSync(this.binary, args, {
      cwd: this.folder,
      env: cleanEnvironment(this.environment),
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  }

  /** Runs a command that has to work. */
  succeeds(...args: string[]): string {
    const said = this.run(...args);
    if (said.code !== 0) throw new Error(`kairan ${args.join(' ')} ended with ${said.code}\n${said.stdout}${said.stderr}`);
    return said.stdout;
  }

  /** Serves, and waits until it is ready. */
  async start(): Promise<this> {
    const server = spawn(this.binary, ['serve'], {
      cwd: this.folder,
      env: cleanEnvironment(this.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.server = server;
    const keep = (chunk: Buffer) => this.lines.push(chunk.toString());
    server.stdout!.on('data', keep);
    server.stderr!.on('data', keep);
    for (let attempt = 0; attempt < 300; attempt++) {
      if (server.exitCode !== null) break;
      const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return this;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.stop();
    throw new Error(`the portal did not become ready; it said:\n${this.log}`);
  }

  /** Stops it as an operator would: SIGTERM, and no patience after some seconds. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    const impatience = setTimeout(() => server.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(impatience);
  }

  /** The mails written so far, as they stand in the files, oldest first. */
  mails(): string[] {
    const folder = join(this.folder, 'var', 'mailbox');
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    names.sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
    return names.map((name) => readFileSync(join(folder, name), 'utf8'));
  }
}

/** The settings of a portal that has its folder to itself. */
export function writeSettings(folder: string, port: number): void {
  const text = `[server]
address = "127.0.0.1:${port}"
public_url = "http://127.0.0.1:${port}"
site = "${join(scratch(), 'site')}"
[database]
url = "sqlite:var/kairan.db"
[content]
dir = "content"
publish_on_start = false
[mail]
from_name = "Simple Connect"
from_address = "notices@simple-connect.example"
smtp_host = ""
mailbox = "var/mailbox"
[secrets]
key_file = "var/secret.key"
`;
  writeFileSync(join(folder, 'Leptos.toml'), text);
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
