"""Drawn road lines to a noded edge table.

Official road layers are drawings: lines cross without a shared vertex, and ends stop short of the
road that they belong to. `clean_lines` splits lines where they meet, closes gaps at dead ends up
to a tolerance, and reports everything that it did. All steps are bulk operations of shapely 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from spatial import crs
from spatial.errors import InputError
from spatial.network.edge_table import AGAINST_WORDS, ONE_WAY_WORDS
from spatial.network.near_lines import NearLines, close_near_lines
from spatial.network.noding import (
    WELD_M,
    CrossingRule,
    Flags,
    Ints,
    Lines,
    OpenCrossings,
    Pieces,
    concat,
    concat_crossings,
    cut_lines,
    line_ends,
    split_where_lines_meet,
    untangle,
    weld,
    without_duplicates,
)
from spatial.network.positions import Positions, positions_where
from spatial.wording import _, ngettext

TAGGED_NO = frozenset({"", "no", "false", "f", "n", "tidak", "0", "0.0", "none", "nan"})

TOLL_CLASSES = frozenset({"motorway", "motorway_link"})
"""Classes of `highway` that are toll roads: Indonesian toll roads are entered only at gates."""

OWN_COLUMNS = ("u", "v", "length_m", "line", "joined")
"""Columns that the edge table gets; columns of the input with these names are left out."""


@dataclass(frozen=True, eq=False)
class CleaningReport:
    """What `clean_lines` found and did.

    Attributes
    ----------
    lines_in, edges_out
        Lines that came in (parts of multi-lines counted singly) and edges that came out.
    empty, duplicates, self_crossing
        Lines left out because they have no length, lines or pieces left out because another is
        the same, and lines that cross themselves (split there).
    crossings
        Places where lines were split because they meet.
    open_crossings
        One row per place where two lines of one level cross without a shared vertex, EPSG:4326
        points: `line` and `other` (positions, as of `joins`), `row` and `other_row` (numbers of
        the two lines in their file: their labels, or counted from 1), `toll` (one of the two is a
        toll road) and `joined` (whether they are connected there). None in a report of a version
        that did not list them.
    join_crossings
        Whether crossings without a shared vertex were joined.
    joins
        One row per closed gap: `line` (`spatial.network.positions.Position` of the line among
        those that came in, whatever its label), `gap_m` and the connecting line, which begins at
        the dead end, EPSG:4326.
    near_lines
        One row per gap in mid-line (`spatial.network.near_lines`), EPSG:4326 connecting lines:
        `line`, `other`, `row` and `other_row` as of `open_crossings`, `gap_m`, `apart` (no way
        along the network from one line to the other without it) and `closed`. None in a report
        of a version that did not list them.
    tolerance_m
        Largest gap that was closed, metres.
    """

    lines_in: int
    edges_out: int
    empty: int
    duplicates: int
    self_crossing: int
    crossings: int
    open_crossings: gpd.GeoDataFrame | None
    join_crossings: bool
    joins: gpd.GeoDataFrame
    near_lines: gpd.GeoDataFrame | None
    tolerance_m: float

    @property
    def doubtful(self) -> gpd.GeoDataFrame:
        """Crossings without a shared vertex of roads that are no toll roads."""
        found = _no_open_crossings() if self.open_crossings is None else self.open_crossings
        return found[~found["toll"]]

    @property
    def toll_apart(self) -> gpd.GeoDataFrame:
        """Places where a toll road crosses, or another road ends at it, without a junction."""
        found = _no_open_crossings() if self.open_crossings is None else self.open_crossings
        return found[found["toll"]]

    def to_dict(self) -> dict[str, int | float]:
        """Return the counts as plain values, for provenance."""
        listed: dict[str, int | float] = {} if self.open_crossings is None else {
            "doubtful": len(self.doubtful),
            "toll_apart": len(self.toll_apart),
            "join_crossings": self.join_crossings,
        }  # fmt: skip
        if self.near_lines is not None:
            closed = int(self.near_lines["closed"].sum())
            listed |= {"near_closed": closed, "near_open": len(self.near_lines) - closed}
        return {
            "lines_in": self.lines_in,
            "edges_out": self.edges_out,
            "empty": self.empty,
            "duplicates": self.duplicates,
            "self_crossing": self.self_crossing,
            "crossings": self.crossings,
            **listed,
            "joins": len(self.joins),
            "joined_m": round(float(self.joins["gap_m"].sum()), 1),
            "tolerance_m": self.tolerance_m,
        }


def clean_lines(
    lines: gpd.GeoDataFrame, tolerance_m: float = 5.0, *, join_crossings: bool = True
) -> tuple[gpd.GeoDataFrame, CleaningReport]:
    """Turn drawn lines into a noded edge table.

    Parameters
    ----------
    lines
        LineStrings or MultiLineStrings with a CRS; columns are carried to the edges. Columns
        `layer`, `bridge` and `tunnel`, where present, keep crossing roads of different levels
        apart: those connect only end to end. `highway`, where present, tells toll roads
        (`TOLL_CLASSES`).
    tolerance_m
        Dead ends are joined to the nearest line within this distance, metres; 0 joins none.
    join_crossings
        Whether lines that cross on the ground without a shared vertex are connected there.

    Returns
    -------
    edges : geopandas.GeoDataFrame
        EPSG:4326; `u`, `v` (node numbers from 0), `length_m` (geodesic), `line` (row label of the
        input), `joined` (True for a connecting piece that closes a gap), and the input's columns.
    report : CleaningReport
        What was done.

    Raises
    ------
    InputError
        If the layer has no CRS, no line, geometries that are no lines, or the tolerance is
        negative.

    Notes
    -----
    A dead end is joined by an edge of its own from the end to the nearest point of another line
    of the same level, so every join can be listed and drawn. A spur that is itself not longer
    than the tolerance is not joined to the roads it starts from. A dead end is never joined to
    its own line. Lines that run within the tolerance of each other without a dead end are joined
    once where two parts of the network have no other connection, else listed; see
    `spatial.network.near_lines.close_near_lines`.

    Lines that cross without a vertex of both at the place may be a junction or a flyover without
    a tag. They are listed, unless a free end of one lies within the tolerance beyond the place: a
    junction drawn too long. Toll roads are connected only where both lines have a vertex or an
    end of the toll road lies on the other line, and gaps beside them are closed only between two
    dead ends.
    """
    flat, origin = _checked(lines, tolerance_m)
    plane = crs.metric_crs(tuple(flat.total_bounds))
    drawn = crs.project(shapely.force_2d(flat.geometry.to_numpy()), plane)
    short = shapely.length(drawn) <= WELD_M
    no = np.zeros(len(drawn), dtype=bool)
    pieces = Pieces(drawn, np.arange(len(drawn)), _levels(flat), _ways(flat), no, _tolls(flat))
    pieces = pieces.take(~short)
    if short.all():
        raise InputError([_("The road layer has no line with a length.")])
    crossing_itself = ~shapely.is_simple(pieces.lines)
    rule = CrossingRule(join_crossings, tolerance_m)
    pieces, of_itself = untangle(pieces, crossing_itself, rule)
    pieces, dropped_whole = without_duplicates(pieces)
    pieces, crossings, of_others = split_where_lines_meet(pieces, rule)
    found = concat_crossings(of_itself, of_others)
    pieces, dropped_parts = without_duplicates(pieces)
    pieces, u, v, xy = weld(pieces)
    joins, near = pieces.take(np.zeros(0, dtype=np.int64)), None
    if tolerance_m > 0:
        pieces, joins = _join_dead_ends(pieces, u, v, xy, tolerance_m)
        pieces, _unused, _listed = split_where_lines_meet(pieces, rule)
        pieces, _unused = without_duplicates(pieces)
        pieces, u, v, _xy = weld(pieces)
        pieces, near = close_near_lines(pieces, u, v, tolerance_m)
        if near.closed.any():
            pieces, u, v, _xy = weld(pieces)
    edges = _edge_table(flat, pieces, u, v, plane)
    report = CleaningReport(
        lines_in=len(flat),
        edges_out=len(edges),
        empty=int(short.sum()),
        duplicates=dropped_whole + dropped_parts,
        self_crossing=int(crossing_itself.sum()),
        crossings=crossings,
        open_crossings=_open_crossings(lines, origin, found, plane),
        join_crossings=join_crossings,
        joins=_joins(origin, joins, plane),
        near_lines=_no_near_lines() if near is None else _near(lines, origin, near, plane),
        tolerance_m=tolerance_m,
    )
    return edges, report


def _checked(lines: gpd.GeoDataFrame, tolerance_m: float) -> tuple[gpd.GeoDataFrame, Positions]:
    """Return the parts of all lines with a geometry, and the position of the line of each."""
    problems = []
    if not tolerance_m >= 0:
        problems.append(
            _("The tolerance is {tolerance_m:g} m; it must be 0 or more.").format(
                tolerance_m=tolerance_m
            )
        )
    if lines.crs is None:
        problems.append(
            _("The road layer has no coordinate system. State it, or add its .prj file.")
        )
    kind = shapely.get_type_id(lines.geometry.to_numpy())
    other = ~np.isin(kind, (-1, 1, 5))
    if other.any():
        rows = ", ".join(map(str, lines.index[other][:10]))
        problems.append(
            ngettext(
                "{count} feature of the road layer is no line: row {rows}.",
                "{count} features of the road layer are no lines: rows {rows}.",
                other.sum(),
            ).format(count=other.sum(), rows=rows)
        )
    xy, owner = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    lost = np.unique(owner[~np.isfinite(xy).all(axis=1)])
    if len(lost):
        rows = ", ".join(map(str, lines.index[lost][:10]))
        problems.append(
            ngettext(
                "{count} line has coordinates that are no number: row {rows}.",
                "{count} lines have coordinates that are no number: rows {rows}.",
                len(lost),
            ).format(count=len(lost), rows=rows)
        )
    there = ~(lines.geometry.isna() | lines.geometry.is_empty).to_numpy()
    full = lines[there]
    if full.empty:
        problems.append(_("The road layer has no line."))
    if problems:
        raise InputError(problems)
    degrees = full.drop(columns=[c for c in OWN_COLUMNS if c in full]).to_crs(crs.WGS84)
    parts = degrees.assign(line=degrees.index).set_axis(positions_where(there)).explode()
    return parts.reset_index(drop=True), Positions(parts.index.to_numpy(dtype=np.int64))


def _levels(flat: gpd.GeoDataFrame) -> Ints:
    """Level of each line: `layer` where tagged, else 1 for a bridge and -1 for a tunnel."""
    level = np.zeros(len(flat), dtype=np.int64)
    for column, value in (("tunnel", -1), ("bridge", 1)):
        if column in flat:
            words = (
                flat[column].astype(object).where(flat[column].notna(), "").astype(str).str.lower()
            )
            level[~words.isin(TAGGED_NO).to_numpy()] = value
    if "layer" in flat:
        layer = pd.to_numeric(flat["layer"], errors="coerce")
        level = np.where(layer.notna(), layer.fillna(0), level).astype(np.int64)
    return level


def _ways(flat: gpd.GeoDataFrame) -> Ints:
    """1 for lines that are one-way as drawn, -1 against the drawing, 0 for two-way lines."""
    if "oneway" not in flat:
        return np.zeros(len(flat), dtype=np.int64)
    words = flat["oneway"].astype(object).where(flat["oneway"].notna(), "").astype(str).str.lower()
    along = words.isin(ONE_WAY_WORDS).to_numpy(dtype=bool)
    against = words.isin(AGAINST_WORDS).to_numpy(dtype=bool)
    way: Ints = along.astype(np.int64) - against.astype(np.int64)
    return way


def _tolls(flat: gpd.GeoDataFrame) -> Flags:
    """Which lines are toll roads."""
    if "highway" not in flat:
        return np.zeros(len(flat), dtype=bool)
    toll: Flags = flat["highway"].isin(TOLL_CLASSES).to_numpy(dtype=bool)
    return toll


def _join_dead_ends(
    pieces: Pieces, u: Ints, v: Ints, xy: NDArray[np.float64], tolerance_m: float
) -> tuple[Pieces, Pieces]:
    """Connect every dead end to the nearest other line of its level within the tolerance.

    Returns all pieces, split where they are joined, and the connecting pieces among them.
    """
    degree = np.bincount(np.concatenate([u, v]), minlength=len(xy))
    dead = np.flatnonzero(degree == 1)
    own = np.empty(len(xy), dtype=np.int64)
    own[u], own[v] = np.arange(len(u)), np.arange(len(u))
    tree = shapely.STRtree(pieces.lines)
    end, target = tree.query(shapely.points(xy[dead]), predicate="dwithin", distance=tolerance_m)
    node = dead[end]
    mine = own[node]
    back = np.where(u[mine] == node, v[mine], u[mine])
    spur = (shapely.length(pieces.lines[mine]) <= tolerance_m) & (
        (u[target] == back) | (v[target] == back)
    )
    fit = (target != mine) & ~spur & (pieces.level[target] == pieces.level[mine])
    node, target, mine = node[fit], target[fit], mine[fit]
    bridge = shapely.shortest_line(shapely.points(xy[node]), pieces.lines[target])
    dead_ends = np.asarray(shapely.points(xy[dead]))
    fit = _fit_beside_tolls(pieces, Gaps(bridge, mine, target), dead_ends)
    node, target, mine, bridge = node[fit], target[fit], mine[fit], bridge[fit]
    order = np.lexsort((target, shapely.length(bridge), node))
    _, best = np.unique(node[order], return_index=True)
    chosen = order[best]
    places = line_ends(bridge[chosen])[:, 1]
    split, _ = cut_lines(pieces.lines, target[chosen], places)
    connectors = Pieces(
        bridge[chosen],
        pieces.row[mine[chosen]],
        pieces.level[mine[chosen]],
        np.zeros(len(chosen), dtype=np.int64),
        np.ones(len(chosen), dtype=bool),
        np.zeros(len(chosen), dtype=bool),
    )
    connectors, _ = without_duplicates(connectors)
    return concat(pieces.take(split.row, split.lines), connectors), connectors


@dataclass(frozen=True, eq=False)
class Gaps:
    """n possible connecting lines from the piece `mine` to the piece `target`."""

    bridge: Lines
    mine: Ints
    target: Ints


def _fit_beside_tolls(pieces: Pieces, gaps: Gaps, dead: Lines) -> Flags:
    """Which gaps may be closed: those of toll roads between two dead ends, none across a toll."""
    toll = pieces.toll[gaps.mine] | pieces.toll[gaps.target]
    both = pieces.toll[gaps.mine] & pieces.toll[gaps.target]
    fit = ~toll | both
    if not pieces.toll.any():
        return fit
    places = shapely.get_point(gaps.bridge, -1)
    at_dead = shapely.STRtree(dead).query(places, predicate="dwithin", distance=WELD_M)[0]
    fit[at_dead[shapely.length(gaps.bridge[at_dead]) > WELD_M]] = True
    across = shapely.STRtree(pieces.lines[pieces.toll]).query(gaps.bridge, "intersects")[0]
    fit[across[~toll[across]]] = False
    return fit


def _edge_table(
    flat: gpd.GeoDataFrame, pieces: Pieces, u: Ints, v: Ints, plane: pyproj.CRS
) -> gpd.GeoDataFrame:
    geometry = crs.unproject(pieces.lines, plane)
    attributes = flat.drop(columns=flat.geometry.name).iloc[pieces.row].reset_index(drop=True)
    own = {"u": u, "v": v, "length_m": crs.line_lengths_m(geometry), "joined": pieces.joined}
    table = attributes.assign(**own)
    if "oneway" in table:
        table["oneway"] = table["oneway"].astype(object).where(~table["joined"], "no")
    return gpd.GeoDataFrame(table, geometry=geometry, crs=crs.WGS84)


def _joins(origin: Positions, joins: Pieces, plane: pyproj.CRS) -> gpd.GeoDataFrame:
    geometry = crs.unproject(joins.lines, plane)
    facts = {"line": origin[joins.row], "gap_m": crs.line_lengths_m(geometry)}
    return gpd.GeoDataFrame(facts, geometry=geometry, crs=crs.WGS84)


def _open_crossings(
    lines: gpd.GeoDataFrame, origin: Positions, found: OpenCrossings, plane: pyproj.CRS
) -> gpd.GeoDataFrame:
    line, other = origin[found.row], origin[found.other]
    places = crs.unproject(np.asarray(shapely.points(found.xy)), plane)
    facts = {
        "line": line,
        "other": other,
        "row": _labels(lines, line),
        "other_row": _labels(lines, other),
        "toll": found.toll,
        "joined": found.joined,
    }
    return gpd.GeoDataFrame(facts, geometry=places, crs=crs.WGS84)


def _labels(lines: gpd.GeoDataFrame, line: Ints) -> Ints:
    """Row numbers of lines: their labels where a reader gave any, else counted from 1."""
    numbered = pd.api.types.is_integer_dtype(lines.index.dtype) and lines.index.min() > 0
    return np.asarray(lines.index[line] if numbered else line + 1, dtype=np.int64)


def _no_open_crossings() -> gpd.GeoDataFrame:
    none, no = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    facts = {"line": none, "other": none, "row": none, "other_row": none, "toll": no, "joined": no}
    return gpd.GeoDataFrame(facts, geometry=[], crs=crs.WGS84)


def _near(
    lines: gpd.GeoDataFrame, origin: Positions, near: NearLines, plane: pyproj.CRS
) -> gpd.GeoDataFrame:
    geometry = crs.unproject(near.bridge, plane)
    line, other = origin[near.row], origin[near.other]
    facts = {
        "line": line,
        "other": other,
        "row": _labels(lines, line),
        "other_row": _labels(lines, other),
        "gap_m": crs.line_lengths_m(geometry),
        "apart": near.apart,
        "closed": near.closed,
    }
    return gpd.GeoDataFrame(facts, geometry=geometry, crs=crs.WGS84)


def _no_near_lines() -> gpd.GeoDataFrame:
    none, no = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    facts = {"line": none, "other": none, "row": none, "other_row": none}
    rest = {"gap_m": np.zeros(0), "apart": no, "closed": no}
    return gpd.GeoDataFrame({**facts, **rest}, geometry=[], crs=crs.WGS84)
