"""Population rasters: GeoTIFF files of WorldPop, GHSL, BPS, read by window for one area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pyproj
import rasterio
import shapely

from layers.imports.boundaries import repaired_areas
from layers.imports.report import ImportReport, Problem
from layers.imports.vector_files import overruled
from layers.population.checks import (
    PEOPLE_PER_M2,
    UNIT_WORDS,
    Unit,
    density_hint,
    density_problems,
    total_problems,
)
from layers.population.doubts import confirmed_report, doubt_problems
from layers.population.raster_file import band_problems, opened, own_crs, raster_crs
from layers.population.raster_strips import MAX_CELLS, RasterPart, touched_part
from layers.population.raster_values import RasterBand, ValueSurvey, value_problems
from layers.text.formats import number, percent
from spatial.crs import Bounds, metric_crs, project, unproject
from spatial.errors import InputError
from spatial.population import grid as population
from spatial.population.grid import PopulationGrid
from spatial.population.grid_geometry import cell_areas_m2, grid_bounds
from spatial.wording import lazy_gettext

MAX_MARGIN_M = 100_000.0
ENOUGH = 0.99
"""A raster that covers less of the area than this gives a finding."""


@dataclass(frozen=True)
class RasterOptions:
    """What the user states about a population raster.

    Attributes
    ----------
    band
        Number of the band, from 1.
    unit
        `count` (people per cell), or a density that is turned into counts by the geodesic area
        of the cells: `per_km2`, `per_ha`.
    crs
        The coordinate system; it wins over the file's own.
    nodata
        Further values that mean no data.
    margin_m
        How far beyond the area cells are kept, metres.
    mask
        Keep only the people within the area's polygons instead of its whole extent.
    known_people
        People of the area from another source, to compare with.
    confirmed
        Whether the user says that the file holds people although it does not look so.
    """

    band: int = 1
    unit: Unit = "count"
    crs: pyproj.CRS | None = None
    nodata: tuple[float, ...] = ()
    margin_m: float = 0.0
    mask: bool = False
    known_people: float | None = None
    confirmed: bool = False


class PopulationImport(NamedTuple):
    """A population grid of an area, and what was found in its file."""

    grid: PopulationGrid
    report: ImportReport


def import_population(
    path: Path, area: gpd.GeoSeries | gpd.GeoDataFrame, options: RasterOptions | None = None
) -> PopulationImport:
    """Read the people of an area from a GeoTIFF, by window and never as a whole.

    Parameters
    ----------
    path
        The file. It is not trusted; see `layers.population.raster_file.opened`.
    area
        Polygons in any CRS.
    options
        What the user states.

    Returns
    -------
    PopulationImport
        The grid in the coordinate system of the file, and the report. Cells that are marked as
        no data, negative, not finite or hold a fill value are NaN; each kind is reported with
        its number of cells. An error says that the numbers are no people, it seems; see
        `layers.population.doubts.require_people`. A grid of more than `MAX_CELLS` cells is
        coarsened, which keeps sums.

    Raises
    ------
    InputError
        If the file cannot be used, lies elsewhere, or holds no count within the area.
    """
    stated = options or RasterOptions()
    _check_options(stated)
    whole = _whole(path.name, area)
    place = _widened(whole, stated.margin_m)
    with opened(path) as dataset:
        problems = band_problems(path.name, dataset, stated.band)
        if problems:
            raise InputError(problems)
        crs = raster_crs(path.name, dataset, stated.crs)
        part = touched_part(path.name, dataset, crs, _bounds(place))
        band = RasterBand(dataset, stated.band, stated.nodata)
        survey = band.survey(part.windows())
        grid = _read(band, part, stated.unit, survey.fill_values())
        found = [*_file_problems(path, dataset, stated), *value_problems(survey)]
        notes = _notes(dataset, stated, part, survey)
        texts = _texts(path, dataset, stated.band)
    if stated.mask:
        grid = population.clip(grid, place)
    if not np.isfinite(grid.counts).any():
        raise InputError(
            [lazy_gettext("{file}: not one cell in this area holds a count.", file=path.name)]
        )
    people = float(population.people_in(grid, whole).iloc[0])
    found += [*_cover_problems(path.name, part, whole), *density_problems(grid)]
    if stated.known_people:
        found += total_problems(people, stated.known_people, stated.unit, part.cell_m2())
    notes.append(
        lazy_gettext(
            "People within the boundaries of the area: {people}", people=partial(number, people)
        )
    )
    kept = survey.cells - survey.dropped()
    found += doubt_problems(grid, survey, texts)
    report = ImportReport(path.name, survey.cells, kept, notes=tuple(notes), things="cells")
    report = report.with_problems(found)
    return PopulationImport(grid, confirmed_report(report) if stated.confirmed else report)


def _check_options(options: RasterOptions) -> None:
    problems = []
    if options.unit not in UNIT_WORDS:
        problems.append(
            lazy_gettext(
                "The unit '{unit}' is not known; choose from {unit_words}.",
                unit=options.unit,
                unit_words=", ".join(UNIT_WORDS),
            )
        )
    if not 0 <= options.margin_m <= MAX_MARGIN_M:
        problems.append(
            lazy_gettext(
                "The margin of {margin_m:g} m must be 0 to {max_margin_m:g} m.",
                margin_m=options.margin_m,
                max_margin_m=MAX_MARGIN_M,
            )
        )
    if options.known_people is not None and not options.known_people > 0:
        problems.append(lazy_gettext("The number of people to compare with must be more than 0."))
    if problems:
        raise InputError(problems)


def _whole(name: str, area: gpd.GeoSeries | gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the one polygon of an area, in degrees."""
    if area.crs is None:
        raise InputError(
            [
                lazy_gettext(
                    "{name}: the boundary of the area does not state its coordinate system.",
                    name=name,
                )
            ]
        )
    sound, _problems = repaired_areas(area.geometry.reset_index(drop=True))
    union = sound.dropna().to_crs(4326).union_all()
    if union.is_empty or not union.area:
        raise InputError(
            [lazy_gettext("{name}: the area has no polygon to clip the raster to.", name=name)]
        )
    return gpd.GeoSeries([union], crs=4326)


