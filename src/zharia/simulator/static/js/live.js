// Keeps an open page as the server would render it now, without a reload.
//
// The server says "something changed"; the page is fetched again, and only its [data-live] regions
// are compared. A region marked data-keyed is a list: items are matched by data-key, so an
// unchanged one keeps its node, and with it an open carousel, a scroll position, the focus.

const page = document.documentElement;
const still = matchMedia('(prefers-reduced-motion: reduce)');

// What the server sent for a node, before scripts or readers changed anything in it.
const served = new WeakMap();

function remember(root) {
  for (const node of root.querySelectorAll('[data-live], [data-key]')) {
    served.set(node, node.outerHTML);
  }
}

function keepingFocus(region, change) {
  const active = document.activeElement;
  const had = active !== region && region.contains(active);
  const mark = had && (active.id ? `#${CSS.escape(active.id)}`
    : active.hasAttribute('href') ? `[href="${CSS.escape(active.getAttribute('href'))}"]` : '');
  change();
  if (mark && !active.isConnected) document.querySelector(mark)?.focus({ preventScroll: true });
}

function bump(was, now) {
  now.querySelectorAll('dd').forEach((number, i) => {
    if (number.textContent !== was[i]) number.classList.add('bumped');
  });
}

function swap(region, next) {
  const numbers = [...region.querySelectorAll('dd')].map((number) => number.textContent);
  keepingFocus(region, () => region.replaceWith(next));
  if ('bump' in next.dataset) bump(numbers, next);
}

// Lets what has to make room glide instead of jump.
function gliding(items, change) {
  const few = !still.matches && items.length <= 60;
  const before = few ? items.map((item) => item.getBoundingClientRect()) : [];
  change();
  before.forEach((was, i) => {
    if (!items[i].isConnected) return;
    const now = items[i].getBoundingClientRect();
    const [x, y] = [was.left - now.left, was.top - now.top];
    if (!x && !y) return;
    items[i].animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }],
      { duration: 420, easing: 'cubic-bezier(.2, .8, .2, 1)' });
  });
}

function reconcile(list, next) {
  const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const arrived = [];
  const wanted = [...next.children].map((item) => {
    const known = old.get(item.dataset.key);
    if (known && served.get(known) === served.get(item)) return known;
    if (!known) arrived.push(item);
    return item;
  });
  if (wanted.length === old.size && wanted.every((item, i) => item === list.children[i])) return [];
  keepingFocus(list, () => gliding([...list.children], () => {
    const keep = new Set(wanted);
    for (const item of [...list.children]) if (!keep.has(item)) item.remove();
    wanted.forEach((item, i) => {
      if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
    });
  }));
  for (const item of arrived) {
    item.classList.add('arriving');
    Promise.allSettled(item.getAnimations().map(({ finished }) => finished))
      .then(() => item.classList.remove('arriving'));
  }
  return arrived.map((item) => item.dataset.news).filter(Boolean);
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  remember(fresh);
  const names = (root) => [...root.querySelectorAll('[data-live]')].map(({ id }) => id).join();
  if (names(document) !== names(fresh)) {
    document.querySelector('main').replaceChildren(...fresh.querySelector('main').childNodes);
    return;
  }
  const news = [];
  for (const region of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(region.id);
    if ('keyed' in region.dataset) news.push(...reconcile(region, next));
    else if (served.get(region) !== served.get(next)) swap(region, next);
  }
  if (news.length) document.getElementById('news').textContent = `New: ${news.slice(0, 3).join('. ')}`;
}

let seen = page.dataset.version;
let wanted = seen;
let busy = false;

async function catchUp() {
  if (busy) return;
  busy = true;
  while (seen !== wanted) {
    const target = wanted;
    try {
      await refresh();
      seen = target;
    } catch {
      break; // the server is away; its next event starts us again
    }
    await new Promise((done) => setTimeout(done, 150));
  }
  busy = false;
}

function pulse(state, text) {
  page.dataset.pulse = state;
  const sign = document.querySelector('[data-pulse]:not(html)');
  if (sign && sign.textContent !== text) sign.textContent = text;
}

let line;

function listen() {
  line?.close();
  line = new EventSource('/events');
  line.onopen = () => pulse('live', 'Live');
  line.onmessage = ({ data }) => { wanted = data; catchUp(); };
  line.onerror = () => {
    pulse('lost', 'Reconnecting…');
    // a browser gives up for good after some errors, e.g. while the simulator restarts
    if (line.readyState === EventSource.CLOSED) setTimeout(listen, 1500);
  };
}

// A hidden page holds no connection: browsers allow only six to one host.
function attend() {
  if (document.visibilityState === 'hidden') line?.close();
  else listen();
}

remember(document);
if (document.querySelector('[data-live]')) {
  document.addEventListener('visibilitychange', attend);
  addEventListener('pagehide', () => line?.close());
  addEventListener('pageshow', ({ persisted }) => persisted && attend());
  attend();
}
