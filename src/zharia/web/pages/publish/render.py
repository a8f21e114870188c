"""How the publish form is shown: what it holds when it opens, and again after a mistake."""

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any
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
from zharia.web.pages.base.forms import Wrong
from zharia.web.pages.base.view import View
from zharia.web.pages.photos.facts import known_facts
from zharia.web.pages.publications.error_texts import trouble_of
from zharia.web.pages.publications.note_texts import notes_of
from zharia.web.pages.publications.preview import Look, one_line
from zharia.web.pages.publications.wait_texts import mended_at, sentence
from zharia.web.pages.publish import creator_info
from zharia.web.pages.publish.context import Scene
from zharia.web.pages.publish.creator_info import Creator
from zharia.web.pages.publish.form_values import TypedPost


def asks(scene: Scene) -> bool:
    """Whether TikTok has to be asked for the creator: a draft for the inbox needs no answer."""
    return scene.form_open and scene.direct


def filled(view: View, scene: Scene) -> TypedPost:
    """What the form holds when it opens."""
    if not scene.form_open:
        return TypedPost()
    if scene.editing is not None:
        due = local_due(scene.editing, view.zone, scene.now)
        return TypedPost.of_publication(scene.editing, scene.photos, due)
    assert scene.draft is not None  # noqa: S101 - the form is open
    waits_for = embargo(scene.article.published_at, scene.article.updated_at)
    due = local_input(waits_for, view.zone) if waits_for and waits_for > scene.now else ""
    typed = TypedPost.of_draft(scene.draft, scene.photos, ai_generated=scene.content.ai_generated)
    return replace(typed, due=due)


def local_due(publication: Publication, zone: tzinfo, now: datetime) -> str:
    """What the form's field for the moment holds of it when it opens; empty once it is past."""
    return local_input(publication.due_at, zone) if publication.due_at > now else ""


def show_again(
    view: View,
    scene: Scene,
    typed: TypedPost,
    wrong: Wrong,
    status: int = HTTP_422_UNPROCESSABLE_CONTENT,
    *,
    creator: Creator | None = None,
) -> Response:
    """The form once more, with all that was typed."""
    if creator is None and asks(scene):
        creator = creator_info.ask(view.context, scene.account)
    return show(view, scene, typed.among(scene.photos), wrong=wrong, creator=creator, status=status)


def show(
    view: View,
    scene: Scene,
    typed: TypedPost,
    *,
    wrong: Wrong | None = None,
    creator: Creator | None = None,
    status: int = HTTP_200_OK,
) -> Response:
    context, stand = view.context, scene.stand
    known = stand.publication if stand is not None else None
    look = Look.of(known, stand.account) if stand is not None and known is not None else None
    made = scene.editing or scene.draft
    return view.page(
        "publish/form.html",
        status,
        scene=scene,
        typed=typed,
        wrong=wrong if wrong is not None else Wrong(),
        creator=creator,
        language_doubt=doubted_here(scene),
        missing=[(account, why_missing(reason)) for account, reason in scene.missing],
        key=new_id(),
        here=here(scene),
        query=urlencode(scene.query),
        place=_place(view, scene, known) if known is not None else "",
        mended_at=mended_at(scene.place, scene.account.id) if known is not None else "",
        trouble=trouble_of(known) if known is not None else None,
        look=_look(scene, typed, creator) if scene.form_open else look,
        counted=count(one_line(typed.title), one_line(typed.description), context.style),
        notes=notes_of(made.notes) if made is not None else (),
        facts=known_facts(context, typed.photos, upright=scene.account.upright_blur)
        if scene.form_open
        else {},
    )


def doubted_here(scene: Scene) -> str:
    """The language that the text looks like where nobody is asked: its CMS, or a person, named
    the other one, and is believed.
    """
    text = scene.translation
    if any(one.question.concerns(text.language) for one in scene.asked):
        return ""
    return mismatched_language(text.language, text.full_text)


def _place(view: View, scene: Scene, known: Publication) -> str:
    return sentence(known, scene.place, scene.account.name, view.zone, scene.now)


def _look(scene: Scene, typed: TypedPost, creator: Creator | None) -> Look:
    return Look(
        name=creator.name if creator else scene.account.name,
        username=creator.username if creator else scene.account.username,
        language=scene.account.language,
        title=one_line(typed.title),
        description=typed.description,
        photos=typed.shown,
        cover_index=typed.cover_index,
        upright=scene.account.upright_blur,
        brand_organic=typed.disclosed and typed.brand_organic,
        brand_content=typed.disclosed and typed.brand_content,
        is_aigc=typed.is_aigc,
        add_music=typed.add_music,
        allow_comment=typed.allow_comment,
    )


def here(scene: Scene) -> str:
    return _to(scene, **scene.query)


def _to(scene: Scene, **query: Any) -> str:
    asked = f"?{urlencode(query)}" if query else ""
    return f"/admin/articles/{scene.article.id}{asked}"
