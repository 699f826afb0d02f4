"""Which markets can a village's products reach: the answer, its tables and its provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.area.provenance import access_provenance
from layers.reach.question import ReachQuestion
from layers.reach.tables import Figures, journey_prices, labelled, market_figures, village_figures
from layers.reach.trips import MarketTrips
from spatial.access.measure import TIME
from spatial.checks import InputChecks
from spatial.reach.competition import shared_reach
from spatial.reach.floating_catchment import two_step
from spatial.reach.gravity import huff
from spatial.reach.journey_cost import fresh
from spatial.reach.opportunities import nearest_by_kind
from spatial.wording import N_

VILLAGE_FACTS = ["name", "district", "desmigratif", "precision"]
MARKET_FACTS = ["name", "kind", "district", "precision"]
MODEL_NOTE = N_(
    "Probabilities, shares and catchments are a model, not a survey: nobody was asked where "
    "they buy or sell. Opening days of markets are not known and not considered."
)


@dataclass(frozen=True, eq=False)
class ReachAnswer:
    """The answer to a `ReachQuestion`.

    Attributes
    ----------
    trips, question
        What was asked of which trips.
    costs
        (villages, markets) metres or seconds; NaN without a trip and where the product would
        not last.
    probability
        (villages, markets) of Huff's model.
    rupiah
        (villages, markets) there and back; None without prices.
    villages
        By village id: `status`; the nearest market `nearest_id`, `nearest_minutes`, `nearest_km`,
        with prices `nearest_rp`; `markets_within` and with weights `weight_within`;
        `accessibility` (Hansen) and `accessibility_index`, the best village being 100; the main
        market `main_id`, `main_probability`, `main_equal`, `main_minutes`, `main_km`, with prices
        `main_rp`; `rivals`; `supply_per_demand` and `crowding_index`, the average of the area
        being 100; with people `people_within` of all villages within the threshold, its own
        included.
    markets
        By market id: `weight` where there are weights; `villages_within` the threshold, with
        people `people_within`; `customers`, `share`, `catchment` (villages whose main market it
        is), with people `catchment_people`; `demand` and `supply_per_demand`.
    """

    trips: MarketTrips
    question: ReachQuestion
    costs: pd.DataFrame
    probability: pd.DataFrame
    rupiah: pd.DataFrame | None
    villages: pd.DataFrame
    markets: pd.DataFrame

    def village_table(self) -> gpd.GeoDataFrame:
        """Return the villages with their facts, names of markets and points, EPSG:4326."""
        places = self.trips.villages
        names = self.trips.markets["name"]
        found = self.villages.assign(
            nearest_name=self.villages["nearest_id"].map(names),
            main_name=self.villages["main_id"].map(names),
        )
        return _with_places(places, VILLAGE_FACTS, found, "village_id")

    def market_table(self) -> gpd.GeoDataFrame:
        """Return the markets with their facts and points, the largest share first, EPSG:4326."""
        found = self.markets.sort_values("share", ascending=False, kind="stable")
        return _with_places(self.trips.markets.loc[found.index], MARKET_FACTS, found, "market_id")

    def pairs(self) -> pd.DataFrame:
        """Return one row per village and market that has a trip, nearest first in each village."""
        parts = [
            self.markets_of(str(village)).reset_index().assign(village_id=village)
            for village in self.trips.villages.index
        ]
        table = pd.concat(parts, ignore_index=True)
        first = ["village_id", "market_id"]
        return table[first + [column for column in table if column not in first]]

    def markets_of(self, village: str) -> pd.DataFrame:
        """Return the markets that a village has a trip to, nearest first.

        Returns
        -------
        pandas.DataFrame
            By market id: `name`, `kind`, `minutes`, `km`, `within` the threshold (False where the
            product would not last), `probability`, with a product `lasts`, with prices `rp`.
        """
        facts = self.trips.markets.reindex(columns=["name", "kind"])
        table = facts.assign(
            minutes=self.trips.minutes.loc[village],
            km=self.trips.metres.loc[village] / 1000,
            within=self.costs.loc[village] <= self.question.threshold,
            probability=self.probability.loc[village].fillna(0.0),
        )
        if self.question.product is not None:
            table["lasts"] = self.costs.loc[village].notna()
        if self.rupiah is not None:
            table["rp"] = self.rupiah.loc[village]
        cost = self.trips.costs.T[village].dropna().sort_values(kind="stable")
        return pd.DataFrame(table.loc[cost.index]).rename_axis("market_id")

    def nearest_kinds(self, village: str) -> pd.DataFrame:
        """Return the nearest market of every kind: `kind`, `destination_id`, `cost`, `status`.

        The cost is metres or seconds.
        """
        kinds = self.trips.markets["kind"].fillna("pasar")
        return nearest_by_kind(self.costs.loc[[village]], kinds, measure="cost")

    def rivals_of(self, village: str) -> pd.DataFrame:
        """Return the other villages that reach the same markets, most overlap first.

        Returns
        -------
        pandas.DataFrame
            By village id: `name`, `district`, `shared` markets within the threshold, `overlap`
            (0 to 1), `same_main` market.
        """
        found = shared_reach(self.costs, village, self.question.threshold, self._weights())
        places = self.trips.villages[["name", "district"]]
        main = self.villages["main_id"]
        same = main.notna() & (main == main.loc[village])
        return found.join(places).assign(same_main=same)

    def catchment(self, market: str) -> list[str]:
        """Return the ids of the villages that choose a market most."""
        chosen = self.villages["main_id"] == market
        return [str(village) for village in self.villages.index[chosen]]

    def provenance(
        self, *, area: str, sources: Mapping[str, Any], note: str = ""
    ) -> dict[str, Any]:
        """Collect what the answer was made from; `sources` and `note` of the network's area."""
        asked, trips = self.question, self.trips
        weights = (
            None
            if asked.weights is None
            else dict(zip(trips.markets.index, asked.weights, strict=True))
        )
        return access_provenance(
            question=f"market reach ({asked.model}), {area}",
            sources=sources,
            network={**trips.roads.to_dict(), "note": note},
            travel=trips.travel,
            extra={
                **asked.to_dict(trips.measure),
                "cost_unit": "minutes" if trips.measure == TIME else "km",
                "weights": None if weights is None else dict(weights),
                "people_total": None if asked.people is None else sum(asked.people),
                "model_note": MODEL_NOTE,
            },
        )

    def _weights(self) -> pd.Series | None:
        return labelled(self.question.weights, self.costs.columns)


