import unicodedata
from dataclasses import replace

import pytest
import regex
from hypothesis import given
from tests.unit.posts.headlines_kz import KAZAKH
from tests.unit.posts.headlines_ru import RUSSIAN
from tests.unit.posts.row import Row
from tests.unit.posts.texts import KAZAKH_LETTERS, characters, reads_on_one_line, stories, styles

from zharia.posts import Loss, Story, Style, compose, utf16_units
from zharia.posts.hashtags import choose_hashtags
from zharia.posts.model import Note
from zharia.posts.sanitizing import plain_text

LINK = "🔗 "


@pytest.mark.parametrize("row", [pytest.param(row, id=row.what) for row in KAZAKH + RUSSIAN])
def test_a_headline_becomes_this_post(row: Row) -> None:
    post = compose(row.story, row.style)
    assert post.title == row.title
    assert post.description == row.description
    assert post.notes == row.notes


@given(stories, styles)
def test_a_post_keeps_to_its_limits_and_reads_on_one_line(story: Story, style: Style) -> None:
    post = compose(story, style)
    assert utf16_units(post.title) <= max(style.title_limit, 0)
    assert utf16_units(post.description) <= max(style.description_limit, 0)
    assert reads_on_one_line(post.title)
    assert reads_on_one_line(post.description)
    post.description.encode()  # nothing that UTF-8 could not carry to TikTok


@given(stories, styles)
def test_the_same_story_gives_the_same_post(story: Story, style: Style) -> None:
    assert compose(story, style) == compose(replace(story), replace(style))


@given(stories, styles)
def test_cleaning_a_story_first_changes_nothing(story: Story, style: Style) -> None:
    clean = replace(story, headline=plain_text(story.headline), excerpt=plain_text(story.excerpt))
    assert compose(clean, style) == compose(story, style)


@given(stories, styles)
def test_no_hashtag_is_cut_and_none_appears_unchosen(story: Story, style: Style) -> None:
    post = compose(story, style)
    chosen = choose_hashtags(story, style).in_order
    missing = [note.text for note in post.notes if note.loss is Loss.HASHTAG_LEFT_OUT]
    shown = [tag for tag in chosen if tag not in missing]
    text = post.description.replace(LINK + story.url.strip(), "")
    found = regex.findall(r"[#＃][\p{L}\p{Nd}_][\p{L}\p{Mn}\p{Mc}\p{Nd}_]*", text)
    assert [tag for tag in found if regex.search(r"\p{L}", tag)] == shown
    assert len(shown) <= max(style.hashtag_cap, 0)
    assert post.description.endswith(" ".join(shown))


@given(stories, styles)
def test_the_address_is_there_whole_or_missed(story: Story, style: Style) -> None:
    post = compose(story, style)
    url = story.url.strip()
    missed = {note.text for note in post.notes if note.loss.startswith("link_")}
    if url and style.with_link and url not in missed:
        words = post.description.split(" ")
        assert url in words
        assert words[words.index(url) - 1] == LINK.strip()
    elif url:
        assert f"{LINK}{url}" not in post.description


@given(stories, styles)
def test_no_character_of_the_title_is_cut(story: Story, style: Style) -> None:
    headline = plain_text(story.headline)
    post = compose(story, style)
    if post.title != headline:
        kept = characters(post.title.removesuffix("…"))
        assert characters(headline)[: len(kept)] == kept
        assert Note(Loss.TITLE_SHORTENED) in post.notes


@given(stories, styles)
def test_an_uncut_excerpt_is_in_the_description(story: Story, style: Style) -> None:
    post = compose(story, style)
    losses = {note.loss for note in post.notes}
    if not losses & {Loss.EXCERPT_SHORTENED, Loss.EXCERPT_LEFT_OUT}:
        assert plain_text(story.excerpt) in post.description


def test_every_kazakh_letter_reaches_the_post() -> None:
    letters = KAZAKH_LETTERS + KAZAKH_LETTERS.upper()
    loose = unicodedata.normalize("NFD", letters)
    post = compose(Story(loose, loose, "", "kz", category=loose), Style())
    assert post.title == letters
    assert post.description.startswith(f"{letters} #{letters} ")


URL = "https://aimaq.kz/kz/1"
LONG = Story(
    "Сәтбаевта " + "жаңа " * 30 + "үй", "Бүгін қалада салынды. Енді адамдар кіреді.", URL, "kz"
)
BARE = Style(brand_tags=(), language_tags=())


@pytest.mark.parametrize(
    ("limit", "opening", "losses"),
    [
        (250, "Сәтбаевта" + " жаңа" * 28 + "… Бүгін қалада салынды. Енді адамдар кіреді. 🔗", []),
        (
            205,
            "Сәтбаевта" + " жаңа" * 28 + "… Бүгін қалада салынды. … 🔗",
            [Loss.EXCERPT_SHORTENED],
        ),
        (190, "Сәтбаевта" + " жаңа" * 28 + "… 🔗", [Loss.EXCERPT_LEFT_OUT]),
        (60, "Сәтбаевта" + " жаңа" * 5 + "… 🔗", [Loss.EXCERPT_LEFT_OUT]),
    ],
)
def test_the_excerpt_gives_way_before_the_headline(
    limit: int, opening: str, losses: list[Loss]
) -> None:
    post = compose(LONG, replace(BARE, description_limit=limit))
    assert post.description == f"{opening} {URL}"
    assert [note.loss for note in post.notes] == [
        *(Loss.TITLE_SHORTENED, Loss.HEADLINE_SHORTENED),
        *losses,
    ]


def test_a_full_headline_without_room_is_left_out() -> None:
    post = compose(LONG, replace(BARE, description_limit=len(URL) + 3))
    assert post.description == f"🔗 {URL}"
    assert Note(Loss.HEADLINE_LEFT_OUT) in post.notes


def test_an_address_longer_than_the_limit_leaves_room_for_the_rest() -> None:
    url = URL + "/ұзақ" * 50
    post = compose(replace(LONG, url=url, headline="Үй"), Style(description_limit=200))
    assert "🔗" not in post.description
    assert post.description.startswith("Бүгін қалада салынды. Енді адамдар кіреді. #AIMAK")
    assert post.notes == (Note(Loss.LINK_LEFT_OUT, url),)


@pytest.mark.parametrize(
    "url", ["aimaq.kz/1", "ftp://aimaq.kz", "https://a kz", "https://a\u202ekz"]
)
def test_an_address_a_reader_could_not_open_is_left_out(url: str) -> None:
    post = compose(replace(LONG, url=url), Style())
    assert "🔗" not in post.description
    assert Note(Loss.LINK_UNUSABLE, url) in post.notes
