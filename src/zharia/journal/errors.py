"""Why the attempt journal cannot be used, in words for the administrator.

JournalError
├─ JournalUnwritable   nothing is sent, since nothing could be written down before
├─ JournalReplaced     the file is gone, or is not the one that this process began with
└─ JournalTooNew       a newer program has written it
"""

from typing import ClassVar

from zharia.words import Words


class JournalError(Exception):
    """The English words are the message; `words.text(language)` has the others."""

    code: ClassVar[str]
    template: ClassVar[Words]

    def __init__(self, **values: str) -> None:
        """`values` fill in the `{names}` in the words."""
        self.words = self.template.with_(**values)
        super().__init__(self.words.en)


class JournalUnwritable(JournalError):
    """Nothing is sent, since nothing could be written down before."""

    code = "journal_unwritable"
    template = Words(
        kk="Жіберу журналына ({path}) жазу мүмкін емес: {problem}. Сондықтан ештеңе жіберілмейді."
        " Әкімші дискіде орын босатсын немесе файлға жазу құқығын берсін; содан кейін Zharia өзі"
        " жалғастырады.",
        ru="Журнал отправок ({path}) не записывается: {problem}. Поэтому ничего не отправляется."
        " Администратору нужно освободить место на диске или дать право на запись; дальше Zharia"
        " продолжит сама.",
        en="The attempt journal {path} cannot be written: {problem}. So nothing is sent. An"
        " administrator frees space on the disk or gives the right to write; Zharia then goes on"
        " by itself.",
    )


class JournalReplaced(JournalError):
    """The file is gone, or is not the one that this process began with."""

    code = "journal_replaced"
    template = Words(
        kk="Жіберу журналы ({path}) жоғалған немесе бұл басқа файл. Сондықтан ештеңе жіберілмейді."
        " Әкімші бұрынғы файлды орнына қойсын немесе Zharia-ны қайта іске қоссын.",
        ru="Журнал отправок ({path}) пропал или это другой файл. Поэтому ничего не отправляется."
        " Администратору нужно вернуть прежний файл на место или перезапустить Zharia.",
        en="The attempt journal {path} is gone, or is another file than before. So nothing is sent."
        " An administrator puts the former file back, or restarts Zharia.",
    )


class JournalTooNew(JournalError):
    """A newer program has written it."""

    code = "journal_too_new"
    template = Words(
        kk="Жіберу журналын ({path}) Zharia-ның жаңарақ нұсқасы жазған. Сол нұсқаны орнатыңыз.",
        ru="Журнал отправок ({path}) записан более новой версией Zharia. Установите её.",
        en="A newer version of Zharia has written the attempt journal {path}. Install that one.",
    )
