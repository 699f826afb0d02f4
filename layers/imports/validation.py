"""Checks on a layer of points: every problem collected, none of them decided for the user."""

from __future__ import annotations

from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from layers.imports.area_checks import area_problems
from layers.imports.area_names import code_digits, fold_name, is_bps_village
from layers.imports.coordinates import Floats, in_indonesia
from layers.imports.points import PointImport
from layers.imports.readers import LAT_RANGE
from layers.imports.report import Problem
from layers.text.formats import number
from spatial.crs import geodesic_m
from spatial.wording import phrase

NEAR_M = 5.0
"""Points closer than this, metres, are taken for one place that is there twice."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (Moritz 2000, Geodetic Reference System 1980)."""


def check_import(
    read: PointImport, areas: gpd.GeoDataFrame | None = None, near_m: float = NEAR_M
) -> PointImport:
    """Check what was imported and add the problems to its report."""
    problems = check_points(read.points, areas, near_m=near_m)
    return PointImport(read.points, read.report.with_problems(problems), read.questions)


def check_points(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None = None, *, near_m: float = NEAR_M
) -> tuple[Problem, ...]:
    """Check a layer of points.

    Parameters
    ----------
    points
        As `layers.imports.points.import_points` gives them: `id`, `code`, `name`, `district`,
        `regency` and points in EPSG:4326 or None, labelled with the number of the row.
    areas
        Boundaries of kabupaten, kecamatan or villages, as
        `layers.imports.boundaries.import_boundaries` gives them; without them the areas that the
        points name are not checked.
    near_m
        Points closer than this are reported as the same place, metres.

    Returns
    -------
    tuple of Problem
        Errors: outside Indonesia, outside the kabupaten or kecamatan that the row names, id or
        code repeated, name or id empty. Warnings: places that are there twice, a name repeated
        within its kecamatan, codes that cannot be read, points just outside their kabupaten.
        Rows without a point are told by the import.
    """
    placed = points[points.geometry.notna()]
    found = [
        *_outside_indonesia(placed),
        *_empty(points, "id", "id"),
        *_empty(points, "name", phrase("nama")),
        *_repeated(points, "id", "id"),
        *_codes(points),
        *_repeated_names(points),
        *_twins(placed, near_m),
    ]
    if areas is not None:
        found += area_problems(placed, areas)
    return tuple(found)


