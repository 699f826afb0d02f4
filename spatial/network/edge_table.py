"""Edge tables: what `RoadNetwork.from_edges` takes, checked and read column by column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial.errors import InputError
from spatial.wording import _, ngettext

ONE_WAY_WORDS = frozenset({"yes", "true", "1", "1.0"})
AGAINST_WORDS = frozenset({"-1", "-1.0", "reverse"})
"""Values of the OSM key `oneway` (OSM wiki, Key:oneway). `reversible` and `alternating` roads
carry both directions, in turns, so a trip may use either."""


def merge_opposite_edges(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn pairs of opposite directed edges into one two-way edge each.

    osmnx stores a two-way road as two directed edges. Snapping needs to know that they are one
    road, since a trip may start on it in either direction.

    Parameters
    ----------
    edges
        Directed edges: `u`, `v`, `length_m`, `geometry`; more columns are kept from the first of
        a pair.

    Returns
    -------
    geopandas.GeoDataFrame
        Column `oneway` is False for merged pairs and True for edges without a partner. Partners
        have swapped ends, the same line backwards and lengths equal to a millimetre.
    """
    lines = edges.geometry.to_numpy()
    swap = _backwards(lines, edges["u"].to_numpy(), edges["v"].to_numpy())
    head_key = pd.DataFrame(
        {
            "a": np.where(swap, edges["v"], edges["u"]),
            "b": np.where(swap, edges["u"], edges["v"]),
            "line": shapely.to_wkb(np.where(swap, shapely.reverse(lines), lines)),
            "mm": np.round(edges["length_m"].to_numpy() * 1000).astype(np.int64),
            "swap": swap,
        }
    )
    group = head_key.groupby(["a", "b", "line", "mm"], sort=False).ngroup().to_numpy()
    rank = head_key.assign(group=group).groupby(["group", "swap"]).cumcount().to_numpy()
    pair = pd.DataFrame({"group": group, "rank": rank})
    has_partner = pair.duplicated(keep=False).to_numpy()
    second = pair.duplicated(keep="first").to_numpy()
    return edges.assign(oneway=~has_partner)[~second]


