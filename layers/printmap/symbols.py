"""The symbols of the maps on paper: the same drawings as on the screen, as matplotlib artists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from layers.webmap.symbols import SHAPES, Symbol

SQUARE: Final = 20.0
"""Width of the square that the shapes are drawn on."""

LOST_HATCH: Final = "//////"
LOST_DISC: Final = Symbol("circle", "#ffffff", "#7a7a7a", 20, 0.7)
"""Hatched disc behind the symbol of a village without a way: seen from afar and in grey, too."""

LOST_GID: Final = "lost"
"""Group id of those discs, in the figure and in a PDF made from it."""


@cache
def shape_path(shape: str) -> Path:
    """Turn a drawing of `layers.webmap.symbols.SHAPES` into a path one unit wide around 0, 0.

    Parameters
    ----------
    shape : str
        A key of `SHAPES`; a circle is one, whatever arcs it is written with.

    Returns
    -------
    matplotlib.path.Path
        The path; the square of the drawing is the unit square.
    """
    if shape == "circle":
        circle = Path.unit_circle()
        return Path(np.asarray(circle.vertices, dtype=float) * 0.4, circle.codes)
    vertices: list[tuple[float, float]] = []
    codes: list[np.uint8] = []
    for command, numbers in _commands(SHAPES[shape]):
        if command == "Z":
            vertices.append((0.0, 0.0))
            codes.append(Path.CLOSEPOLY)
            continue
        x, y = vertices[-1] if vertices else (0.0, 0.0)
        x = numbers[0] if command in "MLH" else x
        y = numbers[-1] if command in "MLV" else y
        vertices.append((x, y))
        codes.append(Path.MOVETO if command == "M" else Path.LINETO)
    around = np.array(vertices) / SQUARE - 0.5
    return Path(around * (1, -1), codes)


def _commands(drawing: str) -> Iterator[tuple[str, list[float]]]:
    for command, rest in re.findall(r"([MLHVZ])([^MLHVZ]*)", drawing):
        yield command, [float(part) for part in re.findall(r"\d*\.?\d+", rest)]


def draw_symbols(
    axes: Axes, xy: npt.NDArray[np.float64], symbols: Sequence[Symbol], points_per_px: float
) -> None:
    """Draw points in their order; neighbours with the same symbol become one artist.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    xy : ndarray, shape (n, 2)
        Places in the axes' coordinates.
    symbols : sequence of Symbol
        n symbols.
    points_per_px : float
        Points on paper for a pixel on the screen.
    """
    start = 0
    for symbol, run in groupby(symbols):
        end = start + len(list(run))
        _add(axes, xy[start:end], symbol, points_per_px)
        start = end


def draw_lost(axes: Axes, xy: npt.NDArray[np.float64], points_per_px: float) -> None:
    """Draw the hatched discs behind villages without a way.

    Parameters
    ----------
    axes, xy, points_per_px
        As in `draw_symbols`.
    """
    if len(xy):
        _add(axes, xy, LOST_DISC, points_per_px, hatch=LOST_HATCH, gid=LOST_GID)


def _add(
    axes: Axes, xy: npt.NDArray[np.float64], symbol: Symbol, points_per_px: float, **more: str
) -> None:
    drawn = PathCollection(
        [shape_path(symbol.shape)],
        sizes=[(symbol.size * points_per_px) ** 2],
        offsets=xy,
        offset_transform=axes.transData,
        facecolors=symbol.fill,
        edgecolors=symbol.stroke,
        linewidths=symbol.width * points_per_px,
        zorder=5,
        **more,
    )
    drawn.set_transform(IdentityTransform())
    axes.add_collection(drawn, autolim=False)


def draw_lines(
    axes: Axes,
    lines: npt.NDArray[np.object_],
    symbol: Symbol,
    points_per_px: float,
    zorder: float = 3,
) -> None:
    """Draw lines in one look.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    lines : ndarray of shapely geometries, shape (n,)
        Lines, or areas of which the outline is drawn, in the axes' coordinates.
    symbol : Symbol
        Their look.
    points_per_px : float
        Points on paper for a pixel on the screen.
    zorder : float, default 3
        What lies above what.
    """
    outlines = np.where(shapely.get_dimensions(lines) == 2, shapely.boundary(lines), lines)
    parts = shapely.get_parts(outlines)
    parts = parts[~shapely.is_empty(parts)]
    if not len(parts):
        return
    xy, owner = shapely.get_coordinates(parts, return_index=True)
    segments = np.split(xy, np.flatnonzero(np.diff(owner)) + 1)
    width = symbol.width * points_per_px
    axes.add_collection(
        LineCollection(
            segments, colors=symbol.stroke, linewidths=width, zorder=zorder,
            linestyles=dashes(symbol), capstyle="butt" if symbol.dash else "round",
        ),
        autolim=False,
    )  # fmt: skip


def dashes(symbol: Symbol) -> tuple[float, tuple[float, ...]] | str:
    """Return the dashes of a line as matplotlib has them, in units of the line's width.

    Parameters
    ----------
    symbol : Symbol
        The look, with dashes as in SVG, in pixels.

    Returns
    -------
    tuple or str
        Offset and pattern, or ``"solid"``.
    """
    if not symbol.dash:
        return "solid"
    return 0.0, tuple(float(part) / symbol.width for part in symbol.dash.split())


def draw_areas(
    axes: Axes,
    areas: npt.NDArray[np.object_],
    symbol: Symbol,
    points_per_px: float,
    zorder: float = 1,
) -> None:
    """Draw areas in one look; holes stay open.

    Parameters
    ----------
    axes, symbol, points_per_px, zorder
        As in `draw_lines`.
    areas : ndarray of shapely geometries, shape (n,)
        Polygons and multipolygons; empty ones are left out.
    """
    polygons = shapely.get_parts(areas)
    polygons = polygons[(shapely.get_type_id(polygons) == 3) & ~shapely.is_empty(polygons)]
    paths = [_area_path(polygon) for polygon in shapely.orient_polygons(polygons)]
    if paths:
        drawn = PathCollection(
            paths, facecolors=symbol.fill, edgecolors=symbol.stroke, zorder=zorder,
            linewidths=symbol.width * points_per_px, linestyles=dashes(symbol),
        )  # fmt: skip
        axes.add_collection(drawn, autolim=False)


def _area_path(polygon: shapely.Polygon) -> Path:
    """Return shell and holes, which run the other way round, as one path."""
    rings = [polygon.exterior, *polygon.interiors]
    return Path.make_compound_path(
        *(Path(shapely.get_coordinates(ring), closed=True) for ring in rings)
    )
