"""What an import read, kept and found wrong: on screen, on the map and as a download."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.exports import files as export
from layers.text.formats import counted, number
from spatial.errors import InputError
from spatial.wording import N_, Labels, LazyText, _, lazy_gettext, render

Severity = Literal["error", "warning", "repaired"]
Keep = Literal["good", "none"]

SEVERITY_WORDS: Labels[str] = Labels(
    {"error": N_("error"), "warning": N_("warning"), "repaired": N_("repaired")}
)
"""The word of each severity, worst first."""

COLUMNS = ("baris", "kolom", "nilai", "masalah", "perbaikan", "tingkat")
HEADINGS: Labels[str] = Labels(
    {
        "baris": N_("row"),
        "kolom": N_("column"),
        "nilai": N_("value"),
        "masalah": N_("problem"),
        "perbaikan": N_("remedy"),
        "tingkat": N_("severity"),
    }
)
"""Headings of written reports, by the columns `COLUMNS`."""

MAX_VALUE_LENGTH = 80
MOST_LISTED = 1000
"""Rows with the same fault that get a finding each; more of them share one."""

LISTED_ERRORS = 20
"""Errors of one kind that the refusal of a file lists one by one."""

NAMED_ROWS = 5
"""Rows that a finding of many names."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one row, with many rows alike, or with the file as a whole.

    Attributes
    ----------
    row
        Line of the table, row of the sheet or number of the feature (from 1); None: the file.
        The first of many rows.
    field
        Column of the file, or a phrase for the part that the problem is about.
    value
        What stands there, as text; a phrase where it is counted.
    reason, fix
        Why it is a problem and what to do about it: phrases.
    severity
        `error`: the row cannot be kept; `warning`: look at it; `repaired`: done already.
    place
        Where it is (longitude, latitude), if it has a place.
    more
        The other rows with the same fault; the value and the place are those of the first.
    """

    row: int | None
    field: str
    value: str
    reason: str
    fix: str
    severity: Severity = "error"
    place: tuple[float, float] | None = None
    more: NDArray[np.int64] | None = dataclasses.field(default=None, compare=False, repr=False)

    @property
    def count(self) -> int:
        """Number of rows; one for the file as a whole."""
        return 1 if self.more is None else 1 + len(self.more)

    def rows(self) -> NDArray[np.int64]:
        """Return all rows; none for the file as a whole."""
        first = np.array([] if self.row is None else [self.row], dtype=np.int64)
        return first if self.more is None else np.concatenate([first, self.more])

    def kind(self) -> tuple[str, ...]:
        """Return what two findings have in common that differ in row and value only."""
        return (self.severity, *map(_pattern, (self.field, self.reason, self.fix)))

    def sentence(self) -> str:
        """Say the problem in one line."""
        field, value, reason, fix = self._plain_words()
        value = f" '{value}'" if value else ""
        return f"{self._where()}, {field}{value}: {reason}. {fix}."

    def _where(self) -> str:
        if self.row is None:
            return _("file")
        if self.more is None:
            return _("row {row}").format(row=self.row)
        return rows_words(self.rows())

    def words(self) -> tuple[str, str, str, str]:
        """Give field, value (shortened), reason and fix in the user's language."""
        field, value, reason, fix = self._plain_words()
        if self.more is not None:
            reason = f"{reason} ({self._where()})"
        return field, value, reason, fix

    def _plain_words(self) -> tuple[str, str, str, str]:
        value = render(self.value)[:MAX_VALUE_LENGTH]
        return render(self.field), value, render(self.reason), render(self.fix)


def _pattern(text: str) -> str:
    return text.template if isinstance(text, LazyText) else text


def rows_words(rows: Sequence[int] | NDArray[np.int64], shown: int = NAMED_ROWS) -> str:
    """Name the first of some rows, and how many more there are."""
    first = ", ".join(str(row) for row in rows[:shown])
    more = len(rows) - shown
    if more > 0:
        return _("rows {rows} and {count} more").format(rows=first, count=number(more))
    if len(rows) == 1:
        return _("row {row}").format(row=first)
    return _("rows {rows}").format(rows=first)


