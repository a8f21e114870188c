"""What two articles say together once they are one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zharia.articles import Content, Image, Term, Translation
from zharia.articles.article_merge import ArticleVersions, merge_articles
from zharia.articles.three_way_merge import Version

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def text(language: str, title: str = "") -> Translation:
    return Translation(language, title or language)


def version(*texts: Translation, at: datetime = NOW, **more: Any) -> Version:
    return Version(Content(texts, **more), at)


def side(said: Version, shown: Version | None = None) -> ArticleVersions:
    return ArticleVersions(said, shown or said)


def test_without_corrections_all_is_what_the_source_says() -> None:
    said, shown = merge_articles(
        side(version(text("kz"), tags=(Term("park", {"kz": "Саябақ"}),))),
        side(version(text("ru"), tags=(Term("park", {"ru": "Парк"}),), is_breaking=True)),
    )
    assert said == shown
    assert shown.content.languages == ("kz", "ru")
    assert shown.content.tags == (Term("park", {"kz": "Саябақ", "ru": "Парк"}),)
    assert shown.content.is_breaking


def test_a_language_of_both_is_the_newer_ones() -> None:
    _, shown = merge_articles(
        side(version(text("kz"), text("ru", "Old"))), side(version(text("ru", "New")))
    )
    assert [t.title for t in shown.content.translations] == ["kz", "New"]


def test_a_correction_in_the_older_one_stands_while_the_source_says_the_same() -> None:
    older = side(version(text("ru")), version(text("ru", "Corrected")))
    said, shown = merge_articles(older, side(version(text("kz"), text("ru"))))
    assert [t.title for t in said.content.translations] == ["kz", "ru"]
    assert [t.title for t in shown.content.translations] == ["kz", "Corrected"]
    _, moved_on = merge_articles(older, side(version(text("kz"), text("ru", "News"))))
    assert [t.title for t in moved_on.content.translations] == ["kz", "News"]


def test_the_correction_of_the_newer_one_goes_before_that_of_the_older() -> None:
    _, shown = merge_articles(
        side(version(text("ru")), version(text("ru", "First"))),
        side(version(text("ru")), version(text("ru", "Second"))),
    )
    assert [t.title for t in shown.content.translations] == ["Second"]


@pytest.mark.parametrize(
    ("part", "before", "after", "newer"),
    [
        (
            "tags",
            (Term("park", {"ru": "Парк"}),),
            (Term("garden", {"ru": "Сад"}),),
            (Term("park", {"ru": "Парк"}),),
        ),
        (
            "category",
            Term("city", {"ru": "Город"}),
            Term("city", {"ru": "Столица"}),
            Term("city", {"ru": "Город"}),
        ),
        (
            "images",
            (Image("https://a.kz/1.jpg", language="ru"),),
            (Image("https://a.kz/2.jpg", language="ru"),),
            (Image("https://a.kz/1.jpg", language="ru"),),
        ),
        ("is_breaking", True, False, True),
    ],
)
def test_each_part_that_an_editor_corrected_in_the_older_one_stands(
    part: str, before: Any, after: Any, newer: Any
) -> None:
    said, shown = merge_articles(
        side(version(text("ru"), **{part: before}), version(text("ru"), **{part: after})),
        side(version(text("kz"), text("ru"), **{part: newer})),
    )
    assert getattr(said.content, part) == newer
    assert getattr(shown.content, part) == after


def test_the_earlier_one_dates_the_story_unless_an_editor_did() -> None:
    early, late = version(text("kz"), at=NOW), version(text("ru"), at=NOW + timedelta(hours=1))
    said, shown = merge_articles(side(late), side(early))
    assert said.published_at == shown.published_at == NOW
    dated = replace(late, published_at=NOW + timedelta(days=1))
    said, shown = merge_articles(side(late, dated), side(early))
    assert said.published_at == NOW
    assert shown.published_at == NOW + timedelta(days=1)


def photos(*of: tuple[str, str]) -> tuple[Image, ...]:
    return tuple(Image(f"https://a.kz/{name}.jpg", language=language) for name, language in of)


@pytest.mark.parametrize(
    ("older", "newer", "shown"),
    [
        # One that has one language alone: its photos are that language's.
        ((("kz",), [("1", "")]), (("ru",), [("2", "")]), [("1", "kz"), ("2", "ru")]),
        # The newer one has the older one's language and photos for it.
        ((("ru",), [("1", "")]), (("kz", "ru"), [("2", "")]), [("2", "")]),
        # It has none: what there is stays.
        ((("ru",), [("1", "ru")]), (("kz", "ru"), []), [("1", "ru")]),
        ((("ru",), [("1", "ru")]), (("kz", "ru"), [("2", "kz")]), [("2", "kz"), ("1", "ru")]),
        # A photo of all versions is not shown twice with one of them.
        (
            (("kz", "ru"), [("1", ""), ("2", "")]),
            (("ru",), [("1", ""), ("3", "")]),
            [("1", ""), ("2", ""), ("3", "ru")],
        ),
    ],
)
def test_photos_stay_with_the_versions_that_showed_them(
    older: tuple[tuple[str, ...], list[tuple[str, str]]],
    newer: tuple[tuple[str, ...], list[tuple[str, str]]],
    shown: list[tuple[str, str]],
) -> None:
    def of(languages: tuple[str, ...], named: list[tuple[str, str]]) -> ArticleVersions:
        return side(version(*map(text, languages), images=photos(*named)))

    _, made = merge_articles(of(*older), of(*newer))
    assert made.content.images == photos(*shown)
