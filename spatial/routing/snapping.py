"""Where points meet the network: the nearest edge, how far along it, and the access leg."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from spatial import crs
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.wording import _, ngettext

MAX_SNAP_M = 2000.0
"""Default reach of the access leg. Beyond it a point is `off_network`. 2 km is the distance of
the Rural Access Index (World Bank, Roberts et al. 2006, Transport Paper TP-10)."""


LOOSE_ORIGIN_M = 10_000.0
"""Longest loose piece of road that an origin is not tied to where another part is near. Scraps in
official layers and in OpenStreetMap are up to some km long (Kendari, Labibia: 4.56 km); longer
parts are islands with a life of their own, which no leg may leave across the sea (assumption)."""

LOOSE_FACILITY_M = 1_000.0
"""The same for a facility: its own piece is where the people beside it reach it (assumption)."""


@dataclass(frozen=True, eq=False)
class Snap:
    """n points on a network.

    Attributes
    ----------
    edge
        (n,) position of the nearest usable edge.
    fraction
        (n,) share of the edge between its first node and the point, 0 to 1.
    leg_m
        (n,) geodesic metres from the point to the road.
    lonlat
        (n, 2) the place on the road, degrees.
    on_network
        (n,) True where `leg_m <= max_snap_m`.
    nearest_m
        (n,) geodesic metres from the point to the nearest usable edge: `leg_m`, but less where a
        loose piece of road was passed over.
    """

    edge: NDArray[np.int64]
    fraction: NDArray[np.float64]
    leg_m: NDArray[np.float64]
    lonlat: NDArray[np.float64]
    on_network: NDArray[np.bool_]
    nearest_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, rows: NDArray[np.int64]) -> Snap:
        """Return the snaps at positions `rows`."""
        return Snap(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def point_lonlat(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return longitude and latitude of a point layer.

    Parameters
    ----------
    points
        n points in any CRS.

    Returns
    -------
    numpy.ndarray
        (n, 2) degrees, WGS 84.

    Raises
    ------
    InputError
        If the layer has no CRS, or a geometry is missing, empty, no point or not on the earth.
    """
    if points.crs is None:
        problem = _(
            "The point layer has no coordinate system. State it (EPSG:4326 for longitude and "
            "latitude)."
        )
        raise InputError([problem])
    geometry = points.geometry.to_numpy()
    bad = (shapely.get_type_id(geometry) != 0) | shapely.is_empty(geometry)
    bad[~bad] = ~np.isfinite(shapely.get_coordinates(geometry[~bad])).all(axis=1)
    lonlat = np.full((len(points), 2), np.nan)
    lonlat[~bad] = shapely.get_coordinates(points.geometry[~bad].to_crs(crs.WGS84).to_numpy())
    bad |= ~(np.abs(lonlat) <= (180.0, 90.0)).all(axis=1)
    if bad.any():
        rows = ", ".join(map(str, points.index[bad][:10]))
        problem = ngettext(
            "{count} row has no point on the earth (degrees): {rows}. Give it a "
            "coordinate, or leave it out.",
            "{count} rows have no point on the earth (degrees): {rows}. Give each "
            "a coordinate, or leave it out.",
            bad.sum(),
        ).format(count=bad.sum(), rows=rows)
        raise InputError([problem])
    return lonlat


def snap(
    network: RoadNetwork,
    lonlat: NDArray[np.float64],
    usable: NDArray[np.bool_] | None = None,
    max_snap_m: float = MAX_SNAP_M,
) -> Snap:
    """Find the nearest usable edge of each point.

    Parameters
    ----------
    network
        m edges.
    lonlat
        (n, 2) degrees.
    usable
        (m,) edges that count, e.g. those that the mode may use; all by default.
    max_snap_m
        Longest access leg in metres, inclusive.

    Returns
    -------
    Snap
        For every point the nearest edge, also where it is too far (`on_network` False then).

    Raises
    ------
    InputError
        If no edge is usable or `max_snap_m` is negative.

    Notes
    -----
    "Nearest" is decided in the network's conformal plane, the leg is measured as a geodesic
    afterwards. Where several edges are equally near, as at a junction, any of them gives the same
    trips: a point within a millimetre of a node starts at that node (see
    `spatial.routing.shortest_paths`).
    """
    if not max_snap_m >= 0:
        problem = _("max_snap is {max_snap_m:g} m; it must be 0 or more.").format(
            max_snap_m=max_snap_m
        )
        raise InputError([problem])
    mask = np.ones(network.n_edges, dtype=bool) if usable is None else usable
    if not mask.any():
        problem = _(
            "No road of this network may be used by the chosen mode; change the mode or its "
            "speeds."
        )
        raise InputError([problem])
    tree, positions = _edge_tree(network, mask)
    points = crs.project(np.asarray(shapely.points(lonlat)), network.plane)
    edge = positions[tree.nearest(points)] if len(points) else np.zeros(0, dtype=np.int64)
    lines = network.plane_geometry[edge]
    along = shapely.line_locate_point(lines, points)
    places = shapely.line_interpolate_point(lines, along)
    length = shapely.length(lines)
    fraction = np.divide(along, length, out=np.zeros(len(edge)), where=length > 0)
    road = shapely.get_coordinates(crs.unproject(places, network.plane)).reshape(-1, 2)
    leg = crs.geodesic_m(lonlat[:, 0], lonlat[:, 1], road[:, 0], road[:, 1])
    return Snap(edge, np.clip(fraction, 0, 1), leg, road, leg <= max_snap_m, leg.copy())


