"""Thresholds that other programmes use, offered as presets with what they were made for."""

from __future__ import annotations

from dataclasses import dataclass

from spatial.routing.travel import Cost
from spatial.wording import N_

NO_RULE = N_(
    "No regulation sets a distance from villages to the labour office. This threshold is your "
    "choice; the reference thresholds below were made for other purposes."
)
DEFAULTS: dict[Cost, float] = {"distance": 10_000.0, "time": 1_800.0}
"""Starting values, metres and seconds: a place to begin, without any rule behind it."""


@dataclass(frozen=True)
class Preset:
    """A threshold in use elsewhere.

    Attributes
    ----------
    label, purpose, source
        What people read (Indonesian): its name, what it was made for, where it stands.
    cost
        `distance` (value in metres) or `time` (value in seconds).
    value
        Inclusive limit.
    """

    label: str
    cost: Cost
    value: float
    purpose: str
    source: str


PRESETS = (
    Preset(
        N_("2 km (Rural Access Index)"),
        "distance",
        2_000.0,
        N_("walking distance of the rural population to a road that is passable all year"),
        N_(
            "Roberts, KC and Rastogi (2006), World Bank Transport Paper TP-10; SDG indicator 9.1.1"
        ),
    ),
    Preset(
        N_("7 km (Village Development Index, IDM)"),
        "distance",
        7_000.0,
        N_("distance to shops or a market in the assessment of villages"),
        N_(
            "Ministry of Villages (Kementerian Desa PDTT), Indeks Desa Membangun (Permendesa "
            "2/2016)"
        ),
    ),
    Preset(
        N_("30 minutes (Village Development Index, IDM)"),
        "time",
        1_800.0,
        N_("travel time to health facilities in the assessment of villages"),
        N_(
            "Ministry of Villages (Kementerian Desa PDTT), Indeks Desa Membangun (Permendesa "
            "2/2016)"
        ),
    ),
)


def presets_for(cost: Cost) -> dict[str, Preset]:
    """Return the presets of a cost by their label in the source, which `_` translates."""
    return {preset.label: preset for preset in PRESETS if preset.cost == cost}
