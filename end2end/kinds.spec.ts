// What only some kinds of notice say: the report of an incident and its clocks, seen by the tenant
// concerned alone, and the record of when changed terms were published.
import { expect, people, test } from './fixtures';

const incident = '/notices/SC-2026-0047';
const terms = '/notices/SC-2026-0041';

const report = {
  ja: {
    prefix: '',
    heading: '報告の事項',
    labels: [
      '概要',
      '個人データの項目',
      '本人の数',
      '原因',
      '二次被害の有無と内容',
      '本人への対応の状況',
      '公表の状況',
      '再発防止のための措置',
      'その他参考となる事項',
    ],
    persons: '312名',
    open: '調査中です',
    first: '検知から18時間40分後',
    last: '2026年12月17日(木)まで',
  },
  en: {
    prefix: '/en',
    heading: 'Items of the report',
    labels: [
      'What happened',
      'Personal data concerned',
      'People concerned',
      'Cause',
      'Harm that followed or may follow',
      'What was done for the people concerned',
      'Whether it was made public',
      'Measures against recurrence',
      'Anything else',
    ],
    persons: '312 people',
    open: 'Under investigation',
    first: '18 h 40 min after detection',
    last: 'By Thu 17 December 2026',
  },
};

for (const [lang, said] of Object.entries(report)) {
  test(`an incident says its nine items and its clocks to the tenant concerned (${lang})`, async ({ page, signIn }) => {
    await signIn(people.naoko);
    await page.goto(`${said.prefix}${incident}`);
    const items = page.getByRole('region', { name: said.heading });
    await expect(items.locator('dt')).toHaveText(said.labels);
    await expect(items.locator('dd').nth(2)).toContainText(said.persons);
    await expect(items.getByText(said.open, { exact: true })).toHaveCount(2);
    const facts = page.locator('.aside .facts');
    await expect(facts).toContainText(said.first);
    await expect(facts).toContainText(said.last);
    await expect(page.locator('.facts [lang]'), 'everything is in the language of the page').toHaveCount(0);
  });
}

for (const who of [people.keiko, people.emily, people.takuya, undefined]) {
  test(`to ${who ?? 'anyone not signed in'} the incident does not exist`, async ({ reader }) => {
    const outsider = await reader(who);
    expect((await outsider.get(incident)).status()).toBe(404);
    const paths = ['/', '/notices', '/notices?kind=incident', '/en/notices?kind=incident', '/feeds/notices.rss'];
    for (const path of paths) {
      const text = await (await outsider.get(path)).text();
      expect(text, path).not.toMatch(/SC-2026-0047|call history export|通話履歴の出力/);
    }
  });
}

test('a change of terms shows since when it could be read, and never speaks of consent given', async ({ page }) => {
  await page.goto(terms);
  const record = page.getByRole('region', { name: '公表の記録' });
  await expect(record.locator('dt')).toHaveText([
    'この画面で公表した日時',
    '公表の継続',
    '現在の版を公表した日時',
    '適用開始までの期間',
    '現在の版のSHA-256',
  ]);
  await expect(record.locator('dd').nth(4)).toHaveText(/^[0-9a-f]{64}$/);
  await expect(record).toContainText('同意ではありません');
  await expect(page.locator('.aside .facts')).toContainText('お客様に不利益となる内容を含みます');
});

test('staff see the same record as customers', async ({ page, signIn }) => {
  await signIn(people.owner);
  await page.goto(terms);
  const shown = await page.getByRole('region', { name: '公表の記録' }).locator('dd').allInnerTexts();
  await page.goto(`/staff${terms}`);
  await expect(page.getByRole('region', { name: '公表の記録' }).locator('dd')).toHaveText(shown);
});

test('where the record cannot show that terms came before they held, it says so', async ({ page }) => {
  // Published into this portal after 1 August 2026, as history.
  await page.goto('/notices/SC-2026-0019');
  const record = page.getByRole('region', { name: '公表の記録' });
  await expect(record).toContainText('適用開始日より前に公表していたことは、この記録からは確かめられません');
});
