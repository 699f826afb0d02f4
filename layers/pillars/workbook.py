"""The four pillars as a workbook for a coordination meeting, with Indonesian headings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.area.labels import STATUS
from layers.exports.files import workbook_bytes
from layers.exports.workbook import METRES, Sheet, Taken, sheet_of
from layers.pillars.agencies import NO_DATA
from layers.pillars.answer import BASE, LIMIT_NOTE, PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS, facility_label, present_kinds
from layers.pillars.owners import PROPOSAL_NOTE
from layers.pillars.reasons import doubt_words, missing_words
from layers.text.formats import number
from layers.text.measures import unit_text
from spatial.access import priority
from spatial.wording import N_, Labels, _

YES_NO = Labels({True: N_("yes"), False: N_("no")})
METHODS = (
    N_(
        "Distance = first leg + road + last leg to the nearest facility of the pillar. Time "
        "is free-flow time, without congestion and without waiting."
    ),
    N_(
        "Beyond the threshold: more than the threshold, or no road leads there. Equal to the "
        "threshold means within."
    ),
    N_(
        "Shortfall of a pillar = min(1, max(0, (value/threshold - 1)/(full limit - 1))): 0 "
        "within the threshold, 1 from the full limit (a multiple of the threshold) onwards. "
        "Villages without a road get a shortfall of 1 by this rule; their distance stays "
        "empty."
    ),
    N_(
        "Score = 100 x sum of (weight of the pillar x shortfall of the pillar); the weights "
        "are scaled to add up to 1. The columns of points per pillar add up to the score."
    ),
    N_(
        "Stays in the top {top}: share of {draws} random sets of weights (flat Dirichlet, "
        "seed {seed}) in which the village is among the {top} highest scores; pillars of "
        "weight 0 do not take part. Ties can make these more than {top}."
    ),
    N_(
        "Road shared with pillar {pillar}: share of the length of the route by road that the "
        "route to pillar {pillar} also takes; first and last leg do not count."
    ),
    N_(
        "Weaknesses: a weighted sum can hide the shortfall of one pillar behind others; the "
        "full limit is a choice; a point that is not in the data does not mean that the "
        "facility does not exist."
    ),
    N_("Reference: OECD/JRC Handbook on Constructing Composite Indicators (2008)."),
    LIMIT_NOTE,
    PROPOSAL_NOTE,
)
AGENCY_LABELS = Labels(
    {
        "agency": N_("Local agency"),
        "ministry": N_("Ministry/national body"),
        "pillar": N_("Pillar"),
        "facility": N_("Facility"),
        "data": N_("Data on facilities"),
        "villages": N_("Villages: this facility beyond the threshold"),
        "pillar_villages": N_("Villages: this pillar beyond the threshold"),
    }
)
LISTED_LABELS = Labels(
    {
        "agency": N_("Local agency"),
        "ministry": N_("Ministry/national body"),
        "pillar": N_("Pillar"),
        "facility": N_("Facility"),
        "id": N_("Code"),
        "name": N_("Village"),
        "district": N_("District"),
        "status": N_("Status"),
        "nearest": N_("Nearest"),
        "km": N_("Distance (km)"),
        "minutes": N_("Time (minutes)"),
        "facility_gap": N_("This facility beyond the threshold"),
        "pillar_gap": N_("This pillar beyond the threshold"),
    }
)


def methods() -> list[str]:
    """Tell how the numbers come about, a sentence or two each, in the user's language."""
    facts = {
        "top": number(priority.TOP),
        "draws": number(priority.DRAWS),
        "seed": str(priority.SEED),
        "pillar": BASE,
    }
    return [_(text).format(**facts) for text in METHODS]


def pillars_workbook(
    answer: PillarAnswer,
    settings: PillarSettings,
    table: pd.DataFrame,
    summary: pd.DataFrame,
    listed: pd.DataFrame,
) -> bytes:
    """Write the workbook: matrix, agencies, villages of each agency, parameters, methods.

    Parameters
    ----------
    answer, settings
        What was measured and how it was judged.
    table
        As `PillarAnswer.table` gives it.
    summary, listed
        As `layers.pillars.agencies` makes them.
    """
    agencies = _("Local agencies")
    sheets = {
        _("Matrix"): matrix_sheet(table),
        agencies: worded_summary(summary).rename(columns=dict(AGENCY_LABELS)),
        _("Villages by agency"): listed_sheet(listed),
        _("Parameters"): parameter_sheet(answer, settings),
        _("Method"): pd.DataFrame({_("Method and its limits"): methods()}),
    }
    return workbook_bytes(sheets, answer.provenance(settings))


def matrix_sheet(table: pd.DataFrame) -> pd.DataFrame:
    """Return the matrix with Indonesian headings, kilometres and percent, rounded to show."""
    head: dict[str, Any] = {
        _("Rank"): table["rank"],
        _("Code"): table["id"],
        _("Village"): table["name"],
        _("District"): table["district"],
        _("Desmigratif"): table["desmigratif"].map(YES_NO),
        _("Pillars beyond the threshold"): table["gaps"],
        _("Pillars without a road"): table["no_way"],
        _("Score"): table["score"].round(1),
        _("Stays in the top {top} (%)").format(top=priority.TOP): (100 * table["top_share"]).round(
            1
        ),
        _("Reasons"): table["reasons"],
    }
    for pillar in (key for key in PILLARS if f"{key}_status" in table):
        head |= _pillar_columns(table, pillar)
    return pd.DataFrame(head)


