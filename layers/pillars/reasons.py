"""Why a village has its priority, and what its area lacks, in words (Indonesian)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from layers.area.labels import PRECISION, ROUGH
from layers.area.study_area import StudyArea
from layers.pillars.kinds import PILLARS, facility_label
from layers.text.formats import km, minutes
from layers.text.measures import threshold_text
from spatial.access.measure import DISTANCE, MEASURES
from spatial.access.nearest import OFF_NETWORK, OK
from spatial.routing.travel import Cost
from spatial.wording import N_, _

NO_WAY = N_("not connected by road")
FAR_FROM_ROADS = N_("the village point is too far from any road: no pillar can be measured")
NO_GAP = N_("all pillars that were measured are within the threshold")
HOW_TO_LOAD = N_(
    "Load its layer on the page Data, or in the terminal: `python cli.py area create … "
    "--{layer} FILE`."
)


def reasons(table: pd.DataFrame, limits: Mapping[str, float], cost: Cost) -> pd.Series:
    """Tell for each village what its score is made of, the greatest share first.

    Parameters
    ----------
    table
        Columns per pillar as in `layers.pillars.answer.PillarAnswer.table`.
    limits
        Thresholds in metres or seconds.
    cost
        What was compared with them.

    Returns
    -------
    pandas.Series
        Sentences such as ``"Disnaker 24,1 km (ambang 10 km); bank dan koperasi tidak terhubung
        jalan"``, on the table's index.
    """
    measured = [pillar for pillar in PILLARS if f"{pillar}_status" in table]
    texts = [_reason(row, measured, limits, cost) for _, row in table.iterrows()]
    return pd.Series(texts, index=table.index, dtype=object)


def doubt_words(row: pd.Series, pillar: str) -> str:
    """Say how good the place of a village's nearest facility is known; empty without one."""
    precision = row[f"{pillar}_precision"]
    if not isinstance(precision, str):
        return ""
    return PRECISION[precision] + (_("; not confirmed") if row[f"{pillar}_unconfirmed"] else "")


def missing_words(area: StudyArea, pillar: str) -> str:
    """Say what a pillar lacks in an area, and how to load it."""
    facts = PILLARS[pillar]
    kinds = ", ".join(_(facility.label) for facility in facts.facilities.values())
    layers = {place[0] for facility in facts.facilities.values() for place in facility.places}
    layer = "services" if "services" in layers else min(layers)
    how = _(HOW_TO_LOAD).format(layer=layer)
    return _(
        "Pillar {pillar} ({title}) cannot be measured yet: {area} has no points that count "
        "({kinds}). {how}"
    ).format(pillar=pillar, title=_(facts.title), area=area.title, kinds=kinds, how=how)


def _reason(row: pd.Series, measured: list[str], limits: Mapping[str, float], cost: Cost) -> str:
    if all(row[f"{pillar}_status"] == OFF_NETWORK for pillar in measured):
        return _(FAR_FROM_ROADS)
    lacking = [pillar for pillar in measured if row[f"{pillar}_gap"]]
    lacking.sort(key=lambda pillar: -row[f"{pillar}_points"])
    return "; ".join(_gap(row, pillar, limits[pillar], cost) for pillar in lacking) or _(NO_GAP)


def _gap(row: pd.Series, pillar: str, limit: float, cost: Cost) -> str:
    facts = PILLARS[pillar]
    if row[f"{pillar}_status"] != OK:
        return f"{_(facts.noun)} {_(NO_WAY)}"
    measure = MEASURES[cost]
    column = row[f"{pillar}_{measure.column}"]
    value = km(column) if measure == DISTANCE else minutes(column)
    rough = _(", approximate point") if row[f"{pillar}_precision"] in ROUGH else ""
    label = facility_label(pillar, row[f"{pillar}_kind"])
    return _("{facility} {measure} (threshold {limit}{rough})").format(
        facility=label, measure=value, limit=threshold_text(measure, limit), rough=rough
    )
