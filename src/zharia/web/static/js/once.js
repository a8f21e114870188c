// What is shown once: reloading the page leads on, instead of sending the form again.
// Not deferred: it has run before anything of the page is shown, and can be reloaded.
'use strict';

history.replaceState(null, '', document.currentScript.dataset.leadsTo);
