"""Command `check`: users' files read and checked from a shell, with one report."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyproj

from layers import catalog, export
from layers.area_population import area_polygons, people_table, read_population
from layers.boundaries import import_boundaries, pick_areas
from layers.coordinates import stated_crs
from layers.headings import POINT_HEADINGS
from layers.points import PointOptions, import_points, preview_points
from layers.population_checks import UNIT_WORDS
from layers.population_files import RasterOptions, import_population
from layers.report import ImportReport, kept_rows, write_report
from layers.road_files import import_roads
from layers.schema import PRECISIONS
from layers.validation import check_import
from spatial.errors import InputError


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the kinds of files that can be checked."""
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    _points_parser(kinds.add_parser("points", help="villages, offices, markets, ..."))
    _areas_parser(kinds.add_parser("boundaries", help="polygons with Kemendagri or BPS codes"))
    _roads_parser(kinds.add_parser("roads", help="drawn road lines"))
    _population_parser(kinds.add_parser("population", help="a GeoTIFF with people per cell"))


def _file_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--crs", help="coordinate system, e.g. EPSG:32749")
    parser.add_argument("--encoding", help="of the texts of a shapefile, e.g. cp1252")
    parser.add_argument("--layer", help="where the file or archive has several")
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


def _population_parser(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_population)
    parser.add_argument("file", type=Path)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--area", help="a study area, e.g. demak")
    place.add_argument("--area-file", type=Path, help="polygons")
    add_raster_options(parser)
    parser.add_argument("--known", type=float, metavar="N", help="people, to compare with")
    parser.add_argument("--report", type=Path, help="the problems as CSV, XLSX or GeoJSON")
    parser.add_argument(
        "--out", type=Path, help="people of each polygon, as CSV, XLSX, GPKG or GeoJSON"
    )


def add_raster_options(parser: argparse.ArgumentParser) -> None:
    """Add what a user may state about a population raster."""
    parser.add_argument("--unit", choices=sorted(UNIT_WORDS), default="count")
    parser.add_argument("--band", type=int, default=1)
    parser.add_argument("--crs", help="coordinate system, e.g. EPSG:32749")
    parser.add_argument(
        "--nodata", type=float, action="append", default=[], help="further value without people"
    )
    parser.add_argument("--margin", type=float, default=0.0, metavar="M", help="beyond the area")
    parser.add_argument("--mask", action="store_true", help="only people within the polygons")


def raster_options(options: argparse.Namespace) -> RasterOptions:
    """Return what the user stated about a raster."""
    return RasterOptions(
        band=options.band,
        unit=options.unit,
        crs=_crs(options),
        nodata=tuple(options.nodata),
        margin_m=options.margin,
        mask=options.mask,
    )


def _population(options: argparse.Namespace) -> None:
    if options.out is not None:
        export.check_format(options.out)
    stated = replace(raster_options(options), known_people=options.known)
    if options.area is None:
        polygons = import_boundaries(options.area_file).areas
        polygons = polygons[polygons.geometry.notna()]
        grid, report = import_population(options.file, polygons, stated)
    else:
        area = catalog.load_area(options.area)
        polygons = area_polygons(area).to_frame("geometry")
        if not area.boundaries.empty:
            polygons = area.boundaries[["code", "name", "geometry"]]
        grid, report = read_population(options.file, area, stated)
    _tell(options, report)
    if options.out is not None:
        export.write_result(options.out, people_table(grid, polygons), report.facts())
        _say(f"{len(polygons)} poligon di {options.out}")


def _points(options: argparse.Namespace) -> None:
    _check_target(options.out)
    chosen = PointOptions(
        roles=dict(_pairs(options.column)),
        sheet=options.sheet,
        layer=options.layer,
        crs=_crs(options),
        encoding=options.encoding,
        precision=options.precision,
    )
    areas = None if options.boundaries is None else import_boundaries(options.boundaries).areas
    roles = preview_points(options.file, chosen).roles
    _say("kolom: " + ", ".join(f"{role}={name}" for role, name in roles.items() if name))
    read = check_import(
        import_points(options.file, chosen, areas=areas, choices=_choices(options.choose)), areas
    )
    _finish(options, read.points, read.report)


def _areas(options: argparse.Namespace) -> None:
    _check_target(options.out)
    read = import_boundaries(
        options.file, crs=_crs(options), encoding=options.encoding, layer=options.layer
    )
    _say("kolom: " + ", ".join(f"{role}={name}" for role, name in read.roles.items() if name))
    picked = pick_areas(
        read.areas,
        province=options.province,
        regency=options.regency,
        district=options.district,
    )
    _say(f"{len(picked)} dari {len(read.areas)} wilayah dipilih")
    _finish(options, picked, read.report)


def _roads(options: argparse.Namespace) -> None:
    _check_target(options.out)
    read = import_roads(
        options.file,
        column=options.class_column,
        crs=_crs(options),
        encoding=options.encoding,
        layer=options.layer,
    )
    _say(f"kolom kelas jalan: {read.column or 'tidak ada'}")
    stated = dict(_pairs(options.classes))
    for word, count, road, _ in read.mapping.itertuples(index=False):
        _say(f"  {word or '(kosong)'}: {count} garis -> {stated.get(word, road) or '?'}")
    _finish(options, read.classed(stated), read.report)


def _finish(options: argparse.Namespace, frame: gpd.GeoDataFrame, report: ImportReport) -> None:
    """Tell the report, save it, then what is kept; the report is saved even if nothing is."""
    _tell(options, report)
    good = kept_rows(frame, report, options.keep)
    if options.out is not None:
        export.write_result(options.out, good, report.facts())
        _say(f"{len(good)} baris di {options.out}")


def _tell(options: argparse.Namespace, report: ImportReport) -> None:
    """Tell a report, and write it to its file or to standard output."""
    _say(report.summary())
    for note in report.notes:
        _say(note)
    if options.report is not None:
        write_report(options.report, report)
    else:
        print(report.csv_bytes().decode(), end="")


def _check_target(out: Path | None) -> None:
    """Refuse a target that cannot be written, before the work."""
    if out is not None and out.suffix.lower() not in export.SPATIAL_SUFFIXES:
        raise InputError([f"{out.name}: pilih .gpkg atau .geojson."])


def _pairs(texts: list[str]) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in texts]
    wrong = [whole for whole, pair in zip(texts, pairs, strict=True) if not pair[1]]
    if wrong:
        raise InputError([f"'{text}' bukan pasangan; tulis KIRI=KANAN." for text in wrong])
    return [(left.strip(), right.strip()) for left, _, right in pairs]


def _choices(texts: list[str]) -> dict[int, str]:
    pairs = _pairs(texts)
    wrong = [row for row, _ in pairs if not row.isdecimal()]
    if wrong:
        raise InputError([f"'{row}' bukan nomor baris." for row in wrong])
    return {int(row): code for row, code in pairs}


def _crs(options: argparse.Namespace) -> pyproj.CRS | None:
    return None if options.crs is None else stated_crs(options.crs)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
