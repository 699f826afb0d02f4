"""Whether a point lies in the kabupaten and kecamatan that its row names.

A row names its area twice, by words and by code, and the two may disagree: BPS and Kemendagri
number kabupaten differently, with codes that look alike. Both claims are compared with the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.imports.area_names import (
    CODE_LEVELS,
    code_digits,
    dotted_code,
    fold_name,
    fold_regency,
    fold_spelling,
    same_regency,
)
from layers.imports.report import Problem, Severity
from layers.text.formats import number
from spatial.crs import geodesic_m
from spatial.wording import phrase

MARGIN_M = 500.0
"""Points no further outside than this are a warning: boundaries are simplified."""

MOSTLY = 0.8
"""Share of names that begin with kabupaten or kota, from which on the rows are kabupaten."""

LEVELS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {"regency": (phrase("kabupaten"), 4), "district": (phrase("kecamatan"), 6)}
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
    stated = points["regency"]
    kinds = points["name"].map(lambda name: fold_regency(name)[0] != "")
    if (stated == "").all() and kinds.mean() >= MOSTLY:
        stated = points["name"]
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
    digits = points["code"].map(code_digits)
    prefix = digits.str[:width].where(digits.str.len().isin(CODE_LEVELS), "")
    prefix = prefix.where(prefix.str.len() == width, "")
    owners = areas["code"].map(code_digits).str[:width]
    by_code = {code: [int(i) for i in areas.index[owners == code]] for code in prefix.unique()}
    rows = [int(row) for row in points.index]
    return _Claims(
        word,
        {row: str(stated[row]) for row in rows},
        {row: lookup[stated[row]] if stated[row] else None for row in rows},
        {row: dotted_code(prefix[row]) for row in rows},
        {row: by_code[prefix[row]] if prefix[row] else [] for row in rows},
        {int(label): str(title) for label, title in titles.items()},
        {int(label): dotted_code(code) for label, code in owners.items()},
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
        phrase("di {actual}", actual=" / ".join(actual))
        if actual
        else phrase("di luar semua {word} pada layer", word=claims.word)
    )
    near = metres <= MARGIN_M
    fix = (
        phrase("Batas disederhanakan; periksa di peta")
        if near
        else phrase("Betulkan koordinat atau nama")
    )
    return Problem(
        row,
        claims.word,
        title,
        phrase(
            "titik terletak {where}, {metres} km dari {word} yang disebut",
            where=where,
            metres=partial(number, metres / 1000, 1),
            word=claims.word,
        ),
        fix,
        "warning" if near else "error",
        _xy(places, row),
    )


def _other_code(row: int, claims: _Claims, places: _Places) -> Problem:
    owner = claims.titles[claims.coded[row][0]]
    right = claims.prefixes[(set(claims.named[row] or []) & set(places.within[row])).pop()]
    return Problem(
        row,
        phrase("kode"),
        claims.codes[row],
        phrase(
            "kode itu milik {owner}, sedangkan nama dan letaknya {name}; mungkin kode BPS",
            owner=owner,
            name=claims.names[row],
        ),
        phrase("Kode Kemendagri-nya {right}", right=right),
        "error",
        _xy(places, row),
    )


def _no_code(row: int, claims: _Claims, places: _Places) -> Problem | None:
    """Report a code that the layer does not have, though name and place are right."""
    code = claims.codes.get(row, "")
    if not code or claims.coded.get(row):
        return None
    right = claims.prefixes[(set(claims.named[row] or []) & set(places.within[row])).pop()]
    return Problem(
        row,
        phrase("kode"),
        code,
        phrase("kode itu tidak ada di layer batas; letaknya di {name}", name=claims.names[row]),
        phrase("Menurut layer batas kodenya {right}", right=right),
        "warning",
        _xy(places, row),
    )


def _unknown(row: int, claims: _Claims, places: _Places, severity: Severity) -> Problem:
    """Report a name that the layer does not have; an error if the code is of another place."""
    actual = sorted({claims.titles[label] for label in places.within[row]} - {""})
    where = (
        phrase("titik terletak di {actual}", actual=" / ".join(actual))
        if actual
        else phrase("titik di luar layer batas")
    )
    coded = claims.coded.get(row)
    owner = phrase("; kodenya milik {title}", title=claims.titles[coded[0]]) if coded else ""
    return Problem(
        row, claims.word, claims.names[row],
        phrase("nama itu tidak ada di layer batas; {where}{owner}", where=where, owner=owner),
        phrase("Samakan nama dan kodenya dengan layer batas"), severity, _xy(places, row),
    )  # fmt: skip


def _xy(places: _Places, row: int) -> tuple[float, float]:
    point = places.points.geometry.loc[row]
    return float(point.x), float(point.y)
