"""Errors and findings speak one language: whichever the user has, and only that."""

import pytest

from spatial.errors import DesmigratifError
from spatial.wording import use_language
from tests import fault_cases
from tests.language_words import foreign_words

ERRORS = {**fault_cases.SPATIAL, **fault_cases.FILES, **fault_cases.DATA}
LANGUAGES = ("id", "en")


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path / "home"))
    monkeypatch.delenv("DESMIGRATIF_POSTGIS", raising=False)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ERRORS)
def test_errors_come_in_one_language(name, language, tmp_path):
    with use_language(language), pytest.raises(DesmigratifError) as raised:
        ERRORS[name](tmp_path)
    with use_language(language):
        text = str(raised.value)
    assert text
    assert not foreign_words(text, language), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", fault_cases.TEXTS)
def test_findings_come_in_one_language(name, language, tmp_path):
    with use_language(language):
        text = fault_cases.TEXTS[name](tmp_path)
    assert text
    assert not foreign_words(text, language), text
