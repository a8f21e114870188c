"""Detection of password-protected WordPress posts in feeds.

A feed has no mark for them. It holds the password form in place of the text (`the_content_feed`),
or one sentence in place of the summary (`get_the_excerpt`), and a word before the title
(`protected_title_format`), the latter two in the site's language.
"""

import re
from typing import Final

from zharia.articles.content import RetractionReason

#: `get_the_password_form`, also where a theme has restyled it
_FORM: Final = re.compile(
    r"<form\b[^>]{0,500}(?:action=postpass|post-password-form)"
    r"|<input\b[^>]{0,500}\bname=[\"']?post_password\b",
    re.IGNORECASE,
)
#: "Protected: %s" in the languages of the region and its neighbours
_TITLE: Final = re.compile(
    r"(?:protected|защищено|защищённая запись|защищенная запись|қорғалған|құпиясөзбен қорғалған"
    r"|корголгон|himoyalangan|захищено|абаронена|korumalı|qorunan|geschützt|protégé|protegido"
    r"|protetto|受保护|密码保护)\s*[:：]",
    re.IGNORECASE,
)
#: what then stands for the text: a word of passwords or protection
_SUBSTITUTE: Final = re.compile(
    r"password|protected|парол|защищ|захищ|құпия\s?сөз|қорғалған|сырсөз|сыр\s?сөз|корголгон|parol"
    r"|himoya|şifre|parola|korumalı|passwort|geschützt|mot de passe|protégé|contraseña|protegid"
    r"|密码|保护",
    re.IGNORECASE,
)
#: characters; the sentence has some sixty, the form's text some ninety
_SHORT: Final = 300


def protection(title: str, markup: str, text: str) -> RetractionReason | None:
    """PROTECTED if an item of a feed is such a post, else None. Pure.

    A title alone proves nothing: "Protected: how the saiga came back" is a headline. With the
    sentence instead of a text, or no text at all, it does.
    """
    if _FORM.search(markup):
        return RetractionReason.PROTECTED
    substituted = not text.strip() or (len(text) <= _SHORT and _SUBSTITUTE.search(text))
    return RetractionReason.PROTECTED if substituted and _TITLE.match(title.strip()) else None
