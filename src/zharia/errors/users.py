"""Users, their passwords, and the browsers that they are signed in with."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import RELOAD, SIGN_IN
from zharia.errors.who_acts import WhoActs
from zharia.words import Words

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="user_unknown",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Мұндай пайдаланушы жоқ",
            ru="Такого пользователя нет",
            en="There is no such user",
        ),
        happened=Words(
            kk="Пайдаланушы немесе оның осы браузердегі кіруі тізімде жоқ: сілтеме ескі болуы"
            " мүмкін.",
            ru="Пользователя или его входа в этом браузере нет в списке: вероятно, ссылка старая.",
            en="The list has no such user, or no such sign-in of theirs: the link may be old.",
        ),
        remedy=RELOAD,
    ),
    Entry(
        code="session_unknown",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Бұл браузерде кіру бұрын аяқталған",
            ru="Вход в том браузере уже завершён",
            en="That sign-in is over already",
        ),
        happened=Words(
            kk="Шығарғыңыз келген браузердегі кіру сіздікі емес немесе аяқталып қойған.",
            ru="Вход, который вы хотели завершить, не ваш или уже завершён.",
            en="The sign-in that you wanted to end is not yours, or is over already.",
        ),
        remedy=Words(
            kk="Бетті жаңартып, тізімді қайта қараңыз. Күмәніңіз болса, құпиясөзді ауыстырыңыз:"
            " басқа браузерлердің бәрінен шығарыласыз.",
            ru="Обновите страницу и проверьте список. Если есть сомнения, смените пароль: во всех"
            " других браузерах вход завершится.",
            en="Reload the page and look at the list again. If in doubt, change your password:"
            " every other browser is signed out.",
        ),
    ),
    Entry(
        code="session_over",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Бұл браузерде енді кірген жоқсыз",
            ru="В этом браузере вход завершён",
            en="You are no longer signed in, in this browser",
        ),
        happened=Words(
            kk="Кіру мерзімі бітті, сіз шықтыңыз немесе құпиясөз ауыстырылды. Ештеңе істелген жоқ.",
            ru="Срок входа истёк, вы вышли или пароль сменили. Ничего не сделано.",
            en="The sign-in has run out, you signed out, or the password was changed. Nothing was"
            " done.",
        ),
        remedy=SIGN_IN,
    ),
    Entry(
        code="cross_site",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Форма басқа сайттан келді",
            ru="Форма пришла с другого сайта",
            en="The form came from another site",
        ),
        happened=Words(
            kk="Бөгде сайт сіздің атыңыздан әрекет жасай алмауы үшін, Zharia тек өз беттерінен"
            " келген формаларды қабылдайды. Ештеңе істелген жоқ.",
            ru="Чтобы чужой сайт не действовал от вашего имени, Zharia принимает формы только со"
            " своих страниц. Ничего не сделано.",
            en="So that no other site can act in your name, Zharia takes forms from its own pages"
            " only. Nothing was done.",
        ),
        remedy=Words(
            kk="Zharia бетін жаңа қойындыда ашып, қайталаңыз. Өз бетінде де қайталанса, әкімші"
            " Zharia алдындағы проксидің мекенжайды өзгертпейтінін тексерсін.",
            ru="Откройте страницу Zharia в новой вкладке и повторите. Если так и на её собственной"
            " странице, пусть администратор проверит, что прокси перед Zharia не меняет"
            " адрес.",
            en="Open Zharia's page in a new tab and do it again. If it happens on its own page too,"
            " an administrator checks that the proxy in front of Zharia leaves the address as"
            " it is.",
        ),
    ),
    Entry(
        code="wrong_password",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Қазіргі құпиясөз қате енгізілді",
            ru="Нынешний пароль введён неверно",
            en="The present password is wrong",
        ),
        happened=Words(
            kk="Жаңа құпиясөз қою үшін қазіргісін білу керек, ал енгізілгені сәйкес келмеді."
            " Құпиясөз ауыстырылған жоқ.",
            ru="Чтобы задать новый пароль, нужно знать нынешний, а введённый не подошёл. Пароль не"
            " изменён.",
            en="A new password needs the present one, and what was entered is not it. The password"
            " was not changed.",
        ),
        remedy=Words(
            kk="Пернетақта тілі мен Caps Lock пернесін тексеріп, қайта енгізіңіз. Ұмытсаңыз,"
            " әкімшіден жаңасын сұраңыз.",
            ru="Проверьте раскладку и Caps Lock и введите его заново. Если забыли, попросите новый"
            " у администратора.",
            en="Check the keyboard's language and Caps Lock, and enter it again. If you forgot it,"
            " ask an administrator for a new one.",
        ),
    ),
    Entry(
        code="password_too_long",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Құпиясөз тым ұзын",
            ru="Пароль слишком длинный",
            en="The password is too long",
        ),
        happened=Words(
            kk="Құпиясөзде 1000 таңбадан артық болмауы керек, сондықтан ол қабылданбады.",
            ru="В пароле может быть не больше 1000 знаков, поэтому он не принят.",
            en="A password has at most 1000 characters, so it was not taken.",
        ),
        remedy=Words(
            kk="Қысқарақ құпиясөз жазыңыз: бірнеше сөз жеткілікті.",
            ru="Придумайте пароль короче: хватит нескольких слов.",
            en="Choose a shorter password: several words are enough.",
        ),
    ),
    Entry(
        code="language_unknown",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Беттерде мұндай тіл жоқ",
            ru="Такого языка у страниц нет",
            en="The pages do not speak this language",
        ),
        happened=Words(
            kk="Zharia беттері қазақ, орыс және ағылшын тілдерінде, ал басқа тіл көрсетілді.",
            ru="Страницы Zharia есть на казахском, русском и английском, а указан другой язык.",
            en="Zharia's pages are in Kazakh, Russian and English, and another language was named.",
        ),
        remedy=Words(
            kk="Үш тілдің бірін таңдаңыз немесе браузердің тілін қалдырыңыз.",
            ru="Выберите один из трёх языков или оставьте язык браузера.",
            en="Choose one of the three, or leave it to the browser.",
        ),
    ),
    Entry(
        code="last_administrator",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Бұл жалғыз әкімші",
            ru="Это единственный администратор",
            en="This is the only administrator",
        ),
        happened=Words(
            kk="Бұл өзгерістен кейін баптауларға кіре алатын ешкім қалмас еді, сондықтан ол"
            " жасалмады.",
            ru="После этого не осталось бы никого, кто может менять настройки, поэтому ничего не"
            " сделано.",
            en="Nobody would be left who can change the settings, so it was not done.",
        ),
        remedy=Words(
            kk="Алдымен басқа адамды әкімші етіңіз, содан кейін қайталаңыз.",
            ru="Сначала сделайте администратором кого-нибудь ещё, затем повторите.",
            en="Make somebody else an administrator first, then do it again.",
        ),
    ),
    Entry(
        code="own_account",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Өзіңізді өшіре алмайсыз",
            ru="Отключить самого себя нельзя",
            en="Nobody can disable themselves",
        ),
        happened=Words(
            kk="Әкімші өз кіру құқығын байқаусызда алып тастамауы үшін, оны тек басқа әкімші"
            " жасайды.",
            ru="Чтобы администратор не лишил себя доступа нечаянно, это делает только другой"
            " администратор.",
            en="So that nobody locks themselves out by mistake, only another administrator does"
            " this.",
        ),
        remedy=Words(
            kk="Басқа әкімшіден сұраңыз.",
            ru="Попросите другого администратора.",
            en="Ask another administrator to do it.",
        ),
    ),
)
