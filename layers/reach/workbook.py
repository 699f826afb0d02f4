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
            tr("Jangkauan desa"),
            told,
            (
                Taken("village_id", tr("Kode")), Taken("name", tr("Desa")),
                Taken("district", tr("Kecamatan")), Taken("status", tr("Status")),
                Taken("markets_within", tr("Pasar dalam ambang"), "count"),
                Taken("nearest_name", tr("Pasar terdekat")),
                Taken("nearest_minutes", tr("Waktu (menit)"), "minutes"),
                Taken("nearest_km", tr("Jarak (km)"), "km"),
            ),
        ),
        sheet_of(
            tr("Jangkauan pasar"),
            found.market_table(),
            (
                Taken("market_id", tr("Kode")), Taken("name", tr("Pasar")),
                Taken("district", tr("Kecamatan")),
                Taken("villages_within", tr("Desa dalam ambang"), "count"),
                Taken("share", tr("Pangsa (model Huff)"), "share"),
            ),
        ),
    ]  # fmt: skip


def _status(key: str) -> str:
    return tr(STATUS[key]) if key in STATUS else key
