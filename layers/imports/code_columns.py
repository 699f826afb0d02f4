"""Columns of area codes: found by heading and content, put together from their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.imports.area_names import (
    CODE_LEVELS,
    PROVINCES,
    codes_of,
    dotted_code,
    is_bps_village,
)
from layers.imports.blanks import without_blanks
from layers.imports.heading_words import LEVELS, counts, read_heading
from layers.imports.regencies import known_regencies
from layers.imports.tables import text_values

MOSTLY = 0.8
"""Share of filled cells that must be codes where only the content says so."""

HALF = 0.5
"""The same where the heading says so, too."""

SAMPLE = 2500
"""Rows at the head of a table, and as many spread over it, that show what its columns hold."""

ALL_LEVELS: Mapping[int, str] = {**CODE_LEVELS, 7: "district"}
"""Digits of codes, with the seven of a kecamatan of BPS, and their level."""


@dataclass(frozen=True)
class CodeColumn:
    """A column that holds codes of areas.

    Attributes
    ----------
    name
        Its heading.
    level
        The level of most of its codes.
    share
        Share of all rows that have a code, 0 to 1.
    distinct
        Share of the codes that are different, 0 to 1.
    named
        Whether its heading says that it holds codes.
    bps
        Whether most of its codes are of BPS.
    """

    name: str
    level: str
    share: float
    distinct: float
    named: bool
    bps: bool


def sample_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the first rows of a table and others spread over it, `SAMPLE` each; all if fewer."""
    if len(table) <= 2 * SAMPLE:
        return table
    spread = np.linspace(0, len(table) - 1, SAMPLE).astype(int)
    return table.iloc[np.unique([*range(SAMPLE), *spread])]


def code_columns(table: pd.DataFrame) -> list[CodeColumn]:
    """Find the columns of area codes, the best first.

    Parameters
    ----------
    table
        Texts or values as they were read.

    Notes
    -----
    The heading must be none that counts or numbers (`luas`, `shape_area`, `gid`, `no`), the text
    must have the shape of a code (digits without points, or points after two, four and six
    digits) and begin with a province that exists. Where the heading does not speak of codes,
    the codes must be those of villages, written with points, or of kabupaten that exist; a plain
    number of four or seven digits is none.
    """
    rows = sample_rows(table)
    found = [_measured(str(name), rows[name]) for name in rows.columns]
    known = [column for column in found if column is not None]
    return sorted(known, key=_order)


def _order(column: CodeColumn) -> tuple[object, ...]:
    return (LEVELS.index(column.level), not column.named, column.bps, -column.share)


def _measured(name: str, values: pd.Series) -> CodeColumn | None:
    if counts(name):
        return None
    texts = without_blanks(text_values(values))
    filled = texts[texts != ""]
    digits = codes_of(filled)
    heading = read_heading(name)
    named = heading.part == "code"
    codes = digits[digits.str.len().isin([*([2] if named else []), 4, 6, 7, 10])]
    share = len(codes) / max(len(filled), 1)
    if codes.empty or share < (HALF if named else MOSTLY):
        return None
    decimal = pd.api.types.is_float_dtype(values)
    if not named and (decimal or not _surely(filled[codes.index], codes)):
        return None
    lengths = codes.str.len()
    level = ALL_LEVELS[int(lengths.mode().iloc[0])]
    bps = bool(codes.map(_is_bps).mean() > HALF) or "bps" in heading.words
    distinct = codes.nunique() / len(codes)
    return CodeColumn(name, level, len(codes) / max(len(texts), 1), distinct, named, bps)


def _surely(texts: pd.Series, codes: pd.Series) -> bool:
    """Tell codes from other numbers by the kabupaten that they begin with."""
    dotted = texts.str.count(r"\.").ge(1) & ~texts.str.endswith(".0")
    heads = codes.str[:2] + "." + codes.str[2:4]
    exist = heads.isin(set(known_regencies()))
    plain = codes.str.len().isin([6, 10])
    several = codes.nunique() == len(codes)
    shaped = dotted & (exist | (codes.str.len() > 4))
    return several and bool((shaped | (plain & exist)).mean() >= MOSTLY)


