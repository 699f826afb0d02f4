"""A map on paper: its plane, scale, layers and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from layers.printmap.labels import Box, Room
from layers.printmap.paper import Page, font, line_mm, printable
from layers.printmap.projection import View, view_of
from layers.printmap.sheet import KECAMATAN, MapSheet, Points
from layers.printmap.surround import add_furniture
from layers.printmap.symbols import draw_areas, draw_lines, draw_lost, draw_symbols
from layers.webmap.style import KECAMATAN as DRAWN_KECAMATAN
from layers.webmap.symbols import Symbol
from spatial import crs

GROUND: Final = "#eef2f1"
ROAD_WIDTH: Final = 0.75
"""Roads are drawn more lightly than on the screen: paper shows finer lines."""

PLACE_COLOUR: Final = "#5d6a64"
NAME_COLOUR: Final = "#1c2522"


def draw_map(
    page: Page, sheet: MapSheet, corner: tuple[float, float], size: tuple[float, float]
) -> View:
    """Draw the map of a sheet.

    Parameters
    ----------
    page : Page
        Where.
    sheet : MapSheet
        What.
    corner : tuple of float
        Left and top of the map on the page, millimetres.
    size : tuple of float
        Width and height, millimetres.

    Returns
    -------
    View
        The scale and plane that were chosen.
    """
    view = view_of(sheet.extent, size[0], size[1])
    axes = _axes(page, view, *corner)
    px = page.paper.symbol_pt
    if len(sheet.boundaries):
        land = view.projected(sheet.boundaries)
        draw_areas(axes, land, KECAMATAN_FILL, px, zorder=1)
    for shapes in sheet.areas:
        draw_areas(axes, view.projected(shapes.geometry), shapes.symbol, px, zorder=2)
    for shapes in sheet.lines:
        draw_lines(axes, view.projected(shapes.geometry), shapes.symbol, px * ROAD_WIDTH)
    if len(sheet.boundaries):
        draw_lines(axes, land, KECAMATAN, px, zorder=2.5)
    room = Room(view.width_mm, view.height_mm, _symbol_boxes(view, sheet.points, px))
    add_furniture(page, axes, view, room)
    _name_areas(page, axes, view, sheet.boundaries, room)
    for points in sheet.points:
        _draw_points(axes, view, points, px)
    for points in reversed(sheet.points):
        _name_points(page, axes, view, points, room)
    return view


KECAMATAN_FILL: Final = Symbol("area", DRAWN_KECAMATAN.fill, "none", 18, 0)


def _axes(page: Page, view: View, left: float, top: float) -> Axes:
    axes = page.box(left, top, view.width_mm, view.height_mm)
    right, bottom = view.to_plane(view.width_mm, view.height_mm)
    axes.set_xlim(view.left, right)
    axes.set_ylim(bottom, view.top)
    axes.set_aspect("equal")
    axes.set_facecolor(GROUND)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_label("map")
    for spine in axes.spines.values():
        spine.set_color("#6b7671")
        spine.set_linewidth(0.8)
    return axes


def _xy(view: View, places: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(crs.project(places.to_numpy(), view.plane)))


def _draw_points(axes: Axes, view: View, points: Points, px: float) -> None:
    xy = _xy(view, points.geometry)
    if points.is_lost:
        draw_lost(axes, xy[np.array(points.is_lost, dtype=bool)], px)
    draw_symbols(axes, xy, points.symbols, px)


def _symbol_boxes(view: View, layers: tuple[Points, ...], px: float) -> npt.NDArray[np.float64]:
    """Return the boxes of all symbols in millimetres, shape (n, 4)."""
    boxes = [np.empty((0, 4))]
    for points in layers:
        middle = view.to_mm(_xy(view, points.geometry))
        half = np.array([[_half_mm(symbol, px)] for symbol in points.symbols]).reshape(-1, 1)
        boxes.append(np.hstack((middle - half, middle + half)))
    return np.vstack(boxes)


def _half_mm(symbol: Symbol, px: float) -> float:
    return 0.4 * symbol.size * px * 25.4 / 72


def _name_areas(page: Page, axes: Axes, view: View, areas: gpd.GeoDataFrame, room: Room) -> None:
    """Write the names of areas in capitals inside them, where they fit."""
    face = font(page.paper.small_pt)
    for name, shape in zip(areas.get("name", []), view.projected(areas), strict=True):
        inside = _largest(shapely.transform(shape, view.to_mm))
        for lines in _broken(printable(str(name)).upper()):
            size = (
                max(page.width_of(line, face) for line in lines),
                len(lines) * line_mm(face),
            )
            box = room.inside(inside, size)
            if box is not None:
                _write(
                    axes, view, box, lines, Lettering(face.get_size_in_points(), PLACE_COLOUR, 4)
                )
                break


def _broken(name: str) -> list[list[str]]:
    """Offer a name on one line, and a word a line."""
    words = name.split()
    return [[name], words] if len(words) > 1 else [[name]]


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area, default=shapely.Polygon())


def _name_points(page: Page, axes: Axes, view: View, points: Points, room: Room) -> None:
    """Write the names of points beside them, where there is room."""
    face = font(page.paper.small_pt)
    if not points.names:
        return
    middles = view.to_mm(_xy(view, points.geometry))
    for name, symbol, (x, y) in zip(points.names, points.symbols, middles, strict=True):
        if not name:
            continue
        text = page.cut(printable(name), view.width_mm / 4, face)
        size = (page.width_of(text, face), line_mm(face) * 0.9)
        off = _half_mm(symbol, page.paper.symbol_pt) + 0.7
        box = room.beside(float(x), float(y), size, off, points.may_cover)
        if box is not None:
            _write(axes, view, box, [text], Lettering(face.get_size_in_points(), NAME_COLOUR, 6))


@dataclass(frozen=True)
class Lettering:
    """Size and colour of letters, and what lies above them: points are drawn at 5."""

    size_pt: float
    colour: str
    zorder: float


def _write(axes: Axes, view: View, box: Box, lines: list[str], look: Lettering) -> None:
    """Write lines in the middle of a box, with a light edge around the letters."""
    step = (box[3] - box[1]) / len(lines)
    for row, line in enumerate(lines):
        x, y = view.to_plane((box[0] + box[2]) / 2, box[1] + (row + 0.5) * step)
        axes.text(
            x, y, line, fontproperties=font(look.size_pt), color=look.colour, ha="center",
            va="center_baseline", zorder=look.zorder, parse_math=False,
            path_effects=[withStroke(linewidth=look.size_pt * 0.32, foreground="#ffffffd9")],
        )  # fmt: skip
