"""People and machines who are not let in, or not taken on."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import RELOAD, SIGN_IN
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="wrong_credentials",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Электрондық пошта немесе құпиясөз қате",
            ru="Неверная почта или пароль",
            en="E-mail or password is wrong",
        ),
        happened=Words(
            kk="Мұндай пошта мен құпиясөз жұбы жоқ; қайсысы қате екені қауіпсіздік үшін"
            " айтылмайды.",
            ru="Такой пары почты и пароля нет; что именно неверно, ради безопасности не"
            " сообщается.",
            en="There is no such pair of e-mail and password; for safety it is not said which is"
            " wrong.",
        ),
        remedy=Words(
            kk="Пернетақта тілі мен Caps Lock пернесін тексеріп, қайта енгізіңіз. Құпиясөзді"
            " ұмытсаңыз, әкімшіден жаңасын сұраңыз.",
            ru="Проверьте раскладку и Caps Lock и введите заново. Если пароль забыт, попросите"
            " новый у администратора.",
            en="Check the keyboard's language and Caps Lock, and enter them again. If you forgot"
            " the password, ask an administrator for a new one.",
        ),
    ),
    Entry(
        code="too_many_attempts",
        source=Source.PEOPLE,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Кіруге тым көп әрекет жасалды",
            ru="Слишком много попыток входа",
            en="Too many attempts to sign in",
        ),
        happened=Words(
            kk="15 минут ішінде бұл поштаға немесе осы желіден кіруге тым көп әрекет жасалды.",
            ru="За 15 минут для этой почты или из этой сети было слишком много попыток входа.",
            en="Within 15 minutes there were too many attempts for this e-mail, or from this"
            " network.",
        ),
        remedy=Words(
            kk="Біраз күтіп, қайта кіріңіз: қанша күту керегі хабарда жазылған. Бұл сіз"
            " болмасаңыз, әкімшіге айтыңыз.",
            ru="Подождите столько, сколько указано в сообщении, и войдите снова. Если это были не"
            " вы, скажите администратору.",
            en="Wait as long as the message says, and sign in again. If it was not you, tell an"
            " administrator.",
        ),
    ),
    Entry(
        code="unauthenticated",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Алдымен кіріңіз",
            ru="Сначала войдите",
            en="Sign in first",
        ),
        happened=Words(
            kk="Бұл бет немесе сұрау кім екеніңізді білуді талап етеді, ал сіз кірмегенсіз.",
            ru="Эта страница или запрос требует знать, кто вы, а вход не выполнен.",
            en="This page or request needs to know who you are, and you have not signed in.",
        ),
        remedy=SIGN_IN,
    ),
    Entry(
        code="token_expired",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Кіру мерзімі бітті",
            ru="Срок входа истёк",
            en="Your sign-in has expired",
        ),
        happened=Words(
            kk="Кіру 12 сағатқа жарамды, бұл уақыт өтіп кетті.",
            ru="Вход действует 12 часов, и это время прошло.",
            en="A sign-in is good for 12 hours, and they have passed.",
        ),
        remedy=SIGN_IN,
    ),
    Entry(
        code="token_invalid",
        source=Source.PEOPLE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Кіру белгісі жарамсыз",
            ru="Вход недействителен",
            en="Your sign-in is not valid",
        ),
        happened=Words(
            kk="Кіру белгісі бүлінген, басқа жүйенікі немесе пайдаланушы тізімнен шығарылған.",
            ru="Метка входа повреждена, взята от другой системы, или пользователь удалён из"
            " списка.",
            en="The proof of your sign-in is damaged or another system's, or the user was taken"
            " off the list.",
        ),
        remedy=SIGN_IN,
    ),
    Entry(
        code="forbidden",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Бұған құқығыңыз жетпейді",
            ru="На это не хватает прав",
            en="You may not do this",
        ),
        happened=Words(
            kk="Бұл әрекетке басқа рөл керек: мысалы, баптауларды тек әкімші өзгертеді.",
            ru="Для этого действия нужна другая роль: например, настройки меняет только"
            " администратор.",
            en="This needs another role: for example, only an administrator changes settings.",
        ),
        remedy=Words(
            kk="Әкімшіден осыны жасап беруді немесе рөліңізді өзгертуді сұраңыз.",
            ru="Попросите администратора сделать это или изменить вашу роль.",
            en="Ask an administrator to do it, or to change your role.",
        ),
    ),
    Entry(
        code="api_key_invalid",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="API кілті жарамсыз",
            ru="Ключ API недействителен",
            en="The API key is not valid",
        ),
        happened=Words(
            kk="Мұндай кілт жоқ немесе ол қайтарып алынған.",
            ru="Такого ключа нет, или он отозван.",
            en="There is no such key, or it was revoked.",
        ),
        remedy=Words(
            kk="Жаңа API кілтін жасап, оны мақала жіберетін жүйеге енгізіңіз.",
            ru="Создайте новый ключ API и внесите его в систему, которая присылает статьи.",
            en="Create a new API key, and enter it in the system that delivers the articles.",
        ),
    ),
    Entry(
        code="key_unknown",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Мұндай API кілті жоқ",
            ru="Такого ключа API нет",
            en="There is no such API key",
        ),
        happened=Words(
            kk="Тізімде мұндай кілт табылмады.",
            ru="В списке такого ключа не найдено.",
            en="The list has no such key.",
        ),
        remedy=RELOAD,
    ),
    Entry(
        code="email_taken",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Бұл пошта бос емес",
            ru="Эта почта уже занята",
            en="This e-mail is taken",
        ),
        happened=Words(
            kk="Осындай поштасы бар пайдаланушы бұрыннан бар.",
            ru="Пользователь с такой почтой уже есть.",
            en="There is a user with this e-mail already.",
        ),
        remedy=Words(
            kk="Басқа пошта енгізіңіз немесе бұрынғы пайдаланушыны өзгертіңіз.",
            ru="Укажите другую почту или измените существующего пользователя.",
            en="Enter another e-mail, or change the user who is there.",
        ),
    ),
    Entry(
        code="email_unusable",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Бұл электрондық пошта емес",
            ru="Это не адрес почты",
            en="This is no e-mail address",
        ),
        happened=Words(
            kk="Енгізілген мәтін пошта мекенжайына ұқсамайды.",
            ru="Введённый текст не похож на адрес почты.",
            en="What was entered does not look like an e-mail address.",
        ),
        remedy=Words(
            kk="Поштаны editor@news.example үлгісі бойынша жазыңыз.",
            ru="Напишите почту по образцу editor@news.example.",
            en="Write the e-mail like editor@news.example.",
        ),
    ),
    Entry(
        code="password_too_short",
        source=Source.PEOPLE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Құпиясөз тым қысқа",
            ru="Пароль слишком короткий",
            en="The password is too short",
        ),
        happened=Words(
            kk="Қысқа құпиясөзді табу оңай, сондықтан ол қабылданбады.",
            ru="Короткий пароль легко подобрать, поэтому он не принят.",
            en="A short password is easily guessed, so it was not taken.",
        ),
        remedy=Words(
            kk="Ұзынырақ құпиясөз жазыңыз: бірнеше сөзден тұратыны есте жақсы қалады.",
            ru="Придумайте пароль подлиннее: несколько слов запоминаются легко.",
            en="Choose a longer password: several words are easy to remember.",
        ),
    ),
)
