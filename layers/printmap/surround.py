"""What every map on paper carries: scale bar, north arrow, degrees along the edge."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from matplotlib_scalebar.scalebar import ScaleBar

from layers.printmap.labels import Box, Room
from layers.printmap.paper import FONT, INK, MM_PER_INCH, QUIET, Page, font, line_mm
from layers.printmap.projection import View
from layers.text.formats import limit_text
from spatial import crs
from spatial.wording import _, pgettext

MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
"""Steps of the marks, minutes of arc."""

MOST_MARKS: Final = 5
TICK_MM: Final = 1.4
SAMPLES: Final = 200


def add_degrees(page: Page, axes: Axes, view: View, room: Room) -> None:
    """Mark round longitudes and latitudes where there is room.

    Parameters
    ----------
    page : Page
        The page.
    axes : matplotlib.axes.Axes
        The map.
    view : View
        Its plane and scale.
    room : Room
        What is taken on it.
    """
    face = font(page.paper.small_pt * 0.85)
    high = line_mm(face)
    right, low = view.width_mm, view.height_mm
    for text, x in marks(view, is_longitude=True):
        half = page.width_of(text, face) / 2
        box = (x - half, low - TICK_MM - high, x + half, low - TICK_MM)
        _mark(axes, view, room, ((x, low), (x, low - TICK_MM)), box, text)
    for text, y in marks(view, is_longitude=False):
        wide = page.width_of(text, face) + 0.5
        box = (right - TICK_MM - wide, y - high / 2, right - TICK_MM, y + high / 2)
        _mark(axes, view, room, ((right, y), (right - TICK_MM, y)), box, text)
    for written in axes.texts:
        if written.get_gid() == "degree":
            written.set_fontproperties(face)


def marks(view: View, *, is_longitude: bool) -> list[tuple[str, float]]:
    """Choose round degrees along an edge.

    Parameters
    ----------
    view : View
        Plane and scale.
    is_longitude : bool
        Along the lower edge, else along the right one.

    Returns
    -------
    list of tuple
        Text and place, millimetres from the upper left corner.
    """
    length = view.width_mm if is_longitude else view.height_mm
    places = np.linspace(0, length, SAMPLES)
    fixed = np.full(SAMPLES, view.height_mm if is_longitude else view.width_mm)
    xy = (places, fixed) if is_longitude else (fixed, places)
    back = pyproj.Transformer.from_crs(view.plane, crs.WGS84, always_xy=True)
    degrees = back.transform(*view.to_plane(*xy))[0 if is_longitude else 1]
    order = np.argsort(degrees)
    values = _round_values(degrees)
    found = np.interp(values, np.asarray(degrees)[order], places[order])
    return [
        (degree_text(int(value), is_longitude=is_longitude), float(place))
        for value, place in zip((values * 60).round(), found, strict=True)
    ]


def _round_values(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low, high = float(np.min(degrees)) * 60, float(np.max(degrees)) * 60
    step = next((n for n in MINUTES if (high - low) / n <= MOST_MARKS), MINUTES[-1])
    return np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step / 60


def degree_text(minutes: int, *, is_longitude: bool) -> str:
    """Write a longitude or a latitude.

    Parameters
    ----------
    minutes : int
        Minutes of arc, negative in the west and in the south.
    is_longitude : bool
        Longitude, else latitude.

    Returns
    -------
    str
        Degrees, minutes and side.
    """
    if is_longitude:
        side = _("E") if minutes >= 0 else _("W")
    else:
        side = pgettext("latitude", "N") if minutes >= 0 else pgettext("latitude", "S")
    whole, rest = divmod(abs(minutes), 60)
    return f"{whole}°{rest:02d}′ {side}"  # noqa: RUF001 - the sign of a minute of arc


def _mark(  # noqa: PLR0913 - a tick, its text and their room
    axes: Axes,
    view: View,
    room: Room,
    tick: tuple[tuple[float, float], tuple[float, float]],
    box: Box,
    text: str,
) -> None:
    if not room.is_free(box) or room.covered(box):
        return
    room.taken.append(box)
    ends = np.array([view.to_plane(*end) for end in tick])
    axes.plot(ends[:, 0], ends[:, 1], color=QUIET, linewidth=0.7, zorder=6)
    axes.text(
        *view.to_plane((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text, color=QUIET,
        ha="center", va="center", zorder=6, parse_math=False, gid="degree",
        path_effects=[withStroke(linewidth=1.5, foreground="#ffffffcc")],
    )  # fmt: skip


NORTH_GID: Final = "north"
BAR_SHARE: Final = 0.22
"""Longest scale bar as a share of the map's width."""


