"""Places without coordinates: their point from a boundary layer, by code or by name.

Nothing is guessed: what fits one area is taken, what fits several or only resembles is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
from rapidfuzz import fuzz, process

from layers.imports.area_names import (
    code_digits,
    fold_name,
    fold_spelling,
    same_regency,
    similarity,
)
from layers.imports.report import Problem
from spatial.wording import lazy_gettext

ALIKE = 0.75
"""Least similarity of a name that is offered in a question: one letter in four may differ."""

SAME_PLACE = 0.6
"""Least similarity of the names of a row and of the area with its code.

Of two different village names of one kabupaten 2.9 % are as alike as this; of names with one to
three typing errors or a word more or less 96.6 % are.
"""

MAX_CANDIDATES = 5

CANDIDATE_COLUMNS = ("row", "name", "code", "candidate", "district", "regency", "similarity")


@dataclass(frozen=True, eq=False)
class Matches:
    """What a boundary layer knows about places without coordinates.

    Attributes
    ----------
    areas
        Row of the place to the label of its area.
    how
        Row to `code`, `name`, `spelling` or `choice`.
    questions
        One row per candidate of each place that must be asked: `row`, `name` (as in the file),
        `code`, `candidate`, `district`, `regency` (of the candidate), `similarity`.
    problems
        One per place that got no area.
    """

    areas: Mapping[int, int]
    how: Mapping[int, str]
    questions: pd.DataFrame
    problems: tuple[Problem, ...]


@dataclass
class _Found:
    """What is known of one place so far: its area, or the areas to ask about."""

    how: str = ""
    labels: list[int] = field(default_factory=list)
    reason: str = ""


def match_places(
    places: pd.DataFrame, areas: gpd.GeoDataFrame, choices: Mapping[int, str] | None = None
) -> Matches:
    """Find the area of each place.

    Parameters
    ----------
    places
        `code`, `name`, `district`, `regency` (texts, empty where not known), labelled with the
        number of the row.
    areas
        Village boundaries as `layers.imports.boundaries.import_boundaries` gives them.
    choices
        The user's answers to earlier questions: row to the code of the area.

    Notes
    -----
    By code first; a code whose area has quite another name is asked, because BPS and Kemendagri
    give the same code to different places. Then by name within the kabupaten and the kecamatan
    that the row names: written alike, then alike after `fold_spelling`. Mere resemblance
    (`similarity` of at least `ALIKE`) is only offered in the question.
    """
    index = _Index.of(areas[areas.geometry.notna()])
    rows = {int(str(row)): place for row, place in places.iterrows()}
    found = {row: _find(place, index, (choices or {}).get(row)) for row, place in rows.items()}
    settled = {row: f for row, f in found.items() if f.how}
    questions = [
        line
        for row, f in found.items()
        if not f.how
        for line in _candidates(row, str(rows[row]["name"]), f.labels, areas)
    ]
    return Matches(
        {row: f.labels[0] for row, f in settled.items()},
        {row: f.how for row, f in settled.items()},
        pd.DataFrame(questions, columns=list(CANDIDATE_COLUMNS)),
        tuple(_problem(row, rows[row], f, areas) for row, f in found.items() if not f.how),
    )


@dataclass(frozen=True, eq=False)
class _Index:
    """Areas by code, by folded name and by folded spelling."""

    areas: gpd.GeoDataFrame
    codes: Mapping[str, list[int]]
    names: Mapping[str, list[int]]
    spellings: Mapping[str, list[int]]

    @classmethod
    def of(cls, areas: gpd.GeoDataFrame) -> _Index:
        return cls(
            areas,
            _grouped(areas["code"].map(code_digits)),
            _grouped(areas["name"].map(fold_name)),
            _grouped(areas["name"].map(fold_spelling)),
        )

    def within(self, labels: list[int], place: pd.Series) -> list[int]:
        """Keep the areas in the kabupaten and kecamatan that the place names, if it does."""
        kept = labels
        for role, same in (("regency", same_regency), ("district", _same_district)):
            if place[role]:
                kept = [i for i in kept if _agrees(self.areas.loc[i, role], place[role], same)]
        return kept


def _grouped(keys: pd.Series) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for label, key in keys.items():
        if key:
            groups.setdefault(str(key), []).append(int(str(label)))
    return groups


def _same_district(one: str, other: str) -> bool:
    return fold_spelling(one) == fold_spelling(other)


def _agrees(known: object, stated: object, same: object) -> bool:
    """Tell whether a name agrees; a layer that does not know it cannot disagree."""
    return not known or (callable(same) and bool(same(str(known), str(stated))))


def _find(place: pd.Series, index: _Index, choice: str | None) -> _Found:
    """Find the area of one place, or the areas to ask about."""
    if choice is not None:
        labels = index.codes.get(code_digits(choice), [])
        if len(labels) == 1:
            return _Found("choice", labels)
        return _Found(
            reason=lazy_gettext(
                "the chosen code '{choice}' is not in the boundary layer", choice=choice
            )
        )
    by_code = index.codes.get(code_digits(place["code"]), []) if place["code"] else []
    by_name = _by_name(place, index) if place["name"] else _Found()
    if len(by_code) == 1:
        named = str(index.areas.loc[by_code[0], "name"])
        if not place["name"] or similarity(str(place["name"]), named) >= SAME_PLACE:
            return _Found("code", by_code)
        labels = list(dict.fromkeys([*by_code, *by_name.labels]))
        return _Found(
            "",
            labels,
            lazy_gettext(
                "that code belongs to {named}, not to {name}", named=named, name=place["name"]
            ),
        )
    if len(by_code) > 1:
        return _Found(
            "", by_code, lazy_gettext("several areas of the boundary layer have that code")
        )
    return (
        by_name
        if place["name"]
        else _Found(reason=lazy_gettext("the code is not in the boundary layer"))
    )


def _by_name(place: pd.Series, index: _Index) -> _Found:
    name = str(place["name"])
    for how, groups, fold in (
        ("name", index.names, fold_name),
        ("spelling", index.spellings, fold_spelling),
    ):
        labels = index.within(groups.get(fold(name), []), place)
        if len(labels) == 1:
            return _Found(how, labels)
        if labels:
            return _Found(
                "", labels, lazy_gettext("{count} areas have that name", count=len(labels))
            )
    alike = _alike(place, index)
    elsewhere = index.spellings.get(fold_spelling(name), [])[:MAX_CANDIDATES]
    if elsewhere and not alike:
        return _Found(
            "", elsewhere, lazy_gettext("that name exists, but in another regency or district")
        )
    reason = (
        lazy_gettext("that name only resembles those that exist")
        if alike
        else lazy_gettext("that name does not exist")
    )
    return _Found("", alike, lazy_gettext("{reason} in the boundary layer", reason=reason))


def _alike(place: pd.Series, index: _Index) -> list[int]:
    """Areas whose names resemble the place's, the most alike first."""
    words = fold_spelling(str(place["name"]))
    near = process.extract(
        words,
        list(index.spellings),
        scorer=fuzz.ratio,
        score_cutoff=100 * ALIKE,
        limit=5 * MAX_CANDIDATES,
    )
    labels = [label for spelling, _, _ in near for label in index.spellings[spelling]]
    return index.within(labels, place)[:MAX_CANDIDATES]


def _candidates(
    row: int, name: str, labels: list[int], areas: gpd.GeoDataFrame
) -> list[tuple[object, ...]]:
    return [
        (row, name, *areas.loc[label, ["code", "name", "district", "regency"]],
         round(similarity(name, str(areas.loc[label, "name"])), 2))
        for label in labels
    ]  # fmt: skip


def _problem(row: int, place: pd.Series, found: _Found, areas: gpd.GeoDataFrame) -> Problem:
    """Say why a place got no area, and what may be meant."""
    value = str(place["name"] or place["code"])
    options = "; ".join(
        f"{areas.loc[i, 'name']}, {areas.loc[i, 'district']} ({areas.loc[i, 'code']})"
        for i in found.labels
    )
    fix = (
        lazy_gettext("Choose one: {options}", options=options)
        if options
        else lazy_gettext("Correct the code or the name, or give it a point")
    )
    reason = found.reason or lazy_gettext("a row without code and name")
    return Problem(
        row, lazy_gettext("name") if place["name"] else lazy_gettext("code"), value, reason, fix
    )
