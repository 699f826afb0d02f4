"""The road classes with the speed of every mode, and where each speed comes from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from spatial.wording import mark, tr


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


CAP_SOURCE = "PP 79/2013 art. 23(4)"
_OSRM = mark("mobil: profil mobil OSRM")
_ASSUMED = mark("mobil: profil mobil OSRM; sepeda motor: asumsi")

ROAD_CLASSES: Mapping[str, RoadClass] = MappingProxyType(
    {
        "motorway": RoadClass(
            mark("Jalan tol"),
            "Jalan Tol",
            100,
            90,
            0,
            0,
            mark(
                "mobil: profil mobil OSRM; tol bukan untuk sepeda motor (PP 44/2009 pasal 38) dan "
                "pejalan kaki"
            ),
        ),
        "motorway_link": RoadClass(
            mark("Simpang susun tol"),
            "",
            100,
            45,
            0,
            0,
            mark("mobil: profil mobil OSRM; seperti jalan tol"),
        ),
        "trunk": RoadClass(
            mark("Jalan nasional"),
            "",
            80,
            57,
            47,
            4.5,
            mark("MKJI 1997 hlm. 5-44, 4/2 D: kendaraan ringan 57, sepeda motor 47"),
        ),
        "trunk_link": RoadClass(mark("Simpang jalan nasional"), "", 80, 40, 40, 4.5, _OSRM),
        "primary": RoadClass(
            mark("Jalan arteri"),
            "Jalan Arteri",
            80,
            53,
            43,
            4.5,
            mark("MKJI 1997 hlm. 5-44, 4/2 UD: kendaraan ringan 53, sepeda motor 43"),
        ),
        "primary_link": RoadClass(mark("Simpang jalan arteri"), "", 80, 30, 30, 4.5, _OSRM),
        "secondary": RoadClass(
            mark("Jalan kolektor / provinsi"),
            "Jalan Kolektor",
            80,
            44,
            40,
            4.5,
            mark("MKJI 1997 hlm. 5-44, 2/2 UD: kendaraan ringan 44, sepeda motor 40"),
        ),
        "secondary_link": RoadClass(mark("Simpang jalan kolektor"), "", 80, 25, 25, 4.5, _OSRM),
        "tertiary": RoadClass(
            mark("Jalan lokal / kabupaten"),
            "Jalan Lokal",
            80,
            40,
            40,
            4.5,
            mark("mobil: profil mobil OSRM; sepeda motor: MKJI 1997 hlm. 5-44, 2/2 UD: 40"),
        ),
        "tertiary_link": RoadClass(mark("Simpang jalan lokal"), "", 80, 20, 20, 4.5, _OSRM),
        "unclassified": RoadClass(
            mark("Jalan desa / lain"),
            "Jalan Lain",
            50,
            25,
            25,
            4.5,
            _ASSUMED,
        ),
        "residential": RoadClass(
            mark("Jalan lingkungan"),
            "Jalan Lingkungan",
            30,
            25,
            25,
            4.5,
            _ASSUMED,
        ),
        "living_street": RoadClass(mark("Gang permukiman"), "", 30, 10, 10, 4.5, _ASSUMED),
        "service": RoadClass(mark("Jalan akses"), "", 30, 15, 15, 4.5, _ASSUMED),
        "track": RoadClass(mark("Jalan tanah"), "", 30, 5, 15, 4.5, _ASSUMED),
        "path": RoadClass(
            mark("Jalan setapak"),
            "Jalan Setapak",
            30,
            0,
            10,
            4.5,
            mark("asumsi: sepeda motor lewat dengan 10"),
        ),
        "footway": RoadClass(
            mark("Titian / jalan kaki"), "Titian", 30, 0, 0, 4.5, mark("hanya pejalan kaki")
        ),
        "pedestrian": RoadClass(
            mark("Jalan pejalan kaki"), "", 30, 0, 0, 4.5, mark("hanya pejalan kaki")
        ),
        "steps": RoadClass(
            mark("Tangga"), "", 30, 0, 0, 2.0, mark("hanya pejalan kaki; asumsi: 2")
        ),
        "ferry": RoadClass(
            mark("Penyeberangan"),
            "",
            80,
            5,
            5,
            5.0,
            mark("profil OSRM untuk feri tanpa lama perjalanan"),
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
        table[column] = table[column].map(tr)
    return table.rename_axis("highway")
