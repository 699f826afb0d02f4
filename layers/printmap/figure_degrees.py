"""Longitudes along the lower edge of a map on paper, latitudes along its right edge."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from layers.printmap.labels import Box, Room
from layers.printmap.paper import QUIET, Page, font, line_mm
from layers.printmap.projection import View
from spatial import crs
from spatial.wording import tr

MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
"""Steps of the marks, minutes of arc."""

MOST_MARKS: Final = 5
TICK_MM: Final = 1.4
SAMPLES: Final = 200


def add_degrees(page: Page, axes: Axes, view: View, room: Room) -> None:
    """
    Mark round longitudes and latitudes where there is room.

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
    """
    Choose round degrees along an edge.

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
    """
    Write a longitude or a latitude.

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
        side = tr("BT") if minutes >= 0 else tr("BB")
    else:
        side = tr("LU") if minutes >= 0 else tr("LS")
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
