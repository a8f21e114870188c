"""Bytes become the right letters, whatever their labels say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.feeds.encoding import decode

RUSSIAN = "Новости города: открыт парк «Дружба»"
KAZAKH = "Қала жаңалығы: саябақ ашылды, ұйғарым"
LONGER = "В городе открыли парк, жители рады. Учёные объяснили, почему весна так холодна"
LATIN = "Café déjà vu"


def xml(text: str, encoding: str = "") -> str:
    declared = f' encoding="{encoding}"' if encoding else ""
    return f'<?xml version="1.0"{declared}?><rss><title>{text}</title></rss>'


@pytest.mark.parametrize(
    ("text", "real", "declared", "content_type"),
    [
        (KAZAKH, "utf-8", "utf-8", ""),
        (KAZAKH, "utf-8", "", ""),
        (KAZAKH, "utf-8-sig", "windows-1251", "text/xml; charset=koi8-r"),
        (KAZAKH, "utf-8", "windows-1251", "application/xml"),
        (KAZAKH, "utf-8", "utf-8", "text/xml; charset=ISO-8859-1"),
        (KAZAKH, "utf-16", "utf-16", ""),
        (KAZAKH, "utf-16-le", "utf-16", ""),
        (KAZAKH, "utf-16-be", "", "application/rss+xml"),
        (KAZAKH, "utf-32", "", ""),
        (KAZAKH, "utf-32-le", "", ""),
        (KAZAKH, "utf-32-be", "", ""),
        (KAZAKH, "kz1048", "kz1048", ""),
        (RUSSIAN, "cp1251", "windows-1251", ""),
        (RUSSIAN, "cp1251", "windows-1251", "application/xml; charset=utf-8"),
        (RUSSIAN, "cp1251", "utf-8", ""),
        (RUSSIAN, "cp1251", "", "text/xml; charset=iso-8859-1"),
        (RUSSIAN, "cp1251", "", 'text/xml; charset="windows-1251"'),
        (RUSSIAN, "cp1251", "no-such-encoding", "text/xml; charset=zlib"),
        (RUSSIAN.replace("«", "").replace("»", ""), "koi8-r", "koi8-r", ""),
        (LONGER, "koi8-r", "windows-1251", ""),
        (LONGER, "koi8-r", "utf-8", "text/xml; charset=utf-8"),
        (LONGER, "koi8-r", "", "text/xml; charset=iso-8859-1"),
        (LONGER, "cp1251", "windows-1251", "text/xml; charset=koi8-r"),
        (LONGER.upper(), "cp1251", "windows-1251", ""),
        (LONGER.upper(), "cp1251", "koi8-r", ""),
        (LONGER, "cp866", "", ""),
        (LONGER, "iso8859-5", "iso-8859-5", ""),
        (
            "Η Αθήνα είναι η πρωτεύουσα και η μεγαλύτερη πόλη της Ελλάδας, με ιστορία",
            "iso8859-7",
            "iso-8859-7",
            "",
        ),
        (LATIN, "latin-1", "iso-8859-1", ""),
        (LATIN, "latin-1", "", ""),
        ("こんにちは", "iso2022_jp", "iso-2022-jp", ""),
        ("你好", "gb18030", "gb2312", ""),
        (LATIN, "cp037", "cp037", ""),
    ],
)
def test_right_letters(text: str, real: str, declared: str, content_type: str) -> None:
    body = xml(text, declared).encode(real)
    assert decode(body, content_type) == xml(text, declared)


def test_one_broken_byte_does_not_make_it_another_encoding() -> None:
    body = xml(KAZAKH, "utf-8").encode() + b"\xff"
    assert decode(body) == xml(KAZAKH, "utf-8") + "\ufffd"


@given(st.binary(), st.text(max_size=30))
def test_never_raises(body: bytes, content_type: str) -> None:
    decode(body, f"text/xml; charset={content_type}")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\ufeff\x00\x1b")))
def test_utf_8_comes_back_whole(text: str) -> None:
    assert decode(("x" + text).encode()) == "x" + text
