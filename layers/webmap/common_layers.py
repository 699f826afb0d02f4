"""The layers that several maps share: boundaries, roads, points, a marked village."""

import math
from typing import Protocol

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import Bounds, areas, group, lines, names_at, points
from layers.webmap.symbols import Entry, Symbol
from spatial.limits import INDONESIA
from spatial.wording import _


class MapArea(Protocol):
    """What a map needs of a study area: layers in degrees (EPSG:4326)."""

    @property
    def boundaries(self) -> gpd.GeoDataFrame:
        """Areas with a ``name``."""

    @property
    def roads(self) -> gpd.GeoDataFrame:
        """Lines with ``name``, ``status`` and ``highway``."""

    @property
    def villages(self) -> gpd.GeoDataFrame:
        """Points, with ``desmigratif``."""

    @property
    def offices(self) -> gpd.GeoDataFrame:
        """Points of labour offices."""

    @property
    def markets(self) -> gpd.GeoDataFrame:
        """Points of markets."""

    @property
    def services(self) -> gpd.GeoDataFrame:
        """Points of other facilities, with ``kind``."""


def first_view(area: MapArea, selected: str | None) -> Bounds:
    """Choose what a map shows first.

    Parameters
    ----------
    area : MapArea
        The area.
    selected : str or None
        Id of a village to look at; without it the whole area.

    Returns
    -------
    tuple of float
        West, south, east, north in degrees.
    """
    if selected is not None:
        point = village_of(area.villages, selected).geometry
        return (point.x - 0.04, point.y - 0.03, point.x + 0.04, point.y + 0.03)
    return bounds_of(area.boundaries if len(area.boundaries) else area.villages)


def bounds_of(frame: gpd.GeoDataFrame) -> Bounds:
    """Measure the extent of a layer.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Any geometries, in degrees.

    Returns
    -------
    tuple of float
        West, south, east, north in degrees; Indonesia for an empty layer.
    """
    if frame.empty:
        return INDONESIA
    west, south, east, north = (float(value) for value in frame.total_bounds)
    return west, south, east, north


def village_of(villages: gpd.GeoDataFrame, code: str) -> pd.Series:
    """Find a village by its id.

    Parameters
    ----------
    villages : geopandas.GeoDataFrame
        Points with ``id``.
    code : str
        The id.

    Returns
    -------
    pandas.Series
        Its row.

    Raises
    ------
    KeyError
        If there is no such village.
    """
    found = villages[villages["id"] == code]
    if found.empty:
        raise KeyError(code)
    row: pd.Series = found.iloc[0]
    return row


def add_boundaries(paper: OfflineMap, boundaries: gpd.GeoDataFrame) -> list[Entry]:
    """Draw areas and write their names on them.

    Parameters
    ----------
    paper : OfflineMap
        The map.
    boundaries : geopandas.GeoDataFrame
        Areas with ``name``.

    Returns
    -------
    list of Entry
        Lines for the legend; none for an empty layer.
    """
    if boundaries.empty:
        return []
    layer = areas(boundaries.geometry, style.KECAMATAN, boundaries["name"].astype(str))
    group(paper, _("District (kecamatan) boundary"), layer)
    return [Entry(_("District (kecamatan) boundary"), style.KECAMATAN)]


def add_roads(paper: OfflineMap, roads: gpd.GeoDataFrame) -> list[Entry]:
    """Draw roads, a layer per class, the greater ones above the lesser.

    Parameters
    ----------
    paper : OfflineMap
        The map.
    roads : geopandas.GeoDataFrame
        Lines with ``name``, ``highway`` and perhaps ``status``.

    Returns
    -------
    list of Entry
        Lines for the legend, the greatest class first.
    """
    classes = style.road_class(roads)
    entries = []
    for key, (label, symbol) in reversed(style.ROADS.items()):
        of_class = roads[classes == key]
        if len(of_class):
            name = _(label)
            names = of_class["name"].fillna("").astype(str)
            group(paper, name, lines(of_class.geometry, symbol, names))
            entries.append(Entry(name, symbol))
    return entries[::-1]


