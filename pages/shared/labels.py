"""Labels that several pages show: modes, facilities, measures, statuses of trips."""

from __future__ import annotations

from spatial.routing.travel import Cost
from spatial.wording import N_, Labels

MODE_LABELS = Labels({"motorcycle": N_("Motorcycle"), "car": N_("Car"), "walk": N_("Walking")})
TARGET_LABELS = Labels(
    {"disnaker": N_("Labour office"), "market": N_("Market"), "both": N_("Both")}
)
COST_LABELS: Labels[Cost] = Labels({"distance": N_("Distance (km)"), "time": N_("Time (minutes)")})
STATUS_LABELS = Labels(
    {
        "ok": N_("connected"),
        "unreachable": N_("not connected by road"),
        "off_network": N_("too far from any road"),
    }
)
