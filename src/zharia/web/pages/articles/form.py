"""The article form: writing and correcting by hand, all languages side by side."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response
from starlette.status import HTTP_200_OK, HTTP_422_UNPROCESSABLE_CONTENT

from zharia.articles import InvalidArticleError, Outcome
from zharia.articles.article_form import open_form
from zharia.articles.errors import EditConflict
from zharia.articles.feeds.queries import feed as find_feed
from zharia.articles.sources import DESK
from zharia.errors.book import explain
from zharia.media.errors import MediaError
from zharia.media.uploads import stored_address
from zharia.newsroom.articles import require_article, write
from zharia.publishing.queries import publications_of
from zharia.publishing.states import State
from zharia.storage.ids import new_id
from zharia.texts.i18n import current_language, gettext
from zharia.web.pages.articles.form_values import TypedArticle, uploads
from zharia.web.pages.base.formats import row_number
from zharia.web.pages.base.forms import FormErrors
from zharia.web.pages.base.view import EditorView, View
from zharia.web.storable_requests import storable_form

router = APIRouter(prefix="/admin/articles", include_in_schema=False)

ArticleId = Annotated[str, Path(max_length=26, pattern="^[0-9a-z]+$")]


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """What the form says of the article itself. A new one has none of it."""

    id: str = ""
    source: str = ""
    #: a feed or a CMS delivers it: a correction stands until the source says something else
    is_delivered: bool = False
    #: such a correction stands already
    is_corrected: bool = False
    #: the feed that brings it, if it is still watched
    feed: str = ""
    #: posts made of it that nobody has sent yet
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """Another's version, which was saved while ours was typed."""

    #: field of the form → what it says there, where it differs from ours
    fields: Mapping[str, str] = field(default_factory=dict)
    #: what differs as a whole, in words: category, tags, photos
    wholes: Sequence[str] = ()


async def _form(request: Request) -> AsyncIterator[FormData]:
    form = await storable_form(request)
    yield form
    await form.close()


Fields = Annotated[FormData, Depends(_form)]


@router.get("/new")
def new(view: EditorView) -> Response:
    return _page(view, ArticleInfo(), TypedArticle.empty(new_id()))


@router.post("/new")
def create(view: EditorView, form: Fields) -> Response:
    return _submit(view, ArticleInfo(), form)


@router.get("/{article_id}/edit")
def edit(view: EditorView, article_id: ArticleId) -> Response:
    info = _article_info(view, article_id)
    if info.id != article_id:
        # It was joined into another, whose form this is now.
        return view.redirect(f"/admin/articles/{info.id}/edit")
    return _page(view, info, _stored_values(view, article_id))


@router.post("/{article_id}/edit")
def correct(view: EditorView, article_id: ArticleId, form: Fields) -> Response:
    return _submit(view, _article_info(view, article_id), form)


@router.post("/uploads")
def upload(view: EditorView, form: Fields) -> Response:
    """Photos that a script sends while the form stays open: a row for each, or what is wrong."""
    addresses, problems = _store_uploads(view, uploads(form))
    typed = TypedArticle.empty("").with_photos(addresses)
    return view.fragment(
        "photos/uploaded.html", images=typed.images, problems=problems, errors=FormErrors()
    )


def _submit(view: View, info: ArticleInfo, form: FormData) -> Response:
    """Whatever button was pressed. A mistake shows the form again with all that was typed."""
    typed, errors = TypedArticle.read(form), FormErrors()
    do, _, row = str(form.get("do", "save")).partition(":")
    addresses, problems = _store_uploads(view, uploads(form))
    if addresses:
        typed = typed.with_photos(addresses)
    if problems:
        errors["upload"] = " ".join(problems)
    if do == "save" and not errors:
        return _save(view, info, typed)
    number = row_number(row)
    if number is not None and do in {"up", "down"}:
        typed = typed.moved(-1 if do == "up" else 1, number)
    if number is not None and do == "drop":
        typed = typed.without(number)
    if do == "more":
        typed = typed.with_photos(["", ""])
    return _page(view, info, typed, errors)