def add_quiet_roads(paper: OfflineMap, roads: gpd.GeoDataFrame) -> list[Entry]:
    """Draw all roads in grey, as a background for what matters more.

    Parameters
    ----------
    paper : OfflineMap
        The map.
    roads : geopandas.GeoDataFrame
        Lines with ``highway`` and perhaps ``status``.

    Returns
    -------
    list of Entry
        A line for the legend; none for an empty layer.
    """
    if roads.empty:
        return []
    greater = np.isin(style.road_class(roads).astype(str), style.GREATER)
    layers = [
        lines(some.geometry, symbol)
        for some, symbol in ((roads[~greater], style.ROAD), (roads[greater], style.MAIN_ROAD))
        if len(some)
    ]
    group(paper, _("Road"), *layers)
    return [Entry(_("Road"), style.MAIN_ROAD)]


def add_points(
    paper: OfflineMap, label: str, frame: gpd.GeoDataFrame, symbol: Symbol, *, show: bool = True
) -> list[Entry]:
    """Draw points, hollow where their place is rough.

    Parameters
    ----------
    paper : OfflineMap
        The map.
    label : str
        Name of the layer.
    frame : geopandas.GeoDataFrame
        Points as the design has them: ``id``, ``name``, ``precision``, and more for the popup.
    symbol : Symbol
        Symbol of a point whose place is known.
    show : bool, default True
        Whether the layer is switched on at first.

    Returns
    -------
    list of Entry
        A line for the legend per symbol that is used.
    """
    if frame.empty:
        return []
    symbols = style.shown(frame, symbol)
    group(paper, label, points(frame, symbols, style.facts(frame)), show=show)
    texts = {symbol: label, symbol.imprecise(): _("{label} (approximate)").format(label=label)}
    return [Entry(text, s, symbols.count(s)) for s, text in texts.items() if s in symbols]


def add_services(paper: OfflineMap, services: gpd.GeoDataFrame) -> list[Entry]:
    """Draw the facilities of the other pillars, a layer per group of kinds, switched off at first.

    Parameters
    ----------
    paper : OfflineMap
        The map.
    services : geopandas.GeoDataFrame
        Points as in `add_points`, with ``kind``.

    Returns
    -------
    list of Entry
        Lines for the legend under a heading that says how to see them; none for an empty layer.
    """
    entries: list[Entry] = []
    for label, (kinds, symbol) in style.SERVICES.items():
        of_group = services[services["kind"].isin(kinds)]
        entries += add_points(paper, _(label), of_group, symbol, show=False)
    return [Entry(_(style.SERVICES_HEADING)), *entries] if entries else []


def add_graticule(paper: OfflineMap, bounds: Bounds, step: int = 5) -> None:
    """Draw parallels and meridians, for orientation where there is no coastline.

    Parameters
    ----------
    paper : OfflineMap
        The map.
    bounds : tuple of float
        West, south, east, north in degrees.
    step : int, default 5
        Degrees between lines.
    """
    west, south = (math.floor(value / step) * step for value in bounds[:2])
    east, north = (math.ceil(value / step) * step for value in bounds[2:])
    net, places = {}, {}
    for x in range(west, east + 1, step):
        name = _("{degrees}° E").format(degrees=x)
        net[name] = shapely.LineString([(x, south), (x, north)])
        places[name] = shapely.Point(x, bounds[3])
    for y in range(south, north + 1, step):
        name = (_("{degrees}° S") if y < 0 else _("{degrees}° N")).format(degrees=abs(y))
        net[name] = shapely.LineString([(west, y), (east, y)])
        places[name] = shapely.Point(bounds[0], y)
    layers = lines(gpd.GeoSeries(net), style.GRATICULE), names_at(gpd.GeoSeries(places))
    group(paper, _("Parallels and meridians"), *layers)


def highlight_layer(village: pd.Series) -> folium.FeatureGroup:
    """Mark a village with a ring.

    Parameters
    ----------
    village : pandas.Series
        Its row, with ``geometry``.

    Returns
    -------
    folium.FeatureGroup
        A layer for the map, or for ``feature_group_to_add`` of streamlit-folium.
    """
    layer = folium.FeatureGroup(_("Chosen village"))
    ring = gpd.GeoDataFrame({"geometry": [village["geometry"]]}, crs="EPSG:4326")
    points(ring, [style.HALO], pane="halo").add_to(layer)
    return layer
