"""Labels that several pages show: modes, facilities, measures, statuses of trips."""

from __future__ import annotations

from spatial.routing.travel import Cost
from spatial.wording import Labels, mark

MODE_LABELS = Labels(
    {"motorcycle": mark("Motorcycle"), "car": mark("Car"), "walk": mark("Walking")}
)
TARGET_LABELS = Labels(
    {"disnaker": mark("Labour office"), "market": mark("Market"), "both": mark("Both")}
)
COST_LABELS: Labels[Cost] = Labels(
    {"distance": mark("Distance (km)"), "time": mark("Time (minutes)")}
)
STATUS_LABELS = Labels(
    {
        "ok": mark("connected"),
        "unreachable": mark("not connected by road"),
        "off_network": mark("too far from any road"),
    }
)
