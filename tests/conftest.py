"""Fixtures shared by all tests; `real` tests skip where the real data are absent."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from layers.workspace import catalog
from spatial.wording import use_language
from tests.agency_tables import agency
from tests.browser_cases import app_url, browser, page
from tests.layers.meeting_cases import odd_story, story
from tests.postgis_server import postgis

__all__ = ["agency", "app_url", "browser", "odd_story", "page", "postgis", "story"]

REAL = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
NEEDS = {"browser": "browser", "postgis": "database"}
"""Fixtures and the mark of the tests that use them."""

SLOW_INPUT = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile(
    "default", max_examples=25, deadline=None, suppress_health_check=SLOW_INPUT
)
settings.register_profile(
    "thorough", max_examples=500, deadline=None, suppress_health_check=SLOW_INPUT
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(items):
    """Mark the tests that need a browser or a database by their fixtures."""
    for item in items:
        for fixture, mark in NEEDS.items():
            if fixture in item.fixturenames:
                item.add_marker(mark)


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
    with use_language("id"):
        yield


@pytest.fixture(autouse=True, scope="session")
def embedded_areas_are_read_once():
    """Read an area that comes with the program once per process; nothing changes it in place."""
    read = catalog.load_embedded
    once = cache(read)

    def load(name, folder=catalog.DATA):
        return once(name) if folder == catalog.DATA else read(name, folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog, "load_embedded", load)
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not REAL.is_dir():
        pytest.skip("the real data do not lie beside the project")
    return REAL
