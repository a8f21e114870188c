// Counters beside texts, in UTF-16 units as TikTok counts them, which are those of a string here.
// data-limit must not be passed, data-soft may be.
'use strict';

{
  /** As TikTok shows a text: without line breaks. */
  const oneLine = (text) => text.trim().replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');

  function count(counter) {
    const field = document.getElementsByName(counter.dataset.count)[0];
    const units = oneLine(field.value).length;
    const limit = Number(counter.dataset.limit ?? counter.dataset.soft);
    const over = units > limit;
    const more = over && counter.dataset.over
      ? ` · ${counter.dataset.over.replace('{count}', units - limit)}` : '';
    counter.textContent = `${units}/${limit}${more}`;
    if (!counter.dataset.limit) return;
    counter.classList.toggle('is-over', over);
    if (over) field.setAttribute('aria-invalid', 'true');
    else if (!counter.closest('.is-wrong')) field.removeAttribute('aria-invalid');
  }

  for (const counter of document.querySelectorAll('[data-count]')) {
    count(counter);
    document.getElementsByName(counter.dataset.count)[0].addEventListener('input', () => count(counter));
  }
}
