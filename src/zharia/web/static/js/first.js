// Before anything is drawn: what needs scripts shows, what replaces them hides.
document.documentElement.classList.add('js');
// Pages may leave what takes long to a script, where there is one.
document.cookie = 'js=1; path=/admin; max-age=31536000; samesite=lax';
