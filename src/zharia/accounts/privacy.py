"""Privacy levels: who may see a post while TikTok has not yet audited the app. Pure.

Source: `content-posting-api-reference-photo-post` (unaudited clients), `add-a-sandbox`.
"""

from collections.abc import Sequence
from typing import Final

from zharia.accounts.model import Environment
from zharia.tiktok import PrivacyLevel
from zharia.words import Words

SELF_ONLY: Final = PrivacyLevel.SELF_ONLY.value

#: what the publish form says while `held_to_self_only`
WORDS: Final = Words(
    kk="TikTok қолданбаны әлі тексермеген: жазбаны тек аккаунт иесі көреді, әрі TikTok-тағы"
    " аккаунттың өзі де жабық болуы керек.",
    ru="TikTok ещё не проверил приложение: запись увидит только владелец аккаунта, и сам аккаунт в"
    " TikTok должен быть закрытым.",
    en="TikTok has not audited the app yet: only the account's owner will see the post, and the"
    " account itself must be private in TikTok.",
)


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
