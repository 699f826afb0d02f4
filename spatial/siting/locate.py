"""Where to put the next facilities: location-allocation on network cost.

Four questions; sites that exist already stay and cost nothing in each:

- `p-median`: least sum of weight times cost (Hakimi 1964; ReVelle & Swain 1970);
- `mclp`: most weight within a threshold, for a given number of sites (Church & ReVelle 1974);
- `lscp`: fewest sites until all are within the threshold (Toregas et al. 1971);
- `p-center`: least cost of the worst-served demand (Hakimi 1964).

Pairs without a trip are forbidden: they are no part of any model. A demand that no site can serve
is left out, counted and named by its status, and never costs a number. Where that many sites
cannot serve all that could be served, as on islands, the p-median first serves as much weight as
possible and the p-center as many demands as possible; then each answers its question for those.

References
----------
See `p_median`, `covering` and `p_center`; for all, Daskin, M. S. (1995). Network and
Discrete Location: Models, Algorithms, and Applications. Wiley.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.siting.covering import Choice, fewest_sites, most_covered
from spatial.siting.heuristics import chosen_cost
from spatial.siting.p_center import p_center
from spatial.siting.p_median import p_median
from spatial.siting.task import (
    BEYOND,
    GAP_OPTIMAL,
    MODELS,
    OK,
    UNREACHABLE,
    UNSERVED,
    Bools,
    Model,
    SitingResult,
    SitingTask,
    Status,
    Watch,
    relative_gap,
)
from spatial.wording import _

COVERING: tuple[Model, ...] = ("mclp", "lscp")
"""Models that know a threshold; the others have none, whatever is given."""

SAME = 1e-12
"""Sums that differ by less than this share are equal."""


def locate(
    task: SitingTask,
    model: Model,
    sites: int = 1,
    threshold: float | None = None,
    watch: Watch | None = None,
) -> SitingResult:
    """Choose sites.

    Parameters
    ----------
    task
        Costs, existing sites and weights; a demand of weight 0 counts nothing.
    model
        One of `MODELS`.
    sites
        Most new sites; `lscp` finds the number itself.
    threshold
        Greatest cost that counts as covered, **inclusive**; for `mclp` and `lscp`.
    watch
        Time limit, progress and stop; 60 s by default.

    Returns
    -------
    SitingResult
        Best found when time is over, with the bound that says how good it can be at most.

    Raises
    ------
    InputError
        For an unknown model, a missing or negative threshold, or too many sites.

    Examples
    --------
    >>> cost = np.array([[0.0, 4.0, 9.0], [np.nan, 0.0, 1.0], [9.0, 7.0, 0.0]])
    >>> task = SitingTask(cost, np.array([True, False, False]), np.array([1.0, 1.0, 5.0]))
    >>> found = locate(task, "p-median", sites=1)
    >>> found.chosen.tolist(), found.objective, found.status
    ([2], 1.0, 'optimal')
    """
    _check(task, model, sites, threshold)
    watch = Watch() if watch is None else watch
    limit = threshold if threshold is not None and model in COVERING else np.inf
    choice = _search(task, model, sites, limit, watch)
    positions = _useful(task, model, choice.chosen, limit)
    return _result(task, model, replace(choice, chosen=positions), limit, watch)


def _check(task: SitingTask, model: Model, sites: int, threshold: float | None) -> None:
    problems = []
    if model not in MODELS:
        problems.append(
            _("There is no model '{model}'; choose {models}.").format(
                model=model, models=", ".join(MODELS)
            )
        )
    if model in COVERING and not (threshold is not None and 0 <= threshold < np.inf):
        problems.append(_("This model needs a threshold of 0 or more."))
    if problems:
        raise InputError(problems)
    if model != "lscp":
        task.check_sites(sites)


def _search(task: SitingTask, model: Model, sites: int, limit: float, watch: Watch) -> Choice:
    """Ask the model; positions among the candidates."""
    offer, base, weight = task.offer, task.base, task.weight
    if model == "p-median":
        return p_median(offer, base, weight, sites, watch)
    if model == "p-center":
        return p_center(offer, base, weight, sites, watch)
    cover = (offer <= limit) & np.isfinite(offer)
    open_ = (weight > 0) & ~((base <= limit) & np.isfinite(base))
    if model == "mclp":
        found = most_covered(cover[open_], weight[open_], sites, watch)
        kept = float(weight[~open_].sum())
        return Choice(found.chosen, found.value + kept, found.bound + kept)
    return fewest_sites(cover[open_ & cover.any(axis=1)], watch)


def _useful(task: SitingTask, model: Model, chosen: Ints, limit: float) -> Ints:
    """Drop chosen candidates without which the answer is as good."""
    kept = [int(one) for one in np.sort(chosen)]
    now = _worth(task, model, np.array(kept, dtype=np.int64), limit)
    for one in list(kept):
        rest = [other for other in kept if other != one]
        if _same(_worth(task, model, np.array(rest, dtype=np.int64), limit), now):
            kept = rest
    return np.array(kept, dtype=np.int64)


def _same(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return all(
        abs(a - b) <= SAME * max(abs(a), abs(b)) for a, b in zip(first, second, strict=True)
    )


def _worth(task: SitingTask, model: Model, chosen: Ints, limit: float) -> tuple[float, float]:
    """Weight (p-center: number) that is not served, and the objective of those who are."""
    cost = chosen_cost(task.offer, task.base, chosen)
    counts = task.weight > 0
    served = counts & np.isfinite(cost)
    if model == "p-center":
        return float((counts & ~served).sum()), float(cost[served].max(initial=0.0))
    if model == "p-median":
        return float(task.weight[~served].sum()), float(task.weight[served] @ cost[served])
    return float(task.weight[~(served & (cost <= limit))].sum()), 0.0


def _result(
    task: SitingTask, model: Model, choice: Choice, limit: float, watch: Watch
) -> SitingResult:
    chosen = task.candidates[choice.chosen]
    open_ = np.sort(np.append(np.flatnonzero(task.existing), chosen))
    assignment, cost = _assigned(task.cost, open_)
    status, objective, bound = _verdict(task, model, choice, cost, limit)
    return SitingResult(
        model=model,
        chosen=chosen,
        assignment=assignment,
        cost=cost,
        demand_status=_statuses(task.cost, cost, limit),
        objective=objective,
        bound=bound,
        status=status,
        seconds=watch.seconds,
    )


def _assigned(cost: Floats, open_: Ints) -> tuple[Ints, Floats]:
    """Give every demand its best open site; of several equal ones the first."""
    if not len(open_):
        return np.full(len(cost), -1, dtype=np.int64), np.full(len(cost), np.nan)
    own = np.where(np.isnan(cost[:, open_]), np.inf, cost[:, open_])
    best = own.argmin(axis=1)
    least = own.min(axis=1)
    has = np.isfinite(least)
    return np.where(has, open_[best], -1), np.where(has, least, np.nan)


def _verdict(
    task: SitingTask, model: Model, choice: Choice, cost: Floats, limit: float
) -> tuple[Status, float, float]:
    """Say how sure the answer is; its value is counted anew from the sites."""
    counts = task.weight > 0
    within = np.isfinite(task.cost[counts]) & (task.cost[counts] <= limit)
    if not within.any():
        return "infeasible", np.nan, np.nan
    served = counts & np.isfinite(cost)
    value = {
        "p-median": float(task.weight[served] @ cost[served]),
        "p-center": float(cost[served].max(initial=0.0)),
        "mclp": float(task.weight[served & (np.nan_to_num(cost) <= limit)].sum()),
        "lscp": float(len(choice.chosen)),
    }[model]
    bound = max(choice.bound, value) if model == "mclp" else min(choice.bound, value)
    proven = relative_gap(value, bound) <= GAP_OPTIMAL
    return ("optimal" if proven else "feasible"), value, bound


def _statuses(every: Floats, cost: Floats, limit: float) -> NDArray[np.object_]:
    """(n,) what became of each demand."""
    trip = np.isfinite(every)
    near = trip & (every <= limit)
    served: Bools = np.isfinite(cost) & (np.nan_to_num(cost) <= limit)
    found = np.select(
        [served, near.any(axis=1), trip.any(axis=1)], [OK, UNSERVED, BEYOND], UNREACHABLE
    )
    return found.astype(object)
