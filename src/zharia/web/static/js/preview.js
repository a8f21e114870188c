// The phone: place and dots while swiping, buttons for it, a caption that folds. A form tells it
// what it looks like now by the event `zharia:look`, with any of title, description, photos,
// cover, labels, music and comments in its detail.
'use strict';

{
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const LINKED = /[#＃@＠][\p{L}\p{M}\p{N}_]+/gu;

  /** As TikTok shows a text: without line breaks. */
  const oneLine = (text) => text.trim().replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');

  class Phone {
    #target = 0;

    constructor(element) {
      this.element = element;
      this.slides = this.find('slides');
      this.slides.addEventListener('scroll', () => this.show(), { passive: true });
      this.slides.addEventListener('scrollend', () => { this.#target = this.here; });
      this.slides.addEventListener('keydown', (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        this.go(this.#target + step);
      });
      for (const button of element.querySelectorAll('[data-turn]')) {
        button.addEventListener('click', () => this.go(this.#target + Number(button.dataset.turn)));
      }
      this.more = this.find('more');
      this.words = this.more.parentElement;
      this.labels = [this.more.textContent, this.more.dataset.less];
      this.more.addEventListener('click', () => this.fold(!this.words.classList.contains('is-folded')));
      element.addEventListener('zharia:look', ({ detail }) => this.look(detail));
      new ResizeObserver(() => this.refold()).observe(element);
      this.watch();
      this.fold(true);
      this.show();
    }

    find(name) { return this.element.querySelector(`[data-${name}]`); }

    get count() { return this.slides.children.length; }

    get here() { return Math.round(this.slides.scrollLeft / (this.slides.clientWidth || 1)); }

    go(index, behavior = still.matches ? 'instant' : 'smooth') {
      this.#target = Math.min(Math.max(index, 0), Math.max(this.count - 1, 0));
      this.slides.scrollTo({ left: this.#target * this.slides.clientWidth, behavior });
    }

    /** Place, dots and buttons of the photo that shows. */
    show() {
      const { here, count } = this;
      this.find('place').textContent = count ? `${here + 1}/${count}` : '0';
      const dots = this.find('dots');
      while (dots.children.length > count) dots.lastChild.remove();
      while (dots.children.length < count) dots.append(document.createElement('i'));
      [...dots.children].forEach((dot, index) => dot.classList.toggle('is-here', index === here));
      this.element.querySelector('[data-turn="-1"]').disabled = here === 0;
      this.element.querySelector('[data-turn="1"]').disabled = here >= count - 1;
    }

    /** A photo that cannot be had says so instead of showing a torn picture. */
    watch() {
      for (const photo of this.slides.querySelectorAll('.phone-photo')) {
        const broken = () => photo.parentElement.classList.add('is-broken');
        if (photo.complete && photo.src && !photo.naturalWidth) broken();
        photo.addEventListener('error', broken, { once: true });
      }
    }

    fold(folded) {
      this.words.classList.toggle('is-folded', folded);
      this.more.textContent = this.labels[folded ? 0 : 1];
      this.more.setAttribute('aria-expanded', String(!folded));
      if (folded) this.find('text').scrollTop = 0;
      this.refold();
    }

    /** "more" is there only where something is folded away. */
    refold() {
      const caption = this.find('caption');
      const folded = this.words.classList.contains('is-folded');
      this.more.hidden = folded && caption.scrollHeight <= caption.clientHeight + 2;
    }

    look(now) {
      if (now.title !== undefined) this.find('title').textContent = oneLine(now.title);
      if (now.description !== undefined) this.caption(oneLine(now.description));
      if (now.photos) this.photos(now.photos);
      if (now.cover !== undefined) {
        [...this.slides.children].forEach((slide, index) => slide.classList.toggle('is-cover', index === now.cover));
      }
      if (now.labels) {
        for (const label of this.element.querySelectorAll('[data-label]')) {
          label.hidden = !now.labels.includes(label.dataset.label);
        }
        this.find('labels').hidden = !now.labels.length;
      }
      if (now.music !== undefined) this.find('music').hidden = !now.music;
      if (now.comments !== undefined) this.find('comments').classList.toggle('is-off', !now.comments);
      if (now.name) {
        this.find('name').textContent = now.name;
        this.find('initial').textContent = [...now.name][0].toUpperCase();
      }
      if (now.avatar) {
        const face = this.find('avatar');
        face.onload = () => { face.hidden = false; };
        face.src = now.avatar;
      }
      this.refold();
    }

    caption(text) {
      const parts = [];
      let end = 0;
      for (const found of text.matchAll(LINKED)) {
        parts.push(text.slice(end, found.index));
        const bold = document.createElement('b');
        bold.textContent = found[0];
        parts.push(bold);
        end = found.index + found[0].length;
      }
      this.find('caption').replaceChildren(...parts, text.slice(end));
    }

    photos(addresses) {
      const shown = [...this.slides.querySelectorAll('.phone-photo')].map((photo) => photo.getAttribute('src'));
      if (shown.join('\n') === addresses.join('\n')) return;
      const made = this.element.querySelector('template[data-slide]').content.firstElementChild;
      this.slides.replaceChildren(...addresses.map((src, index) => {
        const slide = made.cloneNode(true);
        for (const photo of slide.querySelectorAll('img')) {
          photo.loading = 'lazy';
          photo.src = src;
          if (photo.dataset.alt) {
            photo.alt = photo.dataset.alt.replace('{number}', index + 1).replace('{count}', addresses.length);
          }
        }
        return slide;
      }));
      this.find('empty').hidden = addresses.length > 0;
      this.watch();
      this.go(Math.min(this.#target, addresses.length - 1), 'instant');
      this.show();
    }
  }

  const made = new WeakSet();
  const adopt = () => {
    for (const phone of document.querySelectorAll('[data-phone]')) {
      if (made.has(phone)) continue;
      made.add(phone);
      new Phone(phone);
    }
  };
  adopt();
  // A live part brings new phones.
  document.addEventListener('htmx:afterSwap', adopt);
}
