"""The exact share of every cell of a grid that a polygon covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

POLYGON = 3
"""Type number of a polygon in shapely."""

ROUNDING = 1e-9
"""A share below this is what rounding leaves of none."""


@dataclass(frozen=True, eq=False)
class CellShares:
    """Which cells n polygons cover, and how much of each; one element per polygon and cell.

    Attributes
    ----------
    owner
        Position of the polygon.
    row, column
        The cell.
    share
        Covered share of the cell's area, above 0 and up to 1.
    """

    owner: Ints
    row: Ints
    column: Ints
    share: Floats


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Pieces of borders, each within one cell: how far it rises, and its middle column."""

    owner: Ints
    row: Ints
    column: Ints
    rise: Floats
    middle: Floats


def cell_shares(polygons: NDArray[np.object_], rows: int, columns: int) -> CellShares:
    """Measure which share of each cell of a grid lies in each polygon.

    Parameters
    ----------
    polygons
        n valid polygons in cell coordinates: x is the column and y the row, counted from the
        outer corner of the first cell. None and empty ones cover no cell.
    rows, columns
        Size of the grid; what lies outside is cut off.

    Returns
    -------
    CellShares
        Ordered by polygon, row and column.

    Notes
    -----
    Green's theorem cell by cell: the area of a polygon is the sum, over the pieces of its border,
    of the strips between a piece and the right edge of the grid, signed by the direction of the
    piece. A piece gives its own cell a part of its rise and every cell to its right the whole of
    it. Levien, R. (2016), "Inside the fastest font renderer in the world", describes this as the
    accumulation buffer of font-rs.
    """
    grid = shapely.box(0, 0, columns, rows)
    pieces = _pieces(shapely.intersection(polygons, grid))
    order = np.lexsort((pieces.column, pieces.row, pieces.owner))
    owner, row, column = (a[order] for a in (pieces.owner, pieces.row, pieces.column))
    first = np.flatnonzero(_changes(owner, row, column))
    if not len(first):
        return CellShares(owner, row, column, np.zeros(0))
    rise = np.add.reduceat(pieces.rise[order], first)
    own = pieces.rise[order] * (column + 1 - pieces.middle[order])
    inner = np.add.reduceat(own, first)
    owner, row, column = owner[first], row[first], column[first]
    after = _running_sum(rise, _changes(owner, row))
    border = CellShares(owner, row, column, np.clip(after - rise + inner, 0, 1))
    found = _with_inner_cells(border, after)
    # A border along the right edge of the grid lies in the column beyond it, with a share of 0.
    real = (found.share > ROUNDING) & (found.column < columns)
    return CellShares(found.owner[real], found.row[real], found.column[real], found.share[real])


def _pieces(polygons: NDArray[np.object_]) -> _Pieces:
    """Cut the borders of polygons wherever they pass from one cell to another."""
    start, end, owner = _segments(polygons)
    count = len(start)
    every = np.arange(count)
    cuts = [_crossings(start[:, axis], end[:, axis]) for axis in (0, 1)]
    segment = np.concatenate([every, every, *(cut[0] for cut in cuts)])
    along = np.concatenate([np.zeros(count), np.ones(count), *(cut[1] for cut in cuts)])
    order = np.lexsort((along, segment))
    segment, along = segment[order], along[order]
    place = start[segment] + along[:, None] * (end - start)[segment]
    same = segment[1:] == segment[:-1]
    middle = ((place[1:] + place[:-1]) / 2)[same]
    # Outer rings run anticlockwise, so what lies inside is to the right of a falling piece.
    rise = (place[:-1, 1] - place[1:, 1])[same]
    whole = np.floor(middle).astype(np.int64)
    level = rise != 0
    return _Pieces(
        owner[segment[1:][same]][level],
        whole[level, 1],
        whole[level, 0],
        rise[level],
        middle[level, 0],
    )


def _segments(polygons: NDArray[np.object_]) -> tuple[Floats, Floats, Ints]:
    """Return both ends of the segments of all rings, each (n, 2), and their polygon."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    areal = shapely.get_type_id(parts) == POLYGON
    rings, part = shapely.get_rings(shapely.orient_polygons(parts[areal]), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    return xy[:-1][within], xy[1:][within], owner[areal][part[ring[1:][within]]]


def _crossings(start: Floats, end: Floats) -> tuple[Ints, Floats]:
    """Find where segments cross whole numbers: the segment, and how far along it (0 to 1)."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    first = np.floor(low).astype(np.int64) + 1
    count = np.maximum(np.ceil(high).astype(np.int64) - first, 0)
    segment = np.repeat(np.arange(len(start)), count)
    line = first[segment] + _counted(count)
    return segment, (line - start[segment]) / (end - start)[segment]


def _counted(count: Ints) -> Ints:
    """Count 0, 1, ... within each of several runs of these lengths."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)


def _changes(*keys: Ints) -> NDArray[np.bool_]:
    """Find where any of the keys differs from the element before; the first element does."""
    changed = np.ones(len(keys[0]), dtype=np.bool_)
    if len(changed):
        changed[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return changed


def _running_sum(values: Floats, starts: NDArray[np.bool_]) -> Floats:
    """Sum up values, anew from each start on."""
    total = np.cumsum(values)
    before = (total - values)[starts]
    return np.asarray(total - before[np.cumsum(starts) - 1], dtype=np.float64)


def _with_inner_cells(border: CellShares, after: Floats) -> CellShares:
    """Add the cells between two border cells of a row; level borders alone may cross them."""
    ends = np.append(_changes(border.owner, border.row)[1:], True)
    gap = np.where(ends, 0, np.roll(border.column, -1) - border.column - 1)
    count = np.where(after > ROUNDING, gap, 0)
    run = np.repeat(np.arange(len(count)), count)
    owner = np.concatenate([border.owner, border.owner[run]])
    row = np.concatenate([border.row, border.row[run]])
    column = np.concatenate([border.column, border.column[run] + 1 + _counted(count)])
    share = np.concatenate([border.share, np.minimum(after[run], 1)])
    order = np.lexsort((column, row, owner))
    return CellShares(owner[order], row[order], column[order], share[order])
