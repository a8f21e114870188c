// What every page can do beyond plain HTML. Each part is marked by a data- attribute.
'use strict';

const root = document.documentElement;
const body = document.body;

// A field that somebody types in keeps its text while the page around it is renewed, and what
// somebody opened stays open.
if (window.Idiomorph) {
  Idiomorph.defaults.ignoreActiveValue = true;
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
    !(name === 'open' && node.matches('details, dialog'));
}

// ---- Live: the server says "something changed", parts marked data-live fetch themselves anew.

let line;
let seen = root.dataset.change;
let pending;

function pulse(state) {
  root.dataset.pulse = state;
  const sign = document.querySelector('p[data-pulse]');
  const text = sign?.dataset[`${state}Text`];
  if (text && sign.textContent !== text) sign.textContent = text;
}

function changed(change) {
  if (change === seen) return;
  seen = change;
  // Several changes in a row are one look.
  clearTimeout(pending);
  pending = setTimeout(() => htmx.trigger(body, 'zharia:changed'), 80);
}

function listen() {
  line?.close();
  line = new EventSource(`/admin/events?seen=${encodeURIComponent(seen)}`);
  line.onopen = () => pulse('live');
  line.onmessage = ({ data }) => changed(data);
  line.onerror = () => {
    pulse('lost');
    // A browser gives up for good after some errors, such as a server that starts anew.
    if (line.readyState === EventSource.CLOSED) setTimeout(attend, 3000);
  };
}

// A hidden page holds no line: browsers allow only six to one host.
function attend() {
  if (document.visibilityState === 'hidden') line?.close();
  else listen();
}

if (document.querySelector('p[data-pulse]')) {
  document.addEventListener('visibilitychange', attend);
  addEventListener('pagehide', () => line?.close());
  addEventListener('pageshow', ({ persisted }) => persisted && attend());
  attend();
}

// ---- Copy buttons.

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add('is-done');
  document.getElementById('news').textContent = '✓';
  setTimeout(() => button.classList.remove('is-done'), 1500);
});

// ---- Questions before what cannot be undone: data-confirm on a button or a form.

const dialog = document.getElementById('confirm');
let answer;

function ask(source) {
  // Whatever was asked before and is not answered has been turned down.
  answer?.(false);
  dialog.querySelector('h2').textContent = source.dataset.confirm;
  dialog.querySelector('p').textContent = source.dataset.confirmText ?? '';
  const yes = dialog.querySelector('button[value="yes"]');
  yes.textContent = source.dataset.confirmYes ?? source.textContent.trim();
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => { answer = resolve; });
}

// The event comes some time after the dialog has closed: the next question may be open by then.
dialog?.addEventListener('close', () => {
  if (!dialog.open) answer?.(dialog.returnValue === 'yes');
});

const agreed = new WeakSet();

document.addEventListener('submit', async (event) => {
  const form = event.target;
  const source = event.submitter?.dataset.confirm ? event.submitter
    : form.dataset.confirm ? form : null;
  if (!source || !dialog || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await ask(source)) {
    agreed.add(form);
    form.requestSubmit(event.submitter);
  }
}, true);

// ---- A form is sent once: a second click while it is on its way does nothing.

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  addEventListener('pageshow', () => delete form.dataset.sent, { once: true });
});

// ---- Keys: data-key on a button or link presses it; within [data-keys] on the chosen row.

function typing(target) {
  return target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], dialog');
}

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const rows = [...document.querySelectorAll('[data-row]')];
  const step = { KeyJ: 1, KeyK: -1 }[event.code];
  if (step && rows.length) {
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    (next.querySelector('[data-row-focus]') ?? next).focus();
    next.scrollIntoView({ block: 'nearest' });
    event.preventDefault();
    return;
  }
  // By the key's place, so that a Kazakh or Russian layout presses the same button.
  const key = event.code.startsWith('Key') ? event.code.slice(3).toLowerCase() : event.key;
  const row = rows.find((one) => one.contains(document.activeElement));
  const target = row?.querySelector(`[data-key="${CSS.escape(key)}"]`)
    ?? document.querySelector(`[data-key="${CSS.escape(key)}"]:not([data-row] *)`);
  if (!target || target.disabled) return;
  event.preventDefault();
  if (target.matches('input, textarea, select')) target.focus();
  else target.click();
});
