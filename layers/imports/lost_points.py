"""Degrees whose decimal point was lost: -6804800; 110840500 for -6.8048; 110.8405.

A spreadsheet that expects decimal commas reads -6.804.800 or -6.8048 as a whole number. Longitudes
of Indonesia, 95 to 141, give their point back by their first digits; latitudes, of which 1097000
may be 1.097 or 10.97, by the longitudes, the other rows and the land.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.imports.coordinates import Floats, in_indonesia
from layers.imports.land import load_land
from spatial.limits import LATITUDE, LONGITUDE

MOST_LATITUDE = max(map(abs, LATITUDE))
ACCEPTED = 0.8
"""Share of the rows without a point that must come to lie in Indonesia again."""

NEAR_DEGREES = 3.0
"""Places further from the middle of the others are no restored ones, unless on land."""


@dataclass(frozen=True, eq=False)
class RestoredPoints:
    """Coordinates with their decimal point put back.

    Attributes
    ----------
    lon, lat
        n numbers; those that had a point as they were.
    rows
        n flags: a point was put back.
    """

    lon: Floats
    lat: Floats
    rows: NDArray[np.bool_]


def restore_points(lon: Floats, lat: Floats) -> RestoredPoints | None:
    """Put the decimal point back where numbers cannot be degrees but their digits can.

    Parameters
    ----------
    lon, lat
        n numbers, NaN where there is none.

    Returns
    -------
    RestoredPoints or None
        None if no number lacks its point, or if the digits give no places in Indonesia.

    Examples
    --------
    >>> found = restore_points(np.array([110840500.0]), np.array([-6804800.0]))
    >>> found.lon.tolist(), found.lat.tolist()
    ([110.8405], [-6.8048])
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    east, lost_lon = _longitudes(lon)
    lost_lat = known & (np.abs(lat) > 90)
    rows = known & (lost_lon | lost_lat)
    if not rows.any() or (rows & ~np.isfinite(east)).any():
        return None
    north = _latitudes(east, lat, lost_lat, _power(lon[rows & lost_lon], east[rows & lost_lon]))
    inside = in_indonesia(east, north) | in_indonesia(east, -north)
    if float(inside[rows].mean()) < ACCEPTED:
        return None
    return RestoredPoints(np.where(rows, east, lon), np.where(rows, north, lat), rows)


def _longitudes(lon: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Divide what is no longitude by the one power of ten that makes it one of Indonesia."""
    size = np.abs(lon)
    lost = np.isfinite(lon) & (size > 180)
    safe = np.where(lost, size, 100.0)
    lead = safe / 10.0 ** np.floor(np.log10(safe))
    value = np.where(lead >= LONGITUDE[0] / 10, lead * 10, lead * 100)
    value = np.where((value >= LONGITUDE[0]) & (value <= LONGITUDE[1]), value, np.nan)
    return np.where(lost, np.where(lon > 0, value, np.nan), lon), lost


def _power(raw: Floats, degrees: Floats) -> int | None:
    """Return the power of ten by which all longitudes were too large; None if it differs."""
    powers = np.unique(np.rint(np.log10(raw / degrees)).astype(int)) if len(raw) else np.empty(0)
    return int(powers[0]) if len(powers) == 1 else None


def _latitudes(lon: Floats, lat: Floats, lost: NDArray[np.bool_], power: int | None) -> Floats:
    """Put the point back into latitudes.

    The same power of ten as of the longitudes is tried first, then that which leaves one figure
    before the point, then the other possible ones; what puts most points on land is taken.
    """
    if not lost.any():
        return lat
    size = np.where(lost, np.abs(lat), 1.0)
    least = np.ceil(np.log10(size / MOST_LATITUDE)).astype(int)
    digits = np.floor(np.log10(size)).astype(int)
    same = np.full(len(lat), -1 if power is None else power)
    highest = int(least[lost].max())
    options = [
        same,
        digits,
        least,
        least + 1,
        *(np.full(len(lat), p) for p in (highest, highest + 1)),
    ]
    near = _middle(lat[~lost & np.isfinite(lat)])
    land = load_land()
    best, most = lat, -1.0
    for powers in options:
        tried = np.where(lost, lat / 10.0 ** np.maximum(powers, 0), lat)
        if (np.abs(tried[lost]) > MOST_LATITUDE).any():
            continue
        held = land.holds(lon, tried) | land.holds(lon, -tried)
        spread = float(np.ptp(tried[lost]))
        close = near is None or bool(
            (np.abs(np.abs(tried[lost]) - abs(near)) <= NEAR_DEGREES).all()
        )
        worth = float(held[lost].mean()) + close - (0.5 if spread > NEAR_DEGREES else 0.0)
        if worth > most + 1e-9:
            best, most = tried, worth
    return best


def _middle(values: Floats) -> float | None:
    sound = values[np.abs(values) <= MOST_LATITUDE]
    return float(np.median(sound)) if len(sound) else None
