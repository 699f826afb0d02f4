"""Checks on a layer of points: every problem collected, none of them decided for the user."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from layers.imports.area_names import (
    CODE_LEVELS,
    codes_of,
    dotted_code,
    fold_name,
    fold_spelling,
    is_bps_village,
    same_regency,
)
from layers.imports.code_columns import is_bps_column
from layers.imports.coordinates import Floats, in_indonesia
from layers.imports.point_columns import Rows
from layers.imports.points import PointImport
from layers.imports.regencies import regency_problems
from layers.imports.report import Problem, Severity
from layers.imports.row_identity import are_villages, with_names
from layers.imports.sea import place_problems
from layers.text.formats import number
from spatial.crs import geodesic_m
from spatial.wording import lazy_gettext, lazy_ngettext

MARGIN_M = 500.0
"""Points no further outside than this are a warning: boundaries are simplified."""

MOSTLY = 0.8
"""Share of names that begin with kabupaten or kota, from which on the rows are kabupaten."""

MOSTLY_DIFFERENT = 0.9
"""Share of rows with a code of their own, from which on a code that repeats is a mistake."""

LEVELS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {"regency": (lazy_gettext("regency"), 4), "district": (lazy_gettext("district"), 6)}
)
"""The word of a level, and the digits of its codes."""

SameName = Callable[[str, str], bool]


def area_problems(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> list[Problem]:
    """Compare the places of points with the areas that their rows name.

    Parameters
    ----------
    points
        `code`, `name`, `district`, `regency` and points in EPSG:4326, none of them empty.
    areas
        Valid boundaries of any one level, as `layers.imports.boundaries.import_boundaries` gives
        them; of a village its kecamatan and kabupaten are known, too.

    Returns
    -------
    list of Problem
        At most one per row. `error`: the place is not in the named area, or lies there while
        the code belongs to another. `warning`: just outside (`MARGIN_M`), or the named area is
        not in the layer.
    """
    sound = areas[areas.geometry.notna()]
    if points.empty or sound.empty:
        return []
    places = _Places.of(points, sound)
    found: dict[int, Problem] = {}
    for claims in (_regency_claims(points, sound), _district_claims(points, sound)):
        if claims is None:
            continue
        for row in points.index:
            problem = _judged(int(row), claims, places)
            if problem is not None and _worse(problem, found.get(int(row))):
                found[int(row)] = problem
    return list(found.values())


def _worse(new: Problem, old: Problem | None) -> bool:
    return old is None or (old.severity == "warning" and new.severity == "error")


@dataclass(frozen=True, eq=False)
class _Places:
    """Points, the areas, and for each row the labels of the areas that it lies in."""

    points: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    within: Mapping[int, list[int]]

    @classmethod
    def of(cls, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> _Places:
        tree = shapely.STRtree(areas.geometry.to_numpy())
        point, area = tree.query(points.geometry.to_numpy(), predicate="intersects")
        within: dict[int, list[int]] = {int(row): [] for row in points.index}
        for p, a in zip(points.index[point], areas.index[area], strict=True):
            within[int(p)].append(int(a))
        return cls(points, areas, within)

    def metres_to(self, row: int, labels: Iterable[int]) -> float:
        """Geodesic distance from a point to the nearest of some areas."""
        point = self.points.geometry.loc[row]
        shapes = self.areas.geometry.loc[list(labels)].to_numpy()
        ends = shapely.get_coordinates(shapely.shortest_line(point, shapes)).reshape(-1, 4).T
        return float(np.min(geodesic_m(ends[0], ends[1], ends[2], ends[3])))


@dataclass(frozen=True, eq=False)
class _Claims:
    """What the rows say of one level: the labels of the areas that they name.

    `named` is None for a row that names none, and empty for a name that is not in the layer.
    """

    word: str
    names: Mapping[int, str]
    named: Mapping[int, list[int] | None]
    codes: Mapping[int, str]
    coded: Mapping[int, list[int]]
    titles: Mapping[int, str]
    prefixes: Mapping[int, str]


def _regency_claims(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> _Claims | None:
    if not (areas["regency"] != "").any():
        return None
    stated = points["name"] if _are_regencies(points) else points["regency"]
    return _claims(points, areas, stated, "regency")


def _district_claims(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> _Claims | None:
    if not (areas["district"] != "").any() or (points["district"] == "").all():
        return None
    claims = _claims(points, areas, points["district"], "district")
    regency = _claims(points, areas, points["regency"], "regency")
    named = {row: _both(labels, regency.named[row]) for row, labels in claims.named.items()}
    return _Claims("kecamatan", claims.names, named, {}, {}, claims.titles, claims.prefixes)


def _both(one: list[int] | None, other: list[int] | None) -> list[int] | None:
    """Districts of a name within the named kabupaten; the name alone where that is unknown."""
    if one is None or not other:
        return one
    return [label for label in one if label in set(other)]


def _claims(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, stated: pd.Series, role: str
) -> _Claims:
    """Look up the areas that the rows name, by words and by the first digits of the code."""
    word, width = LEVELS[role]
    same: SameName = same_regency if role == "regency" else _same_name
    titles = areas[role]
    lookup = {
        name: [int(i) for i in areas.index[[bool(t) and same(str(t), str(name)) for t in titles]]]
        for name in stated.unique()
        if name
    }
    digits = codes_of(points["code"])
    prefix = digits.str[:width].where(digits.str.len().isin(CODE_LEVELS), "")
    prefix = prefix.where(prefix.str.len() == width, "")
    owners = codes_of(areas["code"]).str[:width]
    by_code = {code: [int(i) for i in areas.index[owners == code]] for code in prefix.unique()}
    rows = [int(row) for row in points.index]
    return _Claims(
        word,
        {row: str(stated[row]) for row in rows},
        {row: lookup[stated[row]] if stated[row] else None for row in rows},
        {row: dotted_code(prefix[row]) for row in rows},
        {row: by_code[prefix[row]] if prefix[row] else [] for row in rows},
        {int(label): str(title) for label, title in titles.items()},
        {int(str(label)): dotted_code(code) for label, code in owners.items()},
    )


def _same_name(one: str, other: str) -> bool:
    return fold_name(one) == fold_name(other) or fold_spelling(one) == fold_spelling(other)


def _judged(row: int, claims: _Claims, places: _Places) -> Problem | None:
    """Compare one row's words, code and place."""
    named, coded, within = claims.named[row], claims.coded.get(row, []), places.within[row]
    astray = bool(coded) and not set(coded) & set(within)
    if named:
        if not set(named) & set(within):
            return _outside(row, claims, places, named, claims.names[row])
        return _other_code(row, claims, places) if astray else _no_code(row, claims, places)
    if named is not None:
        return _unknown(row, claims, places, "error" if astray else "warning")
    if astray:
        return _outside(row, claims, places, coded, claims.titles[coded[0]])
    return None


