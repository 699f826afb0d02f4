"""Where the next service helps most: the sites, and every village before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.inputs import Weight
from layers.area.provenance import access_provenance
from layers.jobs.progress import Report
from layers.siting.candidates import SEAT_NOTE
from layers.siting.question import SitingQuestion
from layers.siting.trips import SitesMeasured, trips_to
from spatial.access.nearest import OK
from spatial.siting.locate import COVERING, locate
from spatial.siting.task import SitingResult, SitingTask, Status, Watch

RULED = ("p-median", "p-center")
"""Models that ask for everybody's trip, and so need a rule for those who have none."""


@dataclass(frozen=True, eq=False)
class SitingAnswer:
    """The answer.

    Attributes
    ----------
    measured, question, weight
        What was asked; without a weight every village counts as 1.
    result
        What the search found.
    """

    measured: SitesMeasured
    question: SitingQuestion
    weight: Weight | None
    result: SitingResult

    @property
    def numbers(self) -> pd.Series:
        """What each village counts as, on the villages' index; unknown weights count as 0."""
        return village_numbers(self.measured, self.weight)

    @cached_property
    def before(self) -> pd.DataFrame:
        """The trip of each village to the best facility that is there; see `trips_to`."""
        return trips_to(self.measured, self.measured.existing)

    @cached_property
    def after(self) -> pd.DataFrame:
        """The trip of each village to the best open site; see `trips_to`."""
        kept = self.measured.existing if self.question.keep else np.zeros(0, dtype=np.int64)
        return trips_to(self.measured, np.append(kept, self.result.chosen))

    @property
    def chosen(self) -> gpd.GeoDataFrame:
        """The rows of `measured.sites` that were chosen."""
        return self.measured.sites.iloc[self.result.chosen]

    def objective_and_bound(self) -> tuple[float, float]:
        """Return what the model counts, and its bound, as files have them.

        Returns
        -------
        tuple of float
            Villages or weight where the model counts these; else metres or minutes.
        """
        found, measure = self.result, self.measured.question.measure
        if self.question.model in COVERING:
            return found.objective, found.bound
        return measure.in_file_unit(found.objective), measure.in_file_unit(found.bound)

    def provenance(self, what: str, **extra: object) -> dict[str, Any]:
        """Collect what the answer was made from, and how sure it is."""
        ground, asked, found = self.measured.ground, self.measured.question, self.result
        measure, (objective, bound) = asked.measure, self.objective_and_bound()
        limit = measure.threshold_in_file_unit(self.question.threshold)
        return access_provenance(
            question=f"{what}, {ground.title}",
            sources=ground.sources, network=ground.roads.to_dict(), travel=asked.travel,
            extra={
                "facility": asked.facility,
                "candidates": list(asked.candidates),
                "candidate_count": int((~self.measured.sites["existing"]).sum()),
                **({"seats": SEAT_NOTE} if "seats" in asked.candidates else {}),
                "siting": {**self.question.to_dict(), "threshold": limit},
                "threshold_unit": measure.file_unit,
                "threshold_rule": "within means <= threshold",
                "weight": "each village counts as 1" if self.weight is None else self.weight.label,
                "chosen": self.chosen["id"].tolist(),
                "objective": objective, "bound": bound, "gap": found.gap,
                "solution": found.status, "solver": "HiGHS", "seconds": round(found.seconds, 3),
                "left_out": pd.Series(found.demand_status).value_counts().to_dict(),
                **extra,
            },
        )  # fmt: skip


def village_numbers(measured: SitesMeasured, weight: Weight | None) -> pd.Series:
    """Return what each village counts as: 1 each without a weight; unknown weights count as 0."""
    villages = measured.ground.villages
    if weight is None:
        return pd.Series(1.0, index=villages.index)
    return weight.numbers.astype(float).fillna(0.0)


def ask_siting(
    measured: SitesMeasured,
    question: SitingQuestion,
    weight: Weight | None = None,
    watch: Watch | None = None,
) -> SitingAnswer:
    """Search the best sites.

    Parameters
    ----------
    measured
        All trips.
    question
        What is best.
    weight
        What villages count as; each as 1 by default.
    watch
        Progress and stop; by default only the time limit of the question.

    Raises
    ------
    InputError
        As `spatial.siting.locate.locate`, and if there is no facility to keep nor a candidate.
    """
    watch = Watch(question.limit_s) if watch is None else watch
    is_there = measured.sites["existing"].to_numpy(dtype=np.bool_)
    cost = measured.cost if question.keep else np.where(is_there, np.nan, measured.cost)
    numbers = village_numbers(measured, weight).to_numpy()
    reached = np.isfinite(cost[:, is_there]).any(axis=1)
    if not question.serve_first and question.model in RULED and numbers[reached].any():
        numbers = np.where(reached, numbers, 0.0)
    result = locate(
        SitingTask(cost, is_there, numbers), question.model, question.sites, question.threshold,
        watch,
    )  # fmt: skip
    return SitingAnswer(measured, question, weight, result)


def gain_curve(answer: SitingAnswer, most: int, progress: Report | None = None) -> pd.DataFrame:
    """Ask the same for 1, 2, … sites: what each further one gains.

    Parameters
    ----------
    answer
        The answer whose question is asked again; not of the model `lscp`.
    most
        Most sites.
    progress
        Called after each search with how many of how many are done.

    Returns
    -------
    pandas.DataFrame
        `sites` (0: as it is), `objective` (as the model counts it, metres or
        seconds), `bound`, `gap`, `status`,
        `gain` over one site less, and `unserved` (villages that no open site serves).
    """
    rows = [_as_it_is(answer)]
    for sites in range(1, most + 1):
        question = replace(answer.question, sites=sites)
        found = ask_siting(answer.measured, question, answer.weight).result
        unserved = int((found.assignment < 0).sum())
        rows.append((sites, found.objective, found.bound, found.gap, found.status, unserved))
        if progress is not None:
            progress(sites, most)
    table = pd.DataFrame(
        rows, columns=["sites", "objective", "bound", "gap", "status", "unserved"]
    )
    sign = 1.0 if answer.question.model == "mclp" else -1.0
    return table.assign(gain=sign * table["objective"].diff())


def filed_gain_curve(answer: SitingAnswer, curve: pd.DataFrame) -> pd.DataFrame:
    """Convert what trips cost in a curve to metres or minutes, as files have them.

    Parameters
    ----------
    answer
        The answer.
    curve
        As `gain_curve` gives it.
    """
    if answer.question.model in COVERING:
        return curve
    measure = answer.measured.question.measure
    return curve.assign(
        **{name: measure.in_file_unit(curve[name]) for name in ("objective", "bound", "gain")}
    )


def _as_it_is(answer: SitingAnswer) -> tuple[int, float, float, float, Status, int]:
    """Return the row of no new site; NaN where nothing is there to count."""
    trips = answer.before if answer.question.keep else trips_to(answer.measured, np.zeros(0, int))
    ok = (trips["status"] == OK).to_numpy()
    counted = ok & (answer.numbers.to_numpy() > 0)
    value = answer.measured.question.measure.values(trips).to_numpy()[counted]
    weight = answer.numbers.to_numpy()[counted]
    model = answer.question.model
    if model == "mclp":
        objective = float(weight[value <= answer.question.threshold].sum())
    elif not counted.any():
        objective = np.nan
    else:
        objective = float(weight @ value if model == "p-median" else value.max())
    return 0, objective, objective, 0.0, "optimal", int((~ok).sum())
