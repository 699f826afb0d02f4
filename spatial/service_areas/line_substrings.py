"""Parts of many lines at once."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.arrays import Floats


def substrings(lines: NDArray[np.object_], start: Floats, stop: Floats) -> NDArray[np.object_]:
    """Cut a part out of every line.

    Parameters
    ----------
    lines
        (p,) LineStrings.
    start, stop
        (p,) shares of each line, 0 to 1; where `stop` is less than `start` the part runs
        backwards.

    Returns
    -------
    numpy.ndarray
        (p,) LineStrings of two or more vertices. As `shapely.ops.substring` with
        `normalized=True`, which takes one line at a time.
    """
    low, high = np.minimum(start, stop), np.maximum(start, stop)
    parts = np.array(lines, dtype=object)
    cut = np.flatnonzero((low > 0) | (high < 1))
    if len(cut):
        parts[cut] = _cut(parts[cut], low[cut], high[cut])
    back = stop < start
    parts[back] = shapely.reverse(parts[back])
    return parts


def _cut(lines: NDArray[np.object_], low: Floats, high: Floats) -> NDArray[np.object_]:
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    share = vertex_shares(xy, owner)
    inner = (share > low[owner]) & (share < high[owner])
    row = np.arange(len(lines))
    ends = [shapely.line_interpolate_point(lines, at, normalized=True) for at in (low, high)]
    corners = np.concatenate([*(shapely.get_coordinates(end) for end in ends), xy[inner]])
    rows = np.concatenate([row, row, owner[inner]])
    order = np.lexsort((np.concatenate([low, high, share[inner]]), rows))
    return np.asarray(shapely.linestrings(corners[order], indices=rows[order]))


def vertex_shares(xy: Floats, owner: NDArray[np.int64]) -> Floats:
    """Locate vertices along their lines.

    Parameters
    ----------
    xy, owner
        (c, 2) coordinates and (c,) line of each, as `shapely.get_coordinates` returns them;
        every line has vertices.

    Returns
    -------
    numpy.ndarray
        (c,) share of the line, 0 to 1; 0 on a line without length.
    """
    step = np.append(0.0, np.hypot(*np.diff(xy, axis=0).T))
    along = np.cumsum(step)
    first = np.searchsorted(owner, np.arange(owner[-1] + 1))
    last = np.append(first[1:], len(owner)) - 1
    length = (along[last] - along[first])[owner]
    share: Floats = np.zeros(len(xy))
    np.divide(along - along[first][owner], length, out=share, where=length > 0)
    return share
