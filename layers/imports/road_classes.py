"""The road class of a drawn line: which column says it, and what its words mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import pandas as pd

from spatial.errors import InputError
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import lazy_gettext

OSM_VALUES: Mapping[str, str] = MappingProxyType(
    {
        **{road: road for road in ROAD_CLASSES},
        **{f"track_grade{grade}": "track" for grade in range(1, 6)},
        "cycleway": "footway",
        "bridleway": "footway",
        "corridor": "footway",
        "motorway_junction": "motorway_link",
        "primary_trunk": "trunk",
    }
)
"""Values of the OSM key `highway` and of Geofabrik's `fclass`, as they are written. Cycleways and
bridleways are closed to motor traffic (OSM wiki, "OSM tags for routing/Access restrictions").
Geofabrik's `unknown` and OSM's `road` state no class."""

SHORT_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "jln": "jalan",
        "jl": "jalan",
        "jbh": "tol",
        "jap": "arteri primer",
        "jas": "arteri sekunder",
        "jkp": "kolektor primer",
        "jks": "kolektor sekunder",
        "jlp": "lokal primer",
        "jls": "lokal sekunder",
        "jlingp": "lingkungan primer",
        "jlings": "lingkungan sekunder",
        "jling": "lingkungan",
        "jsn": "strategis nasional",
        "jut": "usaha tani",
        "jpo": "jembatan penyeberangan",
        "art": "arteri",
        "kol": "kolektor",
        "lok": "lokal",
        "ling": "lingkungan",
        "lingk": "lingkungan",
        "nas": "nasional",
        "prov": "provinsi",
        "prop": "provinsi",
        "kab": "kabupaten",
    }
)
"""Abbreviations of Dinas PUPR and of the decrees on functions and status of roads (JAP, JKP-1 to
JKP-4, JLP, JBH, JSN; Kepmen PUPR 248/2015 and 1688/2022)."""

_TOLL = ("motorway", r"(tol|toll|tollway|motorway|freeway|expressway|bebas hambatan)")
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("motorway_link", r"(simpang susun|ramp|penghubung|junction|link) (jalan )?(tol|toll)"),
    ("motorway_link", r"(tol|toll|motorway) (ramp|penghubung|junction|link)"),
    _TOLL,
    ("footway", r"(jembatan penyeberangan|titian|trotoar|pejalan kaki|pedestrian|sepeda|footway)"),
    ("footway", r"(foot ?bridge|jembatan gantung)"),
    ("steps", r"(tangga|steps)"),
    ("ferry", r"(feri|ferry|penyeberangan)"),
    ("path", r"(setapak|pematang|footpath|path|trail)"),
    ("track", r"(usaha tani|produksi|perkebunan|kebun|hutan|tambang|track)"),
    ("primary", r"(arteri|artery|arterial|primary)"),
    ("secondary", r"(kolektor|collector|secondary)"),
    ("tertiary", r"(lokal|local|tertiary)"),
    ("residential", r"(lingkungan|residential|perumahan|permukiman)"),
    ("trunk", r"(nasional|national|negara|trunk)"),
    ("secondary", r"(provinsi|propinsi|provincial)"),
    ("tertiary", r"(kabupaten|regency|kota|kotamadya|municipal)"),
    ("unclassified", r"(desa|kelurahan|kampung|dusun|nagari|gampong|pekon|village)"),
    ("living_street", r"(gang|lorong)"),
    ("service", r"(inspeksi|service)"),
    ("unclassified", r"(lain|lainnya|unclassified)"),
)
"""What a word of a class means, the first that fits: what forbids a mode before the function
(UU 38/2004 art. 8, PP 34/2006 art. 9 to 20), the function before the status (art. 25 to 29).
Primary and secondary systems of a function have its class. Which class of
`spatial.routing.speed_classes.ROAD_CLASSES` a function or status gets is our reading."""

_PATTERNS = tuple((road, re.compile(rf"\b{words}\b")) for road, words in _MEANINGS)
_TOLL_FIRST = re.compile(rf"^(jalan )?{_TOLL[1]}\b")
_NOT_THIS = re.compile(
    r"\b(non|bukan|tanpa) (jalan )?\w+|\b(akses|samping|sisi|frontage|gerbang|bawah)"
    r"( masuk| keluar| ke)? (jalan )?(tol|toll)\b"
)
_NO_ROAD = re.compile(r"\b(kereta|rel|railway|rail|sungai|pipa|bukan jalan)\b")
_LONG_WORDS = tuple(word for _road, words in _MEANINGS for word in re.findall(r"[a-z]{6,}", words))
_LIKENESS = 0.85
"""Least `difflib` ratio of a misspelt word of six or more letters to the word that it means."""

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
CLASS_HEADINGS = (
    *CLASS_COLUMNS,
    "klas",
    "tipe",
    "type",
    "class",
    "kategori",
    "hirarki",
    "hierarki",
    "fungsional",
    "keteranga",
)
"""Parts of headings under which a class may stand, also cut to 10 characters by a shapefile."""
NAME_COLUMNS = (
    "name", "nama", "nama_ruas", "nm_ruas", "nama_jalan", "nm_jalan", "nama_jln", "nm_jln",
    "road_name", "roadname", "street", "linkname", "ruas", "namobj", "namrjl",
)  # fmt: skip
MIN_RECOGNISED = 0.5
"""Share of a column's values that must be understood for it to be taken for the road class."""


