"""Maps on paper: size, scale, legend, patterns, names, and everything inside the page."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import mapclassify
import numpy as np
import pyproj
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon
from matplotlib_scalebar.scalebar import ScaleBar
from PIL import Image

from layers.access import answer as answers
from layers.access.answer import AccessQuestion
from layers.access.print_map import access_sheet
from layers.coverage.answer import CoverageAnswer
from layers.coverage.print_map import coverage_sheet
from layers.coverage.search import CoverageQuestion, area_ground, search
from layers.pillars.print_map import pillar_sheet
from layers.printmap.page import draw
from layers.printmap.paper import PAPERS, Frame
from layers.reach.answer import ask_reach
from layers.reach.print_map import reach_sheet
from layers.reach.question import ReachQuestion
from layers.reach.trips import area_trips
from layers.scenarios.answer import ask_scenario
from layers.scenarios.changes import BreakBridge, CloseFacility
from layers.scenarios.print_map import scenario_sheet
from layers.siting.print_map import siting_sheet
from layers.text import catalogues as languages
from layers.webmap.symbols import class_of
from spatial.routing.modes import CAR
from spatial.routing.travel import Travel
from spatial.wording import use_language
from tests.layers.coverage_cases import E, question
from tests.layers.figure_cases import (
    FRAME,
    HOSTILE,
    by_gid,
    framed_area,
    map_of,
    page_of,
    texts,
)
from tests.layers.pillar_cases import SETTINGS
from tests.layers.scenario_cases import mobile, scenario, straight_area
from tests.layers.siting_cases import answered
from tests.spatial.builders import place

MILLIMETRES = {"A4": (297, 210), "A3": (420, 297)}
GEOD = pyproj.Geod(ellps="WGS84")
LAYERS = Path(__file__).resolve().parents[3] / "layers"


@pytest.fixture(scope="module")
def framed():
    return framed_area()


@pytest.fixture(scope="module")
def access(framed):
    with use_language("id"):
        return access_sheet(answers.ask(framed, AccessQuestion("disnaker", CAR)), 5000)


@pytest.fixture(scope="module")
def sheets(framed, access):
    asked = CoverageQuestion("disnaker", CAR)
    base = search(area_ground(framed, asked), asked)
    reach = ask_reach(area_trips(framed, Travel(CAR, "time")), ReachQuestion())
    return {
        "access": access,
        "coverage": coverage_sheet(CoverageAnswer(base, 5000, (10_000,)), framed),
        "reach": reach_sheet(reach, framed),
    }


@pytest.fixture(scope="module")
def before_and_after():
    area = straight_area()
    changes = (
        mobile(21, 4.0),
        CloseFacility(id="c2", layer="offices", facility="d0"),
        BreakBridge(id="c3", place=place(10, 0)),
    )
    return ask_scenario(area, scenario(area, *changes), question(), (5 * E,))


@pytest.mark.parametrize("name", sorted(MILLIMETRES))
def test_a_picture_is_as_large_as_its_paper(access, name):
    """200 dots per inch of 25.4 mm; a picture holds whole dots only."""
    with Image.open(BytesIO(draw(access, PAPERS[name], Frame()))) as picture:
        wanted = [mm / 25.4 * 200 for mm in MILLIMETRES[name]]
        assert picture.size == pytest.approx(wanted, abs=1)
        assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)


def test_a_pdf_is_as_large_as_its_paper(access):
    """297 by 210 mm in points of 1/72 inch."""
    data = draw(access, PAPERS["A4"], Frame(), suffix=".pdf")
    box = re.search(rb"/MediaBox \[([^\]]*)\]", data)[1].split()
    assert [float(part) for part in box] == pytest.approx([0, 0, 841.89, 595.28], abs=0.01)


@pytest.mark.parametrize(("lon", "lat"), [(110.6, -6.9), (140.7, -2.5), (95.3, 5.9), (114, 0.0)])
@pytest.mark.parametrize("paper", ["A4", "slide"])
def test_the_scale_bar_is_as_long_as_it_says(access, lon, lat, paper):
    """The ends of the bar, brought back to degrees, are as far apart on the ellipsoid."""
    shifted = _moved(access, lon, lat)
    page, view = page_of(shifted, paper)
    axes = map_of(page)
    bar = next(artist for artist in axes.artists if isinstance(artist, ScaleBar))
    pixels = _longest_run(page, axes)
    middle = axes.transData.inverted().transform(axes.transAxes.transform((0.5, 0.5)))
    half = pixels / axes.bbox.width * np.diff(axes.get_xlim())[0] / 2
    ends = [(middle[0] - half, middle[1]), (middle[0] + half, middle[1])]
    back = pyproj.Transformer.from_crs(view.plane, 4326, always_xy=True)
    degrees = [back.transform(*end) for end in ends]
    metres = GEOD.inv(*degrees[0], *degrees[1])[2]
    bar_m = bar.info.value * {"m": 1, "km": 1000}[bar.info.units]
    assert bar.info.scale_text == f"{bar.info.value:g} {bar.info.units}".replace(".", ",")
    assert metres == pytest.approx(bar_m, rel=0.012)  # the ends are a pixel wide


def _longest_run(page, axes):
    """Count the pixels of the longest dark line in the lower left corner of the map."""
    page.figure.canvas.draw()
    pixels = np.asarray(page.figure.canvas.buffer_rgba())[..., :3].astype(int)
    box = axes.bbox
    low = pixels.shape[0] - int(box.y0)
    part = pixels[low - 60 : low - 4, int(box.x0) + 4 : int(box.x0 + box.width / 2)]
    dark = (np.abs(part - (0x1C, 0x25, 0x22)) < 40).all(axis=2)
    rows = ["".join("x" if pixel else "." for pixel in row) for row in dark.tolist()]
    return max(len(run) for row in rows for run in re.split(r"\.+", row))


def _moved(sheet, lon, lat):
    """Move a sheet's extent elsewhere, without what lies on it."""
    west, south, east, north = sheet.extent
    half = (east - west) / 2, (north - south) / 2
    return replace(
        sheet, extent=(lon - half[0], lat - half[1], lon + half[0], lat + half[1]),
        boundaries=sheet.boundaries[:0], areas=(), lines=(), points=(),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("indonesian")
def test_the_numeric_scale_is_round_and_true(access):
    """On paper one millimetre is `scale` millimetres; the map shows the whole extent."""
    page, view = page_of(access)
    axes = map_of(page)
    width_mm = axes.get_position().width * 297
    metres = np.diff(axes.get_xlim())[0]
    assert metres / (width_mm / 1000) == pytest.approx(view.scale, rel=1e-6)
    assert view.scale % 2500 == 0
    assert any(f"1 : {view.scale:,.0f}".replace(",", ".") in text for text in texts(page))


def test_north_is_true_north(access):
    """East of the middle of its zone, UTM's north turns to the west of true north by
    (lon - lon0) sin(lat) (Snyder 1987, p. 64): 2 degrees east of it at 8° S 0.28 degrees."""
    page, _ = page_of(_moved(access, 113.0, -8.0))
    arrow = by_gid(map_of(page), "north")
    assert len(arrow) == 1
    assert isinstance(arrow[0], Polygon)
    (
        tip,
        *_,
    ) = arrow[0].get_xy()
    middle = arrow[0].get_xy()[[1, 3]].mean(axis=0)
    turned = np.degrees(np.arctan2(tip[0] - middle[0], tip[1] - middle[1]))
    assert turned == pytest.approx(2 * np.sin(np.radians(8)), abs=0.02)


@pytest.mark.usefixtures("indonesian")
def test_the_legend_has_a_line_per_class_with_its_count(access):
    """Of the classes 2, 4, 5, 6, 8, 10, 12 km one village lies in the second, one in the last."""
    counted = [(e.label, e.count) for e in access.legend if e.count is not None]
    assert counted[:8] == [
        ("s.d. 2 km", 0), ("> 2 s.d. 4 km", 1), ("> 4 s.d. 5 km", 0), ("> 5 s.d. 6 km", 0),
        ("> 6 s.d. 8 km", 0), ("> 8 s.d. 10 km", 0), ("> 10 s.d. 12 km", 0), ("> 12 km", 1),
    ]  # fmt: skip
    assert access.breaks == (2, 4, 5, 6, 8, 10, 12)
    page, _ = page_of(access)
    shown = texts(page)
    for entry in access.legend:
        assert entry.label in " ".join(shown)


def test_classes_are_those_of_mapclassify(access):
    """PySAL's UserDefined has the same upper limits, inclusive."""
    values = np.array([0.0, 2.0, 2.001, 5.0, 5.1, 12.0, 13.3])
    theirs = mapclassify.UserDefined(values, [*access.breaks, np.inf]).yb
    assert class_of(values, access.breaks).tolist() == theirs.tolist()


@pytest.mark.slow
def test_villages_without_a_way_have_a_pattern_on_the_map_and_in_the_legend(access):
    page, _ = page_of(access)
    on_map, in_legend = (by_gid(axes, "lost") for axes in (map_of(page), page.axes))
    assert [len(artist.get_offsets()) for artist in on_map] == [1]
    assert [len(artist.get_offsets()) for artist in in_legend] == [1]
    assert all(artist.get_hatch() for artist in (*on_map, *in_legend))


@pytest.mark.usefixtures("indonesian")
def test_rough_places_are_hollow(framed):
    found = answers.ask(framed, AccessQuestion("both", CAR))
    rough = framed.markets.assign(precision=["surveyed", "town point"])
    sheet = access_sheet(replace(found, area=replace(framed, markets=rough)), 5000)
    labels = {e.label: e.symbol for e in sheet.legend if e.symbol is not None}
    assert labels["Pasar"].fill == "#8a4b08"
    assert labels["Pasar (perkiraan)"].fill == "#ffffff"
    page, _ = page_of(sheet)
    filled = [to_hex(c) for art in map_of(page).collections for c in art.get_facecolor()]
    assert "#8a4b08" in filled


def test_before_and_after_have_equal_classes(before_and_after):
    before, after = (scenario_sheet(before_and_after, view) for view in ("before", "after"))
    assert before.breaks == after.breaks
    assert before.breaks
    classes = [
        [(e.label, e.symbol) for e in sheet.legend[1 : len(sheet.breaks) + 2]]
        for sheet in (before, after)
    ]
    assert classes[0] == classes[1]
    assert before.extent == after.extent


@pytest.mark.usefixtures("indonesian")
def test_the_change_is_told_in_numbers(before_and_after):
    """The office at step 0 served v0 and v1; the mobile point at step 21 serves v3 and v4."""
    sheet = scenario_sheet(before_and_after, "change")
    assert "2 menjadi 2 dari 7" in sheet.subtitle
    assert "tidak melayani tiap hari" in sheet.caveat
    labels = [e.label for e in sheet.legend]
    assert "Layanan keliling (perkiraan)" in labels
    assert "Titik layanan ditutup" in labels
    page, _ = page_of(sheet)
    assert "Keliling 21" in texts(page)


@pytest.mark.parametrize("what", ["access", "coverage", "reach"])
@pytest.mark.parametrize("paper", ["A4", "A3", "slide"])
def test_every_text_lies_inside_the_page(sheets, what, paper):
    page, _ = page_of(sheets[what], paper)
    width, height = page.figure.bbox.width, page.figure.bbox.height
    boxes = [
        (text.get_text(), text.get_window_extent(page.renderer))
        for axes in page.figure.axes
        for text in axes.texts
        if text.get_text()
    ]
    assert len(boxes) > 20
    outside = [
        text for text, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]  # fmt: skip
    assert not outside


@pytest.mark.parametrize("paper", ["A4", "A3", "slide"])
def test_texts_of_the_column_do_not_overlap(sheets, paper):
    page, _ = page_of(sheets["coverage"], paper)
    boxes = [t.get_window_extent(page.renderer) for t in page.axes.texts if t.get_text()]
    tight = [(b.x0, b.y0 + b.height * 0.2, b.x1, b.y1 - b.height * 0.2) for b in boxes]
    crossing = [
        (i, j)
        for i, a in enumerate(tight)
        for j, b in enumerate(tight[:i])
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert not crossing


@pytest.mark.slow
def test_names_are_drawn_as_they_are(access, framed):
    """No name becomes mathematics, whatever dollar signs it has; nor a template, nor markup."""
    page, _ = page_of(access)
    shown = texts(page)
    assert any(HOSTILE in text for text in shown)
    assert HOSTILE.upper() in shown or any(HOSTILE.upper().split()[0] == t for t in shown)
    assert "Bappeda $5_6$" in shown
    for axes in page.figure.axes:
        for text in axes.texts:
            assert text.get_parse_math() is False


def test_signs_that_the_font_lacks_do_no_harm(access):
    frame = Frame(title="Desa 漢字 \x00 Demak\n2", agency="\U0001f600")
    page, _ = page_of(access, frame=frame)
    assert "Desa ?? ? Demak 2" in texts(page)


@pytest.mark.slow
def test_a_very_long_title_and_agency_are_shortened(access):
    frame = Frame(title="Sangat panjang " * 30, agency="Badan Perencanaan Pembangunan " * 8)
    page, _ = page_of(access, frame=frame)
    long = [text for text in texts(page) if text.endswith("…")]
    assert len(long) == 2


@pytest.mark.usefixtures("indonesian")
def test_the_frame_stands_on_the_page(access):
    page, _ = page_of(access)
    shown = " ".join(texts(page))
    for part in (FRAME.regency, FRAME.date, "Sumber: sumber A; sumber B.", "Bidang <i>X</i>"):
        assert part in shown
    assert access.title in shown
    other, _ = page_of(access, frame=Frame(title="Judul sendiri"))
    assert "Judul sendiri" in texts(other)
    assert access.title not in texts(other)


@pytest.mark.usefixtures("indonesian")
def test_a_slide_has_no_title_band(access):
    page, _ = page_of(access, "slide")
    assert access.title not in texts(page)
    assert FRAME.agency not in texts(page)
    assert any("Sumber" in text for text in texts(page))


def test_a_logo_keeps_its_form(access):
    buffer = BytesIO()
    Image.new("RGBA", (300, 100), (0, 120, 0, 255)).save(buffer, "PNG")
    page, _ = page_of(access, frame=Frame(logo=buffer.getvalue()))
    logo = next(axes for axes in page.figure.axes if axes.get_label() == "logo")
    place = logo.get_position()
    assert place.width * 297 / (place.height * 210) == pytest.approx(3, rel=1e-6)


def test_the_reader_of_english_reads_english(framed):
    assert languages.LOCALE.is_dir()
    with use_language("en"):
        sheet = access_sheet(answers.ask(framed, AccessQuestion("disnaker", CAR)), 5000)
        page, _ = page_of(sheet)
    shown = " ".join(texts(page))
    assert "25.0 % of the villages (1 of 4) are within 5 km" in shown
    assert "Legend" in shown
    assert "E" in {text[-1] for text in texts(page) if "°" in text}


@pytest.mark.usefixtures("indonesian")
def test_one_pillar_has_its_own_map(answer):
    sheet = pillar_sheet(answer, SETTINGS, "III")
    assert "Pilar III" in sheet.title
    assert "Tidak terhubung jalan" in [e.label for e in sheet.legend]
    page, _ = page_of(sheet)
    assert len(by_gid(map_of(page), "lost")) == 1


def test_an_area_without_boundaries_roads_or_a_way_is_drawn(before_and_after):
    page, _ = page_of(scenario_sheet(before_and_after, "before"))
    assert "Batas kecamatan" not in texts(page)


@pytest.mark.usefixtures("indonesian")
def test_new_sites_are_named_and_their_villages_ringed():
    """Offices at step 0 and on the islet serve v0, v1 and v5; one more serves v3 and v4."""
    answer = answered(model="mclp", sites=1, threshold=5 * E)
    sheet = siting_sheet(answer, straight_area())
    assert "1 titik baru" in sheet.subtitle
    assert "3 menjadi 5 dari 7" in sheet.subtitle
    page, _ = page_of(sheet)
    assert set(texts(page)) & {"Desa 3", "Desa 4", *answer.chosen["name"]}
    ringed = [e.count for e in sheet.legend if e.label.startswith("Lingkar hitam")]
    assert ringed == [2]


@pytest.mark.slow
def test_maps_drawn_at_the_same_time_are_the_same(access):
    """Pages are served by threads; pyplot, whose figures all of them share, is not used."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: draw(access, PAPERS["A4"], FRAME, 50), range(6)))
    assert len(set(found)) == 1
    sources = {
        path.name: path.read_text(encoding="utf-8")
        for path in [*LAYERS.glob("printmap/*.py"), *LAYERS.glob("*/print_map.py")]
    }
    assert len(sources) > 10
    assert not [name for name, text in sources.items() if re.search(r"import.*pyplot", text)]
