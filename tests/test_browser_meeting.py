"""From the page to slides and a page for the meeting, in Chromium without internet."""

from __future__ import annotations

import re

import pytest
from pptx import Presentation

from cli import main
from tests.browser_cases import PATIENCE_S, settle, wait_until

pytestmark = pytest.mark.browser

DECK = "iframe[title='Salindia rapat']"


def saved(page, name, folder):
    page.get_by_role("button", name=name, exact=True).click()
    save = page.get_by_role("button", name=f"Simpan {name}")
    save.wait_for()
    with page.expect_download() as download:
        save.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_from_the_page_to_slides_and_a_page(page, app_url, tmp_path):
    page.goto(f"{app_url}/presentasi")
    deck = page.frame_locator(DECK)
    deck.locator("h1").wait_for()
    deck.locator("#next").click()
    deck.locator(".slide.shown .map iframe").wait_for()
    drawn = deck.frame_locator(".slide.shown .map iframe").locator(".leaflet-container path")
    drawn.first.wait_for()
    slides = saved(page, "PPTX", tmp_path)
    assert len(Presentation(slides).slides) == 8
    alone = saved(page, "HTML", tmp_path)
    assert alone.stat().st_size > 500_000
    settle(page)
    assert not page.outside
    assert not page.faults


def test_full_screen_inside_the_dashboard(page, app_url):
    page.goto(f"{app_url}/presentasi")
    deck = page.frame_locator(DECK)
    deck.locator("#full").click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("ArrowRight")
    deck.locator("#place", has_text=re.compile("^2 / 8$")).wait_for()


@pytest.fixture(scope="module")
def story_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("usb") / "rapat.html"
    assert main(["present", "--area", "demak", "--out", str(path)]) == 0
    return path


@pytest.fixture(params=[(1366, 768), (390, 844)], ids=["laptop", "phone"])
def offline(request, browser):
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, has_touch=width < 700
    )
    context.set_default_timeout(PATIENCE_S * 1000)
    tab = context.new_page()
    tab.asked, tab.faults = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    yield tab
    context.close()


SHOWN_PLACES = """map => {
    const shown = path => {
        const box = path.getBoundingClientRect();
        return box.left > 0 && box.top > 0 && box.right < innerWidth && box.bottom < innerHeight;
    };
    return Array.from(map.querySelectorAll("path.leaflet-interactive")).filter(shown).length;
}"""


def test_the_file_draws_every_map_from_a_stick(offline, story_page):
    """On every slide some village is drawn inside the frame; nothing asks for the network."""
    offline.goto(story_page.as_uri())
    wide = offline.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for _ in range(6):
        offline.keyboard.press("ArrowRight")
        frame = offline.frame_locator(".slide.shown .map iframe")
        frame.locator(".leaflet-container path.leaflet-interactive").first.wait_for()
        view = frame.locator(".leaflet-container")
        wait_until(offline, lambda view=view: view.evaluate(SHOWN_PLACES) > 100)
        box = offline.locator(".slide.shown .map").bounding_box()
        assert box["width"] > 300
        assert offline.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide
    assert {url.split(":")[0] for url in offline.asked} <= {"file", "data", "about", "blob"}
    assert not offline.faults


def test_keys_turn_the_slides_also_from_inside_a_map(offline, story_page):
    offline.goto(story_page.as_uri())
    place = offline.locator("#place")
    for key, shown in (("ArrowRight", 2), (" ", 3), ("ArrowLeft", 2), ("End", 8), ("Home", 1)):
        offline.keyboard.press(key)
        assert place.text_content() == f"{shown} / 8"
    offline.keyboard.press("PageDown")
    frame = offline.frame_locator(".slide.shown .map iframe")
    frame.locator(".leaflet-container path").first.wait_for()
    frame.locator(".leaflet-container").focus()
    offline.keyboard.press("ArrowRight")
    offline.locator("#place", has_text="3 / 8").wait_for()
