"""What an editor reads beside a field, in the three languages of the pages."""

from typing import Final

from zharia.words import Words

NO_TITLE: Final = Words(
    kk="Кемінде бір тілде тақырып жазыңыз.",
    ru="Напишите заголовок хотя бы на одном языке.",
    en="Write a title in at least one language.",
)
TITLE_MISSING: Final = Words(
    kk="Тақырып жоқ: оны жазыңыз немесе осы тілдегі басқа өрістерді тазалаңыз.",
    ru="Нет заголовка: напишите его или очистите остальные поля на этом языке.",
    en="The title is missing: write it, or clear the other fields in this language.",
)
TOO_LONG: Final = Words(
    kk="Тым ұзын: ең көбі {most} таңба сыяды. Қысқартыңыз.",
    ru="Слишком длинно: помещается не больше {most} знаков. Сократите.",
    en="This is too long: at most {most} characters fit. Shorten it.",
)
TOO_MANY: Final = Words(
    kk="Тым көп: ең көбі {most} болады. Артығын алып тастаңыз.",
    ru="Слишком много: можно не больше {most}. Уберите лишние.",
    en="There are too many: at most {most} are allowed. Take some away.",
)
NO_ADDRESS: Final = Words(
    kk="Бұл веб-мекенжай емес: ол https:// деп басталуы керек.",
    ru="Это не веб-адрес: он должен начинаться с https://.",
    en="This is no web address: it must begin with https://.",
)
PHOTO_WITHOUT_ADDRESS: Final = Words(
    kk="Фотоның мекенжайы жоқ: оны жазыңыз немесе осы фотоны алып тастаңыз.",
    ru="У фото нет адреса: укажите его или уберите это фото.",
    en="The photo has no address: enter it, or take this photo away.",
)
UPLOAD_GONE: Final = Words(
    kk="Жүктелген фото енді сақталып тұрған жоқ. Оны қайта жүктеңіз.",
    ru="Загруженное фото больше не хранится. Загрузите его снова.",
    en="The uploaded photo is no longer stored. Upload it again.",
)
ODD_YEAR: Final = Words(
    kk="Күні дұрыс емес: жыл 1990 мен 2200 аралығында болуы керек.",
    ru="Неверная дата: год должен быть от 1990 до 2200.",
    en="The date is wrong: its year must lie between 1990 and 2200.",
)
EDITED_MEANWHILE: Final = Words(
    kk="Осы арада мақаланы басқа біреу өзгертті. Екі нұсқаны салыстырып, қайтадан сақтаңыз.",
    ru="Тем временем статью изменил кто-то ещё. Сравните обе версии и сохраните снова.",
    en="Somebody else changed the article meanwhile. Compare the two versions, then save again.",
)
RULE_UNREADABLE: Final = Words(
    kk="Бұл тұрақты өрнек емес ({detail}). Оны түзетіңіз немесе өрісті бос қалдырыңыз.",
    ru="Это не регулярное выражение ({detail}). Исправьте его или оставьте поле пустым.",
    en="This is no regular expression ({detail}). Correct it, or leave the field empty.",
)
RULE_WITHOUT_GROUP: Final = Words(
    kk="Өрнекте story немесе language атты топ жоқ. Мысалы: (?P<story>…).",
    ru="В выражении нет группы с именем story или language. Пример: (?P<story>…).",
    en="The expression has no group named story or language, such as (?P<story>…).",
)
NO_TIME_ZONE: Final = Words(
    kk="Мұндай уақыт белдеуі жоқ. Оны Asia/Almaty үлгісімен жазыңыз немесе өрісті бос қалдырыңыз.",
    ru="Такого часового пояса нет. Напишите его как Asia/Almaty или оставьте поле пустым.",
    en="There is no such time zone. Write it like Asia/Almaty, or leave the field empty.",
)
TOO_OFTEN: Final = Words(
    kk="Тым жиі: кемінде бір минут болуы керек.",
    ru="Слишком часто: нужна хотя бы одна минута.",
    en="This is too often: leave at least one minute.",
)
TOO_RARELY: Final = Words(
    kk="Тым сирек: ең көбі жеті күн болуы керек.",
    ru="Слишком редко: не больше семи дней.",
    en="This is too rarely: at most seven days.",
)
WATCHED_ALREADY: Final = Words(
    kk="Бұл лента тізімде бар.",
    ru="Эта лента уже есть в списке.",
    en="This feed is watched already.",
)
OUR_OWN_NAME: Final = Words(
    kk="Бұл атауды Zharia өзі пайдаланады. Басқа атау жазыңыз.",
    ru="Это имя Zharia использует сама. Укажите другое.",
    en="Zharia itself uses this name. Choose another one.",
)
