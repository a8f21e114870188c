"""Photos in HTML: the largest size of each, no counting pixels, no doubles."""

import time

import pytest

from zharia.articles.content import Image
from zharia.articles.html_images import deduplicate_images, images_in_html, photo_credit

BASE = "https://a.kz/kz/story/"


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ('<img src="p.jpg">', ["https://a.kz/kz/story/p.jpg"]),
        ('<img src="s.jpg" srcset="/s.jpg 300w, /l.jpg 1600w">', ["https://a.kz/l.jpg"]),
        ('<img src="data:image/gif;base64,R0lG" data-src="/lazy.jpg">', ["https://a.kz/lazy.jpg"]),
        ('<img src="/x.jpg" width="1" height="1">', []),
        ('<img src="/tg.png" width="24" height="24"><img src="/a.jpg">', ["https://a.kz/a.jpg"]),
        ('<img src="/a.jpg" width="16" height="9">', ["https://a.kz/a.jpg"]),
        ('<img src="/t.gif" data-src="/a.jpg" width="50" height="50">', ["https://a.kz/a.jpg"]),
        (
            '<a href="/a.jpg"><img src="/a-60x60.jpg" width="60" height="60"></a>',
            ["https://a.kz/a.jpg"],
        ),
        ('<img src="/x.jpg" width="100%">', ["https://a.kz/x.jpg"]),
        ('<img src="https://mc.yandex.ru/watch/1">', []),
        ('<img src="https://s.w.org/images/core/emoji/1f600.png">', []),
        ('<img class="wp-smiley" src="/s.png">', []),
        ('<img src="/logo.svg">', []),
        ('<img src="/a-300x200.jpg"><img src="/a.jpg">', ["https://a.kz/a.jpg"]),
        ('<img src="/a.jpg"><img src="/a-300x200.jpg?w=5">', ["https://a.kz/a.jpg"]),
        ("<img>", []),
        (
            '<img src="/c?x" style="border:0; width: 1px;height:1px"><img src="/a.jpg">',
            ["https://a.kz/a.jpg"],
        ),
        ('<img src="/a.jpg" style="max-width:1px;width:100%;height:2em">', ["https://a.kz/a.jpg"]),
        # the preview first and its photo for browsers without scripts, not called lazy
        (
            '<img src="/max/60/1*a.jpeg?q=20"><noscript><img src="/max/2600/1*a.jpeg"></noscript>',
            ["https://a.kz/max/2600/1*a.jpeg"],
        ),
        (
            '<img src="/a.jpg"><noscript><img src="/b.jpg"></noscript>',
            ["https://a.kz/a.jpg", "https://a.kz/b.jpg"],
        ),
        ('<img src="/a.jpg" srcset="/a.jpg 1x, /a@2x.jpg 2x">', ["https://a.kz/a@2x.jpg"]),
        ("<p>no photo</p>", []),
    ],
)
def test_addresses(markup: str, urls: list[str]) -> None:
    assert [image.url for image in images_in_html(markup, BASE)] == urls


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        # Stand-ins and the many names of what is loaded later
        ('<img src="/img/lazyload.gif#center" data-src="/real.jpg">', "/real.jpg"),
        ('<img src="/t.gif" data-actualsrc="/real.jpg">', "/real.jpg"),
        ('<img src="/t.gif" data-hi-res-src="/real.jpg">', "/real.jpg"),
        ('<img src="/loader.gif" data-foo="/real.jpg">', "/real.jpg"),
        ('<img src="/blank.png" data-echo="/photo/17">', "/photo/17"),
        ('<img data-original="/my real.jpg">', "/my%20real.jpg"),
        ('<img lazy-src="/real.jpg">', "/real.jpg"),
        ('<img src="/blurred.jpg" data-lazy-src="/real-300x200.jpg">', "/real-300x200.jpg"),
        ('<img src="/a.jpg?w=20" data-src="/a.jpg?w=900">', "/a.jpg?w=900"),
        ('<img src="/real.jpg" data-src="{{ src }}">', "/real.jpg"),
        ('<img src="/x.gif" data-foo="/real.jpg">', "/real.jpg"),
        ('<img src="/x.png" data-img="/real.jpg" data-bg="url(/bg.jpg)">', "/real.jpg"),
        ('<img src="/s.jpg" data-large_image="/real.jpg">', "/real.jpg"),
        ('<img src="/1px.png" width="1" height="1" data-src="/real.jpg">', "/real.jpg"),
        ('<img src="//:0" srcset="/blank.gif 1x" data-lazy-srcset="/real.jpg 2x">', "/real.jpg"),
        ('<img src="about:blank" class="lazy" data-any="/real.jpg">', "/real.jpg"),
        ('<img src="/real.jpg" data-src="https://tv.kz/embed/5">', "/real.jpg"),
        # Attributes that may mean anything, and some that mean something else
        ('<img src="/real.jpg" data-foo="/other.jpg">', "/real.jpg"),
        ('<img src="/real.jpg" data-next="/other.jpg" data-avatar="/me.jpg">', "/real.jpg"),
        ('<img src="/real.jpg" data-caption="/see other.jpg" title="other.jpg">', "/real.jpg"),
        ('<img src="/a-300x200.jpg" data-orig-file="/a.jpg" data-thumb="/b.jpg">', "/a.jpg"),
        # srcset
        (
            '<img src="/p.jpg" srcset="/c/w_300,h_2/a.jpg 300w,/c/w_900,h_6/a.jpg 900w">',
            "/c/w_900,h_6/a.jpg",
        ),
        (
            '<img srcset="data:image/gif;base64,R0lG 1w" data-srcset="/s.jpg 300w, /l.jpg 900w">',
            "/l.jpg",
        ),
        ('<img src="/my a.jpg" srcset="/my a.jpg 300w, /my b.jpg 900w">', "/my%20b.jpg"),
        ('<img src="/a.jpg" srcset="/a.jpg, /b.jpg 2x">', "/b.jpg"),
        ('<img src="/a.jpg" srcset="/a-300x200.jpg 300w, /a-900x600.jpg 900w">', "/a.jpg"),
        # picture, noscript, link
        (
            '<picture><source srcset="/l.webp 900w, /s.webp 300w"><img src="/s.jpg"></picture>',
            "/l.webp",
        ),
        (
            '<picture><source data-srcset="/real.jpg"><img src="/placeholder.png"></picture>',
            "/real.jpg",
        ),
        (
            '<picture><source srcset="/a.avif" type="image/avif"><img src="/a.jpg"></picture>',
            "/a.jpg",
        ),
        (
            '<picture><source srcset="/a.jxl 9w" type="image/jxl"><img src="/a.jpg">',
            "/a.jpg",
        ),
        (
            '<picture><source media="(min-width:900px)" srcset="/l.jpg"><img src="/s.jpg">',
            "/l.jpg",
        ),
        (
            '<picture><source media="(max-width:400px)" srcset="/s.jpg"><img src="/l.jpg">',
            "/l.jpg",
        ),
        ('<picture><source srcset="/s.jpg 300w, /l.jpg 900w"></picture>', "/l.jpg"),
        ('<picture><source srcset="/a-1600.webp"><img src="/a-400.jpg"></picture>', "/a-1600.webp"),
        (
            '<img src="/t.gif" data-src="/a-90x90.jpg"><noscript><img src="/b.jpg"></noscript>',
            "/b.jpg",
        ),
        ('<noscript><img src="/b.jpg"></noscript> <a><img src="data:,"></a>', "/b.jpg"),
        ('<a href="/a.jpg"><img src="/a-150x150.jpg"></a>', "/a.jpg"),
        ('<a href="/other.jpg"><img src="/a-150x150.jpg"></a>', "/a-150x150.jpg"),
        ('<a href="/a.jpg"><img src="data:image/gif;base64,R0lG"></a>', "/a.jpg"),
        # one photo several times
        ('<img src="/p.jpg?w=150"><img src="/p.jpg?w=1200">', "/p.jpg?w=1200"),
        ('<img src="/p.jpg?w=1200"><img src="/p.jpg?w=150">', "/p.jpg?w=1200"),
        ('<img src="/p.jpg?size=small"><img src="/p.jpg?size=large">', "/p.jpg?size=large"),
        ('<img src="/300x200/p.jpg"><img src="/900x600/p.jpg">', "/900x600/p.jpg"),
        ('<img src="/p.jpg#a"><img src="/p.jpg#b">', "/p.jpg#a"),
        # other elements, and markup that was escaped once too often
        ('<amp-img src="/p.jpg"></amp-img>', "/p.jpg"),
        ('&lt;p&gt;&lt;img src="/p.jpg"&gt;', "/p.jpg"),
    ],
)
def test_of_all_that_is_offered_the_best_is_taken(markup: str, url: str) -> None:
    assert [image.url for image in images_in_html(markup, BASE)] == [f"https://a.kz{url}"]


