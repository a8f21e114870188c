"""Deliveries in TikTok's name that were refused, or are odd (`webhooks-verification`)."""

from dataclasses import replace
from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_COMPARE_SECRET: Final = Words(
    kk="Біреу-екеу болса, мән бермеңіз. Барлық вебхук қабылданбаса, TikTok әзірлеуші консоліндегі"
    " Client Secret мәнін «Баптаулар → Әлеуметтік желілер» бетіне қайта енгізіңіз.",
    ru="Если таких сообщений единицы, не обращайте внимания. Если отклоняются все, заново внесите"
    " Client Secret из консоли разработчика TikTok в раздел «Настройки → Соцсети».",
    en="Take no notice of single ones. If all are refused, enter the client secret from TikTok's"
    " developer console anew under Settings → Social media.",
)

_SIGNATURE: Final = Entry(
    code="signature_invalid",
    source=Source.WEBHOOKS,
    who=WhoActs.ADMIN,
    retry=None,
    title=Words(
        kk="Вебхуктың қолтаңбасы дұрыс емес",
        ru="Подпись вебхука неверна",
        en="A webhook's signature is wrong",
    ),
    happened=Words(
        kk="TikTok атынан келген хабарға біздің Client Secret мәнімен қол қойылмаған, сондықтан ол"
        " қабылданбады. Оны бөгде біреу жіберген немесе құпия мән ескірген.",
        ru="Сообщение от имени TikTok подписано не нашим Client Secret и потому отклонено. Его"
        " прислал посторонний, или секрет устарел.",
        en="A message in TikTok's name was not signed with our client secret, so it was refused. A"
        " stranger sent it, or the secret is out of date.",
    ),
    remedy=_COMPARE_SECRET,
)

ENTRIES: Final[tuple[Entry, ...]] = (
    _SIGNATURE,
    replace(
        _SIGNATURE,
        code="signature_mismatch",
        title=Words(
            kk="Вебхукқа басқа құпия мәнмен қол қойылған",
            ru="Вебхук подписан другим секретом",
            en="A webhook was signed with another secret",
        ),
    ),
    replace(
        _SIGNATURE,
        code="signature_missing",
        title=Words(
            kk="Вебхуктың қолтаңбасы жоқ",
            ru="У вебхука нет подписи",
            en="A webhook carries no signature",
        ),
    ),
    replace(
        _SIGNATURE,
        code="signature_malformed",
        title=Words(
            kk="Вебхуктың қолтаңбасы оқылмайды",
            ru="Подпись вебхука не читается",
            en="A webhook's signature cannot be read",
        ),
    ),
    Entry(
        code="client_key_unknown",
        source=Source.WEBHOOKS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Вебхук басқа қолданбаға арналған",
            ru="Вебхук предназначен другому приложению",
            en="A webhook is about another app",
        ),
        happened=Words(
            kk="Хабардағы қолданба кілті біздікі емес, сондықтан ол қабылданбады.",
            ru="Ключ приложения в сообщении не наш, поэтому оно отклонено.",
            en="The app's key in the message is not ours, so it was refused.",
        ),
        remedy=Words(
            kk="TikTok әзірлеуші консоліндегі Client Key мәнін «Баптаулар → Әлеуметтік желілер»"
            " бетіндегі мәнмен салыстырыңыз.",
            ru="Сверьте Client Key в консоли разработчика TikTok с разделом «Настройки → Соцсети».",
            en="Compare the client key in TikTok's developer console with the one under Settings →"
            " Social media.",
        ),
    ),
    Entry(
        code="not_stored",
        source=Source.WEBHOOKS,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Вебхукты сақтау мүмкін болмады",
            ru="Вебхук не удалось сохранить",
            en="A webhook could not be stored",
        ),
        happened=Words(
            kk="Дерекқор бос емес немесе қолжетімсіз болды.",
            ru="База данных была занята или недоступна.",
            en="The database was busy or out of reach.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: TikTok хабарды 72 сағат бойы қайта жібереді, ал Zharia"
            " күйді өзі де сұрап тұрады. Жиі қайталанса, әкімші дерекқорды тексерсін.",
            ru="Делать ничего не нужно: TikTok повторяет сообщение 72 часа, а Zharia и сама"
            " спрашивает о состоянии. Если это бывает часто, пусть администратор проверит базу"
            " данных.",
            en="Nothing to do: TikTok repeats the message for 72 hours, and Zharia asks for the"
            " state by itself too. If it happens often, an administrator checks the database.",
        ),
    ),
    Entry(
        code="delivery_too_old",
        source=Source.WEBHOOKS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Вебхук кешігіп келді",
            ru="Вебхук пришёл с опозданием",
            en="A webhook came late",
        ),
        happened=Words(
            kk="TikTok хабарға бұрынырақ қол қойған: ол жолда кешіккен немесе қайта жіберілген.",
            ru="TikTok подписал сообщение раньше: оно задержалось в пути или прислано повторно.",
            en="TikTok signed the message some time ago: it was held up, or is a repeat.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ. Барлық хабар кешіксе, әкімші сервердің сағатын"
            " тексерсін.",
            ru="Делать ничего не нужно. Если опаздывают все сообщения, пусть администратор"
            " проверит часы сервера.",
            en="Nothing to do. If every message is late, an administrator checks the server's"
            " clock.",
        ),
    ),
    Entry(
        code="delivery_from_the_future",
        source=Source.WEBHOOKS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Вебхуктың уақыты әлі келген жоқ",
            ru="Время вебхука ещё не наступило",
            en="A webhook is from the future",
        ),
        happened=Words(
            kk="Хабардағы уақыт сервердің сағатынан озып тұр.",
            ru="Время в сообщении опережает часы сервера.",
            en="The time in the message is ahead of the server's clock.",
        ),
        remedy=Words(
            kk="Сервердің сағатын түзетіп, оны уақыт серверімен синхрондаңыз.",
            ru="Исправьте часы сервера и включите их синхронизацию.",
            en="Correct the server's clock, and keep it synchronised.",
        ),
    ),
    Entry(
        code="delivery_malformed",
        source=Source.WEBHOOKS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Вебхук түсініксіз",
            ru="Вебхук непонятен",
            en="A webhook makes no sense",
        ),
        happened=Words(
            kk="Хабарға TikTok қол қойған, бірақ оның мазмұны құжаттамаға сай емес.",
            ru="Сообщение подписано TikTok, но его содержание не соответствует документации.",
            en="TikTok signed the message, but its content is not what TikTok documents.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: Zharia күйді TikTok-тан өзі сұрайды. Жиі қайталанса,"
            " Zharia-ны жаңартыңыз.",
            ru="Делать ничего не нужно: Zharia сама спросит TikTok о состоянии. Если это"
            " повторяется часто, обновите Zharia.",
            en="Nothing to do: Zharia asks TikTok for the state by itself. If it happens often,"
            " update Zharia.",
        ),
    ),
)
