"""Validation of the inputs of the reach models: cost matrices, weights and parameters.

A cost matrix is a DataFrame: a row per origin (index), a column per destination (columns), values
in one unit (minutes, metres, rupiah), NaN where there is no trip. `access.AccessMatrix.minutes`
and `.total_m` are such matrices; transposed (`cost.T`) they hold the trips of the other side.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.arrays import Floats
from spatial.errors import InputError
from spatial.wording import _

Weights = pd.Series | Sequence[float] | NDArray[np.float64]
"""One number per label: a Series is matched by its index, anything else by position."""

SHOWN = 10
"""How many labels a message names; the others are counted."""


class InputChecks:
    """Validates inputs, collects every problem and raises once.

    Until `raise_problems` has been called, values that were returned may be placeholders.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []

    def costs(self, cost: pd.DataFrame, what: str | None = None) -> Floats:
        """Read a cost matrix as (o, d) numbers.

        Problems: no rows or columns, repeated labels, text, negative or infinite costs.
        """
        what = what or _("cost matrix")
        if cost.empty:
            self.problems.append(
                _("The {what} has no rows or no columns; give at least one each.").format(
                    what=what
                )
            )
        for side, labels in ((_("rows"), cost.index), (_("columns"), cost.columns)):
            self._unique(labels, _("{side} of the {what}").format(side=side, what=what))
        try:
            values = cost.to_numpy(dtype=np.float64)
        except (TypeError, ValueError):
            self.problems.append(
                _("The {what} holds values that are not numbers.").format(what=what)
            )
            return np.full(cost.shape, np.nan)
        negative, endless = (np.any(bad, axis=1) for bad in (values < 0, np.isinf(values)))
        self._about(cost.index, negative, _("{what}: negative values in rows").format(what=what))
        self._about(
            cost.index,
            endless,
            _("{what}: infinite values (leave them empty: no trip) in rows").format(what=what),
        )
        return values

    def weights(self, weights: Weights | None, labels: pd.Index, what: str) -> Floats:
        """Read weights as one number of 0 or more per label; 1 for all where there are none.

        Problems: labels without a weight, weights that are missing, no number, infinite or
        negative. Weights for labels that are not asked for are left aside.
        """
        if weights is None:
            return np.ones(len(labels))
        if isinstance(weights, pd.Series):
            if not self._unique(weights.index, _("labels of the {what}").format(what=what)):
                return np.ones(len(labels))
            raw = weights.reindex(labels)
        elif len(weights) != len(labels):
            self.problems.append(
                _("There are {count} values of {what} for {labels}.").format(
                    count=len(weights), what=what, labels=len(labels)
                )
            )
            return np.ones(len(labels))
        else:
            raw = pd.Series(weights, index=labels)
        values = pd.to_numeric(raw, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        lost = ~np.isfinite(values)
        self._about(
            labels, lost, _("{what} missing or not a number (0 is allowed) at").format(what=what)
        )
        self._about(labels, values < 0, _("{what} negative at").format(what=what))
        return values

    def kinds(self, kinds: pd.Series, labels: pd.Index) -> NDArray[np.object_]:
        """Read one kind per label. Problems: labels without a kind, repeated labels."""
        if not self._unique(kinds.index, _("labels of the kinds")):
            return np.full(len(labels), "", dtype=object)
        found = kinds.reindex(labels)
        self._about(labels, found.isna().to_numpy(), _("kind missing at"))
        return found.to_numpy(dtype=object)

    def number(
        self, value: float, what: str, *, least: float = 0.0, positive: bool = False
    ) -> None:
        """Check a parameter: a finite number, at least `least`, above 0 where `positive`."""
        if not (np.isfinite(value) and value >= least and (value > 0 or not positive)):
            rule = _("above 0") if positive else _("{least:g} or more").format(least=least)
            self.problems.append(
                _("The {what} is {value:g}; it must be {rule}.").format(
                    what=what, value=value, rule=rule
                )
            )

    def same_labels(self, first: pd.Index, second: pd.Index, what: str) -> None:
        """Check that two indexes hold the same labels in the same order."""
        if not first.equals(second):
            self.problems.append(
                _("{what} must have the same labels in the same order.").format(what=what)
            )

    def has(self, label: Hashable, labels: pd.Index, what: str) -> None:
        """Check that a label is there."""
        if label not in labels:
            self.problems.append(_("There is no {what} '{label}'.").format(what=what, label=label))

    def raise_problems(self) -> None:
        """Raise `InputError` with all problems, if there are any."""
        if self.problems:
            raise InputError(self.problems)

    def _unique(self, labels: pd.Index, what: str) -> bool:
        repeated = labels.duplicated()
        self._about(labels, repeated, _("repeated {what}:").format(what=what))
        return not repeated.any()

    def _about(self, labels: pd.Index, bad: NDArray[np.bool_], what: str) -> None:
        if bad.any():
            count = int(bad.sum())
            shown = ", ".join(map(str, labels[bad][:SHOWN])) + (" …" if count > SHOWN else "")
            self.problems.append(f"{count} {what} {shown}.")
