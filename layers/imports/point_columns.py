"""Columns of a table of points: what the rows are, how they are called, and where they lie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from layers.imports.area_names import fold_name
from layers.imports.blanks import without_blanks
from layers.imports.code_columns import CodeColumn, code_columns, sample_rows
from layers.imports.facility_kinds import SERVICE_WORDS
from layers.imports.heading_words import (
    LEVELS,
    SERIALS,
    THINGS,
    ranks,
    read_heading,
    speaks_of_codes,
)
from layers.imports.tables import text_values

Rows = Literal["villages", "facilities", ""]
"""What the rows of a table are; empty where it is not known."""

HALF = 0.5
"""Share of the rows from which on a column says something of the table."""

REPEATING = 0.3
"""Share of different values below which, from five rows on, a column names a group."""

DIFFERENT = 0.9
"""Share of different codes from which on the rows are the villages of these codes."""

FACILITY_WORDS = re.compile(
    "|".join(rf"\b(?:{words})\b" for words in
             (*SERVICE_WORDS.values(), r"pasar|kantor|dinas|toko|warung|terminal|masjid|gereja")),
    re.IGNORECASE,
)  # fmt: skip
"""Words with which names of facilities begin."""

DESCRIBING = frozenset({"luas", "kelas", "status", "tipe", "jenis", "bentuk", "akreditasi"})
"""Words that, beside the word of a facility, say how it is."""

_OWN = ("name", "code", "id", "kind", "village", "district", "regency", "province")
"""Roles that are decided here; coordinates are not."""


@dataclass(frozen=True, eq=False)
class _Table:
    """The texts of a table and what its headings say, without the columns of the coordinates."""

    texts: pd.DataFrame
    codes: list[CodeColumn]
    guessed: Mapping[str, str | None]

    def of_part(self, *parts: str, level: str | None = None) -> list[str]:
        """Return the columns of a part and level, in the order of the file."""
        found = [(name, read_heading(name)) for name in self.texts.columns]
        return [n for n, h in found if h.part in parts and (level is None or h.level == level)]

    def share(self, name: str) -> float:
        """Share of the rows with a text in a column."""
        return float((self.texts[name] != "").mean())

    def best(self, level: str) -> str | None:
        """Return the column of names of a level: the fullest, the first of equals."""
        named = [n for n in self.of_part("place", level=level) if not _numeric(self.texts[n])]
        return max(named, key=self.share, default=None)


def point_columns(
    table: pd.DataFrame, guessed: Mapping[str, str | None], rows: Rows = "", *, areal: bool = False
) -> tuple[dict[str, str | None], Rows]:
    """Decide the columns of names, codes, identifiers and places of a table of points.

    Parameters
    ----------
    table
        Texts.
    guessed
        Roles by headings alone; those of coordinates stay as they are.
    rows
        What the rows are, where it is known.
    areal
        Whether the layer holds polygons: its rows are areas, not facilities.

    Returns
    -------
    roles : dict
        `guessed` with the roles `name`, `code`, `id`, `kind`, `village`, `district`, `regency`
        and `province` decided.
    rows : str
        What the rows are.

    Notes
    -----
    In a table of facilities the village is where a thing lies, never what it is called: any name
    of the thing (`Nama Pasar`, `NAMOBJ`) stands before it, and without one there is no name. A
    code that repeats says where a thing lies, too.
    """
    used = {column for role, column in guessed.items() if role not in _OWN and column}
    some = sample_rows(table)
    texts = some.drop(columns=[c for c in table.columns if c in used])
    texts = texts.apply(lambda values: without_blanks(text_values(values)))
    codes = [column for column in code_columns(texts) if column.level != "province"]
    read = _Table(texts, codes, guessed)
    roles = dict(guessed)
    for role in LEVELS:
        roles[role] = read.best(role)
    code = _code(read, roles)
    things = _things(read)
    kind = rows or _rows_are(read, code, things, areal=areal)
    roles["code"] = code
    roles["name"] = _name(read, roles, kind, things)
    roles["kind"] = _kind(read)
    roles["id"] = _identifier(read, code)
    taken = {roles["name"], roles["id"]}
    for role in (*LEVELS, "code", "kind"):
        roles[role] = None if roles[role] in taken else roles[role]
    return roles, kind


def _numeric(texts: pd.Series) -> bool:
    filled = texts[texts != ""]
    return len(filled) > 0 and bool(filled.str.fullmatch(r"[\d.,\s+-]+").mean() >= HALF)


def _distinct(texts: pd.Series) -> float:
    return texts.nunique() / max(len(texts), 1)


def _code(read: _Table, roles: Mapping[str, str | None]) -> str | None:
    """Return the column of area codes: the lowest level first, codes of Kemendagri before BPS."""
    if read.codes:
        return read.codes[0].name
    headed = [n for n in read.of_part("code") if read.share(n) > 0]
    promised = [n for n in headed if read_heading(n).level or roles.get("code") == n]
    villages = [n for n in promised if _places_only(read, n)]
    return villages[0] if villages else None


def _places_only(read: _Table, name: str) -> bool:
    """Tell whether a heading speaks of areas, or could, in a table whose codes are not unique."""
    named = bool(read_heading(name).level) and speaks_of_codes(name)
    return named or not _own_numbers(read.texts[name])


def _own_numbers(texts: pd.Series) -> bool:
    """Tell identifiers of a list of one's own (`P001`, `17`): all filled, all different."""
    return bool((texts != "").all()) and texts.nunique() == len(texts)


def _things(read: _Table) -> list[str]:
    """Return the columns with names of things, the best first: by heading, then by content."""
    named = [n for n in read.of_part("thing", "name") if not _numeric(read.texts[n])]
    return sorted(named, key=lambda name: _penalty(read, name) + ranks(name))


