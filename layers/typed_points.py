"""Points that a user types into a table: the same way as a file, with the same report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pandas as pd

from layers.area_parts import Part, points_part
from layers.points import PointImport, PointOptions, import_points

TYPED_LAYERS: Mapping[str, str] = MappingProxyType(
    {"Kantor": "offices", "Pasar": "markets", "Layanan lain": "services", "Desa": "villages"}
)
"""What a row can be, and its layer."""

COLUMNS = ("Lapisan", "Nama", "Lintang", "Bujur")
SOURCE = "titik yang diketik pengguna"


def typed_table() -> pd.DataFrame:
    """Return a table to fill in: an office, a market, and a row more."""
    kinds = ["Kantor", "Pasar", "Kantor"]
    blank = [""] * len(kinds)
    return pd.DataFrame({name: kinds if name == COLUMNS[0] else blank for name in COLUMNS})


def typed_parts(table: pd.DataFrame) -> dict[str, Part]:
    """Read typed rows.

    Parameters
    ----------
    table
        Columns `COLUMNS`; coordinates as text, with decimal point or comma, or in degrees,
        minutes and seconds. Rows without any name or coordinate are left out.

    Returns
    -------
    dict of str to Part
        Per layer its rows, labelled from 1 in the order of the table.

    Raises
    ------
    InputError
        If a layer's coordinates cannot be read at all.
    """
    texts = table.reindex(columns=list(COLUMNS)).astype(object).fillna("").astype(str)
    filled = texts[(texts[list(COLUMNS[1:])].apply(lambda s: s.str.strip()) != "").any(axis=1)]
    layers = filled["Lapisan"].map(TYPED_LAYERS).fillna("offices")
    return {str(layer): _part(rows) for layer, rows in filled.groupby(layers, sort=False)}


def _part(rows: pd.DataFrame) -> Part:
    """Send the rows through the door that files take."""
    table = rows.rename(columns={"Nama": "nama", "Lintang": "lintang", "Bujur": "bujur"})
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{SOURCE}.csv"
        table[["nama", "lintang", "bujur"]].to_csv(path, sep=";", index=False)
        read = import_points(path, PointOptions())
    numbered = read.points["id"].map(lambda number: f"ketik-{number}")
    points = read.points.assign(id=numbered, source=SOURCE)
    named = PointImport(points, replace(read.report, source=SOURCE), read.questions)
    return points_part(
        named, {"description": SOURCE, "files": [], "rows": rows.to_dict("records")}
    )
