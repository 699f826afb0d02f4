"""A scenario as maps on paper: before and after in equal classes, and what changes."""

from __future__ import annotations

from typing import Final, Literal

import geopandas as gpd

from layers.printmap.base_map import MODE_WORDS, Drawn, sheet_on, within_words
from layers.printmap.sheet import MapSheet, Points, Shapes, facility_points, village_points
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.changes import LABELS, BreakBridge
from layers.scenarios.map import (
    BROKEN,
    ROADS,
    change_symbols,
    facility_parts,
    value_breaks,
    value_symbols,
)
from layers.scenarios.scenario import is_mobile
from layers.text.formats import number
from layers.text.measures import long_threshold_text
from layers.webmap.symbols import Entry
from spatial.wording import N_, _

View = Literal["change", "before", "after"]
TITLES: Final = {
    "change": N_("What changes: {scenario}"),
    "before": N_("Before: {scenario}"),
    "after": N_("After: {scenario}"),
}
DAYS_NOTE: Final = N_("Mobile points do not serve every day.")


def scenario_sheet(answer: ScenarioAnswer, view: View) -> MapSheet:
    """Map a scenario.

    Parameters
    ----------
    answer : ScenarioAnswer
        The answer.
    view : {"change", "before", "after"}
        What changes for each village, or its distance or time on one side; the classes of both
        sides are the same, so that the two maps can be laid side by side.

    Returns
    -------
    MapSheet
        The map, with the first threshold among the limits of the classes.
    """
    symbols, entries = change_symbols(answer) if view == "change" else value_symbols(answer, view)
    side = answer.before if view == "before" else answer.after
    lines, bridges, roads = _changed_roads(answer) if view != "before" else ([], [], [])
    return sheet_on(
        answer.area,
        _(TITLES[view]).format(scenario=answer.scenario.title),
        _caption(answer, view),
        Drawn(
            village_points(answer.area.villages, symbols, side.trips["status"]), entries,
            more=(*_facilities(answer, view), *((bridge, []) for bridge in bridges)),
            lines=tuple(lines), entries_more=tuple(roads),
            caveat=_(DAYS_NOTE) if is_mobile(answer.after.facilities).any() else "",
            breaks=() if view == "change" else value_breaks(answer),
        ),
    )  # fmt: skip


def _caption(answer: ScenarioAnswer, view: View) -> str:
    """Say how many villages are within the first threshold, before, after or both."""
    limit, total = answer.thresholds[0], len(answer.area.villages)
    words, mode = long_threshold_text(answer.question.measure, limit), answer.question.mode.name
    before = int((answer.before.value <= limit).sum())
    after = int((answer.after.value <= limit).sum())
    if view != "change":
        return within_words((before if view == "before" else after, total), words, mode)
    return _("Villages within {limit}: from {before} to {after} of {total}; {mode}.").format(
        limit=words, before=number(before), after=number(after), total=number(total),
        mode=_(MODE_WORDS[mode]),
    )  # fmt: skip


def _facilities(answer: ScenarioAnswer, view: View) -> list[tuple[Points, list[Entry]]]:
    """Return the facilities of a side; those that shut are crosses, however sure their place."""
    found = []
    shown = facility_parts(answer, after=view != "before", change=view == "change")
    for label, symbol, frame in shown:
        text = label[:1].upper() + label[1:]
        if symbol.fill == "none":
            names = tuple(frame["name"].astype(str))
            points = Points(frame.geometry, (symbol,) * len(frame), names)
            found.append((points, [Entry(text, symbol, len(frame))]))
        else:
            found.append(facility_points(frame, text, symbol))
    return found


def _changed_roads(answer: ScenarioAnswer) -> tuple[list[Shapes], list[Points], list[Entry]]:
    """Return lines, broken bridges, and their lines of the legend."""
    lines: list[Shapes] = []
    points: list[Points] = []
    entries: dict[str, Entry] = {}
    for change in answer.scenario.changes:
        shape = answer.world.drawn.get(change.id)
        if shape is None:
            continue
        label, drawn = LABELS[change.kind], gpd.GeoSeries([shape], crs=4326)
        if isinstance(change, BreakBridge):
            points.append(Points(drawn, (BROKEN,)))
            entries[label] = Entry(label, BROKEN)
        else:
            lines.append(Shapes(drawn, ROADS[type(change)]))
            entries[label] = Entry(label, ROADS[type(change)])
    return lines, points, list(entries.values())
