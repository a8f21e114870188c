"""Accessibility of a page by axe, on a phone and a desk, in both themes.

A theme changes colours and nothing else, so the four pairs are covered as pairwise testing does:
every rule runs at each size once and in each theme once. Whatever shows at one size only is then
tried in the theme that it has not been seen in, by the rules that look at colours.
"""

from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Page

SIZES: Final = {"phone": (360, 780), "desk": (1440, 900)}
AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"

_Theme = Literal["light", "dark"]
_WHOLE: Final[tuple[tuple[str, _Theme], ...]] = (("phone", "light"), ("desk", "dark"))
_COLOURS: Final[tuple[tuple[str, _Theme, str], ...]] = (
    ("desk", "light", "phone"),
    ("phone", "dark", "desk"),
)


def violations(page: Page) -> list[str]:
    """What axe finds, and where the page is wider than its window. Axe is in the page already."""
    found: list[str] = []
    for size, theme in _WHOLE:
        _show(page, size, theme)
        if wide := page.evaluate(_WIDE):
            found.append(f"{size}: {wide} is wider than the window")
        found += [f"{size}, {theme}: {line}" for line in page.evaluate(_RUN, [size, None])]
    for size, theme, other in _COLOURS:
        _show(page, size, theme)
        found += [f"{size}, {theme}: {line}" for line in page.evaluate(_RUN, [size, other])]
    return found


def _show(page: Page, size: str, theme: _Theme) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)


#: what reaches furthest out
_WIDE: Final = """
    document.documentElement.scrollWidth <= innerWidth ? '' : 'something ' +
    [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right
        > innerWidth + 1).slice(0, 3).map(e => e.tagName + '.' + e.className).join(', ')"""

# Two frames, so that a change of size or theme is drawn before its colours are read.
_RUN: Final = """async ([size, other]) => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const shown = [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility());
    window.shownAt = { ...window.shownAt, [size]: new Set(shown) };
    const options = { resultTypes: ['violations'] };
    let where = document;
    if (other) {
        const known = window.shownAt[other];
        const include = shown.filter((one) => !known.has(one) && known.has(one.parentElement));
        if (!include.length) return [];
        where = { include };
        options.runOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
    }
    const { violations } = await axe.run(where, options);
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
}"""
