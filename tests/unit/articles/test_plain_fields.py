"""Plain text passes unharmed through every field that takes text, whatever it looks like."""

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zharia.articles import parse_articles, read_article
from zharia.articles.content import Content, Image, IncomingArticle, Translation
from zharia.articles.form_validation import cleaned_image, cleaned_text

URL = "https://a.example/feed"
LINK = "https://a.example/n?id=1&sect=2&lang=kk&copy=3"


def delivered(body: str | bytes) -> IncomingArticle:
    reading = parse_articles(body.encode() if isinstance(body, str) else body, "", URL)
    assert [note for note in reading.notes if note.skipped] == []
    (delivery,) = reading.articles
    return delivery


def rss(title: str, more: str = "") -> Content:
    item = f"<title>{title}</title><guid>1</guid>{more}"
    body = f'<rss version="2.0"><channel><item>{item}</item></channel></rss>'
    return delivered(body).content


def atom(title: str, kind: str) -> str:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>'
        f'<title type="{kind}">{title}</title></entry></feed>'
    )
    return delivered(body).content.translations[0].title


def json_feed(**fields: Any) -> Translation:
    item = {"id": "1", "title": "Т", **fields}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    return delivered(json.dumps(feed)).content.translations[0]


def wordpress(title: str) -> str:
    post = {"id": 1, "guid": {"rendered": "1"}, "title": {"rendered": title}}
    return delivered(json.dumps([post])).content.translations[0].title


def api(**fields: Any) -> Content:
    article = {
        "externalId": "1",
        "publishedAt": "2026-11-28T09:00:00+05:00",
        "translations": {"kz": {"title": "Т", **fields}},
        "images": [{"url": "https://a.example/1.jpg", "alt": fields.get("title", "")}],
    }
    return read_article(article).article.content


def form(**fields: str) -> Translation:
    return cleaned_text(Translation("kz", **{"title": "Т", **fields}))


#: every field that holds text, and how it is filled with it
FIELDS: Mapping[str, Callable[[str], str]] = {
    "RSS title": lambda text: rss(escape(text)).translations[0].title,
    "RSS title in CDATA": lambda text: rss(f"<![CDATA[{text}]]>").translations[0].title,
    "RSS title escaped twice": lambda text: rss(escape(escape(text))).translations[0].title,
    "RSS title in CDATA, escaped": (
        lambda text: rss(f"<![CDATA[{escape(text)}]]>").translations[0].title
    ),
    "RSS description": (
        lambda text: rss("Т", f"<description>{escape(text)}</description>").translations[0].excerpt
    ),
    "RSS description, escaped twice": (
        lambda text: (
            rss("Т", f"<description>{escape(escape(text))}</description>").translations[0].excerpt
        )
    ),
    "RSS full text": (
        lambda text: (
            rss(
                "Т",
                '<y:full-text xmlns:y="http://news.yandex.ru" type="text">'
                f"{escape(text)}</y:full-text>",
            )
            .translations[0]
            .content
        )
    ),
    "Atom title as text": lambda text: atom(escape(text), "text"),
    "Atom title as HTML": lambda text: atom(escape(escape(text)), "html"),
    "Atom title as XHTML": lambda text: atom(
        f'<div xmlns="http://www.w3.org/1999/xhtml">{escape(text)}</div>', "xhtml"
    ),
    "JSON Feed title": lambda text: json_feed(title=text).title,
    "JSON Feed text": lambda text: json_feed(content_text=text).content,
    "JSON Feed HTML": lambda text: json_feed(content_html=f"<p>{escape(text)}</p>").content,
    "JSON Feed summary": lambda text: json_feed(summary=text).excerpt,
    "WordPress title": lambda text: wordpress(escape(text)),
    "API title": lambda text: api(title=text).translations[0].title,
    "API excerpt": lambda text: api(excerpt=text).translations[0].excerpt,
    "API content": lambda text: api(content=text).translations[0].content,
    "API photo": lambda text: api(title=text).images[0].alt,
    "form title": lambda text: form(title=text).title,
    "form content": lambda text: form(content=text).content,
    "form photo": lambda text: cleaned_image(Image("https://a.example/1.jpg", alt=text)).alt,
}

# fmt: off
_PIECES = [
    "Firefox", "без", "тега", "<blink>", "<head>", "<words>", "<title>", "<script>", "<b>,",
    "«<p>»", "a<b and c>d", "x<y", "<3", "5 < 7", "9 > 8", "->", "<-", "<Алматы>", "List<String>",
    "<!--", "AT&T", "Q&A", "R&D", "?a=1&lang=kk&copy=2&not=3", "&sect=4", "&para", "&",
    "<john@a.example>",
]
# fmt: on


@pytest.mark.parametrize("field", FIELDS)
@given(words=st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6))
@example(words=["Firefox", "без", "тега", "<blink>"])
@example(words=["a<b and c>d", "&", "<words>", "AT&T"])
def test_text_stays_as_it_is_in(field: str, words: list[str]) -> None:
    text = " ".join(words)
    assert FIELDS[field](text) == text


@pytest.mark.parametrize("field", FIELDS)
def test_markup_and_entities_go_from(field: str) -> None:
    if field in {"JSON Feed text", "JSON Feed HTML"}:
        # Its source says that this is text.
        assert FIELDS[field]("<b>Саябақ</b> ашылды") == "<b>Саябақ</b> ашылды"
    else:
        assert FIELDS[field]("<b>Саябақ</b> &laquo;ашылды&raquo;") == "Саябақ «ашылды»"


@pytest.mark.parametrize("written", [LINK, escape(LINK), f"<![CDATA[{LINK}]]>"])
def test_an_address_keeps_its_parameters_escaped_or_not(written: str) -> None:
    attribute = written.removeprefix("<![CDATA[").removesuffix("]]>")
    content = rss(
        "A & B < C",
        f'<link>{written}</link><enclosure url="{attribute}" type="image/jpeg"/>'
        f"<description>{escape(f'<img src={chr(34)}/i?a=1&copy=2{chr(34)}>')}</description>",
    )
    assert content.translations[0].title == "A & B < C"
    assert content.translations[0].url == LINK
    assert [image.url for image in content.images] == [LINK, "https://a.example/i?a=1&copy=2"]
