"""How the numbers are made, in words, with sources and limits: a sheet of every workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from layers.exports.files import Provenance, facts_table
from layers.exports.workbook import Column, Sheet, sheets_bytes
from layers.jobs.progress import Report
from spatial.wording import mark, tr


@dataclass(frozen=True)
class Method:
    """How a number is made.

    Attributes
    ----------
    what, how, source, limit
        The number, its formula in words, where the formula comes from, and what it does not say
        (Indonesian).
    """

    what: str
    how: str
    source: str
    limit: str


METHODS: Final = (
    Method(
        mark("Total distance"),
        mark(
            "Total = to the road + on the road + from the road to the destination. A point is "
            "snapped to the nearest road segment that the mode may use, not to a node; the "
            "way on the road starts where it is snapped."
        ),
        mark("Dijkstra (1959); geodesic lengths on WGS 84, Karney (2013)"),
        mark("As good as the road network: a road that is not in the data cannot be taken."),
    ),
    Method(
        mark("Nearest"),
        mark("The facility with the least total by the chosen measure, km or minutes."),
        mark("Dijkstra (1959)"),
        mark("Not always the facility in charge of that village."),
    ),
    Method(
        mark("Time"),
        mark(
            "The length of each segment divided by the speed of its road class for that mode; "
            "legs off the road are walked. All speeds stand on the sheet Parameter."
        ),
        mark(
            "Manual Kapasitas Jalan Indonesia 1997 (Indonesian highway capacity manual); PP "
            "79/2013 art. 23; profiles of OSRM"
        ),
        mark("Free flow: no traffic jams, no waiting, no weather."),
    ),
    Method(
        mark("Status"),
        mark(
            "Connected; not connected by road (another part of the network, such as another "
            "island); too far from a road (no road within the snapping limit)."
        ),
        "",
        mark("Without a trip there is no number; that village counts as outside every threshold."),
    ),
    Method(
        mark("Within the threshold"),
        mark("The total is less than or equal to the threshold. Shares are of all villages."),
        mark("Chosen by the user"),
        mark("No regulation sets a distance from village to Disnaker."),
    ),
    Method(
        mark("Straight line and detour index"),
        mark(
            "Straight line = geodesic between the two points. Detour index = total / straight "
            "line."
        ),
        mark("Karney (2013)"),
        mark("Empty where the two points are the same."),
    ),
    Method(
        mark("Median and percentiles"),
        mark("Of the connected villages only; linear interpolation."),
        mark("Hyndman and Fan (1996), type 7"),
        mark("Villages without a trip are not in them: see their number beside."),
    ),
    Method(
        mark("Service gaps"),
        mark(
            "Villages outside the threshold; rank = weight of the village times the excess "
            "over the threshold. Villages without a trip come first. Cluster: gaps that are "
            "near each other."
        ),
        "",
        mark("The distance of clusters is an assumption; it stands on the sheet Parameter."),
    ),
    Method(
        mark("Village point"),
        mark("One point inside the village's area stands for the whole village."),
        mark("Village codes of Kemendagri and village boundaries"),
        mark(
            "Not the middle of the settlement; houses at the edge can be much nearer or farther."
        ),
    ),
)
"""The longer text with all formulas is `docs/methods.md`."""


def methods_sheet() -> Sheet:
    """Write the sheet in the reader's language."""
    table = pd.DataFrame(
        [(tr(m.what), tr(m.how), tr(m.source) if m.source else "", tr(m.limit)) for m in METHODS],
        columns=["what", "how", "source", "limit"],
    )
    columns = (
        Column(tr("Figure"), table["what"]),
        Column(tr("Method"), table["how"]),
        Column(tr("Source"), table["source"]),
        Column(tr("Limits"), table["limit"]),
    )
    return Sheet(tr("Methods"), columns, kept=1)


def documented_workbook(
    sheets: list[Sheet], notes: Mapping[str, Provenance], progress: Report | None = None
) -> bytes:
    """Write sheets of results, and behind them every parameter and how the numbers are made.

    Parameters
    ----------
    sheets : list of Sheet
        The results.
    notes : mapping
        Provenance by the name of the result; empty where there is only one.
    progress : callable, optional
        As in `layers.exports.workbook.sheets_bytes`.

    Returns
    -------
    bytes
        XLSX.
    """
    return sheets_bytes([*sheets, parameter_sheet(notes), methods_sheet()], progress)


def parameter_sheet(notes: Mapping[str, Provenance]) -> Sheet:
    """Write every parameter: speeds, thresholds, versions, and the SHA-256 of every file.

    Parameters
    ----------
    notes : mapping
        As in `documented_workbook`.

    Returns
    -------
    Sheet
        The sheet; the paths of parameters are those of the provenance file (JSON).
    """
    parts = [facts_table(facts).assign(of=name) for name, facts in notes.items()]
    table = pd.concat(parts, ignore_index=True)
    columns = [Column(tr("Parameters"), table["parameter"]), Column(tr("Value"), table["value"])]
    if len(notes) > 1:
        columns.insert(0, Column(tr("Results"), table["of"]))
    return Sheet(tr("Parameters"), tuple(columns), kept=len(columns) - 1)
