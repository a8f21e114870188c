"""Links in texts: the pages that a message names become links with the menu's own title.

Templates need not ask for it: what `{{ … }}` shows of a `Message` comes from `finalize`, and what
`_("…")` says from `gettext_html`.
"""

from markupsafe import Markup, escape

from zharia.texts.i18n import current_language, gettext
from zharia.texts.message import Message
from zharia.texts.named_pages import page_names, split_at_pages


def link_pages(text: str | Message) -> Markup:
    """The message as HTML, in the current language. What is no mark of a page is escaped."""
    if isinstance(text, Message):
        text = text.with_page_marks(current_language())
    return Markup("").join(
        escape(piece)
        if isinstance(piece, str)
        else Markup('<a href="{}">{}</a>').format(piece.path, gettext(piece.title))
        for piece in split_at_pages(text)
    )


def finalize(value: object) -> object:
    """What a template shows of a value: messages with links, in the current language."""
    return link_pages(value) if isinstance(value, Message) else value


def gettext_html(message: str) -> str:
    """What a template's `_("…")` says in the current language: HTML with links."""
    text = gettext(message)
    return link_pages(text) if page_names(text) else text
