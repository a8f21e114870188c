"""Rendering of the publish form: its initial values, and again after an error."""

from dataclasses import replace
from datetime import datetime, tzinfo
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.status import HTTP_200_OK, HTTP_422_UNPROCESSABLE_CONTENT

from zharia.articles.languages import mismatched_language
from zharia.publishing.embargo import embargo
from zharia.publishing.model import Publication
from zharia.publishing.text_length import count
from zharia.storage.ids import new_id
from zharia.web.pages.articles.missing_texts import why_missing
from zharia.web.pages.base.formats import local_input
from zharia.web.pages.base.forms import FormErrors
from zharia.web.pages.base.view import View
from zharia.web.pages.photos.facts import known_facts
from zharia.web.pages.publications.error_texts import error_description
from zharia.web.pages.publications.note_texts import note_texts
from zharia.web.pages.publications.preview import PostPreview, one_line
from zharia.web.pages.publications.wait_texts import settings_link, status_text
from zharia.web.pages.publish import creator_info
from zharia.web.pages.publish.context import PublishForm
from zharia.web.pages.publish.creator_info import Creator
from zharia.web.pages.publish.form_values import TypedPost


def needs_creator(form: PublishForm) -> bool:
    """Whether TikTok has to be asked for the creator: a draft for the inbox needs no answer."""
    return form.is_open and form.direct


def initial_values(view: View, form: PublishForm) -> TypedPost:
    """What the form holds when it opens."""
    if not form.is_open:
        return TypedPost()
    if form.editing is not None:
        due = local_due(form.editing, view.zone, form.now)
        return TypedPost.of_publication(form.editing, form.photos, due)
    assert form.draft is not None  # noqa: S101 - the form is open
    waits_for = embargo(form.article.published_at, form.article.updated_at)
    due = local_input(waits_for, view.zone) if waits_for and waits_for > form.now else ""
    typed = TypedPost.of_draft(form.draft, form.photos, ai_generated=form.content.ai_generated)
    return replace(typed, due=due)


def local_due(publication: Publication, zone: tzinfo, now: datetime) -> str:
    """What the form's field for the moment holds of it when it opens; empty once it is past."""
    return local_input(publication.due_at, zone) if publication.due_at > now else ""


def form_page_again(
    view: View,
    form: PublishForm,
    typed: TypedPost,
    errors: FormErrors,
    *,
    creator: Creator | None = None,
) -> Response:
    """The form once more, with all that was typed."""
    if creator is None and needs_creator(form):
        creator = creator_info.fetch_creator(view.context, form.account)
    return form_page(view, form, typed.among(form.photos), errors=errors, creator=creator)


def form_page(
    view: View,
    form: PublishForm,
    typed: TypedPost,
    *,
    errors: FormErrors | None = None,
    creator: Creator | None = None,
) -> Response:
    context, selected = view.context, form.selected
    known = selected.publication if selected is not None else None
    preview = None
    if form.is_open:
        preview = _preview(form, typed, creator)
    elif known is not None:
        preview = PostPreview.of(known, form.account)
    source = form.editing or form.draft
    return view.page(
        "publish/form.html",
        HTTP_422_UNPROCESSABLE_CONTENT if errors else HTTP_200_OK,
        form=form,
        typed=typed,
        errors=errors or FormErrors(),
        creator=creator,
        language_doubt=_doubted_language(form),
        missing=[(account, why_missing(reason)) for account, reason in form.missing],
        key=new_id(),
        here=page_path(form),
        query=urlencode(form.query),
        place=status_text(known, form.place, form.account.name, view.zone, form.now)
        if known is not None
        else "",
        settings_link=settings_link(form.place, form.account.id) if known is not None else "",
        error=error_description(known) if known is not None else None,
        preview=preview,
        counted=count(one_line(typed.title), one_line(typed.description), context.style),
        notes=note_texts(source.notes) if source is not None else (),
        facts=known_facts(context, typed.photos, upright=form.account.upright_blur)
        if form.is_open
        else {},
    )


def _doubted_language(form: PublishForm) -> str:
    """The language that the text looks like where nobody is asked: its CMS, or a person, named
    the other one, and is believed.
    """
    text = form.translation
    if any(one.question.concerns(text.language) for one in form.questions):
        return ""
    return mismatched_language(text.language, text.full_text)


def _preview(form: PublishForm, typed: TypedPost, creator: Creator | None) -> PostPreview:
    return PostPreview(
        name=creator.name if creator else form.account.name,
        username=creator.username if creator else form.account.username,
        language=form.account.language,
        title=one_line(typed.title),
        description=typed.description,
        photos=typed.shown,
        cover_index=typed.cover_index,
        upright=form.account.upright_blur,
        brand_organic=typed.disclosed and typed.brand_organic,
        brand_content=typed.disclosed and typed.brand_content,
        is_aigc=typed.is_aigc,
        add_music=typed.add_music,
        allow_comment=typed.allow_comment,
    )


def page_path(form: PublishForm) -> str:
    """The address of the page that the form stands on."""
    query = f"?{urlencode(form.query)}" if form.query else ""
    return f"/admin/articles/{form.article.id}{query}"
