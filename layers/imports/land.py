"""Land and sea: whether a place lies on land of Indonesia, in another country or in the sea."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.resources.folders import resource_folder
from spatial.crs import geodesic_m
from spatial.wording import LazyText, lazy_gettext

Floats = NDArray[np.float64]

NEAR_LAND_M = 5_000.0
"""Places this near to the outline of Indonesia count as on its land, metres. The outline (Natural
Earth 1:10 m, generalised to 0.002°) is about 1 km true to the coast and lacks small islands."""

METRES_PER_DEGREE = 111_195.0
"""On the sphere of the earth's mean radius; a degree of longitude at 11° S is 2 % shorter."""

COUNTRY_WORDS: Mapping[str, LazyText] = MappingProxyType(
    {
        "Australia": lazy_gettext("Australia"),
        "Brunei": lazy_gettext("Brunei"),
        "Indian Ocean Ter.": lazy_gettext("Christmas Island"),
        "Malaysia": lazy_gettext("Malaysia"),
        "Palau": lazy_gettext("Palau"),
        "Papua New Guinea": lazy_gettext("Papua New Guinea"),
        "Philippines": lazy_gettext("the Philippines"),
        "Singapore": lazy_gettext("Singapore"),
        "Thailand": lazy_gettext("Thailand"),
        "Timor-Leste": lazy_gettext("Timor-Leste"),
    }
)
"""The neighbours of the outline, by the name that the file gives them."""


@dataclass(frozen=True, eq=False)
class Land:
    """Outlines of Indonesia and its neighbours, EPSG:4326.

    Attributes
    ----------
    indonesia
        The land of Indonesia.
    parts
        Its parts, as polygons.
    near
        The same, wider by `NEAR_LAND_M`.
    neighbours
        Name of each other country to its land.
    """

    indonesia: shapely.Geometry
    parts: NDArray[np.object_]
    near: shapely.Geometry
    neighbours: Mapping[str, shapely.Geometry]

    def holds(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Return which places lie on land of Indonesia or near it; False for NaN.

        Parameters
        ----------
        lon, lat
            n numbers, degrees.
        """
        found: NDArray[np.bool_] = shapely.contains_xy(self.near, lon, lat)
        return found

    def parts_tree(self) -> shapely.STRtree:
        """Return the index of the parts."""
        return _tree(self)

    def country(self, lon: float, lat: float) -> str | None:
        """Return the neighbour in which a place lies, by its name in the file."""
        point = shapely.Point(lon, lat)
        found = (name for name, shape in self.neighbours.items() if shapely.covers(shape, point))
        return next(found, None)

    def metres_off(self, lon: Floats, lat: Floats) -> Floats:
        """Return the geodesic distance of places to the land of Indonesia, metres.

        Parameters
        ----------
        lon, lat
            n finite numbers, degrees. The nearest point of the outline is that in degrees.
        """
        if not len(lon):
            return np.empty(0)
        places = shapely.points(lon, lat)
        nearest = self.parts.take(self.parts_tree().nearest(places))
        lines = shapely.shortest_line(places, nearest)
        ends = shapely.get_coordinates(lines).reshape(-1, 4).T
        return np.asarray(geodesic_m(ends[0], ends[1], ends[2], ends[3]), dtype=np.float64)


@lru_cache(maxsize=1)
def _tree(land: Land) -> shapely.STRtree:
    return shapely.STRtree(land.parts)


@lru_cache(maxsize=1)
def load_land() -> Land:
    """Load the outlines that come with the program, once."""
    path = resource_folder("data") / "land" / "indonesia.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    shapes = {
        str(feature["properties"]["name"]): shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in collection["features"]
    }
    indonesia = shapes.pop("Indonesia")
    near = shapely.buffer(indonesia, NEAR_LAND_M / METRES_PER_DEGREE, quad_segs=4)
    shapely.prepare([indonesia, near, *shapes.values()])
    return Land(indonesia, shapely.get_parts(indonesia), near, shapes)
