"""What a user states about the files of a command: one grammar for all of them.

Every option here takes a value for each file of points (``--column name=Desa``), or, after the
name of a file and a colon, for that file only (``--column markets:name=Pasar``,
``--crs roads:EPSG:32749``). The name of a file is that of the option that gives it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.choices import Keep
from commands.console import say
from layers.imports.headings import POINT_HEADINGS
from spatial.errors import InputError
from spatial.wording import _, render

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from layers.imports.checked_points import PointFile
    from layers.imports.options import ReadOptions
    from layers.imports.points import PointOptions
    from layers.imports.report import ImportReport
    from layers.new_area.draft import FileInput

FILES = "How files are read; FILE: before a value restricts it to one, e.g. villages:"
"""Title of the panel."""

AREAS, ROADS = "boundaries", "roads"
"""Files of lines and polygons; what is stated without a name of a file is not for them."""

FILE_NAMES = (
    *("villages", "facilities", "origins", "destinations", "offices", "markets", "services"),
    *("points", AREAS, ROADS),
)
"""Options that give a file; the names before a colon."""

TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "villages": "villages",
        "facilities": "services",
        "offices": "offices",
        "markets": "markets",
        "services": "services",
    }
)
"""Layers of an area that files are for, where their option says it."""

SHOWN_ROWS = 5
"""Findings of one kind that get a line each on standard error; more of them share one."""


@dataclass(frozen=True, kw_only=True)
class LayerReading:
    """How a map layer is read."""

    panel: ClassVar[str] = FILES

    layer: Annotated[
        list[str],
        typer.Option(metavar="[FILE:]LAYER", help="where the file or archive has several"),
    ] = field(default_factory=list)
    crs: Annotated[
        list[str], typer.Option(metavar="[FILE:]CRS", help="coordinate system, e.g. EPSG:32749")
    ] = field(default_factory=list)
    encoding: Annotated[
        list[str],
        typer.Option(metavar="[FILE:]NAME", help="of the texts of a shapefile, e.g. cp1252"),
    ] = field(default_factory=list)

    def reading(self, file: str, files: Collection[str] = ()) -> ReadOptions:
        """Return what is stated about a file as its readers take it.

        Raises
        ------
        InputError
            If the coordinate system does not exist.
        """
        from layers.imports.options import ReadOptions

        return ReadOptions(
            layer=self.one("layer", file, files),
            crs=crs_option(self.one("crs", file, files)),
            encoding=self.one("encoding", file, files),
        )

    def some(self, option: str, file: str, files: Collection[str] = ()) -> list[str]:
        """Return the values of an option for a file: those for all, then those for it alone."""
        known = {*FILE_NAMES, *files, file}
        parted = [_parted(text, known) for text in getattr(self, option)]
        common = file not in {AREAS, ROADS} or not files
        return [value for name, value in parted if not name and common] + [
            value for name, value in parted if name == file
        ]

    def one(self, option: str, file: str, files: Collection[str] = ()) -> str | None:
        """Return the value of an option for a file that takes one; the last one counts."""
        values = self.some(option, file, files)
        return values[-1] if values else None


@dataclass(frozen=True, kw_only=True)
class TableReading(LayerReading):
    """How tables and map layers of points are read."""

    column: Annotated[
        list[str],
        typer.Option(
            metavar="[FILE:]ROLE=HEADING",
            help=f"replace a guess; roles: {', '.join(POINT_HEADINGS)}",
        ),
    ] = field(default_factory=list)
    sheet: Annotated[list[str], typer.Option(metavar="[FILE:]SHEET", help="of a workbook")] = (
        field(default_factory=list)
    )
    header_row: Annotated[
        list[str],
        typer.Option(metavar="[FILE:]N", help="row of a table with the headings, from 1"),
    ] = field(default_factory=list)
    year: Annotated[
        list[str],
        typer.Option(metavar="[FILE:]YEAR", help="of a table that repeats its places by year"),
    ] = field(default_factory=list)
    choose: Annotated[
        list[str],
        typer.Option(metavar="[FILE:]ROW=CODE", help="answer: the village code of a row"),
    ] = field(default_factory=list)

    def roles(self, file: str, files: Collection[str] = ()) -> dict[str, str | None]:
        """Return the columns that are stated for a file, by role; an empty heading means none.

        Raises
        ------
        InputError
            If one is no pair.
        """
        return {role: heading or None for role, heading in pairs(self.some("column", file, files))}

    def choices(self, file: str, files: Collection[str] = ()) -> dict[int, str]:
        """Return the answers for the rows of a file.

        Raises
        ------
        InputError
            If one is no pair, or its row no number.
        """
        answers = pairs(self.some("choose", file, files))
        wrong = [row for row, _ in answers if not row.isdecimal()]
        if wrong:
            raise InputError(
                [_("'{row}' is not the number of a row.").format(row=row) for row in wrong]
            )
        return {int(row): code for row, code in answers}

    def point_options(
        self, file: str, files: Collection[str] = (), precision: str = "published"
    ) -> PointOptions:
        """Return what is stated about a file of points as options of the import.

        Raises
        ------
        InputError
            If something that is stated cannot be understood.
        """
        from layers.imports.points import PointOptions

        layer = self.reading(file, files)
        return PointOptions(
            roles=self.roles(file, files),
            sheet=self.one("sheet", file, files),
            layer=layer.layer,
            header_row=_row(self.one("header_row", file, files)),
            crs=layer.crs,
            encoding=layer.encoding,
            precision=precision,
            target=TARGETS.get(file, ""),
            year=self.one("year", file, files) or "",
        )

    def file_input(self, layer: str, path: Path, files: Collection[str]) -> FileInput:
        """Return a file of a study area with all that is stated about it.

        Raises
        ------
        InputError
            If something that is stated cannot be understood.
        """
        from layers.new_area.draft import FileInput

        return FileInput(
            layer,
            path,
            roles=tuple(pairs(self.some("column", layer, files))),
            sheet=self.one("sheet", layer, files) or "",
            member=self.one("layer", layer, files) or "",
            crs=self.one("crs", layer, files) or "",
            encoding=self.one("encoding", layer, files) or "",
            choices=tuple(self.choices(layer, files).items()),
            header_row=_row(self.one("header_row", layer, files)) or 0,
            year=self.one("year", layer, files) or "",
        )


@dataclass(frozen=True, kw_only=True)
class PointReading(TableReading):
    """How the files of points of a measurement are read, and which of their rows are used."""

    boundaries: Annotated[
        Path | None,
        typer.Option(help="villages, to check points and to find places by code or name"),
    ] = None
    keep: Annotated[
        Keep, typer.Option(help="if rows have errors: use the good ones, or nothing")
    ] = "none"
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="the same as --keep good")] = False

    def decision(self) -> Keep:
        """Return what becomes of files with faulty rows."""
        return "good" if self.skip_bad else self.keep

    def point_file(self, path: Path, file: str, files: Collection[str]) -> PointFile:
        """Return a file of points with all that is stated about it.

        Raises
        ------
        InputError
            If something that is stated cannot be understood.
        """
        from layers.imports.checked_points import PointFile

        options = self.point_options(file, files)
        return PointFile(path, options, self.choices(file, files), self.decision())

    def areas(self, files: Collection[str]) -> gpd.GeoDataFrame | None:
        """Read the boundaries, if there are any.

        Raises
        ------
        InputError
            If the file cannot be used.
        """
        from layers.imports.boundaries import import_boundaries

        if self.boundaries is None:
            return None
        stated = self.reading(AREAS, (*files, AREAS))
        return import_boundaries(
            self.boundaries, crs=stated.crs, encoding=stated.encoding, layer=stated.layer
        ).areas


def _parted(text: str, files: Collection[str]) -> tuple[str, str]:
    """Split `FILE:VALUE`; without the name of one of the files all of it is the value."""
    name, colon, value = text.partition(":")
    return (name.strip(), value.strip()) if colon and name.strip() in files else ("", text.strip())


def _row(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise InputError([_("'{row}' is not the number of a row.").format(row=text)])
    return int(text)


def crs_option(text: str | None) -> pyproj.CRS | None:
    """Return the coordinate system that was stated."""
    from layers.imports.coordinates import stated_crs

    return None if text is None else stated_crs(text)


def pairs(texts: list[str]) -> list[tuple[str, str]]:
    """Read `LEFT=RIGHT`.

    Raises
    ------
    InputError
        Listing what is no pair.
    """
    parts = [text.partition("=") for text in texts]
    wrong = [whole for whole, pair in zip(texts, parts, strict=True) if not pair[1]]
    if wrong:
        raise InputError(
            [_("'{text}' is not a pair; write LEFT=RIGHT.").format(text=text) for text in wrong]
        )
    return [(left.strip(), right.strip()) for left, _, right in parts]


def say_columns(roles: Mapping[str, str | None]) -> None:
    """Report which column was taken for what."""
    columns = ", ".join(f"{role}={name}" for role, name in roles.items() if name)
    say(_("columns: {columns}").format(columns=columns))


def say_read(report: ImportReport, roles: Mapping[str, str | None]) -> None:
    """Report what was read, from which columns, and what was found; equal findings share a line.

    Rows with an error are those that were left out, as the user decided.
    """
    from layers.imports.report import SEVERITY_WORDS

    name = render(report.source)
    say(report.summary())
    say_columns(roles)
    for note in report.notes:
        say(f"{name}: {render(note)}")
    for severity, line in report.lines(SHOWN_ROWS):
        if severity == "error":
            say(_("left out: {file}: {problem}").format(file=name, problem=line))
        else:
            say(f"{SEVERITY_WORDS[severity]}: {name}: {line}")
