"""What the map of market reach shows of one village, one market or one seller's day."""

from typing import Final

import folium
import geopandas as gpd
import shapely

from layers.reach.answer import ReachAnswer
from layers.reach.map import market_facts
from layers.reach.seller_day import MarketDay
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import base_map, finish, lines, names_at, points
from layers.webmap.common_layers import MapArea, add_boundaries, add_quiet_roads, first_view
from layers.webmap.elements import Legend
from layers.webmap.symbols import Entry, Symbol
from spatial.wording import _

CATCHMENT: Final = Symbol("circle", "none", "#c2007a", 19, 2.2)
IN_REACH: Final = Symbol("circle", "none", "#c2007a", 26, 2)


def village_focus(found: ReachAnswer, village: str) -> folium.FeatureGroup:
    """Mark a village, the markets within its threshold, and the way to its main market.

    Parameters
    ----------
    found : ReachAnswer
        The answer.
    village : str
        Id of the village.

    Returns
    -------
    folium.FeatureGroup
        A layer for the map.
    """
    layer = folium.FeatureGroup(_("Chosen village"))
    main = found.villages["main_id"].loc[village]
    if isinstance(main, str):
        add_route(layer, found.trips.trace(village, [main], home=False))
    _rings(layer, found.trips.villages.loc[[village]], style.HALO)
    near = found.costs.columns[(found.costs.loc[village] <= found.question.threshold).to_numpy()]
    _rings(layer, found.trips.markets.loc[near], IN_REACH)
    return layer


def market_focus(found: ReachAnswer, market: str) -> folium.FeatureGroup:
    """Mark a market and the villages that choose it most: its catchment.

    Parameters
    ----------
    found : ReachAnswer
        The answer.
    market : str
        Id of the market.

    Returns
    -------
    folium.FeatureGroup
        A layer for the map.
    """
    layer = folium.FeatureGroup(_("Catchment"))
    _rings(layer, found.trips.markets.loc[[market]], style.HALO)
    _rings(layer, found.trips.villages.loc[found.catchment(market)], CATCHMENT)
    return layer


def day_map(area: MapArea) -> OfflineMap:
    """Start the map of a seller's day.

    Parameters
    ----------
    area : MapArea
        The area.

    Returns
    -------
    OfflineMap
        Boundaries and roads; `day_layer` draws the round.
    """
    paper = base_map(first_view(area, None), style.CREDIT, legend_px=24)
    add_boundaries(paper, area.boundaries)
    add_quiet_roads(paper, area.roads)
    entries = [
        Entry(_("Route of the day"), style.ROUTE),
        Entry(_("Markets, in order"), style.MARKET),
    ]
    return finish(paper, Legend(entries))


def day_layer(found: ReachAnswer, day: MarketDay) -> folium.FeatureGroup:
    """Draw the round of a seller's day, its markets numbered in order.

    Parameters
    ----------
    found : ReachAnswer
        The answer that the day belongs to.
    day : MarketDay
        The day.

    Returns
    -------
    folium.FeatureGroup
        A layer for the map.
    """
    layer = folium.FeatureGroup(_("Round of markets"))
    add_route(layer, day.route)
    _rings(layer, found.trips.villages.loc[[day.question.village]], style.HALO)
    stops = found.trips.markets.loc[day.stops.index]
    if len(stops):
        points(stops, [style.MARKET] * len(stops), market_facts(found).loc[stops.index]).add_to(
            layer
        )
        named = [f"{place + 1}. {name}" for place, name in enumerate(stops["name"])]
        names_at(stops.geometry.set_axis(named)).add_to(layer)
    return layer


def add_route(layer: folium.FeatureGroup, route: gpd.GeoDataFrame) -> None:
    """Draw a way of one or several legs.

    Parameters
    ----------
    layer : folium.FeatureGroup
        Where to.
    route : geopandas.GeoDataFrame
        Lines in degrees.
    """
    drawn = gpd.GeoSeries([way for way in route.geometry if shapely.length(way) > 0])
    if len(drawn):
        for symbol in (style.ROUTE_EDGE, style.ROUTE):
            lines(drawn, symbol, pane="route").add_to(layer)


def _rings(layer: folium.FeatureGroup, places: gpd.GeoDataFrame, symbol: Symbol) -> None:
    if len(places):
        points(places, [symbol] * len(places), pane="halo").add_to(layer)
