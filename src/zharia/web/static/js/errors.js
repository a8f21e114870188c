// Finds errors while somebody types; without this the form asks the server for the same.
'use strict';

// So many are shown unfolded
const FEW = 3;
const find = document.querySelector('[data-find]');
const errors = [...document.querySelectorAll('.error')].map((element) => ({
  element, text: element.textContent.toLowerCase(),
}));
const groups = [...document.querySelectorAll('.group')];
const none = document.querySelector('[data-none]');

function show() {
  const words = find.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  const who = find.who.value;
  let found = 0;
  for (const { element, text } of errors) {
    const fits = (!who || element.dataset.who === who) && words.every((word) => text.includes(word));
    element.hidden = !fits;
    found += fits;
  }
  for (const { element } of errors) element.open = found <= FEW && !element.hidden;
  for (const group of groups) group.hidden = !group.querySelector('.error:not([hidden])');
  none.hidden = found > 0;
  document.getElementById('news').textContent = find.dataset.found.replace('#', found);
  // So that a reload, or a link that is sent on, shows the same.
  const query = new URLSearchParams([...new FormData(find)].filter(([, value]) => value)).toString();
  history.replaceState(null, '', query ? `?${query}` : location.pathname + location.hash);
}

find.addEventListener('input', show);
find.addEventListener('submit', (event) => event.preventDefault());

// A link to an error that the search hides shows it all the same.
function meet() {
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!wanted) return;
  if (wanted.closest('[hidden]')) {
    find.q.value = '';
    find.who.value = '';
    show();
  }
  const error = wanted.closest('.error');
  if (error) error.open = true;
  wanted.scrollIntoView();
}

addEventListener('hashchange', meet);
if (location.hash) meet();
