"""Siting against every combination of sites, and where the answer is known by hand."""

from __future__ import annotations

import numpy as np
import pulp
import pytest
from spopt.locate import LSCP, MCLP, PCenter, PMedian

from spatial.errors import InputError
from spatial.siting.locate import locate
from spatial.siting.task import MODELS, SitingTask, Watch
from tests.spatial.siting_cases import (
    brute_center,
    brute_covered,
    brute_fewest,
    brute_median,
    islands,
    random_task,
)

NAN = np.nan
SEEDS = range(12)


def by_hand(existing=(True, False, False, False)):
    """Five villages in a row at 0, 10, 20, 30 and an islet; sites at 0, 10, 20, 30 and there."""
    cost = np.array([
        [0.0, 10.0, 20.0, 30.0],
        [10.0, 0.0, 10.0, 20.0],
        [20.0, 10.0, 0.0, 10.0],
        [30.0, 20.0, 10.0, 0.0],
        [NAN, NAN, NAN, NAN],
    ])  # fmt: skip
    return SitingTask(cost, np.array(existing), np.array([1.0, 1.0, 1.0, 1.0, 7.0]))


def test_one_more_site_on_a_line():
    found = locate(by_hand(), "p-median", sites=1)
    # At 20: 0 + 10 + 0 + 10 = 20; at 10 or 30: 30.
    assert found.chosen.tolist() == [2]
    assert found.objective == found.bound == 20.0
    assert found.gap == 0.0
    assert found.status == "optimal"
    assert found.assignment.tolist() == [0, 0, 2, 2, -1]
    assert np.array_equal(found.cost, [0.0, 10.0, 0.0, 10.0, NAN], equal_nan=True)
    assert found.demand_status.tolist() == ["ok", "ok", "ok", "ok", "unreachable"]
    assert found.left_out().tolist() == [4]


def test_existing_sites_are_kept_and_free():
    kept = locate(by_hand(), "p-median", sites=3)
    assert kept.objective == 0.0
    assert kept.chosen.tolist() == [1, 2, 3]
    alone = locate(by_hand((False,) * 4), "p-median", sites=1)
    assert alone.objective == 40.0
    assert alone.chosen.tolist() in ([1], [2])


def test_the_limit_is_inclusive():
    found = locate(by_hand(), "mclp", sites=1, threshold=10.0)
    assert found.objective == 4.0
    assert found.chosen.tolist() in ([2], [3])
    nearer = locate(by_hand(), "mclp", sites=1, threshold=9.999)
    assert nearer.objective == 2.0


def test_a_threshold_means_nothing_to_the_median():
    found = locate(by_hand(), "p-median", sites=1, threshold=1.0)
    assert found.objective == 20.0
    assert found.demand_status.tolist() == ["ok", "ok", "ok", "ok", "unreachable"]


def test_sites_that_gain_nothing_are_not_chosen():
    found = locate(by_hand(), "mclp", sites=3, threshold=10.0)
    assert len(found.chosen) == 1
    assert found.status == "optimal"


def test_lscp_names_whom_no_candidate_covers():
    found = locate(by_hand(), "lscp", threshold=10.0)
    assert found.objective == 1.0
    assert found.demand_status.tolist() == ["ok", "ok", "ok", "ok", "unreachable"]
    task = SitingTask(
        np.array([[5.0, NAN], [50.0, 40.0]]), np.array([True, False]), np.array([1.0, 1.0])
    )
    found = locate(task, "lscp", threshold=10.0)
    assert found.chosen.tolist() == []
    assert found.objective == 0.0
    assert found.demand_status.tolist() == ["ok", "beyond"]
    assert found.left_out("beyond").tolist() == [1]


def test_who_could_be_served_but_is_not():
    found = locate(islands(1), "mclp", sites=1, threshold=100.0)
    assert (found.demand_status == "ok").sum() == 4
    assert (found.demand_status == "unserved").sum() == 12


