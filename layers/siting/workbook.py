"""The next sites as sheets of a workbook."""

from __future__ import annotations

from layers.exports.workbook import (
    METRES,
    Sheet,
    Taken,
    before_after_columns,
    sheet_of,
    village_columns,
)
from layers.siting.answer import SitingAnswer
from layers.siting.tables import site_table
from layers.siting.tables import village_table as siting_villages
from spatial.wording import tr


def siting_sheets(answer: SitingAnswer) -> list[Sheet]:
    """List the new sites, and every village before and after."""
    sites = sheet_of(
        tr("Titik baru"),
        site_table(answer),
        (
            Taken("rank", tr("Urutan"), "count"), Taken("name", tr("Titik baru")),
            Taken("district", tr("Kecamatan")),
            Taken("villages", tr("Desa yang dilayani"), "count"),
            Taken("mean_m", tr("Rata-rata (km)"), "km", METRES),
            Taken("lon", tr("Bujur"), "ratio"), Taken("lat", tr("Lintang"), "ratio"),
        ),
    )  # fmt: skip
    villages = (*village_columns(), Taken("site_before", tr("Tujuan sebelum")),
                Taken("site_after", tr("Tujuan sesudah")), *before_after_columns())  # fmt: skip
    return [sites, sheet_of(tr("Titik baru per desa"), siting_villages(answer), villages)]
