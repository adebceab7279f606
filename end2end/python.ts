// The readers that are not ours: feedparser, icalendar and Python's e-mail package read what the portal wrote,
// Schemathesis asks the API what nobody thought of, aiosmtpd takes its mails over a real SMTP conversation, sfeed converts its feed.
import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const cache = process.env.KAIRAN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kairan');
const python = join(cache, 'python', 'bin', 'python');

/** A mail as Python's e-mail package reads it. */
export interface Mail {
  headers: Record<string, string>;
  text: string;
  html: string;
  defects: string[];
}

/** A feed as feedparser reads it. */
export interface ReadFeed {
  bozo: boolean;
  problem: string;
  version: string;
  title: string;
  language: string;
  entries: { id: string; title: string; link: string; summary: string; content: string; published: string }[];
}

/** A calendar as the icalendar library reads it. */
export interface ReadCalendar {
  name: string;
  product: string;
  method: string;
  refresh_seconds: number;
  errors: string[][];
  events: CalendarEvent[];
}

export interface CalendarEvent {
  uid: string;
  sequence: number;
  stamp: string;
  /** ISO 8601; a date where it is a whole day. */
  start: string;
  end: string;
  is_day: boolean;
  status: string;
  summary: string;
  language: string;
  url: string;
  categories: string[];
}

function read<T>(what: string, input: string): T {
  const done = spawnSync(python, [join(__dirname, 'readers.py'), what], { input, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`readers.py ${what}: ${done.error ?? done.stderr}`);
  return JSON.parse(done.stdout) as T;
}

export const readFeed = (text: string): ReadFeed => read('feed', text);
export const readCalendar = (text: string): ReadCalendar => read('calendar', text);
export const readMails = (sources: string[]): Mail[] => read('mails', JSON.stringify(sources));

/** The lines sfeed makes of an RSS feed: time, title, link, content, content type, id, author, … */
export function sfeed(text: string): string[][] {
  const done = spawnSync('sfeed', [], { input: text, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`sfeed: ${done.error ?? done.stderr}`);
  return done.stdout.trimEnd().split('\n').map((line) => line.split('\t'));
}

/** Asks an API everything its OpenAPI document allows, and much that it does not; answers with what was found. */
export function schemathesis(document: string, ...args: string[]): { code: number | null; said: string } {
  const program = process.env.SCHEMATHESIS ?? join(cache, 'python', 'bin', 'schemathesis');
  const done = spawnSync(program, ['run', document, '--no-color', ...args], {
    cwd: tmpdir(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 150_000,
  });
  return { code: done.status, said: `${done.error ?? ''}${done.stdout}${done.stderr}` };
}

/** An SMTP server that keeps what it is given. */
export class MailServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly file: string,
  ) {}

  static async start(port: number, file: string): Promise<MailServer> {
    const server = spawn(python, [join(__dirname, 'mail_server.py'), String(port), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      server.stdout!.once('data', () => resolve());
      server.once('exit', (code) => reject(new Error(`mail_server.py ended with ${code}`)));
    });
    return new MailServer(server, file);
  }

  /** The mails so far, as they came. */
  mails(): { recipients: string[]; source: string }[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as { recipients: string[]; source: string });
  }

  stop(): void {
    this.process.removeAllListeners('exit');
    this.process.kill();
  }
}
