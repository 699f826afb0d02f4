"""Models of market reach on one matrix of minutes, ours and PySAL's `access`.

The matrix is ready before the clock starts: wide for ours, one row per trip for `access`. The
weights of markets and the people of villages are random, always the same. `full reach` is the same
with random minutes for pairs without a trip: on the archipelago only 1 pair of 20 has one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.areas import SEED
from benchmarks.clock import best_of
from spatial.reach.decay import LUO_QI_2009, Gaussian, Power
from spatial.reach.decay import within as up_to
from spatial.reach.floating_catchment import two_step
from spatial.reach.gravity import hansen, huff, market_shares
from spatial.reach.opportunities import within

MINUTES, SIGMA, ZONES = 60.0, 30.0, {10: 1, 20: 0.68, 30: 0.22}


def ours(task, folder):
    cost, stalls, people = _inputs(task, folder)
    jobs = {
        "within": lambda: within(cost, MINUTES, stalls)["weight_within"],
        "hansen": lambda: hansen(cost, Gaussian(SIGMA), stalls),
        "2sfca": lambda: two_step(cost, up_to(MINUTES), stalls, people).villages,
        "e2sfca": lambda: two_step(cost, LUO_QI_2009, stalls, people).villages,
        "huff": lambda: market_shares(huff(cost, Power(2, 1), stalls), people),
    }
    seconds, found = _timed(task, jobs)
    return seconds, _scores(found, cost)


def pysal(task, folder):
    """`access` has no Huff model."""
    from access import fca, weights

    cost, stalls, people = _inputs(task, folder)
    trips = cost.rename_axis("origin").reset_index()
    trips = trips.melt("origin", var_name="dest", value_name="cost").dropna()
    supply, demand = stalls.to_frame("supply"), people.to_frame("demand")
    sums = {"cost_source": "dest", "cost_dest": "origin", "loc_index": True, "loc_value": "supply"}
    step, bell = weights.step_fn(ZONES), weights.gaussian(SIGMA)
    two = {"demand_index": True, "supply_index": True}
    jobs = {
        "within": lambda: fca.weighted_catchment(supply, trips, MINUTES, **sums),
        "hansen": lambda: fca.weighted_catchment(supply, trips, **sums, weight_fn=bell),
        "2sfca": lambda: fca.two_stage_fca(demand, supply, trips, MINUTES, **two),
        "e2sfca": lambda: fca.two_stage_fca(demand, supply, trips, 30, **two, weight_fn=step),
    }
    seconds, found = _timed(task, jobs)
    return seconds, _scores(found, cost)


PEERS = {"access": pysal}


def _inputs(task, folder):
    minutes = np.load(folder / "minutes.npy")
    random = np.random.default_rng(SEED)
    if task == "full reach":
        minutes = np.where(np.isnan(minutes), random.uniform(0, 300, minutes.shape), minutes)
    cost = pd.DataFrame(minutes)
    stalls = pd.Series(random.integers(1, 500, minutes.shape[1]).astype(float))
    people = pd.Series(random.integers(100, 9000, minutes.shape[0]).astype(float))
    return cost, stalls, people


def _timed(task, jobs):
    results = {name: best_of(job) for name, job in jobs.items()}
    seconds = {f"{task} {name}": result[0] for name, result in results.items()}
    return seconds, {name: result[1] for name, result in results.items()}


def _scores(found, cost):
    """(4, villages): what both tools have; 0 where a village has trips but none counts."""
    some = cost.notna().any(axis=1)
    names = ("within", "hansen", "2sfca", "e2sfca")
    rows = [found[name].reindex(cost.index).fillna(0.0).where(some) for name in names]
    return np.array(rows)
