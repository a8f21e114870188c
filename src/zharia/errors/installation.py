"""What stands in the way of an installation as a whole: a pause, its journal, database or disk."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import SAFE
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_FILE: Final = Words(
    kk="Zharia әр жіберуді алдымен журналға жазады, әйтпесе қалпына келтірілген дерекқор бір"
    " жазбаны екі рет шығарар еді.",
    ru="Zharia сначала записывает каждую отправку в журнал, иначе восстановленная база выпустила бы"
    " запись дважды.",
    en="Zharia writes each attempt into a journal first; without it a restored database could post"
    " something twice.",
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="installation_paused",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Zharia кідіртілген",
            ru="Zharia приостановлена",
            en="Zharia is paused",
        ),
        happened=Words(
            kk="Бұл дерекқорды басқа Zharia пайдаланған немесе ол әдейі кідіртілген. Мақалалар келе"
            " береді де, күтеді; ештеңе жіберілмейді және рұқсаттар жаңартылмайды.",
            ru="Этой базой пользовалась другая Zharia, или её приостановили намеренно. Статьи"
            " приходят и ждут; ничего не отправляется, доступы не обновляются.",
            en="Another Zharia used this database, or somebody paused it. Articles come in and"
            " wait; nothing is sent, and no access is renewed.",
        ),
        remedy=Words(
            kk="Басқа дана тоқтатылғанына не жойылғанына көз жеткізіп, кез келген беттегі"
            " «Жалғастыру» батырмасын басыңыз немесе ./run resume деп теріңіз.",
            ru="Убедитесь, что другая копия остановлена или её больше нет, и нажмите «Продолжить»"
            " на любой странице или наберите ./run resume.",
            en="Make sure that the other installation is stopped or gone, and press “Resume” on any"
            " page, or type ./run resume.",
        ).then(SAFE),
    ),
    Entry(
        code="journal_unwritable",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Жіберу журналына жазу мүмкін емес",
            ru="Журнал отправок не записывается",
            en="The attempt journal cannot be written",
        ),
        happened=Words(
            kk="Дискіде орын жоқ немесе журнал файлына жазуға құқық жоқ.",
            ru="На диске нет места, или нет права писать в файл журнала.",
            en="The disk is full, or the right to write to the journal's file is missing.",
        ).then(_FILE),
        remedy=Words(
            kk="Дискіде орын босатыңыз немесе ZHARIA_JOURNAL файлына құқық беріңіз; содан кейін"
            " Zharia өзі жалғастырады.",
            ru="Освободите место на диске или дайте право на файл из ZHARIA_JOURNAL; дальше Zharia"
            " продолжит сама.",
            en="Free space on the disk, or give the right to the file of ZHARIA_JOURNAL; Zharia"
            " then goes on by itself.",
        ).then(SAFE),
    ),
    Entry(
        code="journal_replaced",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Жіберу журналы жоғалған немесе ауыстырылған",
            ru="Журнал отправок пропал или подменён",
            en="The attempt journal is gone, or another one",
        ),
        happened=Words(
            kk="Zharia жазып отырған файл енді орнында жоқ немесе онда басқа журнал жатыр.",
            ru="Файла, в который писала Zharia, нет на месте, или там лежит другой журнал.",
            en="The file that Zharia wrote to is no longer there, or another journal lies there.",
        ).then(_FILE),
        remedy=Words(
            kk="Файлды ZHARIA_JOURNAL көрсеткен жерге қайтарыңыз. Ол жоғалған болса, Zharia-ны"
            " қайта іске қосып, беттердегі түсіндірмеге қарап жалғастырыңыз.",
            ru="Верните файл туда, куда указывает ZHARIA_JOURNAL. Если он потерян, перезапустите"
            " Zharia и продолжите, как объяснено на её страницах.",
            en="Put the file back where ZHARIA_JOURNAL points. If it is lost, restart Zharia, and"
            " resume as its pages explain.",
        ).then(SAFE),
    ),
    Entry(
        code="journal_too_new",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жіберу журналын жаңарақ нұсқа жазған",
            ru="Журнал отправок записан новой версией",
            en="A newer version wrote the attempt journal",
        ),
        happened=Words(
            kk="Zharia-ның бұл нұсқасы журналдың пішімін білмейді, сондықтан ештеңе жібермейді.",
            ru="Эта версия Zharia не знает формата журнала, поэтому ничего не отправляет.",
            en="This version of Zharia does not know the journal's format, so it sends nothing.",
        ),
        remedy=Words(
            kk="Бұрын жұмыс істеген жаңарақ нұсқаны қайта орнатыңыз.",
            ru="Установите обратно более новую версию, которая работала раньше.",
            en="Install the newer version again that was at work before.",
        ),
    ),
    Entry(
        code="database_unavailable",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Дерекқор қолжетімсіз",
            ru="База данных недоступна",
            en="The database cannot be used",
        ),
        happened=Words(
            kk="Дерекқор сервері тоқтап тұр, файлы орнында жоқ немесе оған жазу мүмкін емес.",
            ru="Сервер базы данных остановлен, её файла нет на месте, или в неё нельзя писать.",
            en="The database's server is stopped, its file is gone, or it cannot be written.",
        ),
        remedy=Words(
            kk="Дерекқорды іске қосыңыз не оның файлын орнына қайтарыңыз;"
            " содан кейін Zharia өзі жалғастырады. Сұрауды біраздан соң қайталаңыз.",
            ru="Запустите базу данных или верните её файл на место; дальше Zharia продолжит сама."
            " Запрос повторите немного позже.",
            en="Start the database, or put its file back; Zharia then goes on by itself. Send the"
            " request again a little later.",
        ).then(SAFE),
    ),
    Entry(
        code="database_busy",
        source=Source.SERVICE,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Дерекқор бос емес",
            ru="База данных занята",
            en="The database is busy",
        ),
        happened=Words(
            kk="Дерекқорды басқа бағдарлама құлыптап тұр: мысалы, көшірме жасап жатыр.",
            ru="Базу держит заблокированной другая программа: например, она делает копию.",
            en="Another program keeps the database locked: for example, it makes a copy.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: сұрауды біраздан соң қайталаңыз. Ұзаққа созылса, әкімші"
            " дерекқорды кім құлыптап тұрғанын қарасын.",
            ru="Делать ничего не нужно: повторите запрос немного позже. Если это затянется, пусть"
            " администратор посмотрит, кто держит базу.",
            en="Nothing to do: send the request again a little later. If it lasts, have an"
            " administrator look who keeps the database locked.",
        ),
    ),
    Entry(
        code="disk_full",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Дискіде орын жоқ",
            ru="На диске нет места",
            en="The disk is full",
        ),
        happened=Words(
            kk="Zharia деректері жатқан дискіде орын таусылды немесе рұқсат етілген көлем бітті.",
            ru="На диске с данными Zharia закончилось место, или исчерпана квота.",
            en="The disk that holds Zharia's data has no room left, or its quota is used up.",
        ),
        remedy=Words(
            kk="Дискіде орын босатыңыз; содан кейін Zharia өзі жалғастырады. Сұрауды біраздан соң"
            " қайталаңыз.",
            ru="Освободите место на диске; дальше Zharia продолжит сама. Запрос повторите немного"
            " позже.",
            en="Free space on the disk; Zharia then goes on by itself. Send the request again a"
            " little later.",
        ).then(SAFE),
    ),
    Entry(
        code="storage_unavailable",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Деректер қалтасы қолжетімсіз",
            ru="Папка с данными недоступна",
            en="The data folder cannot be used",
        ),
        happened=Words(
            kk="Диск тек оқуға ашық, ажырап қалған немесе қате береді.",
            ru="Диск открыт только для чтения, отключён или выдаёт ошибки.",
            en="The disk is read-only, is gone, or answers with errors.",
        ),
        remedy=Words(
            kk="Zharia деректері жатқан дискіні тексеріңіз; ол қайта жұмыс істесе, Zharia өзі"
            " жалғастырады.",
            ru="Проверьте диск с данными Zharia; когда он снова заработает, Zharia продолжит сама.",
            en="Look at the disk that holds Zharia's data; once it works again, Zharia goes on by"
            " itself.",
        ).then(SAFE),
    ),
)
