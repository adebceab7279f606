// Searching, with and without JavaScript: Japanese from one character on, English, filters, pages, what
// is marked, and nothing of another tenant.
import { expect, Page, people, test } from './fixtures';
import { languages } from './pages';

/** Title of the notice that is for 日の出通販 only. */
const foreign = '専用の回線を収容する装置を交換します(1月17日)';

async function searchFor(page: Page, words: string, query = ''): Promise<void> {
  await page.goto(`/search?q=${encodeURIComponent(words)}${query}`);
}

/** The number the page says it has found; 0 when it says there is nothing. */
async function found(page: Page): Promise<number> {
  const said = await page.getByRole('main').getByRole('status').innerText();
  return Number(/^(\d+)/.exec(said)?.[1] ?? 0);
}

test('a reader searches from the header and sees what was found, marked', async ({ page }) => {
  await page.goto('/notices');
  const field = page.getByRole('banner').getByRole('searchbox', { name: 'サイト内を検索' });
  await field.fill('再委託先');
  await field.press('Enter');
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('「再委託先」の検索結果');
  const first = page.getByRole('main').getByRole('listitem').filter({ has: page.locator('article') }).first();
  await expect(first.locator('mark').first()).toHaveText('再委託先');
  await expect(first.getByRole('heading')).toContainText('再委託先');
  await first.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/(notices|disclosures)\//);
});

for (const words of ['録', '録音', '文字起', '再委託先', 'webhook', 'ＷＥＢＨＯＯＫ', 'ebhoo', '録音\u3000変更']) {
  test(`"${words}" is found where it stands and nowhere else`, async ({ page }) => {
    await searchFor(page, words);
    expect(await found(page)).toBeGreaterThan(0);
    const parts = words.normalize('NFKC').toLowerCase().split(' ');
    for (const row of await page.locator('.rows > li').all()) {
      const text = (await row.innerText()).normalize('NFKC').toLowerCase();
      const marked = (await row.locator('mark').allInnerTexts()).map((mark) => mark.normalize('NFKC').toLowerCase());
      expect(marked.length, text).toBeGreaterThan(0);
      expect(parts.some((part) => marked.some((mark) => mark.includes(part))), text).toBe(true);
    }
  });
}

test('someone signed in opens the field in the header', async ({ page, signIn }) => {
  await signIn(people.naoko);
  await page.goto('/notices');
  await page.locator('.search-menu summary').click();
  const field = page.getByRole('banner').getByRole('searchbox');
  await field.fill('回線');
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('「回線」の検索結果');
});

test('policies and disclosures are found too, and told apart by links', async ({ page }) => {
  await searchFor(page, '個人');
  const sorts = page.getByRole('navigation', { name: '掲載物の種類' });
  const counts = (await sorts.getByRole('link').allInnerTexts()).map((text) => Number(/(\d+)件/.exec(text)![1]));
  expect(counts[0]).toBe(counts[1] + counts[2] + counts[3]);
  expect(counts[3]).toBe(1);
  await sorts.getByRole('link', { name: /^開示情報/ }).click();
  await expect(page).toHaveURL(/of=disclosure/);
  expect(await found(page)).toBe(counts[2]);
  for (const href of await page.locator('.rows h2 a').evaluateAll((links) => links.map((a) => a.getAttribute('href')))) {
    expect(href).toMatch(/^\/disclosures\//);
  }
});

test('filters narrow to notices that pass, and stay in the address', async ({ page }) => {
  await searchFor(page, '変更');
  const all = await found(page);
  await page.getByText('お知らせの条件で絞り込む').click();
  await page.getByRole('main').getByLabel('影響').selectOption('対応が必要');
  await page.getByRole('button', { name: '絞り込む', exact: true }).click();
  await expect(page).toHaveURL(/impact=action_required/);
  await expect(page).toHaveURL(/q=/);
  const narrowed = await found(page);
  expect(narrowed).toBeGreaterThan(0);
  expect(narrowed).toBeLessThan(all);
  await expect(page.locator('.rows .mark')).toHaveText(Array(Math.min(narrowed, 20)).fill('対応が必要'));
});

test('a long result goes on over pages, each result once', async ({ page }) => {
  await searchFor(page, 'の');
  const total = await found(page);
  expect(total).toBeGreaterThan(20);
  const titles = await page.locator('.rows h2').allInnerTexts();
  expect(titles).toHaveLength(20);
  await page.getByRole('navigation', { name: 'ページ' }).getByRole('link', { name: '次のページ' }).click();
  await expect(page).toHaveURL(/page=2/);
  titles.push(...(await page.locator('.rows h2').allInnerTexts()));
  expect(new Set(titles).size).toBe(Math.min(total, 40));
});

test('what is for one tenant is found by them and by nobody else', async ({ page, signIn, portal }) => {
  await searchFor(page, '専用の回線を収容');
  await expect(page.getByText('見つかりませんでした')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(foreign);
  await signIn(people.keiko);
  await page.goto(`${portal.url}/search?q=${encodeURIComponent('専用の回線を収容')}`);
  await expect(page.getByText('見つかりませんでした')).toBeVisible();
  await signIn(people.naoko);
  await page.goto(`${portal.url}/search?q=${encodeURIComponent('専用の回線を収容')}`);
  await expect(page.getByRole('heading', { name: foreign })).toBeVisible();
});

for (const language of languages) {
  test(`an empty search in ${language.lang} helps on`, async ({ page }) => {
    await page.goto(`${language.prefix}/search`);
    await expect(page.getByRole('main').getByRole('searchbox')).toBeVisible();
    await expect(page.getByRole('main').locator('.browse').getByRole('link')).toHaveCount(3);
    await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', 'noindex');
    await page.goto(`${language.prefix}/search?q=${encodeURIComponent('どこにも無い言葉')}&state=running`);
    const without = language.lang === 'ja' ? '条件を解除して検索する' : 'Search without filters';
    await page.getByRole('link', { name: without }).click();
    await expect(page).toHaveURL(/\/search\?q=[^&]+$/);
  });
}

test('a search that is too long is cut and says so', async ({ page }) => {
  await searchFor(page, 'ながい'.repeat(300));
  await expect(page.getByText('はじめの200文字')).toBeVisible();
  await expect(page.getByRole('main').getByRole('searchbox')).toHaveValue('ながい'.repeat(300).slice(0, 200));
});
