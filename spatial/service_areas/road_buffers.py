"""Land beside roads: lines buffered by a width that shrinks along them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.arrays import Floats
from spatial.service_areas.line_substrings import vertex_shares

QUAD_SEGS = 2
"""Circles are octagons with their corners on the circle: nowhere wider, at most 8 % narrower."""

MANY = 5_000
STRIPS = 8
"""More than `MANY` polygons are united in this many strips from west to east."""

_ANGLES = np.arange(4 * QUAD_SEGS) * (np.pi / (2 * QUAD_SEGS))
_OCTAGON = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])


def uniform_buffers(
    lines: NDArray[np.object_], radius: float, *, flat: bool = False
) -> NDArray[np.object_]:
    """Buffer lines by one radius.

    Parameters
    ----------
    lines
        (p,) LineStrings in a plane.
    radius
        Metres.
    flat
        End the buffer with the line, not with half an octagon around its end.
    """
    radii = np.full(len(lines), radius)
    return np.asarray(
        shapely.buffer(lines, radii, quad_segs=QUAD_SEGS, cap_style="flat" if flat else "round")
    )


def tapered_buffers(lines: NDArray[np.object_], near: Floats, far: Floats) -> NDArray[np.object_]:
    """Buffer lines by a radius that changes linearly along them.

    Parameters
    ----------
    lines
        (p,) LineStrings in a plane.
    near, far
        (p,) radius at the first and at the last vertex, metres.

    Returns
    -------
    numpy.ndarray
        (q,) convex polygons, one per straight piece of line: the hull of the octagons at its ends.
    """
    if not len(lines):
        return np.zeros(0, dtype=object)
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    share = vertex_shares(xy, owner)
    radius = near[owner] + share * (far - near)[owner]
    rings = xy[:, None, :] + radius[:, None, None] * _OCTAGON
    a = np.flatnonzero(owner[1:] == owner[:-1])
    corners = np.concatenate([rings[a], rings[a + 1]], axis=1)
    clouds = shapely.multipoints(
        corners.reshape(-1, 2), indices=np.repeat(np.arange(len(a)), corners.shape[1])
    )
    return np.asarray(shapely.convex_hull(clouds))


def union(shapes: Sequence[shapely.Geometry] | NDArray[np.object_]) -> shapely.Geometry:
    """Unite polygons, many of them in threads: GEOS runs outside Python's lock."""
    found = np.asarray(shapes, dtype=object)
    if len(found) < MANY:
        return shapely.union_all(found)
    order = np.argsort(shapely.bounds(found)[:, 0], kind="stable")
    strips = np.array_split(found[order], STRIPS)
    with ThreadPoolExecutor() as pool:
        return shapely.union_all(list(pool.map(shapely.union_all, strips)))
