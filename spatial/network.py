"""`RoadNetwork`: directed, noded, immutable; built once from an edge table."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from spatial import crs
from spatial.errors import InputError, NetworkError

T = TypeVar("T")
FORMAT_VERSION = 1
MAX_REMEMBERED = 12
"""Search trees and cost graphs that a network keeps, one per mode and cost that was asked for."""
TWO_WAY_WORDS = frozenset(
    {"", "no", "false", "0", "0.0", "none", "nan", "reversible", "alternating"}
)
ONE_WAY_WORDS = frozenset({"yes", "true", "1", "1.0"})
AGAINST_WORDS = frozenset({"-1", "-1.0", "reverse"})
"""Values of the OSM key `oneway` (OSM wiki, Key:oneway). `reversible` and `alternating` roads
carry both directions, in turns, so a trip may use either."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """A road network as arrays: n nodes, m edges; a two-way road is one edge.

    Build it with `RoadNetwork.from_edges`. All arrays are read-only.

    Attributes
    ----------
    node_id
        (n,) identifiers as the source has them.
    node_xy
        (n, 2) longitude and latitude, degrees, WGS 84.
    u, v
        (m,) positions of the edge's first and last node in `node_id`.
    length_m
        (m,) metres, as the source states them, else geodesic.
    oneway
        (m,) True where traffic may only go from `u` to `v`.
    maxspeed_kmh
        (m,) tagged speed limit, NaN where there is none.
    highway, name
        (m,) road class and name; an empty string where unknown.
    geometry
        (m,) LineStrings from `u` to `v`, degrees.
    """

    node_id: NDArray[Any]
    node_xy: NDArray[np.float64]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    length_m: NDArray[np.float64]
    oneway: NDArray[np.bool_]
    maxspeed_kmh: NDArray[np.float64]
    highway: NDArray[np.object_]
    name: NDArray[np.object_]
    geometry: NDArray[np.object_]
    _cache: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    _lock: Any = field(default_factory=threading.RLock, init=False, repr=False)

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __repr__(self) -> str:
        return (
            f"<RoadNetwork {self.n_nodes} nodes, {self.n_edges} edges, {self.total_km:.1f} km, "
            f"{self.n_components} components>"
        )

    @property
    def n_nodes(self) -> int:
        """Number of nodes, isolated ones included."""
        return len(self.node_id)

    @property
    def n_edges(self) -> int:
        """Number of edges; a two-way road counts once."""
        return len(self.u)

    @property
    def total_km(self) -> float:
        """Length of all edges in kilometres; a two-way road counts once."""
        return float(self.length_m.sum() / 1000)

    @cached_property
    def component(self) -> NDArray[np.int64]:
        """(n,) label of the weakly connected component of each node; 0 is the longest in km."""
        graph = sp.coo_array(
            (np.ones(self.n_edges, dtype=np.int8), (self.u, self.v)),
            shape=(self.n_nodes, self.n_nodes),
        )
        count, raw = connected_components(graph, directed=False)
        metres = np.bincount(raw[self.u], weights=self.length_m, minlength=count)
        rank = np.empty(count, dtype=np.int64)
        rank[np.argsort(-metres, kind="stable")] = np.arange(count)
        label = rank[raw]
        label.setflags(write=False)
        return label

    @property
    def n_components(self) -> int:
        """Number of weakly connected components, isolated nodes included."""
        return int(self.component.max()) + 1 if self.n_nodes else 0

    def component_table(self) -> pd.DataFrame:
        """Nodes, edges and kilometres of each component, longest first.

        Returns
        -------
        pandas.DataFrame
            Index `component`; columns `nodes`, `edges`, `km`.
        """
        label = self.component[self.u] if self.n_edges else np.zeros(0, dtype=np.int64)
        count = self.n_components
        return pd.DataFrame(
            {
                "nodes": np.bincount(self.component, minlength=count),
                "edges": np.bincount(label, minlength=count),
                "km": np.bincount(label, weights=self.length_m, minlength=count) / 1000,
            },
            index=pd.RangeIndex(count, name="component"),
        )

    @cached_property
    def plane(self) -> pyproj.CRS:
        """The metric CRS in which points are snapped."""
        low, high = self.node_xy.min(axis=0), self.node_xy.max(axis=0)
        return crs.metric_crs((low[0], low[1], high[0], high[1]))

    @cached_property
    def plane_geometry(self) -> NDArray[np.object_]:
        """(m,) edge lines in `plane`, metres."""
        lines = crs.project(self.geometry, self.plane)
        lines.setflags(write=False)
        return lines

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under this key before, else make it and keep it.

        The network never changes, so what is derived from it stays true. Of more than
        `MAX_REMEMBERED` things the one not used for longest is forgotten. Safe in threads.
        """
        with self._lock:
            if key in self._cache:
                kept: T = self._cache.pop(key)
            else:
                kept = make()
            self._cache[key] = kept
            while len(self._cache) > MAX_REMEMBERED:
                self._cache.pop(next(iter(self._cache)))
        return kept

    def edges_frame(self) -> gpd.GeoDataFrame:
        """Return the edge table that `from_edges` takes, EPSG:4326."""
        columns = {
            "u": self.node_id[self.u],
            "v": self.node_id[self.v],
            "length_m": self.length_m,
            "highway": self.highway,
            "oneway": self.oneway,
            "maxspeed": self.maxspeed_kmh,
            "name": self.name,
            "component": self.component[self.u],
        }
        return gpd.GeoDataFrame(columns, geometry=self.geometry, crs=crs.WGS84)

    @classmethod
    def from_edges(cls, edges: pd.DataFrame, nodes: pd.DataFrame | None = None) -> RoadNetwork:
        """Build a network from an edge table.

        Parameters
        ----------
        edges
            m rows with `u` and `v` (node ids) and any of `length_m` (metres; geodesic where
            missing), `highway`, `oneway` (bool or an OSM value, `-1` turns the edge round),
            `maxspeed` (km/h or an OSM value), `name`, `geometry` (LineString from `u` to `v`,
            degrees). Further columns are ignored.
        nodes
            Columns `id`, `lon`, `lat`; optional where every edge has a geometry. Isolated nodes
            are kept.

        Raises
        ------
        InputError
            Listing every problem: missing columns, unknown nodes, lines that are no LineString,
            lengths that are negative or not a number.
        """
        if isinstance(edges, gpd.GeoDataFrame) and edges.crs is not None:
            edges = edges.to_crs(crs.WGS84)
        _check_edges(edges, nodes)
        against = _words(edges, "oneway").isin(AGAINST_WORDS).to_numpy()
        u_id = edges["u"].where(~against, edges["v"]).to_numpy()
        v_id = edges["v"].where(~against, edges["u"]).to_numpy()
        lines = _lines(edges, against)
        node_id, node_xy = _nodes(u_id, v_id, lines, nodes)
        position = pd.Index(node_id)
        u, v = position.get_indexer(u_id), position.get_indexer(v_id)
        missing = (u < 0) | (v < 0)
        if missing.any():
            rows = ", ".join(map(str, edges.index[missing][:10]))
            raise InputError(
                [f"{missing.sum()} edges name a node that is not in the node table: rows {rows}."]
            )
        if lines is None:
            lines = np.asarray(shapely.linestrings(np.stack([node_xy[u], node_xy[v]], axis=1)))
        length = _column(edges, "length_m", np.nan).to_numpy(dtype=np.float64, copy=True)
        unknown = np.isnan(length)
        length[unknown] = crs.line_lengths_m(lines[unknown])
        return cls(
            node_id=node_id,
            node_xy=node_xy,
            u=u.astype(np.int64),
            v=v.astype(np.int64),
            length_m=length,
            oneway=_words(edges, "oneway")
            .isin(ONE_WAY_WORDS | AGAINST_WORDS)
            .to_numpy(dtype=bool),
            maxspeed_kmh=parse_maxspeed(_column(edges, "maxspeed", None)),
            highway=_text(edges, "highway"),
            name=_text(edges, "name"),
            geometry=lines,
        )

    def to_bytes(self) -> bytes:
        """Serialise the network (NumPy's npz, no pickle); `from_bytes` reads it back.

        Raises
        ------
        NetworkError
            If node ids are neither integers nor text.
        """
        xy, owner = shapely.get_coordinates(self.geometry, return_index=True)
        arrays = {
            "version": np.array([FORMAT_VERSION]),
            "node_id": _plain_ids(self.node_id),
            "node_xy": self.node_xy,
            "u": self.u.astype(np.int32),
            "v": self.v.astype(np.int32),
            "length_m": self.length_m,
            "oneway": self.oneway,
            "maxspeed_kmh": self.maxspeed_kmh,
            "xy": xy,
            "n_xy": np.bincount(owner, minlength=self.n_edges).astype(np.int32),
        }
        for column in ("highway", "name"):
            codes, words = pd.factorize(getattr(self, column))
            arrays[f"{column}_code"] = codes.astype(np.int32)
            arrays[f"{column}_words"] = np.array(words, dtype=np.str_)
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> RoadNetwork:
        """Read what `to_bytes` wrote.

        Raises
        ------
        NetworkError
            If the data are damaged or of another version of the format.
        """
        try:
            a = _read_arrays(data)
            owner = np.repeat(np.arange(len(a["n_xy"])), a["n_xy"])
            return cls(
                node_id=a["node_id"],
                node_xy=a["node_xy"],
                u=a["u"].astype(np.int64),
                v=a["v"].astype(np.int64),
                length_m=a["length_m"],
                oneway=a["oneway"],
                maxspeed_kmh=a["maxspeed_kmh"],
                highway=a["highway_words"].astype(object)[a["highway_code"]],
                name=a["name_words"].astype(object)[a["name_code"]],
                geometry=np.asarray(shapely.linestrings(a["xy"], indices=owner)),
            )
        except NetworkError:
            raise
        except Exception as error:  # a damaged file may break anywhere in zip, NumPy or GEOS
            raise NetworkError(
                f"The stored network is damaged ({error}). Prepare it again from its road lines."
            ) from error


