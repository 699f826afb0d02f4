"""A planner makes Kabupaten Kudus from files and two typed points, offline, in ten clicks."""

from __future__ import annotations

import pytest

from layers.store.area_store import AreaStore
from tests.browser_cases import drawn_map, served, settle

pytestmark = [pytest.mark.browser, pytest.mark.real]


@pytest.fixture
def app_url(tmp_path):
    with served("app.py", DESMIGRATIF_DATA=str(tmp_path / "home")) as url:
        yield url


def type_row(page, row, *texts):
    """Click the name of a row of the typed table, and write from there to the right."""
    table = page.locator(".st-key-draft_typed_table").get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 150, box["y"] + 18 + 35 * row)
    settle(page)
    editor = page.locator(".gdg-input")
    for text in texts:
        open_cell(page, editor)
        editor.fill(text)
        editor.press("Tab")
        editor.wait_for(state="detached")
    settle(page)


def open_cell(page, editor):
    """Open the chosen cell; the table takes no key while the page runs."""
    for _ in range(10):
        settle(page)
        page.keyboard.press("Enter")
        settle(page)
        if editor.count():
            return
    pytest.fail("the cell of the table did not open")


def choose_file(page, label, path):
    uploader = page.get_by_test_id("stFileUploader").filter(has_text=label).first
    uploader.locator("input[type=file]").set_input_files(path)


def test_kudus_from_files_and_two_typed_points(page, app_url, real_data, tmp_path):
    page.goto(app_url)
    page.locator("h1").first.wait_for()
    page.get_by_test_id("stSidebarNav").get_by_text("Data").click()  # click 1
    page.get_by_label("Nama wilayah").first.wait_for()
    settle(page)
    page.get_by_label("Nama wilayah").first.fill("Kabupaten Kudus")  # click 2
    page.keyboard.press("Tab")
    choose_file(page, "Jalan", real_data / "rbi" / "kudus_jalan_25k.gpkg")  # clicks 3 and 4
    page.get_by_text("5.321 ruas").wait_for()
    choose_file(page, "Desa", real_data / "villages" / "kudus.gpkg")  # clicks 5 and 6
    page.get_by_text("132 baris dibaca").first.wait_for()
    drawn_map(page)
    type_row(page, 1, "Disnaker Kudus", "-6,8048", "110,8405")  # click 7
    type_row(page, 2, "Pasar Kliwon", "-6,8100", "110,8500")  # click 8
    button = page.get_by_role("button", name="Buat dan simpan wilayah")
    button.click()  # click 9
    page.get_by_text("tersimpan dan dipilih di bilah samping").wait_for()
    area = AreaStore(tmp_path / "home" / "areas").load("kabupaten-kudus")
    assert len(area.villages) == 132
    assert area.offices["name"].tolist() == ["Disnaker Kudus"]
    assert area.markets["name"].tolist() == ["Pasar Kliwon"]
    drawn_map(page)
    page.get_by_role("link", name="Ukur jarak akses").last.click()
    page.get_by_text("Seberapa jauh desa dari Disnaker dan pasar?").wait_for()
    drawn_map(page)
    assert page.get_by_text("Disnaker Kudus").count() > 0
    assert page.outside == []
    assert page.faults == []
