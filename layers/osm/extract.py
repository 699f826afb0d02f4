"""An area from an OpenStreetMap extract (.osm.pbf), as Geofabrik or BBBike give them; no internet.

The same roads, ferries, facilities and rules as `layers.osm.area.fetch_area`: the objects of the
file take the place of the replies of a server.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, box

from layers.area.provenance import file_facts
from layers.jobs.progress import Monitor
from layers.osm.area import MARGIN_M, OsmArea, put_together
from layers.osm.extract_clip import Clip, clip
from layers.osm.extract_file import OsmFile, Passes, open_osm
from layers.osm.points import point_layers
from layers.osm.queries import RoadOptions, checked_area, widened
from layers.osm.roads import table_of_ways
from spatial.errors import InputError
from spatial.limits import LATITUDE, LONGITUDE
from spatial.wording import N_, lazy_gettext

MAX_WHOLE_MB = 100.0
"""Largest file that is read without an area, megabytes (10^6 bytes)."""
DISK_PER_BYTE = 3
"""Bytes of disk for the index of nodes per byte of file: 16 bytes a node, of which a PBF holds
one in 6 to 8 bytes."""
PASSES = 5
"""The digest, and those of `layers.osm.extract_clip`."""


def read_pbf(
    path: Path,
    area: Polygon | MultiPolygon | None = None,
    options: RoadOptions | None = None,
    margin_m: float = MARGIN_M,
    monitor: Monitor | None = None,
) -> OsmArea:
    """Clip an OpenStreetMap file to an area, in little memory.

    Parameters
    ----------
    path
        `.osm.pbf`, `.osm`, `.osm.gz` or `.osm.bz2`.
    area
        Degrees (EPSG:4326). None: all of the file that lies in Indonesia.
    options
        Which roads beside those for cars.
    margin_m
        How far beyond the area roads and points are taken, metres.
    monitor
        Progress and cancel.

    Returns
    -------
    OsmArea
        All components kept; roads end at the first node outside the area and its margin, and
        ferries are whole. `facts` has the file's digest, `data_from` (ISO 8601; empty where the
        file tells no date) and `data_from_basis`.

    Raises
    ------
    InputError
        If the file or the area cannot be used, the file is too large to be read whole, the disk
        has no room for the index of nodes, or no road lies in the area.
    CancelledError
        If the user cancels.

    Notes
    -----
    While it reads, an index of all nodes lies in the folder for temporary files (environment
    variable `TMPDIR`): about three times the size of the file.
    """
    file = open_osm(path)
    wanted = _whole(file) if area is None else widened(checked_area(area), margin_m)
    _check_disk(path)
    passes = Passes(monitor or Monitor(), PASSES)
    with passes.step(lazy_gettext("taking the file's checksum")):
        facts = file_facts(path)
    origin = {"file": facts, "margin_m": None if area is None else margin_m}
    return _clipped(file, wanted, options or RoadOptions(), passes, origin)


def _clipped(
    file: OsmFile,
    area: Polygon | MultiPolygon,
    options: RoadOptions,
    passes: Passes,
    origin: Mapping[str, Any],
) -> OsmArea:
    with tempfile.TemporaryDirectory(prefix="osm-", ignore_cleanup_errors=True) as folder:
        found = clip(file, area, options, f"{folder}/nodes", passes)
    if not found.ways:
        raise InputError([_no_roads(file)])
    date, basis = _date(file, found)
    table = table_of_ways(found.ways, found.relations, found.places, area, options)
    points = point_layers([(element, date) for element in found.points], area)
    known = {"data_from": date, "data_from_basis": basis, "written_by": file.program}
    return put_together(table, points, options, {**known, **origin})


def _date(file: OsmFile, found: Clip) -> tuple[str, str]:
    if file.data_from:
        return file.data_from, N_("header of the file")
    basis = N_("newest change of a road in the area") if found.newest else N_("unknown")
    return found.newest, basis


def _whole(file: OsmFile) -> Polygon:
    """Return all of Indonesia, for files that are small enough."""
    megabytes = file.path.stat().st_size / 1e6
    if megabytes > MAX_WHOLE_MB:
        problem = lazy_gettext(
            "{file} ({megabytes:.0f} MB) is too large to be read as a whole; the limit is "
            "{max_whole_mb:g} MB. Give the polygon of an area, such as the boundary of one "
            "regency: the large file is then clipped to that polygon.",
            file=file.path.name,
            megabytes=megabytes,
            max_whole_mb=MAX_WHOLE_MB,
        )
        raise InputError([problem])
    return box(LONGITUDE[0], LATITUDE[0], LONGITUDE[1], LATITUDE[1])


def _check_disk(path: Path) -> None:
    folder = tempfile.gettempdir()
    needed, free = DISK_PER_BYTE * path.stat().st_size, shutil.disk_usage(folder).free
    if free < needed:
        problem = lazy_gettext(
            "Reading {file} takes {needed:.1f} GB of temporary space in {folder}, but only "
            "{free:.1f} GB are free. Make room, or point the variable TMPDIR to another "
            "folder.",
            file=path.name,
            needed=needed / 1e9,
            folder=folder,
            free=free / 1e9,
        )
        raise InputError([problem])


def _no_roads(file: OsmFile) -> str:
    described = lazy_gettext("The file does not say what it covers.")
    if file.extent is not None:
        west, south, east, north = file.extent
        described = lazy_gettext(
            "The file covers longitude {west:.4g} to {east:.4g}, latitude {south:.4g} to "
            "{north:.4g}.",
            west=west,
            east=east,
            south=south,
            north=north,
        )
    return lazy_gettext(
        "{file} holds no roads in this area. {described} Check that file and area belong "
        "together, and that the download is complete.",
        file=file.path.name,
        described=described,
    )
