"""Every text of the pages and the errors exists in Kazakh and Russian, with its placeholders."""

import re

import pytest
from tests.messages import MARKS, TRANSLATED, catalogue, said, untranslated, unused

from zharia.texts.catalogue import ERRORS, PAGES

PLACEHOLDER = {PAGES: re.compile(r"%\((\w+)\)[sd]|%[sd]"), ERRORS: re.compile(r"\{(\w+)\}")}

every_domain = pytest.mark.parametrize("domain", MARKS)


@every_domain
def test_there_are_texts(domain: str) -> None:
    assert len(list(said(domain))) > 60


@every_domain
@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(domain: str, language: str) -> None:
    assert list(untranslated(domain, language)) == []


@every_domain
@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_keeps_what_nobody_says(domain: str, language: str) -> None:
    assert list(unused(domain, language)) == []


@every_domain
@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(domain: str, language: str) -> None:
    placeholder = PLACEHOLDER[domain]
    for message in catalogue(domain, language):
        if not message.id:
            continue
        texts = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = {found for text in texts for found in placeholder.findall(text)}
        for form in filter(None, forms):
            # A form for one thing may leave the number out, as English does.
            assert set(placeholder.findall(form)) <= wanted, message.id
            if len(forms) == 1:
                assert set(placeholder.findall(form)) == wanted, message.id


@every_domain
def test_kazakh_is_not_a_copy_of_russian(domain: str) -> None:
    russian = {message.id: message.string for message in catalogue(domain, "ru") if message.id}
    same = [
        message.id
        for message in catalogue(domain, "kk")
        if message.id and message.string == russian[message.id] and message.string != message.id
    ]
    assert len(same) < len(russian) / 10, same
