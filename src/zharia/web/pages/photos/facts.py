"""Facts about each photo: how it was converted for TikTok, or why it cannot be used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.responses import Response

from zharia.errors.book import explain
from zharia.media.errors import MediaError, PhotoRefused, PhotoRefusedForNow
from zharia.media.model import StoredPhoto
from zharia.media.prepared import ChangeCode, Layout
from zharia.media.queries import ready_photos
from zharia.texts.i18n import current_language, gettext, noop
from zharia.web.context import WebContext
from zharia.web.pages.base.links import link_pages
from zharia.web.pages.base.view import EditorView

router = APIRouter(prefix="/admin/photos", include_in_schema=False)

#: what the numbers already tell has no sentence of its own
_CHANGES: Final[Mapping[str, str]] = {
    ChangeCode.FIRST_FRAME: noop("first picture of an animation"),
    ChangeCode.ROTATED: noop("turned upright"),
    ChangeCode.COLOURS_CONVERTED: noop("colours converted to sRGB"),
    ChangeCode.PROFILE_UNREADABLE: noop("colour profile unreadable, colours may differ a little"),
    ChangeCode.TRANSPARENCY_FLATTENED: noop("see-through parts made white"),
    ChangeCode.FILLED: noop("set upright over its own blur"),
    ChangeCode.QUALITY_REDUCED: noop("saved more coarsely, as TikTok takes 20 MB at most"),
}


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """About one photo, in one language."""

    #: from what to what, e.g. `4000×3000 HEIC → 1080×810 JPEG`
    conversion: str = ""
    changes: tuple[str, ...] = ()
    #: why it cannot be posted, and what to do; empty for a good one
    problem: str = ""
    remedy: str = ""
    #: in English, what the remedy says to pass on
    quoted: str = ""


def photo_facts(photo: StoredPhoto) -> PhotoFacts:
    """A good photo's, in the current language."""
    now = f"{photo.width}×{photo.height} JPEG"
    conversion = now
    if (original := photo.original) is not None:
        was = f"{original.width}×{original.height} {original.format_name}"
        conversion = f"{was} → {now}" if was != now else now
    said = [gettext(_CHANGES[code]) for code, _ in photo.changes if code in _CHANGES]
    removed = next((d for code, d in photo.changes if code == ChangeCode.METADATA_REMOVED), "")
    if removed:
        location = "GPS" in removed.split()
        said.append(gettext("location removed") if location else gettext("hidden data removed"))
    if photo.credit:
        said.append(gettext("says who took it: %(who)s") % {"who": photo.credit})
    return PhotoFacts(conversion, tuple(said))


def photo_error_facts(error: MediaError) -> PhotoFacts:
    """A photo's that cannot be had or used, in the current language."""
    entry = explain(error.code, str(error))
    stops = gettext("It would stop the whole post: leave it out, or put it right first.")
    remedy = Markup("{} {}").format(stops, link_pages(entry.remedy))
    quoted = str(error) if isinstance(error, PhotoRefused | PhotoRefusedForNow) else ""
    return PhotoFacts(problem=entry.title.text(current_language()), remedy=remedy, quoted=quoted)


def known_facts(
    context: WebContext, urls: Iterable[str], *, upright: bool
) -> dict[str, PhotoFacts]:
    """Those that are known without fetching anything, by address."""
    layout = Layout.UPRIGHT if upright else Layout.WHOLE
    with context.database.read() as session:
        ready = ready_photos(session, [*urls], layout, context.database.now(session))
    return {url: photo_facts(photo) for url, photo in ready.items()}


@router.get("/facts")
def facts(
    view: EditorView,
    at: Annotated[str, Query(max_length=4000)],
    upright: bool = False,  # noqa: FBT001, FBT002 - a query
) -> Response:
    """One photo's, made ready now if it is not yet."""
    layout = Layout.UPRIGHT if upright else Layout.WHOLE
    try:
        found = photo_facts(view.context.library.ready(at, layout))
    except MediaError as error:
        found = photo_error_facts(error)
    return view.fragment("photos/facts.html", facts=found)
