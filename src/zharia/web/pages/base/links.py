"""Links in texts: the pages that a message names become links with the menu's own title."""

from markupsafe import Markup, escape

from zharia.texts.i18n import current_language, gettext
from zharia.texts.message import Message
from zharia.texts.named_pages import pieces


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
