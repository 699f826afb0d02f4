"""The columns of a road layer that change its network, by any case and under other headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.network.edge_table import parse_maxspeed

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "u": ("u",),
        "v": ("v",),
        "length_m": ("lengthm",),
        "highway": ("highway",),
        "oneway": ("oneway", "satuarah", "searah", "arah", "arahlalin", "arahlalulintas"),
        "bridge": ("bridge", "jembatan"),
        "tunnel": ("tunnel", "terowongan", "terowonga"),
        "layer": ("layer", "level", "zlevel", "zorder"),
        "maxspeed": (
            "maxspeed", "maxspd", "speedlimit", "speedlim", "bataskecep", "bataskece",
            "kecmaks", "kecmax", "kecepatanm", "kecepatanmaks",
        ),
    }
)  # fmt: skip
"""Column of a network to the headings that say it, without case, spaces and signs; those of a
shapefile are cut to 10 characters."""

ONE_WAY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("yes", "y", "ya", "true", "1", "1.0", "searah", "satu arah"), "yes"),
        **dict.fromkeys(("1 arah", "one way", "oneway", "ft"), "yes"),
        **dict.fromkeys(("-1", "-1.0", "reverse", "tf"), "-1"),
        **dict.fromkeys(("no", "n", "false", "0", "0.0", "tidak", "tdk", "dua arah"), "no"),
        **dict.fromkeys(("2 arah", "two way", "none", "nan", "-", "", "both"), "no"),
        **dict.fromkeys(("reversible", "alternating"), "no"),
    }
)
"""What directions are called: OSM (wiki, Key:oneway), pgRouting and Esri (FT, TF), Indonesian."""

NO_LIMIT = frozenset(
    {
        "",
        "-",
        "0",
        "0.0",
        "none",
        "nan",
        "null",
        "n/a",
        "na",
        "no",
        "signals",
        "variable",
        "walk",
        "-1",
        "-1.0",
        "-99",
        "-999",
        "-9999",
    }
)
"""Words that say there is no limit as a number (OSM wiki, Key:maxspeed); 0 is unset in Geofabrik's
and Esri's layers."""

_GEOFABRIK: Mapping[str, str] = MappingProxyType({"f": "yes", "t": "-1", "b": "no"})
_LOGICAL: Mapping[str, str] = MappingProxyType({"t": "yes", "f": "no"})


def has_nodes(lines: pd.DataFrame) -> bool:
    """Tell whether the lines are edges with node ids, `u` and `v` in any case."""
    return {"u", "v"} <= {str(c).strip().lower() for c in lines.columns}


def standard_columns(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the columns that change a network the names that the network reads.

    Parameters
    ----------
    lines
        Road lines as read.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy with `oneway` (`yes`, `no`, `-1`; a word that is not recognised stays), `bridge`,
        `tunnel`, `layer` and `maxspeed` where the layer has them under any of `HEADINGS`. Of two
        columns of one meaning the standard name counts, unless it is empty.
    """
    renamed = {
        found: name
        for name in HEADINGS
        if (found := find_column(lines, name)) is not None and found != name
    }
    replaced = [name for name in renamed.values() if name in lines.columns]
    table = lines.drop(columns=replaced).rename(columns=renamed)
    if "oneway" in table:
        table = table.assign(oneway=_directions(table["oneway"]))
    return table


def find_column(lines: pd.DataFrame, name: str) -> str | None:
    """Return the column that says `name`, a key of `HEADINGS`: the most usual with a value."""
    headings = HEADINGS[name]
    plain = {
        c: re.sub(r"[^a-z0-9]", "", c.lower())
        for c in lines.columns
        if isinstance(c, str) and not (isinstance(lines, gpd.GeoDataFrame) and c == _shape(lines))
    }
    known = [c for c in plain if plain[c] in headings]
    ranked = sorted(known, key=lambda c: (c != name, headings.index(plain[c])))
    return next((c for c in ranked if _filled(lines[c])), next(iter(ranked), None))


def unknown_directions(lines: gpd.GeoDataFrame) -> pd.Series:
    """Count the words of the one-way column that are not recognised; such roads are two-way."""
    table = standard_columns(lines)
    if "oneway" not in table:
        return pd.Series([], dtype="int64")
    words = table["oneway"].astype(object)
    left = words[words.notna() & ~words.isin(["yes", "no", "-1"])]
    counts: pd.Series[int] = left.value_counts()
    return counts


def logical_directions(lines: gpd.GeoDataFrame) -> int:
    """Count the lines whose one-way column holds only T and F, which may mean two things.

    They are read as true and false; Geofabrik writes T and F for against and along the drawing,
    but then B for both, too.
    """
    heading = find_column(lines, "oneway")
    if heading is None:
        return 0
    values = lines[heading].astype(object)
    words = values.where(values.notna(), "").astype(str).str.strip().str.lower()
    if not (words.isin(["t", "f"]).any() and words.isin(["t", "f", ""]).all()):
        return 0
    return int((words == "t").sum())


def unread_speeds(lines: gpd.GeoDataFrame) -> pd.Series:
    """Count the words of the column of speed limits that are no speed and mean none."""
    heading = find_column(lines, "maxspeed")
    if heading is None:
        return pd.Series([], dtype="int64")
    values = lines[heading].astype(object)
    words = values.where(values.notna(), "").astype(str).str.strip()
    unread = np.isnan(parse_maxspeed(words)) & ~words.str.lower().isin(NO_LIMIT).to_numpy()
    counts: pd.Series[int] = words[unread].value_counts()
    return counts


def _shape(lines: gpd.GeoDataFrame) -> str:
    return str(lines.geometry.name)


def _filled(values: pd.Series) -> bool:
    text = values.astype(object).where(values.notna(), "").astype(str).str.strip()
    return bool((text != "").any())


def _directions(values: pd.Series) -> pd.Series:
    """Translate directions: Geofabrik's F, T and B (ahead, against, both), true and false, words.

    T and F without any B are a logical column of a shapefile, where T is true.
    """
    text = values.astype(object).where(values.notna(), "").astype(str)
    words = text.str.strip().str.lower().str.replace(r"[\s_-]+(?=[a-z])", " ", regex=True)
    present = set(words) - {""}
    if present and present <= set(_GEOFABRIK):
        known: Mapping[str, str] = _GEOFABRIK if "b" in present else _LOGICAL
    else:
        known = {**ONE_WAY_WORDS, "b": "no", "t": "yes", "f": "no"}
    return words.map(known).fillna(words.where(words.isin(list(known)), text))