@pytest.mark.parametrize("model", MODELS)
def test_nobody_can_be_served(model):
    task = SitingTask(np.full((3, 2), NAN), np.array([False, False]), np.ones(3))
    found = locate(task, model, sites=1, threshold=10.0)
    assert found.status == "infeasible"
    assert np.isnan(found.objective)
    assert np.isnan(found.gap)
    assert set(found.demand_status) == {"unreachable"}
    assert found.chosen.tolist() == []


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("existing", [0, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_as_good_as_every_combination(seed, existing, whole):
    task = random_task(seed, existing=existing, whole=whole)
    for sites in (1, 2, 3):
        lost, travel = brute_median(task, sites)
        found = locate(task, "p-median", sites)
        left = found.demand_status != "ok"
        assert found.status == "optimal"
        assert task.weight[left].sum() == pytest.approx(lost)
        assert found.objective == pytest.approx(travel, rel=2e-6)
        assert found.bound <= travel * (1 + 1e-9)

        lost, worst = brute_center(task, sites)
        found = locate(task, "p-center", sites)
        assert found.status == "optimal"
        assert ((found.demand_status != "ok") & (task.weight > 0)).sum() == lost
        assert found.objective == worst == found.bound

        found = locate(task, "mclp", sites, threshold=4.0 if whole else 12.0)
        assert found.status == "optimal"
        assert found.objective == brute_covered(task, sites, 4.0 if whole else 12.0)
    found = locate(task, "lscp", threshold=3.0 if whole else 10.0)
    assert found.status == "optimal"
    assert found.objective == brute_fewest(task, 3.0 if whole else 10.0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sites", [1, 2, 3, 4, 5])
def test_islands_are_served_first(seed, sites):
    task = islands(seed)
    lost, travel = brute_median(task, sites)
    found = locate(task, "p-median", sites)
    assert found.status == "optimal"
    assert task.weight[found.demand_status != "ok"].sum() == lost
    assert found.objective == pytest.approx(travel, rel=2e-6)
    unserved, worst = brute_center(task, sites)
    found = locate(task, "p-center", sites)
    assert found.status == "optimal"
    assert (found.demand_status != "ok").sum() == unserved == 4 * max(4 - sites, 0)
    assert found.objective == worst


def test_the_way_there_and_back_differ():
    # Demand 0 reaches site 1 in 1, but from site 1 it takes 9: rows are who travels.
    there = np.array([[5.0, 1.0], [5.0, 9.0]])
    task = SitingTask(there, np.array([False, False]), np.array([3.0, 1.0]))
    assert locate(task, "p-median", 1).chosen.tolist() == [1]  # 3 + 9 = 12; site 0: 20
    assert locate(task, "p-median", 1).objective == 12.0
    back = SitingTask(there.T, np.array([False, False]), np.array([3.0, 1.0]))
    assert locate(back, "p-median", 1).objective == 16.0  # site 0: 15 + 1; site 1: 15 + 9


def large(seed=3, n=130):
    random = np.random.default_rng(seed)
    place = random.random((n, 2)) * 100
    cost = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))
    cost *= random.uniform(1, 1.5, (n, n))
    return SitingTask(cost, np.zeros(n, dtype=bool), random.integers(1, 50, n).astype(float))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_as_good_as_spopt_where_every_pair_has_a_trip():
    task, p = large(n=40), 3
    kept = np.arange(40) < 2
    task = SitingTask(task.cost, kept, task.weight)
    ready = {"predefined_facilities_arr": kept.astype(int)}
    solver = pulp.HiGHS(msg=False)
    median = PMedian.from_cost_matrix(task.cost, task.weight, p_facilities=p + 2, **ready)
    median.solve(solver)
    assert locate(task, "p-median", p).objective == pytest.approx(
        median.problem.objective.value(), rel=1e-5
    )
    covering = MCLP.from_cost_matrix(task.cost, task.weight, 20.0, p_facilities=p + 2, **ready)
    covering.solve(solver)
    found = locate(task, "mclp", p, threshold=20.0)
    assert found.objective == pytest.approx(covering.problem.objective.value())
    every = LSCP.from_cost_matrix(task.cost, 25.0, **ready)
    every.solve(solver)
    found = locate(task, "lscp", threshold=25.0)
    assert found.objective == every.problem.objective.value() - 2
    center = PCenter.from_cost_matrix(task.cost, p_facilities=p + 2, **ready)
    center.solve(solver)
    found = locate(task, "p-center", p)
    assert found.objective == pytest.approx(center.problem.objective.value())


@pytest.mark.parametrize(("model", "sites"), [("p-median", 9), ("mclp", 9), ("p-center", 9)])
@pytest.mark.parametrize("limit_s", [0.0, 0.05])
def test_best_so_far_when_time_is_over(model, sites, limit_s):
    task = large()
    proven = locate(task, model, sites, threshold=11.0)
    assert proven.status == "optimal"
    early = locate(task, model, sites, threshold=11.0, watch=Watch(limit_s))
    assert len(early.chosen) > 0
    if model == "mclp":
        true_gap = (proven.objective - early.objective) / proven.objective
        assert early.objective <= proven.objective <= early.bound
    else:
        true_gap = (early.objective - proven.objective) / early.objective
        assert early.bound <= proven.objective <= early.objective * (1 + 1e-6)
    assert early.gap >= true_gap - 1e-6
    if not limit_s:
        assert early.status == "feasible"
        assert early.gap > 0


def test_lscp_in_no_time_has_an_answer_and_a_bound():
    task = large()
    early = locate(task, "lscp", threshold=8.0, watch=Watch(0.0))
    proven = locate(task, "lscp", threshold=8.0)
    assert proven.status == "optimal"
    assert early.bound <= proven.objective <= early.objective
    assert (early.demand_status == "ok").all()


def test_stop_gives_the_best_so_far_and_progress_is_told():
    steps = []

    def listen(progress):
        steps.append(progress)

    watch = Watch(60, listen, lambda: len(steps) >= 2)
    found = locate(large(n=200), "p-median", 12, watch=watch)
    assert found.status == "feasible"
    assert 0 < found.gap < 1
    assert steps[0].best is not None
    assert steps[0].bound <= steps[-1].best
    assert 0 <= steps[-1].gap < 1


def test_progress_of_the_center_is_in_its_own_unit():
    steps = []
    found = locate(large(), "p-center", 6, watch=Watch(60, steps.append))
    assert found.status == "optimal"
    assert steps
    for progress in steps:
        assert progress.best >= found.objective >= progress.bound


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "p-medium"}, "p-medium"),
        ({"model": "mclp"}, "ambang"),
        ({"model": "lscp", "threshold": -1.0}, "ambang"),
        ({"sites": 0}, "pilih 1 sampai 3"),
        ({"sites": 4}, "pilih 1 sampai 3"),
    ],
)
def test_questions_that_cannot_be_asked(change, words):
    with pytest.raises(InputError, match=words):
        locate(by_hand(), **({"model": "p-median"} | change))


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("cost", "existing", "weight", "words"),
    [
        ([[1.0, 2.0]], [True], [1.0], "tidak cocok"),
        ([[1.0, 2.0]], [True, False], [1.0, 2.0], "Jumlah bobot"),
        ([[1.0, 2.0]], [True, False], [-1.0], "negatif"),
        ([[1.0, 2.0]], [True, False], [NAN], "kosong"),
        ([[1.0, 2.0]], [True, False], [0.0], "Semua bobot nol"),
        ([[1.0, -2.0]], [True, False], [1.0], "biaya"),
        ([[1.0, np.inf]], [True, False], [1.0], "tak hingga"),
        ([[1.0, 2.0]], [True, True], [1.0], "calon"),
    ],
)
def test_tasks_that_cannot_be_used(cost, existing, weight, words):
    with pytest.raises(InputError, match=words):
        SitingTask(np.array(cost), np.array(existing), np.array(weight))
