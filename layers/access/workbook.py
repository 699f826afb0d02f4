"""Access as a workbook: results, legs, kecamatan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from layers.access.answer import AccessAnswer, answer_routes
from layers.area.labels import PRECISION, STATUS
from layers.exports.methods import documented_workbook
from layers.exports.workbook import Column, Kind, Sheet
from layers.jobs.progress import Report
from layers.text.formats import number
from layers.text.measures import unit_text
from spatial.access.measure import DISTANCE
from spatial.access.nearest import OK
from spatial.wording import N_, _

FACILITY_WORDS: Final = {"disnaker": N_("Labour office"), "market": N_("Market")}
LEG_WORDS: Final = {
    "access": N_("to the road"),
    "network": N_("on the road"),
    "egress": N_("from the road to the destination"),
}


def access_workbook(
    answer: AccessAnswer, threshold: float, progress: Report | None = None
) -> bytes:
    """Write everything about an answer on access.

    Parameters
    ----------
    answer : AccessAnswer
        The answer.
    threshold : float
        Metres or seconds, inclusive.
    progress : callable, optional
        As in `layers.exports.workbook.sheets_bytes`.

    Returns
    -------
    bytes
        XLSX in the user's language.
    """
    notes = {"": answer.provenance(threshold)}
    return documented_workbook([*access_sheets(answer, threshold)], notes, progress)


def access_sheets(answer: AccessAnswer, threshold: float) -> Iterator[Sheet]:
    """Write an answer on access: a row per village, per leg, and per kecamatan.

    Parameters
    ----------
    answer, threshold
        As in `access_workbook`.

    Yields
    ------
    Sheet
        The sheets.
    """
    yield _results(answer, threshold)
    yield _legs(answer)
    yield _districts(answer, threshold)


def _results(answer: AccessAnswer, threshold: float) -> Sheet:
    """Write a row per village and kind of facility, the farthest first."""
    table = answer.table()
    within = (answer.question.measure.values(table) <= threshold) & (table["status"] == OK)
    columns = [
        Column(_("Code"), table["origin_id"].astype(str)),
        Column(_("Village"), table["origin_name"].astype(str)),
        Column(_("District"), table["district"]),
        Column(_("Desmigratif"), table["desmigratif"].astype(bool)),
        Column(_("Service"), _words(table["facility"], FACILITY_WORDS)),
        Column(_("Destination"), table["destination_name"]),
        Column(_("Status"), _words(table["status"], STATUS)),
        Column(_("Within {limit}").format(limit=_limit(answer, threshold)), within),
        *_trip_columns(table),
        Column(_("Straight line (km)"), table["straight_m"] / 1000, "km"),
        Column(_("Detour index"), table["detour"], "ratio"),
        Column(_("Nearest road, loose or not (km)"), table["nearest_road_m"] / 1000, "km"),
        Column(_("Precision of the village point"), _words(table["precision"], PRECISION)),
    ]
    return Sheet(_("Results"), tuple(columns), kept=2)


def _trip_columns(table: pd.DataFrame) -> list[Column]:
    km = {
        "total_m": _("Total (km)"), "access_m": _("To the road (km)"),
        "network_m": _("On the road (km)"), "egress_m": _("From the road (km)"),
    }  # fmt: skip
    columns = [Column(text, table[name] / 1000, "km") for name, text in km.items()]
    return [*columns, Column(_("Time (minutes)"), table["minutes"], "minutes")]


def _legs(answer: AccessAnswer) -> Sheet:
    """Write a row per leg, and per road of the way; the rows of a trip add up to its total."""
    rows = [
        row
        for kind in answer.by_facility
        for trip in answer_routes(answer, kind).to_dict("records")
        for row in _leg_rows(trip, kind)
    ]
    table = pd.DataFrame(rows, columns=["id", "name", "kind", "to", "part", "leg", "road", "m"])
    columns = (
        Column(_("Code"), table["id"]),
        Column(_("Village"), table["name"]),
        Column(_("Service"), _words(table["kind"], FACILITY_WORDS)),
        Column(_("Destination"), table["to"]),
        Column(_("Order"), table["part"], "count"),
        Column(_("Leg"), _words(table["leg"], LEG_WORDS)),
        Column(_("Roads taken"), table["road"]),
        Column(_("Length (km)"), table["m"] / 1000, "km"),
    )
    return Sheet(_("Legs"), columns, kept=2)


def _leg_rows(trip: Mapping[Any, Any], kind: str) -> Iterator[tuple[object, ...]]:
    head = (str(trip["origin_id"]), str(trip["origin_name"]), kind, trip["destination_name"])
    nameless = _("(no name)")
    legs = [
        ("access", "", trip["access_m"]),
        *(("network", road["name"] or nameless, road["m"]) for road in trip["roads"]),
        ("egress", "", trip["egress_m"]),
    ]
    for place, (leg, road, metres) in enumerate(legs, start=1):
        yield (*head, place, leg, road, float(metres))


def _districts(answer: AccessAnswer, threshold: float) -> Sheet:
    table = answer.by_district(threshold)
    measure = answer.question.measure
    scale, unit = measure.per_display_unit, unit_text(measure)
    shown: Kind = "km" if measure == DISTANCE else "minutes"
    limit = _limit(answer, threshold)
    columns = (
        Column(_("District"), table["district"]),
        Column(_("Village"), table["villages"], "count"),
        Column(_("Within {limit}").format(limit=limit), table["within"], "count"),
        Column(_("Share within the threshold"), table["within"] / table["villages"], "share"),
        Column(_("Median ({unit})").format(unit=unit), table["median"] / scale, shown),
        Column(_("Farthest ({unit})").format(unit=unit), table["worst"] / scale, shown),
    )
    return Sheet(_("District"), columns, kept=1)


def _words(keys: pd.Series, words: Mapping[Any, str]) -> pd.Series:
    """Put the user's words for keys; what has none stays."""
    found: pd.Series = keys.map(lambda key: _(words[key]) if key in words else key)
    return found


def _limit(answer: AccessAnswer, threshold: float) -> str:
    measure = answer.question.measure
    return f"{number(measure.displayed_threshold(threshold), 1)} {unit_text(measure)}"
