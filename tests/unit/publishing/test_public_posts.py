"""Which public posts a publication has, whatever TikTok says of them and in which order."""

import pytest

from zharia.publishing import public_posts
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.publishing.status_kinds import StatusKind, StatusUpdate

A, B = "7359004505426580365", "7359004505426580366"


def publication(*posts: public_posts.PublicPost, post_id: str | None = None) -> Publication:
    return Publication(
        state=State.PUBLISHED,
        attempt_id="one",
        post_id=post_id,
        public_posts=public_posts.to_json(posts),
    )


@pytest.mark.parametrize(
    ("statuses", "living", "new_at_last"),
    [
        ([], (), ()),
        ([StatusUpdate(StatusKind.COMPLETE)], (), ()),
        ([StatusUpdate(StatusKind.PUBLIC, A)], (A,), (A,)),
        ([StatusUpdate(StatusKind.PUBLIC, A), StatusUpdate(StatusKind.PUBLIC, A)], (A,), ()),
        ([StatusUpdate(StatusKind.PUBLIC, A), StatusUpdate(StatusKind.PUBLIC, B)], (A, B), (B,)),
        ([StatusUpdate(StatusKind.COMPLETE, A, further_ids=(B,))], (A, B), (A, B)),
        (
            [
                StatusUpdate(StatusKind.PUBLIC, A),
                StatusUpdate(StatusKind.COMPLETE, A, further_ids=(B,)),
            ],
            (A, B),
            (B,),
        ),
        (
            [
                StatusUpdate(StatusKind.COMPLETE, A, further_ids=(B,)),
                StatusUpdate(StatusKind.NOT_PUBLIC, A),
            ],
            (B,),
            (),
        ),
        # Told out of order: what is known to be gone stays gone until it is public again.
        (
            [
                StatusUpdate(StatusKind.NOT_PUBLIC, B),
                StatusUpdate(StatusKind.COMPLETE, A, further_ids=(B,)),
            ],
            (A,),
            (A,),
        ),
        ([StatusUpdate(StatusKind.NOT_PUBLIC, A), StatusUpdate(StatusKind.PUBLIC, A)], (A,), ()),
    ],
)
def test_what_is_public_after_these_status_updates(
    statuses: list[StatusUpdate], living: tuple[str, ...], new_at_last: tuple[str, ...]
) -> None:
    known = publication()
    posts = public_posts.apply_update(known, "one", StatusUpdate(StatusKind.PROCESSING))
    for status in statuses:
        posts = public_posts.apply_update(known, "one", status)
        known.public_posts = public_posts.to_json(posts.posts)
    assert (posts.public_ids, posts.new_ids) == (living, new_at_last)


def test_the_id_of_a_row_from_before_is_known_too() -> None:
    old = publication(post_id=A)
    assert (
        public_posts.apply_update(old, "one", StatusUpdate(StatusKind.PUBLIC, A)).changed is False
    )
    assert public_posts.apply_update(old, "one", StatusUpdate(StatusKind.PUBLIC, B)).public_ids == (
        A,
        B,
    )
    old.public_posts = public_posts.to_json(
        public_posts.apply_update(old, "one", StatusUpdate(StatusKind.PUBLIC, B)).posts
    )
    assert public_posts.further_ids(old) == [B]


def test_another_attempts_post_is_not_this_ones() -> None:
    known = publication(public_posts.PublicPost(A, "another"), post_id=A)
    assert public_posts.apply_update(
        known, "one", StatusUpdate(StatusKind.PUBLIC, B)
    ).public_ids == (B,)