def _save(view: View, info: ArticleInfo, typed: TypedArticle) -> Response:
    database = view.context.database
    try:
        written = typed.written(info.id or None, view.zone)
        with database.write() as session:
            stored = write(session, view.principal, written, now=database.now(session))
    except ValueError:
        no_moment = gettext("That is no day and time. Choose both, or leave the field empty.")
        return _page(view, info, typed, FormErrors(published=no_moment))
    except InvalidArticleError as error:
        errors, language = FormErrors(), current_language()
        for one in error.problems:
            errors.setdefault(one.field, one.message.text(language))
        if "publishedAt" in errors:
            errors["published"] = errors.pop("publishedAt")
        return _page(view, info, typed, errors)
    except EditConflict as error:
        return _conflict(view, error, typed)
    saved = {Outcome.CREATED: "article_written", Outcome.UNCHANGED: "article_unchanged"}
    code = saved.get(stored.outcome, "article_corrected")
    kind = "info" if stored.outcome is Outcome.UNCHANGED else "ok"
    kept = info.id or "new"
    return view.redirect(f"/admin/articles/{stored.article_id}?written={kept}", code, kind=kind)


def _conflict(view: View, error: EditConflict, typed: TypedArticle) -> Response:
    """Ours stays in the fields, theirs stands beneath; saving again puts ours in its place."""
    now = _stored_values(view, error.article_id)
    theirs = {}
    for text in now.translations:
        ours = next((one for one in typed.translations if one.language == text.language), None)
        for name in ("title", "excerpt", "content", "url"):
            said = getattr(text, name)
            if ours is not None and said != getattr(ours, name):
                theirs[f"translations.{text.language}.{name}"] = said
    tags = tuple({k: v for k, v in names.items() if v} for names in typed.tags)
    wholes = [
        name
        for name, ours, others in (
            (gettext("category"), {k: v for k, v in typed.category.items() if v}, now.category),
            (gettext("tags"), tuple(names for names in tags if names), now.tags),
            (gettext("photos"), typed.images, now.images),
        )
        if ours != others
    ]
    kept = replace(typed, edition=error.current)
    info = _article_info(view, error.article_id)
    errors = FormErrors(form=error.message.text(current_language()))
    return _page(view, info, kept, errors, OtherVersion(theirs, wholes))


def _page(
    view: View,
    info: ArticleInfo,
    typed: TypedArticle,
    errors: FormErrors | None = None,
    theirs: OtherVersion | None = None,
) -> Response:
    return view.page(
        "articles/form.html",
        HTTP_422_UNPROCESSABLE_CONTENT if errors else HTTP_200_OK,
        info=info,
        typed=typed,
        errors=errors or FormErrors(),
        theirs=theirs or OtherVersion(),
        title_limit=view.context.style.title_limit,
        here=f"/admin/articles/{info.id}/edit" if info.id else "/admin/articles/new",
    )


def _stored_values(view: View, article_id: str) -> TypedArticle:
    with view.context.database.read() as session:
        form = open_form(session, require_article(session, article_id).id)
    assert form is not None  # noqa: S101 - just found
    return TypedArticle.of(form, view.zone)


def _article_info(view: View, article_id: str) -> ArticleInfo:
    with view.context.database.read() as session:
        known = require_article(session, article_id)
        feed = find_feed(session, known.feed_id) if known.feed_id else None
        unsent = [
            one
            for one in publications_of(session, known.id)
            if State(one.state) in {State.DRAFT, State.SCHEDULED}
        ]
        return ArticleInfo(
            id=known.id,
            source=known.source,
            is_delivered=known.source != DESK,
            is_corrected=known.delivered is not None,
            feed=feed.url if feed is not None else "",
            unsent=len(unsent),
        )


def _store_uploads(view: View, files: Sequence[UploadFile]) -> tuple[list[str], list[str]]:
    """The addresses of those that became photos, and what is wrong with the others."""
    addresses, problems = [], []
    language = current_language()
    for one in files:
        try:
            ready = view.context.library.keep_upload(one.file.read())
        except MediaError as error:
            entry = explain(error.code, str(error))
            title, remedy = entry.title.text(language), entry.remedy.text(language)
            problems.append(f"{one.filename}: {title}. {remedy}")
        else:
            addresses.append(stored_address(ready.key))
    return addresses, problems
