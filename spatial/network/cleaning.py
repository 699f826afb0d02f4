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
from spatial.network.noding import (
    WELD_M,
    Ints,
    Pieces,
    concat,
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
    joins
        One row per closed gap: `line` (`spatial.network.positions.Position` of the line among
        those that came in, whatever its label), `gap_m` and the connecting line, which begins at
        the dead end, EPSG:4326.
    tolerance_m
        Largest gap that was closed, metres.
    """

    lines_in: int
    edges_out: int
    empty: int
    duplicates: int
    self_crossing: int
    crossings: int
    joins: gpd.GeoDataFrame
    tolerance_m: float

    def to_dict(self) -> dict[str, int | float]:
        """Return the counts as plain values, for provenance."""
        return {
            "lines_in": self.lines_in,
            "edges_out": self.edges_out,
            "empty": self.empty,
            "duplicates": self.duplicates,
            "self_crossing": self.self_crossing,
            "crossings": self.crossings,
            "joins": len(self.joins),
            "joined_m": round(float(self.joins["gap_m"].sum()), 1),
            "tolerance_m": self.tolerance_m,
        }


def clean_lines(
    lines: gpd.GeoDataFrame, tolerance_m: float = 5.0
) -> tuple[gpd.GeoDataFrame, CleaningReport]:
    """Turn drawn lines into a noded edge table.

    Parameters
    ----------
    lines
        LineStrings or MultiLineStrings with a CRS; columns are carried to the edges. Columns
        `layer`, `bridge` and `tunnel`, where present, keep crossing roads of different levels
        apart: those connect only end to end.
    tolerance_m
        Dead ends are joined to the nearest line within this distance, metres; 0 joins none.

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
    its own line.
    """
    flat, origin = _checked(lines, tolerance_m)
    plane = crs.metric_crs(tuple(flat.total_bounds))
    drawn = crs.project(shapely.force_2d(flat.geometry.to_numpy()), plane)
    short = shapely.length(drawn) <= WELD_M
    no = np.zeros(len(drawn), dtype=bool)
    pieces = Pieces(drawn, np.arange(len(drawn)), _levels(flat), _ways(flat), no)
    pieces = pieces.take(~short)
    if short.all():
        raise InputError([_("The road layer has no line with a length.")])
    crossing_itself = ~shapely.is_simple(pieces.lines)
    pieces, dropped_whole = without_duplicates(untangle(pieces, crossing_itself))
    pieces, crossings = split_where_lines_meet(pieces)
    pieces, dropped_parts = without_duplicates(pieces)
    pieces, u, v, xy = weld(pieces)
    joins = pieces.take(np.zeros(0, dtype=np.int64))
    if tolerance_m > 0:
        pieces, joins = _join_dead_ends(pieces, u, v, xy, tolerance_m)
        pieces, _unused = split_where_lines_meet(pieces)
        pieces, _unused = without_duplicates(pieces)
        pieces, u, v, xy = weld(pieces)
    edges = _edge_table(flat, pieces, u, v, plane)
    report = CleaningReport(
        lines_in=len(flat),
        edges_out=len(edges),
        empty=int(short.sum()),
        duplicates=dropped_whole + dropped_parts,
        self_crossing=int(crossing_itself.sum()),
        crossings=crossings,
        joins=_joins(origin, joins, plane),
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
    )
    connectors, _ = without_duplicates(connectors)
    return concat(pieces.take(split.row, split.lines), connectors), connectors


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
