"""What an administrator sees when something is not set up, found by how it looks."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import CONNECT_AGAIN, PULLS_FROM_US, VERIFY_DOMAIN
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="client_key",
        source=Source.CASES,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok беті: «Something went wrong – client_key»",
            ru="Страница TikTok: «Something went wrong – client_key»",
            en="TikTok's page: “Something went wrong – client_key”",
        ),
        happened=Words(
            kk="Sandbox режимінде TikTok тек Target Users тізіміндегі аккаунттарды кіргізеді, ал"
            " бұл аккаунт ол тізімде жоқ. Client Key қате немесе басқа режимдікі болса да, осы бет"
            " шығады.",
            ru="В режиме sandbox TikTok пускает только аккаунты из списка Target Users, а этого"
            " аккаунта там нет. Та же страница появляется, если Client Key неверен или взят от"
            " другого режима.",
            en="In sandbox mode TikTok lets in only accounts on the list of target users, and this"
            " one is not on it. The same page comes when the client key is wrong or belongs to the"
            " other mode.",
        ),
        remedy=Words(
            kk="TikTok әзірлеуші консолінде Sandbox settings → Target Users → Add account бөлімін"
            " ашып, аккаунттың TikTok-тағы атын енгізіңіз де, Apply changes батырмасын басыңыз."
            " Аккаунт тізімде бұрыннан болса, «Баптаулар → Әлеуметтік желілер» бетіндегі Client"
            " Key мәнін консольдегі мәнмен салыстырыңыз.",
            ru="В консоли разработчика TikTok откройте Sandbox settings → Target Users → Add"
            " account, введите имя пользователя TikTok и нажмите Apply changes. Если аккаунт уже в"
            " списке, сверьте Client Key в разделе «Настройки → Соцсети» с консолью.",
            en="In TikTok's developer console open Sandbox settings → Target Users → Add account,"
            " enter the account's TikTok username and press Apply changes. If the account is"
            " listed already, compare the client key under Settings → Social media with the"
            " console.",
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        code="callback_401",
        source=Source.CASES,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok бетінен қайтқанда 401 қатесі",
            ru="Ошибка 401 при возврате со страницы TikTok",
            en="Error 401 on the way back from TikTok's page",
        ),
        happened=Words(
            kk="Zharia-ның алдында тұрған жүйе TikTok браузерді қайтаратын мекенжайда кіруді талап"
            " етіп тұр. Zharia өзі ол жерде ештеңе сұрамайды.",
            ru="Система, которая стоит перед Zharia, требует входа по адресу, на который TikTok"
            " возвращает браузер. Сама Zharia там ничего не спрашивает.",
            en="Something in front of Zharia demands a sign-in at the address to which TikTok"
            " sends the browser back. Zharia itself asks for none there.",
        ),
        remedy=Words(
            kk="Веб-серверде немесе проксиде /api/tiktok/callback, /api/tiktok/webhook және"
            " /media/ мекенжайларын кірусіз ашыңыз. TikTok әзірлеуші консоліндегі Redirect URI"
            " ескі жүйеге емес, Zharia-ға апаратынын тексеріңіз.",
            ru="Откройте на веб-сервере или прокси адреса /api/tiktok/callback,"
            " /api/tiktok/webhook и /media/ без входа. Проверьте, что Redirect URI в консоли"
            " разработчика TikTok ведёт на Zharia, а не на старую систему.",
            en="On the web server or proxy open /api/tiktok/callback, /api/tiktok/webhook and"
            " /media/ without a sign-in. Check that the redirect URI in TikTok's developer console"
            " leads to Zharia and not to an older system.",
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        code="publication_hangs",
        source=Source.CASES,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жарияланым тұрып қалды, аяқталмай жатыр",
            ru="Публикация зависла и не завершается",
            en="A publication hangs and does not finish",
        ),
        happened=PULLS_FROM_US.then(
            Words(
                kk="Домен расталмаса, жазба қабылданбайды немесе босқа күтеді.",
                ru="Пока домен не подтверждён, записи отклоняются или ждут напрасно.",
                en="While the domain is not verified, posts are refused or wait in vain.",
            )
        ),
        remedy=VERIFY_DOMAIN.then(
            Words(
                kk="Домен расталған болса, күте тұрыңыз: кейбір жазба ұзақ өңделеді, Zharia оны 48"
                " сағат бақылап, содан кейін сізден сұрайды.",
                ru="Если домен подтверждён, подождите: некоторые записи обрабатываются долго,"
                " Zharia следит за ними 48 часов, а потом спросит вас.",
                en="If the domain is verified, wait: some posts take long, and Zharia follows them"
                " for 48 hours before it asks you.",
            )
        ),
    ),
    Entry(
        code="post_not_visible",
        source=Source.CASES,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жазба TikTok-та көрінбейді",
            ru="Записи не видно в TikTok",
            en="The post does not appear on TikTok",
        ),
        happened=Words(
            kk="Sandbox режимінде және TikTok қолданбаны тексергенше ештеңе жұртқа ашық болмайды:"
            " жазбаны тек аккаунт иесі көреді. Тексеруден кейін де ашық жазба TikTok модерациясын"
            " бірнеше сағат күтуі мүмкін.",
            ru="В режиме sandbox и до проверки приложения в TikTok ничего не становится публичным:"
            " запись видит только владелец аккаунта. И после проверки публичная запись может"
            " несколько часов ждать модерации TikTok.",
            en="In sandbox mode, and until TikTok has reviewed the app, nothing becomes public:"
            " only the account's owner sees the post. After the review, too, a public post may"
            " wait some hours for TikTok's moderation.",
        ),
        remedy=Words(
            kk="TikTok әзірлеуші консолінде қолданбаны App Review тексеруіне жіберіңіз және Direct"
            " Post аудитіне өтініш беріңіз: бұл екі бөлек рұқсат. Екеуі де берілгенде, «Баптаулар"
            " → Әлеуметтік желілер» бетінде production режиміне ауысып, аккаунттарды қайта"
            " қосыңыз.",
            ru="В консоли разработчика TikTok отправьте приложение на App Review и подайте заявку"
            " на аудит Direct Post: это два разных одобрения. Получив оба, перейдите в режим"
            " production в разделе «Настройки → Соцсети» и подключите аккаунты заново.",
            en="In TikTok's developer console submit the app to App Review and apply for the"
            " Direct Post audit: these are two approvals. When both are given, switch to"
            " production under Settings → Social media and connect the accounts again.",
        ),
    ),
)
