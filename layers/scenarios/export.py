"""Results of scenarios as files: the same for the dashboard and the shell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from layers.exports import files as export
from layers.scenarios.answer import ScenarioAnswer, compare_scenarios
from layers.scenarios.texts import changes_table
from spatial.errors import InputError
from spatial.wording import N_, _

SHEETS = {
    "distance": (
        N_("Summary by distance"),
        N_("Coverage by distance"),
        N_("Districts by distance"),
        N_("Villages by distance"),
    ),
    "time": (
        N_("Summary by time"),
        N_("Coverage by time"),
        N_("Districts by time"),
        N_("Villages by time"),
    ),
}
"""Names of the sheets per cost."""


def scenario_sheets(answers: Sequence[ScenarioAnswer]) -> dict[str, pd.DataFrame]:
    """Return the tables of a scenario, by the name of their sheet.

    Parameters
    ----------
    answers
        Answers to the same scenario, one per cost.
    """
    sheets = {_("Change"): changes_table(answers[0].area, answers[0].scenario)}
    for answer in answers:
        figures = pd.Series(answer.summary(), name="value").rename_axis("figure").reset_index()
        limits = answer.coverage["threshold"].map(answer.question.measure.threshold_in_file_unit)
        counts = answer.coverage.assign(threshold=limits)
        tables = (figures, counts, answer.districts, answer.villages)
        sheets |= dict(zip(map(_, SHEETS[answer.question.cost]), tables, strict=True))
    return sheets


def scenario_provenance(answers: Sequence[ScenarioAnswer]) -> dict[str, Any]:
    """Return the provenance of answers: of one as it is, of several by their cost."""
    found: dict[str, Any] = {a.question.cost: a.provenance() for a in answers}
    return dict(next(iter(found.values()))) if len(found) == 1 else found


def scenario_workbook(answers: Sequence[ScenarioAnswer]) -> bytes:
    """Return a workbook with everything about a scenario, and how it was made."""
    return export.workbook_bytes(scenario_sheets(answers), scenario_provenance(answers))


def write_scenario_result(path: Path, answers: Sequence[ScenarioAnswer]) -> list[Path]:
    """Write the result of a scenario and, beside each file, its provenance.

    Parameters
    ----------
    path
        `.xlsx` for all tables; another format of `layers.exports.files` for the villages, in
        one file per cost where there are several.
    answers
        As `scenario_sheets`.

    Raises
    ------
    InputError
        If the format is unknown or a file cannot be written.
    """
    export.check_format(path)
    if path.suffix.lower() == ".xlsx":
        facts = export.provenance_bytes(scenario_provenance(answers))
        export.write_atomically(path, scenario_workbook(answers))
        export.write_atomically(path.with_name(f"{path.name}.json"), facts)
        return [path]
    several = len(answers) > 1
    written = []
    for answer in answers:
        word = f"_{answer.question.cost}" if several else ""
        target = path.with_name(f"{path.stem}{word}{path.suffix}")
        export.write_result(target, answer.villages, answer.provenance())
        written.append(target)
    return written


def comparison(
    answers: Sequence[ScenarioAnswer],
) -> tuple[pd.DataFrame, Mapping[str, Any]]:
    """Return scenarios in one table, and what it was made from.

    Raises
    ------
    InputError
        If there is none, or they were not asked the same question of the same area.
    """
    if not answers:
        raise InputError([_("There is no scenario to compare yet.")])
    table = compare_scenarios(answers)
    facts = answers[0].provenance()
    sources = {key: value for key, value in facts["sources"].items() if key != "scenario"}
    scenarios = {answer.scenario.name: answer.scenario.model_dump(mode="json")
                 for answer in answers}  # fmt: skip
    return table, {**facts, "question": "scenarios compared", "sources": sources,
                   "scenarios": scenarios}  # fmt: skip
