"""Language codes in the newsroom's own spelling."""

import pytest

from zharia.articles.languages import mismatch_warning, mismatched_language, normalize

KAZAKH = "Қаладағы саябақ жаңғыртылып, тұрғындарға қайта ашылды. " * 3
RUSSIAN = "Городской парк обновили и снова открыли для всех жителей города. " * 3


@pytest.mark.parametrize(
    ("code", "normal"),
    [
        ("kk", "kz"),
        ("kk-KZ", "kz"),
        ("kz_KZ", "kz"),
        ("KAZ", "kz"),
        ("ru-RU", "ru"),
        ("en", "en"),
        ("x-default", ""),
        ("", ""),
        (None, ""),
        (7, ""),
        ("русский", ""),
    ],
)
def test_normalize(code: object, normal: str) -> None:
    assert normalize(code) == normal


def test_a_text_that_contradicts_its_language_is_noticed() -> None:
    assert mismatch_warning("ru", KAZAKH)
    assert mismatch_warning("kz", RUSSIAN)


@pytest.mark.parametrize(
    ("language", "text"), [("kz", KAZAKH), ("ru", RUSSIAN), ("ru", "Әлия"), ("en", RUSSIAN)]
)
def test_other_texts_are_left_in_peace(language: str, text: str) -> None:
    assert mismatch_warning(language, text) == ""


LATIN = "Qalada jana mektep ashyldy, oqushylar sabaqqa keldi. " * 3
UKRAINIAN = "У місті відкрили новий парк, і діти вже граються на його майданчиках. " * 3
QUOTE = "Әкім тұрғындарға алғыс айтып, жаңа саябақтың қала үшін маңызы зор екенін атап өтті. "


@pytest.mark.parametrize(
    ("declared", "text", "looks"),
    [
        ("kz", RUSSIAN, "ru"),
        ("ru", KAZAKH, "kz"),
        ("kz", "В Сатпаеве открыли новую школу на 600 учеников\nПодробности", "ru"),
        ("ru", "Сәтбаевта жаңа мектеп ашылды, онда алты жүз бала оқиды", "kz"),
        # A Russian text that quotes a Kazakh sentence, and the other way round.
        ("kz", RUSSIAN * 4 + QUOTE, "ru"),
        ("ru", KAZAKH * 4 + RUSSIAN[:66], "kz"),
        ("ru", RUSSIAN * 4 + QUOTE, ""),
        ("kz", KAZAKH * 4 + RUSSIAN[:66], ""),
        # Half the one and half the other.
        ("kz", KAZAKH + RUSSIAN, ""),
        ("ru", KAZAKH + RUSSIAN, ""),
        # Names in Kazakh letters make no Kazakh text, nor Russian words a Russian one.
        ("ru", "Қасым-Жомарт Тоқаев встретился с жителями области и открыл новый завод. " * 3, ""),
        ("kz", "Парламент депутаттары бюджет комитетінің отырысында есепті қарады. " * 3, ""),
        ("kz", "Қалада жана мектеп ашылды, балалар сабакка барды деп хабарлады. " * 3, ""),
        # Too short, in Latin letters, of other languages, or declared as another one.
        ("kz", "Парк открыт", ""),
        ("ru", "Әлия Мұсаева", ""),
        ("kz", LATIN, ""),
        ("ru", LATIN, ""),
        ("kz", LATIN + "Астана, Алматы", ""),
        ("kz", UKRAINIAN, ""),
        ("ru", UKRAINIAN, ""),
        ("en", RUSSIAN, ""),
        ("", KAZAKH, ""),
        # A keyboard without Kazakh letters has a Latin i.
        ("kz", "Тiл туралы заңға өзгерiстер енгiзiлдi, деп хабарлады министрлiк. " * 2, ""),
        ("kz", "12 345 " * 40, ""),
    ],
)
def test_a_language_is_doubted_only_where_the_text_is_clear(
    declared: str, text: str, looks: str
) -> None:
    assert mismatched_language(declared, text) == looks
