"""Scenarios: named changes of a study area, and the area as it would be with them.

The area itself is never changed. `changed_world` gives another `StudyArea`, which every
analysis of the program takes like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import BaseModel, ConfigDict, Field, field_validator

from layers.area.road_source import RoadSource
from layers.area.study_area import StudyArea
from layers.editing import points as editing
from layers.editing.place import district_at
from layers.scenarios.changes import (
    AddFacility,
    Change,
    CloseFacility,
    FacilityChange,
    MoveFacility,
    change_label,
)
from layers.store.area_name import name_problem
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.road_changes.changes import change_network
from spatial.wording import _

FACILITY_LAYERS: Final = ("offices", "markets", "services")
DAYS: Final = "days_per_month"
"""Column of facility layers: days on which a mobile service point serves; empty for a permanent
one, which serves every working day."""

WORKING_DAYS: Final = 22.0
"""Working days of a month, on which a permanent service point is taken to be open (assumption:
five days a week, 5 * 52 / 12 = 21.7, rounded up; public holidays are not taken off)."""


def change_facilities(
    area: StudyArea, scenario: Scenario, labels: Mapping[str, str]
) -> tuple[dict[str, gpd.GeoDataFrame], list[str]]:
    """Make the changes of service points, one after the other.

    Parameters
    ----------
    area, scenario
        The area, and the changes; those of roads are passed over.
    labels
        By id of the change, what it is called in messages.

    Returns
    -------
    dict
        The layers that differ.
    list of str
        What could not be done, one sentence each.
    """
    layers: dict[str, gpd.GeoDataFrame] = {}
    problems: list[str] = []
    for change in scenario.changes:
        if not isinstance(change, AddFacility | MoveFacility | CloseFacility):
            continue
        now = layers.get(change.layer, area.layer(change.layer))
        try:
            layers[change.layer] = _changed(area, scenario, now, change)
        except InputError as error:
            problems += [f"{labels[change.id]}: {problem}" for problem in error.problems]
    return layers, problems


def days_of(facilities: gpd.GeoDataFrame) -> pd.Series:
    """Return the days per month on which each facility serves, on the layer's index."""
    if DAYS not in facilities:
        return pd.Series(WORKING_DAYS, index=facilities.index)
    days: pd.Series = facilities[DAYS].astype(float).fillna(WORKING_DAYS)
    return days.clip(upper=WORKING_DAYS)


def is_mobile(facilities: gpd.GeoDataFrame) -> pd.Series:
    """Tell which facilities come and go, on the layer's index."""
    if DAYS not in facilities:
        return pd.Series(data=False, index=facilities.index)
    found: pd.Series = facilities[DAYS].notna()
    return found


def _changed(
    area: StudyArea, scenario: Scenario, now: gpd.GeoDataFrame, change: FacilityChange
) -> gpd.GeoDataFrame:
    if isinstance(change, AddFacility):
        return _added(area, scenario, now, change)
    if change.facility not in set(now["id"]):
        text = _("there is no point '{id}' in the layer {layer} of this area.")
        raise InputError([text.format(id=f"{change.facility:.60}", layer=change.layer)])
    if isinstance(change, CloseFacility):
        return editing.remove_point(now, change.layer, change.facility)
    moved = editing.move_point(now, change.layer, change.facility, change.lon, change.lat)
    facts = {
        "district": district_at(area.boundaries, change.lon, change.lat),
        "precision": "map view",
        "source": f"skenario: {scenario.title}",
    }
    return editing.set_values(moved, change.layer, {change.facility: facts})


def _added(
    area: StudyArea, scenario: Scenario, now: gpd.GeoDataFrame, change: AddFacility
) -> gpd.GeoDataFrame:
    values = {
        "id": change.facility,
        "name": change.name,
        "kind": change.facility_kind,
        "regency": area.regency or None,
        "district": district_at(area.boundaries, change.lon, change.lat),
        "source": f"skenario: {scenario.title}",
        "precision": change.precision,
        **({"confirmed": False} if "confirmed" in now else {}),
        DAYS: np.nan if change.days_per_month is None else change.days_per_month,
    }
    before = now if DAYS in now else now.assign(**{DAYS: np.nan})
    return editing.add_point(before, change.layer, values, change.lon, change.lat)


