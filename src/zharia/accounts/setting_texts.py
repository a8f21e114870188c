"""What an administrator reads beside a field of the settings, in the pages' three languages."""

from typing import Final

from zharia.words import Words

SCOPE_MISSING: Final = Words(
    kk="Ол үшін {scope} рұқсаты керек, ал {name} оны бермеген. Аккаунтты қайта қосып, TikTok"
    " бетінде барлық белгіні қалдырыңыз.",
    ru="Для этого нужно разрешение {scope}, а {name} его не дал. Подключите аккаунт заново и"
    " оставьте все отметки на странице TikTok.",
    en="This needs the scope {scope}, which {name} has not granted: connect it again and leave"
    " everything ticked on TikTok's page.",
)
AUTO_WITHOUT_PRIVACY: Final = Words(
    kk="Автоматты режимде жазбаны адам қарамайды: оны кім көретінін таңдаңыз.",
    ru="В автоматическом режиме запись никто не просматривает: выберите, кому она видна.",
    en="In automatic mode nobody looks at a post: choose who may see it.",
)
NOT_CONFIRMED: Final = Words(
    kk="Автоматты режимде жазба адамның бекітуінсіз шығады. Жауапкершілікті өзіңізге алатыныңызды"
    " растаңыз.",
    ru="В автоматическом режиме записи выходят без одобрения человеком. Подтвердите, что берёте"
    " ответственность на себя.",
    en="In automatic mode posts go out without a person's approval. Confirm that you take the"
    " responsibility.",
)
NO_PRIVACY_LEVEL: Final = Words(
    kk="TikTok-та мұндай құпиялылық деңгейі жоқ. Тізімнен таңдаңыз.",
    ru="В TikTok нет такого уровня приватности. Выберите из списка.",
    en="TikTok has no such privacy level. Choose one of the list.",
)
BRANDED_AND_PRIVATE: Final = Words(
    kk="TikTok брендтелген контентті тек авторға көрсетуге рұқсат бермейді. Басқа құпиялылық"
    " деңгейін таңдаңыз немесе белгіні алып тастаңыз.",
    ru="TikTok не разрешает показывать брендированный контент только автору. Выберите другой"
    " уровень приватности или снимите отметку.",
    en="TikTok does not let branded content be for its author alone. Choose another privacy level,"
    " or untick this.",
)
NO_HASHTAG: Final = Words(
    kk="«{tag}» хештег бола алмайды: онда бірде-бір әріп жоқ.",
    ru="Из «{tag}» не получится хештег: в нём нет ни одной буквы.",
    en="“{tag}” makes no hashtag: there is no letter in it.",
)
TOO_MANY_HASHTAGS: Final = Words(
    kk="Тым көп: ең көбі {most} хештег болады.",
    ru="Слишком много: можно не больше {most} хештегов.",
    en="There are too many: at most {most} hashtags are allowed.",
)
HASHTAG_TOO_LONG: Final = Words(
    kk="Хештег тым ұзын: ең көбі {most} таңба.",
    ru="Хештег слишком длинный: не больше {most} знаков.",
    en="The hashtag is too long: at most {most} characters.",
)
NO_CLIENT_KEY: Final = Words(
    kk="Бұл Client Key емес: ол ең көбі {most} латын әрпі мен саннан тұрады, арасында бос орын"
    " болмайды. TikTok консолінен көшіріңіз.",
    ru="Это не Client Key: в нём не больше {most} латинских букв и цифр, без пробелов."
    " Скопируйте его из консоли TikTok.",
    en="This is no client key: it has at most {most} Latin letters and digits, and no blanks."
    " Copy it from TikTok's console.",
)
NO_CLIENT_SECRET: Final = Words(
    kk="Бұл Client Secret емес: оның ұзындығы ең көбі {most} таңба. TikTok консолінен көшіріңіз.",
    ru="Это не Client Secret: в нём не больше {most} знаков. Скопируйте его из консоли TikTok.",
    en="This is no client secret: it has at most {most} characters. Copy it from TikTok's console.",
)
FILE_NAME_ODD: Final = Words(
    kk="Файл атауы tiktok<код>.txt түрінде болуы керек. Оны TikTok консолінен көшіріңіз.",
    ru="Имя файла должно иметь вид tiktok<код>.txt. Скопируйте его из консоли TikTok.",
    en="The file's name must be of the form tiktok<token>.txt: copy it from TikTok's console.",
)
CONTENT_ODD: Final = Words(
    kk="Мазмұны tiktok-developers-site-verification= деп басталуы керек. Оны TikTok консолінен"
    " көшіріңіз.",
    ru="Содержимое должно начинаться с tiktok-developers-site-verification=. Скопируйте его из"
    " консоли TikTok.",
    en="The content must begin with tiktok-developers-site-verification=: copy it from TikTok's"
    " console.",
)
TOKENS_DIFFER: Final = Words(
    kk="Файлдың атауы мен мазмұнындағы кодтар әртүрлі. Екеуін де бір файлдан көшіріңіз.",
    ru="Коды в имени файла и в его содержимом разные. Скопируйте оба из одного файла.",
    en="The name and the content have different tokens: copy both from one file.",
)
TOKEN_ODD: Final = Words(
    kk="Код 8–128 латын әрпі мен саннан тұруы керек. Оны TikTok консолінен көшіріңіз.",
    ru="Код должен состоять из 8–128 латинских букв и цифр. Скопируйте его из консоли TikTok.",
    en="The token must be 8 to 128 Latin letters and digits: copy it from TikTok's console.",
)
FILE_UNREADABLE: Final = Words(
    kk="Бұл TikTok берген файл емес: онда бір жол мәтін болуы керек. Оны TikTok консолінен қайта"
    " жүктеп алыңыз.",
    ru="Это не файл от TikTok: в нём должна быть одна строка текста. Скачайте его заново из"
    " консоли TikTok.",
    en="This is not TikTok's file: it holds one line of text. Download a fresh copy from TikTok's"
    " console.",
)
