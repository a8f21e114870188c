"""Photos of RSS and Atom, wherever an item announces them."""

import pytest

from zharia.articles.feeds.parsing import parse

URL = "https://a.kz/f/rss.xml"


def photos(item: str, attributes: str = "") -> list[str]:
    namespaces = (
        'xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    body = (
        f'<rss version="2.0" {namespaces} {attributes}><channel>'
        "<image><url>https://a.kz/logo.png</url></image>"
        f"<item><title>A</title><guid>1</guid><link>/n/1</link>{item}</item></channel></rss>"
    )
    (found,) = parse(body.encode(), "application/xml", URL).items
    return [image.url.removeprefix("https://a.kz") for image in found.images]


def atom_photos(entry: str, attributes: str = "") -> list[str]:
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>t</title>'
        f'<entry><title>A</title><id>urn:1</id><link href="/n/1"/>{entry}</entry></feed>'
    )
    (found,) = parse(body.encode(), "application/xml", URL).items
    return [image.url.removeprefix("https://a.kz") for image in found.images]


@pytest.mark.parametrize(
    ("item", "urls"),
    [
        ('<enclosure url="/my a.jpg" type="image"/>', ["/my%20a.jpg"]),
        ('<enclosure url="/a.jpg" type="application/octet-stream"/>', ["/a.jpg"]),
        ('<enclosure url="/i.php?a=1&amp;f=2.jpg"/>', ["/i.php?a=1&f=2.jpg"]),
        ('<enclosure url="\n\t/up/a\n b.jpg\r\n" type="image/jpeg"/>', ["/up/a%20b.jpg"]),
        ('<enclosure url="/i.php?a=1&amp;amp;f=2.jpg"/>', ["/i.php?a=1&f=2.jpg"]),
        ('<media:content url="/a.jpg" medium="photo"/>', ["/a.jpg"]),
        ('<media:content url="/a.jpg" medium="audio"/>', []),
        ("<Image><url>/a.jpg</url></Image>", ["/a.jpg"]),
        ("<post-thumbnail><url>/a.jpg</url><width>9</width></post-thumbnail>", ["/a.jpg"]),
        ("<thumb>\n<url><![CDATA[/a.jpg]]></url></thumb>", ["/a.jpg"]),
        ("<photo><title>Саябақ</title></photo>", []),
        ("<featuredImage>/a.jpg</featuredImage>", ["/a.jpg"]),
        ('<enclosure url="/a.mp3" type="audio/mpeg"/>', []),
        # What an item calls its photo
        ("<image>/my a.jpg</image>", ["/my%20a.jpg"]),
        ("<image><![CDATA[/i.php?a=1&copy=3]]></image>", ["/i.php?a=1&copy=3"]),
        ("<image><url>/a?b=1&amp;c=2</url><link>/x</link></image>", ["/a?b=1&c=2"]),
        ('<image href="/a.jpg"/>', ["/a.jpg"]),
        ("<image url='/a.jpg' />", ["/a.jpg"]),
        ("<image/>", []),
        ("<image></image>", []),
        ('<itunes:image href="/a.jpg"/>', ["/a.jpg"]),
        ("<photo>/a.jpg</photo>", ["/a.jpg"]),
        ("<image_link>https://a.kz/get?id=7</image_link>", ["/get?id=7"]),
        ('<thumbnail url="/a.jpg"/>', ["/a.jpg"]),
        ("<photo>Айдос Серік</photo>", []),
        # One photo in several sizes
        (
            (
                '<media:content url="/a.jpg?w=140" width="140"/>'
                '<media:content url="/a.jpg?w=460" width="460"/>'
            ),
            ["/a.jpg?w=460"],
        ),
        (
            (
                '<media:group><media:content url="/s.jpg" width="150"/>'
                '<media:content url="/l.jpg" width="1200"/></media:group>'
            ),
            ["/l.jpg"],
        ),
        (
            (
                '<media:group><media:content url="/1.jpg" width="900"/>'
                '<media:content url="/2.jpg" width="900"/></media:group>'
            ),
            ["/1.jpg", "/2.jpg"],
        ),
        (
            '<media:thumbnail url="/s.jpg" width="75"/><media:thumbnail url="/l.jpg" width="475"/>',
            ["/l.jpg"],
        ),
        (
            (
                '<media:content url="/a-300x200.jpg"/><media:thumbnail url="/a-900x600.jpg"/>'
                '<enclosure url="/a-150x150.jpg" type="jpg"/>'
            ),
            ["/a-900x600.jpg"],
        ),
        # A thumbnail is a photo only where there is no other
        ('<media:content url="/a.jpg"/><media:thumbnail url="/other.jpg"/>', ["/a.jpg"]),
        ('<media:content url="/a.mp4" medium="video"/><media:thumbnail url="/t.jpg"/>', ["/t.jpg"]),
        (
            (
                '<media:thumbnail url="/t.jpg" width="72"/>'
                '<description>&lt;img src="/a.jpg"&gt;</description>'
            ),
            ["/a.jpg"],
        ),
        ('<media:thumbnail url="/t.jpg" width="72"/>', ["/t.jpg"]),
        # Markup in CDATA and comments announces nothing
        ("<description><![CDATA[<item><image>/a.jpg</image>]]></description>", []),
        ("<!-- <image>/a.jpg</image> -->", []),
    ],
)
def test_an_item(item: str, urls: list[str]) -> None:
    assert photos(item) == urls


