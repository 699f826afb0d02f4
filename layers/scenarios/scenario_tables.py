"""Coverage before and after a scenario: at every threshold, and per kecamatan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from layers.coverage.answer import WEIGHT
from layers.scenarios.scenario_points import WORKING_DAYS
from layers.scenarios.scenario_sides import Side, threshold_name
from spatial.access.coverage import PEOPLE, VILLAGES, coverage

if TYPE_CHECKING:
    from layers.scenarios.answer import ScenarioAnswer

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
    frame = pd.DataFrame({"district": district, "was": answer.before.value,
                          "now": answer.after.value})  # fmt: skip
    groups = frame.groupby("district")
    table = pd.DataFrame({"villages": groups.size()})
    for name in ("better", "worse", "newly_reachable", "newly_unreachable"):
        table[name] = (answer.effect == name).groupby(district).sum().astype(int)
    for name, column in (("before", "was"), ("after", "now")):
        table[f"median_{name}"] = groups[column].median()
        table[f"worst_{name}"] = groups[column].max()
    counts = coverage_table(answer, ("district",)).set_index("district")
    for limit in answer.thresholds:
        stem = threshold_name(limit, answer.question.cost)
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
