"""The interface to HiGHS against programs solved by hand and by SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from spatial.siting.milp import Program, solve
from spatial.siting.task import Watch


def covering(seed, n=60, m=40, share=0.08):
    random = np.random.default_rng(seed)
    rows = (random.random((n, m)) < share).astype(float)
    rows[np.arange(n), random.integers(0, m, n)] = 1.0
    return Program(
        csc_array(rows), np.ones(n), np.full(n, np.inf), np.ones(m), np.ones(m, dtype=bool)
    )


def by_scipy(program):
    return milp(
        program.value,
        constraints=LinearConstraint(program.rows, program.low, program.high),
        integrality=program.whole,
        bounds=Bounds(0, 1),
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("start", [None, "all"])
def test_as_scipy_with_and_without_a_first_solution(seed, start):
    program = covering(seed)
    first = None if start is None else np.arange(program.rows.shape[1])
    found = solve(program, Watch(30), first)
    expected = by_scipy(program)
    assert found.outcome == "optimal"
    assert program.value @ found.x == pytest.approx(expected.fun)
    assert found.bound == pytest.approx(expected.fun)
    assert (program.rows @ found.x >= 1 - 1e-6).all()


def test_people_read_offset_and_factor():
    program = covering(1)
    scaled = Program(
        program.rows, program.low, program.high, program.value, program.whole, 100.0, -2.0
    )
    assert solve(scaled, Watch(30)).bound == pytest.approx(100 - 2 * by_scipy(program).fun)


def test_no_solution():
    rows = csc_array(np.array([[1.0, 1.0]]))
    program = Program(rows, np.array([3.0]), np.array([np.inf]), np.ones(2), np.ones(2) > 0)
    assert solve(program, Watch(30)).outcome == "infeasible"


def test_no_time():
    found = solve(covering(1), Watch(0.0))
    assert found.outcome == "stopped"
    assert found.x is None
    assert np.isnan(found.bound)


def test_nothing_is_written(capfd):
    solve(covering(2), Watch(30))
    assert capfd.readouterr() == ("", "")
