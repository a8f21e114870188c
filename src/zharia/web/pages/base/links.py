"""Links in texts: the pages that a message names become links with the menu's own title.

Templates need not ask for it: what `{{ … }}` shows of a `Message` comes from `shown`, and what
`_("…")` says from `said`.
"""

from markupsafe import Markup, escape

from zharia.texts.i18n import current_language, gettext
from zharia.texts.message import Message
from zharia.texts.named_pages import named_in, pieces


def linked(text: str | Message) -> Markup:
    """The message as HTML, in the current language. What is no mark of a page is escaped."""
    if isinstance(text, Message):
        text = text.marked(current_language())
    return Markup("").join(
        escape(piece)
        if isinstance(piece, str)
        else Markup('<a href="{}">{}</a>').format(piece.path, gettext(piece.title))
        for piece in pieces(text)
    )


def shown(value: object) -> object:
    """What a template shows of a value: messages with links, in the current language."""
    return linked(value) if isinstance(value, Message) else value


def said(message: str) -> str:
    """What a template's `_("…")` says in the current language: HTML with links."""
    text = gettext(message)
    return linked(text) if named_in(text) else text
