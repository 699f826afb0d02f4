"""Texts that stand for nothing: `-`, `NULL`, `N/A`."""

from __future__ import annotations

import pandas as pd

BLANKS = frozenset(
    {"-", "--", "---", ".", "?", "n/a", "na", "nan", "null", "<null>", "(null)", "none", "nil",
     "tidak ada", "tidak ada data", "tidak ada nama", "tanpa nama", "belum ada", "kosong",
     "unknown", "no name", "unnamed", "#n/a", "#ref!"}
)  # fmt: skip
"""What databases, spreadsheets, GADM and people write where there is nothing."""


def without_blanks(texts: pd.Series) -> pd.Series:
    """Return texts, those that stand for nothing as empty ones.

    Examples
    --------
    >>> without_blanks(pd.Series(["Jati", "-", "NULL", " "])).tolist()
    ['Jati', '', '', '']
    """
    plain = texts.str.strip()
    return plain.mask(plain.str.lower().isin(BLANKS), "")
