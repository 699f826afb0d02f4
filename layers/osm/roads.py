"""OSM ways and nodes to the edge table of a road network.

The table is made here and not by `osmnx.graph_from_xml`, which gives the same network in 14 to 20
times the CPU time and 6 to 10 times the memory, loses the ferries of relations and implied
one-way directions, and stops at a missing node. The figures are in docs/methods.md; the tests hold
both against each other step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from layers.osm.ferries import FerryRoute, ferry_routes, ferry_speed_kmh, is_ferry, tags_of
from layers.osm.overpass import Element
from layers.osm.queries import CLOSED, RoadOptions
from spatial.crs import line_lengths_m
from spatial.errors import InputError
from spatial.wording import lazy_gettext

ROUNDABOUTS = frozenset({"roundabout", "circular"})
"""Values of `junction` that make a way one-way (OSM wiki, Key:junction)."""


@dataclass(frozen=True, eq=False)
class RoadTable:
    """The edge table that `RoadNetwork.from_edges` takes, and what was left out.

    Attributes
    ----------
    edges
        m rows: `u`, `v` (OSM node ids), `length_m` (geodesic metres), `highway` (`ferry` for
        ferries), `oneway` (OSM value), `maxspeed` (OSM value; for ferries km/h from their
        duration), `name`, `bridge`, `layer`, `way` (OSM way id), line in EPSG:4326.
    lost_steps
        Steps between two nodes of which one is not in the replies.
    ferries, timed_ferries
        Ferry ways, and those of them with a usable duration.
    """

    edges: gpd.GeoDataFrame
    lost_steps: int
    ferries: int
    timed_ferries: int


@dataclass(frozen=True, eq=False)
class _Steps:
    """k steps from node to node along ways: their ends, coordinates, way and place in order."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    a_xy: NDArray[np.float64]
    b_xy: NDArray[np.float64]
    way: NDArray[np.int64]
    order: NDArray[np.int64]

    def take(self, keep: NDArray[np.bool_]) -> _Steps:
        return _Steps(*(getattr(self, field.name)[keep] for field in fields(self)))


def road_table(
    elements: Iterable[Element],
    area: Polygon | MultiPolygon,
    options: RoadOptions | None = None,
) -> RoadTable:
    """Make the edge table of an area from OSM objects.

    Ways are split where they share a node, never where they only cross (bridges). Roads are cut
    at the first node outside the area. Ferries that touch the area are kept whole, since the sea
    between two islands is often outside.

    Parameters
    ----------
    elements
        Nodes, ways and ferry relations of one or more replies; of an object that occurs more than
        once the first counts, so hand in the newest reply first.
    area
        Degrees.
    options
        Which roads are taken.

    Raises
    ------
    InputError
        If no road is left.
    """
    found = first_of_each(elements)
    nodes = found["node"]
    places = pd.DataFrame(
        {
            "lon": [node["lon"] for node in nodes.values()],
            "lat": [node["lat"] for node in nodes.values()],
        },
        index=pd.Index(list(nodes), dtype=np.int64),
        dtype=np.float64,
    )
    return table_of_ways(
        tuple(found["way"].values()), tuple(found["relation"].values()), places, area, options
    )


def table_of_ways(
    ways: Sequence[Element],
    relations: Sequence[Element],
    places: pd.DataFrame,
    area: Polygon | MultiPolygon,
    options: RoadOptions | None = None,
) -> RoadTable:
    """Make the edge table from objects that differ, each once; see `road_table`.

    Parameters
    ----------
    ways, relations
        OSM ways, and relations of which those of ferries count.
    places
        Columns `lon`, `lat` in degrees, one row per node, indexed by its id.
    area
        Degrees.
    options
        Which roads are taken.

    Raises
    ------
    InputError
        If no road is left.
    """
    routes = ferry_routes(relations)
    wanted = options or RoadOptions()
    ways = [way for way in ways if _is_wanted(way, wanted, routes)]
    ferry = np.array([is_ferry(way, routes) for way in ways], dtype=bool)
    steps, lost = _steps(ways, places)
    steps = steps.take(_kept(steps, ways, ferry, routes, area))
    if not len(steps.a):
        problem = lazy_gettext(
            "OpenStreetMap has no roads of the chosen classes in this area. Check where it lies."
        )
        raise InputError([problem])
    edges = _attributes(_edges(steps), ways, ferry, routes)
    of_ferries = edges[edges["highway"] == "ferry"]
    timed = of_ferries[of_ferries["maxspeed"].notna()]
    return RoadTable(edges, lost, of_ferries["way"].nunique(), timed["way"].nunique())


def first_of_each(elements: Iterable[Element]) -> dict[str, dict[int, Element]]:
    """Sort objects by type and id; of one that occurs more than once the first counts."""
    found: dict[str, dict[int, Element]] = {"node": {}, "way": {}, "relation": {}}
    for element in elements:
        kind = str(element.get("type"))
        if kind in found:
            found[kind].setdefault(element["id"], element)
    return found


def _is_wanted(way: Element, options: RoadOptions, routes: Mapping[int, FerryRoute]) -> bool:
    """Tell whether a way is taken; replies may hold more than was asked for."""
    tags = tags_of(way)
    if tags.get("access") in CLOSED:
        return False
    if is_ferry(way, routes):
        return True
    return tags.get("highway") in options.classes and tags.get("area") != "yes"


