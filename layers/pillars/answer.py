"""Which pillar does not reach which village: the question, its settings and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.area.facilities import unconfirmed
from layers.area.provenance import access_provenance
from layers.area.question import Question
from layers.area.study_area import StudyArea
from layers.pillars.kinds import DEFAULT_CHOICE, PILLARS, Choice, check_choice, pillar_points
from layers.pillars.reasons import reasons
from spatial.access import pillars, priority
from spatial.access.measure import DISTANCE, MEASURES, Measure
from spatial.errors import InputError
from spatial.routing.modes import TravelMode
from spatial.routing.snapping import MAX_SNAP_M
from spatial.routing.travel import Cost, Travel
from spatial.wording import N_, _

BASE = "I"
"""The pillar whose road the others are compared with."""

LIMIT_S = 1_800.0
"""Starting value of all thresholds of time, seconds."""

LIMIT_NOTE = N_(
    "No regulation sets a distance from villages to the facilities of the four pillars; these "
    "thresholds are your choice. Starting values: 7 km to a market and 6 km to a secondary "
    "school as in the highest scores of the Indeks Desa Membangun (Permendesa 2/2016), which "
    "assesses villages and not this programme; 10 km and 30 minutes have no reference."
)


@dataclass(frozen=True)
class PillarQuestion(Question):
    """What is measured.

    Attributes
    ----------
    mode
        How people travel.
    cost
        What is minimised and compared with the thresholds: `distance` or `time`.
    choice
        Per pillar the kinds of facilities that count.
    max_snap_m
        Longest access or egress leg, metres.
    """

    mode: TravelMode
    cost: Cost = "distance"
    choice: Choice = DEFAULT_CHOICE
    max_snap_m: float = MAX_SNAP_M

    @property
    def travel(self) -> Travel:
        """Mode, cost and longest leg as the analyses take them."""
        return Travel(self.mode, self.cost, self.max_snap_m)

    @property
    def measure(self) -> Measure:
        """Distance or time, as `cost`."""
        return MEASURES[self.cost]


@dataclass(frozen=True)
class PillarSettings:
    """How what was measured is judged.

    Attributes
    ----------
    limits
        Threshold per pillar in metres or seconds, by the question's cost, inclusive.
    weights
        Weight per pillar, 0 or more; only their proportions count.
    full_at
        Multiple of the threshold from which on a shortfall is complete.
    """

    limits: Mapping[str, float]
    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(PILLARS, 1.0))
    full_at: float = priority.FULL_AT


def default_settings(cost: Cost) -> PillarSettings:
    """Return the settings to start with, see `LIMIT_NOTE`; all weights are equal."""
    metres = {key: pillar.limit_m for key, pillar in PILLARS.items()}
    return PillarSettings(metres if cost == DISTANCE.cost else dict.fromkeys(PILLARS, LIMIT_S))


@dataclass(frozen=True, eq=False)
class PillarAnswer:
    """What was measured: trips to every pillar.

    Attributes
    ----------
    area, question
        What was asked of which area.
    facilities
        Per pillar its points; empty where the area has none.
    trips
        Per pillar with points the access table, on the villages' index.
    common
        (n, p) share of the road to each pillar that also leads to pillar `BASE`.
    """

    area: StudyArea
    question: PillarQuestion
    facilities: Mapping[str, gpd.GeoDataFrame]
    trips: Mapping[str, pd.DataFrame]
    common: pd.DataFrame

    @property
    def missing(self) -> list[str]:
        """Pillars of which the area has no facility that counts."""
        return [key for key, points in self.facilities.items() if points.empty]

    @cached_property
    def values(self) -> pd.DataFrame:
        """(n, p) metres or seconds; NaN where there is no trip."""
        return pillars.measures(self.trips, self.question.measure)

    def gaps(self, settings: PillarSettings) -> pd.DataFrame:
        """(n, p) True where a pillar lies beyond its threshold, or there is no way to it."""
        return pillars.gaps(self.values, settings.limits)

    def shortfalls(self, settings: PillarSettings) -> pd.DataFrame:
        """(n, p) shortfalls, 0 to 1."""
        measure = self.question.measure
        # A ratio is the same in all units but for the last place of a float; these are the units
        # of the table, so that its columns can be checked against each other.
        values = self.values.apply(measure.in_file_unit)
        limits = {
            key: measure.threshold_in_file_unit(limit) for key, limit in settings.limits.items()
        }
        return priority.shortfalls(values, limits, settings.full_at)

    def table(self, settings: PillarSettings) -> gpd.GeoDataFrame:
        """Return the matrix, a row per village, highest score first.

        Parameters
        ----------
        settings
            Thresholds, weights, second goalpost.

        Returns
        -------
        geopandas.GeoDataFrame
            `rank`, `id`, `name`, `district`, `desmigratif`, `gaps` (number of pillars beyond
            their threshold), `no_way` (of these: without a trip, whose shortfall is 1 by rule,
            not by distance), `score`, `top_share`, `reasons`; then per pillar `<pillar>_status`,
            `_kind`, `_facility_id`, `_facility`, `_precision`, `_unconfirmed` (place),
            `_total_m`, `_minutes`, `_common` (share of its road that also leads to pillar I),
            `_gap`, `_shortfall`, `_points` (of the score); the village's point, EPSG:4326. On
            the villages' index.

        Raises
        ------
        InputError
            For thresholds or weights that cannot be used.
        """
        gaps, lacking = self.gaps(settings), self.shortfalls(settings)
        points = priority.contributions(lacking, settings.weights)
        villages = self.area.villages
        score = points.sum(axis=1)
        parts = [
            self._columns(pillar).assign(
                gap=gaps[pillar], shortfall=lacking[pillar], points=points[pillar]
            )
            for pillar in self.trips
        ]
        head = villages[["id", "name", "district", "desmigratif"]].assign(
            gaps=gaps.sum(axis=1),
            no_way=self.values.isna().sum(axis=1),
            score=score,
            top_share=priority.top_share(lacking, settings.weights),
        )
        head.insert(0, "rank", priority.ranks(score))
        wide = [
            part.add_prefix(f"{pillar}_") for pillar, part in zip(self.trips, parts, strict=True)
        ]
        joined = pd.concat([head, *wide], axis=1)
        reason_texts = reasons(joined, dict(settings.limits), self.question.cost)
        joined.insert(joined.columns.get_loc("top_share") + 1, "reasons", reason_texts)
        ordered = joined.sort_values(["score", "gaps", "id"], ascending=[False, False, True])
        return gpd.GeoDataFrame(
            ordered, geometry=villages.geometry.loc[ordered.index], crs=villages.crs
        )

    def _columns(self, pillar: str) -> pd.DataFrame:
        """Return a pillar's trips with what is known of the facility."""
        trips = self.trips[pillar]
        points = self.facilities[pillar]
        known = points.assign(unconfirmed=unconfirmed(points)).set_index("id")
        to = trips["destination_id"]
        return pd.DataFrame(
            {
                "status": trips["status"],
                "kind": to.map(known["facility"]),
                "facility_id": to,
                "facility": trips["destination_name"],
                "precision": to.map(known["precision"]),
                "unconfirmed": to.map(known["unconfirmed"]).eq(other=True),
                "total_m": trips["total_m"],
                "minutes": trips["minutes"],
                "common": self.common[pillar],
            }
        )

    def provenance(
        self, settings: PillarSettings, owners: pd.DataFrame | None = None
    ) -> dict[str, Any]:
        """Collect what the answer was made from and how it was judged, and by whom a gap is owned.

        Parameters
        ----------
        settings
            How it was judged.
        owners
            The table of owners that was used, see `layers.pillars.owners`; left out by default.
        """
        owned = {} if owners is None else {"owners": owners.to_dict("records")}
        measure = self.question.measure
        limits = {key: measure.displayed_threshold(m) for key, m in settings.limits.items()}
        return access_provenance(
            question=f"nearest facility of each pillar, gaps and priority, {self.area.title}",
            sources=self.area.sources,
            network={**self.area.roads_source.to_dict(), "note": self.area.network_note},
            travel=self.question.travel,
            extra={
                "kinds": {pillar: list(kinds) for pillar, kinds in self.question.choice},
                "facilities": {key: len(points) for key, points in self.facilities.items()},
                "missing_pillars": self.missing,
                "threshold_unit": "km" if measure == DISTANCE else "minutes",
                "threshold_rule": "within means <= threshold",
                **{key: value for key, value in asdict(settings).items() if key != "limits"},
                "thresholds": limits,
                "sensitivity": {
                    "draws": priority.DRAWS,
                    "seed": priority.SEED,
                    "top": priority.TOP,
                    "weights": "flat Dirichlet over the pillars with a weight above 0",
                },
                **owned,
                "common": "metres of the route that are also on the route to pillar "
                f"{BASE} / metres of the route, legs not counted",
            },
        )


def ask(area: StudyArea, question: PillarQuestion) -> PillarAnswer:
    """Measure the trips of every village to every pillar.

    Raises
    ------
    InputError
        If the choice names what does not exist, the area has no facility of any pillar, or the
        mode may use none of its roads.
    """
    check_choice(question.choice)
    points = {pillar: pillar_points(area, pillar, kinds) for pillar, kinds in question.choice}
    if all(layer.empty for layer in points.values()):
        raise InputError(
            [
                _("{area}: there is no facility of any pillar yet; load its layers first.").format(
                    area=area.title
                )
            ]
        )
    facts = (area.network, area.villages, points)
    trips = pillars.pillar_access(*facts, question.travel)
    common = pillars.roads_in_common(*facts, BASE, question.travel)
    return PillarAnswer(area, question, MappingProxyType(points), MappingProxyType(trips), common)
