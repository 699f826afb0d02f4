"""How far is it: the access question of a study area, its answer, its route and its export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.provenance import access_provenance
from layers.area.question import Question
from layers.area.study_area import FACILITIES, StudyArea
from spatial.access import nearest as access
from spatial.access import routes
from spatial.access.measure import MEASURES, Measure
from spatial.access.summary import farther_of
from spatial.routing.modes import TravelMode
from spatial.routing.snapping import MAX_SNAP_M
from spatial.routing.travel import Cost, Travel

BOTH = "both"
TARGETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"disnaker": ("disnaker",), "market": ("market",), BOTH: ("disnaker", "market")}
)
"""What can be asked for, and the kinds of facility that a village then has to reach."""

VILLAGE_COLUMNS = ["district", "kind", "desmigratif", "precision"]


@dataclass(frozen=True)
class AccessQuestion(Question):
    """A question to a study area.

    Attributes
    ----------
    target
        A key of `TARGETS`.
    mode
        How people travel.
    cost
        What is minimised and shown: `distance` or `time`.
    max_snap_m
        Longest access or egress leg, metres.
    """

    target: str
    mode: TravelMode
    cost: Cost = "distance"
    max_snap_m: float = MAX_SNAP_M

    @property
    def travel(self) -> Travel:
        """Mode, cost and longest leg as the analyses take them."""
        return Travel(self.mode, self.cost, self.max_snap_m)

    @property
    def measure(self) -> Measure:
        """Distance or time, as `cost`."""
        return MEASURES[self.cost]


@dataclass(frozen=True, eq=False)
class AccessAnswer:
    """The answer to an `AccessQuestion`.

    Attributes
    ----------
    area, question
        What was asked of which area.
    by_facility
        Access table of each kind of facility, on the villages' index.
    trips
        The trip that decides for each village: with several kinds, the one to the farther.
    """

    area: StudyArea
    question: AccessQuestion
    by_facility: Mapping[str, pd.DataFrame]
    trips: pd.DataFrame

    def table(self) -> gpd.GeoDataFrame:
        """Return all trips with the villages' facts and points, worst first, EPSG:4326."""
        villages = self.area.villages
        parts = [
            trips.assign(facility=kind).join(villages[[*VILLAGE_COLUMNS, "geometry"]])
            for kind, trips in self.by_facility.items()
        ]
        joined = pd.concat(parts, ignore_index=True)
        ordered = joined.sort_values(
            self.question.measure.column, ascending=False, na_position="first"
        )
        return gpd.GeoDataFrame(
            ordered.reset_index(drop=True), geometry="geometry", crs=villages.crs
        )

    def by_district(self, threshold: float) -> pd.DataFrame:
        """Summarise per kecamatan.

        Parameters
        ----------
        threshold
            Metres or seconds, inclusive.

        Returns
        -------
        pandas.DataFrame
            `district`, `villages`, `within` (villages within the threshold), `median` and `worst`
            of them (metres or seconds) over the reachable villages; worst median first.
        """
        values = self.question.measure.values(self.trips)
        frame = pd.DataFrame(
            {
                "district": self.area.villages["district"],
                "value": values,
                "within": np.where(values.notna(), values <= threshold, False),
            }
        )
        grouped = frame.groupby("district")
        return (
            pd.DataFrame(
                {
                    "villages": grouped.size(),
                    "within": grouped["within"].sum().astype(int),
                    "median": grouped["value"].median(),
                    "worst": grouped["value"].max(),
                }
            )
            .sort_values("median", ascending=False)
            .reset_index()
        )

    def route(self, village_id: str) -> gpd.GeoDataFrame:
        """Trace the trips of one village, one row per kind of facility; empty if there is none."""
        parts = []
        for kind, trips in self.by_facility.items():
            rows = trips[trips["origin_id"] == village_id]
            traced = routes.routes(
                self.area.network,
                self.area.villages.loc[rows.index],
                self.area.facilities(kind),
                rows,
                self.question.travel,
            )
            parts.append(traced.assign(facility=kind))
        return gpd.GeoDataFrame(pd.concat(parts), geometry="geometry", crs=4326)

    def provenance(self, threshold: float) -> dict[str, Any]:
        """Collect what the answer was made from; `threshold` in metres or seconds."""
        measure = self.question.measure
        return access_provenance(
            question=f"nearest {' and '.join(self.by_facility)}, {self.area.title}",
            sources=self.area.sources,
            network={**self.area.roads_source.to_dict(), "note": self.area.network_note},
            travel=self.question.travel,
            extra={
                "k": 1,
                "threshold": measure.threshold_in_file_unit(threshold),
                "threshold_unit": measure.file_unit,
                "threshold_rule": "within means <= threshold",
            },
        )


def ask(area: StudyArea, question: AccessQuestion) -> AccessAnswer:
    """Answer a question.

    Raises
    ------
    InputError
        If the area lacks the facilities, or the mode may use none of its roads.
    """
    by_facility = {
        kind: access.nearest(
            area.network,
            area.villages,
            area.facilities(kind),
            question.travel,
        )
        for kind in TARGETS[question.target]
    }
    trips = list(by_facility.values())
    deciding = trips[0] if len(trips) == 1 else farther_of(trips[0], trips[1], question.measure)
    return AccessAnswer(area, question, MappingProxyType(by_facility), deciding)


def destinations(area: StudyArea, target: str) -> gpd.GeoDataFrame:
    """Return all facilities that a target asks for, EPSG:4326."""
    kinds = TARGETS[target]
    frames = [area.facilities(kind).assign(facility=FACILITIES[kind][0]) for kind in kinds]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=4326)


def answer_routes(answer: AccessAnswer, kind: str) -> gpd.GeoDataFrame:
    """Trace the trips of all villages to one kind of facility.

    Parameters
    ----------
    answer : AccessAnswer
        The answer.
    kind : str
        A key of ``answer.by_facility``.

    Returns
    -------
    geopandas.GeoDataFrame
        As `spatial.access.routes.routes` gives it, with `facility`.
    """
    area, asked = answer.area, answer.question
    trips = answer.by_facility[kind]
    traced = routes.routes(area.network, area.villages, area.facilities(kind), trips, asked.travel)
    return traced.assign(facility=kind)
