"""TikTok's answers about what an account or the app may do, and how often.

Source: `content-posting-api-reference-photo-post` and its siblings.
"""

from dataclasses import replace
from typing import Final

from zharia.accounts import privacy
from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import LINE_WAITS, PRESS_RETRY, PULLS_FROM_US, SAFE, VERIFY_DOMAIN
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_RATE_LIMIT: Final = Entry(
    code="rate_limit_exceeded",
    source=Source.TIKTOK_API,
    who=WhoActs.NOBODY,
    retry=RetryKind.AFTER,
    title=Words(
        kk="Бір минутта тым көп сұрау",
        ru="Слишком много обращений за минуту",
        en="Too many calls within a minute",
    ),
    happened=Words(
        kk="TikTok әр аккаунттан минутына санаулы ғана сұрау қабылдайды, ал бұл аккаунт олардың"
        " бәрін пайдаланып қойды.",
        ru="TikTok разрешает каждому аккаунту лишь несколько обращений в минуту, и этот аккаунт их"
        " исчерпал.",
        en="TikTok allows each account only a few calls a minute, and this account has used them"
        " up.",
    ),
    remedy=Words(
        kk="Ештеңе істеудің қажеті жоқ: Zharia бір минуттан кейін өзі қайталайды.",
        ru="Делать ничего не нужно: Zharia сама повторит через минуту.",
        en="Nothing to do: Zharia tries again by itself after a minute.",
    ).then(SAFE),
)

