"""What is odd about single articles of a feed or a file, or kept them out."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_ASK_SITE: Final = Words(
    kk="Сайтқа жауапты адамға хабарласыңыз. Түзетілген соң, Zharia мақаланы келесі тексеруде"
    " алады.",
    ru="Обратитесь к тому, кто обслуживает сайт. После исправления Zharia возьмёт статью при"
    " следующей проверке.",
    en="Ask whoever runs the site. Once it is mended, Zharia takes the article at the next look.",
)

_NOTHING: Final = Words(
    kk="Ештеңе істеудің қажеті жоқ.",
    ru="Делать ничего не нужно.",
    en="There is nothing to do.",
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="language",
        source=Source.FEEDS,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Мәтін көрсетілген тілге ұқсамайды",
            ru="Текст не похож на указанный язык",
            en="The text does not look like its language",
        ),
        happened=Words(
            kk="Лентада көрсетілген тіл мен мәтіннің әріптері сәйкес келмейді: мысалы, қазақша деп"
            " көрсетілген, бірақ қазақ әрпі жоқ. Мақала алынды.",
            ru="Лента называет один язык, а буквы говорят о другом: например, указан казахский, но"
            " казахских букв нет. Статья принята.",
            en="The feed names one language, and the letters say another: for example Kazakh"
            " without a Kazakh letter. The article was taken.",
        ),
        remedy=Words(
            kk="Жарияламас бұрын мақаланың тілін тексеріңіз. Лента тілді үнемі қате көрсетсе,"
            " әкімші баптауларда лентаның тілін өзі белгілейді.",
            ru="Проверьте язык статьи перед публикацией. Если лента постоянно ошибается,"
            " администратор задаёт её язык в настройках.",
            en="Check the article's language before you publish it. If the feed is always wrong,"
            " an administrator sets its language in the settings.",
        ),
    ),
    Entry(
        code="duplicate",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Лентада бір мақала екі рет тұр",
            ru="Статья стоит в ленте дважды",
            en="The feed holds the story twice",
        ),
        happened=Words(
            kk="Лента бір мақаланы екі рет берді; Zharia оның біреуін ғана алды.",
            ru="Лента дала одну статью дважды; Zharia взяла её один раз.",
            en="The feed gave one story twice; Zharia took it once.",
        ),
        remedy=_NOTHING,
    ),
    Entry(
        code="too-many",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Лентада 500-ден көп мақала бар",
            ru="В ленте больше 500 статей",
            en="The feed has more than 500 articles",
        ),
        happened=Words(
            kk="Zharia лентаның алғашқы 500 мақаласын ғана оқиды, қалғаны алынбады.",
            ru="Zharia читает только первые 500 статей ленты, остальные не взяты.",
            en="Zharia reads a feed's first 500 articles only; the others were not taken.",
        ),
        remedy=Words(
            kk="Әдетте ештеңе істеудің қажеті жоқ: лентаның басында жаңа мақалалар тұрады."
            " Ескілері керек болса, оларды файлмен енгізіңіз.",
            ru="Обычно делать ничего не нужно: новые статьи стоят в начале ленты. Если нужны"
            " старые, загрузите их файлом.",
            en="As a rule there is nothing to do: new articles stand at the feed's beginning. If"
            " you need old ones, bring them in as a file.",
        ),
    ),
    Entry(
        code="cut-off",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Лента ортасынан үзілді",
            ru="Лента оборвалась на середине",
            en="The feed broke off in the middle",
        ),
        happened=Words(
            kk="Лентаның соңы жетпеді. Толық келген мақалалар алынды; қалғаны лента толық келгенде"
            " алынады.",
            ru="Конец ленты не дошёл. Статьи, которые пришли целиком, взяты; остальные будут взяты,"
            " когда лента придёт полностью.",
            en="The end of the feed did not arrive. Articles that came whole were taken; the others"
            " are taken once the feed comes whole.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: Zharia лентаны өзі қайта қарайды. Бұл қайталана берсе,"
            " сайтқа жауапты адамға хабарласыңыз.",
            ru="Делать ничего не нужно: Zharia сама посмотрит ленту снова. Если это повторяется,"
            " обратитесь к тому, кто обслуживает сайт.",
            en="Nothing to do: Zharia looks again by itself. If it keeps happening, ask whoever"
            " runs the site.",
        ),
    ),
    Entry(
        code="broken",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Лентадағы бір мақаланы оқу мүмкін емес",
            ru="Одну статью ленты прочитать нельзя",
            en="One of the feed's articles cannot be read",
        ),
        happened=Words(
            kk="Мақаланың деректері бүлінген; қалған мақалалар алынды.",
            ru="Данные статьи повреждены; остальные статьи взяты.",
            en="The article's data are damaged; the others were taken.",
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        code="no-title",
        source=Source.FEEDS,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Мақаланың тақырыбы жоқ",
            ru="У статьи нет заголовка",
            en="The article has no title",
        ),
        happened=Words(
            kk="Лента мақаланы тақырыпсыз берді, сондықтан ол алынбады.",
            ru="Лента дала статью без заголовка, поэтому она не взята.",
            en="The feed gave the article without a title, so it was not taken.",
        ),
        remedy=Words(
            kk="Сайтта мақалаға тақырып жазыңыз: Zharia оны келесі тексеруде алады.",
            ru="Добавьте заголовок на сайте: Zharia возьмёт статью при следующей проверке.",
            en="Give the article a title on the site: Zharia takes it at the next look.",
        ),
    ),
    Entry(
        code="no-id",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Мақаланың нөмірі де, мекенжайы да жоқ",
            ru="У статьи нет ни номера, ни адреса",
            en="The article has neither an id nor an address",
        ),
        happened=Words(
            kk="Онсыз Zharia бұл мақаланы бұрын алған-алмағанын біле алмайды, сондықтан оны"
            " алмады.",
            ru="Без них Zharia не узнает, была ли статья взята раньше, поэтому она не взята.",
            en="Without them Zharia cannot tell whether it had the article before, so it was not"
            " taken.",
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        code="page-later",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Мақаланың фотосы кейінірек ізделеді",
            ru="Фото статьи будет найдено позже",
            en="The article's photo is looked for later",
        ),
        happened=Words(
            kk="Лентада фото жоқ, Zharia оны мақаланың өз бетінен іздейді; бір тексеруде он бет"
            " қаралады.",
            ru="В ленте нет фото, и Zharia ищет его на странице статьи; за одну проверку"
            " просматривается десять страниц.",
            en="The feed has no photo, so Zharia looks for it on the article's page; ten pages are"
            " looked at each time.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: мақала келесі тексерулердің бірінде алынады.",
            ru="Делать ничего не нужно: статья будет взята при одной из следующих проверок.",
            en="Nothing to do: the article is taken at one of the next looks.",
        ),
    ),
    Entry(
        code="photo-later",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Мақаланың беті ашылмады, фотосы жоқ",
            ru="Страница статьи не открылась, фото нет",
            en="The article's page did not open, so it has no photo",
        ),
        happened=Words(
            kk="Лентада фото жоқ, ал мақаланың беті уақытша ашылмады. Мақала фотосыз алынды.",
            ru="В ленте нет фото, а страница статьи временно не открылась. Статья принята без"
            " фото.",
            en="The feed has no photo, and the article's page could not be read for now. The"
            " article was taken without one.",
        ),
        remedy=Words(
            kk="Zharia бетті бір тәулік бойы қайта-қайта қарайды, ал өзі жарияланатын мақала"
            " фотосын жарты сағатқа дейін күтеді. Күткіңіз келмесе, фотоны мақалаға өзіңіз"
            " қосыңыз.",
            ru="Zharia сутки снова и снова смотрит страницу, а статья, которая выходит сама, ждёт"
            " фото до получаса. Если ждать не хочется, добавьте фото в статью сами.",
            en="Zharia looks at the page again and again for a day, and an article that goes out by"
            " itself waits up to half an hour for its photo. If you would rather not wait, add a"
            " photo to the article yourself.",
        ),
    ),
    Entry(
        code="page-unread",
        source=Source.FEEDS,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Фотосы жоқ: мақаланың беті оқылмады",
            ru="Фото нет: страницу статьи прочитать не удалось",
            en="No photo: the article's page could not be read",
        ),
        happened=Words(
            kk="Лентада фото жоқ, ал мақаланың беті қате қайтарды; Zharia оны бұдан былай"
            " қарамайды.",
            ru="В ленте нет фото, а страница статьи ответила ошибкой; больше Zharia её не смотрит.",
            en="The feed has no photo, and the article's page answered with an error; Zharia looks"
            " at it no more.",
        ),
        remedy=Words(
            kk="Мақалаға фото қосыңыз. Сайт Zharia-ны бұғаттап тұрса, хабарда сайттың әкімшісіне"
            " не жіберу керегі жазылған.",
            ru="Добавьте фото в статью. Если сайт блокирует Zharia, сообщение говорит, что"
            " отправить его администратору.",
            en="Add a photo to the article. Where the site blocks Zharia, the message says what to"
            " send its administrator.",
        ),
    ),
    Entry(
        code="page-no-photo",
        source=Source.FEEDS,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Лентада да, мақаланың бетінде де фото жоқ",
            ru="Фото нет ни в ленте, ни на странице статьи",
            en="Neither the feed nor the article's page has a photo",
        ),
        happened=Words(
            kk="TikTok-тағы фото жазбаға фото керек, ал лента да, бет те оны атамайды.",
            ru="Для фотозаписи в TikTok нужно фото, а ни лента, ни страница его не называют.",
            en="A photo post on TikTok needs a photo, and neither the feed nor the page (og:image)"
            " names one.",
        ),
        remedy=Words(
            kk="Мақалаға фото қосыңыз немесе сайтқа жауапты адамнан беттерде бөлісуге арналған"
            " суретті көрсетуін сұраңыз.",
            ru="Добавьте фото в статью или попросите того, кто обслуживает сайт, указывать на"
            " страницах картинку для репостов.",
            en="Add a photo to the article, or ask whoever runs the site to name an og:image on"
            " its pages.",
        ),
    ),
    Entry(
        code="not-stored",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Мақаланы сақтау мүмкін болмады",
            ru="Статью не удалось сохранить",
            en="The article could not be stored",
        ),
        happened=Words(
            kk="Дерекқор бұл мақаланы қабылдамады; қалған мақалалар сақталды.",
            ru="База данных не приняла эту статью; остальные сохранены.",
            en="The database did not take this article; the others were stored.",
        ),
        remedy=Words(
            kk="Zharia келесі тексеруде қайталайды. Қайталана берсе, хабардағы мәтінді Zharia-ға"
            " жауапты адамға беріңіз.",
            ru="Zharia повторит при следующей проверке. Если не пройдёт, передайте текст сообщения"
            " тому, кто обслуживает Zharia.",
            en="Zharia tries again at the next look. If it recurs, give the message to whoever"
            " runs Zharia.",
        ),
    ),
    Entry(
        code="invalid",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Файлдағы мақала талапқа сай емес",
            ru="Статья в файле не по правилам",
            en="An article in the file is not valid",
        ),
        happened=Words(
            kk="Мақаланың кейбір өрістері жоқ немесе қате; хабарда әрқайсысы аталған.",
            ru="Некоторых полей статьи нет или они неверны; сообщение называет каждое.",
            en="Some of the article's fields are missing or wrong; the message names each.",
        ),
        remedy=Words(
            kk="Аталған өрістерді түзетіп, файлды қайта енгізіңіз.",
            ru="Исправьте названные поля и загрузите файл снова.",
            en="Correct the fields named, and bring the file in again.",
        ),
    ),
    Entry(
        code="unknown-field",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Белгісіз өрістер алынбады",
            ru="Неизвестные поля пропущены",
            en="Unknown fields were left out",
        ),
        happened=Words(
            kk="Мақалада Zharia білмейтін өрістер бар; мақаланың өзі алынды.",
            ru="В статье есть поля, которых Zharia не знает; сама статья взята.",
            en="The article has fields that Zharia does not know; the article itself was taken.",
        ),
        remedy=Words(
            kk="Өрістің аты қате жазылған болса, түзетіңіз. Әйтпесе ештеңе істеудің қажеті жоқ.",
            ru="Если имя поля написано с ошибкой, исправьте его. Иначе делать ничего не нужно.",
            en="If a field's name is misspelt, correct it. Otherwise there is nothing to do.",
        ),
    ),
)
