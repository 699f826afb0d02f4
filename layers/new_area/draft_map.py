"""The map of an area in the making: what was read, what was joined, what stays apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon

from layers.editing.session import LAYERS
from layers.imports.report import SEVERITY_WORDS
from layers.new_area.parts import Part, RoadPart
from layers.osm.queries import checked_area, widened
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import MANY_POINTS, base_map, finish, group, lines, points
from layers.webmap.common_layers import add_boundaries, add_points, add_quiet_roads, bounds_of
from layers.webmap.elements import Legend
from layers.webmap.symbols import Entry, Symbol
from spatial.routing.snapping import MAX_SNAP_M
from spatial.wording import _

AROUND_M = MAX_SNAP_M
"""How far around the outermost villages an area without boundaries reaches, metres; as far as a
village may lie from a road (`spatial.routing.snapping.MAX_SNAP_M`)."""
NOTHING_DEG = 1e-6
"""Makes an area of a single village or a row of them."""


def extent_of(parts: Mapping[str, Sequence[Part]]) -> Polygon | MultiPolygon | None:
    """Return the ground of an area in the making, in degrees.

    Parameters
    ----------
    parts
        Its layers; boundaries count before villages.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon or None
        The union of the boundaries; without any, the convex hull of the villages widened by
        `AROUND_M`; None if there are neither.

    Raises
    ------
    InputError
        If the boundaries do not lie in Indonesia.
    """
    boundaries, villages = _shapes(parts, "boundaries"), _shapes(parts, "villages")
    if len(boundaries):
        whole = shapely.union_all(shapely.make_valid(boundaries.to_numpy()))
        return checked_area(whole)
    if villages.empty:
        return None
    hull = shapely.convex_hull(shapely.union_all(villages.to_numpy()))
    return widened(shapely.buffer(hull, NOTHING_DEG), AROUND_M)


def _shapes(parts: Mapping[str, Sequence[Part]], layer: str) -> gpd.GeoSeries:
    """Join the shapes of a layer that are there; only rows without an error."""
    found = [
        part.rows.geometry.drop(index=list(part.report.bad_rows() & set(part.rows.index))).dropna()
        for part in parts.get(layer, ())
    ]
    if not found:
        return gpd.GeoSeries([], crs=4326)
    return gpd.GeoSeries(pd.concat(found, ignore_index=True), crs=4326)


APART = Symbol("line", "none", "#c2007a", 22, 2.6)
JOIN = Symbol("line", "none", "#1257c9", 22, 5)
PROBLEM = Symbol("cross", "none", "#c2007a", 13, 2.8)
POINTS: Mapping[str, Symbol] = {
    "villages": style.VILLAGE,
    "services": Symbol("circle", "#7a5195", "#ffffff", 9, 0.8),
    "markets": style.MARKET,
    "offices": style.OFFICE,
}


def draft_map(roads: RoadPart | None, parts: Mapping[str, Sequence[Part]]) -> OfflineMap:
    """Map the parts of an area in the making.

    Parameters
    ----------
    roads
        The network, if there is one: the parts that hang together with nothing else and the gaps
        that cleaning closed are marked.
    parts
        The other layers; the problems that have a place are marked.

    Returns
    -------
    OfflineMap
        The map; all Indonesia while nothing is there yet.
    """
    placed = {layer: _placed(some) for layer, some in parts.items()}
    bounds = bounds_of(_extent(roads, placed))
    many = sum(map(len, placed.values())) > MANY_POINTS
    paper = base_map(bounds, style.CREDIT, many_points=many)
    entries: list[Entry] = []
    if "boundaries" in placed:
        entries += add_boundaries(paper, placed["boundaries"])
    if roads is not None:
        entries += add_quiet_roads(paper, roads.lines) + _add_network(paper, roads)
    for layer, symbol in POINTS.items():
        if layer in placed:
            entries += add_points(paper, LAYERS[layer], placed[layer], symbol)
    entries += _add_problems(paper, [part for some in parts.values() for part in some])
    return finish(paper, Legend(entries, style.ROUGH_NOTE))


def _placed(parts: Sequence[Part]) -> gpd.GeoDataFrame:
    """Join the rows of a layer that have a place."""
    frames = [part.rows[part.rows.geometry.notna()] for part in parts]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=4326)


def _extent(roads: RoadPart | None, placed: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Choose what the first view shows: the villages, else the roads, else any layer."""
    order = [placed.get("villages"), None if roads is None else roads.lines, *placed.values()]
    found = next((frame for frame in order if frame is not None and len(frame)), None)
    return gpd.GeoDataFrame(geometry=[], crs=4326) if found is None else found


def _add_network(paper: OfflineMap, roads: RoadPart) -> list[Entry]:
    """Mark the components beside the greatest one, and the joins."""
    edges = roads.source.network.edges_frame()
    apart = edges[edges["component"] > 0]
    cleaning = roads.source.cleaning
    joins = gpd.GeoDataFrame(geometry=[], crs=4326) if cleaning is None else cleaning.joins
    entries = []
    for label, rows, symbol in (
        (_("Not connected to the main network"), apart, APART),
        (_("Gap that was joined"), joins, JOIN),
    ):
        if len(rows):
            group(paper, label, lines(rows.geometry, symbol))
            entries.append(Entry(label, symbol, len(rows)))
    return entries


def _add_problems(paper: OfflineMap, parts: Sequence[Part]) -> list[Entry]:
    """Mark the problems that have a place; the popup says what to do."""
    placed = [part.report.to_places() for part in parts]
    noted = [places[places["tingkat"] != SEVERITY_WORDS["repaired"]] for places in placed]
    some = [places for places in noted if len(places)]
    if not some:
        return []
    found = pd.concat(some, ignore_index=True)
    facts = found[["masalah", "nilai", "perbaikan", "tingkat"]].astype(str)
    facts.columns = pd.Index([_("Problem"), _("Value"), _("What to do"), _("Severity")])
    rows = found["baris"].astype(str)
    named = gpd.GeoDataFrame(
        {"id": rows, "name": [_("row {row}").format(row=row) for row in rows]},
        geometry=found["geometry"].to_numpy(),
        crs=4326,
    )
    group(paper, _("Finding"), points(named, [PROBLEM] * len(named), facts))
    return [Entry(_("Finding"), PROBLEM, len(named))]
