"""The section for OpenStreetMap without a browser, and once in Chromium."""

from __future__ import annotations

import json
import time
from pathlib import Path

import geopandas as gpd
import pytest
from streamlit.testing.v1 import AppTest

from layers.area import schema
from layers.osm.download_job import default_folder
from layers.osm.download_request import FetchChoices, FetchMemory, FetchOrder
from layers.osm.http_errors import OFFLINE_WAYS
from spatial.wording import render
from tests.browser_cases import served
from tests.layers import overpass_server as fake
from tests.layers.osm.test_overpass import refused
from tests.layers.osm_cases import AREA, CROSS, POINTS, server, way

__all__ = ["server"]
APP = Path(__file__).with_name("osm_app.py")
ROOT = APP.parents[2]
NAME = "Kabupaten Lembata, Nusa Tenggara Timur, Indonesia"
LONG = 300


@pytest.fixture(autouse=True, scope="module")
def checks_are_loaded():
    """Let pandera import its parts before any thread does.

    It imports hypothesis with the first check. Where pytest rewrites that in the thread of a
    download while Streamlit parses a script, Python 3.11 fails (cpython, issue 106905).
    """
    schema.validate(schema.empty("boundaries"), "boundaries")


@pytest.fixture
def osm(server):
    """A server that knows Lembata, its roads and its points; the choices point to it."""
    shape = json.loads(gpd.GeoSeries([AREA], crs=4326).to_json())["features"][0]["geometry"]
    places = [
        {"display_name": name, "osm_type": "relation", "osm_id": k, "geojson": shape}
        for k, name in enumerate(("Lembata, Nusa Tenggara Timur, Indonesia", "Lembata, lain"), 1)
    ]
    names = fake.body(json.dumps(places).encode())
    roads = fake.answer(*CROSS, way(1, [1, 2, 3, 4, 5], highway="primary"))
    points = fake.answer(*POINTS)

    def usual(handler):
        query = server.queries[-1]
        act = names if query == NAME else points if "out center" in query else roads
        act(handler)

    server.usual = usual
    point_to(server.url, tile_km=200)
    return server


def point_to(url, **more):
    FetchMemory(default_folder()).keep_choices(FetchChoices(endpoint=url, geocoder=url, **more))


@pytest.fixture
def app():
    test = AppTest.from_file(str(APP), default_timeout=LONG)
    test.run()
    assert not test.exception
    return test


def words(app):
    parts = (app.markdown, app.info, app.warning, app.error, app.success)
    return " | ".join(item.value for part in parts for item in part)


def wait_for(app, text):
    """Run the page, as its timer does, until it says something."""
    deadline = time.monotonic() + LONG
    while text not in words(app):
        assert time.monotonic() < deadline, words(app)
        assert not app.exception
        app.run()


def search(app):
    app.text_input(key="osm_name").set_value(NAME).run()
    app.button(key="osm_search").click().run()
    wait_for(app, "petak")


@pytest.mark.slow
def test_a_kabupaten_of_the_list_fills_the_search(osm, app):
    app.selectbox(key="osm_regency").set_value("53.13").run()
    assert app.text_input(key="osm_name").value == NAME


@pytest.mark.slow
def test_by_name_to_the_data(osm, app):
    search(app)
    assert len(app.selectbox(key="osm_place").options) == 2
    assert "**Kabupaten Lembata**: 5 petak" in words(app)
    assert "0 dari 5 petak sudah ada di komputer ini" in words(app)
    app.button(key="osm_start").click().run()
    wait_for(app, "siap dipakai")
    assert "data OpenStreetMap per 2024-08-03" in words(app)
    assert "jalan 0,4 km, semuanya terhubung" in words(app)
    assert "3 pasar" in words(app)
    app.button(key="osm_take").click().run()
    wait_for(app, "Diterima: Kabupaten Lembata: 3 pasar, Polygon, {'Kabupaten Lembata'}")
    assert FetchMemory(default_folder()).order() is None


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("level", ["regency", "district"])
def test_picked_from_the_boundaries_of_a_stored_area(osm, app, level):
    app.segmented_control(key="osm_way").set_value("Dari layer batas").run()
    app.selectbox(key="osm_source").set_value("demak").run()
    app.radio(key="osm_level").set_value(level).run()
    assert not app.exception
    picked = app.selectbox(key=f"osm_pick_{level}").value
    assert picked == {
        "regency": "Kabupaten Demak (33.21)",
        "district": "Kecamatan Bonang, Kabupaten Demak (33.21.12)",
    }[level]  # fmt: skip
    assert f"**{picked.split(',')[0].split(' (')[0]}**: " in words(app)


