// What the content says, read without the product's own reader: the specs compare pages with it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
