"""Every page runs without a browser, and its figures follow its widgets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from layers.new_area.build import AreaFiles, make_area
from layers.store.area_store import default_store
from layers.workspace.catalog import load_area

pytestmark = pytest.mark.slow

APP = Path(__file__).resolve().parents[2] / "app.py"
TIMEOUT = 300


@pytest.fixture
def app():
    test = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    test.run()
    assert not test.exception
    return test


def open_page(app, name):
    """Run one page; AppTest runs it without the entry script, so the sidebar keeps its values."""
    app.switch_page(f"pages/{name}/page.py").run()
    assert not app.exception
    return app


def metrics(app):
    return {m.label: m.value for m in app.metric}


def test_home_shows_the_area_at_a_glance(app):
    assert "Kabupaten Demak" in app.title[0].value
    shown = metrics(app)
    assert shown["Desa/kelurahan"] == "249"
    assert shown["Desa desmigratif"] == "1"
    assert shown["Pasar"] == "48"
    assert "dari 249) berada dalam 10 km dari Disnaker" in app.subheader[0].value
    assert len(app.dataframe[0].value) == 14


def test_area_that_was_saved_anew_is_shown_anew(app, tmp_path, monkeypatch):
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path))
    for title in ("Demak dengan pasar baru", "Demak dikoreksi"):
        default_store().save(replace(load_area("demak"), title=title))
        app.run()
        assert title in app.title[0].value
    default_store().delete("demak", confirm="demak")
    app.run()
    assert "Kabupaten Demak" in app.title[0].value


def test_home_headline_follows_the_threshold(app):
    before = app.subheader[0].value
    app.number_input(key="threshold_distance").set_value(100.0).run()
    assert app.subheader[0].value != before
    assert "248 dari 249" in app.subheader[0].value


def test_map_page_finds_a_village_and_shows_the_country(app):
    open_page(app, "peta")
    app.selectbox(key="map_village").set_value("33.21.14.2014").run()
    assert not app.exception
    words = " ".join(m.value for m in app.markdown)
    assert "254** garis menjadi" in words
    assert "toleransi 60 m" in words
    assert "1. **Letak Disnaker hanya perkiraan atau belum dipastikan**" in words
    assert "Jauh dari semua jalan: **1 desa**" in words
    app.toggle(key="show_parts").set_value(True).run()
    assert not app.exception
    app.segmented_control(key="map_view").set_value("Indonesia").run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 40


def test_access_page_answers_for_megonten(app):
    open_page(app, "jarak_akses")
    shown = metrics(app)
    assert shown["Jauh dari jalan"] == "1"
    assert shown["Tak terhubung"] == "0"
    assert app.selectbox(key="village").value == "33.21.14.2014"
    words = " ".join(m.value for m in app.markdown)
    assert "15,0 km" in words
    assert "indeks kelokan 1,10" in words
    assert len(app.dataframe[1].value) == 249


@pytest.mark.parametrize("target", ["disnaker", "market", "both"])
@pytest.mark.parametrize("cost", ["distance", "time"])
@pytest.mark.parametrize("mode", ["car", "walk"])
def test_access_page_takes_every_choice(app, target, cost, mode):
    open_page(app, "jarak_akses")
    app.session_state["mode"] = mode
    app.segmented_control(key="target").set_value(target)
    app.segmented_control(key="cost").set_value(cost).run()
    assert not app.exception
    assert not app.error
    unit = "km" if cost == "distance" else ("menit", "jam")
    assert metrics(app)["Median"].endswith(unit)
    trips = max((frame.value for frame in app.dataframe), key=len)
    assert len(trips) == (498 if target == "both" else 249)


def test_a_village_without_road_gets_words_not_numbers(app):
    open_page(app, "jarak_akses")
    app.selectbox(key="village").set_value("33.21.14.2001").run()
    assert not app.exception
    assert any("terlalu jauh dari jalan" in w.value for w in app.warning)


def test_a_preset_sets_the_threshold_and_names_its_purpose(app):
    open_page(app, "jarak_akses")
    app.selectbox(key="preset_distance").set_value("7 km (Indeks Desa Membangun)").run()
    assert app.number_input(key="threshold_distance").value == 7.0
    assert any("pertokoan atau pasar" in c.value for c in app.caption)


def test_slower_speeds_change_the_minutes(app):
    open_page(app, "jarak_akses")
    app.segmented_control(key="cost").set_value("time").run()
    before = metrics(app)["Median"]
    app.session_state["speeds"] = {"motorcycle": {"tertiary": 10.0}}
    app.run()
    assert not app.exception
    assert metrics(app)["Median"] != before


def test_every_page_works_with_an_area_that_has_only_what_is_needed(tmp_path):
    """Villages, one office and roads: no boundaries, no markets, no notes."""
    (tmp_path / "kantor.csv").write_text("id,nama,bujur,lintang\nk1,Disnaker,110.815,-6.8001\n")
    village = "kode,nama,bujur,lintang\n33.19.01.2001,Satu,110.802,-6.801\n"
    (tmp_path / "desa.csv").write_text(village)
    road = shapely.LineString([(110.80, -6.80), (110.82, -6.80)])
    lines = gpd.GeoDataFrame({"REMARK": ["Jalan Lokal"]}, geometry=[road], crs=4326)
    lines.to_file(tmp_path / "jalan.gpkg")
    files = AreaFiles(tmp_path / "jalan.gpkg", tmp_path / "desa.csv", tmp_path / "kantor.csv")
    default_store().save(make_area("Kabupaten Uji", files).area)
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    app.session_state["area"] = "kabupaten-uji"
    app.run()
    assert not app.exception
    assert "Kabupaten Uji" in app.title[0].value
    for name in ("peta", "jarak_akses"):
        open_page(app, name)
        assert not app.error
    # 1.437 km along the parallel, 111 m to the road and 11 m from it.
    assert any("1,6 km" in m.value for m in app.markdown)
    app.segmented_control(key="target").set_value("market").run()
    assert not app.exception
    assert "belum punya titik Pasar" in app.info[0].value


def test_the_threshold_of_the_first_page_is_that_of_the_next(app):
    app.switch_page("pages/kesenjangan/page.py").run()
    assert metrics(app)["Desa dalam ambang"] == "24,1 %"
