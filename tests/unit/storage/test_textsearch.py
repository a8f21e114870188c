"""What a search takes for the same letter."""

import pytest

from zharia.storage.textsearch import similar_letters


@pytest.mark.parametrize(
    "letters", ["еЕёЁ", "аАәӘ", "гГғҒ", "иИіІ", "кКқҚ", "нНңҢ", "оОөӨ", "уУұҰүҮ", "хХһҺ", "'‘’ʻʼ"]
)
def test_each_of_them_finds_all_the_others(letters: str) -> None:
    for letter in letters:
        assert set(letters) <= set(similar_letters(letter))


@pytest.mark.parametrize("pair", ["йи", "шщ", "ьъ", "ei", "ао", "зж"])
def test_letters_that_are_other_letters_stay_apart(pair: str) -> None:
    assert pair[1] not in similar_letters(pair[0])


def test_a_sign_is_only_itself() -> None:
    assert {similar_letters(sign) for sign in "%_*?[]\\^$.|()-№₸7"} == set("%_*?[]\\^$.|()-№₸7")
