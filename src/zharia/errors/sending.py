"""What Zharia itself finds while it sends and follows a post."""

from dataclasses import replace
from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import ASK_SUPPORT, SAFE
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_FOR_HOURS: Final = Words(
    kk="Zharia бірнеше сағат бойы өзі қайталайды. Содан кейін де болмаса, әкімші сервердің"
    " TikTok-қа шыға алатынын тексеріп, «Қайта жіберу» батырмасын бассын.",
    ru="Zharia сама повторяет в течение нескольких часов. Если не выйдет и тогда, пусть"
    " администратор проверит связь сервера с TikTok и нажмёт «Отправить ещё раз».",
    en="Zharia tries again by itself for some hours. If it still fails, an administrator checks"
    " the server's connection to TikTok and presses “Retry”.",
)

_UNCONFIRMED: Final = Entry(
    code="unconfirmed",
    source=Source.SENDING,
    who=WhoActs.NOBODY,
    retry=RetryKind.UNKNOWN_OUTCOME,
    title=Words(
        kk="TikTok жазбаны алған-алмағаны әзірге белгісіз",
        ru="Пока неясно, принял ли TikTok запись",
        en="It is not yet clear whether TikTok took the post",
    ),
    happened=Words(
        kk="Жіберу кезінде TikTok жауабы жоғалды немесе бағдарлама тоқтап қалды.",
        ru="Во время отправки ответ TikTok потерялся или программа остановилась.",
        en="While the post was being sent, TikTok's answer was lost, or the program stopped.",
    ),
    remedy=Words(
        kk="Ештеңе істеудің қажеті жоқ: Zharia бірнеше минут ішінде TikTok фотоларды"
        " алған-алмағанын көреді. Алмаса, фотоларды жауып, жазбаны қайта жібереді, сондықтан ол"
        " екі рет шықпайды.",
        ru="Делать ничего не нужно: за несколько минут Zharia увидит, забирал ли TikTok фото. Если"
        " нет, она закроет фото и отправит запись снова, поэтому дважды запись не выйдет.",
        en="Nothing to do: within minutes Zharia sees whether TikTok fetched the photos. If not,"
        " it closes them and sends the post again, so it cannot appear twice.",
    ),
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="waits_for_its_turn",
        source=Source.SENDING,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Жазба өз кезегін күтіп тұр",
            ru="Запись ждёт своей очереди",
            en="The post waits for its turn",
        ),
        happened=Words(
            kk="TikTok бір аккаунттан минутына және тәулігіне шектеулі ғана жазба қабылдайды.",
            ru="TikTok принимает от одного аккаунта лишь ограниченное число записей в минуту и в"
            " сутки.",
            en="TikTok takes only so many posts from one account in a minute and in a day.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: кезегі келгенде жазба өзі кетеді, шұғыл жаңалықтар"
            " бірінші жіберіледі.",
            ru="Делать ничего не нужно: запись уйдёт сама в свой черёд, срочные новости идут"
            " первыми.",
            en="Nothing to do: the post leaves by itself when its turn comes, and breaking news"
            " goes first.",
        ),
    ),
    _UNCONFIRMED,
    replace(
        _UNCONFIRMED,
        code="outcome_unknown",
        title=Words(
            kk="TikTok-тың жіберуге берген жауабы жоғалды",
            ru="Ответ TikTok на отправку потерялся",
            en="TikTok's answer to the post was lost",
        ),
    ),
    Entry(
        code="outcome_unclear",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жазба шықты ма, оны тек сіз айта аласыз",
            ru="Вышла ли запись, можете сказать только вы",
            en="Only you can say whether the post is live",
        ),
        happened=Words(
            kk="TikTok 48 сағат бойы анық жауап бермеді, ал Zharia болжам жасамайды.",
            ru="TikTok 48 часов не давал ясного ответа, а гадать Zharia не станет.",
            en="TikTok gave no clear answer for 48 hours, and Zharia does not guess.",
        ),
        remedy=Words(
            kk="TikTok-тағы аккаунтты ашып қараңыз да, жазба шықты ма, жоқ па, соны жарияланым"
            " бетінде белгілеңіз. «Шықпаған» десеңіз, Zharia алдымен фотоларды жабады, сондықтан"
            " жазба кейін екі рет көрінбейді.",
            ru="Посмотрите аккаунт в TikTok и отметьте на странице публикации, вышла запись или"
            " нет. Если нет, Zharia сначала закроет фото, поэтому дважды запись не появится.",
            en="Look at the account on TikTok, and mark on the publication's page whether the post"
            " is live. If it is not, Zharia closes the photos first, so that the post cannot"
            " appear twice.",
        ),
    ),
    Entry(
        code="init_never_answered",
        source=Source.SENDING,
        who=WhoActs.TIKTOK,
        retry=RetryKind.AFTER,
        title=Words(
            kk="TikTok көп әрекеттің біріне де жауап бермеді",
            ru="TikTok не ответил ни на одну из попыток",
            en="TikTok answered none of many attempts",
        ),
        happened=Words(
            kk="Zharia жазбаны көп рет жіберді, бірақ TikTok жауап бермеді. Әр әрекет қайтарып"
            " алынды, ештеңе жарияланған жоқ.",
            ru="Zharia отправляла запись много раз, но TikTok не отвечал. Каждая попытка отозвана,"
            " ничего не опубликовано.",
            en="Zharia sent the post many times, and TikTok did not answer. Each attempt was"
            " withdrawn, and nothing was posted.",
        ),
        remedy=Words(
            kk="Біраз күтіп, «Қайта жіберу» батырмасын басыңыз. Басқа жазбалар да шықпаса, әкімші"
            " серверден TikTok-қа байланысты тексерсін.",
            ru="Подождите и нажмите «Отправить ещё раз». Если не выходят и другие записи, пусть"
            " администратор проверит связь сервера с TikTok.",
            en="Wait a while and press “Retry”. If other posts fail too, an administrator checks"
            " the server's connection to TikTok.",
        ),
    ),
    Entry(
        code="not_published",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Редактор жазбаны TikTok-тан таппады",
            ru="Редактор не нашёл запись в TikTok",
            en="An editor did not find the post on TikTok",
        ),
        happened=Words(
            kk="Редактор TikTok-ты қарап, жазбаның шықпағанын белгіледі. Фотолары жабылды,"
            " сондықтан ол кейін де шықпайды.",
            ru="Редактор посмотрел TikTok и отметил, что записи там нет. Фото закрыты, поэтому"
            " позже она уже не появится.",
            en="An editor looked at TikTok and marked that the post is not there. Its photos are"
            " closed, so it cannot appear later.",
        ),
        remedy=Words(
            kk="Жазба керек болса, «Қайта жіберу» батырмасын басыңыз.",
            ru="Если запись нужна, нажмите «Отправить ещё раз».",
            en="If the post is wanted, press “Retry”.",
        ),
    ),
    Entry(
        code="not_sent",
        source=Source.SENDING,
        who=WhoActs.TIKTOK,
        retry=RetryKind.AFTER,
        title=Words(
            kk="TikTok-пен байланыс орнамады",
            ru="Не удалось связаться с TikTok",
            en="TikTok could not be reached",
        ),
        happened=Words(
            kk="TikTok серверіне қосылу мүмкін болмады, ештеңе жіберілген жоқ.",
            ru="Соединение с TikTok не установлено, ничего не отправлено.",
            en="No connection to TikTok could be made, so nothing was sent.",
        ),
        remedy=_FOR_HOURS.then(SAFE),
    ),
    Entry(
        code="answer_lost",
        source=Source.SENDING,
        who=WhoActs.TIKTOK,
        retry=RetryKind.AFTER,
        title=Words(
            kk="TikTok жауабын оқу мүмкін болмады",
            ru="Ответ TikTok не удалось прочитать",
            en="TikTok's answer could not be read",
        ),
        happened=Words(
            kk="TikTok жауабы жолда жоғалды немесе бүлінген; бұл сұрауды қайталау қауіпсіз.",
            ru="Ответ TikTok потерялся в пути или повреждён; повторить этот запрос безопасно.",
            en="TikTok's answer was lost on the way, or is damaged; this request can be repeated"
            " safely.",
        ),
        remedy=_FOR_HOURS.then(SAFE),
    ),
    Entry(
        code="invalid_post",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="TikTok мұндай жазбаны қабылдамас еді",
            ru="TikTok не принял бы такую запись",
            en="TikTok would refuse this post",
        ),
        happened=Words(
            kk="Zharia жазбаны жібермес бұрын тексеріп, TikTok ережелеріне сай емес жерін тапты;"
            " ештеңе жіберілген жоқ.",
            ru="Zharia проверила запись перед отправкой и нашла то, что против правил TikTok;"
            " ничего не отправлено.",
            en="Zharia checked the post before sending it, and found something against TikTok's"
            " rules; nothing was sent.",
        ),
        remedy=Words(
            kk="Қатенің мәтінінде аталған өрістерді түзетіп, мақаланы қайта жариялаңыз.",
            ru="Исправьте поля, названные в тексте ошибки, и опубликуйте статью заново.",
            en="Correct the fields that the error names, and publish the article again.",
        ),
    ),
    Entry(
        code="invalid_argument",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Zharia TikTok-қа қате сұрау дайындады",
            ru="Zharia подготовила неверный запрос к TikTok",
            en="Zharia prepared a wrong request to TikTok",
        ),
        happened=Words(
            kk="Бұл Zharia-ның өз қатесі; ештеңе жіберілген жоқ.",
            ru="Это ошибка самой Zharia; ничего не отправлено.",
            en="This is a mistake of Zharia's own; nothing was sent.",
        ),
        remedy=Words(
            kk="Әкімшіге айтыңыз: ол қатенің мәтінін Zharia әзірлеушілеріне жіберсін.",
            ru="Сообщите администратору: пусть он передаст текст ошибки разработчикам Zharia.",
            en="Tell an administrator, who passes the error's text on to Zharia's developers.",
        ),
    ),
    Entry(
        code="unknown_code",
        source=Source.SENDING,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Бұл нұсқа білмейтін қате",
            ru="Ошибка, которой эта версия не знает",
            en="An error that this version does not know",
        ),
        happened=Words(
            kk="Zharia-ның бұл нұсқасы мұндай қате кодын білмейді, сондықтан ештеңені өзі"
            " қайталамайды.",
            ru="Эта версия Zharia не знает такого кода ошибки и поэтому ничего сама не повторяет.",
            en="This version of Zharia does not know this error's code, so it repeats nothing by"
            " itself.",
        ),
        remedy=Words(
            kk="Қатенің жанында log_id болса, оны TikTok-тың қолдау қызметіне жіберіңіз. Болмаса,"
            " кодты Zharia-ға жауапты адамға айтыңыз: журналда толығырақ жазылған.",
            ru="Если рядом с ошибкой есть log_id, передайте его в поддержку TikTok. Если нет,"
            " сообщите код тому, кто обслуживает Zharia: подробности в журнале.",
            en="If there is a log_id beside the error, give it to TikTok's support. If not, tell"
            " the code to whoever runs Zharia: the log says more.",
        ),
    ),
    Entry(
        code="unknown_failure",
        source=Source.SENDING,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жазба белгісіз себеппен шықпады",
            ru="Запись не вышла по неизвестной причине",
            en="The post failed for an unknown reason",
        ),
        happened=Words(
            kk="TikTok жазбаны қабылдады, бірақ жарияламады және түсінікті себеп айтпады.",
            ru="TikTok принял запись, но не опубликовал её и понятной причины не назвал.",
            en="TikTok took the post, but did not publish it, and named no reason that Zharia"
            " knows.",
        ),
        remedy=Words(
            kk="Zharia өзі қайталамайды: аккаунтты TikTok-та қарап, «Қайта жіберу» батырмасын"
            " басыңыз.",
            ru="Сама Zharia не повторяет: посмотрите аккаунт в TikTok и нажмите «Отправить ещё"
            " раз».",
            en="Zharia does not try again by itself: look at the account on TikTok, and press"
            " “Retry”.",
        ).then(ASK_SUPPORT),
    ),
)
