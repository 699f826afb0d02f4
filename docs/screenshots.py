"""Pictures of the guides, taken from the real app without internet: `make screenshots`.

Each picture is a page in a browser window of a given size, after a few steps that a user would
take. They are stored with 256 colours, which is all that maps and tables here have.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser_cases import CHROMIUM, drawn_map, served, settle, watched

IMAGES = Path(__file__).resolve().parent / "images"
DESKTOP, PHONE = (1366, 768), (390, 844)
COLOURS = 256
PATIENCE_MS = 60_000


def nothing(page: Page) -> None:
    """Take no step: the page as it opens."""


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes
    ----------
    name
        Of the file, without suffix.
    path
        Of the page in the app.
    steps
        What the user does before looking.
    size
        Width and height of the window, pixels.
    """

    name: str
    path: str
    steps: Callable[[Page], None] = nothing
    size: tuple[int, int] = DESKTOP


def to_route(page: Page) -> None:
    """Show one village's way to its labour office."""
    page.get_by_text("Dekatkan peta ke rute").first.click()
    settle(page)


def open_tab(name: str) -> Callable[[Page], None]:
    """Give the step that opens a tab and brings it into view."""

    def step(page: Page) -> None:
        tab = page.get_by_role("tab", name=name).first
        tab.click()
        settle(page)
        tab.evaluate("tab => tab.scrollIntoView({block: 'start'})")
        page.wait_for_timeout(800)

    return step


def propose_mobile_service(page: Page) -> None:
    """Take the proposal of the page Skenario: mobile service in the worst kecamatan."""
    page.get_by_role("button", name="Usulan").click()
    page.get_by_role("button", name="Buat skenario ini").click()
    settle(page)
    page.keyboard.press("Escape")
    settle(page)


def to_second_slide(page: Page) -> None:
    """Show a slide with its map in full screen, as in the meeting."""
    deck = page.frame_locator("iframe[title='Salindia rapat']")
    deck.locator("#full").click()
    page.keyboard.press("ArrowRight")
    deck.locator(".slide.shown .map iframe").wait_for()
    page.wait_for_timeout(2_000)


def wait_for_deck(page: Page) -> None:
    """Wait until the slides are there."""
    page.frame_locator("iframe[title='Salindia rapat']").locator("h1").wait_for()


def wait_for_answer(page: Page) -> None:
    """Wait until the search for a place has ended and its map is drawn."""
    page.get_by_text("Terbukti").wait_for()
    drawn_map(page)


SHOTS = (
    Shot("beranda", ""),
    Shot("peta", "peta"),
    Shot("jarak_akses", "jarak_akses"),
    Shot("jarak_akses_rute", "jarak_akses", to_route),
    Shot("kesenjangan", "kesenjangan"),
    Shot("jangkauan", "jangkauan"),
    Shot("pilar", "pilar"),
    Shot("skenario", "skenario", propose_mobile_service),
    Shot("lokasi", "lokasi", wait_for_answer),
    Shot("presentasi", "presentasi", wait_for_deck),
    Shot("presentasi_salindia", "presentasi", to_second_slide),
    Shot("data", "data"),
    Shot("beranda_ponsel", "", size=PHONE),
)


def take(browser: Browser, url: str, shot: Shot) -> Path:
    """Take one picture; whatever does not come from the app is refused."""

    def only_the_app(route: Route) -> None:
        if route.request.url.startswith((url, "data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="id-ID", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE_MS)
    context.route("**/*", only_the_app)
    page = watched(context.new_page())
    page.goto(f"{url}/{shot.path}")
    page.locator("h1").first.wait_for()
    settle(page)
    shot.steps(page)
    page.wait_for_timeout(1_500)
    path = IMAGES / f"{shot.name}.png"
    small = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    small.save(path, optimize=True)
    context.close()
    return path


def main(names: list[str]) -> None:
    """Take the pictures that are named, or all of them."""
    wanted = [shot for shot in SHOTS if not names or shot.name in names]
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        served("app.py", DESMIGRATIF_DATA=data) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for shot in wanted:
            path = take(browser, url, shot)
            sys.stdout.write(f"{path.name}: {path.stat().st_size / 1000:.0f} kB\n")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
