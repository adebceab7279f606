// `kairan check` as authors and scripts meet it. What each rule finds is tested in publishing/; here is
// that the command says it, with place and way out, for people and for programs.
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Portal } from './portal';

interface Finding {
  path: string;
  line: number;
  column: number;
  rule: string;
  severity: 'error' | 'warning';
  message: string;
  help: string;
}

const folder = 'notices/2026/SC-2026-0044-transcription-sub-processor';
const japanese = `${folder}/index.md`;
const english = `${folder}/index.en.md`;

/** A mistake: what is replaced by what, and what is said of it. `at` is the text the place begins with. */
interface Mistake {
  rule: string;
  file: string;
  from: string | RegExp;
  to: string;
  at: string;
}

const mistakes: Mistake[] = [
  { rule: 'unknown-key', file: japanese, from: 'act_by:', to: 'actby:', at: 'actby' },
  { rule: 'duplicate-key', file: japanese, from: /^impact: .*$/m, to: '$&\nimpact: informational', at: 'impact: informational' },
  { rule: 'wrong-value', file: japanese, from: 'impact: may_require_action', to: 'impact: huge', at: 'huge' },
  { rule: 'title-too-long', file: japanese, from: /^title: .*$/m, to: `title: ${'長'.repeat(81)}`, at: '長' },
  { rule: 'summary-too-long', file: english, from: /^summary: .*$/m, to: `summary: ${'long '.repeat(70)}`, at: 'long' },
  { rule: 'date-order', file: japanese, from: 'start: 2027-02-22T10:00', to: 'start: 2027-03-22T10:00', at: '' },
  { rule: 'unknown-component', file: japanese, from: '[transcription]', to: '[telepathy]', at: 'telepathy' },
  { rule: 'unknown-clause', file: japanese, from: 'III-3-d', to: 'III-3-z', at: 'III-3-z' },
  { rule: 'dead-link', file: japanese, from: '(/disclosures/sub-processors)', to: '(/disclosures/subprocessors)', at: '' },
  { rule: 'unsafe-link', file: japanese, from: 'mailto:support@simple-connect.example', to: 'javascript:alert(1)', at: '' },
  { rule: 'image-without-alternative', file: japanese, from: /!\[[^\]]*\]/, to: '![]', at: '![]' },
  { rule: 'external-image', file: japanese, from: '(flow.png)', to: '(https://elsewhere.example/flow.png)', at: '' },
  { rule: 'raw-html', file: japanese, from: '## 情報の流れ', to: '## 情報の流れ\n\n<script>alert(1)</script>', at: '<script>' },
  { rule: 'heading-level', file: japanese, from: '## 情報の流れ', to: '#### 情報の流れ', at: '####' },
  { rule: 'stale-translation', file: 'notices/2026/SC-2026-0003-webhook-retries/index.en.md', from: 'translates: 2', to: 'translates: 1', at: '' },
  { rule: 'yaml', file: japanese, from: 'kind: service_change', to: 'kind: [service_change', at: '' },
  { rule: 'front-matter-missing', file: english, from: /^---\n/, to: '', at: '' },
  { rule: 'id-folder-mismatch', file: japanese, from: 'id: SC-2026-0044', to: 'id: SC-2026-0144', at: '' },
  { rule: 'toml', file: 'disclosures/sub-processors/register.toml', from: 'kind = ', to: 'kind == ', at: '' },
  { rule: 'accent-contrast', file: 'portal.toml', from: '#165e83', to: '#e8f4ff', at: '' },
];

let portal: Portal;

test.beforeEach(async () => {
  portal = await Portal.copy();
});

test.afterEach(() => rmSync(portal.folder, { recursive: true, force: true }));

function json(): { code: number | null; errors: number; warnings: number; findings: Finding[] } {
  const said = portal.run('check', '--format', 'json');
  return { code: said.code, ...(JSON.parse(said.stdout) as { errors: number; warnings: number; findings: Finding[] }) };
}

test('the content as it is has no error, and a warning does not fail the check', () => {
  const { code, errors, findings } = json();
  expect({ code, errors }).toEqual({ code: 0, errors: 0 });
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'missing-translation', severity: 'warning' }));
  const said = portal.run('check');
  expect(said.code).toBe(0);
  expect(said.stdout).toContain('0 errors');
});

