"""The map of the parts of a network: what does not hang together, and whom it cuts off."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from layers.text.formats import km, number
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import base_map, finish, group, lines, points
from layers.webmap.common_layers import MapArea, add_boundaries, add_points, bounds_of
from layers.webmap.elements import Legend
from layers.webmap.symbols import Entry
from spatial.wording import tr


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
    entries += add_points(paper, tr("Kantor layanan"), area.offices, style.OFFICE)
    return finish(paper, Legend(entries, style.VILLAGE_NOTE))


def _add_parts(paper: OfflineMap, parts: gpd.GeoDataFrame, role: str) -> Entry | None:
    """Draw the parts of a role line by line: simplifying one large geometry takes seconds."""
    chosen = parts[parts["role"] == role]
    if chosen.empty:
        return None
    label, symbol = tr(style.PART[role][0]), style.PART[role][1]
    each = chosen.assign(told=_told(chosen)).explode(ignore_index=True)
    names = None if role == "utama" else each["told"]
    group(paper, label, lines(each.geometry, symbol, names))
    return Entry(label, symbol, len(chosen))


def _told(parts: gpd.GeoDataFrame) -> pd.Series:
    """Name each part with its length and what lies on it."""
    return pd.Series(
        [
            tr("Bagian {part}: {length}, {villages} desa, {facilities} fasilitas").format(
                part=row.part,
                length=km(row.km * 1000),
                villages=number(row.villages),
                facilities=number(row.facilities),
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
                tr("Kecamatan"): some["district"].fillna("").astype(str),
                tr("Ke jalan terdekat"): some["leg_m"].map(km),
                tr("Di bagian jaringan"): some["part"].replace(0, "").astype(str),
            }
        )
        name = tr("Desa: {status}").format(status=tr(label).lower())
        group(paper, name, points(some, [symbol] * len(some), facts))
        entries.append(Entry(name, symbol, len(some)))
    return entries