def each_row(
    rows: Sequence[int] | pd.Index | NDArray[np.int64],
    make: Callable[[int], Problem],
    kinds: Sequence[object] | NDArray[np.generic] | None = None,
) -> list[Problem]:
    """Make a finding for each row with a fault, or one for many rows with the same.

    Parameters
    ----------
    rows
        Numbers of the rows.
    make
        Makes the finding of a row.
    kinds
        What kind of fault each of the rows has; without it all are of one kind.

    Returns
    -------
    list of Problem
        One per row; for a kind of more than `MOST_LISTED` rows one finding with its `more`.
    """
    numbers = np.asarray(rows, dtype=np.int64)
    if len(numbers) <= MOST_LISTED:
        return [make(int(row)) for row in numbers]
    codes = (
        np.zeros(len(numbers), dtype=int) if kinds is None else pd.factorize(np.asarray(kinds))[0]
    )
    found: list[Problem] = []
    for code in range(codes.max() + 1):
        same = numbers[codes == code]
        if len(same) <= MOST_LISTED:
            found += [make(int(row)) for row in same]
        else:
            found.append(replace(make(int(same[0])), more=same[1:]))
    return found


@dataclass(frozen=True, eq=False)
class ImportReport:
    """The report of one import.

    Attributes
    ----------
    source
        Name of the file.
    read, kept
        Rows or features in the file, and those without an error.
    problems
        Everything found, in the order of the file.
    notes
        What was done or assumed for the file as a whole: phrases.
    things
        What was read: rows, or cells of a raster.
    """

    source: str
    read: int
    kept: int
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = dataclasses.field(default=())
    things: Literal["rows", "cells"] = "rows"

    def counts(self) -> dict[str, int]:
        """Count the rows with a problem, and the problems of the file, of each severity."""
        counts = dict.fromkeys(("error", "warning", "repaired"), 0)
        for problem in self.problems:
            counts[problem.severity] += problem.count
        return counts

    def bad_rows(self) -> set[int]:
        """Return the rows that have at least one error."""
        return rows_with_errors(self.problems)

    def summary(self) -> str:
        """Say in one sentence what was read, kept and found."""
        found = self.counts()
        words = _("errors {error}, warnings {warning}, repaired {repaired}").format(**found)
        return _("{source}: {read} read, {kept} used; {words}.").format(
            source=render(self.source),
            read=counted(self.read, self.things),
            kept=number(self.kept),
            words=words,
        )

    def with_problems(self, more: Iterable[Problem]) -> ImportReport:
        """Return the report with further problems; rows with an error are kept no longer."""
        every = sorted(
            shared((*self.problems, *more)), key=lambda p: (p.row is not None, p.row or 0)
        )
        lost = len(error_rows(every)) - len(error_rows(self.problems))
        return replace(self, problems=tuple(every), kept=max(self.kept - lost, 0))

    def lines(self, shown: int = NAMED_ROWS) -> Iterator[tuple[Severity, str]]:
        """Give the findings as lines: those that differ in row and value only share one.

        Parameters
        ----------
        shown
            Findings of one kind that get a line each; of more, the first rows are named.

        Yields
        ------
        tuple of str
            The severity, and what was found.
        """
        groups: dict[tuple[str, ...], list[Problem]] = {}
        for problem in self.problems:
            groups.setdefault(problem.kind(), []).append(problem)
        for same in groups.values():
            if len(same) <= shown:
                yield from ((problem.severity, problem.sentence()) for problem in same)
            else:
                rows = np.concatenate([problem.rows() for problem in same])
                alike = len({str(problem.value) for problem in same}) == 1
                value = same[0].value if alike else f"{render(same[0].value)} …"
                yield same[0].severity, replace(same[0], value=value, more=rows[1:]).sentence()

    def to_frame(self) -> pd.DataFrame:
        """Return one row per problem, with the columns `COLUMNS`."""
        rows = [(p.row, *p.words(), SEVERITY_WORDS[p.severity]) for p in self.problems]
        frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
        return frame.assign(baris=frame["baris"].astype("Int64"))

    def to_places(self) -> gpd.GeoDataFrame:
        """Return the problems that have a place, EPSG:4326, for the map."""
        frame = self.to_frame()
        placed = [i for i, problem in enumerate(self.problems) if problem.place is not None]
        points = [shapely.Point(p.place) for p in self.problems if p.place is not None]
        table = frame.iloc[placed].reset_index(drop=True)
        return gpd.GeoDataFrame(table, geometry=points, crs=4326)

    def only(self, rows: Collection[int]) -> ImportReport:
        """Return the report of some rows; faults of the file as a whole stay."""
        wanted = set(rows)
        within = (_within(problem, wanted) for problem in self.problems)
        problems = tuple(problem for problem in within if problem is not None)
        kept = len(wanted - rows_with_errors(problems))
        return replace(self, read=len(wanted), kept=kept, problems=problems)

    def facts(self) -> dict[str, object]:
        """Return the counts and notes, for provenance: the notes in the user's language."""
        found = self.counts()
        return {
            "source": render(self.source),
            "read": self.read,
            "kept": self.kept,
            **found,
            "notes": [render(note) for note in self.notes],
        }

    def csv_bytes(self) -> bytes:
        """CSV of the problems; texts that a spreadsheet would run as a formula are quoted."""
        frame = self.to_frame()
        texts = frame.columns.drop("baris")
        inert = frame.assign(**{name: frame[name].map(_inert) for name in texts})
        return export.csv_bytes(inert.rename(columns=dict(HEADINGS)), self.facts())

    def xlsx_bytes(self) -> bytes:
        """Excel workbook of the problems, with the counts on a second sheet."""
        return export.xlsx_bytes(self.to_frame().rename(columns=dict(HEADINGS)), self.facts())


