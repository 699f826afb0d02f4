"""Columns of numbers that a table brings along: households, migrants, whatever people count."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from layers.area.schema import SCHEMAS
from layers.imports.headings import fold_heading
from spatial.wording import lazy_gettext

PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
INDONESIAN = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
DOTTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
MISSING = frozenset({"", "-", "n/a", "na", "nan", "null", "none"})
NO_COUNTS = re.compile(
    r"(?:.*_)?(?:id|fid|gid|objectid|kode.*|code.*|no|nomor|rt|rw|kd.*|id(?:desa|kec|kab|prov)|x|y|lon|lat|bujur|lintang)"
    r"|shape_?(?:length|leng|area)|(?:rep_)?(?:lng|lon|lat)|tahun|year"
    r"|id_.*|no_.*|(?:prov|kabkot|kab|kec|desa|kel)no|tessellate|extrude|visibility|draworder|altitudemode|altitude_mode|npsn|nss"
)
"""Headings of columns that hold digits but count nothing; `tessellate` and what follows stand in
every file that GDAL made of a KML."""


@dataclass(frozen=True, eq=False)
class NumberColumns:
    """Number columns of a table.

    Attributes
    ----------
    numbers
        Floats on the index of the table, NaN where nothing stands; headings reduced to small
        letters and underscores.
    notes
        What was assumed of how the numbers are written (Indonesian).
    """

    numbers: pd.DataFrame
    notes: tuple[str, ...]


def number_columns(table: pd.DataFrame, used: Collection[str]) -> NumberColumns:
    """Find the columns in which every value is a number.

    Parameters
    ----------
    table
        Texts.
    used
        Columns that play another part.

    Returns
    -------
    NumberColumns
        Without columns that number or locate the rows, and without those whose name the schemas
        use for something else. Dots are taken for thousands where every dot is followed by three
        digits, commas for decimals, as is usual in Indonesia; both is noted.

    Examples
    --------
    >>> table = pd.DataFrame({"Jml. PMI": ["1.204", "87", "-"], "nama": ["A", "B", "C"]})
    >>> number_columns(table, []).numbers["jml_pmi"].tolist()[:2]
    [1204.0, 87.0]
    """
    taken = {str(name) for schema in SCHEMAS.values() for name in schema.columns}
    values: dict[str, pd.Series] = {}
    notes = []
    for heading in table.columns:
        name = fold_heading(heading)
        known = heading in used or name in taken or name in values
        if not name or known or NO_COUNTS.fullmatch(name):
            continue
        texts = table[heading].astype(str).str.strip()
        filled = texts[~texts.str.lower().isin(MISSING)]
        numbers = _numbers(filled)
        if numbers is not None:
            values[name] = numbers.reindex(table.index)
            if filled.str.fullmatch(DOTTED).any():
                notes.append(
                    lazy_gettext(
                        "Column '{heading}': the dot was read as a separator of thousands.",
                        heading=heading,
                    )
                )
    frame = pd.DataFrame(values, index=table.index, dtype=float)
    return NumberColumns(frame, tuple(notes))


def _numbers(texts: pd.Series) -> pd.Series | None:
    """Read all texts in one way of writing; None if that cannot be done."""
    if texts.empty:
        return None
    dots_are_thousands = not (texts.str.contains(r"\.") & ~texts.str.fullmatch(DOTTED)).any()
    if dots_are_thousands and texts.str.fullmatch(INDONESIAN).all():
        plain = texts.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    elif texts.str.fullmatch(PLAIN).all():
        plain = texts
    elif texts.str.fullmatch(INDONESIAN).all():
        plain = texts.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    elif (texts.str.fullmatch(ENGLISH) | texts.str.fullmatch(PLAIN)).all():
        plain = texts.str.replace(",", "", regex=False)
    else:
        return None
    return plain.astype(float)
