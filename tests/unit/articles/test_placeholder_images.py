"""Stand-ins, counters and signs are told from photos by their addresses."""

import pytest

from zharia.articles.placeholder_images import may_be_photo


@pytest.mark.parametrize(
    "path",
    [
        *("lazyload.gif#center", "lazy-load.png?v=2", "blank.gif", "img/spacer.gif", "1x1.png"),
        *("placeholder.jpg", "image-placeholder-300x200.png", "place_holder.webp", "no-photo.jpg"),
        *(
            "noimage.png",
            "no_image_available.gif",
            "ajax-loader.gif",
            "loading.gif",
            "Preloader.svg",
        ),
        *("transparent.png", "pixel.gif", "grey.gif", "dot.png", "logo.svg", "sprite.svg#icon"),
        *("favicon.ico", "film.mp4", "sound.mp3"),
    ],
)
def test_a_stand_in(path: str) -> None:
    assert not may_be_photo(f"https://a.kz/{path}")


@pytest.mark.parametrize(
    "path",
    [
        *("real.jpg", "lazy.jpg", "pixel-9.jpg", "loading-dock.jpg", "blank-page.png", "dot.jpg"),
        *("transparent-roof.png", "white.jpg", "default.jpg", "photo.jpg", "no-smoking.jpg"),
        *("i.php?id=1", "", "blank/photo.jpg", "a.gif", "news/2026/саябақ.webp"),
    ],
)
def test_a_photo(path: str) -> None:
    assert may_be_photo(f"https://a.kz/{path}")


@pytest.mark.parametrize(
    "url",
    [
        *("", "https://mc.yandex.ru/watch/1", "https://placehold.co/600x400.jpg"),
        *("https://secure.gravatar.com/avatar/1?s=96", "https://s.w.org/images/core/emoji/1.png"),
    ],
)
def test_a_place_without_photos(url: str) -> None:
    assert not may_be_photo(url)
