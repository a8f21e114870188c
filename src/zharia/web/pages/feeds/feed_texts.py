"""Texts of feeds: state, result of the last poll, errors."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from zharia.articles import Feed, FeedPreview, Note, PollOutcome
from zharia.errors.book import explain
from zharia.errors.entry import Entry
from zharia.texts.i18n import gettext, ngettext, noop

_KINDS: Final[Mapping[str, str]] = {
    "rss": "RSS",
    "atom": "Atom",
    "json-feed": "JSON Feed",
    "wordpress": "WordPress",
}
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "off": ("quiet", noop("Paused")),
    "gone": ("bad", noop("Switched off")),
    "new": ("info", noop("Not checked yet")),
    "fails": ("bad", noop("Fails")),
    "works": ("ok", noop("Works")),
}


def kind(value: str) -> str:
    return _KINDS.get(value, value)


def state(feed: Feed) -> tuple[str, str]:
    """Tone and words of its badge."""
    tone, text = _STATES[_state(feed)]
    return tone, gettext(text)


def _state(feed: Feed) -> str:
    if not feed.enabled:
        return "gone" if feed.disabled_reason else "off"
    if feed.last_polled_at is None:
        return "new"
    return "fails" if feed.last_error else "works"


def result(feed: Feed) -> str:
    """What the last look brought, such as `3 new, 1 changed, 40 as before`."""
    if feed.last_result == PollOutcome.NOT_MODIFIED:
        return gettext("nothing new")
    new, changed = feed.last_created, feed.last_updated
    same, skipped = feed.last_unchanged, feed.last_skipped
    counts = [
        (new, ngettext("%(num)s new", "%(num)s new", new)),
        (changed, ngettext("%(num)s changed", "%(num)s changed", changed)),
        (same, ngettext("%(num)s as before", "%(num)s as before", same)),
        (skipped, ngettext("%(num)s left out", "%(num)s left out", skipped)),
    ]
    said = [text % {"num": number} for number, text in counts if number]
    return ", ".join(said) or gettext("nothing in it")


def error(feed: Feed) -> Entry | None:
    """Why the last look failed, or why we switched it off; None if all is well."""
    if not feed.last_error and not feed.disabled_reason:
        return None
    code = feed.last_result if feed.last_result == PollOutcome.GONE else feed.last_code
    return explain(code, feed.last_error or feed.disabled_reason)


def trial_error(trial: FeedPreview) -> Entry:
    """Why a feed that is tried cannot be had."""
    return explain(trial.code, trial.message)


def notes_by_reason(notes: Iterable[Note]) -> list[tuple[Entry, list[Note]]]:
    """What was odd about single articles, by reason, the most frequent first."""
    found: dict[str, list[Note]] = {}
    for note in notes:
        found.setdefault(note.code, []).append(note)
    counted = Counter({code: len(same) for code, same in found.items()})
    return [
        (explain(code, found[code][0].message), found[code]) for code, _ in counted.most_common()
    ]


def interval(seconds: int) -> str:
    """How often it is looked at."""
    minutes = max(seconds // 60, 1)
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("every %(num)s hour", "every %(num)s hours", hours) % {"num": hours}
    return ngettext("every %(num)s minute", "every %(num)s minutes", minutes) % {"num": minutes}
