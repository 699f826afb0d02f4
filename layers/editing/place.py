"""A place that a user typed or clicked: read, checked, and described."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.area.study_area import StudyArea
from layers.imports.coordinates import in_indonesia, parse_coordinate
from layers.text import formats
from spatial.crs import geodesic_m
from spatial.errors import InputError
from spatial.routing.modes import TravelMode, edge_speeds_kmh
from spatial.routing.snapping import MAX_SNAP_M, snap
from spatial.wording import _, lazy_gettext

Place = tuple[float, float]
"""Longitude and latitude, degrees, WGS 84."""

KECAMATAN_DOTS = 2
"""Full stops in the Kemendagri code of a kecamatan, such as `33.21.14`."""


def typed_place(lon: str, lat: str) -> Place:
    """Read longitude and latitude as people type them.

    Parameters
    ----------
    lon, lat
        Degrees; decimal point or comma, or degrees, minutes and seconds.

    Raises
    ------
    InputError
        If one of them is missing or no coordinate, or the place does not lie in Indonesia.

    Examples
    --------
    >>> typed_place("110,631", "-6.8912")
    (110.631, -6.8912)
    """
    angles = {
        word: parse_coordinate(text)
        for word, text in ((_("Longitude"), lon), (_("Latitude"), lat))
    }
    unread = [
        lazy_gettext(
            "{word} '{text:.40}' is not a coordinate; write for instance {example}.",
            word=word,
            text=text.strip(),
            example=example,
        )
        if text.strip()
        else lazy_gettext(
            "{word} is still empty; click the map or write for instance {example}.",
            word=word,
            example=example,
        )
        for (word, angle), text, example in zip(
            angles.items(), (lon, lat), ("110,6312", "-6,8912"), strict=True
        )
        if angle is None
    ]
    if unread:
        raise InputError(unread)
    x, y = (angle.value for angle in angles.values() if angle is not None)
    if _in_indonesia(x, y):
        return x, y
    swapped = (
        lazy_gettext(" Longitude and latitude seem to be swapped.") if _in_indonesia(y, x) else ""
    )
    problem = lazy_gettext(
        "The place {x}; {y} is not in Indonesia (longitude 95 to 141, latitude -11 to "
        "6).{swapped}",
        x=formats.number(x, 5),
        y=formats.number(y, 5),
        swapped=swapped,
    )
    raise InputError([problem])


def place_text(place: Place) -> tuple[str, str]:
    """Write longitude and latitude with a decimal comma, to about 0.1 m."""
    return formats.number(place[0], 6), formats.number(place[1], 6)


def road_distance_m(area: StudyArea, mode: TravelMode, place: Place) -> float:
    """Return the metres from a place to the nearest road that a mode may use.

    Raises
    ------
    InputError
        If the mode may use no road of the area.
    """
    return float(road_distances_m(area, mode, np.array([place]))[0])


def road_distances_m(area: StudyArea, mode: TravelMode, lonlat: np.ndarray) -> np.ndarray:
    """Return for each of n places (degrees, (n, 2)) the metres to the nearest usable road.

    Raises
    ------
    InputError
        As `road_distance_m`.
    """
    usable = edge_speeds_kmh(area.network, mode) > 0
    return np.asarray(snap(area.network, lonlat, usable).leg_m)


def place_words(area: StudyArea, mode: TravelMode, place: Place, before: Place | None) -> str:
    """Tell what a place means: how far from a road, in which kecamatan, how far from before.

    Parameters
    ----------
    area, mode
        The area, and who travels.
    place
        The place.
    before
        Where the point is now; None for a point that is new.

    Raises
    ------
    InputError
        As `road_distance_m`.
    """
    leg = road_distance_m(area, mode, place)
    words = [_("{leg} from the nearest road").format(leg=length_text(leg))]
    if leg > MAX_SNAP_M:
        most = length_text(MAX_SNAP_M)
        words[0] += _(" (more than {most}: not connected)").format(most=most)
    if before is not None:
        moved = float(geodesic_m(*(np.array([v]) for v in (*before, *place)))[0])
        words.append(_("moved by {moved}").format(moved=length_text(moved)))
    district = district_at(area.boundaries, *place)
    if district is not None:
        words.append(_("in the district of {district}").format(district=district))
    elif len(area.boundaries) and not _covers(area.boundaries, place).any():
        words.append(_("outside the boundaries of the area"))
    return " · ".join(words)


def length_text(metres: float) -> str:
    """Write a length: whole metres below 1 km, else kilometres with one decimal."""
    return f"{formats.number(metres)} m" if round(metres) < 1000 else formats.km(metres)


def district_at(boundaries: gpd.GeoDataFrame, lon: float, lat: float) -> str | None:
    """Return the kecamatan that a place lies in; None where the boundaries do not say."""
    if boundaries.empty:
        return None
    around = boundaries[_covers(boundaries, (lon, lat))]
    names = [
        str(name)
        for code, name in zip(around["code"], around["name"], strict=True)
        if str(code).count(".") == KECAMATAN_DOTS
    ]
    return names[0] if names else None


def _covers(boundaries: gpd.GeoDataFrame, place: Place) -> np.ndarray:
    return np.asarray(shapely.intersects_xy(boundaries.geometry.to_numpy(), *place))


def _in_indonesia(lon: float, lat: float) -> bool:
    return bool(in_indonesia(np.array([lon]), np.array([lat]))[0])
