"""The page Lokasi berikutnya in Chromium, with everything but the app switched off."""

from __future__ import annotations

import csv

import pytest

from tests.browser_cases import open_page, settle

pytestmark = pytest.mark.browser


def test_where_next_is_answered_without_internet(page, app_url, tmp_path):
    frame = open_page(page, app_url, "lokasi")
    words = page.locator("[data-testid='stMain']").inner_text()
    assert "Boyolali (Gajah), Tegalarum (Mranggen)" in words
    assert "Terbukti: tidak ada pilihan yang lebih baik." in words
    assert "144 dari 249" in words
    # Both stars are icons; villages, roads and thin lines are paths.
    assert frame.locator(".leaflet-container path").count() > 250
    legend = frame.locator(".legend").inner_text()
    assert "Titik baru" in legend
    assert "Lingkar hitam: beralih ke titik baru" in legend
    page.get_by_role("button", name="CSV", exact=True).first.wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    target = tmp_path / "titik.csv"
    waiting.value.save_as(target)
    with target.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["Boyolali", "Tegalarum"]
    assert page.outside == []
    assert page.faults == []
    assert page.locator("[data-testid='stException']").count() == 0


def test_the_tour_is_drawn_when_its_tab_is_open(page, app_url):
    frame = open_page(page, app_url, "lokasi")
    assert "Rute keliling" not in frame.locator(".legend").inner_text()
    page.get_by_role("tab", name="Layanan keliling").click()
    settle(page)
    assert "Rute keliling" in frame.locator(".legend").inner_text()
    assert "terbukti terpendek" in page.locator("[data-testid='stMain']").inner_text()
    assert page.faults == []


def test_the_phone_shows_figures_and_map(page, app_url):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, app_url, "lokasi")
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    assert 300 < box["width"] <= 390
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
