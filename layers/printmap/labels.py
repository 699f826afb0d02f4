"""Names on a map on paper: inside their area, or beside their point, and only where there is room.

Everything is in millimetres from the upper left corner of the map.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

GAP_MM = 0.5
"""White that is left around a name."""

GRID = 21
"""Places that are tried across an area, each way."""


@dataclass
class Room:
    """What is taken on a map.

    Attributes
    ----------
    width, height
        Of the map, millimetres.
    symbols
        (n, 4) boxes of the points, which names should not cover.
    taken
        Boxes of names and of the furniture, which names must not touch.
    """

    width: float
    height: float
    symbols: npt.NDArray[np.float64]
    taken: list[Box] = field(default_factory=list)

    def is_free(self, box: Box) -> bool:
        """Tell whether a box lies on the map and touches nothing that is taken."""
        left, top, right, bottom = box
        on_map = left >= 0 and top >= 0 and right <= self.width and bottom <= self.height
        return on_map and not any(_touch(box, other) for other in self.taken)

    def covered(self, box: Box) -> int:
        """Count the symbols that a box covers."""
        if not len(self.symbols):
            return 0
        left, top, right, bottom = self.symbols.T
        hit = (left < box[2]) & (right > box[0]) & (top < box[3]) & (bottom > box[1])
        return int(hit.sum())

    def beside(
        self, x: float, y: float, size: tuple[float, float], off: float, most: int = 0
    ) -> Box | None:
        """Find a place for a name beside a point, and take it.

        Parameters
        ----------
        x, y : float
            The point.
        size : tuple of float
            Width and height of the name.
        off : float
            Distance from the point, half of its symbol at least.
        most : int, default 0
            Symbols that the name may cover at most, where no place covers fewer.

        Returns
        -------
        tuple of float or None
            The box; None where every place is taken or covers too many. To the right is tried
            first (Imhof, E. (1975), Positioning names on maps, The American Cartographer 2,
            128-144).
        """
        free = [box for box in _around(x, y, size, off) if self.is_free(box)]
        box = min(free, key=self.covered, default=None)
        if box is None or self.covered(box) > most:
            return None
        self.taken.append(box)
        return box

    def inside(self, area: shapely.Geometry, size: tuple[float, float]) -> Box | None:
        """Find a place for a name inside an area, and take it.

        Parameters
        ----------
        area : shapely.Geometry
            Polygon in millimetres.
        size : tuple of float
            Width and height of the name.

        Returns
        -------
        tuple of float or None
            The box inside the area that covers the fewest symbols, of those the most central;
            None where the name fits nowhere in it.
        """
        found = [(self._cost(area, box), box) for box in _over(area, size) if self.is_free(box)]
        if not found:
            return None
        _, box = min(found)
        self.taken.append(box)
        return box

    def _cost(self, area: shapely.Geometry, box: Box) -> tuple[int, float]:
        middle = shapely.Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        return self.covered(box), float(shapely.distance(shapely.centroid(area), middle))


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] + GAP_MM
        and other[0] < one[2] + GAP_MM
        and one[1] < other[3] + GAP_MM
        and other[1] < one[3] + GAP_MM
    )


def _around(x: float, y: float, size: tuple[float, float], off: float) -> Iterator[Box]:
    width, height = size
    slant = off * 0.7
    for left, top in (
        (x + off, y - height / 2),
        (x - off - width, y - height / 2),
        (x + slant, y - slant - height),
        (x + slant, y + slant),
        (x - slant - width, y - slant - height),
        (x - slant - width, y + slant),
        (x - width / 2, y - off - height),
        (x - width / 2, y + off),
    ):
        yield left, top, left + width, top + height


def _over(area: shapely.Geometry, size: tuple[float, float]) -> Iterator[Box]:
    """Yield boxes that lie inside the area, from a grid over it."""
    width, height = size
    left, top, right, bottom = shapely.bounds(area)
    x, y = np.meshgrid(
        np.linspace(left, right - width, GRID), np.linspace(top, bottom - height, GRID)
    )
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + width, y.ravel() + height)
    shapely.prepare(area)
    for found in shapely.bounds(boxes[shapely.contains(area, boxes)]):
        yield float(found[0]), float(found[1]), float(found[2]), float(found[3])
