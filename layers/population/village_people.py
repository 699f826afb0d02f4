"""How many people live in each village of an area: what its data know, and estimates."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from scipy.spatial import cKDTree

from layers.area.schema import VILLAGES
from layers.area.study_area import StudyArea
from layers.population.area import LATEST_PEOPLE
from spatial import crs
from spatial.population.grid import PopulationGrid, cell_points
from spatial.wording import _


@dataclass(frozen=True, eq=False)
class PeopleSource:
    """People, or another size, of every village.

    Attributes
    ----------
    label
        What people read (Indonesian).
    people
        One number of 0 or more per village id.
    estimated
        True where the numbers are not counted per village.
    """

    label: str
    people: pd.Series
    estimated: bool


def people_sources(area: StudyArea) -> dict[str, PeopleSource]:
    """List what can stand for the people of each village.

    Parameters
    ----------
    area
        The area.

    Returns
    -------
    dict
        By a short key, the best first: number columns of the villages that are known for all of
        them (`column:<name>`); the population raster (`raster`); the people of the kecamatan in
        equal parts (`district`), where the boundaries give the people of each. May be empty.
    """
    villages = area.villages.set_index("id")
    found = {
        f"column:{name}": PeopleSource(
            _("column {name}").format(name=name), villages[name].astype(float), False
        )
        for name in number_columns_of(villages)
    }
    if area.population is not None:
        people = people_by_nearest(area.population, villages)
        found["raster"] = PeopleSource(
            _("estimate: population raster, each cell to the nearest village point"),
            people,
            estimated=True,
        )
    shared = people_in_equal_parts(area)
    if shared is not None:
        found["district"] = PeopleSource(
            _("estimate: people of the district in equal parts to its villages"),
            shared,
            estimated=True,
        )
    return found


def number_columns_of(places: pd.DataFrame) -> list[str]:
    """Name the columns that hold a number of 0 or more for every row and that no schema uses."""
    return [
        str(name)
        for name in places.columns.difference(list(VILLAGES.columns), sort=False)
        if pd.api.types.is_numeric_dtype(places[name])
        and not pd.api.types.is_bool_dtype(places[name])
        and bool((places[name] >= 0).all())
    ]


def people_by_nearest(grid: PopulationGrid, villages: gpd.GeoDataFrame) -> pd.Series:
    """Count the people of each cell for the village whose point is nearest in a straight line.

    Parameters
    ----------
    grid
        People per cell.
    villages
        Points, labelled with their ids.

    Returns
    -------
    pandas.Series
        `people` on the villages' index; the sum is that of the grid.

    Notes
    -----
    An estimate: a village's people need not live nearest to its point. The plane is the metric
    one of the villages, where straight lines are right to some parts in a thousand.
    """
    cells = cell_points(grid)
    west, south, east, north = (float(value) for value in villages.total_bounds)
    plane = crs.metric_crs((west, south, east, north))
    ends = [frame.to_crs(plane).get_coordinates().to_numpy() for frame in (villages, cells)]
    _, nearest = cKDTree(ends[0]).query(ends[1])
    counted = pd.Series(cells["people"].to_numpy()).groupby(nearest).sum()
    people = counted.reindex(range(len(villages)), fill_value=0.0)
    return pd.Series(people.to_numpy(), index=villages.index, name="people")


def people_in_equal_parts(area: StudyArea) -> pd.Series | None:
    """Share the people of each boundary equally among the villages whose code begins with its own.

    Returns
    -------
    pandas.Series or None
        `people` by village id; None unless every village lies in one boundary with known people.
    """
    with_people = area.boundaries
    if LATEST_PEOPLE not in with_people or with_people.empty:
        return None
    ids = pd.Series(area.villages["id"].to_numpy(), index=area.villages["id"].to_numpy())
    code = ids.str.rsplit(".", n=1).str[0]
    people = code.map(with_people.set_index("code")[LATEST_PEOPLE])
    if people.isna().any():
        return None
    return (people / code.map(code.value_counts())).rename("people")
