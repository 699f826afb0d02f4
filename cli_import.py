"""Command `check`: users' files read and checked from a shell, with one report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pyproj

import cli_inputs
from layers import export
from layers.boundaries import import_boundaries, pick_areas
from layers.coordinates import stated_crs
from layers.headings import POINT_HEADINGS
from layers.points import PointOptions, import_points, preview_points
from layers.report import ImportReport, kept_rows, write_report
from layers.road_files import import_roads
from layers.schema import PRECISIONS
from layers.validation import check_import
from spatial.errors import InputError
from spatial.wording import shown, tr, trn


def add_commands(
    parser: argparse.ArgumentParser,
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """Add the kinds of files that can be checked; return where more may go."""
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    _points_parser(kinds.add_parser("points", help="villages, offices, markets, ..."))
    _areas_parser(kinds.add_parser("boundaries", help="polygons with Kemendagri or BPS codes"))
    _roads_parser(kinds.add_parser("roads", help="drawn road lines"))
    return kinds


def _file_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--encoding", help="of the texts of a shapefile, e.g. cp1252")
    parser.add_argument("--layer", help="where the file or archive has several")
    result_options(parser)


def result_options(parser: argparse.ArgumentParser) -> None:
    """Add what every check takes: the coordinate system, the decision and the targets."""
    parser.add_argument("--crs", help="coordinate system, e.g. EPSG:32749")
    parser.add_argument(
        "--keep",
        choices=["good", "none"],
        default="none",
        help="if rows have errors: keep the good ones, or nothing (default)",
    )
    parser.add_argument("--report", type=Path, help="the problems as CSV, XLSX or GeoJSON")
    parser.add_argument("--out", type=Path, help="what was kept, as GPKG or GeoJSON")


def _points_parser(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_points)
    _file_options(parser)
    parser.add_argument("--sheet", help="of a workbook")
    point_options(parser)


def point_options(parser: argparse.ArgumentParser) -> None:
    """Add what is stated about points, wherever they come from."""
    parser.add_argument("--boundaries", type=Path, help="to check and to find places")
    parser.add_argument("--precision", choices=PRECISIONS, default="published")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="ROLE=HEADING",
        help=f"replace a guess; roles: {', '.join(POINT_HEADINGS)}",
    )
    parser.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="ROW=CODE",
        help="answer: the village code of a row",
    )


def _areas_parser(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_areas)
    _file_options(parser)
    for level in ("province", "regency", "district"):
        parser.add_argument(f"--{level}", help="pick by name or code")


def _roads_parser(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_roads)
    _file_options(parser)
    parser.add_argument("--class-column", help="column with the road class")
    parser.add_argument(
        "--class",
        dest="classes",
        action="append",
        default=[],
        metavar="WORD=CLASS",
        help="road class of a word in that column, instead of the guess",
    )


def _points(options: argparse.Namespace) -> None:
    check_target(options.out)
    chosen = PointOptions(
        roles=dict(stated_pairs(options.column)),
        sheet=options.sheet,
        layer=options.layer,
        crs=crs_option(options),
        encoding=options.encoding,
        precision=options.precision,
    )
    areas = None if options.boundaries is None else import_boundaries(options.boundaries).areas
    say_columns(preview_points(options.file, chosen).roles)
    read = check_import(
        import_points(options.file, chosen, areas=areas, choices=stated_choices(options.choose)),
        areas,
    )
    finish(options, read.points, read.report)


def _areas(options: argparse.Namespace) -> None:
    check_target(options.out)
    read = import_boundaries(
        options.file, crs=crs_option(options), encoding=options.encoding, layer=options.layer
    )
    say_columns(read.roles)
    picked = pick_areas(
        read.areas,
        province=options.province,
        regency=options.regency,
        district=options.district,
    )
    _say(tr("{count} of {total} areas chosen").format(count=len(picked), total=len(read.areas)))
    finish(options, picked, read.report)


def _roads(options: argparse.Namespace) -> None:
    check_target(options.out)
    read = import_roads(
        options.file,
        column=options.class_column,
        crs=crs_option(options),
        encoding=options.encoding,
        layer=options.layer,
    )
    _say(tr("column of road classes: {column}").format(column=read.column or tr("none")))
    stated = dict(stated_pairs(options.classes))
    for word, count, road, _ in read.mapping.itertuples(index=False):
        lines = trn("{count} line", "{count} lines", count).format(count=count)
        name = word or tr("(empty)")
        _say(f"  {name}: {lines} -> {stated.get(word, road) or '?'}")
    finish(options, read.classed(stated), read.report)


def finish(options: argparse.Namespace, frame: gpd.GeoDataFrame, report: ImportReport) -> None:
    """Tell the report, save it, then what is kept; the report is saved even if nothing is."""
    tell(options, report)
    good = kept_rows(frame, report, options.keep)
    if options.out is not None:
        export.write_result(options.out, good, report.facts())
        cli_inputs.say_rows(len(good), options.out)


def tell(options: argparse.Namespace, report: ImportReport) -> None:
    """Tell a report, and write its problems to its file or to standard output."""
    _say(report.summary())
    for note in report.notes:
        _say(shown(note))
    if options.report is not None:
        write_report(options.report, report)
    else:
        print(report.csv_bytes().decode(), end="")


def check_target(out: Path | None) -> None:
    """Refuse a target that cannot be written, before the work."""
    if out is not None and out.suffix.lower() not in export.SPATIAL_SUFFIXES:
        raise InputError([tr("{out}: pilih .gpkg atau .geojson.").format(out=out.name)])


def stated_pairs(texts: list[str]) -> list[tuple[str, str]]:
    """Read `LEFT=RIGHT`."""
    pairs = [text.partition("=") for text in texts]
    wrong = [whole for whole, pair in zip(texts, pairs, strict=True) if not pair[1]]
    if wrong:
        raise InputError(
            [tr("'{text}' bukan pasangan; tulis KIRI=KANAN.").format(text=text) for text in wrong]
        )
    return [(left.strip(), right.strip()) for left, _, right in pairs]


def stated_choices(texts: list[str]) -> dict[int, str]:
    """Read `ROW=CODE`."""
    pairs = stated_pairs(texts)
    wrong = [row for row, _ in pairs if not row.isdecimal()]
    if wrong:
        raise InputError([tr("'{row}' bukan nomor baris.").format(row=row) for row in wrong])
    return {int(row): code for row, code in pairs}


def crs_option(options: argparse.Namespace) -> pyproj.CRS | None:
    """Return the coordinate system that was stated."""
    return None if options.crs is None else stated_crs(options.crs)


def say_columns(roles: Mapping[str, str | None]) -> None:
    """Tell which column was taken for what."""
    chosen = ", ".join(f"{role}={name}" for role, name in roles.items() if name)
    _say(tr("columns: {chosen}").format(chosen=chosen))


def _say(line: str) -> None:
    print(line, file=sys.stderr)
