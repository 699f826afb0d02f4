"""The p-center: sites from which the worst-served demand is served best (Hakimi 1964).

The answer is one of the costs in the matrix. It is found by halving the list of them and asking
each time whether that number of sites covers everybody within that cost (Minieka 1970), which is a
covering problem. As in `p_median`, first as few demands as possible stay unserved.

References
----------
Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians
of a graph. Operations Research 12(3), 450-459. Minieka, E. (1970). The m-center problem. SIAM
Review 12(1), 138-139. Daskin, M. S. (1995). Network and Discrete Location, chapter 5. Wiley.
"""

from __future__ import annotations

import numpy as np

from spatial.arrays import Floats, Ints
from spatial.siting.covering import Choice, apart, fewest_sites, most_covered
from spatial.siting.heuristics import chosen_cost
from spatial.siting.task import Watch


def p_center(offer: Floats, base: Floats, weight: Floats, sites: int, watch: Watch) -> Choice:
    """Choose a given number of candidates with the least maximum cost; parameters as `p_median`.

    Returns
    -------
    Choice
        The value is the greatest cost among those who are served; every demand of a weight above
        0 counts, whatever its weight.
    """
    able = (weight > 0) & (np.isfinite(offer).any(axis=1) | np.isfinite(base))
    offer, base = offer[able], base[able]
    if not able.any():
        return Choice(np.zeros(0, dtype=np.int64), 0.0, 0.0)
    alone = np.isinf(base)
    reach = np.isfinite(offer) & alone[:, None]
    served = most_covered(reach, np.ones(len(base)), sites, watch.quiet())
    left = int(alone.sum()) - round(served.value)
    least = 0.0 if left else float(np.minimum(base, offer.min(axis=1)).max())
    found = _halved(offer, base, (sites, left), (served.chosen, least), watch)
    if not served.is_proven:
        return Choice(found.chosen, found.value, 0.0)
    return found


def _halved(
    offer: Floats, base: Floats, limits: tuple[int, int], ends: tuple[Ints, float], watch: Watch
) -> Choice:
    """Halve the costs between a known choice and what nobody can be better than.

    `limits` are the most sites and the most unserved, `ends` a choice that keeps them and a bound.
    """
    sites, left = limits
    chosen, bound = ends
    value = _worst(offer, base, chosen)
    costs = np.unique(np.append(offer[np.isfinite(offer)], base[np.isfinite(base)]))
    bound = max(bound, _quick_bound(offer, base, costs[costs <= value], sites + left))
    while bound < value and watch.left_s > 0:
        between = costs[(costs >= bound) & (costs < value)]
        if not len(between):
            bound = value
            break
        radius = float(between[(len(between) - 1) // 2])
        cover = (offer <= radius)[base > radius]
        tried = fewest_sites(cover, watch.quiet(), left, enough=sites)
        if tried.value <= sites:
            chosen, value = tried.chosen, _worst(offer, base, tried.chosen)
        elif tried.bound > sites:
            above = costs[costs > radius]
            bound = float(above[0])
        else:
            break
        watch.report(value, bound)
    return Choice(chosen, value, min(bound, value))


def _quick_bound(offer: Floats, base: Floats, costs: Floats, most: int) -> float:
    """Halve the costs asking only for demands that need a site each; see `covering.apart`."""
    low, high = 0, len(costs) - 1
    while low < high:
        middle = (low + high) // 2
        radius = costs[middle]
        if apart((offer <= radius)[base > radius], most):
            low = middle + 1
        else:
            high = middle
    return float(costs[low]) if low else 0.0


def _worst(offer: Floats, base: Floats, chosen: Ints) -> float:
    cost = chosen_cost(offer, base, chosen)
    return float(cost[np.isfinite(cost)].max(initial=0.0))
