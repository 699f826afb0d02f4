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
from spatial.wording import _


def siting_sheets(answer: SitingAnswer) -> list[Sheet]:
    """List the new sites, and every village before and after."""
    sites = sheet_of(
        _("New point"),
        site_table(answer),
        (
            Taken("rank", _("Order"), "count"), Taken("name", _("New point")),
            Taken("district", _("District")),
            Taken("villages", _("Villages served"), "count"),
            Taken("mean_m", _("Mean (km)"), "km", METRES),
            Taken("lon", _("Longitude"), "ratio"), Taken("lat", _("Latitude"), "ratio"),
        ),
    )  # fmt: skip
    villages = (*village_columns(), Taken("site_before", _("Destination before")),
                Taken("site_after", _("Destination after")), *before_after_columns())  # fmt: skip
    return [sites, sheet_of(_("New sites by village"), siting_villages(answer), villages)]
