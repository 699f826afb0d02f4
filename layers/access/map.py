"""The map of access: how far villages are from the service they would go to, and by which way."""

import folium
import geopandas as gpd
import pandas as pd
import shapely

from layers.area.labels import STATUS
from layers.text import formats
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import MANY_POINTS, Bounds, base_map, finish, group, lines, points
from layers.webmap.common_layers import (
    MapArea,
    add_boundaries,
    add_points,
    add_quiet_roads,
    bounds_of,
    first_view,
    highlight_layer,
    village_of,
)
from layers.webmap.elements import Legend
from layers.webmap.measure_view import MeasureView, measure_symbols
from layers.webmap.symbols import (
    Entry,
)
from spatial.wording import _, pgettext


def access_map(
    area: MapArea,
    access: pd.DataFrame,
    destinations: gpd.GeoDataFrame,
    view: MeasureView,
    routes: gpd.GeoDataFrame | None = None,
) -> OfflineMap:
    """Map how far villages are from the service they would go to.

    Parameters
    ----------
    area : MapArea
        The area.
    access : pandas.DataFrame
        One trip per village, on the index of ``area.villages`` or a part of it.
    destinations : geopandas.GeoDataFrame
        The facilities.
    view : MeasureView
        What to show.
    routes : geopandas.GeoDataFrame, optional
        Routes to draw, for a page on its own; see `route_layer`.

    Returns
    -------
    OfflineMap
        The map. Villages without a way have symbols of their own and are counted.
    """
    villages = area.villages.loc[access.index]
    many = len(villages) > MANY_POINTS
    paper = base_map(_first_view(area, view, routes), view.attribution, many_points=many)
    add_boundaries(paper, area.boundaries)
    entries = _add_villages(paper, villages, access, view)
    if view.selected is not None:
        route_layer(routes, village_of(villages, view.selected)).add_to(paper)
    office = style.is_office(destinations)
    entries += [
        Entry(_("Other")),
        *add_points(paper, _("Market"), destinations[~office], style.MARKET),
        *add_points(
            paper,
            pgettext("service offices", "Labour offices"),
            destinations[office],
            style.OFFICE,
        ),
        Entry(_("Route of the chosen village"), style.ROUTE),
        Entry(_("To and from the road (straight line)"), style.ROUTE_LEG),
        *add_quiet_roads(paper, area.roads),
    ]
    return finish(paper, Legend(entries, style.VILLAGE_NOTE))


def route_layer(routes: gpd.GeoDataFrame | None, village: pd.Series) -> folium.FeatureGroup:
    """Draw the way from a village, and mark the village.

    Parameters
    ----------
    routes : geopandas.GeoDataFrame or None
        Lines whose first and last segments are the legs off the road. Missing ones (no way)
        are passed over.
    village : pandas.Series
        The village's row.

    Returns
    -------
    folium.FeatureGroup
        A layer for the map, or for ``feature_group_to_add`` of streamlit-folium, which
        changes it without building the map again.
    """
    layer = highlight_layer(village)
    layer.layer_name = _("Route of the chosen village")
    ways = [] if routes is None else [way.coords for way in routes.geometry if way]
    roads = gpd.GeoSeries([shapely.LineString(way[1:-1]) for way in ways if len(way[1:-1]) > 1])
    legs = gpd.GeoSeries([shapely.LineString(leg) for way in ways for leg in (way[:2], way[-2:])])
    for drawn, symbol in (
        (roads, style.ROUTE_EDGE),
        (roads, style.ROUTE),
        (legs, style.ROUTE_LEG),
    ):
        if len(drawn):
            lines(drawn, symbol, pane="route").add_to(layer)
    return layer


def _first_view(area: MapArea, view: MeasureView, routes: gpd.GeoDataFrame | None) -> Bounds:
    if view.selected is None or routes is None or routes.empty:
        return first_view(area, view.selected)
    return bounds_of(routes)


def _add_villages(
    paper: OfflineMap, villages: gpd.GeoDataFrame, access: pd.DataFrame, view: MeasureView
) -> list[Entry]:
    drawn, entries = measure_symbols(villages, access, view)
    facts, ok = _trip_facts(villages, access), (access["status"] == "ok").to_numpy()
    layers = [points(villages[some], drawn[some].tolist(), facts[some]) for some in (ok, ~ok)]
    group(paper, _("Villages by access"), *layers)
    return entries


def _trip_facts(villages: gpd.GeoDataFrame, access: pd.DataFrame) -> pd.DataFrame:
    """Tell each trip in words; n rows on the villages' index."""
    legs = [access[column].map(formats.km) for column in ("access_m", "network_m", "egress_m")]
    template = _("{access} to the road + {network} by road + {egress} to the destination")
    rows = zip(*legs, strict=True)
    parts = pd.Series(
        [template.format(access=first, network=road, egress=last) for first, road, last in rows],
        index=access.index,
        dtype=object,
    )
    ok = access["status"] == "ok"
    return pd.DataFrame(
        {
            _("District"): villages["district"].fillna("").astype(str),
            _("Destination"): access["destination_name"].fillna("").astype(str),
            _("Distance"): access["total_m"].map(formats.km).where(ok, ""),
            _("In detail"): parts.where(ok, ""),
            _("Time"): access["minutes"].map(formats.minutes).where(ok, ""),
            _("Straight line"): access["straight_m"].map(formats.km),
            _("Detour index"): access["detour"].map(lambda v: formats.number(v, 2)).where(ok, ""),
            _("Status"): access["status"].map(STATUS),
            _("Code"): villages["id"].astype(str),
        }
    )
