"""The map of a scenario: what changes for each village, before and after in equal classes.

Boundaries and roads stay; all else are layers that change without building the map again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.area.labels import STATUS
from layers.editing.place import Place
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.changes import LABELS, AddFerry, AddRoad, BreakBridge, CloseRoad, UpgradeRoad
from layers.scenarios.scenario import is_mobile
from layers.scenarios.texts import EFFECT_LABELS, change_words
from layers.scenarios.views import limit_words
from layers.text import formats
from layers.text.formats import limit_text
from layers.text.measures import unit_text
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import base_map, finish, lines, points
from layers.webmap.common_layers import MapArea, add_boundaries, add_quiet_roads, first_view
from layers.webmap.elements import Legend, LegendContent
from layers.webmap.symbols import (
    Entry,
    Symbol,
    class_breaks,
    class_colours,
    class_labels,
    class_of,
)
from spatial.access.measure import DISTANCE
from spatial.wording import _

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
        (_("service points"), FACILITY, shown[~is_new & ~mobile]),
        (_("service points, new or moved"), NEW, shown[is_new & ~mobile]),
        (_("mobile service"), MOBILE, shown[mobile]),
    ]
    if change:
        gone = was[~was["id"].isin(now["id"])]
        parts.append((_("service point closed"), SHUT, gone))
        left = was[_moved(now, was)]
        parts.append((_("where a moved point was before"), FACILITY.imprecise(), left))
    return [part for part in parts if len(part[2])]


def village_facts(answer: ScenarioAnswer) -> pd.DataFrame:
    """Tell each village's trip before and after in words; on the villages' index."""
    was, now, villages = answer.before.trips, answer.after.trips, answer.area.villages
    facts = {
        _("District"): villages["district"].fillna("").astype(str),
        _("Change"): answer.effect.map(EFFECT_LABELS.__getitem__),
        _("Before"): _trip_words(was),
        _("After"): _trip_words(now),
    }
    for place, limit in enumerate(answer.thresholds):
        name = limit_words(answer, limit)
        days = [found.iloc[:, place].map(formats.number) for found in answer.days]
        text = _("Days of service per month within {limit}").format(limit=name)
        facts[text] = days[0] + " → " + days[1]
    facts[_("Code")] = villages["id"].astype(str)
    return pd.DataFrame(facts, index=villages.index)


def _trip_words(trips: pd.DataFrame) -> pd.Series:
    ok = trips["status"] == "ok"
    names = trips["destination_name"].fillna("").astype(str)
    lengths = trips["total_m"].map(formats.km) + ", " + trips["minutes"].map(formats.minutes)
    found: pd.Series = (lengths + ": " + names).where(
        ok, trips["status"].map(lambda word: _(STATUS.get(word, "")))
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


View = Literal["change", "before", "after"]
VIEWS: Final = ("change", "before", "after")

FAR_BETTER: Final = Symbol("circle", "#0571b0", "#08306b", 16, 0.8)
BETTER: Final = Symbol("circle", "#92c5de", "#0571b0", 13, 0.8)
SAME: Final = Symbol("circle", "#f2f2f2", "#8c8c8c", 9, 0.8)
WORSE: Final = Symbol("circle", "#f4a582", "#ca0020", 13, 0.8)
FAR_WORSE: Final = Symbol("circle", "#ca0020", "#67001f", 16, 0.8)
"""ColorBrewer RdBu (Brewer & Harrower): safe for the colour-blind; larger is a larger change."""

GAINED: Final = Symbol("plus", "#0571b0", "#ffffff", 18, 1)
LOST: Final = Symbol("cross", "none", "#ca0020", 14, 3.4)
PICKED: Final = Symbol("line", "none", "#c2007a", 22, 2.5, "3 5")


def scenario_paper(area: MapArea, attribution: str = style.CREDIT) -> OfflineMap:
    """Draw what no scenario changes: boundaries and roads; `scenario_layers` fills the legend."""
    paper = base_map(first_view(area, None), attribution)
    add_boundaries(paper, area.boundaries)
    add_quiet_roads(paper, area.roads)
    return finish(paper, Legend([Entry(_("Road"), style.MAIN_ROAD)]))


def scenario_layers(answer: ScenarioAnswer, view: View) -> list[folium.FeatureGroup]:
    """Draw the villages, the facilities and the changed roads, with the legend.

    Parameters
    ----------
    answer
        The answer.
    view
        The change of every village, or its distance or time before or after; the classes of
        the latter two are the same.

    Returns
    -------
    list of folium.FeatureGroup
        For ``feature_group_to_add`` of streamlit-folium, or for the map itself.
    """
    villages = answer.area.villages
    symbols, entries = change_symbols(answer) if view == "change" else value_symbols(answer, view)
    together = folium.FeatureGroup(_("Village"))
    facts = village_facts(answer)
    circles = np.array([symbol.shape == "circle" for symbol in symbols])
    quiet = np.array([symbol is SAME for symbol in symbols])
    for some in (quiet, circles & ~quiet, ~circles):
        if some.any():
            drawn = [s for s, shown in zip(symbols, some, strict=True) if shown]
            points(villages[some], drawn, facts[some]).add_to(together)
    things = folium.FeatureGroup(_("Change"))
    entries += road_layers(things, answer) if view != "before" else []
    entries += facility_layers(things, answer, after=view != "before", change=view == "change")
    LegendContent([*entries, Entry(_("Road"), style.MAIN_ROAD)], _note()).add_to(things)
    return [together, things]


def change_symbols(answer: ScenarioAnswer) -> tuple[list[Symbol], list[Entry]]:
    """Choose the symbols of n villages by what changes for them, and the legend of it."""
    effect = answer.effect
    change = answer.question.measure.displayed(answer.after.value - answer.before.value)
    step = change_step(change[effect.isin(["better", "worse"])])
    looks = pd.Series(SAME, index=effect.index, dtype=object)
    cases: Mapping[Symbol, pd.Series] = {
        FAR_BETTER: (effect == "better") & (change < -step),
        BETTER: (effect == "better") & (change >= -step),
        WORSE: (effect == "worse") & (change <= step),
        FAR_WORSE: (effect == "worse") & (change > step),
        GAINED: effect == "newly_reachable",
        LOST: effect == "newly_unreachable",
    }
    for symbol, rows in cases.items():
        looks[rows] = [symbol] * int(rows.sum())
    entries = _change_entries(answer, step, {s: int(rows.sum()) for s, rows in cases.items()})
    status = answer.after.trips["status"]
    for key, (label, symbol) in style.NO_WAY.items():
        rows = (effect == "no_trip") & (status == key)
        looks[rows] = [symbol] * int(rows.sum())
        if rows.any():
            entries.append(Entry(_("unchanged: {label}").format(label=_(label).lower()), symbol,
                                 int(rows.sum())))  # fmt: skip
    return looks.tolist(), entries


def change_step(changes: pd.Series) -> float:
    """Choose the round limit between a small and a large change: the half are larger, about."""
    found = changes.abs().dropna()
    if found.empty:
        return 1.0
    middle = float(found.median())
    power = 10.0 ** math.floor(math.log10(max(middle, 0.01)))
    return min((power * n for n in (1, 2, 5, 10)), key=lambda value: abs(value - middle))


def value_breaks(answer: ScenarioAnswer) -> tuple[float, ...]:
    """Choose the limits of the classes, km or minutes: of both sides together, so equal."""
    measure = answer.question.measure
    both = measure.displayed(pd.concat([answer.before.value, answer.after.value]))
    return class_breaks(both.to_numpy(), measure.displayed_threshold(answer.thresholds[0]))


def value_symbols(
    answer: ScenarioAnswer, view: Literal["before", "after"]
) -> tuple[list[Symbol], list[Entry]]:
    """Choose the symbols of n villages by distance or time, in classes that both views share."""
    measure = answer.question.measure
    unit, breaks = unit_text(measure), value_breaks(answer)
    limit = measure.displayed_threshold(answer.thresholds[0])
    classes = [
        replace(style.BEYOND if low >= limit else style.WITHIN, fill=colour)
        for low, colour in zip((-np.inf, *breaks), class_colours(len(breaks) + 1), strict=True)
    ]
    side = answer.before if view == "before" else answer.after
    value = measure.displayed(side.value).to_numpy()
    place = class_of(np.nan_to_num(value), breaks)
    status = side.trips["status"]
    looks = [
        style.NO_WAY[word][1] if np.isnan(metres) else classes[row]
        for word, metres, row in zip(status, value, place, strict=True)
    ]
    counts = np.bincount(place[~np.isnan(value)], minlength=len(classes))
    head = _("Before (villages)") if view == "before" else _("After (villages)")
    entries = [Entry(head)]
    entries += [
        Entry(label, symbol, int(count))
        for label, symbol, count in zip(class_labels(breaks, unit), classes, counts, strict=True)
    ]
    entries += [
        Entry(_(label), symbol, int((status == key).sum()))
        for key, (label, symbol) in style.NO_WAY.items()
        if (status == key).any()
    ]
    return looks, entries


def picked_layer(places: Sequence[Place]) -> folium.FeatureGroup:
    """Draw the places that were picked for a change, joined by a line in their order."""
    layer = folium.FeatureGroup(_("Chosen point"))
    if len(places) > 1:
        lines(gpd.GeoSeries([shapely.LineString(places)]), PICKED, pane="route").add_to(layer)
    if places:
        frame = gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in places], crs="EPSG:4326")
        points(frame, [style.PIN] * len(places)).add_to(layer)
    return layer


def _change_entries(
    answer: ScenarioAnswer, step: float, counts: Mapping[Symbol, int]
) -> list[Entry]:
    size = f"{limit_text(step)} {unit_text(answer.question.measure)}"
    labels = {
        FAR_BETTER: _("less by > {size}").format(size=size),
        BETTER: _("less by up to {size}").format(size=size),
        WORSE: _("more by up to {size}").format(size=size),
        FAR_WORSE: _("more by > {size}").format(size=size),
        GAINED: _("newly reachable"),
        LOST: _("no longer reachable"),
    }
    same = Entry(_("unchanged"), SAME, int((answer.effect == "same").sum()))
    found = [Entry(text, s, counts[s]) for s, text in labels.items() if counts[s]]
    head = (
        _("Change of distance (villages)")
        if answer.question.measure == DISTANCE
        else _("Change of time (villages)")
    )
    return [Entry(head), *found, same]


def _note() -> str:
    return _(
        "Mobile points do not serve every day: see the days of service in the table of villages."
    )
