"""Jinja's environment of the pages: its globals and filters.

`rendering` imports this, and with it Jinja, for the first page that somebody looks at.
"""

from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from zharia.errors.book import explain
from zharia.texts.i18n import LANGUAGES, NAMES, current_language, ngettext
from zharia.texts.named_pages import page_title
from zharia.web.pages.base import display_names, formats, pause_texts
from zharia.web.pages.base.browser_names import browser
from zharia.web.pages.base.links import finalize, gettext_html
from zharia.web.pages.base.photo_urls import photo_src, sent_src
from zharia.web.pages.base.static_files import static

_TEMPLATES: Final = Path(__file__).parents[2] / "templates"


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
