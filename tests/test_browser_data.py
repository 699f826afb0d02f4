"""Points moved on the map, and areas carried as zip files, in Chromium without internet."""

from __future__ import annotations

import zipfile

import pytest

from layers.store.area_store import AreaStore
from tests.browser_cases import drawn_map, page, served, settle
from tests.layers.store_cases import small_area
from tests.pages.data_cases import write_app

__all__ = ["page"]

pytestmark = pytest.mark.browser


@pytest.fixture
def data_home(tmp_path):
    AreaStore(tmp_path / "home" / "areas").save(small_area())
    return tmp_path / "home"


@pytest.fixture
def app_url(tmp_path, data_home):
    """The two sections as an app of their own, with a store of one small area."""
    with served(write_app(tmp_path), DESMIGRATIF_DATA=str(data_home)) as url:
        yield url


def open_part(page, name):
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    settle(page)


def choose(page, label, option):
    page.get_by_label(label).first.click()
    page.get_by_role("option", name=option).click()
    settle(page)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def click_map(page, x, y):
    """Click the map at a place in its frame; streamlit-folium waits 250 ms before it tells."""
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_timeout(600)
    settle(page)


def write_cell(page, x, row, text):
    """Write into a cell of the table; it is drawn on a canvas, with rows of 35 pixels."""
    table, editor = page.get_by_test_id("stDataFrame").last, page.locator(".gdg-input")
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box = table.bounding_box()
    page.mouse.dblclick(box["x"] + x, box["y"] + 52 + 35 * row)
    editor.wait_for()
    editor.fill(text)
    editor.press("Enter")
    editor.wait_for(state="detached")
    settle(page)


def test_cells_that_were_edited_before_leaving_are_kept(page, app_url, data_home):
    page.goto(app_url)
    page.locator("h1").first.wait_for()
    settle(page)
    choose(page, "Wilayah kajian", "Kabupaten Uji")
    open_part(page, "Sunting titik")
    drawn_map(page)
    write_cell(page, 40, 0, "Satu")
    page.get_by_text("pada 'uji' belum disimpan").wait_for()
    open_part(page, "Kelola wilayah")
    page.get_by_text("pada 'uji' belum disimpan").wait_for()
    open_part(page, "Sunting titik")
    drawn_map(page)
    write_cell(page, 40, 1, "Dua")
    write_cell(page, 40, 1, "Tiga")
    press(page, "Simpan")
    page.get_by_text("Tersimpan. Versi sebelumnya").wait_for()
    stored = AreaStore(data_home / "areas").load("uji")
    assert stored.villages["name"].tolist() == ["Satu", "Tiga"]
    assert stored.sources["villages"]["edits"][0]["changes"] == 3
    assert page.faults == []


def test_a_point_is_moved_on_the_map_and_the_area_carried_as_a_zip(page, app_url, data_home):
    store = AreaStore(data_home / "areas")
    page.goto(app_url)
    page.locator("h1").first.wait_for()
    settle(page)
    choose(page, "Wilayah kajian", "Kabupaten Uji")
    open_part(page, "Sunting titik")
    frame = drawn_map(page)
    point = frame.locator("path.leaflet-interactive").first
    point.dispatch_event("click")
    page.get_by_text("Sekarang: ").wait_for()
    settle(page)
    assert page.get_by_label("Titik", exact=True).input_value() == "desa 0"
    before = frame.locator("path.leaflet-interactive").first.bounding_box()
    click_map(page, 200, 150)
    page.get_by_text(" · bergeser ").wait_for()
    lon, lat = (
        float(page.get_by_label(f"{word} tempat baru").input_value().replace(",", "."))
        for word in ("Bujur", "Lintang")
    )
    press(page, "Pindahkan ke sini")
    after = frame.locator("path.leaflet-interactive").first.bounding_box()
    assert (before["x"], before["y"]) != (after["x"], after["y"])
    press(page, "Urung")
    assert frame.locator("path.leaflet-interactive").first.bounding_box() == before
    press(page, "Ulang")
    assert frame.locator("path.leaflet-interactive").first.bounding_box() == after
    assert store.load("uji").villages.geometry.x[0] == 110.001
    press(page, "Simpan")
    page.get_by_text("Tersimpan. Versi sebelumnya").wait_for()
    place = store.load("uji").villages.geometry[0]
    assert (place.x, place.y) == pytest.approx((lon, lat), abs=1e-9)

    open_part(page, "Kelola wilayah")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh (zip)").click()
    sent = data_home / "uji.zip"
    waiting.value.save_as(sent)
    assert "area.gpkg" in zipfile.ZipFile(sent).namelist()
    page.locator("input[type='file']").set_input_files(sent)
    page.get_by_text("Berkas diperiksa dan utuh").wait_for()
    settle(page)
    press(page, "Simpan wilayah ini")
    page.get_by_text("Tersimpan: Kabupaten Uji (nama: uji-2)").wait_for()
    back = store.load("uji-2").villages.geometry[0]
    assert (back.x, back.y) == (place.x, place.y)
    assert page.outside == []
    assert page.faults == []


def test_choices_outlive_a_change_of_the_language(page, app_url):
    """The browser sends a choice as the words that it shows, and those change."""
    page.goto(app_url)
    page.get_by_text("Mobil", exact=True).click()
    open_part(page, "Sunting titik")
    open_part(page, "Kantor")
    for language, car, offices in (
        ("English", "Car", "Offices"),
        ("Indonesia", "Mobil", "Kantor"),
        ("English", "Car", "Offices"),
    ):
        open_part(page, language)
        assert page.get_by_role("radio", name=car, exact=True).is_checked()
        chosen = page.get_by_test_id("stButtonGroup").get_by_role(
            "radio", name=offices, exact=True
        )
        assert chosen.is_checked()
