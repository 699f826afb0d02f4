"""The map below an answer about facilities: boundaries, roads, the facilities themselves."""

from __future__ import annotations

from typing import Final

import geopandas as gpd

from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import base_map, finish, group, lines
from layers.webmap.common_layers import (
    MapArea,
    add_boundaries,
    add_points,
    add_quiet_roads,
    first_view,
)
from layers.webmap.elements import Legend
from layers.webmap.symbols import Entry, Symbol
from spatial.wording import _

BORDER: Final = Symbol("line", "none", "#6b7671", 22, 1, "5 3")
FACILITY: Final = Symbol("square", "#26348b", "#ffffff", 15, 1.2)


def facility_base_map(
    area: MapArea, facilities: gpd.GeoDataFrame, label: str, attribution: str = style.CREDIT
) -> OfflineMap:
    """Draw what no threshold changes: boundaries, roads, facilities.

    Parameters
    ----------
    area : MapArea
        The area.
    facilities : geopandas.GeoDataFrame
        The facilities that count.
    label : str
        What they are called.
    attribution : str
        Sources of the data, shown in the corner.

    Returns
    -------
    OfflineMap
        The map; its legend is filled by `coverage_layer`.
    """
    paper = base_map(first_view(area, None), attribution)
    add_boundaries(paper, area.boundaries)
    add_quiet_roads(paper, area.roads)
    if len(area.boundaries):
        border = area.boundaries.geometry.boundary
        group(paper, _("District boundary lines"), lines(border, BORDER))
    add_points(paper, label, facilities, FACILITY)
    return finish(paper, Legend([Entry(label, FACILITY, len(facilities))]))
