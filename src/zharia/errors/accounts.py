"""Accounts that cannot be used, and why they are not connected.

An account's `state_reason` stands here as `account.<reason>`.
"""

from dataclasses import replace
from typing import Final

from zharia.accounts import StateReason
from zharia.accounts.state_reasons import REASONS
from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import GOES_ON_SOON, RECONNECT, SAFE
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words


def _reason(reason: StateReason, title: Words) -> Entry:
    return Entry(
        code=f"account.{reason}",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=title,
        happened=REASONS[reason].happened,
        remedy=REASONS[reason].remedy,
    )


_NOT_CONFIGURED: Final = Entry(
    code="tiktok_not_configured",
    source=Source.ACCOUNTS,
    who=WhoActs.ADMIN,
    retry=RetryKind.NEEDS_A_PERSON,
    title=Words(
        kk="TikTok қолданбасы бапталмаған",
        ru="Приложение TikTok не настроено",
        en="The TikTok app is not set up",
    ),
    happened=Words(
        kk="Қолданбаның Client Key немесе Client Secret мәні енгізілмеген не жарамсыз.",
        ru="Client Key или Client Secret приложения не задан либо не годится.",
        en="The app's client key or client secret is missing or unusable.",
    ),
    remedy=Words(
        kk="TikTok әзірлеуші консолінен екі мәнді де көшіріп, «Баптаулар → Әлеуметтік желілер»"
        " бетінде сақтаңыз. Басы мен аяғына артық таңба түспегенін тексеріңіз.",
        ru="Скопируйте оба значения из консоли разработчика TikTok и сохраните их в разделе"
        " «Настройки → Соцсети». Проверьте, что в начало и конец не попали лишние знаки.",
        en="Copy both from TikTok's developer console, and save them under Settings → Social"
        " media. See that no stray characters came along at either end.",
    ),
)

