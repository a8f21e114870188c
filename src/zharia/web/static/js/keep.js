// What is typed into a form marked data-keep outlives a lost session or a closed page of this tab.
// data-kept: the server has just shown what was typed, so nothing older comes back.
'use strict';

{
  const PREFIX = 'zharia:';

  for (const mark of document.querySelectorAll('[data-forget]')) {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX + mark.dataset.forget)) sessionStorage.removeItem(key);
    }
  }

  const fields = (form) => [...form.elements].filter((one) => one.name
    && one.matches('textarea, input:is([type="text"], [type="datetime-local"], [data-keep-too])'));

  const read = (form) => fields(form).map((one) => [one.name, one.value]);

  for (const form of document.querySelectorAll('form[data-keep]')) {
    const key = PREFIX + form.dataset.keep;
    const first = JSON.stringify(read(form));
    const stored = sessionStorage.getItem(key);
    if (stored && !('kept' in form.dataset) && stored !== first) {
      const values = JSON.parse(stored);
      form.dispatchEvent(new CustomEvent('zharia:restore', { detail: values }));
      const taken = new Map();
      for (const [name, value] of values) {
        const at = taken.get(name) ?? 0;
        taken.set(name, at + 1);
        const field = fields(form).filter((one) => one.name === name)[at];
        if (!field || field.value === value) continue;
        field.value = value;
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
      const note = form.querySelector('[data-restored]');
      if (note) {
        note.hidden = false;
        note.querySelector('button').addEventListener('click', () => {
          sessionStorage.removeItem(key);
          location.reload();
        });
      }
    }
    // At once: a page that learns of a lost session leaves without asking.
    form.addEventListener('input', () => {
      const now = JSON.stringify(read(form));
      if (now === first && !('kept' in form.dataset)) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, now);
    });
    form.addEventListener('submit', () => sessionStorage.setItem(key, JSON.stringify(read(form))));
  }
}
