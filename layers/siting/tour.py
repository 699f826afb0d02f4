"""The route of a mobile service over the chosen stops: order, days, kilometres, minutes, lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.siting.answer import SitingAnswer
from spatial.access import nearest as access
from spatial.access import routes
from spatial.access.measure import HOUR_S
from spatial.errors import InputError
from spatial.tours.multi_day import StopRoute, stop_route
from spatial.wording import _

WORKDAY_S = 8 * HOUR_S
"""Seconds of a day on the road and at the stops to begin with (assumption: eight hours)."""

STAY_S = 2 * HOUR_S
"""Seconds at a stop to begin with (assumption: two hours)."""


@dataclass(frozen=True, eq=False)
class TourQuestion:
    """How a mobile service works.

    Attributes
    ----------
    base
        Id of the facility where it starts and ends, as in the layer of the facilities.
    stay_s
        Seconds at each stop.
    day_s
        Longest day, trips and stays, in seconds, inclusive.
    """

    base: str
    stay_s: float = STAY_S
    day_s: float = WORKDAY_S


@dataclass(frozen=True, eq=False)
class MobileTour:
    """A tour.

    Attributes
    ----------
    route
        Order and days, in seconds; stops are ids of sites.
    legs
        `day`, `leg` (from 1 each day), `from_id`, `from_name`, `to_id`, `to_name`, `total_m`,
        `minutes`, and the line along the road; the trips home included.
    """

    route: StopRoute
    legs: gpd.GeoDataFrame

    @property
    def km(self) -> float:
        """Kilometres of all legs."""
        return float(self.legs["total_m"].sum()) / 1000


def mobile_tour(answer: SitingAnswer, question: TourQuestion) -> MobileTour:
    """Find the tour over the chosen sites, whatever they were chosen by, in least time.

    Parameters
    ----------
    answer
        The sites and how people travel.
    question
        Base, stays and days.

    Returns
    -------
    MobileTour
        Without a trip there and back a stop is in `route.left_out`.

    Raises
    ------
    InputError
        If the base is no facility that is there, or a time makes no sense.
    """
    sites, asked = answer.measured.sites, answer.measured.question
    base_id = f"existing:{question.base}"
    base = sites[sites["id"] == base_id]
    if base.empty:
        raise InputError([_("The base of the mobile service is not among its points.")])
    points = pd.concat([base.iloc[:1], answer.chosen])[["id", "name", "geometry"]]
    placed = gpd.GeoDataFrame(points, geometry="geometry", crs=4326).reset_index(drop=True)
    network = answer.measured.ground.roads.network
    travel = replace(asked.travel, cost="time")
    trips = access.matrix(network, placed, placed, travel, hubs=placed.iloc[:1])
    found = stop_route(trips.seconds(), base_id, question.stay_s, question.day_s)
    return MobileTour(found, _legs(answer, placed, _pairs(found, base_id)))


def _pairs(route: StopRoute, base: str) -> list[tuple[int, int, str, str]]:
    """(day, leg, from, to) in the order of the drive."""
    pairs: list[tuple[int, int, str, str]] = []
    for day, stops in route.stops.groupby("day"):
        order = [base, *map(str, stops.index), base]
        pairs += [
            (int(str(day)), leg, start, end) for leg, (start, end) in enumerate(pairwise(order), 1)
        ]
    return pairs


def _legs(
    answer: SitingAnswer, points: gpd.GeoDataFrame, pairs: list[tuple[int, int, str, str]]
) -> gpd.GeoDataFrame:
    """Trace each leg along the roads; the first of the points is the base."""
    asked, network = answer.measured.question, answer.measured.ground.roads.network
    travel = replace(asked.travel, cost="time")
    names, hubs = points.set_index("id")["name"], points.iloc[:1]
    rows, shapes = [], []
    for day, leg, start, end in pairs:
        first, last = (points[points["id"] == one] for one in (start, end))
        table = access.nearest(network, first, last, travel, hubs=hubs)
        line = routes.routes(network, first, last, table, travel, hubs=hubs)
        trip = table.iloc[0]
        rows.append((day, leg, start, names[start], end, names[end], trip["total_m"],
                     trip["minutes"]))  # fmt: skip
        shapes.append(line.geometry.union_all() if len(line) else None)
    columns = ["day", "leg", "from_id", "from_name", "to_id", "to_name", "total_m", "minutes"]
    table = pd.DataFrame(rows, columns=columns).astype({"total_m": np.float64})
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=4326), crs=4326)
