"""What the browser tests share: the app on a free port, and Chromium with no internet.

One server of the app and one browser serve all tests of a process; every test gets a browser
context, and with it a session of the app, of its own. Tests wait for conditions: that every run of
the page which they caused has ended and that what it shows is drawn (`settle`).
"""

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
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PATIENCE_S = 300
"""How long a condition may take on a machine that has much else to do, seconds."""
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
        server.wait()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory):
    """Serve the app once, for all tests that change nothing in its store."""
    with served("app.py", DESMIGRATIF_DATA=str(tmp_path_factory.mktemp("app"))) as url:
        yield url


def wait_until_up(url, server):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        assert server.poll() is None, "the app stopped while starting"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    pytest.fail(f"the app did not start within {PATIENCE_S} s")


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser, app_url):
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="id-ID", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE_S * 1000)
    tab = watched(context.new_page())
    tab.outside = []

    def only_the_app(route):
        if route.request.url.startswith((app_url, "data:", "blob:")):
            route.continue_()
        else:
            tab.outside.append(route.request.url)
            route.abort()

    context.route("**/*", only_the_app)
    yield tab
    context.close()


class Traffic:
    """What a page and its server say to each other about runs of the script.

    Attributes
    ----------
    asked
        How many runs the page has asked for.
    idle
        Whether the last run that was asked for has ended.
    """

    def __init__(self):
        self.asked, self.idle, self._begun = 0, False, False

    def sent(self, frame):
        if BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.asked += 1
            self.idle = self._begun = False

    def received(self, frame):
        message = ForwardMsg.FromString(frame)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begun, self.idle = True, False
        elif kind == "script_finished":
            early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self.idle = self._begun and not early


def watched(tab):
    """Record the faults of a page, and its traffic with the server."""
    tab.faults, tab.sent, tab.received = [], [], []
    tab.traffic = Traffic()
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.on("websocket", lambda ws: _listen(tab, ws))
    return tab


def _listen(tab, ws):
    def sent(frame):
        if isinstance(frame, bytes):
            tab.sent.append(len(frame))
            tab.traffic.sent(frame)

    def received(frame):
        if isinstance(frame, bytes):
            tab.received.append(len(frame))
            tab.traffic.received(frame)

    ws.on("framesent", sent)
    ws.on("framereceived", received)


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


LATE_INPUTS = """new Promise(done => setTimeout(
    () => requestAnimationFrame(() => requestAnimationFrame(() => done())), 400))"""
"""Lets inputs be sent that wait for more: tables 150 ms, maps 250 ms, by the browser's clock."""

DRAWN = """() => {
    const shown = page => Array.from(page.querySelectorAll("iframe")).every(frame => {
        const inner = frame.contentDocument;
        return !inner || (inner.readyState === "complete" && shown(inner)
            && (!frame.title.includes("st_folium") || inner.querySelector(".leaflet-pane")));
    });
    const still = page => page.getAnimations().every(motion =>
            motion.playState !== "running"
            || motion.effect.getComputedTiming().iterations === Infinity)
        && Array.from(page.querySelectorAll("iframe")).every(
            frame => !frame.contentDocument || still(frame.contentDocument));
    return document.querySelector("[data-testid='stApp'][data-test-script-state='notRunning']")
        && !document.querySelector("[data-stale='true'], [data-testid='stSkeleton']")
        && document.fonts.status === "loaded" && shown(document) && still(document);
}"""
"""Nothing is out of date or in motion, and every frame is loaded."""


def settle(page):
    """Wait until all runs that the page asked for have ended, and what they show is drawn."""
    while True:
        wait_until(page, lambda: page.traffic.idle)
        page.wait_for_function(DRAWN)
        asked = page.traffic.asked
        page.evaluate(LATE_INPUTS)
        if page.traffic.idle and page.traffic.asked == asked and page.evaluate(DRAWN):
            return


def wait_until(page, holds):
    """Wait until a condition holds, which is asked from here and not in the page."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"the condition did not hold within {PATIENCE_S} s")
        page.wait_for_timeout(50)
