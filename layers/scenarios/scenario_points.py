"""The service points of an area as a scenario changes them, and the days on which they serve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.study_area import StudyArea
from layers.editing import points as editing
from layers.editing.place import district_at
from layers.scenarios.changes import AddFacility, CloseFacility, FacilityChange, MoveFacility
from spatial.errors import InputError
from spatial.wording import tr

if TYPE_CHECKING:
    from layers.scenarios.scenario import Scenario

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
        now = layers.get(change.layer, getattr(area, change.layer))
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
        text = tr("tidak ada titik '{id}' di lapisan {layer} wilayah ini.")
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
