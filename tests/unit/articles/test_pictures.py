"""Photos in HTML: the largest size of each, no counting pixels, no doubles."""

import pytest

from zharia.articles.content import Image
from zharia.articles.pictures import credit_in, distinct, pictures

BASE = "https://a.kz/kz/story/"


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ('<img src="p.jpg">', ["https://a.kz/kz/story/p.jpg"]),
        ('<img src="s.jpg" srcset="/s.jpg 300w, /l.jpg 1600w">', ["https://a.kz/l.jpg"]),
        ('<img src="data:image/gif;base64,R0lG" data-src="/lazy.jpg">', ["https://a.kz/lazy.jpg"]),
        ('<img src="/x.jpg" width="1" height="1">', []),
        ('<img src="/x.jpg" width="100%">', ["https://a.kz/x.jpg"]),
        ('<img src="https://mc.yandex.ru/watch/1">', []),
        ('<img src="https://s.w.org/images/core/emoji/1f600.png">', []),
        ('<img class="wp-smiley" src="/s.png">', []),
        ('<img src="/logo.svg">', []),
        ('<img src="/a-300x200.jpg"><img src="/a.jpg">', ["https://a.kz/a.jpg"]),
        ('<img src="/a.jpg"><img src="/a-300x200.jpg?w=5">', ["https://a.kz/a.jpg"]),
        ("<img>", []),
        ("<p>no photo</p>", []),
    ],
)
def test_addresses(markup: str, urls: list[str]) -> None:
    assert [image.url for image in pictures(markup, BASE)] == urls


def test_alt_and_credit_come_from_the_caption_where_the_image_has_none() -> None:
    caption = "<figcaption>Парк. Сурет: Айдос Серік</figcaption>"
    markup = f"<figure><a><img src='/p.jpg'></a>{caption}</figure>"
    assert pictures(markup, BASE) == (
        Image("https://a.kz/p.jpg", "Парк. Сурет: Айдос Серік", "Айдос Серік"),
    )


def test_an_old_wordpress_caption_is_found() -> None:
    caption = '<p class="wp-caption-text">Фото: И. Ким</p>'
    markup = f'<div class="wp-caption"><img src="/p.jpg" alt="Алаң">{caption}</div>'
    assert pictures(markup, BASE) == (Image("https://a.kz/p.jpg", "Алаң", "И. Ким"),)


def test_a_double_lends_its_words() -> None:
    images = [Image("https://a.kz/p.jpg"), Image("https://a.kz/p-10x10.jpg", "alt", "who")]
    assert distinct(images) == (Image("https://a.kz/p.jpg", "alt", "who"),)


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
    ],
)
def test_credit(caption: str, who: str) -> None:
    assert credit_in(caption) == who
