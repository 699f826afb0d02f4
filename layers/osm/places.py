"""Kabupaten and kecamatan of points, by the boundaries that they lie in."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.imports.area_names import CODE_LEVELS, code_digits, same_regency

LEVELS = ("district", "regency")


def parent_names(shapes: gpd.GeoSeries, above: gpd.GeoDataFrame) -> pd.Series:
    """Name the area around a point inside each shape.

    Parameters
    ----------
    shapes
        Points or polygons, EPSG:4326.
    above
        Polygons with `code` and `name`; where several lie around a point, the one with the
        smallest code counts.

    Returns
    -------
    pandas.Series
        On the index of `shapes`; empty texts where there is none.
    """
    return _found(shapes, above, "name")


def with_places(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, regency: str = ""
) -> gpd.GeoDataFrame:
    """Fill `regency` and `district` of points where they are empty.

    Parameters
    ----------
    points
        The point schema, EPSG:4326.
    areas
        The boundary schema; the level is the column `level`, else the length of the code. A
        polygon of a lower level names the areas above it in its columns `district` and `regency`.
    regency
        Serves where no boundary names the kabupaten, and in place of a shorter name of the same
        ("Lembata" for "Kabupaten Lembata").

    Returns
    -------
    geopandas.GeoDataFrame
        A copy; what is not known stays empty.
    """
    filled = points.copy()
    for role in LEVELS:
        names = _names(points.geometry, areas, role)
        if role == "regency" and regency:
            fits = names.map(lambda name: not name or same_regency(name, regency))
            names = names.where(~fits.astype(bool), regency)
        own = filled[role].astype(object)
        known = own.notna() & (own != "")
        filled[role] = own.where(known, names.where(names != "", None))
    return filled


def _names(points: gpd.GeoSeries, areas: gpd.GeoDataFrame, role: str) -> pd.Series:
    """Name the area of a level around each point, by its own polygon or by a lower one's word."""
    level = _levels(areas)
    names = _found(points, areas[level == role], "name")
    if role in areas:
        lower = areas[(level != role) & (areas[role].fillna("") != "")]
        names = names.where(names != "", _found(points, lower, role))
    return names


def _levels(areas: gpd.GeoDataFrame) -> pd.Series:
    levels = areas["code"].map(lambda code: CODE_LEVELS.get(len(code_digits(code)), ""))
    return pd.Series(areas.get("level", levels), dtype=object)


def _found(shapes: gpd.GeoSeries, areas: gpd.GeoDataFrame, column: str) -> pd.Series:
    """Look up a column of the area around each shape."""
    ordered = areas.sort_values("code", kind="stable")
    inside = shapely.point_on_surface(shapes.to_numpy())
    at, area = shapely.STRtree(ordered.geometry.to_numpy()).query(inside, predicate="intersects")
    first = pd.Series(area, index=at).groupby(level=0).min()
    values = np.full(len(shapes), "", dtype=object)
    values[first.index.to_numpy()] = ordered[column].to_numpy()[first.to_numpy()]
    return pd.Series(values, index=shapes.index, dtype=object)