def _is_bps(digits: str) -> bool:
    return len(digits) == 7 or is_bps_village(digits)


def code_texts(values: pd.Series) -> pd.Series:
    """Write the codes of a column: those of Kemendagri with points, those of BPS without.

    Whether ten digits are a code of BPS shows in most of a column, not in each: the kecamatan
    011 and 012 of BPS look like kelurahan and desa of Kemendagri. Empty where a text is no code.
    """
    digits = codes_of(values)
    if is_bps_column(digits):
        return digits.where(digits.str.len() >= 7, digits.map(dotted_code))
    return digits.map(dotted_code)


def is_bps_column(digits: pd.Series) -> bool:
    """Tell whether most codes of villages in a column are of BPS."""
    villages = digits[digits.str.len() == 10]
    return len(villages) > 0 and bool(villages.map(is_bps_village).mean() > HALF)


def with_joined_code(table: pd.DataFrame) -> pd.DataFrame:
    """Put codes that stand in parts (`kdprov`, `kdkab`, `kdkec`, `kddesa`) into one column.

    Parameters
    ----------
    table
        As it was read.

    Returns
    -------
    pandas.DataFrame
        `table`, with one column more if it has the parts, no column with whole codes, and if the
        parts make codes; the heading names the parts: `kdprov+kdkab+kdkec+kddesa`.

    Notes
    -----
    Zeros that a spreadsheet dropped are put back. Four digits of the village mean Kemendagri
    (2 + 2 + 2 + 4), fewer mean BPS (2 + 2 + 3 + 3). Without villages, a kecamatan of three digits
    or kecamatan that are all multiples of ten mean BPS.
    """
    parts = _parts(table)
    if parts is None:
        return table
    texts = {level: text_values(table[name]).str.replace(r"\.0$", "", regex=True)
             for level, name in parts.items()}  # fmt: skip
    widths = _widths(texts)
    if widths is None:
        return table
    joined = pd.Series("", index=table.index, dtype=object)
    complete = pd.Series(data=True, index=table.index)
    for level in reversed(LEVELS):
        if level in texts:
            joined = joined + texts[level].str.zfill(widths[level])
            complete &= texts[level].str.fullmatch(rf"\d{{1,{widths[level]}}}")
    sound = complete & joined.str[:2].isin(PROVINCES)
    if sound.mean() < HALF:
        return table
    heading = "+".join(parts[level] for level in reversed(LEVELS) if level in parts)
    return table.assign(**{heading: joined.where(sound, "")})


def _parts(table: pd.DataFrame) -> dict[str, str] | None:
    """Return the columns of the parts by level, if they are parts and reach to the kecamatan."""
    parts: dict[str, str] = {}
    for name in table.columns:
        heading = read_heading(str(name))
        if heading.part == "code" and heading.level:
            texts = text_values(table[name]).str.replace(r"\.0$", "", regex=True)
            filled = texts[texts != ""]
            width = 2 if heading.level in {"province", "regency"} else 4
            if len(filled) and filled.str.fullmatch(rf"\d{{1,{width}}}").mean() >= HALF:
                parts.setdefault(heading.level, str(name))
    whole = {"province", "regency"} <= set(parts)
    nested = "village" not in parts or "district" in parts
    return parts if whole and nested else None


def _widths(texts: Mapping[str, pd.Series]) -> dict[str, int] | None:
    """Return the digits of each part, zeros put back."""
    widths = {"province": 2, "regency": 2}
    filled = {level: part[part.str.fullmatch(r"\d+")] for level, part in texts.items()}
    if "village" in texts:
        bps = filled["village"].str.len().max() < 4
        widths |= {"village": 3 if bps else 4, "district": 3 if bps else 2}
    elif "district" in texts:
        districts = filled["district"]
        tens = len(districts) > 0 and (districts.str[-1:] == "0").all()
        bps = districts.str.len().max() == 3 or bool(tens)
        widths["district"] = 3 if bps else 2
    fits = all(filled[level].str.len().max() <= widths[level] for level in texts)
    return widths if fits else None
