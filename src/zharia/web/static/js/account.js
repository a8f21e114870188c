// Offered hashtags are put into their field.
'use strict';

document.addEventListener('click', (event) => {
  const chip = event.target.closest?.('[data-fill]');
  if (!chip) return;
  const field = document.querySelector(chip.dataset.fill);
  field.value = chip.dataset.text;
  field.focus();
});
