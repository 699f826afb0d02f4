"""Hemispheres that are said beside the number: `LS` in a column of its own or in the heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd

from layers.imports.coordinate_headings import Side, read_heading
from layers.imports.coordinates import NO_VALUE, Floats
from layers.imports.report import Problem
from layers.text.formats import number
from spatial.wording import lazy_gettext, lazy_ngettext

WORDS: Mapping[str, Side] = MappingProxyType(
    {
        **dict.fromkeys(("ls", "lintang selatan", "lintangselatan", "lat s"), "S"),
        **dict.fromkeys(("lu", "lintang utara", "lintangutara", "lat n"), "N"),
        **dict.fromkeys(("bt", "bujur timur", "bujurtimur", "lon e"), "E"),
        **dict.fromkeys(("bb", "bujur barat", "bujurbarat", "lon w"), "W"),
    }
)
"""Words that say a hemisphere wherever they stand."""

LETTERS: Mapping[str, Side] = MappingProxyType(
    {
        **dict.fromkeys(("s", "selatan", "south"), "S"),
        **dict.fromkeys(("n", "u", "utara", "north"), "N"),
        **dict.fromkeys(("e", "t", "timur", "east"), "E"),
        **dict.fromkeys(("w", "b", "barat", "west"), "W"),
    }
)
"""Letters and directions, which say it only beside a coordinate or under such a heading."""

SAMPLE = 100

HEADING = re.compile(
    r"(?:ns|sn|ew|we|su|us|bt|tb|lslu|luls|btbb|bbbt|ls|lu|bb|nsind|ewind|hemi\w*|belahan\w*"
    r"|ket(?:erangan)?(?:lat|lon|long|lintang|bujur)"
    r"|(?:lat|lon|long|lintang|bujur)(?:ref|dir|hemi\w*|arah|ns|ew|letter|huruf|side|sisi)"
    r"|(?:ref|dir|arah|hemi\w*)(?:lat|lon|long|lintang|bujur|latitude|longitude)|(?:latitude|longitude)(?:ref|dir))"
)
"""Headings of such columns, small letters only."""


BESIDE = re.compile(
    r"(?:unnamed|column|kolom|arah|sisi|dir|direction|ref|tanda|ket|huruf)?\w{0,2}"
)
"""Headings of a column directly behind a coordinate whose letters say the hemisphere."""


@dataclass(frozen=True, eq=False)
class Hemispheres:
    """Where the file says the hemisphere.

    Attributes
    ----------
    lat, lon
        One of `S`, `N`, `E`, `W` or empty per row; None if no column says it.
    columns
        The columns that say it.
    headings
        Headings of the coordinates that say it: `lat` and `lon` to the hemisphere.
    """

    lat: pd.Series | None = None
    lon: pd.Series | None = None
    columns: tuple[str, ...] = ()
    headings: Mapping[str, Side] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class SignedNumbers:
    """Coordinates with the signs of their hemispheres, and what was done."""

    lon: Floats
    lat: Floats
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def find_hemispheres(table: pd.DataFrame, lon: str | None, lat: str | None) -> Hemispheres:
    """Find what says the hemisphere of the coordinates.

    Parameters
    ----------
    table
        Texts.
    lon, lat
        Headings of the coordinates; None where one column holds both.
    """
    found: dict[str, tuple[str, pd.Series]] = {}
    vague: dict[str, tuple[str, pd.Series]] = {}
    names = [str(column) for column in table.columns]
    for position, column in enumerate(names):
        if column in {lon, lat}:
            continue
        folded = re.sub(r"[^a-z]", "", column.lower())
        sides = _sides(table.iloc[:, position], letters=True)
        if sides is None:
            continue
        axis = "lat" if set(sides.unique()) - {""} <= {"S", "N"} else "lon"
        after = position > 0 and names[position - 1] == {"lat": lat, "lon": lon}[axis]
        plain = _sides(table.iloc[:, position], letters=False) is not None
        if plain or HEADING.fullmatch(folded) or (after and BESIDE.fullmatch(folded)):
            found.setdefault(axis, (column, sides))
        elif after:
            vague[axis] = (column, sides)
    if {"lat", "lon"} <= vague.keys() | found.keys():  # a letter behind each of both numbers
        found = {**vague, **found}
    headings: dict[str, Side] = {}
    for axis, heading in (("lat", lat), ("lon", lon)):
        read = None if heading is None or axis in found else read_heading(heading)
        side = None if read is None else read.side()
        if side is not None:
            headings[axis] = side
    columns = tuple(column for column, _ in found.values())
    lat_sides, lon_sides = (found[axis][1] if axis in found else None for axis in ("lat", "lon"))
    return Hemispheres(lat_sides, lon_sides, columns, headings)


def _sides(values: pd.Series, *, letters: bool) -> pd.Series | None:
    """Read a column of hemispheres; None if anything else stands there."""
    words = {**WORDS, **(LETTERS if letters else {})}
    first = _folded(values.head(SAMPLE))
    if not set(first.unique()) - NO_VALUE <= set(words):
        return None
    texts = _folded(values)
    distinct = set(texts.unique()) - NO_VALUE
    if not distinct or len(distinct) > 8 or not distinct <= set(words):
        return None
    sides = {words[word] for word in distinct}
    if not (sides <= {"S", "N"} or sides <= {"E", "W"}):
        return None
    return texts.map(words).fillna("")


def _folded(values: pd.Series) -> pd.Series:
    return values.astype(str).str.strip().str.lower().str.replace(r"[.()]", "", regex=True)


def with_hemispheres(
    lon: Floats, lat: Floats, texts: pd.DataFrame, sides: Hemispheres
) -> SignedNumbers:
    """Give latitudes without a sign that of their hemisphere; all Indonesia lies in the east.

    Parameters
    ----------
    lon, lat
        n numbers as they were read.
    texts
        Columns `lon` and `lat`: a letter in the cell itself counts more.
    sides
        What the file says beside the numbers.

    Returns
    -------
    SignedNumbers
        A number with a minus under `LU` is reported and stays.
    """
    if sides.lat is None and sides.headings.get("lat") != "S":
        return SignedNumbers(lon, lat)
    own = texts["lat"].astype(str).str.contains(r"[A-Za-z]", regex=True).to_numpy()
    if sides.lat is not None:
        turn = (sides.lat == "S").to_numpy() & (lat > 0) & ~own
        other = (sides.lat == "N").to_numpy() & (lat < 0) & ~own
    else:
        turn = (lat > 0) & ~own
        other = np.zeros(len(lat), dtype=np.bool_)
    notes = (_note(int(turn.sum())),) if turn.any() else ()
    problems = tuple(_contradictions(texts["lat"], other))
    return SignedNumbers(lon, np.where(turn, -lat, lat), problems, notes)


def _note(count: int) -> str:
    return lazy_ngettext(
        "{count} latitude without a sign is south (LS), as its column or heading says.",
        "{count} latitudes without a sign are south (LS), as their column or heading says.",
        count,
        count=partial(number, count),
    )


def _contradictions(texts: pd.Series, rows: np.ndarray) -> list[Problem]:
    return [
        Problem(
            int(str(row)),
            lazy_gettext("coordinate"),
            str(texts.loc[row]),
            lazy_gettext("the minus sign and the letter of the hemisphere contradict each other"),
            lazy_gettext("The minus sign was used; correct one of them"),
            "warning",
        )
        for row in texts.index[rows]
    ]
