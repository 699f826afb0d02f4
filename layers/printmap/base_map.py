"""What the maps on paper share: boundaries, roads, facilities, words about limits and modes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import geopandas as gpd
import pandas as pd

from layers.area.study_area import StudyArea
from layers.printmap.sheet import (
    KECAMATAN,
    MapSheet,
    Points,
    Shapes,
    extent_of,
    facility_points,
    off_map_note,
    quiet_roads,
)
from layers.text.formats import number, percent
from layers.webmap import style
from layers.webmap.measure_view import MeasureView
from layers.webmap.symbols import Entry, Symbol, class_breaks
from spatial.access.measure import Measure
from spatial.access.nearest import OK
from spatial.wording import N_, _

MODE_WORDS: Final = {
    "motorcycle": N_("motorcycle"),
    "car": N_("car"),
    "walk": N_("on foot"),
}
FREE_FLOW: Final = N_("Free-flow times: no traffic jams, no waiting.")


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a map shows beside boundaries and roads.

    Attributes
    ----------
    villages, entries
        Villages, and the lines of the legend about what is classed.
    facilities
        Points and symbol by label.
    more
        Further points with their lines of the legend.
    entries_more
        Further lines of the legend.
    areas, lines
        Below the points.
    caveat
        What the user must know of this map, beside what holds for all.
    breaks
        Limits of the classes.
    are_named
        Whether the facilities get their names.
    """

    villages: Points
    entries: list[Entry]
    facilities: Mapping[str, tuple[gpd.GeoDataFrame, Symbol]] = field(default_factory=dict)
    more: tuple[tuple[Points, list[Entry]], ...] = ()
    entries_more: tuple[Entry, ...] = ()
    areas: tuple[Shapes, ...] = ()
    lines: tuple[Shapes, ...] = ()
    caveat: str = ""
    breaks: tuple[float, ...] = ()
    are_named: bool = True


def sheet_on(area: StudyArea, title: str, subtitle: str, drawn: Drawn) -> MapSheet:
    """Put what is shown on boundaries and roads, and finish legend and caveat.

    Parameters
    ----------
    area : StudyArea
        The area.
    title, subtitle : str
        Words of the sheet.
    drawn : Drawn
        What is shown.

    Returns
    -------
    MapSheet
        The map.
    """
    frames = [frame for frame, _ in drawn.facilities.values()]
    parts = [
        facility_points(frame, label, symbol)
        for label, (frame, symbol) in drawn.facilities.items()
        if len(frame)
    ]
    entries = [entry for _, found in parts for entry in found]
    parts += drawn.more
    shown = [points if drawn.are_named else replace(points, names=()) for points, _ in parts]
    extent = extent_of(area, *frames)
    roads = quiet_roads(area.roads)
    chief = [entry for _, found in drawn.more for entry in found] + list(drawn.entries_more)
    rest = [*entries]
    rest += [Entry(_("Road"), style.MAIN_ROAD)] if roads else []
    rest += [Entry(_("District (kecamatan) boundary"), KECAMATAN)] if len(area.boundaries) else []
    has_heading = bool(chief) and chief[0].symbol is None
    legend = (
        [*drawn.entries, *chief, Entry(_("Other")), *rest]
        if has_heading
        else [*drawn.entries, Entry(_("Other")), *chief, *rest]
    )
    notes = [drawn.caveat, _(style.VILLAGE_NOTE), _(FREE_FLOW), _(area.network_note),
             off_map_note(extent, *frames)]  # fmt: skip
    return MapSheet(
        title, subtitle, area.boundaries, drawn.areas, (*roads, *drawn.lines),
        (drawn.villages, *reversed(shown)), tuple(legend),
        " ".join(note for note in notes if note), extent, drawn.breaks,
    )  # fmt: skip


def view_of(measure: Measure, threshold: float) -> MeasureView:
    """Return how the map on the screen shows a measure.

    Parameters
    ----------
    measure : Measure
        Distance or time.
    threshold : float
        Metres or seconds.

    Returns
    -------
    MeasureView
        The view.
    """
    return MeasureView(measure, threshold)


def breaks_of(trips: pd.DataFrame, view: MeasureView) -> tuple[float, ...]:
    """Return the limits of the classes, as the map on the screen has them.

    Parameters
    ----------
    trips : pandas.DataFrame
        Access table.
    view : MeasureView
        Measure and threshold.

    Returns
    -------
    tuple of float
        Kilometres or minutes.
    """
    there = trips[trips["status"] == OK]
    return class_breaks(view.measure.displayed(view.measure.values(there)), view.limit)


def within_words(counts: tuple[int, int], limit: str, mode: str) -> str:
    """Say how many villages are within a limit.

    Parameters
    ----------
    counts : tuple of int
        Villages within, and all.
    limit : str
        The limit with its unit.
    mode : str
        Name of the mode.

    Returns
    -------
    str
        A sentence.
    """
    within, total = counts
    return _("{share} of the villages ({within} of {total}) are within {limit}; {mode}.").format(
        share=percent(within / total if total else None), within=number(within),
        total=number(total), limit=limit, mode=_(MODE_WORDS[mode]),
    )  # fmt: skip
