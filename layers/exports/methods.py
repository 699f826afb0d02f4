"""How the numbers are made, in words, with sources and limits: a sheet of every workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from layers.exports.files import Provenance, facts_table
from layers.exports.workbook import Column, Sheet, sheets_bytes
from layers.jobs.progress import Report
from spatial.wording import N_, _


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
        N_("Total distance"),
        N_(
            "Total = to the road + on the road + from the road to the destination. A point is "
            "snapped to the nearest road segment that the mode may use, not to a node; the "
            "way on the road starts where it is snapped."
        ),
        N_("Dijkstra (1959); geodesic lengths on WGS 84, Karney (2013)"),
        N_("As good as the road network: a road that is not in the data cannot be taken."),
    ),
    Method(
        N_("Nearest"),
        N_("The facility with the least total by the chosen measure, km or minutes."),
        N_("Dijkstra (1959)"),
        N_("Not always the facility in charge of that village."),
    ),
    Method(
        N_("Time"),
        N_(
            "The length of each segment divided by the speed of its road class for that mode; "
            "legs off the road are walked. All speeds stand on the sheet Parameter."
        ),
        N_(
            "Manual Kapasitas Jalan Indonesia 1997 (Indonesian highway capacity manual); PP "
            "79/2013 art. 23; profiles of OSRM"
        ),
        N_("Free flow: no traffic jams, no waiting, no weather."),
    ),
    Method(
        N_("Status"),
        N_(
            "Connected; not connected by road (another part of the network, such as another "
            "island); too far from a road (no road within the snapping limit)."
        ),
        "",
        N_("Without a trip there is no number; that village counts as outside every threshold."),
    ),
    Method(
        N_("Within the threshold"),
        N_("The total is less than or equal to the threshold. Shares are of all villages."),
        N_("Chosen by the user"),
        N_("No regulation sets a distance from village to Disnaker."),
    ),
    Method(
        N_("Straight line and detour index"),
        N_(
            "Straight line = geodesic between the two points. Detour index = total / straight "
            "line."
        ),
        N_("Karney (2013)"),
        N_("Empty where the two points are the same."),
    ),
    Method(
        N_("Median and percentiles"),
        N_("Of the connected villages only; linear interpolation."),
        N_("Hyndman and Fan (1996), type 7"),
        N_("Villages without a trip are not in them: see their number beside."),
    ),
    Method(
        N_("Service gaps"),
        N_(
            "Villages outside the threshold; rank = weight of the village times the excess "
            "over the threshold. Villages without a trip come first. Cluster: gaps that are "
            "near each other."
        ),
        "",
        N_("The distance of clusters is an assumption; it stands on the sheet Parameter."),
    ),
    Method(
        N_("Village point"),
        N_("One point inside the village's area stands for the whole village."),
        N_("Village codes of Kemendagri and village boundaries"),
        N_("Not the middle of the settlement; houses at the edge can be much nearer or farther."),
    ),
)
"""The longer text with all formulas is `docs/methods.md`."""


def methods_sheet() -> Sheet:
    """Write the sheet in the user's language."""
    table = pd.DataFrame(
        [(_(m.what), _(m.how), _(m.source) if m.source else "", _(m.limit)) for m in METHODS],
        columns=["what", "how", "source", "limit"],
    )
    columns = (
        Column(_("Figure"), table["what"]),
        Column(_("Method"), table["how"]),
        Column(_("Source"), table["source"]),
        Column(_("Limits"), table["limit"]),
    )
    return Sheet(_("Methods"), columns, kept=1)


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
    columns = [Column(_("Parameters"), table["parameter"]), Column(_("Value"), table["value"])]
    if len(notes) > 1:
        columns.insert(0, Column(_("Results"), table["of"]))
    return Sheet(_("Parameters"), tuple(columns), kept=len(columns) - 1)
