"""Noding: lines in a plane to pieces that meet only at their ends, in bulk with shapely 2."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

WELD_M = 0.01
"""Places closer than this are the same place: coordinates with 7 decimals are 1 cm apart."""

Lines = NDArray[np.object_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """n lines in a plane and what must survive their being cut.

    Attributes
    ----------
    lines
        (n,) LineStrings, metres.
    row
        (n,) position of the input line.
    level
        (n,) 0 on the ground; lines of different levels meet only end to end.
    way
        (n,) 1 one-way as drawn, -1 against the drawing, 0 two-way.
    joined
        (n,) True for a connecting piece that closes a gap.
    """

    lines: Lines
    row: Ints
    level: Ints
    way: Ints
    joined: NDArray[np.bool_]

    def take(self, rows: NDArray[np.bool_] | Ints, lines: Lines | None = None) -> Pieces:
        """Return the pieces at `rows`, with other `lines` in their place if given."""
        kept = self.lines[rows] if lines is None else lines
        return Pieces(kept, self.row[rows], self.level[rows], self.way[rows], self.joined[rows])


def untangle(pieces: Pieces, tangled: NDArray[np.bool_]) -> Pieces:
    """Split the lines that cross themselves at their own crossings."""
    if not tangled.any():
        return pieces
    parts, owner = shapely.get_parts(shapely.node(pieces.lines[tangled]), return_index=True)
    rows = np.flatnonzero(tangled)[owner]
    apart, straight = pieces.take(rows, parts), pieces.take(~tangled)
    return concat(straight, apart)


def concat(first: Pieces, second: Pieces) -> Pieces:
    """Return the pieces of both, first ones first."""
    return Pieces(
        *(
            np.concatenate([getattr(first, name), getattr(second, name)])
            for name in Pieces.__dataclass_fields__
        )
    )


def without_duplicates(pieces: Pieces) -> tuple[Pieces, int]:
    """Keep the first of equal lines of one level; one-way lines are equal only one way."""
    rounded = shapely.set_precision(pieces.lines, WELD_M, mode="pointwise")
    directed = np.where(pieces.way < 0, shapely.reverse(rounded), rounded)
    shape = np.where(pieces.way == 0, shapely.normalize(rounded), directed)
    key = pd.DataFrame(
        {"line": shapely.to_wkb(shape), "level": pieces.level, "one": pieces.way != 0}
    )
    again = key.duplicated().to_numpy()
    return pieces.take(~again), int(again.sum())


def split_where_lines_meet(pieces: Pieces) -> tuple[Pieces, int]:
    """Split lines at crossings, touching ends and the ends of overlaps."""
    lines, level = pieces.lines, pieces.level
    tree = shapely.STRtree(lines)
    a, b = tree.query(lines, predicate="dwithin", distance=WELD_M)
    once = (a < b) & (level[a] == level[b])
    a, b = a[once], b[once]
    shared, pair = shapely.get_coordinates(
        shapely.intersection(lines[a], lines[b]), return_index=True
    )
    ends = (
        shapely.get_coordinates(shapely.multipoints([]))
        if not len(lines)
        else line_ends(lines).reshape(-1, 2)
    )
    touch, target = tree.query(shapely.points(ends), predicate="dwithin", distance=WELD_M)
    foreign = (touch // 2 != target) & (level[touch // 2] == level[target])
    owner = np.concatenate([a[pair], b[pair], target[foreign]])
    places = np.concatenate([shared, shared, ends[touch[foreign]]])
    split, cuts = cut_lines(lines, owner, places)
    crossings = len(np.unique(np.round(cuts / WELD_M), axis=0))
    return pieces.take(split.row, split.lines), crossings


def line_ends(lines: Lines) -> NDArray[np.float64]:
    """(n, 2, 2) first and last coordinate of each line."""
    return np.stack(
        [shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1)], axis=1
    )


@dataclass(frozen=True, eq=False)
class _Split:
    lines: Lines
    row: Ints


def cut_lines(
    lines: Lines, owner: Ints, places: NDArray[np.float64]
) -> tuple[_Split, NDArray[np.float64]]:
    """Cut lines at places on them; return the pieces and the places of the cuts.

    Vertices and cut places of all lines are sorted by line and by distance along it; every cut
    place then ends one piece and starts the next.
    """
    at = shapely.line_locate_point(lines[owner], shapely.points(places))
    inner = (at > WELD_M) & (at < shapely.length(lines[owner]) - WELD_M)
    owner, places, at = owner[inner], places[inner], at[inner]
    order = np.lexsort((at, owner))
    owner, places, at = owner[order], places[order], at[order]
    new = np.ones(len(owner), dtype=bool)
    new[1:] = (np.diff(owner) != 0) | (np.diff(at) > WELD_M)
    owner, places, at = owner[new], places[new], at[new]

    xy, line = shapely.get_coordinates(lines, return_index=True)
    step = np.append(0.0, np.hypot(*np.diff(xy, axis=0).T))
    first = np.append(True, np.diff(line) != 0)
    step[first] = 0.0
    total = np.cumsum(step)
    measure = total - total[np.flatnonzero(first)][line]

    all_xy = np.concatenate([xy, places, places])
    all_line = np.concatenate([line, owner, owner])
    all_measure = np.concatenate([measure, at, at])
    part = np.repeat([0, 1, 2], [len(xy), len(owner), len(owner)])
    order = np.lexsort((part, all_measure, all_line))
    piece = np.cumsum((part[order] == 2) | np.append(True, np.diff(all_line[order]) != 0)) - 1
    _, start = np.unique(piece, return_index=True)
    pieces = np.asarray(shapely.linestrings(all_xy[order], indices=piece))
    return _Split(pieces, all_line[order][start]), places


def weld(pieces: Pieces) -> tuple[Pieces, Ints, Ints, NDArray[np.float64]]:
    """Weld ends to nodes; return pieces that end exactly there, their nodes and node places."""
    ends = line_ends(pieces.lines)
    flat = ends.reshape(-1, 2)
    near = KDTree(flat).query_pairs(WELD_M, output_type="ndarray")
    graph = sp.coo_array((np.ones(len(near)), near.T), shape=(len(flat), len(flat)))
    _, node = connected_components(graph, directed=False)
    _, first = np.unique(node, return_index=True)
    u, v = node.reshape(-1, 2).T.astype(np.int64)
    xy, line = shapely.get_coordinates(pieces.lines, return_index=True)
    starts = np.flatnonzero(np.append(True, np.diff(line) != 0))
    stops = np.append(starts[1:], len(line)) - 1
    xy[starts], xy[stops] = flat[first][u], flat[first][v]
    lines = np.asarray(shapely.linestrings(xy, indices=line))
    solid = (shapely.length(lines) > WELD_M) | (u != v)
    return pieces.take(solid, lines[solid]), u[solid], v[solid], flat[first]
