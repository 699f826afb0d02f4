"""The areas of the villages, where a file has them, and the boundaries that follow from them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.area import schema
from layers.imports.area_names import code_digits, dotted_code
from spatial import crs

GENERALISE_M = 15.0
"""Triangles of two neighbouring sides of a boundary are taken off up to the square of this, square
metres (Visvalingam & Whyatt 1993): a pixel at the largest scale that a whole village fits into."""
LEVEL_DIGITS = {"district": 6, "regency": 4}
"""Digits of a Kemendagri code that name the kecamatan and the kabupaten or kota."""


def village_areas(
    villages: gpd.GeoDataFrame, shapes: gpd.GeoSeries, source: str
) -> gpd.GeoDataFrame:
    """Make the layer of village areas.

    Parameters
    ----------
    villages
        Rows of the layer `villages`.
    shapes
        What the file has for each of them, on their index, EPSG:4326; only polygons count.
    source
        Where they come from.

    Returns
    -------
    geopandas.GeoDataFrame
        Schema `village_areas`: the polygons, level `village`, generalised for drawing where they
        are a valid coverage (neighbours share their vertices), else as they are.
    """
    kind = shapely.get_type_id(shapes.to_numpy())
    polygon = np.isin(kind, (3, 6)) & ~shapes.is_empty.to_numpy()
    rows = villages[polygon]
    if rows.empty:
        return schema.empty("village_areas")
    plain = shapely.force_2d(shapes.to_numpy()[polygon])
    facts = {
        "code": _texts(rows, "code").where(_texts(rows, "code") != "", rows["id"]),
        "name": rows["name"],
        "level": "village",
        "district": _texts(rows, "district"),
        "regency": _texts(rows, "regency"),
        "source": source,
    }
    drawn = _areal(_generalised(_areal(plain)))
    layer = gpd.GeoDataFrame(facts, geometry=drawn, crs=crs.WGS84)
    return schema.validate(_solid(layer), "village_areas")


def dissolved(areas: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """Join village areas to kecamatan or kabupaten.

    Parameters
    ----------
    areas
        As `village_areas` gives them.
    level
        `district` or `regency`.

    Returns
    -------
    geopandas.GeoDataFrame
        Schema `village_areas`. Villages belong together by their code, without one by the names;
        those with neither are left out.
    """
    digits = areas["code"].map(code_digits)
    code = digits.str[: LEVEL_DIGITS[level]].where(digits.str.len() == 10, "")
    names = ["district", "regency"] if level == "district" else ["regency"]
    name = areas[level].astype(str)
    label = areas[names].astype(str).agg("|".join, axis=1)
    key = code.where(code != "", label.where(name != "", ""))
    rows = []
    for group, members in areas[key != ""].groupby(key[key != ""], sort=True):
        stated = members[level].astype(str)
        usual = stated[stated != ""].mode()
        short = dotted_code(str(group)) if str(group).isdigit() else str(group)
        rows.append(
            {
                "code": short,
                "name": usual.iloc[0] if len(usual) else short,
                "level": level,
                "district": usual.iloc[0] if level == "district" and len(usual) else "",
                "regency": members["regency"].iloc[0],
                "source": members["source"].iloc[0],
                "geometry": _union(members.geometry.to_numpy()),
            }
        )
    if not rows:
        return schema.empty("village_areas")
    return schema.validate(_solid(gpd.GeoDataFrame(rows, crs=crs.WGS84)), "village_areas")


def as_boundaries(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bring kecamatan that were dissolved into the schema of boundaries."""
    if districts.empty:
        return schema.empty("boundaries")
    columns = ["code", "name", "regency", "source", "geometry"]
    rows = districts[columns].assign(precision="gabungan wilayah desa")
    return schema.validate(rows.reset_index(drop=True), "boundaries")


def _texts(rows: gpd.GeoDataFrame, column: str) -> pd.Series:
    blank = pd.Series("", index=rows.index, dtype=object)
    values = rows.get(column, blank)
    texts: pd.Series = values.where(values.notna(), "").astype(str)
    return texts


def _generalised(shapes: np.ndarray) -> np.ndarray:
    """Simplify a valid coverage with its common sides; anything else comes back as it is."""
    plane = crs.metric_crs(tuple(shapely.total_bounds(shapes)))
    flat = crs.project(shapes, plane)
    if not shapely.coverage_is_valid(flat):
        return shapes
    return crs.unproject(shapely.coverage_simplify(flat, GENERALISE_M), plane)


def _areal(shapes: np.ndarray) -> np.ndarray:
    """Repair rings; only what has an area is left."""
    wrong = ~shapely.is_valid(shapes)
    if not wrong.any():
        return shapes
    parts, owner = shapely.get_parts(shapely.make_valid(shapes[wrong]), return_index=True)
    parts, deeper = shapely.get_parts(parts, return_index=True)
    owner = owner[deeper]
    keep = shapely.get_type_id(parts) == 3
    repaired = shapes.copy()
    grouped = shapely.multipolygons(parts[keep], indices=owner[keep], out=np.full(
        int(wrong.sum()), shapely.MultiPolygon(), dtype=object))  # fmt: skip
    repaired[wrong] = shapely.union_all(np.asarray(grouped)[:, None], axis=1)
    return repaired


def _union(shapes: np.ndarray) -> shapely.Geometry:
    valid = shapely.coverage_is_valid(shapes)
    return shapely.coverage_union_all(shapes) if valid else shapely.union_all(shapes)


def _solid(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out rows whose shape has no area, and give repeated codes a number."""
    solid = layer[~layer.geometry.is_empty].reset_index(drop=True)
    again = solid.groupby("code").cumcount()
    code = solid["code"].where(again == 0, solid["code"] + "-" + (again + 1).astype(str))
    return solid.assign(code=code)