MAX_CHANGES = 500


class Scenario(BaseModel):
    """Named changes of an area.

    Attributes
    ----------
    name
        Short and safe as the name of a file, as names of areas are.
    title, note
        What people read.
    area
        Name of the area that it was made for.
    area_digest
        `area_fingerprint` of that area; tells a colleague whose area differs.
    changes
        Made one after the other.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    name: str
    title: Annotated[str, Field(min_length=1, max_length=200)]
    note: Annotated[str, Field(max_length=2000)] = ""
    area: str = ""
    area_digest: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")] = ""
    changes: Annotated[
        tuple[Annotated[Change, Field(discriminator="kind")], ...], Field(max_length=MAX_CHANGES)
    ] = ()

    @field_validator("name")
    @classmethod
    def _safe(cls, name: str) -> str:
        if name_problem(name):
            text = _("the name '{name}' may only have small letters a-z, digits, - and _")
            raise ValueError(text.format(name=f"{name:.60}"))
        return name

    @field_validator("changes")
    @classmethod
    def _own_ids(cls, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        ids = [change.id for change in changes]
        repeated = sorted({name for name in ids if ids.count(name) > 1})
        if repeated:
            text = _("ids of changes are used more than once: {ids}")
            raise ValueError(text.format(ids=", ".join(repeated)))
        return changes

    def new_id(self) -> str:
        """Make an id for a further change: `c1`, `c2`, …, above all that are there."""
        numbers = [int(c.id[1:]) for c in self.changes if c.id[:1] == "c" and c.id[1:].isdigit()]
        return f"c{max(numbers, default=0) + 1}"

    def with_change(self, change: Change) -> Scenario:
        """Return the scenario with one more change, or with this one in place of its old self."""
        ids = [old.id for old in self.changes]
        changes = (
            tuple(change if old.id == change.id else old for old in self.changes)
            if change.id in ids
            else (*self.changes, change)
        )
        return self.model_copy(update={"changes": changes})

    def without(self, *ids: str) -> Scenario:
        """Return the scenario without some changes."""
        kept = tuple(change for change in self.changes if change.id not in ids)
        return self.model_copy(update={"changes": kept})

    def named(self, name: str, title: str, note: str = "") -> Scenario:
        """Return the same changes under another name."""
        return self.model_copy(update={"name": name, "title": title, "note": note})

    def digest(self) -> str:
        """Return a text that changes with anything that the scenario says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @property
    def key(self) -> str:
        """A text that changes with anything that the scenario says; see `digest`."""
        return self.digest()


@dataclass(frozen=True)
class ScenarioHistory:
    """A scenario with what it was before, and what was undone; steps are pure."""

    current: Scenario
    past: tuple[Scenario, ...] = ()
    future: tuple[Scenario, ...] = ()

    def then(self, changed: Scenario) -> ScenarioHistory:
        """Go on with a changed scenario; what was undone is forgotten."""
        if changed == self.current:
            return self
        return ScenarioHistory(changed, (*self.past, self.current))

    def undo(self) -> ScenarioHistory:
        """Go one step back; the same history where there is none."""
        if not self.past:
            return self
        return ScenarioHistory(self.past[-1], self.past[:-1], (*self.future, self.current))

    def redo(self) -> ScenarioHistory:
        """Take an undo back; the same history where there is none."""
        if not self.future:
            return self
        return ScenarioHistory(self.future[-1], (*self.past, self.current), self.future[:-1])


@dataclass(frozen=True, eq=False)
class ChangedWorld:
    """An area with a scenario, and what each change did.

    Attributes
    ----------
    area
        The changed area.
    drawn
        By id of a change of the network: the roads that it made, took or upgraded, or the
        broken place; degrees.
    """

    area: StudyArea
    drawn: Mapping[str, shapely.Geometry]


