"""Russian headlines as the newsroom writes them (one in English), and their posts."""

from tests.unit.posts.row import Row

from zharia.posts import Loss, Story, Style
from zharia.posts.model import Note

RUSSIAN = (
    Row(
        "короткий заголовок",
        Story(
            headline="В Сатпаеве открылась новая школа",
            excerpt="Школа на 600 мест примет первых учеников 1 сентября.",
            url="https://aimaqaqshamy.kz/ru/news/1001",
            language="ru",
            category="Образование",
            tags=("школа", "1 сентября", "Улытауская область"),
        ),
        title="В Сатпаеве открылась новая школа",
        description=(
            "Школа на 600 мест примет первых учеников 1 сентября. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1001 "
            "#Образование #школа #1Сентября #УлытаускаяОбласть #AIMAK #Сатпаев #новости #Казахстан"
        ),
    ),
    Row(
        "длинный заголовок",
        Story(
            headline=(
                "В Сатпаеве завершили строительство спортивного комплекса, где будут "
                "бесплатно заниматься дети и подростки города"
            ),
            excerpt="В комплексе есть бассейн, зал борьбы и библиотека.",
            url="https://aimaqaqshamy.kz/ru/news/1002",
            language="ru",
            category="Спорт",
            tags=("дети", "подростки"),
        ),
        title=(
            "В Сатпаеве завершили строительство спортивного комплекса, где будут бесплатно "
            "заниматься…"
        ),
        description=(
            "В Сатпаеве завершили строительство спортивного комплекса, где будут бесплатно "
            "заниматься дети и подростки города. В комплексе есть бассейн, зал борьбы и "
            "библиотека. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1002 "
            "#Спорт #дети #подростки #AIMAK #Сатпаев #новости #Казахстан"
        ),
        notes=(Note(Loss.TITLE_SHORTENED),),
    ),
    Row(
        "заголовок длиннее 150",
        Story(
            headline=(
                "Аким области Улытау рассказал, на что потратят 12,5 млрд ₸: ремонт дорог, "
                "питьевая вода, поддержка сельского хозяйства, новые школы, больницы и жильё "
                "для молодых специалистов"
            ),
            excerpt="Ремонт начнётся в мае.",
            url="https://aimaqaqshamy.kz/ru/news/1003",
            language="ru",
            category="Экономика",
            tags=("питьевая вода", "дороги"),
        ),
        title=(
            "Аким области Улытау рассказал, на что потратят 12,5 млрд ₸: ремонт дорог, "
            "питьевая вода…"
        ),
        description=(
            "Аким области Улытау рассказал, на что потратят 12,5 млрд ₸: ремонт дорог, питьевая "
            "вода, поддержка сельского хозяйства, новые школы, больницы и жильё… Ремонт начнётся в "
            "мае. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1003 "
            "#Экономика #ПитьеваяВода #дороги #AIMAK #Сатпаев #новости #Казахстан"
        ),
        notes=(
            Note(Loss.TITLE_SHORTENED),
            Note(Loss.HEADLINE_SHORTENED),
        ),
    ),
    Row(
        "срочная новость",
        Story(
            headline="В Сатпаеве произошло землетрясение",
            excerpt="По данным ДЧС, пострадавших нет.",
            url="https://aimaqaqshamy.kz/ru/news/1004",
            language="ru",
            category="Происшествия",
            tags=("землетрясение", "ДЧС"),
            breaking=True,
        ),
        title="В Сатпаеве произошло землетрясение",
        description=(
            "По данным ДЧС, пострадавших нет. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1004 "
            "#breaking #срочно #Происшествия #землетрясение #ДЧС #AIMAK #Сатпаев #новости "
            "#Казахстан"
        ),
    ),
    Row(
        "кавычки",
        Story(
            headline="«Казахмыс» поднял зарплату 1 200 рабочим",
            excerpt="«Зарплата выросла в среднем на 15 %», — сказал председатель профсоюза.",
            url="https://aimaqaqshamy.kz/ru/news/1005",
            language="ru",
            category="Общество",
            tags=("«Казахмыс»", "зарплата", "профсоюз"),
        ),
        title="«Казахмыс» поднял зарплату 1 200 рабочим",
        description=(
            "«Зарплата выросла в среднем на 15 %», — сказал председатель профсоюза. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1005 "
            "#Общество #Казахмыс #зарплата #профсоюз #AIMAK #Сатпаев #новости #Казахстан"
        ),
    ),
    Row(
        "номер и тенге",
        Story(
            headline="На столовую школы №7 выделили 45 млн ₸",
            excerpt="Ремонт закончат в январе 2026 г.",
            url="https://aimaqaqshamy.kz/ru/news/1006",
            language="ru",
            category="Образование",
            tags=("школа №7", "2026", "бюджет-2026"),
        ),
        title="На столовую школы №7 выделили 45 млн ₸",
        description=(
            "Ремонт закончат в январе 2026 г. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1006 "
            "#Образование #Школа7 #Бюджет2026 #AIMAK #Сатпаев #новости #Казахстан"
        ),
        notes=(Note(Loss.HASHTAG_UNUSABLE, "2026"),),
    ),
    Row(
        "эмодзи на месте разреза",
        Story(
            headline=(
                "С Днём города, Сатпаев! Концерт на центральной площади, ярмарка и салют "
                "пройдут в субботу 🇰🇿🇰🇿🎆"
            ),
            excerpt="Начало в 18:00.",
            url="https://aimaqaqshamy.kz/ru/news/1007",
            language="ru",
            category="Праздник",
            tags=("День города",),
        ),
        title=(
            "С Днём города, Сатпаев! Концерт на центральной площади, ярмарка и салют пройдут "
            "в субботу…"
        ),
        description=(
            "С Днём города, Сатпаев! Концерт на центральной площади, ярмарка и салют пройдут в "
            "субботу 🇰🇿🇰🇿🎆 Начало в 18:00. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1007 "
            "#Праздник #ДеньГорода #AIMAK #Сатпаев #новости #Казахстан"
        ),
        notes=(Note(Loss.TITLE_SHORTENED),),
    ),
    Row(
        "теги с пробелами и дефисами",
        Story(
            headline="Сколько учителей готовы к онлайн-обучению?",
            excerpt="В опросе участвовали 312 педагогов.",
            url="https://aimaqaqshamy.kz/ru/news/1008",
            language="ru",
            category="Образование и наука",
            tags=("онлайн-обучение", "COVID-19", "К.И. Сатпаев"),
        ),
        title="Сколько учителей готовы к онлайн-обучению?",
        description=(
            "В опросе участвовали 312 педагогов. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1008 "
            "#ОбразованиеИНаука #ОнлайнОбучение #COVID19 #КИСатпаев #AIMAK #Сатпаев #новости "
            "#Казахстан"
        ),
    ),
    Row(
        "повторы тегов",
        Story(
            headline="Газета AIMAK отметила 30-летие",
            excerpt="Редакция поблагодарила ветеранов.",
            url="https://aimaqaqshamy.kz/ru/news/1009",
            language="ru",
            category="Новости",
            tags=("aimak", "САТПАЕВ", "новости", "газета", "юбилей", "ветераны"),
        ),
        title="Газета AIMAK отметила 30-летие",
        description=(
            "Редакция поблагодарила ветеранов. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1009 "
            "#Новости #газета #юбилей #ветераны #AIMAK #Сатпаев #Казахстан"
        ),
    ),
    Row(
        "два абзаца и неразрывные пробелы",
        Story(
            headline="Водопровод отремонтируют\u00a0за месяц",
            excerpt=(
                "Работы начнутся в понедельник\r\n\r\nВоду будут давать шесть часов в\u00a0сутки.\t"
            ),
            url="https://aimaqaqshamy.kz/ru/news/1010",
            language="ru",
            category="ЖКХ",
            tags=("вода",),
        ),
        title="Водопровод отремонтируют за месяц",
        description=(
            "Работы начнутся в понедельник. Воду будут давать шесть часов в сутки. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1010 "
            "#ЖКХ #вода #AIMAK #Сатпаев #новости #Казахстан"
        ),
    ),
    Row(
        "ссылка, имена и чужие хештеги",
        Story(
            headline="Редакция открыла новую страницу",
            excerpt=(
                "Подписывайтесь на @aimaq_aqshamy (https://instagram.com/aimaq_aqshamy). "
                "Пишите нам! #подписка #инстаграм"
            ),
            url="https://aimaqaqshamy.kz/ru/news/1011",
            language="ru",
            category="Редакция",
        ),
        title="Редакция открыла новую страницу",
        description=(
            "Подписывайтесь на aimaq_aqshamy. Пишите нам! "
            "🔗 https://aimaqaqshamy.kz/ru/news/1011 "
            "#Редакция #AIMAK #Сатпаев #новости #Казахстан"
        ),
    ),
    Row(
        "разложенные буквы",
        Story(
            headline="Пожарныи\u0306 поезд и е\u0308лка",
            excerpt="Кто\u0301 встречает Новый год на посту?",
            url="https://aimaqaqshamy.kz/ru/news/1012",
            language="ru",
            category="Праздничныи\u0306",
            tags=("е\u0308лка", "за\u0301мок"),
        ),
        title="Пожарный поезд и ёлка",
        description=(
            "Кто\u0301 встречает Новый год на посту? "
            "🔗 https://aimaqaqshamy.kz/ru/news/1012 "
            "#Праздничный #ёлка #замок #AIMAK #Сатпаев #новости #Казахстан"
        ),
    ),
    Row(
        "без ссылки, свои теги",
        Story(
            headline="Библиотека работает до восьми вечера",
            excerpt="Новое расписание действует с 1 ноября.",
            url="https://aimaqaqshamy.kz/ru/новости/библиотека-до-8",
            language="ru",
            category="Культура",
            tags=("библиотека",),
        ),
        title="Библиотека работает до восьми вечера",
        description=(
            "Новое расписание действует с 1 ноября. "
            "#Культура #библиотека #АймакАкшамы #НовостиСатпаева"
        ),
        style=Style(
            with_link=False, brand_tags=("#АймакАкшамы",), language_tags=("новости Сатпаева",)
        ),
    ),
    Row(
        "не больше пяти хештегов",
        Story(
            headline="В городе открыли новый автобусный маршрут",
            excerpt="Маршрут №12 свяжет вокзал и больницу.",
            url="https://aimaqaqshamy.kz/ru/news/1014",
            language="ru",
            category="Транспорт",
            tags=("автобус", "вокзал"),
            breaking=True,
        ),
        title="В городе открыли новый автобусный маршрут",
        description=(
            "Маршрут №12 свяжет вокзал и больницу. "
            "🔗 https://aimaqaqshamy.kz/ru/news/1014 "
            "#breaking #срочно #Транспорт #AIMAK #Сатпаев"
        ),
        style=Style(hashtag_cap=5),
        notes=(
            Note(Loss.HASHTAG_LEFT_OUT, "#автобус"),
            Note(Loss.HASHTAG_LEFT_OUT, "#вокзал"),
            Note(Loss.HASHTAG_LEFT_OUT, "#новости"),
            Note(Loss.HASHTAG_LEFT_OUT, "#Казахстан"),
        ),
    ),
    Row(
        "выдержка режется по слову",
        Story(
            headline="В больницу привезли новый томограф",
            excerpt=(
                "Компьютерный томограф за 380 млн тг. купили на средства областного бюджета, "
                "теперь жителям г. Сатпаев не придётся ездить на обследование в Жезказган"
            ),
            url="https://aimaqaqshamy.kz/ru/news/1015",
            language="ru",
            category="Здравоохранение",
            tags=("больница",),
        ),
        title="В больницу привезли новый томограф",
        description=(
            "Компьютерный томограф за 380 млн тг. купили на средства областного бюджета, теперь "
            "жителям г. Сатпаев не придётся ездить на обследование… "
            "🔗 https://aimaqaqshamy.kz/ru/news/1015 "
            "#Здравоохранение #больница #AIMAK #Сатпаев #новости #Казахстан"
        ),
        style=Style(description_limit=240),
        notes=(Note(Loss.EXCERPT_SHORTENED),),
    ),
    Row(
        "места нет и для тегов",
        Story(
            headline="Вход в музей бесплатный",
            excerpt="Только по воскресеньям.",
            url="https://aimaqaqshamy.kz/ru/news/1016",
            language="ru",
            category="Культура",
            tags=("музей",),
        ),
        title="Вход в музей бесплатный",
        description=("🔗 https://aimaqaqshamy.kz/ru/news/1016 #Культура #AIMAK"),
        style=Style(description_limit=60),
        notes=(
            Note(Loss.EXCERPT_LEFT_OUT),
            Note(Loss.HASHTAG_LEFT_OUT, "#музей"),
            Note(Loss.HASHTAG_LEFT_OUT, "#Сатпаев"),
            Note(Loss.HASHTAG_LEFT_OUT, "#новости"),
            Note(Loss.HASHTAG_LEFT_OUT, "#Казахстан"),
        ),
    ),
    Row(
        "заголовок без выдержки",
        Story(
            headline="Прогноз погоды: −35 °C, метель, трасса Жезказган — Сатпаев закрыта",
            excerpt="",
            url="https://aimaqaqshamy.kz/ru/news/1018",
            language="ru",
            category="Погода",
            tags=("метель", "трасса Жезказган — Сатпаев"),
        ),
        title="Прогноз погоды: −35 °C, метель, трасса Жезказган — Сатпаев закрыта",
        description=(
            "🔗 https://aimaqaqshamy.kz/ru/news/1018 "
            "#Погода #метель #ТрассаЖезказганСатпаев #AIMAK #Сатпаев #новости #Казахстан"
        ),
    ),
    Row(
        "другой язык",
        Story(
            headline="Satpayev miners set a new record",
            excerpt="The Zhomart mine raised 5 million tonnes of ore in a year.",
            url="https://aimaqaqshamy.kz/en/news/1019",
            language="en",
            category="Economy",
            tags=("mining", "copper"),
            breaking=True,
        ),
        title="Satpayev miners set a new record",
        description=(
            "The Zhomart mine raised 5 million tonnes of ore in a year. "
            "🔗 https://aimaqaqshamy.kz/en/news/1019 "
            "#breaking #Economy #mining #copper #AIMAK #Сатпаев #Казахстан"
        ),
    ),
)
