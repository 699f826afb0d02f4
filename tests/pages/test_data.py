"""The page Data: a new area comes from files, typed points and parts that were taken."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.testing.v1 import AppTest

from layers.new_area.draft import Draft, FileInput
from layers.new_area.typed_points import COLUMNS, typed_parts
from layers.store.area_store import default_store
from layers.text.formats import MISSING
from tests.language_words import foreign_words
from tests.pages.rendered import texts_of

pytestmark = pytest.mark.slow

APP = Path(__file__).resolve().parents[2] / "app.py"
TIMEOUT = 300
BUTTON = "Buat dan simpan wilayah"


@pytest.fixture
def files(tmp_path):
    roads = [
        shapely.LineString([(110.80, -6.80), (110.82, -6.80)]),
        shapely.LineString([(110.81, -6.81), (110.81, -6.79)]),
    ]
    gpd.GeoDataFrame(
        {"REMARK": ["Jalan Kolektor", "Jalan Antah"]}, geometry=roads, crs=4326
    ).to_file(tmp_path / "jalan.gpkg")
    (tmp_path / "desa.csv").write_text(
        "kode;nama;bujur;lintang\n33.19.01.2001;Satu;110,8;-6,801\n33.19.01.2002;Dua;;\n"
        "33.19.01.2003;Tiga;110,82;-6,8\n"
    )
    return [
        FileInput("roads", tmp_path / "jalan.gpkg"),
        FileInput("villages", tmp_path / "desa.csv"),
    ]


@pytest.fixture
def app():
    test = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    test.run()
    test.switch_page("pages/data/page.py").run()
    assert not test.exception
    return test


def draft_of(files):
    draft = Draft()
    for file in files:
        draft = draft.with_file(file)
    return draft


def create_button(app):
    return next(button for button in app.button if button.label == BUTTON)


def metrics(app):
    return {m.label: m.value for m in app.metric}


def test_nothing_can_be_made_of_nothing(app):
    assert create_button(app).disabled
    assert any("nama wilayah, jalan, desa" in c.value for c in app.caption)
    assert metrics(app) == {"Jalan": MISSING, "Bagian jaringan": "0", "Desa": "0", "Kantor": "0"}


def test_an_area_is_made_of_the_good_rows(app, files):
    office = pd.DataFrame([["offices", "Disnaker", "-6,8", "110,815"]], columns=list(COLUMNS))
    part = typed_parts(office)["offices"]
    app.session_state["draft"] = draft_of(files).with_part("offices", part)
    app.text_input(key="draft_title").set_value("Kabupaten Uji").run()
    assert not app.exception
    assert metrics(app) == {"Jalan": "4 km", "Bagian jaringan": "1", "Desa": "2", "Kantor": "1"}
    assert app.radio(key="draft_keep").value == "good"
    create_button(app).click().run()
    assert not app.exception
    assert "tersimpan" in app.success[0].value
    area = default_store().load("kabupaten-uji")
    assert area.villages["name"].tolist() == ["Satu", "Tiga"]
    assert area.offices["name"].tolist() == ["Disnaker"]
    assert area.sources["villages"]["files"][0]["file"] == "desa.csv"
    assert "draft" not in app.session_state


def test_nothing_is_stored_while_rows_are_bad_if_the_user_says_so(app, files):
    app.session_state["draft"] = draft_of(files)
    app.text_input(key="draft_title").set_value("Kabupaten Uji").run()
    app.radio(key="draft_keep").set_value("none").run()
    create_button(app).click().run()
    assert any("baris 3" in e.value for e in app.error)
    assert default_store().names() == []
    assert len(app.session_state["draft"].files) == 2


def test_a_file_that_cannot_be_read_is_told_and_can_be_taken_out(app, files, tmp_path):
    bad = tmp_path / "rusak.gpkg"
    bad.write_bytes(b"bukan peta")
    app.session_state["draft"] = draft_of([FileInput("roads", bad), files[1]])
    app.run()
    assert not app.exception
    assert any("rusak.gpkg" in e.value for e in app.error)
    assert create_button(app).disabled
    app.button(key=f"drop_roads_{bad}").click().run()
    assert app.session_state["draft"].of("roads") == []


def test_the_column_and_the_classes_of_roads_can_be_changed(app, files):
    app.session_state["draft"] = draft_of(files)
    app.run()
    app.number_input(key=f"tolerance_{files[0].path}").set_value(25.0)
    app.button(key=f"apply_{files[0].path}").click().run()
    assert not app.exception
    (changed,) = app.session_state["draft"].of("roads")
    assert changed.tolerance_m == 25.0
    assert changed.class_column == "REMARK"
    assert dict(changed.classes) == {"Jalan Kolektor": "secondary"}


def test_an_area_of_the_same_name_is_kept_as_the_version_before(app, files):
    for tries in (1, 2):
        app.session_state["draft"] = draft_of(files)
        app.text_input(key="draft_title").set_value("Kabupaten Uji").run()
        assert bool(app.warning) == (tries == 2)
        create_button(app).click().run()
        assert not app.exception
        (again,) = [b for b in app.button if b.label == "Buat wilayah lain"]
        again.click().run()
    (entry,) = default_store().entries()
    assert entry.can_roll_back


def test_the_database_section_says_what_to_set(app):
    app.segmented_control(key="data_section").set_value("Basis data PostGIS").run()
    assert not app.exception
    assert "DESMIGRATIF_POSTGIS" in app.info[0].value


def test_one_file_may_serve_two_layers_and_come_twice(app, tmp_path):
    points = b"nama;bujur;lintang\nSatu;110,8;-6,8\n"
    for turn, layer in ((0, "offices"), (0, "markets"), (1, "markets")):
        app.file_uploader(key=f"draft_{layer}_{turn}").set_value([("a.csv", points, "")]).run()
        assert not app.exception
    draft = app.session_state["draft"]
    assert [(f.layer, f.path.name) for f in draft.files] == [
        ("offices", "a.csv"), ("markets", "a.csv"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["draft", "draft_turn_roads"])
def test_an_upload_survives_a_newer_run_at_any_moment(app, files, monkeypatch, key):
    """Streamlit ends a run where it writes the state, if the browser has sent another input."""
    name, data = files[0].path.name, files[0].path.read_bytes()
    write, interrupted = SafeSessionState.__setitem__, []

    def interrupt_once(state, written, value):
        if written == key and files_are_written(state) and not interrupted:
            interrupted.append(written)
            page = get_script_run_ctx().page_script_hash
            raise RerunException(RerunData(widget_states=sent, page_script_hash=page))
        write(state, written, value)

    monkeypatch.setattr(SafeSessionState, "__setitem__", interrupt_once)
    app.file_uploader(key="draft_roads_0").set_value([(name, data, "")])
    sent = app._tree.get_widget_states()
    app.run()
    assert interrupted == [key]
    assert not app.exception
    assert [file.path.name for file in app.session_state["draft"].of("roads")] == [name]


def files_are_written(state):
    """Return whether files have been written to the disk."""
    return "draft_folder" in state and any(state["draft_folder"].path.rglob("*.*"))


def test_an_upload_goes_into_the_draft_and_the_uploader_gives_way(app, files):
    name, data = files[0].path.name, files[0].path.read_bytes()
    app.file_uploader(key="draft_roads_0").set_value([(name, data, "")]).run()
    assert not app.exception
    (kept,) = app.session_state["draft"].of("roads")
    assert kept.path.read_bytes() == data
    assert "draft_roads_1" not in [uploader.key for uploader in app.file_uploader]
    assert metrics(app)["Jalan"] == "4 km"


def test_the_findings_of_a_new_area_speak_english(app, files):
    """Also what was read before the language was changed: it is put into words when shown."""
    app.session_state["draft"] = draft_of(files)
    app.run()
    assert any("baris dibaca" in caption.value for caption in app.caption)
    app.session_state["language"] = "en"
    app.run()
    assert not app.exception
    assert metrics(app)["Villages"] == "2"
    foreign = {text for text in texts_of(app) if foreign_words(text, "en")}
    assert foreign <= {"Jalan Kolektor", "Jalan Antah"}, foreign
    assert any("the coordinate is empty" in text for text in texts_of(app))


def test_a_kabupaten_of_the_list_names_the_area_and_its_points(app, files):
    app.session_state["draft"] = draft_of(files)
    app.run()
    choice = app.selectbox(key="draft_regency")
    assert len(choice.options) == 515
    assert "Kabupaten Kudus, Jawa Tengah (33.19)" in choice.options
    choice.set_value("33.19").run()
    assert app.text_input(key="draft_title").value == "Kabupaten Kudus"
    app.text_input(key="draft_title").set_value("Wilayah uji").run()
    create_button(app).click().run()
    assert not app.exception
    villages = default_store().load("wilayah-uji").villages
    assert villages["regency"].tolist() == ["Kabupaten Kudus"] * 2


def test_the_columns_of_a_boundary_layer_can_be_chosen(app, files, tmp_path):
    """Also of one whose names are not recognised."""
    square = shapely.box(110.8, -6.8, 110.9, -6.7)
    columns = {"A1": ["Satu"], "A2": ["Kudus"]}
    path = tmp_path / "batas.gpkg"
    gpd.GeoDataFrame(columns, geometry=[square], crs=4326).to_file(path)
    app.session_state["draft"] = draft_of([*files, FileInput("boundaries", path)])
    app.run()
    assert not app.exception
    assert any("A1, A2" in error.value for error in app.error)
    app.selectbox(key=f"role_name_{path}").set_value("A1").run()
    app.button(key=f"roles_{path}").click().run()
    assert not app.exception
    assert not any("A1, A2" in error.value for error in app.error)
    assert dict(app.session_state["draft"].files[2].roles) == {"name": "A1"}
