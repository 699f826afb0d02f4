"""A good choice of sites in a moment: greedy, then exchange; not proven to be the best."""

from __future__ import annotations

import numpy as np

from spatial.arrays import Floats, Ints
from spatial.siting.task import Watch

SLACK = 1e-9
"""An exchange that gains less than this share is rounding."""


def chosen_cost(offer: Floats, base: Floats, chosen: Ints) -> Floats:
    """Return the (n,) cost to the best of the chosen candidates and what is there already."""
    found: Floats = np.minimum(base, offer[:, chosen].min(axis=1, initial=np.inf))
    return found


def greedy(offer: Floats, base: Floats, weight: Floats, sites: int) -> Ints:
    """Choose one site after the other, each the one that saves the most.

    Parameters
    ----------
    offer
        (n, m) cost to every candidate; infinite where forbidden.
    base
        (n,) cost without any of them; finite.
    weight
        (n,) what a demand counts as.
    sites
        Most sites.

    Returns
    -------
    numpy.ndarray
        Candidates in the order in which they were chosen; fewer where nothing is left to save.

    References
    ----------
    Kuehn, A. A. & Hamburger, M. J. (1963). A heuristic program for locating warehouses.
    Management Science 9(4), 643-666. For coverage: Church & ReVelle (1974), "greedy adding".
    """
    now, chosen = base, np.zeros(0, dtype=np.int64)
    while len(chosen) < sites:
        saved = weight @ np.maximum(now[:, None] - offer, 0.0)
        best = int(saved.argmax())
        if not saved[best] > 0:
            break
        chosen = np.append(chosen, best)
        now = np.minimum(now, offer[:, best])
    return chosen


def interchange(offer: Floats, base: Floats, weight: Floats, chosen: Ints, watch: Watch) -> Ints:
    """Exchange a chosen site for another one as long as that saves anything.

    Each round takes the best of all exchanges, priced from the nearest and second nearest site
    of every demand (Whitaker 1983).

    Parameters
    ----------
    offer, base, weight
        As in `greedy`.
    chosen
        Candidates to begin with.
    watch
        Ends the search when time is over.

    Returns
    -------
    numpy.ndarray
        As many candidates, no exchange of one of which saves anything.

    References
    ----------
    Teitz, M. B. & Bart, P. (1968). Heuristic methods for estimating the generalized vertex median
    of a weighted graph. Operations Research 16(5), 955-961. Whitaker, R. A. (1983). A fast
    algorithm for the greedy interchange for large-scale clustering and median location problems.
    INFOR 21(2), 95-108.
    """
    chosen = chosen.copy()
    while len(chosen) and watch.left_s > 0:
        own = np.column_stack([offer[:, chosen], base])
        first = own.argmin(axis=1)
        near, second = np.partition(own, 1, axis=1)[:, :2].T
        second = np.minimum(second, base)
        gain = weight @ np.maximum(near[:, None] - offer, 0.0)
        loss = np.clip(np.minimum(offer, second[:, None]) - near[:, None], 0.0, None)
        serves = (first == np.arange(len(chosen))[:, None]) * weight
        saved = gain - serves @ loss
        leave, enter = np.unravel_index(int(saved.argmax()), saved.shape)
        if not saved[leave, enter] > SLACK * float(weight @ near):
            break
        chosen[leave] = enter
    return chosen


def start(offer: Floats, base: Floats, weight: Floats, sites: int, watch: Watch) -> Ints:
    """Choose greedily, then exchange; parameters as in `greedy` and `interchange`."""
    return interchange(offer, base, weight, greedy(offer, base, weight, sites), watch)