def new_scenario(area: StudyArea, name: str, title: str, note: str = "") -> Scenario:
    """Begin a scenario without changes.

    Raises
    ------
    InputError
        If the name is not safe or the title empty.
    """
    problems = []
    if name_problem(name):
        text = _("the name '{name}' may only have small letters a-z, digits, - and _")
        problems.append(text.format(name=f"{name:.60}") + ".")
    if not title.strip():
        problems.append(_("The scenario has no title yet."))
    if problems:
        raise InputError(problems)
    return Scenario(
        name=name, title=title.strip()[:200], note=note[:2000], area=area.name,
        area_digest=area_fingerprint(area),
    )  # fmt: skip


def changed_world(area: StudyArea, scenario: Scenario) -> ChangedWorld:
    """Make the changes of a scenario.

    Parameters
    ----------
    area
        The area; nothing in it is changed. It may be another one than the scenario was made
        for, see `area_differences`.
    scenario
        The changes.

    Returns
    -------
    ChangedWorld
        With a digest of its own, and the scenario among the sources. Without changes of roads
        the network is the very same.

    Raises
    ------
    InputError
        Listing every change that cannot be made: a facility that the area does not have, a
        place that is near no road, a speed above the legal cap.
    """
    labels = {c.id: change_label(n, c) for n, c in enumerate(scenario.changes, 1)}
    layers, problems = change_facilities(area, scenario, labels)
    roads = {labels[c.id]: c.road_change() for c in scenario.changes if hasattr(c, "road_change")}
    try:
        made = change_network(area.network, roads)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    if problems:
        raise InputError(problems)
    by_label = {label: change for change, label in labels.items()}
    changed = replace(
        area,
        **layers,
        roads_source=_source(area.roads_source, made.network),
        sources=MappingProxyType({**area.sources, "scenario": scenario_facts(area, scenario)}),
        digest=hashlib.sha256(f"{area.digest} {scenario.digest()}".encode()).hexdigest()[:16],
    )
    drawn = {by_label[label]: shape for label, shape in made.drawn.items()}
    return ChangedWorld(changed, MappingProxyType(drawn))


def scenario_facts(area: StudyArea, scenario: Scenario) -> dict[str, Any]:
    """Return the facts of a scenario for the provenance of a result: enough to make it again."""
    return {
        "description": scenario.title,
        "files": [],
        "base_area": area.name,
        "base_digest": area.digest,
        "base_fingerprint": area_fingerprint(area),
        "scenario": scenario.model_dump(mode="json"),
    }


def area_fingerprint(area: StudyArea) -> str:
    """Return a text that two areas share exactly when the same is measured in them.

    Unlike `StudyArea.digest` it stays when an area is exported and imported, or saved again
    without a change: villages, facilities and the network count, not dates or files.
    """
    found = hashlib.sha256()
    for layer in ("villages", *FACILITY_LAYERS):
        frame = area.layer(layer)
        for id_, kind, shape in zip(frame["id"], frame["kind"], frame.geometry, strict=True):
            found.update(f"{layer} {id_} {kind} ".encode() + shape.wkb)
    net = area.network
    found.update(net.remember(("fingerprint",), lambda: _network_sum(net)))
    return found.hexdigest()[:16]


def area_differences(area: StudyArea, scenario: Scenario) -> list[str]:
    """Say in what an area is not the one that a scenario was made for; nothing if it is."""
    if scenario.area_digest and scenario.area_digest != area_fingerprint(area):
        text = _(
            "Scenario '{title}' was made on data of the area '{old}' that differ from the "
            "data of '{new}' here: points or road network are not the same, so the numbers "
            "may differ."
        )
        return [text.format(title=scenario.title, old=scenario.area, new=area.name)]
    return []


def _source(source: RoadSource, network: RoadNetwork) -> RoadSource:
    if network is source.network:
        return source
    return replace(source, network=network, kind=f"{source.kind}, changed by a scenario")


def _network_sum(network: RoadNetwork) -> bytes:
    found = hashlib.sha256()
    for array in (network.node_xy, network.u, network.v, network.length_m, network.oneway,
                  network.maxspeed_kmh, shapely.get_coordinates(network.geometry)):  # fmt: skip
        found.update(array.tobytes())
    found.update("\n".join(map(str, network.highway)).encode())
    return found.digest()
