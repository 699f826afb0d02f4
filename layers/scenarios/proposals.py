"""Ready-made scenarios, for the dashboard and the shell alike."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from layers.area.study_area import FACILITIES, StudyArea
from layers.coverage.search import CoverageQuestion
from layers.scenarios.answer import Side, measure_side
from layers.scenarios.changes import LONGEST_NAME, AddFacility, FacilityLayer
from layers.scenarios.scenario import WORKING_DAYS, Scenario, new_scenario
from layers.text.formats import number
from spatial.access import nearest as access
from spatial.access.measure import DISTANCE
from spatial.errors import InputError
from spatial.wording import _, ngettext

MOBILE_DAYS: Final = 4.0
"""Days per month of a proposed mobile service point: once a week (assumption)."""

PROPOSAL: Final = "keliling"


def mobile_in_worst_districts(
    area: StudyArea,
    question: CoverageQuestion,
    count: int = 2,
    days: float = MOBILE_DAYS,
    before: Side | None = None,
) -> Scenario:
    """Propose a mobile service point in each of the worst-served kecamatan.

    Parameters
    ----------
    area
        The area as it is.
    question
        What is measured, by which mode and cost.
    count
        How many kecamatan.
    days
        Days per month of each point.
    before
        `measure_side(area, question)`, where it is known already.

    Returns
    -------
    Scenario
        One `AddFacility` per kecamatan, the worst first, at the place of one of its villages.

    Raises
    ------
    InputError
        If the villages do not state their kecamatan, there are fewer than `count` of them, or
        count or days make no sense.

    Notes
    -----
    Worst is the kecamatan with the largest median of the question's measure over its villages
    with a trip; one where no village has a trip is worse still; equal ones by name. Within it the
    point stands at the village from which the fewest of its villages stay without a trip, and
    then with the least sum of trips from all villages of the kecamatan (the 1-median: Hakimi
    1964, Operations Research 12(3), 450-459); of equal ones the first by id.
    """
    side = before or measure_side(area, question)
    chosen = _worst(area, side, count)
    if not 0 < days <= WORKING_DAYS:
        text = _("The days of service per month are {days}; write more than 0, up to {most}.")
        raise InputError([text.format(days=f"{days:g}", most=f"{WORKING_DAYS:g}")])
    layer, kind = new_point_of(question.facility)
    name = f"{PROPOSAL}-{count}-kecamatan-terjauh"
    title = ngettext(
        "Mobile service in the farthest district",
        "Mobile service in the {count} farthest districts",
        count,
    ).format(count=count)
    scenario = new_scenario(area, name, title, _note(question, days))
    called = _("Mobile service {district} (in {village})")
    for district in chosen:
        village = _median_village(area, question, district)
        change = AddFacility(
            id=scenario.new_id(), layer=layer, facility_kind=kind,
            name=called.format(district=district, village=village["name"])[:LONGEST_NAME],
            lon=float(village.geometry.x), lat=float(village.geometry.y),
            days_per_month=float(days), precision="village point",
        )  # fmt: skip
        scenario = scenario.with_change(change)
    return scenario


def _worst(area: StudyArea, side: Side, count: int) -> list[str]:
    district = area.villages["district"]
    table = side.value.groupby(district).median().rename("median").reset_index()
    if not 1 <= count <= len(table):
        text = _("The number of kecamatan is {count}; this area has {known}, choose 1 up to that.")
        raise InputError([text.format(count=count, known=len(table))])
    order = pd.DataFrame(
        {"median": -table["median"].fillna(np.inf), "district": table["district"].astype(str)}
    )
    found: list[str] = order.sort_values(["median", "district"])["district"].head(count).tolist()
    return found


def _median_village(area: StudyArea, question: CoverageQuestion, district: str) -> pd.Series:
    """Return the village of a kecamatan from which its villages are reached best."""
    own = area.villages[area.villages["district"] == district]
    trips = access.matrix(area.network, own, own, question.travel)
    values = question.measure.of(trips).to_numpy()
    order = pd.DataFrame(
        {"lost": np.isnan(values).sum(axis=0), "sum": np.nansum(values, axis=0), "id": own["id"]}
    )
    best = order.sort_values(["lost", "sum", "id"]).index[0]
    village: pd.Series = own.loc[best]
    return village


def new_point_of(facility: str) -> tuple[FacilityLayer, str]:
    """Return the layer of a set of facilities, and the kind that a new point of it has."""
    if facility in FACILITIES:
        layer, kind = FACILITIES[facility]
        return ("markets", "pasar") if layer == "markets" else ("offices", kind)
    layer, _, kind = facility.partition(":")
    return ("services", kind) if layer == "services" else ("offices", kind or "disnaker")


def _note(question: CoverageQuestion, days: float) -> str:
    return _(
        "Automatic proposal: one mobile point ({days} days a month) in each district with the "
        "largest median {measure} ({facility}, {mode}), in the village with the least sum of "
        "trips for that district."
    ).format(
        days=number(days, 0 if days == int(days) else 1),
        measure=_("distance") if question.measure == DISTANCE else _("time"),
        facility=question.facility,
        mode=question.mode.name,
    )
