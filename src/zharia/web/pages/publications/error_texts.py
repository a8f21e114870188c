"""Descriptions of errors: what the error book says, with what was said at the moment itself."""

from dataclasses import dataclass

from zharia.errors import WhoActs
from zharia.errors.book import explain, explain_failure
from zharia.errors.entry import Entry
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.texts.i18n import current_language
from zharia.web.pages.base.links import link_pages


@dataclass(frozen=True, slots=True)
class ErrorDescription:
    """An error as people read it. The texts are in one language."""

    code: str
    title: str
    happened: str
    remedy: str
    #: `nobody`, `editor`, `admin` or `tiktok`
    who_acts: str
    #: TikTok's number for its answer, or empty
    log_id: str
    #: what was said at that moment, in English
    message: str


def error_description(publication: Publication) -> ErrorDescription | None:
    """The error that a publication has, in the current language; None if there is none."""
    if not publication.error_code:
        return None
    message = publication.error_message or ""
    look_up = explain_failure if publication.state == State.FAILED else explain
    entry = look_up(publication.error_code, message)
    return describe(
        entry,
        publication.error_code,
        who_acts=WhoActs(publication.who_acts or entry.who),
        log_id=publication.log_id or "",
        message=message,
    )


def describe(
    entry: Entry, code: str, *, who_acts: str, log_id: str, message: str
) -> ErrorDescription:
    """An entry of the error book, in the current language."""
    return ErrorDescription(
        code=code,
        title=entry.title.text(current_language()),
        happened=link_pages(entry.happened),
        remedy=link_pages(entry.remedy),
        who_acts=who_acts,
        log_id=log_id,
        message=message,
    )
