"""Areas to choose from: kabupaten and kecamatan of a boundary layer, uploads, titles."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon

from layers.imports.area_names import (
    CODE_LEVELS,
    code_digits,
    fold_name,
    fold_regency,
    same_regency,
)
from layers.osm.queries import checked_area
from spatial.errors import InputError

T = TypeVar("T")
Area = Polygon | MultiPolygon
Level = Literal["regency", "district"]
WIDTHS = {level: width for width, level in CODE_LEVELS.items()}
LEVEL_ORDER = ("regency", "district", "village")


@dataclass(frozen=True, eq=False)
class AreaChoice:
    """An area to choose.

    Attributes
    ----------
    title
        The name that people read.
    label
        The title with what tells it from others of that name.
    regency
        Kabupaten or kota; empty where it is not known.
    area
        Degrees.
    """

    title: str
    label: str
    regency: str
    area: Area


def area_choices(areas: gpd.GeoDataFrame, level: Level) -> list[AreaChoice]:
    """List the kabupaten or kecamatan of a boundary layer.

    Parameters
    ----------
    areas
        The boundary schema, EPSG:4326; rows without a polygon are left out. Where an area has no
        polygon of its own, those of the areas in it are joined.
    level
        `regency` or `district`.

    Returns
    -------
    list of AreaChoice
        By label; areas that do not lie in Indonesia are left out.
    """
    known = areas[areas.geometry.notna()]
    lower = LEVEL_ORDER[LEVEL_ORDER.index(level) :]
    levels = _levels(known)
    known = known[levels.isin(lower)].assign(level=levels)
    keys = [_key(row, level) for _, row in known.iterrows()]
    found = []
    for key, rows in known.groupby(pd.Series(keys, index=known.index, dtype=object), sort=True):
        own = rows[rows["level"] == level]
        choice = _choice(own if len(own) else rows, level) if key else None
        found += [] if choice is None else [choice]
    return sorted(found, key=lambda choice: choice.label)


def _levels(areas: gpd.GeoDataFrame) -> pd.Series:
    by_code = areas["code"].map(lambda code: CODE_LEVELS.get(len(code_digits(code)), ""))
    return pd.Series(areas.get("level", by_code), dtype=object)


def _key(row: pd.Series, level: Level) -> str:
    """Return what rows of the same area share: the head of the code, else the names."""
    digits = code_digits(row["code"])
    if len(digits) >= WIDTHS[level]:
        return digits[: WIDTHS[level]]
    name = _name(row, level)
    regency = _text(row, "regency") if level == "district" else ""
    return f"{fold_name(name)} {fold_name(regency)}" if name else ""


def _name(row: pd.Series, level: Level) -> str:
    return _text(row, "name") if row["level"] == level else _text(row, level)


def _text(row: pd.Series, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def _choice(rows: gpd.GeoDataFrame, level: Level) -> AreaChoice | None:
    first = rows.iloc[0]
    name = _name(first, level)
    code = ".".join(re.findall("..", code_digits(first["code"])[: WIDTHS[level]]))
    try:
        area = checked_area(shapely.union_all(shapely.make_valid(rows.geometry.to_numpy())))
    except InputError:
        return None
    if level == "regency":
        title, regency = name or code, name
        label = title
    else:
        regency = _text(first, "regency")
        title = name if re.match(r"(?i)(kec|distrik)", name) else f"Kecamatan {name or code}"
        label = f"{title}, {regency}" if regency else title
    return AreaChoice(title, f"{label} ({code})" if code else label, regency, area)


def place_title(place: str, asked: str) -> str:
    """Return the title of a place: what was asked for where it says more than the place's name.

    Examples
    --------
    >>> place_title("Lembata, Nusa Tenggara Timur, Indonesia", "kabupaten Lembata, NTT")
    'Kabupaten Lembata'
    """
    first, typed = (text.split(",")[0].strip() for text in (place, asked))
    says_more = same_regency(first, typed) and not fold_regency(first)[0]
    return typed[:1].upper() + typed[1:] if says_more else first


def regency_of(title: str) -> str:
    """Return the title if it names a kabupaten or kota, else nothing."""
    return title if fold_regency(title)[0] else ""


def from_upload(name: str, data: bytes, read: Callable[[Path], T]) -> T:
    """Read an uploaded file with a function that wants a path.

    Parameters
    ----------
    name
        As the browser gave it; only its last part and plain signs are used.
    data
        The file.
    read
        Is called with a path that exists as long as it runs.
    """
    plain = re.sub(r"[^\w. -]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (plain[-100:] or "berkas")
        path.write_bytes(data)
        return read(path)
