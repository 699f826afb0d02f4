"""How good a p-median can be at best, and which sites and pairs the best one cannot use.

Lagrangian relaxation of "every demand is served once" (Cornuejols, Fisher & Nemhauser 1977): for
any prices l_i of the demands, L(l) = sum of l_i + the p smallest of rho_j, where rho_j is the sum
over i of min(0, w_i c_ij - l_i), is at most the cost of the best choice. What would lift L above
the cost of a known choice is not in any better one and is left out of the exact model.

References
----------
Cornuejols, G., Fisher, M. L. & Nemhauser, G. L. (1977). Location of bank accounts to optimize
float. Management Science 23(8), 789-810. Held, M., Wolfe, P. & Crowder, H. P. (1974). Validation
of subgradient optimization. Mathematical Programming 6, 62-88. Beasley, J. E. (1993). Lagrangean
heuristics for location problems. European Journal of Operational Research 65(3), 383-399.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spatial.arrays import Floats, Ints
from spatial.siting.task import GAP_OPTIMAL, Bools, Watch, relative_gap

ROUNDS = 1500
PATIENCE = 25
"""Rounds without a better bound before the step is halved."""

LEAST_STEP = 0.002
FIRST_STEP = 1.0
CLOSE = 1e-9
"""Share of the known cost by which a bound has to exceed it before anything is left out."""


@dataclass(frozen=True, eq=False)
class Median:
    """A p-median in which as few as possible are left unserved, and then as little is travelled.

    Attributes
    ----------
    offer
        (n, m) cost to every candidate; infinite where forbidden.
    base
        (n,) cost to what is there already; infinite where there is none.
    weight
        (n,) what a demand counts as, above 0.
    sites
        Most sites.
    left
        Weight that no choice of that many sites can serve.
    offset
        Cost of demands that no candidate can better.
    harsh
        How many times the greatest cost a weight of 1 is fined where it stays unserved.
    """

    offer: Floats
    base: Floats
    weight: Floats
    sites: int
    left: float = 0.0
    offset: float = 0.0
    harsh: float = 1.0

    @cached_property
    def priced(self) -> Floats:
        """(n, m) weight times cost."""
        found: Floats = self.weight[:, None] * self.offer
        return found

    @cached_property
    def ceiling(self) -> Floats:
        """(n,) weight times cost of what is there already."""
        found: Floats = self.weight * self.base
        return found

    @cached_property
    def fine(self) -> float:
        """Price of leaving a weight of 1 unserved; every price gives a bound.

        It is a multiplier of the rule that no more than `left` is unserved, and never a cost of
        travel.
        """
        finite = self.offer[np.isfinite(self.offer)]
        return self.harsh * float(finite.max(initial=0.0)) if self.left > 0 else 0.0

    @cached_property
    def cap(self) -> Floats:
        """(n,) highest sensible price of each demand."""
        if not self.left:
            return self.ceiling
        return np.where(np.isinf(self.ceiling), self.fine * self.weight, self.ceiling)

    def total(self, chosen: Ints) -> float:
        """Weight times cost of a choice; infinite where it leaves more unserved than need be."""
        least = np.minimum(self.priced[:, chosen].min(axis=1, initial=np.inf), self.ceiling)
        lost = np.isinf(least)
        if self.weight[lost].sum() > self.left * (1 + CLOSE):
            return np.inf
        return float(self.offset + least[~lost].sum())


@dataclass(frozen=True, eq=False)
class Dual:
    """What follows from the best prices.

    Attributes
    ----------
    bound
        No choice costs less.
    prices
        (n,) price of each demand.
    best, total
        The cheapest choice that was met, and its cost.
    """

    bound: float
    prices: Floats
    best: Ints
    total: float

    @property
    def is_proven(self) -> bool:
        """Whether no choice is cheaper than the best that was met."""
        return self.bound >= self.total or relative_gap(self.total, self.bound) <= GAP_OPTIMAL


def dual(task: Median, known: Ints, watch: Watch) -> Dual:
    """Raise the bound by subgradient steps (Held, Wolfe & Crowder 1974).

    Parameters
    ----------
    task
        The problem.
    known
        A choice to begin with, that leaves no more unserved than need be.
    watch
        Ends the search when time is over.
    """
    prices = np.minimum(task.priced[:, known].min(axis=1, initial=np.inf), task.cap)
    found = Dual(-np.inf, prices, known, task.total(known))
    step, waited = FIRST_STEP, 0
    for count in range(ROUNDS):
        if watch.left_s <= 0 or found.is_proven or step < LEAST_STEP:
            break
        value, opened, slope = _relaxed(task, prices)
        better = np.isinf(found.bound) or value > found.bound + CLOSE * abs(found.bound)
        waited = 0 if better else waited + 1
        found = _improved(task, found, value, prices, opened)
        if waited >= PATIENCE:
            step, waited, prices = step / 2, 0, found.prices
            continue
        length = float(slope @ slope)
        if length == 0:
            break
        stride = step * max(found.total - value, CLOSE * found.total) / length
        prices = np.clip(prices + stride * slope, 0.0, task.cap)
        if count % 20 == 0:
            watch.report(found.total, max(found.bound, 0.0))
    return found


def _relaxed(task: Median, prices: Floats) -> tuple[float, Ints, Floats]:
    """Value of the relaxation, the sites that it opens, and the slope of the value."""
    gain = np.minimum(task.priced - prices[:, None], 0.0).sum(axis=0)
    opened = np.argsort(gain, kind="stable")[: task.sites]
    opened = opened[gain[opened] < 0]
    slope = 1.0 - (task.priced[:, opened] < prices[:, None]).sum(axis=1)
    slope[(slope > 0) & (prices >= task.cap)] = 0.0
    value = task.offset + prices.sum() + gain[opened].sum() - task.fine * task.left
    return float(value), opened, slope


def _improved(task: Median, found: Dual, value: float, prices: Floats, opened: Ints) -> Dual:
    total = task.total(opened)
    best, least = (opened, total) if total < found.total else (found.best, found.total)
    if value > found.bound:
        return Dual(value, prices, best, least)
    return Dual(found.bound, found.prices, best, least)


def needed(task: Median, found: Dual) -> tuple[Ints, Bools]:
    """Find the candidates and pairs that a better choice may use.

    Returns
    -------
    tuple
        (k,) candidates, and (n, k) whether the pair may be used. A pair that costs as much as no
        candidate, or more, never is.
    """
    limit = found.total * (1 + CLOSE)
    gain = np.minimum(task.priced - found.prices[:, None], 0.0).sum(axis=0)
    ordered = np.sort(gain)
    last = ordered[min(task.sites, len(ordered)) - 1]
    penalty = np.maximum(gain - last, 0.0) if len(ordered) > task.sites else np.zeros(len(gain))
    keep = np.flatnonzero(found.bound + penalty <= limit)
    extra = np.maximum(task.priced[:, keep] - found.prices[:, None], 0.0)
    may = (found.bound + penalty[keep] + extra <= limit) & (
        task.priced[:, keep] < task.ceiling[:, None]
    )
    return keep, may
