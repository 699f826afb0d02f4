"""One side of a comparison: what is reached in a world, on how many days, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.facilities import OFFICES, SERVICES, facilities_of
from layers.area.study_area import FACILITIES, StudyArea
from layers.coverage.search import (
    CoverageQuestion,
    Ground,
    PeopleCells,
    area_ground,
    search,
)
from layers.scenarios.scenario_points import WORKING_DAYS, days_of, is_mobile
from spatial.access import nearest as access
from spatial.access.nearest import NUMBERS, OK, UNREACHABLE
from spatial.errors import InputError
from spatial.routing.od_solver import Cost
from spatial.wording import tr


@dataclass(frozen=True, eq=False)
class Side:
    """What a question finds in one world.

    Attributes
    ----------
    area
        The world.
    question
        What was asked.
    facilities
        The facilities that count; may be empty, and then nothing is reachable.
    trips
        As `access.nearest` for k = 1, on the villages' index.
    cells
        The people of the population raster with their trips; None without a raster.
    """

    area: StudyArea
    question: CoverageQuestion
    facilities: gpd.GeoDataFrame
    trips: pd.DataFrame
    cells: PeopleCells | None

    @property
    def value(self) -> pd.Series:
        """Metres or minutes of each village's trip; NaN where there is none."""
        found: pd.Series = self.trips[self.question.measure].where(self.trips["status"] == OK)
        return found

    def days(self, thresholds: tuple[float, ...]) -> pd.DataFrame:
        """Count the days per month on which a service is within each threshold.

        Returns
        -------
        pandas.DataFrame
            On the villages' index, one column per threshold: `WORKING_DAYS` near a permanent
            service point; near mobile ones only, the sum of their days, which are taken to fall
            on different days, up to `WORKING_DAYS`; 0 where no service is within the threshold.
        """
        mobile = is_mobile(self.facilities)
        permanent = self._nearest(self.facilities[~mobile]) if mobile.any() else self.value
        visits = self._visits(self.facilities[mobile])
        table = {}
        for limit in thresholds:
            always = permanent <= limit
            coming = (visits[0] <= limit) @ visits[1]
            table[limit] = np.where(always, WORKING_DAYS, np.minimum(coming, WORKING_DAYS))
        return pd.DataFrame(table, index=self.trips.index)

    def _nearest(self, facilities: gpd.GeoDataFrame) -> pd.Series:
        if facilities.empty:
            return pd.Series(np.nan, index=self.trips.index)
        trips = access.nearest(
            self.area.network, self.area.villages, facilities, self.question.mode,
            **_how(self.question),
        )  # fmt: skip
        found: pd.Series = trips[self.question.measure]
        return found

    def _visits(self, mobile: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
        """(n, f) metres or minutes from every village to every mobile point, and (f,) days."""
        days = days_of(mobile).to_numpy(dtype=np.float64)
        if mobile.empty:
            return np.zeros((len(self.trips), 0)), days
        trips = access.matrix(
            self.area.network, self.area.villages, mobile, self.question.mode,
            **_how(self.question),
        )  # fmt: skip
        by_distance = self.question.cost == "distance"
        return (trips.total_m() if by_distance else trips.minutes()).to_numpy(), days


def measure_side(area: StudyArea, question: CoverageQuestion) -> Side:
    """Ask a question in one world.

    Parameters
    ----------
    area
        The world, as it is or changed.
    question
        What to measure; all facilities of its set count.

    Raises
    ------
    InputError
        If the set of facilities is unknown, single facilities were chosen, or the mode may use
        none of the roads.
    """
    if question.chosen:
        text = tr("Skenario menghitung semua titik layanan; tutup yang tidak boleh ikut.")
        raise InputError([text])
    facilities = _facilities(area, question.facility)
    if facilities.empty:
        return Side(area, question, facilities, _nothing(area), _nobody(area, question))
    if area.population is not None:
        base = search(area_ground(area, question), question)
        return Side(area, question, facilities, base.trips, base.cells)
    trips = access.nearest(
        area.network, area.villages, facilities, question.mode, **_how(question)
    )
    return Side(area, question, facilities, trips, None)


def _facilities(area: StudyArea, key: str) -> gpd.GeoDataFrame:
    """Return the facilities of a set, which may have become empty by a scenario."""
    layer, kind = FACILITIES.get(key, (key.partition(":")[0], key.partition(":")[2]))
    if layer in {OFFICES, SERVICES, "markets"}:
        points: gpd.GeoDataFrame = getattr(area, layer)
        return points[points["kind"] == kind] if kind else points
    return facilities_of(area, key)


def _nothing(area: StudyArea) -> pd.DataFrame:
    """Return trips for a world without facilities: nobody reaches any."""
    villages = area.villages
    blank = pd.Series(None, index=villages.index, dtype=object)
    table = pd.DataFrame(
        {
            "origin_id": villages["id"],
            "origin_name": villages["name"],
            "destination_id": blank,
            "destination_name": blank,
            "rank": pd.array([pd.NA] * len(villages), dtype="Int64"),
            "status": UNREACHABLE,
        },
        index=villages.index,
    )
    return table.assign(**dict.fromkeys(NUMBERS, np.nan))


def _nobody(area: StudyArea, question: CoverageQuestion) -> PeopleCells | None:
    """Return the people of the raster where there is no facility.

    They are found by a search from the villages, whose results are then taken away.
    """
    if area.population is None:
        return None
    stand_in = Ground(
        area.title, area.roads_source, area.villages, area.villages, area.boundaries,
        area.population, area.sources,
    )  # fmt: skip
    cells = search(stand_in, question).cells
    if cells is None:
        return None
    status = cells.trips["status"].where(cells.trips["status"] != OK, UNREACHABLE)
    trips = pd.DataFrame({"status": status, question.measure: np.nan}, index=cells.trips.index)
    return PeopleCells(cells.table, trips)


def _how(question: CoverageQuestion) -> dict[str, Any]:
    return {"cost": question.cost, "max_snap_m": question.max_snap_m}


def threshold_name(threshold: float, cost: Cost) -> str:
    """Write a threshold for the name of a column: `10km`, `30min`."""
    return f"{threshold / 1000:g}km" if cost == "distance" else f"{threshold:g}min"
