"""Bot challenges: pages that keep programs out of a site, whatever their status. Pure.

They look like success to a program: 200 and HTML where a feed, a page or a photo was asked for.
Only what no newsroom's page says of itself counts, since a page that is taken for one is not read.
"""

import re
from collections.abc import Mapping
from typing import Final

#: bytes of a body that are looked at
HEAD_BYTES: Final = 32_768

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|script|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(rb"<title[^>]{0,200}>\s*([^<]{1,200}?)\s*</title", re.IGNORECASE)
#: how such pages are titled, by Cloudflare, Akamai, DDoS-Guard, Vercel, Yandex, Imperva and others
_TITLES = re.compile(
    r"just a moment|attention required!|ddos-guard$|access denied$|one moment, please"
    r"|please wait|checking your browser|verifying your browser|verify(?:ing)? (?:that )?you are"
    r"|human verification|bot verification|security check(?:point)?\b|vercel security checkpoint"
    r"|robot check|are you (?:a )?(?:human|robot)|pardon our interruption|request unsuccessful"
    r"|проверка браузера|проверка безопасности|вы не робот|подтвердите, что|ой, капча"
    r"|сіз робот емессіз|браузерді тексеру",
    re.IGNORECASE,
)
#: what only their scripts name
_SCRIPTS = re.compile(
    rb"_cf_chl_opt|/_Incapsula_Resource|/\.well-known/ddos-guard/|/\.well-known/sgcaptcha"
    rb"|awsWafCookieDomainList|/_sec/cp_challenge|/__qrator/",
    re.IGNORECASE,
)


def is_page(body: bytes) -> bool:
    """Whether these are the first bytes of a web page."""
    return _PAGE.match(body[:HEAD_BYTES]) is not None


def is_challenge(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether this response is a bot challenge. `headers` by lowercase name."""
    if headers.get("cf-mitigated") == "challenge" or "x-amzn-waf-action" in headers:
        return True
    head = body[:HEAD_BYTES]
    if not is_page(head):
        return False
    if _SCRIPTS.search(head):
        return True
    titled = _TITLE.search(head)
    return titled is not None and _TITLES.match(titled[1].decode("utf-8", "replace")) is not None
