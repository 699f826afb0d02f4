"""Siting on ready matrices: ours, spopt's own models, and greedy: `python -m benchmarks siting`.

300 x 300: random places in a square, road-like detours, three existing sites; every pair has a
trip, as spopt needs. maluku: the villages of one province within 5 km of a road, 300 of them
candidates; 9 pairs of 100 have a trip. spopt gets a filled matrix there, for coverage only, where
a pair without a trip may be any number beyond the threshold; its p-median would travel by it.
Both use HiGHS with the same limit; seconds include building the model.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np

from benchmarks.areas import REACH_M, SEED, archipelago_tables, villages_near
from benchmarks.clock import best_of, peak_mb
from benchmarks.table import Line, table
from spatial.routing.travel import Travel

SITING = "siting"
ROOT = Path(__file__).resolve().parents[1]
LIMIT_S, SITES, SQUARE, FILLED = 120.0, 5, 300, 1e6
THRESHOLDS = {"300 x 300": 20.0, "maluku": 60.0}
MODELS = ("p-median", "mclp", "lscp", "p-center")
PEER_MODELS = {"300 x 300": MODELS, "maluku": ("mclp", "lscp")}


def measured(folder):
    """Run every tool in a process of its own, and print a table per matrix."""
    for name, (cost, existing, weight) in _cases().items():
        np.savez(folder / "case.npz", cost=cost, existing=existing, weight=weight)
        villages, candidates = cost.shape
        share = f"{np.isfinite(cost).mean():.0%} of the pairs have a trip, {SITES} new sites"
        print(f"\nsiting, {name}: {villages} villages, {candidates} candidates, {share}")
        print(table(_lines(name, folder)), flush=True)


def _lines(name, folder):
    lines = []
    for model in MODELS:
        ours = _job("ours", model, name, folder)
        lines.append(
            Line(model, "desmigratif", ours["seconds"], ours["peak_mb"], note=ours["said"])
        )
        if model in ("p-median", "mclp"):
            found = _job("greedy", model, name, folder)
            lines.append(_peer(model, "greedy", found, ours))
        if model in PEER_MODELS[name]:
            lines.append(_peer(model, "spopt", _job("spopt", model, name, folder), ours))
    return lines


def _peer(model, tool, found, ours):
    if "error" in found:
        return Line(model, tool, note=found["error"])
    ratio = found["seconds"] / ours["seconds"]
    worse = abs(found["value"] - ours["value"]) / max(abs(ours["value"]), 1e-12)
    note = f"{found['said']}; value differs by {worse:.4%}"
    return Line(model, tool, found["seconds"], found["peak_mb"], ratio, None, note)


def _job(tool, model, name, folder):
    command = [sys.executable, "-m", "benchmarks.siting_peers", tool, model, name, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"error": f"no answer: {done.stderr.strip().splitlines()[-1][:90]}"}
    return json.loads((folder / "siting.json").read_text(encoding="utf-8"))


def _cases():
    random = np.random.default_rng(SEED)
    place = random.random((SQUARE, 2)) * 100
    cost = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))
    cost *= random.uniform(1, 1.4, cost.shape)
    people = random.integers(100, 5000, SQUARE).astype(float)
    return {
        "300 x 300": (cost, np.arange(SQUARE) < 3, people),
        "maluku": _maluku(random),
    }


def _maluku(random):
    from spatial.access.nearest import matrix
    from spatial.network.road_network import RoadNetwork
    from spatial.routing.modes import CAR

    network = RoadNetwork.from_edges(*archipelago_tables())
    villages = villages_near(network)
    villages = villages[villages["id"].str.startswith("81.")].reset_index(drop=True)
    rows = np.sort(random.choice(len(villages), SQUARE, replace=False))
    candidates = villages.iloc[rows].reset_index(drop=True)
    trips = matrix(network, villages, candidates, Travel(CAR, "time", max_snap_m=REACH_M))
    people = random.integers(100, 5000, len(villages)).astype(float)
    return trips.minutes().to_numpy(), np.arange(SQUARE) < 5, people


def ours(model, limit, case):
    from spatial.siting.locate import locate
    from spatial.siting.task import SitingTask, Watch

    task = SitingTask(case["cost"], case["existing"], case["weight"])
    seconds, found = best_of(lambda: locate(task, model, SITES, limit, Watch(LIMIT_S)))
    return seconds, found.objective, f"{found.status}, gap {found.gap:.1e}"


def greedy(model, limit, case):
    """Greedy addition alone, without exchange or proof."""
    from spatial.siting.heuristics import chosen_cost
    from spatial.siting.heuristics import greedy as choose
    from spatial.siting.task import SitingTask

    task = SitingTask(case["cost"], case["existing"], case["weight"])
    offer, base = task.offer, task.base
    if model == "mclp":
        offer, base = np.where(offer <= limit, 0.0, np.inf), np.where(base <= limit, 0.0, 1.0)
    far = 10 * np.nanmax(task.cost)
    base = np.where(np.isinf(base), far, base)
    seconds, chosen = best_of(lambda: choose(offer, base, task.weight, SITES))
    cost = chosen_cost(offer, base, chosen)
    if model == "mclp":
        return seconds, float(task.weight[cost == 0].sum()), "no proof"
    return seconds, float(task.weight[cost < far] @ cost[cost < far]), "no proof"


def spopt(model, limit, case):
    import pulp
    from spopt.locate import LSCP, MCLP, PCenter, PMedian

    warnings.simplefilter("ignore")
    cost = np.where(np.isnan(case["cost"]), FILLED, case["cost"])
    kept, weight = case["existing"].astype(int), case["weight"]
    number = SITES + int(kept.sum())
    if model == "lscp":
        cost = cost[(cost <= limit).any(axis=1)]
    make = {
        "p-median": lambda: PMedian.from_cost_matrix(
            cost, weight, p_facilities=number, predefined_facilities_arr=kept
        ),
        "mclp": lambda: MCLP.from_cost_matrix(
            cost, weight, limit, p_facilities=number, predefined_facilities_arr=kept
        ),
        "lscp": lambda: LSCP.from_cost_matrix(cost, limit, predefined_facilities_arr=kept),
        "p-center": lambda: PCenter.from_cost_matrix(
            cost, p_facilities=number, predefined_facilities_arr=kept
        ),
    }[model]
    solver = pulp.HiGHS(msg=False, timeLimit=LIMIT_S)
    seconds, found = best_of(lambda: make().solve(solver))
    value = found.problem.objective.value()
    return seconds, value - kept.sum() if model == "lscp" else value, "told to be solved"


if __name__ == "__main__":
    tool, model, name, place = sys.argv[1:]
    case = dict(np.load(Path(place) / "case.npz"))
    run = {"ours": ours, "greedy": greedy, "spopt": spopt}[tool]
    seconds, value, said = run(model, THRESHOLDS[name], case)
    result = {"seconds": seconds, "value": float(value), "said": said, "peak_mb": peak_mb()}
    (Path(place) / "siting.json").write_text(json.dumps(result), encoding="utf-8")
