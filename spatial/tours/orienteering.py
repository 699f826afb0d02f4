"""The market round of a seller who visits several markets in a day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from spatial.arrays import Floats, Ints
from spatial.checks import InputChecks, Weights
from spatial.errors import InputError
from spatial.tours.tour_search import EXACT_STOPS, SLACK, Round, exact, improved
from spatial.wording import _

MOST_MARKETS = 60
"""More markets than this are refused: the search would take more than some 5 s."""

NO_TRIP, NO_ROOM, NO_GAIN = "unreachable", "does not fit", "no gain"


@dataclass(frozen=True, eq=False)
class Tour:
    """A round over markets, in the unit of the costs.

    Attributes
    ----------
    stops
        On the market ids in the order of the visit: `leg`, the trip to the market from the stop
        before; `arrive` and `leave`, cost since leaving home, trips and stays.
    home
        The trip home; NaN where the round ends at its last market or visits none.
    travel, total
        Trips only, and trips and stays.
    left_out
        On the ids of the markets that are not visited: `unreachable` (no trip there, or none home
        again), `no gain` or `does not fit`.
    proven
        True where no better round exists; False: found by improvement, perhaps not the best.
    """

    stops: pd.DataFrame
    home: float
    travel: float
    total: float
    left_out: pd.Series
    proven: bool


def market_tour(  # noqa: PLR0913
    out: pd.Series,
    between: pd.DataFrame,
    back: pd.Series | None = None,
    *,
    at_market: Weights | None = None,
    budget: float | None = None,
    gain: Weights | None = None,
    most_markets: int | None = None,
) -> Tour:
    """Choose and order the markets of a day.

    The round has the greatest sum of gains that fits into the budget and, among those, the least
    cost. Without a budget that is the cheapest round over all markets (the travelling salesman
    problem); with one, the most markets that a day allows (the orienteering problem). Opening days
    and hours are not considered. `access.matrix` of village to markets, markets to markets and
    markets to village, with one cost and mode, gives `out`, `between` and `back`.

    Parameters
    ----------
    out
        (n,) cost from home to every market; its index names the markets.
    between
        (n, n) cost from every market (rows) to every market (columns), labelled as `out`.
    back
        (n,) cost from every market home, labelled as `out`; one-way roads make it differ from
        `out`. None for a round that ends at its last market.
    at_market
        Cost of the stay at every market, in the same unit (minutes); none by default.
    budget
        Most that trips and stays may cost together, **inclusive**; no limit by default.
    gain
        Worth of every market: stalls, expected buyers; 1 by default, which counts markets. A
        market of gain 0 is not visited.

    Returns
    -------
    Tour
        NaN costs mean that there is no trip.

    Raises
    ------
    InputError
        Listing every problem of the inputs, or for more than `MOST_MARKETS` markets.

    Notes
    -----
    Proven for up to `EXACT_STOPS` markets (`tour_search.exact`); for more found by insertion and
    exchange (`tour_search.improved`). Markets without a trip do not count; of more than
    `EXACT_STOPS`, nor do those that would not even fit alone. This takes costs for least costs,
    as a matrix has them in the measure that was minimised: a detour is never cheaper.

    Examples
    --------
    >>> names = ["m1", "m2"]
    >>> out = pd.Series([10.0, 20.0], names)
    >>> between = pd.DataFrame([[0.0, 5.0], [5.0, 0.0]], names, names)
    >>> day = market_tour(out, between, at_market=[60, 60], budget=135)
    >>> list(day.stops.index), day.travel, day.total, day.proven
    (['m1', 'm2'], 15.0, 135.0, True)
    """
    limit = np.inf if budget is None else budget
    if most_markets is not None and most_markets < 1:
        problem = _("most_markets is {most_markets}; a round needs at least 1 market.").format(
            most_markets=most_markets
        )
        raise InputError([problem])
    whole = replace(_read(out, between, back, at_market, gain, limit), most=most_markets)
    reason = _reasons(whole, out.index)
    able = _able(whole, np.flatnonzero(reason == NO_ROOM))
    task = whole.part(np.append(0, able + 1))
    proven = len(able) <= EXACT_STOPS
    order = exact(task) if proven else improved(task)
    visited = out.index[able[np.array(order, dtype=np.int64) - 1]]
    total = task.total(order)
    return Tour(
        stops=_stops(task, order, visited),
        home=float(task.cost[order[-1], 0]) if order and back is not None else np.nan,
        travel=total - float(task.stay[order].sum()),
        total=total,
        left_out=reason.drop(visited),
        proven=proven,
    )


def _read(  # noqa: PLR0913
    out: pd.Series,
    between: pd.DataFrame,
    back: pd.Series | None,
    at_market: Weights | None,
    gain: Weights | None,
    limit: float,
) -> Round:
    """Check the inputs of `market_tour`; return the round over all markets."""
    checks = InputChecks()
    there, home = (_way(checks, way, out.index) for way in (out, out if back is None else back))
    inner = checks.costs(between, _("cost between markets"))
    for labels in (between.index, between.columns):
        checks.same_labels(out.index, labels, _("The way out and the cost between markets"))
    stay = (
        np.zeros(len(out))
        if at_market is None
        else checks.weights(at_market, out.index, _("stay"))
    )
    worth = checks.weights(gain, out.index, _("gain"))
    if limit != np.inf:
        checks.number(limit, _("budget"))
    checks.raise_problems()
    cost = np.zeros((len(out) + 1, len(out) + 1))
    cost[0, 1:], cost[1:, 1:] = there, inner
    cost[1:, 0] = 0.0 if back is None else home
    cost[np.isnan(cost)] = np.inf
    return Round(cost, np.append(0.0, stay), np.append(0.0, worth), limit)


def _able(whole: Round, able: Ints) -> Ints:
    """Keep those that fit alone if there are too many for an exact search; refuse far too many."""
    if len(able) > EXACT_STOPS:
        alone = whole.cost[0, 1:] + whole.stay[1:] + whole.cost[1:, 0]
        able = able[alone[able] <= whole.budget * (1 + SLACK)]
    if len(able) > MOST_MARKETS:
        problem = _(
            "{count} markets are too many for a round; choose up to {most_markets}."
        ).format(count=len(able), most_markets=MOST_MARKETS)
        raise InputError([problem])
    return able


def _reasons(whole: Round, labels: pd.Index) -> pd.Series:
    """Say why a market may be left out: `NO_ROOM` for those that may be visited."""
    lost = np.isinf(whole.cost[0, 1:] + whole.cost[1:, 0])
    found = np.select([lost, whole.gain[1:] == 0], [NO_TRIP, NO_GAIN], NO_ROOM)
    return pd.Series(found, index=labels, name="reason")


def _way(checks: InputChecks, way: pd.Series, labels: pd.Index) -> Floats:
    checks.same_labels(labels, way.index, _("The ways out and back"))
    return checks.costs(way.to_frame(), _("cost between home and markets"))[:, 0]


def _stops(task: Round, order: list[int], visited: pd.Index) -> pd.DataFrame:
    leg = task.cost[[0, *order[:-1]], order] if order else np.zeros(0)
    leave = np.cumsum(leg + task.stay[order])
    return pd.DataFrame(
        {"leg": leg, "arrive": leave - task.stay[order], "leave": leave}, index=visited
    )
