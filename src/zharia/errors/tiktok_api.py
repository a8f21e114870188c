"""TikTok's other answers to a call (`tiktok-api-v2-error-handling`)."""

from dataclasses import replace
from typing import Final

from zharia.accounts import StateReason
from zharia.accounts.state_reasons import REASONS
from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import (
    ADD_SCOPES,
    ASK_SUPPORT,
    GOES_ON_SOON,
    LINE_WAITS,
    RECONNECT,
    REPLACE_PHOTO,
    SAFE,
)
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_ASKS_LATER: Final = Words(
    kk="Zharia 48 сағат бойы сұрап көреді, содан кейін жауапты сізден күтеді: алдымен TikTok-тағы"
    " аккаунтты қарап шығыңыз.",
    ru="Zharia спрашивает 48 часов, а затем ждёт ответа от вас: сначала посмотрите аккаунт в"
    " TikTok.",
    en="Zharia goes on asking for 48 hours, and then waits for your word: look at the account on"
    " TikTok first.",
)

_INVALID_PARAM: Final = Entry(
    code="invalid_param",
    source=Source.TIKTOK_API,
    who=WhoActs.EDITOR,
    retry=RetryKind.NEVER,
    title=Words(
        kk="TikTok жазбадағы бір мәнді қабылдамады",
        ru="TikTok не принимает что-то в записи",
        en="TikTok does not accept something in the post",
    ),
    happened=Words(
        kk="Жазбаның бір өрісі TikTok ережелеріне сай емес: мысалы, тақырып 90 таңбадан ұзын."
        " Қай өріс екенін TikTok айтпайды.",
        ru="Одно из полей записи не по правилам TikTok: например, заголовок длиннее 90 знаков."
        " Какое именно, TikTok не говорит.",
        en="A field of the post breaks TikTok's rules: for example, the title is longer than 90"
        " characters. TikTok does not say which.",
    ),
    remedy=Words(
        kk="Тақырыпты, сипаттаманы және таңдауларды қарап шығып, қайта жариялаңыз. Не қате екені"
        " түсініксіз болса, әкімшіге TikTok сөздері мен log_id нөмірін беріңіз.",
        ru="Просмотрите заголовок, описание и выбор в форме и опубликуйте заново. Если непонятно,"
        " что не так, передайте администратору слова TikTok и log_id.",
        en="Look through the title, the description and the choices, and publish again. If you"
        " cannot see what is wrong, give an administrator TikTok's words and the log_id.",
    ),
)

