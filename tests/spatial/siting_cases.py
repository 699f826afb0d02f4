"""Small siting tasks at random, and what trying every combination of sites says about them."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from spatial.siting.task import SitingTask


def random_task(seed, *, demands=9, candidates=7, existing=2, holes=0.3, whole=False):
    """Costs with holes, ties where `whole`, weights of which some are 0."""
    random = np.random.default_rng(seed)
    shape = (demands, existing + candidates)
    cost = random.integers(1, 8, shape).astype(float) if whole else random.uniform(0, 50, shape)
    cost[random.random(shape) < holes] = np.nan
    weight = random.integers(0, 4, demands).astype(float)
    weight[0] = 2.0
    order = random.permutation(existing + candidates)
    is_there = (np.arange(existing + candidates) < existing)[order]
    return SitingTask(cost[:, order], is_there, weight)


def islands(seed, *, isles=4, size=4):
    """Isles without a trip between them; every place may have a site, none is there."""
    random = np.random.default_rng(seed)
    n = isles * size
    cost = np.full((n, n), np.nan)
    for isle in range(isles):
        part = slice(isle * size, (isle + 1) * size)
        cost[part, part] = random.uniform(1, 30, (size, size))
    return SitingTask(cost, np.zeros(n, dtype=bool), random.integers(1, 9, n).astype(float))


def _least(task, sites):
    """Least cost of every demand from the existing and some sites; plain Python."""
    open_ = [*np.flatnonzero(task.existing), *sites]
    return [
        min((row[j] for j in open_ if not np.isnan(row[j])), default=None) for row in task.cost
    ]


def choices(task, most):
    """Every set of at most so many candidates."""
    able = [j for j in range(task.cost.shape[1]) if not task.existing[j]]
    return [some for count in range(most + 1) for some in combinations(able, count)]


def brute_median(task, most):
    """(weight that stays unserved, sum of weight times cost), the least of all choices."""
    found = []
    for some in choices(task, most):
        least = _least(task, some)
        pairs = list(zip(task.weight, least, strict=True))
        lost = sum(w for w, c in pairs if c is None)
        found.append((lost, sum(w * c for w, c in pairs if c is not None)))
    return min(found, key=lambda pair: (round(pair[0], 9), pair[1]))


def brute_center(task, most):
    """(demands that stay unserved, greatest cost), the least of all choices."""
    found = []
    for some in choices(task, most):
        least = [c for w, c in zip(task.weight, _least(task, some), strict=True) if w > 0]
        served = [c for c in least if c is not None]
        found.append((len(least) - len(served), max(served, default=0.0)))
    return min(found)


def brute_covered(task, most, limit):
    """Most weight within the limit."""
    return max(
        sum(
            w
            for w, c in zip(task.weight, _least(task, some), strict=True)
            if c is not None and c <= limit
        )
        for some in choices(task, most)
    )


def brute_fewest(task, limit):
    """Fewest sites that cover all that can be covered."""
    able = (~task.existing).sum()
    best = brute_covered(task, able, limit)
    return next(most for most in range(able + 1) if brute_covered(task, most, limit) == best)