ENTRIES: Final[tuple[Entry, ...]] = (
    _RATE_LIMIT,
    replace(_RATE_LIMIT, code="rate_limited"),
    Entry(
        code="spam_risk_too_many_posts",
        source=Source.TIKTOK_API,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Тәуліктік жазба шегіне жетті",
            ru="Достигнут суточный предел записей",
            en="TikTok's number of posts for a day is reached",
        ),
        happened=Words(
            kk="TikTok бір аккаунттан 24 сағатта шамамен 15 жазба қабылдайды; басқа қолданбалардан"
            " шыққан жазбалар да есепке кіреді.",
            ru="TikTok принимает от одного аккаунта около 15 записей за 24 часа, считая и записи"
            " из других приложений.",
            en="TikTok takes about 15 posts from one account within 24 hours, those from other"
            " apps included.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: Zharia 24 сағаттан кейін өзі қайталайды, аккаунттың"
            " басқа жазбалары да бірге күтеді.",
            ru="Делать ничего не нужно: Zharia сама повторит через 24 часа, остальные записи"
            " аккаунта подождут вместе с этой.",
            en="Nothing to do: Zharia tries again by itself in 24 hours, and the account's other"
            " posts wait with this one.",
        ).then(SAFE),
    ),
    Entry(
        code="spam_risk_user_banned_from_posting",
        source=Source.TIKTOK_API,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok аккаунтқа жариялауға тыйым салды",
            ru="TikTok запретил аккаунту публиковать",
            en="TikTok has banned the account from posting",
        ),
        happened=Words(
            kk="TikTok бұл аккаунтқа енді жазба жариялауға рұқсат бермейді; әдетте бұл TikTok"
            " ережелерін бұзғаны үшін болады.",
            ru="TikTok больше не даёт этому аккаунту публиковать, обычно из-за нарушения своих"
            " правил.",
            en="TikTok no longer lets this account post, as a rule for breaking its community"
            " guidelines.",
        ),
        remedy=Words(
            kk="TikTok қолданбасында аккаунттың кіріс жәшігіндегі хабарламаны оқып, қате болса,"
            " сол жерден шағым беріңіз. Соған дейін аккаунттың жазбалары кезекте күтеді, Zharia"
            " тәулік сайын біреуін жіберіп көреді; бұрын сәтсіз аяқталғанына «Қайта жіберу»"
            " батырмасын басыңыз.",
            ru="Прочитайте уведомление во входящих аккаунта в приложении TikTok и, если это"
            " ошибка, подайте там апелляцию. До тех пор записи аккаунта ждут в очереди, и раз в"
            " сутки Zharia пробует отправить одну; у тех, что уже завершились ошибкой, нажмите"
            " «Отправить ещё раз».",
            en="Read the notice in the account's inbox in the TikTok app, and appeal there if it"
            " is a mistake. Until then the account's posts wait in line, and once a day Zharia"
            " tries one; press “Retry” at those that have failed already.",
        ),
    ),
    Entry(
        code="spam_risk_too_many_pending_share",
        source=Source.TIKTOK_API,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok-тың кіріс жәшігінде қаралама тым көп",
            ru="Во входящих TikTok слишком много черновиков",
            en="Too many drafts wait in the TikTok inbox",
        ),
        happened=Words(
            kk="TikTok бір аккаунттың 24 сағат ішіндегі аяқталмаған бес қараламасын ғана сақтайды.",
            ru="TikTok хранит не больше пяти незавершённых черновиков аккаунта за 24 часа.",
            en="TikTok keeps at most five unfinished drafts of an account within 24 hours.",
        ),
        remedy=Words(
            kk="TikTok қолданбасында кіріс жәшігін ашып, бірнеше қараламаны жариялаңыз. Өшірілген"
            " қаралама да 24 сағат өткенше есепте қалуы мүмкін.",
            ru="Откройте входящие в приложении TikTok и опубликуйте часть черновиков. Удалённый"
            " черновик может считаться ещё, пока не пройдут 24 часа.",
            en="Open the inbox in the TikTok app, and post some of the drafts. A deleted one may"
            " still count until 24 hours have passed.",
        ).then(PRESS_RETRY),
    ),
    Entry(
        code="reached_active_user_cap",
        source=Source.TIKTOK_API,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Қолданбаның тәуліктік аккаунт шегі толды",
            ru="Достигнут суточный предел аккаунтов приложения",
            en="The app's number of accounts for a day is reached",
        ),
        happened=Words(
            kk="TikTok қолданбаны тексергенше, ол арқылы 24 сағатта тек бес аккаунт жариялай"
            " алады.",
            ru="Пока TikTok не проверил приложение, через него за 24 часа могут публиковать только"
            " пять аккаунтов.",
            en="Until TikTok has audited the app, only five accounts may post through it within 24"
            " hours.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: Zharia 24 сағаттан кейін өзі қайталайды, ештеңе"
            " жоғалмайды. Бұл шек Direct Post аудитінен өткенде алынады: оған әкімші TikTok"
            " әзірлеуші консолінде өтініш береді.",
            ru="Делать ничего не нужно: Zharia сама повторит через 24 часа, ничего не потеряется."
            " Предел снимает аудит Direct Post: администратор подаёт на него заявку в консоли"
            " разработчика TikTok.",
            en="Nothing to do: Zharia tries again by itself in 24 hours, and nothing is lost. The"
            " Direct Post audit lifts the limit: an administrator applies for it in TikTok's"
            " developer console.",
        ),
    ),
    Entry(
        code="unaudited_client_can_only_post_to_private_accounts",
        source=Source.TIKTOK_API,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Аудитке дейін тек жабық аккаунт жариялай алады",
            ru="До аудита публикуют только закрытые аккаунты",
            en="Before the audit only private accounts may post",
        ),
        happened=privacy.WORDS,
        remedy=Words(
            kk="TikTok қолданбасының құпиялылық баптауларында аккаунтты жабық етіңіз. Ашық жазбалар"
            " үшін TikTok әзірлеуші консолінде Direct Post аудитіне өтініш беріңіз.",
            ru="В настройках приватности приложения TikTok сделайте аккаунт закрытым. Для публичных"
            " записей подайте заявку на аудит Direct Post в консоли разработчика TikTok.",
            en="Make the account private in the TikTok app's privacy settings. For public posts"
            " apply for the Direct Post audit in TikTok's developer console.",
        ).then(LINE_WAITS),
    ),
    Entry(
        code="url_ownership_unverified",
        source=Source.TIKTOK_API,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Фотолар тұрған домен TikTok-та расталмаған",
            ru="Домен с фото не подтверждён в TikTok",
            en="The photos' domain is not verified with TikTok",
        ),
        happened=PULLS_FROM_US,
        remedy=VERIFY_DOMAIN.then(LINE_WAITS),
    ),
    Entry(
        code="privacy_level_option_mismatch",
        source=Source.TIKTOK_API,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Таңдалған құпиялылық енді қолжетімсіз",
            ru="Выбранная приватность больше недоступна",
            en="The chosen privacy is no longer available",
        ),
        happened=Words(
            kk="Жазба үшін таңдалған құпиялылық деңгейін TikTok бұл аккаунтқа енді ұсынбайды:"
            " мысалы, аккаунт жабық етілген болуы мүмкін.",
            ru="TikTok больше не предлагает этому аккаунту приватность, выбранную для записи:"
            " возможно, аккаунт сделали закрытым.",
            en="TikTok no longer offers this account the privacy that was chosen for the post: the"
            " account may have been made private.",
        ),
        remedy=Words(
            kk="Мақаланы ашып, жазбаны кім көретінін қайта таңдаңыз да, жариялаңыз. Автоматты"
            " режимде құпиялылықты әкімші аккаунттың баптауларында қайта таңдайды.",
            ru="Откройте статью, заново выберите, кто увидит запись, и опубликуйте её. В"
            " автоматическом режиме приватность заново выбирает администратор в настройках"
            " аккаунта.",
            en="Open the article, choose again who may see the post, and publish it. In automatic"
            " mode an administrator chooses the privacy anew in the account's settings.",
        ),
    ),
    Entry(
        code="app_version_check_failed",
        source=Source.TIKTOK_API,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Телефондағы TikTok қолданбасы ескі",
            ru="Приложение TikTok на телефоне устарело",
            en="The TikTok app on the phone is too old",
        ),
        happened=Words(
            kk="Фото қараламалары үшін TikTok қолданбасының 31.8 немесе одан жаңа нұсқасы керек,"
            " ал бұл аккаунттың телефонында ескі нұсқа тұр.",
            ru="Для фотографий в черновиках нужно приложение TikTok версии 31.8 или новее, а на"
            " телефоне этого аккаунта стоит старая.",
            en="Photo drafts need the TikTok app in version 31.8 or newer, and this account's"
            " phone has an older one.",
        ),
        remedy=Words(
            kk="Қараламаларды аяқтайтын адамның телефонында TikTok қолданбасын жаңартып, осы"
            " аккаунтпен кіріп тұрғанын тексеріңіз.",
            ru="Обновите приложение TikTok на телефоне того, кто завершает черновики, и проверьте,"
            " что там выполнен вход в этот аккаунт.",
            en="Update the TikTok app on the phone of whoever finishes the drafts, and see that"
            " this account is signed in there.",
        ).then(PRESS_RETRY),
    ),
)