@pytest.mark.parametrize(
    ("item", "attributes", "urls"),
    [
        ('<description>&lt;img src="a.jpg"&gt;</description>', "", ["/n/a.jpg"]),
        ('<description>&lt;img src="a.jpg"&gt;</description>', 'xml:base="/d/"', ["/d/a.jpg"]),
        ('<enclosure url="a.jpg" type="image/png"/>', 'xml:base="https://a.kz/d/"', ["/d/a.jpg"]),
        (
            '<content:encoded xml:base="https://c.kz/">&lt;img src="a.jpg"&gt;</content:encoded>',
            'xml:base="/d/"',
            ["https://c.kz/a.jpg"],
        ),
        (
            '<content:encoded xml:base="e/">&lt;img src="a.jpg"&gt;</content:encoded>',
            'xml:base="/d/"',
            ["/d/e/a.jpg"],
        ),
    ],
)
def test_bases_in_rss(item: str, attributes: str, urls: list[str]) -> None:
    assert photos(item, attributes) == urls


@pytest.mark.parametrize(
    ("entry", "urls"),
    [
        ('<content type="html" xml:base="e/">&lt;img src="a.jpg"&gt;</content>', ["/d/e/a.jpg"]),
        (
            (
                '<content type="xhtml" xml:base="https://c.kz/x/">'
                '<div xmlns="http://www.w3.org/1999/xhtml">М <img src="a.jpg"/></div></content>'
            ),
            ["https://c.kz/x/a.jpg"],
        ),
        (
            (
                '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" xml:base="e/">М'
                '<p xml:base="g/"><img src="1.jpg"/></p><img src="2.jpg"/></div></content>'
            ),
            ["/d/e/g/1.jpg", "/d/e/2.jpg"],
        ),
        (
            (
                '<summary type="html">&lt;img src="s.jpg"&gt;</summary>'
                '<content type="html" xml:base="e/">&lt;img src="a.jpg"&gt;</content>'
            ),
            ["/d/e/a.jpg", "/d/s.jpg"],
        ),
        ('<content type="image/jpeg" src="a.jpg"/>', ["/d/a.jpg"]),
        ('<link rel="enclosure" href="my a.jpg" type="jpg"/>', ["/d/my%20a.jpg"]),
    ],
)
def test_bases_in_atom(entry: str, urls: list[str]) -> None:
    assert atom_photos(entry, 'xml:base="https://a.kz/d/"') == urls
    assert atom_photos(entry, 'xml:base="/d/"') == urls
