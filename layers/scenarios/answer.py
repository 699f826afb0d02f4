"""What a scenario changes: each village before and after, who gains, who loses, and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.provenance import access_provenance
from layers.area.study_area import StudyArea
from layers.coverage.search import CoverageQuestion
from layers.population.village_people import PeopleSource, people_sources
from layers.scenarios.scenario import ChangedWorld, Scenario, changed_world, scenario_facts
from layers.scenarios.scenario_points import DAYS, WORKING_DAYS, is_mobile
from layers.scenarios.scenario_sides import Side, measure_side, threshold_name
from layers.scenarios.scenario_tables import coverage_table, district_table
from spatial.errors import InputError
from spatial.routing.od_solver import Cost
from spatial.wording import tr

BETTER, WORSE, SAME = "better", "worse", "same"
NEWLY_REACHABLE, NEWLY_UNREACHABLE, NO_TRIP = "newly_reachable", "newly_unreachable", "no_trip"
EFFECTS: Final = (BETTER, WORSE, SAME, NEWLY_REACHABLE, NEWLY_UNREACHABLE, NO_TRIP)
"""What a scenario does to a village."""

SAME_WITHIN: Final[Mapping[Cost, float]] = {"distance": 0.1, "time": 0.002}
"""Metres and minutes below which a trip counts as the same: a road that was split at a new
junction is drawn anew to about a tenth of a millimetre."""

PEOPLE: Final = "people"


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
        Ascending, inclusive; metres or minutes.
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
            name = threshold_name(limit, self.question.cost)
            table[f"days_{name}_before"] = self.days[0][limit]
            table[f"days_{name}_after"] = self.days[1][limit]
        if self.people is not None:
            table[PEOPLE] = self.people.people.reindex(base["id"]).to_numpy()
        change = self.after.value - self.before.value
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
        was, now, effects = self.before.value, self.after.value, self.effect.value_counts()
        both = was.notna() & now.notna()
        found: dict[str, Any] = {
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "changes": len(self.scenario.changes),
            "villages": len(was),
            **{name: int(effects.get(name, 0)) for name in EFFECTS},
        }
        for row in map(_Row._make, self.coverage[list(_Row._fields)].to_numpy().tolist()):
            stem = f"{row.quantity}_{threshold_name(row.threshold, self.question.cost)}"
            found |= {f"{stem}_before": row.within_before, f"{stem}_after": row.within_after}
            if row.quantity == "villages":
                found[f"{stem}_mobile_only"] = row.mobile_only_after
        unit = "m" if self.question.cost == "distance" else "minutes"
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
        source = self.world.area.roads_source
        return access_provenance(
            question=f"scenario '{self.scenario.name}': nearest {self.question.facility} before "
            f"and after, {self.area.title}",
            sources={**self.area.sources, "scenario": scenario_facts(self.area, self.scenario)},
            network={**source.to_dict(), "note": self.area.network_note},
            mode=self.question.mode,
            cost=self.question.cost,
            max_snap_m=self.question.max_snap_m,
            extra={
                "facility": self.question.facility,
                "thresholds": list(self.thresholds),
                "threshold_unit": "m" if self.question.cost == "distance" else "minutes",
                "threshold_rule": "within means <= threshold; villages without a trip are outside",
                "same_within": SAME_WITHIN[self.question.cost],
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
        In metres or minutes, as the question's cost; inclusive.
    before
        `measure_side(area, question)`, where it is known already.

    Raises
    ------
    InputError
        As `changed_world` and `measure_side`, or for thresholds that are no positive numbers.
    """
    limits = tuple(sorted({float(limit) for limit in thresholds}))
    if not limits or not all(np.isfinite(limit) and limit > 0 for limit in limits):
        raise InputError([tr("Ambang harus angka lebih dari 0; sebutkan paling tidak satu.")])
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
            [tr("Skenario hanya dapat dibandingkan dengan wilayah, pertanyaan dan ambang sama.")]
        )
    return pd.DataFrame([answer.summary() for answer in answers])
