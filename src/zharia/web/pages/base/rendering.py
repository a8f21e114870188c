"""Rendering of Jinja templates: their globals and filters, and the answer with its headers."""

import gzip
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zharia.errors.book import explain
from zharia.texts.i18n import LANGUAGES, NAMES, current_language, ngettext, override_language
from zharia.texts.named_pages import page_title
from zharia.web.pages.base import display_names, formats, pause_texts
from zharia.web.pages.base.browser_names import browser
from zharia.web.pages.base.links import finalize, gettext_html
from zharia.web.pages.base.photo_urls import photo_src, sent_src
from zharia.web.pages.base.static_files import static

_TEMPLATES: Final = Path(__file__).parents[2] / "templates"

#: nothing from other hosts, nothing inline; forms go nowhere but here
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    # `no-referrer` would turn the Origin of our own forms into "null".
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Cookie, Accept-Encoding, Accept-Language, HX-Request",
}

#: bytes under which compressing gains nothing
_WORTHWHILE: Final = 1400
#: a third of the time of the highest level, for one part in twenty more
_LEVEL: Final = 5


def render(template: str, language: str, zone: tzinfo, **values: Any) -> str:
    """The template filled in, in this language."""
    with override_language(language):
        return environment().get_template(template).render(zone=zone, **values)


def answer(html: str, status: int = 200, request: Request | None = None) -> Response:
    """A page as an HTTP answer, compressed if the browser of `request` takes that."""
    content = html.encode()
    headers = dict(_HEADERS)
    accepted = request.headers.get("accept-encoding", "") if request else ""
    if "gzip" in accepted and len(content) > _WORTHWHILE:
        # No secret stands in a page, so its length tells nobody anything.
        content = gzip.compress(content, _LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(content, status, headers)


@lru_cache
def environment() -> Environment:
    """Jinja's. What it shows of a `Message`, and what `_(…)` says, is translated and linked."""
    env = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.install_gettext_callables(gettext_html, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=static,
        explain=explain,
        photo_src=photo_src,
        sent_src=sent_src,
        actor=display_names.actor,
        display=display_names,
        page_title=page_title,
        why_paused=pause_texts.why,
        browser=browser,
        languages=LANGUAGES,
        language_names=NAMES,
        language=current_language,
        drawn_icon=_icon,
        time=_time,
        clock=_clock,
    )
    env.filters.update(
        number=formats.number,
        size=formats.size,
        local_input=formats.local_input,
        day=formats.day,
        long_day=formats.long_day,
    )
    return env


@lru_cache
def _icon(name: str) -> Markup:
    """A sign out of `icons.svg`. A function, since a list has hundreds."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        static("icons.svg"), name
    )


def _time(value: datetime | None, zone: tzinfo) -> Markup:
    """A moment as `<time>`: in words, with the exact one as its tooltip."""
    if value is None:
        return Markup("—")
    return _tag(value, zone, formats.moment(value, zone))


def _clock(value: datetime, zone: tzinfo) -> Markup:
    return _tag(value, zone, formats.clock(value, zone))


def _tag(value: datetime, zone: tzinfo, text: str) -> Markup:
    whole = formats.whole_moment(value, zone)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(timespec="seconds"), escape(whole), text
    )
