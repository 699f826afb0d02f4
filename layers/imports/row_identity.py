"""Identifiers and names of rows that have none of their own, so that no row is lost for them."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import pandas as pd

from layers.imports.area_names import fold_name
from layers.imports.code_columns import code_columns
from layers.imports.report import Problem
from spatial.wording import lazy_gettext, lazy_ngettext

MADE_WORDS = {"offices": "Kantor", "markets": "Pasar", "services": "Fasilitas"}
"""First word of a made name by layer (Indonesian, as names in the data are)."""

ANY_WORD = "Titik"
VILLAGE_WORD = "Desa"

VILLAGE_SHARE = 0.5
"""Share of rows with a village's code of its own, from which on the rows are villages."""


def row_ids(
    texts: pd.Series, code: pd.Series | None, column: str | None
) -> tuple[pd.Series, list[Problem]]:
    """Return an identifier for every row.

    Parameters
    ----------
    texts
        Those of the file, labelled with the number of the row; empty without such a column.
    code
        Codes of the rows, where they may serve as identifiers; None where they may not.
    column
        Heading of the identifiers, for the report.

    Returns
    -------
    ids : pandas.Series
        The identifier of the file; the number of the row where it is empty or stood before.
    problems : list of Problem
        At most one, with the number of these rows.
    """
    numbers = texts.index.to_series().astype(str)
    if (texts == "").all():
        return (numbers if code is None else code), []
    lost = (texts == "") | texts.duplicated()
    if not lost.any():
        return texts, []
    ids = texts.mask(lost, _free(numbers[lost], set(texts[~lost])).reindex(texts.index))
    count = int(lost.sum())
    problem = Problem(
        None,
        column or "id",
        lazy_ngettext("{count} row", "{count} rows", count, count=count),
        lazy_gettext("identifiers that are empty or stand there twice"),
        lazy_gettext("The number of the row is used in their place"),
        "warning",
    )
    return ids, [problem]


def names_the_row(code: pd.Series, names: pd.Series) -> bool:
    """Tell whether codes say what the rows are: rows with the same code have the same name."""
    folded = names.map(fold_name)
    pairs = pd.DataFrame({"code": code, "name": folded}).drop_duplicates()
    return not pairs["code"].duplicated().any()


def _free(wanted: pd.Series, taken: set[str]) -> pd.Series:
    """Return the wanted texts, with a suffix where they are taken."""
    found = []
    for text in wanted:
        while text in taken:
            text = f"{text}-2"  # noqa: PLW2901
        taken.add(text)
        found.append(text)
    return pd.Series(found, index=wanted.index, dtype=object)


def are_villages(points: pd.DataFrame, least: float = VILLAGE_SHARE) -> bool:
    """Tell whether most rows, at least a share, have the code of a village of their own."""
    found = code_columns(points[["code"]])
    return bool(found) and (
        found[0].level == "village" and found[0].share * found[0].distinct >= least
    )


def with_names(
    points: gpd.GeoDataFrame, layer: str = "", rows: str = "", *, headed: bool = True
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Give rows without a name a made one, and say so once.

    Parameters
    ----------
    points
        As `layers.imports.points.import_points` gives them.
    layer
        Layer of an area that the rows are for, for the word of the name; empty if not known.
    rows
        What the rows are, where it is known; see `layers.imports.point_columns.Rows`.
    headed
        Whether the file has a column of names.

    Returns
    -------
    points : geopandas.GeoDataFrame
        Names made of the kind (`Kantor Desa 1`), else of the layer or `Titik`, and a number;
        villages are called by their code. A village without name and code keeps its empty name:
        nothing says which it is.
    problems : list of Problem
        One warning for the file, if names were made.
    """
    empty = points["name"] == ""
    listed = rows != "facilities" and are_villages(points)
    if listed:
        empty &= points["code"] != ""
    if not empty.any():
        return points, []
    taken = {fold_name(name) for name in points["name"]}
    counter: Counter[str] = Counter()
    made = []
    for kind, code in zip(points.loc[empty, "kind"], points.loc[empty, "code"], strict=True):
        if listed:
            made.append(f"{VILLAGE_WORD} {code}")
            continue
        word = str(kind).strip() or MADE_WORDS.get(layer, ANY_WORD)
        made.append(_numbered(word, counter, taken))
    names = points["name"].mask(
        empty, pd.Series(made, index=points.index[empty]).reindex(points.index)
    )
    count = int(empty.sum())
    value = lazy_ngettext("{count} row", "{count} rows", count, count=count)
    reason = (
        lazy_gettext("names are missing")
        if headed
        else lazy_gettext("no column of names is recognised")
    )
    fix = lazy_gettext(
        "The rows were named {first} and so on; fill in the names, or choose the column of names",
        first=f"'{made[0]}'",
    )
    problem = Problem(None, lazy_gettext("name"), value, reason, fix, "warning")
    return points.assign(name=names), [problem]


def _numbered(word: str, counter: Counter[str], taken: set[str]) -> str:
    """Return the next free name of a word."""
    while True:
        counter[word] += 1
        name = f"{word} {counter[word]}"
        if fold_name(name) not in taken:
            return name
