"""The people of a study area: a raster cut to it, and how many live in each of its polygons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from layers.area.provenance import file_facts
from layers.area.study_area import StudyArea
from layers.imports.report import ImportReport
from layers.population.doubts import require_people
from layers.population.import_raster import PopulationImport, RasterOptions, import_population
from spatial.population import grid as population
from spatial.population.grid import PopulationGrid

LATEST_PEOPLE = "people_2019"
"""Column of the boundaries with the latest known number of people."""


def area_polygons(area: StudyArea) -> gpd.GeoSeries:
    """Return the boundaries of an area; without any, the box around its villages and roads."""
    if not area.boundaries.empty:
        return area.boundaries.geometry
    extents = np.array([layer.total_bounds for layer in (area.villages, area.roads) if len(layer)])
    west, south = extents[:, :2].min(axis=0)
    east, north = extents[:, 2:].max(axis=0)
    return gpd.GeoSeries([shapely.box(west, south, east, north)], crs=4326)


def known_people(area: StudyArea) -> float | None:
    """Return the people of an area as its boundaries say; None unless every one does."""
    counts = area.boundaries.get(LATEST_PEOPLE)
    if counts is None or counts.empty or counts.isna().any():
        return None
    return float(counts.sum()) or None


def read_population(
    path: Path, area: StudyArea, options: RasterOptions | None = None
) -> PopulationImport:
    """Read a raster for an area; see `layers.population.import_raster.import_population`.

    Without a known total in the options, that of the boundaries is compared with.

    Raises
    ------
    InputError
        If the file cannot be used for this area.
    """
    stated = options or RasterOptions()
    if stated.known_people is None:
        stated = replace(stated, known_people=known_people(area))
    return import_population(path, area_polygons(area), stated)


def with_population(
    area: StudyArea, path: Path, options: RasterOptions | None = None
) -> tuple[StudyArea, ImportReport]:
    """Give an area the people of a raster, and note it in its sources.

    Parameters
    ----------
    area
        The area; what population it had is replaced.
    path, options
        As for `read_population`.

    Returns
    -------
    area : StudyArea
        Not stored yet; see `layers.store.area_store.AreaStore.save`.
    report : ImportReport
        What was found in the file.

    Raises
    ------
    InputError
        As `read_population`, or if the raster seems to hold no people and is not confirmed.
    """
    stated = options or RasterOptions()
    grid, report = read_population(path, area, stated)
    require_people(report)
    facts = {
        "description": path.name,
        "files": [file_facts(path)],
        "band": stated.band,
        "unit": stated.unit,
        **({"confirmed": True} if stated.confirmed else {}),
        "notes": list(report.notes),
    }
    sources = {**area.sources, "population": facts}
    return replace(area, population=grid, sources=sources), report


def people_table(grid: PopulationGrid, polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count the people of each polygon.

    Parameters
    ----------
    grid
        The grid.
    polygons
        n polygons with any columns.

    Returns
    -------
    geopandas.GeoDataFrame
        `polygons` with `people` (NaN where the grid knows none) and `covered_share`, the share
        of the polygon's area whose people are known.
    """
    return polygons.assign(
        people=population.people_in(grid, polygons),
        covered_share=population.covered_share(grid, polygons),
    )
