"""Market reach as sheets of a workbook."""

from __future__ import annotations

from layers.area.labels import STATUS
from layers.exports.workbook import Sheet, Taken, sheet_of
from layers.reach.answer import ReachAnswer
from spatial.wording import _


def reach_sheets(found: ReachAnswer) -> list[Sheet]:
    """List villages and markets with their reach."""
    villages = found.village_table()
    translated = villages.assign(status=villages["status"].map(_status))
    return [
        sheet_of(
            _("Reach of villages"),
            translated,
            (
                Taken("village_id", _("Code")), Taken("name", _("Village")),
                Taken("district", _("District")), Taken("status", _("Status")),
                Taken("markets_within", _("Markets within the threshold"), "count"),
                Taken("nearest_name", _("Nearest market")),
                Taken("nearest_minutes", _("Time (minutes)"), "minutes"),
                Taken("nearest_km", _("Distance (km)"), "km"),
            ),
        ),
        sheet_of(
            _("Market reach"),
            found.market_table(),
            (
                Taken("market_id", _("Code")), Taken("name", _("Market")),
                Taken("district", _("District")),
                Taken("villages_within", _("Villages within reach"), "count"),
                Taken("share", _("Share (Huff model)"), "share"),
            ),
        ),
    ]  # fmt: skip


def _status(key: str) -> str:
    return _(STATUS[key]) if key in STATUS else key
