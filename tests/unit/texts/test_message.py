"""A message is carried in English and spoken in the reader's language."""

import pytest

from zharia.accounts.errors import NotConfigured
from zharia.errors.table.phrases import CONNECT_AGAIN, SAFE
from zharia.texts.i18n import override_language
from zharia.texts.message import Message
from zharia.web.pages.base.links import link_pages

#: what only engineers read is in no catalogue
UNKNOWN = Message("send {…}, {name}")


def test_kazakh_is_asked_for_by_either_code_and_others_read_english() -> None:
    texts = [SAFE.text(language) for language in ("kk", "kz", "ru", "en", "de")]
    assert texts[0] == texts[1]
    assert len(set(texts)) == 3
    assert texts[3] == texts[4] == str(SAFE) == SAFE.english


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_one_message_stands_after_another(language: str) -> None:
    both = SAFE.then(CONNECT_AGAIN)
    assert both.text(language) == f"{SAFE.text(language)} {CONNECT_AGAIN.text(language)}"


def test_a_text_that_no_catalogue_has_stays_as_it_is() -> None:
    assert {UNKNOWN.text(language) for language in ("kk", "ru", "en")} == {UNKNOWN.english}


def test_names_are_filled_in_wherever_they_stand() -> None:
    both = Message("{name} failed.").then(Message("Ask {name}."))
    assert str(both.with_(name="A", other=1)) == "A failed. Ask A."
    assert str(both.with_(name="A").with_(name="B")) == "B failed. Ask B."


def test_foreign_braces_in_a_value_are_harmless() -> None:
    message = Message("It says {detail}")
    assert str(message.with_(detail="{0.__class__} {name}")) == "It says {0.__class__} {name}"


def test_a_value_that_is_a_message_is_spoken_in_the_same_language() -> None:
    message = Message("- {reason}").with_(reason=SAFE)
    assert message.text("ru") == f"- {SAFE.text('ru')}"


def test_no_text_at_all_is_none_in_every_language() -> None:
    """The catalogues' own header stands under the empty text."""
    assert Message("").text("kk") == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "under “Social media”."),
        ("ru", "на странице «Соцсети»."),
        ("kk", "«Әлеуметтік желілер» бетінде"),
    ],
)
def test_a_page_that_a_message_names_is_called_by_its_title(language: str, said: str) -> None:
    error = NotConfigured(environment="sandbox", detail="No key.")
    text = error.message.text(language)
    assert said in text
    assert "[[" not in text + str(error)


def test_an_environment_has_its_name_in_the_readers_language() -> None:
    error = NotConfigured(environment="sandbox", detail="No key.")
    assert "(Песочница)" in error.message.text("ru")
    assert "(Sandbox)" in str(error)


def test_on_a_page_it_is_a_link() -> None:
    error = NotConfigured(environment="sandbox", detail="<b>")
    with override_language("ru"):
        said = link_pages(error.message)
    assert '<a href="/admin/settings/social-media">Соцсети</a>' in said
    assert "&lt;b&gt;" in said