def shared(problems: Iterable[Problem]) -> list[Problem]:
    """Put findings of one kind together where more than `MOST_LISTED` rows have it."""
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.kind(), []).append(problem)
    found: list[Problem] = []
    for same in groups.values():
        rows = np.unique(np.concatenate([problem.rows() for problem in same]))
        if len(rows) <= MOST_LISTED or any(problem.row is None for problem in same):
            found += same
            continue
        first = next(problem for problem in same if problem.row == rows[0])
        found.append(replace(first, more=rows[1:]))
    return found


def rows_with_errors(problems: Iterable[Problem]) -> set[int]:
    """Return the rows that have at least one error."""
    return set(error_rows(problems).tolist())


def error_rows(problems: Iterable[Problem]) -> NDArray[np.int64]:
    """Return the rows that have at least one error, sorted."""
    rows = [problem.rows() for problem in problems if problem.severity == "error"]
    return np.unique(np.concatenate(rows)) if rows else np.array([], dtype=np.int64)


def _within(problem: Problem, rows: Collection[int]) -> Problem | None:
    """Return the part of a finding that concerns some rows; one of the whole file stays."""
    if problem.row is None:
        return problem
    if problem.more is None:
        return problem if problem.row in rows else None
    own = problem.rows()
    own = own[np.isin(own, np.fromiter(rows, dtype=np.int64))]
    return replace(problem, row=int(own[0]), more=own[1:]) if len(own) else None


def kept_rows(frame: gpd.GeoDataFrame, report: ImportReport, keep: Keep) -> gpd.GeoDataFrame:
    """Apply the user's decision: the good rows, or nothing unless every row is good.

    Parameters
    ----------
    frame
        The rows, labelled with their numbers in the file.
    report
        What was found wrong with them.
    keep
        `good` drops the rows with an error; `none` refuses the file if there is any error.

    Raises
    ------
    InputError
        With every error, if `keep` is `none` and there is one; if a fault concerns the whole
        file; or if no row is good.
    """
    errors = [p for p in report.problems if p.severity == "error"]
    whole = any(p.row is None for p in errors)
    good = frame[~frame.index.isin(error_rows(errors))]
    if errors and (keep == "none" or whole or good.empty):
        lines = replace(report, problems=tuple(errors)).lines(LISTED_ERRORS)
        raise InputError([f"{report.source}: {line}" for _severity, line in lines])
    if good.empty:
        raise InputError(
            [lazy_gettext("{source}: there is no row that can be used.", source=report.source)]
        )
    return good


def _inert(value: object) -> object:
    """Quote a text that a spreadsheet would take for a formula; numbers stay numbers."""
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    try:
        float(value.replace(",", "."))
    except ValueError:
        return f"'{value}"
    return value


def write_report(path: Path, report: ImportReport) -> None:
    """Write a report as CSV, XLSX, or (only the problems with a place) GeoJSON.

    Raises
    ------
    InputError
        If the suffix is another, or the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        data = report.csv_bytes()
    elif suffix == ".xlsx":
        data = report.xlsx_bytes()
    elif suffix == ".geojson":
        data = export.geojson_bytes(
            report.to_places().rename(columns=dict(HEADINGS)), report.facts()
        )
    else:
        raise InputError(
            [
                lazy_gettext(
                    "{file}: reports are written as .csv, .xlsx or .geojson.", file=path.name
                )
            ]
        )
    export.write_atomically(path, data)
