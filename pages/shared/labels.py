"""Labels that several pages show: modes, facilities, measures, statuses of trips."""

from __future__ import annotations

from spatial.routing.travel import Cost
from spatial.wording import Labels, mark

MODE_LABELS = Labels(
    {"motorcycle": mark("Sepeda motor"), "car": mark("Mobil"), "walk": mark("Jalan kaki")}
)
TARGET_LABELS = Labels(
    {"disnaker": mark("Disnaker"), "market": mark("Pasar"), "both": mark("Keduanya")}
)
COST_LABELS: Labels[Cost] = Labels({"distance": mark("Jarak (km)"), "time": mark("Waktu (menit)")})
STATUS_LABELS = Labels(
    {
        "ok": mark("terhubung"),
        "unreachable": mark("tidak terhubung jalan"),
        "off_network": mark("terlalu jauh dari jalan"),
    }
)
