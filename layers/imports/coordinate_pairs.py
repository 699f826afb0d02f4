"""Both numbers of a place in one cell: what Google Maps copies, WKT, addresses, degrees."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import unquote

import numpy as np
import pandas as pd
import shapely

from layers.imports.coordinates import NO_VALUE, plain_signs
from spatial.limits import LATITUDE, LONGITUDE

NUMBER = r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?"
POINT_NUMBER = r"[+-]?\d+\.\d+|[+-]?\d+"

QUICK = rf"^\(?(?P<lat>{POINT_NUMBER})(?:\s*[,;|/]\s*|\s+)(?P<lon>{POINT_NUMBER})\)?$"

PLAIN_PAIR = re.compile(
    r"[(\[{]?\s*(?P<a>[+-]?\d+(?:\.\d+)?)\s*(?:[,;|/]\s*|\s+)(?P<b>[+-]?\d+(?:\.\d+)?)\s*[)\]}]?"
)
"""Two numbers with decimal points and any sign between them."""

COMMA_PAIR = re.compile(
    r"[(\[{]?\s*(?P<a>[+-]?\d+,\d+)\s*(?:[;|/]\s*|,\s+|\s+|,(?=[+-]?\d+,))(?P<b>[+-]?\d+,\d+)\s*[)\]}]?"
)
"""Two numbers with decimal commas."""

MAP_LINKS = (
    re.compile(r"!3d(?P<a>-?\d+(?:\.\d+)?)!4d(?P<b>-?\d+(?:\.\d+)?)"),
    re.compile(
        r"[?&#](?:q|ll|query|destination|daddr|center|cbll|viewpoint|mlat|saddr)="
        r"(?:loc:|[^&\d-]*\(?)?(?P<a>-?\d+(?:\.\d+)?)(?:,|&mlon=)\s*\+?(?P<b>-?\d+(?:\.\d+)?)",
        re.IGNORECASE,
    ),
    re.compile(r"@(?P<a>-?\d+(?:\.\d+)?),(?P<b>-?\d+(?:\.\d+)?)"),
    re.compile(r"/(?:place|search|dir)/(?P<a>-?\d+\.\d+),\+?(?P<b>-?\d+\.\d+)"),
    re.compile(r"#map=\d+/(?P<a>-?\d+(?:\.\d+)?)/(?P<b>-?\d+(?:\.\d+)?)"),
    re.compile(r"^geo:(?P<a>-?\d+(?:\.\d+)?),(?P<b>-?\d+(?:\.\d+)?)", re.IGNORECASE),
)
"""Addresses of map services: latitude first. `!3d!4d` is the place itself, `@` only the view."""

WKT = re.compile(
    r"^\s*(?:SRID=(?P<srid>\d+);)?\s*(?P<wkt>(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
COMMA_POINT = re.compile(r"POINT\s*\(\s*-?\d+,\d+\s+-?\d+,\d+\s*\)", re.IGNORECASE)
"""WKT as a spreadsheet with decimal commas writes it."""

HEX = re.compile(r"(?:0[01]){1}[0-9A-Fa-f]{40,}")
"""Hexadecimal WKB, as PostGIS writes a geometry."""

UTM = re.compile(
    r"(?:UTM\s*)?(?:ZON[AE]\s*)?(?P<zone>4[6-9]|5[0-4])\s*[A-Z]?\s*[,;:]?\s+(?P<east>[1-9]\d{5}(?:[.,]\d+)?)"
    r"\s*(?:M\s*)?(?:E|T)?\s*[,;]?\s+(?P<north>\d{4,7}(?:[.,]\d+)?)\s*(?:M\s*)?(?:N|S|U)?",
    re.IGNORECASE,
)
SOUTHERN = 5_000_000.0
"""Northings above this carry the false northing of the southern hemisphere, whatever the letter
of the zone means: band (M) or hemisphere (S)."""

LATITUDE_LABEL = r"(?:latitude|lintang|lat|y)"
LONGITUDE_LABEL = r"(?:longitude|bujur|long|lon|lng|x)"
LABELLED = re.compile(
    rf"[\"'{{(\[\s]*(?:(?P<lat_first>{LATITUDE_LABEL})|{LONGITUDE_LABEL})[\"']?\.?\s*[:=]?\s*"
    rf"(?P<a>[^a-z]*?[\dNSEWLUBT°'\"\u2032\u2033][^a-z]*?)[\s,;|/\"']*"
    rf"(?:{LATITUDE_LABEL}|{LONGITUDE_LABEL})[\"']?\.?\s*[:=]?\s*(?P<b>[^a-z]+?)[\s\])}}]*",
    re.IGNORECASE,
)
"""`Lat: -6.8 Long: 110.8`."""

SIDE = (r"(?:LINTANG\s+SELATAN|LINTANG\s+UTARA|BUJUR\s+TIMUR|BUJUR\s+BARAT|SELATAN|UTARA|TIMUR"
        r"|BARAT|SOUTH|NORTH|EAST|WEST|LS|LU|BT|BB|S|N|E|W|T)")  # fmt: skip
TRAILING = re.compile(rf"^(?P<a>[^A-Z]*\d[^A-Z]*?\s*{SIDE})\b[\s,;/|.]*(?P<b>[^A-Z]*\d.*{SIDE})$")
LEADING = re.compile(
    rf"^(?P<a>{SIDE}[\s:.]*[^A-Z]*\d[^A-Z]*?)[\s,;/|]*(?P<b>{SIDE}[\s:.]*[^A-Z]*\d.*)$"
)
LATITUDE_SIDE = re.compile(
    r"\b(?:LS|LU|S|N|SELATAN|UTARA|SOUTH|NORTH)\b"
    r"|(?<=[\d\"'\u2032\u2033\u2019\u201d°\s])(?:LS|LU|S|N)$|^(?:LS|LU|S|N)"
)
DEGREE_WORDS = re.compile(r"DERAJAT|MENIT|DETIK")
SEXAGESIMAL_PAIR = re.compile(
    r"^(?P<a>[+-]?\d+\s*[°:]\s*\d+(?:[.,]\d+)?\s*"
    r"(?:['\u2032:]\s*(?:\d+(?:[.,]\d+)?\s*(?:[\"\u2033]|'')?)?)?)"
    r"[\s,;/|]+(?P<b>[+-]?\d+\s*[°:].*)$"
)
"""Degrees and minutes without letters: latitude first, or what fits."""


@dataclass(frozen=True)
class Pair:
    """Both texts of a place; `known` where the cell itself says which is the latitude."""

    lat: str
    lon: str
    known: bool = False
    srid: int | None = None


def split_pair(text: str) -> Pair | None:
    r"""Split a cell into latitude and longitude.

    Parameters
    ----------
    text
        For instance `-6.8, 110.84`, `(-6,8; 110,84)`, `6°48'17.3"S 110°50'25.8"E`,
        `POINT (110.84 -6.8)`, `https://maps.google.com/?q=-6.8,110.84`, `Lat: -6.8 Long: 110.84`.

    Returns
    -------
    Pair or None
        None if the text holds no two numbers of a place. Without letters the latitude comes
        first, unless only the other order gives a latitude of Indonesia.

    Examples
    --------
    >>> split_pair("POINT (110.84 -6.8)")
    Pair(lat='-6.8', lon='110.84', known=True, srid=None)
    """
    plain = plain_signs(text.strip().strip('"').strip())
    if not plain:
        return None
    for read in (_numbers, _geometry, _link, _utm, _sides, _labelled, _sexagesimal):
        pair = read(plain)
        if pair is not None:
            return pair
    return None


def is_pair(text: str) -> bool:
    """Tell whether a cell holds both numbers of a place."""
    return split_pair(text) is not None


def split_pairs(values: pd.Series) -> pd.DataFrame:
    """Split a column of cells.

    Parameters
    ----------
    values
        n texts.

    Returns
    -------
    pandas.DataFrame
        n rows `lat`, `lon` (texts, the whole text as `lat` where it is no pair), `known` (the cell
        says which is which) and `srid` (0: not stated).
    """
    texts = values.astype(str).str.strip()
    quick = texts.str.extract(
        rf"^\(?(?P<lat>{POINT_NUMBER})(?:\s*[,;|/]\s*|\s+)(?P<lon>{POINT_NUMBER})\)?$"
    )
    whole = quick["lat"].isna()
    found = pd.DataFrame({"lat": quick["lat"], "lon": quick["lon"], "known": False, "srid": 0})
    turn = _turned(found["lat"], found["lon"])
    found.loc[turn, ["lat", "lon"]] = found.loc[turn, ["lon", "lat"]].to_numpy()
    if whole.any():
        rest = texts[whole]
        pairs = {text: split_pair(text) or Pair(text, "") for text in rest.unique()}
        found.loc[whole, "lat"] = rest.map({text: pair.lat for text, pair in pairs.items()})
        found.loc[whole, "lon"] = rest.map({text: pair.lon for text, pair in pairs.items()})
        found.loc[whole, "known"] = rest.map({text: pair.known for text, pair in pairs.items()})
        found.loc[whole, "srid"] = rest.map({text: pair.srid or 0 for text, pair in pairs.items()})
    blank = texts.str.lower().isin(NO_VALUE)
    found.loc[blank, ["lat", "lon"]] = ""
    return found.astype({"known": bool, "srid": int})


def _turned(one: pd.Series, other: pd.Series) -> pd.Series:
    """Tell where only the other order gives a latitude of Indonesia."""
    a = pd.to_numeric(one, errors="coerce").abs()
    b = pd.to_numeric(other, errors="coerce").abs()
    most = max(map(abs, LATITUDE))
    return (a > most) & (a <= 180) & (b <= most)


def _ordered(one: str, other: str) -> Pair:
    a, b = (pd.to_numeric(text.replace(",", "."), errors="coerce") for text in (one, other))
    most = max(map(abs, LATITUDE))
    turned = bool(most < abs(a) <= 180 and abs(b) <= most)
    return Pair(other, one) if turned else Pair(one, other)


def _numbers(text: str) -> Pair | None:
    found = PLAIN_PAIR.fullmatch(text) or COMMA_PAIR.fullmatch(text)
    if found is None:
        return None
    one, other = found["a"], found["b"]
    grouped = re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", text)
    if grouped and (not 90 <= int(other) <= 180 or abs(float(one)) > max(LONGITUDE)):
        return None  # one number with thousands and a decimal comma
    if re.fullmatch(r"\d+,\d+", text) and not (
        len(one) <= 2 and len(other) >= 3 and int(other) < 180
    ):
        return None  # one number with a decimal comma
    whole = "." not in one + other and "," not in one + other
    if whole and len(one.lstrip("+-")) < 3 and len(other.lstrip("+-")) < 3:
        return None  # such as 12/5
    if re.fullmatch(r"\d{1,3} \d{3}", text) or re.fullmatch(r"\d+[/-]\d+", text):
        return None  # one number with a space for thousands, or the number of a house
    return _ordered(one, other)


def _geometry(text: str) -> Pair | None:
    """Read WKT, GeoJSON or hexadecimal WKB; a point inside where it is an area."""
    srid: int | None = None
    try:
        if (found := WKT.match(text)) is not None:
            srid = int(found["srid"]) if found["srid"] else None
            words = found["wkt"].strip()
            commas = COMMA_POINT.fullmatch(words)
            shape = shapely.from_wkt(words.replace(",", ".") if commas else words)
        elif HEX.fullmatch(text):
            shape = shapely.from_wkb(text)
            srid = int(shapely.get_srid(shape)) or None
        elif text.startswith("{") and '"coordinates"' in text:
            shape = shapely.from_geojson(json.dumps(json.loads(text)))
        else:
            return None
    except (shapely.errors.GEOSException, ValueError, UnicodeDecodeError):
        return None
    if shape is None or shape.is_empty:
        return None
    point = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
    x, y = float(shapely.get_x(point)), float(shapely.get_y(point))
    return Pair(repr(y), repr(x), True, srid) if np.isfinite([x, y]).all() else None


def _utm(text: str) -> Pair | None:
    """Read easting and northing with their zone: `49M 482000 9247398`."""
    found = UTM.fullmatch(text)
    if found is None:
        return None
    zone, east, north = int(found["zone"]), found["east"], found["north"]
    south = float(north.replace(",", ".")) > SOUTHERN
    return Pair(north, east, True, (32700 if south else 32600) + zone)


def _link(text: str) -> Pair | None:
    """Read an address of a map service; short ones (maps.app.goo.gl) hold no numbers."""
    if "://" not in text and not text.lower().startswith(("geo:", "www.", "maps.", "goo.gl")):
        return None
    plain = unquote(text).replace("+", " ").replace(" ", "")
    for pattern in MAP_LINKS:
        found = pattern.search(plain)
        if found is not None:
            return Pair(found["a"], found["b"], True)
    return None


def _sides(text: str) -> Pair | None:
    """Read two angles, each with the letter or word of its hemisphere."""
    plain = DEGREE_WORDS.sub(lambda found: {"DERAJAT": "°", "MENIT": "'", "DETIK": '"'}[found[0]],
                             text.upper())  # fmt: skip
    plain = re.sub(r"^(?:KOORDINAT|TITIK|GPS|LOKASI)\s*:?\s*", "", plain).strip("()[] .")
    plain = re.sub(r"\s+(?:DAN|AND|&)\s+", ", ", plain)
    found = TRAILING.match(plain) or LEADING.match(plain)
    if found is None:
        return None
    one, other = (re.sub(r"^-\s+", "", found[name].strip(" ,;.")) for name in ("a", "b"))
    first, second = (LATITUDE_SIDE.search(part) is not None for part in (one, other))
    if first == second:
        return None
    return Pair(one, other, True) if first else Pair(other, one, True)


def _labelled(text: str) -> Pair | None:
    found = LABELLED.fullmatch(text)
    if found is None:
        return None
    one, other = (found[name].strip(" ,;:\"'") for name in ("a", "b"))
    return Pair(one, other, True) if found["lat_first"] else Pair(other, one, True)


def _sexagesimal(text: str) -> Pair | None:
    found = SEXAGESIMAL_PAIR.match(text)
    if found is None:
        return None
    one, other = found["a"].strip(" ,;"), found["b"].strip(" ,;")
    degrees = [float(re.findall(r"\d+", part)[0]) for part in (one, other)]
    most = max(map(abs, LATITUDE))
    return Pair(other, one) if degrees[0] > most >= degrees[1] else Pair(one, other)
