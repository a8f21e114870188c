import time
import unicodedata

import pytest
from hypothesis import given
from tests.unit.posts.texts import KAZAKH_LETTERS, characters, reads_on_one_line, texts

from zharia.posts.sanitizing import as_sentence, plain_text, visible_text


@given(texts)
def test_plain_text_reads_on_one_line(text: str) -> None:
    assert reads_on_one_line(plain_text(text))


@given(texts)
def test_plain_text_twice_is_plain_text_once(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(texts)
def test_visible_text_twice_is_visible_text_once(text: str) -> None:
    once = visible_text(text)
    assert visible_text(once) == once


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_kazakh_letter_stays(form: str) -> None:
    letters = KAZAKH_LETTERS + KAZAKH_LETTERS.upper()
    text = unicodedata.normalize(form, letters)  # type: ignore[arg-type]
    assert plain_text(text) == letters


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("бір\nекі", "бір екі"),
        ("бір\r\nекі\u2028үш", "бір екі үш"),
        ("Бір\n\nЕкі", "Бір. Екі"),
        ("Бір.\n \nЕкі", "Бір. Екі"),
        ("«Бір»\u2029Екі", "«Бір». Екі"),
        ("«Бір!»\r\n\r\nЕкі", "«Бір!» Екі"),
        ("Бір:\n\n\nекі", "Бір: екі"),
        ("🎉\n\nЕкі", "🎉 Екі"),
        ("100 ₸\n\nЕкі", "100 ₸. Екі"),
        ("10\u00a0000\u202f₸", "10 000 ₸"),
    ],
)
def test_line_breaks_become_what_a_reader_expects(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("со\u00adғыс\u200b жоқ\ufeff", "соғыс жоқ"),
        ("\u202eтеріс\u202c", "теріс"),
        ("\x00а\x1fб\ufffc", "аб"),
        ("\ud83d\ude00 \ud83d", "😀"),
        ("а\u200dб", "аб"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈", "👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈"),
        ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
        ("❤\ufe0f\ufe0f\ufe0f \ufe0f", "❤\ufe0f"),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",) * 2,
        ("а\U000e0067\U000e0062б", "аб"),
        ("а" + "\u0316" * 40, "а" + "\u0316" * 16),
    ],
)
def test_only_visible_characters_stay(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Толығырақ: https://aimaq.kz/1?a=2.", "Толығырақ."),
        ("Видео (https://aimaq.kz/v) внутри", "Видео внутри"),
        ("Қараңыз «www.aimaq.kz», тегін", "Қараңыз, тегін"),
        ("(https://aimaq.kz/1 сайтында)", "( сайтында)"),
        ("Біздің сайт aimaq.kz", "Біздің сайт aimaq.kz"),
        ("HTTPS://AIMAQ.KZ", ""),
    ],
)
def test_web_addresses_go(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("@aimaq парақшасы", "aimaq парақшасы"),
        ("(@aimaq)", "(aimaq)"),
        ("info@aimaq.kz", "info@aimaq.kz"),
        ("＠aimaq", "aimaq"),
        ("бұл #Сәтбаев қаласы", "бұл Сәтбаев қаласы"),
        ("сөз#тег", "сөз тег"),
        ("##тег", "тег"),
        ("#1 орын, C#, #️⃣", "#1 орын, C#, #️⃣"),
        ("#2025жыл басталды", "2025жыл басталды"),
        ("Жеңіс! #спорт #Сәтбаев", "Жеңіс!"),
        ("Барлығы #Сәтбаев", "Барлығы Сәтбаев"),
        ("#спорт #Сәтбаев", "спорт Сәтбаев"),
    ],
)
def test_nobody_is_mentioned_and_no_stray_hashtag_is_set(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Бір", "Бір."),
        ("Бір.", "Бір."),
        ("«Бір»", "«Бір»."),
        ("Бір?", "Бір?"),
        ("15 %", "15 %."),
        ("", ""),
    ],
)
def test_a_sentence_ends_with_punctuation(text: str, sentence: str) -> None:
    assert as_sentence(text) == sentence


@pytest.mark.parametrize(
    "unit",
    [
        "\u0301\u0316",
        "а\u0301",
        "www..",
        "#",
        "#_",
        "@",
        " ",
        "\n",
        "(",
        ": ",
        "! #а ",
        "\u200c\u0301",
    ],
)
def test_a_hostile_text_takes_no_more_than_its_share_of_time(unit: str) -> None:
    started = time.process_time()
    plain_text("а" + unit * (100_000 // len(unit)))
    assert time.process_time() - started < 1.25


@given(texts)
def test_cleaning_parts_no_visible_characters(text: str) -> None:
    # a reader counts no more of them afterwards than before, but for full stops put in
    assert len(characters(plain_text(text))) <= len(text) + text.count("\n") + text.count("\u2029")