def ask_reach(trips: MarketTrips, question: ReachQuestion) -> ReachAnswer:
    """Answer a question.

    Raises
    ------
    InputError
        Listing every problem of weights, people, threshold and prices.
    """
    checks = InputChecks()
    checks.number(question.threshold, "threshold")
    checks.raise_problems()
    costs = trips.costs
    if question.product is not None:
        costs = costs.where(fresh(trips.there.seconds(), question.product))
    weights = labelled(question.weights, costs.columns)
    people = labelled(question.people, costs.index)
    probability = huff(trips.measure.displayed(costs), question.decay, weights)
    crowd = two_step(costs, question.catchment, weights, people)
    rupiah = journey_prices(trips, question)
    known = Figures(trips, question, costs, weights, people, probability, crowd, rupiah)
    return ReachAnswer(
        trips, question, costs, probability, rupiah, village_figures(known), market_figures(known)
    )


def _with_places(
    places: gpd.GeoDataFrame, facts: list[str], found: pd.DataFrame, key: str
) -> gpd.GeoDataFrame:
    known = places.reindex(columns=[*facts, "geometry"]).dropna(axis=1, how="all")
    joined = known.join(found).rename_axis(key).reset_index()
    last = [column for column in joined if column != "geometry"]
    return gpd.GeoDataFrame(joined[[*last, "geometry"]], geometry="geometry", crs=places.crs)
