"""Columns of a boundary layer: which level its areas have, and where their names and codes are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from layers.imports.area_names import fold_name, fold_regency
from layers.imports.blanks import without_blanks
from layers.imports.code_columns import CodeColumn, code_columns
from layers.imports.heading_words import LEVEL_OF, LEVELS, read_heading, speaks_of_codes
from layers.imports.tables import text_values

FILLED = 0.5
"""Share of the features with a text, from which on a column says something of the layer."""

DIFFERENT = 0.9
"""Share of different values, from which on a column names the features and not their parents."""

MOST_WITHIN = {"regency": 40, "district": 60}
"""Most areas of a level within one area of the level above: the largest province has 38 kabupaten
and kota, the largest kabupaten 51 kecamatan (Kemendagri 2024). More are of a lower level."""

GEOBOUNDARIES_LEVELS = {"ADM1": "province", "ADM2": "regency", "ADM3": "district",
                        "ADM4": "village"}  # fmt: skip
"""Levels by `shapeType` of geoBoundaries."""

OSM_LEVELS = {"4": "province", "5": "regency", "6": "district", "7": "village", "8": "village"}
"""Levels by `admin_level` of OpenStreetMap (its wiki, Indonesia)."""


@dataclass(frozen=True)
class AreaColumns:
    """The columns of a boundary layer.

    Attributes
    ----------
    roles
        `code`, `name`, `district`, `regency`, `province` to column, None where there is none.
    level
        Level of the areas; empty where nothing says it.
    names
        Further columns with names of that level, for features where the first is empty.
    """

    roles: Mapping[str, str | None]
    level: str
    names: tuple[str, ...] = field(default=())


@dataclass(frozen=True, eq=False)
class _Layer:
    """Texts of a layer, and its columns of names by level; without level under ''."""

    texts: pd.DataFrame
    names: Mapping[str, list[str]]
    codes: list[CodeColumn]

    def best(self, level: str) -> str | None:
        """Return the fullest column of names of a level, if it is filled."""
        return next((name for name in self.names[level] if self.share(name) >= FILLED), None)

    def share(self, name: str) -> float:
        return float((self.texts[name] != "").mean())

    def distinct(self, *names: str) -> float:
        """Share of the features that differ in these columns."""
        return len(self.texts[list(names)].drop_duplicates()) / max(len(self.texts), 1)


def area_columns(
    table: pd.DataFrame, stated: Mapping[str, str | None] | None = None
) -> AreaColumns:
    """Guess the columns of a boundary layer by headings, contents, and how they repeat.

    Parameters
    ----------
    table
        The features without their geometry.
    stated
        Roles that the user stated; a stated name decides the level, too.

    Notes
    -----
    The lowest level that has a filled column is that of the layer, unless its names repeat
    beside a column of different names without a level (`NAMOBJ`, `nama`): then that column
    names areas of the level below. Codes that differ from feature to feature decide first.
    """
    layer = _read(table)
    said = (stated or {}).get("name")
    said = said if said in layer.texts.columns else None
    level, name = _level_and_name(layer, said)
    code = _code(layer, level)
    if code is not None and code.level == "province" and level != "province":
        code = None
    if not level and code is not None:
        level = code.level
    if not level and name is not None:
        level = level_of_names(layer.texts[name])
    column = _headed_code(layer) if code is None else code.name
    roles: dict[str, str | None] = {"code": column if column != name else None, "name": name}
    above = LEVELS[LEVELS.index(level) + 1 :] if level else LEVELS[1:]
    for role in LEVELS[1:]:
        own = layer.best(role) if role in above else None
        roles[role] = own if own != name else None
    others = [*layer.names.get(level, []), *layer.names[""]] if level else layer.names[""]
    spare = tuple(other for other in others if other != name and layer.share(other) > 0)
    return AreaColumns(roles, level, spare)


def _read(table: pd.DataFrame) -> _Layer:
    texts = table.apply(lambda values: without_blanks(text_values(values)))
    names: dict[str, list[str]] = {level: [] for level in (*LEVELS, "")}
    for column in table.columns:
        heading = read_heading(str(column))
        if heading.part == "place" or (heading.part in {"name", "thing"} and not heading.level):
            names[heading.level].append(str(column))
    layer = _Layer(texts, names, code_columns(table))
    coded = {column.name for column in layer.codes}
    for some in names.values():
        some[:] = [name for name in some if name not in coded and not _numeric(texts[name])]
        some.sort(key=lambda name: (read_heading(name).part == "thing", -layer.share(name)))
    return layer


def _numeric(texts: pd.Series) -> bool:
    filled = texts[texts != ""]
    return len(filled) > 0 and bool(filled.str.fullmatch(r"[\d.,\s-]+").mean() >= FILLED)


def _level_and_name(layer: _Layer, stated: str | None) -> tuple[str, str | None]:
    lowest = next((level for level in LEVELS if layer.best(level) is not None), "")
    column = layer.best(lowest) if lowest else None
    generic = layer.best("")
    if stated is not None:
        level = read_heading(stated).level
        if level and read_heading(stated).part == "place":
            return level, stated
        generic, column = stated, None
    coded = _unique_code(layer)
    if coded is not None and coded.level == "province" and lowest != "province":
        coded = None
    if coded is not None and (not lowest or LEVELS.index(coded.level) <= LEVELS.index(lowest)):
        own = layer.best(coded.level)
        return coded.level, stated or own or generic
    if not lowest or generic is None:
        return lowest, stated or column or generic
    same = _same_level(layer, generic)
    if same:
        return same, stated or layer.best(same)
    if lowest == "village":
        return lowest, stated or column
    return _below(layer, lowest, generic), generic


def _unique_code(layer: _Layer) -> CodeColumn | None:
    """Return the codes of the lowest level that differ from feature to feature."""
    fitting = (c for c in layer.codes if c.distinct >= DIFFERENT and c.share >= FILLED)
    return next(fitting, None)


def _same_level(layer: _Layer, generic: str) -> str:
    """Return the level whose names stand in the column without level, too."""
    texts = layer.texts[generic].map(_folded)
    for level in LEVELS:
        column = layer.best(level)
        if column is not None and (layer.texts[column].map(_folded) == texts).mean() >= FILLED:
            return level
    return ""


def _folded(name: str) -> str:
    return fold_regency(fold_name(name) and name)[1]


def _below(layer: _Layer, lowest: str, generic: str) -> str:
    """Return the level of names within the areas of the lowest level that is named."""
    parents = [layer.best(level) for level in LEVELS[LEVELS.index(lowest) :]]
    named = [parent for parent in parents if parent is not None]
    largest = int(layer.texts.groupby(named)[generic].nunique().max())
    level = LEVELS[LEVELS.index(lowest) - 1]
    while level in MOST_WITHIN and largest > MOST_WITHIN[level]:
        level = LEVELS[LEVELS.index(level) - 1]
    return level


def _code(layer: _Layer, level: str) -> CodeColumn | None:
    """Return the column of codes of the layer's level."""
    fitting = [c for c in layer.codes if not level or c.level == level]
    fitting.sort(key=lambda c: (not c.named, c.bps, -c.share))
    return fitting[0] if fitting else None


