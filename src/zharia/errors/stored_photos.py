"""Photos that the store should hold, and does not or cannot."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import PRESS_RETRY, PUBLISH_AGAIN
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="uploaded_photo_missing",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жүктелген фото қоймада енді жоқ",
            ru="Загруженного фото больше нет в хранилище",
            en="An uploaded photo is no longer stored",
        ),
        happened=Words(
            kk="Фото Zharia-ға жүктелген еді, бірақ өшірілген: ол ұзақ уақыт пайдаланылмаған немесе"
            " оны біреу қолмен алып тастаған.",
            ru="Фото загружали прямо в Zharia, но его удалили: им долго не пользовались, или его"
            " стёрли вручную.",
            en="The photo had been uploaded to Zharia, and was deleted: nothing used it for long,"
            " or somebody removed it by hand.",
        ),
        remedy=Words(
            kk="Фотоны мақалаға қайта жүктеңіз; ол аккаунттың қосалқы фотосы болса, аккаунт"
            " баптауларына қайта жүктеңіз.",
            ru="Загрузите фото в статью заново; если это запасное фото аккаунта, загрузите его"
            " заново в настройках аккаунта.",
            en="Upload the photo to the article again; if it is the account's fallback photo,"
            " upload it again in the account's settings.",
        ).then(PUBLISH_AGAIN),
    ),
    Entry(
        code="stored_photo_missing",
        source=Source.PHOTOS,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Дайын фото сақтау орнында жоқ",
            ru="Подготовленного фото нет в хранилище",
            en="A prepared photo is no longer stored",
        ),
        happened=Words(
            kk="Дайындалған фото тазалау кезінде немесе қолмен өшірілген.",
            ru="Подготовленное фото удалено при очистке или вручную.",
            en="The prepared photo was deleted, by the clean-up or by hand.",
        ),
        remedy=Words(
            kk="«Қайта жіберу» батырмасын басыңыз: Zharia фотоны қайта дайындайды.",
            ru="Нажмите «Отправить ещё раз»: Zharia подготовит фото заново.",
            en="Press “Retry”: Zharia prepares the photo anew.",
        ),
    ),
    Entry(
        code="stored_photo_damaged",
        source=Source.PHOTOS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Сақталған фото өзгеріп кеткен",
            ru="Сохранённое фото изменилось",
            en="A stored photo has changed",
        ),
        happened=Words(
            kk="Сақталған файлдың деректері жазылған кездегідей емес: диск ақаулы болуы мүмкін.",
            ru="Данные сохранённого файла не те, что были записаны: возможно, неисправен диск.",
            en="The stored file's bytes are not those that were written: the disk may be faulty.",
        ),
        remedy=Words(
            kk="Сервердің дискісін тексеріңіз.",
            ru="Проверьте диск сервера.",
            en="Check the server's disk.",
        ).then(PRESS_RETRY),
    ),
    Entry(
        code="photo_store_unwritable",
        source=Source.PHOTOS,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Фотоны сақтау мүмкін емес",
            ru="Фото не удаётся сохранить",
            en="The photo cannot be stored",
        ),
        happened=Words(
            kk="Дискіде орын біткен немесе Zharia-ның қалтаға жазуға құқығы жоқ.",
            ru="На диске кончилось место, или у Zharia нет прав на запись в папку.",
            en="The disk is full, or Zharia may not write to the folder.",
        ),
        remedy=Words(
            kk="Дискіде орын босатыңыз немесе ZHARIA_DATA_DIR қалтасына құқық беріңіз. Zharia"
            " бірнеше сағат бойы өзі қайталайды, ештеңе жоғалмайды.",
            ru="Освободите место на диске или дайте права на папку ZHARIA_DATA_DIR. Zharia сама"
            " повторяет в течение нескольких часов, ничего не потеряется.",
            en="Make room on the disk, or give rights to the folder ZHARIA_DATA_DIR. Zharia tries"
            " again by itself for some hours, and nothing is lost.",
        ),
    ),
)
