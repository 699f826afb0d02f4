"""The covering models: most weight covered by a given number of sites, fewest sites for all.

MCLP (Church & ReVelle 1974): maximise sum w_i u_i with u_i <= sum of y_j over the sites j that
cover i, and at most p sites. LSCP (Toregas et al. 1971): minimise sum y_j with at least one site
for every i. Demands with the same sites are one row.

References
----------
Church, R. & ReVelle, C. (1974). The maximal covering location problem. Papers of the Regional
Science Association 32, 101-118. Toregas, C., Swain, R., ReVelle, C. & Bergman, L. (1971). The
location of emergency service facilities. Operations Research 19(6), 1363-1373.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, eye_array, hstack, vstack

from spatial.arrays import Floats, Ints
from spatial.siting.heuristics import start
from spatial.siting.milp import Program, solve
from spatial.siting.task import GAP_OPTIMAL, Bools, Watch, relative_gap

WHOLE = 1e-6
"""Numbers of sites are whole: a bound of 2.0000001 sites is 2, of 2.1 it is 3."""


@dataclass(frozen=True, eq=False)
class Choice:
    """Candidates that were chosen, and how good any choice can be.

    Attributes
    ----------
    chosen
        Candidates, ascending.
    value
        Weight that is covered, or number of sites.
    bound
        No choice is better.
    """

    chosen: Ints
    value: float
    bound: float

    @property
    def is_proven(self) -> bool:
        """Whether no choice is better, but for rounding."""
        return relative_gap(self.value, self.bound) <= GAP_OPTIMAL


def most_covered(cover: Bools, weight: Floats, sites: int, watch: Watch) -> Choice:
    """Choose at most a given number of candidates that cover the most weight (MCLP).

    Parameters
    ----------
    cover
        (n, m) whether a candidate covers a demand.
    weight
        (n,) what a demand counts as.
    sites
        Most sites.
    watch
        Ends the search when time is over.
    """
    rows, sums = _grouped(cover, weight)
    if not len(rows):
        return Choice(np.zeros(0, dtype=np.int64), 0.0, 0.0)
    first = np.sort(start(np.where(rows, 0.0, np.inf), np.ones(len(rows)), sums, sites, watch))
    total = float(sums.sum())
    n, m = rows.shape
    covering = hstack([csc_array(rows.astype(float)), -eye_array(n)])
    budget = csc_array(np.concatenate([np.ones(m), np.zeros(n)])[None])
    program = Program(
        rows=csc_array(vstack([covering, budget])),
        low=np.append(np.zeros(n), -np.inf),
        high=np.append(np.full(n, np.inf), float(sites)),
        value=np.concatenate([np.zeros(m), -sums / total]),
        whole=np.arange(m + n) < m,
        factor=-total,
    )
    found = solve(program, watch, first)
    best = first if found.x is None else np.flatnonzero(found.x[:m] > 0.5)
    chosen = max((first, best), key=lambda some: _covered(rows, sums, some))
    value = _covered(rows, sums, chosen)
    bound = total if np.isnan(found.bound) else min(found.bound, total)
    return Choice(chosen, value, max(bound, value))


def _covered(rows: Bools, weight: Floats, chosen: Ints) -> float:
    return float(weight[rows[:, chosen].any(axis=1)].sum())


def _grouped(cover: Bools, weight: Floats) -> tuple[Bools, Floats]:
    """Join demands with the same sites; drop those without any, and those that count nothing."""
    able = cover.any(axis=1) & (weight > 0)
    if not able.any():
        return cover[:0], weight[:0]
    rows, group = np.unique(cover[able], axis=0, return_inverse=True)
    return rows, np.bincount(group.ravel(), weight[able]).astype(np.float64)


def fewest_sites(
    cover: Bools, watch: Watch, left: float = 0.0, enough: int | None = None
) -> Choice:
    """Choose as few candidates as cover every demand (LSCP).

    Parameters
    ----------
    cover
        (n, m) whether a candidate covers a demand.
    watch
        Ends the search when time is over.
    left
        Most demands that may stay without a site.
    enough
        Find only whether that many sites are enough, not the fewest.

    Returns
    -------
    Choice
        Of infinitely many sites where there is no such choice.
    """
    nobody = np.zeros(0, dtype=np.int64)
    bare = int((~cover.any(axis=1)).sum())
    if bare > left:
        return Choice(nobody, np.inf, np.inf)
    rows, sums = _grouped(cover, np.ones(len(cover)))
    left -= bare
    if sums.sum() <= left:
        return Choice(nobody, 0.0, 0.0)
    first = _one_by_one(rows, sums, left)
    if enough is not None and apart(rows, enough + left):
        return Choice(nobody, np.inf, np.inf)
    if enough is not None and len(first) > enough:
        free = np.where(rows, 0.0, np.inf)
        tried = np.sort(start(free, np.ones(len(rows)), sums, enough, watch))
        first = tried if sums.sum() - _covered(rows, sums, tried) <= left else first
    if enough is not None and len(first) <= enough:
        return Choice(first, float(len(first)), 1.0)
    found = solve(
        _covering(rows, sums, (left, enough)), watch, first if enough is None else None, enough
    )
    if found.outcome == "infeasible":
        return Choice(nobody, np.inf, np.inf)
    m = rows.shape[1]
    best = first if found.x is None else np.flatnonzero(found.x[:m] > 0.5)
    chosen = min((first, best), key=len)
    bound = 1.0 if np.isnan(found.bound) else float(np.ceil(found.bound - WHOLE))
    return Choice(chosen, float(len(chosen)), min(max(bound, 1.0), float(len(chosen))))


def apart(rows: Bools, most: float) -> bool:
    """Whether more than a given number of demands have no candidate in common, pairwise.

    Each of them needs a site of its own: a bound at the price of some sums (the packing that is
    dual to the covering, picked greedily, those with the fewest candidates first).
    """
    free = np.ones(len(rows), dtype=np.bool_)
    picked = 0
    for row in np.argsort(rows.sum(axis=1), kind="stable"):
        if free[row]:
            picked += 1
            if picked > most:
                return True
            free &= ~rows[:, rows[row]].any(axis=1)
    return False


def _covering(rows: Bools, sums: Floats, limits: tuple[float, int | None]) -> Program:
    """Write the set covering program; `limits`: what may be left, and the most sites."""
    left, enough = limits
    n, m = rows.shape
    allowed = csc_array(np.concatenate([np.zeros(m), sums])[None])
    budget = csc_array(np.concatenate([np.ones(m), np.zeros(n)])[None])
    covering = hstack([csc_array(rows.astype(float)), eye_array(n)])
    return Program(
        rows=csc_array(vstack([covering, allowed, budget])),
        low=np.concatenate([np.ones(n), [-np.inf, -np.inf]]),
        high=np.concatenate([np.full(n, np.inf), [left, m if enough is None else enough]]),
        value=np.concatenate([np.ones(m), np.zeros(n)]),
        whole=np.ones(m + n, dtype=np.bool_),
    )


def _one_by_one(rows: Bools, sums: Floats, left: float) -> Ints:
    """Add the candidate that covers the most (Chvatal 1979), then drop what is not needed."""
    open_, chosen = np.ones(len(rows), dtype=np.bool_), []
    while sums[open_].sum() > left:
        chosen.append(int((sums * open_ @ rows).argmax()))
        open_ &= ~rows[:, chosen[-1]]
    for one in list(chosen):
        rest = [other for other in chosen if other != one]
        if sums[~rows[:, rest].any(axis=1)].sum() <= left:
            chosen = rest
    return np.sort(np.array(chosen, dtype=np.int64))
