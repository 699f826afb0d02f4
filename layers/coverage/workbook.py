"""Coverage as a workbook: gaps, kecamatan, the share within every threshold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from layers.coverage.answer import CoverageAnswer
from layers.coverage.tables import gap_table, place_table, threshold_text
from layers.exports.methods import documented_workbook
from layers.exports.workbook import Column, Kind, Sheet
from layers.jobs.progress import Report
from layers.text.measures import unit_text
from spatial.access.measure import DISTANCE
from spatial.wording import _


def coverage_workbook(answer: CoverageAnswer, progress: Report | None = None) -> bytes:
    """Write everything about an answer on coverage; see `access_workbook`."""
    notes = {"": answer.provenance("coverage")}
    return documented_workbook([*coverage_sheets(answer)], notes, progress)


def coverage_sheets(answer: CoverageAnswer) -> Iterator[Sheet]:
    """Write an answer on coverage: the gaps, kecamatan, and the share within every threshold.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer.

    Yields
    ------
    Sheet
        The sheets; kecamatan only where the villages state theirs.
    """
    yield _gaps(answer)
    if {"regency", "district"} <= set(answer.base.ground.villages):
        yield _coverage_districts(answer)
    curve = answer.curve()
    measure = answer.base.question.measure
    scale, unit = measure.per_display_unit, unit_text(measure)
    columns = (
        Column(
            _("Threshold ({unit})").format(unit=unit), curve["threshold"] / scale,
            "km" if measure == DISTANCE else "minutes",
        ),
        Column(_("Share within the threshold"), curve["share_within"], "share"),
    )  # fmt: skip
    yield Sheet(_("Coverage curve"), columns)


def _gaps(answer: CoverageAnswer) -> Sheet:
    table = gap_table(answer)
    measure = answer.base.question.measure
    scale, unit = measure.per_display_unit, unit_text(measure)
    shown: Kind = "km" if measure == DISTANCE else "minutes"
    empty = pd.Series(np.nan, index=table.index)
    columns = (
        Column(_("Rank"), table["rank"], "count"),
        Column(_("Code"), table["id"].astype(str)),
        Column(_("Village"), table["name"].astype(str)),
        Column(_("District"), table.get("district", empty)),
        Column(_("Reasons"), table["reason"]),
        Column(_("Destination"), table["destination_name"]),
        Column(_("Distance or time ({unit})").format(unit=unit), table["value"] / scale, shown),
        Column(
            _("Beyond the threshold ({unit})").format(unit=unit), table["beyond"] / scale, shown
        ),
        Column(_("Weight"), table["weight"], "count"),
        Column(_("Cluster"), table["cluster"], "count"),
    )
    return Sheet(_("Villages beyond the threshold"), columns, kept=3)


def _coverage_districts(answer: CoverageAnswer) -> Sheet:
    table = place_table(answer)
    limit = threshold_text(answer, answer.threshold)
    columns = (
        Column(_("District"), table["district"]),
        Column(_("Village"), table["villages"], "count"),
        Column(_("Within {limit}").format(limit=limit), table["within"], "count"),
        Column(_("Beyond"), table["outside"], "count"),
        Column(_("Without a trip"), table["no_trip"], "count"),
        Column(_("Share within the threshold"), table["share_within"], "share"),
    )
    return Sheet(_("District coverage"), columns, kept=1)