ENTRIES: Final[tuple[Entry, ...]] = (
    _NOT_CONFIGURED,
    replace(_NOT_CONFIGURED, code="invalid_configuration", retry=RetryKind.NEVER),
    Entry(
        code="account_unknown",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мұндай аккаунт жоқ",
            ru="Такого аккаунта нет",
            en="There is no such account",
        ),
        happened=Words(
            kk="Қазіргі режимде (sandbox немесе production) мұндай аккаунт жоқ.",
            ru="В действующем режиме (sandbox или production) такого аккаунта нет.",
            en="The active mode, sandbox or production, has no such account.",
        ),
        remedy=Words(
            kk="Аккаунттар тізімін «Баптаулар → Әлеуметтік желілер» бетінен қарап, сол тізімнен"
            " таңдаңыз.",
            ru="Посмотрите список аккаунтов в разделе «Настройки → Соцсети» и выберите аккаунт из"
            " него.",
            en="Look at the list of accounts under Settings → Social media, and choose one from"
            " it.",
        ),
    ),
    Entry(
        code="account_not_connected",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Аккаунт қосылмаған",
            ru="Аккаунт не подключён",
            en="The account is not connected",
        ),
        happened=Words(
            kk="Аккаунт ажыратылған немесе TikTok оның рұқсатын енді қабылдамайды; себебі"
            " аккаунттың жанында жазылған.",
            ru="Аккаунт отключён, или TikTok больше не принимает его доступ; причина указана рядом"
            " с аккаунтом.",
            en="The account was disconnected, or TikTok no longer takes its access; the reason"
            " stands beside the account.",
        ),
        remedy=RECONNECT.then(GOES_ON_SOON),
    ),
    Entry(
        code="scope_not_granted",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Аккаунтта бұл режимге рұқсат жоқ",
            ru="У аккаунта нет разрешения для этого режима",
            en="The account lacks a permission for this mode",
        ),
        happened=Words(
            kk="Тікелей жариялау мен қаралама жіберуге бөлек рұқсаттар керек, ал аккаунт"
            " қажеттісін бермеген.",
            ru="Прямая публикация и отправка черновиков требуют разных разрешений, а нужного"
            " аккаунт не дал.",
            en="Posting directly and sending drafts need different permissions, and the account"
            " has not granted the one needed.",
        ),
        remedy=Words(
            kk="Аккаунтты қайта қосып, TikTok бетінде барлық рұқсатты белгіленген күйінде"
            " қалдырыңыз немесе аккаунтқа басқа режим таңдаңыз. Рұқсат ол бетте көрінбесе, оны"
            " TikTok әзірлеуші консолінде қолданбаға қосыңыз. Содан кейін күтіп тұрған жазба"
            " өзі кетеді.",
            ru="Подключите аккаунт заново и оставьте на странице TikTok все отметки или выберите"
            " для аккаунта другой режим. Если разрешения на странице нет, добавьте его приложению"
            " в консоли разработчика TikTok. После этого ожидающая запись уйдёт сама.",
            en="Connect the account again and leave everything ticked on TikTok's page, or choose"
            " another mode for the account. If the permission is not shown there, add it to the"
            " app in TikTok's developer console. Then what waits leaves by itself.",
        ),
    ),
    Entry(
        code="refresh_paused",
        source=Source.ACCOUNTS,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Рұқсатты жаңарту кейінге қалды",
            ru="Обновление доступа отложено",
            en="Renewing the access is put off",
        ),
        happened=Words(
            kk="TikTok рұқсатты жаңарту туралы сұрауға жауап бермеді немесе бас тартты.",
            ru="TikTok не ответил на просьбу обновить доступ или отказал.",
            en="TikTok did not answer the request to renew the access, or refused it.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: Zharia ең көп дегенде 15 минуттан кейін өзі"
            " қайталайды. Бір сағаттан ұзаққа созылса, әкімші Client Key мен Client Secret"
            " мәндерін тексерсін.",
            ru="Делать ничего не нужно: Zharia сама повторит не позже чем через 15 минут. Если это"
            " длится больше часа, пусть администратор проверит Client Key и Client Secret.",
            en="Nothing to do: Zharia tries again by itself within 15 minutes at most. If it lasts"
            " longer than an hour, an administrator checks client key and client secret.",
        ).then(SAFE),
    ),
    Entry(
        code="sandbox_not_renewed",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Құмсалғыш рұқсатты жаңартпады",
            ru="Песочница не продлила доступ",
            en="The sandbox did not renew the access",
        ),
        happened=Words(
            kk="TikTok құмсалғышы (sandbox) аккаунттың рұқсатын жаңартудан бас тартты. Аккаунт"
            " қазіргі рұқсаты біткенше ғана жұмыс істейді.",
            ru="Песочница TikTok (sandbox) отказалась продлить доступ аккаунта. Аккаунт работает"
            " лишь до конца нынешнего доступа.",
            en="TikTok's sandbox refused to renew the account's access. The account works only"
            " until its present access ends.",
        ),
        remedy=REASONS[StateReason.SANDBOX_NOT_RENEWED].remedy,
    ),
    Entry(
        code="refresh_under_way",
        source=Source.ACCOUNTS,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Рұқсат дәл қазір жаңартылып жатыр",
            ru="Доступ как раз обновляется",
            en="The access is being renewed just now",
        ),
        happened=Words(
            kk="Аккаунттың TikTok рұқсатын қазір Zharia-ның басқа бөлігі жаңартып жатыр.",
            ru="Доступ аккаунта к TikTok сейчас обновляет другая часть Zharia.",
            en="Another part of Zharia is renewing the account's access just now.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: Zharia сәлден соң өзі жалғастырады.",
            ru="Делать ничего не нужно: Zharia сама продолжит через мгновение.",
            en="Nothing to do: Zharia goes on by itself in a moment.",
        ).then(SAFE),
    ),
    Entry(
        code="ending_soon",
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Аккаунттың рұқсаты жақында аяқталады",
            ru="Доступ аккаунта скоро закончится",
            en="The account's access ends soon",
        ),
        happened=Words(
            kk="TikTok рұқсатты белгілі бір мерзімге ғана береді, бұл аккаунттың мерзімі екі апта"
            " ішінде бітеді.",
            ru="TikTok даёт доступ лишь на время, и у этого аккаунта он кончается в ближайшие две"
            " недели.",
            en="TikTok grants access for a time only, and this account's ends within two weeks.",
        ),
        remedy=RECONNECT,
    ),
    _reason(
        StateReason.REFUSED,
        Words(
            kk="TikTok рұқсатты енді қабылдамайды",
            ru="TikTok больше не принимает доступ",
            en="TikTok no longer takes our access",
        ),
    ),
    _reason(
        StateReason.ANSWER_LOST,
        Words(
            kk="Рұқсатты жаңартқан жауап жоғалды",
            ru="Ответ с новым доступом потерялся",
            en="The answer with the new access was lost",
        ),
    ),
    _reason(
        StateReason.SANDBOX_NOT_RENEWED,
        Words(
            kk="TikTok құмсалғышы рұқсатты жаңартпады",
            ru="Песочница TikTok не продлила доступ",
            en="TikTok's sandbox did not renew our access",
        ),
    ),
    _reason(
        StateReason.SCOPES_MISSING,
        Words(
            kk="Аккаунтта жариялау рұқсаты жоқ",
            ru="У аккаунта нет разрешения на публикацию",
            en="The account may not post",
        ),
    ),
    _reason(
        StateReason.BY_ADMINISTRATOR,
        Words(
            kk="Аккаунтты әкімші ажыратқан",
            ru="Аккаунт отключил администратор",
            en="An administrator disconnected the account",
        ),
    ),
    _reason(
        StateReason.BY_OWNER,
        Words(
            kk="Рұқсатты аккаунт иесі немесе TikTok алып тастаған",
            ru="Доступ убрал владелец аккаунта или TikTok",
            en="The owner or TikTok removed the access",
        ),
    ),
)
