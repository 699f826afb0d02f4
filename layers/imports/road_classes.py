"""The road class of a drawn line: which column says it, and what its words mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from spatial.errors import InputError
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import lazy_gettext

CLASS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "jalan tol": "motorway",
        "tol": "motorway",
        "jalan nasional": "trunk",
        "nasional": "trunk",
        "jalan arteri": "primary",
        "arteri": "primary",
        "arteri primer": "primary",
        "jalan provinsi": "secondary",
        "provinsi": "secondary",
        "jalan kolektor": "secondary",
        "kolektor": "secondary",
        "kolektor primer": "secondary",
        "jalan kabupaten": "tertiary",
        "kabupaten": "tertiary",
        "jalan kota": "tertiary",
        "kota": "tertiary",
        "jalan lokal": "tertiary",
        "lokal": "tertiary",
        "lokal primer": "tertiary",
        "jalan desa": "unclassified",
        "desa": "unclassified",
        "jalan lain": "unclassified",
        "jalan lingkungan": "residential",
        "lingkungan": "residential",
        "jalan setapak": "path",
        "setapak": "path",
        "pematang": "path",
        "titian": "footway",
        "jembatan penyeberangan": "footway",
    }
)
"""Words of Indonesian road layers to `spatial.routing.speed_classes.ROAD_CLASSES`. Function
and administrative status after UU 38/2004 art. 8 and 9; which class a status gets is our
reading."""

CLASS_COLUMNS = (
    "highway",
    "fclass",
    "remark",
    "namrjl",
    "namobj",
    "klsjln",
    "fungsi",
    "status",
    "kelas",
    "jenis",
)
NAME_COLUMNS = ("name", "nama", "nama_ruas", "nm_ruas", "nama_jalan", "ruas", "namobj", "namrjl")
MIN_RECOGNISED = 0.5
"""Share of a column's values that must be understood for it to be taken for the road class."""


def road_class(values: pd.Series) -> pd.Series:
    """Translate class words to road classes; an empty string where a word is unknown."""
    words = values.astype(object).where(values.notna(), "").astype(str).str.strip().str.lower()
    words = words.str.replace(r"\s+", " ", regex=True)
    known = {**{road: road for road in ROAD_CLASSES}, **CLASS_WORDS}
    return words.map(known).fillna("")


def guess_class_column(lines: pd.DataFrame) -> str | None:
    """Return the column with road classes: among the usual names the one most often understood."""
    usual = {c.lower(): c for c in lines.columns if isinstance(c, str)}
    shares = {
        usual[name]: float((road_class(lines[usual[name]]) != "").mean())
        for name in CLASS_COLUMNS
        if name in usual
    }
    best = max(shares, key=lambda column: shares[column], default=None)
    return best if best is not None and shares[best] >= MIN_RECOGNISED else None


def guess_name_column(lines: pd.DataFrame, class_column: str | None) -> str | None:
    """Return the column with road names: the first of the usual ones that is not the class."""
    usual = {c.lower(): c for c in lines.columns if isinstance(c, str)}
    names = (usual[name] for name in NAME_COLUMNS if name in usual)
    return next((name for name in names if name != class_column), None)


def class_mapping(lines: pd.DataFrame, column: str | None = None) -> pd.DataFrame:
    """List the words of the class column and the road class that each would get.

    Parameters
    ----------
    lines
        Drawn road lines.
    column
        The column with the class; guessed if None.

    Returns
    -------
    pandas.DataFrame
        `value` (as in the layer, empty where missing), `count` (lines), `class` (a key of
        `spatial.routing.speed_classes.ROAD_CLASSES`, empty where the word is not understood) and
        `guessed` (whether the class was found); the most frequent first. No rows if no column says
        the class. Give the changed `class` to `class_choices`.

    Raises
    ------
    InputError
        If there is no such column.
    """
    chosen = guess_class_column(lines) if column is None else column
    if chosen is not None and chosen not in lines.columns:
        raise InputError([lazy_gettext("The road layer has no column '{chosen}'.", chosen=chosen)])
    values = pd.Series([], dtype=object) if chosen is None else _plain_values(lines[chosen])
    counts = values.value_counts(sort=True)
    table = pd.DataFrame({"value": counts.index.astype(object), "count": counts.to_numpy()})
    classes = road_class(table["value"])
    return table.assign(**{"class": classes, "guessed": classes != ""})


def class_choices(table: pd.DataFrame) -> dict[str, str]:
    """Turn a table of `class_mapping`, as the user left it, into the mapping of the network."""
    return dict(zip(table["value"].astype(str), table["class"].astype(str), strict=True))


def mapped_class(values: pd.Series, mapping: Mapping[str, str]) -> pd.Series:
    """Translate the words of a class column by the user's mapping; the rest as `road_class`.

    Raises
    ------
    InputError
        If the mapping names a class that does not exist, or a word that the column does not
        have; all such faults at once.
    """
    words = _plain_values(values)
    present = set(words)
    faults = [
        lazy_gettext(
            "The road class '{road}' for '{word}' is not known; choose one of {road_classes}.",
            road=road,
            word=word,
            road_classes=", ".join(ROAD_CLASSES),
        )
        for word, road in mapping.items()
        if road and road not in ROAD_CLASSES
    ] + [
        lazy_gettext(
            "The column of classes has no value '{word}'; there are: {present}.",
            word=word,
            present=", ".join(sorted(present)),
        )
        for word in mapping
        if word not in present
    ]
    if faults:
        raise InputError(faults)
    return words.map(mapping).where(words.isin(list(mapping)), road_class(values)).fillna("")


def _plain_values(values: pd.Series) -> pd.Series:
    """Values as texts without margins, empty where missing."""
    plain = values.astype(object)
    return plain.where(values.notna(), "").astype(str).str.strip()
