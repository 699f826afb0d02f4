"""Metric coordinates and geodesic lengths.

Two needs, two tools. Searching (nearest edge, dangles) wants a plane: `metric_crs` gives a
conformal one, in which "nearest" is right because the scale is the same in all directions around
a point. Lengths that people read are geodesic on the WGS 84 ellipsoid.
"""

from __future__ import annotations

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from spatial.errors import InputError
from spatial.wording import _

WGS84 = pyproj.CRS.from_epsg(4326)
EQUAL_AREA = pyproj.CRS.from_epsg(6933)
"""Lambert's cylindrical equal-area plane: parallels and meridians are straight in it, so cells in
degrees have their exact area on the ellipsoid (Snyder 1987, USGS Prof. Paper 1395, p. 76)."""

GEOD = pyproj.Geod(ellps="WGS84")

UTM_ZONE_WIDTH = 6.0
"""Degrees of longitude in a UTM zone (Snyder 1987, USGS Prof. Paper 1395, p. 57)."""

MAX_UTM_SPAN = 12.0
"""An area wider than this (degrees of longitude, two zones) gets a Mercator plane instead."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def metric_crs(bounds: Bounds) -> pyproj.CRS:
    """Choose a conformal plane in metres for an area.

    Parameters
    ----------
    bounds
        West, south, east, north of the area, degrees, WGS 84.

    Returns
    -------
    pyproj.CRS
        The UTM zone of the middle of the area, also for one that straddles zones; for an area
        wider than `MAX_UTM_SPAN` a Mercator with its true-scale parallel at the middle latitude,
        whose scale stays within 2 % between 11° S and 6° N at any longitude.

    Raises
    ------
    InputError
        If the bounds are not finite degrees.

    Notes
    -----
    Zone = floor((longitude + 180) / 6) + 1; EPSG 326xx north and 327xx south of the equator.
    Snyder, J. P. (1987), Map Projections: A Working Manual, USGS Prof. Paper 1395, p. 57 (UTM)
    and p. 44 (scale of the Mercator, sec φ / sec φ₀).
    """
    west, south, east, north = bounds
    if not (
        np.isfinite(bounds).all() and -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    ):
        problem = _(
            "The extent {bounds} is not in degrees: state the layer's coordinate system."
        ).format(bounds=bounds)
        raise InputError([problem])
    lon, lat = (west + east) / 2, (south + north) / 2
    if east - west > MAX_UTM_SPAN:
        return pyproj.CRS.from_proj4(f"+proj=merc +lat_ts={lat:.6f} +datum=WGS84 +units=m")
    zone = min(int((lon + 180) // UTM_ZONE_WIDTH) + 1, 60)
    return pyproj.CRS.from_epsg((32700 if lat < 0 else 32600) + zone)


def project(geometry: NDArray[np.object_], crs: pyproj.CRS) -> NDArray[np.object_]:
    """Project geometries from WGS 84 longitude and latitude to `crs`.

    Parameters
    ----------
    geometry
        Array of n shapely geometries, degrees.
    crs
        Target, e.g. from `metric_crs`.

    Returns
    -------
    numpy.ndarray
        n geometries in the units of `crs`.
    """
    transformer = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    return _moved(geometry, transformer)


def unproject(geometry: NDArray[np.object_], crs: pyproj.CRS) -> NDArray[np.object_]:
    """Bring geometries in `crs` back to WGS 84 longitude and latitude; see `project`."""
    transformer = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    return _moved(geometry, transformer)


def _moved(geometry: NDArray[np.object_], transformer: pyproj.Transformer) -> NDArray[np.object_]:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(geometry, move)


def geodesic_m(
    lon1: NDArray[np.float64],
    lat1: NDArray[np.float64],
    lon2: NDArray[np.float64],
    lat2: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Geodesic distance between pairs of points, metres, on the WGS 84 ellipsoid.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Arrays of n degrees.

    Returns
    -------
    numpy.ndarray
        n metres; NaN where a coordinate is NaN.

    Notes
    -----
    Karney, C. F. F. (2013), Algorithms for geodesics, J. Geodesy 87, 43-55, as in PROJ.
    """
    return np.asarray(GEOD.inv(lon1, lat1, lon2, lat2)[2], dtype=np.float64)


def line_lengths_m(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Geodesic length of each line, metres.

    Parameters
    ----------
    lines
        Array of n shapely LineStrings, degrees.

    Returns
    -------
    numpy.ndarray
        n metres, the sum of the geodesics between consecutive vertices; 0 for an empty line.
    """
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    if len(xy) < 2:
        return np.zeros(len(lines))
    steps = geodesic_m(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
    within = owner[:-1] == owner[1:]
    sums = np.bincount(owner[:-1][within], weights=steps[within], minlength=len(lines))
    return sums.astype(np.float64)


def areas_m2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Area of polygons on the WGS 84 ellipsoid, square metres.

    Parameters
    ----------
    shapes
        Array of n Polygons or MultiPolygons, degrees.

    Returns
    -------
    numpy.ndarray
        (n,) square metres; 0 for an empty one.

    Notes
    -----
    Measured in a cylindrical equal-area plane (EPSG:6933; Snyder 1987, p. 76). Sides are straight
    there, not geodesic: no matter for sides of some kilometres.
    """
    return np.asarray(shapely.area(project(shapes, EQUAL_AREA)), dtype=np.float64)
