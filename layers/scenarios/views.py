"""Tables of a scenario as people read them: headings in their language, km and minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.texts import EFFECT_LABELS, QUANTITY_LABELS
from layers.text.formats import minutes, number
from layers.text.measures import threshold_text, unit_text, value_text
from spatial.access.measure import DISTANCE, TIME, Measure
from spatial.wording import _

ROWS: Final = 15
"""Villages that gain or lose most, in the short lists."""


def limit_words(answer: ScenarioAnswer, threshold: float) -> str:
    """Write a threshold with its unit, such as `10 km` or `30 menit`."""
    return threshold_text(answer.question.measure, threshold)


def value_words(answer: ScenarioAnswer, value: float) -> str:
    """Write a distance or a time of the answer."""
    return value_text(answer.question.measure, value)


def short_words(answer: ScenarioAnswer, value: float) -> str:
    """Write a distance as a number, where its unit follows anyway; a time as it is."""
    shown = answer.question.measure.displayed(value)
    return number(shown, 1) if answer.question.measure == DISTANCE else minutes(shown)


def gain_rows(answer: ScenarioAnswer, *, gains: bool) -> pd.DataFrame:
    """List the villages that gain (or lose) most, in a few columns."""
    effects = ["newly_reachable", "better"] if gains else ["newly_unreachable", "worse"]
    found = answer.villages[answer.villages["effect"].isin(effects)]
    if not gains:  # the table begins with those that gain most; losses grow downwards
        found = pd.concat([found[found["effect"] == name].iloc[::-1] for name in effects])
    return _village_columns(answer, found.head(ROWS))


def village_view(answer: ScenarioAnswer) -> pd.DataFrame:
    """List all villages with days of service and both measures."""
    table = answer.villages
    shown = _village_columns(answer, table)
    other = TIME if answer.question.measure == DISTANCE else DISTANCE
    unit = unit_text(other)
    words = {"before": _("Before"), "after": _("After")}
    for key, word in words.items():
        shown[f"{word} ({unit})"] = _shown(other, table[f"{other.column}_{key}"])
    shown[_("Point before")] = table["facility_before"]
    for limit in answer.thresholds:
        name = answer.question.measure.threshold_name(limit)
        for key, word in words.items():
            text = _("Days/month within {limit}, {when}")
            head = text.format(limit=limit_words(answer, limit), when=word.lower())
            shown[head] = table[f"days_{name}_{key}"]
    if "people" in table:
        shown[_("Population")] = table["people"].round(0)
    return shown


def district_view(answer: ScenarioAnswer) -> pd.DataFrame:
    """List the kecamatan, the one that gains most first."""
    table, measure = answer.districts, answer.question.measure
    unit = unit_text(measure)
    shown = pd.DataFrame(
        {
            _("District"): table["district"],
            _("Village"): table["villages"],
            _("Nearer"): table["better"] + table["newly_reachable"],
            _("Farther"): table["worse"] + table["newly_unreachable"],
            _("Median before ({unit})").format(unit=unit): _shown(measure, table["median_before"]),
            _("Median after ({unit})").format(unit=unit): _shown(measure, table["median_after"]),
        }
    )
    heads = {
        "within": _("Villages within {limit}"),
        "people_within": _("People within {limit} (numbers of villages)"),
        "raster_within": _("People within {limit} (raster)"),
    }
    for limit in answer.thresholds:
        name, words = answer.question.measure.threshold_name(limit), limit_words(answer, limit)
        for column, text in heads.items():
            if f"{column}_{name}_before" in table:
                was, now = table[f"{column}_{name}_before"], table[f"{column}_{name}_after"]
                head = text.format(limit=words)
                shown[_("{what}, before").format(what=head)] = was.round(0)
                shown[_("{what}, after").format(what=head)] = now.round(0)
    return shown


def coverage_view(answer: ScenarioAnswer) -> pd.DataFrame:
    """List what lies within each threshold."""
    table = answer.coverage
    return pd.DataFrame(
        {
            _("Threshold"): [limit_words(answer, limit) for limit in table["threshold"]],
            _("What is counted"): table["quantity"].map(QUANTITY_LABELS.__getitem__),
            _("All"): table["total"].round(0),
            _("Within, before"): table["within_before"].round(0),
            _("Within, after"): table["within_after"].round(0),
            _("Change"): table["change"].round(0),
            _("Before (%)"): (table["share_within_before"] * 100).round(1),
            _("After (%)"): (table["share_within_after"] * 100).round(1),
            _("By mobile service only"): table["mobile_only_after"],
        }
    )


def comparison_view(answers: Sequence[ScenarioAnswer], table: pd.DataFrame) -> pd.DataFrame:
    """Show `compare_scenarios` with headings for readers; the first row is the area as it is."""
    first = answers[0]
    measure = first.question.measure
    raw, unit = measure.file_unit, unit_text(measure)
    rows = pd.concat([_as_it_is(table), table], ignore_index=True)
    shown = {
        _("Scenario"): rows["title"],
        _("Change"): rows["changes"],
        _("Nearer"): rows["better"],
        _("Farther"): rows["worse"],
        _("Newly reachable"): rows["newly_reachable"],
        _("Cut off"): rows["newly_unreachable"],
    }
    for limit in first.thresholds:
        name, words = first.question.measure.threshold_name(limit), limit_words(first, limit)
        shown[_("Villages within {limit}").format(limit=words)] = rows[f"villages_{name}_after"]
        only = _("by mobile only ({limit})").format(limit=words)
        shown[only] = rows[f"villages_{name}_mobile_only"]
        for quantity in ("weight", "people"):
            if f"{quantity}_{name}_after" in rows:
                head = f"{QUANTITY_LABELS[quantity]}, {words}"
                shown[head] = rows[f"{quantity}_{name}_after"].round(0)
    shown[_("Median ({unit})").format(unit=unit)] = _shown(measure, rows[f"median_{raw}_after"])
    shown[_("Farthest ({unit})").format(unit=unit)] = _shown(measure, rows[f"worst_{raw}_after"])
    return pd.DataFrame(shown)


def _as_it_is(table: pd.DataFrame) -> pd.DataFrame:
    """Return the row of the area without any scenario, from what all of them began with."""
    row = table.head(1).copy()
    for column in [str(name) for name in table if str(name).endswith("_before")]:
        row[column.removesuffix("before") + "after"] = row[column]
    nothing = ["changes", "better", "worse", "newly_reachable", "newly_unreachable"]
    row[nothing] = 0
    row[[str(c) for c in table if str(c).endswith("_mobile_only")]] = 0
    return row.assign(title=_("As it is now"))


def _village_columns(answer: ScenarioAnswer, table: pd.DataFrame) -> pd.DataFrame:
    measure = answer.question.measure
    unit, change = unit_text(measure), f"change_{measure.file_unit}"
    was, now, more = _("Before"), _("After"), _("Change")
    return pd.DataFrame(
        {
            _("Village"): table["name"],
            _("District"): table["district"],
            f"{was} ({unit})": _shown(measure, table[f"{measure.column}_before"]),
            f"{now} ({unit})": _shown(measure, table[f"{measure.column}_after"]),
            f"{more} ({unit})": _shown(measure, table[change]) + 0.0,
            _("Effect"): table["effect"].map(EFFECT_LABELS.__getitem__),
            _("Point after"): table["facility_after"],
        }
    )


def _shown(measure: Measure, column: pd.Series) -> pd.Series:
    """Convert a column of a table, metres or minutes, to what is shown, with a decimal."""
    return measure.displayed(measure.from_file_unit(column)).round(1)
