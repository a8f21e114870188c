"""Which public posts a publication has, whatever TikTok says of them and in which order."""

import pytest

from zharia.publishing import public_posts
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.publishing.status_words import Heard, Word

A, B = "7359004505426580365", "7359004505426580366"


def publication(*posts: public_posts.PublicPost, post_id: str | None = None) -> Publication:
    return Publication(
        state=State.PUBLISHED,
        attempt_id="one",
        post_id=post_id,
        public_posts=public_posts.written(posts),
    )


@pytest.mark.parametrize(
    ("words", "living", "new_at_last"),
    [
        ([], (), ()),
        ([Heard(Word.COMPLETE)], (), ()),
        ([Heard(Word.PUBLIC, A)], (A,), (A,)),
        ([Heard(Word.PUBLIC, A), Heard(Word.PUBLIC, A)], (A,), ()),
        ([Heard(Word.PUBLIC, A), Heard(Word.PUBLIC, B)], (A, B), (B,)),
        ([Heard(Word.COMPLETE, A, further_ids=(B,))], (A, B), (A, B)),
        ([Heard(Word.PUBLIC, A), Heard(Word.COMPLETE, A, further_ids=(B,))], (A, B), (B,)),
        ([Heard(Word.COMPLETE, A, further_ids=(B,)), Heard(Word.NOT_PUBLIC, A)], (B,), ()),
        # Told out of order: what is known to be gone stays gone until it is public again.
        ([Heard(Word.NOT_PUBLIC, B), Heard(Word.COMPLETE, A, further_ids=(B,))], (A,), (A,)),
        ([Heard(Word.NOT_PUBLIC, A), Heard(Word.PUBLIC, A)], (A,), ()),
    ],
)
def test_what_is_public_after_these_words(
    words: list[Heard], living: tuple[str, ...], new_at_last: tuple[str, ...]
) -> None:
    known = publication()
    told = public_posts.told(known, "one", Heard(Word.PROCESSING))
    for heard in words:
        told = public_posts.told(known, "one", heard)
        known.public_posts = public_posts.written(told.posts)
    assert (told.living, told.new_ids) == (living, new_at_last)


def test_the_id_of_a_row_from_before_is_known_too() -> None:
    old = publication(post_id=A)
    assert public_posts.told(old, "one", Heard(Word.PUBLIC, A)).news is False
    assert public_posts.told(old, "one", Heard(Word.PUBLIC, B)).living == (A, B)
    old.public_posts = public_posts.written(
        public_posts.told(old, "one", Heard(Word.PUBLIC, B)).posts
    )
    assert public_posts.further_ids(old) == [B]


def test_another_attempts_post_is_not_this_ones() -> None:
    known = publication(public_posts.PublicPost(A, "another"), post_id=A)
    assert public_posts.told(known, "one", Heard(Word.PUBLIC, B)).living == (B,)
