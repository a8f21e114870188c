"""Why TikTok did not publish what it had accepted.

Source: `content-posting-api-reference-get-video-status`.
"""

from dataclasses import replace
from typing import Final

from zharia.accounts import StateReason
from zharia.accounts.state_reasons import REASONS
from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import ASK_SUPPORT, GOES_ON_SOON, PRESS_RETRY, REPLACE_PHOTO
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_DURATION: Final = Entry(
    code="duration_check_failed",
    source=Source.FAIL_REASONS,
    who=WhoActs.EDITOR,
    retry=RetryKind.NEVER,
    title=Words(
        kk="TikTok бейненің ұзақтығын қабылдамады",
        ru="TikTok не принял длительность видео",
        en="TikTok refused a video's length",
    ),
    happened=Words(
        kk="Бұл себеп бейнелерге қатысты, ал Zharia тек фото жариялайды, сондықтан ол әдетте"
        " кездеспейді.",
        ru="Эта причина касается видео, а Zharia публикует только фото, поэтому обычно она не"
        " встречается.",
        en="This reason is about videos, and Zharia posts only photos, so it should not occur.",
    ),
    remedy=Words(
        kk="Әкімшіге log_id нөмірін беріңіз: себебін TikTok-тың қолдау қызметі айта алады.",
        ru="Передайте log_id администратору: причину может назвать поддержка TikTok.",
        en="Give an administrator the log_id: TikTok's support can name the cause.",
    ),
)

