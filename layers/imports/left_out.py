"""What an import does not take over: columns of text that no role and no number uses."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from layers.imports.coordinate_headings import read_heading
from layers.imports.headings import fold_heading
from spatial.wording import lazy_gettext

ROW_NUMBERS = frozenset(
    {"no", "nomor", "no_urut", "nomor_urut", "number", "fid", "objectid", "gid"}
)
"""Headings of what only numbers the rows."""

SHOWN = 12
"""Most headings that are named."""


def left_out(table: pd.DataFrame, used: Collection[str], numbers: pd.DataFrame) -> tuple[str, ...]:
    """Say which filled columns are not taken over.

    Parameters
    ----------
    table
        Texts.
    used
        Columns that play a part.
    numbers
        The number columns, headings folded as `fold_heading` does.
    """
    dropped = [
        str(column)
        for column in table.columns
        if column not in used
        and fold_heading(column) not in numbers.columns
        and fold_heading(column) not in ROW_NUMBERS
        and read_heading(str(column)) is None
        and (table[column].astype(str).str.strip() != "").any()
    ]
    if not dropped:
        return ()
    names = ", ".join(f"'{name}'" for name in dropped[:SHOWN])
    more = " …" if len(dropped) > SHOWN else ""
    return (
        lazy_gettext("Columns that are not taken over: {names}{more}.", names=names, more=more),
    )
