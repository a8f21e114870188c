import pytest

from zharia.errors.book import entry_of
from zharia.media.errors import NoPhotos
from zharia.media.selection import Selection, select_photos
from zharia.tiktok import PHOTO_LIMIT


def test_an_articles_photos_are_taken_in_its_order() -> None:
    assert select_photos(["a", "b", "c"], cover_index=1) == Selection(("a", "b", "c"), 1)


def test_more_than_tiktok_takes_are_left_out_and_counted() -> None:
    chosen = select_photos(range(40))
    assert chosen == Selection(tuple(range(PHOTO_LIMIT)), 0, left_out=5)


@pytest.mark.parametrize("cover_index", [-1, 3, PHOTO_LIMIT])
def test_a_cover_that_is_not_there_becomes_the_first_photo(cover_index: int) -> None:
    chosen = select_photos(["a", "b", "c"], cover_index=cover_index)
    assert chosen.cover_index == 0


def test_a_cover_among_the_photos_left_out_becomes_the_first_photo() -> None:
    chosen = select_photos(range(50), cover_index=40)
    assert (chosen.cover_index, chosen.left_out) == (0, 15)


def test_no_photos_is_an_editors_matter() -> None:
    with pytest.raises(NoPhotos, match="Add a photo") as caught:
        select_photos([])
    assert entry_of(caught.value.code).who == "editor"
