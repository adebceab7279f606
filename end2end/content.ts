// What the content says, read without the product's own reader: the specs compare pages with it.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(__dirname, '..', 'content');

export interface Notice {
  id: string;
  title: string;
  /** Undefined where it is not translated. */
  englishTitle: string | undefined;
  kind: string;
  category: string | undefined;
  impact: string;
  publishAt: Date;
  isForEveryone: boolean;
  revisions: number;
}

function value(text: string, key: string): string | undefined {
  const found = new RegExp(`^${key}: (.*)$`, 'm').exec(text.split(/^---$/m)[1]);
  return found?.[1].replace(/^'(.*)'$/, '$1').replace(/^"(.*)"$/, '$1');
}

/** All notices, the latest published first. */
export const notices: Notice[] = readdirSync(join(folder, 'notices'))
  .flatMap((year) => readdirSync(join(folder, 'notices', year)).map((name) => join(folder, 'notices', year, name)))
  .map((path) => {
    const text = readFileSync(join(path, 'index.md'), 'utf8');
    const english = join(path, 'index.en.md');
    return {
      id: value(text, 'id')!,
      title: value(text, 'title')!,
      englishTitle: existsSync(english) ? value(readFileSync(english, 'utf8'), 'title') : undefined,
      kind: value(text, 'kind')!,
      category: value(text, 'category'),
      impact: value(text, 'impact')!,
      publishAt: new Date(value(text, 'publish_at')!),
      isForEveryone: value(text, 'audience') === undefined,
      revisions: text.split(/^---$/m)[1].match(/^ {2}- \{ on:/gm)!.length,
    };
  })
  .sort((a, b) => b.publishAt.getTime() - a.publishAt.getTime());

/** Those anyone may see now, the latest first. */
export function publicNotices(): Notice[] {
  return notices.filter((notice) => notice.isForEveryone && notice.publishAt.getTime() <= Date.now());
}

/** Titles of the disclosures by slug, in Japanese. */
export const disclosures: Record<string, string> = Object.fromEntries(
  readdirSync(join(folder, 'disclosures')).map((slug) => [
    slug,
    value(readFileSync(join(folder, 'disclosures', slug, 'index.md'), 'utf8'), 'title')!,
  ]),
);

/** The text of the policy, line by line, as the company published it. */
export const policyLines: string[] = readFileSync(join(folder, 'policies/information-security/index.md'), 'utf8')
  .split(/^---\n/m)
  .slice(2)
  .join('---\n')
  .split('\n')
  .filter((line) => line !== '');

/** An instant as the files have it: in Japan, to the second. */
export function inJapan(at: Date): string {
  return `${new Date(at.getTime() + 9 * 3600 * 1000).toISOString().slice(0, 19)}+09:00`;
}

/** A day in Japan so many days from now. */
export function day(ahead: number): string {
  return inJapan(new Date(Date.now() + ahead * 24 * 3600 * 1000)).slice(0, 10);
}

/** A notice of a test's own: planned for half a year from now, for everyone, in both languages. */
export function writeNotice(
  portal: { content: string },
  notice: { id: string; title: string; english: string; publishAt: Date; lines?: string[] },
): { id: string; title: string } {
  const dir = join(portal.content, 'notices', notice.id.slice(3, 7), `${notice.id}-of-a-test`);
  mkdirSync(dir, { recursive: true });
  const start = day(180);
  const lines = (notice.lines ?? []).map((line) => `${line}\n`).join('');
  writeFileSync(
    join(dir, 'index.md'),
    `---
id: ${notice.id}
kind: service_change
category: specification
impact: may_require_action
components: [recording]
title: ${notice.title}
summary: 録音の索引の並び順が変わります。
affects: 索引の並び順が変わります。
systems: 基盤は変わりません。
publish_at: ${inJapan(notice.publishAt)}
planned: { start: ${start}T02:00:00+09:00, end: ${start}T04:00:00+09:00 }
${lines}clauses: [II-5]
revisions:
  - { on: ${inJapan(notice.publishAt).slice(0, 10)}, class: initial }
---
## 変更の内容

索引の並び順が変わります。
`,
  );
  writeFileSync(
    join(dir, 'index.en.md'),
    `---
title: ${notice.english}
summary: The order of the recording index changes.
affects: The order of the index changes.
systems: Nothing changes underneath.
translates: 1
---
## What changes

The order of the index changes.
`,
  );
  return notice;
}
