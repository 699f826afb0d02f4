"""Further sources of a new area on the page Data: OpenStreetMap extracts, population rasters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasterio.transform import Affine
from streamlit.testing.v1 import AppTest

from layers.new_area.draft import Draft, FileInput
from layers.store.area_store import default_store
from tests.layers.osm_cases import CROSS, node, way
from tests.layers.pbf_cases import write_osm
from tests.layers.raster_cases import tif

APP = Path(__file__).resolve().parents[2] / "app.py"
TIMEOUT = 60
ROADS = [
    way(100, [1, 2, 3, 4, 5], highway="primary"),
    way(101, [11, 3, 12], highway="residential"),
    node(50, 4, 6, amenity="marketplace", name="Pasar Bawah"),
    node(51, 4, 4, place="village", name="Desa Lama"),
]


@pytest.fixture
def app():
    test = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    test.run()
    test.switch_page("pages/data/page.py").run()
    assert not test.exception
    return test


@pytest.fixture
def villages(tmp_path):
    """Two villages in the hand-made OpenStreetMap, one thousandth of a degree apart."""
    path = tmp_path / "desa.csv"
    path.write_text("kode;nama;lon;lat\n53.13.01.2001;Satu;120,002;0,005\n"
                    "53.13.01.2002;Dua;120,003;0,004\n")  # fmt: skip
    return FileInput("villages", path)


def button(app, label):
    return next(b for b in app.button if b.label == label)


def create(app, title):
    app.text_input(key="draft_title").set_value(title).run()
    button(app, "Buat dan simpan wilayah").click().run()
    assert not app.exception
    assert "tersimpan" in app.success[0].value


def test_roads_and_markets_out_of_an_extract(app, villages, tmp_path):
    extract = write_osm(tmp_path / "kecil.osm.pbf", [*CROSS, *ROADS])
    app.session_state["draft"] = Draft().with_file(villages)
    app.text_input(key="draft_osm_path").set_value(str(extract)).run()
    app.button(key="draft_osm_read").click().run()
    assert not app.exception
    draft = app.session_state["draft"]
    assert draft.roads.source.network.n_edges == 4
    assert [layer for layer, _ in draft.taken] == ["markets"]  # the user's villages count
    create(app, "Pulau Uji")
    area = default_store().load("pulau-uji")
    assert area.markets["name"].tolist() == ["Pasar Bawah"]
    assert area.villages["name"].tolist() == ["Satu", "Dua"]
    assert area.sources["roads"]["file"]["file"] == "kecil.osm.pbf"


def test_an_extract_that_is_not_there_or_no_extract_is_told(app, tmp_path):
    app.text_input(key="draft_osm_path").set_value(str(tmp_path / "tidak.osm.pbf")).run()
    app.button(key="draft_osm_read").click().run()
    assert any("tidak ditemukan" in e.value for e in app.error)
    fake = tmp_path / "palsu.osm.pbf"
    fake.write_text("<html>404</html>")
    app.text_input(key="draft_osm_path").set_value(str(fake)).run()
    app.button(key="draft_osm_read").click().run()
    assert not app.exception
    assert any("palsu.osm.pbf" in e.value for e in app.error)
    assert app.session_state["draft"].roads is None


def test_people_of_a_raster_come_with_the_area(app, villages, tmp_path):
    extract = write_osm(tmp_path / "kecil.osm.pbf", [*CROSS, *ROADS])
    people = np.full((10, 10), 5.0)
    people[0, 0] = -9999.0
    raster = tif(
        tmp_path / "jiwa.tif", people,
        transform=Affine(0.001, 0, 119.999, 0, -0.001, 0.009),
    )  # fmt: skip
    app.session_state["draft"] = Draft().with_file(villages)
    app.text_input(key="draft_osm_path").set_value(str(extract)).run()
    app.button(key="draft_osm_read").click().run()
    app.file_uploader(key="draft_population").set_value(
        ("jiwa.tif", raster.read_bytes(), "image/tiff")
    ).run()
    create(app, "Pulau Uji")
    area = default_store().load("pulau-uji")
    counts = area.population.counts
    # The box around villages and roads, 120.001 to 120.005 E and 0.003 to 0.007 N, four by four.
    assert np.nansum(counts) == pytest.approx(16 * 5)
    assert any("Penduduk" in m.value for m in app.markdown)


def test_without_ground_a_small_extract_is_read_whole(app, tmp_path):
    extract = write_osm(tmp_path / "kecil.osm.pbf", [*CROSS, *ROADS])
    app.text_input(key="draft_osm_path").set_value(str(extract)).run()
    app.button(key="draft_osm_read").click().run()
    assert not app.exception
    draft = app.session_state["draft"]
    assert sorted(layer for layer, _ in draft.taken) == ["markets", "villages"]