def road_class(values: pd.Series) -> pd.Series:
    """Translate class words to road classes; an empty string where a word is unknown.

    A value means the class whose word it contains, whatever else it says: "Jalan Tol Dua Jalur
    Dengan Pemisah Fisik" is a toll road, "Kolektor Primer 1" and "JKP-1" are collector roads.
    """
    texts = _plain_values(values)
    return texts.map({text: _meaning(text) for text in texts.unique()}).fillna("")


@lru_cache(maxsize=4096)
def _meaning(text: str) -> str:
    """Return the class that one value means; empty if none is recognised."""
    value = text.strip().lower()
    exact = OSM_VALUES.get(re.sub(r"[\s-]+", "_", value))
    if exact is not None:
        return exact
    words = _plain_words(value)
    if _TOLL_FIRST.search(words):
        return _first_meaning(words)
    words = _NOT_THIS.sub(" ", words)
    return "" if _NO_ROAD.search(words) else _first_meaning(words)


def _first_meaning(words: str) -> str:
    return next((road for road, pattern in _PATTERNS if pattern.search(words)), "")


def _plain_words(value: str) -> str:
    """Return a value as lower-case words: abbreviations in full, misspelt words as they mean."""
    joined = re.sub(
        r"^(jalan|jln|jl)(?=(tol|arteri|kolektor|lokal|nasional|desa))", "jalan ", value
    )
    tokens = re.findall(r"[a-z]+", re.sub(r"\bj(ling)-?([ps])\b", r"j\1\2", joined))
    return " ".join(SHORT_FORMS.get(token, _corrected(token)) for token in tokens)


def _corrected(token: str) -> str:
    if len(token) < min(map(len, _LONG_WORDS)):
        return token
    like = difflib.get_close_matches(token, _LONG_WORDS, 1, _LIKENESS)
    return like[0] if like else token


def guess_class_column(lines: pd.DataFrame) -> str | None:
    """Return the column with road classes: among the usual headings the one most understood.

    Headings count by any case and where they contain a usual one, as the truncated `FUNGSI_JAL`
    of a shapefile; of columns that are understood equally the more usual heading counts.
    """
    shares = {
        column: float((road_class(lines[column]) != "").mean())
        for column in sorted(_class_candidates(lines), key=_usualness)
    }
    best = max(shares, key=lambda column: shares[column], default=None)
    return best if best is not None and shares[best] >= MIN_RECOGNISED else None


def _class_candidates(lines: pd.DataFrame) -> list[str]:
    headings = [c for c in lines.columns if isinstance(c, str)]
    return [c for c in headings if _usualness(c) < len(CLASS_COLUMNS) + len(CLASS_HEADINGS)]


def _usualness(column: str) -> int:
    """Rank a heading: the usual ones first, then those that contain one; the rest last."""
    heading = column.strip().lower()
    if heading in CLASS_COLUMNS:
        return CLASS_COLUMNS.index(heading)
    inside = (i for i, part in enumerate(CLASS_HEADINGS) if part in heading)
    return len(CLASS_COLUMNS) + next(inside, len(CLASS_HEADINGS))


def guess_name_column(lines: pd.DataFrame, class_column: str | None) -> str | None:
    """Return the column with road names: the first usual one with a value, not the class."""
    usual = {c.lower(): c for c in lines.columns if isinstance(c, str)}
    names = [usual[name] for name in NAME_COLUMNS if name in usual]
    free = [name for name in names if name != class_column]
    filled = (name for name in free if (_plain_values(lines[name]) != "").any())
    return next(filled, next(iter(free), None))


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


def line_classes(
    lines: pd.DataFrame, column: str | None, mapping: Mapping[str, str] | None = None
) -> pd.Series:
    """Return the road class of every line; empty where none is recognised.

    Parameters
    ----------
    lines
        Drawn road lines.
    column
        The column with the class; None if there is none.
    mapping
        The user's classes for words of that column.

    Returns
    -------
    pandas.Series
        Keys of `ROAD_CLASSES`, on the lines' index. A line to which the column gives no class,
        and the user none, is a toll road where another column with a usual heading of classes or
        names begins with "jalan tol": a class that forbids a mode is not lost.

    Raises
    ------
    InputError
        As `mapped_class`.
    """
    blank = pd.Series("", index=lines.index, dtype=object)
    road = blank if column is None else mapped_class(lines[column], mapping or {})
    stated = blank if column is None else _plain_values(lines[column])
    free = (road == "") & ~stated.isin(list(mapping or {}))
    return road.mask(free & _called_toll(lines), "motorway")


def _called_toll(lines: pd.DataFrame) -> pd.Series:
    """Return where a column of classes or names begins with a word for a toll road."""
    named = [c for c in lines.columns if isinstance(c, str) and c.strip().lower() in NAME_COLUMNS]
    found = pd.Series(data=False, index=lines.index)
    for column in {*named, *_class_candidates(lines)}:
        texts = _plain_values(lines[column])
        toll = {
            text: bool(_TOLL_FIRST.search(_plain_words(text.lower()))) for text in texts.unique()
        }
        found |= texts.map(toll).astype(bool)
    return found


def _plain_values(values: pd.Series) -> pd.Series:
    """Values as texts without margins, empty where missing."""
    plain = values.astype(object)
    return plain.where(values.notna(), "").astype(str).str.strip()
