// What the pages can do beyond plain HTML. Loaded after live.js, which must see the page untouched.

document.documentElement.classList.add('js');

const still = matchMedia('(prefers-reduced-motion: reduce)');

// A row of photos that scrolls by itself; this adds buttons, arrow keys and the place.
class PhotoCarousel extends HTMLElement {
  // where a glide under way will end: keys pressed meanwhile count from there
  #target = 0;

  #onKey = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    this.go(this.#target + step);
  };

  connectedCallback() {
    this.slides = this.querySelector('.slides');
    this.querySelector('.back')?.addEventListener('click', () => this.go(this.#target - 1));
    this.querySelector('.on')?.addEventListener('click', () => this.go(this.#target + 1));
    this.slides.addEventListener('scroll', () => this.#show(), { passive: true });
    this.slides.addEventListener('scrollend', () => { this.#target = this.index; });
    document.addEventListener('keydown', this.#onKey);
    this.#show();
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this.#onKey);
  }

  get index() {
    return Math.round(this.slides.scrollLeft / (this.slides.clientWidth || 1));
  }

  go(index) {
    const last = this.slides.children.length - 1;
    this.#target = Math.min(Math.max(index, 0), last);
    this.slides.scrollTo({
      left: this.#target * this.slides.clientWidth,
      behavior: still.matches ? 'instant' : 'smooth',
    });
  }

  #show() {
    const { index } = this;
    const place = this.querySelector('output');
    if (!place) return;
    place.textContent = index + 1;
    this.querySelectorAll('.ticks i').forEach((tick, i) => tick.classList.toggle('now', i === index));
    this.querySelector('.back').disabled = index === 0;
    this.querySelector('.on').disabled = index === this.slides.children.length - 1;
  }
}

// A long caption shows two lines and "more".
class FoldedCaption extends HTMLElement {
  connectedCallback() {
    const [text, button] = [this.querySelector('.caption'), this.querySelector('.fold')];
    this.classList.add('folded');
    button.hidden = text.scrollHeight <= text.clientHeight + 1;
    button.addEventListener('click', () => {
      const folded = this.classList.toggle('folded');
      button.textContent = folded ? 'more' : 'less';
      button.setAttribute('aria-expanded', String(!folded));
      if (folded) text.scrollTop = 0;
    });
  }
}

customElements.define('photo-carousel', PhotoCarousel);
customElements.define('folded-caption', FoldedCaption);

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add('copied');
  document.getElementById('news').textContent = 'Copied';
  setTimeout(() => button.classList.remove('copied'), 1500);
});