def _read_arrays(data: bytes) -> dict[str, NDArray[Any]]:
    """Read the arrays of `RoadNetwork.to_bytes`; raise if they do not belong together."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        a = {key: archive[key] for key in archive.files}
    found = int(a["version"][0])
    if found != FORMAT_VERSION:
        raise NetworkError(
            f"The stored network has format {found}, this program reads {FORMAT_VERSION}. "
            "Prepare the network again from its road lines."
        )
    per_edge = (
        "u",
        "v",
        "length_m",
        "oneway",
        "maxspeed_kmh",
        "n_xy",
        "highway_code",
        "name_code",
    )
    n, m = len(a["node_id"]), len(a["u"])
    whole = (
        all(a[key].shape == (m,) for key in per_edge)
        and a["node_xy"].shape == (n, 2)
        and a["xy"].shape == (a["n_xy"].sum(), 2)
        and all((a[key] >= 0).all() and (a[key] < n).all() for key in ("u", "v"))
        and (a["n_xy"] > 1).all()
    )
    if not whole:
        raise NetworkError("The stored network is damaged: its parts do not fit together.")
    return a


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


def parse_maxspeed(values: pd.Series) -> NDArray[np.float64]:
    """Read speed limits as km/h; NaN where there is none that is a number.

    Parameters
    ----------
    values
        Numbers, or OSM texts such as `50`, `50 km/h`, `30 mph`, `50;30` (the lowest counts); a
        comma between digits is a decimal comma.

    Notes
    -----
    OSM wiki, Key:maxspeed: km/h unless another unit is given; 1 mph = 1.609344 km/h.
    """
    plain = values.reset_index(drop=True).astype(object)
    text = plain.where(plain.notna(), "").astype(str).str.lower()
    text = text.str.replace(r"(?<=\d),(?=\d)", ".", regex=True)
    found = text.str.extractall(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>mph)?")
    speed: pd.Series[float] = found["number"].astype(float) * np.where(
        found["unit"].eq("mph"), 1.609344, 1.0
    )
    lowest: pd.Series[float] = speed.groupby(level=0).min().reindex(text.index)
    return np.asarray(lowest.where(lowest > 0), dtype=np.float64)


def _backwards(lines: NDArray[np.object_], u: NDArray[Any], v: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which edges run against the canonical direction (u before v; loops: by coordinates)."""
    reverse_wkb = shapely.to_wkb(shapely.reverse(lines))
    own_wkb = shapely.to_wkb(lines)
    by_line = np.array(
        [mine > other for mine, other in zip(own_wkb, reverse_wkb, strict=True)], dtype=bool
    )
    return np.where(u == v, by_line, u > v).astype(bool)


