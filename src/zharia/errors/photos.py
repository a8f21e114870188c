"""Photos that cannot be posted, or not yet."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import ASK_TO_BE_LET_IN, PUBLISH_AGAIN, REPLACE_PHOTO
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_UPLOAD_AGAIN: Final = Words(
    kk="Фотоны сайтқа қайта жүктеп, мақаладағы фотоны ауыстырыңыз.",
    ru="Загрузите фото на сайт заново и замените его в статье.",
    en="Upload the photo to the site again, and replace it in the article.",
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="photo_empty",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Фото файлы бос",
            ru="Файл фото пуст",
            en="The photo's file is empty",
        ),
        happened=Words(
            kk="Фото мекенжайынан бір байт та келмеді: жүктеу үзіліп қалған болуы мүмкін.",
            ru="По адресу фото не пришло ни одного байта: вероятно, загрузка оборвалась.",
            en="Not a single byte came from the photo's address: its upload may have broken off.",
        ),
        remedy=_UPLOAD_AGAIN.then(PUBLISH_AGAIN),
    ),
    Entry(
        code="photo_not_a_photo",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Бұл файл фото емес",
            ru="Этот файл не фото",
            en="The file is not a photo",
        ),
        happened=Words(
            kk="Мекенжайда веб-бет, PDF немесе Zharia оқи алмайтын басқа файл тұр.",
            ru="По адресу лежит веб-страница, PDF или другой файл, который Zharia не читает.",
            en="At its address lies a web page, a PDF or another file that Zharia cannot read.",
        ),
        remedy=REPLACE_PHOTO,
    ),
    Entry(
        code="photo_broken",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Фото файлы бүлінген",
            ru="Файл фото повреждён",
            en="The photo's file is damaged",
        ),
        happened=Words(
            kk="Файл толық жүктелмеген немесе ішкі деректері бүлінген.",
            ru="Файл загружен не полностью или повреждён внутри.",
            en="The file was not uploaded in full, or is damaged inside.",
        ),
        remedy=_UPLOAD_AGAIN.then(PUBLISH_AGAIN),
    ),
    Entry(
        code="photo_too_large",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Фото тым үлкен",
            ru="Фото слишком большое",
            en="The photo is too large",
        ),
        happened=Words(
            kk="Файлдың көлемі немесе пиксель саны Zharia өңдей алатын шектен асады.",
            ru="Размер файла или число пикселей больше, чем может обработать Zharia.",
            en="The file has more bytes or more pixels than Zharia can prepare.",
        ),
        remedy=Words(
            kk="Фотоның өлшемін кішірейтіп сақтап, мақаладағы фотоны ауыстырыңыз. Ұзын қабырғасы"
            " 4000 пиксель болса, жеткілікті.",
            ru="Сохраните фото в меньшем размере и замените его в статье. Хватит 4000 пикселей по"
            " длинной стороне.",
            en="Save the photo in a smaller size, and replace it in the article. 4000 pixels on"
            " the longer side are plenty.",
        ).then(PUBLISH_AGAIN),
    ),
    Entry(
        code="photo_too_slow",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Фотоны дайындау тым ұзаққа созылды",
            ru="Подготовка фото заняла слишком много времени",
            en="Preparing the photo took too long",
        ),
        happened=Words(
            kk="Фото берілген уақытта дайын болмады: сервер бос емес немесе файл ерекше.",
            ru="Фото не успело подготовиться за отведённое время: сервер занят или файл необычный.",
            en="The photo was not ready in the time allowed: the server is busy, or the file is"
            " unusual.",
        ),
        remedy=Words(
            kk="Zharia бірнеше сағат бойы өзі қайталайды, ештеңе жоғалмайды. Сонда да болмаса,"
            " фотоны JPEG пішімінде қайта сақтап, мақалада ауыстырыңыз.",
            ru="Zharia сама повторяет в течение нескольких часов, ничего не потеряется. Если не"
            " поможет, сохраните фото заново в JPEG и замените его в статье.",
            en="Zharia tries again by itself for some hours, and nothing is lost. If that does not"
            " help, save the photo anew as JPEG and replace it in the article.",
        ),
    ),
    Entry(
        code="photo_crashes_decoder",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Фотоны оқитын бағдарлама істен шықты",
            ru="Фото обрушило программу чтения",
            en="Reading the photo crashed the program",
        ),
        happened=Words(
            kk="Файл өте ерекше немесе бүлінген: оны оқитын бағдарлама екі рет тоқтап қалды."
            " Қалған фотолар мен Zharia-ға зиян келген жоқ.",
            ru="Файл очень необычный или повреждён: программа чтения остановилась дважды."
            " Остальные фото и сама Zharia не пострадали.",
            en="The file is very unusual or damaged: the program that reads it stopped twice."
            " Other photos and Zharia itself came to no harm.",
        ),
        remedy=REPLACE_PHOTO,
    ),
    Entry(
        code="photo_unreachable",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Фото тұрған сервер жауап бермейді",
            ru="Сервер с фото не отвечает",
            en="The photo's server does not answer",
        ),
        happened=Words(
            kk="Фото тұрған сайт ашылмады, баяу жауап берді немесе қате қайтарды.",
            ru="Сайт, где лежит фото, не открылся, ответил слишком медленно или с ошибкой.",
            en="The site that holds the photo did not open, was too slow, or answered with an"
            " error.",
        ),
        remedy=Words(
            kk="Zharia бірнеше сағат бойы өзі қайталайды, ештеңе жоғалмайды. Сонда да шықпаса,"
            " фото браузерде ашылатынын тексеріңіз де, «Қайта жіберу» батырмасын басыңыз.",
            ru="Zharia сама повторяет в течение нескольких часов, ничего не потеряется. Если не"
            " выйдет и тогда, проверьте, открывается ли фото в браузере, и нажмите «Отправить ещё"
            " раз».",
            en="Zharia tries again by itself for some hours, and nothing is lost. If it still"
            " fails, see whether the photo opens in a browser, and press “Retry”.",
        ),
    ),
    Entry(
        code="photo_not_fetched",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Фотоны мекенжайынан алу мүмкін емес",
            ru="Фото нельзя получить по его адресу",
            en="The photo cannot be fetched from its address",
        ),
        happened=Words(
            kk="Фотоның мекенжайы қате, жабық желіге апарады немесе ол жерде фото жоқ.",
            ru="Адрес фото неверен, ведёт в закрытую сеть, или фото там нет.",
            en="The photo's address is wrong, leads into a private network, or has no photo.",
        ),
        remedy=Words(
            kk="Мақалада фотоның мекенжайын түзетіңіз немесе фотоны ауыстырыңыз.",
            ru="Исправьте в статье адрес фото или замените фото.",
            en="Correct the photo's address in the article, or replace the photo.",
        ).then(PUBLISH_AGAIN),
    ),
    Entry(
        code="photo_refused",
        source=Source.PHOTOS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Фото тұрған сайт Zharia-ны өткізбейді",
            ru="Сайт с фото не пускает Zharia",
            en="The photo's site does not let Zharia in",
        ),
        happened=Words(
            kk="Сайт сұрауды қабылдамады немесе фотоның орнына веб-бет берді: мекенжай фотоға"
            " апармайды, әлде сайт Zharia-ны бұғаттап тұр.",
            ru="Сайт отклонил запрос или вместо фото прислал веб-страницу: либо адрес ведёт не на"
            " фото, либо сайт блокирует Zharia.",
            en="The site refused the request, or sent a web page instead of the photo: either the"
            " address leads to no photo, or the site is blocking Zharia.",
        ),
        remedy=ASK_TO_BE_LET_IN.then(PUBLISH_AGAIN),
    ),
    Entry(
        code="photo_refused_for_now",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Фото тұрған сайт әзірге Zharia-ны өткізбейді",
            ru="Сайт с фото пока не пускает Zharia",
            en="The photo's site does not let Zharia in for now",
        ),
        happened=Words(
            kk="Сайт тым көп сұрау келді деп санайды немесе фотоның орнына роботтарды тексеретін"
            " бет берді. Zharia бірнеше сағат бойы өзі қайталайды.",
            ru="Сайт считает, что запросов слишком много, или вместо фото прислал страницу, которая"
            " проверяет, не робот ли мы. Zharia сама повторяет в течение нескольких часов.",
            en="The site finds that too many requests came, or instead of the photo sent a page"
            " that keeps programs out. Zharia tries again by itself for some hours.",
        ),
        remedy=ASK_TO_BE_LET_IN,
    ),
    Entry(
        code="no_photos",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мақалада фото жоқ",
            ru="В статье нет фото",
            en="The article has no photo",
        ),
        happened=Words(
            kk="TikTok-тағы фото жазбаға кемінде бір фото керек.",
            ru="Для фотозаписи в TikTok нужно хотя бы одно фото.",
            en="A photo post on TikTok needs at least one photo.",
        ),
        remedy=Words(
            kk="Мақалаға фото қосып, оны қайта жариялаңыз.",
            ru="Добавьте фото в статью и опубликуйте её заново.",
            en="Add a photo to the article, and publish it again.",
        ),
    ),
    Entry(
        code="photo_workers_unavailable",
        source=Source.PHOTOS,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Фото дайындайтын бағдарлама іске қосылмады",
            ru="Программа подготовки фото не запускается",
            en="The program that prepares photos does not start",
        ),
        happened=Words(
            kk="Серверде жад немесе рұқсат жетпеуі мүмкін; себебі Zharia журналында жазылған.",
            ru="Возможно, серверу не хватает памяти или прав; причина указана в журнале Zharia.",
            en="The server may be short of memory or rights; Zharia's log says why.",
        ),
        remedy=Words(
            kk="Zharia бірнеше сағат бойы өзі қайталайды. Журналды қарап, серверде жад босатыңыз"
            " немесе Zharia-ны қайта іске қосыңыз.",
            ru="Zharia сама повторяет в течение нескольких часов. Посмотрите журнал, освободите"
            " память на сервере или перезапустите Zharia.",
            en="Zharia tries again by itself for some hours. Look at the log, and free memory on"
            " the server or restart Zharia.",
        ),
    ),
)
