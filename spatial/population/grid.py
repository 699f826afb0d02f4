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
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray

from spatial.crs import WGS84, Bounds
from spatial.errors import InputError
from spatial.population.grid_geometry import grid_bounds, transform_problems
from spatial.wording import _

Cells = NDArray[np.int64]
Counts = NDArray[np.float64]

AREAL = (3, 6)
"""Type numbers of polygons and multipolygons in shapely."""

ROUNDING = 1e-9
"""A share of a cell below this is what rounding leaves of none."""

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
        yield _(
            "A population grid needs rows and columns; this one has the shape {shape}."
        ).format(shape=counts.shape)
    if np.isinf(counts).any():
        yield _("A population grid cannot hold infinite counts: mark them as no data (NaN).")
    if (counts < 0).any():
        yield _("A population grid cannot hold negative counts: mark them as no data (NaN).")


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

    Notes
    -----
    exactextract has the covered shares in single precision: a sum may differ by 2⁻²⁴ of itself
    (6e-8), as much as the numbers of a raster of 32-bit floats.

    Raises
    ------
    InputError
        If the polygons have no CRS or cannot be brought into that of the grid.
    """
    found = _extract(grid, _placed(grid, polygons), "sum", "count")
    people = np.where(found["count"] > ROUNDING, found["sum"], np.nan)
    return pd.Series(people, index=polygons.index, name="people")


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
    placed = _placed(grid, polygons)
    cells = shapely.area(placed)
    known = _extract(grid, placed, "count")["count"].to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(cells > 0, np.minimum(known / cells, 1.0), np.nan)
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
    row, column, share = _cells_in(grid, _placed(grid, union))
    if not len(row):
        raise InputError([_("The polygons lie outside the population grid.")])
    rows = slice(int(row.min()), int(row.max()) + 1)
    columns = slice(int(column.min()), int(column.max()) + 1)
    counts = np.full((rows.stop - rows.start, columns.stop - columns.start), np.nan)
    counts[row - rows.start, column - columns.start] = grid.counts[row, column] * share
    moved = grid.transform @ Affine.translation(columns.start, rows.start)
    return PopulationGrid(counts, moved, grid.crs)


def _extract(grid: PopulationGrid, placed: NDArray[np.object_], *operations: str) -> pd.DataFrame:
    """Ask exactextract about polygons in cells; 0 for those without an area on the grid.

    Returns
    -------
    pandas.DataFrame
        One row per polygon, a column per operation. Sums are over cells whose count is known.
    """
    areal = _on_grid(grid, placed)
    whole = np.flatnonzero(~shapely.is_empty(areal))
    found = pd.DataFrame(0.0, index=range(len(areal)), columns=list(operations))
    if len(whole):
        source, asked = NumPyRasterSource(grid.counts), _features(areal[whole])
        answer = exact_extract(source, asked, list(operations), output="pandas")
        found.loc[whole, list(operations)] = answer[list(operations)].to_numpy(dtype=np.float64)
    return found


def _cells_in(grid: PopulationGrid, placed: NDArray[np.object_]) -> tuple[Cells, Cells, Counts]:
    """Find the row, the column and the covered share of every cell that one polygon covers."""
    areal = _on_grid(grid, placed)
    if shapely.is_empty(areal[0]):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    # A number that is known everywhere: cells without a count are listed, too.
    known = np.broadcast_to(np.zeros(1), grid.shape)
    source = NumPyRasterSource(known)
    answer = exact_extract(
        source, _features(areal), ["cell_id", "coverage"], output="pandas"
    ).iloc[0]
    share = np.asarray(answer["coverage"], dtype=np.float64)
    real = share > ROUNDING
    row, column = np.divmod(np.asarray(answer["cell_id"], dtype=np.int64)[real], grid.shape[1])
    return row, column, share[real]


def _features(polygons: NDArray[np.object_]) -> list[dict[str, object]]:
    """Write polygons as exactextract reads them without a CRS, which cells have not."""
    return [{"type": "Feature", "geometry": shapely.geometry.mapping(p)} for p in polygons]


def _placed(
    grid: PopulationGrid, polygons: gpd.GeoSeries | gpd.GeoDataFrame
) -> NDArray[np.object_]:
    """Bring polygons into cells and repair them: x from the first column, y above the last row.

    Sides of cells are whole numbers there. Where they are not, as in degrees, exactextract 0.3.0
    takes a whole cell too many or too few for a corner within rounding of a cell's side.
    """
    shapes = polygons.geometry
    if shapes.crs is None:
        raise InputError([_("The polygons have no coordinate system: state it.")])
    if not shapes.crs.equals(grid.crs, ignore_axis_order=True):
        longest = LONGEST_DEGREES if shapes.crs.is_geographic else LONGEST_UNITS
        shapes = shapes.segmentize(longest).to_crs(grid.crs)
    step, rows = grid.transform, grid.shape[0]
    placed = shapely.transform(
        shapes.to_numpy(),
        lambda xy: (xy - [step.c, step.f]) / [step.a, -step.e] + [0, rows],
    )
    if not np.isfinite(shapely.get_coordinates(placed)).all():
        raise InputError(
            [_("The polygons cannot be brought into {name}.").format(name=grid.crs.name)]
        )
    return _sound(np.asarray(placed, dtype=np.object_))


def _on_grid(grid: PopulationGrid, polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Cut off what lies outside the grid.

    exactextract 0.3.0 writes beyond its memory where a part of a polygon lies outside the raster
    and touches its right edge.
    """
    return _only_polygons(shapely.intersection(polygons, shapely.box(0, 0, *grid.shape[::-1])))


def _sound(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Repair rings that cross themselves; projection makes some from slivers."""
    broken = ~(shapely.is_valid(polygons) | shapely.is_missing(polygons))
    sound = polygons.copy()
    sound[broken] = shapely.make_valid(polygons[broken], method="structure", keep_collapsed=False)
    return sound


def _only_polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Drop points and lines, also those within collections; exactextract refuses a mixture."""
    mixed = ~np.isin(shapely.get_type_id(shapes), AREAL)
    parts, owner = shapely.get_parts(shapes[mixed], return_index=True)
    areal = np.isin(shapely.get_type_id(parts), AREAL)
    found = shapes.copy()
    found[mixed] = [shapely.union_all(parts[areal & (owner == i)]) for i in range(mixed.sum())]
    return found  # nothing at all is an empty collection


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
