// The calendar: leafing through it with nothing but links and a form, and a calendar program that
// follows its feed, with a real library to read it.
import { expect, Page, test } from './fixtures';
import { languages } from './pages';
import { CalendarEvent, readCalendar } from './python';

/** A calendar program that subscribed: it keeps one event for each UID, and takes one in place of
    another only when its sequence is not smaller (RFC 5546 §2.1.5). */
class Subscriber {
  readonly events = new Map<string, CalendarEvent>();
  private tag = '';

  constructor(private readonly url: string) {}

  /** Looks again; answers with the status of the answer. */
  async look(): Promise<number> {
    const answer = await fetch(this.url, { headers: this.tag ? { 'if-none-match': this.tag } : {} });
    if (answer.status === 304) return 304;
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    this.tag = answer.headers.get('etag')!;
    const calendar = readCalendar(await answer.text());
    expect(calendar.errors).toEqual([]);
    expect(calendar.method).toBe('');
    for (const event of calendar.events) {
      const known = this.events.get(event.uid);
      if (!known || event.sequence >= known.sequence) this.events.set(event.uid, event);
    }
    for (const uid of this.events.keys()) {
      if (!calendar.events.some((event) => event.uid === uid)) this.events.delete(uid);
    }
    return answer.status;
  }

  /** What stands in it of a notice's change. */
  change(id: string): CalendarEvent {
    const found = [...this.events.values()].filter((event) => event.uid.startsWith(`${id}-change@`));
    expect(found).toHaveLength(1);
    return found[0];
  }
}

test.describe('the page', () => {
  for (const { lang, prefix } of languages) {
    test(`shows a month as a table and leads to the next (${lang})`, async ({ page }) => {
      await page.goto(`${prefix}/calendar?month=2027-02`);
      await page.getByRole('navigation', { name: lang === 'ja' ? '月の移動' : 'Other months' }).getByRole('link').last().click();
      await expect(page).toHaveURL(/month=2027-03/);
      const table = page.getByRole('table', { name: lang === 'ja' ? '2027年3月' : 'March 2027' });
      await expect(table.getByRole('columnheader')).toHaveCount(7);
      await expect(table.getByRole('columnheader').first()).toHaveText(lang === 'ja' ? '日' : 'Mon');
      const cell = table.getByRole('cell').filter({ has: page.locator('time[datetime="2027-03-31"]') });
      const entry = cell.getByRole('listitem').filter({ hasText: lang === 'ja' ? '18:00まで' : 'until 18:00' });
      await entry.getByRole('link').click();
      await expect(page).toHaveURL(/\/notices\/SC-2026-/);
    });
  }

  test('is filtered by the form, which keeps month and view', async ({ page }) => {
    await page.goto('/calendar?view=agenda&month=2026-12');
    await page.getByLabel('影響').selectOption('action_required');
    await page.getByRole('button', { name: '絞り込む' }).click();
    const query = new URL(page.url()).searchParams;
    expect([query.get('view'), query.get('month'), query.get('impact')]).toEqual(['agenda', '2026-12', 'action_required']);
    await expect(page.getByRole('link', { name: 'カレンダーアプリで購読する' })).toHaveAttribute(
      'href',
      /^webcal:\/\/.*\/feeds\/calendar\.ics\?impact=action_required$/,
    );
  });

  test('is a list of days where there is little room', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto('/calendar?month=2027-03');
    await expect(page.locator('td.nothing').first()).toBeHidden();
    await expect(page.locator('td time[datetime="2027-03-31"]')).toContainText('2027年3月31日(水)');
    expect(await overflow(page)).toBe(false);
  });
});

/** Whether one has to scroll sideways. */
function overflow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

test.describe('the feed', () => {
  test('is one a real library reads, in both languages', async ({ portal }) => {
    for (const { lang } of languages) {
      const answer = await fetch(`${portal.url}/feeds/calendar.ics${lang === 'en' ? '?lang=en' : ''}`);
      const source = await answer.text();
      for (const line of source.split('\r\n')) expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
      const calendar = readCalendar(source);
      expect(calendar.errors).toEqual([]);
      expect(calendar.refresh_seconds).toBe(3600);
      expect(calendar.product).toBe(`-//Kairan//Kairan//${lang.toUpperCase()}`);
      expect(new Set(calendar.events.map((event) => event.uid)).size).toBe(calendar.events.length);
      const change = calendar.events.find((event) => event.uid.startsWith('SC-2026-0034-'))!;
      expect(change.language).toBe(lang);
      expect(change.url).toBe(`${portal.url}${lang === 'en' ? '/en' : ''}/notices/SC-2026-0034`);
    }
  });

  test.describe('of a portal where something happens', () => {
    test.use({ changes: true });

    test('moves what is moved and cancels what is cancelled', async ({ portal }) => {
      const id = 'SC-2026-0034';
      const subscriber = new Subscriber(`${portal.url}/feeds/calendar.ics`);
      expect(await subscriber.look()).toBe(200);
      const before = subscriber.change(id);
      expect([before.status, before.sequence]).toEqual(['CONFIRMED', expect.any(Number)]);
      expect(await subscriber.look(), 'nothing happened').toBe(304);

      const start = new Date(new Date(before.start).getTime() + 7 * 24 * 3600 * 1000);
      portal.succeeds('notice', 'reschedule', id, '--start', `${start.toISOString().slice(0, 19)}Z`);
      await expect.poll(() => subscriber.look()).toBe(200);
      const moved = subscriber.change(id);
      expect(new Date(moved.start)).toEqual(start);
      expect(moved.uid).toBe(before.uid);
      expect(moved.sequence).toBeGreaterThan(before.sequence);
      expect(new Date(moved.stamp).getTime()).toBeGreaterThan(new Date(before.stamp).getTime());

      portal.succeeds('notice', 'cancel', id);
      await expect.poll(() => subscriber.look()).toBe(200);
      const cancelled = subscriber.change(id);
      expect([cancelled.uid, cancelled.status, cancelled.start]).toEqual([before.uid, 'CANCELLED', moved.start]);
      expect(cancelled.sequence).toBeGreaterThan(moved.sequence);
      expect(cancelled.summary).toMatch(/^【中止】/);
    });
  });
});
