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
Flags = NDArray[np.bool_]
Places = NDArray[np.float64]


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
    toll
        (n,) True for toll roads, which are entered only where the drawing says so.
    """

    lines: Lines
    row: Ints
    level: Ints
    way: Ints
    joined: Flags
    toll: Flags

    def take(self, rows: NDArray[np.bool_] | Ints, lines: Lines | None = None) -> Pieces:
        """Return the pieces at `rows`, with other `lines` in their place if given."""
        chosen = self.lines[rows] if lines is None else lines
        return Pieces(
            chosen, self.row[rows], self.level[rows], self.way[rows], self.joined[rows],
            self.toll[rows],
        )  # fmt: skip


@dataclass(frozen=True)
class CrossingRule:
    """What becomes of lines that cross without a shared vertex.

    Attributes
    ----------
    join
        Whether such crossings are junctions; toll roads never have any.
    overshoot_m
        A free end that lies at most this far beyond a crossing, metres along the line, is the
        end of a junction that was drawn too long.
    """

    join: bool = True
    overshoot_m: float = 0.0


@dataclass(frozen=True, eq=False)
class OpenCrossings:
    """k places where lines of one level cross, or end at a toll road, without a shared vertex.

    Attributes
    ----------
    xy
        (k, 2) places, metres.
    row, other
        (k,) positions of the two input lines; equal where a line crosses itself.
    toll
        (k,) True where one of the two is a toll road.
    joined
        (k,) True where the lines were split and connected nevertheless.
    """

    xy: Places
    row: Ints
    other: Ints
    toll: Flags
    joined: Flags


def concat_crossings(first: OpenCrossings, second: OpenCrossings) -> OpenCrossings:
    """Return the crossings of both without repeats: one per place and pair of lines."""
    xy = np.concatenate([first.xy, second.xy])
    row = np.concatenate([first.row, second.row])
    other = np.concatenate([first.other, second.other])
    toll = np.concatenate([first.toll, second.toll])
    joined = np.concatenate([first.joined, second.joined])
    low, high = np.minimum(row, other), np.maximum(row, other)
    at = np.round(xy / WELD_M).astype(np.int64)
    _, unique = np.unique(np.column_stack([low, high, at]), axis=0, return_index=True)
    return OpenCrossings(xy[unique], low[unique], high[unique], toll[unique], joined[unique])


class _Vertices:
    """Counts the vertices of lines at places; each line lies in a plane of its own."""

    def __init__(self, lines: Lines) -> None:
        xy, line = shapely.get_coordinates(lines, return_index=True)
        self._tree = KDTree(np.column_stack([xy, line * 1.0]))

    def count(self, line: Ints, places: Places) -> Ints:
        """Return how many vertices a line has within `WELD_M` of a place."""
        at = np.column_stack([places, line * 1.0])
        found = self._tree.query_ball_point(at, WELD_M, return_length=True)
        return np.asarray(found, dtype=np.int64)


def untangle(
    pieces: Pieces, tangled: NDArray[np.bool_], rule: CrossingRule
) -> tuple[Pieces, OpenCrossings]:
    """Split the lines that cross themselves at their own crossings.

    A toll road, or any line where the rule joins no crossings, stays whole if it meets itself
    nowhere at a vertex or end of its own.
    """
    rows = np.flatnonzero(tangled)
    if not len(rows):
        return pieces, _no_crossings()
    parts, owner = shapely.get_parts(shapely.node(pieces.lines[rows]), return_index=True)
    places = line_ends(parts).reshape(-1, 2)
    at = np.repeat(owner, 2)
    ends = line_ends(pieces.lines[rows])[at]
    inner = (np.hypot(*(ends - places[:, None]).transpose(2, 0, 1)) > WELD_M).all(axis=1)
    vertices = _Vertices(pieces.lines[rows]).count(at, places)
    crossing = inner & (vertices < 2)
    touches = np.zeros(len(rows), dtype=bool)
    touches[at[inner & ~crossing]] = True
    touches |= ~np.isin(np.arange(len(rows)), at[crossing])
    whole = ~touches & (pieces.toll[rows] | (not rule.join))
    split = ~whole[owner]
    apart = pieces.take(rows[owner[split]], parts[split])
    line = rows[at[crossing]]
    found = OpenCrossings(
        places[crossing], pieces.row[line], pieces.row[line], pieces.toll[line],
        ~whole[at[crossing]],
    )  # fmt: skip
    rest = np.concatenate([np.flatnonzero(~tangled), rows[whole]])
    return concat(pieces.take(np.sort(rest)), apart), concat_crossings(found, _no_crossings())


def _no_crossings() -> OpenCrossings:
    none, no = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    return OpenCrossings(np.zeros((0, 2)), none, none, no, no)


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


def split_where_lines_meet(
    pieces: Pieces, rule: CrossingRule
) -> tuple[Pieces, int, OpenCrossings]:
    """Split lines at crossings, touching ends and the ends of overlaps.

    Returns the pieces, the number of places of splitting, and the crossings without a shared
    vertex. Toll roads meet other lines only where both have a vertex or where an end of the toll
    road lies.
    """
    lines, level = pieces.lines, pieces.level
    tree = shapely.STRtree(lines)
    a, b = tree.query(lines, predicate="dwithin", distance=WELD_M)
    once = (a < b) & (level[a] == level[b])
    a, b = a[once], b[once]
    met = shapely.intersection(lines[a], lines[b])
    shared, pair = shapely.get_coordinates(met, return_index=True)
    ends = (
        shapely.get_coordinates(shapely.multipoints([]))
        if not len(lines)
        else line_ends(lines).reshape(-1, 2)
    )
    touch, target = tree.query(shapely.points(ends), predicate="dwithin", distance=WELD_M)
    foreign = (touch // 2 != target) & (level[touch // 2] == level[target])
    touch, target = touch[foreign], target[foreign]
    bound = np.zeros(2 * len(lines), dtype=bool)
    bound[touch] = True
    meeting = _Meeting(
        np.concatenate([a[pair], touch // 2]),
        np.concatenate([b[pair], target]),
        np.concatenate([shared, ends[touch]]),
        np.concatenate([shapely.length(met)[pair] > WELD_M, np.ones(len(touch), dtype=bool)]),
    )
    joined, crossings = _judged(pieces, meeting, bound.reshape(-1, 2), rule)
    owner = np.concatenate([a[pair][joined[: len(pair)]], meeting.b[joined]])
    places = np.concatenate([shared[joined[: len(pair)]], meeting.xy[joined]])
    split, cuts = cut_lines(lines, owner, places)
    count = len(np.unique(np.round(cuts / WELD_M), axis=0))
    return pieces.take(split.row, split.lines), count, crossings


@dataclass(frozen=True, eq=False)
class _Meeting:
    """Places where line `a` meets line `b`; `plain` where they overlap or an end touches."""

    a: Ints
    b: Ints
    xy: Places
    plain: Flags


def _judged(
    pieces: Pieces, meeting: _Meeting, bound: NDArray[np.bool_], rule: CrossingRule
) -> tuple[Flags, OpenCrossings]:
    """Return which meetings are junctions, and those that the drawing does not show as such.

    `bound` tells of both ends of each line whether another line is there.
    """
    ends = line_ends(pieces.lines)
    at_end = [_near_an_end(ends[line], meeting.xy) for line in (meeting.a, meeting.b)]
    tolls = [pieces.toll[meeting.a], pieces.toll[meeting.b]]
    toll = tolls[0] | tolls[1]
    asked = np.flatnonzero(toll | ~(at_end[0] | at_end[1] | meeting.plain))
    joined = np.ones(len(meeting.a), dtype=bool)
    a, b, xy, toll = meeting.a[asked], meeting.b[asked], meeting.xy[asked], toll[asked]
    vertices = _Vertices(pieces.lines)
    shared = (vertices.count(a, xy) > 0) & (vertices.count(b, xy) > 0)
    gate = (tolls[0] & at_end[0])[asked] | (tolls[1] & at_end[1])[asked]
    loose = _loose_end(pieces, a, xy, bound, rule) | _loose_end(pieces, b, xy, bound, rule)
    ground = pieces.level[a] == 0
    doubtful = ~shared & np.where(toll, ~gate, ~loose & ground)
    joined[asked] = ~doubtful | (~toll & rule.join)
    found = OpenCrossings(xy, pieces.row[a], pieces.row[b], toll, joined[asked])
    listed = [getattr(found, name)[doubtful] for name in OpenCrossings.__dataclass_fields__]
    return joined, concat_crossings(OpenCrossings(*listed), _no_crossings())


def _near_an_end(ends: Places, places: Places) -> Flags:
    """Which places lie at one of the two ends, (n, 2, 2), of their lines."""
    away = np.hypot(*(ends - places[:, None]).transpose(2, 0, 1))
    return np.asarray((away <= WELD_M).any(axis=1), dtype=bool)


def _loose_end(
    pieces: Pieces, line: Ints, places: Places, bound: Flags, rule: CrossingRule
) -> Flags:
    """Which places lie at most `rule.overshoot_m` from an end of the line that meets nothing."""
    along = shapely.line_locate_point(pieces.lines[line], shapely.points(places))
    away = np.column_stack([along, shapely.length(pieces.lines[line]) - along])
    loose = (away <= rule.overshoot_m) & ~bound[line]
    return np.asarray(loose.any(axis=1), dtype=bool)


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
