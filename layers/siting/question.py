"""What can be asked about the next service: whose, where it may stand, and what is best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from layers.area.question import Question
from spatial.access.measure import MEASURES, Measure
from spatial.routing.modes import TravelMode
from spatial.routing.snapping import MAX_SNAP_M
from spatial.routing.travel import Cost, Travel
from spatial.siting.task import MANY_PAIRS, Model
from spatial.wording import N_, _, ngettext

AIMS: Mapping[Model, str] = MappingProxyType(
    {
        "p-median": N_("Least travel in total (p-median)"),
        "mclp": N_("Most within the threshold (MCLP)"),
        "lscp": N_("How many sites until all are within it (LSCP)"),
        "p-center": N_("The worst-served village as near as can be (p-center)"),
    }
)
"""What people read for each model; through `_`."""

MANY_MATRIX = 600
"""Searches of a network, one per site, above which the measuring itself takes a while."""


@dataclass(frozen=True)
class SitesQuestion(Question):
    """What is measured once: whose service, who may be chosen, how people travel.

    Attributes
    ----------
    facility
        A key of `layers.area.facilities.facility_sets`.
    mode
        How people travel.
    cost
        `distance` (metres) or `time` (seconds).
    candidates
        Keys of `layers.siting.candidates.CANDIDATES`.
    max_snap_m
        Longest access or egress leg, metres.
    """

    facility: str
    mode: TravelMode
    cost: Cost = "distance"
    candidates: tuple[str, ...] = ("villages",)
    max_snap_m: float = MAX_SNAP_M

    @property
    def travel(self) -> Travel:
        """Mode, cost and longest leg as the analyses take them."""
        return Travel(self.mode, self.cost, self.max_snap_m)

    @property
    def measure(self) -> Measure:
        """Distance or time, as `cost`."""
        return MEASURES[self.cost]


@dataclass(frozen=True)
class SitingQuestion(Question):
    """What is best.

    Attributes
    ----------
    model
        One of `spatial.siting.task.MODELS`.
    sites
        Most new sites; not used by `lscp`.
    threshold
        Metres or seconds, inclusive: what counts as covered, for every model.
    keep
        Whether the facilities that are there already stay.
    serve_first
        Whether the p-median and the p-center first give a trip to as many as possible who have
        none; else those whom no facility serves today do not count for them.
    limit_s
        Seconds of search, at most.
    """

    model: Model = "p-median"
    sites: int = 1
    threshold: float = 10_000.0
    keep: bool = True
    serve_first: bool = True
    limit_s: float = 60.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for the provenance; `threshold` in metres or seconds."""
        return asdict(self)


def slow_notes(villages: int, sites: int) -> list[str]:
    """Say beforehand what will be slow; nothing up to 300 villages and 300 candidates.

    Parameters
    ----------
    villages, sites
        How many there are of each.
    """
    notes = []
    if villages * sites > MANY_PAIRS:
        notes.append(
            _(
                "{villages} villages and {sites} candidates: the proof that the answer is the "
                "best may take longer than the time limit. The best answer so far is given "
                "all the same, with the gap that may be left. Fewer candidates are faster."
            ).format(villages=villages, sites=sites)
        )
    if min(villages, sites) > MANY_MATRIX:
        notes.append(
            ngettext(
                "Measuring all trips takes {searches} search of the road network.",
                "Measuring all trips takes {searches} searches of the road network.",
                min(villages, sites),
            ).format(searches=min(villages, sites))
        )
    return notes
