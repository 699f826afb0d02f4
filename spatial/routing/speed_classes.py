"""The road classes with the speed of every mode, and where each speed comes from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from spatial.wording import N_, _


class RoadClass(NamedTuple):
    """One line of the speed table. Speeds in km/h; 0 means that the mode may not use the road.

    `label` and `source` are read in the dashboard and therefore Indonesian, to be translated.
    """

    label: str
    rbi: str
    cap: float
    car: float
    motorcycle: float
    walk: float
    source: str


_OSRM = N_("car: OSRM car profile")
_ASSUMED = N_("car: OSRM car profile; motorcycle: assumption")

ROAD_CLASSES: Mapping[str, RoadClass] = MappingProxyType(
    {
        "motorway": RoadClass(
            N_("Motorway (toll road)"),
            "Jalan Tol",
            100,
            90,
            0,
            0,
            N_(
                "car: OSRM car profile; toll roads are not for motorcycles (PP 44/2009 art. "
                "38) and pedestrians"
            ),
        ),
        "motorway_link": RoadClass(
            N_("Motorway link"),
            "",
            100,
            45,
            0,
            0,
            N_("car: OSRM car profile; as on motorways"),
        ),
        "trunk": RoadClass(
            N_("National road"),
            "",
            80,
            57,
            47,
            4.5,
            N_("MKJI 1997 p. 5-44, 4/2 D: light vehicles 57, motorcycles 47"),
        ),
        "trunk_link": RoadClass(N_("National road link"), "", 80, 40, 40, 4.5, _OSRM),
        "primary": RoadClass(
            N_("Arterial road"),
            "Jalan Arteri",
            80,
            53,
            43,
            4.5,
            N_("MKJI 1997 p. 5-44, 4/2 UD: light vehicles 53, motorcycles 43"),
        ),
        "primary_link": RoadClass(N_("Arterial road link"), "", 80, 30, 30, 4.5, _OSRM),
        "secondary": RoadClass(
            N_("Collector / provincial road"),
            "Jalan Kolektor",
            80,
            44,
            40,
            4.5,
            N_("MKJI 1997 p. 5-44, 2/2 UD: light vehicles 44, motorcycles 40"),
        ),
        "secondary_link": RoadClass(N_("Collector road link"), "", 80, 25, 25, 4.5, _OSRM),
        "tertiary": RoadClass(
            N_("Local / regency road"),
            "Jalan Lokal",
            80,
            40,
            40,
            4.5,
            N_("car: OSRM car profile; motorcycle: MKJI 1997 p. 5-44, 2/2 UD: 40"),
        ),
        "tertiary_link": RoadClass(N_("Local road link"), "", 80, 20, 20, 4.5, _OSRM),
        "unclassified": RoadClass(
            N_("Village road / other"),
            "Jalan Lain",
            50,
            25,
            25,
            4.5,
            _ASSUMED,
        ),
        "residential": RoadClass(
            N_("Residential road"),
            "Jalan Lingkungan",
            30,
            25,
            25,
            4.5,
            _ASSUMED,
        ),
        "living_street": RoadClass(N_("Residential lane"), "", 30, 10, 10, 4.5, _ASSUMED),
        "service": RoadClass(N_("Service road"), "", 30, 15, 15, 4.5, _ASSUMED),
        "track": RoadClass(N_("Track"), "", 30, 5, 15, 4.5, _ASSUMED),
        "path": RoadClass(
            N_("Path"),
            "Jalan Setapak",
            30,
            0,
            10,
            4.5,
            N_("assumption: motorcycles pass at 10"),
        ),
        "footway": RoadClass(
            N_("Footbridge / footway"), "Titian", 30, 0, 0, 4.5, N_("pedestrians only")
        ),
        "pedestrian": RoadClass(
            N_("Pedestrian street"), "", 30, 0, 0, 4.5, N_("pedestrians only")
        ),
        "steps": RoadClass(N_("Steps"), "", 30, 0, 0, 2.0, N_("pedestrians only; assumption: 2")),
        "ferry": RoadClass(
            N_("Ferry"),
            "",
            80,
            5,
            5,
            5.0,
            N_("OSRM profile for ferries without a duration"),
        ),
    }
)
"""Free-flow speeds: expectations on an empty road in daylight, not measurements. Sources: Manual
Kapasitas Jalan Indonesia (Bina Marga 1997), base free-flow speeds of urban roads, p. 5-44: the
manual's urban chapter is for roads with continuous building beside them, as most main roads of
Java have; a free interurban road is faster. Project OSRM, `profiles/car.lua`, for the rest. `cap`
is the legal maximum of PP 79/2013 art. 23(4): motorways 100, interurban 80, urban 50,
residential 30 km/h; which of them holds for a class is our reading, and so is which type of road
a class is."""


def speed_table() -> pd.DataFrame:
    """Return the default speeds as a table.

    Returns
    -------
    pandas.DataFrame
        Index `highway`; columns `label`, `rbi`, `cap`, `car`, `motorcycle`, `walk` (km/h) and
        `source`, these two in the language of the user.
    """
    table = pd.DataFrame.from_dict(
        dict(ROAD_CLASSES), orient="index", columns=list(RoadClass._fields)
    )
    for column in ("label", "source"):
        table[column] = table[column].map(_)
    return table.rename_axis("highway")