def _steps(ways: Sequence[Element], places: pd.DataFrame) -> tuple[_Steps, int]:
    """Take ways apart into steps between known nodes; count the others."""
    paths = [[node for node, _ in groupby(way.get("nodes", ()))] for way in ways]
    a = np.array([node for path in paths for node in path[:-1]], dtype=np.int64)
    b = np.array([node for path in paths for node in path[1:]], dtype=np.int64)
    way = np.repeat(np.arange(len(paths)), [max(len(path) - 1, 0) for path in paths])
    a_xy, b_xy = (places[["lon", "lat"]].reindex(ends).to_numpy() for ends in (a, b))
    known = ~(np.isnan(a_xy[:, 0]) | np.isnan(b_xy[:, 0]))
    steps = _Steps(a, b, a_xy, b_xy, way, np.arange(len(a)))
    return steps.take(known), int((~known).sum())


def _kept(
    steps: _Steps,
    ways: Sequence[Element],
    ferry: NDArray[np.bool_],
    routes: Mapping[int, FerryRoute],
    area: Polygon | MultiPolygon,
) -> NDArray[np.bool_]:
    """Say which steps touch the area, or belong to a ferry or ferry route that does."""
    shapely.prepare(area)
    lines = shapely.linestrings(np.stack([steps.a_xy, steps.b_xy], axis=1))
    touches = np.asarray(shapely.intersects(area, lines), dtype=bool)
    reached = {ways[k]["id"] for k in np.unique(steps.way[touches]) if ferry[k]}
    reached |= {part for way in reached if way in routes for part in routes[way].ways}
    whole = np.array([way["id"] in reached for way in ways], dtype=bool) & ferry
    return np.where(ferry[steps.way], whole[steps.way], touches)


def _edges(steps: _Steps) -> gpd.GeoDataFrame:
    """Join steps of a way to edges that end where steps meet, part or turn to another way.

    A node inside a way has two steps, one before and one after it; a node with more is a junction.
    """
    met, degree = np.unique(np.concatenate([steps.a, steps.b]), return_counts=True)
    parted = degree[np.searchsorted(met, steps.a)] > 2
    begins = np.ones(len(steps.a), dtype=bool)
    begins[1:] = parted[1:] | (np.diff(steps.order) != 1) | (np.diff(steps.way) != 0)
    edge = np.cumsum(begins) - 1
    last = np.append(np.flatnonzero(begins)[1:], len(steps.a)) - 1
    xy = np.concatenate([steps.a_xy, steps.b_xy[last]])
    owner = np.concatenate([edge, np.arange(len(last))])
    order = np.argsort(owner, kind="stable")
    lines = np.asarray(shapely.linestrings(xy[order], indices=owner[order]))
    table = {
        "u": steps.a[begins],
        "v": steps.b[last],
        "length_m": line_lengths_m(lines),
        "way": steps.way[begins],
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs=4326)


def _attributes(
    edges: gpd.GeoDataFrame,
    ways: Sequence[Element],
    ferry: NDArray[np.bool_],
    routes: Mapping[int, FerryRoute],
) -> gpd.GeoDataFrame:
    """Add the columns that come from the tags of the ways."""
    position = edges["way"].to_numpy()
    ids = np.array([way["id"] for way in ways], dtype=np.int64)
    metres = edges["length_m"].groupby(ids[position]).sum()
    on_water = {int(ids[k]): float(metres[ids[k]]) for k in np.unique(position) if ferry[k]}
    rows = pd.DataFrame(
        [
            _ferry_row(way, routes, on_water) if afloat else _road_row(way)
            for way, afloat in zip(ways, ferry, strict=True)
        ],
        dtype=object,
    )
    found = rows.iloc[position].set_axis(edges.index)
    return edges.assign(**{str(column): found[column] for column in rows}, way=ids[position])


def _road_row(way: Element) -> dict[str, str | None]:
    tags = tags_of(way)
    return {**_common_row(way), "highway": tags["highway"], "maxspeed": tags.get("maxspeed")}


def _ferry_row(
    way: Element, routes: Mapping[int, FerryRoute], metres: Mapping[int, float]
) -> dict[str, str | None]:
    speed = ferry_speed_kmh(way, routes, metres)
    maxspeed = None if np.isnan(speed) else f"{speed:.3f}"
    return {**_common_row(way), "highway": "ferry", "maxspeed": maxspeed}


def _common_row(way: Element) -> dict[str, str | None]:
    tags = tags_of(way)
    return {
        "name": tags.get("name", ""),
        "oneway": _oneway(tags),
        "bridge": tags.get("bridge"),
        "layer": tags.get("layer"),
    }


def _oneway(tags: Mapping[str, str]) -> str:
    """Return the tag `oneway`, or what is implied: roundabouts and motorways are one-way.

    OSM wiki, Key:oneway, "Implied oneway restriction".
    """
    implied = tags.get("junction") in ROUNDABOUTS or tags.get("highway") == "motorway"
    return tags.get("oneway", "yes" if implied else "no")
