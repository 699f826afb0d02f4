"""Rows that are no places of their own: totals, and the other years of a long table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from layers.imports.headings import fold_heading
from layers.imports.report import Problem
from spatial.errors import InputError
from spatial.wording import lazy_gettext

YEAR_HEADING = re.compile(
    r"(?:tahun|thn|th|year|periode|period|tahun_data|periode_tahun|tahun_periode|periode_data"
    r"|tahun_anggaran|tahun_pendataan|data_year|ta)"
)
YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?(?:\s*[/-]\s*(?:(?:19|20)?\d\d))?")

TOTAL = re.compile(
    r"(?:grand\s+|sub\s*-?\s*)?(?:total|jumlah|jml|rata\s*-?\s*rata|rerata|average|sum)"
    r"(?:\s+(?:total|keseluruhan|seluruhnya|semua|umum|akhir))?"
    r"(?:\s+(?:se\s*-?\s*)?(?:kabupaten|kab\.?|kota|kecamatan|kec\.?|provinsi|prov\.?|desa|kelurahan"
    r"|kabupaten/kota|desa/kelurahan)(?:\s+[\w .'-]+)?)?\s*[:.]?",
    re.IGNORECASE,
)
"""Words of a row that adds others up. A name with more words, such as *Total Buah*, is none."""

MAX_VALUES = 12
SHOWN = 5


@dataclass(frozen=True, eq=False)
class RowsChosen:
    """The rows that are places, and what is said of the others.

    Attributes
    ----------
    rows
        Index labels that stay.
    problems
        What was left out.
    """

    rows: pd.Index
    problems: tuple[Problem, ...]


def years_of(table: pd.DataFrame, roles: Mapping[str, str | None]) -> tuple[str, list[str]]:
    """Return the column of years and its years, newest first, where places repeat by year.

    Returns
    -------
    column, years
        An empty text and no years where the table is of one time.
    """
    key = _key(table, roles)
    if key is None:
        return "", []
    used = {column for column in roles.values() if column}
    for column in table.columns:
        if str(column) in used or not YEAR_HEADING.fullmatch(fold_heading(column)):
            continue
        texts = _year_texts(table[column])
        filled = texts[texts != ""]
        if not len(filled) or not filled.str.fullmatch(YEAR).all():
            continue
        pairs = pd.DataFrame({"key": key[filled.index], "year": filled}).drop_duplicates()
        years = sorted(pairs["year"].unique(), reverse=True)
        if len(years) > 1 and pairs["key"].duplicated().any():
            return str(column), years
    return "", []


def _year_texts(values: pd.Series) -> pd.Series:
    return values.astype(str).str.strip().str.removesuffix(".0")


def _key(table: pd.DataFrame, roles: Mapping[str, str | None]) -> pd.Series | None:
    """Return what says which place a row is: its code, else its names."""
    code = roles.get("code")
    if code is not None and (table[code].astype(str).str.strip() != "").mean() > 0.5:
        return table[code].astype(str).str.strip()
    columns = [roles.get(role) for role in ("name", "village", "district", "regency", "province")]
    named = [column for column in columns if column is not None]
    if roles.get("name") is None or not named:
        return None
    texts = table[named].astype(str)
    joined = texts.iloc[:, 0]
    for position in range(1, texts.shape[1]):
        joined = joined + "\x1f" + texts.iloc[:, position]
    return joined.str.lower()


def choose_rows(
    name: str, table: pd.DataFrame, roles: Mapping[str, str | None], year: str
) -> RowsChosen:
    """Leave out totals and other years.

    Parameters
    ----------
    name
        Of the file, for messages.
    table
        Texts, labelled with the number of the row.
    roles
        Role to column.
    year
        As the user states it; empty: not stated.

    Raises
    ------
    InputError
        If places repeat by year and none is stated, or the stated one is not there.
    """
    totals = _total_rows(table, roles)
    rest = table.drop(index=totals)
    column, years = years_of(rest, roles)
    problems = _total_problems(rest, table, totals)
    if not years:
        return RowsChosen(rest.index, (*problems, *_repeats(rest, roles)))
    if year not in years:
        raise InputError([_which_year(name, column, years, year)])
    kept = rest[_year_texts(rest[column]) == year]
    problems.append(_other_years(column, years, year, len(rest) - len(kept)))
    return RowsChosen(kept.index, (*problems, *_repeats(kept, roles)))


def _which_year(name: str, column: str, years: Sequence[str], year: str) -> str:
    listed = ", ".join(years)
    if year:
        return lazy_gettext(
            "{name}: the column '{column}' has no year {year}; there are: {years}.",
            name=name,
            column=column,
            year=year,
            years=listed,
        )
    return lazy_gettext(
        "{name}: the same places stand there for several years (column '{column}': {years}). "
        "Choose one year, for instance --year {newest}.",
        name=name,
        column=column,
        years=listed,
        newest=years[0],
    )


def _other_years(column: str, years: Sequence[str], year: str, count: int) -> Problem:
    others = ", ".join(other for other in years if other != year)
    return Problem(
        None,
        column,
        year,
        lazy_gettext("{count} rows of other years ({others})", count=count, others=others),
        lazy_gettext("Left out, as the chosen year says"),
        "repaired",
    )


def _total_rows(table: pd.DataFrame, roles: Mapping[str, str | None]) -> pd.Index:
    """Find the rows that add up others: a word of totals, no code and no place."""
    rest = table
    for role in ("code", "lon", "lat", "coordinates"):
        own = roles.get(role)
        if own is not None:
            texts = rest[own].astype(str).str.strip()
            rest = rest[texts.isin(("", "-")) | texts.str.fullmatch(TOTAL)]
    said = pd.Series(data=False, index=rest.index)
    for column in rest.columns[:8]:
        said |= rest[column].astype(str).str.strip().str.fullmatch(TOTAL)
    return rest.index[said]


def _total_problems(rest: pd.DataFrame, table: pd.DataFrame, totals: pd.Index) -> list[Problem]:
    if rest.empty:
        return []
    found = []
    for row in totals[:SHOWN]:
        texts = table.loc[row].astype(str).str.strip()
        word = next(text for text in texts if TOTAL.fullmatch(text))
        found.append(
            Problem(
                int(str(row)),
                lazy_gettext("rows"),
                word,
                lazy_gettext("a total of other rows, not a place"),
                lazy_gettext("The row was left out"),
                "repaired",
            )
        )
    if len(totals) > SHOWN:
        found.append(
            Problem(
                None,
                lazy_gettext("rows"),
                str(len(totals)),
                lazy_gettext("totals of other rows, not places"),
                lazy_gettext("The rows were left out"),
                "repaired",
            )
        )
    return found


def _divides(column: object) -> bool:
    """Tell whether a heading of numbers names parts of a year or groups, not counts."""
    words = r"bulan|month|semester|triwulan|kuartal|quarter|caturwulan|tw|kelompok_\w+|kode_\w+"
    return re.fullmatch(words, fold_heading(column)) is not None


def _repeats(table: pd.DataFrame, roles: Mapping[str, str | None]) -> list[Problem]:
    """Report places that stand there several times, once for each value of another column."""
    key = _key(table, roles) if roles.get("code") is not None else None
    if key is None or not key[key != ""].duplicated().any() or key.duplicated().mean() < 0.3:
        return []
    used = {column for column in roles.values() if column}
    for column in table.columns:
        texts = table[column].astype(str).str.strip()
        few = 1 < texts.nunique() <= MAX_VALUES
        counts = texts.str.fullmatch(r"[+-]?[\d.,]*").all()
        if str(column) in used or not few or (counts and not _divides(column)):
            continue
        if not pd.DataFrame({"key": key, "value": texts}).duplicated().any():
            return [
                Problem(
                    None,
                    str(column),
                    ", ".join(texts.unique()[:SHOWN]),
                    lazy_gettext("every place stands there once for each of these values"),
                    lazy_gettext("Keep the rows of one value, or add them up per village"),
                    "warning",
                )
            ]
    return []
