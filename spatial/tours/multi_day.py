"""The route of a mobile service: from its base over the stops and back, in how many days.

Costs are least costs along the road and need not be the same both ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from spatial.arrays import Floats
from spatial.errors import InputError
from spatial.tours.orienteering import market_tour
from spatial.wording import _

SLACK = 1e-9
"""A day's time is inclusive: sums that exceed it by this share are rounding."""


@dataclass(frozen=True, eq=False)
class StopRoute:
    """A round over stops.

    Attributes
    ----------
    stops
        On the stop ids in the order of the visit: `day` (from 1), `leg`, the trip to the stop from
        the one before or, first of its day, from the base; `home`, the trip to the base after the
        last stop of a day, else NaN; `arrive`, cost since leaving the base that day.
    left_out
        Ids of stops without a trip there and back.
    too_far
        Ids of stops that no day is long enough for.
    travel
        All trips together.
    longest
        Trips and stays of the longest day.
    proven
        True where no other order travels less; False: found by improvement, perhaps not the best.
        Cut into days, a best order need not be the best days.
    """

    stops: pd.DataFrame
    left_out: list[str]
    too_far: list[str]
    travel: float
    longest: float
    proven: bool

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.stops["day"].max()) if len(self.stops) else 0


def stop_route(
    between: pd.DataFrame, base: str, stay: float = 0.0, day: float | None = None
) -> StopRoute:
    """Order the stops of a mobile service and cut the round into days.

    Parameters
    ----------
    between
        (n + 1, n + 1) cost from every stop or the base (rows) to every other (columns), same
        labels; NaN: no trip.
    base
        Label of the base.
    stay
        Time at each stop, in the same unit.
    day
        Longest day, trips and stays, **inclusive**; one day without end by default.

    Returns
    -------
    StopRoute
        The order is that of the cheapest single round: exact (Held & Karp 1962) for few stops,
        else by 2-opt and Or-opt, not proven; see `market_tour`. Days are the cheapest cuts of that
        order among those with the fewest days (route first, cluster second: Beasley 1983).

    Raises
    ------
    InputError
        For a base that is not there, or a day or a stay that is no number of 0 or more.

    References
    ----------
    Beasley, J. E. (1983). Route first - cluster second methods for vehicle routing. Omega 11(4),
    403-408.

    Examples
    --------
    >>> names = ["base", "a", "b"]
    >>> cost = pd.DataFrame([[0.0, 4.0, 9.0], [4.0, 0.0, 3.0], [9.0, 3.0, 0.0]], names, names)
    >>> stop_route(cost, "base").travel, stop_route(cost, "base", stay=2, day=20).days
    (16.0, 1)
    """
    _check(between, base, stay, day)
    stops = [str(name) for name in between.index if name != base]
    limit = np.inf if day is None else day
    alone = _alone(between, base, stops) + stay
    too_far = [name for name in stops if np.isfinite(alone[name]) and alone[name] > _most(limit)]
    able = [name for name in stops if name not in too_far]
    order, proven = _order(between, base, able)
    left_out = [name for name in able if name not in order]
    cuts = _cuts(between.loc[[base, *order], [base, *order]].to_numpy(), stay, limit)
    table = _table(between, base, order, cuts, stay)
    spent = table.groupby("day")[["leg", "home"]].sum().sum(axis=1)
    longest = spent + stay * table.groupby("day").size()
    return StopRoute(
        table, left_out, too_far, float(spent.sum()), float(longest.max()) if order else 0.0,
        proven,
    )  # fmt: skip


def _check(between: pd.DataFrame, base: str, stay: float, day: float | None) -> None:
    problems = []
    if base not in between.index or not between.index.equals(between.columns):
        problems.append(_("The base of the mobile service is not among its points."))
    if not (np.isfinite(stay) and stay >= 0):
        problems.append(_("The stay must be 0 or more."))
    if day is not None and not (np.isfinite(day) and day > 0):
        problems.append(_("The day must be longer than 0."))
    if problems:
        raise InputError(problems)


def _most(limit: float) -> float:
    return limit * (1 + SLACK)


def _order(between: pd.DataFrame, base: str, stops: list[str]) -> tuple[list[str], bool]:
    """Return the stops in the order of the cheapest round, and whether that is proven."""
    if not stops:
        return [], True
    sides = between.loc[[base], stops].iloc[0], between.loc[stops, [base]].iloc[:, 0]
    tour = market_tour(sides[0], between.loc[stops, stops], sides[1])
    return [str(name) for name in tour.stops.index], tour.proven


def _alone(between: pd.DataFrame, base: str, stops: list[str]) -> pd.Series:
    """Cost from the base to each stop and back."""
    there = between.loc[base, stops].to_numpy(dtype=np.float64)
    back = between.loc[stops, base].to_numpy(dtype=np.float64)
    return pd.Series(there + back, index=stops)


def _cuts(cost: Floats, stay: float, limit: float) -> list[int]:
    """Positions before which a new day begins: fewest days, then least travel.

    `cost` is that between the base (0) and the stops in their order.
    """
    n = len(cost) - 1
    best: list[tuple[float, float]] = [(0.0, 0.0)] + [(np.inf, np.inf)] * n
    before = [0] * (n + 1)
    for first in range(1, n + 1):
        path = 0.0
        for last in range(first, n + 1):
            path += cost[last - 1, last] if last > first else cost[0, first]
            travel = path + cost[last, 0]
            if travel + stay * (last - first + 1) > _most(limit):
                continue
            days, spent = best[first - 1]
            if (days + 1, spent + travel) < best[last]:
                best[last], before[last] = (days + 1, spent + travel), first - 1
    cuts, end = [], n
    while end > 0:
        end = before[end]
        cuts.append(end)
    return sorted(cuts)


def _table(
    between: pd.DataFrame, base: str, order: list[str], cuts: list[int], stay: float
) -> pd.DataFrame:
    rows = []
    cost = between.loc[[base, *order], [base, *order]].to_numpy(dtype=np.float64)
    day, arrive, at = 0, 0.0, 0
    for place in range(len(order)):
        if place in cuts:
            day, arrive, at = day + 1, 0.0, 0
        leg = float(cost[at, place + 1])
        arrive += leg
        ends = place + 1 in cuts or place + 1 == len(order)
        home = float(cost[place + 1, 0]) if ends else np.nan
        rows.append((day, leg, home, arrive))
        arrive, at = arrive + stay, place + 1
    return pd.DataFrame(
        rows, index=pd.Index(order, name="stop", dtype=object),
        columns=["day", "leg", "home", "arrive"],
    )  # fmt: skip
