"""The three users' ways through the real app in Chromium, with everything but it switched off."""

from __future__ import annotations

import csv

import pytest

from tests.browser_cases import drawn_map, open_page, served, settle, watched

pytestmark = pytest.mark.browser
MAX_PAYLOAD = 3_000_000
PAGES = ("jarak_akses", "jangkauan", "peta", "")
"""A deep link first: the server has not run the entry script then."""


@pytest.mark.parametrize("name", PAGES)
def test_page_draws_its_map_without_internet(page, app_url, name):
    frame = open_page(page, app_url, name)
    shapes = frame.locator(".leaflet-container path").count()
    assert shapes > 250, "villages, roads and boundaries are paths on the map"
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    assert box["width"] > 400
    assert box["height"] > 300
    assert frame.locator(".legend").count() == 1
    assert frame.locator(".leaflet-control-scale").count() == 1
    assert page.outside == []
    assert page.faults == []
    assert page.locator("[data-testid='stException']").count() == 0
    assert sum(page.received) < MAX_PAYLOAD


def test_a_click_on_a_village_shows_its_route(page, app_url):
    frame = open_page(page, app_url, "jarak_akses")
    chosen = page.locator("[data-testid='stSelectbox']", has_text="Desa terpilih").locator("input")
    before = chosen.input_value()
    assert before.startswith("Megonten")
    path = frame.locator(".leaflet-container path.leaflet-interactive")
    for i in range(path.count() // 2, path.count(), 7):
        path.nth(i).dispatch_event("click")
        settle(page)
        if chosen.input_value() != before:
            break
    assert chosen.input_value() != before
    words = page.locator("[data-testid='stMain']").inner_text()
    assert "indeks kelokan" in words
    assert f"{chosen.input_value().partition(',')[0]}" not in before
    assert page.faults == []


def test_panning_does_not_run_the_page_again(page, app_url):
    frame = open_page(page, app_url, "jarak_akses")
    page.sent.clear()
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    x, y = box["x"] + 60, box["y"] + box["height"] - 120
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y - 60, steps=6)
    page.mouse.up()
    settle(page)
    moved = frame.locator(".leaflet-map-pane").evaluate("pane => pane.style.transform")
    assert moved not in ("", "translate3d(0px, 0px, 0px)")
    assert page.sent == []


def test_a_table_can_be_downloaded(page, app_url, tmp_path):
    open_page(page, app_url, "jarak_akses")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV", exact=True).click()
    target = tmp_path / "akses.csv"
    waiting.value.save_as(target)
    with target.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 249
    megonten = next(row for row in rows if row["origin_id"] == "33.21.14.2014")
    assert 13_000 < float(megonten["total_m"]) < 17_000
    assert megonten["status"] == "ok"


def test_choices_survive_a_change_of_page(page, app_url):
    open_page(page, app_url, "")
    page.get_by_text("Jalan kaki", exact=True).click()
    settle(page)
    page.get_by_role("link", name="Jarak akses").first.click()
    page.get_by_role("heading", name="Seberapa jauh").wait_for()
    settle(page)
    page.get_by_role("radio", name="Pasar").or_(
        page.get_by_role("button", name="Pasar")
    ).first.click()
    settle(page)
    median = page.locator("[data-testid='stMetric']", has_text="Median").inner_text()
    page.get_by_role("link", name="Peta").first.click()
    page.get_by_role("heading", name="Apa yang ada").wait_for()
    settle(page)
    page.get_by_role("link", name="Jarak akses").first.click()
    page.get_by_role("heading", name="Seberapa jauh").wait_for()
    settle(page)
    assert page.locator("[data-testid='stMetric']", has_text="Median").inner_text() == median
    assert page.locator("input[type='radio']:checked").count() >= 1


def test_the_first_visitor_after_a_start_can_open_any_page(browser, tmp_path):
    with served("app.py", DESMIGRATIF_DATA=str(tmp_path)) as url:
        tab = watched(browser.new_context().new_page())
        tab.goto(f"{url}/kesenjangan")
        tab.locator("h1").first.wait_for()
        settle(tab)
        assert tab.get_by_role("dialog").count() == 0
        tab.context.close()


def test_the_name_of_the_first_page_is_an_address_too(page, app_url):
    open_page(page, app_url, "beranda")
    page.wait_for_url(f"{app_url}/")
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("h1").first.inner_text()


VIEW = "() => [map_div.getCenter().lat, map_div.getCenter().lng, map_div.getZoom()]"


@pytest.mark.parametrize("name", ["jarak_akses", "pilar"])
def test_a_map_stays_where_it_was_moved_when_a_setting_changes(page, app_url, name):
    frame = open_page(page, app_url, name)
    whole = frame.locator("body").evaluate(VIEW)
    map_frame = page.locator("iframe[title*='st_folium']").first
    map_frame.scroll_into_view_if_needed()
    box = map_frame.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + 200
    page.mouse.move(*middle)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(700)
    page.mouse.down()
    page.mouse.move(middle[0] - 150, middle[1] - 60, steps=5)
    page.mouse.up()
    settle(page)
    moved = drawn_map(page).locator("body").evaluate(VIEW)
    assert moved[2] > whole[2]
    threshold = page.locator("[data-testid='stNumberInput'] input").first
    threshold.fill("7")
    threshold.press("Enter")
    settle(page)
    frame = drawn_map(page)
    assert frame.locator("body").evaluate(VIEW) == pytest.approx(moved, abs=1e-4)
    frame.get_by_role("button", name="Tampilkan seluruh peta").click()
    pixel = 360 / 256 / 2 ** whole[2]
    assert frame.locator("body").evaluate(VIEW) == pytest.approx(whole, abs=2 * pixel)
