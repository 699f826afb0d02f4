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
        tr("New point"),
        site_table(answer),
        (
            Taken("rank", tr("Order"), "count"), Taken("name", tr("New point")),
            Taken("district", tr("District")),
            Taken("villages", tr("Villages served"), "count"),
            Taken("mean_m", tr("Mean (km)"), "km", METRES),
            Taken("lon", tr("Longitude"), "ratio"), Taken("lat", tr("Latitude"), "ratio"),
        ),
    )  # fmt: skip
    villages = (*village_columns(), Taken("site_before", tr("Destination before")),
                Taken("site_after", tr("Destination after")), *before_after_columns())  # fmt: skip
    return [sites, sheet_of(tr("New sites by village"), siting_villages(answer), villages)]
