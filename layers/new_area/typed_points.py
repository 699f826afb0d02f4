"""Points that a user types into a table: the same way as a file, with the same report."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from layers.imports.points import PointOptions, PointSource, import_source
from layers.new_area.parts import Part, points_part
from spatial.wording import N_, Labels, lazy_gettext, render

TYPED_LAYERS: Mapping[str, str] = Labels(
    {
        "offices": N_("Office"),
        "markets": N_("Market"),
        "services": N_("Other service"),
        "villages": N_("Village"),
    }
)
"""The layers that a row can be of, in the user's words."""

COLUMNS = ("layer", "name", "lat", "lon")
SOURCE = lazy_gettext("points typed by the user")


def typed_table() -> pd.DataFrame:
    """Return a table to fill in: an office, a market, and a row more."""
    kinds = ["offices", "markets", "offices"]
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
        Per layer its rows, labelled with their numbers in the table, from 1.

    Raises
    ------
    InputError
        If a layer's coordinates cannot be read at all.
    """
    texts = table.reindex(columns=list(COLUMNS)).astype(object).fillna("").astype(str)
    texts = texts.apply(lambda column: column.str.strip())
    texts.index = pd.RangeIndex(1, len(texts) + 1)
    filled = texts[(texts[list(COLUMNS[1:])] != "").any(axis=1)]
    layers = filled["layer"].where(filled["layer"].isin(list(TYPED_LAYERS)), "offices")
    return {str(layer): _part(rows) for layer, rows in filled.groupby(layers, sort=False)}


def _part(rows: pd.DataFrame) -> Part:
    """Send the rows through the door that files take."""
    headed = rows.rename(columns={"name": "nama", "lat": "lintang", "lon": "bujur"})
    numbered = headed.assign(id=[f"ketik-{row}" for row in rows.index])
    table = numbered[["id", "nama", "lintang", "bujur"]]
    read = import_source(PointSource(render(SOURCE), table, None), PointOptions(named=True))
    return points_part(
        read, {"description": render(SOURCE), "files": [], "rows": rows.to_dict("records")}
    )
