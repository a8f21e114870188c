"""The JSON of one article: what is taken, and how a mistake is told."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.articles import FieldError, InvalidArticleError
from zharia.articles.article_schema import read_article
from zharia.articles.content import Image, Scope, Term, Translation

ARTICLE: dict[str, Any] = {
    "externalId": "cms-42",
    "publishedAt": "2026-11-22T09:00:00+05:00",
    "isBreaking": True,
    "autoPublish": True,
    "category": {"slug": "qogam", "nameKz": "Қоғам", "nameRu": "Общество"},
    "tags": [{"slug": "park", "nameKz": "Саябақ", "nameRu": None, "nameEn": "Park"}],
    "translations": {
        "kz": {"title": "Саябақ ашылды", "excerpt": "<p>Кіру тегін</p>", "url": "https://a.kz/1#x"},
        "ru": {"title": "Парк &laquo;Дружба&raquo;", "content": "<p>Вход</p><p>свободный</p>"},
    },
    "images": [{"url": "https://a.kz/p.jpg", "alt": "Саябақ", "credit": "А. Серік"}],
}


def wrong(**changes: object) -> dict[str, str]:
    with pytest.raises(InvalidArticleError) as caught:
        read_article(ARTICLE | changes)
    return {problem.field: str(problem.message) for problem in caught.value.problems}


def test_everything_arrives() -> None:
    accepted = read_article(ARTICLE)
    delivery, content = accepted.article, accepted.article.content
    assert accepted.ignored == ()
    assert delivery.external_id == "cms-42"
    assert delivery.published_at == datetime.fromisoformat("2026-11-22T04:00:00Z")
    assert delivery.auto_publish
    assert delivery.scope is Scope.WHOLE
    assert content.is_breaking
    assert content.category == Term("qogam", {"kz": "Қоғам", "ru": "Общество"})
    assert content.tags == (Term("park", {"en": "Park", "kz": "Саябақ"}),)
    assert content.translations == (
        Translation("kz", "Саябақ ашылды", "Кіру тегін", "", "https://a.kz/1"),
        Translation("ru", "Парк «Дружба»", "", "Вход. свободный", ""),
    )
    assert content.images == (Image("https://a.kz/p.jpg", "Саябақ", "А. Серік"),)


def test_kk_is_kz_and_other_languages_are_welcome() -> None:
    accepted = read_article(
        ARTICLE | {"translations": {"kk": {"title": "А"}, "en-GB": {"title": "B"}}}
    )
    assert accepted.article.content.languages == ("en", "kz")


def test_an_id_may_be_a_number() -> None:
    assert read_article(ARTICLE | {"externalId": 42}).article.external_id == "42"


def test_photos_come_from_the_text_unless_they_are_listed() -> None:
    text = {"kz": {"title": "А", "url": "https://a.kz/n/", "content": "<img src='p.jpg'>"}}
    unlisted = {k: v for k, v in ARTICLE.items() if k != "images"} | {"translations": text}
    assert [i.url for i in read_article(unlisted).article.content.images] == [
        "https://a.kz/n/p.jpg"
    ]
    assert read_article(unlisted | {"images": []}).article.content.images == ()


def test_addresses_are_read_as_a_browser_reads_them() -> None:
    text = {"title": "А", "url": " https://қала.қаз/жаңа парк\n", "content": ""}
    images = [{"url": "https://a.kz/up/my photo.jpg"}, {"url": "https:\\\\a.kz\\2.jpg"}]
    content = read_article(
        ARTICLE | {"translations": {"kz": text}, "images": images}
    ).article.content
    assert content.translations[0].url == (
        "https://қала.қаз/%D0%B6%D0%B0%D2%A3%D0%B0%20%D0%BF%D0%B0%D1%80%D0%BA"
    )
    assert [image.url for image in content.images] == [
        "https://a.kz/up/my%20photo.jpg",
        "https://a.kz/2.jpg",
    ]
    assert set(wrong(images=[{"url": "http://0x7f.1/a.jpg"}])) == {"images.0.url"}


def test_unknown_fields_are_left_out_and_named() -> None:
    accepted = read_article(
        ARTICLE
        | {
            "isBreakng": True,
            "category": {"slug": "a", "colour": "red"},
            "tags": [{"slug": "a", "id": 1}],
            "translations": {"kz": {"title": "А", "lead": ""}},
            "images": [{"url": "https://a.kz/p.jpg", "size": 1}],
        }
    )
    assert accepted.ignored == (
        "isBreakng",
        "category.colour",
        "tags.0.id",
        "translations.kz.lead",
        "images.0.size",
    )


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        ({"externalId": ""}, "externalId", "fill it in"),
        ({"externalId": "a b"}, "externalId", "without them"),
        ({"externalId": "x" * 501}, "externalId", "at most 500 characters"),
        ({"externalId": True}, "externalId", "send a JSON string"),
        ({"publishedAt": "2026-11-22T09:00:00"}, "publishedAt", "+05:00"),
        ({"publishedAt": "вчера"}, "publishedAt", "2026-11-22T09:00:00+05:00"),
        ({"publishedAt": "0001-01-01T00:00:00+05:00"}, "publishedAt", "1990 to 2200"),
        ({"isBreaking": "perhaps"}, "isBreaking", "true nor false"),
        ({"translations": {}}, "translations", "fill it in"),
        ({"translations": []}, "translations", "send {…}"),
        ({"translations": {"kz": {"title": " "}}}, "translations.kz.title", "headline"),
        ({"translations": {"kz": {}}}, "translations.kz.title", "send it"),
        ({"translations": {"kazakh!": {"title": "А"}}}, "translations", "kz, ru or en"),
        (
            {"translations": {"kk": {"title": "А"}, "kz": {"title": "А"}}},
            "translations",
            "twice",
        ),
        (
            {"translations": {"kz": {"title": "А", "url": "ftp://a.kz"}}},
            "translations.kz.url",
            "https://",
        ),
        ({"images": [{"url": "/p.jpg"}]}, "images.0.url", "https://"),
        ({"images": [{"url": "https://a.kz/p.jpg"}] * 101}, "images", "at most 100 entries"),
        ({"tags": [{"slug": "a", "nameKz": "x" * 201}]}, "tags.0.nameKz", "200 characters"),
        ({"tags": [{"slug": ""}]}, "tags.0.slug", "fill it in"),
        ({"tags": [{"slug": "a", "nameEn": 7}]}, "tags.0", "nameEn"),
        ({"category": "news"}, "category", "send {…}"),
    ],
)
def test_a_mistake_names_its_field_and_its_remedy(
    changes: dict[str, object], field: str, remedy: str
) -> None:
    problems = wrong(**changes)
    assert list(problems) == [field]
    assert remedy in problems[field]


@pytest.mark.parametrize("payload", [None, [], "text", 7])
def test_what_is_no_object_is_refused(payload: object) -> None:
    with pytest.raises(InvalidArticleError, match="no JSON object"):
        read_article(payload)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.sampled_from(sorted(ARTICLE)), _json)
def test_no_value_of_any_field_breaks_the_intake(field: str, value: object) -> None:
    payload = ARTICLE | {field: value}
    problems: tuple[FieldError, ...] = ()
    try:
        read_article(payload)
    except InvalidArticleError as error:
        problems = error.problems
    assert all(problem.field.startswith(field) for problem in problems)
