"""People on a grid: totals, people within polygons, cells as points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from affine import Affine
from numpy.typing import NDArray

from spatial.crs import WGS84, Bounds
from spatial.errors import InputError
from spatial.population.cell_shares import CellShares, cell_shares
from spatial.population.grid_geometry import grid_bounds, touched_window, transform_problems
from spatial.wording import tr

Counts = NDArray[np.float64]

LONGEST_DEGREES, LONGEST_UNITS = 0.01, 1000.0
"""Longest straight side of a polygon that is projected as it is: about 1 km either way. Its bow
in another projection is below 1 cm within 11 degrees of the equator (length² tan φ / 8 R)."""


@dataclass(frozen=True, eq=False)
class PopulationGrid:
    """People per cell of a regular grid; never a density.

    Attributes
    ----------
    counts
        (rows, columns) people in each cell; NaN where it is not known. It cannot be written to.
    transform
        From (column, row) to coordinates, as rasterio has it. Rows may run north to south or
        south to north; the grid must not be turned.
    crs
        Of the coordinates, geographic or projected.

    Raises
    ------
    InputError
        If the grid is empty, turned, or holds a negative or infinite count.
    """

    counts: Counts
    transform: Affine
    crs: pyproj.CRS

    def __post_init__(self) -> None:
        problems = [*_value_problems(self.counts), *transform_problems(self.transform)]
        if problems:
            raise InputError(problems)
        fixed = np.array(self.counts, dtype=np.float64)
        fixed.setflags(write=False)
        object.__setattr__(self, "counts", fixed)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.counts.shape[0], self.counts.shape[1])

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in the grid's own coordinates."""
        return grid_bounds(self.transform, self.shape)

    def total(self) -> float:
        """Sum up the people of all cells."""
        return float(np.nansum(self.counts))


def _value_problems(counts: Counts) -> Iterator[str]:
    if counts.ndim != 2 or counts.size == 0:
        yield tr(
            "A population grid needs rows and columns; this one has the shape {shape}."
        ).format(shape=counts.shape)
    if np.isinf(counts).any():
        yield tr("A population grid cannot hold infinite counts: mark them as no data (NaN).")
    if (counts < 0).any():
        yield tr("A population grid cannot hold negative counts: mark them as no data (NaN).")


def crop(grid: PopulationGrid, bounds: Bounds) -> PopulationGrid:
    """Cut out the whole cells that a box touches.

    Parameters
    ----------
    grid
        The grid.
    bounds
        West, south, east, north in the grid's coordinates.

    Raises
    ------
    InputError
        If the box lies outside the grid.
    """
    rows, columns = touched_window(grid.transform, grid.shape, bounds)
    counts = grid.counts[rows, columns]
    if not counts.size:
        problem = tr("The box {bounds} lies outside the population grid {grid}.").format(
            bounds=bounds, grid=grid.bounds
        )
        raise InputError([problem])
    moved = grid.transform @ Affine.translation(columns.start, rows.start)
    return PopulationGrid(counts, moved, grid.crs)


