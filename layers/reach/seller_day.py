"""A seller's day: which markets a village's seller can visit in the hours there are."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from layers.area.question import Question
from layers.reach.answer import ReachAnswer
from spatial.access.measure import HOUR_S, TIME
from spatial.errors import InputError
from spatial.tours.orienteering import MOST_MARKETS, Tour, market_tour
from spatial.wording import _


@dataclass(frozen=True)
class DayQuestion(Question):
    """A day on the road.

    Attributes
    ----------
    village
        Id of the village where it begins.
    day_s
        Longest day, trips and sales, in seconds, inclusive.
    stay_s
        Seconds at every market.
    most_markets
        Most markets to visit.
    home
        Whether the way home is part of the day.
    """

    village: str
    day_s: float = 8 * HOUR_S
    stay_s: float = HOUR_S
    most_markets: int = 4
    home: bool = True


@dataclass(frozen=True, eq=False)
class MarketDay:
    """The day's round.

    Attributes
    ----------
    question
        What was asked.
    tour
        As `spatial.tours.orienteering` found it, in seconds.
    stops
        By market id in order: `name`, `kind`, and in seconds `leg`, and `arrive` and `leave`
        since the start.
    route
        One line per leg, EPSG:4326; empty without a stop.
    considered
        How many markets were candidates: the nearest ones that the product reaches.
    """

    question: DayQuestion
    tour: Tour
    stops: pd.DataFrame
    route: gpd.GeoDataFrame
    considered: int


def plan_day(found: ReachAnswer, day: DayQuestion) -> MarketDay:
    """Find the round that visits most (with weights: the largest) markets in the least time.

    Parameters
    ----------
    found
        An answer whose trips minimise time; its product and weights count.
    day
        The day.

    Raises
    ------
    InputError
        If the trips minimise distance, the village is unknown, or the times cannot be used.

    Notes
    -----
    The nearest `MOST_MARKETS` markets are candidates. The product only has to last to each market
    from the village, not over the whole round.
    """
    trips = found.trips
    problems = [] if trips.measure == TIME else [_("A day needs trips that minimise time.")]
    if day.village not in trips.villages.index:
        problems.append(_("There is no village '{village}'.").format(village=day.village))
    if problems:
        raise InputError(problems)
    out: pd.Series = found.costs.T[day.village].dropna().nsmallest(MOST_MARKETS)
    weights = found.markets["weight"].loc[out.index] if "weight" in found.markets else None
    tour = market_tour(
        out,
        trips.between_markets.seconds().loc[out.index, out.index],
        trips.back.seconds().loc[out.index, day.village] if day.home else None,
        at_market=[day.stay_s] * len(out),
        budget=day.day_s,
        gain=weights,
        most_markets=day.most_markets,
    ) if len(out) else _stay_home()  # fmt: skip
    names = trips.markets.reindex(columns=["name", "kind"]).loc[tour.stops.index]
    route = _route(found, day, list(tour.stops.index))
    return MarketDay(day, tour, names.join(tour.stops), route, len(out))


def _route(found: ReachAnswer, day: DayQuestion, stops: list[str]) -> gpd.GeoDataFrame:
    if not stops:
        return gpd.GeoDataFrame(geometry=[], crs=4326)
    return found.trips.trace(day.village, stops, home=day.home)


def _stay_home() -> Tour:
    nothing = pd.DataFrame(columns=["leg", "arrive", "leave"], dtype=float)
    return Tour(nothing, float("nan"), 0.0, 0.0, pd.Series(dtype=object), proven=True)
