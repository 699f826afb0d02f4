"""Where on paper what of the earth is: plane, round scale, millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from spatial import crs

PAD: Final = 0.04
"""White around the extent, as a share of it."""

ROUND_SCALES: Final = (
    1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.25, 3.5, 3.75, 4.0, 4.5, 5.0, 5.5, 6.0,
    6.5, 7.0, 7.5, 8.0, 9.0, 10.0,
)  # fmt: skip
DRAWN_MM: Final = 0.06
"""Lines are simplified by this much on paper."""


@dataclass(frozen=True)
class View:
    """Where on the paper what of the earth is.

    Attributes
    ----------
    plane
        Metric CRS of the map.
    scale
        Metres of the plane for a metre of paper.
    left, top
        Corner of the map in the plane, metres.
    width_mm, height_mm
        Size of the map on paper.
    """

    plane: pyproj.CRS
    scale: float
    left: float
    top: float
    width_mm: float
    height_mm: float

    def to_mm(self, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Bring (n, 2) metres of the plane to millimetres from the upper left corner."""
        per_mm = self.scale / 1000
        return np.column_stack(((xy[:, 0] - self.left) / per_mm, (self.top - xy[:, 1]) / per_mm))

    def to_plane(self, x: float, y: float) -> tuple[float, float]:
        """Bring millimetres to metres of the plane."""
        per_mm = self.scale / 1000
        return self.left + x * per_mm, self.top - y * per_mm

    def projected(self, layer: gpd.GeoSeries | gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
        """Bring a layer into the plane, simplified as far as paper cannot show."""
        shapes = crs.project(layer.geometry.to_numpy(), self.plane)
        simple = shapely.simplify(shapes, DRAWN_MM * self.scale / 1000)
        return np.asarray(simple, dtype=object)


def view_of(extent: tuple[float, float, float, float], width_mm: float, height_mm: float) -> View:
    """Choose the largest round scale at which an extent fits.

    Parameters
    ----------
    extent : tuple of float
        West, south, east, north, degrees.
    width_mm, height_mm : float
        Size of the map on paper.

    Returns
    -------
    View
        With the extent in the middle.
    """
    plane = crs.metric_crs(extent)
    corners = crs.project(np.array([shapely.segmentize(shapely.box(*extent), 0.1)]), plane)
    west, south, east, north = shapely.bounds(corners)[0]
    pad = 1 + 2 * PAD
    least = 1000 * max((east - west) * pad / width_mm, (north - south) * pad / height_mm, 1e-3)
    scale = _round_up(least)
    return View(
        plane,
        scale,
        (west + east) / 2 - scale * width_mm / 2000,
        (south + north) / 2 + scale * height_mm / 2000,
        width_mm,
        height_mm,
    )


def _round_up(least: float) -> float:
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(power * n for n in ROUND_SCALES if power * n >= least * (1 - 1e-9)))
