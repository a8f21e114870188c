"""Looking errors up."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from zharia.errors import (
    accounts,
    cases,
    connecting,
    deciding,
    fail_reasons,
    feed_notes,
    feeds,
    fetching,
    installation,
    limits,
    people,
    photos,
    removals,
    requests,
    retractions,
    sending,
    service,
    sign_in,
    stored_photos,
    tiktok_api,
    users,
    waiting,
    webhooks,
)
from zharia.errors.entry import Entry, Group, Source
from zharia.errors.phrases import GIVEN_UP
from zharia.errors.who_acts import WhoActs
from zharia.words import Words

#: characters of a foreign text that an explanation quotes
_QUOTED: Final = 300
_HTTP: Final = re.compile(r"http_\d{3}")

_TITLES: Final[Mapping[Source, Words]] = {
    Source.CASES: Words(kk="Жиі кездесетін жағдайлар", ru="Частые случаи", en="Common cases"),
    Source.SENDING: Words(kk="Жазбаны жіберу", ru="Отправка записи", en="Sending a post"),
    Source.TIKTOK_API: Words(kk="TikTok жауаптары", ru="Ответы TikTok", en="TikTok's answers"),
    Source.FAIL_REASONS: Words(
        kk="TikTok жазбаны неге жарияламады",
        ru="Почему TikTok не опубликовал запись",
        en="Why TikTok did not publish a post",
    ),
    Source.SIGN_IN: Words(
        kk="TikTok аккаунтын қосу",
        ru="Подключение аккаунта TikTok",
        en="Connecting a TikTok account",
    ),
    Source.ACCOUNTS: Words(
        kk="Қосылған аккаунттар", ru="Подключённые аккаунты", en="Connected accounts"
    ),
    Source.PHOTOS: Words(kk="Фотолар", ru="Фото", en="Photos"),
    Source.FETCHING: Words(
        kk="Сайттардан жүктеу", ru="Загрузка с сайтов", en="Fetching from sites"
    ),
    Source.FEEDS: Words(kk="Мақалалар мен ленталар", ru="Статьи и ленты", en="Articles and feeds"),
    Source.WEBHOOKS: Words(kk="TikTok вебхуктары", ru="Вебхуки TikTok", en="TikTok's webhooks"),
    Source.PEOPLE: Words(
        kk="Кіру, пайдаланушылар мен кілттер",
        ru="Вход, пользователи и ключи",
        en="Signing in, users and keys",
    ),
    Source.SERVICE: Words(kk="Zharia қызметі", ru="Сервис Zharia", en="Zharia itself"),
}

_ALL: Final[tuple[Entry, ...]] = (
    *cases.ENTRIES,
    *sending.ENTRIES,
    *waiting.ENTRIES,
    *deciding.ENTRIES,
    *limits.ENTRIES,
    *tiktok_api.ENTRIES,
    *fail_reasons.ENTRIES,
    *sign_in.ENTRIES,
    *connecting.ENTRIES,
    *accounts.ENTRIES,
    *removals.ENTRIES,
    *photos.ENTRIES,
    *stored_photos.ENTRIES,
    *fetching.ENTRIES,
    *feeds.ENTRIES,
    *feed_notes.ENTRIES,
    *retractions.ENTRIES,
    *webhooks.ENTRIES,
    *people.ENTRIES,
    *users.ENTRIES,
    *service.ENTRIES,
    *installation.ENTRIES,
    *requests.ENTRIES,
)
_BY_CODE: Final[Mapping[str, Entry]] = {entry.code: entry for entry in _ALL}
_GROUPS: Final = tuple(
    Group(source, _TITLES[source], tuple(one for one in _ALL if one.source is source))
    for source in Source
)


def entries() -> tuple[Group, ...]:
    """The whole book, group after group."""
    return _GROUPS


def entry(code: str) -> Entry | None:
    """The entry of a code, TikTok's or ours; None for one that is not in the book.

    An account's `state_reason` is looked up as `account.<reason>`, the reason of TikTok's
    `authorization.removed` as `authorization.removed.<reason>`.
    """
    return _BY_CODE.get(code) or (_BY_CODE["http_4xx"] if _HTTP.fullmatch(code) else None)


def explain(code: str, message: str = "") -> Entry:
    """The entry of a code, or a general one that names the code and quotes the message.

    >>> explain("a_code_of_next_year").title.en
    'An error that this version does not know'
    """
    known = entry(code)
    if known is not None:
        return known
    general = _BY_CODE["unknown_code"]
    happened = general.happened
    if code := code[:_QUOTED]:
        happened = happened.then(
            Words(kk=f"Оның коды: {code}.", ru=f"Её код: {code}.", en=f"Its code is {code}.")
        )
    if message := message[:_QUOTED].rstrip("."):
        happened = happened.then(
            Words(
                kk=f"Хабар: «{message}».",
                ru=f"Сообщение: «{message}».",
                en=f"The message: “{message}”.",
            )
        )
    return Entry(
        code=code or general.code,
        title=general.title,
        happened=happened,
        who=general.who,
        remedy=general.remedy,
        retry=general.retry,
        source=general.source,
    )


def explain_failure(code: str, message: str = "") -> Entry:
    """As `explain`, once the machine has given up: nothing that it would do by itself is left.

    >>> explain_failure("spam_risk_too_many_posts").who
    <WhoActs.EDITOR: 'editor'>
    """
    found = explain(code, message)
    if found.who is not WhoActs.NOBODY:
        return found
    return replace(found, who=WhoActs.EDITOR, remedy=GIVEN_UP)
