"""What stops a person who decides about a post: limits, and whatever moved on meanwhile."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_LOOK_AGAIN: Final = Words(
    kk="Бетті жаңартып, жарияланымның қазіргі түрін қараңыз да, содан кейін шешіңіз.",
    ru="Обновите страницу, посмотрите на публикацию в нынешнем виде и тогда решайте.",
    en="Reload the page, look at the publication as it is now, and decide then.",
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="day_full",
        source=Source.SENDING,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="Аккаунттың тәуліктік жазбалары бітті",
            ru="Записи аккаунта на сутки исчерпаны",
            en="The account's posts for a day are used up",
        ),
        happened=Words(
            kk="TikTok бір аккаунттан 24 сағатта шектеулі ғана жазба қабылдайды, Zharia оның бәрін"
            " жіберіп қойды.",
            ru="TikTok принимает от одного аккаунта за 24 часа ограниченное число записей, и Zharia"
            " уже отправила их все.",
            en="TikTok takes only so many posts from one account within 24 hours, and Zharia has"
            " sent that many.",
        ),
        remedy=Words(
            kk="Беттегі уақытқа дейін күтіп, мақаланы қайта ашыңыз; мәтініңізді қаралама етіп"
            " сақтай аласыз. Кезекте тұрған жазбалар өзі кетеді.",
            ru="Подождите до времени, указанного на странице, и откройте статью снова; текст можно"
            " сохранить как черновик. То, что уже в очереди, уйдёт само.",
            en="Wait until the time that the page names, and open the article again; your text can"
            " be kept as a draft. What is in line leaves by itself.",
        ),
    ),
    Entry(
        code="minute_full",
        source=Source.SENDING,
        who=WhoActs.NOBODY,
        retry=RetryKind.AFTER,
        title=Words(
            kk="TikTok-тан осы минутта тым жиі сұралды",
            ru="За эту минуту TikTok спросили слишком часто",
            en="TikTok was asked too often within this minute",
        ),
        happened=Words(
            kk="Аккаунтқа не рұқсат етілетінін TikTok-тан минутына бірнеше рет қана сұрауға болады,"
            " бұл минуттың сұраулары бітті.",
            ru="О том, что разрешено аккаунту, TikTok можно спросить лишь несколько раз в минуту, и"
            " на эту минуту вопросы исчерпаны.",
            en="TikTok can be asked only a few times a minute what an account may do, and this"
            " minute's questions are used up.",
        ),
        remedy=Words(
            kk="Бір минут күтіп, қайта сұраңыз. Кезекте тұрған жазбалар өзі кетеді.",
            ru="Подождите минуту и спросите снова. То, что уже в очереди, уйдёт само.",
            en="Wait a minute and ask again. What is in line leaves by itself.",
        ),
    ),
    Entry(
        code="no_privacy_level",
        source=Source.SENDING,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="TikTok жарамды құпиялылық ұсынбайды",
            ru="TikTok не предлагает подходящей приватности",
            en="TikTok offers no privacy that the app may use",
        ),
        happened=Words(
            kk="Жазбаны кім көре алатынын әр аккаунтқа TikTok ұсынады. Аудитке дейін қолданба"
            " жазбаны тек иесі көретін етіп жібере алады, ал TikTok бұл аккаунтқа ондайды"
            " ұсынбады.",
            ru="Кто может видеть записи, TikTok предлагает каждому аккаунту сам. До аудита"
            " приложение публикует только записи, видимые одному владельцу, а этого TikTok"
            " аккаунту не предложил.",
            en="TikTok offers each account who may see its posts. Before the audit the app may only"
            " send posts that the owner alone can see, and TikTok does not offer this account"
            " that.",
        ),
        remedy=Words(
            kk="TikTok қолданбасында аккаунттың құпиялылық баптауларын тексеріңіз. Қолданба"
            " аудиттен өткен болса, оны «Баптаулар → Әлеуметтік желілер» бетінде белгілеп,"
            " мақаланы қайта ашыңыз.",
            ru="Проверьте настройки приватности аккаунта в приложении TikTok. Если приложение"
            " прошло аудит, отметьте это в разделе «Настройки → Соцсети» и откройте статью"
            " снова.",
            en="Check the account's privacy settings in the TikTok app. If the app has passed the"
            " audit, say so under Settings → Social media, and open the article again.",
        ),
    ),
    Entry(
        code="changed_after_approval",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жазба бекітілгеннен кейін өзгерді",
            ru="Запись изменилась после одобрения",
            en="The post has changed since it was approved",
        ),
        happened=Words(
            kk="Мәтін, фотолар немесе таңдаулар бекітілгендегідей емес, сондықтан Zharia жазбаны"
            " жібермеді.",
            ru="Текст, фото или выбор уже не те, что были одобрены, поэтому Zharia запись не"
            " отправила.",
            en="Text, photos or choices are no longer those that were approved, so Zharia did not"
            " send the post.",
        ),
        remedy=Words(
            kk="Жазбаны қазіргі түрінде қарап шығып, қайта бекітіңіз.",
            ru="Посмотрите запись в нынешнем виде и одобрите её заново.",
            en="Look at the post as it is now, and approve it again.",
        ),
    ),
    Entry(
        code="still_under_way",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мақала аккаунтқа әлі жолда",
            ru="Статья ещё на пути в аккаунт",
            en="The article is still on its way to the account",
        ),
        happened=Words(
            kk="Бұл мақаланың осы аккаунттағы басқа жарияланымы аяқталған жоқ: ол бекітуді немесе"
            " кезегін күтіп тұр, не TikTok-қа жіберіліп жатыр. Қатар тұрған екеуін ажырату мүмкін"
            " болмас еді, сондықтан ештеңе істелген жоқ.",
            ru="Другая публикация этой статьи в этом аккаунте ещё не завершена: она ждёт одобрения"
            " или очереди либо отправляется в TikTok. Две одновременно было бы не различить,"
            " поэтому ничего не сделано.",
            en="Another publication of this article on this account has not ended: it waits for"
            " approval or for its turn, or is being sent to TikTok. Two at once could not be told"
            " apart, so nothing was done.",
        ),
        remedy=Words(
            kk="Оның аяқталуын күтіңіз; әлі жіберілмеген болса, оны қайтарып алып, қайта"
            " жариялаңыз.",
            ru="Дождитесь её завершения; если она ещё не отправлена, отзовите её и опубликуйте"
            " снова.",
            en="Wait for its end; if it has not been sent yet, withdraw it and publish anew.",
        ),
    ),
    Entry(
        code="already_live",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Мақала аккаунтта бар",
            ru="Статья уже есть в аккаунте",
            en="The article is on the account already",
        ),
        happened=Words(
            kk="Бұл мақала осы аккаунтта басқа жарияланым арқылы шығып қойған, сондықтан ештеңе"
            " жіберілген жоқ.",
            ru="Эта статья уже вышла в этом аккаунте другой публикацией, поэтому ничего не"
            " отправлено.",
            en="This article is out on this account by another publication, so nothing was sent.",
        ),
        remedy=Words(
            kk="Тағы бір рет жариялау керек болса, мақаланы ашып, қайта жариялауды таңдаңыз.",
            ru="Если нужна ещё одна запись, откройте статью и выберите повторную публикацию.",
            en="If one more post is wanted, open the article and choose to publish it once more.",
        ),
    ),
    Entry(
        code="changed_meanwhile",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Жазбаны осы арада біреу өзгертті",
            ru="Запись тем временем кто-то изменил",
            en="Somebody has changed the post meanwhile",
        ),
        happened=Words(
            kk="Бетті ашқаныңыздан кейін жазба өзгерді, сондықтан ол бекітілген жоқ.",
            ru="После того как вы открыли страницу, запись изменилась, поэтому она не одобрена.",
            en="The post was changed after you opened the page, so it was not approved.",
        ),
        remedy=_LOOK_AGAIN,
    ),
    Entry(
        code="just_moved_on",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Жарияланым дәл осы сәтте өзгерді",
            ru="Публикация изменилась в этот самый момент",
            en="The publication moved on in this very moment",
        ),
        happened=Words(
            kk="Zharia немесе басқа адам сізден сәл бұрын үлгерді, сондықтан ештеңе істелген жоқ.",
            ru="Zharia или кто-то другой успели чуть раньше, поэтому ничего не сделано.",
            en="Zharia or somebody else was a moment quicker, so nothing was done.",
        ),
        remedy=_LOOK_AGAIN,
    ),
    Entry(
        code="wrong_state",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Жарияланымның күйі бұған келмейді",
            ru="Состояние публикации этого не допускает",
            en="The publication's state does not allow this",
        ),
        happened=Words(
            kk="Сұралған әрекет жарияланымның қазіргі күйінде мүмкін емес: мысалы, жіберіліп"
            " қойғанын қайтарып алуға болмайды. Ештеңе істелген жоқ.",
            ru="В нынешнем состоянии публикации это действие невозможно: например, отправленное уже"
            " не отменить. Ничего не сделано.",
            en="What was asked for cannot be done in the publication's present state: what was"
            " sent, for example, cannot be withdrawn. Nothing was done.",
        ),
        remedy=_LOOK_AGAIN,
    ),
    Entry(
        code="still_followed",
        source=Source.SENDING,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="TikTok-тың өз жауабы әлі күтіліп тұр",
            ru="Ещё ожидается ответ самого TikTok",
            en="TikTok's own answer is still expected",
        ),
        happened=Words(
            kk="Жазбаның немен аяқталғанын Zharia TikTok-тан әлі сұрап жатыр, сондықтан оны адамның"
            " айтуы ерте. Ештеңе өзгерген жоқ.",
            ru="Zharia ещё спрашивает TikTok, чем закончилась публикация, поэтому человеку говорить"
            " об этом рано. Ничего не изменено.",
            en="Zharia still asks TikTok how the post ended, so it is too early for a person to"
            " say. Nothing was changed.",
        ),
        remedy=Words(
            kk="Күтіңіз: Zharia өзі сұрайды. Сіздің жауабыңыз керек болса, жарияланым бетінде сұрақ"
            " шығады.",
            ru="Подождите: Zharia спрашивает сама. Если понадобится ваш ответ, на странице"
            " публикации появится вопрос.",
            en="Wait: Zharia asks by itself. If your word is needed, the publication's page will"
            " ask for it.",
        ),
    ),
    Entry(
        code="no_version",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Мақаланың бұл тілдегі нұсқасы енді жоқ",
            ru="Версии статьи на этом языке больше нет",
            en="The article has no version in this language now",
        ),
        happened=Words(
            kk="Аккаунттың тіліндегі нұсқа мақаладан алынған, сондықтан жаңа мәтін алынбады.",
            ru="Версию на языке аккаунта убрали из статьи, поэтому новый текст взять неоткуда.",
            en="The version in the account's language was taken out of the article, so there is no"
            " new text to take over.",
        ),
        remedy=Words(
            kk="Мақалаға сол тілдегі нұсқаны қосыңыз немесе жарияланымды қайтарып алыңыз.",
            ru="Добавьте в статью версию на этом языке или отмените публикацию.",
            en="Add the version in that language to the article, or withdraw the publication.",
        ),
    ),
)
