"""The matrix of villages and pillars as a coloured table for the screen."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
from pandas.io.formats.style import Styler

from layers.pillars.kinds import PILLARS
from spatial.access.nearest import OK
from spatial.wording import N_, Labels, _

Measured = Literal["km", "minutes", "common"]

WITHIN: Final = ("#e3f1ea", "#12352a")
NEAR: Final = ("#fed976", "#3a2600")
FAR: Final = ("#bd0026", "#ffffff")
NO_WAY: Final = ("#c9c9c9", "#1c1c1c")
COLOURS: Final = {
    N_("within the threshold"): WITHIN,
    N_("beyond the threshold"): NEAR,
    N_("far beyond (shortfall of 0.5 or more)"): FAR,
    N_("no road"): NO_WAY,
}
"""Background and text of each kind of cell; all pairs have a contrast of 4.5 or more (WCAG 2.1
AA) and differ in lightness, too."""

HALF: Final = 0.5
HEAD: Final = Labels(
    {
        "rank": N_("Rank"),
        "name": N_("Village"),
        "district": N_("District"),
        "gaps": N_("Pillars beyond"),
        "score": N_("Score"),
        "top_share": N_("Top 10 (%)"),
        "reasons": N_("Reasons"),
    }
)


def pillar_heading(pillar: str, unit: str) -> str:
    """Head a pillar's column, such as `I Migrasi (km)`."""
    return f"{pillar} {_(PILLARS[pillar].short)} ({unit})"


def matrix_view(table: pd.DataFrame, measured: Measured) -> pd.DataFrame:
    """Return what the screen shows of the matrix.

    Parameters
    ----------
    table
        As `layers.pillars.answer.PillarAnswer.table` gives it.
    measured
        `km`, `minutes`, or `common`: percent of the road that also leads to pillar I.

    Returns
    -------
    pandas.DataFrame
        `HEAD` and a column per pillar, in the order rank, place, pillars, score; on the table's
        index.
    """
    unit = {"km": "km", "minutes": _("minutes"), "common": _("% shared road")}[measured]
    cells = {
        pillar_heading(pillar, unit): _cells(table, pillar, measured)
        for pillar in measured_pillars(table)
    }
    head = {label: table[name] for name, label in HEAD.items()}
    head[HEAD["score"]] = table["score"].round(1)
    head[HEAD["top_share"]] = (100 * table["top_share"]).round(0)
    first = [HEAD[name] for name in ("rank", "name", "district")]
    rest = [label for label in head if label not in first]
    view = pd.DataFrame({**head, **cells})
    return view[[*first, *cells, *rest]]


def measured_pillars(table: pd.DataFrame) -> list[str]:
    """Return the pillars that the table has columns of."""
    return [pillar for pillar in PILLARS if f"{pillar}_status" in table]


def cell_styles(table: pd.DataFrame) -> pd.DataFrame:
    """Return the style of every pillar's cell as CSS, (n, p) on the table's index."""
    styles = {}
    for pillar in measured_pillars(table):
        gap, lacking = table[f"{pillar}_gap"], table[f"{pillar}_shortfall"]
        kinds = [table[f"{pillar}_status"] != OK, ~gap, lacking >= HALF]
        chosen = np.select(kinds, [0, 1, 2], 3)
        css = [_css(pair) for pair in (NO_WAY, WITHIN, FAR, NEAR)]
        styles[pillar] = [css[place] for place in chosen]
    return pd.DataFrame(styles, index=table.index)


def styled_matrix(table: pd.DataFrame, measured: Measured) -> Styler:
    """Colour the matrix by how far each pillar lies beyond its threshold.

    Parameters
    ----------
    table, measured
        As for `matrix_view`.
    """
    view, styles = matrix_view(table, measured), cell_styles(table)
    unit = [column for column in view if column not in HEAD.values()]
    styles.columns = pd.Index(unit)
    return view.style.apply(lambda _: styles, axis=None, subset=unit)


def legend_words() -> str:
    """Explain the colours in one line of HTML."""
    return " ".join(
        f'<span style="{_css(pair)};padding:1px 8px;border-radius:3px">{_(label)}</span>'
        for label, pair in COLOURS.items()
    )


def _cells(table: pd.DataFrame, pillar: str, measured: Measured) -> pd.Series:
    if measured == "km":
        return (table[f"{pillar}_total_m"] / 1000).round(1)
    if measured == "minutes":
        return table[f"{pillar}_minutes"].round(0)
    return (100 * table[f"{pillar}_common"]).round(0)


def _css(pair: tuple[str, str]) -> str:
    return f"background-color:{pair[0]};color:{pair[1]}"