def _outside(row: int, claims: _Claims, places: _Places, labels: list[int], title: str) -> Problem:
    metres = places.metres_to(row, labels)
    actual = sorted({claims.titles[label] for label in places.within[row]} - {""})
    where = (
        lazy_gettext("in {actual}", actual=" / ".join(actual))
        if actual
        else lazy_gettext("outside every {word} of the layer", word=claims.word)
    )
    near = metres <= MARGIN_M
    fix = (
        lazy_gettext("The boundaries are simplified; look at the map")
        if near
        else lazy_gettext("Correct the coordinates or the name")
    )
    return Problem(
        row,
        claims.word,
        title,
        lazy_gettext(
            "the point lies {where}, {metres} km from the {word} that the row names",
            where=where,
            metres=partial(number, metres / 1000, 1),
            word=claims.word,
        ),
        fix,
        "warning" if near else "error",
        _boundary_xy(places, row),
    )


def _other_code(row: int, claims: _Claims, places: _Places) -> Problem:
    owner = claims.titles[claims.coded[row][0]]
    right = claims.prefixes[(set(claims.named[row] or []) & set(places.within[row])).pop()]
    return Problem(
        row,
        lazy_gettext("code"),
        claims.codes[row],
        lazy_gettext(
            "that code belongs to {owner}, while name and place are {name}; perhaps a BPS code",
            owner=owner,
            name=claims.names[row],
        ),
        lazy_gettext("Its Kemendagri code is {right}", right=right),
        "error",
        _boundary_xy(places, row),
    )


def _no_code(row: int, claims: _Claims, places: _Places) -> Problem | None:
    """Report a code that the layer does not have, though name and place are right."""
    code = claims.codes.get(row, "")
    if not code or claims.coded.get(row):
        return None
    right = claims.prefixes[(set(claims.named[row] or []) & set(places.within[row])).pop()]
    return Problem(
        row,
        lazy_gettext("code"),
        code,
        lazy_gettext(
            "that code is not in the boundary layer; the place lies in {name}",
            name=claims.names[row],
        ),
        lazy_gettext("By the boundary layer its code is {right}", right=right),
        "warning",
        _boundary_xy(places, row),
    )


