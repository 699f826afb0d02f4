"""Commands `check …`: users' files and tables read and checked, with one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.choices import Keep, Precision
from commands.console import say
from commands.inputs import class_text
from commands.options import DATA, OUTPUT, with_options
from commands.regencies import complete_regency
from layers.imports.headings import AREA_ROLES, POINT_HEADINGS
from spatial.errors import InputError
from spatial.wording import _, ngettext, render

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from layers.imports.points import PointOptions
    from layers.imports.report import ImportReport
    from layers.postgis.tables import SpatialTable

DataFile = Annotated[Path, typer.Argument(help="the file that is checked")]
CrsText = Annotated[str | None, typer.Option(help="coordinate system, e.g. EPSG:32749")]
ReportFile = Annotated[
    Path | None, typer.Option(help="the problems as CSV, XLSX or GeoJSON", rich_help_panel=OUTPUT)
]
Level = Annotated[str | None, typer.Option(help="pick by name or code")]
ROADS = "Road classes"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a file is read."""

    panel: ClassVar[str] = DATA

    encoding: Annotated[
        str | None, typer.Option(help="of the texts of a shapefile, e.g. cp1252")
    ] = None
    layer: Annotated[str | None, typer.Option(help="where the file or archive has several")] = None


@dataclass(frozen=True, kw_only=True)
class Results:
    """What every check takes: the coordinate system, the decision and the targets."""

    panel: ClassVar[str] = OUTPUT

    crs: Annotated[
        str | None,
        typer.Option(help="coordinate system, e.g. EPSG:32749", rich_help_panel=DATA),
    ] = None
    keep: Annotated[
        Keep, typer.Option(help="if rows have errors: keep the good ones, or nothing")
    ] = "none"
    report: ReportFile = None
    out: Annotated[Path | None, typer.Option(help="what was kept, as GPKG or GeoJSON")] = None


@dataclass(frozen=True, kw_only=True)
class PointFacts:
    """What is stated about points, wherever they come from."""

    panel: ClassVar[str] = "Points"

    boundaries: Annotated[Path | None, typer.Option(help="to check and to find places")] = None
    precision: Annotated[Precision, typer.Option(help="how good the places are")] = "published"
    column: Annotated[
        list[str],
        typer.Option(
            metavar="ROLE=HEADING", help=f"replace a guess; roles: {', '.join(POINT_HEADINGS)}"
        ),
    ] = field(default_factory=list)
    year: Annotated[str, typer.Option(help="of a table with several years")] = ""
    choose: Annotated[
        list[str], typer.Option(metavar="ROW=CODE", help="answer: the village code of a row")
    ] = field(default_factory=list)

    def areas(self) -> gpd.GeoDataFrame | None:
        """Read the boundaries, if there are any."""
        from layers.imports.boundaries import import_boundaries

        return None if self.boundaries is None else import_boundaries(self.boundaries).areas


@dataclass(frozen=True, kw_only=True)
class Picks:
    """Which areas of a boundary layer are taken."""

    panel: ClassVar[str] = "Which areas"

    province: Level = None
    regency: Annotated[
        str | None,
        typer.Option(help="pick by name or code", autocompletion=complete_regency),
    ] = None
    district: Level = None

    def levels(self) -> dict[str, str | None]:
        """Return what is picked, by level."""
        return {
            "province": self.province,
            "regency": self.regency,
            "district": self.district,
        }


