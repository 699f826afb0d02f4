"""The command `cli.py area fetch`: roads and facilities from OpenStreetMap."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cli_inputs import say_area
from layers import nominatim, osm
from layers.boundaries import import_boundaries
from layers.fetch_desk import default_folder
from layers.fetch_job import JobView
from layers.fetch_order import FetchMemory
from layers.osm_query import RoadOptions
from layers.osm_settings import OsmSettings
from layers.overpass import Caller, Progress
from spatial.wording import shown, tr


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the step `fetch`; it sets `run`."""
    parser = commands.add_parser("fetch", help="roads and facilities from OpenStreetMap")
    parser.set_defaults(run=_fetch)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--name", help="e.g. 'Kabupaten Lembata, Nusa Tenggara Timur, Indonesia'")
    where.add_argument("--polygon", type=Path, help="a vector file with the area")
    parser.add_argument("--pick", type=int, help="which of several places of that name, from 1")
    parser.add_argument("--out", type=Path, required=True, help="folder for the layers")
    parser.add_argument("--cache", type=Path, help="folder of replies (default: the dashboard's)")
    parser.add_argument("--boundaries", type=Path, help="kecamatan that name those of the points")
    parser.add_argument("--regency", default="", help="kabupaten of points without a boundary")
    for kind in ("tracks", "paths", "service"):
        parser.add_argument(f"--{kind}", action="store_true", help=f"with {kind} roads")
    for name, unit, what in (
        ("endpoint", "URL", "Overpass server"),
        ("geocoder", "URL", "Nominatim server"),
        ("timeout-s", "S", "seconds until a reply must be complete"),
        ("max-tries", "N", "tries per request"),
        ("pause-s", "S", "first pause after a fault, seconds; it doubles"),
        ("tile-km", "KM", "edge of a tile"),
        ("cache-days", "DAYS", "age after which replies are asked for again"),
    ):
        known = getattr(OsmSettings, name.replace("-", "_"))
        parser.add_argument(
            f"--{name}", type=type(known), default=known, metavar=unit, help=f"{what} ({known})"
        )


def _fetch(options: argparse.Namespace) -> None:
    names = ("endpoint", "geocoder", "timeout_s", "max_tries", "pause_s", "tile_km", "cache_days")
    settings = OsmSettings(
        options.cache or FetchMemory(default_folder()).replies,
        **{name: getattr(options, name) for name in names},
    )
    if options.polygon is not None:
        polygon, asked = osm.read_area(options.polygon), options.polygon.name
    else:
        found = nominatim.pick_place(options.name, options.pick, settings)
        polygon, asked = found.area, f"{found.name} ({found.osm_id})"
    roads = RoadOptions(tracks=options.tracks, paths=options.paths, service=options.service)
    caller = Caller(progress=_show_download)
    known = None if options.boundaries is None else import_boundaries(options.boundaries).areas
    fetched = osm.fetch_area(polygon, settings, roads, caller)
    area = fetched.placed(known, options.regency)
    for path in osm.write_area(area, options.out, {"asked": asked}):
        _say(tr("written: {path}").format(path=path))
    for line in area.broken:
        _say(tr("left out: {what}").format(what=shown(line)))
    say_area(area)


def _show_download(now: Progress) -> None:
    _say(JobView("running", now).words())


def _say(line: str) -> None:
    print(line, file=sys.stderr)
