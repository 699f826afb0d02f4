"""Gaps in mid-line: lines that run close to each other, without a dead end, and do not meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree

from spatial.network.noding import (
    WELD_M,
    Flags,
    Ints,
    Lines,
    Pieces,
    concat,
    cut_lines,
    line_ends,
)

WAY_ROUND_M = 500.0
"""Lines of one part of the network are listed where the way round is longer (assumption: a village
road that is missing one link)."""
ONE_ROADWAY_M = 1.0
"""Centre lines that are nearer than this lie on one carriageway, whatever the way round
(assumption: no lane is narrower than 2 m)."""
_BLOCK_M = 2000.0
_NOBODY: Ints = np.zeros(0, dtype=np.int64)
_CELLS = 4_000_000
"""Distances that are held at a time, 32 MB."""


@dataclass(frozen=True, eq=False)
class NearLines:
    """k gaps between two lines that run within the tolerance of each other.

    Attributes
    ----------
    bridge
        (k,) shortest connecting lines, from the first to the second, metres.
    row, other
        (k,) positions of the two input lines.
    apart
        (k,) True where the lines belong to two parts of the network; else there is a way round
        longer than `WAY_ROUND_M`.
    closed
        (k,) True where the connecting line became part of the network.
    """

    bridge: Lines
    row: Ints
    other: Ints
    apart: Flags
    closed: Flags


@dataclass(frozen=True, eq=False)
class _Candidates:
    """Pairs of pieces that come within the tolerance of each other away from common nodes."""

    bridge: Lines
    a: Ints
    b: Ints

    def take(self, chosen: Flags | Ints) -> _Candidates:
        return _Candidates(self.bridge[chosen], self.a[chosen], self.b[chosen])


def close_near_lines(
    pieces: Pieces, u: Ints, v: Ints, tolerance_m: float
) -> tuple[Pieces, NearLines]:
    """List the gaps in mid-line, and close those between two parts of the network.

    Parameters
    ----------
    pieces
        The pieces of a noded network, dead ends already joined.
    u, v
        Their nodes.
    tolerance_m
        Largest distance, metres.

    Returns
    -------
    pieces : Pieces
        All pieces, split where gaps were closed, and the connecting pieces.
    near : NearLines
        The gaps. Between two parts there is at most one, the shortest; between two input lines
        of one part likewise, if the way round is longer than `WAY_ROUND_M`.

    Notes
    -----
    Closed is what connects parts that have no other connection, shortest gaps first (the minimum
    spanning tree of the parts, Kruskal 1956), unless lines of the two parts cross somewhere:
    then one passes above the other, or the user has crossings left apart. Within one part a gap
    is closed up to `ONE_ROADWAY_M`, unless the two lines cross, else only listed: they may well
    be separate roads. Toll roads have no such gaps, and none is closed across a third line.
    """
    size = _size(u, v)
    graph = sp.coo_array((np.ones(len(u)), (u, v)), shape=(size, size))
    part = connected_components(graph, directed=False)[1].astype(np.int64)[u]
    found, crossing = _candidates(pieces, u, v, tolerance_m)
    apart = part[found.a] != part[found.b]
    between = _shortest(found.take(apart), part)
    closed = _in_tree(between, part, _safe(pieces, between, part, crossing))
    within = _shortest(found.take(~apart), pieces.row)
    within = within.take(_way_round(pieces, u, v, within) > WAY_ROUND_M)
    one_road = shapely.length(within.bridge) <= ONE_ROADWAY_M
    one_road &= _safe(pieces, within, pieces.row, crossing)
    near = NearLines(
        np.concatenate([between.bridge, within.bridge]),
        pieces.row[np.concatenate([between.a, within.a])],
        pieces.row[np.concatenate([between.b, within.b])],
        np.repeat([True, False], [len(between.a), len(within.a)]),
        np.concatenate([closed, one_road]),
    )
    a, b = np.concatenate([between.a, within.a]), np.concatenate([between.b, within.b])
    gaps = _Candidates(near.bridge, a, b)
    return _connected(pieces, gaps.take(near.closed)), near


def _size(u: Ints, v: Ints) -> int:
    return int(max(u.max(), v.max())) + 1


def _candidates(
    pieces: Pieces, u: Ints, v: Ints, tolerance_m: float
) -> tuple[_Candidates, tuple[Ints, Ints]]:
    """Return the pairs of near pieces, and the pairs that cross or touch without a node."""
    lines, level, toll = pieces.lines, pieces.level, pieces.toll
    tree = shapely.STRtree(lines)
    a, b = tree.query(lines, predicate="dwithin", distance=tolerance_m)
    once = a < b
    a, b = a[once], b[once]
    node = (u[a] == u[b]) | (u[a] == v[b]) | (v[a] == u[b]) | (v[a] == v[b])
    bridge = shapely.shortest_line(lines[a], lines[b])
    touching = ~node & (shapely.length(bridge) <= WELD_M)
    fit = (level[a] == level[b]) & ~toll[a] & ~toll[b]
    free = fit & ~node & ~touching
    plain = _Candidates(bridge[free], a[free], b[free])
    forks = fit & node & (shapely.length(lines[a]) + shapely.length(lines[b]) > WAY_ROUND_M)
    later = _beyond_nodes(pieces, u, v, (a[forks], b[forks]))
    near = shapely.length(later.bridge)
    return (
        _joined(plain, later.take((near > WELD_M) & (near <= tolerance_m))),
        (a[touching], b[touching]),
    )


def _joined(first: _Candidates, second: _Candidates) -> _Candidates:
    return _Candidates(
        np.concatenate([first.bridge, second.bridge]),
        np.concatenate([first.a, second.a]),
        np.concatenate([first.b, second.b]),
    )


def _beyond_nodes(pieces: Pieces, u: Ints, v: Ints, pairs: tuple[Ints, Ints]) -> _Candidates:
    """Return the shortest connecting lines of pairs with a common node, away from that node.

    Where the way round by the node is longer than `WAY_ROUND_M`, one of the two places is
    farther than half of it from the node. So each line in turn is shortened by half.
    """
    found = []
    for one, two in (pairs, pairs[::-1]):
        first = (u[one] == u[two]) | (u[one] == v[two])
        last = (v[one] == u[two]) | (v[one] == v[two])
        long = shapely.length(pieces.lines[one]) > WAY_ROUND_M / 2 * (first.astype(int) + last)
        a, b = one[long], two[long]
        far = _shortened(pieces.lines[a], first[long], last[long])
        found.append(_Candidates(shapely.shortest_line(far, pieces.lines[b]), a, b))
    return _joined(*found)


def _shortened(lines: Lines, first: Flags, last: Flags) -> Lines:
    """Take half of `WAY_ROUND_M` from the first and the last end of longer lines."""
    for flags, end in ((first, "first"), (last, "last")):
        rows = np.flatnonzero(flags)
        along = WAY_ROUND_M / 2 if end == "first" else -WAY_ROUND_M / 2
        places = shapely.get_coordinates(shapely.line_interpolate_point(lines[rows], along))
        split, _ = cut_lines(lines, rows, places)
        _, start = np.unique(split.row, return_index=True)
        stop = np.append(start[1:], len(split.row)) - 1
        lines = split.lines[np.where(flags & (end == "first"), stop, start)]
    return lines


def _shortest(found: _Candidates, label: Ints) -> _Candidates:
    """Keep the shortest pair of each pair of labels."""
    low = np.minimum(label[found.a], label[found.b])
    high = np.maximum(label[found.a], label[found.b])
    length = shapely.length(found.bridge)
    table = pd.DataFrame({"low": low, "high": high, "length": length})
    best = table.sort_values("length", kind="stable").drop_duplicates(["low", "high"])
    return found.take(np.sort(best.index.to_numpy()))


def _pair_keys(one: Ints, two: Ints, count: int) -> Ints:
    keys: Ints = np.minimum(one, two) * count + np.maximum(one, two)
    return keys


def _safe(pieces: Pieces, gaps: _Candidates, label: Ints, crossing: tuple[Ints, Ints]) -> Flags:
    """Tell which gaps cross no other line, and lie between labels that cross nowhere."""
    count = int(label.max()) + 1
    keys = _pair_keys(label[gaps.a], label[gaps.b], count)
    safe: Flags = ~np.isin(keys, _pair_keys(label[crossing[0]], label[crossing[1]], count))
    if pieces.toll.any():
        tolls = shapely.STRtree(pieces.lines[pieces.toll])
        safe[tolls.query(gaps.bridge, predicate="intersects")[0]] = False
    gap, third = shapely.STRtree(pieces.lines).query(gaps.bridge, predicate="crosses")
    safe[gap[(third != gaps.a[gap]) & (third != gaps.b[gap])]] = False
    return safe


def _in_tree(gaps: _Candidates, part: Ints, safe: Flags) -> Flags:
    """Tell which of the safe gaps are in the minimum spanning tree of the parts."""
    count = int(part.max()) + 1
    one, two = part[gaps.a], part[gaps.b]
    low, high = np.minimum(one, two)[safe], np.maximum(one, two)[safe]
    length = shapely.length(gaps.bridge[safe])
    graph = sp.coo_array((length, (low, high)), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    chosen = _pair_keys(tree.row.astype(np.int64), tree.col.astype(np.int64), count)
    closed: Flags = safe & np.isin(_pair_keys(one, two, count), chosen)
    return closed


def _way_round(pieces: Pieces, u: Ints, v: Ints, pairs: _Candidates) -> NDArray[np.float64]:
    """(k,) metres along the network between both ends of each gap; infinite if beyond the limit.

    Only ways of at most `WAY_ROUND_M` are searched for, so a search leaves no square of `_BLOCK_M`
    by more than that: the network is searched block by block.
    """
    size = _size(u, v)
    length = shapely.length(pieces.lines)
    pair = pd.DataFrame({"u": np.minimum(u, v), "v": np.maximum(u, v), "m": length})
    edges = pair.sort_values("m", kind="stable").drop_duplicates(["u", "v"])
    graph = sp.coo_array((edges["m"], (edges["u"], edges["v"])), shape=(size, size)).tocsr()
    ends = line_ends(pairs.bridge)
    at = _to_ends(pieces.lines[pairs.a], ends[:, 0])
    to = _to_ends(pieces.lines[pairs.b], ends[:, 1])
    start = np.stack([u[pairs.a], v[pairs.a]], axis=1)
    target = np.stack([u[pairs.b], v[pairs.b]], axis=1)
    node_xy = np.zeros((size, 2))
    node_xy[u], node_xy[v] = line_ends(pieces.lines).transpose(1, 0, 2)
    members = _by_block(node_xy)
    found = np.full(len(pairs.a), np.inf)
    for end in (0, 1):
        for block, rows in _by_block(node_xy[start[:, end]]).items():
            local = np.sort(np.concatenate([members.get(b, _NOBODY) for b in _around(block)]))
            step = max(1, _CELLS // len(local))
            near = graph[local][:, local]
            for some in np.array_split(rows, -(-len(rows) // step)):
                starts, row = np.unique(start[some, end], return_inverse=True)
                reached = dijkstra(
                    near, directed=False, indices=np.searchsorted(local, starts), limit=WAY_ROUND_M
                )
                place = np.searchsorted(local, target[some]).clip(max=len(local) - 1)
                way = np.where(local[place] == target[some], reached[row[:, None], place], np.inf)
                total = (way + to[some]).min(axis=1) + at[some, end]
                found[some] = np.minimum(found[some], total)
    return found


def _by_block(xy: NDArray[np.float64]) -> dict[tuple[int, int], Ints]:
    """Positions of places by the square of `_BLOCK_M` that they lie in."""
    if not len(xy):
        return {}
    cell = np.floor(xy / _BLOCK_M).astype(np.int64)
    blocks, member = np.unique(cell, axis=0, return_inverse=True)
    order = np.argsort(member, kind="stable").astype(np.int64)
    stops = np.cumsum(np.bincount(member.ravel(), minlength=len(blocks)))[:-1]
    rows = np.split(order, stops)
    return {(int(x), int(y)): some for (x, y), some in zip(blocks, rows, strict=True)}


def _around(block: tuple[int, int]) -> list[tuple[int, int]]:
    return [(block[0] + i, block[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def _to_ends(lines: Lines, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k, 2) metres along each line from a place on it to its first and last end."""
    along = shapely.line_locate_point(lines, shapely.points(places))
    return np.stack([along, shapely.length(lines) - along], axis=1)


def _connected(pieces: Pieces, gaps: _Candidates) -> Pieces:
    """Split both lines of each gap and add the connecting pieces."""
    if not len(gaps.a):
        return pieces
    ends = line_ends(gaps.bridge)
    owner = np.concatenate([gaps.a, gaps.b])
    split, _ = cut_lines(pieces.lines, owner, np.concatenate([ends[:, 0], ends[:, 1]]))
    no, yes = np.zeros(len(gaps.a), dtype=bool), np.ones(len(gaps.a), dtype=bool)
    both_ways = np.zeros(len(gaps.a), dtype=np.int64)
    row, level = pieces.row[gaps.a], pieces.level[gaps.a]
    connectors = Pieces(gaps.bridge, row, level, both_ways, yes, no)
    return concat(pieces.take(split.row, split.lines), connectors)
