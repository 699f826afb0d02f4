"""Command line: the dashboard's measurements from a shell.

Exit codes: 0 done, 1 an unexpected fault, 2 input that cannot be used (the messages say why),
3 findings that `area check --fail-on` asks for, 130 stopped with Ctrl-C (128 + SIGINT, as shells
count).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

import cli_area
import cli_check
import cli_clip
import cli_coverage
import cli_fetch
import cli_import
import cli_inputs
import cli_pillars
import cli_points
import cli_population
import cli_postgis
import cli_present
import cli_print
import cli_reach
import cli_scenario
import cli_siting
import layers.languages  # noqa: F401 - says how the catalogues are read
from layers import catalog, export, provenance
from layers.formats import number
from layers.roads import RoadSource
from spatial import __version__, access, routes, summary, travel
from spatial.errors import DesmigratifError, InputError
from spatial.wording import LANGUAGES, Language, mark, speaking, tr, trn

LANGUAGE_VARIABLE = "DESMIGRATIF_LANGUAGE"

INTERRUPTED = mark(
    "Dihentikan dengan Ctrl-C; yang sudah diunduh tetap tersimpan, dan perintah "
    "yang sama melanjutkannya."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    with speaking(options.language):
        return _run(options)


def default_language() -> Language:
    """Return the language of the shell: as the environment says, else Indonesian."""
    return "en" if os.environ.get(LANGUAGE_VARIABLE, "").lower().startswith("en") else "id"


def _run(options: argparse.Namespace) -> int:
    try:
        return options.run(options) or 0
    except DesmigratifError as error:
        for line in str(error).splitlines():
            print(f"error: {line}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print(tr(INTERRUPTED), file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cli.py", description="Desmigratif Spasial from a shell."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=default_language(),
        help=f"of findings, results and errors (default: ${LANGUAGE_VARIABLE}, else id)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    areas = commands.add_parser("areas", help="list the study areas")
    areas.set_defaults(run=_areas)
    steps = cli_area.add_commands(commands.add_parser("area", help="your stored study areas"))
    cli_fetch.add_command(steps)
    cli_points.add_commands(steps)
    cli_clip.add_command(steps)
    cli_check.add_command(steps)
    cli_population.add_area_command(steps)
    _access_parser(commands.add_parser("access", help="nearest destinations of every origin"))
    cli_reach.add_command(commands)
    cli_coverage.add_command(commands)
    cli_siting.add_command(commands)
    cli_print.add_command(commands)
    cli_present.add_command(commands)
    cli_pillars.add_command(commands.add_parser("pillars", help="gaps of the four pillars"))
    cli_scenario.add_commands(commands.add_parser("scenario", help="what changes if"))
    kinds = cli_import.add_commands(commands.add_parser("check", help="check your own data"))
    cli_postgis.add_command(kinds)
    cli_population.add_check(kinds)
    return parser


def _access_parser(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_access)
    source = cli_inputs.source_arguments(parser, ("origins", "destinations"))
    source.add_argument(
        "--to",
        choices=sorted(catalog.FACILITIES),
        default="disnaker",
        help="facilities of the area (default: disnaker)",
    )
    cli_inputs.travel_arguments(parser, mode="car", cost="distance")
    parser.add_argument("--k", type=int, default=1, help="destinations per origin (default: 1)")
    cli_inputs.out_argument(parser)
    parser.add_argument("--routes", type=Path, help="the routes as GeoJSON or GPKG")


def _areas(_: argparse.Namespace) -> None:
    problems: list[str] = []
    for name in catalog.area_names():
        try:
            area = catalog.load_area(name)
        except DesmigratifError as error:
            problems += [f"{name}: {line}" for line in str(error).splitlines()]
            continue
        count = len(area.villages)
        villages = trn("{count} village", "{count} villages", count).format(count=count)
        roads = tr("{km} km of road").format(km=number(area.network.total_km))
        print(f"{name}\t{area.title}\t{villages}\t{roads}")
    if problems:
        raise InputError(problems)


def _access(options: argparse.Namespace) -> None:
    cli_inputs.check_targets({"--out": options.out, "--routes": options.routes})
    given = cli_inputs.read_inputs(options, ("origins", "destinations"), options.to)
    source, origins, destinations = given.roads, given.first, given.second
    mode = travel.MODES[options.mode]
    table = access.nearest(
        source.network, origins, destinations, mode,
        cost=options.cost, k=options.k, max_snap_m=options.max_snap,
        progress=cli_inputs.show_progress,
    )  # fmt: skip
    notes = provenance.access_provenance(
        question=f"{options.k} nearest destination(s) of every origin",
        sources=given.facts,
        network=source.to_dict(),
        mode=mode,
        cost=options.cost,
        max_snap_m=options.max_snap,
        extra={"k": options.k, "status": table["status"].value_counts().to_dict()},
    )
    _write_access(options.out, table, origins, notes)
    if options.routes is not None:
        traced = routes.routes(
            source.network,
            origins,
            destinations,
            table,
            mode,
            cost=options.cost,
            max_snap_m=options.max_snap,
        )
        export.write_result(options.routes, traced, notes)
        cli_inputs.say(
            trn("{count} route in {out}", "{count} routes in {out}", len(traced)).format(
                count=len(traced), out=options.routes
            )
        )
    _report(table, source)


def _write_access(
    out: Path | None,
    table: pd.DataFrame,
    origins: gpd.GeoDataFrame,
    notes: dict[str, object],
) -> None:
    if out is None:
        print(export.csv_bytes(table, notes).decode(), end="")
        return
    spatial_table = gpd.GeoDataFrame(
        table, geometry=origins.geometry.loc[table.index].to_numpy(), crs=origins.crs
    )
    beside = export.write_result(out, spatial_table, notes)
    cli_inputs.say_rows(len(table), out, beside)


def _report(table: pd.DataFrame, source: RoadSource) -> None:
    cli_inputs.tell_network(source)
    found = summary.summarise(table[table["rank"].fillna(1) == 1], "total_m")
    cli_inputs.say(
        tr("{origins} origins: {ok} ok, {unreachable} unreachable, {off} off the network").format(
            origins=found.origins,
            ok=found.ok,
            unreachable=found.unreachable,
            off=found.off_network,
        )
    )
    if found.ok:
        cli_inputs.say(
            tr("median {median} km, 90th percentile {p90} km").format(
                median=number(found.median / 1000, 2), p90=number(found.p90 / 1000, 2)
            )
        )


if __name__ == "__main__":
    sys.exit(main())
