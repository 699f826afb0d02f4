"""Everyone can use it: every page in both languages by axe-core, with the keyboard, on a phone.

axe-core (Deque) tests the rules of WCAG that a machine can test; it is asked for those it calls
serious or critical, in the page and in the map's frame.
"""

from __future__ import annotations

import pytest

from pages.shared.sidebar import page_titles
from tests.browser_cases import app_url, drawn_map, page, quiet, settle

__all__ = ["app_url", "page"]

pytestmark = pytest.mark.browser
PAGES = [name for name, _, _ in page_titles()]
PHONE = {"width": 390, "height": 844}
GRAVE = {"serious", "critical"}


def opened(page, app_url, name):
    page.goto(f"{app_url}/{'' if name == PAGES[0] else name}")
    page.locator("h1").first.wait_for()
    quiet(page)


def violations(page):
    """What axe-core finds in the page and in every frame of it: rule, place and why."""
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    axe, found = sync_playwright.Axe(), []
    for frame in page.frames:
        if frame.is_detached():  # a map that made room for the next one
            continue
        answer = axe.run(frame, options={"resultTypes": ["violations"]}).response
        found += [
            (broken["id"], node["target"], node["failureSummary"])
            for broken in answer["violations"]
            if broken["impact"] in GRAVE
            for node in broken["nodes"]
        ]
    return found


def in_english(page):
    page.get_by_role("radio", name="English").or_(
        page.get_by_role("button", name="English")
    ).first.click()
    page.wait_for_timeout(500)
    quiet(page)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_bars_anyone_in_either_language(page, app_url, name):
    opened(page, app_url, name)
    assert page.evaluate("document.documentElement.lang") == "id"
    assert page.title().endswith("· Desmigratif Spasial")
    assert violations(page) == []
    heading = page.locator("h1").first.inner_text()
    in_english(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1").first.inner_text() != heading
    assert violations(page) == []
    assert page.outside == []


def test_the_rules_are_tested(page, app_url):
    """A grey that nobody can read, and a button that says nothing, are found."""
    opened(page, app_url, PAGES[0])
    page.evaluate("document.querySelector('h1').style.color = '#dddddd'")
    page.evaluate("document.querySelector('h1').after(document.createElement('button'))")
    assert {rule for rule, _, _ in violations(page)} == {"color-contrast", "button-name"}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_a_phone(page, app_url, name):
    page.set_viewport_size(PHONE)
    opened(page, app_url, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    main = page.locator("[data-testid='stMain']")
    assert main.evaluate("main => main.scrollWidth") <= PHONE["width"]
    assert page.locator("[data-testid='stSidebar'][data-collapsed='true']").count() == 1
    header = page.locator("[data-testid='stHeader']").bounding_box()
    assert page.locator("h1").first.bounding_box()["y"] >= header["y"] + header["height"]
    figures = [box for box in map(_box, page.locator("[data-testid='stMetric']").all()) if box]
    for left, right in zip(figures[::2], figures[1::2], strict=False):
        assert left["y"] == pytest.approx(right["y"], abs=2), "key figures stand in twos"
        assert left["x"] + left["width"] <= right["x"]
    for value in page.locator("[data-testid='stMetricValue'] p").all():
        assert value.evaluate("text => text.scrollWidth <= text.clientWidth + 1")
    for frame in page.frames[1:]:
        legend = frame.locator("details.legend")
        if legend.count():
            assert legend.first.get_attribute("open") is None, "folded, it leaves the map free"


def _box(figure):
    return figure.bounding_box() if figure.is_visible() else None


def test_the_keyboard_moves_the_map_and_unfolds_its_legend(page, app_url):
    opened(page, app_url, "kesenjangan")
    frame = drawn_map(page)
    paper = frame.locator(".leaflet-container")
    assert "Tombol panah" in paper.get_attribute("aria-label")
    assert frame.locator("html").get_attribute("lang") == "id"
    assert page.locator("iframe[title*='st_folium']").first.get_attribute("aria-label") == "Peta"
    paper.focus()
    pane = frame.locator(".leaflet-map-pane")
    before = pane.evaluate("pane => pane.style.transform")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(800)
    assert pane.evaluate("pane => pane.style.transform") != before
    legend = frame.locator("details.legend")
    items = legend.get_by_role("list").first.get_by_role("listitem")
    assert items.first.inner_text().startswith("dalam 10 km")
    legend.locator("summary").focus()
    page.keyboard.press("Enter")
    assert legend.get_attribute("open") is None


def test_the_tab_key_passes_the_points_of_a_map(page, app_url):
    """Hundreds of points would bar the way; the choice beside the map offers the same villages."""
    opened(page, app_url, "jangkauan")
    frame = drawn_map(page)
    assert frame.locator(".leaflet-marker-icon").count() > 40
    assert frame.locator(".leaflet-marker-icon[tabindex]").count() == 0


@pytest.mark.parametrize(
    ("name", "tab", "words"),
    [("jarak_akses", "Sebaran", "Sebaran desa"),
     ("kesenjangan", "Kurva dan pemerataan", "Cakupan menurut ambang")],
)  # fmt: skip
def test_a_chart_says_what_it_shows(page, app_url, name, tab, words):
    opened(page, app_url, name)
    page.get_by_role("tab", name=tab).click()
    settle(page)
    chart = page.locator(f"[data-testid='stVegaLiteChart'][aria-label^='{words}']")
    chart.first.wait_for()
    assert violations(page) == []


def test_one_finger_scrolls_the_page_past_the_map(page, app_url):
    phone = page.context.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    tab = phone.new_page()
    opened(tab, app_url, "peta")
    frame = drawn_map(tab)
    pane = frame.locator(".leaflet-map-pane")
    box = tab.locator("iframe[title*='st_folium']").first.bounding_box()
    main = tab.locator("[data-testid='stMain']")
    before = pane.evaluate("pane => pane.style.transform")
    swipe(tab, box["x"] + 180, box["y"] + 300)
    tab.wait_for_timeout(500)
    assert main.evaluate("main => main.scrollTop") > 200
    assert pane.evaluate("pane => pane.style.transform") == before
    assert frame.locator(".two-fingers").inner_text() == "Geser peta dengan dua jari"
    phone.close()


def swipe(tab, x, y):
    """Draw one finger 300 pixels upwards."""
    touch = tab.context.new_cdp_session(tab)
    for step in range(13):
        kind = "touchMove" if step else "touchStart"
        points = [{"x": x, "y": y - 25 * step}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        tab.wait_for_timeout(20)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
