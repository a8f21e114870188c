"""Privacy levels: who may see a post while TikTok has not yet audited the app. Pure.

Source: `content-posting-api-reference-photo-post` (unaudited clients), `add-a-sandbox`.
"""

from collections.abc import Sequence
from typing import Final

from zharia.accounts.model import Environment
from zharia.errors.book import explain
from zharia.tiktok import PrivacyLevel

SELF_ONLY: Final = PrivacyLevel.SELF_ONLY.value

#: what the publish form says while `held_to_self_only`
HELD_TO_SELF_ONLY: Final = explain("unaudited_client_can_only_post_to_private_accounts").happened


def held_to_self_only(environment: Environment, *, audited: bool) -> bool:
    """Whether TikTok takes nothing but `SELF_ONLY`: in the sandbox, and before the audit."""
    return environment == Environment.SANDBOX or not audited


def privacy_choices(
    options: Sequence[str], environment: Environment, *, audited: bool
) -> tuple[str, ...]:
    """Which of the creator's fresh `privacy_level_options` a direct post may have.

    Empty means that this account cannot post now. A branded post cannot be `SELF_ONLY`, so
    before the audit it cannot go out at all.
    """
    if held_to_self_only(environment, audited=audited):
        return tuple(option for option in options if option == SELF_ONLY)
    return tuple(options)
