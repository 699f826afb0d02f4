"""What every threshold of coverage is answered from: the search, done once, and its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as part

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.area import schema
from layers.area.facilities import facilities_of
from layers.area.inputs import Ground
from layers.area.question import Question
from layers.area.study_area import StudyArea
from spatial.access import nearest as access
from spatial.access.coverage import PEOPLE
from spatial.access.measure import MEASURES, Measure
from spatial.access.nearest import OFF_NETWORK, OK, UNREACHABLE, AccessMatrix
from spatial.population import grid as population
from spatial.population.grid import PopulationGrid
from spatial.routing.modes import TravelMode
from spatial.routing.snapping import MAX_SNAP_M, point_lonlat
from spatial.routing.travel import Cost, Travel
from spatial.service_areas.cost_field import NetworkCostField, cost_field
from spatial.service_areas.polygons import service_areas

KEPT_AREAS = 32
"""Service areas of so many thresholds are kept; the oldest goes first."""


@dataclass(frozen=True)
class CoverageQuestion(Question):
    """Whose reach is asked for, and how people travel; no threshold yet.

    Attributes
    ----------
    facility
        A key of `layers.area.facilities.facility_sets`.
    mode
        How people travel.
    cost
        `distance` (thresholds in metres) or `time` (thresholds in seconds).
    chosen
        Ids of the facilities that count; all of the set by default.
    max_snap_m
        Longest access or egress leg, metres.
    """

    facility: str
    mode: TravelMode
    cost: Cost = "distance"
    chosen: tuple[str, ...] = ()
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
class PeopleCells:
    """The people of a raster, each cell with its own trip.

    Attributes
    ----------
    table
        One row per populated cell: `people`, `regency` and `district` (of the polygon that holds
        the middle of the cell, or is nearest to it).
    trips
        On the same index: `status`, and the column of the question's measure.
    """

    table: pd.DataFrame
    trips: pd.DataFrame


@dataclass(frozen=True, eq=False)
class CoverageBase:
    """The search, done once; each threshold reads it.

    Attributes
    ----------
    ground, question
        What was searched.
    field
        Cost from every place of the network to its nearest facility.
    trips
        The trip of each village, on the villages' index.
    cells
        The people of the raster with their trips; None without a raster.
    land
        The area as one polygon; None without boundaries.
    """

    ground: Ground
    question: CoverageQuestion
    field: NetworkCostField
    trips: pd.DataFrame
    cells: PeopleCells | None
    land: shapely.Geometry | None
    _areas: dict[float, gpd.GeoDataFrame] = part(default_factory=dict, repr=False)

    def area_of(self, threshold: float) -> gpd.GeoDataFrame:
        """Return the service area of one threshold, cut at the boundary; it is drawn once.

        Returns
        -------
        geopandas.GeoDataFrame
            One row, as `spatial.service_areas.polygons.service_areas` gives it.

        Raises
        ------
        InputError
            For a threshold that is no positive number.
        """
        found = self._areas.get(threshold)
        if found is None:
            found = service_areas(self.field, [threshold], land=self.land)
            while len(self._areas) >= KEPT_AREAS:
                self._areas.pop(next(iter(self._areas)), None)
            self._areas[threshold] = found
        return found


def area_ground(area: StudyArea, question: CoverageQuestion) -> Ground:
    """Take from a study area what a question needs.

    Raises
    ------
    InputError
        If the area lacks the facilities.
    """
    return Ground(
        title=area.title,
        roads=area.roads_source,
        villages=area.villages,
        facilities=facilities_of(area, question.facility, question.chosen),
        boundaries=area.boundaries,
        population=area.population,
        sources=area.sources,
    )


def no_boundaries() -> gpd.GeoDataFrame:
    """Return a layer of boundaries without rows."""
    return schema.empty("boundaries")


def search(ground: Ground, question: CoverageQuestion) -> CoverageBase:
    """Search from the facilities, for all thresholds at once.

    Raises
    ------
    InputError
        If there are no facilities or villages, or the mode may use none of the roads.
    """
    network = ground.roads.network
    trips = access.nearest(network, ground.villages, ground.facilities, question.travel)
    field = cost_field(network, ground.facilities, question.travel)
    cells = None
    if ground.population is not None:
        cells = _people_cells(field, ground.population, ground.boundaries, question.measure)
    return CoverageBase(ground, question, field, trips, cells, ground.land())


def all_trips(base: CoverageBase) -> AccessMatrix:
    """Measure every village to every facility of a base; one search per facility."""
    return access.matrix(
        base.ground.roads.network,
        base.ground.villages,
        base.ground.facilities,
        base.question.travel,
    )


def _people_cells(
    field: NetworkCostField,
    grid: PopulationGrid,
    boundaries: gpd.GeoDataFrame,
    measure: Measure,
) -> PeopleCells:
    inside = population.clip(grid, boundaries) if len(boundaries) else grid
    points = population.cell_points(inside)
    places = field.snap(point_lonlat(points))
    value = field.at(places)
    no_trip = np.where(places.on_network, UNREACHABLE, OFF_NETWORK)
    status = np.where(np.isnan(value), no_trip, OK)
    filed = measure.in_file_unit(pd.Series(value, points.index))
    trips = pd.DataFrame({"status": status, measure.column: filed}, index=points.index)
    table = pd.DataFrame({PEOPLE: points["people"]})
    if len(boundaries):
        row = shapely.STRtree(boundaries.geometry.to_numpy()).nearest(points.geometry.to_numpy())
        table["regency"] = boundaries["regency"].to_numpy()[row]
        table["district"] = boundaries["name"].to_numpy()[row]
    return PeopleCells(table, trips)