def _unknown(row: int, claims: _Claims, places: _Places, severity: Severity) -> Problem:
    """Report a name that the layer does not have; an error if the code is of another place."""
    actual = sorted({claims.titles[label] for label in places.within[row]} - {""})
    where = (
        lazy_gettext("the point lies in {actual}", actual=" / ".join(actual))
        if actual
        else lazy_gettext("the point lies outside the boundary layer")
    )
    coded = claims.coded.get(row)
    owner = (
        lazy_gettext("; its code belongs to {title}", title=claims.titles[coded[0]])
        if coded
        else ""
    )
    return Problem(
        row,
        claims.word,
        claims.names[row],
        lazy_gettext(
            "that name is not in the boundary layer; {where}{owner}", where=where, owner=owner
        ),
        lazy_gettext("Make name and code the same as in the boundary layer"),
        severity,
        _boundary_xy(places, row),
    )


def _boundary_xy(places: _Places, row: int) -> tuple[float, float]:
    point = places.points.geometry.loc[row]
    return float(point.x), float(point.y)


NEAR_M = 5.0
"""Points closer than this, metres, are taken for one place that is there twice."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (Moritz 2000, Geodetic Reference System 1980)."""


def check_import(
    read: PointImport, areas: gpd.GeoDataFrame | None = None, near_m: float = NEAR_M
) -> PointImport:
    """Check what was imported and add the problems to its report."""
    points, unnamed = (
        (read.points, [])
        if read.named
        else with_names(read.points, read.target, read.rows, headed=read.headed)
    )
    problems = [*unnamed, *check_points(points, areas, near_m=near_m, rows=read.rows)]
    return replace(read, points=points, report=read.report.with_problems(problems))


