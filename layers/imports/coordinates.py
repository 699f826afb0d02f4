"""Coordinates as people write them: decimal commas, degrees-minutes-seconds, metres."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from spatial.errors import InputError
from spatial.limits import LATITUDE, LONGITUDE
from spatial.wording import lazy_gettext

Floats = NDArray[np.float64]

HEMISPHERE_WORDS = (
    (r"LINTANG\s*SELATAN|SELATAN|SOUTH|LS\b", "S"),
    (r"LINTANG\s*UTARA|UTARA|NORTH|LU\b", "N"),
    (r"BUJUR\s*TIMUR|TIMUR|EAST|BT\b", "E"),
    (r"BUJUR\s*BARAT|BARAT|WEST|BB\b", "W"),
)
HEMISPHERE = re.compile(r"[NSEWUTB]")
NEGATIVE = frozenset("SWB")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
MARKS = re.compile(
    "DERAJAT|MENIT|DETIK|DEG|[\u00b0\u00ba\u02da'\u2032\u2019\u2018`\"\u2033\u201d\u201c:\\s]"
)
"""Words and signs of degrees, minutes and seconds, straight and typographic."""

PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:E[+-]?\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+(?:[.,]\d+)?")

UTM_X = (100_000.0, 900_000.0)
UTM_Y = (0.0, 10_000_000.0)
MERCATOR_X = (10_500_000.0, 15_800_000.0)
"""Longitudes 95 to 141 in Web Mercator metres."""
SOUTHERN_Y = 5_000_000.0
"""Northings above this carry the false northing of the southern hemisphere."""


@dataclass(frozen=True)
class Angle:
    """A number read from a text, and whether it was in degrees and minutes."""

    value: float
    sexagesimal: bool


def parse_coordinate(text: str) -> Angle | None:
    r"""Read one coordinate.

    Parameters
    ----------
    text
        For instance `-6.9`, `110,5`, `9.236.000,5`, `6°54'30" LS`, `110 30 15 BT`, `S 6 54.5`.

    Returns
    -------
    Angle or None
        None if the text is no coordinate.

    Examples
    --------
    >>> parse_coordinate("6° 54' LS")
    Angle(value=-6.9, sexagesimal=True)
    """
    plain = text.strip().upper().replace("\N{MINUS SIGN}", "-")
    if PLAIN.fullmatch(plain):
        return _finite(float(plain.replace(",", ".")), sexagesimal=False)
    if THOUSANDS.fullmatch(plain):
        return _finite(_without_thousands(plain), sexagesimal=False)
    return _parse_degrees(plain)


def _without_thousands(text: str) -> float:
    mark = next(sign for sign in text if sign in ".,")
    return float(text.replace(mark, "").replace(",", "."))


def _parse_degrees(text: str) -> Angle | None:
    """Read degrees with optional minutes and seconds, and a letter of the hemisphere."""
    for words, letter in HEMISPHERE_WORDS:
        text = re.sub(words, letter, text)
    text = MARKS.sub(" ", text)
    letters = HEMISPHERE.findall(text)
    text = HEMISPHERE.sub(" ", text).strip()
    minus = text.startswith("-")
    text = re.sub(r"(?<=\d)\s*-\s*(?=\d)", " ", text.removeprefix("-").removeprefix("+"))
    parts = [float(part.replace(",", ".")) for part in NUMBER.findall(text)]
    if NUMBER.sub("", text).strip() or len(letters) > 1 or (minus and letters):
        return None
    if not 1 <= len(parts) <= 3 or any(part >= 60 for part in parts[1:]):
        return None
    value = sum(part / 60**power for power, part in enumerate(parts))
    negative = minus or (bool(letters) and letters[0] in NEGATIVE)
    return _finite(-value if negative else value, sexagesimal=len(parts) > 1)


def _finite(value: float, *, sexagesimal: bool) -> Angle | None:
    return Angle(value, sexagesimal) if math.isfinite(value) else None


def parse_column(values: pd.Series) -> tuple[Floats, NDArray[np.bool_]]:
    """Read a column of coordinates.

    Returns
    -------
    values : numpy.ndarray
        n numbers; NaN where the text is no coordinate.
    sexagesimal : numpy.ndarray
        n flags: the text was in degrees and minutes.
    """
    angles = [parse_coordinate(str(value)) for value in values]
    numbers = np.array([math.nan if a is None else a.value for a in angles], dtype=np.float64)
    return numbers, np.array([a is not None and a.sexagesimal for a in angles], dtype=np.bool_)


def in_indonesia(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Tell which places lie in the extent of Indonesia (degrees); False for NaN."""
    inside: NDArray[np.bool_] = (
        (lon >= LONGITUDE[0]) & (lon <= LONGITUDE[1])
        & (lat >= LATITUDE[0]) & (lat <= LATITUDE[1])
    )  # fmt: skip
    return inside


def metre_crs_hint(x: Floats, y: Floats) -> str | None:
    """Recognise projected coordinates by their size.

    Parameters
    ----------
    x, y
        n numbers, NaN where there is none; either column may hold the easting.

    Returns
    -------
    str or None
        In Indonesian, which coordinate system it may be; None if most pairs are no metres.
    """
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return None
    east, north = np.abs(x[known]), np.abs(y[known])
    if float(np.mean((east > 1000) & (north > 1000))) < 0.5:
        web = (east >= MERCATOR_X[0]) & (east <= MERCATOR_X[1])
        return "Web Mercator (EPSG:3857)" if float(np.mean(web)) >= 0.5 else None
    if float(np.mean((east >= MERCATOR_X[0]) & (east <= MERCATOR_X[1]))) >= 0.5:
        return "Web Mercator (EPSG:3857)"
    if float(np.median(east)) > UTM_X[1]:
        north = east
    if float(np.median(north)) > UTM_Y[1]:
        return lazy_gettext("metres in an unknown system")
    south = float(np.median(north)) >= SOUTHERN_Y
    first = 32746 if south else 32646
    side = lazy_gettext("southern") if south else lazy_gettext("northern")
    return lazy_gettext(
        "UTM, {side} hemisphere (EPSG:{first} to EPSG:{last}, zones 46 to 54)",
        side=side,
        first=first,
        last=first + 8,
    )


def stated_crs(text: str) -> pyproj.CRS:
    """Return the coordinate system that a user stated.

    Parameters
    ----------
    text
        Such as `EPSG:32749` or `32749`; only codes of the EPSG register are taken.

    Raises
    ------
    InputError
        If there is no such code.
    """
    code = re.fullmatch(r"\s*(?:EPSG:)?(\d{4,6})\s*", text, flags=re.IGNORECASE)
    try:
        return pyproj.CRS.from_epsg(int(code[1]) if code else 0)
    except pyproj.exceptions.CRSError as error:
        problem = lazy_gettext(
            "The coordinate system '{text}' is not known. Write an EPSG code, such as EPSG:32749.",
            text=text,
        )
        raise InputError([problem]) from error


def to_degrees(x: Floats, y: Floats, source: pyproj.CRS) -> tuple[Floats, Floats]:
    """Bring coordinates of a stated system to longitude and latitude (WGS 84)."""
    transformer = pyproj.Transformer.from_crs(source, 4326, always_xy=True)
    lon, lat = transformer.transform(x, y)
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    lon[lost], lat[lost] = math.nan, math.nan
    return lon, lat
