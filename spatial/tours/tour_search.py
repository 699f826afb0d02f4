"""The order and the choice of stops on a round: exact for few stops, by improvement for more.

Stop 0 is home; stops 1 to n are markets. All functions take the (n + 1, n + 1) costs between
stops, infinite where there is no trip; costs need not be the same both ways. A round that ends at
its last market is a round whose way home is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from spatial.arrays import Floats, Ints

EXACT_STOPS = 15
"""Up to this many markets a round is searched exactly: 0.1 s; each more doubles that."""

KICKS = 150
"""Restarts of the search by improvement, at most."""

KICK_WORK = 2_000_000
"""Restarts times the cube of the stops, at most: keeps 60 stops to some seconds."""

LONGEST_MOVED = 3
"""Most stops of a section that is moved to another place (Or 1976)."""

SEED = 1962

SLACK = 1e-9
"""A budget is inclusive: sums that exceed it by this share are rounding."""


@dataclass(frozen=True, eq=False)
class Round:
    """What a round may cost and what it is worth.

    Attributes
    ----------
    cost
        (n + 1, n + 1) costs between stops, infinite where there is no trip.
    stay
        (n + 1,) cost of being at a stop; 0 at home.
    gain
        (n + 1,) worth of a stop; 0 at home.
    budget
        Most that trips and stays may cost together, inclusive; infinite for no limit.
    most
        Most stops, inclusive; None for no limit.
    """

    cost: Floats
    stay: Floats
    gain: Floats
    budget: float
    most: int | None = None

    def total(self, order: list[int]) -> float:
        """Cost of trips and stays of a round from home over `order` and home again."""
        stops = [0, *order]
        trips = self.cost[stops, [*order, 0]].sum() if order else 0.0
        return float(trips + self.stay[stops].sum())

    def fits(self, total: float) -> bool:
        """Whether a total is within the budget."""
        return bool(np.isfinite(total) and total <= self.budget * (1 + SLACK))

    def part(self, stops: Ints) -> Round:
        """Return the same round over some of the stops; the first of them is home."""
        cost = self.cost[np.ix_(stops, stops)]
        return replace(self, cost=cost, stay=self.stay[stops], gain=self.gain[stops])


def exact(task: Round) -> list[int]:
    """Find the round of greatest gain within the budget; of those the cheapest.

    Dynamic programming over sets of stops (Held & Karp 1962): C(S, j), the least cost from home
    over all stops of S to j in S, is the least C(S - j, i) + c_ij. It needs 2^n · n numbers. As
    every set is priced, the best set within the budget (the orienteering problem, Golden, Levy &
    Vohra 1987) comes with it.

    Returns
    -------
    list of int
        Stops in order, without home; empty where no stop fits.

    References
    ----------
    Held, M. & Karp, R. M. (1962). A dynamic programming approach to sequencing problems. Journal
    of SIAM 10(1), 196-210. Golden, B. L., Levy, L. & Vohra, R. (1987). The orienteering problem.
    Naval Research Logistics 34(3), 307-318.
    """
    least, before = _least_ways(task)
    n = len(task.cost) - 1
    bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    total = (least + task.cost[1:, 0]).min(axis=1, initial=np.inf)
    total[0] = 0.0
    total += bits @ task.stay[1:]
    fits = np.isfinite(total) & (total <= task.budget * (1 + SLACK))
    if task.most is not None:
        fits &= bits.sum(axis=1) <= task.most
    gain = np.where(fits, bits @ task.gain[1:], -np.inf)
    chosen = int(np.lexsort((total, -gain))[0])
    order: list[int] = []
    last = int((least[chosen] + task.cost[1:, 0]).argmin()) if chosen else 0
    while chosen:
        order.insert(0, last + 1)
        chosen, last = chosen ^ (1 << last), int(before[chosen, last])
    return order


def _least_ways(task: Round) -> tuple[Floats, Ints]:
    """(2^n, n) least cost from home over a set to its last stop, and the stop before that."""
    n = len(task.cost) - 1
    least = np.full((2**n, n), np.inf)
    before = np.zeros((2**n, n), dtype=np.int64)
    least[1 << np.arange(n), np.arange(n)] = task.cost[0, 1:]
    sets = np.arange(2**n)
    size = np.bitwise_count(sets)
    for count in range(2, n + 1):
        level = sets[size == count]
        for j in range(n):
            here = level[(level >> j) & 1 == 1]
            ways = least[here ^ (1 << j)] + task.cost[1:, j + 1]
            i = ways.argmin(axis=1)
            least[here, j] = ways[np.arange(len(here)), i]
            before[here, j] = i
    return least, before


def improved(task: Round) -> list[int]:
    """Find a good round by insertion and exchange; not proven to be the best.

    Stops are inserted one by one where they give the most gain per cost (cheapest insertion,
    Rosenkrantz, Stearns & Lewis 1977), then the order is improved by turning sections round
    (2-opt, Croes 1958) and by moving sections of up to three stops (Or 1976) until nothing helps;
    what fits then is inserted, and so on. `KICKS` times sections of the best round are exchanged
    (the double bridge of Martin, Otto & Felten 1991) or make room for others at random, and the
    search goes on from there. At last the choice among the stops of a short round and those near
    to it is made exactly. The random numbers are fixed: the same input always gives the same
    result.

    Returns
    -------
    list of int
        Stops in order, without home.

    References
    ----------
    Rosenkrantz, D. J., Stearns, R. E. & Lewis, P. M. (1977). An analysis of several heuristics for
    the traveling salesman problem. SIAM Journal on Computing 6(3), 563-581. Croes, G. A. (1958).
    A method for solving traveling-salesman problems. Operations Research 6(6), 791-812. Martin,
    O., Otto, S. W. & Felten, E. W. (1991). Large-step Markov chains for the traveling salesman
    problem. Complex Systems 5(3), 299-326.
    """
    random = np.random.default_rng(SEED)
    best = _settled(task, [])
    for _ in range(min(KICKS, KICK_WORK // max(len(best), 1) ** 3)):
        other = _settled(task, _kicked(task, best, random))
        if _better(task, other, best):
            best = other
    return _refined(task, best)


def _refined(task: Round, best: list[int]) -> list[int]:
    """Search exactly among the stops of a round and those nearest to it, while that helps."""
    while len(best) < EXACT_STOPS < len(task.cost) - 1:
        near = task.cost[[0, *best]].min(axis=0)
        price = (near + task.stay) / np.maximum(task.gain, SLACK)
        price[best] = -1.0
        stops = np.append(0, 1 + np.argsort(price[1:], kind="stable")[:EXACT_STOPS])
        other = [int(stops[stop]) for stop in exact(task.part(stops))]
        if not _better(task, other, best):
            break
        best = other
    return best


def _kicked(task: Round, order: list[int], random: np.random.Generator) -> list[int]:
    """Exchange two neighbouring sections, or give the place of one to other stops."""
    a, b, c = np.sort(random.integers(0, len(order) + 1, 3))
    if random.random() < 0.5:
        return [*order[:a], *order[b:c], *order[a:b], *order[c:]]
    return _inserted(task, [*order[:a], *order[b:]], avoid=order[a:b])


def _better(task: Round, first: list[int], second: list[int]) -> bool:
    """Whether one round fits and is worth more than another, or as much for less."""
    total, other = task.total(first), task.total(second)
    gain, worth = task.gain[first].sum(), task.gain[second].sum()
    return task.fits(total) and (gain > worth or (gain == worth and total < other))


def _settled(task: Round, order: list[int]) -> list[int]:
    """Improve and insert in turn until nothing more fits."""
    order = _exchanged(task, order)
    while len(longer := _inserted(task, order)) > len(order):
        order = _exchanged(task, longer)
    return order


def _inserted(task: Round, order: list[int], avoid: Sequence[int] = ()) -> list[int]:
    """Insert stops while any fits, but for those to avoid; not into a round without a trip."""
    while np.isfinite(now := task.total(order)) and len(order) != task.most:
        gone = {0, *order, *avoid}
        left = [m for m in range(len(task.cost)) if m not in gone and task.gain[m] > 0]
        start, end = [0, *order], [*order, 0]
        edge = task.cost[start, end] if order else np.zeros(1)
        extra = task.cost[np.ix_(start, left)] + task.cost[np.ix_(left, end)].T - edge[:, None]
        extra += task.stay[left]
        fits = np.isfinite(extra) & (extra <= task.budget * (1 + SLACK) - now)
        if not fits.any():
            break
        # A free insertion is the best of all: the smallest cost keeps the ratio finite.
        worth = np.where(fits, task.gain[left] / np.maximum(extra, SLACK), -np.inf)
        place, which = np.unravel_index(int(worth.argmax()), worth.shape)
        order = [*order[:place], left[which], *order[place:]]
    return order


def _exchanged(task: Round, order: list[int]) -> list[int]:
    """Take the best neighbour again and again until none is better."""
    route = np.array(order, dtype=np.int64)
    now = _trips(task, route[None, :])[0]
    while len(route) > 1:
        others = route[_neighbours(len(route))]
        trips = _trips(task, others)
        best = trips.argmin()
        if not trips[best] < now * (1 - SLACK):
            break
        route, now = others[best], trips[best]
    return [int(stop) for stop in route]


def _trips(task: Round, orders: Ints) -> Floats:
    """(k,) cost of the trips of k rounds over the same stops."""
    stops = np.pad(orders, ((0, 0), (1, 1)))
    trips: Floats = task.cost[stops[:, :-1], stops[:, 1:]].sum(axis=1)
    return trips


@lru_cache(maxsize=128)
def _neighbours(n: int) -> Ints:
    """(k, n) positions: sections turned round, and sections of up to three stops moved."""
    start = list(range(n))
    orders = [
        [*start[:i], *start[i:j][::-1], *start[j:]]
        for i in range(n - 1)
        for j in range(i + 2, n + 1)
    ]
    for length in range(1, min(LONGEST_MOVED, n - 1) + 1):
        for i in range(n - length + 1):
            section, rest = start[i : i + length], [*start[:i], *start[i + length :]]
            orders += [
                [*rest[:place], *section, *rest[place:]]
                for place in range(len(rest) + 1)
                if place != i
            ]
    return np.array(orders, dtype=np.int64)
