"""A scenario as a sheet of a workbook."""

from __future__ import annotations

from layers.exports.workbook import Sheet, Taken, before_after_columns, sheet_of, village_columns
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.texts import EFFECT_LABELS
from spatial.wording import _


def scenario_sheets(answer: ScenarioAnswer) -> list[Sheet]:
    """List every village before and after a scenario."""
    table = answer.villages
    translated = table.assign(effect=table["effect"].map(lambda key: EFFECT_LABELS[key]))
    return [
        sheet_of(
            _("Scenario"),
            translated,
            (*village_columns(), Taken("effect", _("Effect")), *before_after_columns()),
        )
    ]