def worded_summary(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the agencies with facilities and data in the user's words."""
    return summary.assign(data=summary["data"].map(_), facility=facility_words(summary))


def facility_words(table: pd.DataFrame) -> list[str]:
    """Name the facilities of a table of owners; what is no kind of a pillar stays as it is."""
    return [
        facility_label(pillar, kind)
        if pillar in PILLARS and kind in PILLARS[pillar].facilities
        else kind
        for pillar, kind in zip(table["pillar"], table["facility"], strict=True)
    ]


def listed_sheet(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the villages of each owner with Indonesian headings."""
    shown = listed.assign(
        facility=facility_words(listed),
        status=listed["status"].map({**STATUS, NO_DATA: _(NO_DATA)}),
        km=(listed["total_m"] / 1000).round(2),
        minutes=listed["minutes"].round(1),
        facility_gap=listed["facility_gap"].map(YES_NO),
        pillar_gap=listed["pillar_gap"].map(YES_NO),
    )
    return shown[list(LISTED_LABELS)].rename(columns=dict(LISTED_LABELS))


def parameter_sheet(answer: PillarAnswer, settings: PillarSettings) -> pd.DataFrame:
    """Return thresholds, weights and the facilities that were counted, a row per pillar."""
    measure = answer.question.measure
    limits = {key: measure.displayed_threshold(m) for key, m in settings.limits.items()}
    measured = pd.Index(list(answer.trips))
    share = priority.shares(settings.weights, measured)
    counts = present_kinds(answer.area)
    kinds = dict(answer.question.choice)
    rows = [
        {
            _("Pillar"): f"{key} {_(pillar.title)}",
            _("Threshold ({unit})").format(unit=unit_text(measure)): limits[key],
            _("Full shortfall from (x threshold)"): settings.full_at,
            _("Weight"): settings.weights[key],
            _("Weight (share)"): share.get(key, np.nan),
            _("Facilities counted"): _counted(key, kinds.get(key, ()), counts[key]),
            _("Note"): missing_words(answer.area, key) if key in answer.missing else "",
        }
        for key, pillar in PILLARS.items()
    ]
    return pd.DataFrame(rows)


def _pillar_columns(table: pd.DataFrame, pillar: str) -> dict[str, Any]:
    """Return the columns of one pillar with Indonesian headings."""
    facilities = PILLARS[pillar].facilities
    kind = table[f"{pillar}_kind"].map({key: _(f.label) for key, f in facilities.items()})
    return {
        f"{pillar} km": (table[f"{pillar}_total_m"] / 1000).round(2),
        _("{pillar} minutes").format(pillar=pillar): table[f"{pillar}_minutes"].round(1),
        _("{pillar} beyond the threshold").format(pillar=pillar): table[f"{pillar}_gap"].map(
            YES_NO
        ),
        _("{pillar} status").format(pillar=pillar): table[f"{pillar}_status"].map(STATUS),
        _("{pillar} kind").format(pillar=pillar): kind,
        _("{pillar} nearest facility").format(pillar=pillar): table[f"{pillar}_facility"],
        _("{pillar} precision of the point").format(pillar=pillar): table.apply(
            doubt_words, axis=1, pillar=pillar
        ),
        _("{pillar} road shared with pillar {base} (%)").format(pillar=pillar, base=BASE): (
            100 * table[f"{pillar}_common"]
        ).round(0),
        _("{pillar} points").format(pillar=pillar): table[f"{pillar}_points"].round(2),
    }


def _counted(pillar: str, kinds: tuple[str, ...], counts: dict[str, int]) -> str:
    """Name the kinds that count with their numbers."""
    return ", ".join(f"{facility_label(pillar, kind)} ({counts[kind]})" for kind in kinds)


def pillar_sheets(table: pd.DataFrame, agencies: pd.DataFrame) -> list[Sheet]:
    """List agencies with their villages, and villages with their pillars."""
    measured = [pillar for pillar in PILLARS if f"{pillar}_status" in table]
    return [
        sheet_of(
            _("Local agency"),
            agencies,
            (
                Taken("agency", _("Local agency")), Taken("pillars", _("Pillar")),
                Taken("villages", _("Village"), "count"), Taken("names", _("Names of villages")),
            ),
            kept=1,
        ),
        sheet_of(
            _("Pillar"),
            table,
            (
                Taken("rank", _("Rank"), "count"), Taken("id", _("Code")),
                Taken("name", _("Village")), Taken("district", _("District")),
                Taken("gaps", _("Pillars beyond the threshold"), "count"),
                *(Taken(f"{key}_total_m", f"{key} (km)", "km", METRES) for key in measured),
                Taken("reasons", _("Reasons")),
            ),
            kept=3,
        ),
    ]  # fmt: skip
