"""The figures of market reach per village and per market, from one matrix of costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.reach.question import ReachQuestion
from layers.reach.trips import MarketTrips
from spatial.access.nearest import OK
from spatial.errors import InputError
from spatial.reach.competition import rivals
from spatial.reach.floating_catchment import Crowding
from spatial.reach.gravity import hansen, main_market, market_shares
from spatial.reach.journey_cost import journey_rp
from spatial.reach.opportunities import status, within
from spatial.wording import _

TOO_LATE = "too_late"
"""Status of a village with trips to markets, all of them too long for the product."""


@dataclass(frozen=True, eq=False)
class Figures:
    """What the tables are made of.

    Attributes
    ----------
    trips, question
        What was asked of which trips.
    costs
        (villages, markets) metres or seconds, without the markets that the product cannot
        reach.
    weights, people
        Of the markets and of the villages; None where all count the same.
    probability, crowd
        As `spatial.reach.gravity.huff` and `spatial.reach.floating_catchment.two_step` give them.
    rupiah
        (villages, markets), None without prices.
    """

    trips: MarketTrips
    question: ReachQuestion
    costs: pd.DataFrame
    weights: pd.Series | None
    people: pd.Series | None
    probability: pd.DataFrame
    crowd: Crowding
    rupiah: pd.DataFrame | None


def labelled(values: tuple[float, ...] | None, labels: pd.Index) -> pd.Series | None:
    """Label numbers that were given in order.

    Raises
    ------
    InputError
        If there are more or fewer of them than labels.
    """
    if values is None:
        return None
    if len(values) != len(labels):
        problem = _("There are {count} weights for {places} places.").format(
            count=len(values), places=len(labels)
        )
        raise InputError([problem])
    return pd.Series(values, index=labels, dtype=float)


def journey_prices(trips: MarketTrips, question: ReachQuestion) -> pd.DataFrame | None:
    """Price every journey there and back by the user's prices; None without any."""
    if question.price is None:
        return None
    back = trips.back.total_m().T
    return journey_rp(trips.metres, question.price, back_metres=back, load_kg=question.load_kg)


def village_figures(known: Figures) -> pd.DataFrame:
    """Put together the figures of every village; see `reach_answers.ReachAnswer.villages`."""
    pull = hansen(known.trips.measure.displayed(known.costs), known.question.decay, known.weights)
    top = pull.max()
    return (
        _nearest(known)
        .join(_within(known))
        .join(_main(known))
        .assign(
            accessibility=pull,
            accessibility_index=100 * pull / top if top > 0 else np.nan,
            supply_per_demand=known.crowd.villages,
            crowding_index=_against_average(known),
        )
    )


def market_figures(known: Figures) -> pd.DataFrame:
    """Put together the figures of every market; see `reach_answers.ReachAnswer.markets`."""
    around = within(known.costs.T, known.question.threshold, known.people)
    shares = market_shares(known.probability, known.people)
    found = pd.DataFrame(
        {
            "villages_within": around["within"],
            "customers": shares["customers"],
            "share": shares["share"],
            "catchment": shares["villages"],
            "demand": known.crowd.markets["demand"],
            "supply_per_demand": known.crowd.markets["supply_per_demand"],
        }
    )
    if known.people is not None:
        found["people_within"] = around["weight_within"]
        found["catchment_people"] = shares["people"]
    if known.weights is not None:
        found.insert(0, "weight", known.weights)
    return found


def _nearest(known: Figures) -> pd.DataFrame:
    """Tell status and nearest market of every village."""
    trips, costs = known.trips, known.costs
    state = status(trips.costs, trips.on_network)
    some = costs.notna().any(axis=1)
    nearest = costs[some].idxmin(axis=1).reindex(costs.index).astype(object)
    found = pd.DataFrame(
        {
            "status": state.where(some | (state != OK), TOO_LATE),
            "nearest_id": nearest.where(some, None),
            "nearest_minutes": _at(trips.minutes, nearest),
            "nearest_km": _at(trips.metres, nearest) / 1000,
        }
    )
    return found if known.rupiah is None else found.assign(nearest_rp=_at(known.rupiah, nearest))


def _within(known: Figures) -> pd.DataFrame:
    """Count what lies within the threshold of every village."""
    limit = known.question.threshold
    counted = within(known.costs, limit, known.weights)
    found = pd.DataFrame({"markets_within": counted["within"]})
    if known.weights is not None:
        found["weight_within"] = counted["weight_within"]
    if known.people is not None:
        found["people_within"] = within(known.trips.village_costs, limit, known.people)[
            "weight_within"
        ]
    return found


def _main(known: Figures) -> pd.DataFrame:
    """Tell the main market of every village, the way there, and the villages that share it."""
    main = main_market(known.probability)
    chosen = main["market_id"].astype(object).where(main["market_id"].notna(), None)
    found = pd.DataFrame(
        {
            "main_id": chosen,
            "main_probability": main["probability"],
            "main_equal": main["equal"],
            "main_minutes": _at(known.trips.minutes, chosen),
            "main_km": _at(known.trips.metres, chosen) / 1000,
            "rivals": rivals(chosen)["rivals"],
        }
    )
    return found if known.rupiah is None else found.assign(main_rp=_at(known.rupiah, chosen))


def _against_average(known: Figures) -> pd.Series:
    """Compare supply per demand of the villages with that of the whole area, which is 100."""
    weights, people = known.weights, known.people
    supply = float(len(known.costs.columns) if weights is None else weights.sum())
    demand = float(len(known.costs) if people is None else people.sum())
    average = supply / demand if demand else np.nan
    return 100 * known.crowd.villages / (average or np.nan)


def _at(values: pd.DataFrame, columns: pd.Series) -> pd.Series:
    """Pick from every row the value of one column; NaN where no column is named."""
    place = values.columns.get_indexer(pd.Index(columns, dtype=object))
    picked = values.to_numpy()[np.arange(len(values)), place]
    return pd.Series(np.where(place >= 0, picked, np.nan), index=values.index)