@pytest.mark.parametrize(
    "markup",
    [
        *(
            '<img src="#">',
            '<img src="?">',
            '<img src=" ">',
            '<img src="data:image/png;base64,R0">',
        ),
        *('<img src="/no-photo.png">', '<img srcset=", ,">', '<img data-src="true">'),
        '<a href="/story"><img src="data:,"></a>',
    ],
)
def test_what_offers_no_photo_is_none(markup: str) -> None:
    assert images_in_html(markup, "https://a.kz/kz/story/") == ()


def test_two_photos_beside_each_other_stay_two() -> None:
    plain = '<img src="/one.jpg"><noscript><img src="/two.jpg"></noscript>'
    spares = '<noscript><img src="/4.jpg"><img src="/5.jpg"></noscript>'
    lazy = f'<p><img class="lazy" data-src="/3.jpg">{spares}</p>'
    names = [image.url.rpartition("/")[2] for image in images_in_html(plain + lazy, BASE)]
    assert names == ["one.jpg", "two.jpg", "3.jpg", "4.jpg", "5.jpg"]


def test_a_spare_picture_lends_its_words() -> None:
    spare = '<noscript><img src="/p.jpg" alt="Саябақ"></noscript>'
    assert images_in_html(f'<img class="lazy" src="/t.gif">{spare}', BASE) == (
        Image("https://a.kz/p.jpg", "Саябақ"),
    )


