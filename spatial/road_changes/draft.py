"""A road network while it is changed: roads are found by places, split, closed and added.

The network that it begins with stays as it is. `RoadDraft.build` makes a new one in which
everything that was not touched keeps its order, its length and its line to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial import crs
from spatial.network.road_network import RoadNetwork
from spatial.routing.shortest_paths import AT_NODE_M

LonLat = tuple[float, float]
"""Longitude and latitude, degrees, WGS 84."""

SLACK = 1.01
"""The plane stretches lengths by less than 1 %, also at the far edge of a UTM zone (Snyder 1987,
USGS Prof. Paper 1395, p. 57); the search is that much wider, the geodesic decides."""


@dataclass(frozen=True, eq=False)
class Road:
    """One edge; attributes as the arrays of `RoadNetwork`, nodes by their position."""

    u: int
    v: int
    length_m: float
    oneway: bool
    maxspeed_kmh: float
    highway: str
    name: str
    line: shapely.LineString


@dataclass(frozen=True)
class Hit:
    """A road near a place.

    Attributes
    ----------
    edge
        Its position in the draft.
    share
        Share of the road between its first node and the place, 0 to 1.
    place
        The nearest place on the road, degrees.
    metres
        Geodesic metres to it.
    """

    edge: int
    share: float
    place: LonLat
    metres: float


class RoadDraft:
    """A network and what was changed in it so far.

    Parameters
    ----------
    network
        The network to begin with; it is never changed.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self.network = network
        self._own: dict[int, Road | None] = {}
        self._nodes: list[LonLat] = []
        self._severed: list[tuple[int, int]] = []
        self._next = network.n_edges

    def road(self, edge: int) -> Road:
        """Return a road as it is now.

        Raises
        ------
        KeyError
            If it was closed.
        """
        if edge in self._own or edge >= self.network.n_edges:
            found = self._own[edge]
            if found is None:
                raise KeyError(edge)
            return found
        base = self.network
        return Road(
            int(base.u[edge]), int(base.v[edge]), float(base.length_m[edge]),
            bool(base.oneway[edge]), float(base.maxspeed_kmh[edge]), str(base.highway[edge]),
            str(base.name[edge]), base.geometry[edge],
        )  # fmt: skip

    def nearest(self, place: LonLat, within_m: float, wanted: Callable[[str], bool]) -> Hit | None:
        """Find the road nearest to a place.

        Parameters
        ----------
        place
            Degrees.
        within_m
            Geodesic metres, inclusive.
        wanted
            Decides which road classes count.

        Returns
        -------
        Hit or None
            None where no such road is near enough. "Nearest" is decided in the network's plane,
            as for villages; of roads equally near the one that the network lists first counts.
        """
        point = crs.project(np.array([shapely.Point(place)]), self.network.plane)[0]
        around = self._around(point, within_m * SLACK + 1)
        edges = [edge for edge in around if wanted(self._highway(edge))]
        if not edges:
            return None
        metres = shapely.distance([self._plane_line(edge) for edge in edges], point)
        hit = self._hit(edges[int(np.argmin(metres))], place, point)
        return hit if hit.metres <= within_m else None

    def node(self, place: LonLat) -> int:
        """Add a node; return its position."""
        self._nodes.append(place)
        return self.network.n_nodes + len(self._nodes) - 1

    def add(self, road: Road) -> int:
        """Add a road; return its position."""
        self._own[self._next] = road
        self._next += 1
        return self._next - 1

    def close(self, edge: int) -> None:
        """Take a road out; its nodes stay."""
        road = self.road(edge)
        self._severed.append((road.u, road.v))
        self._own[edge] = None

    def upgrade(self, edge: int, highway: str, maxspeed_kmh: float) -> None:
        """Give a road another class and speed limit."""
        self._own[edge] = replace(self.road(edge), highway=highway, maxspeed_kmh=maxspeed_kmh)

    def split(self, hit: Hit) -> int:
        """Split a road at a place, unless it has an end there; return the node's position."""
        road = self.road(hit.edge)
        if hit.share * road.length_m <= AT_NODE_M:
            return road.u
        if (1 - hit.share) * road.length_m <= AT_NODE_M:
            return road.v
        node = self.node(hit.place)
        self._cut(hit, node, node)
        return node

    def sever(self, hit: Hit) -> None:
        """Cut a road at a place, so that both parts end there without being joined."""
        self._cut(hit, self.node(hit.place), self.node(hit.place))

    def build(self) -> RoadNetwork:
        """Make the changed network; the very same one where nothing was changed."""
        if not self._own:
            return self.network
        base, m = self.network, self.network.n_edges
        table = base.edges_frame().drop(columns="component")
        table["u"], table["v"] = base.u, base.v
        gone = [edge for edge in self._own if edge < m]
        kept = {edge: road for edge, road in self._own.items() if road is not None}
        rows = {edge: _row(road) for edge, road in kept.items()}
        for edge in (edge for edge in kept if edge < m):
            table.loc[edge, ["highway", "maxspeed"]] = [
                rows[edge]["highway"], rows[edge]["maxspeed"]
            ]  # fmt: skip
        table = table.drop(index=[edge for edge in gone if edge not in kept])
        new = pd.DataFrame([row for edge, row in rows.items() if edge >= m], columns=table.columns)
        whole = pd.concat([pd.DataFrame(table), new], ignore_index=True) if len(new) else table
        nodes = self._node_table()
        ids = nodes["id"].to_numpy()
        changed = RoadNetwork.from_edges(
            pd.DataFrame(whole).assign(
                u=ids[whole["u"].to_numpy(dtype=np.int64)],
                v=ids[whole["v"].to_numpy(dtype=np.int64)],
            ),
            nodes,
        )
        severed = np.array([*map(tuple, base.severed), *self._severed], dtype=np.int64)
        return replace(changed, severed=severed.reshape(-1, 2))

    def _around(self, point: shapely.Point, reach: float) -> list[int]:
        """List the roads near a point of the plane that are not closed, by position."""
        tree = self.network.remember(
            ("draft tree",), lambda: shapely.STRtree(self.network.plane_geometry)
        )
        near = tree.query(point, predicate="dwithin", distance=reach).tolist()
        own = [edge for edge, road in self._own.items() if road is not None]
        return sorted({*(edge for edge in near if edge not in self._own), *own})

    def _highway(self, edge: int) -> str:
        own = self._own.get(edge)
        return str(self.network.highway[edge]) if own is None else own.highway

    def _plane_line(self, edge: int) -> shapely.LineString:
        if edge < self.network.n_edges:
            found: shapely.LineString = self.network.plane_geometry[edge]
            return found
        (drawn,) = crs.project(np.array([self.road(edge).line]), self.network.plane)
        return shapely.LineString(drawn)

    def _hit(self, edge: int, place: LonLat, point: shapely.Point) -> Hit:
        line = self._plane_line(edge)
        along = float(line.project(point))
        on_road = crs.unproject(np.array([line.interpolate(along)]), self.network.plane)[0]
        share = along / line.length if line.length > 0 else 0.0
        metres = crs.geodesic_m(
            *(np.array([value]) for value in (*place, on_road.x, on_road.y))
        )  # fmt: skip
        return Hit(edge, min(share, 1.0), (on_road.x, on_road.y), float(metres[0]))

    def _cut(self, hit: Hit, first: int, second: int) -> None:
        """Replace a road by its two parts, which end and begin at the given nodes."""
        road = self.road(hit.edge)
        corners = np.asarray(self._plane_line(hit.edge).coords)
        steps = np.cumsum(np.hypot(*np.diff(corners, axis=0).T))
        inner = int(np.searchsorted(steps, hit.share * steps[-1])) + 1
        xy = list(road.line.coords)
        here = road.length_m * hit.share
        self.close(hit.edge)
        for u, v, length, line in (
            (road.u, first, here, [*xy[:inner], hit.place]),
            (second, road.v, road.length_m - here, [hit.place, *xy[inner:]]),
        ):
            self.add(replace(road, u=u, v=v, length_m=length, line=shapely.LineString(line)))

    def _node_table(self) -> pd.DataFrame:
        ids = [*self.network.node_id, *_new_ids(self.network.node_id, len(self._nodes))]
        xy = np.vstack([self.network.node_xy, np.reshape(self._nodes, (-1, 2))])
        return pd.DataFrame({"id": ids, "lon": xy[:, 0], "lat": xy[:, 1]})


def _row(road: Road) -> dict[str, Any]:
    return {
        "u": road.u,
        "v": road.v,
        "length_m": road.length_m,
        "highway": road.highway,
        "oneway": road.oneway,
        "maxspeed": road.maxspeed_kmh,
        "name": road.name,
        "geometry": road.line,
    }


def _new_ids(known: NDArray[Any], count: int) -> list[Any]:
    """Make ids of the kind that the network has: numbers above its own, or texts of our own."""
    if not isinstance(known[0], str):
        above = int(max(known)) + 1
        return list(range(above, above + count))
    taken = set(known.tolist())
    free = (name for n in range(len(taken) + count) if (name := f"skenario-{n}") not in taken)
    return [next(free) for _ in range(count)]
