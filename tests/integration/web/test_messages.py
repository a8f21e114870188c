"""Every text of the pages exists in Kazakh and Russian, with its placeholders."""

import re

import pytest
from tests.messages import TRANSLATED, catalogue, said, untranslated, unused

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def test_there_are_texts() -> None:
    assert len(list(said())) > 60


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    assert list(untranslated(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_keeps_what_nobody_says(language: str) -> None:
    assert list(unused(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        texts = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = {found for text in texts for found in PLACEHOLDER.findall(text)}
        for form in filter(None, forms):
            # A form for one thing may leave the number out, as English does.
            assert set(PLACEHOLDER.findall(form)) <= wanted, message.id
            if len(forms) == 1:
                assert set(PLACEHOLDER.findall(form)) == wanted, message.id


def test_kazakh_is_not_a_copy_of_russian() -> None:
    russian = {message.id: message.string for message in catalogue("ru") if message.id}
    same = [
        message.id
        for message in catalogue("kk")
        if message.id and message.string == russian[message.id] and message.string != message.id
    ]
    assert len(same) < len(russian) / 10, same
