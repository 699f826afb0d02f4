"""Where the points of a file must lie, as far as boundaries, codes or names say so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import geopandas as gpd
import pandas as pd

from layers.imports.area_names import fold_name, fold_regency
from layers.imports.metre_systems import Box, province_box
from layers.resources.folders import resource_folder

MARGIN = 0.05
"""Degrees around boundaries, which are simplified."""

SAMPLE = 500


def known_extent(
    table: pd.DataFrame, roles: Mapping[str, str | None], areas: gpd.GeoDataFrame | None
) -> Box | None:
    """Return the box in which the points must lie, degrees; None if nothing says so.

    Parameters
    ----------
    table
        Texts.
    roles
        Role to column: `code`, `regency` and `province` are looked at.
    areas
        Boundaries that came with the file.
    """
    if areas is not None and areas.geometry.notna().any():
        west, south, east, north = (float(value) for value in areas.total_bounds)
        return west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN
    for role, codes in (("code", None), ("regency", _regency_code), ("province", _province_code)):
        column = roles.get(role)
        if column is None:
            continue
        texts = table[column].astype(str).str.strip().head(SAMPLE)
        box = province_box(texts if codes is None else texts.map(codes))
        if box is not None:
            return box
    return None


@cache
def _codes() -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return folded names of kabupaten to the provinces that have one, and of provinces."""
    table = pd.read_csv(resource_folder("data") / "kabupaten.csv", dtype=str)
    regencies: dict[str, set[str]] = {}
    for name, province in zip(table["nama"], table["kode_provinsi"], strict=True):
        regencies.setdefault(fold_regency(name)[1], set()).add(province)
    provinces = {
        fold_name(name): code
        for name, code in zip(table["provinsi"], table["kode_provinsi"], strict=True)
    }
    return regencies, provinces


def _regency_code(text: str) -> str:
    found = _codes()[0].get(fold_regency(text)[1], set())
    return next(iter(found)) if len(found) == 1 else ""


def _province_code(text: str) -> str:
    return _codes()[1].get(fold_name(text), "")
