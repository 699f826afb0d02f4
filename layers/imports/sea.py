"""Points that lie in the sea, in another country or outside Indonesia, and what may be wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from layers.imports.coordinates import Floats, in_indonesia
from layers.imports.land import COUNTRY_WORDS, NEAR_LAND_M, Land, load_land
from layers.imports.report import Problem
from layers.text.formats import number
from spatial.wording import lazy_gettext

FAR_M = 50_000.0
"""Points in the sea further from land than this, metres, are errors where a lost sign explains
them: some inhabited islands (Masalembu, Sabalana) are too small for the outline, up to 153 km off,
but none of them lies on land when its latitude is mirrored."""

MOST_OFF_M = 200_000.0
"""Points further from land are errors in any case: no island of Indonesia lies there."""

Reason = Literal["minus lost", "minus extra", "west", "swapped", "none"]


def place_problems(points: gpd.GeoDataFrame) -> list[Problem]:
    """Report points that do not lie on land of Indonesia.

    Parameters
    ----------
    points
        Points in EPSG:4326, none of them empty, labelled with the number of the row.

    Returns
    -------
    list of Problem
        Errors: outside the extent of Indonesia; in another country; in the sea far from land.
        Warnings: in the sea more than `NEAR_LAND_M` from land. Each with what may be wrong.
    """
    if points.empty:
        return []
    lon, lat = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    land = load_land()
    inside = in_indonesia(lon, lat)
    off = np.flatnonzero(~(land.holds(lon, lat) & inside))
    if not len(off):
        return []
    reasons = _reasons(lon[off], lat[off], land)
    metres = np.full(len(off), np.inf)
    within = inside[off]
    metres[within] = land.metres_off(lon[off][within], lat[off][within])
    return [
        _problem(int(str(points.index[at])), (float(lon[at]), float(lat[at])), reason, far, land)
        for at, reason, far in zip(off, reasons, metres.tolist(), strict=True)
        if not far <= NEAR_LAND_M
    ]


def _reasons(lon: Floats, lat: Floats, land: Land) -> list[Reason]:
    """Find what would bring each place onto land: another sign, or the other order."""
    mirrored = land.holds(lon, -lat) & in_indonesia(lon, -lat)
    swapped = land.holds(lat, lon) & in_indonesia(lat, lon)
    lost: NDArray[np.bool_] = mirrored & (lat > 0)
    extra: NDArray[np.bool_] = mirrored & (lat < 0)
    west = land.holds(-lon, lat) & in_indonesia(-lon, lat)
    return [
        "minus lost" if one
        else "minus extra" if other
        else "west" if back
        else "swapped" if turned
        else "none"
        for one, other, back, turned in zip(lost, extra, west, swapped, strict=True)
    ]  # fmt: skip


def _problem(
    row: int, place: tuple[float, float], reason: Reason, metres: float, land: Land
) -> Problem:
    lon, lat = place
    shown = place if abs(lon) <= 180 and abs(lat) <= 90 else None
    value = f"{lon:.6g}; {lat:.6g}"
    column = lazy_gettext("coordinate")
    fix = FIXES[reason](lat)
    if not np.isfinite(metres):
        words = lazy_gettext(
            "the point lies outside Indonesia (longitude 95 to 141, latitude -11 to 6)"
        )
        return Problem(row, column, value, words, fix, "error", shown)
    country = land.country(lon, lat)
    if country is not None:
        words = lazy_gettext(
            "the point lies in {country}, {km} km from Indonesia",
            country=COUNTRY_WORDS.get(country, country),
            km=partial(number, metres / 1000, 1),
        )
        return Problem(row, column, value, words, fix, "error", shown)
    words = lazy_gettext(
        "the point lies in the sea, {km} km from the nearest land of Indonesia",
        km=partial(number, metres / 1000, 1),
    )
    wrong = metres > MOST_OFF_M or (reason != "none" and metres > FAR_M)
    if not wrong:
        fix = lazy_gettext("Correct its coordinates, unless it is an island too small for the map")
    return Problem(row, column, value, words, fix, "error" if wrong else "warning", shown)


def _lost(lat: float) -> str:
    return lazy_gettext(
        "The minus sign of a southern latitude seems to be lost; correct the latitude to {lat}",
        lat=partial(number, -lat, 5),
    )


def _extra(lat: float) -> str:
    return lazy_gettext(
        "The latitude seems to be north: take the minus sign away, {lat}",
        lat=partial(number, -lat, 5),
    )


FIXES: dict[Reason, Callable[[float], str]] = {
    "minus lost": _lost,
    "minus extra": _extra,
    "west": lambda _: lazy_gettext("The longitude is east: take its minus sign away"),
    "swapped": lambda _: lazy_gettext("Longitude and latitude seem to be swapped; exchange them"),
    "none": lambda _: lazy_gettext("Correct its coordinates"),
}
"""What may be done about a place, from its latitude."""
