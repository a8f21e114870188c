"""HTML becomes text that reads well on one line."""

import html
import re
import time
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from zharia.articles.text import excerpt, first_sentences, one_line, to_line, to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("Жай мәтін", "Жай мәтін"),
        ("5 < 7 & 9 > 8", "5 < 7 & 9 > 8"),
        ("<p>Бірінші</p><p>Екінші!</p><p>Үшінші</p>", "Бірінші. Екінші! Үшінші"),
        ("<h2>Итог:</h2><ul><li>раз</li><li>два</li></ul>", "Итог: раз. два"),
        ("Строка<br>другая", "Строка. другая"),
        ("<b>Жир</b>ный <i>курсив</i>", "Жирный курсив"),
        ("<p>Он сказал: «Да.»</p><p>И ушёл.</p>", "Он сказал: «Да.» И ушёл."),
        ("до<script>alert('<p>')</script><style>p{}</style>после", "допосле"),
        ("<figure><img src=a><figcaption>Подпись</figcaption></figure>Текст", "Текст"),
        ('<p class="wp-caption-text">Подпись</p>Текст', "Текст"),
        ("&laquo;Достық&raquo;&nbsp;&mdash; 5&#8239;000&nbsp;₸", "«Достық» — 5 000 ₸"),
        ("&lt;p&gt;Дважды&lt;/p&gt;&lt;p&gt;закодировано&lt;/p&gt;", "Дважды. закодировано"),
        ("<p>не закрыт<div>и <b>этот", "не закрыт. и этот"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a. b"),
        ("<!-- тайна -->явь", "явь"),
        ("<p>—</p><p>»</p>", "— »"),
        ("<frameset><frame>x", ""),
        ("&amp;amp;amp;lt;b&amp;amp;amp;gt; төрт рет", "&lt;b&gt; төрт рет"),
        ("&amp;amp;lt;b&amp;amp;gt;үш рет", "үш рет"),
    ],
)
def test_to_text(markup: str, text: str) -> None:
    assert to_text(markup, 1000) == text


def test_invisible_and_control_characters_go_joiners_and_emoji_stay() -> None:
    dirty = "а\u00ad\u200bб\x00в\ufeff\u202eг\ud800 👨\u200d👩\u200d👧 И\u0306"
    assert one_line(dirty, 100) == "абвг 👨\u200d👩\u200d👧 Й".replace("абвг", "аб вг")


@given(st.text())
def test_a_line_is_clean_whatever_comes(text: str) -> None:
    line = one_line(text, 50)
    assert len(line) <= 50
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in line)
    assert "  " not in line
    assert line == line.strip()
    line.encode()


_MARKUP = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b",
                ">",
                "<",
                "&lt;",
                "&gt;",
                "&amp;lt;",
                "<script>",
                "<!--",
                "-->",
                "<a href='>'>",
                "<table><td>",
                "</",
                "<svg><p>",
                "&#0;",
                "&#60;p&#62;",
                "\x00",
            ]
        ),
    ),
    max_size=30,
).map("".join)


@given(_MARKUP)
def test_text_is_clean_whatever_markup_comes(markup: str) -> None:
    for read in (to_text, to_line):
        text = read(markup, 1000)
        assert text == one_line(text, 1000)


def _unharmed(text: str) -> bool:
    """Has it nothing that HTML reads as a tag or a character reference?"""
    return not re.search(r"<(?:[!/?]?[a-zA-Z]|!)|&#?\w|]]>", text)


@given(st.text(st.one_of(st.characters(), st.sampled_from("<>&;=\"' /!?aбҚ0"))))
def test_text_without_markup_passes_unharmed(text: str) -> None:
    assume(_unharmed(text))
    assert to_text(text, 1000) == to_line(text, 1000) == one_line(text, 1000)


#: what looks like markup or a character reference, and is neither
_LOOKALIKES = (
    *("<blink>", "<head>", "<title>,", "<words>", "</words>", "<script>", "<b>,", "«<p>»", "(<i>)"),
    *("a<b and c>d", "i<n && n>0", "List<String>", "<john@example.com>", "<https://a.example/b>"),
    *("<Алматы>", "<3", "x<y", "5<p", "<-", "->", "<!--", "<!", "</", "<?", "< b >", "<b and>"),
    *("AT&T", "Q&A", "?a=1&lang=kk", "&copy=2", "&sect=3", "&not=4", "&para=5", "&reg=6", "&lt=7"),
    *("&copy", "&notit;", "&nbspx", "&;", "&#;", "&#x;", "&", "R&D;", "&жоқ;"),
)
_WORDS = st.lists(st.sampled_from([*_LOOKALIKES, "қала", "и", "0", "—"]), max_size=12)


