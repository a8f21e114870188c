// What is shown once: reloading the page leads on, instead of sending the form again.
'use strict';

const shown = document.querySelector('[data-once]');
history.replaceState(null, '', shown.dataset.once);
