"""Texts that hurt, for property tests."""

import regex
from hypothesis import strategies as st

from zharia.posts import Story, Style

KAZAKH_LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"

#: any code point, lone surrogates included
_ANY = st.characters(codec=None, exclude_categories=())
_TROUBLE = st.sampled_from(
    [
        *KAZAKH_LETTERS,
        *KAZAKH_LETTERS.upper(),
        *"#＃@＠_1 .,:;!?…«»\"'()[]-–—№₸%/\n\r\t\v\x1c\x85\u2028\u2029\u00a0\ufeff\u00ad",
        *"\u200b\u200c\u200d\u200e\u202e\u2066\ufe0f\u0301\u0306\u0338\u20e3\ud83d\ude00\ufffc",
        *"\u0600\u0d4e\u1100\u1161\u11a8\u0958\u064e\u0628\u0915\u094d\u2126\u212b\u2260ßŉǆ가",
        *("👨‍👩‍👧‍👦", "🇰🇿", "🇰", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
        *("❤️", "#️⃣", "👍🏽", "🏳️‍🌈", "e\u0301", "и\u0306", "\r\n", "\n\n"),
        *("http://", "https://aimaq.kz/kz/1", "www.", "info@aimaq.kz", "@aimaq", "#жаңалық"),
        *("Сәтбаев ", "қаласы ", "сөйлем. ", "Сатпаев ", "млн. ", "a" * 30, "\u0301" * 20),
    ]
)
texts = st.one_of(
    st.text(_ANY, max_size=30),
    st.lists(st.one_of(_TROUBLE, _ANY), max_size=25).map("".join),
    st.lists(_TROUBLE, max_size=8).map(lambda parts: "".join(parts) * 20),
)
urls = st.one_of(
    texts,
    st.sampled_from(["", "https://aimaq.kz/kz/1", "HTTP://aimaq.kz/Қала#бөлім", "//aimaq.kz"]),
    st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=80).map(
        lambda path: f"https://aimaq.kz/{path}"
    ),
)
_names = st.lists(texts, max_size=5).map(tuple)
stories = st.builds(
    Story,
    headline=texts,
    excerpt=texts,
    url=urls,
    language=st.sampled_from(["kz", "ru", "en", ""]),
    category=texts,
    tags=_names,
    breaking=st.booleans(),
    credits=_names,
)
styles = st.builds(
    Style,
    title_limit=st.integers(-5, 150),
    description_limit=st.one_of(st.integers(-5, 400), st.integers(0, 4000)),
    brand_tags=st.one_of(st.just(("AIMAK", "Сатпаев")), _names),
    language_tags=st.one_of(st.none(), _names),
    breaking_tags=st.one_of(st.none(), _names),
    hashtag_cap=st.integers(-1, 12),
    with_link=st.booleans(),
    with_credit=st.booleans(),
)


def characters(text: str) -> list[str]:
    """A text as readers see it: its grapheme clusters."""
    return regex.findall(r"\X", text)


def reads_on_one_line(text: str) -> bool:
    """Single spaces between words, and nothing that breaks, hides or turns around a line."""
    return (
        text == " ".join(text.split())
        and not regex.search(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200B\u2060\uFEFF]", text)
        and not regex.search(r"[^\S ]", text)
    )
