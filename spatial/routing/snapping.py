"""Where points meet the network: the nearest edge, how far along it, and the access leg."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from spatial import crs
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.wording import _, ngettext

MAX_SNAP_M = 2000.0
"""Default reach of the access leg. Beyond it a point is `off_network`. 2 km is the distance of
the Rural Access Index (World Bank, Roberts et al. 2006, Transport Paper TP-10)."""

SAME_M = 0.001
"""Roads whose distances to a point differ by less are equally near, metres."""


@dataclass(frozen=True, eq=False)
class Snap:
    """n points on a network.

    Attributes
    ----------
    edge
        (n,) position of the edge that the point is tied to.
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
        nearer piece of road that leads nowhere was passed over (`routing.loose_pieces`).
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

    def put(self, rows: NDArray[np.int64], other: Snap) -> Snap:
        """Return the snaps with those at positions `rows` replaced by others."""
        result = self.take(np.arange(len(self)))
        for name in self.__dataclass_fields__:
            getattr(result, name)[rows] = getattr(other, name)
        return result


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
    tree, positions = edge_tree(network, mask)
    points = crs.project(np.asarray(shapely.points(lonlat)), network.plane)
    edge = positions[tree.nearest(points)] if len(points) else np.zeros(0, dtype=np.int64)
    return tie(network, lonlat, edge, max_snap_m)


def tie(
    network: RoadNetwork,
    lonlat: NDArray[np.float64],
    edge: NDArray[np.int64],
    max_snap_m: float = MAX_SNAP_M,
) -> Snap:
    """Tie (n, 2) points, degrees, to the nearest places on n edges."""
    points = crs.project(np.asarray(shapely.points(lonlat)), network.plane)
    lines = network.plane_geometry[edge]
    along = shapely.line_locate_point(lines, points)
    places = shapely.line_interpolate_point(lines, along)
    length = shapely.length(lines)
    fraction = np.divide(along, length, out=np.zeros(len(edge)), where=length > 0)
    road = shapely.get_coordinates(crs.unproject(places, network.plane)).reshape(-1, 2)
    leg = crs.geodesic_m(lonlat[:, 0], lonlat[:, 1], road[:, 0], road[:, 1])
    return Snap(edge, np.clip(fraction, 0, 1), leg, road, leg <= max_snap_m, leg.copy())


def pass_over(
    network: RoadNetwork,
    lonlat: NDArray[np.float64],
    found: Snap,
    serving: NDArray[np.bool_],
    max_snap_m: float,
) -> Snap:
    """Tie points to the nearest of some edges, where one lies within the longest leg.

    Parameters
    ----------
    network
        m edges.
    lonlat
        (n, 2) degrees.
    found
        The n points on their nearest edges.
    serving
        (m,) edges that points may be tied to.
    max_snap_m
        Longest access leg in metres, inclusive.

    Returns
    -------
    Snap
        Points whose nearest edge serves, or that have no serving edge within `max_snap_m`, stay
        where they are. `nearest_m` is the leg of `found`.

    Raises
    ------
    InputError
        As `snap`.
    """
    rows = np.flatnonzero(found.on_network & ~serving[found.edge])
    if not len(rows) or not serving.any():
        return found
    return replace_snaps(found, rows, snap(network, lonlat[rows], serving, max_snap_m))


def replace_snaps(found: Snap, rows: NDArray[np.int64], other: Snap) -> Snap:
    """Replace snaps at positions `rows` by others that are on the network; `nearest_m` stays."""
    near = np.flatnonzero(other.on_network)
    moved, rows = other.take(near), rows[near]
    nearest_m = found.nearest_m[rows]
    same = moved.leg_m - nearest_m < SAME_M
    return found.put(rows, replace(moved, nearest_m=np.where(same, moved.leg_m, nearest_m)))


def edge_tree(
    network: RoadNetwork, mask: NDArray[np.bool_]
) -> tuple[shapely.STRtree, NDArray[np.int64]]:
    """Return a search tree of the masked edges, and their positions."""

    def make() -> tuple[shapely.STRtree, NDArray[np.int64]]:
        positions = np.flatnonzero(mask)
        return shapely.STRtree(network.plane_geometry[positions]), positions

    return network.remember(("tree", mask.tobytes()), make)
