"""A changed threshold in the real app: from Enter to the new legend of the map, in Chromium.

The area and its points are real; three villages stand for the labour offices and twelve for the
markets of Lembata, of which no file tells. Every threshold is asked for the first time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from benchmarks.areas import REAL, SEED, graphml
from tests.browser_cases import CHROMIUM, drawn_map, serving, settle, watch

REDRAW = "redraw"
ROOT = Path(__file__).resolve().parents[1]
OFFICES = ("53.13.05.1017", "53.13.07.2004", "53.13.08.2005")
MARKETS = 12
TITLES = {"demak": "Kabupaten Demak", "lembata": "Kabupaten Lembata"}
PAGES = ("kesenjangan", "jangkauan")
THRESHOLDS = tuple(value / 2 for value in range(11, 36))
PATIENCE_MS = 60_000

WATCH = """() => {
    const box = document.querySelector("details.legend");
    const before = box.innerHTML;
    window.legendChanged = new Promise(resolve => new MutationObserver(() => {
        if (box.innerHTML !== before) {
            requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
        }
    }).observe(box, {childList: true, subtree: true}));
}"""
"""Tells when the browser has painted a legend that differs from the one before."""


@dataclass(frozen=True)
class Redraw:
    """One changed threshold: seconds in the browser and of the server's processor, MB received."""

    seconds: float
    processor: float
    megabytes: float


def measured():
    """Print a line per page and area."""
    from playwright.sync_api import sync_playwright

    print(f"\n{REDRAW}: from Enter to the new legend, {len(THRESHOLDS)} thresholds each")
    print(f"{'':24}{'median s':>10}{'best':>7}{'worst':>7}{'server CPU s':>14}{'MB':>7}")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        store = {"DESMIGRATIF_DATA": str(Path(name) / "store")}
        _make_lembata(Path(name), store)
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for page in PAGES:
            for area in TITLES:
                with serving("app.py", **store) as (url, server):
                    _print(f"{page}, {area}", _redraws(browser, url, server.pid, page, area))
        browser.close()


def _print(label, found):
    seconds = sorted(redraw.seconds for redraw in found)
    processor = statistics.median(redraw.processor for redraw in found)
    megabytes = statistics.median(redraw.megabytes for redraw in found)
    print(
        f"{label:24}{statistics.median(seconds):10.2f}{seconds[0]:7.2f}{seconds[-1]:7.2f}"
        f"{processor:14.2f}{megabytes:7.2f}",
        flush=True,
    )


def _make_lembata(folder, store):
    villages = REAL / "villages" / "lembata.gpkg"
    table = gpd.read_file(villages)
    spots = pd.DataFrame(
        {"id": table["kode"], "name": table["nama"], "lon": table["rep_lng"],
         "lat": table["rep_lat"]}
    )  # fmt: skip
    spots[table["kode"].isin(OFFICES)].to_csv(folder / "offices.csv", index=False)
    spots.sample(MARKETS, random_state=SEED).to_csv(folder / "markets.csv", index=False)
    districts = gpd.read_parquet(REAL / "boundaries" / "kecamatan.parquet")
    districts[districts["kabupaten"] == TITLES["lembata"]].to_file(folder / "districts.gpkg")
    given = {"roads": graphml("lembata"), "villages": villages}
    given |= {layer: folder / f"{layer}.csv" for layer in ("offices", "markets")}
    given["boundaries"] = folder / "districts.gpkg"
    options = [part for layer, path in given.items() for part in (f"--{layer}", str(path))]
    command = [sys.executable, "cli.py", "area", "create", TITLES["lembata"], "--name", "lembata"]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env={**os.environ, **store}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)


def _redraws(browser, url, pid, name, area):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.sent, page.received = [], []
    page.on("websocket", lambda ws: watch(page, ws))
    page.goto(f"{url}/{name}")
    page.locator("h1").first.wait_for()
    settle(page)
    _choose(page, TITLES[area])
    page.get_by_role("radio", name="Jarak (km)").first.click()
    drawn_map(page)
    page.wait_for_timeout(2000)
    found = [_redraw(page, pid, value) for value in THRESHOLDS]
    context.close()
    return found


def _choose(page, title):
    """Choose the area in the sidebar."""
    box = page.locator("[data-testid='stSidebar'] [data-testid='stSelectbox'] input").first
    if box.input_value() != title:
        box.click()
        page.get_by_role("option", name=title, exact=True).click()
        settle(page)


def _redraw(page, pid, value):
    box = page.locator("[data-testid='stNumberInput']", has_text="Ambang (km)").locator("input")
    box.first.fill(str(value))
    frame = page.locator("iframe[title*='st_folium']").first.element_handle().content_frame()
    frame.evaluate(WATCH)
    page.received.clear()
    cpu, start = _processor_s(pid), page.evaluate("Date.now()")
    box.first.press("Enter")
    end = frame.evaluate("window.legendChanged")
    settle(page)
    if page.locator("[data-testid='stException']").count():
        sys.exit(f"The page failed at {value} km.")
    return Redraw((end - start) / 1000, _processor_s(pid) - cpu, sum(page.received) / 1e6)


def _processor_s(pid):
    """Seconds of processor that a process has used; NaN where the system does not tell."""
    facts = Path(f"/proc/{pid}/stat")
    if not facts.is_file():
        return float("nan")
    fields = facts.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
