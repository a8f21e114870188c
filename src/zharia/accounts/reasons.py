"""Why an account is not connected, and what to do: the words beside the account."""

from typing import Final

from zharia.accounts.model import StateReason
from zharia.accounts.words import Words

WORDS: Final[dict[StateReason, Words]] = {
    StateReason.REFUSED: Words(
        kk="TikTok рұқсатты енді қабылдамайды: ол қайтарып алынған немесе мерзімі біткен. Аккаунтты"
        " қайта қосыңыз; баптаулары сақталады.",
        ru="TikTok больше не принимает доступ: он отозван или истёк. Подключите аккаунт заново;"
        " его настройки сохранятся.",
        en="TikTok no longer takes our access: it was withdrawn, or is too old. Connect the account"
        " again; its settings are kept.",
    ),
    StateReason.ANSWER_LOST: Words(
        kk="TikTok рұқсатты жаңартты, бірақ жауабы бізге жетпеді, ал ескісі енді жарамайды."
        " Аккаунтты қайта қосыңыз; баптаулары сақталады, ешқандай жазба екі рет шықпайды.",
        ru="TikTok обновил доступ, но его ответ до нас не дошёл, а прежний уже не действует."
        " Подключите аккаунт заново; настройки сохранятся, ничего не выйдет дважды.",
        en="TikTok renewed our access, but its answer never reached us, and the old one is dead."
        " Connect the account again; its settings are kept, and nothing is posted twice.",
    ),
    StateReason.SCOPES_MISSING: Words(
        kk="Жариялау рұқсаты берілмеген. Аккаунтты қайта қосып, TikTok бетінде барлық рұқсатты"
        " белгіленген күйінде қалдырыңыз.",
        ru="Не дано разрешение на публикацию. Подключите аккаунт заново и оставьте на странице"
        " TikTok все отметки.",
        en="Permission to post was not granted. Connect the account again and leave everything"
        " ticked on TikTok's page.",
    ),
    StateReason.BY_ADMINISTRATOR: Words(
        kk="Оны әкімші ажыратқан. Керек болса, қайта қосыңыз.",
        ru="Его отключил администратор. Если нужно, подключите заново.",
        en="An administrator disconnected it. Connect it again if it is needed.",
    ),
    StateReason.BY_OWNER: Words(
        kk="Рұқсатты TikTok-та аккаунт иесі немесе TikTok өзі алып тастаған. Иесімен сөйлесіп,"
        " аккаунтты қайта қосыңыз.",
        ru="Доступ убрал в TikTok владелец аккаунта или сам TikTok. Поговорите с владельцем и"
        " подключите аккаунт заново.",
        en="The account's owner, or TikTok, removed our access. Talk to the owner and connect the"
        " account again.",
    ),
}
