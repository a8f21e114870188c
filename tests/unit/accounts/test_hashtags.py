"""An account's hashtags, as an administrator types them."""

import pytest

from zharia.accounts import HashtagSettings
from zharia.accounts.hashtags import (
    cleaned_hashtags,
    for_new_language,
    language_tags,
    other_spelling,
    with_spelling,
)


def test_both_spellings_are_offered_and_the_briefs_own_is_the_default() -> None:
    assert language_tags("kz") == ("#жаналықтар", "#жаңалықтар")
    assert HashtagSettings.default("kz").language == ("#жаналықтар",)
    assert language_tags("tr") == HashtagSettings.default("tr").language == ()


def test_tags_are_kept_as_they_will_stand_in_a_post() -> None:
    typed = HashtagSettings(
        brand=("aimak", "#Сатпаев", " ", "сәтбаев қаласы", "#Сатпаев"), language=("#жаңалықтар",)
    )
    cleaned, problems = cleaned_hashtags(typed)
    assert problems == []
    assert cleaned.brand == ("#aimak", "#Сатпаев", "#СәтбаевҚаласы")
    assert (cleaned.language, cleaned.extra) == (("#жаңалықтар",), ("#Казахстан",))
    assert cleaned_hashtags(cleaned) == (cleaned, [])


def test_what_makes_no_hashtag_is_named() -> None:
    _, problems = cleaned_hashtags(
        HashtagSettings(
            brand=("2026", "#Ок"), extra=("ә" * 101,), language=tuple(f"т{n}" for n in range(31))
        )
    )
    assert [one.field for one in problems] == [
        "hashtags.brand.0",
        "hashtags.language",
        "hashtags.extra.0",
    ]
    assert "2026" in str(problems[0].message)


@pytest.mark.parametrize(
    ("tags", "after"),
    [
        (("#жаналықтар",), ("#новости",)),
        (("#жаңалықтар",), ("#новости",)),
        ((), ("#новости",)),
        (("#өз",), ("#өз",)),
    ],
)
def test_a_new_language_brings_its_tag_unless_others_were_chosen(
    tags: tuple[str, ...], after: tuple[str, ...]
) -> None:
    settings = HashtagSettings(language=tags, cap=3)
    assert for_new_language(settings, "kz", "ru") == settings.model_copy(update={"language": after})
    assert for_new_language(settings, "kz", "kz") == settings


def test_a_tag_is_respelt_in_its_place_and_back() -> None:
    began = HashtagSettings(language=("#ҚР", "#жаналықтар", "#тағы"))
    assert other_spelling(began, "kz") == ("#жаналықтар", "#жаңалықтар")
    there = with_spelling(began, "kz", "#жаңалықтар")
    assert there.language == ("#ҚР", "#жаңалықтар", "#тағы")
    assert with_spelling(there, "kz", "#жаңалықтар") == there
    assert with_spelling(there, "kz", "#жаналықтар") == began


@pytest.mark.parametrize(
    ("language", "tags"),
    [
        ("ru", ("#новости",)),
        ("tr", ()),
        ("kz", ()),
        ("kz", ("#АқпараттыңӨзі",)),
        ("kz", ("#жаналықтар", "#жаңалықтар")),
    ],
)
def test_where_there_is_nothing_to_choose_nothing_is_respelt(
    language: str, tags: tuple[str, ...]
) -> None:
    settings = HashtagSettings(language=tags)
    assert other_spelling(settings, language) is None
    assert with_spelling(settings, language, "#жаңалықтар") == settings


@pytest.mark.parametrize("tag", ["", "#басқа", "#жаналықтар"])
def test_only_the_other_spelling_is_taken(tag: str) -> None:
    settings = HashtagSettings.default("kz")
    assert with_spelling(settings, "kz", tag) == settings
