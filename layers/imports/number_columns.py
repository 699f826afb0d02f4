"""Columns of numbers that a table brings along: households, migrants, whatever people count."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from layers.area.schema import SCHEMAS
from layers.imports.coordinate_headings import read_heading
from layers.imports.headings import fold_heading
from layers.imports.report import Problem
from spatial.wording import lazy_gettext

PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
INDONESIAN = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3},\d{3}")
DOTTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
POINT_DECIMAL = re.compile(
    r"[+-]?(?:\d+\.(?:\d{1,2}|\d{4,})|0\d*\.\d+|\d{4,}\.\d+|\.\d+|\d{1,3}(?:,\d{3})+\.\d+)"
)
"""Numbers whose dot can be nothing but a decimal point."""

COMMA_DECIMAL = re.compile(
    r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|0\d*,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+"
    r"|\d{1,3}(?:\.\d{3}){2,})"
)
"""Numbers whose dots can only separate thousands, or whose comma can only be a decimal comma."""

COUNT_WORDS = re.compile(
    r"(?:^|_)(?:jumlah|jml|jlh|penduduk|pddk|jiwa|orang|kk|populasi|population|people|pmi|tki"
    r"|siswa|murid|guru|pekerja|pedagang|kios|unit|rumah|keluarga|ruta|laki|laki_laki|perempuan"
    r"|total|banyaknya|harga|rp|rupiah|biaya|anggaran|pendapatan|omzet|omset)(?:_|$)"
)
"""Words of headings whose numbers are whole."""

LABELS = re.compile(
    r"(?:.*_)?(?:telp|telepon|tlp|hp|handphone|wa|whatsapp|fax|faks|faksimile|kodepos|kode_pos|npwp"
    r"|nib|npsn|nss|nop|phone|zip|postcode)(?:_.*)?"
)
"""Headings of digits that are labels: telephones, postal codes, registers."""

LOCATE = frozenset({"lon", "lat"})
Decimal = Literal["point", "comma"]
EVIDENCE_ROWS = 5000
"""Number of rows that are looked at for the decimal sign."""

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
        What was assumed of how the numbers are written.
    problems
        Columns whose numbers may mean two things.
    """

    numbers: pd.DataFrame
    notes: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


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
        use for something else. Where every dot of a column is followed by three digits, the other
        columns decide: a file with decimal points anywhere has them everywhere. Without such
        evidence dots separate thousands, as is usual in Indonesia, and that is noted.

    Examples
    --------
    >>> table = pd.DataFrame({"Jml. PMI": ["1.204", "87", "-"], "nama": ["A", "B", "C"]})
    >>> number_columns(table, []).numbers["jml_pmi"].tolist()[:2]
    [1204.0, 87.0]
    """
    taken = {str(name) for schema in SCHEMAS.values() for name in schema.columns}
    decimal = decimal_sign(table)
    values: dict[str, pd.Series] = {}
    notes: list[str] = []
    problems: list[Problem] = []
    for heading in table.columns:
        name = fold_heading(heading)
        known = heading in used or name in taken or name in values
        if not name or known or _is_label(name) or _locates(str(heading)):
            continue
        texts = table[heading].astype(str).str.strip()
        filled = texts[~texts.str.lower().isin(MISSING)]
        doubtful = bool(filled.str.fullmatch(DOTTED).any())
        counts = COUNT_WORDS.search(name) is not None
        grouped = not _comma_table(table) or _are_grouped(filled)
        thousands = decimal == "point" and counts and doubtful and grouped
        numbers = _numbers(filled, "comma" if thousands else decimal)
        if numbers is None:
            continue
        values[name] = numbers.reindex(table.index)
        if decimal == "point" and filled.str.fullmatch(GROUPED).any():
            problems.append(_doubtful_comma(str(heading), filled))
        if not doubtful:
            continue
        as_thousands = _dots_removed(filled, numbers)
        if as_thousands and decimal != "point":
            notes.append(
                lazy_gettext(
                    "Column '{heading}': the dot was read as a separator of thousands.",
                    heading=heading,
                )
            )
        elif decimal == "point" and counts:
            problems.append(_doubt(str(heading), filled, thousands=as_thousands))
    frame = pd.DataFrame(values, index=table.index, dtype=float)
    return NumberColumns(frame, tuple(notes), tuple(problems))


def _is_label(name: str) -> bool:
    return NO_COUNTS.fullmatch(name) is not None or LABELS.fullmatch(name) is not None


def _locates(heading: str) -> bool:
    read = read_heading(heading)
    return read is not None and read.axis in LOCATE


def _comma_table(table: pd.DataFrame) -> bool:
    """Tell whether commas separate the columns, so that none can be a decimal comma."""
    return table.attrs.get("separator") == ","


def _are_grouped(texts: pd.Series) -> bool:
    """Tell whether counts are written in groups: `500` beside `1.000`, not `500.000`."""
    dotted = texts.str.fullmatch(DOTTED)
    return bool((~dotted).any() and texts[~dotted].str.fullmatch(r"\d{1,3}").all())


def decimal_sign(table: pd.DataFrame) -> Decimal | None:
    """Return the decimal sign that the numbers of a table show; None if they show none, or both.

    Coordinates count, too: -6.779 is a decimal point whatever the other columns are.
    """
    point = comma = False
    for column in table.columns:
        texts = pd.Series(table[column].astype(str).str.strip().head(EVIDENCE_ROWS).unique())
        read = read_heading(str(column))
        degrees = read is not None and read.axis in LOCATE and read.strength >= 2
        if degrees:
            point = point or bool(texts.str.fullmatch(r"[+-]?\d{1,3}\.\d+").any())
        if texts.str.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.\d{1,4}|\d\d\.\d\d").all():
            continue  # codes such as 33.21
        point = point or bool(texts.str.fullmatch(POINT_DECIMAL).any())
        comma = comma or bool(texts.str.fullmatch(COMMA_DECIMAL).any())
    if point == comma:
        return None
    return "point" if point else "comma"


def _dots_removed(texts: pd.Series, numbers: pd.Series) -> bool:
    """Tell whether dots were read as thousands."""
    dotted = texts[texts.str.fullmatch(DOTTED)]
    return bool((numbers[dotted.index] >= 1000).any() or (numbers[dotted.index] <= -1000).any())


def _doubtful_comma(heading: str, texts: pd.Series) -> Problem:
    return Problem(
        None,
        heading,
        str(texts[texts.str.fullmatch(GROUPED)].iloc[0]),
        lazy_gettext(
            "the comma may separate thousands or decimals: other columns have decimal points"
        ),
        lazy_gettext("Read as thousands; write the numbers without commas if that is right"),
        "warning",
    )


def _doubt(heading: str, texts: pd.Series, *, thousands: bool) -> Problem:
    example = texts[texts.str.fullmatch(DOTTED)].iloc[0]
    fix = (
        lazy_gettext("Read as thousands; write the numbers without dots if that is right")
        if thousands
        else lazy_gettext("Read as decimals; write the numbers without dots if that is wrong")
    )
    return Problem(
        None,
        heading,
        str(example),
        lazy_gettext(
            "the dot may separate thousands or decimals: other columns have decimal points"
        ),
        fix,
        "warning",
    )


def _numbers(texts: pd.Series, decimal: Decimal | None) -> pd.Series | None:
    """Read all texts in one way of writing; None if that cannot be done."""
    if texts.empty:
        return None
    dots_are_thousands = not (texts.str.contains(r"\.") & ~texts.str.fullmatch(DOTTED)).any()
    plain = texts.str.fullmatch(PLAIN).all()
    if decimal == "point" and plain:
        return texts.astype(float)
    if decimal == "point" and (texts.str.fullmatch(ENGLISH) | texts.str.fullmatch(PLAIN)).all():
        return texts.str.replace(",", "", regex=False).astype(float)
    if dots_are_thousands and texts.str.fullmatch(INDONESIAN).all():
        written = texts.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    elif plain:
        written = texts
    elif texts.str.fullmatch(INDONESIAN).all():
        written = texts.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    elif (texts.str.fullmatch(ENGLISH) | texts.str.fullmatch(PLAIN)).all():
        written = texts.str.replace(",", "", regex=False)
    else:
        return None
    return written.astype(float)
