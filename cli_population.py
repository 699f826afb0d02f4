"""Commands `check population` and `area population`: rasters checked, or given to an area."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cli_import
from layers import catalog, export
from layers.area_population import area_polygons, people_table, read_population, with_population
from layers.boundaries import import_boundaries
from layers.population_checks import UNIT_WORDS
from layers.population_files import RasterOptions, import_population
from layers.store import default_store
from spatial.errors import InputError
from spatial.wording import tr, trn


def add_check(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the kind `population` to `check`; it sets `run`."""
    parser = kinds.add_parser("population", help="a GeoTIFF with people per cell")
    parser.set_defaults(run=_check)
    parser.add_argument("file", type=Path)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--area", help="a study area, e.g. demak")
    place.add_argument("--area-file", type=Path, help="polygons")
    _raster_arguments(parser)
    parser.add_argument(
        "--out", type=Path, help="people of each polygon, as CSV, XLSX, GPKG or GeoJSON"
    )


def add_area_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `population` to `area`; it sets `run`."""
    text = "give one of your stored areas the people of a GeoTIFF"
    parser = commands.add_parser("population", help=text, description=text)
    parser.set_defaults(run=_give)
    parser.add_argument("name")
    parser.add_argument("file", type=Path)
    _raster_arguments(parser)


def _raster_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", choices=list(UNIT_WORDS), default="count")
    parser.add_argument("--band", type=int, default=1)
    parser.add_argument("--crs", help="coordinate system, e.g. EPSG:32749")
    parser.add_argument(
        "--nodata", type=float, action="append", default=[], help="a value that is no count"
    )
    parser.add_argument(
        "--margin", type=float, default=0.0, metavar="M", help="metres around the area to keep"
    )
    parser.add_argument("--mask", action="store_true", help="only people within the polygons")
    parser.add_argument("--known", type=float, metavar="N", help="people of the area, to compare")
    parser.add_argument("--report", type=Path, help="the problems as CSV, XLSX or GeoJSON")


def _options(options: argparse.Namespace) -> RasterOptions:
    return RasterOptions(
        band=options.band,
        unit=options.unit,
        crs=cli_import.crs_option(options),
        nodata=tuple(options.nodata),
        margin_m=options.margin,
        mask=options.mask,
        known_people=options.known,
    )


def _check(options: argparse.Namespace) -> None:
    if options.out is not None:
        export.check_format(options.out)
    if options.area is not None:
        area = catalog.load_area(options.area)
        polygons = area.boundaries
        if polygons.empty:
            polygons = area_polygons(area).to_frame("geometry")
        grid, report = read_population(options.file, area, _options(options))
    else:
        areas = import_boundaries(options.area_file).areas
        polygons = areas[areas.geometry.notna()]
        grid, report = import_population(options.file, polygons, _options(options))
    cli_import.tell(options, report)
    if options.out is not None:
        named = polygons[[c for c in ("code", "name", "geometry") if c in polygons]]
        export.write_result(options.out, people_table(grid, named), report.facts())
        _say(
            trn("{count} polygon in {out}", "{count} polygons in {out}", len(named)).format(
                count=len(named), out=options.out
            )
        )


def _give(options: argparse.Namespace) -> None:
    store = default_store()
    if options.name not in store.names():
        problem = tr(
            "'{name}' bukan wilayah tersimpan; buat dulu (area create), atau simpan "
            "wilayah bawaan lewat area export dan area import."
        ).format(name=options.name)
        raise InputError([problem])
    area = store.load(options.name)
    richer, report = with_population(area, options.file, _options(options))
    cli_import.tell(options, report)
    store.save(richer, based_on=area.digest)
    _say(tr("the people are stored with {area}; area rollback undoes it").format(area=area.name))


def _say(line: str) -> None:
    print(line, file=sys.stderr)
