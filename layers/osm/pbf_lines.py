"""The lines of OpenStreetMap ways while a file is read: where their nodes lie."""

from __future__ import annotations

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.osm.types import Way

Coordinates = NDArray[np.float64]
"""(n, 2) longitude and latitude in degrees; NaN where a file lacks the node."""

_FACTORY = osmium.geom.WKBFactory()


def line_wkb(way: Way) -> str:
    """Return the line of a way as hexadecimal WKB: only the steps between nodes that are known."""
    try:
        return _FACTORY.create_linestring(way, osmium.geom.ALL)
    except (osmium.InvalidLocationError, RuntimeError):
        return str(shapely.to_wkb(_known_steps(_placed_nodes(way)), hex=True))


def line_of(way: Way) -> Coordinates:
    """Place the nodes of a way."""
    try:
        drawn = shapely.from_wkb(_FACTORY.create_linestring(way, osmium.geom.ALL))
        return shapely.get_coordinates(drawn)
    except (osmium.InvalidLocationError, RuntimeError):
        return _placed_nodes(way)


def spot_of(table: osmium.index.LocationTable, node: int) -> Coordinates:
    """Place one node; an empty array if the file lacks it."""
    try:
        location = table.get(node)
    except KeyError:
        return np.empty((0, 2))
    return np.array([(location.lon, location.lat)])


def middle_of(line: Coordinates) -> dict[str, float] | None:
    """Return `lon` and `lat` of the middle of the bounding box; None if no node is known."""
    known = line[~np.isnan(line[:, 0])]
    if not len(known):
        return None
    lon, lat = (known.min(axis=0) + known.max(axis=0)) / 2
    return {"lon": float(lon), "lat": float(lat)}


def _placed_nodes(way: Way) -> Coordinates:
    """Place node by node, where some are missing or there is only one."""
    places = [
        (node.location.lon, node.location.lat) if node.location.valid() else (np.nan, np.nan)
        for node in way.nodes
    ]
    return np.array(places, dtype=np.float64).reshape(-1, 2)


def _known_steps(line: Coordinates) -> shapely.MultiLineString:
    steps = np.stack([line[:-1], line[1:]], axis=1)
    return shapely.MultiLineString(list(steps[~np.isnan(steps).any(axis=(1, 2))]))
