"""TikTok's sign-in: its consent page and its token endpoint (`oauth-error-handling`).

The page that says only `client_key` is among the `cases`.
"""

from dataclasses import replace
from typing import Final

from zharia.accounts.connect_errors import PersonRefused, StateExpired, TikTokRefused
from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import ADD_SCOPES, ASK_SUPPORT, CONNECT_AGAIN, RECONNECT
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_SERVER_ERROR: Final = Entry(
    code="server_error",
    source=Source.SIGN_IN,
    who=WhoActs.ADMIN,
    retry=RetryKind.AFTER,
    title=Words(
        kk="TikTok-тың кіру жүйесінде ақау болды",
        ru="Сбой входа через TikTok",
        en="A fault in TikTok's sign-in",
    ),
    happened=Words(
        kk="TikTok-тың кіру жүйесінде ақау болды; біздің баптауларға қатысы жоқ.",
        ru="В системе входа TikTok случился сбой; наши настройки ни при чём.",
        en="TikTok's sign-in had a fault; our settings have nothing to do with it.",
    ),
    remedy=Words(
        kk="Рұқсатты Zharia бірнеше минуттан кейін өзі жаңартады. Аккаунтты қосып жатқан болсаңыз,"
        " сәлден соң қайтадан бастаңыз.",
        ru="Доступ Zharia обновит сама через несколько минут. Если вы подключали аккаунт, начните"
        " заново чуть позже.",
        en="Zharia renews the access by itself in a few minutes. If you were connecting an"
        " account, begin again a little later.",
    ),
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="access_denied",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Аккаунт иесі қосуға келіспеді",
            ru="Владелец аккаунта отказал в подключении",
            en="The account's owner said no to the connection",
        ),
        happened=PersonRefused.happened,
        remedy=PersonRefused.remedy,
    ),
    Entry(
        code="redirect_uri",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok бетінде тек «redirect_uri» деген сөз тұр",
            ru="На странице TikTok одно слово: «redirect_uri»",
            en="TikTok's page says only “redirect_uri”",
        ),
        happened=Words(
            kk="TikTok браузерді қайтаруы тиіс мекенжай қолданбаға тіркелмеген немесе кемінде бір"
            " таңбасы өзгеше.",
            ru="Адрес, на который TikTok должен вернуть браузер, не зарегистрирован для приложения"
            " или отличается хотя бы одним знаком.",
            en="The address to which TikTok should send the browser back is not registered for the"
            " app, or differs in a character.",
        ),
        remedy=Words(
            kk="«Баптаулар → Әлеуметтік желілер» бетіндегі Redirect URI мәнін көшіріп, TikTok"
            " әзірлеуші консоліндегі Login Kit → Redirect URI өрісіне дәл солай қойыңыз.",
            ru="Скопируйте Redirect URI из раздела «Настройки → Соцсети» и вставьте точно так же в"
            " консоли разработчика TikTok: Login Kit → Redirect URI.",
            en="Copy the redirect URI from Settings → Social media, and enter exactly that in"
            " TikTok's developer console: Login Kit → Redirect URI.",
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        code="code_challenge",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok бетінде тек «code_challenge» деген сөз тұр",
            ru="На странице TikTok одно слово: «code_challenge»",
            en="TikTok's page says only “code_challenge”",
        ),
        happened=Words(
            kk="TikTok аккаунт қосуды шынымен Zharia бастағанын PKCE арқылы тексереді және тексеру"
            " кодының жазылуын қабылдамады.",
            ru="TikTok проверяет через PKCE, что подключение начала именно Zharia, и не принял"
            " запись проверочного кода.",
            en="TikTok checks by PKCE that it was Zharia who began, and did not take the way the"
            " proof is written.",
        ),
        remedy=Words(
            kk="ZHARIA_PKCE_ENCODING баптауына hex мәнін қойып (бастапқы мәні де осы), Zharia-ны"
            " қайта іске қосыңыз.",
            ru="Поставьте настройку ZHARIA_PKCE_ENCODING в hex (это и есть значение по умолчанию)"
            " и перезапустите Zharia.",
            en="Set ZHARIA_PKCE_ENCODING to hex, which is the default, and restart Zharia.",
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        code="invalid_grant",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok коды немесе рұқсаты енді жарамсыз",
            ru="Код или доступ TikTok больше не действует",
            en="TikTok's code or access is no longer good",
        ),
        happened=Words(
            kk="Бұл код немесе рұқсат бұрын пайдаланылған, ескірген немесе қайтарып алынған.",
            ru="Этот код или доступ уже использован, истёк или отозван.",
            en="This code or access was used already, has expired or was withdrawn.",
        ),
        remedy=RECONNECT,
    ),
    Entry(
        code="invalid_request",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok кіру сұрауын қабылдамады",
            ru="TikTok не принял запрос на вход",
            en="TikTok refused the sign-in request",
        ),
        happened=Words(
            kk="Сұраудың бір бөлігі жоқ немесе қате; көбіне бұл Redirect URI болады.",
            ru="Часть запроса отсутствует или неверна; чаще всего это Redirect URI.",
            en="A part of the request is missing or wrong; most often it is the redirect URI.",
        ),
        remedy=TikTokRefused.remedy,
    ),
    Entry(
        code="invalid_client",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok қолданбаны танымады",
            ru="TikTok не узнал приложение",
            en="TikTok does not recognise the app",
        ),
        happened=Words(
            kk="Client Key немесе Client Secret қате, не басқа режимдікі.",
            ru="Client Key или Client Secret неверен либо взят от другого режима.",
            en="The client key or the client secret is wrong, or belongs to the other mode.",
        ),
        remedy=Words(
            kk="Екеуін де TikTok әзірлеуші консолінен қайта көшіріп, «Баптаулар → Әлеуметтік"
            " желілер» бетінде сақтаңыз. Оған дейін жазбалар күтеді, ештеңе жоғалмайды.",
            ru="Скопируйте оба значения из консоли разработчика TikTok и сохраните их в разделе"
            " «Настройки → Соцсети». До тех пор записи ждут, ничего не потеряется.",
            en="Copy both anew from TikTok's developer console, and save them under Settings →"
            " Social media. Posts wait until then, and nothing is lost.",
        ),
    ),
    Entry(
        code="unauthorized_client",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok қолданбаға бұған рұқсат бермейді",
            ru="TikTok не разрешает это приложению",
            en="TikTok does not let the app do this",
        ),
        happened=Words(
            kk="TikTok қолданбаны әлі мақұлдамаған немесе тоқтатып қойған.",
            ru="TikTok ещё не одобрил приложение или приостановил его.",
            en="TikTok has not approved the app yet, or has suspended it.",
        ),
        remedy=Words(
            kk="TikTok әзірлеуші консолінде қолданбаның күйін, Login Kit пен Content Posting API"
            " қосылғанын және Direct Post ауыстырғышын тексеріңіз.",
            ru="Проверьте в консоли разработчика TikTok состояние приложения, наличие Login Kit и"
            " Content Posting API и переключатель Direct Post.",
            en="In TikTok's developer console check the app's state, that Login Kit and Content"
            " Posting API are added, and that Direct Post is on.",
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        code="invalid_scope",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Сұралған рұқсат қолданбада жоқ",
            ru="У приложения нет запрошенного разрешения",
            en="The app does not have a permission it asked for",
        ),
        happened=Words(
            kk="Zharia TikTok-тан сұраған рұқсаттардың бірі қолданбаға қосылмаған.",
            ru="Одно из разрешений, которые Zharia просит у TikTok, не добавлено приложению.",
            en="One of the permissions that Zharia asks TikTok for is not added to the app.",
        ),
        remedy=ADD_SCOPES.then(CONNECT_AGAIN),
    ),
    Entry(
        code="unsupported_grant_type",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok сұраудың бұл түрін білмейді",
            ru="TikTok не знает такого вида запроса",
            en="TikTok does not know this kind of request",
        ),
        happened=Words(
            kk="TikTok ережелерін өзгерткен болуы мүмкін, ал Zharia-ның бұл нұсқасы ескісін"
            " ұстанады.",
            ru="Вероятно, TikTok изменил правила, а эта версия Zharia следует старым.",
            en="TikTok may have changed its rules, and this version of Zharia follows the old"
            " ones.",
        ),
        remedy=Words(
            kk="Zharia-ны жаңартыңыз.",
            ru="Обновите Zharia.",
            en="Update Zharia.",
        ).then(ASK_SUPPORT),
    ),
    _SERVER_ERROR,
    replace(
        _SERVER_ERROR,
        code="temporarily_unavailable",
        title=Words(
            kk="TikTok-тың кіру жүйесі уақытша істемейді",
            ru="Вход через TikTok временно недоступен",
            en="TikTok's sign-in is unavailable for now",
        ),
    ),
    Entry(
        code="callback_malformed",
        source=Source.SIGN_IN,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok браузерді жауапсыз қайтарды",
            ru="TikTok вернул браузер без ответа",
            en="TikTok sent the browser back without an answer",
        ),
        happened=Words(
            kk="Қайтару мекенжайында код та, қате де жоқ: сілтеме толық емес немесе ескі.",
            ru="В адресе возврата нет ни кода, ни ошибки: ссылка неполная или старая.",
            en="The address of return has neither a code nor an error in it: the link is"
            " incomplete, or old.",
        ),
        remedy=StateExpired.remedy,
    ),
)
