"""Each character of a text has its class, whatever the encoder knows of it."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.letter_classes import letter_classes

ALPHABETS = {
    "r": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "k": "әғқңөұүһ",
    "i": "і",
    "l": "abcdefghijklmnopqrstuvwxyz",
    "f": "єїґўђјљњћџѓќѕҗҥҡҙҫӊӈӧӱҷҳӯӣ",
    ".": ".!?…;",
    "\n": "\n",
}


def class_of(character: str) -> str:
    for name, letters in ALPHABETS.items():
        if character in letters:
            return name
    return " " if character.isspace() else "?"


@given(st.text(st.characters() | st.sampled_from("".join(ALPHABETS.values()) + " \xa0\ud800")))
def test_every_character_has_its_class(text: str) -> None:
    assert letter_classes(text).decode() == "".join(map(class_of, text))


def test_no_space_is_forgotten() -> None:
    spaces = "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1))))
    assert set(letter_classes(spaces)) == set(b" \n")
