"""What an import read, kept and found wrong: on screen, on the map and as a download."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd
import shapely

from layers.exports import files as export
from layers.text.formats import counted, number
from spatial.errors import InputError
from spatial.wording import N_, Labels, _, lazy_gettext, render

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
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one row, or with the file as a whole.

    Attributes
    ----------
    row
        Line of the table, row of the sheet or number of the feature (from 1); None: the file.
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
    """

    row: int | None
    field: str
    value: str
    reason: str
    fix: str
    severity: Severity = "error"
    place: tuple[float, float] | None = None

    def sentence(self) -> str:
        """Say the problem in one line."""
        where = _("file") if self.row is None else _("row {row}").format(row=self.row)
        field, value, reason, fix = self.words()
        value = f" '{value}'" if value else ""
        return f"{where}, {field}{value}: {reason}. {fix}."

    def words(self) -> tuple[str, str, str, str]:
        """Give field, value (shortened), reason and fix in the reader's language."""
        value = render(self.value)[:MAX_VALUE_LENGTH]
        return render(self.field), value, render(self.reason), render(self.fix)


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
    notes: tuple[str, ...] = field(default=())
    things: Literal["rows", "cells"] = "rows"

    def counts(self) -> dict[str, int]:
        """Count the problems of each severity."""
        found = [problem.severity for problem in self.problems]
        return {severity: found.count(severity) for severity in ("error", "warning", "repaired")}

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
        every = tuple(sorted((*self.problems, *more), key=lambda p: (p.row is not None, p.row)))
        lost = rows_with_errors(every) - self.bad_rows()
        return replace(self, problems=every, kept=max(self.kept - len(lost), 0))

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
        problems = tuple(p for p in self.problems if p.row is None or p.row in wanted)
        kept = len(wanted - rows_with_errors(problems))
        return replace(self, read=len(wanted), kept=kept, problems=problems)

    def facts(self) -> dict[str, object]:
        """Return the counts and notes, for provenance: the notes in the reader's language."""
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


def rows_with_errors(problems: Iterable[Problem]) -> set[int]:
    """Return the rows that have at least one error."""
    return {p.row for p in problems if p.severity == "error" and p.row is not None}


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
    good = frame.drop(index=list(report.bad_rows() & set(frame.index)))
    if errors and (keep == "none" or whole or good.empty):
        raise InputError([f"{report.source}: {problem.sentence()}" for problem in errors])
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
