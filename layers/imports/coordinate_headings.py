"""Which columns hold the coordinates: by the words of their headings and by what stands in them.

People write `Latitude (LS)`, `Koordinat X`, `POINT_Y`, `Garis Bujur`, `lattitude`, `Lat, Long`. No
list can hold them all, so a heading is split into words; one word says the axis, the others must
be words that go with coordinates. What stands in the column then decides between candidates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from layers.imports.coordinate_pairs import is_pair
from layers.imports.coordinates import NO_VALUE, Floats, parse_column

Axis = Literal["lon", "lat", "pair"]
Side = Literal["S", "N", "E", "W"]
Part = Literal["degrees", "minutes", "seconds"]

PLACE_ROLES = ("lon", "lat", "coordinates")

DEGREE_WORDS: Mapping[str, Axis] = MappingProxyType(
    {
        **dict.fromkeys(("latitude", "latitud", "lintang", "latitudinal"), "lat"),
        **dict.fromkeys(("longitude", "longitud", "bujur", "longitudinal"), "lon"),
    }
)
"""Words that say an axis by themselves; misspelt ones are recognised (`ALIKE`)."""

SHORT_WORDS: Mapping[str, Axis] = MappingProxyType(
    {
        **dict.fromkeys(("lat", "ls", "lu", "lati", "latt", "lint", "lats"), "lat"),
        **dict.fromkeys(("lon", "long", "lng", "bt", "bb", "longi", "buj", "lons"), "lon"),
        **dict.fromkeys(("x", "easting", "timuran", "xcoord", "absis"), "lon"),
        **dict.fromkeys(("y", "northing", "utaraan", "ycoord", "ordinat"), "lat"),
    }
)
"""Words that say an axis only where nothing but `NEUTRAL` words stand beside them."""

METRE_WORDS = frozenset({"x", "y", "easting", "northing", "timuran", "utaraan", "xcoord", "ycoord",
                         "absis", "ordinat"})  # fmt: skip

LONE_LETTERS: Mapping[str, Axis] = MappingProxyType(
    {"s": "lat", "n": "lat", "e": "lon", "w": "lon"}
)
"""Headings of one letter; only two of them together are taken."""

PAIR_WORDS = frozenset({"latlong", "latlon", "latlng", "longlat", "lonlat", "lnglat", "xy", "yx",
                        "lintangbujur", "bujurlintang", "lslbt", "lsbt", "latitudelongitude",
                        "longitudelatitude", "wkt", "geom", "geometry", "ewkt", "koordinat",
                        "coordinate", "coordinates", "geotag", "geotagging", "sharelok",
                        "sharelocation"})  # fmt: skip
"""Words of a column that holds both numbers, whatever their order."""

SIDE_WORDS: Mapping[str, Side] = MappingProxyType(
    {"ls": "S", "selatan": "S", "south": "S", "lu": "N", "utara": "N", "north": "N",
     "bt": "E", "timur": "E", "east": "E", "bb": "W", "barat": "W", "west": "W"}
)  # fmt: skip
"""Words and letters of the hemisphere."""

PART_WORDS: Mapping[str, Part] = MappingProxyType(
    {
        **dict.fromkeys(("derajat", "degree", "degrees", "deg", "der", "drjt", "d"), "degrees"),
        **dict.fromkeys(("menit", "minute", "minutes", "min", "mnt"), "minutes"),
        **dict.fromkeys(("detik", "second", "seconds", "sec", "dtk"), "seconds"),
    }
)

NEUTRAL = frozenset(
    {
        *("koordinat", "coordinate", "coordinates", "coord", "coords", "coor", "koord", "koor"),
        *("kord", "kordinat", "cord", "co", "titik", "point", "pt", "posisi", "position", "pos"),
        *("lokasi", "location", "loc", "lok", "tempat", "place", "garis", "line", "gps", "geo"),
        *("geografis", "geographic", "geografi", "dd", "dms", "ddm", "decimal", "desimal", "des"),
        *("dec", "derajat", "degree", "degrees", "deg", "der", "wgs", "wgs84", "84", "wgs1984"),
        *("1984", "epsg", "4326", "utm", "tm3", "tm", "zona", "zone", "meter", "metre", "meters"),
        *("metres", "m", "mt", "mtr", "center", "centre", "centroid", "pusat", "tengah", "rep"),
        *("map", "maps", "google", "peta", "nilai", "value", "val", "angka", "num", "sumbu"),
        *("axis", "of", "the", "in", "dan", "and", "atau", "or", "the", "desa", "kantor", "pasar"),
        *("sekolah", "kelurahan", "village", "office", "market", "school", "faskes", "puskesmas"),
        *("bangunan", "objek", "object", "site", "lap", "lapangan", "survey", "survei", "akhir"),
        *("awal", "start", "end", "mulai"),
        *("new", "baru", "fix", "final", "cor", "coordinat", "koordinate", "s", "n", "e", "w"),
        *("selatan", "utara", "timur", "barat", "south", "north", "east", "west", "ls", "lu"),
        *("bt", "bb", "o", "unit", "format", "derajad", "p", "shp", "data", "input", "gd"),
    }
)
"""Words beside the axis that change nothing."""

NO_AXIS = frozenset({"bintang", "binatang", "lantang", "jujur", "bubur", "altitude", "attitude",
                     "petang", "rentang", "batang", "hutang", "datang"})  # fmt: skip
"""Words that resemble an axis but are none: an altitude is neither, stars are counted."""

ALIKE = 78.0
"""Least `rapidfuzz.fuzz.ratio` of a misspelt word (five letters and more) and its right form."""

ENOUGH = 0.5
"""Share of the filled cells that must be coordinates where the heading alone does not decide."""

SAMPLE = 200
"""Number of filled cells that are looked at."""

LON_VALUES, LAT_VALUES = (94.0, 142.0), (-11.5, 6.5)
"""Degrees in Indonesia, for columns whose heading says nothing."""


@dataclass(frozen=True)
class CoordinateHeading:
    """What a heading says of coordinates.

    Attributes
    ----------
    axis
        `lon`, `lat`, or `pair` for a column with both.
    sides
        Hemispheres that it names.
    part
        Degrees, minutes or seconds, where each has a column of its own.
    rest
        The other words; columns that belong together share them.
    strength
        3: a whole word of degrees; 2: a short word; 1: x or y; 0: a letter.
    """

    axis: Axis
    sides: frozenset[Side]
    part: Part | None
    rest: tuple[str, ...]
    strength: int

    def side(self) -> Side | None:
        """Return the hemisphere, if the heading names just one."""
        return next(iter(self.sides)) if len(self.sides) == 1 else None


@lru_cache(maxsize=4096)
def read_heading(heading: str) -> CoordinateHeading | None:
    """Read a heading; None if it speaks of no coordinate.

    Examples
    --------
    >>> read_heading("Koordinat Lintang (LS)").axis, read_heading("POINT_X").axis
    ('lat', 'lon')
    >>> read_heading("lattitude").axis, read_heading("Lat, Long").axis
    ('lat', 'pair')
    >>> read_heading("Luas X") is None
    True
    """
    words = [piece for word in _words(heading) for piece in _pieces(word)]
    if not words or any(word in NO_AXIS for word in words):
        return None
    axes = [_axis(word) for word in words]
    found = {axis for axis, _ in axes if axis} - {"pair"}
    strong = any(strength == 3 for _, strength in axes)
    rest = [word for word, (axis, _) in zip(words, axes, strict=True) if axis is None]
    sides = frozenset(SIDE_WORDS[word] for word in words if word in SIDE_WORDS) | _bracketed(
        heading
    )
    parts = [PART_WORDS[word] for word in words if word in PART_WORDS]
    unknown = [word for word in rest if word not in NEUTRAL and not word.isdigit()]
    unknown = [word for word in unknown if word not in PART_WORDS]
    both = len(found) == 2 or (not found and any(axis == "pair" for axis, _ in axes))
    if both:
        pure = len(found) == 2 or len(unknown) <= 2
        return CoordinateHeading("pair", sides, None, tuple(rest), 2) if pure else None
    if not found or (unknown and not strong):
        return _letter(words)
    part = parts[0] if len(parts) == 1 else None
    same = tuple(
        sorted(word for word in rest if word not in PART_WORDS and word not in SIDE_WORDS)
    )
    strength = max(strength for axis, strength in axes if axis in {"lon", "lat"})
    return CoordinateHeading(next(iter(found)), sides, part, same, strength)


def _bracketed(heading: str) -> frozenset[Side]:
    """Return the hemisphere of a letter in brackets: `Lintang (S)`."""
    found = re.search(r"[(\[]\s*([SNEW])\s*[)\]]", heading.upper())
    sides: dict[str, Side] = {"S": "S", "N": "N", "E": "E", "W": "W"}
    return frozenset() if found is None else frozenset({sides[found[1]]})


def _letter(words: list[str]) -> CoordinateHeading | None:
    if len(words) == 1 and words[0] in LONE_LETTERS:
        letter = words[0]
        side: Side = {"s": "S", "n": "N", "e": "E", "w": "W"}[letter]  # type: ignore[assignment]
        return CoordinateHeading(LONE_LETTERS[letter], frozenset({side}), None, (), 0)
    return None


def _words(heading: str) -> list[str]:
    """Split a heading: `POINT_X`, `Koordinat-Y`, `LatDD`, `Bujur(BT)`."""
    plain = unicodedata.normalize("NFKD", str(heading))
    plain = re.sub(r"\bco[\s_.-]+ord", "coord", plain, flags=re.IGNORECASE)
    plain = re.sub("[°º˚]", " deg ", plain)
    plain = re.sub('["\u2033\u201d]', " sec ", plain)
    plain = re.sub(r"(?<=\w)['\u2032\u2019]|(?<=\s)['\u2032\u2019](?=\s|$|\))", " min ", plain)
    plain = re.sub(r"(?<=[a-z])(?=[A-Z][A-Za-z]*)", " ", plain)
    return re.findall(r"[a-z]+\d*|\d+", plain.lower())


def _pieces(word: str) -> list[str]:
    """Split what was written in one: `koordinatx`, `xcoord`, `titiklintang`, `latdesa`."""
    if word in SHORT_WORDS or word in PAIR_WORDS or word in NEUTRAL or word in DEGREE_WORDS:
        return [word]
    for start in sorted((n for n in NEUTRAL if len(n) >= 3), key=len, reverse=True):
        for other in (word.removeprefix(start), word.removesuffix(start)):
            if other != word and (other in SHORT_WORDS or other in DEGREE_WORDS):
                return [other, start]
    for full in DEGREE_WORDS:
        if word.startswith(full) and word[len(full) :] in NEUTRAL | PART_WORDS.keys():
            return [full, word[len(full) :]]
    return [word]


def _axis(word: str) -> tuple[Axis | None, int]:
    """Return the axis that a word says, and how plainly."""
    if word in DEGREE_WORDS:
        return DEGREE_WORDS[word], 3
    if word in SHORT_WORDS:
        return SHORT_WORDS[word], 1 if word in METRE_WORDS else 2
    if word in PAIR_WORDS:
        return "pair", 2
    if len(word) < 5 or word in NEUTRAL:
        return None, 0
    right, score = max(
        ((known, fuzz.ratio(word, known)) for known in (*DEGREE_WORDS, "koordinat", "coordinate")),
        key=lambda pair: pair[1],
    )
    if score < ALIKE:
        return None, 0
    return (DEGREE_WORDS[right], 3) if right in DEGREE_WORDS else ("pair", 2)


def guess_place_columns(table: pd.DataFrame) -> dict[str, str | None]:
    """Guess the columns of the coordinates.

    Parameters
    ----------
    table
        Texts.

    Returns
    -------
    dict
        `lon`, `lat`, `coordinates` (one column with both) to a column; None where there is none.
        Of columns in three parts (degrees, minutes, seconds) it is that of the degrees.
    """
    read = {str(c): found for c in table.columns if (found := read_heading(str(c)))}
    pair = _axis_pair(table, read)
    roles: dict[str, str | None] = dict.fromkeys(PLACE_ROLES)
    if pair is not None:
        return {**roles, "lon": pair[0], "lat": pair[1]}
    both = _pair_column(table, read)
    if both is not None:
        return {**roles, "coordinates": both}
    lonely = {axis: c for c, f in read.items() if f.strength >= 2 for axis in (f.axis,)}
    by_value = _by_value(table)
    if by_value is not None:
        return {**roles, "lon": by_value[0], "lat": by_value[1]}
    return {**roles, "lon": lonely.get("lon"), "lat": lonely.get("lat")}


def with_place_columns(
    guessed: Mapping[str, str | None], table: pd.DataFrame, *, mapped: bool
) -> dict[str, str | None]:
    """Put the columns of coordinates into guessed roles; no column gets two of them.

    Parameters
    ----------
    guessed
        Role to column.
    table
        Texts.
    mapped
        Whether the rows are features of a map layer, whose places need no columns.
    """
    if mapped:
        return dict(guessed)
    places = guess_place_columns(table)
    taken = {column for column in places.values() if column is not None}
    others = {role: None if column in taken else column for role, column in guessed.items()}
    return {**others, **places}


def taken_by_value(lon: str | None, lat: str | None) -> bool:
    """Tell whether headings did not say what the columns are."""
    return any(name is not None and read_heading(name) is None for name in (lon, lat))


def _axis_pair(
    table: pd.DataFrame, read: Mapping[str, CoordinateHeading]
) -> tuple[str, str] | None:
    """Choose the columns of longitude and latitude that go together best."""
    shares = {c: coordinate_share(table[c]) for c, f in read.items() if f.axis != "pair"}
    lons = [c for c in shares if read[c].axis == "lon" and _leads(read[c])]
    lats = [c for c in shares if read[c].axis == "lat" and _leads(read[c])]
    ranked = [
        (_score(read[x], read[y], shares[x], shares[y]), -i, x, y)
        for i, (x, y) in enumerate((x, y) for x in lons for y in lats)
        if _acceptable(read[x], shares[x]) and _acceptable(read[y], shares[y])
    ]
    if not ranked:
        return None
    _, _, lon, lat = max(ranked)
    return lon, lat


def _leads(heading: CoordinateHeading) -> bool:
    """Tell whether a column is whole, or holds the degrees of three."""
    return heading.part in {None, "degrees"}


def _acceptable(heading: CoordinateHeading, share: float) -> bool:
    return share >= ENOUGH or (heading.strength >= 2 and share >= 0.0)


def _score(
    lon: CoordinateHeading, lat: CoordinateHeading, lon_share: float, lat_share: float
) -> tuple[float, ...]:
    filled = min(lon_share, lat_share) >= ENOUGH
    return (filled, lon.rest == lat.rest, min(lon.strength, lat.strength),
            -len(lon.rest) - len(lat.rest))  # fmt: skip


def _pair_column(table: pd.DataFrame, read: Mapping[str, CoordinateHeading]) -> str | None:
    """Find the column with both numbers in a cell, by heading first, then by what stands in it."""
    named = [c for c, found in read.items() if found.axis == "pair"]
    shares = {c: pair_share(table[c]) for c in named}
    sure = [c for c in named if shares[c] >= ENOUGH]
    if sure:
        return max(sure, key=lambda c: shares[c])
    others = [str(c) for c in table.columns if str(c) not in named]
    by_content = [c for c in others if pair_share(table[c]) >= _least_share(c)]
    return next(iter(by_content), None) or next(iter(named), None)


def _least_share(heading: str) -> float:
    """Return how many cells must hold a pair: fewer under a heading that speaks of a map."""
    return 0.3 if re.search(r"map|peta|link|tautan|url|lokasi|shar|gps", heading.lower()) else 0.8


def _by_value(table: pd.DataFrame) -> tuple[str, str] | None:
    """Find the one column of longitudes and the one of latitudes that no heading names."""
    lons, lats = [], []
    for column in table.columns:
        texts = _filled(table[column])
        if len(texts) == 0 or read_heading(str(column)) is not None:
            continue
        values, _ = parse_column(texts)
        places = texts.str.extract(r"[.,](\d+)$")[0].str.len().fillna(0).median()
        if not np.isfinite(values).all() or places < 3:
            continue
        if ((values >= LON_VALUES[0]) & (values <= LON_VALUES[1])).all():
            lons.append(str(column))
        elif _like_latitudes(values):
            lats.append(str(column))
    south = [c for c in lats if (parse_column(_filled(table[c]))[0] < 0).all()]
    lats = south if len(south) == 1 else lats
    return (lons[0], lats[0]) if len(lons) == 1 and len(lats) == 1 else None


def _like_latitudes(values: Floats) -> bool:
    """Tell whether numbers may be latitudes of Indonesia, and no shares from 0 to 1."""
    inside = (values >= LAT_VALUES[0]) & (values <= LAT_VALUES[1])
    return bool(inside.all()) and not bool(((values >= 0) & (values <= 1)).all())


def _filled(values: pd.Series) -> pd.Series:
    texts = values.astype(str).str.strip()
    return texts[~texts.str.lower().isin(NO_VALUE)].head(SAMPLE)


def coordinate_share(values: pd.Series) -> float:
    """Return the share of filled cells (of the first 200) that hold a number or an angle."""
    texts = _filled(values)
    return float(np.isfinite(parse_column(texts)[0]).mean()) if len(texts) else 0.0


def pair_share(values: pd.Series) -> float:
    """Return the share of filled cells (of the first 200) that hold both numbers."""
    texts = _filled(values)
    return float(texts.map(is_pair).mean()) if len(texts) else 0.0


def sibling_parts(lead: str, columns: Iterable[object]) -> list[str]:
    """Return the columns of minutes and seconds that go with a column of degrees."""
    own = read_heading(lead)
    if own is None or own.part != "degrees":
        return []
    found: dict[Part, str] = {}
    names = [str(column) for column in columns]
    for column in names:
        other = read_heading(column)
        alike = other is not None and other.axis == own.axis and other.rest == own.rest
        if alike and other is not None and other.part in {"minutes", "seconds"}:
            found.setdefault(other.part, column)
    if not found and (stem := re.fullmatch(r"(.*[^a-z])d", lead.strip().lower())):
        by_name = {name.strip().lower(): name for name in names}
        return [by_name[key] for key in (f"{stem[1]}m", f"{stem[1]}s") if key in by_name]
    return [found[part] for part in ("minutes", "seconds") if part in found]