def check_points(
    points: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None = None,
    *,
    near_m: float = NEAR_M,
    rows: Rows = "",
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
    rows
        What the rows are, where it is known; the code of a facility may repeat.

    Returns
    -------
    tuple of Problem
        Errors: outside Indonesia, in another country, far out at sea, outside the kabupaten or
        kecamatan that the row names, a village that is there twice, name or id empty. Warnings:
        in the sea, places that are there twice, a name repeated within its kecamatan, codes that
        cannot be read or belong to another kabupaten, points just outside their kabupaten.
        Rows without a point are told by the import.
    """
    placed = points[points.geometry.notna()]
    found = [
        *place_problems(placed),
        *_empty(points, "id", "id"),
        *_empty(points, "name", lazy_gettext("name")),
        *_repeated(points, "id", "id"),
        *_codes(points, rows),
        *_repeated_names(points),
        *_twins(placed, near_m),
    ]
    found += (
        regency_problems(_with_regency_names(points))
        if areas is None
        else area_problems(placed, areas)
    )
    return tuple(found)


def _with_regency_names(points: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return codes and kabupaten; where the rows are kabupaten, their names are these."""
    names = points["name"] if _are_regencies(points) else points["regency"]
    return pd.DataFrame({"code": points["code"], "regency": names})


def _are_regencies(points: gpd.GeoDataFrame) -> bool:
    if points.empty or not (points["regency"] == "").all():
        return False
    return bool(points["name"].str.lower().str.match(r"(?:kab|kota|kod)\w*[. ]").mean() >= MOSTLY)


def _xy(points: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    return points.geometry.x.to_numpy(), points.geometry.y.to_numpy()


def _place(lon: float, lat: float) -> tuple[float, float] | None:
    """Return a place that a map can show; None for numbers that are no longitude and latitude."""
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _empty(points: gpd.GeoDataFrame, column: str, word: str) -> list[Problem]:
    return [
        Problem(
            int(row),
            word,
            "",
            lazy_gettext("{word} is empty", word=word),
            lazy_gettext("Fill in the {word}", word=word),
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
            lazy_gettext(
                "{word} is used already in row {first}", word=word, first=first[values[row]]
            ),
            lazy_gettext("Give it a {word} of its own, or delete one of the rows", word=word),
            "error",
            _point_of(points, row),
        )
        for row in points.index[again]
    ]


def _codes(points: gpd.GeoDataFrame, rows: Rows) -> list[Problem]:
    """Report codes that repeat in a list of villages, cannot be read, or are of BPS."""
    codes = points["code"]
    digits = codes_of(codes)
    listed = (codes == points["id"]).all() or rows == "facilities"
    repeated = [] if listed else _repeated_codes(points, rows)
    return [*repeated, *_unread_codes(points, digits), *_bps_codes(points, digits)]


def _unread_codes(points: gpd.GeoDataFrame, digits: pd.Series) -> list[Problem]:
    """Report codes that are none: one problem if most of the column is, else one per row."""
    codes = points["code"]
    rows = points.index[(digits == "") & (codes != "")]
    reason = lazy_gettext("not a code of Kemendagri or BPS")
    fix = lazy_gettext("Write 10 digits for a village, such as 33.21.14.2014")
    if len(rows) > 1 and len(rows) > (codes != "").sum() / 2:
        value = lazy_ngettext("{count} row", "{count} rows", len(rows), count=len(rows))
        return [Problem(None, lazy_gettext("code"), value, reason, fix, "warning")]
    return [
        Problem(
            int(row),
            lazy_gettext("code"),
            str(codes[row]),
            reason,
            fix,
            "warning",
            _point_of(points, row),
        )
        for row in rows
    ]


def _repeated_codes(points: gpd.GeoDataFrame, rows: Rows) -> list[Problem]:
    """Report a village that stands there twice; where facilities lie, a code may repeat."""
    if rows != "villages" and not are_villages(points):
        return []
    same = points.assign(key=points["code"] + "/" + points["name"].map(fold_name))
    twice = _repeated(points[same["key"].duplicated(keep=False)], "code", lazy_gettext("code"))
    if rows != "villages" and not are_villages(points, MOSTLY_DIFFERENT):
        return twice
    refused = {problem.row for problem in twice}
    others = [
        replace(problem, severity="warning")
        for problem in _repeated(points, "code", lazy_gettext("code"))
        if problem.row not in refused
    ]
    return [*twice, *others]


def _bps_codes(points: gpd.GeoDataFrame, digits: pd.Series) -> list[Problem]:
    """Report codes of BPS: one problem for a column of them, else one per row."""
    reason = lazy_gettext("the code looks like a BPS village code")
    fix = lazy_gettext("Use the Kemendagri code so that it matches the boundaries")
    if is_bps_column(digits) and len(points) > 1:
        count = int((digits.str.len() == 10).sum())
        value = lazy_ngettext("{count} row", "{count} rows", count, count=count)
        return [Problem(None, lazy_gettext("code"), value, reason, fix, "warning")]
    return [
        Problem(
            int(row),
            lazy_gettext("code"),
            str(points.loc[row, "code"]),
            reason,
            fix,
            "warning",
            _point_of(points, row),
        )
        for row in points.index[digits.map(is_bps_village)]
    ]


def _repeated_names(points: gpd.GeoDataFrame) -> list[Problem]:
    """Report names that repeat within one kecamatan; across kecamatan they are common.

    Where no column names the kecamatan, the first six digits of a village's code do; rows that
    say neither are not compared.
    """
    digits = codes_of(points["code"])
    prefix = digits.str[:6].where(digits.str.len() == 10, "")
    stated = points["regency"].map(fold_name) + "/" + points["district"].map(fold_name)
    area = stated.where(points["district"] != "", prefix)
    key = pd.DataFrame({"area": area, "name": points["name"].map(fold_name)})
    known = key[(key["area"] != "") & (key["name"] != "")]
    return [
        Problem(
            int(row),
            lazy_gettext("name"),
            str(points.loc[row, "name"]),
            lazy_gettext("that district has the same name already"),
            lazy_gettext("Check whether the row stands there twice"),
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
    # Points in one place are one point of the tree: a file of them would make pairs without end.
    spots, row, spot = np.unique(ball, axis=0, return_index=True, return_inverse=True)
    pairs = (
        KDTree(spots).query_pairs(reach, output_type="ndarray")
        if len(sound)
        else np.empty((0, 2), int)
    )
    earliest = row.copy()
    np.minimum.at(earliest, pairs[:, 0], row[pairs[:, 1]])
    np.minimum.at(earliest, pairs[:, 1], row[pairs[:, 0]])
    other = earliest[spot.reshape(-1)] if len(sound) else row
    first = {int(b): int(a) for b, a in enumerate(other) if a < b}
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
        lazy_gettext("coordinate"),
        str(points.loc[row, "name"]),
        lazy_gettext(
            "{metres} m from row {other} ({name})",
            metres=partial(number, metres, 1),
            other=other,
            name=points.loc[other, "name"],
        ),
        lazy_gettext("Delete one of them if they are the same place"),
        "warning",
        (float(shape[0]), float(shape[1])),
    )