for (const { rule, file, from, to, at } of mistakes) {
  test(`${rule} in ${file.split('/').at(-1)} is named with its place and a way out`, () => {
    const path = join(portal.content, file);
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(from, to);
    expect(changed, 'the test changes the file').not.toBe(text);
    writeFileSync(path, changed);

    const report = json();
    const finding = report.findings.find((each) => each.rule === rule && each.path === file);
    expect(finding, JSON.stringify(report.findings, null, 1)).toBeDefined();
    const { line, column, message, help, severity } = finding!;
    const lines = changed.split('\n');
    expect(line).toBeLessThanOrEqual(lines.length);
    const rest = [...lines[line - 1]].slice(column - 1).join('');
    expect(rest.startsWith(at), `${line}:${column} is at "${rest}"`).toBe(true);
    expect(message.length).toBeGreaterThan(10);
    expect(help.length).toBeGreaterThan(5);
    expect(report.code).toBe(report.errors > 0 ? 1 : 0);
    if (severity === 'error') expect(report.errors).toBeGreaterThan(0);

    const said = portal.run('check');
    expect(said.code).toBe(report.code);
    expect(said.stdout).toContain(`${file}:${line}:${column}`);
    expect(said.stdout).toContain(rule);
    expect(said.stdout, 'no colour where nobody looks').not.toContain('\u001b');
  });
}

test('a published text that was changed without a word about it is refused', () => {
  appendFileSync(join(portal.content, japanese), '\n一文を足しました。\n');
  const { code, findings } = json();
  expect(code).toBe(1);
  const [finding] = findings.filter((each) => each.severity === 'error');
  expect(finding).toMatchObject({ rule: 'silent-edit', path: japanese });
  const text = readFileSync(join(portal.content, japanese), 'utf8').split('\n');
  expect(text[finding.line - 1]).toContain('revisions');
});

test('a file of a sort that cannot be published is named', () => {
  writeFileSync(join(portal.content, folder, 'program.exe'), 'MZ');
  const { code, findings } = json();
  expect(code).toBe(1);
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'attachment-type', path: `${folder}/program.exe` }));
});

test('a folder without a text, a number given twice and a missing portal.toml are named', () => {
  mkdirSync(join(portal.content, 'notices/2026/SC-2026-0099-empty'));
  writeFileSync(join(portal.content, 'notices/2026/SC-2026-0099-empty/index.en.md'), '---\ntitle: x\n---\n');
  cpSync(join(portal.content, folder), join(portal.content, 'notices/2026/SC-2026-0044-copy'), { recursive: true });
  rmSync(join(portal.content, 'portal.toml'));
  const { code, findings } = json();
  expect(code).toBe(1);
  const rules = findings.map((each) => each.rule);
  for (const rule of ['missing-index', 'duplicate-id', 'no-portal']) expect(rules).toContain(rule);
});

test('a setting nobody knows is an error that names the key', () => {
  appendFileSync(join(portal.folder, 'Leptos.toml'), '[server2]\ncolour = "red"\n');
  const said = portal.run('check');
  expect(said.code).toBe(2);
  expect(said.stderr).toContain('server2.colour');
});

test('one bad file does not keep the rest from being published', () => {
  const path = join(portal.content, japanese);
  writeFileSync(path, readFileSync(path, 'utf8').replace('impact: may_require_action', 'impact: huge'));
  portal.succeeds('new', 'notice', 'A second one');
  const plan = JSON.parse(portal.run('plan', '--format', 'json').stdout) as object;
  expect(JSON.stringify(plan)).toContain('wrong-value');
  const published = portal.run('publish');
  expect(published.code, 'something was left out').toBe(1);
  expect(published.stderr).toContain(`${japanese}:`);
  expect(published.stdout).toContain('left out because of errors: 1');
  const refused = portal.run('publish', '--all-or-nothing');
  expect(refused.code).toBe(1);
});

test('publishing twice changes nothing the second time', () => {
  const again = JSON.parse(portal.succeeds('publish', '--format', 'json')) as { published: Record<string, number> };
  expect(again.published.new ?? 0).toBe(0);
  expect(again.published.revised ?? 0).toBe(0);
});
