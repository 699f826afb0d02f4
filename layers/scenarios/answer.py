"""What a scenario changes: each village before and after, who gains, who loses, and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.facilities import OFFICES, SERVICES, facilities_of
from layers.area.inputs import Ground
from layers.area.provenance import access_provenance
from layers.area.study_area import FACILITIES, StudyArea
from layers.coverage.answer import WEIGHT
from layers.coverage.search import CoverageQuestion, PeopleCells, area_ground, search
from layers.population.village_people import PeopleSource, people_sources
from layers.scenarios.scenario import (
    DAYS,
    WORKING_DAYS,
    ChangedWorld,
    Scenario,
    changed_world,
    days_of,
    is_mobile,
    scenario_facts,
)
from spatial.access import nearest as access
from spatial.access.coverage import PEOPLE, VILLAGES, coverage
from spatial.access.nearest import NUMBERS, OK, UNREACHABLE
from spatial.errors import InputError
from spatial.routing.travel import Cost
from spatial.wording import _


@dataclass(frozen=True, eq=False)
class Side:
    """What a question finds in one world.

    Attributes
    ----------
    area
        The world.
    question
        What was asked.
    facilities
        The facilities that count; may be empty, and then nothing is reachable.
    trips
        As `access.nearest` for k = 1, on the villages' index.
    cells
        The people of the population raster with their trips; None without a raster.
    """

    area: StudyArea
    question: CoverageQuestion
    facilities: gpd.GeoDataFrame
    trips: pd.DataFrame
    cells: PeopleCells | None

    @property
    def value(self) -> pd.Series:
        """Metres or seconds of each village's trip; NaN where there is none."""
        return self.question.measure.values(self.trips).where(self.trips["status"] == OK)

    def days(self, thresholds: tuple[float, ...]) -> pd.DataFrame:
        """Count the days per month on which a service is within each threshold.

        Returns
        -------
        pandas.DataFrame
            On the villages' index, one column per threshold: `WORKING_DAYS` near a permanent
            service point; near mobile ones only, the sum of their days, which are taken to fall
            on different days, up to `WORKING_DAYS`; 0 where no service is within the threshold.
        """
        mobile = is_mobile(self.facilities)
        permanent = self._nearest(self.facilities[~mobile]) if mobile.any() else self.value
        visits = self._visits(self.facilities[mobile])
        table = {}
        for limit in thresholds:
            always = permanent <= limit
            coming = (visits[0] <= limit) @ visits[1]
            table[limit] = np.where(always, WORKING_DAYS, np.minimum(coming, WORKING_DAYS))
        return pd.DataFrame(table, index=self.trips.index)

    def _nearest(self, facilities: gpd.GeoDataFrame) -> pd.Series:
        if facilities.empty:
            return pd.Series(np.nan, index=self.trips.index)
        trips = access.nearest(
            self.area.network, self.area.villages, facilities, self.question.travel
        )
        return self.question.measure.values(trips)

    def _visits(self, mobile: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
        """(n, f) metres or seconds from every village to every mobile point, and (f,) days."""
        days = days_of(mobile).to_numpy(dtype=np.float64)
        if mobile.empty:
            return np.zeros((len(self.trips), 0)), days
        trips = access.matrix(self.area.network, self.area.villages, mobile, self.question.travel)
        return self.question.measure.of(trips).to_numpy(), days


def measure_side(area: StudyArea, question: CoverageQuestion) -> Side:
    """Ask a question in one world.

    Parameters
    ----------
    area
        The world, as it is or changed.
    question
        What to measure; all facilities of its set count.

    Raises
    ------
    InputError
        If the set of facilities is unknown, single facilities were chosen, or the mode may use
        none of the roads.
    """
    if question.chosen:
        text = _("A scenario counts all service points; close those that should not count.")
        raise InputError([text])
    facilities = _facilities(area, question.facility)
    if facilities.empty:
        return Side(area, question, facilities, _nothing(area), _nobody(area, question))
    if area.population is not None:
        base = search(area_ground(area, question), question)
        return Side(area, question, facilities, base.trips, base.cells)
    trips = access.nearest(area.network, area.villages, facilities, question.travel)
    return Side(area, question, facilities, trips, None)


def _facilities(area: StudyArea, key: str) -> gpd.GeoDataFrame:
    """Return the facilities of a set, which may have become empty by a scenario."""
    layer, kind = FACILITIES.get(key, (key.partition(":")[0], key.partition(":")[2]))
    if layer in {OFFICES, SERVICES, "markets"}:
        points = area.layer(layer)
        return points[points["kind"] == kind] if kind else points
    return facilities_of(area, key)


def _nothing(area: StudyArea) -> pd.DataFrame:
    """Return trips for a world without facilities: nobody reaches any."""
    villages = area.villages
    blank = pd.Series(None, index=villages.index, dtype=object)
    table = pd.DataFrame(
        {
            "origin_id": villages["id"],
            "origin_name": villages["name"],
            "destination_id": blank,
            "destination_name": blank,
            "rank": pd.array([pd.NA] * len(villages), dtype="Int64"),
            "status": UNREACHABLE,
        },
        index=villages.index,
    )
    return table.assign(**dict.fromkeys(NUMBERS, np.nan))


def _nobody(area: StudyArea, question: CoverageQuestion) -> PeopleCells | None:
    """Return the people of the raster where there is no facility.

    They are found by a search from the villages, whose results are then taken away.
    """
    if area.population is None:
        return None
    stand_in = Ground(
        area.title, area.roads_source, area.villages, area.villages, area.boundaries,
        area.population, area.sources,
    )  # fmt: skip
    cells = search(stand_in, question).cells
    if cells is None:
        return None
    status = cells.trips["status"].where(cells.trips["status"] != OK, UNREACHABLE)
    trips = pd.DataFrame(
        {"status": status, question.measure.column: np.nan}, index=cells.trips.index
    )
    return PeopleCells(cells.table, trips)


COUNTED: Final = ("total", "within", "outside", "unreachable", "off_network", "share_within")


def coverage_table(answer: ScenarioAnswer, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Count what lies within each threshold, before and after.

    Parameters
    ----------
    answer
        The answer.
    by
        Columns of the villages to group by; everything together by default.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, `threshold`, `quantity` (`villages`; `weight` for the people that
        stand for each village; `people` for those of a raster), `total`; `within`, `outside`,
        `unreachable`, `off_network`, `share_within` each with `_before` and `_after`;
        `change` of `within`; for villages `mobile_only_before` and `mobile_only_after`: of those
        within, the ones that only a mobile service point reaches.
    """
    keys = [*by, "threshold", "quantity"]
    was, now = (_counts(answer, side, by) for side in (answer.before, answer.after))
    joined = was.merge(now, on=keys, suffixes=("_before", "_after"), validate="1:1")
    joined = joined.rename(columns={"total_before": "total"}).drop(columns="total_after")
    joined["change"] = joined["within_after"] - joined["within_before"]
    only = _mobile_only(answer, by)
    return joined.merge(only, on=keys, how="left", validate="1:1")


def district_table(answer: ScenarioAnswer) -> pd.DataFrame:
    """Sum up the change of every kecamatan, the one that gains most first.

    Returns
    -------
    pandas.DataFrame
        `district`; `villages`, and how many of them are `better`, `worse`, `newly_reachable`,
        `newly_unreachable`; `median_before`, `median_after` (metres or minutes, of villages with
        a trip), `worst_before`, `worst_after`; per threshold `within_<threshold>_before` and
        `…_after`; `people` within the first threshold likewise, where something stands for them.
    """
    district = answer.area.villages["district"].fillna("")
    measure = answer.question.measure
    was, now = (measure.in_file_unit(side.value) for side in (answer.before, answer.after))
    frame = pd.DataFrame({"district": district, "was": was, "now": now})
    groups = frame.groupby("district")
    table = pd.DataFrame({"villages": groups.size()})
    for name in ("better", "worse", "newly_reachable", "newly_unreachable"):
        table[name] = (answer.effect == name).groupby(district).sum().astype(int)
    for name, column in (("before", "was"), ("after", "now")):
        table[f"median_{name}"] = groups[column].median()
        table[f"worst_{name}"] = groups[column].max()
    counts = coverage_table(answer, ("district",)).set_index("district")
    for limit in answer.thresholds:
        stem = measure.threshold_name(limit)
        for quantity, word in ((VILLAGES, "within"), (WEIGHT, "people_within"),
                               (PEOPLE, "raster_within")):  # fmt: skip
            rows = counts[(counts["threshold"] == limit) & (counts["quantity"] == quantity)]
            if len(rows):
                table[f"{word}_{stem}_before"] = rows["within_before"]
                table[f"{word}_{stem}_after"] = rows["within_after"]
    table["change"] = table["median_after"] - table["median_before"]
    return table.sort_values("change", kind="stable").reset_index()


def _counts(answer: ScenarioAnswer, side: Side, by: tuple[str, ...]) -> pd.DataFrame:
    villages, measure = answer.area.villages, answer.question.measure
    weights: tuple[str, ...] = ()
    if answer.people is not None:
        numbers = answer.people.people.reindex(villages["id"]).to_numpy(dtype=np.float64)
        villages, weights = villages.assign(**{WEIGHT: numbers}), (WEIGHT,)
    limits = list(answer.thresholds)
    parts = [coverage(side.trips, villages, limits, measure, weights=weights, by=by)]
    if side.cells is not None and set(by) <= set(side.cells.table):
        found = coverage(
            side.cells.trips, side.cells.table, limits, measure, weights=(PEOPLE,), by=by
        )
        parts.append(found[found["quantity"] == PEOPLE])
    table = pd.concat(parts, ignore_index=True)
    return table[[*by, "threshold", "quantity", *COUNTED]]


def _mobile_only(answer: ScenarioAnswer, by: tuple[str, ...]) -> pd.DataFrame:
    """Count the villages that have a service within a threshold on some working days only."""
    villages = answer.area.villages
    parts = []
    for limit in answer.thresholds:
        flags = pd.DataFrame(
            {
                f"mobile_only_{word}": (days[limit] > 0) & (days[limit] < WORKING_DAYS)
                for word, days in zip(("before", "after"), answer.days, strict=True)
            },
            index=villages.index,
        )
        grouped = (
            flags.groupby([villages[name].fillna("") for name in by]).sum().reset_index()
            if by
            else flags.sum().to_frame().T
        )
        parts.append(grouped.assign(threshold=float(limit), quantity=VILLAGES))
    return pd.concat(parts, ignore_index=True)


BETTER, WORSE, SAME = "better", "worse", "same"
NEWLY_REACHABLE, NEWLY_UNREACHABLE, NO_TRIP = "newly_reachable", "newly_unreachable", "no_trip"
EFFECTS: Final = (BETTER, WORSE, SAME, NEWLY_REACHABLE, NEWLY_UNREACHABLE, NO_TRIP)
"""What a scenario does to a village."""

SAME_WITHIN: Final[Mapping[Cost, float]] = {"distance": 0.1, "time": 0.12}
"""Metres and seconds below which a trip counts as the same: a road that was split at a new
junction is drawn anew to about a tenth of a millimetre."""


class _Row(NamedTuple):
    """What the key figures take of a row of `coverage_table`."""

    quantity: str
    threshold: float
    within_before: float
    within_after: float
    mobile_only_after: float


@dataclass(frozen=True, eq=False)
class ScenarioAnswer:
    """The answer to a question about a scenario.

    Attributes
    ----------
    area, scenario, question
        What was asked.
    thresholds
        Ascending, inclusive; metres or seconds.
    world
        The changed area.
    before, after
        What the question finds without and with the scenario.
    people
        What stands for the people of each village; None where nothing does.
    """

    area: StudyArea
    scenario: Scenario
    question: CoverageQuestion
    thresholds: tuple[float, ...]
    world: ChangedWorld
    before: Side
    after: Side
    people: PeopleSource | None

    @cached_property
    def effect(self) -> pd.Series:
        """What happens to each village, one of `EFFECTS`, on the villages' index."""
        was, now = self.before.value, self.after.value
        step = SAME_WITHIN[self.question.cost]
        cases = {
            NO_TRIP: was.isna() & now.isna(),
            NEWLY_REACHABLE: was.isna() & now.notna(),
            NEWLY_UNREACHABLE: was.notna() & now.isna(),
            BETTER: was - now > step,
            WORSE: now - was > step,
        }
        found = np.select(list(cases.values()), list(cases), SAME)
        return pd.Series(found, index=was.index)

    @cached_property
    def villages(self) -> gpd.GeoDataFrame:
        """Every village before and after; those that gain most first.

        Returns
        -------
        geopandas.GeoDataFrame
            On the villages' index: `id`, `name`, `district`, `effect` (`EFFECTS`); `status_…`,
            `facility_…` (nearest), `total_m_…`, `minutes_…` each with `before` and `after`;
            `change_m`, `change_minutes` (after - before; NaN where one of them has no trip);
            `mobile_after` (the nearest one comes and goes); per threshold
            `days_<threshold>_before` and `…_after`; `people` where something stands for them;
            the points, EPSG:4326.
        """
        base = self.area.villages
        table = pd.DataFrame({"id": base["id"], "name": base["name"],
                              "district": base["district"], "effect": self.effect})  # fmt: skip
        for word, side in (("before", self.before), ("after", self.after)):
            trips = side.trips
            table[f"status_{word}"] = trips["status"]
            table[f"facility_{word}"] = trips["destination_name"]
            table[f"total_m_{word}"] = trips["total_m"]
            table[f"minutes_{word}"] = trips["minutes"]
        table["change_m"] = table["total_m_after"] - table["total_m_before"]
        table["change_minutes"] = table["minutes_after"] - table["minutes_before"]
        mobile = set(self.after.facilities.loc[is_mobile(self.after.facilities), "id"])
        table["mobile_after"] = self.after.trips["destination_id"].isin(mobile)
        for limit in self.thresholds:
            name = self.question.measure.threshold_name(limit)
            table[f"days_{name}_before"] = self.days[0][limit]
            table[f"days_{name}_after"] = self.days[1][limit]
        if self.people is not None:
            table[PEOPLE] = self.people.people.reindex(base["id"]).to_numpy()
        change = table[f"change_{self.question.measure.file_unit}"]  # as the table shows it
        order = pd.DataFrame({"rank": self.effect.map(_ORDER), "change": change})
        ordered = table.loc[order.sort_values(["rank", "change"], kind="stable").index]
        return gpd.GeoDataFrame(ordered, geometry=base.geometry.loc[ordered.index], crs=base.crs)

    @cached_property
    def days(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Days per month within each threshold, before and after; see `Side.days`."""
        return self.before.days(self.thresholds), self.after.days(self.thresholds)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """Coverage at every threshold; see `layers.scenarios.scenario_tables.coverage_table`."""
        return coverage_table(self)

    @cached_property
    def districts(self) -> pd.DataFrame:
        """Change of every kecamatan; see `layers.scenarios.scenario_tables.district_table`."""
        return district_table(self)

    def summary(self) -> dict[str, Any]:
        """Return the key figures of the scenario, one row of `compare_scenarios`."""
        measure, effects = self.question.measure, self.effect.value_counts()
        was, now = (measure.in_file_unit(side.value) for side in (self.before, self.after))
        both = was.notna() & now.notna()
        found: dict[str, Any] = {
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "changes": len(self.scenario.changes),
            "villages": len(was),
            **{name: int(effects.get(name, 0)) for name in EFFECTS},
        }
        for row in map(_Row._make, self.coverage[list(_Row._fields)].to_numpy().tolist()):
            stem = f"{row.quantity}_{measure.threshold_name(row.threshold)}"
            found |= {f"{stem}_before": row.within_before, f"{stem}_after": row.within_after}
            if row.quantity == "villages":
                found[f"{stem}_mobile_only"] = row.mobile_only_after
        unit = measure.file_unit
        found |= {
            f"median_{unit}_before": was.median(),
            f"median_{unit}_after": now.median(),
            f"worst_{unit}_before": was.max(),
            f"worst_{unit}_after": now.max(),
            f"sum_change_{unit}": float((now - was)[both].sum()),
        }
        return found

    def provenance(self) -> dict[str, Any]:
        """Collect what the answer was made from, the scenario itself included."""
        source, measure = self.world.area.roads_source, self.question.measure
        return access_provenance(
            question=f"scenario '{self.scenario.name}': nearest {self.question.facility} before "
            f"and after, {self.area.title}",
            sources={**self.area.sources, "scenario": scenario_facts(self.area, self.scenario)},
            network={**source.to_dict(), "note": self.area.network_note},
            travel=self.question.travel,
            extra={
                "facility": self.question.facility,
                "thresholds": [measure.threshold_in_file_unit(limit) for limit in self.thresholds],
                "threshold_unit": measure.file_unit,
                "threshold_rule": "within means <= threshold; villages without a trip are outside",
                "same_within": measure.threshold_in_file_unit(SAME_WITHIN[self.question.cost]),
                "working_days_per_month": WORKING_DAYS,
                "days_rule": f"{DAYS} of mobile points are taken to fall on different days; a "
                "permanent point serves every working day",
                "people": None if self.people is None else self.people.label,
            },
        )


_ORDER: Final = {name: place for place, name in enumerate(
    (NEWLY_REACHABLE, BETTER, NEWLY_UNREACHABLE, WORSE, SAME, NO_TRIP)
)}  # fmt: skip


def ask_scenario(
    area: StudyArea,
    scenario: Scenario,
    question: CoverageQuestion,
    thresholds: Sequence[float],
    before: Side | None = None,
) -> ScenarioAnswer:
    """Compare an area without and with a scenario.

    Parameters
    ----------
    area
        The area as it is.
    scenario
        The changes.
    question
        What is measured, on both sides; all facilities of its set count.
    thresholds
        In metres or seconds, as the question's cost; inclusive.
    before
        `measure_side(area, question)`, where it is known already.

    Raises
    ------
    InputError
        As `changed_world` and `measure_side`, or for thresholds that are no positive numbers.
    """
    limits = tuple(sorted({float(limit) for limit in thresholds}))
    if not limits or not all(np.isfinite(limit) and limit > 0 for limit in limits):
        raise InputError([_("Thresholds must be numbers above 0; state at least one.")])
    world = changed_world(area, scenario)
    sides = before or measure_side(area, question), measure_side(world.area, question)
    people = next(iter(people_sources(area).values()), None)
    return ScenarioAnswer(area, scenario, question, limits, world, *sides, people)


def compare_scenarios(answers: Sequence[ScenarioAnswer]) -> pd.DataFrame:
    """Put the key figures of scenarios beside each other, one row each.

    Raises
    ------
    InputError
        If they were not asked the same question of the same area.
    """
    asked = {(a.area.digest, a.question, a.thresholds) for a in answers}
    if len(asked) > 1:
        raise InputError(
            [_("Scenarios can only be compared with the same area, question and thresholds.")]
        )
    return pd.DataFrame([answer.summary() for answer in answers])
