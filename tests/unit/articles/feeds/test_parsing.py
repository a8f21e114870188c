"""Any feed, and any bytes, become items or a clear error."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.parsed import MAX_ITEMS, FeedKind, ParsedItem
from zharia.articles.feeds.parsing import parse
from zharia.articles.feeds.size_limit import MAX_BYTES

FEEDS = Path(__file__).parents[3] / "data" / "feeds"
URL = "https://a.kz/feed"


def rss(items: str, head: str = "") -> bytes:
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def only(body: bytes) -> ParsedItem:
    (item,) = parse(body, "application/xml", URL).items
    return item


def code(body: bytes, url: str = URL) -> str:
    with pytest.raises(UnreadableFeedError) as caught:
        parse(body, "", url)
    return caught.value.code


def test_rss_in_windows_1251() -> None:
    body = (FEEDS / "rss-windows-1251.xml").read_bytes()
    feed = parse(body, "text/xml", "https://gazeta.example/rss")
    assert (feed.kind, feed.language, feed.title) == (
        FeedKind.RSS,
        "ru",
        "Городская газета Сатпаева",
    )
    assert [(note.item, note.code) for note in feed.notes] == [
        ("https://gazeta.example/ru/news/untitled", "no-title")
    ]
    park, bus = feed.items
    assert park.title == "В Сатпаеве открыли парк «Дружба»"
    assert park.guid == "gazeta-1001"
    assert park.published_at == datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    assert park.excerpt == "Новый парк занял два гектара. Вход свободный — каждый день."
    assert park.content == "Парк для всех. Новый парк занял два гектара. площадка. фонтан"
    assert [(i.url, i.alt, i.credit) for i in park.images] == [
        ("https://gazeta.example/uploads/park.jpg", "Аллея", "Ерлан Сабитов"),
        ("https://gazeta.example/uploads/fountain.jpg", "", ""),
    ]
    assert [(t.name, t.is_category) for t in park.terms] == [
        ("Общество", True),
        ("Парки", False),
        ("Срочно", False),
    ]
    assert bus.excerpt == "С понедельника автобусы №1 и №5 ходят чаще."
    assert [i.url for i in bus.images] == ["https://gazeta.example/uploads/bus-150x150.jpg"]


def test_atom_with_hreflang() -> None:
    body = (FEEDS / "atom-hreflang.xml").read_bytes()
    feed = parse(body, "application/atom+xml", "https://aimak.example/feed.atom")
    assert feed.kind is FeedKind.ATOM
    kz, ru, _ = feed.items
    assert (kz.language, ru.language) == ("kz", "ru")
    assert kz.url == "https://aimak.example/kz/news/zhana-mektep"
    assert kz.alternates == (("ru", "https://aimak.example/ru/news/novaya-shkola"),)
    assert kz.images[0].url == "https://aimak.example/img/mektep.jpg"


def test_the_page_for_no_language_is_not_the_items_own() -> None:
    links = "".join(
        f'<link rel="alternate" hreflang="{lang}" href="/{lang}"/>'
        for lang in ("x-default", "ru", "kk")
    )
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:lang="kk"><title>A</title>{links}'
    item = only(f"{body}</entry></feed>".encode())
    assert item.url == "https://a.kz/kk"
    assert item.alternates == (("ru", "https://a.kz/ru"),)


def test_wordpress_with_polylang() -> None:
    body = (FEEDS / "wordpress-polylang.json").read_bytes()
    feed = parse(body, "application/json", "https://sputnik-qala.example/wp-json/wp/v2/posts")
    assert feed.kind is FeedKind.WORDPRESS
    kz, ru, water = feed.items
    assert (kz.language, kz.own_id, kz.sibling_ids) == ("kz", "512", (("ru", "514"),))
    assert kz.title == "Қалада жылу желісі жаңартылды – барлық үйлер қосылды"
    assert kz.published_at == datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    assert [(i.url, i.alt, i.credit) for i in kz.images] == [
        (
            "https://sputnik-qala.example/wp-content/uploads/2026/11/zhylu.jpg",
            "Жөндеушілер",
            "Айдос Серік",
        )
    ]
    assert [(t.slug, t.is_category) for t in ru.terms] == [("obshestvo", True), ("teplo", False)]
    assert water.terms[0].slug == "жкх"


def test_wordpress_with_wpml() -> None:
    body = b"""[{"id": 1, "link": "https://a.kz/kz/1", "title": {"rendered": "A"},
        "wpml_current_locale": "kk_KZ", "wpml_translations":
        [{"locale": "ru_RU", "id": 2, "href": "https://a.kz/ru/2"}, {"locale": 7}, null]}]"""
    item = only(body)
    assert item.language == "kz"
    assert item.sibling_ids == (("ru", "2"),)
    assert item.alternates == (("ru", "https://a.kz/ru/2"),)


def test_json_feed() -> None:
    body = (FEEDS / "jsonfeed.json").read_bytes()
    feed = parse(body, "application/feed+json", "https://tynys.example/feed.json")
    assert (feed.kind, feed.language, feed.home) == (
        FeedKind.JSON_FEED,
        "kz",
        "https://tynys.example/",
    )
    kz, ru = feed.items
    assert [i.url for i in kz.images] == [
        "https://tynys.example/img/m1.jpg",
        "https://tynys.example/img/m2.jpg",
    ]
    assert (ru.language, ru.content) == ("ru", "В воскресенье музей открыт для всех.")


def test_photos_of_a_json_feed_whatever_their_type_says() -> None:
    attachments = [
        {"url": "/my 1.jpg", "mime_type": "application/octet-stream"},
        {"url": "/2.jpg"},
        {"url": "/3.mp3", "mime_type": "audio/mpeg"},
        {"url": "/get?id=4", "mime_type": "image"},
    ]
    item = {"id": "1", "url": "/n/1", "title": "A", "attachments": attachments}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    assert [i.url for i in only(json.dumps(feed).encode()).images] == [
        "https://a.kz/my%201.jpg",
        "https://a.kz/2.jpg",
        "https://a.kz/get?id=4",
    ]


@pytest.mark.parametrize(
    ("post", "url"),
    [
        ({"source_url": "/up/my photo.jpg"}, "/up/my%20photo.jpg"),
        (
            {
                "media_details": {
                    "sizes": {
                        "thumbnail": {"source_url": "/p-150x150.jpg"},
                        "large": {"source_url": "/p-1024x683.jpg"},
                        "medium": {"source_url": "/p-300x200.jpg"},
                    }
                }
            },
            "/p-1024x683.jpg",
        ),
        ({"code": "rest_forbidden"}, "/jetpack.jpg"),
    ],
)
def test_the_featured_photo_of_wordpress(post: dict[str, object], url: str) -> None:
    item = {
        "id": 1,
        "link": "https://a.kz/1",
        "title": {"rendered": "A"},
        "jetpack_featured_media_url": "/jetpack.jpg",
        "_embedded": {"wp:featuredmedia": [post]},
    }
    (image,) = only(json.dumps([item]).encode()).images
    assert image.url == f"https://a.kz{url}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf", "not-a-feed"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"x" * (MAX_BYTES + 1), "too-large"),
        (b"{", "bad-json"),
        (b"[" * 100_000, "bad-json"),
        (b'{"a": 1}', "not-a-feed"),
        (b"[1]", "not-a-feed"),
        (b"plain text", "not-a-feed"),
        (b"<svg/>", "not-a-feed"),
        (b"<a " * 50_000, "too-complex"),
        (b"<rss>" + b"<category>a</category>" * 10_001, "too-complex"),
        (b"<rss>" + b"<b></b>" * 100_001, "too-complex"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, expected: str) -> None:
    assert code(body) == expected


def test_a_web_page_names_the_feeds_it_offers() -> None:
    page = b"""<!-- x --><!DOCTYPE HTML><html><link rel="alternate" type="application/rss+xml"
        href="/rss"><link rel="alternate" type="text/html" href="/m">"""
    with pytest.raises(UnreadableFeedError, match=r"offers: https://a\.kz/rss\."):
        parse(page, "text/html", URL)


def test_a_site_without_news_is_no_error() -> None:
    assert parse(b"[]").items == ()
    assert parse(rss("")).items == ()


@pytest.mark.parametrize(
    "document",
    [
        '<rss version="2.0"><channel>{}</channel></rss>',
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'  # noqa: ISC004
        ' xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel>{}</r:RDF>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{}</feed>',
    ],
    ids=["rss", "rdf", "atom"],
)
def test_of_a_document_that_breaks_off_only_whole_items_are_taken(document: str) -> None:
    name = "entry" if "Atom" in document else "item"
    items = "".join(
        f"<{name}><title>{n}</title><id>{n}</id><link>https://a.kz/n/{n}</link></{name}>"
        for n in (101, 102, 103)
    )
    whole = document.format(items)
    start, end = whole.index(f"<{name}>"), whole.rindex(f"</{name}>") + len(f"</{name}>")
    for length in range(start, len(whole) + 1, 11):
        feed = parse(whole[:length].encode(), "", URL)
        expected = [n for n in ("101", "102", "103") if f"/{n}</link></{name}>" in whole[:length]]
        assert [item.title for item in feed.items] == expected, whole[:length]
        assert "cut-off" in {note.code for note in feed.notes} or length >= end
    assert parse(whole.encode(), "", URL).notes == ()


def test_a_broken_item_stops_no_other() -> None:
    body = b"""[{"title": {"rendered": "A"}, "link": "https://a.kz/1"}, 5, {"title": null},
        {"title": {"rendered": "No address"}}, {"title": {"rendered": "B"}, "id": {},
        "_embedded": {"wp:term": [5, [null]], "wp:featuredmedia": "x"}, "lang": [],
        "link": "https://a.kz/2", "date_gmt": "never", "content": []}]"""
    # The first posts decide whether this is WordPress, so the broken ones come later.
    first = b'[{"title": {"rendered": "F"}, "link": "https://a.kz/f"},'
    five = first + b'{"title": {"rendered": "G"}, "guid": {"rendered": "g"}},' * 4 + body[1:]
    feed = parse(five, "", URL)
    assert [i.title for i in feed.items] == ["F", "G", "G", "G", "G", "A", "B"]
    assert [n.code for n in feed.notes] == ["no-title", "no-title", "no-id"]


def test_a_feed_that_breaks_the_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise RuntimeError("foreign code")

    monkeypatch.setattr("feedparser.parse", read)
    assert code(rss("")) == "not-a-feed"


def test_an_item_that_breaks_the_reader_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(markup: str, _base: str) -> tuple[()]:
        if "boom" in markup:
            raise ValueError("foreign bytes")
        return ()

    monkeypatch.setattr("zharia.articles.feeds.xml_feed.images_in_html", read)
    items = "<item><title>A</title><guid>1</guid><description>boom</description></item>"
    feed = parse(rss(items + "<item><title>B</title><guid>2</guid></item>"))
    assert [i.title for i in feed.items] == ["B"]
    assert [(n.item, n.code) for n in feed.notes] == [("#1", "broken")]


def test_only_the_first_items_are_read() -> None:
    feed = parse(rss("<item><title>A</title><link>https://a.kz/1</link></item>" * 501))
    assert len(feed.items) == MAX_ITEMS
    assert [n.code for n in feed.notes] == ["too-many"]


def test_entities_never_expand() -> None:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 1000}">' for n in range(10)
    )
    for doctype in (
        f"<!DOCTYPE rss [{laughs}]>",
        f"<!-- <rss> --><!DOCTYPE rss [<!-- ]> -->\n{laughs}\n]>",
        f"<?x?><!doctype rss [{laughs}]>",
    ):
        body = doctype + rss("<item><title>&l9;!</title><guid>1</guid></item>").decode()
        started = time.process_time()
        feed = parse(body.encode(), "application/xml", URL)
        assert time.process_time() - started < 5
        assert all(len(item.title) < 100 for item in feed.items)


@pytest.mark.parametrize("end", ["", "<!--", "<!ENTITY a 'b'>]"])
def test_a_document_type_without_end_leaves_nothing_to_read(end: str) -> None:
    assert code(b"<!DOCTYPE rss [" + end.encode() + rss("").replace(b">", b"")) == "not-a-feed"


def test_a_file_of_this_machine_is_never_read() -> None:
    doctype = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    item = only(doctype.encode() + rss("<item><title>a &x; b</title><guid>1</guid></item>"))
    assert "root" not in item.title


def test_characters_that_xml_forbids_do_not_spoil_a_feed() -> None:
    item = only(rss("<item><title>a\x00\x08b&#0;&#xD800;&#x110000;c</title><guid>1</guid></item>"))
    assert item.title == "a b c"


def test_a_feed_that_is_not_well_formed_is_still_read() -> None:
    item = only(rss("<item><title>Ұлы & кіші</title><link>https://a.kz/?a=1&b=2</link><br></item>"))
    assert (item.title, item.url) == ("Ұлы & кіші", "https://a.kz/?a=1&b=2")


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (
            "<pubDate>Sun, 22 Nov 2026 09:00:00 +0500</pubDate>",
            datetime(2026, 11, 22, 4, tzinfo=UTC),
        ),
        ("<dc:date>2026-11-22T09:00:00+05:00</dc:date>", datetime(2026, 11, 22, 4, tzinfo=UTC)),
        ("<pubDate>22 ноября</pubDate>", None),
        ("<pubDate>9999-12-31T23:59:59-12:00</pubDate>", None),
        ("<pubDate>Sun, 22 Nov 0026 09:00:00 GMT</pubDate>", None),
        ("", None),
    ],
)
def test_dates(date: str, moment: datetime | None) -> None:
    body = rss(f"<item><title>A</title><guid>1</guid>{date}</item>").decode()
    body = body.replace("<rss", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/"')
    found = only(body.encode()).published_at
    assert (found.year if moment and found else found) == (moment.year if moment else None)


@pytest.mark.parametrize(
    ("start", "word", "language"),
    [
        ("<item>", "<dc:language>kk</dc:language>", "kz"),
        ('<item xml:lang="en">', "", "en"),
        ("<item>", "<dc:language>ru</dc:language>", ""),
    ],
)
def test_an_items_own_language(start: str, word: str, language: str) -> None:
    item = f"{start}<title>A</title>{word}<guid>1</guid></item>"
    body = rss(item, "<language>ru</language>")
    namespace = b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/"'
    assert only(body.replace(b"<rss", namespace)).language == language


def test_the_widest_of_a_photos_sizes_is_taken() -> None:
    media = (
        '<media:content url="/p-100x50.jpg" width="100" type="image/jpeg"/>'
        '<media:content url="/p-900x450.jpg" width="900" type="image/jpeg"/>'
        '<media:content url="/untyped.png"/><media:content url="/untyped.mp3"/>'
        '<media:content url="/film.mp4" type="video/mp4"/><media:credit>Акимат</media:credit>'
    )
    body = rss(f"<item><title>A</title><guid>1</guid>{media}</item>")
    item = only(body.replace(b"<rss", b'<rss xmlns:media="http://search.yahoo.com/mrss/"'))
    assert [(i.url, i.credit) for i in item.images] == [
        ("https://a.kz/p-900x450.jpg", "Акимат"),
        ("https://a.kz/untyped.png", "Акимат"),
    ]


def test_a_story_in_the_summary_gets_a_short_excerpt() -> None:
    story = "Бірінші сөйлем. " * 100
    item = only(
        rss(f"<item><title>A</title><guid>1</guid><description>{story}</description></item>")
    )
    assert len(item.content) > 1000
    assert len(item.excerpt) <= 400


@given(st.binary(max_size=300))
def test_any_bytes_become_a_feed_or_a_clear_error(body: bytes) -> None:
    for prefix in (
        b"",
        b"<rss><channel><item><title>",
        b'[{"title":{"rendered":',
        b"<feed><entry>",
    ):
        try:
            parse(prefix + body, "application/xml", URL)
        except UnreadableFeedError as error:
            assert str(error)  # noqa: PT017 - most inputs raise, some do not


# fmt: off
_PIECES = st.sampled_from([
    "<item>", "</item>", "<title>", "</title>", "<guid>", "<guid a='1'>", "&amp;", "&#99999999;",
    "<![CDATA[", "]]>", "<link/>", "<entry>", "<content type='xhtml'>", "<div>", "</div>", "x",
    "<media:content url='x'/>", "<enclosure/>", "<category/>", "<dc:language a='b'>", "<updated>",
    "<pubDate>Sun, 99 Nov 99999 25:61:61 +9999</pubDate>", "<!DOCTYPE", "[", "<?", "<!--",
])
# fmt: on


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_pieces_of_a_feed_become_a_feed_or_a_clear_error(pieces: str) -> None:
    try:
        feed = parse(rss(pieces), "text/xml", URL)
    except UnreadableFeedError:
        return
    assert len(feed.items) <= MAX_ITEMS
