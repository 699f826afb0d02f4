"""The parts of edges within a budget, cut exactly where it runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.routing.modes import FERRY
from spatial.service_areas.cost_field import NetworkCostField
from spatial.service_areas.line_substrings import substrings
from spatial.wording import _

SEAM = 1e-9
"""Gaps of a smaller share of an edge are rounding."""


@dataclass(frozen=True, eq=False)
class ReachableSegments:
    """Parts of edges along which the cost grows linearly, away from the facility.

    Attributes
    ----------
    edge
        (a,) edge.
    near, far
        (a,) shares of the edge where the part begins and ends; `far` may be the smaller one.
    near_cost, far_cost
        (a,) cost there, metres or seconds; `near_cost <= far_cost`.
    """

    edge: Ints
    near: Floats
    far: Floats
    near_cost: Floats
    far_cost: Floats

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, rows: NDArray[np.bool_]) -> ReachableSegments:
        """Return the segments that a mask chooses."""
        return ReachableSegments(
            *(getattr(self, name)[rows] for name in self.__dataclass_fields__)
        )

    def between(self, low: float, high: float) -> ReachableSegments:
        """Return the parts with `low < cost <= high`; parts without length are left out."""
        rise = self.far_cost - self.near_cost
        slope = np.divide(
            self.far - self.near,
            rise,
            out=np.zeros(len(self)),
            where=np.isfinite(rise) & (rise > 0),
        )
        first = np.clip(low, self.near_cost, self.far_cost)
        last = np.clip(high, self.near_cost, self.far_cost)
        near = self.near + (first - self.near_cost) * slope
        far = np.where(last < self.far_cost, self.near + (last - self.near_cost) * slope, self.far)
        inside = (self.near_cost <= high) & (self.far_cost > low)
        parts = ReachableSegments(self.edge, near, far, first, last)
        return parts.take(inside & (near != far))

    def lines(self, field: NetworkCostField) -> NDArray[np.object_]:
        """Return (a,) LineStrings from near to far, in the plane of the network."""
        return substrings(field.network.plane_geometry[self.edge], self.near, self.far)

    def length_m(self, field: NetworkCostField) -> Floats:
        """Return (a,) metres of road."""
        return np.abs(self.far - self.near) * field.network.length_m[self.edge]


def reachable_segments(field: NetworkCostField) -> ReachableSegments:
    """Split all segments of a field where trips over either end cost the same.

    Parameters
    ----------
    field
        Costs along the network.

    Returns
    -------
    ReachableSegments
        Up to two per segment, without length left out; together they are all that trips reach.
    """
    table = field.segments
    span = table.stop - table.start
    cost = field.solver.edge_cost[table.edge]
    first = np.where(table.via_start, table.start_cost, np.inf)
    last = np.where(table.via_stop, table.stop_cost, np.inf)
    both = np.isfinite(first) & np.isfinite(last)
    gain = np.divide(
        np.where(both, last, 0) - np.where(both, first, 0),
        cost,
        out=np.zeros(len(table)),
        where=cost > 0,
    )
    share = np.where(
        both, np.clip((gain + span) / 2, 0, span), np.where(np.isfinite(first), span, 0)
    )
    peak = table.start + share
    found = ReachableSegments(
        edge=np.concatenate([table.edge, table.edge]),
        near=np.concatenate([table.start, table.stop]),
        far=np.concatenate([peak, peak]),
        near_cost=np.concatenate([first, last]),
        far_cost=np.concatenate([first + share * cost, last + (span - share) * cost]),
    )
    return found.take(np.isfinite(found.near_cost) & (found.near != found.far))


def segments_beyond(
    field: NetworkCostField, whole: ReachableSegments, budget: float, edges: Ints
) -> ReachableSegments:
    """Return the parts of some edges that cost more than a budget, or are not reached at all.

    Parameters
    ----------
    field
        Costs along the network.
    whole
        The `reachable_segments` of the field.
    budget
        Metres or seconds.
    edges
        Edges to look at, each once.

    Returns
    -------
    ReachableSegments
        Costs are NaN.
    """
    chosen = np.zeros(field.network.n_edges, dtype=bool)
    chosen[edges] = True
    inside = whole.take(chosen[whole.edge]).between(-np.inf, budget)
    low, high = np.minimum(inside.near, inside.far), np.maximum(inside.near, inside.far)
    known = pd.DataFrame(
        {
            "edge": np.concatenate([inside.edge, edges, edges]),
            "low": np.concatenate([low, np.zeros(len(edges)), np.ones(len(edges))]),
            "high": np.concatenate([high, np.zeros(len(edges)), np.ones(len(edges))]),
        }
    ).sort_values(["edge", "low", "high"])
    edge, low, high = (known[name].to_numpy() for name in known)
    gap = (edge[1:] == edge[:-1]) & (low[1:] - high[:-1] > SEAM)
    none = np.full(int(gap.sum()), np.nan)
    return ReachableSegments(edge[:-1][gap], high[:-1][gap], low[1:][gap], none, none)


def budgets_of(field: NetworkCostField, thresholds: Sequence[float]) -> list[float]:
    """Check thresholds, metres or seconds, and return them ascending, each once.

    Raises
    ------
    InputError
        Without thresholds, or if one is not a positive number or above the limit of the field.
    """
    problems = [
        _("Threshold {value} is not a number above 0; state it in {unit}.").format(
            value=value, unit=field.unit
        )
        for value in thresholds
        if not (np.isfinite(value) and value > 0)
    ]
    problems += [
        _("Threshold {value:g} {unit} is above the limit of the search, {limit:g}.").format(
            value=value, unit=field.unit, limit=field.limit
        )
        for value in thresholds
        if np.isfinite(value) and value > field.limit
    ]
    if not len(thresholds):
        problems = [_("There is no threshold; state at least one.")]
    if problems:
        raise InputError(problems)
    return sorted(set(map(float, thresholds)))


def without_ferries(field: NetworkCostField, found: ReachableSegments) -> ReachableSegments:
    """Leave out ferry lines: trips use them, but nobody lives along them."""
    return found.take(field.network.highway[found.edge] != FERRY)
