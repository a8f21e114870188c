"""An article's value: its JSON, its hashes, its merging."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.content import (
    Content,
    Image,
    Term,
    Translation,
    from_document,
    to_document,
)
from zharia.articles.two_way_merge import merge

KZ = Content(
    translations=(Translation("kz", "Саябақ", url="https://a.kz/kz/1"),),
    category=Term("qogam", {"kz": "Қоғам"}),
    tags=(Term("park", {"kz": "Саябақ"}), Term("qala", {"kz": "Қала"})),
    images=(Image("https://a.kz/1.jpg", language="kz"),),
)
RU = Content(
    translations=(Translation("ru", "Парк"),),
    category=Term("obshestvo", {"ru": "Общество"}),
    tags=(Term("park", {"ru": "Парк"}),),
    images=(Image("https://a.kz/2.jpg", language="ru"),),
    is_breaking=True,
)

_words = st.text(max_size=5)
_language = st.sampled_from(["kz", "ru", "en"])
_term = st.builds(Term, st.sampled_from("abc"), st.dictionaries(_language, _words, max_size=3))
_content = st.builds(
    lambda titles, category, tags, images, breaking: Content(
        translations=tuple(Translation(lang, title) for lang, title in sorted(titles.items())),
        category=category,
        tags=tuple({t.slug: t for t in tags}.values()),
        images=tuple(images),
        is_breaking=breaking,
    ),
    st.dictionaries(_language, _words, min_size=1),
    st.none() | _term,
    st.lists(_term, max_size=3),
    st.lists(st.builds(Image, _words, _words, _words, st.sampled_from(["", "kz"])), max_size=3),
    st.booleans(),
)


@given(_content)
def test_a_document_brings_the_content_back(content: Content) -> None:
    assert from_document(to_document(content)).hash == content.hash


@given(_content, _content)
def test_delivering_twice_changes_nothing(known: Content, news: Content) -> None:
    once = merge(known, news)
    assert merge(once, news) == once


def test_two_languages_in_turn_settle_at_once() -> None:
    both = merge(KZ, RU)
    assert merge(merge(both, KZ), RU) == both
    assert both.languages == ("kz", "ru")
    assert both.category == Term("qogam", {"kz": "Қоғам", "ru": "Общество"})
    assert [t.slug for t in both.tags] == ["park", "qala"]
    assert both.tags[0].names == {"kz": "Саябақ", "ru": "Парк"}
    assert [i.url for i in both.images_for("kz")] == ["https://a.kz/1.jpg"]
    assert both.is_breaking


def test_a_version_replaces_its_own_words_only() -> None:
    edited = replace(KZ, tags=(), translations=(Translation("kz", "Саябақ жабылды"),))
    merged = merge(merge(KZ, RU), edited)
    assert merged.tags == (Term("park", {"ru": "Парк"}),)
    assert [t.title for t in merged.translations] == ["Саябақ жабылды", "Парк"]


def test_a_version_without_photos_or_category_keeps_what_it_had() -> None:
    merged = merge(KZ, replace(KZ, images=(), category=None))
    assert merged.images == KZ.images
    assert merged.category == KZ.category


def test_a_language_without_photos_borrows_those_of_the_other() -> None:
    assert replace(KZ, translations=RU.translations).images_for("ru") == KZ.images


def test_one_languages_hash_ignores_the_others_edits() -> None:
    both = merge(KZ, RU)
    edited = merge(both, replace(RU, translations=(Translation("ru", "Парк закрыт"),)))
    assert edited.hash != both.hash
    assert edited.hash_for("kz") == both.hash_for("kz")
    assert edited.hash_for("ru") != both.hash_for("ru")


def test_the_hash_is_the_same_on_every_machine() -> None:
    assert Content((Translation("ru", "Парк"),)).hash == (
        "070e3f2200e5748f1f320c2f1b6544158dd6da4b989fbbcbcbb5be2d88086ac7"
    )


def test_flags_that_are_down_leave_every_hash_as_it_was() -> None:
    """Articles that are stored already must not get new editions by an upgrade."""
    assert KZ.hash == "ee767b8e93ad114bf785f2980b5451152e9b07eb4899f3e2db5d11f5a1955e54"
    assert KZ.hash_for("kz") == "173ee845cd9fd2430fe9499293813a5105d1f7fba3d29f5ae1771236c04b9472"
    document = to_document(KZ)
    assert not {"aiGenerated", "sponsored"} & document.keys()
    assert from_document(document) == KZ


def test_a_post_shows_what_ai_made_and_an_edition_what_is_paid_for() -> None:
    ai, paid = replace(KZ, ai_generated=True), replace(KZ, sponsored=True)
    assert len({KZ.hash, ai.hash, paid.hash}) == 3
    assert ai.hash_for("kz") != KZ.hash_for("kz") == paid.hash_for("kz")
    for one in (ai, paid):
        assert from_document(to_document(one)) == one
    assert merge(KZ, replace(RU, sponsored=True)).sponsored
    assert merge(replace(KZ, ai_generated=True), RU).ai_generated