def _headed_code(layer: _Layer) -> str | None:
    """Return a column whose heading promises codes, though what it holds is none, to say so."""
    if layer.codes:
        return None
    headed = (str(c) for c in layer.texts.columns if speaks_of_codes(str(c)))
    return next((name for name in headed if layer.share(name) >= FILLED), None)


def stated_levels(table: pd.DataFrame) -> pd.Series | None:
    """Return the level of each feature as a column states it; None where there is no such column.

    `admin_level` of OpenStreetMap, `shapeType` of geoBoundaries.
    """
    headings = {"admin_level": OSM_LEVELS, "shapetype": GEOBOUNDARIES_LEVELS}
    for name in table.columns:
        levels = headings.get(str(name).lower())
        if levels is not None:
            return text_values(table[name]).str.upper().map(levels).fillna("")
    return None


def level_of_names(names: pd.Series) -> str:
    """Return the level that names say themselves: `Kecamatan Jati`; empty where they do not."""
    first = names.str.strip().str.lower().str.extract(r"^([a-z]+)[. ]", expand=False)
    levels = first.map(LEVEL_OF).dropna()
    most = levels.mode()
    share = (levels == most.iloc[0]).sum() / max(len(names), 1) if len(most) else 0.0
    return str(most.iloc[0]) if share >= DIFFERENT else ""
