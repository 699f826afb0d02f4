"""Broken rings made whole, unless they cross themselves so often that it would take hours."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

MAX_CROSSINGS = 1_000
"""Crossings of a ring with itself that are repaired; with 4,000 it takes 15 s, and the time
grows with more than the square."""

SAMPLE = 40
"""Segments by which the crossings of a long ring are estimated."""

EXACT = 200
"""Segments up to which every segment is looked at."""


def made_valid(shape: BaseGeometry) -> BaseGeometry | None:
    """Repair a geometry; None if it crosses itself more than `MAX_CROSSINGS` times.

    Parameters
    ----------
    shape
        Any geometry; a valid one is returned as it is.
    """
    if shape.is_valid:
        return shape
    return None if crossings(shape) > MAX_CROSSINGS else shapely.make_valid(shape)


def crossings(shape: BaseGeometry) -> float:
    """Estimate how often the lines of a geometry cross each other.

    Of up to `EXACT` segments all are compared, else an even sample of `SAMPLE`.
    """
    xy, owner = shapely.get_coordinates(_lines(shape), return_index=True)
    whole = (owner[1:] == owner[:-1]) & np.isfinite(xy[1:]).all(axis=1)
    whole &= np.isfinite(xy[:-1]).all(axis=1)
    segments = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)[whole])
    count = len(segments)
    if count < 2:
        return 0.0
    looked = count if count <= EXACT else SAMPLE
    chosen = segments[np.linspace(0, count - 1, looked).astype(int)]
    found, _other = shapely.STRtree(segments).query(chosen, predicate="crosses")
    return len(found) / looked * count / 2


def _lines(shape: BaseGeometry) -> list[BaseGeometry]:
    polygons = shapely.get_parts(shape)
    return list(shapely.get_rings(polygons))