def _backwards(lines: NDArray[np.object_], u: NDArray[Any], v: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which edges run against the canonical direction (u before v; loops: by coordinates)."""
    reverse_wkb = shapely.to_wkb(shapely.reverse(lines))
    own_wkb = shapely.to_wkb(lines)
    by_line = np.array(
        [mine > other for mine, other in zip(own_wkb, reverse_wkb, strict=True)], dtype=bool
    )
    return np.where(u == v, by_line, u > v).astype(bool)


def parse_maxspeed(values: pd.Series) -> NDArray[np.float64]:
    """Read speed limits as km/h; NaN where there is none that is a number.

    Parameters
    ----------
    values
        Numbers, or OSM texts such as `50`, `50 km/h`, `30 mph`, `50;30` (the lowest counts); a
        comma between digits is a decimal comma. A negative number means that there is none.

    Notes
    -----
    OSM wiki, Key:maxspeed: km/h unless another unit is given; 1 mph = 1.609344 km/h.
    """
    plain = values.reset_index(drop=True).astype(object)
    text = plain.where(plain.notna(), "").astype(str).str.lower()
    text = text.str.replace(r"(?<=\d),(?=\d)", ".", regex=True)
    found = text.str.extractall(r"(?<![-\d.])(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>mph)?")
    speed: pd.Series[float] = found["number"].astype(float) * np.where(
        found["unit"].eq("mph"), 1.609344, 1.0
    )
    lowest: pd.Series[float] = speed.groupby(level=0).min().reindex(text.index)
    return np.asarray(lowest.where(lowest > 0), dtype=np.float64)


def check_edges(edges: pd.DataFrame, nodes: pd.DataFrame | None) -> None:
    """Raise one error with everything that is wrong with an edge table and its nodes.

    Raises
    ------
    InputError
        Listing missing columns and ids, lines, lengths and coordinates that cannot be used.
    """
    problems = [
        _("The edge table has no column '{c}'.").format(c=c) for c in ("u", "v") if c not in edges
    ]
    if not problems:
        problems += _id_problems(pd.concat([edges["u"], edges["v"]]))
    if "geometry" in edges:
        problems += _line_problems(edges)
    elif nodes is None:
        problems.append(
            _("The edge table has no geometry: a node table (id, lon, lat) is needed.")
        )
    if "length_m" in edges:
        length = pd.to_numeric(edges["length_m"], errors="coerce")
        unread = length.isna() & edges["length_m"].notna()
        bad = ((length < 0) | np.isinf(length) | unread).to_numpy()
        problems += _about(edges, bad, _bad_length)
    if nodes is not None:
        problems += _node_problems(nodes)
    if edges.empty:
        problems.append(_("The edge table is empty: there is no road to travel on."))
    if problems:
        raise InputError(problems)


def _line_problems(edges: pd.DataFrame) -> list[str]:
    lines = edges["geometry"].to_numpy()
    no_line = (shapely.get_type_id(lines) != 1) | shapely.is_empty(lines)
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    lost = np.zeros(len(edges), dtype=bool)
    lost[owner[~np.isfinite(xy).all(axis=1)]] = True
    return [
        *_about(edges, no_line, _no_line),
        *_about(edges, lost, _lost_line),
    ]


def _node_problems(nodes: pd.DataFrame) -> list[str]:
    missing = [c for c in ("id", "lon", "lat") if c not in nodes]
    repeated = (
        [] if "id" in missing else _about(nodes, nodes["id"].duplicated().to_numpy(), _repeated_id)
    )
    if missing:
        return [_("The node table has no column '{c}'.").format(c=c) for c in missing] + repeated
    places = nodes[["lon", "lat"]].apply(pd.to_numeric, errors="coerce")
    lost = ~np.isfinite(places.to_numpy(dtype=np.float64)).all(axis=1)
    return [*repeated, *_about(nodes, lost, _no_place)]


def _about(frame: pd.DataFrame, bad: NDArray[np.bool_], text: Callable[[int], str]) -> list[str]:
    if not bad.any():
        return []
    count = int(bad.sum())
    shown = ", ".join(map(str, frame.index[bad][:10])) + (" …" if count > 10 else "")
    return [text(count).format(count=count, rows=shown)]


def _bad_length(count: int) -> str:
    return ngettext(
        "{count} edge has a negative or unreadable length: row {rows}.",
        "{count} edges have a negative or unreadable length: rows {rows}.",
        count,
    )


def _no_line(count: int) -> str:
    return ngettext(
        "{count} edge has no LineString: row {rows}.",
        "{count} edges have no LineString: rows {rows}.",
        count,
    )


def _lost_line(count: int) -> str:
    return ngettext(
        "{count} edge has coordinates that are no number: row {rows}.",
        "{count} edges have coordinates that are no number: rows {rows}.",
        count,
    )


def _repeated_id(count: int) -> str:
    return ngettext(
        "{count} node id is repeated: row {rows}.",
        "{count} node ids are repeated: rows {rows}.",
        count,
    )


def _no_place(count: int) -> str:
    return ngettext(
        "{count} node has no coordinate: row {rows}.",
        "{count} nodes have no coordinate: rows {rows}.",
        count,
    )


def _id_problems(ids: pd.Series) -> list[str]:
    if ids.isna().any():
        count = int(ids.isna().sum())
        return [
            ngettext(
                "{count} edge end has no node id.", "{count} edge ends have no node id.", count
            ).format(count=count)
        ]
    if len({isinstance(value, str) for value in ids}) > 1:
        return [_("Node ids mix numbers and text; use one of the two.")]
    return []


def column(edges: pd.DataFrame, name: str, default: object) -> pd.Series:
    """Return a column, or the default in every row where the table has none."""
    return edges[name] if name in edges else pd.Series(default, index=edges.index)


def words(edges: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as lower-case words; empty where missing."""
    values = column(edges, name, "").astype(object)
    return values.where(values.notna(), "").astype(str).str.strip().str.lower()


def texts(edges: pd.DataFrame, name: str) -> NDArray[np.object_]:
    """Return a column as text; empty where missing."""
    values = column(edges, name, "").astype(object)
    return values.where(values.notna(), "").astype(str).to_numpy(dtype=object)


def edge_lines(edges: pd.DataFrame, against: NDArray[np.bool_]) -> NDArray[np.object_] | None:
    """Return the lines of an edge table, turned round where `against`; None without geometry."""
    if "geometry" not in edges:
        return None
    lines = shapely.force_2d(edges["geometry"].to_numpy())
    return np.where(against, shapely.reverse(lines), lines)


def node_table(
    u_id: NDArray[Any],
    v_id: NDArray[Any],
    lines: NDArray[np.object_] | None,
    nodes: pd.DataFrame | None,
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return node ids and (n, 2) longitude and latitude, from a table or the ends of lines."""
    if nodes is not None:
        xy = np.array(nodes[["lon", "lat"]], dtype=np.float64, order="C")
        return nodes["id"].to_numpy(copy=True), xy
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1)])
    node_id, first = np.unique(np.concatenate([u_id, v_id]), return_index=True)
    return node_id, ends[first]
