"""Fixtures shared by all tests; `real` tests skip where the real data are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from spatial.wording import speaking
from tests.agency_tables import agency
from tests.postgis_server import postgis

__all__ = ["agency", "postgis"]

REAL = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture(autouse=True, scope="session")
def no_areas_of_the_person_who_tests(tmp_path_factory):
    """Let no test see or touch the areas that the system's data folder may hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESMIGRATIF_DATA", str(tmp_path_factory.mktemp("data")))
        patch.delenv("DESMIGRATIF_POSTGIS", raising=False)
        yield


@pytest.fixture(autouse=True)
def no_areas_of_other_tests(tmp_path_factory, monkeypatch):
    """Give every test a data folder of its own."""
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path_factory.mktemp("own")))


@pytest.fixture(autouse=True)
def english_shell(monkeypatch):
    """Let commands speak English, as the source does, unless a test asks for Indonesian."""
    monkeypatch.setenv("DESMIGRATIF_LANGUAGE", "en")


@pytest.fixture
def indonesian(english_shell, monkeypatch):
    """Let texts and commands be Indonesian."""
    monkeypatch.setenv("DESMIGRATIF_LANGUAGE", "id")
    with speaking("id"):
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not REAL.is_dir():
        pytest.skip("the real data do not lie beside the project")
    return REAL
