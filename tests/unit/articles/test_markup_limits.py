"""What makes parsers slow is cut off, and nothing else is touched."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from zharia.articles.markup_limits import (
    MAX_ATTRIBUTES,
    MAX_COMBINING_MARKS,
    has_too_many_attributes,
    limit_attributes,
    normalize_nfc,
)

MANY = " ".join(f'a{number}="x"' for number in range(3 * MAX_ATTRIBUTES))


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="a.jpg" {MANY}>',
        f"<p>b</p><img src='a.jpg' {MANY.replace(chr(34), chr(39))}/>",
        f"<img src=a.jpg {MANY.replace(chr(34), '')}>",
        "<img src=a.jpg " + " ".join(f"a{n}" for n in range(3 * MAX_ATTRIBUTES)) + ">",
        "<img src='a.jpg'/" + "/".join(f"a{n}=''" for n in range(3 * MAX_ATTRIBUTES)) + ">",
        f'<!--><img src="a.jpg" {MANY}>',
        f'<!-- <a b=" --><img src="a.jpg" {MANY}>',
        f'<script>"<a b="</script><img src="a.jpg" {MANY}>',
        f'<title>"<a b="</title><img src="a.jpg" {MANY}>',
        f'<IMG SRC="a.jpg" alt="1 > 2" {MANY}',
    ],
)
def test_a_tag_keeps_its_first_attributes(html: str) -> None:
    # What a browser sees there; it drops a tag that never ends, so all are ended here.
    seen = LexborHTMLParser(limit_attributes(html) + ">").css_first("img")
    assert seen is not None
    assert seen.attributes["src"] == "a.jpg"
    assert 10 < len(seen.attributes) <= MAX_ATTRIBUTES


@given(
    st.lists(
        st.sampled_from(
            [*"<>=/'\"! -", "<a ", "<img src=", "<!--", "-->", "<script>", "</script>", "b='c'"]
        ),
        max_size=60,
    ).map("".join)
)
def test_html_with_few_attributes_stays_as_it_is(html: str) -> None:
    padding = " " * 2 * MAX_ATTRIBUTES
    assert limit_attributes(html + padding) == html + padding
    assert not has_too_many_attributes(html + padding)


def test_xml_with_too_many_attributes_is_told() -> None:
    assert has_too_many_attributes(f"<rss><item {MANY}></item></rss>")
    assert has_too_many_attributes(f"<!-- ' --><қала:item {MANY}/>")
    assert not has_too_many_attributes(f"<rss><![CDATA[<item {MANY}>]]></rss>")
    assert not has_too_many_attributes("<rss>" + '<item a="b"></item>' * 3000 + "</rss>")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\u0301\u0316\u0323\u1161йИ")))
def test_text_is_in_normal_form(text: str) -> None:
    if not re.search(f"[\u0300-\u036f]{{{MAX_COMBINING_MARKS},}}", text):
        assert normalize_nfc(text) == unicodedata.normalize("NFC", text)


def test_a_pile_of_marks_is_cut() -> None:
    assert len(normalize_nfc("а" + "\u0301\u0316" * 100_000)) <= 1 + MAX_COMBINING_MARKS
    assert len(normalize_nfc("а" + "\U0001d165\U0001d16d" * 100_000)) <= 1 + MAX_COMBINING_MARKS
