"""What many entries have to say in the same words."""

from typing import Final

from zharia.words import Words

SAFE: Final = Words(
    kk="Ештеңе жоғалмайды, ешқандай жазба екі рет шықпайды.",
    ru="Ничего не потеряется и ничего не выйдет дважды.",
    en="Nothing is lost, and nothing is posted twice.",
)

PRESS_RETRY: Final = Words(
    kk="Содан кейін «Қайта жіберу» батырмасын басыңыз.",
    ru="Затем нажмите «Отправить ещё раз».",
    en="Then press “Retry”.",
)

GOES_ON_SOON: Final = Words(
    kk="Содан кейін күтіп тұрған жазбалар өздігінен, ретімен кетеді; бұрын сәтсіз аяқталғанына"
    " «Қайта жіберу» батырмасын басыңыз.",
    ru="После этого ожидающие записи уйдут сами, по порядку; у тех, что уже завершились ошибкой,"
    " нажмите «Отправить ещё раз».",
    en="Then what waits leaves by itself, in its order; press “Retry” at those that have failed"
    " already.",
)

LINE_WAITS: Final = Words(
    kk="Соған дейін аккаунттың жазбалары кезекте күтеді, Zharia сағат сайын біреуін жіберіп көреді;"
    " бұрын сәтсіз аяқталғанына «Қайта жіберу» батырмасын басыңыз.",
    ru="До тех пор записи аккаунта ждут в очереди, и раз в час Zharia пробует отправить одну; у"
    " тех, что уже завершились ошибкой, нажмите «Отправить ещё раз».",
    en="Until then the account's posts wait in line, and once an hour Zharia tries one; press"
    " “Retry” at those that have failed already.",
)

PUBLISH_AGAIN: Final = Words(
    kk="Содан кейін мақаланы қайта жариялаңыз.",
    ru="Затем опубликуйте статью заново.",
    en="Then publish the article again.",
)

REPLACE_PHOTO: Final = Words(
    kk="Фотоны JPEG пішімінде қайта сақтап, мақаладағы фотоны ауыстырыңыз да, мақаланы қайта"
    " жариялаңыз.",
    ru="Сохраните фото заново в JPEG, замените его в статье и опубликуйте статью ещё раз.",
    en="Save the photo anew as JPEG, replace it in the article, and publish the article again.",
)

RECONNECT: Final = Words(
    kk="«Баптаулар → Әлеуметтік желілер» бетінде аккаунтты қайта қосыңыз; оның баптаулары"
    " сақталады.",
    ru="Подключите аккаунт заново в разделе «Настройки → Соцсети»; его настройки сохранятся.",
    en="Connect the account again under Settings → Social media; its settings are kept.",
)

CONNECT_AGAIN: Final = Words(
    kk="Содан кейін аккаунтты қайта қосыңыз.",
    ru="Затем подключите аккаунт заново.",
    en="Then connect the account again.",
)

ASK_SUPPORT: Final = Words(
    kk="Қайталанса, TikTok-тың қолдау қызметіне log_id нөмірін беріңіз.",
    ru="Если повторится, передайте log_id в поддержку TikTok.",
    en="If it recurs, give TikTok's support the log_id.",
)

ADD_SCOPES: Final = Words(
    kk="TikTok әзірлеуші консолінде қолданбаның Scopes тізімінде user.info.basic, video.publish"
    " және video.upload бар екенін тексеріңіз.",
    ru="Проверьте в консоли разработчика TikTok, что в списке Scopes приложения есть"
    " user.info.basic, video.publish и video.upload.",
    en="In TikTok's developer console check that the app's list of scopes has user.info.basic,"
    " video.publish and video.upload.",
)

PULLS_FROM_US: Final = Words(
    kk="TikTok фотоларды Zharia мекенжайынан өзі жүктеп алады, бірақ тек TikTok-та расталған"
    " домендерден ғана.",
    ru="TikTok сам забирает фото с адреса Zharia, но только с доменов, подтверждённых в TikTok.",
    en="TikTok fetches the photos from Zharia's address itself, but only from domains that are"
    " verified with TikTok.",
)

VERIFY_DOMAIN: Final = Words(
    kk="TikTok әзірлеуші консолінде Content Posting API → Verify domains бөлімін ашып, ұсынылған"
    " файлдың аты мен мазмұнын «Баптаулар → Әлеуметтік желілер» бетіне енгізіңіз: Zharia оны өзі"
    " көрсетеді. Содан кейін консольде Verify батырмасын басыңыз.",
    ru="В консоли разработчика TikTok откройте Content Posting API → Verify domains и внесите имя"
    " и содержимое предложенного файла в раздел «Настройки → Соцсети»: Zharia покажет его сама."
    " Затем нажмите в консоли Verify.",
    en="In TikTok's developer console open Content Posting API → Verify domains, and enter the"
    " name and content of the file it offers under Settings → Social media: Zharia shows it by"
    " itself. Then press Verify in the console.",
)

RELOAD: Final = Words(
    kk="Тізімге қайтып, бетті жаңартыңыз да, сол жерден ашыңыз.",
    ru="Вернитесь к списку, обновите страницу и откройте оттуда.",
    en="Go back to the list, reload the page, and open it from there.",
)

SIGN_IN: Final = Words(
    kk="Кіру бетінде пошта мен құпиясөзді енгізіп, қайтадан бастаңыз.",
    ru="Введите почту и пароль на странице входа и начните заново.",
    en="Enter e-mail and password on the sign-in page, and begin again.",
)

GIVEN_UP: Final = Words(
    kk="Zharia бірнеше рет көрді, енді өзі қайталамайды. Шектеу бітетін уақытты күтіп, «Қайта"
    " жіберу» батырмасын басыңыз.",
    ru="Zharia пробовала несколько раз и больше сама не повторяет. Подождите, пока ограничение"
    " пройдёт, и нажмите «Отправить ещё раз».",
    en="Zharia tried several times, and no longer tries by itself. Wait until the limit has"
    " passed, and press “Retry”.",
)

#: a server that refuses us, and not only others
ASK_TO_BE_LET_IN: Final = Words(
    kk="Сайттың әкімшісінен Zharia-ны өткізуін сұраңыз. Оған хабардағы төрт нәрсені жіберіңіз:"
    " файлдың мекенжайы, бағдарламамыз өзін қалай атайтыны, серверіміздің мекенжайы және уақыт.",
    ru="Попросите администратора сайта пропускать Zharia. Отправьте ему четыре вещи из сообщения:"
    " адрес файла, имя, которым называется наша программа, адрес нашего сервера и время.",
    en="Ask the site's administrator to let Zharia in. Send them four things that the message"
    " names: the file's address, our User-Agent, our server's address and the time.",
)
