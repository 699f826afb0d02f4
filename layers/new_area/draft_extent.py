"""Where an area in the making lies, as far as its parts tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon

from layers.new_area.parts import Part
from layers.osm.queries import checked_area, widened

AROUND_M = 2000.0
"""How far around the outermost villages an area without boundaries reaches, metres; as far as a
village may lie from a road (`spatial.routing.snapping.MAX_SNAP_M`)."""
NOTHING_DEG = 1e-6
"""Makes an area of a single village or a row of them."""


def extent_of(parts: Mapping[str, Sequence[Part]]) -> Polygon | MultiPolygon | None:
    """Return the ground of an area in the making, in degrees.

    Parameters
    ----------
    parts
        Its layers; boundaries count before villages.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon or None
        The union of the boundaries; without any, the convex hull of the villages widened by
        `AROUND_M`; None if there are neither.

    Raises
    ------
    InputError
        If the boundaries do not lie in Indonesia.
    """
    boundaries, villages = _shapes(parts, "boundaries"), _shapes(parts, "villages")
    if len(boundaries):
        whole = shapely.union_all(shapely.make_valid(boundaries.to_numpy()))
        return checked_area(whole)
    if villages.empty:
        return None
    hull = shapely.convex_hull(shapely.union_all(villages.to_numpy()))
    return widened(shapely.buffer(hull, NOTHING_DEG), AROUND_M)


def _shapes(parts: Mapping[str, Sequence[Part]], layer: str) -> gpd.GeoSeries:
    """Join the shapes of a layer that are there; only rows without an error."""
    found = [
        part.rows.geometry.drop(index=list(part.report.bad_rows() & set(part.rows.index))).dropna()
        for part in parts.get(layer, ())
    ]
    if not found:
        return gpd.GeoSeries([], crs=4326)
    return gpd.GeoSeries(pd.concat(found, ignore_index=True), crs=4326)
