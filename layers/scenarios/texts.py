"""Scenarios in words for a reader: what each change is, and what happens to a village."""

from __future__ import annotations

from typing import Final

import pandas as pd

from layers.area.labels import KINDS
from layers.area.study_area import StudyArea
from layers.editing.place import length_text
from layers.scenarios.changes import (
    LABELS,
    AddFacility,
    AddFerry,
    AddRoad,
    BreakBridge,
    Change,
    CloseFacility,
    CloseRoad,
    MoveFacility,
    UpgradeRoad,
)
from layers.scenarios.scenario import Scenario
from layers.text.formats import number
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import N_, Labels, _, ngettext

EFFECT_LABELS: Final[Labels[str]] = Labels(
    {
        "better": N_("nearer"),
        "worse": N_("farther"),
        "same": N_("unchanged"),
        "newly_reachable": N_("newly reachable"),
        "newly_unreachable": N_("no longer reachable"),
        "no_trip": N_("still without a trip"),
    }
)
"""What happens to a village, in the user's language."""

QUANTITY_LABELS: Final[Labels[str]] = Labels(
    {
        "villages": N_("villages"),
        "weight": N_("people (numbers of the villages)"),
        "people": N_("people (raster)"),
    },
)
"""What is counted in coverage, in the user's language."""


def change_words(area: StudyArea, change: Change) -> str:
    """Tell what a change is, in a short sentence without its kind."""
    match change:
        case AddFacility():
            kind = _(str(KINDS.get(change.facility_kind, change.facility_kind)))
            return f"{change.name} ({kind}, {_days(change.days_per_month)})"
        case MoveFacility() | CloseFacility():
            return _facility_name(area, change)
        case BreakBridge():
            return _place(change.place)
        case CloseRoad():
            return "; ".join(map(_place, change.places))
        case _:
            return "; ".join(filter(None, _road_facts(change)))


def _road_facts(change: AddRoad | AddFerry | UpgradeRoad) -> list[str]:
    """List what is said of a road; empty texts for what is not."""
    if isinstance(change, UpgradeRoad):
        became = [_class(change.highway or ""), _speed(change.speed_kmh)]
        return [", ".join(filter(None, became)), *map(_place, change.places)]
    if isinstance(change, AddRoad):
        length = "" if change.length_m is None else length_text(change.length_m)
        return [change.name, _class(change.highway), _speed(change.speed_kmh), length]
    minutes = number(change.minutes)
    sails = "" if change.minutes is None else _("{count} min").format(count=minutes)
    return [change.name, _speed(change.speed_kmh), sails]


def changes_table(area: StudyArea, scenario: Scenario) -> pd.DataFrame:
    """List the changes of a scenario for readers.

    Returns
    -------
    pandas.DataFrame
        `number` from 1, `id`, `kind` and `what` in words, `note`.
    """
    rows = [
        {
            "number": number_,
            "id": change.id,
            "kind": LABELS[change.kind],
            "what": change_words(area, change),
            "note": change.note,
        }
        for number_, change in enumerate(scenario.changes, 1)
    ]
    return pd.DataFrame(rows, columns=["number", "id", "kind", "what", "note"])


def _facility_name(area: StudyArea, change: MoveFacility | CloseFacility) -> str:
    points = area.layer(change.layer)
    names = points.loc[points["id"] == change.facility, "name"]
    return str(names.iloc[0]) if len(names) else change.facility


def _days(days: float | None) -> str:
    if days is None:
        return _("open every working day")
    text = ngettext("mobile, {days} day per month", "mobile, {days} days per month", days)
    return text.format(days=number(days, 0 if days % 1 == 0 else 1))


def _class(highway: str) -> str:
    return _(ROAD_CLASSES[highway].label) if highway in ROAD_CLASSES else highway


def _speed(kmh: float | None) -> str:
    return "" if kmh is None else _("{speed} km/h").format(speed=number(kmh))


def _place(place: tuple[float, float]) -> str:
    return f"{number(place[0], 4)} / {number(place[1], 4)}"
