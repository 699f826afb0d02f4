"""The parts into which a road network falls: their length, and what lies on them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.area.study_area import StudyArea
from layers.text.formats import counted, km
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import base_map, finish, group, lines, points
from layers.webmap.common_layers import MapArea, add_boundaries, add_points, bounds_of
from layers.webmap.elements import Legend
from layers.webmap.symbols import Entry
from spatial.access import snap_quality as quality
from spatial.access.snap_quality import Fit
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import TravelMode
from spatial.routing.snapping import MAX_SNAP_M
from spatial.wording import _, pgettext

FACILITY_LAYERS = ("offices", "markets", "services")


def components(
    area: StudyArea, mode: TravelMode, max_snap_m: float = MAX_SNAP_M
) -> gpd.GeoDataFrame:
    """Describe the connected parts of an area's network.

    Parameters
    ----------
    area
        The study area.
    mode
        Decides which roads points may snap to.
    max_snap_m
        Longest leg, metres, inclusive.

    Returns
    -------
    geopandas.GeoDataFrame
        A row per part with roads, longest first: `part` (from 1), `role` (`main` for the
        longest, `used` for others with a village or facility, `other`), `km`, `edges`,
        `villages`, `facilities` (offices, markets and services); all its roads as one geometry,
        EPSG:4326.
    """
    facilities = pd.concat([area.layer(layer)[["geometry"]] for layer in FACILITY_LAYERS])
    there = gpd.GeoDataFrame(facilities, geometry="geometry", crs=4326)
    table = quality.component_villages(
        area.network,
        quality.fit(area.network, area.villages, mode, max_snap_m, area.offices),
        quality.fit(area.network, there, mode, max_snap_m),
    )
    table = table[table["edges"] > 0]
    used = (table["villages"] + table["facilities"] > 0).to_numpy()
    role = np.where(used, "used", "other")
    role[:1] = "main"
    columns = table[["km", "edges", "villages", "facilities"]].reset_index(drop=True)
    columns.insert(0, "part", table.index.to_numpy() + 1)
    columns.insert(1, "role", role)
    return gpd.GeoDataFrame(columns, geometry=_roads(area.network), crs=4326)


def lost_villages(
    area: StudyArea, mode: TravelMode, max_snap_m: float = MAX_SNAP_M
) -> gpd.GeoDataFrame:
    """List the villages that are not on the longest part of the network.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows of `area.villages` with `part` (from 1; 0 off the network), `status`
        (`unreachable` on another part, `off_network` with no road within `max_snap_m`) and
        `leg_m`, metres to the road that it is tied to. A village that trips to
        an office take past a loose piece to the main part is not lost.
    """
    at: Fit = quality.fit(area.network, area.villages, mode, max_snap_m, area.offices)
    lost = ~at.on_network | (at.component > 0)
    return area.villages.assign(
        part=np.where(at.on_network, at.component + 1, 0),
        status=np.where(at.on_network, "unreachable", "off_network"),
        leg_m=at.leg_m,
    )[lost]


def _roads(network: RoadNetwork) -> NDArray[np.object_]:
    """All lines of each part that has any, longest part first."""
    label = network.component[network.u]
    order = np.argsort(label, kind="stable")
    _, place = np.unique(label[order], return_inverse=True)
    return np.asarray(shapely.multilinestrings(network.geometry[order], indices=place))


def component_map(
    area: MapArea,
    parts: gpd.GeoDataFrame,
    lost: gpd.GeoDataFrame,
    attribution: str = style.CREDIT,
) -> OfflineMap:
    """Map the parts of a network, those apart from the main one above it.

    Parameters
    ----------
    area
        The area.
    parts, lost
        As `layers.quality.components` gives them.
    attribution
        Sources of the data, shown in the corner.

    Returns
    -------
    OfflineMap
        The map: parts by role, and the villages that are cut off or far from every road.
    """
    paper = base_map(bounds_of(parts), attribution)
    entries = add_boundaries(paper, area.boundaries)
    drawn = [_add_parts(paper, parts, role) for role in style.PART]
    entries += [entry for entry in drawn if entry is not None]
    entries += _add_lost(paper, lost)
    entries += add_points(
        paper, pgettext("service offices", "Labour offices"), area.offices, style.OFFICE
    )
    return finish(paper, Legend(entries, style.VILLAGE_NOTE))


def _add_parts(paper: OfflineMap, parts: gpd.GeoDataFrame, role: str) -> Entry | None:
    """Draw the parts of a role line by line: simplifying one large geometry takes seconds."""
    chosen = parts[parts["role"] == role]
    if chosen.empty:
        return None
    label, symbol = _(style.PART[role][0]), style.PART[role][1]
    each = chosen.assign(described=_described(chosen)).explode(ignore_index=True)
    names = None if role == "main" else each["described"]
    group(paper, label, lines(each.geometry, symbol, names))
    return Entry(label, symbol, len(chosen))


def _described(parts: gpd.GeoDataFrame) -> pd.Series:
    """Name each part with its length and what lies on it."""
    return pd.Series(
        [
            _("Part {part}: {length}, {villages}, {facilities}").format(
                part=row.part,
                length=km(row.km * 1000),
                villages=counted(row.villages, "villages"),
                facilities=counted(row.facilities, "facilities"),
            )
            for row in parts.itertuples()
        ],
        index=parts.index,
    )


def _add_lost(paper: OfflineMap, lost: gpd.GeoDataFrame) -> list[Entry]:
    """Draw the villages that are cut off, each kind with its own symbol."""
    entries = []
    for status, (label, symbol) in style.NO_WAY.items():
        some = lost[lost["status"] == status]
        if some.empty:
            continue
        facts = pd.DataFrame(
            {
                _("District"): some["district"].fillna("").astype(str),
                _("To the nearest road"): some["leg_m"].map(km),
                _("On part of the network"): some["part"].replace(0, "").astype(str),
            }
        )
        name = _("Village: {status}").format(status=_(label).lower())
        group(paper, name, points(some, [symbol] * len(some), facts))
        entries.append(Entry(name, symbol, len(some)))
    return entries