@dataclass(frozen=True, kw_only=True)
class AreaFacts:
    """What is stated about boundaries."""

    panel: ClassVar[str] = DATA

    column: Annotated[
        list[str],
        typer.Option(
            metavar="ROLE=HEADING", help=f"replace a guess; roles: {', '.join(AREA_ROLES)}"
        ),
    ] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Which rows of which table of a database are read."""

    panel: ClassVar[str] = DATA

    table: Annotated[
        str | None, typer.Option(metavar="SCHEMA.TABLE", help="read it (default: list them)")
    ] = None
    geometry: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="where the table has several")
    ] = None
    bbox: Annotated[
        tuple[float, float, float, float] | None,
        typer.Option(metavar="WEST SOUTH EAST NORTH", help="only this box, degrees"),
    ] = None


@with_options
def points(  # noqa: PLR0913
    file: DataFile,
    reading: Reading,
    facts: PointFacts,
    results: Results,
    sheet: Annotated[str | None, typer.Option(help="of a workbook", rich_help_panel=DATA)] = None,
    header_row: Annotated[
        int | None,
        typer.Option(min=1, help="row of a table with the headings, from 1", rich_help_panel=DATA),
    ] = None,
) -> None:
    """Check villages, offices, markets or other points."""
    from layers.imports.points import PointOptions, import_points, preview_points
    from layers.imports.validation import check_import

    _check_target(results.out)
    chosen = PointOptions(
        roles=dict(_pairs(facts.column)),
        sheet=sheet,
        layer=reading.layer,
        header_row=header_row,
        crs=crs_option(results.crs),
        encoding=reading.encoding,
        precision=facts.precision,
        year=facts.year,
    )
    areas = facts.areas()
    _say_columns(preview_points(file, chosen).roles)
    read = check_import(
        import_points(file, chosen, areas=areas, choices=_choices(facts.choose)), areas
    )
    _finish(results, read.points, read.report)


@with_options
def boundaries(
    file: DataFile,
    reading: Reading,
    facts: AreaFacts,
    picks: Picks,
    results: Results,
) -> None:
    """Check polygons with Kemendagri or BPS codes."""
    from layers.imports.boundaries import import_boundaries, pick_areas

    _check_target(results.out)
    read = import_boundaries(
        file,
        roles=dict(_pairs(facts.column)),
        crs=crs_option(results.crs),
        encoding=reading.encoding,
        layer=reading.layer,
    )
    _say_columns(read.roles)
    picked = pick_areas(read.areas, **picks.levels())
    say(
        ngettext(
            "{picked} of {count} area chosen", "{picked} of {count} areas chosen", len(read.areas)
        ).format(picked=len(picked), count=len(read.areas))
    )
    _finish(results, picked, read.report)


@with_options
def roads(
    file: DataFile,
    reading: Reading,
    results: Results,
    class_column: Annotated[
        str | None, typer.Option(help="column with the road class", rich_help_panel=ROADS)
    ] = None,
    classes: Annotated[
        list[str] | None,
        typer.Option(
            "--class",
            metavar="WORD=CLASS",
            help="road class of a word in that column, instead of the guess",
            rich_help_panel=ROADS,
        ),
    ] = None,
) -> None:
    """Check drawn road lines."""
    from layers.imports.road_lines import import_roads
    from spatial.crs import WGS84, line_lengths_m

    _check_target(results.out)
    read = import_roads(
        file,
        column=class_column,
        crs=crs_option(results.crs),
        encoding=reading.encoding,
        layer=reading.layer,
    )
    say(_("column of the road class: {column}").format(column=read.column or _("none")))
    stated = dict(_pairs(classes or []))
    for word, count, road, _unused in read.mapping.itertuples(index=False):
        say(
            ngettext(
                "  {word}: {count} line -> {road}", "  {word}: {count} lines -> {road}", count
            ).format(word=word or _("(empty)"), count=count, road=stated.get(word, road) or "?")
        )
    classed = read.classed(stated)
    parts = classed.to_crs(WGS84).explode()
    length_m = line_lengths_m(parts.geometry.to_numpy())
    lost = (parts["highway"] == "").to_numpy()
    say(class_text(read.column, length_m[lost].sum() / 1000, length_m.sum() / 1000))
    _finish(results, classed, read.report)


@with_options
def postgis(table: Table, facts: PointFacts, results: Results) -> None:
    """List or check the tables of the database that DESMIGRATIF_POSTGIS names."""
    from layers.imports.points import PointOptions, import_source, preview_source
    from layers.imports.validation import check_import
    from layers.postgis.connection import connection
    from layers.postgis.points import table_source
    from layers.postgis.tables import find_table, spatial_tables

    _check_target(results.out)
    database = connection()
    tables = spatial_tables(database)
    if table.table is None:
        for known in tables:
            print(_table_line(known))
        return
    chosen: PointOptions = PointOptions(
        roles=dict(_pairs(facts.column)),
        crs=crs_option(results.crs),
        precision=facts.precision,
        year=facts.year,
    )
    found = find_table(tables, table.table, table.geometry)
    areas = facts.areas()
    source = table_source(database, found, crs=chosen.crs, box=table.bbox)
    _say_columns(preview_source(source, chosen).roles)
    choices = _choices(facts.choose)
    read = check_import(import_source(source, chosen, areas=areas, choices=choices), areas)
    _finish(results, read.points, read.report)


def _table_line(table: SpatialTable) -> str:
    """Write schema and table, column, type, SRID, rows and other columns, separated by tabs."""
    rows = "?" if table.rows is None else str(table.rows)
    kind = f"{table.family}({table.kind})"
    fields = (table.title, table.column, kind, str(table.srid), rows, ",".join(table.columns))
    return "\t".join(fields)


def say_report(report: ImportReport, target: Path | None) -> None:
    """Write a report to standard error, and its problems to their file or standard output."""
    from layers.imports.report import write_report

    say(report.summary())
    for note in report.notes:
        say(render(note))
    if target is not None:
        write_report(target, report)
    else:
        print(report.csv_bytes().decode(), end="")


def crs_option(text: str | None) -> pyproj.CRS | None:
    """Return the coordinate system that was stated."""
    from layers.imports.coordinates import stated_crs

    return None if text is None else stated_crs(text)


def _finish(results: Results, frame: gpd.GeoDataFrame, report: ImportReport) -> None:
    """Write the report, then what is kept; the report is saved even if nothing is."""
    from layers.exports.files import write_result
    from layers.imports.report import kept_rows

    say_report(report, results.report)
    good = kept_rows(frame, report, results.keep)
    if results.out is not None:
        write_result(results.out, good, report.facts())
        say(
            ngettext("{count} row in {out}", "{count} rows in {out}", len(good)).format(
                count=len(good), out=results.out
            )
        )


def _check_target(out: Path | None) -> None:
    """Refuse a target that cannot be written, before the work."""
    from layers.exports.files import SPATIAL_SUFFIXES

    if out is not None and out.suffix.lower() not in SPATIAL_SUFFIXES:
        raise InputError([_("{out}: choose .gpkg or .geojson.").format(out=out.name)])


def _pairs(texts: list[str]) -> list[tuple[str, str]]:
    """Read `LEFT=RIGHT`."""
    pairs = [text.partition("=") for text in texts]
    wrong = [whole for whole, pair in zip(texts, pairs, strict=True) if not pair[1]]
    if wrong:
        raise InputError(
            [_("'{text}' is not a pair; write LEFT=RIGHT.").format(text=text) for text in wrong]
        )
    return [(left.strip(), right.strip()) for left, _, right in pairs]


def _choices(texts: list[str]) -> dict[int, str]:
    """Read `ROW=CODE`."""
    pairs = _pairs(texts)
    wrong = [row for row, _ in pairs if not row.isdecimal()]
    if wrong:
        raise InputError(
            [_("'{row}' is not the number of a row.").format(row=row) for row in wrong]
        )
    return {int(row): code for row, code in pairs}


def _say_columns(roles: Mapping[str, str | None]) -> None:
    """Report which column was taken for what."""
    columns = ", ".join(f"{role}={name}" for role, name in roles.items() if name)
    say(_("columns: {columns}").format(columns=columns))
