"""What may be written into the columns of points, and what an edited table changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from layers.area import schema
from spatial.errors import InputError
from spatial.wording import phrase

USUAL_KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "villages": ("desa", "kelurahan"),
        "offices": schema.OFFICE_KINDS,
        "markets": ("pasar rakyat", "pasar hewan", "pasar ikan", "pasar swalayan", "pasar"),
        "services": schema.SERVICE_KINDS,
    }
)
REQUIRED: Final = {"name": phrase("Nama"), "kind": phrase("Jenis"), "source": phrase("Sumber")}
"""Texts that must not be empty, and what they are called."""


def kinds(points: gpd.GeoDataFrame, layer: str) -> list[str]:
    """List the kinds that a point of a layer may be given: the usual ones, and those in use.

    Where the schema fixes the kinds no others can be in use.
    """
    return list(dict.fromkeys([*USUAL_KINDS[layer], *sorted(map(str, points["kind"]))]))


def table_edits(
    shown: pd.DataFrame, edited_rows: Mapping[int, Mapping[str, Any]], columns: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Turn what an editable table tells into values per point.

    Parameters
    ----------
    shown
        The table as it was given to the user, with `id`.
    edited_rows
        New values by position and column; whatever is not in it is as shown, also what was
        edited and then set back.
    columns
        The columns that could be edited.
    """
    names = [name for name in columns if name in shown]
    rows = shown[names].to_dict("records")
    return {
        str(point): {str(k): v for k, v in (row | dict(edited_rows.get(place, {}))).items()}
        for place, (point, row) in enumerate(zip(shown["id"], rows, strict=True))
    }


def differing(
    points: gpd.GeoDataFrame, edits: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return those of the edits that change something; an empty text is nothing known."""
    rows = points.set_index("id").to_dict("index")
    found = {}
    for point, values in edits.items():
        old = rows.get(point, {})
        new = {name: _plain(value) for name, value in values.items()}
        found[point] = {n: v for n, v in new.items() if n not in old or not _same(old[n], v)}
    return {point: values for point, values in found.items() if values}


def filled(text: object, word: str) -> str:
    """Return a text without the spaces around it.

    Raises
    ------
    InputError
        If nothing is left; `word` says what is empty.
    """
    plain = str(text or "").strip()
    if not plain:
        raise InputError([phrase("{word} masih kosong; isi dahulu.", word=word)])
    return plain


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    return None if pd.isna(value) else value  # type: ignore[call-overload]


def _same(old: object, new: object) -> bool:
    if pd.isna(old):  # type: ignore[call-overload]
        return new is None
    return bool(old == new)
