// The publish form beyond plain HTML: the phone while typing, photos by hand or keyboard,
// and which of TikTok's choices go together. Without it each of these is a button of the form.
'use strict';

{
  const form = document.querySelector('[data-publish]');
  const say = (text) => { document.getElementById('news').textContent = text; };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  document.querySelector('[data-focus]')?.focus();

  if (form) {
    const phone = document.querySelector('[data-phone]');
    const field = (name) => form.elements.namedItem(name);
    const on = (name) => { const one = field(name); return Boolean(one?.checked && !one.disabled); };
    const show = (detail) => phone?.dispatchEvent(new CustomEvent('zharia:look', { detail }));
    const shots = form.querySelector('[data-shots]');
    const out = (shot) => shot.querySelector('[name="left_out"]').checked;

    const hint = form.querySelector('[data-link-hint]');

    // ---- The phone shows what the form holds.

    function look() {
      const going = shots ? [...shots.children].filter((shot) => !out(shot)) : [];
      const cover = going.findIndex((shot) => shot.querySelector('[name="cover"]').checked);
      const disclosed = on('disclosed');
      const labels = [];
      if (disclosed && on('brand_content')) labels.push('paid');
      else if (disclosed && on('brand_organic')) labels.push('promotional');
      if (on('is_aigc')) labels.push('aigc');
      show({
        title: field('title').value,
        description: field('description').value,
        photos: going.map((shot) => shot.dataset.shot),
        cover: Math.max(cover, 0),
        labels,
        music: on('add_music'),
        // Unless TikTok was asked nobody knows whether there may be comments.
        ...(field('allow_comment') ? { comments: on('allow_comment') } : {}),
      });
    }

    // ---- What goes together (content-sharing-guidelines).

    function agree() {
      const disclosed = field('disclosed');
      if (!disclosed) return;
      const privacy = field('privacy_level');
      const [organic, content] = [field('brand_organic'), field('brand_content')];
      if (!disclosed.checked) {
        organic.checked = false;
        content.checked = false;
      }
      const { neverPrivate } = privacy.dataset;
      const isPrivate = privacy.value === 'SELF_ONLY';
      if (!('onlySelf' in content.dataset)) {
        content.disabled = isPrivate;
        content.closest('[data-branded]').title = isPrivate ? neverPrivate : '';
      }
      for (const option of privacy.options) {
        if (option.value !== 'SELF_ONLY') continue;
        option.disabled = content.checked;
        option.title = content.checked ? neverPrivate : '';
      }
      privacy.title = content.checked ? neverPrivate : '';
      const nothing = field('undisclosed');
      if (nothing) {
        nothing.disabled = disclosed.checked;
        if (disclosed.checked) nothing.checked = false;
      }
      const send = form.querySelector('[data-send]');
      const undisclosed = disclosed.checked && !organic.checked && !content.checked;
      send.disabled = undisclosed;
      send.parentElement.title = undisclosed ? send.parentElement.dataset.tip : '';
    }

    // ---- Photos: order, cover, left out.

    function number() {
      const all = [...shots.children];
      const going = all.filter((shot) => !out(shot));
      all.forEach((shot, index) => {
        const name = shot.querySelector('[data-name]');
        name.textContent = fill(name.dataset.name, { number: index + 1 });
        const [up, down] = shot.querySelectorAll('[data-move]');
        up.disabled = index === 0;
        down.disabled = index === all.length - 1;
        up.value = `up:${index}`;
        down.value = `down:${index}`;
      });
      if (!going.some((shot) => shot.querySelector('[name="cover"]').checked) && going.length) {
        going[0].querySelector('[name="cover"]').checked = true;
      }
      const counter = form.querySelector('[data-photo-count]');
      counter.textContent = `${going.length}/${counter.dataset.limit}`;
      counter.classList.toggle('is-over', going.length > Number(counter.dataset.limit));
    }

    function moved(shot) {
      number();
      look();
      const all = [...shots.children];
      const photo = shot.querySelector('[data-name]').dataset.was ?? '';
      say(fill(form.dataset.moved, { photo, place: all.indexOf(shot) + 1, count: all.length }));
    }

    function remember(shot) {
      const name = shot.querySelector('[data-name]');
      name.dataset.was = String([...shots.children].indexOf(shot) + 1);
    }

    form.addEventListener('click', (event) => {
      const button = event.target.closest('[data-move]');
      if (!button) return;
      event.preventDefault();
      const shot = button.closest('[data-shot]');
      const step = Number(button.dataset.move);
      remember(shot);
      if (step < 0) shot.previousElementSibling?.before(shot);
      else shot.nextElementSibling?.after(shot);
      moved(shot);
      // Moving it took the focus away; at an end the other button is the one that is left.
      (button.disabled ? shot.querySelector('[data-move]:not(:disabled)') : button)?.focus();
      shot.scrollIntoView({ block: 'nearest' });
    });

    shots?.addEventListener('pointerdown', (event) => {
      const grip = event.target.closest('[data-grip]');
      if (!grip || event.button !== 0) return;
      event.preventDefault();
      const shot = grip.closest('[data-shot]');
      const before = [...shots.children].indexOf(shot);
      remember(shot);
      shot.classList.add('is-moving');
      const drag = ({ clientX, clientY }) => {
        const over = document.elementFromPoint(clientX, clientY)?.closest('[data-shot]');
        if (!over || over === shot || over.parentElement !== shots) return;
        const all = [...shots.children];
        if (all.indexOf(over) > all.indexOf(shot)) over.after(shot);
        else over.before(shot);
      };
      const drop = () => {
        shot.classList.remove('is-moving');
        document.removeEventListener('pointermove', drag);
        if ([...shots.children].indexOf(shot) !== before) moved(shot);
      };
      document.addEventListener('pointermove', drag);
      document.addEventListener('pointerup', drop, { once: true });
      document.addEventListener('pointercancel', drop, { once: true });
    });

    // ---- All together, whenever anything changes.

    function renew() {
      hint.hidden = !/https?:/i.test(field('description').value);
      agree();
      if (shots) number();
      look();
    }

    form.addEventListener('input', renew);
    // Enter in a field of one line is no button.
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target.matches('input')) event.preventDefault();
    });
    // TikTok's answer has come, or none.
    document.addEventListener('htmx:afterSettle', ({ target }) => {
      const part = document.querySelector('[data-creator][data-name]');
      if (!part || (target !== part && !target.contains(part))) return;
      show({ name: part.dataset.name, avatar: part.dataset.avatar });
      renew();
    });
    for (const gone of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
      document.addEventListener(gone, ({ target }) => {
        if (!target.matches?.('[data-creator]')) return;
        target.querySelector('.waiting').hidden = true;
        target.querySelector('[data-failed]').hidden = false;
        target.removeAttribute('aria-busy');
      });
    }
    const there = document.querySelector('[data-creator][data-name]');
    if (there) show({ name: there.dataset.name, avatar: there.dataset.avatar });
    renew();
  }
}