def add_furniture(page: Page, axes: Axes, view: View, room: Room) -> None:
    """Add scale bar, north arrow and degrees, and keep names away from them.

    Parameters
    ----------
    page : Page
        The page.
    axes : matplotlib.axes.Axes
        The map.
    view : View
        Its plane and scale.
    room : Room
        What is taken on it.
    """
    _scale_bar(page, axes, view, room)
    _north_arrow(page, axes, view, room)
    add_degrees(page, axes, view, room)


def metres_per_unit(view: View) -> float:
    """Measure the length on the ellipsoid of a unit of the plane, in the middle of the map.

    Parameters
    ----------
    view : View
        Plane and place.

    Returns
    -------
    float
        Geodesic metres per metre of the plane, from west to east; 1.0004 at the edges of a UTM
        zone (Snyder 1987, p. 57).
    """
    half = view.width_mm * BAR_SHARE / 2
    x, y = view.width_mm / 2, view.height_mm / 2
    ends = [view.to_plane(x - half, y), view.to_plane(x + half, y)]
    (lon1, lat1), (lon2, lat2) = (_degrees(view.plane, *end) for end in ends)
    length = crs.geodesic_m(*(np.array([value]) for value in (lon1, lat1, lon2, lat2)))
    return float(length[0]) / (ends[1][0] - ends[0][0])


def grid_north_deg(view: View) -> float:
    """Measure by how much true north turns from the paper's upper edge, in the middle of the map.

    Parameters
    ----------
    view : View
        Plane and place.

    Returns
    -------
    float
        Degrees, clockwise.
    """
    lon, lat = _degrees(view.plane, *view.to_plane(view.width_mm / 2, view.height_mm / 2))
    there = pyproj.Transformer.from_crs(crs.WGS84, view.plane, always_xy=True)
    (x1, y1), (x2, y2) = there.transform(lon, lat), there.transform(lon, lat + 0.01)
    return float(np.degrees(np.arctan2(x2 - x1, y2 - y1)))


def _degrees(plane: pyproj.CRS, x: float, y: float) -> tuple[float, float]:
    back = pyproj.Transformer.from_crs(plane, crs.WGS84, always_xy=True)
    lon, lat = back.transform(x, y)
    return float(lon), float(lat)


def _scale_bar(page: Page, axes: Axes, view: View, room: Room) -> None:
    face = font(page.paper.small_pt)
    axes.add_artist(
        ScaleBar(
            metres_per_unit(view), "m", length_fraction=BAR_SHARE, width_fraction=0.008,
            location="lower left", border_pad=0.6, pad=0.5, sep=2, color=INK, box_color="white",
            box_alpha=0.85, font_properties={"family": FONT, "size": face.get_size_in_points()},
            scale_formatter=lambda value, unit: f"{limit_text(value)} {unit}",
        )
    )  # fmt: skip
    high = 2.6 * line_mm(face)
    room.taken.append(
        (0.0, view.height_mm - high, view.width_mm * BAR_SHARE * 1.2, view.height_mm)
    )


def _north_arrow(page: Page, axes: Axes, view: View, room: Room) -> None:
    """Draw an arrow to true north in the upper right corner."""
    face = font(page.paper.text_pt, bold=True)
    length = 2.4 * page.paper.text_pt * MM_PER_INCH / 72
    x, y = view.width_mm - length * 0.9, 2.0 + line_mm(face) + length / 2
    turn = np.radians(grid_north_deg(view))
    shape = np.array([(0, -0.5), (0.33, 0.5), (0, 0.28), (-0.33, 0.5)]) * length
    turned = shape @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners = [view.to_plane(x + dx, y + dy) for dx, dy in turned]
    axes.add_patch(
        Polygon(corners, facecolor=INK, edgecolor="white", linewidth=0.8, zorder=7, gid=NORTH_GID)
    )
    place = view.to_plane(x, y - length / 2 - line_mm(face) * 0.45)
    axes.text(
        *place,
        pgettext("compass", "N"),
        fontproperties=face,
        ha="center",
        va="center",
        color=INK,
        zorder=7,
        parse_math=False,
        path_effects=[withStroke(linewidth=2, foreground="white")],
    )
    room.taken.append((x - length, 0.0, view.width_mm, y + length * 0.7))
