// The shortcuts of single keys, for whoever is signed in and has not switched them off. It only presses
// what is on the page: without it every button and link is there all the same.
(() => {
  const { home, list } = document.currentScript.dataset;
  const sheet = document.getElementById('shortcut-sheet');
  const links = () => [...document.querySelectorAll('.row .row-title a')];
  const chosen = () => links().indexOf(document.activeElement);
  const place = 'kairan-row';
  let wasG = -Infinity;

  function choose(index) {
    const all = links();
    const link = all[Math.max(0, Math.min(index, all.length - 1))];
    if (!link) return;
    link.focus({ preventScroll: true });
    link.closest('.row').scrollIntoView({ block: 'nearest' });
  }

  /** The button that belongs to a key and is shown: of the chosen row, or of the open notice. */
  function press(key) {
    const at = chosen();
    const within = at >= 0 ? links()[at].closest('.row') : document.querySelector('.notice > header, .policy > header, .disclosure > header');
    const buttons = within?.querySelectorAll(`button[data-key="${key}"]`) ?? [];
    const button = [...buttons].find((each) => each.checkVisibility({ visibilityProperty: true }));
    if (!button) return;
    if (at >= 0) sessionStorage.setItem(place, String(at));
    button.form.requestSubmit(button);
  }

  function help() {
    if (sheet.open) sheet.close();
    else sheet.showModal();
  }

  const keys = {
    j: () => choose(chosen() + 1),
    k: () => choose(chosen() - 1),
    o: () => links()[chosen()]?.click(),
    u: () => press('u'),
    p: () => press('p'),
    e: () => press('e'),
    '/': toSearch,
    '?': help,
  };

  /** To the search field; where it is folded away, it is opened first. */
  function toSearch() {
    const fields = [...document.querySelectorAll('input[name="q"]')];
    const isShown = (field) => field.checkVisibility();
    for (const field of fields) {
      if (!fields.some(isShown)) field.closest('details')?.setAttribute('open', '');
    }
    fields.find(isShown)?.focus();
  }

  function isTyping(target) {
    return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !'jk'.includes(event.key)) return;
    if (isTyping(event.target) || (sheet.open && event.key !== '?')) return;
    const isAfterG = event.timeStamp - wasG < 1500;
    wasG = -Infinity;
    if (isAfterG && event.key === 'h') return void location.assign(home);
    if (isAfterG && event.key === 'n') return void location.assign(list);
    if (event.key === 'g') {
      wasG = event.timeStamp;
      return;
    }
    const run = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!run) return;
    event.preventDefault();
    run();
  });

  // The menus of the bar: Escape closes an open one and leads back to its name, a click elsewhere closes it.
  document.addEventListener('keydown', (event) => {
    const menu = document.querySelector('.tools details[open]');
    if (event.key !== 'Escape' || !menu) return;
    menu.removeAttribute('open');
    menu.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('.tools details[open]')) {
      if (!menu.contains(event.target)) menu.removeAttribute('open');
    }
  });

  // Back from a button's action: the same row, or the one that took its place. The fragment of the address
  // takes the focus away while the page loads.
  const at = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (at !== null) addEventListener('load', () => setTimeout(() => choose(Number(at))));
})();
