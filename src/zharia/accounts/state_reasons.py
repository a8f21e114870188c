"""Why an account is not connected, and what to do: the words beside the account."""

from dataclasses import dataclass
from typing import Final

from zharia.accounts.model import StateReason
from zharia.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    happened: Words
    remedy: Words


REASONS: Final[dict[StateReason, Reason]] = {
    StateReason.REFUSED: Reason(
        happened=Words(
            kk="TikTok рұқсатты енді қабылдамайды: ол қайтарып алынған немесе мерзімі біткен.",
            ru="TikTok больше не принимает доступ: он отозван или истёк.",
            en="TikTok no longer takes our access: it was withdrawn, or is too old.",
        ),
        remedy=Words(
            kk="Аккаунтты қайта қосыңыз; баптаулары сақталады.",
            ru="Подключите аккаунт заново; его настройки сохранятся.",
            en="Connect the account again; its settings are kept.",
        ),
    ),
    StateReason.ANSWER_LOST: Reason(
        happened=Words(
            kk="TikTok рұқсатты жаңартты, бірақ жауабы бізге жетпеді, ал ескісі енді жарамайды.",
            ru="TikTok обновил доступ, но его ответ до нас не дошёл, а прежний уже не действует.",
            en="TikTok renewed our access, but its answer never reached us, and the old one is"
            " dead.",
        ),
        remedy=Words(
            kk="Аккаунтты қайта қосыңыз; баптаулары сақталады, ешқандай жазба екі рет шықпайды.",
            ru="Подключите аккаунт заново; настройки сохранятся, ничего не выйдет дважды.",
            en="Connect the account again; its settings are kept, and nothing is posted twice.",
        ),
    ),
    StateReason.SANDBOX_NOT_RENEWED: Reason(
        happened=Words(
            kk="TikTok құмсалғышы (sandbox) рұқсатты жаңартпады: онда жаңа ғана берілген рұқсат та"
            " кейде жаңартылмайды, ал ол бірнеше сағатқа ғана беріледі.",
            ru="Песочница TikTok (sandbox) не продлила доступ: там это бывает даже с только что"
            " полученным доступом, а выдаётся он лишь на несколько часов.",
            en="TikTok's sandbox did not renew our access: there that happens even to fresh access,"
            " which lasts for a few hours only.",
        ),
        remedy=Words(
            kk="Аккаунтты қайта қосыңыз; баптаулары сақталады. Құмсалғыштан тыс (production) рұқсат"
            " өздігінен жаңартылады.",
            ru="Подключите аккаунт заново; его настройки сохранятся. Вне песочницы (production)"
            " доступ продлевается сам.",
            en="Connect the account again; its settings are kept. Outside the sandbox (production)"
            " access renews itself.",
        ),
    ),
    StateReason.SCOPES_MISSING: Reason(
        happened=Words(
            kk="Жариялау рұқсаты берілмеген.",
            ru="Не дано разрешение на публикацию.",
            en="Permission to post was not granted.",
        ),
        remedy=Words(
            kk="Аккаунтты қайта қосып, TikTok бетінде барлық рұқсатты белгіленген күйінде"
            " қалдырыңыз.",
            ru="Подключите аккаунт заново и оставьте на странице TikTok все отметки.",
            en="Connect the account again and leave everything ticked on TikTok's page.",
        ),
    ),
    StateReason.BY_ADMINISTRATOR: Reason(
        happened=Words(
            kk="Оны әкімші ажыратқан.",
            ru="Его отключил администратор.",
            en="An administrator disconnected it.",
        ),
        remedy=Words(
            kk="Керек болса, қайта қосыңыз.",
            ru="Если нужно, подключите заново.",
            en="Connect it again if it is needed.",
        ),
    ),
    StateReason.BY_OWNER: Reason(
        happened=Words(
            kk="Рұқсатты TikTok-та аккаунт иесі немесе TikTok өзі алып тастаған.",
            ru="Доступ убрал в TikTok владелец аккаунта или сам TikTok.",
            en="The account's owner, or TikTok, removed our access.",
        ),
        remedy=Words(
            kk="Иесімен сөйлесіп, аккаунтты қайта қосыңыз.",
            ru="Поговорите с владельцем и подключите аккаунт заново.",
            en="Talk to the owner and connect the account again.",
        ),
    ),
}

#: both in one message
WORDS: Final[dict[StateReason, Words]] = {
    reason: said.happened.then(said.remedy) for reason, said in REASONS.items()
}
