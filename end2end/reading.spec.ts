// What anyone can read, in both languages.
import { notices, policyLines, publicNotices, writeNotice } from './content';
import { expect, people, test } from './fixtures';
import { address, languages, publicPages } from './pages';

for (const language of languages) {
  for (const page of publicPages) {
    const path = address(language, page.path);

    test(`${path} has its title, its place and the other language`, async ({ page: tab, portal }) => {
      const answer = await tab.goto(path);
      expect(answer!.status()).toBe(200);
      const heading = tab.getByRole('heading', { level: 1 });
      await expect(heading).toHaveCount(1);
      await expect(heading).toHaveText(page[language.lang]);
      const shown = (await heading.innerText()).trim();
      const name = (language.lang === 'ja' ? page.jaTab : page.enTab) ?? shown;
      const tabTitle = await tab.title();
      expect(tabTitle.startsWith(name), tabTitle).toBe(true);
      expect(tabTitle.endsWith(` | ${language.service}`), tabTitle).toBe(true);
      await expect(tab.locator('html')).toHaveAttribute('lang', language.lang);
      await expect(tab.locator('link[rel=canonical]')).toHaveAttribute('href', `${portal.url}${path}`);
      await expect(tab.locator('meta[name=description]')).toHaveAttribute('content', /\S/);
      for (const other of languages) {
        await expect(tab.locator(`link[rel=alternate][hreflang=${other.lang}]`)).toHaveAttribute(
          'href',
          `${portal.url}${address(other, page.path)}`,
        );
      }
      await expect(tab.locator('link[hreflang=x-default]')).toHaveAttribute(
        'href',
        `${portal.url}${address(languages[0], page.path)}`,
      );
      for (const landmark of ['banner', 'main', 'contentinfo'] as const) {
        await expect(tab.getByRole(landmark)).toHaveCount(1);
      }

      if (page.crumbs > 0) {
        const crumbs = tab.getByRole('navigation', { name: language.lang === 'ja' ? '現在地' : 'You are here' });
        await expect(crumbs.getByRole('listitem')).toHaveCount(page.crumbs);
        await expect(crumbs.locator('[aria-current=page]')).toHaveCount(1);
        const links = await crumbs.getByRole('link').evaluateAll((found) => found.map((a) => a.getAttribute('href')!));
        expect(links).toHaveLength(page.crumbs - 1);
        expect(links[0]).toBe(address(language, '/'));
        for (const link of links) expect(path.startsWith(link), link).toBe(true);
      }

      await tab.getByRole('banner').getByRole('link', { name: language.otherName }).click();
      await expect(tab).toHaveURL(address({ prefix: language.other === 'en' ? '/en' : '' }, page.path));
      await expect(tab.locator('html')).toHaveAttribute('lang', language.other);
      await expect(tab.getByRole('heading', { level: 1 })).toHaveText(page[language.other]);
    });
  }

  test(`a notice in ${language.lang} says its facts before its text`, async ({ page: tab }) => {
    await tab.goto(address(language, '/notices/SC-2026-0044'));
    const facts = tab.locator('dl.facts');
    const label = (ja: string, en: string) => (language.lang === 'ja' ? ja : en);
    const fact = (name: string) => facts.locator('div', { has: tab.getByText(name, { exact: true }) }).locator('dd');
    await expect(fact(label('対象のお客様', 'Who is affected'))).toHaveText(label('すべてのお客様', 'All customers'));
    await expect(fact(label('実施予定', 'Planned'))).toContainText('2027');
    await expect(fact(label('影響', 'What is affected'))).toHaveText(/\S{5}/);
    await expect(fact(label('基盤の変更', 'Underlying systems'))).toHaveText(/\S{5}/);
    await expect(fact(label('関連する方針', 'Related policy'))).toHaveCount(5);
    await expect(tab.locator('.todo strong time')).toHaveAttribute('datetime', '2027-01-15');
    const isBefore = await facts.evaluate((panel) => {
      const text = document.querySelector('.prose')!;
      return Boolean(panel.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
    });
    expect(isBefore, 'the facts come first in the document').toBe(true);
    const bottom = await tab.locator('.todo .deadline').evaluate((line) => line.getBoundingClientRect().bottom);
    expect(bottom, 'what to do by when needs no scrolling on a laptop').toBeLessThan(800);
  });

  test(`previous and next walk through all notices in ${language.lang}`, async ({ page: tab }) => {
    const ids = publicNotices().map((notice) => notice.id);
    await tab.goto(address(language, `/notices/${ids[0]}`));
    await expect(tab.locator('.neighbours [rel=next]')).toHaveCount(0);
    for (const id of ids.slice(1)) {
      await tab.locator('.neighbours [rel=prev]').click();
      await expect(tab).toHaveURL(address(language, `/notices/${id}`));
    }
    await expect(tab.locator('.neighbours [rel=prev]')).toHaveCount(0);
    await tab.locator('.neighbours [rel=next]').click();
    await expect(tab).toHaveURL(address(language, `/notices/${ids.at(-2)}`));
  });

  test(`every image in the notices in ${language.lang} loads and has words`, async ({ page: tab }) => {
    let images = 0;
    for (const id of ['SC-2026-0014', 'SC-2026-0034', 'SC-2026-0038', 'SC-2026-0044', 'SC-2026-0045']) {
      await tab.goto(address(language, `/notices/${id}`));
      const pictures = tab.locator('.prose img');
      await expect(pictures).toHaveCount(1);
      await pictures.scrollIntoViewIfNeeded();
      const [width, alternative] = await pictures.evaluate(async (element) => {
        const picture = element as HTMLImageElement;
        await picture.decode();
        return [picture.naturalWidth, picture.alt] as const;
      });
      expect(width).toBeGreaterThan(100);
      expect(alternative.length).toBeGreaterThan(10);
      images++;
    }
    expect(images).toBe(5);
  });
}

test('a notice without a translation says so and marks its language', async ({ page }) => {
  const untranslated = publicNotices().filter((notice) => notice.englishTitle === undefined);
  expect(untranslated.map((notice) => notice.id)).toEqual(['SC-2026-0039']);
  await page.goto('/en/notices/SC-2026-0039');
  await expect(page.getByText('This text has not been translated into English yet.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveAttribute('lang', 'ja');
  await expect(page.locator('.prose')).toHaveAttribute('lang', 'ja');
  await page.goto('/notices/SC-2026-0039');
  await expect(page.locator('.banner')).toHaveCount(0);
  await expect(page.locator('.prose')).not.toHaveAttribute('lang', /./);
});

test('the English policy says that only the Japanese is authoritative', async ({ page }) => {
  await page.goto('/en/policies/information-security');
  const remark = page.getByText('Only the Japanese text is authoritative.');
  await expect(remark).toBeVisible();
  await remark.getByRole('link', { name: 'Read the Japanese original' }).click();
  await expect(page).toHaveURL('/policies/information-security');
});

test.describe('the list of notices', () => {
  const rows = '.rows .row-title a';

  test('shows what there is, the latest first, a page at a time', async ({ page }) => {
    const titles = publicNotices().map((notice) => notice.title);
    await page.goto('/notices');
    await expect(page.getByText(`${titles.length}件のお知らせ`)).toBeVisible();
    const shown = await page.locator(rows).allInnerTexts();
    expect(shown).toEqual(titles.slice(0, 20));
    const months = await page.locator('.month h2').allInnerTexts();
    expect(new Set(months).size).toBe(months.length);
  });

  test('pages through what a reader of the enterprise plan sees', async ({ page, signIn }) => {
    await signIn(people.yumi);
    await page.goto('/notices');
    const count = Number(/(\d+)件/.exec(await page.locator('.count-line').innerText())![1]);
    expect(count).toBeGreaterThan(20);
    const first = await page.locator(rows).allInnerTexts();
    expect(first).toHaveLength(20);
    await page.getByRole('link', { name: '次のページ' }).click();
    await expect(page).toHaveURL('/notices?page=2');
    const second = await page.locator(rows).allInnerTexts();
    expect(second).toHaveLength(count - 20);
    expect(second.filter((title) => first.includes(title))).toEqual([]);
    await page.getByRole('link', { name: '前のページ' }).click();
    expect(await page.locator(rows).allInnerTexts()).toEqual(first);
  });

  test('filters by the query', async ({ page }) => {
    const wanted = publicNotices().filter((notice) => notice.impact === 'action_required');
    expect(wanted.length).toBeGreaterThan(0);
    await page.goto('/notices?impact=action_required');
    expect(await page.locator(rows).allInnerTexts()).toEqual(wanted.map((notice) => notice.title));
    await expect(page.getByLabel('影響')).toHaveValue('action_required');
  });

  test('filters by the form, and clears the filters', async ({ page }) => {
    await page.goto('/en/notices');
    await page.getByLabel('Category').selectOption('maintenance');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/\/en\/notices\?.*category=maintenance/);
    const wanted = publicNotices().filter((notice) => notice.category === 'maintenance');
    await expect(page.getByText(`${wanted.length} notices`)).toBeVisible();
    expect(await page.locator(rows).allInnerTexts()).toEqual(wanted.map((n) => n.englishTitle ?? n.title));
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await expect(page).toHaveURL('/en/notices');
  });

  test('keeps the filters on the way to the other language and to the feed', async ({ page }) => {
    await page.goto('/notices?impact=may_require_action&category=security');
    const feed = page.getByRole('link', { name: 'この条件をフィードで購読' });
    await expect(feed).toHaveAttribute('href', /\/feeds\/notices\.rss\?.*category=security/);
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page).toHaveURL('/en/notices?impact=may_require_action&category=security');
  });

  test('keeps every filter through signing in', async ({ page }) => {
    await page.goto('/notices?impact=action_required&category=security');
    await page.getByRole('banner').getByRole('link', { name: 'サインイン' }).click();
    await page.getByLabel('メールアドレス').fill(people.yumi);
    await page.getByLabel('パスワード').fill('kairan-demo');
    await page.getByRole('main').getByRole('button', { name: 'サインイン' }).click();
    await expect(page).toHaveURL('/notices?impact=action_required&category=security');
  });

  test('says what to do when nothing matches', async ({ page }) => {
    await page.goto('/notices?kind=incident&impact=action_required');
    await expect(page.getByText('条件に合うお知らせはありません。')).toBeVisible();
    await expect(page.locator(rows)).toHaveCount(0);
  });

  test('says which filter it does not know, and shows everything', async ({ page }) => {
    await page.goto('/notices?impact=huge');
    await expect(page.getByRole('alert')).toContainText('impact=huge');
    await expect(page.locator(rows)).toHaveCount(Math.min(20, publicNotices().length));
  });
});

test('a past revision says that it is past and shows the text as it stood', async ({ page }) => {
  await page.goto('/notices/SC-2026-0003');
  await expect(page.locator('.prose')).toContainText('7時間後');
  await page.locator('.history').getByRole('link', { name: '第1版' }).click();
  await expect(page).toHaveURL('/notices/SC-2026-0003/revisions/1');
  await expect(page.getByRole('alert')).toContainText('これは第1版');
  await expect(page.locator('.prose')).toContainText('8時間後');
  await page.getByRole('link', { name: '現在の版を読む' }).click();
  await expect(page).toHaveURL('/notices/SC-2026-0003');
});

test('what changed between two revisions can be seen', async ({ page }) => {
  await page.goto('/notices/SC-2026-0003/revisions/1');
  await page.getByRole('link', { name: '現在の版との違いを見る' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('ページが見つかりません');
  await expect(page.locator('main')).toContainText('7時間後');
});

test.describe('a notice published tomorrow', () => {
  test.use({ changes: true });

  test('is nowhere today', async ({ page, portal, signIn }) => {
    const coming = writeNotice(portal, {
      id: 'SC-2026-0900',
      title: '明日公開するお知らせです',
      english: 'A notice that is published tomorrow',
      publishAt: new Date(Date.now() + 24 * 3600 * 1000),
    });
    expect(portal.succeeds('publish')).toContain('1 new');
    await signIn(people.owner);
    // The server learns of it within a second.
    await expect(async () => {
      await page.goto('/staff/preview');
      await expect(page.getByRole('main'), 'staff see that it waits').toContainText(coming.title, { timeout: 500 });
    }).toPass({ timeout: 10_000 });
    await page.context().clearCookies();
    await signIn(people.yumi);
    expect((await page.goto(`/notices/${coming.id}`))!.status()).toBe(404);
    for (const path of ['/', '/notices', '/notices?page=2', '/policies/information-security', '/feeds/notices.json']) {
      expect(await (await page.request.get(path)).text(), path).not.toContain(coming.title);
    }
    expect(portal.log).not.toContain('panicked');
  });
});

test.describe('attachments', () => {
  test('are listed with their size and can be downloaded', async ({ page }) => {
    await page.goto('/notices/SC-2026-0041');
    const link = page.locator('.files').getByRole('link', { name: 'comparison.pdf' });
    await expect(page.locator('.files li')).toContainText(['PDF']);
    const answer = await page.request.get((await link.getAttribute('href'))!);
    expect(answer.status()).toBe(200);
    expect(answer.headers()['content-type']).toBe('application/pdf');
    expect(answer.headers()['x-content-type-options']).toBe('nosniff');
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('that are data are saved and not shown', async ({ page, signIn }) => {
    await signIn(people.keiko);
    await page.goto('/notices/SC-2026-0012');
    const link = page.locator('.prose').getByRole('link', { name: /CSV/ });
    const answer = await page.request.get((await link.getAttribute('href'))!);
    expect(answer.headers()['content-disposition']).toMatch(/^attachment;/);
    expect(await answer.text()).toContain('203.0.113.32/28');
  });
});

test.describe('an address that leads nowhere', () => {
  for (const [path, heading] of [
    ['/nothing/here', 'ページが見つかりません'],
    ['/en/nothing/here', 'Page not found'],
    ['/notices/SC-2099-9999', 'ページが見つかりません'],
    ['/notices/nonsense', 'ページが見つかりません'],
    ['/notices/SC-2026-0003/revisions/99', 'ページが見つかりません'],
    ['/en/policies/nothing', 'Page not found'],
    ['/disclosures/nothing', 'ページが見つかりません'],
    ['/unsubscribe/1/forged', 'ページが見つかりません'],
  ]) {
    test(`${path} is answered with 404 and leads on`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer!.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
      const links = page.getByRole('main').getByRole('link');
      expect(await links.count()).toBeGreaterThanOrEqual(3);
      await links.first().click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(path.startsWith('/en') ? 'Notices' : 'お知らせ');
    });
  }
});

test.describe('the policy', () => {
  test('is published character for character', async ({ page }) => {
    await page.goto('/policies/information-security');
    const text = await page.locator('.prose').innerText();
    const shown = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
    const plain = (line: string) => line.replace(/\s+/g, '');
    expect(plain(shown.join(''))).toBe(plain(policyLines.join('')));
    expect(policyLines).toHaveLength(90);
    expect(shown).toHaveLength(90);
  });

  for (const [anchor, clause] of [
    ['I-2', '適用範囲'],
    ['II-5', 'お客様への変更通知'],
    ['III-5-c', '必要な取組み等の情報を開示する。'],
  ]) {
    test(`has the clause ${anchor} at its anchor, in both languages`, async ({ page }) => {
      await page.goto(`/policies/information-security#${anchor}`);
      const target = page.locator(`[id="${anchor}"]`);
      await expect(target).toContainText(clause);
      await expect(target).toBeInViewport();
      await page.goto(`/en/policies/information-security#${anchor}`);
      await expect(page.locator(`[id="${anchor}"]`)).toBeInViewport();
    });
  }

  test('is led to from a notice, at the clause it answers', async ({ page }) => {
    await page.goto('/en/notices/SC-2026-0044');
    await page.locator('dl.facts').getByRole('link', { name: /^III-5-c/ }).click();
    await expect(page).toHaveURL('/en/policies/information-security#III-5-c');
    const answers = page.getByRole('region', { name: 'Published under this policy' });
    await expect(answers.getByRole('listitem').first()).toBeVisible();
  });
});

test.describe('registers', () => {
  test('tell for each sub-processor what, where and why', async ({ page }) => {
    await page.goto('/disclosures/sub-processors');
    const table = page.getByRole('table', { name: '再委託先の一覧' });
    const heads = await table.getByRole('columnheader').allInnerTexts();
    expect(heads).toEqual(['名称', '国', '目的', '取り扱う情報', '安全管理', '状況']);
    const rows = table.locator('tbody tr');
    expect(await rows.count()).toBeGreaterThanOrEqual(3);
    for (const row of await rows.all()) {
      for (const cell of await row.locator('td').allInnerTexts()) expect(cell.trim()).not.toBe('');
    }
    await rows.filter({ hasText: 'こえうつし' }).getByRole('link', { name: 'SC-2026-0044' }).click();
    await expect(page).toHaveURL('/notices/SC-2026-0044');
  });

  test('of external transmissions say how to opt out', async ({ page }) => {
    await page.goto('/en/disclosures/external-transmissions');
    await expect(page.getByRole('columnheader', { name: 'How to opt out' })).toBeVisible();
    await expect(page.getByText('shown as sample data')).toBeVisible();
  });

  test('become labelled lists on a narrow screen', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto('/disclosures/external-clouds');
    const cell = page.locator('.register tbody td').first();
    const label = await cell.evaluate((td) => getComputedStyle(td, '::before').content);
    expect(label).toBe('"国"');
    expect(await cell.evaluate((td) => getComputedStyle(td).display)).toBe('block');
  });
});
