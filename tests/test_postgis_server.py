"""Where PostGIS is missing its tests skip, but never in the CI."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgis_server import REQUIRE, give_up

ROOT = Path(__file__).resolve().parents[1]


def test_tests_skip_without_postgis(monkeypatch):
    monkeypatch.delenv(REQUIRE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="postgresql-15-postgis-3"):
        give_up()


def test_tests_fail_where_postgis_is_demanded(monkeypatch):
    monkeypatch.setenv(REQUIRE, "1")
    with pytest.raises(pytest.fail.Exception, match="demands it"):
        give_up()


def test_the_ci_demands_it():
    assert f"export {REQUIRE}=1" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_server_is_of_version_15(agency):
    assert agency.ask("SHOW server_version").startswith("15.")
    assert agency.ask("SELECT postgis_lib_version()").startswith("3.")
