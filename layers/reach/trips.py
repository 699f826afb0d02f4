"""The trips between villages and markets that every question about market reach starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.area.road_source import RoadSource
from layers.area.study_area import StudyArea
from layers.jobs.progress import Report
from spatial.access import nearest as access
from spatial.access import routes
from spatial.access.measure import MEASURES, Measure
from spatial.access.nearest import OK, AccessMatrix
from spatial.routing.modes import TravelMode
from spatial.routing.travel import Cost, Travel


@dataclass(frozen=True, eq=False)
class MarketTrips:
    """Trips of one mode between all villages and all markets.

    Every model, threshold and price works on these tables, so that none of them asks the network
    again. What only some questions need is measured when first asked for.

    Attributes
    ----------
    roads
        The network and how it was made.
    villages, markets
        Point layers, EPSG:4326, labelled with their ids; columns `id` and `name`, and more.
    travel
        How people travel and what they minimise.
    there
        The trips from villages to markets.
    """

    roads: RoadSource
    villages: gpd.GeoDataFrame
    markets: gpd.GeoDataFrame
    travel: Travel
    there: AccessMatrix

    @property
    def mode(self) -> TravelMode:
        """The mode of travel."""
        return self.travel.mode

    @property
    def cost(self) -> Cost:
        """What is minimised: `distance` or `time`."""
        return self.travel.cost

    @property
    def measure(self) -> Measure:
        """Distance or time, as `cost`."""
        return MEASURES[self.cost]

    @cached_property
    def minutes(self) -> pd.DataFrame:
        """(villages, markets) minutes there; NaN without a trip."""
        return self.there.minutes()

    @cached_property
    def metres(self) -> pd.DataFrame:
        """(villages, markets) metres there, legs off the road included."""
        return self.there.total_m()

    @cached_property
    def costs(self) -> pd.DataFrame:
        """(villages, markets) what is minimised: metres or seconds."""
        return self.measure.of(self.there)

    @property
    def on_network(self) -> NDArray[np.bool_]:
        """(villages,) whether a road is near."""
        return self.there.solver.origins.snap.on_network

    @cached_property
    def back(self) -> AccessMatrix:
        """(markets, villages) trips back: one-way roads make them differ."""
        return self._matrix(self.markets, self.villages)

    @cached_property
    def between_markets(self) -> AccessMatrix:
        """(markets, markets) trips from market to market."""
        return self._matrix(self.markets, self.markets)

    @cached_property
    def village_costs(self) -> pd.DataFrame:
        """(villages, villages) metres or seconds from village to village, 0 to itself."""
        found = self._matrix(self.villages, self.villages)
        costs = self.measure.of(found)
        values = costs.to_numpy(copy=True)
        np.fill_diagonal(values, 0.0)
        return pd.DataFrame(values, index=costs.index, columns=costs.columns)

    def trace(self, village: str, markets: Sequence[str], *, home: bool) -> gpd.GeoDataFrame:
        """Trace the way from a village over markets, and home again if asked for.

        Returns
        -------
        geopandas.GeoDataFrame
            One line per leg, in order, as `spatial.access.routes.routes` gives them.
        """
        start = self.villages.loc[[village], ["geometry"]]
        stops = pd.concat([start, self.markets.loc[list(markets), ["geometry"]]])
        whole = pd.concat([stops, start]) if home else stops
        places = whole.assign(id=[str(place) for place in range(len(whole))])
        numbers = places["id"].to_numpy()
        empty = dict.fromkeys(access.COLUMNS, np.nan)
        legs = pd.DataFrame(
            {**empty, "status": OK, "origin_id": numbers[:-1], "destination_id": numbers[1:]}
        )
        return routes.routes(
            self.roads.network, places, places, legs, self.travel, hubs=self.markets
        )

    def _matrix(self, origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame) -> AccessMatrix:
        return access.matrix(
            self.roads.network, origins, destinations, self.travel, hubs=self.markets
        )


def measure_trips(
    roads: RoadSource,
    villages: gpd.GeoDataFrame,
    markets: gpd.GeoDataFrame,
    travel: Travel,
    progress: Report | None = None,
) -> MarketTrips:
    """Measure the trips from every village to every market.

    Parameters
    ----------
    roads
        The network.
    villages, markets
        Point layers with `id` and `name`.
    travel, progress
        As `access.matrix`.

    Raises
    ------
    InputError
        If a layer is empty, or the mode may use none of the roads.
    """
    there = access.matrix(roads.network, villages, markets, travel, progress=progress)
    return MarketTrips(roads, _labelled(villages), _labelled(markets), travel, there)


def _labelled(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Label places with their ids, which stay a column."""
    return places.set_index(places["id"].rename(None))


def area_trips(area: StudyArea, travel: Travel) -> MarketTrips:
    """Measure the trips of a study area; see `measure_trips`.

    Raises
    ------
    InputError
        Also if the area has no markets.
    """
    return measure_trips(area.roads_source, area.villages, area.facilities("market"), travel)