def _check_edges(edges: pd.DataFrame, nodes: pd.DataFrame | None) -> None:
    problems = [f"The edge table has no column '{c}'." for c in ("u", "v") if c not in edges]
    if not problems:
        problems += _id_problems(pd.concat([edges["u"], edges["v"]]))
    if "geometry" in edges:
        problems += _line_problems(edges)
    elif nodes is None:
        problems.append("The edge table has no geometry: a node table (id, lon, lat) is needed.")
    if "length_m" in edges:
        length = pd.to_numeric(edges["length_m"], errors="coerce")
        unread = length.isna() & edges["length_m"].notna()
        bad = ((length < 0) | np.isinf(length) | unread).to_numpy()
        problems += _about(edges, bad, "edges have a negative or unreadable length")
    if nodes is not None:
        problems += _node_problems(nodes)
    if edges.empty:
        problems.append("The edge table is empty: there is no road to travel on.")
    if problems:
        raise InputError(problems)


def _line_problems(edges: pd.DataFrame) -> list[str]:
    lines = edges["geometry"].to_numpy()
    no_line = (shapely.get_type_id(lines) != 1) | shapely.is_empty(lines)
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    lost = np.zeros(len(edges), dtype=bool)
    lost[owner[~np.isfinite(xy).all(axis=1)]] = True
    return [
        *_about(edges, no_line, "edges have no LineString"),
        *_about(edges, lost, "edges have coordinates that are no number"),
    ]


