"""The three users' ways through the real app in Chromium, with everything but it switched off."""

from __future__ import annotations

import csv
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
MAX_PAYLOAD = 3_000_000
PAGES = ("jarak_akses", "peta", "")
"""A deep link first: the server has not run the entry script then."""


@pytest.fixture(scope="module")
def app_url():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    flags = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    server = subprocess.Popen(
        command + flags, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_up(url, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the app stopped while starting"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    pytest.fail("the app did not start within 60 s")


@pytest.fixture
def page(app_url):
    sync_api = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="id-ID", accept_downloads=True
        )
        context.set_default_timeout(30_000)
        tab = context.new_page()
        tab.outside, tab.faults, tab.sent, tab.received = [], [], [], []

        def only_the_app(route):
            if route.request.url.startswith((app_url, "data:", "blob:")):
                route.continue_()
            else:
                tab.outside.append(route.request.url)
                route.abort()

        context.route("**/*", only_the_app)
        tab.on("pageerror", lambda error: tab.faults.append(str(error)))
        tab.on("websocket", lambda ws: watch(tab, ws))
        yield tab
        browser.close()


def watch(tab, ws):
    ws.on("framesent", lambda frame: tab.sent.append(len(frame)))
    ws.on("framereceived", lambda frame: tab.received.append(len(frame)))


def open_page(page, app_url, name):
    page.goto(f"{app_url}/{name}")
    page.locator("h1").first.wait_for()
    return drawn_map(page)


def drawn_map(page):
    """Return the map's frame once Leaflet has drawn villages in it."""
    page.locator("iframe[title*='st_folium']").first.wait_for()
    frame = page.frame_locator("iframe[title*='st_folium']").first
    frame.locator(".leaflet-container path, .leaflet-container canvas").first.wait_for()
    settle(page)
    return frame


def settle(page):
    """Wait until the script has run."""
    page.wait_for_timeout(400)
    page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for()
    page.wait_for_timeout(300)


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
    page.wait_for_timeout(1500)
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
