"""The map of access: how far villages are from the service they would go to, and by which way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
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
from layers.webmap.symbols import (
    Entry,
    Symbol,
    class_breaks,
    class_colours,
    class_labels,
    class_of,
    limit_text,
)
from spatial.wording import mark, tr

UNITS = {
    "km": (mark("Jarak ke tujuan"), "km"),
    "minutes": (mark("Waktu tempuh ke tujuan"), mark("menit")),
}


@dataclass(frozen=True)
class AccessView:
    """What a map of access shows.

    Attributes
    ----------
    measure : {"km", "minutes"}
        Total distance or time.
    threshold : float or None
        Limit of reach, inclusive, in the unit of `measure`; one of the class limits.
    selected : str or None
        Id of a village to mark and zoom to; for pages on their own. In the app leave it out
        and pass `route_layer` beside the map.
    attribution : str
        Sources of the data, shown in the corner.
    """

    measure: Literal["km", "minutes"] = "km"
    threshold: float | None = None
    selected: str | None = None
    attribution: str = style.CREDIT


def access_map(
    area: MapArea,
    access: pd.DataFrame,
    destinations: gpd.GeoDataFrame,
    view: AccessView,
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
    view : AccessView
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
        Entry(tr("Lainnya")),
        *add_points(paper, tr("Pasar"), destinations[~office], style.MARKET),
        *add_points(paper, tr("Kantor layanan"), destinations[office], style.OFFICE),
        Entry(tr("Rute desa terpilih"), style.ROUTE),
        Entry(tr("Ke dan dari jalan (garis lurus)"), style.ROUTE_LEG),
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
    layer.layer_name = tr("Rute desa terpilih")
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


def _first_view(area: MapArea, view: AccessView, routes: gpd.GeoDataFrame | None) -> Bounds:
    if view.selected is None or routes is None or routes.empty:
        return first_view(area, view.selected)
    return bounds_of(routes)


def village_symbols(
    villages: gpd.GeoDataFrame, access: pd.DataFrame, view: AccessView
) -> tuple[npt.NDArray[np.object_], list[Entry]]:
    """Choose the symbols of villages by class; those without a way have symbols of their own.

    Parameters
    ----------
    villages : geopandas.GeoDataFrame
        n villages.
    access : pandas.DataFrame
        Their trips, on the same index.
    view : AccessView
        Measure and threshold.

    Returns
    -------
    symbols : ndarray of Symbol, shape (n,)
        As they are drawn, on the screen and on paper.
    entries : list of Entry
        The lines of the legend.
    """
    ok = (access["status"] == "ok").to_numpy()
    value = (access["minutes"] if view.measure == "minutes" else access["total_m"] / 1000)[ok]
    breaks = class_breaks(value, view.threshold)
    classes = class_of(value, breaks)
    symbols = _class_symbols(breaks, view.threshold)
    drawn = np.empty(len(ok), dtype=object)
    drawn[ok] = [symbols[place] for place in classes]
    drawn[~ok] = [style.NO_WAY[status][1] for status in access["status"][~ok]]
    special = villages["desmigratif"].astype(bool).to_numpy()
    drawn[special] = [_larger(symbol) for symbol in drawn[special]]
    entries = _class_entries(breaks, symbols, np.bincount(classes, minlength=len(symbols)), view)
    if special.any():
        entries.append(Entry(tr("Lingkaran besar: desa desmigratif"), _larger(symbols[0])))
    return drawn, entries + _no_way_entries(access["status"])


def _add_villages(
    paper: OfflineMap, villages: gpd.GeoDataFrame, access: pd.DataFrame, view: AccessView
) -> list[Entry]:
    drawn, entries = village_symbols(villages, access, view)
    facts, ok = _trip_facts(villages, access), (access["status"] == "ok").to_numpy()
    layers = [points(villages[some], drawn[some].tolist(), facts[some]) for some in (ok, ~ok)]
    group(paper, tr("Desa menurut akses"), *layers)
    return entries


def _class_symbols(breaks: Sequence[float], threshold: float | None) -> list[Symbol]:
    """Return a symbol per class; those beyond the threshold have a heavier outline."""
    limit = np.inf if threshold is None else threshold
    return [
        replace(style.BEYOND if low >= limit else style.WITHIN, fill=colour)
        for low, colour in zip((-np.inf, *breaks), class_colours(len(breaks) + 1), strict=True)
    ]


def _larger(symbol: Symbol) -> Symbol:
    return replace(symbol, size=symbol.size * 1.6, width=symbol.width + 0.8)


def _class_entries(
    breaks: Sequence[float],
    symbols: Sequence[Symbol],
    counts: npt.NDArray[np.intp],
    view: AccessView,
) -> list[Entry]:
    """Return the legend of the classes, parted where the threshold is."""
    title, unit = UNITS[view.measure]
    unit = tr(unit)
    entries = [Entry(tr("{title} (jumlah desa)").format(title=tr(title)))]
    for low, label, symbol, count in zip(
        (None, *breaks), class_labels(breaks, unit), symbols, counts, strict=True
    ):
        if low is not None and low == view.threshold:
            entries.append(
                Entry(tr("Di luar ambang {limit} {unit}").format(limit=limit_text(low), unit=unit))
            )
        entries.append(Entry(label, symbol, int(count)))
    return entries


def _no_way_entries(status: pd.Series) -> list[Entry]:
    counts = status.value_counts()
    found = [
        Entry(tr(label), symbol, int(counts[key]))
        for key, (label, symbol) in style.NO_WAY.items()
        if key in counts
    ]
    return [Entry(tr("Tanpa angka")), *found] if found else []


def _trip_facts(villages: gpd.GeoDataFrame, access: pd.DataFrame) -> pd.DataFrame:
    """Tell each trip in words; n rows on the villages' index."""
    legs = [access[column].map(formats.km) for column in ("access_m", "network_m", "egress_m")]
    told = tr("{access} ke jalan + {network} jalan + {egress} ke tujuan")
    rows = zip(*legs, strict=True)
    parts = pd.Series(
        [told.format(access=first, network=road, egress=last) for first, road, last in rows],
        index=access.index,
        dtype=object,
    )
    ok = access["status"] == "ok"
    return pd.DataFrame(
        {
            tr("Kecamatan"): villages["district"].fillna("").astype(str),
            tr("Tujuan"): access["destination_name"].fillna("").astype(str),
            tr("Jarak"): access["total_m"].map(formats.km).where(ok, ""),
            tr("Rincian"): parts.where(ok, ""),
            tr("Waktu"): access["minutes"].map(formats.minutes).where(ok, ""),
            tr("Garis lurus"): access["straight_m"].map(formats.km),
            tr("Indeks kelokan"): access["detour"]
            .map(lambda v: formats.number(v, 2))
            .where(ok, ""),
            tr("Status"): access["status"].map(STATUS),
            tr("Kode"): villages["id"].astype(str),
        }
    )