def _node_problems(nodes: pd.DataFrame) -> list[str]:
    missing = [c for c in ("id", "lon", "lat") if c not in nodes]
    repeated = (
        []
        if "id" in missing
        else _about(nodes, nodes["id"].duplicated().to_numpy(), "node ids are repeated")
    )
    if missing:
        return [f"The node table has no column '{c}'." for c in missing] + repeated
    places = nodes[["lon", "lat"]].apply(pd.to_numeric, errors="coerce")
    lost = ~np.isfinite(places.to_numpy(dtype=np.float64)).all(axis=1)
    return [*repeated, *_about(nodes, lost, "nodes have no coordinate")]


def _about(frame: pd.DataFrame, bad: NDArray[np.bool_], what: str) -> list[str]:
    if not bad.any():
        return []
    shown = ", ".join(map(str, frame.index[bad][:10])) + (" …" if bad.sum() > 10 else "")
    return [f"{bad.sum()} {what}: rows {shown}."]


def _id_problems(ids: pd.Series) -> list[str]:
    if ids.isna().any():
        return [f"{ids.isna().sum()} edge ends have no node id."]
    if len({isinstance(value, str) for value in ids}) > 1:
        return ["Node ids mix numbers and text; use one of the two."]
    return []


def _column(edges: pd.DataFrame, name: str, default: object) -> pd.Series:
    return edges[name] if name in edges else pd.Series(default, index=edges.index)


def _words(edges: pd.DataFrame, name: str) -> pd.Series:
    column = _column(edges, name, "").astype(object)
    return column.where(column.notna(), "").astype(str).str.strip().str.lower()


def _text(edges: pd.DataFrame, name: str) -> NDArray[np.object_]:
    column = _column(edges, name, "").astype(object)
    return column.where(column.notna(), "").astype(str).to_numpy(dtype=object)


def _lines(edges: pd.DataFrame, against: NDArray[np.bool_]) -> NDArray[np.object_] | None:
    if "geometry" not in edges:
        return None
    lines = shapely.force_2d(edges["geometry"].to_numpy())
    return np.where(against, shapely.reverse(lines), lines)


def _nodes(
    u_id: NDArray[Any],
    v_id: NDArray[Any],
    lines: NDArray[np.object_] | None,
    nodes: pd.DataFrame | None,
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    if nodes is not None:
        xy = np.array(nodes[["lon", "lat"]], dtype=np.float64, order="C")
        return nodes["id"].to_numpy(copy=True), xy
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1)])
    node_id, first = np.unique(np.concatenate([u_id, v_id]), return_index=True)
    return node_id, ends[first]


def _plain_ids(node_id: NDArray[Any]) -> NDArray[Any]:
    if np.issubdtype(node_id.dtype, np.integer):
        return node_id
    if all(isinstance(value, str) for value in node_id):
        return node_id.astype(np.str_)
    raise NetworkError("Node ids must be integers or text to be stored.")