@dataclass(frozen=True, eq=False)
class Parts:
    """The connected parts of what a mode may use of a network.

    Attributes
    ----------
    label
        (m,) part of each edge; -1 where the mode may not go.
    length_m
        (p,) metres of road of each part.
    """

    label: NDArray[np.int64]
    length_m: NDArray[np.float64]

    def of(self, edges: NDArray[np.int64]) -> NDArray[np.bool_]:
        """(p,) True for the parts of some edges, and for the main one, which is the longest."""
        chosen = np.zeros(len(self.length_m), dtype=bool)
        chosen[np.argmax(self.length_m)] = True
        chosen[self.label[edges]] = True
        return chosen


def network_parts(network: RoadNetwork, passable: NDArray[np.bool_]) -> Parts:
    """Find the parts of a network that are connected over passable edges, in either direction.

    Roads that a change closed count as if they were there.

    Parameters
    ----------
    network
        m edges.
    passable
        (m,) edges that the mode may use, ferries included; at least one.
    """

    def make() -> Parts:
        u = np.concatenate([network.u[passable], network.severed[:, 0]])
        v = np.concatenate([network.v[passable], network.severed[:, 1]])
        shape = (network.n_nodes, network.n_nodes)
        graph = sp.coo_array((np.ones(len(u), dtype=np.int8), (u, v)), shape=shape)
        node = connected_components(graph, directed=False)[1]
        label = np.where(passable, node[network.u], -1).astype(np.int64)
        first, metres = node[network.u[passable]], network.length_m[passable]
        length = np.bincount(first, metres, minlength=int(node.max()) + 1)
        return Parts(label, length.astype(np.float64))

    return network.remember(("parts", passable.tobytes()), make)


@dataclass(frozen=True, eq=False)
class LooseRule:
    """Which pieces of road a point is not tied to where a part that serves is near.

    Attributes
    ----------
    parts
        The parts of the network.
    serving
        (p,) parts that serve: the main one and those with a facility.
    longest_m
        Longer parts are never passed over, metres.
    """

    parts: Parts
    serving: NDArray[np.bool_]
    longest_m: float


def snap_past_loose(
    network: RoadNetwork,
    lonlat: NDArray[np.float64],
    usable: NDArray[np.bool_],
    max_snap_m: float,
    rule: LooseRule,
) -> Snap:
    """Find the nearest edge of each point from which it gets anywhere; else the nearest edge.

    A point whose nearest edge lies on a loose piece is tied to the nearest edge of a serving part
    within `max_snap_m`; without one it stays where it is. So do OSRM (small components),
    Valhalla (`minimum_reachability`) and R5.

    Parameters
    ----------
    network, lonlat, usable, max_snap_m
        As `snap`.
    rule
        Which pieces are loose.

    Raises
    ------
    InputError
        As `snap`.
    """
    found = snap(network, lonlat, usable, max_snap_m)
    here = rule.parts.label[found.edge]
    loose = found.on_network & ~rule.serving[here] & (rule.parts.length_m[here] <= rule.longest_m)
    better = usable & (rule.parts.label >= 0) & rule.serving[rule.parts.label]
    if not loose.any() or not better.any():
        return found
    rows = np.flatnonzero(loose)
    other = snap(network, lonlat[rows], better, max_snap_m)
    moved, rows = other.take(np.flatnonzero(other.on_network)), rows[other.on_network]
    result = found.take(np.arange(len(found)))
    for name in ("edge", "fraction", "leg_m", "lonlat"):
        getattr(result, name)[rows] = getattr(moved, name)
    return result


def _edge_tree(
    network: RoadNetwork, mask: NDArray[np.bool_]
) -> tuple[shapely.STRtree, NDArray[np.int64]]:
    """Return a search tree of the masked edges, and their positions."""

    def make() -> tuple[shapely.STRtree, NDArray[np.int64]]:
        positions = np.flatnonzero(mask)
        return shapely.STRtree(network.plane_geometry[positions]), positions

    return network.remember(("tree", mask.tobytes()), make)
