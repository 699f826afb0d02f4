"""Command `check postgis`: the tables of an agency's database, listed or read like files."""

from __future__ import annotations

import argparse

import cli_import
from layers.imports.boundaries import import_boundaries
from layers.imports.points import PointOptions, import_source, preview_source
from layers.imports.validation import check_import
from layers.postgis.connection import VARIABLE, connection
from layers.postgis.points import table_source
from layers.postgis.tables import SpatialTable, find_table, spatial_tables


def add_command(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the kind `postgis`; it sets `run`."""
    parser = kinds.add_parser("postgis", help=f"points in the database that {VARIABLE} names")
    parser.set_defaults(run=_postgis)
    parser.add_argument("--table", metavar="SCHEMA.TABLE", help="read it (default: list them)")
    parser.add_argument("--geometry", metavar="COLUMN", help="where the table has several")
    parser.add_argument(
        "--bbox",
        type=float,
        nargs=4,
        metavar=("WEST", "SOUTH", "EAST", "NORTH"),
        help="only this box, degrees",
    )
    cli_import.result_options(parser)
    cli_import.point_options(parser)


def _postgis(options: argparse.Namespace) -> None:
    cli_import.check_target(options.out)
    database = connection()
    tables = spatial_tables(database)
    if options.table is None:
        for table in tables:
            print(_line(table))
        return
    table = find_table(tables, options.table, options.geometry)
    chosen = PointOptions(
        roles=dict(cli_import.stated_pairs(options.column)),
        crs=cli_import.crs_option(options),
        precision=options.precision,
    )
    box = None if options.bbox is None else tuple(options.bbox)
    areas = None if options.boundaries is None else import_boundaries(options.boundaries).areas
    source = table_source(database, table, crs=chosen.crs, box=box)
    cli_import.say_columns(preview_source(source, chosen).roles)
    choices = cli_import.stated_choices(options.choose)
    read = check_import(import_source(source, chosen, areas=areas, choices=choices), areas)
    cli_import.finish(options, read.points, read.report)


def _line(table: SpatialTable) -> str:
    """Tell schema and table, column, type, SRID, rows, other columns; separated by tabs."""
    rows = "?" if table.rows is None else str(table.rows)
    kind = f"{table.family}({table.kind})"
    fields = (table.title, table.column, kind, str(table.srid), rows, ",".join(table.columns))
    return "\t".join(fields)
