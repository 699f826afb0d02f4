"""The page Data with files that mean harm or are broken: a sentence for each, and no error box."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers.new_area.draft import Draft, FileInput
from tests.language_words import foreign_words

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
TIMEOUT = 300


@pytest.fixture
def app():
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
    test.run()
    return test.switch_page("pages/data/page.py")


def files(folder):
    return [path for path in sorted((CASES / folder).iterdir()) if path.suffix != ".md"]


def test_every_case_gets_a_sentence_or_is_read(app):
    paths = [
        *files("H-damaged-and-hostile"),
        *files("F10-office-formats"),
        *files("F06-title-rows"),
    ]
    draft = Draft()
    for path in paths:
        draft = draft.with_file(FileInput("markets", path))
    app.session_state["draft"] = draft
    app.run()
    assert not app.exception
    said = "\n".join(str(error.value) for error in app.error)
    refused = ("bad_sheet_xml.xlsx", "corrupt_deflate.zip", "view_inf.gpkg", "t_neglen.zip")
    assert [name for name in (*refused, "k_two.kmz") if name not in said] == []
    assert not foreign_words(said, "id")
    for name in ("v01_title.xlsx", "v24_total.xls", "v03_sep.csv", "v07.gpx", "v10_gdb.zip"):
        assert name not in said


@pytest.mark.parametrize("layer", ["roads", "boundaries"])
@pytest.mark.parametrize(
    "name", ["corrupt_deflate.zip", "view_inf.gpkg", "bad_sheet_xml.xlsx", "t_neglen.zip"]
)
def test_other_layers(app, layer, name):
    path = CASES / "H-damaged-and-hostile" / name
    app.session_state["draft"] = Draft().with_file(FileInput(layer, path))
    app.run()
    assert not app.exception
    assert name in "\n".join(str(error.value) for error in app.error)


def test_the_first_of_several_layers_can_be_chosen(app):
    path = CASES / "F10-office-formats" / "k_two.kmz"
    app.session_state["draft"] = Draft().with_file(FileInput("markets", path))
    app.run()
    box = app.selectbox(key=f"sheet_{path}")
    assert box.options == ["(pilih)", "Pasar", "Kantor"]
    box.select("Pasar").run()
    assert not app.exception
    (file,) = app.session_state["draft"].files
    assert file.member == "Pasar"
    assert "k_two.kmz" not in "\n".join(str(error.value) for error in app.error)


def test_a_failure_that_nobody_foresaw_is_a_sentence(app, monkeypatch):
    def failing(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("layers.new_area.draft.lacking", failing)
    app.run()
    assert not app.exception
    assert any("tidak dapat dilanjutkan" in str(error.value) for error in app.error)