def _penalty(read: _Table, name: str) -> int:
    texts = read.texts[name]
    empty = 10 if read.share(name) == 0 else 5 if read.share(name) < HALF else 0
    filled = texts[texts != ""]
    same = len(filled) >= 5 and _distinct(filled) < REPEATING
    constant = len(filled) > 1 and len(set(filled)) == 1
    return empty + (3 if same or constant else 0)


def _rows_are(read: _Table, code: str | None, things: list[str], *, areal: bool) -> Rows:
    """Decide what the rows are from what the table holds."""
    named = [name for name in things if read.share(name) > 0]
    known = any(read_heading(name).words & THINGS for name in named)
    if known or _speaks_of_facilities(read) or _lie_in_villages(read, named):
        return "facilities"
    unique = next((c for c in read.codes if c.name == code), None)
    if areal or (
        unique is not None
        and unique.level == "village"
        and unique.distinct >= DIFFERENT
        and unique.share >= HALF
    ):
        return "villages"
    called = any(read_heading(name).part == "thing" for name in named)
    lies = bool(things) and read.best("village") is not None
    spoken = _describes_facilities(read) or _by_content(read) is not None
    if called or lies or spoken or _code_repeats(read, unique):
        return "facilities"
    return ""


def _lie_in_villages(read: _Table, named: list[str]) -> bool:
    """Tell whether names of the rows stand beside those of their villages, and differ."""
    village = read.best("village")
    if not named or village is None or read.share(village) == 0:
        return False
    names, places = (read.texts[n].map(fold_name) for n in (named[0], village))
    return bool((names == places).mean() < HALF)


def _code_repeats(read: _Table, code: CodeColumn | None) -> bool:
    """Tell whether the same village stands in many rows, by code or by name."""
    if code is not None and code.level == "village":
        return code.distinct < HALF
    named = [c for c in (read.best("village"), read.best("district")) if c is not None]
    if read.best("village") is None or len(read.texts) < 5:
        return False
    return bool(read.texts[named].duplicated().mean() > HALF)


def _speaks_of_facilities(read: _Table) -> bool:
    """Tell whether identifiers or kinds are those of facilities."""
    identifiers = [n for n in read.of_part("id") if read_heading(n).words & THINGS or
                   read_heading(n).words & {"npsn", "nss", "nib", "noreg"}]  # fmt: skip
    kinds = [read.texts[n] for n in read.of_part("kind")]
    spoken = any(k.str.contains(FACILITY_WORDS).mean() >= HALF for k in kinds)
    return bool(identifiers) or spoken


def _describes_facilities(read: _Table) -> bool:
    """Tell whether headings describe a facility (`Luas Pasar`), not how many there are."""
    described = (read_heading(n).words for n in read.of_part("count", "kind", "other"))
    return any(words & THINGS and words & DESCRIBING for words in described)


def _name(
    read: _Table, roles: Mapping[str, str | None], rows: Rows, things: list[str]
) -> str | None:
    """Return the column of names."""
    village = roles["village"]
    filled = [name for name in things if read.share(name) > 0]
    if rows == "villages":
        if village is not None and read.share(village) > 0:
            return village
        return filled[0] if filled else village
    if filled:
        return filled[0]
    if rows == "facilities":
        return _by_content(read) or (things[0] if things else None)
    if village is not None:
        return village
    return _by_content(read) or _lowest_place(read, roles)


def _by_content(read: _Table) -> str | None:
    """Return a column under an unknown heading whose texts begin as names of facilities do."""
    for name in read.of_part("other"):
        filled = read.texts[name][read.texts[name] != ""]
        begins = filled.map(lambda text: FACILITY_WORDS.match(text) is not None)
        fitting = len(filled) >= HALF * len(read.texts) and begins.mean() > HALF
        if fitting and _distinct(filled) > HALF:
            return name
    return None


def _lowest_place(read: _Table, roles: Mapping[str, str | None]) -> str | None:
    """Return the lowest level whose names are all different: the rows are these areas."""
    for level in LEVELS[1:]:
        column = roles[level]
        if column is not None and read.share(column) > 0:
            return column if _distinct(read.texts[column]) >= DIFFERENT else None
    return None


def _kind(read: _Table) -> str | None:
    """Return the column of kinds: as it was guessed, else one whose heading speaks of a kind."""
    guessed = read.guessed.get("kind")
    kinds = [n for n in read.of_part("kind") if read.share(n) > 0 and not _numeric(read.texts[n])]
    if guessed is not None and (guessed in kinds or not kinds):
        return guessed
    return kinds[0] if kinds else None


def _identifier(read: _Table, code: str | None) -> str | None:
    """Return the column of identifiers that is filled and does not repeat much."""
    areas = {column.name for column in read.codes} | {code}
    own = [n for n in read.of_part("code") if n not in areas and not read_heading(n).level]
    first = [n for n in (read.guessed.get("id"),) if n is not None and n in read.texts.columns]
    ids = sorted(dict.fromkeys([*first, *read.of_part("id")]), key=_technical)
    numbered = [n for n in (*ids, *own) if read_heading(n).words != {"no"}]
    fitting = [n for n in numbered if read.share(n) > 0 and _own_share(read.texts[n]) >= HALF]
    return next((n for n in fitting if read.share(n) >= HALF), next(iter(fitting), None))


def _own_share(texts: pd.Series) -> float:
    """Share of different texts among those that are filled."""
    filled = texts[texts != ""]
    return filled.nunique() / max(len(filled), 1)


def _technical(name: str) -> bool:
    """Put numbers that a program gave (`fid`, `gid`) behind those of a list or register."""
    return bool(read_heading(name).words & SERIALS)