def _widened(whole: gpd.GeoSeries, margin_m: float) -> gpd.GeoSeries:
    if margin_m == 0:
        return whole
    plane = metric_crs(_bounds(whole))
    wide = shapely.buffer(project(whole.to_numpy(), plane), margin_m)
    return gpd.GeoSeries(unproject(wide, plane), crs=4326)


def _bounds(shapes: gpd.GeoSeries) -> Bounds:
    west, south, east, north = (float(value) for value in shapes.total_bounds)
    return west, south, east, north


def _read(
    band: RasterBand, part: RasterPart, unit: Unit, fills: tuple[float, ...]
) -> PopulationGrid:
    """Read strip by strip; densities become counts before cells are put together."""
    strips = []
    for window in part.windows():
        people = band.people(window, fills)
        step = part.transform @ rasterio.Affine.translation(window.col_off, window.row_off)
        if unit != "count":
            people = people * cell_areas_m2(step, people.shape, part.crs) * PEOPLE_PER_M2[unit]
        strip = PopulationGrid(people, step, part.crs)
        strips.append(population.coarsen(strip, part.factor).counts)
    corner = part.corner @ rasterio.Affine.scale(part.factor)
    return PopulationGrid(np.concatenate(strips), corner, part.crs)


def _texts(path: Path, dataset: rasterio.DatasetReader, band: int) -> list[str]:
    """Return what the file says of itself: name, description, unit and tags."""
    at = band - 1
    texts = [path.name, dataset.descriptions[at], dataset.units[at], *dataset.tags().values(),
             *dataset.tags(band).values()]  # fmt: skip
    return [text for text in texts if text]


def _file_problems(
    path: Path, dataset: rasterio.DatasetReader, options: RasterOptions
) -> list[Problem]:
    """Report what the file says of itself and what the user says against it."""
    found = density_hint(options.unit, _texts(path, dataset, options.band))
    own = own_crs(dataset)
    if options.crs and own and not own.equals(options.crs, ignore_axis_order=True):
        found.append(overruled(own, options.crs, lazy_gettext("coordinate system")))
    return found


def _notes(
    dataset: rasterio.DatasetReader, options: RasterOptions, part: RasterPart, survey: ValueSurvey
) -> list[str]:
    """Say in Indonesian how the raster was read."""
    height, width = part.shape
    side = sqrt(part.cell_m2())
    notes: list[str] = [
        lazy_gettext(
            "Coordinate system: {name}; cells of about {side} m; unit: {unit_word}",
            name=part.crs.name,
            side=partial(number, side),
            unit_word=UNIT_WORDS[options.unit],
        ),
        lazy_gettext(
            "Read {height} x {width} cells of {rows} x {columns}; {flagged} cells are marked "
            "nodata",
            height=partial(number, height),
            width=partial(number, width),
            rows=partial(number, dataset.height),
            columns=partial(number, dataset.width),
            flagged=partial(number, survey.flagged),
        ),
    ]
    if dataset.count > 1:
        notes.append(
            lazy_gettext(
                "The file has {count} bands; band {band} was read",
                count=dataset.count,
                band=options.band,
            )
        )
    if part.factor > 1:
        notes.append(
            lazy_gettext(
                "Cells were merged {factor} x {factor} into one because there are more than "
                "{max_cells} cells; the number of people is unchanged",
                factor=part.factor,
                max_cells=partial(number, MAX_CELLS),
            )
        )
    return notes


def _cover_problems(name: str, part: RasterPart, whole: gpd.GeoSeries) -> list[Problem]:
    """Report how much of the area lies beyond the raster."""
    shape = whole.segmentize(0.01).to_crs(part.crs)
    extent = shapely.box(*grid_bounds(part.corner, part.shape))
    share = float(shapely.area(shape.intersection(extent)).sum() / shapely.area(shape).sum())
    if share >= ENOUGH:
        return []
    return [
        Problem(
            None,
            lazy_gettext("extent"),
            percent(share),
            lazy_gettext("the raster does not cover the whole area"),
            lazy_gettext(
                "People outside {name} are not counted; use a file with a larger extent", name=name
            ),
            "warning",
        )
    ]