@given(_WORDS)
@example(["Тег", "<b>,", "<words>", "AT&T", "a<b and c>d"])
def test_words_that_look_like_markup_stay_in_a_headline_and_a_text(words: list[str]) -> None:
    text = " ".join(words)
    assert to_line(text, 1000) == text
    assert to_text(text, 1000) == text
    assert to_line(html.escape(text, quote=False), 1000) == text


@pytest.mark.parametrize(
    "headline",
    [
        *("Без тега <b>", "<b> тегі деген не", "<p> или <div>", "Тег <p>", "Теги <br>, <hr> и <p>"),
        *("Зачем тег <br>", "«<br>» в HTML", "Зачем <b> и </b>", "Тег <a>…</a>", "Тег </p>"),
        *("<table> vs <div>", "Урок: <script>alert(1)</script>", "<video src> в HTML"),
    ],
)
def test_a_headline_about_html_keeps_the_names_of_its_tags(headline: str) -> None:
    assert to_line(headline, 1000) == headline
    assert to_line(html.escape(headline), 1000) == headline


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("<b>Саябақ</b> ашылды", "Саябақ ашылды"),
        ("<p>Саябақ ашылды</p>", "Саябақ ашылды"),
        ("Саябақ <br> ашылды<br/>", "Саябақ. ашылды"),
        ("<b>Саябақ ашылды", "Саябақ ашылды"),
        ("Саябақ ашылды</strong>", "Саябақ ашылды"),
        ('<span class="x">Саябақ</span> <a href=/x>ашылды</a>', "Саябақ ашылды"),
        ("<strong> Саябақ </strong> ашылды", "Саябақ ашылды"),
        ('Саябақ <img src="/x.gif"> ашылды', "Саябақ ашылды"),
        ("<![CDATA[Саябақ <i>ашылды</i>]]>", "Саябақ ашылды"),
        ("H<sub>2</sub>O", "H2O"),
    ],
)
def test_markup_in_a_headline_goes(headline: str, words: str) -> None:
    for written in (headline, html.escape(headline)):
        assert to_line(written, 1000) == words
        assert to_text(written, 1000) == words


@given(_WORDS)
def test_words_that_look_like_markup_stay_beside_markup(words: list[str]) -> None:
    # Of HTML's own names and of whole elements beside real tags a browser shows nothing either.
    own = r"<(?:blink|head|title|script|b|p|i|/words)>"
    words = [word for word in words if not re.search(own, word)]
    text = " ".join(words)
    assert to_line(f"<b>Қала</b> {text} <i>көше</i>", 1000) == " ".join(["Қала", *words, "көше"])
    assert to_text(f"<p>Қала {text} көше</p>", 1000) == " ".join(["Қала", *words, "көше"])


@pytest.mark.parametrize(
    "tag", ["<div>", "<b>", "<a href=x>", "<p>", "<table><tr><td>", "<!--", "<"]
)
def test_hostile_nesting_takes_no_time(tag: str) -> None:
    started = time.process_time()
    assert len(to_text(tag * 10_000 + "мәтін", 1000)) <= 1000
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("markup", "short"),
    [
        ("<p>Мәтін басы [&hellip;]</p>", "Мәтін басы…"),
        ("<p>Конец. [...]</p>", "Конец."),
        ("<p>Начало</p>\n<p>Запись <a>Парк</a> впервые появилась <a>Газета</a>.</p>", "Начало."),
        ("<p>Start.</p><p>The post <a>Park</a> appeared first on <a>Paper</a>.</p>", "Start."),
        ("Просто текст…", "Просто текст…"),
    ],
)
def test_an_excerpt_loses_what_wordpress_adds(markup: str, short: str) -> None:
    assert excerpt(markup, 1000) == short


@pytest.mark.parametrize(
    ("text", "limit", "head"),
    [
        ("Қысқа.", 20, "Қысқа."),
        ("Первое. Второе предложение.", 20, "Первое."),
        ("А. Очень длинное предложение без точки", 20, "А. Очень длинное…"),
        ("Ұзынсөзбосорынсыз" * 3, 10, "Ұзынсөзбо…"),
    ],
)
def test_opening_ends_at_a_sentence_or_a_word(text: str, limit: int, head: str) -> None:
    assert first_sentences(text, limit) == head


@given(st.text(), st.integers(2, 50))
def test_opening_keeps_its_limit(text: str, limit: int) -> None:
    assert len(first_sentences(text, limit)) <= limit
