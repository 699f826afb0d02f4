"""The p-median: sites from which the sum of weight times cost is least (Hakimi 1964).

A demand that no choice of that many sites could serve is no cost: first as little weight as
possible stays unserved, then as little as possible is travelled. Where all can be served that is
the p-median as it is known. The model is that of ReVelle & Swain (1970), written only for pairs
that can be in a better choice than the one that exchange finds (`lagrangian`).

References
----------
Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians
of a graph. Operations Research 12(3), 450-459. ReVelle, C. S. & Swain, R. W. (1970). Central
facilities location. Geographical Analysis 2(1), 30-42.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csc_array

from spatial.arrays import Floats, Ints
from spatial.siting.covering import Choice, most_covered
from spatial.siting.heuristics import start
from spatial.siting.lagrangian import Dual, Median, dual, needed
from spatial.siting.milp import Program, solve
from spatial.siting.task import Bools, Watch

HARSH = (1.0, 2.0)
"""Fines that are tried where somebody has to stay unserved; the better bound counts."""


def p_median(offer: Floats, base: Floats, weight: Floats, sites: int, watch: Watch) -> Choice:
    """Choose at most a given number of candidates with the least sum of weight times cost.

    Parameters
    ----------
    offer
        (n, m) cost to every candidate; infinite where forbidden.
    base
        (n,) cost to what is there already; infinite where there is none.
    weight
        (n,) what a demand counts as; those of 0 do not count.
    sites
        Most sites.
    watch
        Ends the search when time is over.

    Returns
    -------
    Choice
        The value is the sum over those who are served.
    """
    able = (weight > 0) & (offer < base[:, None]).any(axis=1)
    quiet = (weight > 0) & ~able & np.isfinite(base)
    offset = float(weight[quiet] @ base[quiet])
    if not able.any():
        return Choice(np.zeros(0, dtype=np.int64), offset, offset)
    reach = np.isfinite(offer[able]) & np.isinf(base[able])[:, None]
    served = most_covered(reach, weight[able], sites, watch.quiet())
    alone = np.isinf(base[able])
    left = max(float(weight[able][alone].sum()) - served.value, 0.0)
    left = left if left > 1e-9 * weight[able].sum() else 0.0
    task = Median(offer[able], base[able], weight[able], sites, left, offset)
    if left and served.is_proven and (alone_each := _one_each(task)) is not None:
        return alone_each
    known = _first(task, served.chosen, watch)
    if not served.is_proven:
        return Choice(known, task.total(known), 0.0)
    tasks = [replace(task, harsh=times) for times in (HARSH if left else (1.0,))]
    best = max(((dual(one, known, watch), one) for one in tasks), key=lambda pair: pair[0].bound)
    return _proven(best[1], best[0], watch)


def _one_each(task: Median) -> Choice | None:
    """Solve the case of more isles without a site than sites: one site each, on the heaviest.

    An isle is a set of demands that the same candidates serve and no others. Each takes the
    candidate with its least sum (the 1-median); of equally heavy isles the ones with the least.
    None where candidates serve overlapping sets, or also better what is served already.
    """
    alone = np.isinf(task.base)
    reach = np.isfinite(task.offer[alone])
    serving = np.flatnonzero(reach.any(axis=0))
    isles, isle = np.unique(reach[:, serving], axis=1, return_inverse=True)
    helps = task.offer[np.ix_(~alone, serving)] < task.base[~alone, None]
    if (isles.sum(axis=1) > 1).any() or helps.any() or isles.shape[1] <= task.sites:
        return None
    sums = np.where(reach, task.priced[alone], 0.0).sum(axis=0)[serving]
    table = [
        (-float(task.weight[alone][isles[:, k]].sum()), float(sums[here].min()), k, here)
        for k in range(isles.shape[1])
        if len(here := np.flatnonzero(isle.ravel() == k))
    ]
    heaviest = sorted(table, key=lambda row: row[:3])[: task.sites]
    chosen = np.sort([serving[here[sums[here].argmin()]] for *_, here in heaviest])
    total = task.total(chosen)
    return Choice(chosen.astype(np.int64), total, total)


def _first(task: Median, serving: Ints, watch: Watch) -> Ints:
    """Return a good choice that leaves no more unserved than `serving` does."""
    far = np.isinf(task.base)
    worst = max(task.fine, float(task.offer[np.isfinite(task.offer)].max(initial=1.0)))
    base = np.where(far, worst * len(task.base), task.base)
    found = start(task.offer, base, task.weight, task.sites, watch)
    filled = _filled(task, serving)
    return min((found, filled), key=task.total)


def _filled(task: Median, chosen: Ints) -> Ints:
    """Add to a choice, one by one, what saves the most, up to the number of sites."""
    while len(chosen) < task.sites:
        now = np.minimum(task.base, task.offer[:, chosen].min(axis=1, initial=np.inf))
        known = np.isfinite(now)
        saved = task.weight[known] @ np.maximum(now[known, None] - task.offer[known], 0.0)
        best = int(saved.argmax())
        if not saved[best] > 0:
            break
        chosen = np.append(chosen, best)
    return chosen


def _proven(task: Median, found: Dual, watch: Watch) -> Choice:
    """Solve the exact model over what a better choice may use."""
    best, bound = found.best, found.bound
    if not found.is_proven and watch.left_s > 0:
        keep, may = needed(task, found)
        program = _program(task, keep, may, found.total)
        known = np.flatnonzero(np.isin(keep, best))
        solved = solve(program, watch, known)
        if solved.outcome == "infeasible":
            bound = found.total
        elif not np.isnan(solved.bound):
            bound = max(bound, solved.bound)
        if solved.x is not None:
            new = keep[solved.x[: len(keep)] > 0.5]
            best = min((best, new), key=task.total)
    total = task.total(best)
    return Choice(np.sort(best), total, min(max(bound, 0.0), total))


def _program(task: Median, keep: Ints, may: Bools, scale: float) -> Program:
    """Write the program of ReVelle & Swain: sites, then pairs, then what is left unserved."""
    i, k = np.nonzero(may)
    alone = np.isinf(task.ceiling)
    lost = np.flatnonzero(alone) if task.left else np.zeros(0, dtype=np.int64)
    n, sites, pairs = len(task.base), len(keep), len(i)
    pair, slack = sites + np.arange(pairs), sites + pairs + np.arange(len(lost))
    once, linked, budget = np.arange(n), n + np.arange(pairs), n + pairs
    row = [i, linked, linked, np.full(sites, budget), lost, np.full(len(lost), budget + 1)]
    column = [pair, pair, k, np.arange(sites), slack, slack]
    value = [np.ones(pairs), np.ones(pairs), -np.ones(pairs), np.ones(sites), np.ones(len(lost)),
             task.weight[lost]]  # fmt: skip
    shape = (n + pairs + 2, sites + pairs + len(lost))
    place = (np.concatenate(row), np.concatenate(column))
    base = np.where(alone, 0.0, task.ceiling)
    low = np.concatenate([np.where(alone, 1.0, -np.inf)[once], np.full(pairs + 2, -np.inf)])
    high = np.concatenate([np.ones(n), np.zeros(pairs), [task.sites, task.left * (1 + 1e-9)]])
    saved = (task.priced[i, keep[k]] - base[i]) / scale
    return Program(
        rows=csc_array((np.concatenate(value), place), shape),
        low=low,
        high=high,
        value=np.concatenate([np.zeros(sites), saved, np.zeros(len(lost))]),
        whole=np.arange(shape[1]) < sites,
        offset=float(task.offset + base.sum()),
        factor=scale,
    )