def coarsen(grid: PopulationGrid, factor: int) -> PopulationGrid:
    """Put squares of cells together; the people of a square are added up.

    Parameters
    ----------
    grid
        The grid.
    factor
        Cells along one side of a square, 1 or more. Squares at the last row and column reach
        beyond the grid where its size is no multiple.

    Returns
    -------
    PopulationGrid
        With the same total. A square is NaN only where all of its cells are.
    """
    rows, columns = grid.shape
    counts = np.pad(
        grid.counts, ((0, -rows % factor), (0, -columns % factor)), constant_values=np.nan
    )
    squares = counts.reshape(counts.shape[0] // factor, factor, -1, factor)
    known = np.isfinite(squares).any(axis=(1, 3))
    sums = np.where(known, np.nansum(squares, axis=(1, 3)), np.nan)
    return PopulationGrid(sums, grid.transform @ Affine.scale(factor), grid.crs)


def people_in(grid: PopulationGrid, polygons: gpd.GeoSeries | gpd.GeoDataFrame) -> pd.Series:
    """Count the people within polygons; a cell on the border counts by its share.

    Parameters
    ----------
    grid
        The grid.
    polygons
        n polygons in any CRS; they may overlap. Rings that cross themselves are repaired.

    Returns
    -------
    pandas.Series
        `people` on the index of `polygons`: the sum of count times covered share of the cell's
        area, in the plane of the grid. NaN where a polygon meets no cell whose count is known.

    Raises
    ------
    InputError
        If the polygons have no CRS or cannot be brought into that of the grid.
    """
    shares = polygon_shares(grid, polygons)
    counts = grid.counts[shares.row, shares.column]
    known = np.isfinite(counts)
    owner, people = shares.owner[known], (counts * shares.share)[known]
    sums = np.bincount(owner, weights=people, minlength=len(polygons))
    met = np.bincount(owner, minlength=len(polygons)) > 0
    return pd.Series(np.where(met, sums, np.nan), index=polygons.index, name="people")


def covered_share(grid: PopulationGrid, polygons: gpd.GeoSeries | gpd.GeoDataFrame) -> pd.Series:
    """Measure which share of each polygon's area lies on cells whose count is known.

    Parameters
    ----------
    grid, polygons
        As for `people_in`.

    Returns
    -------
    pandas.Series
        `covered_share` on the index of `polygons`, 0 to 1 in the plane of the grid; NaN for an
        empty polygon.

    Raises
    ------
    InputError
        As `people_in`.
    """
    cells = _in_cells(grid, polygons)
    shares = cell_shares(cells, *grid.shape)
    known = np.isfinite(grid.counts[shares.row, shares.column])
    found = np.bincount(shares.owner[known], weights=shares.share[known], minlength=len(cells))
    area = shapely.area(cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(area > 0, np.minimum(found / area, 1.0), np.nan)
    return pd.Series(share, index=polygons.index, name="covered_share")


def clip(grid: PopulationGrid, polygons: gpd.GeoSeries | gpd.GeoDataFrame) -> PopulationGrid:
    """Keep the people within polygons; a cell on the border keeps its share of people.

    Parameters
    ----------
    grid
        The grid.
    polygons
        Polygons in any CRS; what lies in several of them counts once.

    Returns
    -------
    PopulationGrid
        The cells around the polygons, NaN outside them. Its total is that of `people_in` for the
        union of the polygons.

    Raises
    ------
    InputError
        As `people_in`, or if the polygons meet no cell.
    """
    union = gpd.GeoSeries([polygons.geometry.union_all()], crs=polygons.crs)
    shares = polygon_shares(grid, union)
    if not len(shares.row):
        raise InputError([tr("The polygons lie outside the population grid.")])
    counts = np.full(grid.shape, np.nan)
    counts[shares.row, shares.column] = grid.counts[shares.row, shares.column] * shares.share
    rows = slice(shares.row.min(), shares.row.max() + 1)
    columns = slice(shares.column.min(), shares.column.max() + 1)
    moved = grid.transform @ Affine.translation(int(columns.start), int(rows.start))
    return PopulationGrid(counts[rows, columns], moved, grid.crs)


def polygon_shares(grid: PopulationGrid, polygons: gpd.GeoSeries | gpd.GeoDataFrame) -> CellShares:
    """Measure the share of each cell that lies in each polygon; see `cell_shares`.

    Raises
    ------
    InputError
        As `people_in`.
    """
    return cell_shares(_in_cells(grid, polygons), *grid.shape)


def _in_cells(
    grid: PopulationGrid, polygons: gpd.GeoSeries | gpd.GeoDataFrame
) -> NDArray[np.object_]:
    """Bring polygons into coordinates of columns and rows."""
    shapes = polygons.geometry
    if shapes.crs is None:
        raise InputError([tr("The polygons have no coordinate system: state it.")])
    if not shapes.crs.equals(grid.crs, ignore_axis_order=True):
        longest = LONGEST_DEGREES if shapes.crs.is_geographic else LONGEST_UNITS
        shapes = shapes.segmentize(longest).to_crs(grid.crs)
    moved = grid.transform
    placed = shapely.transform(
        shapes.to_numpy(), lambda xy: (xy - [moved.c, moved.f]) / [moved.a, moved.e]
    )
    if not np.isfinite(shapely.get_coordinates(placed)).all():
        raise InputError(
            [tr("The polygons cannot be brought into {name}.").format(name=grid.crs.name)]
        )
    return _sound(np.asarray(placed, dtype=np.object_))


def _sound(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Repair rings that cross themselves; projection makes some from slivers."""
    broken = ~(shapely.is_valid(polygons) | shapely.is_missing(polygons))
    sound = polygons.copy()
    sound[broken] = shapely.make_valid(polygons[broken], method="structure", keep_collapsed=False)
    return sound


def cell_points(grid: PopulationGrid) -> gpd.GeoDataFrame:
    """List the cells where people live as points, to bring them to a network.

    Parameters
    ----------
    grid
        The grid.

    Returns
    -------
    geopandas.GeoDataFrame
        `people` (above 0) and the middle of the cell, EPSG:4326; row by row.
    """
    row, column = np.nonzero(np.nan_to_num(grid.counts) > 0)
    step = grid.transform
    x, y = step.c + step.a * (column + 0.5), step.f + step.e * (row + 0.5)
    move = pyproj.Transformer.from_crs(grid.crs, WGS84, always_xy=True)
    lon, lat = move.transform(x, y)
    people = {"people": grid.counts[row, column]}
    return gpd.GeoDataFrame(people, geometry=gpd.points_from_xy(lon, lat), crs=4326)
