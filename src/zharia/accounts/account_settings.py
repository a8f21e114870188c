"""Account settings: what an administrator changes of an account, validated."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, TypedDict

from sqlalchemy.orm import Session

from zharia.accounts import setting_texts as texts
from zharia.accounts.hashtags import HashtagSettings, cleaned_hashtags, for_new_language
from zharia.accounts.model import Account, Mode
from zharia.accounts.privacy import SELF_ONLY
from zharia.accounts.scopes import scope_for
from zharia.errors import ErrorCode
from zharia.errors.field_error import NO_LANGUAGE, FieldError, InvalidFields
from zharia.tiktok import PrivacyLevel

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


class AccountChanges(TypedDict, total=False):
    """What is left out stays as it is."""

    enabled: bool
    #: `kz`, `ru`, …; `kk` is taken for `kz`
    language: str
    #: AUTO needs a privacy level and, when it is new, `own_responsibility`
    mode: Mode
    #: a person confirms that posts without a person's approval are the operator's responsibility
    own_responsibility: bool
    auto_publish: bool
    #: a `PrivacyLevel`, for AUTO; None takes it away
    privacy_level: str | None
    allow_comment: bool
    brand_organic: bool
    brand_content: bool
    hashtags: HashtagSettings
    upright_blur: bool


def change_account(
    session: Session, account: Account, changes: AccountChanges, *, now: datetime
) -> tuple[str, ...]:
    """Change an account's settings. Answers the names of the columns that are others now.

    A new language brings its own language hashtags, unless the account has chosen others. Raises
    `InvalidFields`, which names every wrong field; then nothing has changed.
    """
    values: dict[str, Any] = {k: v for k, v in changes.items() if k != "own_responsibility"}
    if "language" in values:
        values["language"] = language_code(values["language"])
    problems = list(_problems(account, values, confirmed=changes.get("own_responsibility", False)))
    if "hashtags" in changes:
        hashtags, wrong = cleaned_hashtags(changes["hashtags"])
        problems += wrong
        values["hashtags"] = hashtags.model_dump(mode="json")
    elif "language" in values:
        settings = HashtagSettings.model_validate(account.hashtags)
        moved = for_new_language(settings, account.language, values["language"])
        values["hashtags"] = moved.model_dump(mode="json")
    if problems:
        raise InvalidFields(tuple(problems))
    changed = tuple(sorted(name for name in values if getattr(account, name) != values[name]))
    for name in changed:
        setattr(account, name, values[name])
    if changed:
        account.updated_at = now
        session.flush()
    return changed


def language_code(code: str) -> str:
    """As articles name the language: Kazakh is `kz`."""
    code = code.strip().lower()
    return "kz" if code == "kk" else code


def is_language(code: str) -> bool:
    """Can this be the language of an article?"""
    return _LANGUAGE.fullmatch(code) is not None


def _problems(account: Account, values: dict[str, Any], *, confirmed: bool) -> Iterator[FieldError]:
    if "language" in values and not is_language(values["language"]):
        yield FieldError("language", NO_LANGUAGE)
    mode = Mode(values.get("mode", account.mode))
    scope = scope_for(mode)
    if "mode" in values and scope not in account.scopes:
        yield FieldError(
            "mode",
            texts.SCOPE_MISSING.with_(scope=scope, name=account.name),
            ErrorCode.SCOPE_NOT_GRANTED,
        )
    level = values.get("privacy_level", account.privacy_level)
    if level is not None and level not in set(PrivacyLevel):
        yield FieldError("privacyLevel", texts.NO_PRIVACY_LEVEL)
    if mode is not Mode.AUTO:
        return
    if account.mode != Mode.AUTO and not confirmed:
        yield FieldError("ownResponsibility", texts.NOT_CONFIRMED)
    if level is None:
        yield FieldError("privacyLevel", texts.AUTO_WITHOUT_PRIVACY)
    if level == SELF_ONLY and values.get("brand_content", account.brand_content):
        yield FieldError("brandContent", texts.BRANDED_AND_PRIVATE)