ENTRIES: Final[tuple[Entry, ...]] = (
    _INVALID_PARAM,
    replace(_INVALID_PARAM, code="invalid_params"),
    Entry(
        code="invalid_publish_id",
        source=Source.TIKTOK_API,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok бұл жазбаны білмейді",
            ru="TikTok не знает такой записи",
            en="TikTok does not know this post",
        ),
        happened=Words(
            kk="TikTok өзі берген нөмір бойынша жазбаны таппай тұр: ол тым ескі немесе өшірілген"
            " болуы мүмкін.",
            ru="По номеру, который дал сам TikTok, он не находит записи: возможно, она слишком"
            " старая или удалена.",
            en="TikTok finds no post under the number that it gave us: it may be too old, or"
            " deleted.",
        ),
        remedy=_ASKS_LATER,
    ),
    Entry(
        code="token_not_authorized_for_specified_publish_id",
        source=Source.TIKTOK_API,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Жазба басқа аккаунттың рұқсатымен жасалған",
            ru="Запись сделана с доступом другого аккаунта",
            en="The post was made with another account's access",
        ),
        happened=Words(
            kk="Сұрау жіберген аккаунттың бұл жазбаға құқығы жоқ; аккаунттар қайта қосылғанда"
            " осылай болуы мүмкін.",
            ru="У аккаунта, от имени которого задан вопрос, нет прав на эту запись; так бывает,"
            " когда аккаунты подключали заново.",
            en="The account that asks has no right to this post; this can happen when accounts"
            " were connected anew.",
        ),
        remedy=_ASKS_LATER,
    ),
    Entry(
        code="publish_not_cancellable",
        source=Source.TIKTOK_API,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Жазбаны қайтарып алуға кеш",
            ru="Отменять запись уже поздно",
            en="It is too late to cancel the post",
        ),
        happened=Words(
            kk="TikTok жазбаны өңдеп жатыр немесе жариялап қойған.",
            ru="TikTok уже обрабатывает запись или опубликовал её.",
            en="TikTok is working on the post, or has published it already.",
        ),
        remedy=Words(
            kk="Жазба керек болмаса, оны TikTok қолданбасында өшіріңіз.",
            ru="Если запись не нужна, удалите её в приложении TikTok.",
            en="If the post is not wanted, delete it in the TikTok app.",
        ),
    ),
    Entry(
        code="invalid_file_upload",
        source=Source.TIKTOK_API,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok файлды қабылдамады",
            ru="TikTok не принял файл",
            en="TikTok did not accept a file",
        ),
        happened=Words(
            kk="TikTok жіберілген файлдан бас тартты. Zharia әр фотоны көлемі рұқсат етілген JPEG"
            " файлына айналдырады, сондықтан бұл сирек болады.",
            ru="TikTok отклонил присланный файл. Zharia превращает каждое фото в JPEG допустимого"
            " размера, поэтому такое бывает редко.",
            en="TikTok refused a file that was sent. Zharia makes each photo a JPEG of an allowed"
            " size, so this is rare.",
        ),
        remedy=REPLACE_PHOTO.then(ASK_SUPPORT),
    ),
    Entry(
        code="scope_permission_missed",
        source=Source.TIKTOK_API,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Қолданбаның рұқсаты жетпейді",
            ru="Приложению не хватает разрешения",
            en="The app lacks a permission",
        ),
        happened=Words(
            kk="Қолданба TikTok-тан өз рұқсаттарына кірмейтін нәрсені сұрады.",
            ru="Приложение попросило у TikTok то, что не входит в его разрешения.",
            en="The app asked TikTok for something that its permissions do not cover.",
        ),
        remedy=ADD_SCOPES.then(RECONNECT).then(LINE_WAITS),
    ),
    Entry(
        code="access_token_invalid",
        source=Source.TIKTOK_API,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok аккаунттың рұқсатын енді қабылдамайды",
            ru="TikTok больше не принимает доступ аккаунта",
            en="TikTok no longer takes the account's access",
        ),
        happened=Words(
            kk="Zharia рұқсатты жаңартып көрді, бірақ TikTok оны бәрібір қабылдамады.",
            ru="Zharia обновила доступ, но TikTok его всё равно не принял.",
            en="Zharia renewed the access, and TikTok still did not take it.",
        ),
        remedy=RECONNECT.then(GOES_ON_SOON),
    ),
    Entry(
        code="scope_not_authorized",
        source=Source.TIKTOK_API,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Аккаунт жариялауға рұқсат бермеген",
            ru="Аккаунт не разрешил публикацию",
            en="The account has not allowed posting",
        ),
        happened=REASONS[StateReason.SCOPES_MISSING].happened,
        remedy=REASONS[StateReason.SCOPES_MISSING].remedy.then(GOES_ON_SOON),
    ),
    Entry(
        code="internal_error",
        source=Source.TIKTOK_API,
        who=WhoActs.TIKTOK,
        retry=RetryKind.AFTER,
        title=Words(
            kk="TikTok жағында ақау болды",
            ru="Сбой на стороне TikTok",
            en="A fault at TikTok",
        ),
        happened=Words(
            kk="TikTok-тың өзінде ақау болып, сұрау орындалмай қалған болуы мүмкін.",
            ru="У самого TikTok случился сбой, и запрос мог остаться невыполненным.",
            en="TikTok had a fault of its own, and the request may not have been carried out.",
        ),
        remedy=Words(
            kk="Zharia алдымен TikTok жазбаны алған-алмағанын анықтайды, содан кейін бірнеше сағат"
            " бойы өзі қайталайды.",
            ru="Zharia сначала выясняет, принял ли TikTok запись, а затем сама повторяет в течение"
            " нескольких часов.",
            en="Zharia first finds out whether TikTok took the post, then tries again by itself"
            " for some hours.",
        )
        .then(SAFE)
        .then(ASK_SUPPORT),
    ),
)
