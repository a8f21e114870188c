"""A visit to TikTok's consent page that brought no account.

The words are those that the administrator is shown at once.
"""

from typing import Final

from zharia.accounts import connect_errors as failed
from zharia.errors.entry import Entry, Source
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

#: where the words name the address of our own callback
_REDIRECT_URI: Final = "https://…/api/tiktok/callback"


def _failed(kind: type[failed.ConnectFailed], title: Words) -> Entry:
    return Entry(
        code=kind.code,
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=title,
        happened=kind.happened,
        remedy=kind.remedy.with_(redirect_uri=_REDIRECT_URI),
    )


ENTRIES: Final[tuple[Entry, ...]] = (
    _failed(
        failed.StateUnknown,
        Words(
            kk="Бұл қосу осы жерден басталмаған",
            ru="Подключение начато не здесь",
            en="The connection was not begun here",
        ),
    ),
    _failed(
        failed.StateExpired,
        Words(
            kk="Қосуға берілген уақыт бітті",
            ru="Время на подключение вышло",
            en="The time to connect has run out",
        ),
    ),
    _failed(
        failed.StateReplayed,
        Words(
            kk="Бұл қосу әрекеті аяқталған",
            ru="Это подключение уже завершено",
            en="This connection is finished already",
        ),
    ),
    _failed(
        failed.OtherAdministrator,
        Words(
            kk="Бұл басқа әкімшінің қосу әрекеті",
            ru="Это подключение другого администратора",
            en="This is another administrator's connection",
        ),
    ),
    _failed(
        failed.CodeRefused,
        Words(
            kk="TikTok өзі берген кодты қабылдамады",
            ru="TikTok не принял свой же код",
            en="TikTok did not take the code that it gave",
        ),
    ),
    _failed(
        failed.TikTokRefused,
        Words(
            kk="TikTok аккаунтты қосуға жол бермеді",
            ru="TikTok не дал подключить аккаунт",
            en="TikTok did not let the account be connected",
        ),
    ),
    _failed(
        failed.TikTokSilent,
        Words(
            kk="Қосу кезінде TikTok жауап бермеді",
            ru="TikTok не ответил при подключении",
            en="TikTok did not answer while connecting",
        ),
    ),
    _failed(
        failed.ScopesMissing,
        Words(
            kk="Аккаунт жариялау рұқсатынсыз қосылды",
            ru="Аккаунт подключён без права публикации",
            en="The account was connected without leave to post",
        ),
    ),
)
