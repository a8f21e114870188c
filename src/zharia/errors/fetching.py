"""Addresses of feeds, pages and photos that could not be fetched."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import ASK_TO_BE_LET_IN
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_LATER: Final = Words(
    kk="Zharia кейінірек өзі қайталайды. Қайталана берсе, мекенжайды браузерде ашып көріңіз: ол"
    " жерде де ашылмаса, сайтқа жауапты адамға хабарласыңыз.",
    ru="Zharia позже повторит сама. Если не проходит, откройте адрес в браузере: если и там не"
    " открывается, обратитесь к тому, кто обслуживает сайт.",
    en="Zharia tries again later by itself. If it goes on, open the address in a browser: if that"
    " fails too, ask whoever runs the site.",
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="fetch_bad_address",
        source=Source.FETCHING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Веб-мекенжай жарамсыз",
            ru="Веб-адрес не подходит",
            en="The web address cannot be used",
        ),
        happened=Words(
            kk="Мекенжай http:// немесе https:// деп басталмайды, толық емес немесе ішінде"
            " құпиясөз бар.",
            ru="Адрес не начинается с http:// или https://, неполный или содержит пароль.",
            en="The address does not begin with http:// or https://, is incomplete, or has a"
            " password in it.",
        ),
        remedy=Words(
            kk="Мекенжайды браузерде ашып көріп, сол жерден көшіріп алыңыз.",
            ru="Откройте адрес в браузере и скопируйте его оттуда.",
            en="Open the address in a browser, and copy it from there.",
        ),
    ),
    Entry(
        code="fetch_forbidden_address",
        source=Source.FETCHING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мекенжай жабық желіге апарады",
            ru="Адрес ведёт в закрытую сеть",
            en="The address leads into a private network",
        ),
        happened=Words(
            kk="Қауіпсіздік үшін Zharia ішкі желідегі мекенжайларды ашпайды, ал бұл мекенжай сонда"
            " апарады.",
            ru="Ради безопасности Zharia не открывает адреса внутренней сети, а этот ведёт именно"
            " туда.",
            en="For safety Zharia does not open addresses inside a private network, and this one"
            " leads there.",
        ),
        remedy=Words(
            kk="Интернеттен көрінетін мекенжайды қолданыңыз.",
            ru="Используйте адрес, который виден из интернета.",
            en="Use an address that can be seen from the internet.",
        ),
    ),
    Entry(
        code="fetch_unreachable",
        source=Source.FETCHING,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Сайт ашылмады",
            ru="Сайт не открылся",
            en="The site could not be reached",
        ),
        happened=Words(
            kk="Сайттың аты табылмады, байланыс орнамады немесе сертификаты жарамсыз.",
            ru="Имя сайта не найдено, соединение не установлено или сертификат негоден.",
            en="The site's name was not found, no connection was made, or its certificate is not"
            " valid.",
        ),
        remedy=_LATER,
    ),
    Entry(
        code="fetch_too_slow",
        source=Source.FETCHING,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Сайт тым баяу жауап берді",
            ru="Сайт ответил слишком медленно",
            en="The site was too slow",
        ),
        happened=Words(
            kk="Жауап берілген уақыт ішінде толық келмеді.",
            ru="Ответ не пришёл полностью за отведённое время.",
            en="The answer did not come in full within the time allowed.",
        ),
        remedy=_LATER,
    ),
    Entry(
        code="fetch_too_large",
        source=Source.FETCHING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мекенжайдағы файл тым үлкен",
            ru="Файл по адресу слишком большой",
            en="The file at the address is too large",
        ),
        happened=Words(
            kk="Файлдың көлемі Zharia жүктейтін шектен асады.",
            ru="Файл больше, чем загружает Zharia.",
            en="The file is larger than what Zharia downloads.",
        ),
        remedy=Words(
            kk="Сол мекенжайға кішірек файл қойыңыз: фотоның өлшемін азайтыңыз немесе лентадағы"
            " мақала санын қысқартыңыз.",
            ru="Положите по этому адресу файл поменьше: уменьшите фото или число статей в ленте.",
            en="Offer a smaller file there: make the photo smaller, or have fewer articles in the"
            " feed.",
        ),
    ),
    Entry(
        code="fetch_bad_answer",
        source=Source.FETCHING,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Сайттың жауабы түсініксіз",
            ru="Ответ сайта непонятен",
            en="The site's answer makes no sense",
        ),
        happened=Words(
            kk="Сайт жауап берді, бірақ жауаптың қысылуы бүлінген немесе ережеге сай емес.",
            ru="Сайт ответил, но сжатие ответа повреждено или не по правилам.",
            en="The site answered, but its compression is broken or against the rules.",
        ),
        remedy=Words(
            kk="Сайтқа жауапты адамға хабарласыңыз.",
            ru="Обратитесь к тому, кто обслуживает сайт.",
            en="Ask whoever runs the site.",
        ),
    ),
    Entry(
        code="fetch_bad_status",
        source=Source.FETCHING,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Сайт қате қайтарды",
            ru="Сайт ответил ошибкой",
            en="The site answered with an error",
        ),
        happened=Words(
            kk="Сайт файлдың орнына қате кодын берді: мысалы, 404 (табылмады), 403 (тыйым"
            " салынған) немесе 500 (ақау).",
            ru="Вместо файла сайт прислал код ошибки: например, 404 (не найдено), 403 (запрещено)"
            " или 500 (сбой).",
            en="Instead of the file the site sent an error code: for example 404 (not found), 403"
            " (forbidden) or 500 (a fault).",
        ),
        remedy=Words(
            kk="Уақытша ақауда Zharia кейінірек өзі қайталайды. Қате қайталана берсе, мекенжайды"
            " браузерде ашып тексеріңіз немесе сайтқа жауапты адамға хабарласыңыз.",
            ru="При временном сбое Zharia позже повторит сама. Если ошибка остаётся, откройте"
            " адрес в браузере или обратитесь к тому, кто обслуживает сайт.",
            en="If the fault is passing, Zharia tries again later by itself. If the error stays,"
            " open the address in a browser, or ask whoever runs the site.",
        ),
    ),
    Entry(
        code="fetch_refused",
        source=Source.FETCHING,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Сайт Zharia-ны бұғаттап тұрған болуы мүмкін",
            ru="Возможно, сайт блокирует Zharia",
            en="The site may be blocking Zharia",
        ),
        happened=Words(
            kk="Сайт сұрауды қабылдамады (401, 403, 406, 429 немесе 451) немесе керек файлдың"
            " орнына роботтарды тексеретін бет берді. Браузерде сол мекенжай ашылуы мүмкін.",
            ru="Сайт отклонил запрос (401, 403, 406, 429 или 451) или вместо файла прислал"
            " страницу, которая проверяет, не робот ли мы. В браузере тот же адрес может"
            " открываться.",
            en="The site refused the request (401, 403, 406, 429 or 451), or instead of the file"
            " sent a page that keeps programs out. In a browser the same address may open.",
        ),
        remedy=ASK_TO_BE_LET_IN,
    ),
    Entry(
        code="fetch_too_many_redirects",
        source=Source.FETCHING,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Сайт шексіз қайта бағыттайды",
            ru="Сайт перенаправляет без конца",
            en="The site redirects without end",
        ),
        happened=Words(
            kk="Мекенжай бес реттен көп басқа мекенжайға бағыттады.",
            ru="Адрес перенаправил на другие больше пяти раз.",
            en="The address redirected to others more than five times.",
        ),
        remedy=Words(
            kk="Мекенжайды браузерде ашып, ең соңғы мекенжайды көшіріп қойыңыз. Болмаса, сайтқа"
            " жауапты адамға хабарласыңыз.",
            ru="Откройте адрес в браузере и возьмите конечный. Если не выходит, обратитесь к тому,"
            " кто обслуживает сайт.",
            en="Open the address in a browser, and use the one where you end. If that fails, ask"
            " whoever runs the site.",
        ),
    ),
)