def test_settings_are_remembered_and_checked(osm, app):
    app.number_input(key="osm_timeout").set_value(77.0).run()
    app.checkbox(key="osm_tracks").check().run()
    kept = FetchMemory(default_folder()).choices()
    assert (kept.timeout_s, kept.tracks, kept.endpoint) == (77.0, True, osm.url)
    app.text_input(key="osm_endpoint").set_value("ftp://x").run()
    assert "endpoint harus berupa alamat" in words(app)
    assert FetchMemory(default_folder()).choices().endpoint == osm.url
    again = AppTest.from_file(str(APP), default_timeout=LONG).run()
    assert again.number_input(key="osm_timeout").value == 77.0


@pytest.mark.usefixtures("indonesian")
def test_without_internet_the_ways_that_remain_are_named(app):
    point_to(refused())
    app.run()
    app.text_input(key="osm_endpoint").set_value(refused()).run()
    app.text_input(key="osm_geo").set_value(refused()).run()
    app.text_input(key="osm_name").set_value(NAME).run()
    app.button(key="osm_search").click().run()
    wait_for(app, render(OFFLINE_WAYS))


def test_an_unfinished_order_is_offered_again(osm):
    choices = FetchMemory(default_folder()).choices()
    FetchMemory(default_folder()).keep_order(FetchOrder("Kecamatan Uji", AREA, choices))
    app = AppTest.from_file(str(APP), default_timeout=LONG).run()
    assert "Unduhan terakhir belum selesai: Kecamatan Uji." in words(app)
    assert "0 dari 5 petak" in words(app)
    app.button(key="osm_drop").click().run()
    assert "belum selesai" not in words(app)
    assert FetchMemory(default_folder()).order() is None


@pytest.mark.slow
def test_errors_of_the_server_are_shown_and_the_download_goes_on(osm):
    choices = FetchMemory(default_folder()).choices()
    FetchMemory(default_folder()).keep_order(FetchOrder("Kecamatan Uji", AREA, choices))
    app = AppTest.from_file(str(APP), default_timeout=LONG).run()
    usual = osm.usual
    osm.acts = [usual, fake.status(400, "<p>parse error</p>")]
    app.button(key="osm_resume").click().run()
    wait_for(app, "menolak permintaan (status 400): parse error")
    assert "1 dari 5 petak" in words(app)
    app.button(key="osm_resume").click().run()
    wait_for(app, "siap dipakai")
    assert len(osm.queries) == 1 + 1 + 4


@pytest.fixture
def app_url(osm):
    with served(APP, PYTHONPATH=str(ROOT)) as url:
        yield url


@pytest.mark.browser
def test_a_slow_download_in_the_browser(osm, page, app_url):
    """Search, watch, reload, cancel, resume, use: the server is silent at the third query."""
    usual = osm.usual

    def silent_once(handler):
        act = fake.silent(osm.release) if len(osm.queries) == 4 else usual
        act(handler)

    osm.usual = silent_once
    page.set_default_timeout(LONG * 1000)
    page.goto(app_url)
    page.get_by_label("Nama wilayah").fill(NAME)
    page.get_by_label("Nama wilayah").press("Enter")
    page.get_by_role("button", name="Cari", disabled=False).click()
    page.get_by_role("button", name="Unduh dari OpenStreetMap").click()
    page.get_by_text("2 dari 5 petak, 16 objek. Menunggu jawaban 127.0.0.1").wait_for()
    assert page.get_by_role("progressbar").count() == 1
    page.reload()
    page.get_by_text("Mengunduh Kabupaten Lembata").wait_for()
    page.get_by_text("(sudah ").wait_for()
    page.get_by_role("button", name="Batalkan").click()
    page.get_by_text("2 dari 5 petak sudah ada di komputer ini.").first.wait_for()
    assert osm.running == 1, "the server is silent still"
    osm.release.set()
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_role("button", name="Pakai data ini").click()
    page.get_by_text("Diterima: Kabupaten Lembata: 3 pasar").wait_for()
    assert page.locator("[data-testid='stException']").count() == 0
    assert page.outside == []
