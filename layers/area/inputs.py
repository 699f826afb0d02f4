"""What an answer is computed from: network, villages, facilities, and what villages count as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers.area.road_source import RoadSource
from spatial.population.grid import PopulationGrid


@dataclass(frozen=True, eq=False)
class Ground:
    """What coverage is counted on, from a study area or from files.

    Attributes
    ----------
    title
        Name that people read.
    roads
        The network.
    villages, facilities
        Points, EPSG:4326, with `id` and `name`; villages perhaps with `regency` and `district`.
    boundaries
        Polygons with `name` and `regency`; may be empty.
    population
        People per cell, or None.
    sources
        Where all of it comes from.
    """

    title: str
    roads: RoadSource
    villages: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    boundaries: gpd.GeoDataFrame
    population: PopulationGrid | None
    sources: Mapping[str, Any]

    def land(self) -> shapely.Geometry | None:
        """Return the polygons of the area as one; None without any."""
        return self.boundaries.union_all() if len(self.boundaries) else None


@dataclass(frozen=True, eq=False)
class Weight:
    """What villages count as, beside 1 each.

    Attributes
    ----------
    label
        What people read.
    numbers
        One number of 0 or more per village, on the villages' index; NaN where unknown.
    estimated
        True where the numbers are not counted per village.
    """

    label: str
    numbers: pd.Series
    estimated: bool = False
