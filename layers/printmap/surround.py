"""What every map on paper carries: scale bar, north arrow, degrees along the edge."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyproj
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from matplotlib_scalebar.scalebar import ScaleBar

from layers.printmap.figure_degrees import add_degrees
from layers.printmap.labels import Room
from layers.printmap.paper import FONT, INK, MM_PER_INCH, Page, font, line_mm
from layers.printmap.projection import View
from layers.webmap.symbols import limit_text
from spatial import crs
from spatial.wording import tr

NORTH_GID: Final = "north"
BAR_SHARE: Final = 0.22
"""Longest scale bar as a share of the map's width."""


def add_furniture(page: Page, axes: Axes, view: View, room: Room) -> None:
    """
    Add scale bar, north arrow and degrees, and keep names away from them.

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
    """
    Measure the length on the ellipsoid of a unit of the plane, in the middle of the map.

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
    """
    Measure by how much true north turns from the paper's upper edge, in the middle of the map.

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
        *place, tr("U"), fontproperties=face, ha="center", va="center", color=INK, zorder=7,
        parse_math=False, path_effects=[withStroke(linewidth=2, foreground="white")],
    )  # fmt: skip
    room.taken.append((x - length, 0.0, view.width_mm, y + length * 0.7))
