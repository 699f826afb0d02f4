"""The facilities and roads of a scenario on its map, and what is told of each village."""

from __future__ import annotations

from typing import Final

import folium
import geopandas as gpd
import pandas as pd
import shapely

from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.changes import LABELS, AddFerry, AddRoad, BreakBridge, CloseRoad, UpgradeRoad
from layers.scenarios.scenario_points import is_mobile
from layers.scenarios.texts import EFFECT_LABELS, change_words
from layers.scenarios.views import limit_words
from layers.text import formats
from layers.webmap import style
from layers.webmap.base import lines, points
from layers.webmap.symbols import Entry, Symbol
from spatial.wording import tr

FACILITY: Final = Symbol("square", "#26348b", "#ffffff", 15, 1.2)
NEW: Final = Symbol("square", "#c2007a", "#ffffff", 17, 1.4)
MOBILE: Final = Symbol("diamond", "#c2007a", "#ffffff", 18, 1.4)
SHUT: Final = Symbol("cross", "none", "#26348b", 14, 3)
"""What a scenario does is drawn in one colour, which no class of villages has."""

ROADS: Final[dict[type, Symbol]] = {
    AddRoad: Symbol("line", "none", "#c2007a", 22, 4),
    AddFerry: Symbol("line", "none", "#c2007a", 22, 3.5, "8 6"),
    UpgradeRoad: Symbol("line", "none", "#e69f00", 22, 5),
    CloseRoad: Symbol("line", "none", "#222222", 22, 4, "2 6"),
}
BROKEN: Final = Symbol("cross", "none", "#222222", 16, 3.6)


def road_layers(layer: folium.FeatureGroup, answer: ScenarioAnswer) -> list[Entry]:
    """Draw the roads that a scenario changes; return their lines of the legend."""
    entries: dict[str, Entry] = {}
    for change in answer.scenario.changes:
        shape = answer.world.drawn.get(change.id)
        if shape is None:
            continue
        words = pd.Series([change_words(answer.area, change) or LABELS[change.kind]])
        label = LABELS[change.kind]
        if isinstance(change, BreakBridge):
            points(_frame([shape], words), [BROKEN], _nothing(1)).add_to(layer)
            entries[label] = Entry(label, BROKEN)
        else:
            symbol = ROADS[type(change)]
            lines(gpd.GeoSeries([shape]), symbol, words).add_to(layer)
            entries[label] = Entry(label, symbol)
    return list(entries.values())


def facility_layers(
    layer: folium.FeatureGroup, answer: ScenarioAnswer, *, after: bool, change: bool
) -> list[Entry]:
    """Draw the facilities of one side, or of both with what became of them.

    Parameters
    ----------
    layer
        Where they are drawn.
    answer
        The answer.
    after
        Draw the facilities with the scenario, else those without.
    change
        Draw those that shut, and where those that move were, too.
    """
    entries = []
    for label, symbol, frame in facility_parts(answer, after=after, change=change):
        points(frame, [symbol] * len(frame), style.facts(frame)).add_to(layer)
        entries.append(Entry(label, symbol, len(frame)))
    return entries


def facility_parts(
    answer: ScenarioAnswer, *, after: bool, change: bool
) -> list[tuple[str, Symbol, gpd.GeoDataFrame]]:
    """Sort the facilities by what became of them, as `facility_layers` draws them.

    Returns
    -------
    list of tuple
        Label, symbol and points; none is empty.
    """
    was, now = answer.before.facilities, answer.after.facilities
    shown = now if after else was
    mobile = is_mobile(shown)
    is_new = ~shown["id"].isin(was["id"]) | _moved(was, shown)
    parts = [
        (tr("titik layanan"), FACILITY, shown[~is_new & ~mobile]),
        (tr("titik layanan baru atau dipindah"), NEW, shown[is_new & ~mobile]),
        (tr("layanan keliling"), MOBILE, shown[mobile]),
    ]
    if change:
        gone = was[~was["id"].isin(now["id"])]
        parts.append((tr("titik layanan ditutup"), SHUT, gone))
        left = was[_moved(now, was)]
        parts.append((tr("tempat semula titik yang dipindah"), FACILITY.imprecise(), left))
    return [part for part in parts if len(part[2])]


def village_facts(answer: ScenarioAnswer) -> pd.DataFrame:
    """Tell each village's trip before and after in words; on the villages' index."""
    was, now, villages = answer.before.trips, answer.after.trips, answer.area.villages
    facts = {
        tr("Kecamatan"): villages["district"].fillna("").astype(str),
        tr("Perubahan"): answer.effect.map(EFFECT_LABELS.__getitem__),
        tr("Sebelum"): _trip_words(was),
        tr("Sesudah"): _trip_words(now),
    }
    for place, limit in enumerate(answer.thresholds):
        name = limit_words(answer, limit)
        days = [found.iloc[:, place].map(formats.number) for found in answer.days]
        text = tr("Hari layanan per bulan dalam {limit}").format(limit=name)
        facts[text] = days[0] + " → " + days[1]
    facts[tr("Kode")] = villages["id"].astype(str)
    return pd.DataFrame(facts, index=villages.index)


def _trip_words(trips: pd.DataFrame) -> pd.Series:
    ok = trips["status"] == "ok"
    names = trips["destination_name"].fillna("").astype(str)
    told = trips["total_m"].map(formats.km) + ", " + trips["minutes"].map(formats.minutes)
    found: pd.Series = (told + ": " + names).where(
        ok, trips["status"].map(lambda word: tr(style.STATUS.get(word, "")))
    )
    return found


def _moved(was: gpd.GeoDataFrame, now: gpd.GeoDataFrame) -> pd.Series:
    """Tell which facilities stand elsewhere than before, on the index of `now`."""
    places = dict(zip(was["id"], was.geometry, strict=True))
    moved = [
        name in places and not shapely.equals(places[name], shape)
        for name, shape in zip(now["id"], now.geometry, strict=True)
    ]
    return pd.Series(moved, index=now.index, dtype=bool)


def _frame(shapes: list[shapely.Geometry], names: pd.Series) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": names, "name": names}, geometry=shapes, crs="EPSG:4326")


def _nothing(rows: int) -> pd.DataFrame:
    return pd.DataFrame(index=range(rows))
