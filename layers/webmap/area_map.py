"""The interactive maps of an area and of the country, and what a click on a map means."""

import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import (
    LEGEND_PX,
    MANY_POINTS,
    Bounds,
    areas,
    base_map,
    finish,
    group,
    names_at,
    points,
)
from layers.webmap.common_layers import (
    MapArea,
    add_boundaries,
    add_graticule,
    add_points,
    add_roads,
    add_services,
    bounds_of,
    first_view,
    highlight_layer,
    village_of,
)
from layers.webmap.elements import WORD_JOINER, Legend
from layers.webmap.symbols import Entry
from spatial.wording import _, pgettext


def overview_map(
    area: MapArea,
    *,
    selected: str | None = None,
    attribution: str = style.CREDIT,
    crossings: gpd.GeoDataFrame | None = None,
    village_areas: gpd.GeoDataFrame | None = None,
) -> OfflineMap:
    """Map an area: boundaries, roads, villages and facilities, each a layer of its own.

    Facilities other than offices and markets, crossings and boundaries of villages are switched
    off at first.

    Parameters
    ----------
    area : MapArea
        The area.
    selected : str, optional
        Id of a village to mark and zoom to.
    attribution : str, optional
        Sources of the data, shown in the corner.
    crossings : geopandas.GeoDataFrame, optional
        Crossings without a shared vertex, as `layers.imports.roads.crossings_table` lists them.
    village_areas : geopandas.GeoDataFrame, optional
        Polygons of villages and kabupaten, with ``name`` and ``level``.

    Returns
    -------
    OfflineMap
        The map. Points whose place is rough are hollow.
    """
    many = len(area.villages) > MANY_POINTS
    paper = base_map(first_view(area, selected), attribution, many_points=many)
    special = area.villages["desmigratif"].astype(bool)
    entries = add_boundaries(paper, area.boundaries)
    if village_areas is not None:
        entries += _add_village_areas(paper, village_areas)
    entries += add_roads(paper, area.roads)
    for label, frame, symbol in (
        (pgettext("desa or kelurahan", "Village"), area.villages[~special], style.VILLAGE),
        (_("Market"), area.markets, style.MARKET),
        (_("Labour office (Disnaker)"), area.offices, style.OFFICE),
        (_("Desmigratif village"), area.villages[special], style.DESMIGRATIF),
    ):
        entries += add_points(paper, label, frame, symbol)
    entries += add_services(paper, area.services)
    if crossings is not None and len(crossings):
        entries += _add_crossings(paper, crossings)
    if selected is not None:
        highlight_layer(village_of(area.villages, selected)).add_to(paper)
    return finish(paper, Legend(entries, style.ROUGH_NOTE))


def _add_village_areas(paper: OfflineMap, village_areas: gpd.GeoDataFrame) -> list[Entry]:
    """Draw the polygons of villages, switched off at first, and of kabupaten."""
    entries = []
    for level, label, symbol in (
        ("regency", _("Boundary of the kabupaten or kota"), style.REGENCY),
        ("village", _("Village boundary (switched off at first)"), style.DESA),
    ):
        some = village_areas[village_areas["level"] == level]
        if len(some):
            names = some["name"].astype(str) if level == "village" else None
            layer = areas(some.geometry, symbol, names, tolerance=0)
            group(paper, label, layer, show=level == "regency")
            entries.append(Entry(label, symbol))
    return entries


def _add_crossings(paper: OfflineMap, crossings: gpd.GeoDataFrame) -> list[Entry]:
    """Draw crossings without a shared vertex, switched off at first."""
    label = _("Doubtful crossing (switched off at first)")
    joined = {True: _("joined"), False: _("not joined")}
    ways = {True: _("toll road"), False: _("other road")}
    facts = pd.DataFrame(
        {
            _("Crosses"): crossings["other_name"].astype(str),
            _("Rows in the file"): crossings["row"].astype(str)
            + ", "
            + crossings["other_row"].astype(str),
            _("In the network"): crossings["joined"].map(joined),
            _("Kind"): crossings["toll"].map(ways),
        }
    )
    names = crossings["name"].replace("", _("no name"))
    placed = crossings.assign(id=[str(n) for n in range(1, len(crossings) + 1)], name=names)
    symbols = [style.CROSSING] * len(placed)
    group(paper, label, points(placed, symbols, facts), show=False)
    return [Entry(label, style.CROSSING, len(placed))]


def national_map(villages: gpd.GeoDataFrame, *, attribution: str = style.CREDIT) -> OfflineMap:
    """Map the known desmigratif villages of Indonesia.

    Parameters
    ----------
    villages : geopandas.GeoDataFrame
        Points with ``desmigratif``; those that are not (yet) in the programme are hollow.
        Columns such as ``status``, ``products`` and ``source`` are shown in the popup.
    attribution : str, optional
        Sources of the data, shown in the corner.

    Returns
    -------
    OfflineMap
        The map.
    """
    paper = base_map(bounds_of(villages), attribution, legend_px=24)
    add_graticule(paper, bounds_of(villages))
    member = villages["desmigratif"].astype(bool)
    entries: list[Entry] = []
    for label, frame, symbol in (
        (_("Candidate or proposed"), villages[~member], style.CANDIDATE),
        (_("Desmigratif village"), villages[member], style.MEMBER),
    ):
        if len(frame):
            group(paper, label, points(frame, [symbol] * len(frame), style.facts(frame)))
            entries.append(Entry(label, symbol, len(frame)))
    regency = villages["regency"].str.removeprefix("Kabupaten ")
    places = villages.dissolve(regency).geometry.representative_point()
    group(paper, _("Names of regencies and cities"), names_at(places))
    return finish(paper, Legend(entries, style.VILLAGE_NOTE, "topright"))


def focus(
    bounds: Bounds, width: int = 900, height: int = 520, legend_px: int = LEGEND_PX
) -> tuple[tuple[float, float], float]:
    """Choose centre and zoom that show an extent, for a map that is already on the screen.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in degrees.
    width, height : int, optional
        Size of the map in pixels.
    legend_px : int, optional
        Width in pixels to keep clear at the right.

    Returns
    -------
    centre : tuple of float
        Latitude and longitude.
    zoom : float
        Leaflet's zoom, a multiple of one half, 14 at most. The world is ``256 * 2 ** zoom``
        pixels wide.
    """
    west, south, east, north = bounds
    degrees_per_px = max((east - west) / (width - legend_px), (north - south) / height, 1e-9)
    zoom = min(math.floor(2 * math.log2(360 / 256 / degrees_per_px)) / 2, 14.0)
    aside = legend_px / 2 * 360 / 256 / 2**zoom
    return ((south + north) / 2, (west + east) / 2 + aside), zoom


def clicked_id(state: Mapping[str, Any] | None) -> str | None:
    """Tell which point was clicked.

    Parameters
    ----------
    state : mapping or None
        What ``st_folium`` returned; needs ``last_object_clicked_tooltip`` among its
        ``returned_objects``.

    Returns
    -------
    str or None
        Id of the village or facility clicked last; None if there was none.
    """
    tooltip = (state or {}).get("last_object_clicked_tooltip")
    name, _, code = str(tooltip or "").rpartition("\n")
    return code.replace(WORD_JOINER, "") if name else None
