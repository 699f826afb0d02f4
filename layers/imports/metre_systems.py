"""Recognise projected coordinates by their size: UTM, TM-3 of BPN, Web Mercator.

TM-3 (EPSG:23830 to 23845, DGN95) is the system of land parcels: 16 zones of 3°, false easting
200,000 m, false northing 1,500,000 m (https://epsg.org/crs_23835). Its numbers are no smaller and
no larger than those of UTM, but their ranges in Indonesia hardly meet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from layers.imports.area_names import code_digits
from layers.imports.coordinates import Floats, to_degrees
from layers.imports.land import load_land
from spatial.limits import LATITUDE
from spatial.wording import LazyText, lazy_gettext

Box = tuple[float, float, float, float]
"""West, south, east, north: degrees."""

MERCATOR_X = (10_500_000.0, 15_800_000.0)
"""Longitudes 95 to 141 in Web Mercator metres."""

UTM_EAST = (100_000.0, 900_000.0)
UTM_SOUTH = (8_700_000.0, 10_000_000.0)
UTM_NORTH = (0.0, 720_000.0)
"""Northings of UTM from 11.7° S to the equator, and from there to 6.5° N."""

TM3_EAST = (32_000.0, 368_000.0)
TM3_NORTH = (270_000.0, 2_220_000.0)
"""Within 1.5° of the central meridian, and from 11.1° S to 6.5° N."""

UTM_LIMIT = 10_000_000.0

FIRST_TM3 = 23830
TM3_ZONES: Mapping[int, str] = MappingProxyType(
    {FIRST_TM3 + i: f"{46 + (i + 1) // 2}.{1 + (i + 1) % 2}" for i in range(16)}
)
"""EPSG code to the number of the zone: 23830 is 46.2, 23835 is 49.1, 23845 is 54.1."""

ON_LAND = 0.9
"""Share of the points that a system must put on land of Indonesia to be named."""

ZONE = r"^(?:UTM|TM-?3)?\s*(4[6-9]|5[0-4])(?:\.([12]))?\s*[A-Za-z]{0,7}$"

SAMPLE = 2000
MOSTLY = 0.5

PROVINCE_LONGITUDES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "11": (94.8, 98.4), "12": (97.0, 100.6), "13": (98.5, 102.0), "14": (100.0, 103.9),
        "15": (101.0, 104.7), "16": (102.0, 106.4), "17": (101.0, 104.0), "18": (103.3, 106.0),
        "19": (105.0, 109.0), "21": (103.0, 109.4), "31": (106.3, 107.0), "32": (106.3, 108.9),
        "33": (108.5, 111.8), "34": (110.0, 110.9), "35": (110.8, 116.4), "36": (105.0, 106.9),
        "51": (114.3, 115.8), "52": (115.7, 119.4), "53": (118.8, 125.3), "61": (108.5, 114.3),
        "62": (110.6, 115.9), "63": (114.3, 117.6), "64": (113.7, 119.1), "65": (114.5, 118.2),
        "71": (123.0, 127.3), "72": (119.3, 124.6), "73": (117.0, 121.9), "74": (120.7, 125.0),
        "75": (121.0, 123.6), "76": (117.7, 119.9), "81": (125.4, 135.3), "82": (123.9, 129.9),
        "91": (134.0, 141.1), "92": (129.0, 135.4), "93": (136.8, 141.1), "94": (134.0, 138.5),
        "95": (137.0, 141.1), "96": (128.9, 133.0),
    }
)  # fmt: skip
"""Province (Kemendagri) to its western and eastern end, degrees, rounded outwards; read off maps,
only to tell zones of 3° apart."""


@dataclass(frozen=True)
class MetreSystem:
    """A kind of projected system that fits some numbers.

    Attributes
    ----------
    kind
        `tm3`, `utm south`, `utm north` or `mercator`.
    codes
        EPSG codes whose points lie on land of Indonesia, best first; empty where none does.
    exchanged
        Whether the columns hold northing and easting in the other order.
    """

    kind: str
    codes: tuple[int, ...]
    exchanged: bool = False


def zone_box(texts: pd.Series) -> Box | None:
    """Return the longitudes of the zone that a column such as `49S` or `49.1` names.

    Examples
    --------
    >>> zone_box(pd.Series(["49S", "49 M"]))
    (108.0, -12.0, 114.0, 7.0)
    """
    zones = (
        texts.astype(str)
        .str.strip()
        .str.extract(r"^(?:UTM|TM-?3)?\s*(4[6-9]|5[0-4])(?:\.([12]))?\s*[A-Za-z]{0,7}$")
    )
    if zones[0].isna().any() or len(zones.drop_duplicates()) != 1:
        return None
    number, half = int(zones[0].iloc[0]), zones[1].iloc[0]
    west = 6.0 * number - 186.0
    if isinstance(half, str):
        west += 3.0 * (int(half) - 1)
        return west, -12.0, west + 3.0, 7.0
    return west, -12.0, west + 6.0, 7.0


def province_box(codes: pd.Series) -> Box | None:
    """Return the longitudes of the province that most codes of places begin with."""
    digits = codes.map(code_digits)
    firsts = Counter(digits[digits != ""].str[:2])
    if not firsts:
        return None
    first, count = firsts.most_common(1)[0]
    if first not in PROVINCE_LONGITUDES or count < MOSTLY * firsts.total():
        return None
    west, east = PROVINCE_LONGITUDES[first]
    return west, -12.0, east, 7.0


def metre_systems(x: Floats, y: Floats, box: Box | None = None) -> tuple[MetreSystem, ...]:
    """Find the kinds of systems whose size most numbers have.

    Parameters
    ----------
    x, y
        n numbers, NaN where there is none; either column may hold the easting.
    box
        Where the points must lie, degrees, as far as that is known.
    """
    known = np.isfinite(x) & np.isfinite(y)
    one, other = x[known][:SAMPLE], y[known][:SAMPLE]
    found = []
    for exchanged in (False, True):
        east, north = (other, one) if exchanged else (one, other)
        for kind, eastings, northings in (
            ("mercator", MERCATOR_X, (-1_300_000.0, 750_000.0)),
            ("utm south", UTM_EAST, UTM_SOUTH),
            ("tm3", TM3_EAST, TM3_NORTH),
            ("utm north", UTM_EAST, UTM_NORTH),
        ):
            fits = _between(east, eastings) & _between(north, northings)
            if len(fits) and float(fits.mean()) > MOSTLY:
                codes = _on_land(east[fits], north[fits], CODES[kind], box)
                found.append(MetreSystem(kind, codes, exchanged))
    landed = [system for system in found if system.codes] or found
    straight = [system for system in landed if not system.exchanged]
    return tuple(straight or landed)


CODES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "tm3": tuple(TM3_ZONES),
        "utm south": tuple(range(32746, 32755)),
        "utm north": tuple(range(32646, 32655)),
        "mercator": (3857,),
    }
)
"""EPSG codes of each kind in Indonesia."""


def _between(values: Floats, limits: tuple[float, float]) -> NDArray[np.bool_]:
    return (values >= limits[0]) & (values <= limits[1])


def _on_land(
    east: Floats, north: Floats, codes: tuple[int, ...], box: Box | None
) -> tuple[int, ...]:
    """Return the codes that put most points on land of Indonesia, and into the box."""
    land = load_land()
    shares = {}
    for code in codes:
        lon, lat = to_degrees(east, north, pyproj.CRS.from_epsg(code))
        held = land.holds(lon, lat) & (lat >= LATITUDE[0])
        if box is not None:
            held &= (lon >= box[0]) & (lon <= box[2]) & (lat >= box[1]) & (lat <= box[3])
        shares[code] = float(held.mean())
    good = [code for code, share in shares.items() if share >= ON_LAND]
    return tuple(sorted(good, key=lambda code: -shares[code]))


def metre_crs_hint(x: Floats, y: Floats, box: Box | None = None) -> LazyText | str | None:
    """Recognise projected coordinates by their size.

    Parameters
    ----------
    x, y
        n numbers, NaN where there is none; either column may hold the easting.
    box
        Where the points must lie, degrees, as far as that is known.

    Returns
    -------
    str or None
        Which coordinate system it may be; None if most pairs are no metres.
    """
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return None
    systems = metre_systems(x, y, box)
    if systems:
        words = [_ordered_words(system) for system in systems]
        hint = words[0]
        for more in words[1:]:
            hint = lazy_gettext("{one}, or {other}", one=hint, other=more)
        return hint
    one, other = np.abs(x[known]), np.abs(y[known])
    web = _between(one, MERCATOR_X) | _between(other, MERCATOR_X)
    if float(np.mean(web)) >= MOSTLY:
        return "Web Mercator (EPSG:3857)"
    if float(np.mean((one > 1000) & (other > 1000))) >= MOSTLY:
        return lazy_gettext("metres in an unknown system")
    return None


def _ordered_words(system: MetreSystem) -> LazyText | str:
    words = _system_words(system)
    if not system.exchanged:
        return words
    return lazy_gettext("{system}, with easting and northing in the other columns", system=words)


def _system_words(system: MetreSystem) -> LazyText | str:
    if system.kind == "mercator":
        return "Web Mercator (EPSG:3857)"
    if system.kind == "tm3":
        zones = _zones({code: TM3_ZONES[code] for code in system.codes})
        if not zones:
            return lazy_gettext("TM-3 of BPN (EPSG:23830 to EPSG:23845, zones 46.2 to 54.1)")
        return lazy_gettext("TM-3 of BPN, zone {zones}", zones=zones)
    south = system.kind == "utm south"
    first = 32746 if south else 32646
    side = lazy_gettext("southern") if south else lazy_gettext("northern")
    general = lazy_gettext(
        "UTM, {side} hemisphere (EPSG:{first} to EPSG:{last}, zones 46 to 54)",
        side=side,
        first=first,
        last=first + 8,
    )
    zones = _zones({code: str(code % 100) for code in system.codes})
    if not zones:
        return general
    return lazy_gettext("{general}; on land with zone {zones}", general=general, zones=zones)


def _zones(names: Mapping[int, str]) -> str:
    return ", ".join(f"{name} (EPSG:{code})" for code, name in list(names.items())[:6])
