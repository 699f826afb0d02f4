"""Market reach as sheets of a workbook."""

from __future__ import annotations

from layers.area.labels import STATUS
from layers.exports.workbook import Sheet, Taken, sheet_of
from layers.reach.answer import ReachAnswer
from spatial.wording import tr


def reach_sheets(found: ReachAnswer) -> list[Sheet]:
    """List villages and markets with their reach."""
    villages = found.village_table()
    told = villages.assign(status=villages["status"].map(_status))
    return [
        sheet_of(
            tr("Reach of villages"),
            told,
            (
                Taken("village_id", tr("Code")), Taken("name", tr("Village")),
                Taken("district", tr("District")), Taken("status", tr("Status")),
                Taken("markets_within", tr("Markets within the threshold"), "count"),
                Taken("nearest_name", tr("Nearest market")),
                Taken("nearest_minutes", tr("Time (minutes)"), "minutes"),
                Taken("nearest_km", tr("Distance (km)"), "km"),
            ),
        ),
        sheet_of(
            tr("Market reach"),
            found.market_table(),
            (
                Taken("market_id", tr("Code")), Taken("name", tr("Market")),
                Taken("district", tr("District")),
                Taken("villages_within", tr("Villages within reach"), "count"),
                Taken("share", tr("Share (Huff model)"), "share"),
            ),
        ),
    ]  # fmt: skip


def _status(key: str) -> str:
    return tr(STATUS[key]) if key in STATUS else key
