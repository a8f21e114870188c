"""One account: how it is, how its posts go out, and ending the connection."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Form, UploadFile
from markupsafe import Markup
from pydantic import BaseModel
from starlette.responses import Response

from zharia.accounts import (
    Account,
    AccountChanges,
    HashtagSettings,
    Mode,
    PrivacyLevel,
    configuration,
    health_of,
    held_to_self_only,
    scope_for,
)
from zharia.accounts.hashtags import offered, respelled
from zharia.accounts.health import PURPOSES
from zharia.accounts.privacy import HELD_TO_SELF_ONLY
from zharia.accounts.scopes import REQUESTED
from zharia.errors.book import explain
from zharia.errors.field_error import InvalidFields
from zharia.media.errors import MediaError
from zharia.media.uploads import stored_address
from zharia.newsroom import accounts
from zharia.newsroom.accounts import known_account
from zharia.publishing.unknown_posts import REPORTED_FOR, foreign_posts
from zharia.texts.i18n import gettext
from zharia.texts.message import Message
from zharia.texts.named_pages import PAGES
from zharia.web.pages.accounts.spelling import spelling_of
from zharia.web.pages.base.forms import Wrong, at_fields
from zharia.web.pages.base.links import linked
from zharia.web.pages.base.view import AdminView, View
from zharia.web.pages.feeds.feeds import EDITIONS
from zharia.web.pages.settings.social_media import PAGE

router = APIRouter(prefix=f"{PAGE}/accounts/{{account_id}}", include_in_schema=False)

_TICKED: Final = "on"


class AccountForm(BaseModel):
    """Boxes are `on`, or empty. Hashtags stand in one line, with blanks or commas between."""

    enabled: str = ""
    language: str = ""
    mode: str = Mode.REVIEW
    own_responsibility: str = ""
    auto_publish: str = ""
    privacy_level: str = ""
    allow_comment: str = ""
    brand_organic: str = ""
    brand_content: str = ""
    brand: str = ""
    language_tags: str = ""
    extra: str = ""
    cap: str = ""
    link: str = ""
    credit: str = ""
    upright_blur: str = ""

    @classmethod
    def of(cls, account: Account) -> "AccountForm":
        tags = HashtagSettings.model_validate(account.hashtags)
        return cls(
            enabled=_box(account.enabled),
            language=account.language,
            mode=account.mode,
            own_responsibility=_box(account.mode == Mode.AUTO),
            auto_publish=_box(account.auto_publish),
            privacy_level=account.privacy_level or "",
            allow_comment=_box(account.allow_comment),
            brand_organic=_box(account.brand_organic),
            brand_content=_box(account.brand_content),
            brand=" ".join(tags.brand),
            language_tags=" ".join(tags.language),
            extra=" ".join(tags.extra),
            cap=str(tags.cap),
            link=_box(tags.link),
            credit=_box(tags.credit),
            upright_blur=_box(account.upright_blur),
        )

    def changes(self, account: Account) -> AccountChanges:
        """What to change. Tags that were left as they are follow a new language."""
        changes: AccountChanges = {
            "enabled": bool(self.enabled),
            "language": self.language,
            "mode": Mode(self.mode) if self.mode in set(Mode) else Mode(account.mode),
            "own_responsibility": bool(self.own_responsibility),
            "auto_publish": bool(self.auto_publish),
            "upright_blur": bool(self.upright_blur),
        }
        if changes["mode"] is Mode.AUTO:
            # The page shows them for this mode alone; in the others they stay what they were.
            changes["privacy_level"] = self.privacy_level or None
            changes["allow_comment"] = bool(self.allow_comment)
            changes["brand_organic"] = bool(self.brand_organic)
            changes["brand_content"] = bool(self.brand_content)
        stored = HashtagSettings.model_validate(account.hashtags)
        if (tags := self.tags(stored.cap)) != stored:
            changes["hashtags"] = tags
        return changes

    def tags(self, cap: int) -> HashtagSettings:
        """`cap` counts if the form names no number."""
        return HashtagSettings(
            brand=_split(self.brand),
            language=_split(self.language_tags),
            extra=_split(self.extra),
            cap=min(int(self.cap), 100) if self.has_cap else cap,
            link=bool(self.link),
            credit=bool(self.credit),
        )

    @property
    def has_cap(self) -> bool:
        return self.cap.strip().isdecimal() and len(self.cap.strip()) < 4


@router.get("")
def account_page(view: AdminView, account_id: str) -> Response:
    return _page(view, account_id)


@router.post("")
def change(view: AdminView, account_id: str, form: Annotated[AccountForm, Form()]) -> Response:
    if not form.has_cap:
        with view.speaking():
            wrong = Wrong(cap=gettext("Write a number from 0 to 100."))
        return _page(view, account_id, 422, form=form, wrong=wrong)
    try:
        with view.context.database.write() as session:
            account = known_account(session, account_id)
            now = view.context.database.now(session)
            who = view.visitor.principal
            accounts.change(session, who, account, form.changes(account), now=now)
    except InvalidFields as error:
        with view.speaking():
            wrong = at_fields(error.problems)
        return _page(view, account_id, 422, form=form, wrong=wrong)
    return view.back(_path(account_id), "saved")


@router.post("/spelling")
def spell(
    view: AdminView,
    account_id: str,
    tag: Annotated[str, Form()],
    on_queue: Annotated[str, Form()] = "",
) -> Response:
    """Spell the language hashtag as `tag`, which the same click undoes with the other one."""
    with view.context.database.write() as session:
        account = known_account(session, account_id)
        now = view.context.database.now(session)
        stored = HashtagSettings.model_validate(account.hashtags)
        tags = respelled(stored, account.language, tag)
        accounts.change(session, view.visitor.principal, account, {"hashtags": tags}, now=now)
        stands = tag in tags.language
    to = PAGES["queue"].path if on_queue else f"{_path(account_id)}#spelling"
    return view.back(to, "spelt", tag=tag) if stands else view.back(to)


@router.post("/photo")
def change_photo(
    view: AdminView,
    account_id: str,
    remove: Annotated[str, Form()] = "",
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """The photo that stands in for an article that has none."""
    key: str | None = None
    if not remove:
        body = photo.file.read() if photo is not None else b""
        if not body:
            with view.speaking():
                missing = gettext("Choose a photo first.")
            return _page(view, account_id, 422, wrong=Wrong(photo=missing))
        try:
            key = view.context.library.keep_upload(body).key
        except MediaError as error:
            entry = explain(error.code, str(error))
            words = _linked(view, entry.happened.then(entry.remedy))
            return _page(view, account_id, 422, wrong=Wrong(photo=words))
    with view.context.database.write() as session:
        now = view.context.database.now(session)
        accounts.set_fallback_photo(session, view.visitor.principal, account_id, key, now=now)
    return view.back(f"{_path(account_id)}#photo", "saved")


@router.post("/renew")
def renew(view: AdminView, account_id: str) -> Response:
    """Renew the access now, which happens ahead of its end anyway."""
    renewal = accounts.renew(view.context.database, view.context.vault, account_id)
    if renewal.problem is not None:
        return _page(view, account_id, 409, trouble=_linked(view, renewal.problem.message))
    return view.back(_path(account_id), "access_renewed", name=renewal.account.name)


@router.post("/disconnect")
def end(view: AdminView, account_id: str) -> Response:
    context = view.context
    ended = accounts.disconnect(
        context.database,
        view.visitor.principal,
        account_id,
        keys=context.keys,
        open_client=context.open_client,
        installation=context.installation,
    )
    if ended.confirmed:
        return view.back(PAGE, "account_disconnected", name=ended.account.name)
    return view.back(PAGE, "account_disconnected_alone", kind="info", name=ended.account.name)


def _page(
    view: View,
    account_id: str,
    status: int = 200,
    *,
    form: AccountForm | None = None,
    wrong: Wrong | None = None,
    trouble: str = "",
) -> Response:
    with view.context.database.read() as session:
        account = known_account(session, account_id)
        config = configuration(session)
        now = view.context.database.now(session)
        foreign = foreign_posts(session, now - REPORTED_FOR).get(account_id, 0)
    photo = account.fallback_photo
    return view.page(
        "accounts/account.html",
        status,
        account=account,
        active=account.environment == config.environment,
        health=health_of(account, now),
        foreign=foreign,
        days_left=_days(account.refresh_expires_at, now),
        form=form or AccountForm.of(account),
        wrong=wrong or Wrong(),
        trouble=trouble,
        scopes=[(scope, scope in account.scopes, PURPOSES[scope]) for scope in REQUESTED],
        modes=[(mode, scope_for(mode), scope_for(mode) in account.scopes) for mode in Mode],
        levels=list(PrivacyLevel),
        self_only=held_to_self_only(account.environment, audited=config.audited),
        self_only_words=HELD_TO_SELF_ONLY,
        editions=EDITIONS if account.language in EDITIONS else (*EDITIONS, account.language),
        offered_tags=offered(account.language),
        spelling=spelling_of(account),
        photo=stored_address(photo) if photo else "",
    )


def _days(end: datetime | None, now: datetime) -> int:
    return max((end - now).days, 0) if end else 0


def _path(account_id: str) -> str:
    return f"{PAGE}/accounts/{account_id}"


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _box(value: Any) -> str:
    return _TICKED if value else ""


def _linked(view: View, message: Message) -> Markup:
    """A message before its page is rendered."""
    with view.speaking():
        return linked(message)
