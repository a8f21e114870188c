"""Why TikTok says that an account has left us (`webhooks-events`).

The reason that `authorization.removed` brings is an account's `state_detail`; it stands here as
`authorization.removed.<reason>`.
"""

from typing import Final

from zharia.accounts import StateReason
from zharia.accounts.state_reasons import REASONS
from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import CONNECT_AGAIN
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_BY_OWNER: Final = REASONS[StateReason.BY_OWNER]
_BY_ADMINISTRATOR: Final = REASONS[StateReason.BY_ADMINISTRATOR]

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="authorization.removed.unknown",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok рұқсатты алып тастады, себебі айтылмаған",
            ru="Доступ убран, причина не названа",
            en="The access was removed, no reason given",
        ),
        happened=_BY_OWNER.happened,
        remedy=_BY_OWNER.remedy,
    ),
    Entry(
        code="authorization.removed.disconnected",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Аккаунт иесі қолданбаны ажыратты",
            ru="Владелец аккаунта отключил приложение",
            en="The account's owner disconnected the app",
        ),
        happened=Words(
            kk="Аккаунт иесі TikTok баптауларында қолданбаның рұқсатын алып тастады.",
            ru="Владелец аккаунта убрал доступ приложения в настройках TikTok.",
            en="The account's owner removed the app's access in TikTok's settings.",
        ),
        remedy=_BY_OWNER.remedy,
    ),
    Entry(
        code="authorization.removed.account_deleted",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok аккаунты жойылған",
            ru="Аккаунт TikTok удалён",
            en="The TikTok account was deleted",
        ),
        happened=Words(
            kk="Иесі аккаунтты TikTok-та жойған, енді оған ештеңе жариялау мүмкін емес.",
            ru="Владелец удалил аккаунт в TikTok, и публиковать в него больше нельзя.",
            en="The owner deleted the account at TikTok, and nothing can be posted to it any more.",
        ),
        remedy=Words(
            kk="«Баптаулар → Әлеуметтік желілер» бетінде басқа аккаунт қосыңыз. Жойылған аккаунтты"
            " күтіп тұрған жазбаларды қайтарып алыңыз.",
            ru="Подключите другой аккаунт в разделе «Настройки → Соцсети». Записи, которые ждут"
            " удалённый аккаунт, отмените.",
            en="Connect another account under Settings → Social media. Cancel the posts that wait"
            " for the deleted one.",
        ),
    ),
    Entry(
        code="authorization.removed.age",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok жасқа байланысты рұқсатты тоқтатты",
            ru="TikTok прекратил доступ из-за возраста",
            en="TikTok ended the access because of age",
        ),
        happened=Words(
            kk="Аккаунт иесінің TikTok-тағы жасы өзгерді, сондықтан TikTok рұқсатты тоқтатты.",
            ru="Возраст владельца аккаунта в TikTok изменился, и TikTok прекратил доступ.",
            en="The age of the account's owner changed at TikTok, so TikTok ended the access.",
        ),
        remedy=Words(
            kk="Аккаунт иесі TikTok қолданбасында жасын түзетсін немесе растасын.",
            ru="Пусть владелец аккаунта исправит или подтвердит возраст в приложении TikTok.",
            en="Ask the account's owner to correct or confirm the age in the TikTok app.",
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        code="authorization.removed.banned",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok аккаунтты бұғаттады",
            ru="TikTok заблокировал аккаунт",
            en="TikTok banned the account",
        ),
        happened=Words(
            kk="TikTok аккаунтты бұғаттап, қолданбаның рұқсатын тоқтатты.",
            ru="TikTok заблокировал аккаунт и прекратил доступ приложения.",
            en="TikTok banned the account, and ended the app's access.",
        ),
        remedy=Words(
            kk="Аккаунт иесі TikTok қолданбасындағы хабарламаны оқып, қате болса, шағым берсін."
            " Бұғат алынғаннан кейін аккаунтты қайта қосыңыз.",
            ru="Пусть владелец прочитает уведомление в приложении TikTok и, если это ошибка,"
            " подаст апелляцию. Когда блокировку снимут, подключите аккаунт заново.",
            en="Ask the owner to read the notice in the TikTok app, and to appeal if it is a"
            " mistake. Connect the account again once the ban is lifted.",
        ),
    ),
    Entry(
        code="authorization.removed.revoked_by_developer",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Рұқсатты өзіміз қайтарып алдық",
            ru="Доступ отозвали мы сами",
            en="We withdrew the access ourselves",
        ),
        happened=Words(
            kk="Аккаунтты Zharia-да әкімші ажыратқан, TikTok осыны растады.",
            ru="Аккаунт отключил в Zharia администратор, и TikTok это подтвердил.",
            en="An administrator disconnected the account in Zharia, and TikTok confirmed it.",
        ),
        remedy=_BY_ADMINISTRATOR.remedy,
    ),
)
