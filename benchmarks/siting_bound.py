"""The p-median with the Lagrangian bound and with HiGHS alone: `python -m benchmarks bound`.

Same start (greedy, interchange), same model, same limit; alone, the model has every pair that
costs less than what is there already. Demak: minutes by motorcycle between its 249 villages on
the embedded network. Others: random places in a square, road-like detours, 100 to 5,000 people
each. No site exists. Runs alternate; processor seconds are those of the process with all its
threads.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.areas import SEED

BOUND = "bound"
ROOT = Path(__file__).resolve().parents[1]
LIMIT_S, REPEATS = 60.0, 3
SIZES = ((1_000, 1_000), (5_000, 500))
SITES = (5, 20)
TOOLS = ("with bound", "HiGHS alone")
HEADS = "villages x candidates, sites   tool          CPU s  seconds  gap        status    value"


def measured(folder):
    """Run both in processes of their own, in turns, and print the medians."""
    print(f"\nbound: p-median, limit {LIMIT_S:g} s, medians of {REPEATS} runs\n{HEADS}")
    for name, cost, weight in _cases():
        np.savez(folder / "bound.npz", cost=cost, weight=weight)
        for sites in SITES:
            runs = {tool: [] for tool in TOOLS}
            for _ in range(REPEATS):
                for tool in TOOLS:
                    runs[tool].append(_job(tool, sites, folder))
            for tool, found in runs.items():
                cpu, wall, gap, value = (
                    median(r[k] for r in found) for k in ("cpu", "wall", "gap", "value")
                )
                print(
                    f"{name + f', {sites}':30} {tool:12} {cpu:6.2f} {wall:8.2f}  {gap:8.2e}  "
                    f"{found[0]['status']:9} {value:,.0f}",
                    flush=True,
                )


def _job(tool, sites, folder):
    command = [sys.executable, "-m", "benchmarks.siting_bound", tool, str(sites), str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return json.loads((folder / "bound.json").read_text(encoding="utf-8"))


def _cases():
    yield "Demak 249 x 249", *_demak()
    random = np.random.default_rng(SEED)
    for villages, candidates in SIZES:
        place = random.random((villages, 2)) * 100
        cost = np.hypot(*(place[:, None] - place[:candidates]).transpose(2, 0, 1))
        cost *= random.uniform(1, 1.4, cost.shape)
        weight = random.integers(100, 5000, villages).astype(float)
        yield f"square {villages:,} x {candidates:,}", cost, weight


def _demak():
    from layers.workspace.catalog import load_area
    from spatial.access.nearest import matrix
    from spatial.routing.modes import MODES

    area = load_area("demak")
    villages = area.villages.reset_index(drop=True)
    trips = matrix(area.network, villages, villages, MODES["motorcycle"], cost="time")
    weight = np.random.default_rng(SEED).integers(100, 5000, len(villages)).astype(float)
    return trips.minutes().to_numpy(), weight


def _solved(tool, sites, case):
    from unittest.mock import patch

    from spatial.siting import p_median as siting_median
    from spatial.siting.lagrangian import Dual
    from spatial.siting.locate import locate
    from spatial.siting.task import SitingTask, Watch

    def no_bound(task, known, _):
        """The bound that prices of 0 give: no cost is below 0."""
        return Dual(0.0, np.zeros(len(task.base)), known, task.total(known))

    task = SitingTask(case["cost"], np.zeros(case["cost"].shape[1], bool), case["weight"])
    dual = siting_median.dual if tool == TOOLS[0] else no_bound
    with patch.object(siting_median, "dual", dual):
        wall, cpu = time.perf_counter(), time.process_time()
        found = locate(task, "p-median", sites, None, Watch(LIMIT_S))
        spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return spent | {"gap": found.gap, "value": found.objective, "status": found.status}


if __name__ == "__main__":
    tool, number, name = sys.argv[1:]
    case = dict(np.load(Path(name) / "bound.npz"))
    result = _solved(tool, int(number), case)
    (Path(name) / "bound.json").write_text(json.dumps(result), encoding="utf-8")
