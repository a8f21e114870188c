"""The newsroom's feeds: which are watched, how each last look went, and changing that."""

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
from zharia.newsroom.feeds import known_feed
from zharia.texts.i18n import gettext
from zharia.web.pages.base.forms import Wrong, at_fields
from zharia.web.pages.base.view import AdminView, View
from zharia.web.pages.feeds import feed_texts

router = APIRouter(prefix="/admin/settings/feeds", include_in_schema=False)

#: languages that a form offers, as articles name them
EDITIONS: Final = ("kz", "ru", "en")


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
    return view.page("feeds/feeds.html", feeds=watched, looking=looking, feed_words=feed_texts)


@router.get("/new")
def new_feed(view: AdminView, url: str = "") -> Response:
    return _new(view, _filled(FeedRules(), url=url))


@router.post("/new")
def add(view: AdminView, form: Annotated[FeedForm, Form()]) -> Response:
    interval = form.interval
    if interval is None:
        return _new(view, form, wrong=_no_minutes(view), status=422)
    try:
        if form.do == "check":
            trial = preview_feed(view.context.fetcher, form.url.strip(), form.rules, view.zone)
            return _new(view, form, trial=trial)
        with view.context.database.write() as session:
            feed = feeds.add(
                session,
                view.visitor.principal,
                form.url,
                now=view.context.database.now(session),
                rules=form.rules,
                kind=FeedKind(form.kind) if form.kind in set(FeedKind) else None,
                source=form.source,
                interval=interval,
            )
    except InvalidArticleError as error:
        with view.speaking():
            wrong = at_fields(error.problems)
        return _new(view, form, wrong=wrong, status=422)
    return view.back(f"/admin/settings/feeds/{feed.id}", "feed_added")


@router.get("/{feed_id}")
def feed_page(view: AdminView, feed_id: str) -> Response:
    return _page(view, feed_id)


@router.post("/{feed_id}")
def change(view: AdminView, feed_id: str, form: Annotated[FeedForm, Form()]) -> Response:
    interval = form.interval
    if interval is None:
        return _page(view, feed_id, form, wrong=_no_minutes(view), status=422)
    rules = form.rules
    try:
        with view.context.database.write() as session:
            feeds.change(
                session,
                view.visitor.principal,
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
        with view.speaking():
            wrong = at_fields(error.problems)
        return _page(view, feed_id, form, wrong=wrong, status=422)
    return view.back(f"/admin/settings/feeds/{feed_id}", "saved")


@router.post("/{feed_id}/poll")
def poll_now(view: AdminView, feed_id: str, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002 - the field's name
    with view.context.database.write() as session:
        feeds.poll_now(session, feed_id, now=view.context.database.now(session))
    return view.back(_way(feed_id, next), "feed_soon", kind="info")


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
        feeds.change(session, view.visitor.principal, feed_id, now=now, enabled=on)
    return view.back(_way(feed_id, next), "feed_on" if on else "feed_off")


@router.post("/{feed_id}/remove")
def remove(view: AdminView, feed_id: str) -> Response:
    with view.context.database.write() as session:
        feeds.remove(session, view.visitor.principal, feed_id)
    return view.back("/admin/settings/feeds", "feed_removed")


def _no_minutes(view: View) -> Wrong:
    with view.speaking():
        return Wrong(interval=gettext("Write a whole number of minutes."))


def _new(
    view: View,
    form: FeedForm,
    *,
    trial: FeedPreview | None = None,
    wrong: Wrong | None = None,
    status: int = 200,
) -> Response:
    return view.page(
        "feeds/new.html",
        status,
        form=form,
        trial=trial,
        wrong=wrong or Wrong(),
        editions=EDITIONS,
        kinds=list(FeedKind),
        feed_words=feed_texts,
    )


def _page(
    view: View,
    feed_id: str,
    form: FeedForm | None = None,
    *,
    wrong: Wrong | None = None,
    status: int = 200,
) -> Response:
    with view.context.database.read() as session:
        feed = known_feed(session, feed_id)
        now = view.context.database.now(session)
    form = form or _filled(feed.rules, minutes=str(feed.interval_seconds // 60))
    return view.page(
        "feeds/feed.html",
        status,
        feed=feed,
        form=form,
        wrong=wrong or Wrong(),
        editions=EDITIONS if feed.language in EDITIONS else (*EDITIONS, feed.language),
        looking=feed.enabled and feed.next_poll_at <= now,
        feed_words=feed_texts,
    )


def _filled(rules: FeedRules, **more: str) -> FeedForm:
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


def _way(feed_id: str, to: str) -> str:
    """Back to the page from which the button was pressed."""
    return "/admin/settings/feeds" if to == "list" else f"/admin/settings/feeds/{feed_id}"