_PULL_FAILED: Final = Entry(
    code="photo_pull_failed",
    source=Source.FAIL_REASONS,
    who=WhoActs.ADMIN,
    retry=RetryKind.AFTER,
    title=Words(
        kk="TikTok фотоны жүктеп ала алмады",
        ru="TikTok не смог забрать фото",
        en="TikTok could not fetch a photo",
    ),
    happened=Words(
        kk="TikTok фотоларды Zharia-дан ала алмады: қызмет қолжетімсіз болған немесе қорғаныс"
        " жүйесі TikTok роботын өткізбеген.",
        ru="TikTok не получил фото от Zharia: сервис был недоступен или защита не пропустила"
        " робота TikTok.",
        en="TikTok did not get the photos from Zharia: the service was out of reach, or a firewall"
        " stopped TikTok's robot.",
    ),
    remedy=Words(
        kk="Zharia жазбаны өзі қайта жібереді. TikTok фотоға мүлде келмесе, бүкіл аккаунт күтеді,"
        " ал Zharia анда-санда қайталап көреді: мекенжайы сырттан https арқылы ашылатынын және"
        " TikTok пен ByteDance роботтары бұғатталмағанын тексеріңіз. TikTok келіп, бірақ фотоны ала"
        " алмаса, жазба үш реттен кейін сәтсіз аяқталады.",
        ru="Zharia отправит запись снова сама. Если TikTok за фото вообще не приходил, ждёт весь"
        " аккаунт, а Zharia время от времени пробует: проверьте, что её адрес открывается снаружи"
        " по https и что роботы TikTok и ByteDance не заблокированы. Если TikTok приходил, но фото"
        " не получил, после трёх раз запись не состоится.",
        en="Zharia sends the post again by itself. If TikTok never came for a photo, the whole"
        " account waits, and Zharia tries now and then: check that its address opens from outside"
        " over https, and that no rule blocks the robots of TikTok and ByteDance. If TikTok came"
        " but did not get a photo, the post fails after three times.",
    ).then(PRESS_RETRY),
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="file_format_check_failed",
        source=Source.FAIL_REASONS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok фотоның пішімін қабылдамады",
            ru="TikTok не принял формат фото",
            en="TikTok refused a photo's format",
        ),
        happened=Words(
            kk="TikTok жазбаны қабылдады, бірақ фотолардың бірін оқи алмады; қайсысы екенін ол"
            " айтпайды.",
            ru="TikTok принял запись, но не смог прочитать одно из фото; какое именно, он не"
            " говорит.",
            en="TikTok took the post, but could not read one of its photos; it does not say which.",
        ),
        remedy=REPLACE_PHOTO.then(ASK_SUPPORT),
    ),
    Entry(
        code="picture_size_check_failed",
        source=Source.FAIL_REASONS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok фотоның өлшемін қабылдамады",
            ru="TikTok не принял размер фото",
            en="TikTok refused a photo's size",
        ),
        happened=Words(
            kk="Фотолардың бірі TikTok үшін тым үлкен немесе тым кішкентай; қайсысы екенін ол"
            " айтпайды.",
            ru="Одно из фото слишком велико или слишком мало для TikTok; какое именно, он не"
            " говорит.",
            en="One of the photos is too large or too small for TikTok; it does not say which.",
        ),
        remedy=REPLACE_PHOTO.then(ASK_SUPPORT),
    ),
    _DURATION,
    replace(
        _DURATION,
        code="frame_rate_check_failed",
        title=Words(
            kk="TikTok бейненің кадр жиілігін қабылдамады",
            ru="TikTok не принял частоту кадров видео",
            en="TikTok refused a video's frame rate",
        ),
    ),
    Entry(
        code="internal",
        source=Source.FAIL_REASONS,
        who=WhoActs.TIKTOK,
        retry=RetryKind.AFTER,
        title=Words(
            kk="TikTok жазбаны өңдей алмады",
            ru="TikTok не смог обработать запись",
            en="TikTok could not process the post",
        ),
        happened=Words(
            kk="TikTok жазбаны қабылдады, бірақ өз ақауынан жариялай алмады.",
            ru="TikTok принял запись, но из-за собственного сбоя не опубликовал её.",
            en="TikTok took the post, but did not publish it because of a fault of its own.",
        ),
        remedy=Words(
            kk="Zharia жазбаны өзі қайта жібереді, барлығы үш ретке дейін. Одан кейін де шықпаса,"
            " «Қайта жіберу» батырмасын басыңыз немесе TikTok-тың қолдау қызметіне log_id нөмірін"
            " беріңіз.",
            ru="Zharia отправит запись снова сама, всего до трёх раз. Если не выйдет и тогда,"
            " нажмите «Отправить ещё раз» или передайте log_id в поддержку TikTok.",
            en="Zharia sends the post again by itself, up to three times in all. If it still"
            " fails, press “Retry”, or give TikTok's support the log_id.",
        ),
    ),
    _PULL_FAILED,
    replace(
        _PULL_FAILED,
        code="video_pull_failed",
        title=Words(
            kk="TikTok файлды жүктеп ала алмады",
            ru="TikTok не смог забрать файл",
            en="TikTok could not fetch a file",
        ),
    ),
    Entry(
        code="publish_cancelled",
        source=Source.FAIL_REASONS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Жазба қайтарып алынды",
            ru="Запись отменена",
            en="The post was cancelled",
        ),
        happened=Words(
            kk="Жазба TikTok жариялағанға дейін қайтарып алынды.",
            ru="Запись отменили до того, как TikTok её опубликовал.",
            en="The post was cancelled before TikTok published it.",
        ),
        remedy=Words(
            kk="Солай керек болса, ештеңе істемеңіз. Әйтпесе «Қайта жіберу» батырмасын басыңыз.",
            ru="Если так и задумано, делать ничего не нужно. Иначе нажмите «Отправить ещё раз».",
            en="If that was meant, there is nothing to do. Otherwise press “Retry”.",
        ),
    ),
    Entry(
        code="auth_removed",
        source=Source.FAIL_REASONS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Рұқсат жариялау кезінде алынып тасталды",
            ru="Доступ убрали во время публикации",
            en="Access was removed while posting",
        ),
        happened=REASONS[StateReason.BY_OWNER].happened,
        remedy=REASONS[StateReason.BY_OWNER].remedy.then(GOES_ON_SOON),
    ),
    Entry(
        code="spam_risk_text",
        source=Source.FAIL_REASONS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok мәтінді спам деп санады",
            ru="TikTok счёл текст спамом",
            en="TikTok takes the text for spam",
        ),
        happened=Words(
            kk="Жазбаның мәтіні TikTok-тың спамға қарсы ережелеріне ілікті: сілтеме, қайталанған"
            " сөздер немесе тым көп хештег себеп болуы мүмкін.",
            ru="Текст записи попал под правила TikTok против спама: причиной могут быть ссылка,"
            " повторы или слишком много хештегов.",
            en="The text met TikTok's rules against spam: a link, repeated words or too many"
            " hashtags may be the cause.",
        ),
        remedy=Words(
            kk="Мәтінді өзгертіп, мақаланы қайта жариялаңыз; Zharia мұндай жазбаны өзі"
            " қайталамайды. Жағдай қайталана берсе, әкімші баптауларда хештегтер санын азайтып,"
            " сілтемені алып тастай алады.",
            ru="Измените текст и опубликуйте статью заново; сама Zharia такую запись не повторяет."
            " Если это случается снова, администратор может убавить в настройках хештеги и убрать"
            " ссылку.",
            en="Change the text and publish the article again; Zharia does not repeat such a post"
            " by itself. If it happens again, an administrator can have fewer hashtags and no link"
            " in the settings.",
        ),
    ),
    Entry(
        code="spam_risk",
        source=Source.FAIL_REASONS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok жазбаны спам деп санады",
            ru="TikTok счёл запись спамом",
            en="TikTok takes the post for spam",
        ),
        happened=Words(
            kk="Жазба TikTok-тың спамға қарсы ережелеріне ілікті; нақты себебін TikTok айтпайды.",
            ru="Запись попала под правила TikTok против спама; точной причины TikTok не называет.",
            en="The post met TikTok's rules against spam; TikTok does not name the exact cause.",
        ),
        remedy=Words(
            kk="TikTok қолданбасында аккаунттың хабарламаларын қарап шығыңыз. Zharia өзі"
            " қайталамайды: жазбаны өзгертіп, мақаланы қайта жариялаңыз немесе біраз күтіп, «Қайта"
            " жіберу» батырмасын басыңыз.",
            ru="Посмотрите уведомления аккаунта в приложении TikTok. Сама Zharia не повторяет:"
            " измените запись и опубликуйте статью заново или подождите и нажмите «Отправить ещё"
            " раз».",
            en="Look at the account's notices in the TikTok app. Zharia does not try again by"
            " itself: change the post and publish the article again, or wait a while and press"
            " “Retry”.",
        ),
    ),
    Entry(
        code="post.publish.no_longer_publicaly_available",
        source=Source.FAIL_REASONS,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Жазба енді жұртқа көрінбейді",
            ru="Запись больше не видна всем",
            en="The post is no longer public",
        ),
        happened=Words(
            kk="TikTok немесе аккаунт иесі жазбаны жасырған, өшірген немесе жабық еткен.",
            ru="TikTok или владелец аккаунта скрыл запись, удалил её или сделал закрытой.",
            en="TikTok or the account's owner has hidden the post, deleted it, or made it private.",
        ),
        remedy=Words(
            kk="Жазбаны TikTok қолданбасында қараңыз: оны TikTok алып тастаса, себебі кіріс"
            " жәшігінде жазылады. Мақала TikTok-та қайта керек болса, оны тағы жариялаңыз.",
            ru="Посмотрите запись в приложении TikTok: если её убрал TikTok, причина указана во"
            " входящих. Если статья снова нужна в TikTok, опубликуйте её ещё раз.",
            en="Look at the post in the TikTok app: if TikTok took it down, the reason stands in"
            " the inbox. If the article is wanted on TikTok again, publish it once more.",
        ),
    ),
)
