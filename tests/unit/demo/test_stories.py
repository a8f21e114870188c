"""The newsroom's stories and photos are what they claim to be."""

import io

import pytest
from PIL import Image

from zharia.articles.feeds.parsing import parse
from zharia.articles.languages import mismatch_warning, normalize
from zharia.demo.newsroom import NEWSPAPERS, Newsroom
from zharia.demo.photo_files import PICTURES, encode
from zharia.demo.stories import LANGUAGES, Photo, Story, load_stories

STORIES = load_stories()


def test_an_edition_has_a_dozen_stories_and_fits_a_day_of_tiktok() -> None:
    assert 12 <= len(STORIES) <= 15
    assert sum(story.is_breaking for story in STORIES) == 1
    assert len({story.slug for story in STORIES}) == len(STORIES)
    photos = [photo.name for story in STORIES for photo in story.photos]
    assert len(set(photos)) == len(photos)
    pictures = [photo.picture for story in STORIES for photo in story.photos]
    assert sorted(pictures) == list(PICTURES)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_each_language_is_what_it_claims_to_be(story: Story) -> None:
    for language in LANGUAGES:
        words = story.translations[language]
        assert not mismatch_warning(language, " ".join((words.title, words.excerpt, *words.body)))
        assert words.title
        assert words.category
        assert len(words.body) == 2


def test_a_turned_photo_lies_on_its_side_and_says_so() -> None:
    upright = Image.open(io.BytesIO(encode(Photo("a.png", "lake-2", 90, 160))))
    turned = Image.open(io.BytesIO(encode(Photo("b.jpg", "lake-2", 90, 160, turned=True))))
    assert upright.format == "PNG"
    assert upright.size == (90, 160)
    assert turned.size == (160, 90)
    assert turned.getexif()[274] == 6


def test_a_large_photo_is_as_large_as_it_says() -> None:
    large = Image.open(io.BytesIO(encode(Photo("c.webp", "night-23", 1200, 1600))))
    assert (large.format, large.size) == ("WEBP", (1200, 1600))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_feed_is_read_as_the_newsroom_means_it(language: str) -> None:
    newsroom = Newsroom("http://127.0.0.1:8200", STORIES)
    for story in STORIES:
        newsroom.publish(story)
    text = newsroom.feed(language)
    feed = parse(text.encode(), "application/rss+xml", "http://127.0.0.1:8200/feed.xml")
    assert not feed.notes
    assert feed.language == language == normalize(NEWSPAPERS[language].lang)
    assert [item.title for item in feed.items] == [
        story.translations[language].title for story in reversed(STORIES)
    ]
    other = next(iter(set(LANGUAGES) - {language}))
    for item, story in zip(feed.items, reversed(STORIES), strict=True):
        assert [image.url.rpartition("/")[2] for image in item.images] == [
            photo.name for photo in story.photos
        ]
        assert item.alternates == ((other, item.url.replace(f"/{language}/", f"/{other}/")),)
        assert item.content.split() == " ".join(story.translations[language].body).split()
        assert item.published_at is not None
