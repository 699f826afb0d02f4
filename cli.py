"""Command line: the dashboard's measurements from a shell.

Exit codes: 0 done, 1 an unexpected fault, 2 input that cannot be used (the messages say why),
3 findings that `area check --fail-on` asks for, 130 stopped with Ctrl-C (128 + SIGINT, as shells
count).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

import cli_area
import cli_check
import cli_clip
import cli_fetch
import cli_import
import cli_pillars
import cli_points
import cli_population
import cli_postgis
from layers import catalog, export, provenance
from layers.readers import good_points, read_points
from layers.roads import RoadSource, read_roads
from spatial import __version__, access, routes, summary, travel
from spatial.errors import DesmigratifError, InputError
from spatial.snapping import MAX_SNAP_M

PROGRESS_EVERY = 25
INTERRUPTED = (
    "Dihentikan dengan Ctrl-C; yang sudah diunduh tetap tersimpan, dan perintah yang sama "
    "melanjutkannya."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except DesmigratifError as error:
        for line in str(error).splitlines():
            print(f"error: {line}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cli.py", description="Desmigratif Spasial from a shell."
    )
    parser.add_argument("--version", action="version", version=__version__)
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
    cli_pillars.add_command(commands.add_parser("pillars", help="gaps of the four pillars"))
    kinds = cli_import.add_commands(commands.add_parser("check", help="check your own data"))
    cli_postgis.add_command(kinds)
    cli_population.add_check(kinds)
    return parser


def _access_parser(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_access)
    source = parser.add_argument_group("a study area, or your own files")
    source.add_argument("--area", help="a study area, e.g. demak")
    source.add_argument(
        "--to",
        choices=sorted(catalog.FACILITIES),
        default="disnaker",
        help="facilities of the area (default: disnaker)",
    )
    source.add_argument(
        "--roads", type=Path, help="osmnx GraphML, or any line layer (is cleaned first)"
    )
    source.add_argument("--origins", type=Path, help="CSV (id,name,lon,lat) or a vector file")
    source.add_argument("--destinations", type=Path, help="CSV (id,name,lon,lat) or a vector file")
    source.add_argument("--skip-bad", action="store_true", help="leave out rows with problems")
    parser.add_argument("--mode", choices=sorted(travel.MODES), default="car")
    parser.add_argument("--cost", choices=["distance", "time"], default="distance")
    parser.add_argument("--k", type=int, default=1, help="destinations per origin (default: 1)")
    parser.add_argument(
        "--max-snap",
        type=float,
        default=MAX_SNAP_M,
        metavar="M",
        help="longest access leg, metres",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=5.0,
        metavar="M",
        help="gaps of drawn roads that are closed, metres",
    )
    parser.add_argument(
        "--out",
        type=Path,
        help="CSV, XLSX, GPKG or GeoJSON; without it CSV goes to standard output",
    )
    parser.add_argument("--routes", type=Path, help="the routes as GeoJSON or GPKG")


def _areas(_: argparse.Namespace) -> None:
    problems: list[str] = []
    for name in catalog.area_names():
        try:
            area = catalog.load_area(name)
        except DesmigratifError as error:
            problems += [f"{name}: {line}" for line in str(error).splitlines()]
            continue
        print(
            f"{name}\t{area.title}\t{len(area.villages)} villages\t"
            f"{area.network.total_km:.0f} km of road"
        )
    if problems:
        raise InputError(problems)


def _access(options: argparse.Namespace) -> None:
    _check_targets(options)
    source, origins, destinations, facts = _inputs(options)
    mode = travel.MODES[options.mode]
    table = access.nearest(
        source.network, origins, destinations, mode,
        cost=options.cost, k=options.k, max_snap_m=options.max_snap, progress=_show_progress,
    )  # fmt: skip
    notes = provenance.access_provenance(
        question=f"{options.k} nearest destination(s) of every origin",
        sources=facts,
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
        _say(f"{len(traced)} routes in {options.routes}")
    _report(table, source)


def _inputs(
    options: argparse.Namespace,
) -> tuple[RoadSource, gpd.GeoDataFrame, gpd.GeoDataFrame, dict[str, object]]:
    own = {name: getattr(options, name) for name in ("roads", "origins", "destinations")}
    if options.area is not None:
        if any(own.values()):
            raise InputError(["Give either --area, or --roads, --origins and --destinations."])
        area = catalog.load_area(options.area)
        return area.roads_source, area.villages, area.facilities(options.to), dict(area.sources)
    missing = [f"--{name}" for name, path in own.items() if path is None]
    if missing:
        raise InputError(
            [f"{', '.join(missing)} missing: give a study area with --area, or all three files."]
        )
    layers = _read_both(own, skip_bad=options.skip_bad)
    source = read_roads(own["roads"], options.tolerance)
    facts: dict[str, object] = {name: provenance.file_facts(path) for name, path in own.items()}
    return source, layers[0], layers[1], facts


def _check_targets(options: argparse.Namespace) -> None:
    """Refuse targets that cannot be written, before the work."""
    targets = [path for path in (options.out, options.routes) if path is not None]
    for path in targets:
        export.check_format(path)
    if len({path.resolve() for path in targets}) < len(targets):
        raise InputError(["--out and --routes name the same file."])


def _read_both(own: dict[str, Path], *, skip_bad: bool) -> list[gpd.GeoDataFrame]:
    """Read origins and destinations; tell the problems of both at once."""
    layers: list[gpd.GeoDataFrame] = []
    problems: list[str] = []
    for name in ("origins", "destinations"):
        try:
            read = read_points(own[name])
            layers.append(good_points(read, skip_bad=skip_bad, label=own[name].name))
        except InputError as error:
            problems += error.problems
            continue
        for problem in read.problems:
            _say(f"left out: {own[name].name}: {problem}")
    if problems:
        raise InputError(problems)
    return layers


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
    _say(f"{len(table)} rows in {out}, provenance in {beside.name}")


def _report(table: pd.DataFrame, source: RoadSource) -> None:
    network = source.network
    _say(
        f"network: {network.n_nodes} nodes, {network.n_edges} edges, {network.total_km:.1f} km, "
        f"{network.n_components} components"
    )
    if source.cleaning is not None:
        _say(f"cleaning: {source.cleaning.to_dict()}")
    found = summary.summarise(table[table["rank"].fillna(1) == 1], "total_m")
    _say(
        f"{found.origins} origins: {found.ok} ok, {found.unreachable} unreachable, "
        f"{found.off_network} off the network"
    )
    if found.ok:
        _say(f"median {found.median / 1000:.2f} km, 90th percentile {found.p90 / 1000:.2f} km")


def _show_progress(done: int, steps: int) -> None:
    if done % PROGRESS_EVERY == 0 and done < steps:
        _say(f"{done} of {steps} destinations")


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
