// Lists of publications: the dialogs, where the keyboard is after a button was pressed, and a word
// about what has arrived.
'use strict';

{
  const news = document.getElementById('news');

  // ---- Dialogs: data-opens names one, data-close shuts the one around it.

  const planning = document.getElementById('plan-dialog');

  document.addEventListener('click', (event) => {
    const target = event.target.closest?.('[data-opens], [data-close], [data-plan]');
    if (!target) return;
    if (target.dataset.plan && planning) {
      event.preventDefault();
      remember(target);
      const form = planning.querySelector('form');
      form.action = target.dataset.plan;
      form.elements.due.value = target.dataset.due;
      planning.querySelector('.plan-what').textContent = target.dataset.title;
      planning.showModal();
    } else if (target.dataset.opens) {
      document.getElementById(target.dataset.opens).showModal();
    } else if ('close' in target.dataset) {
      target.closest('dialog').close();
    }
  });

  // ---- After a form the page comes anew: the keyboard stays where it was.

  const rows = () => [...document.querySelectorAll('[data-row]')];

  function remember(source) {
    const row = source.closest('[data-row]');
    if (!row) return;
    const at = { path: location.pathname, id: row.id, index: rows().indexOf(row) };
    sessionStorage.setItem('row', JSON.stringify(at));
  }

  document.addEventListener('submit', (event) => remember(event.target));

  const at = JSON.parse(sessionStorage.getItem('row') ?? 'null');
  sessionStorage.removeItem('row');
  if (at?.path === location.pathname) {
    const all = rows();
    const row = document.getElementById(at.id) ?? all[Math.min(at.index, all.length - 1)];
    row?.querySelector('[data-row-focus]')?.focus();
  }
  const notice = document.getElementById('notice');
  // A sentence that is there when a page opens is not read out; one that comes is.
  if (notice) setTimeout(() => { news.textContent = notice.textContent.trim(); }, 400);

  // ---- What arrived while somebody looks is shown as new and said politely.

  const list = document.querySelector('[data-rows]');
  let known = new Set(rows().map((row) => row.id));

  function arrived() {
    const all = rows();
    const fresh = all.filter((row) => !known.has(row.id));
    known = new Set(all.map((row) => row.id));
    if (!fresh.length) return;
    for (const row of fresh) row.classList.add('arriving');
    const titles = fresh.map((row) => row.querySelector('[data-row-focus]').textContent.trim());
    news.textContent = list.dataset.arrived.replace('{titles}', titles.join('; '));
  }

  // ---- On a wide screen a phone beside the list shows the chosen row.

  const phone = document.getElementById('chosen');
  let chosen = rows()[0]?.dataset.row;
  let soon;

  function mark() {
    for (const row of rows()) row.classList.toggle('is-chosen', row.dataset.row === chosen);
  }

  function choose(row) {
    if (!row || row.dataset.row === chosen || !phone.checkVisibility()) return;
    chosen = row.dataset.row;
    mark();
    // Somebody who runs through the list waits for none of those on the way.
    clearTimeout(soon);
    soon = setTimeout(() => {
      htmx.ajax('GET', `/admin/publications/${chosen}/phone`, { target: phone, swap: 'innerHTML' });
    }, 120);
  }

  if (phone) {
    for (const kind of ['focusin', 'click']) {
      list.addEventListener(kind, ({ target }) => choose(target.closest('[data-row]')));
    }
    if (phone.checkVisibility()) mark();
  }

  if (list) document.body.addEventListener('htmx:afterSettle', ({ target }) => {
    if (target.id !== list.id) return;
    arrived();
    if (phone?.checkVisibility()) mark();
  });
}