def test_bases_within_a_text_are_relative_to_the_one_around() -> None:
    inner = '<p xml:base="e/"><img src="1.jpg"></p><p><img src="2.jpg"></p>'
    markup = f'<div xml:base="https://c.kz/d/">{inner}</div><img src="3.jpg">'
    assert [image.url for image in images_in_html(markup, BASE)] == [
        "https://c.kz/d/e/1.jpg",
        "https://c.kz/d/2.jpg",
        "https://a.kz/kz/story/3.jpg",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<img " + " ".join(f'data-{n}-src="/{n}.jpg"' for n in range(20_000)) + ">",
        "<picture>" + '<source srcset="/a.jpg 9w">' * 20_000 + '<img src="/b.jpg"></picture>',
        '<img srcset="' + "a 1w," * 100_000 + '">',
        "<div xml:base='x/'>" * 300 + "<img src='a.jpg'>" * 20_000,
        "<noscript><img src='/a.jpg'></noscript><img class='lazy'>" * 5_000,
    ],
    ids=["attributes", "sources", "srcset", "bases", "noscripts"],
)
def test_no_markup_takes_long(markup: str) -> None:
    started = time.process_time()
    images_in_html(markup, BASE)
    assert time.process_time() - started < 5


def test_alt_and_credit_come_from_the_caption_where_the_image_has_none() -> None:
    caption = "<figcaption>Парк. Сурет: Айдос Серік</figcaption>"
    markup = f"<figure><a><img src='/p.jpg'></a>{caption}</figure>"
    assert images_in_html(markup, BASE) == (
        Image("https://a.kz/p.jpg", "Парк. Сурет: Айдос Серік", "Айдос Серік"),
    )


def test_an_old_wordpress_caption_is_found() -> None:
    caption = '<p class="wp-caption-text">Фото: И. Ким</p>'
    markup = f'<div class="wp-caption"><img src="/p.jpg" alt="Алаң">{caption}</div>'
    assert images_in_html(markup, BASE) == (Image("https://a.kz/p.jpg", "Алаң", "И. Ким"),)


def test_a_double_lends_its_words() -> None:
    images = [Image("https://a.kz/p.jpg"), Image("https://a.kz/p-10x10.jpg", "alt", "who")]
    assert deduplicate_images(images) == (Image("https://a.kz/p.jpg", "alt", "who"),)


@pytest.mark.parametrize(
    ("caption", "who"),
    [
        ("Фото: Ерлан Сәбит", "Ерлан Сәбит"),
        ("Ашылу сәті (сурет: әкімдік)", "әкімдік"),
        ("Park © City Hall", "City Hall"),
        ("Photo by Ann Lee", "Ann Lee"),
        ("Подпись без автора", ""),
        ("Фотографии нет", ""),
        ("Фото парка", ""),
        ("Фото Анны Ким", "Анны Ким"),
        ("Мектеп. Фото: Zakon.kz. Бүгін", "Zakon.kz"),
        ("Сурет: ҚР ІІМ (баспасөз қызметі)", "ҚР ІІМ (баспасөз қызметі)"),
        ("Суреттің авторы: А.Ким", "А.Ким"),
        ("Photo credit: NASA", "NASA"),
    ],
)
def test_credit(caption: str, who: str) -> None:
    assert photo_credit(caption) == who
