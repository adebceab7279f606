// <kairan-bell portal="https://portal.example" token-url="/kairan-token" lang="ja"></kairan-bell>
//
// The bell of a Kairan portal for another site's pages: how much is unread, what needs doing now, and the
// latest notices. token-url answers, to whoever is signed in there, with a token for the bell as plain
// text. Choosing a notice sends the event "kairan-open" with { path }; whoever does not prevent it gets the
// portal in a new tab. Colours: --kairan-accent, --kairan-urgent, --kairan-page, --kairan-ink, --kairan-line.
(() => {
  'use strict';
  if (customElements.get('kairan-bell')) return;

  const texts = {
    ja: {
      name: 'お知らせ',
      count: (n) => (n ? `未読のお知らせが${n}件あります` : '未読のお知らせはありません'),
      urgent: '対応が必要',
      unread: '未読',
      all: 'お知らせをすべて見る',
      none: 'お知らせはまだありません。',
    },
    en: {
      name: 'Notices',
      count: (n) => (n ? `${n} unread notice${n === 1 ? '' : 's'}` : 'No unread notices'),
      urgent: 'Action required',
      unread: 'Unread',
      all: 'All notices',
      none: 'There are no notices yet.',
    },
  };

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { --a: var(--kairan-accent, #165e83); --u: var(--kairan-urgent, #b0341b); --p: var(--kairan-page, #fff);
      --i: var(--kairan-ink, #1b1d21); --l: var(--kairan-line, #dfe2e6);
      display: inline-flex; flex-direction: column; align-items: flex-end; position: relative; color: var(--i);
      font: inherit; line-height: 1.6; }
    [hidden] { display: none !important; }
    button { display: inline-flex; align-items: center; gap: .4em; min-height: 44px; padding: .3em .8em; font: inherit;
      color: inherit; background: none; border: 1px solid var(--l); border-radius: 8px; cursor: pointer; }
    b { min-width: 1.5em; padding: 0 .4em; border-radius: 1em; background: var(--u); color: #fff; font-size: .8em;
      text-align: center; box-sizing: border-box; }
    :focus-visible { outline: 3px solid var(--a); outline-offset: 2px; }
    .urgent { display: block; margin-bottom: .5em; padding: .5em .8em; border-left: 4px solid var(--u);
      background: var(--p); color: inherit; text-decoration: none; }
    .urgent strong { color: var(--u); margin-right: .6em; }
    .panel { position: absolute; z-index: 1000; top: calc(100% + 6px); right: 0; width: min(24rem, 90vw); padding: .4em;
      box-sizing: border-box;
      background: var(--p); border: 1px solid var(--l); border-radius: 10px; box-shadow: 0 6px 24px #0003; }
    ul { list-style: none; margin: 0; padding: 0; }
    a { display: block; padding: .55em .7em; color: inherit; text-decoration: none; border-radius: 6px; }
    a:hover span, .all { text-decoration: underline; }
    .unread span { font-weight: 700; }
    small { display: block; opacity: .8; }
    .all { color: var(--a); border-top: 1px solid var(--l); border-radius: 0 0 6px 6px; }
    .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  `);

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const sleep = (wait) => new Promise((resolve) => setTimeout(resolve, wait));

  class KairanBell extends HTMLElement {
    rest = 0;

    connectedCallback() {
      this.portal = (this.getAttribute('portal') || '').replace(/\/+$/, '');
      const language = this.closest('[lang]')?.lang || document.documentElement.lang;
      this.t = texts[/^en/i.test(language) ? 'en' : 'ja'];
      if (!this.shadowRoot) this.build();
      this.seen = () => (document.hidden ? this.pause() : this.resume());
      this.outside = (event) => event.composedPath().includes(this) || this.close();
      document.addEventListener('visibilitychange', this.seen);
      document.addEventListener('click', this.outside);
      this.seen();
    }

    disconnectedCallback() {
      document.removeEventListener('visibilitychange', this.seen);
      document.removeEventListener('click', this.outside);
      this.pause();
    }

    build() {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [style];
      this.urgent = make('a', { className: 'urgent', hidden: true });
      this.badge = make('b', { hidden: true, ariaHidden: 'true' });
      this.button = make('button', { type: 'button', ariaExpanded: 'false', ariaHasPopup: 'true' }, this.t.name, this.badge);
      this.said = make('span', { className: 'said', role: 'status' });
      this.said.setAttribute('aria-live', 'polite');
      this.panel = make('div', { className: 'panel', hidden: true });
      root.append(this.urgent, this.button, this.said, this.panel);
      this.button.addEventListener('click', () => (this.panel.hidden ? this.open() : this.close()));
      root.addEventListener('keydown', (event) => this.key(event));
      root.addEventListener('click', (event) => {
        const link = event.target.closest('a[data-path]');
        if (!link) return;
        const detail = { path: link.dataset.path };
        const goes = this.dispatchEvent(new CustomEvent('kairan-open', { detail, bubbles: true, cancelable: true }));
        if (!goes) event.preventDefault();
        this.close();
      });
    }

    open(at = 0) {
      this.panel.hidden = false;
      this.button.ariaExpanded = 'true';
      this.panel.querySelectorAll('a').item(at)?.focus();
    }

    close(focus) {
      if (this.panel.hidden) return;
      this.panel.hidden = true;
      this.button.ariaExpanded = 'false';
      if (focus) this.button.focus();
    }

    key(event) {
      if (event.key === 'Escape') return this.close(true);
      const links = [...this.panel.querySelectorAll('a')];
      const at = links.indexOf(this.shadowRoot.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined || this.shadowRoot.activeElement === this.urgent) return;
      if (at < 0 && !/^Arrow/.test(event.key)) return;
      event.preventDefault();
      if (this.panel.hidden) this.open();
      links.at(to % links.length)?.focus();
    }

    link(notice, className, ...children) {
      const link = make('a', { className, href: this.portal + notice.path, target: '_blank', rel: 'noopener' }, ...children);
      link.dataset.path = notice.path;
      return link;
    }

    show({ unread, urgent, latest }) {
      const { t } = this;
      this.badge.hidden = !unread;
      this.badge.textContent = unread > 99 ? '99+' : unread;
      if (this.count !== unread) this.said.textContent = t.count(unread);
      this.count = unread;
      this.urgent.hidden = !urgent;
      if (urgent) {
        const link = this.link(urgent, 'urgent', make('strong', { textContent: t.urgent }), urgent.title);
        this.urgent.replaceWith(link);
        this.urgent = link;
      }
      const rows = latest.map((notice) => {
        const title = make('span', { textContent: notice.title, lang: notice.lang || '' });
        if (!notice.lang) title.removeAttribute('lang');
        const more = [notice.is_unread && t.unread, notice.impact, notice.date].filter(Boolean).join(' · ');
        return make('li', {}, this.link(notice, notice.is_unread ? 'unread' : '', title, make('small', { textContent: more })));
      });
      const held = [...this.panel.querySelectorAll('a')].indexOf(this.shadowRoot.activeElement);
      const list = rows.length ? make('ul', {}, ...rows) : make('p', { textContent: t.none });
      const all = { path: t === texts.en ? '/en/notices' : '/notices' };
      this.panel.replaceChildren(list, this.link(all, 'all', t.all));
      if (held >= 0) this.panel.querySelectorAll('a').item(held)?.focus();
    }

    // A token is asked for again shortly before it ends.
    async token() {
      if (!this.kept || this.kept.until < Date.now() + 30_000) {
        const answer = await fetch(this.getAttribute('token-url'), { credentials: 'same-origin' });
        if (!answer.ok) throw new Error('no token');
        const text = (await answer.text()).trim();
        const claims = JSON.parse(atob(text.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
        this.kept = { text, until: claims.exp * 1000 };
      }
      return this.kept.text;
    }

    async ask(path, signal) {
      const headers = { authorization: `Bearer ${await this.token()}` };
      const answer = await fetch(this.portal + path, { headers, signal, cache: 'no-store', credentials: 'omit' });
      if (answer.status === 401) this.kept = undefined;
      if (!answer.ok) {
        throw Object.assign(new Error(answer.status), { after: +answer.headers.get('retry-after') || 0 });
      }
      return answer;
    }

    // Told when to come back (429, 503), it does not come sooner, whatever happens in between, nor with all others.
    told({ after }) {
      if (after) this.rest = Math.max(this.rest, Date.now() + after * 1_000 * (1 + Math.random() / 2));
      return after;
    }

    pause() {
      this.running?.abort();
      this.running = undefined;
    }

    resume() {
      if (this.running) return;
      this.running = new AbortController();
      this.follow(this.running.signal);
    }

    async look(signal) {
      this.show(await (await this.ask('/embed/summary', signal)).json());
    }

    // Events say only that there is something new; what it is, the summary says. Without a stream to be had, the
    // summary is asked for each time one would be.
    async follow(signal) {
      for (let failures = 0; !signal.aborted; ) {
        let streams = false;
        try {
          await sleep(this.rest - Date.now());
          const stream = (await this.ask('/embed/events', signal)).body.pipeThrough(new TextDecoderStream()).getReader();
          streams = true;
          for (let part = await stream.read(); !part.done; part = await stream.read()) {
            if (!/^data:/m.test(part.value)) continue;
            await this.look(signal);
            failures = 0;
          }
        } catch (error) {
          failures += 1;
          if (this.told(error) && !streams) await this.look(signal).catch((again) => this.told(again));
        }
        // Not all at once after a restart: some time between half and one and a half of the step.
        await sleep(Math.min(60_000, 1_000 * 2 ** failures) * (0.5 + Math.random()));
      }
    }
  }

  customElements.define('kairan-bell', KairanBell);
})();