def _xy(points: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    return points.geometry.x.to_numpy(), points.geometry.y.to_numpy()


def _outside_indonesia(points: gpd.GeoDataFrame) -> list[Problem]:
    lon, lat = _xy(points)
    away = ~in_indonesia(lon, lat)
    mirrored = away & in_indonesia(lon, -lat)
    return [
        Problem(
            int(row), phrase("koordinat"), f"{x:.6g}; {y:.6g}",
            phrase("titik di luar Indonesia (bujur 95 sampai 141, lintang -11 sampai 6)"),
            _outside_fix(y, mirrored=bool(mirror)), "error", _place(x, y),
        )
        for row, x, y, mirror in zip(
            points.index[away], lon[away], lat[away], mirrored[away], strict=True
        )
    ]  # fmt: skip


def _outside_fix(lat: float, *, mirrored: bool) -> str:
    if mirrored and lat > LAT_RANGE[1]:
        return phrase("Tanda minus lintang selatan tampaknya hilang; betulkan lintangnya")
    return phrase("Betulkan koordinatnya")


def _place(lon: float, lat: float) -> tuple[float, float] | None:
    """Return a place that a map can show; None for numbers that are no longitude and latitude."""
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _empty(points: gpd.GeoDataFrame, column: str, word: str) -> list[Problem]:
    return [
        Problem(
            int(row),
            word,
            "",
            phrase("{word} kosong", word=word),
            phrase("Isi {word}-nya", word=word),
            "error",
            _point_of(points, row),
        )
        for row in points.index[points[column] == ""]
    ]


def _point_of(points: gpd.GeoDataFrame, row: int) -> tuple[float, float] | None:
    point = points.geometry.loc[row]
    return None if point is None or point.is_empty else _place(point.x, point.y)


def _repeated(points: gpd.GeoDataFrame, column: str, word: str) -> list[Problem]:
    """Report every row whose value stood in a row before; the first one is kept."""
    values = points[column]
    again = values.duplicated() & (values != "")
    first = dict(zip(values[::-1], points.index[::-1], strict=True))
    return [
        Problem(
            int(row),
            word,
            str(values[row]),
            phrase("{word} sudah dipakai di baris {first}", word=word, first=first[values[row]]),
            phrase("Beri {word} sendiri, atau hapus salah satu baris", word=word),
            "error",
            _point_of(points, row),
        )
        for row in points.index[again]
    ]


def _codes(points: gpd.GeoDataFrame) -> list[Problem]:
    """Report codes that repeat (where they are not the id), cannot be read, or are of BPS."""
    codes = points["code"]
    digits = codes.map(code_digits)
    repeated = [] if (codes == points["id"]).all() else _repeated(points, "code", phrase("kode"))
    unread = [
        Problem(
            int(row),
            phrase("kode"),
            str(codes[row]),
            phrase("bukan kode Kemendagri atau BPS"),
            phrase("Tulis 10 angka untuk desa, misalnya 33.21.14.2014"),
            "warning",
            _point_of(points, row),
        )
        for row in points.index[(digits == "") & (codes != "")]
    ]
    bps = [
        Problem(
            int(row),
            phrase("kode"),
            str(codes[row]),
            phrase("kode tampak sebagai kode desa BPS"),
            phrase("Pakai kode Kemendagri agar cocok dengan batas wilayah"),
            "warning",
            _point_of(points, row),
        )
        for row in points.index[digits.map(is_bps_village)]
    ]
    return [*repeated, *unread, *bps]


def _repeated_names(points: gpd.GeoDataFrame) -> list[Problem]:
    """Report names that repeat within one kecamatan; across kecamatan they are common.

    Where no column names the kecamatan, the first six digits of a village's code do; rows that
    say neither are not compared.
    """
    digits = points["code"].map(code_digits)
    prefix = digits.str[:6].where(digits.str.len() == 10, "")
    stated = points["regency"].map(fold_name) + "/" + points["district"].map(fold_name)
    area = stated.where(points["district"] != "", prefix)
    key = pd.DataFrame({"area": area, "name": points["name"].map(fold_name)})
    known = key[(key["area"] != "") & (key["name"] != "")]
    return [
        Problem(
            int(row),
            phrase("nama"),
            str(points.loc[row, "name"]),
            phrase("nama yang sama sudah ada di kecamatan itu"),
            phrase("Periksa apakah barisnya tercatat dua kali"),
            "warning",
            _point_of(points, row),
        )
        for row in known.index[known.duplicated()]
    ]


def _twins(points: gpd.GeoDataFrame, near_m: float) -> list[Problem]:
    """Report places that are there twice: each point with the first one next to it."""
    lon, lat = _xy(points)
    sound = np.flatnonzero(in_indonesia(lon, lat))
    x, y = np.radians(lon[sound]), np.radians(lat[sound])
    ball = np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
    reach = near_m * 1.01 / EARTH_RADIUS_M
    tree = KDTree(ball)
    first: dict[int, int] = {}
    for a, b in sorted(tree.query_pairs(reach)) if len(sound) else []:
        first.setdefault(b, a)
    if not first:
        return []
    late, early = sound[list(first)], sound[list(first.values())]
    metres = geodesic_m(lon[late], lat[late], lon[early], lat[early])
    return [
        _twin(points, int(one), int(other), float(distance))
        for one, other, distance in zip(late, early, metres, strict=True)
        if distance <= near_m
    ]


def _twin(points: gpd.GeoDataFrame, late: int, early: int, metres: float) -> Problem:
    row, other = points.index[late], points.index[early]
    shape = shapely.get_coordinates(points.geometry.iloc[late])[0]
    return Problem(
        int(row),
        phrase("koordinat"),
        str(points.loc[row, "name"]),
        phrase(
            "{metres} m dari baris {other} ({name})",
            metres=partial(number, metres, 1),
            other=other,
            name=points.loc[other, "name"],
        ),
        phrase("Hapus salah satu bila tempatnya sama"),
        "warning",
        (float(shape[0]), float(shape[1])),
    )
