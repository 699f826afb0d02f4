"""The page Kesenjangan layanan runs without a browser, and its figures follow its widgets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from streamlit.testing.v1 import AppTest

from layers.store.area_store import default_store
from layers.workspace.catalog import load_area
from spatial.crs import WGS84
from spatial.population.grid import PopulationGrid

pytestmark = pytest.mark.slow

APP = Path(__file__).resolve().parents[2] / "app.py"


def opened(area="demak"):
    app = AppTest.from_file(str(APP), default_timeout=300)
    app.session_state["area"] = area
    app.run()
    app.switch_page("pages/kesenjangan/page.py").run()
    assert not app.exception
    return app.run()


@pytest.fixture
def app():
    return opened()


def at_tab(app, name):
    app.session_state["coverage_tab"] = name
    app.run()
    assert not app.exception
    return app


def places(app):
    return at_tab(app, "Per kecamatan").dataframe[0].value


def metrics(app):
    return {m.label: (m.value, m.delta) for m in app.metric}


def words(app):
    return " ".join(part.value for part in [*app.markdown, *app.caption])


def test_figures_are_those_of_the_access_table(app):
    assert "Siapa yang belum terjangkau layanan?" in app.title[0].value
    shown = metrics(app)
    assert shown["Desa dalam ambang"] == ("24,1 %", "60 dari 249 desa")
    assert shown["Desa di luar"] == ("189", "1 tanpa perjalanan")
    assert len(app.dataframe[0].value) == 189
    assert "Tidak ada peraturan yang menetapkan jarak desa ke Disnaker" in words(app)
    assert "Tiap desa dihitung satu" in words(app)
    assert len(places(app)) == 14
    assert places(app)["Di luar"].sum() == 189
    assert "Indeks Gini 0,2" in words(at_tab(app, "Kurva dan pemerataan"))
    at_tab(app, "Unduh")
    assert "Asal-usul (JSON)" in [b.label for b in app.get("download_button")]


def test_a_wider_threshold_covers_more(app):
    app.number_input(key="threshold_distance").set_value(100.0).run()
    assert not app.exception
    assert metrics(app)["Desa dalam ambang"][1] == "248 dari 249 desa"
    assert app.dataframe[0].value["name"].tolist() == ["Pilangwetan"]


def test_every_choice_works(app):
    for facility in ("market", "offices:blk", "disnaker"):
        for cost in ("time", "distance"):
            app.selectbox(key="coverage_facility").set_value(facility)
            app.segmented_control(key="cost").set_value(cost).run()
            assert not app.exception
            assert not app.error
    app.session_state["mode"] = "walk"
    app.number_input(key="coverage_third_distance").set_value(30.0).run()
    assert not app.exception
    assert {"Bagian ≤ 10 km", "Bagian ≤ 20 km", "Bagian ≤ 30 km"} <= set(places(app))


def test_a_preset_sets_the_threshold_and_names_its_purpose(app):
    app.selectbox(key="coverage_preset_distance").set_value("7 km (Indeks Desa Membangun)").run()
    assert app.number_input(key="threshold_distance").value == 7.0
    assert "pertokoan atau pasar" in words(app)
    assert "Tidak ada peraturan" in words(app)


def test_an_estimate_is_called_an_estimate(app):
    app.selectbox(key="coverage_weight_demak").set_value("district").run()
    assert not app.exception
    assert metrics(app)["Di luar (perkiraan)"][1] == "dari 1.162.784"
    assert "Perkiraan, bukan hasil hitung per desa" in words(app)


def test_single_markets_can_be_left_out(app):
    app.selectbox(key="coverage_facility").set_value("market").run()
    everyone = metrics(app)["Desa di luar"][0]
    first = load_area("demak").markets["id"].iloc[0]
    app.multiselect(key="coverage_points_demak_market").set_value([first]).run()
    assert not app.exception
    assert int(metrics(app)["Desa di luar"][0]) > int(everyone)
    at_tab(app, "Bila satu kantor tutup")
    assert any("satu-satunya fasilitas" in w.value for w in app.warning)


@pytest.mark.usefixtures("indonesian")
def test_the_surface_is_computed_on_request_only(app):
    at_tab(app, "Permukaan waktu tempuh")
    assert not any("GeoTIFF" in b.label for b in app.get("download_button"))
    app.selectbox(key="surface_cell").set_value(1000)
    next(b for b in app.button if b.label == "Hitung permukaan").click().run()
    assert not app.exception
    assert any("GeoTIFF" in b.label for b in app.get("download_button"))
    app.segmented_control(key="cost").set_value("time").run()
    assert not any("GeoTIFF" in b.label for b in app.get("download_button"))


def test_people_of_a_raster_and_of_a_column():
    demak = load_area("demak")
    west, _, _, north = demak.boundaries.total_bounds
    step = Affine(0.01, 0, west, 0, -0.01, north)
    default_store().save(
        replace(
            demak,
            title="Demak dengan penduduk",
            population=PopulationGrid(np.full((60, 60), 100.0), step, WGS84),
            villages=demak.villages.assign(jml_pmi=2.0),
        )
    )
    app = opened()
    assert "Penduduk di luar (raster)" in metrics(app)
    assert "Penduduk di luar (raster)" in places(app)
    app.selectbox(key="coverage_weight_demak").set_value("column:jml_pmi").run()
    assert not app.exception
    # 189 villages of 2 migrants each.
    assert places(app)["Bobot di luar"].sum() == 378
    default_store().delete("demak", confirm="demak")


def test_an_area_without_the_facility_says_where_to_add_it():
    demak = load_area("demak")
    default_store().save(replace(demak, markets=demak.markets.iloc[:0]))
    app = opened()
    app.selectbox(key="coverage_facility").set_value("market").run()
    assert not app.exception
    assert "belum punya titik Pasar" in app.info[0].value
    default_store().delete("demak", confirm="demak")


@pytest.mark.usefixtures("indonesian")
def test_an_area_without_boundaries_and_kecamatan():
    demak = load_area("demak")
    villages = demak.villages.assign(district=None)
    default_store().save(replace(demak, boundaries=demak.boundaries.iloc[:0], villages=villages))
    app = opened()
    assert not app.error
    assert metrics(app)["Desa di luar"] == ("189", "1 tanpa perjalanan")
    assert metrics(app)["Kecamatan paling tertinggal"][1] == "60 dari 249 desa dalam ambang"
    at_tab(app, "Permukaan waktu tempuh").selectbox(key="surface_cell").set_value(1000)
    next(b for b in app.button if b.label == "Hitung permukaan").click().run()
    assert not app.exception
    default_store().delete("demak", confirm="demak")
