"""The map of an editing: a background that stays, points that change, and what a click means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely

from layers.editing.place import Place
from layers.webmap import style
from layers.webmap.area_map import clicked_id
from layers.webmap.assets import OfflineMap
from layers.webmap.base import MANY_POINTS, base_map, finish, lines, points
from layers.webmap.common_layers import (
    MapArea,
    add_boundaries,
    add_quiet_roads,
    first_view,
    highlight_layer,
)
from layers.webmap.elements import Legend
from layers.webmap.symbols import Entry
from spatial.wording import _

RETURNED = ("last_clicked", "last_object_clicked_tooltip", "last_object_clicked_count")
"""What `map_click` needs of streamlit-folium."""

CLOSE_ZOOM = 14.0
"""Zoom at which a chosen point is shown: about 10 m a pixel."""


@dataclass(frozen=True)
class MapClick:
    """What a click on the map of an editing meant.

    Attributes
    ----------
    point_id
        The point that was clicked; None where there was none.
    place
        The place that was clicked beside all points; None where a point was clicked.
    """

    point_id: str | None = None
    place: Place | None = None


def background(area: MapArea, layer: str, label: str) -> OfflineMap:
    """Map what does not change while points are edited: boundaries, roads and the legend.

    Parameters
    ----------
    area
        The area as it was loaded.
    layer
        The layer that is edited, a key of `layers.editing.session.LAYERS`.
    label
        Its word.
    """
    many = len(getattr(area, layer)) > MANY_POINTS
    paper = base_map(first_view(area, None), style.CREDIT, many_points=many, legend_px=24)
    drawn = [*add_boundaries(paper, area.boundaries), *add_quiet_roads(paper, area.roads)]
    symbol = style.EDITED_POINTS[layer]
    entries = [
        Entry(label, symbol),
        Entry(_("{label} (approximate)").format(label=label), symbol.imprecise()),
        Entry(_("Chosen point"), style.HALO),
        Entry(_("New place"), style.PIN),
        *drawn,
    ]
    return finish(paper, Legend(entries))


def changing_layers(
    frame: gpd.GeoDataFrame,
    layer: str,
    chosen: str | None,
    pin: Place | None,
    *,
    clickable: bool = True,
) -> list[folium.FeatureGroup]:
    """Draw the points, the chosen one and a new place, for ``feature_group_to_add``.

    Parameters
    ----------
    frame
        The points as they are now.
    layer
        As for `background`.
    chosen
        Id of the chosen point.
    pin
        A place that was clicked or typed.
    clickable
        Points show their name and can be chosen; else a click goes through to the map.
    """
    together = folium.FeatureGroup(_("Point"))
    if len(frame):
        symbols = style.shown(frame, style.EDITED_POINTS[layer])
        facts = pd.DataFrame(index=frame.index) if clickable else None
        points(frame, symbols, facts).add_to(together)
    groups = [together]
    found = frame[frame["id"] == chosen]
    if len(found):
        groups.append(highlight_layer(found.iloc[0]))
    if pin is not None:
        groups.append(_pin_layer(pin, found.geometry.iloc[0] if len(found) else None))
    return groups


def _pin_layer(pin: Place, origin: shapely.Point | None) -> folium.FeatureGroup:
    """Draw a cross at a place, and a line to it from where the point is."""
    layer = folium.FeatureGroup(_("New place"))
    place = gpd.GeoDataFrame({"geometry": [shapely.Point(pin)]}, crs="EPSG:4326")
    if origin is not None and (origin.x, origin.y) != pin:
        way = shapely.LineString([(origin.x, origin.y), pin])
        lines(gpd.GeoSeries([way]), style.ROUTE_LEG, pane="route").add_to(layer)
    points(place, [style.PIN]).add_to(layer)
    return layer


def map_click(state: Mapping[str, Any] | None, last: Mapping[str, Any] | None) -> MapClick:
    """Tell what was clicked between two answers of streamlit-folium.

    A click on a point also counts as a click on the map below it; the point counts.

    Parameters
    ----------
    state, last
        What ``st_folium`` returned now and before; needs `RETURNED`.
    """
    now, then = state or {}, last or {}
    count = "last_object_clicked_count"
    if (now.get(count) or 0) > (then.get(count) or 0):
        point = clicked_id(now)
        if point is not None:
            return MapClick(point_id=point)
    place = now.get("last_clicked")
    if not place or place == then.get("last_clicked"):
        return MapClick()
    return MapClick(place=(float(place["lng"]), float(place["lat"])))
