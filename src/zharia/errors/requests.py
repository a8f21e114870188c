"""What Zharia answers to requests that are wrong in themselves."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import RELOAD
from zharia.errors.who_acts import WhoActs
from zharia.words import Words

_MEND_SENDER: Final = Words(
    kk="Мұны сұрау жіберетін жүйені жасаушы түзетеді: дұрыс үлгі /docs бетінде көрсетілген.",
    ru="Это исправляет разработчик системы, которая шлёт запросы: верные примеры есть на странице"
    " /docs.",
    en="Whoever makes the sending system mends this: the page /docs shows how it is done.",
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="validation_failed",
        source=Source.SERVICE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Кейбір өрістер дұрыс толтырылмаған",
            ru="Некоторые поля заполнены неверно",
            en="Some fields are not filled in rightly",
        ),
        happened=Words(
            kk="Өріс бос, тым ұзын немесе басқа түрде жазылуы керек.",
            ru="Поле пустое, слишком длинное или должно быть записано иначе.",
            en="A field is empty, too long, or has to be written in another way.",
        ),
        remedy=Words(
            kk="Хабарда аталған әр өрісті түзетіп, қайта жіберіңіз.",
            ru="Исправьте каждое поле, названное в сообщении, и отправьте снова.",
            en="Correct each field that the message names, and send it again.",
        ),
    ),
    Entry(
        code="idempotency_key_reused",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Сұраудың кілті бұрын пайдаланылған",
            ru="Ключ запроса уже использован",
            en="The request's key was used already",
        ),
        happened=Words(
            kk="Idempotency-Key тақырыбындағы кілт басқа сұрауға тиесілі, сондықтан бұл сұрау"
            " орындалмады.",
            ru="Ключ из заголовка Idempotency-Key принадлежит другому запросу, поэтому этот не"
            " выполнен.",
            en="The key in the Idempotency-Key header belongs to another request, so this one was"
            " not carried out.",
        ),
        remedy=Words(
            kk="Сұрау жіберетін жүйе әр жаңа сұрауға жаңа кілт берсін.",
            ru="Пусть система, которая шлёт запросы, даёт каждому новому запросу новый ключ.",
            en="Have the system that sends requests give each new one a new key.",
        ),
    ),
    Entry(
        code="malformed_request",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Сұраудың мазмұны оқылмайды",
            ru="Тело запроса не читается",
            en="The request's body cannot be read",
        ),
        happened=Words(
            kk="Жіберілген мәтін UTF-8 кодтауындағы дұрыс JSON емес.",
            ru="Присланный текст не является правильным JSON в UTF-8.",
            en="What was sent is not valid JSON in UTF-8.",
        ),
        remedy=_MEND_SENDER,
    ),
    Entry(
        code="body_too_large",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Сұрау тым үлкен",
            ru="Запрос слишком большой",
            en="The request is too large",
        ),
        happened=Words(
            kk="Жіберілген мазмұн рұқсат етілген көлемнен асады.",
            ru="Присланное больше допустимого размера.",
            en="What was sent is larger than allowed.",
        ),
        remedy=Words(
            kk="Фотоларды мазмұнға салмай, мекенжайын ғана жіберіңіз, мәтінді қысқартыңыз.",
            ru="Передавайте адреса фото, а не сами фото, и сократите текст.",
            en="Send the photos' addresses and not the photos, and shorten the text.",
        ),
    ),
    Entry(
        code="method_not_allowed",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Мекенжай мұндай сұрауды қабылдамайды",
            ru="Адрес не принимает такой запрос",
            en="The address does not take such a request",
        ),
        happened=Words(
            kk="Сұрау басқа әдіспен жіберілуі керек: мысалы, GET орнына POST.",
            ru="Запрос нужно отправить другим методом: например, POST вместо GET.",
            en="The request needs another method: for example, POST instead of GET.",
        ),
        remedy=_MEND_SENDER,
    ),
    Entry(
        code="not_found",
        source=Source.SERVICE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Бұл мекенжайда ештеңе жоқ",
            ru="По этому адресу ничего нет",
            en="There is nothing at this address",
        ),
        happened=Words(
            kk="Сілтеме ескі немесе қате жазылған.",
            ru="Ссылка старая или написана с ошибкой.",
            en="The link is old, or misspelt.",
        ),
        remedy=RELOAD,
    ),
    Entry(
        code="http_4xx",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Сервер сұрауды қабылдамады",
            ru="Сервер не принял запрос",
            en="The server did not take the request",
        ),
        happened=Words(
            kk="Сұрау ережеге сай емес; нөмірі HTTP стандартындағы күй кодын білдіреді.",
            ru="Запрос не по правилам; число в коде ошибки взято из стандарта HTTP.",
            en="The request breaks the rules of HTTP; the number in the code is HTTP's own.",
        ),
        remedy=_MEND_SENDER,
    ),
)
