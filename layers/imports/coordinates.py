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
THOUSANDS = re.compile(
    r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+(?:[.,]\d+)?"
    r"|[+-]?\d{1,3}\.\d{3},\d+|[+-]?\d{1,3},\d{3}\.\d+"
)
SPACED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
"""Thousands with spaces between, such as `9 247 398,57`."""

LETTERED = re.compile(
    r"([+-]?\s*(?:[NSEW]\s*)?\d+)\s*D(?:EG)?\s*(\d+(?:[.,]\d+)?)\s*M(?:IN)?"
    r"(?:\s*(\d+(?:[.,]\d+)?)\s*S(?:EC)?)?\s*([A-Z ]*)"
)
"""Degrees, minutes and seconds by their letters: `6d48m17.3s S`."""

DOTTED = re.compile(r"(?<![\d.,])(\d{1,3})\.(\d{1,2})\.(\d{1,2}(?:[.,]\d+)?)(?![\d.,])")
"""Degrees, minutes and seconds with dots between: `06.48.17,3`."""

NO_VALUE = frozenset(
    {"", "-", "\u2013", "n/a", "na", "nan", "null", "none", "tidak ada", "?", "#n/a"}
)
"""What stands in a cell without a coordinate."""

SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " "),
        **dict.fromkeys("\u200b\u200e\u200f\u202a\u202c\ufeff", ""),
        "\uff0c": ",",
        "\uff0e": ".",
    }
)
"""Dashes that stand for a minus, spaces that are none of the keyboard, and marks without width."""


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
    plain = re.sub(r"^([+-])\s+(?=\d)", r"\1", plain_signs(text).strip().upper())
    if PLAIN.fullmatch(plain):
        return _finite(float(plain.replace(",", ".")), sexagesimal=False)
    if SPACED.fullmatch(plain):
        return _finite(float(plain.replace(" ", "").replace(",", ".")), sexagesimal=False)
    if THOUSANDS.fullmatch(plain):
        return _finite(_without_thousands(plain), sexagesimal=False)
    return _parse_degrees(plain)


def _without_thousands(text: str) -> float:
    mark = next(sign for sign in text if sign in ".,")
    return float(text.replace(mark, "").replace(",", "."))


def _parse_degrees(text: str) -> Angle | None:
    """Read degrees with optional minutes and seconds, and a letter of the hemisphere."""
    if (parts_of := LETTERED.fullmatch(text)) is not None:
        text = " ".join(part for part in parts_of.groups() if part)
    text = DOTTED.sub(r"\1 \2 \3", text)
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
    texts = values.astype(str).str.strip()
    numbers = _quick_numbers(texts)
    sexagesimal = np.zeros(len(texts), dtype=np.bool_)
    rest = np.flatnonzero(np.isnan(numbers) & ~texts.str.lower().isin(NO_VALUE).to_numpy())
    if len(rest):
        codes, unique = pd.factorize(texts.iloc[rest])
        angles = [parse_coordinate(_without_double_sign(str(text))) for text in unique]
        read = np.array([math.nan if a is None else a.value for a in angles], dtype=np.float64)
        parts = np.array([a is not None and a.sexagesimal for a in angles], dtype=np.bool_)
        numbers[rest], sexagesimal[rest] = read[codes], parts[codes]
    return numbers, sexagesimal


def _quick_numbers(texts: pd.Series) -> Floats:
    """Read plain decimals at once; NaN for everything else."""
    numbers = np.full(len(texts), np.nan)
    for sign in ("", ","):  # decimal points first, then commas
        rest = np.flatnonzero(np.isnan(numbers))
        if not len(rest):
            break
        plain = texts.iloc[rest]
        plain = plain.str.replace(sign, ".", regex=False) if sign else plain
        read = np.isfinite(pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64))
        numbers[rest[read]] = plain.to_numpy(dtype=object)[read].astype(np.float64)
    return numbers


def _without_double_sign(text: str) -> str:
    """Take the minus of a southern or western coordinate away: `-6.8 LS` says south twice."""
    plain = plain_signs(text).strip()
    again = re.fullmatch(r"-\s*(\d.*?)\s*(LS|S|SOUTH|LINTANG\s+SELATAN|SELATAN)", plain.upper())
    return f"{again[1]} {again[2]}" if again else plain


def plain_signs(text: str) -> str:
    """Write dashes as a minus and odd spaces as a space.

    Examples
    --------
    >>> plain_signs("\N{EN DASH}6.8")
    '-6.8'
    """
    return text.translate(SIGNS)


def in_indonesia(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Tell which places lie in the extent of Indonesia (degrees); False for NaN."""
    inside: NDArray[np.bool_] = (
        (lon >= LONGITUDE[0]) & (lon <= LONGITUDE[1])
        & (lat >= LATITUDE[0]) & (lat <= LATITUDE[1])
    )  # fmt: skip
    return inside


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
