"""Users' tables as text: delimited files and Excel sheets, each row with its number."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.workbook import Workbook

from layers.imports.encodings import decode
from layers.text.error_texts import problem_text
from spatial.errors import InputError
from spatial.wording import LazyText, _, lazy_gettext, lazy_ngettext

TABLE_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
EXCEL_SUFFIXES = frozenset({".xlsx", ".xlsm"})
MAX_SHEET_BYTES = 500_000_000
"""Most bytes that a workbook may unpack to; a larger one is refused before it is read."""

MAX_COLUMNS = 500


def read_table(path: Path) -> tuple[pd.DataFrame, dict[int, LazyText]]:
    """Read a delimited table as text.

    Python's own reader, because pandas drops fields beyond the headings without a word: a row
    with decimal commas in a comma table would become another place.

    Returns
    -------
    table : pandas.DataFrame
        Texts; index: line of the file.
    faults : dict
        Line and what is wrong with it, for lines with more values than there are headings.

    Raises
    ------
    InputError
        If the file is missing, empty or no regular table.
    """
    text = _text(path)
    head = next((line for line in text.splitlines() if line.strip()), None)
    if head is None:
        raise InputError([_("{file} is empty.").format(file=path.name)])
    separator = max(",;\t|", key=head.count)
    reader = csv.reader(
        io.StringIO(text),
        delimiter=separator,
        skipinitialspace=True,
        strict=True,
    )
    rows: dict[int, list[str]] = {}
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                rows[reader.line_num] = [field.strip() for field in fields]
    except csv.Error as error:
        problem = _("{file} is not a regular table: line {line}: {error}.").format(
            file=path.name, line=reader.line_num, error=error
        )
        raise InputError([problem]) from error
    table, faults = _framed(rows)
    table.attrs["separator"] = separator
    return table, faults


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError([_("The file {path} does not exist.").format(path=path)])
    return decode(path.read_bytes())


def _framed(rows: dict[int, list[str]]) -> tuple[pd.DataFrame, dict[int, LazyText]]:
    """Put rows under the headings of the first one."""
    headings, *body = rows.values()
    faults: dict[int, LazyText] = {
        line: lazy_ngettext(
            "{count} values under {headings} heading; decimal commas need ; between",
            "{count} values under {headings} headings; decimal commas need ; between",
            len(headings),
            count=len(fields),
            headings=len(headings),
        )
        for line, fields in rows.items()
        if any(fields[len(headings) :])
    }
    even = [(fields + [""] * len(headings))[: len(headings)] for fields in body]
    table = pd.DataFrame(even, columns=headings, index=list(rows)[1:], dtype=object)
    return table, faults


def sheet_names(path: Path) -> tuple[str, ...]:
    """List the sheets of an Excel workbook.

    Raises
    ------
    InputError
        If the file is missing, no workbook, or unpacks to more than `MAX_SHEET_BYTES`.
    """
    with _workbook(path) as book:
        return tuple(book.sheetnames)


def read_sheet(path: Path, sheet: str | None = None) -> tuple[pd.DataFrame, dict[int, LazyText]]:
    """Read a sheet of an Excel workbook as text; as `read_table`, index: row of the sheet.

    Parameters
    ----------
    path
        The workbook.
    sheet
        Name of the sheet; may be left out where there is only one.

    Raises
    ------
    InputError
        If the workbook cannot be read, the sheet is not there, is empty, or has to be chosen.
    """
    with _workbook(path) as book:
        names = tuple(book.sheetnames)
        if sheet is None and len(names) > 1:
            problem = lazy_gettext(
                "{file} holds several sheets: {names}. Choose one.",
                file=path.name,
                names=", ".join(names),
            )
            raise InputError([problem])
        chosen = names[0] if sheet is None else sheet
        if chosen not in names:
            problem = lazy_gettext(
                "{file} has no sheet '{chosen}'. There are: {names}.",
                file=path.name,
                chosen=chosen,
                names=", ".join(names),
            )
            raise InputError([problem])
        rows = _sheet_rows(book[chosen].iter_rows(values_only=True, max_col=MAX_COLUMNS))
    if not rows:
        raise InputError(
            [
                lazy_gettext(
                    "The sheet '{chosen}' of {file} is empty.", chosen=chosen, file=path.name
                )
            ]
        )
    return _framed(rows)


def _sheet_rows(values: Iterable[Iterable[object]]) -> dict[int, list[str]]:
    rows = {
        number: [_cell(value) for value in fields] for number, fields in enumerate(values, start=1)
    }
    full = {number: fields for number, fields in rows.items() if any(fields)}
    width = max((i + 1 for row in full.values() for i, text in enumerate(row) if text), default=0)
    return {number: fields[:width] for number, fields in full.items()}


def _cell(value: object) -> str:
    """Text of a cell."""
    if isinstance(value, float):
        return number_text(value)
    return "" if value is None else str(value).strip()


def number_text(value: float) -> str:
    """Write a number that came as a number: without decimals if it is whole.

    Three decimals get a fourth, since text such as `1.204` is read as thousands later on.

    Examples
    --------
    >>> number_text(12.0), number_text(1.5), number_text(1.204)
    ('12', '1.5', '1.2040')
    """
    text = str(int(value)) if value.is_integer() else str(value)
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading only, after a look at its unpacked size."""
    if not path.is_file():
        raise InputError([lazy_gettext("The file {file} was not found.", file=path.name)])
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(member.file_size for member in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        problem = lazy_gettext(
            "{file} is not an Excel workbook (.xlsx): {error}.",
            file=path.name,
            error=problem_text(error),
        )
        raise InputError([problem]) from error
    if size > MAX_SHEET_BYTES:
        problem = lazy_gettext(
            "{file} grows to {size:.0f} MB when unpacked; save it as CSV.",
            file=path.name,
            size=size / 1e6,
        )
        raise InputError([problem])
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises KeyError, ValueError, ParseError, ...
        problem = lazy_gettext(
            "{file} is not an Excel workbook (.xlsx): {error}.",
            file=path.name,
            error=problem_text(error),
        )
        raise InputError([problem]) from error
    try:
        yield book
    finally:
        book.close()


def text_values(values: pd.Series) -> pd.Series:
    """Values as text without margins; whole numbers without decimals, empty where missing."""
    if pd.api.types.is_float_dtype(values):
        values = values.astype(object).map(number_text, na_action="ignore")
    plain = values.astype(object)
    return plain.where(values.notna(), "").astype(str).str.strip()
