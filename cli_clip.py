"""The command `cli.py area clip`: roads and facilities out of an OpenStreetMap extract."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon

from cli_inputs import say_area
from layers import osm
from layers.boundaries import import_boundaries, pick_areas
from layers.osm_query import RoadOptions, checked_area
from layers.overpass import Caller, Progress
from layers.pbf import read_pbf
from spatial.errors import InputError
from spatial.wording import shown, tr

LEVELS = ("province", "regency", "district")


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the step `clip`; it sets `run`."""
    parser = commands.add_parser("clip", help="roads and facilities out of a .osm.pbf; offline")
    parser.set_defaults(run=_clip)
    parser.add_argument(
        "--pbf", type=Path, required=True, metavar="FILE", help=".osm.pbf, .osm, .osm.gz, .osm.bz2"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--polygon", type=Path, help="a vector file with the area (default: all of a small file)"
    )
    where.add_argument("--boundaries", type=Path, help="a boundary layer, to pick areas from")
    for level in LEVELS:
        parser.add_argument(f"--{level}", help="pick from --boundaries, by name or code")
    parser.add_argument("--out-dir", type=Path, required=True, help="folder for the layers")
    parser.add_argument(
        "--margin",
        type=float,
        default=osm.MARGIN_M,
        metavar="M",
        help=f"how far beyond the area, metres ({osm.MARGIN_M:g})",
    )
    for kind in ("tracks", "paths", "service"):
        parser.add_argument(f"--{kind}", action="store_true", help=f"with {kind} roads")


def _clip(options: argparse.Namespace) -> None:
    polygon, asked = _area(options)
    roads = RoadOptions(tracks=options.tracks, paths=options.paths, service=options.service)
    area = read_pbf(options.pbf, polygon, roads, options.margin, Caller(progress=_show_progress))
    for path in osm.write_area(area, options.out_dir, {"asked": asked}):
        _say(tr("written: {path}").format(path=path))
    say_area(area)
    basis = area.facts["data_from_basis"]
    _say(
        tr("data from: {day} ({basis})").format(
            day=area.facts["data_from"] or tr("unknown"), basis=tr(basis)
        )
    )


def _area(options: argparse.Namespace) -> tuple[Polygon | MultiPolygon | None, str]:
    """Return the area that was asked for, and its name for the provenance."""
    picks = {level: getattr(options, level) for level in LEVELS}
    named = ", ".join(value for value in picks.values() if value)
    if not options.margin >= 0:
        raise InputError([tr("--margin must not be negative.")])
    if named and options.boundaries is None:
        raise InputError([tr("--province, --regency and --district need --boundaries.")])
    if options.polygon is not None:
        return osm.read_area(options.polygon), options.polygon.name
    if options.boundaries is None:
        return None, "the whole file"
    picked = pick_areas(import_boundaries(options.boundaries).areas, **picks)
    whole = shapely.union_all(shapely.make_valid(picked.to_crs(4326).geometry.to_numpy()))
    return checked_area(whole), f"{options.boundaries.name}: {named or 'all areas'}"


def _show_progress(now: Progress) -> None:
    doing = f": {shown(now.waiting_for)}" if now.waiting_for else ""
    done = tr("{done} of {planned} steps, {objects} objects").format(
        done=now.done, planned=now.planned, objects=now.objects
    )
    _say(f"{done}{doing}")


def _say(line: str) -> None:
    print(line, file=sys.stderr)
