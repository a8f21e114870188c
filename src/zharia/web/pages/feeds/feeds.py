"""Feeds: the list, adding one with a trial, its settings, polling, pausing, removing."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from zharia.articles import (
    FeedKind,
    FeedPreview,
    FeedRules,
    InvalidArticleError,
    preview_feed,
    watched_feeds,
)
from zharia.articles.disclosure_labels import AI_GENERATED, SPONSORED, format_names, parse_names
from zharia.newsroom import feeds
from zharia.newsroom.feeds import require_feed
from zharia.texts.i18n import gettext
from zharia.web.pages.base.forms import FormErrors, form_errors
from zharia.web.pages.base.view import AdminView, View
from zharia.web.pages.feeds import feed_texts

router = APIRouter(prefix="/admin/settings/feeds", include_in_schema=False)

#: languages that a form offers, as articles name them
LANGUAGE_CHOICES: Final = ("kz", "ru", "en")


def language_choices(current: str) -> tuple[str, ...]:
    """What a form offers where this language is set already."""
    return LANGUAGE_CHOICES if current in LANGUAGE_CHOICES else (*LANGUAGE_CHOICES, current)


class FeedForm(BaseModel):
    url: str = ""
    source: str = ""
    kind: str = ""
    language: str = "kz"
    minutes: str = "5"
    url_rule: str = ""
    #: empty: the installation's
    time_zone: str = ""
    #: boxes: `on`, or empty
    trust_declared_language: str = ""
    auto_publish: str = ""
    #: names of categories and tags with commas between; they count where `marks` is `on`, since
    #: an empty field is as good as none
    sponsored_names: str = ""
    ai_names: str = ""
    marks: str = ""
    #: `check` shows what the feed would bring, anything else adds it
    do: str = "add"

    @property
    def rules(self) -> FeedRules:
        return FeedRules(
            language=self.language.strip(),
            url_rule=self.url_rule.strip(),
            trust_declared_language=bool(self.trust_declared_language),
            auto_publish=bool(self.auto_publish),
            sponsored_names=parse_names(self.sponsored_names) if self.marks else SPONSORED,
            ai_names=parse_names(self.ai_names) if self.marks else AI_GENERATED,
            time_zone=self.time_zone.strip(),
        )

    @property
    def interval(self) -> timedelta | None:
        """None if it is no whole number of minutes."""
        text = self.minutes.strip()
        return timedelta(minutes=int(text)) if text.isdecimal() and len(text) < 6 else None


@router.get("")
def list_feeds(view: AdminView) -> Response:
    with view.context.database.read() as session:
        watched = watched_feeds(session)
        now = view.context.database.now(session)
    looking = any(one.enabled and one.next_poll_at <= now for one in watched)
    return view.page("feeds/feeds.html", feeds=watched, looking=looking, feed_texts=feed_texts)


@router.get("/new")
def new_feed(view: AdminView, url: str = "") -> Response:
    return _new(view, _form_of(FeedRules(), url=url))


@router.post("/new")
def add(view: AdminView, form: Annotated[FeedForm, Form()]) -> Response:
    interval = form.interval
    if interval is None:
        return _new(view, form, errors=_no_minutes())
    try:
        if form.do == "check":
            trial = preview_feed(view.context.fetcher, form.url.strip(), form.rules, view.zone)
            return _new(view, form, trial=trial)
        with view.context.database.write() as session:
            feed = feeds.add(
                session,
                view.principal,
                form.url,
                now=view.context.database.now(session),
                rules=form.rules,
                kind=FeedKind(form.kind) if form.kind in set(FeedKind) else None,
                source=form.source,
                interval=interval,
            )
    except InvalidArticleError as error:
        return _new(view, form, errors=form_errors(error.problems))
    return view.redirect(f"/admin/settings/feeds/{feed.id}", "feed_added")


@router.get("/{feed_id}")
def feed_page(view: AdminView, feed_id: str) -> Response:
    return _page(view, feed_id)


@router.post("/{feed_id}")
def change(view: AdminView, feed_id: str, form: Annotated[FeedForm, Form()]) -> Response:
    interval = form.interval
    if interval is None:
        return _page(view, feed_id, form, errors=_no_minutes())
    rules = form.rules
    try:
        with view.context.database.write() as session:
            feeds.change(
                session,
                view.principal,
                feed_id,
                now=view.context.database.now(session),
                language=rules.language,
                url_rule=rules.url_rule,
                trust_declared_language=rules.trust_declared_language,
                auto_publish=rules.auto_publish,
                sponsored_names=rules.sponsored_names if form.marks else None,
                ai_names=rules.ai_names if form.marks else None,
                time_zone=rules.time_zone,
                interval=interval,
            )
    except InvalidArticleError as error:
        return _page(view, feed_id, form, errors=form_errors(error.problems))
    return view.redirect(f"/admin/settings/feeds/{feed_id}", "saved")


@router.post("/{feed_id}/poll")
def poll_now(view: AdminView, feed_id: str, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002 - the field's name
    with view.context.database.write() as session:
        feeds.poll_now(session, feed_id, now=view.context.database.now(session))
    return view.redirect(_next_path(feed_id, next), "feed_soon", kind="info")


@router.post("/{feed_id}/enabled")
def switch_feed(
    view: AdminView,
    feed_id: str,
    enabled: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002 - the field's name
) -> Response:
    """`yes` watches it again, anything else pauses it."""
    on = enabled == "yes"
    with view.context.database.write() as session:
        now = view.context.database.now(session)
        feeds.change(session, view.principal, feed_id, now=now, enabled=on)
    return view.redirect(_next_path(feed_id, next), "feed_on" if on else "feed_off")


@router.post("/{feed_id}/remove")
def remove(view: AdminView, feed_id: str) -> Response:
    with view.context.database.write() as session:
        feeds.remove(session, view.principal, feed_id)
    return view.redirect("/admin/settings/feeds", "feed_removed")


def _no_minutes() -> FormErrors:
    return FormErrors(interval=gettext("Write a whole number of minutes."))


def _new(
    view: View,
    form: FeedForm,
    *,
    trial: FeedPreview | None = None,
    errors: FormErrors | None = None,
) -> Response:
    return view.page(
        "feeds/new.html",
        422 if errors else 200,
        form=form,
        trial=trial,
        errors=errors or FormErrors(),
        language_choices=LANGUAGE_CHOICES,
        kinds=list(FeedKind),
        feed_texts=feed_texts,
    )


def _page(
    view: View,
    feed_id: str,
    form: FeedForm | None = None,
    *,
    errors: FormErrors | None = None,
) -> Response:
    with view.context.database.read() as session:
        feed = require_feed(session, feed_id)
        now = view.context.database.now(session)
    form = form or _form_of(feed.rules, minutes=str(feed.interval_seconds // 60))
    return view.page(
        "feeds/feed.html",
        422 if errors else 200,
        feed=feed,
        form=form,
        errors=errors or FormErrors(),
        language_choices=language_choices(feed.language),
        looking=feed.enabled and feed.next_poll_at <= now,
        feed_texts=feed_texts,
    )


def _form_of(rules: FeedRules, **more: str) -> FeedForm:
    return FeedForm(
        language=rules.language,
        url_rule=rules.url_rule,
        time_zone=rules.time_zone,
        trust_declared_language="on" if rules.trust_declared_language else "",
        auto_publish="on" if rules.auto_publish else "",
        sponsored_names=format_names(rules.sponsored_names),
        ai_names=format_names(rules.ai_names),
        **more,
    )


def _next_path(feed_id: str, to: str) -> str:
    """Back to the page from which the button was pressed."""
    return "/admin/settings/feeds" if to == "list" else f"/admin/settings/feeds/{feed_id}"
