"""The page Skenario in Chromium with everything but the app switched off."""

from __future__ import annotations

import json

import pytest

from tests.browser_cases import open_page, settle

pytestmark = pytest.mark.browser


def figure(page, label, text):
    """Wait until a key figure begins with a text; return it."""
    card = page.locator("[data-testid='stMetric']", has_text=label)
    value = card.locator("[data-testid='stMetricValue']", has_text=text)
    value.wait_for()
    settle(page)
    return value.inner_text()


def click_map(page, x, y):
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    settle(page)


def test_a_planner_asks_what_if(page, app_url, tmp_path):
    frame = open_page(page, app_url, "skenario")
    assert figure(page, "Desa dalam 10 km", "60 → 60")
    page.get_by_role("button", name="Usulan").click()
    page.get_by_role("button", name="Buat skenario ini").click()
    # 46 of the 249 villages come within 10 km, as the command `scenario run` says, too.
    assert figure(page, "Desa dalam 10 km", "60 → 106")
    page.keyboard.press("Escape")
    settle(page)
    assert "layanan keliling" in frame.locator(".legend").inner_text()
    assert frame.locator(".leaflet-container path").count() > 250

    page.get_by_role("button", name="Urung").click()
    assert figure(page, "Desa dalam 10 km", "60 → 60")
    page.get_by_role("button", name="Ulang").click()
    assert figure(page, "Desa dalam 10 km", "60 → 106")

    click_map(page, 0.12, 0.55)  # paper beside the area: no village lies under the pointer
    frame.locator(".leaflet-marker-icon path[d^='M3 3L17 17']").first.wait_for(state="attached")
    page.get_by_role("button", name="Tambahkan ke skenario").click()
    page.get_by_text("3 perubahan").wait_for()
    page.get_by_role("tab", name="Berkas").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh skenario").click()
    waiting.value.save_as(tmp_path / "s.json")
    sent = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert waiting.value.suggested_filename.endswith(".skenario.json")
    assert [c["kind"] for c in sent["scenario"]["changes"]] == ["add_facility"] * 3
    assert page.outside == []
    assert page.faults == []
    assert page.locator("[data-testid='stException']").count() == 0


def test_a_phone_shows_figures_and_map(page, app_url):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, app_url, "skenario")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    assert figure(page, "Desa dalam 10 km", "60 → 60")
    assert page.faults == []
