"""Service areas: the land from which a facility is reached within a budget.

Method. The roads within the budget are cut exactly where it runs out
(`reachable_edges.reachable_segments`) and buffered by the walk that is left there: what remains of
the budget, at the speed of the access leg, up to `buffer_m`. Then

- land within `BESIDE_M` of a road that is *beyond* the budget is taken away again: people there
  meet that road first, as a village would be snapped to it;
- with `land` given, the sea is cut off;
- roads within the budget that this would cut away are put back, `ROAD_M` wide to each side;
- pieces that hold no road within the budget (an islet, the far bank) are dropped.

So no area crosses the sea or spreads into roadless mountains by more than `buffer_m`, every place
on a road within the budget lies inside, and none beyond it does unless within `ROAD_M` of a road
that is within (a bridge over another road, the lanes of a dual carriageway). Ferries are travelled
but not drawn. Areas of a larger threshold hold those of a smaller one. Buffers are built in the
plane of the network, of lines simplified by `SIMPLIFY_M`; areas are those of the ellipsoid.

An area shows who may walk to a road in time, in any direction. The trip of a village starts from
the road nearest to it, and may be longer than the threshold though the village lies inside.
Coverage is therefore counted from trips (`coverage`), never from polygons.

Travel times belong to edges, not to nodes: Allen, J. (2018), Using Network Segments in the
Visualization of Urban Isochrones, Cartographica 53(4), 262-270. That an area holds the roads
within the budget and no others is the "separation property" of Dehbi, Y. et al. (2021),
Multimodal travel-time maps with formally correct and schematic isochrones, Transactions in GIS,
doi:10.1111/tgis.12821. Hulls of the nodes reached swallow what lies between the roads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial import crs
from spatial.arrays import Ints
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import snappable_edges
from spatial.service_areas.cost_field import NetworkCostField
from spatial.service_areas.reachable_edges import (
    ReachableSegments,
    budgets_of,
    reachable_segments,
    segments_beyond,
    without_ferries,
)
from spatial.service_areas.road_buffers import tapered_buffers, uniform_buffers, union
from spatial.wording import _

BUFFER_M = 300.0
"""Widest land beside a road, metres: a walk of 4 minutes (assumption)."""

BESIDE_M = 30.0
"""Land this near to a road beyond the budget belongs to that road, metres (assumption)."""

EDGE_M = 15.0
"""Half the width of an area where the budget runs out, metres; more than `SIMPLIFY_M`."""

ROAD_M = 5.0
"""Half the width of a road that is put back, metres."""

SIMPLIFY_M = 10.0
"""Roads are drawn this much simpler before they are buffered (Douglas & Peucker 1973)."""

ALL = "all"
"""`facility` of an area that belongs to all facilities together."""

Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class _Roads:
    """Roads within a budget: whole edges, and parts of others."""

    whole: Ints
    parts: ReachableSegments

    def lines(self, field: NetworkCostField) -> Shapes:
        network = field.network
        return np.concatenate([network.plane_geometry[self.whole], self.parts.lines(field)])

    def simple_lines(self, field: NetworkCostField) -> Shapes:
        network = field.network
        simple = network.remember(
            ("simple lines",), lambda: shapely.simplify(network.plane_geometry, SIMPLIFY_M)
        )
        parts = shapely.simplify(self.parts.lines(field), SIMPLIFY_M)
        return np.concatenate([simple[self.whole], parts])

    def km(self, field: NetworkCostField) -> float:
        metres = field.network.length_m[self.whole].sum() + self.parts.length_m(field).sum()
        return float(metres / 1000)


def service_areas(
    field: NetworkCostField,
    thresholds: Sequence[float],
    *,
    buffer_m: float = BUFFER_M,
    land: shapely.Geometry | None = None,
) -> gpd.GeoDataFrame:
    """Draw the service area of the facilities of a field for several thresholds at once.

    Parameters
    ----------
    field
        Costs along the network, from `cost_field.cost_field`; it serves any number of thresholds.
    thresholds
        In metres, or in seconds for a field of time; inclusive.
    buffer_m
        Widest land beside a road, metres.
    land
        Polygons of the land, degrees, e.g. the boundary of the area; areas end there.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per threshold, ascending, EPSG:4326: `threshold`, `unit` (`m` or `s`),
        `facility` (its id, or `all`), `area_km2`, `road_km` (km of road within the budget, a
        two-way road once, no ferries), `geometry` (MultiPolygon; empty where nothing is reached).

    Raises
    ------
    InputError
        For thresholds that are no positive numbers, or a buffer below `EDGE_M`.

    Notes
    -----
    The method is that of the module's docstring; one union of buffers for all thresholds.
    """
    budgets = budgets_of(field, thresholds)
    if not buffer_m >= EDGE_M:
        problem = _("The buffer is {buffer_m:g} m; it must be {edge_m:g} m or more.").format(
            buffer_m=buffer_m, edge_m=EDGE_M
        )
        raise InputError([problem])
    ground = None if land is None else _in_plane(land, field.network)
    everything = reachable_segments(field)
    rows = []
    for budget, roads, beside in _bands(
        field, without_ferries(field, everything), budgets, buffer_m
    ):
        others = _others(field, everything, budget, beside)
        area = _area(roads.lines(field), others, beside, ground)
        rows.append(_row(field, budget, area, roads))
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=crs.WGS84)


def each_service_area(
    fields: Iterable[NetworkCostField],
    thresholds: Sequence[float],
    *,
    buffer_m: float = BUFFER_M,
    land: shapely.Geometry | None = None,
) -> gpd.GeoDataFrame:
    """Draw the service area of every facility by itself; areas may overlap.

    Parameters
    ----------
    fields
        One per facility, from `cost_field.each_cost_field`; a limit of the largest threshold
        saves time.
    thresholds, buffer_m, land
        As `service_areas`.

    Returns
    -------
    geopandas.GeoDataFrame
        As `service_areas`: facilities in their order, thresholds ascending in each.

    Raises
    ------
    InputError
        As `cost_field.each_cost_field` and `service_areas`.
    """
    tables = [service_areas(one, thresholds, buffer_m=buffer_m, land=land) for one in fields]
    return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=crs.WGS84)


def _bands(
    field: NetworkCostField, found: ReachableSegments, budgets: list[float], buffer_m: float
) -> Iterator[tuple[float, _Roads, shapely.Geometry]]:
    """Yield each budget, the roads within it, and the land beside them up to the walk left."""
    walk = buffer_m if field.solver.cost == "distance" else _walk_s(field, buffer_m)
    core: shapely.Geometry = shapely.MultiPolygon()
    low = -np.inf
    for budget in budgets:
        inner = _roads(field, found.between(low, budget - walk))
        core = union([core, *uniform_buffers(inner.simple_lines(field), buffer_m)])
        rim = found.between(budget - walk, budget)
        lines = shapely.simplify(rim.lines(field), SIMPLIFY_M)
        left = [budget - cost for cost in (rim.near_cost, rim.far_cost)]
        near, far = (np.maximum(rest / walk * buffer_m, EDGE_M) for rest in left)
        edge = union(tapered_buffers(lines, near, far))
        yield budget, _roads(field, found.between(-np.inf, budget)), shapely.union(core, edge)
        low = max(low, budget - walk)


def _walk_s(field: NetworkCostField, metres: float) -> float:
    """Seconds of a walk at the speed of the access leg."""
    return float(field.solver.leg_cost(np.array([metres]))[0])


def _roads(field: NetworkCostField, found: ReachableSegments) -> _Roads:
    """Separate whole edges from parts of edges."""
    share = np.bincount(
        found.edge, weights=np.abs(found.far - found.near), minlength=field.network.n_edges
    )
    is_whole = share > 1 - 1e-9
    return _Roads(np.flatnonzero(is_whole), found.take(~is_whole[found.edge]))


def _area(
    lines: Shapes, others: Shapes, beside: shapely.Geometry, ground: shapely.Geometry | None
) -> shapely.Geometry:
    """Make the area of one budget in the plane.

    Parameters
    ----------
    lines
        Roads within the budget.
    others
        Roads beyond it that run through the land `beside` those within it.
    beside
        Land beside the roads within the budget.
    ground
        The land, if the sea is to be cut off.
    """
    if shapely.is_empty(beside):
        return beside
    beyond = shapely.union_all(uniform_buffers(others, BESIDE_M, flat=True))
    area = shapely.difference(beside, beyond)
    area = area if ground is None else shapely.intersection(area, ground)
    shapely.prepare(area)
    lost = lines[~shapely.covers(area, lines)]
    area = shapely.union_all([area, *uniform_buffers(lost, ROAD_M)])
    return _with_roads(area, lines)


def _with_roads(area: shapely.Geometry, lines: Shapes) -> shapely.Geometry:
    """Drop pieces of an area that hold none of the lines; every line lies in one piece."""
    parts = shapely.get_parts(area)
    held = np.unique(
        shapely.STRtree(shapely.get_point(lines, 0)).query(parts, predicate="intersects")[0]
    )
    polygons = parts[held]
    return shapely.MultiPolygon(list(polygons[shapely.area(polygons) > 0]))


def _others(
    field: NetworkCostField,
    everything: ReachableSegments,
    budget: float,
    beside: shapely.Geometry,
) -> Shapes:
    """Roads beyond the budget that run through the land beside those within it."""
    network = field.network
    usable = snappable_edges(network, field.solver.mode)
    tree = network.remember(("all lines tree",), lambda: shapely.STRtree(network.plane_geometry))
    near = np.unique(tree.query(shapely.get_parts(beside), predicate="intersects")[1])
    return segments_beyond(field, everything, budget, near[usable[near]]).lines(field)


def _in_plane(land: shapely.Geometry, network: RoadNetwork) -> shapely.Geometry:
    ground: shapely.Geometry = crs.project(np.array([land], dtype=object), network.plane)[0]
    return ground if shapely.is_valid(ground) else shapely.make_valid(ground)


def _row(
    field: NetworkCostField, budget: float, area: shapely.Geometry, roads: _Roads
) -> dict[str, object]:
    shapes = crs.unproject(np.array([area], dtype=object), field.network.plane)
    ids = field.solver.destinations.ids
    return {
        "threshold": budget,
        "unit": field.unit,
        "facility": ids[field.rows[0]] if len(field.rows) == 1 else ALL,
        "area_km2": float(crs.areas_m2(shapes)[0]) / 1e6,
        "road_km": roads.km(field),
        "geometry": shapes[0],
    }
