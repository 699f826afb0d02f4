"""Tables of coverage in the units of files: metres, or minutes where time counts.

Inside the program, times and the thresholds that they are compared with are seconds. Files have
minutes, with a number that was typed as it was typed.
"""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

from layers.coverage.answer import CoverageAnswer

Table = TypeVar("Table", bound=pd.DataFrame)


def filed_counts(answer: CoverageAnswer, table: Table) -> Table:
    """Convert the column `threshold` of a table, and `unit` where it has one.

    Parameters
    ----------
    answer
        The answer.
    table
        As `CoverageAnswer.counts` or `CoverageAnswer.areas` gives it; `unit` becomes `m` or `min`.
    """
    measure = answer.base.question.measure
    found = table.assign(threshold=table["threshold"].map(measure.threshold_in_file_unit))
    if "unit" not in table:
        return found
    return found.assign(unit="m" if measure.unit == "m" else measure.display_unit)


def filed_curve(answer: CoverageAnswer, curve: pd.DataFrame) -> pd.DataFrame:
    """Convert a curve, as `CoverageAnswer.curve` gives it; its thresholds are trips."""
    return curve.assign(threshold=answer.base.question.measure.in_file_unit(curve["threshold"]))


def filed_gaps(answer: CoverageAnswer, found: Table) -> Table:
    """Convert `value`, `beyond` and `burden` of gaps, as `CoverageAnswer.gaps` gives them."""
    measure = answer.base.question.measure
    value = measure.in_file_unit(found["value"])
    beyond = value - measure.threshold_in_file_unit(answer.threshold)
    return found.assign(value=value, beyond=beyond, burden=found["weight"] * beyond)


def filed_groups(answer: CoverageAnswer, table: Table) -> Table:
    """Convert sums over groups of villages: kecamatan, kabupaten or clusters of gaps.

    Parameters
    ----------
    answer
        The answer.
    table
        As `layers.coverage.tables.place_table` or `CoverageAnswer.clusters` gives it: `burden`,
        `farthest`, and the names of the columns ``share_within_<threshold>``.
    """
    measure = answer.base.question.measure
    found = table.assign(
        **{
            name: measure.in_file_unit(table[name])
            for name in ("burden", "farthest")
            if name in table
        }
    )
    names = {
        f"share_within_{limit:g}": f"share_within_{measure.threshold_in_file_unit(limit):g}"
        for limit in answer.thresholds
    }
    return found.rename(columns=names)
