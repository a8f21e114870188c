"""Stray ampersands and brackets are escaped, and nothing else changes."""

import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.feeds.xml_repair import repair_xml


@pytest.mark.parametrize(
    ("source", "sound"),
    [
        ("<a>Жол & көпір</a>", "<a>Жол &amp; көпір</a>"),
        ("<a>?id=1&sect=2&copy=3</a>", "<a>?id=1&amp;sect=2&amp;copy=3</a>"),
        ('<a b="?a=1&reg=2&amp;para=3"/>', '<a b="?a=1&amp;reg=2&amp;para=3"/>'),
        ("<a>&lt;b&gt; &#8217; &#x2019; &apos;</a>", "<a>&lt;b&gt; &#8217; &#x2019; &apos;</a>"),
        ("<a>&nbsp;&laquo;&жоқ;</a>", "<a>&#160;&#171;&amp;жоқ;</a>"),
        ("<a>&nosuch; &; &# &#x;</a>", "<a>&amp;nosuch; &amp;; &amp;# &amp;#x;</a>"),
        ("<a>5 < 7 <3 <Алматы></a>", "<a>5 &lt; 7 &lt;3 &lt;Алматы></a>"),
        ("<a>if a<b and c>d</a>", "<a>if a&lt;b and c>d</a>"),
        ('<p><b class="x">a</b><br /></p>', '<p><b class="x">a</b><br /></p>'),
        ("<a><![CDATA[x & <3 &copy=2]]> & </a>", "<a><![CDATA[x & <3 &copy=2]]> &amp; </a>"),
        ("<a><!-- x & y --><?p a & b?>&</a>", "<a><!-- x & y --><?p a & b?>&amp;</a>"),
    ],
)
def test_what_was_not_escaped_is(source: str, sound: str) -> None:
    assert repair_xml(source) == sound
    ET.fromstring(sound)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_a_sound_document_stays_as_it_is(text: str) -> None:
    source = f'<a b="x">{escape(text)}<![CDATA[{text.replace("]]>", "")}]]></a>'
    assert repair_xml(source) == source
    assert repair_xml(repair_xml(text)) == repair_xml(text)
