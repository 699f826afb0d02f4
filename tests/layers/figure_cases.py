"""Pages to look into: what a sheet draws, by place and by text."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import shapely

from layers.printmap.page import compose
from layers.printmap.paper import PAPERS, Frame
from tests.layers.pillar_cases import at, pillar_area

HOSTILE = "Desa $x^2$ a_b {0} <b>tebal</b> \\frac"
FRAME = Frame(
    title="", regency="Kabupaten Uji", date="29 Nov 2026", agency="Bappeda $5_6$",
    sources="sumber A; sumber B", author="Bidang <i>X</i>",
)  # fmt: skip


def framed_area():
    """The area of the pillars with two kecamatan, and a desmigratif village of a hostile name."""
    area = pillar_area()
    west, east = at(-3, 5)[0], at(5, 15)[0]
    shapes = [
        shapely.box(west[0], -7.3, east[0], -6.9),
        shapely.box(east[0], -7.3, 110.2, -6.9),
    ]
    facts = {"code": ["1", "2"], "name": ["Kecamatan A", HOSTILE], "regency": "Kabupaten Uji"}
    villages = area.villages.copy()
    villages.loc[5, ["name", "desmigratif"]] = [HOSTILE, True]
    return replace(
        area, boundaries=gpd.GeoDataFrame(facts, geometry=shapes, crs=4326),
        villages=villages, regency="Kabupaten Uji",
    )  # fmt: skip


def page_of(sheet, paper="A4", frame=FRAME, dpi=100):
    """Compose a page and draw it, so that everything has its place."""
    page, view = compose(sheet, PAPERS[paper], frame, dpi)
    page.figure.draw_without_rendering()
    return page, view


def texts(page):
    return [
        text.get_text()
        for axes in page.figure.axes
        for text in axes.texts
        if text.get_text() and text.get_visible()
    ]


def map_of(page):
    return next(axes for axes in page.figure.axes if axes.get_label() == "map")


def by_gid(axes, gid):
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]
