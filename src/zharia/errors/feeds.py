"""Feeds from which no article can be taken."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_ASK_SITE: Final = Words(
    kk="Zharia лентаны кейінірек өзі қайта оқиды. Қайталана берсе, сайтқа жауапты адамға"
    " хабарласыңыз.",
    ru="Zharia позже прочитает ленту снова. Если это повторяется, обратитесь к тому, кто"
    " обслуживает сайт.",
    en="Zharia reads the feed again later by itself. If it recurs, ask whoever runs the site.",
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="empty",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Лента бос",
            ru="Лента пуста",
            en="The feed is empty",
        ),
        happened=Words(
            kk="Лентаның мекенжайынан ештеңе келмеді.",
            ru="По адресу ленты ничего не пришло.",
            en="Nothing came from the feed's address.",
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        code="too-large",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Лента тым үлкен",
            ru="Лента слишком большая",
            en="The feed is too large",
        ),
        happened=Words(
            kk="Лента Zharia оқитын 8 мегабайт шегінен асады.",
            ru="Лента больше 8 мегабайт, которые читает Zharia.",
            en="The feed has more than the 8 megabytes that Zharia reads.",
        ),
        remedy=Words(
            kk="Сайттың баптауында лентадағы мақала санын азайтыңыз: соңғы 50 мақала жеткілікті.",
            ru="Уменьшите в настройках сайта число статей в ленте: хватит последних 50.",
            en="In the site's settings have fewer articles in the feed: the latest 50 are plenty.",
        ),
    ),
    Entry(
        code="too-complex",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Лента тым күрделі",
            ru="Лента слишком сложная",
            en="The feed is too complex",
        ),
        happened=Words(
            kk="Лентада 500 мақалаға керегінен көп элемент бар, оны оқу минуттарға созылар еді.",
            ru="В ленте больше элементов, чем нужно для 500 статей, и чтение заняло бы минуты.",
            en="The feed has more elements than 500 articles can need, and reading it would take"
            " minutes.",
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        code="too-slow",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Лентаны оқу тым ұзаққа созылды",
            ru="Чтение ленты заняло слишком много времени",
            en="Reading the feed took too long",
        ),
        happened=Words(
            kk="Zharia лентаны 20 секундта оқып үлгермеді де, тоқтатты: ол әдейі күрделі құрылған"
            " немесе сервер тым бос емес. Басқа ленталарға бұл кедергі болмайды.",
            ru="Zharia не успела прочитать ленту за 20 секунд и остановилась: лента устроена"
            " слишком сложно, или сервер перегружен. Другим лентам это не мешает.",
            en="Zharia could not read the feed within 20 seconds and gave up: it is made too"
            " intricately, or the server is overloaded. Other feeds are not held up.",
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        code="reader-unavailable",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Лентаны оқитын процесс іске қосылмады",
            ru="Процесс для чтения ленты не запустился",
            en="The process that reads feeds did not start",
        ),
        happened=Words(
            kk="Сервер лентаны оқитын процесті іске қоса алмады: жады жетпейді немесе"
            " процестер саны шектелген.",
            ru="Сервер не смог запустить процесс, который читает ленты: не хватает памяти или"
            " исчерпано число процессов.",
            en="The server could not start the process that reads feeds: it lacks memory, or may"
            " have no more processes.",
        ),
        remedy=Words(
            kk="Серверге жад қосыңыз немесе процестер шегін көтеріңіз. Zharia лентаны кейінірек өзі"
            " қайта оқиды.",
            ru="Добавьте серверу памяти или поднимите предел числа процессов. Zharia позже"
            " прочитает ленту снова сама.",
            en="Give the server more memory or allow it more processes. Zharia reads the feed again"
            " later by itself.",
        ),
    ),
    Entry(
        code="not-a-feed",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Бұл лента емес",
            ru="Это не лента",
            en="This is not a feed",
        ),
        happened=Words(
            kk="Мекенжайдағы құжат RSS, Atom, JSON Feed немесе WordPress жазбаларының тізімі емес,"
            " әлде оқылмайтындай бүлінген.",
            ru="Документ по адресу не RSS, не Atom, не JSON Feed и не список записей WordPress,"
            " или он повреждён до нечитаемости.",
            en="The document is neither RSS, Atom, JSON Feed nor WordPress's list of posts, or it"
            " is damaged beyond reading.",
        ),
        remedy=Words(
            kk="Сайттан лентаның дұрыс мекенжайын тауып, баптауларда түзетіңіз.",
            ru="Найдите на сайте правильный адрес ленты и исправьте его в настройках.",
            en="Find the feed's right address on the site, and correct it in the settings.",
        ),
    ),
    Entry(
        code="web-page",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Бұл лента емес, веб-бет",
            ru="Это веб-страница, а не лента",
            en="This is a web page, not a feed",
        ),
        happened=Words(
            kk="Мекенжайда адамға арналған бет ашылады. Бет ленталар ұсынса, олар хабарда аталған.",
            ru="По адресу открывается страница для людей. Ленты, которые она предлагает, названы в"
            " сообщении, если они есть.",
            en="The address opens a page for people. The feeds that it offers, if any, are named"
            " in the message.",
        ),
        remedy=Words(
            kk="Сол ленталардың бірінің мекенжайын енгізіңіз.",
            ru="Укажите адрес одной из этих лент.",
            en="Enter the address of one of those feeds.",
        ),
    ),
    Entry(
        code="bad-json",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Лентаның JSON мәтіні қате",
            ru="В ленте ошибка JSON",
            en="The feed's JSON is not valid",
        ),
        happened=Words(
            kk="Құжат JSON сияқты басталады, бірақ оның ережелерін бұзады.",
            ru="Документ начинается как JSON, но составлен не по правилам.",
            en="The document begins like JSON, but breaks its rules.",
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        code="no-file",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Файл ашылмады",
            ru="Файл не открылся",
            en="The file could not be opened",
        ),
        happened=Words(
            kk="Мұндай файл жоқ немесе Zharia-ның оны оқуға құқығы жоқ.",
            ru="Такого файла нет, или у Zharia нет прав его читать.",
            en="There is no such file, or Zharia may not read it.",
        ),
        remedy=Words(
            kk="Файлдың атын және оған берілген құқықты тексеріңіз.",
            ru="Проверьте имя файла и права на него.",
            en="Check the file's name and its rights.",
        ),
    ),
    Entry(
        code="gone",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Лента біржола жабылған",
            ru="Лента закрыта навсегда",
            en="The feed is gone for good",
        ),
        happened=Words(
            kk="Сайт лентаның біржола алынғанын айтты (410), сондықтан Zharia оны өшіріп қойды.",
            ru="Сайт сообщил, что лента убрана навсегда (410), и Zharia её выключила.",
            en="The site says that the feed was removed for good (410), so Zharia switched it off.",
        ),
        remedy=Words(
            kk="Жаңа лентаның мекенжайын тауып, баптауларда қосыңыз.",
            ru="Найдите адрес новой ленты и добавьте её в настройках.",
            en="Find the new feed's address, and add it in the settings.",
        ),
    ),
    Entry(
        code="wrong-kind",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мекенжайда басқа түрдегі лента тұр",
            ru="По адресу лента другого вида",
            en="Another kind of feed is at the address",
        ),
        happened=Words(
            kk="Лента баптауында белгілі бір түр талап етілген, ал мекенжайда басқасы тұр,"
            " сондықтан мақалалар алынбады.",
            ru="В настройках ленты требуется определённый вид, а по адресу лежит другой, поэтому"
            " статьи не взяты.",
            en="The feed's settings insist on one kind, and another is at the address, so no"
            " articles were taken.",
        ),
        remedy=Words(
            kk="Мекенжайын тексеріңіз. Жаңа түрі дұрыс болса, лентаны алып тастап, түрін"
            " таңдамай қайта қосыңыз: мақалалары сақталады.",
            ru="Проверьте адрес. Если новый вид верен, удалите ленту и добавьте её снова, не"
            " выбирая вид: её статьи останутся.",
            en="Check the address. If the new kind is right, remove the feed and add it again"
            " without choosing a kind: its articles stay.",
        ),
    ),
    Entry(
        code="feed_unknown",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Мұндай лента жоқ немесе ол тоқтатылған",
            ru="Такой ленты нет, или она приостановлена",
            en="There is no such feed, or it is paused",
        ),
        happened=Words(
            kk="Ленталар тізімінде ол жоқ: біреу алып тастаған. Тоқтатылған лентаны қарауға"
            " болмайды.",
            ru="В списке лент её нет: вероятно, её удалили. А приостановленную ленту проверить"
            " нельзя.",
            en="The list has no such feed: somebody may have removed it. One that is paused cannot"
            " be looked at.",
        ),
        remedy=Words(
            kk="Лента тізіміне қайтып, бетті жаңартыңыз; лента тоқтап тұрса, алдымен оны қосыңыз.",
            ru="Вернитесь к списку лент и обновите страницу; если лента приостановлена, сначала"
            " включите её.",
            en="Go back to the list of feeds and reload the page; if the feed is paused, switch it"
            " on first.",
        ),
    ),
)
