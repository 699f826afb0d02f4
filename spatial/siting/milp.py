"""Interface to the solver HiGHS: 0-1 models from sparse columns, with progress and cancellation.

HiGHS (Huangfu & Hall 2018) is called through its own package and not through PuLP, because that
gives the bound, a first solution to start from, and a call now and then to stop it.

References
----------
Huangfu, Q. & Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Mathematical
Programming Computation 10(1), 119-142.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np
from highspy.highs import HighsCallbackEvent
from scipy.sparse import csc_array

from spatial.arrays import Floats, Ints
from spatial.siting.task import GAP_OPTIMAL, Bools, Watch, relative_gap

Outcome = Literal["optimal", "stopped", "infeasible"]
STALE = 1e-5
"""Values of one solution differ less than this, as a share."""

UNKNOWN = 1e100
"""The solver writes a bound that it does not know as an infinite number."""


@dataclass(frozen=True, eq=False)
class Program:
    """Minimise `value @ x` with `low <= rows @ x <= high` and x from 0 to 1.

    Attributes
    ----------
    rows
        (r, c) coefficients.
    low, high
        (r,) limits; infinite for none.
    value
        (c,) what each variable costs.
    whole
        (c,) whether a variable is 0 or 1; the others may lie between.
    offset, factor
        What people read is `offset + factor * value`.
    """

    rows: csc_array
    low: Floats
    high: Floats
    value: Floats
    whole: Bools
    offset: float = 0.0
    factor: float = 1.0

    def read(self, value: float) -> float:
        """Turn a value of the program into the one that people read."""
        return self.offset + self.factor * value


@dataclass(frozen=True, eq=False)
class Solved:
    """What the solver found.

    Attributes
    ----------
    outcome
        `optimal`, `stopped` (by time, by a target or by hand) or `infeasible`.
    x
        (c,) the best solution; None where there is none yet.
    bound
        No solution is better than this, as people read it; NaN while unknown.
    """

    outcome: Outcome
    x: Floats | None
    bound: float


class _QuietHighs(highspy.Highs):
    """HiGHS that writes nothing: its first callback would print a header to standard output."""

    def enableCallbacks(self) -> None:  # noqa: N802  (the name is HiGHS's)
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def solve(
    program: Program, watch: Watch, start: Ints | None = None, target: int | None = None
) -> Solved:
    """Solve a program until it is proven, time is over, or somebody stops it.

    Parameters
    ----------
    program
        The program.
    watch
        Progress, cancellation and time limit.
    start
        Variables that are 1 in a first solution; the solver completes it.
    target
        Stop as soon as a solution is at most this.

    Returns
    -------
    Solved
        Proven to a relative gap of `GAP_OPTIMAL`.
    """
    if watch.left_s <= 0:
        return Solved("stopped", None, np.nan)
    highs = _prepared(program, watch, target)
    if start is not None:
        whole = np.flatnonzero(program.whole).astype(np.int32)
        highs.setSolution(len(whole), whole, np.isin(whole, start).astype(np.float64))
    highs.run()
    found = _read(highs, program)
    if start is not None and _is_stale(highs, program, found):
        return solve(program, watch, None, target)
    return found


def _prepared(program: Program, watch: Watch, target: int | None) -> highspy.Highs:
    highs = _QuietHighs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("time_limit", watch.left_s), ("mip_rel_gap", GAP_OPTIMAL), ("mip_abs_gap", 1e-9),
        ("random_seed", 1),
    ):  # fmt: skip
        highs.setOptionValue(option, value)
    if target is not None:
        highs.setOptionValue("objective_target", float(target))
    highs.passModel(_as_lp(program))

    def in_simplex(event: HighsCallbackEvent) -> None:
        if watch.stopped():
            event.interrupt()

    def in_tree(event: HighsCallbackEvent) -> None:
        in_simplex(event)
        ends = (event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
        watch.report(*(program.read(end) if abs(end) < UNKNOWN else None for end in ends))

    highs.cbSimplexInterrupt.subscribe(in_simplex)
    highs.cbMipInterrupt.subscribe(in_tree)
    return highs


def _is_stale(highs: highspy.Highs, program: Program, found: Solved) -> bool:
    """Whether the solution is not the one whose value HiGHS reports.

    HiGHS 1.16 keeps the first solution where presolving alone finds a better one.
    """
    if found.x is None:
        return False
    reported = float(highs.getInfo().objective_function_value)
    return (
        relative_gap(program.read(float(program.value @ found.x)), program.read(reported)) > STALE
    )


def _read(highs: highspy.Highs, program: Program) -> Solved:
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solved("infeasible", None, np.nan)
    has = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(highs.getSolution().col_value) if has else None
    known = abs(info.mip_dual_bound) < UNKNOWN
    bound = program.read(float(info.mip_dual_bound)) if known else np.nan
    proven = status == highspy.HighsModelStatus.kOptimal
    value = program.read(float(info.objective_function_value))
    if proven and not relative_gap(value, bound) <= GAP_OPTIMAL:
        # Where only whole values can be, the solver may end with its bound a step away.
        bound = value
    return Solved("optimal" if proven else "stopped", x, bound)


def _as_lp(program: Program) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = program.rows.shape
    lp.col_cost_ = program.value
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = program.rows.indptr
    lp.a_matrix_.index_ = program.rows.indices
    lp.a_matrix_.value_ = program.rows.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(one)] for one in program.whole]
    return lp
