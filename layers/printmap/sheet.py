"""`MapSheet`: what a map on paper shows, whatever question it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.webmap import style
from layers.webmap.common_layers import MapArea
from layers.webmap.symbols import Entry, Symbol
from spatial.limits import INDONESIA
from spatial.wording import _, ngettext

Extent = tuple[float, float, float, float]
"""West, south, east, north, degrees."""

NEAR = 0.3
KECAMATAN = replace(style.KECAMATAN, fill="#fdfdfb", stroke="#8d9a94", width=1.0)


@dataclass(frozen=True, eq=False)
class Shapes:
    """Lines or areas of one look.

    Attributes
    ----------
    geometry
        Lines or areas, EPSG:4326.
    symbol
        Their look.
    """

    geometry: gpd.GeoSeries
    symbol: Symbol


@dataclass(frozen=True, eq=False)
class Points:
    """Points, each with its symbol.

    Attributes
    ----------
    geometry
        n points, EPSG:4326; the later ones lie on top.
    symbols
        n symbols.
    names
        n names; written where there is room, in this order. Empty ones are not written, and no
        names means that none is.
    is_lost
        n times whether there is no way from here; those get a pattern of their own.
    may_cover
        Symbols that a name may cover where there is no better place: names that must be read.
    """

    geometry: gpd.GeoSeries
    symbols: tuple[Symbol, ...]
    names: tuple[str, ...] = ()
    is_lost: tuple[bool, ...] = ()
    may_cover: int = 0


@dataclass(frozen=True, eq=False)
class MapSheet:
    """What a map on paper shows.

    Attributes
    ----------
    title, subtitle
        What it says, where a `Frame` has no words of its own.
    boundaries
        Areas with `name`, EPSG:4326; may be empty.
    areas, lines, points
        What lies on them, from bottom to top.
    legend
        Its lines, in the order in which they are read.
    caveat
        What the user must know.
    breaks
        Upper limits of the classes, inclusive; empty where nothing is classed.
    extent
        West, south, east, north in degrees.
    """

    title: str
    subtitle: str
    boundaries: gpd.GeoDataFrame
    areas: tuple[Shapes, ...]
    lines: tuple[Shapes, ...]
    points: tuple[Points, ...]
    legend: tuple[Entry, ...]
    caveat: str
    extent: Extent
    breaks: tuple[float, ...] = ()


def quiet_roads(roads: gpd.GeoDataFrame) -> tuple[Shapes, ...]:
    """Draw all roads in grey, the greater ones wider, as the maps on the screen do.

    Parameters
    ----------
    roads : geopandas.GeoDataFrame
        Lines with ``highway`` and perhaps ``status``.

    Returns
    -------
    tuple of Shapes
        Empty for an empty layer.
    """
    if roads.empty:
        return ()
    greater = np.isin(style.road_class(roads).astype(str), style.GREATER)
    parts = ((roads[~greater], style.ROAD), (roads[greater], style.MAIN_ROAD))
    return tuple(Shapes(some.geometry, symbol) for some, symbol in parts if len(some))


def facility_points(
    frame: gpd.GeoDataFrame, label: str, symbol: Symbol
) -> tuple[Points, list[Entry]]:
    """Draw facilities with their names, hollow where their place is rough.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        n points with ``name`` and perhaps ``precision``.
    label : str
        What they are called in the legend.
    symbol : Symbol
        The symbol of a point whose place is known.

    Returns
    -------
    points : Points
        The points.
    entries : list of Entry
        A line for the legend per symbol that is used.
    """
    known = frame if "precision" in frame else frame.assign(precision="")
    symbols = style.shown(known, symbol)
    texts = {symbol: label, symbol.imprecise(): rough_label(label)}
    entries = [Entry(text, s, symbols.count(s)) for s, text in texts.items() if s in symbols]
    return Points(frame.geometry, tuple(symbols), tuple(frame["name"].astype(str))), entries


def village_points(
    villages: gpd.GeoDataFrame, symbols: Sequence[Symbol], status: pd.Series
) -> Points:
    """Draw villages; those without a way are marked as lost, desmigratif ones get their name.

    Parameters
    ----------
    villages : geopandas.GeoDataFrame
        n points with ``name`` and perhaps ``desmigratif``.
    symbols : sequence of Symbol
        n symbols.
    status : pandas.Series
        n times the status of the trip.

    Returns
    -------
    Points
        Villages without a way, and then those with the heaviest outline, on top.
    """
    special = np.zeros(len(villages), dtype=bool)
    if "desmigratif" in villages:
        special = villages["desmigratif"].fillna(value=False).astype(bool).to_numpy()
    names = np.where(special, villages["name"].astype(str), "").tolist()
    lost = (status == "unreachable").to_numpy()
    weight = [(s.width, s.size) for s in symbols]
    order = sorted(range(len(villages)), key=lambda i: (bool(lost[i]), weight[i]))
    return Points(
        villages.geometry.iloc[order],
        tuple(symbols[i] for i in order),
        tuple(names[i] for i in order),
        tuple(bool(lost[i]) for i in order),
        may_cover=2,
    )


def rough_label(label: str) -> str:
    """Name facilities whose place is rough."""
    return _("{label} (approximate)").format(label=label)


def extent_of(area: MapArea, *facilities: gpd.GeoDataFrame) -> Extent:
    """Return the extent of an area: boundaries, villages, and facilities that are not far off.

    Parameters
    ----------
    area : MapArea
        The area.
    *facilities : geopandas.GeoDataFrame
        Points in degrees; one farther off than `NEAR` of the area's size does not make the
        whole map smaller, see `off_map_note`.

    Returns
    -------
    tuple of float
        West, south, east, north, degrees.
    """
    west, south, east, north = extent_around(area.boundaries, area.villages)
    reach = NEAR * max(east - west, north - south)
    near = (west - reach, south - reach, east + reach, north + reach)
    close = [frame.cx[near[0] : near[2], near[1] : near[3]] for frame in facilities]
    return extent_around(area.boundaries, area.villages, *close)


def off_map_note(extent: Extent, *facilities: gpd.GeoDataFrame) -> str:
    """Say how many facilities lie outside the map; empty where none does.

    Parameters
    ----------
    extent : tuple of float
        As `extent_of` gives it.
    *facilities : geopandas.GeoDataFrame
        Points in degrees.

    Returns
    -------
    str
        A sentence.
    """
    west, south, east, north = extent
    inside = sum(len(frame.cx[west:east, south:north]) for frame in facilities)
    away = sum(len(frame) for frame in facilities) - inside
    return (
        ngettext(
            "{count} facility lies outside the map.",
            "{count} facilities lie outside the map.",
            away,
        ).format(count=away)
        if away
        else ""
    )


def extent_around(*layers: gpd.GeoDataFrame) -> Extent:
    """Return the extent of layers together; Indonesia where all are empty.

    Parameters
    ----------
    *layers : geopandas.GeoDataFrame
        Layers in degrees.

    Returns
    -------
    tuple of float
        West, south, east, north, degrees.
    """
    bounds = np.array([layer.total_bounds for layer in layers if len(layer)])
    if not len(bounds) or not np.isfinite(bounds).all():
        return INDONESIA
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)
