"""What speaks for it that two articles are one story, and what is too little."""

from datetime import UTC, datetime, timedelta

import pytest

from zharia.articles.near_duplicates import (
    Fingerprint,
    comparable_pages,
    comparable_photos,
    evidence,
    title_key,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def trait(
    title: str = "Открыт парк",
    at: timedelta = timedelta(),
    page: str = "https://a.kz/park",
    photo: str = "https://a.kz/1.jpg",
    language: str = "ru",
) -> Fingerprint:
    return Fingerprint(
        NOON + at,
        {language: title_key(title)} if title else {},
        comparable_pages([page]),
        comparable_photos([photo]),
    )


@pytest.mark.parametrize(
    ("new", "alike"),
    [
        (trait(page="https://a.kz/park-otkryt"), True),
        (trait(page="https://a.kz/2", photo="https://a.kz/2.jpg"), True),
        (trait("ОТКРЫТ  «Парк»!", page="https://a.kz/2"), True),
        (trait(at=11 * HOUR, page="https://a.kz/2", photo=""), True),
        (trait(at=3 * DAY, page="https://a.kz/2", photo="https://a.kz/1-300x200.jpg"), True),
        (trait("Парк открыт", at=HOUR, page="http://www.a.kz/park/"), True),
        (trait("Парк открыт", at=30 * DAY), True),
        (trait(at=30 * DAY, photo=""), True),
        (trait(at=DAY, page="https://a.kz/2", photo="https://a.kz/2.jpg"), False),
        (trait(at=30 * DAY, page="https://a.kz/2"), False),
        (trait("Парк закрыт", page="https://a.kz/2"), False),
        (trait("Парк открыт", at=30 * DAY, photo="https://a.kz/2.jpg"), False),
        (trait(language="kz"), False),
        (trait("", page="https://a.kz/"), False),
        (trait("!!!", page="https://a.kz/2"), False),
    ],
)  # fmt: skip
def test_what_is_alike_and_what_is_not(new: Fingerprint, alike: bool) -> None:
    assert bool(evidence(new, trait())) == alike
    assert bool(evidence(trait(), new)) == alike


def test_a_headline_that_returns_every_day_says_nothing() -> None:
    weather = [trait("Погода", -number * DAY, f"https://a.kz/{number}") for number in (1, 2, 3)]
    today = trait("Погода", page="https://a.kz/0")
    assert evidence(today, weather[0], weather[1:]) == ""
    # What has the very moment of another one is that one under another address.
    assert evidence(today, trait("Погода", page="https://a.kz/00"), weather)


def test_an_address_that_several_stories_have_says_nothing() -> None:
    others = [trait(f"Новость {number}", page="https://a.kz/news") for number in range(3)]
    assert evidence(trait("Парк", page="https://a.kz/news"), others[0], others[1:]) == ""
    assert evidence(trait("Парк", page="https://a.kz/news"), others[0])


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Ёлка", "ЕЛКА", True),
        ("Парк — «Жастар»", 'Парк - "Жастар"', True),
        ("Парк&nbsp;", "Парк nbsp", True),
        ("Қар", "Кар", False),
        ("Парк", "Парк 2", False),
        ("…", "—", True),
    ],
)
def test_headlines_are_compared_by_their_words(one: str, other: str, equal: bool) -> None:
    assert (title_key(one) == title_key(other)) == equal
