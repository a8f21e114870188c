"""Which names of a feed's categories mark advertising and AI."""

import pytest

from zharia.articles.disclosure_labels import (
    AI_GENERATED,
    SPONSORED,
    format_names,
    matches_any,
    parse_names,
)


@pytest.mark.parametrize(
    ("names", "term", "found"),
    [
        (SPONSORED, "Реклама", True),
        (SPONSORED, "НА ПРАВАХ РЕКЛАМЫ", True),
        (SPONSORED, "«Партнёрский  материал»", True),
        (SPONSORED, "партнерский материал", True),
        (SPONSORED, "#жарнама", True),
        (SPONSORED, "sponsored-content", True),
        (SPONSORED, "Advertisement", True),
        (SPONSORED, "Рекламации", False),
        (SPONSORED, "Закон о рекламе", False),
        (SPONSORED, "", False),
        (AI_GENERATED, "AI-generated", True),
        (AI_GENERATED, "Создано ИИ", True),
        (AI_GENERATED, "Искусственный интеллект", False),
        ((), "Реклама", False),
    ],
)
def test_a_name_marks_an_article(names: tuple[str, ...], term: str, found: bool) -> None:
    assert matches_any(names, ["Общество", term]) == found


def test_what_a_person_wrote_comes_back() -> None:
    assert parse_names(" Промо,\nСпецпроект ; Промо,,") == ("Промо", "Спецпроект")
    assert parse_names(format_names(SPONSORED)) == SPONSORED
    assert parse_names("") == ()
