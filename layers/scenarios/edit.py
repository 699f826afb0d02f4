"""Editing of scenarios: places that were picked become changes, and cells of a table values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from pydantic import ValidationError

from layers.area.study_area import StudyArea
from layers.editing.place import Place
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
from layers.scenarios.file import problem_text
from layers.scenarios.scenario import FACILITY_LAYERS, Scenario, changed_world
from layers.scenarios.texts import change_words
from spatial.errors import InputError
from spatial.wording import _

KINDS: Final[Mapping[str, type[Change]]] = {
    "add_facility": AddFacility,
    "move_facility": MoveFacility,
    "close_facility": CloseFacility,
    "add_road": AddRoad,
    "add_ferry": AddFerry,
    "close_road": CloseRoad,
    "break_bridge": BreakBridge,
    "upgrade_road": UpgradeRoad,
}
ONE_PLACE: Final = frozenset({"add_facility", "move_facility", "break_bridge"})
LINES: Final = frozenset({"add_road", "add_ferry"})
NO_PLACE: Final = frozenset({"close_facility"})
NUMBERS: Final = ("days_per_month", "speed_kmh", "minutes")
"""Numbers of changes that the table can edit, each where the change has it."""


def make_change(
    scenario: Scenario, kind: str, places: Sequence[Place], values: Mapping[str, Any]
) -> Change:
    """Make a change of places that were picked and of what else was said.

    Parameters
    ----------
    scenario
        Where it is to go; gives it its id.
    kind
        A key of `KINDS`.
    places
        Longitude and latitude, degrees, in the order in which they were picked.
    values
        The rest, as the change has it; None where nothing was said.

    Raises
    ------
    InputError
        Listing what is missing or cannot be, in plain words.
    """
    given = {key: value for key, value in values.items() if value is not None}
    return _checked(
        KINDS[kind], {"id": scenario.new_id(), "kind": kind, **_placed(kind, places), **given}
    )


def layer_of(area: StudyArea, point: str) -> str | None:
    """Return the layer of facilities that has a point of this id; None where none has."""
    return next((n for n in FACILITY_LAYERS if (area.layer(n)["id"] == point).any()), None)


def place_of(area: StudyArea, point: str) -> Place | None:
    """Return where a village or facility of this id stands; None where there is none."""
    for layer in ("villages", *FACILITY_LAYERS):
        points = area.layer(layer)
        found = points.geometry[points["id"] == point]
        if len(found):
            return float(found.iloc[0].x), float(found.iloc[0].y)
    return None


def add_change(area: StudyArea, scenario: Scenario, change: Change) -> Scenario:
    """Add a change, if it can be made in the area after the ones before it.

    Raises
    ------
    InputError
        As `layers.scenarios.scenario.changed_world`.
    """
    longer = scenario.with_change(change)
    changed_world(area, longer)
    return longer


def editable_table(area: StudyArea, scenario: Scenario) -> pd.DataFrame:
    """List the changes for a table that can be edited.

    Returns
    -------
    pandas.DataFrame
        Index: ids of the changes. `kind` and `what` in words; `NUMBERS`, NaN where a change has
        no such number; `note`; `remove`, False.
    """
    rows = [
        {
            "kind": LABELS[change.kind],
            "what": change_words(area, change),
            **{name: getattr(change, name, None) for name in NUMBERS},
            "note": change.note,
            "remove": False,
        }
        for change in scenario.changes
    ]
    columns = ["kind", "what", *NUMBERS, "note", "remove"]
    index = pd.Index([change.id for change in scenario.changes], name="id")
    table = pd.DataFrame(rows, columns=columns, index=index)
    return table.astype(dict.fromkeys(NUMBERS, float))


def apply_table(
    area: StudyArea, scenario: Scenario, edits: Mapping[int, Mapping[str, Any]]
) -> Scenario:
    """Take over what was edited in `editable_table`, as one step.

    Parameters
    ----------
    area, scenario
        As the table was made.
    edits
        New values: position of the row, column, value.

    Raises
    ------
    InputError
        Where a value makes no sense for its change; nothing is taken over then.
    """
    changed, problems = scenario, []
    for row, values in edits.items():
        change = scenario.changes[row]
        if values.get("remove"):
            changed = changed.without(change.id)
            continue
        try:
            changed = changed.with_change(_edited(change, values))
        except InputError as error:
            problems += [f"{LABELS[change.kind]}: {line}" for line in error.problems]
    if problems:
        raise InputError(problems)
    if len(changed.changes) == len(scenario.changes):  # a removal may also mend a bad scenario
        changed_world(area, changed)
    return changed


def _edited(change: Change, values: Mapping[str, Any]) -> Change:
    known = set(type(change).model_fields)
    strange = [name for name in NUMBERS if name in values and name not in known]
    if strange:
        raise InputError([_("this change has no such number; empty it again.")])
    own = {name: values[name] for name in (*NUMBERS, "note") if name in values}
    own = {k: (v or "") if k == "note" else None if v is None else float(v)
           for k, v in own.items()}  # fmt: skip
    return _checked(type(change), {**change.model_dump(), **own})


def _placed(kind: str, places: Sequence[Place]) -> dict[str, Any]:
    """Return the members of a change that hold its places."""
    whole = tuple((float(lon), float(lat)) for lon, lat in places)
    if kind in NO_PLACE:
        return {}
    if not whole:
        raise InputError(
            [_("Click the place on the map first, or type its longitude and latitude.")]
        )
    if kind in LINES:
        if len(whole) < 2:
            raise InputError([_("Click two places or more: where the line begins and ends.")])
        return {"line": whole}
    if kind == "break_bridge":
        return {"place": whole[-1]}
    if kind in ONE_PLACE:
        return {"lon": whole[-1][0], "lat": whole[-1][1]}
    return {"places": whole}


def _checked(model: type[Change], values: Mapping[str, Any]) -> Change:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InputError([problem_text(problem) for problem in error.errors()]) from error
