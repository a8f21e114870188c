// The form of an article beyond plain HTML: rows of photos and tags by hand, uploads while one
// writes. Without it the buttons send the form and get it back.
'use strict';

{
  const form = document.querySelector('[data-article]');
  const rows = form.querySelector('[data-images]');
  const blank = form.querySelector('template[data-image]').content.querySelector('[data-image-row]');
  const say = (text) => { document.getElementById('news').textContent = text; };
  const changed = () => form.dispatchEvent(new Event('input', { bubbles: true }));

  document.querySelector('[data-focus]')?.focus();

  function number() {
    [...rows.children].forEach((row, index) => {
      const [up, down] = row.querySelectorAll('[data-move]');
      up.disabled = index === 0;
      down.disabled = index === rows.children.length - 1;
      up.value = `up:${index}`;
      down.value = `down:${index}`;
      row.querySelector('[data-drop]').value = `drop:${index}`;
    });
  }

  function add(row) {
    rows.append(row);
    number();
    return row;
  }

  function addBlank() {
    const row = blank.cloneNode(true);
    for (const field of row.querySelectorAll('[id]')) field.removeAttribute('id');
    return add(row);
  }

  function addTag() {
    const tags = form.querySelector('[data-tags]');
    const row = tags.lastElementChild.cloneNode(true);
    for (const field of row.querySelectorAll('input')) {
      field.value = '';
      field.removeAttribute('id');
    }
    for (const wrong of row.querySelectorAll('.wrong')) wrong.remove();
    tags.append(row);
    return row;
  }

  form.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const row = button.closest('[data-image-row]');
    if (button.matches('[data-move]')) {
      event.preventDefault();
      const before = [...rows.children].indexOf(row) + 1;
      if (button.dataset.move < 0) row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      number();
      (button.disabled ? row.querySelector('[data-move]:not(:disabled)') : button)?.focus();
      row.scrollIntoView({ block: 'nearest' });
      const place = [...rows.children].indexOf(row) + 1;
      say(rows.dataset.moved.replace('{photo}', before).replace('{place}', place).replace('{count}', rows.children.length));
      changed();
    } else if (button.matches('[data-drop]')) {
      event.preventDefault();
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      number();
      (next?.querySelector('[data-drop]') ?? form.querySelector('[data-add]')).focus();
      changed();
    } else if (button.matches('[data-add]')) {
      event.preventDefault();
      addBlank().querySelector('input').focus();
    } else if (button.matches('[data-add-tag]')) {
      addTag().querySelector('input').focus();
    }
  });

  // An address that was typed shows its photo.
  rows.addEventListener('change', ({ target }) => {
    if (target.name !== 'image.url' || !/^(https?:\/\/|stored:)/i.test(target.value.trim())) return;
    const photo = new Image(58, 76);
    photo.className = 'thumb';
    photo.alt = '';
    photo.src = `/admin/photos?${new URLSearchParams({ at: target.value.trim(), longest: 180 })}`;
    target.closest('[data-image-row]').querySelector('.thumb').replaceWith(photo);
  });

  // ---- Uploads: one after the other, the form stays open meanwhile.

  const chooser = form.querySelector('[data-upload]');
  const waiting = form.querySelector('[data-uploads]');

  chooser.addEventListener('change', async () => {
    const files = [...chooser.files];
    // Sent now, they must not go along once more when the form is saved.
    chooser.value = '';
    for (const file of files) {
      const line = document.createElement('p');
      line.className = 'waiting';
      line.textContent = chooser.dataset.waiting.replace('{name}', file.name);
      waiting.append(line);
      const body = new FormData();
      body.append('upload', file);
      try {
        const answer = await fetch(chooser.dataset.upload, { method: 'POST', body, redirect: 'error' });
        if (!answer.ok) throw new Error(answer.statusText);
        const made = document.createElement('template');
        made.innerHTML = await answer.text();
        for (const row of [...made.content.querySelectorAll('[data-image-row]')]) {
          for (const field of row.querySelectorAll('[id]')) field.removeAttribute('id');
          add(row);
          changed();
        }
        line.replaceWith(...made.content.querySelectorAll('.wrong'));
      } catch {
        line.className = 'wrong';
        line.textContent = chooser.dataset.lost.replace('{name}', file.name);
      }
    }
  });

  // What comes back from before may have more rows than the page.
  form.addEventListener('zharia:restore', ({ detail }) => {
    const wanted = (name) => detail.filter(([one]) => one === name).length;
    while (form.querySelectorAll('[data-tag]').length < wanted('tag.kz')) addTag();
    while (form.querySelectorAll('[name="image.alt"]').length < wanted('image.alt')) addBlank();
  });
}
