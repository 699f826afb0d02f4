"""What the browser tests share: the app on a free port, and Chromium with no internet."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"


@contextmanager
def served(script, cwd=ROOT, **environment):
    """Run an app on a free port; give its address."""
    with serving(script, cwd, **environment) as (url, _):
        yield url


@contextmanager
def serving(script, cwd=ROOT, **environment):
    """Run an app on a free port; give its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    flags = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    server = subprocess.Popen(
        command + flags,
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(url, server)
        yield url, server
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def app_url():
    with served("app.py") as url:
        yield url


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


def quiet(page):
    """Wait until the script has not run for two seconds: a click on the map runs it twice."""
    still = "[data-testid='stApp'][data-test-script-state='notRunning']"
    calm = 0
    while calm < 8:
        page.wait_for_timeout(250)
        calm = calm + 1 if page.locator(still).count() else 0
