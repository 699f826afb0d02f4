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
from spatial.network.edge_table import (
    AGAINST_WORDS,
    ONE_WAY_WORDS,
    check_edges,
    column,
    edge_lines,
    node_table,
    parse_maxspeed,
    texts,
    words,
)
from spatial.wording import _, ngettext

T = TypeVar("T")
MAX_REMEMBERED = 12
"""Search trees and cost graphs that a network keeps, one per mode and cost that was asked for."""


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
    severed
        (k, 2) nodes that roads joined before a change closed them. What is cut off by a change
        is no loose piece of road: nothing is snapped past it (`spatial.routing.loose_pieces`).
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
    severed: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
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
        check_edges(edges, nodes)
        against = words(edges, "oneway").isin(AGAINST_WORDS).to_numpy()
        u_id = edges["u"].where(~against, edges["v"]).to_numpy()
        v_id = edges["v"].where(~against, edges["u"]).to_numpy()
        lines = edge_lines(edges, against)
        node_id, node_xy = node_table(u_id, v_id, lines, nodes)
        position = pd.Index(node_id)
        u, v = position.get_indexer(u_id), position.get_indexer(v_id)
        missing = (u < 0) | (v < 0)
        if missing.any():
            rows = ", ".join(map(str, edges.index[missing][:10]))
            problem = ngettext(
                "{count} edge names a node that is not in the node table: row {rows}.",
                "{count} edges name a node that is not in the node table: rows {rows}.",
                missing.sum(),
            )
            raise InputError([problem.format(count=missing.sum(), rows=rows)])
        if lines is None:
            lines = np.asarray(shapely.linestrings(np.stack([node_xy[u], node_xy[v]], axis=1)))
        length = column(edges, "length_m", np.nan).to_numpy(dtype=np.float64, copy=True)
        unknown = np.isnan(length)
        length[unknown] = crs.line_lengths_m(lines[unknown])
        return cls(
            node_id=node_id,
            node_xy=node_xy,
            u=u.astype(np.int64),
            v=v.astype(np.int64),
            length_m=length,
            oneway=words(edges, "oneway").isin(ONE_WAY_WORDS | AGAINST_WORDS).to_numpy(dtype=bool),
            maxspeed_kmh=parse_maxspeed(column(edges, "maxspeed", None)),
            highway=texts(edges, "highway"),
            name=texts(edges, "name"),
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
        return write_arrays(
            {
                "node_id": plain_ids(self.node_id),
                "node_xy": self.node_xy,
                "u": self.u.astype(np.int32),
                "v": self.v.astype(np.int32),
                "length_m": self.length_m,
                "oneway": self.oneway,
                "maxspeed_kmh": self.maxspeed_kmh,
                "xy": xy,
                "n_xy": np.bincount(owner, minlength=self.n_edges).astype(np.int32),
                **pack_words("highway", self.highway),
                **pack_words("name", self.name),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> RoadNetwork:
        """Read what `to_bytes` wrote.

        Raises
        ------
        NetworkError
            If the data are damaged or of another version of the format.
        """
        try:
            a = read_arrays(data)
            owner = np.repeat(np.arange(len(a["n_xy"])), a["n_xy"])
            return cls(
                node_id=a["node_id"],
                node_xy=a["node_xy"],
                u=a["u"].astype(np.int64),
                v=a["v"].astype(np.int64),
                length_m=a["length_m"],
                oneway=a["oneway"],
                maxspeed_kmh=a["maxspeed_kmh"],
                highway=unpack_words("highway", a),
                name=unpack_words("name", a),
                geometry=np.asarray(shapely.linestrings(a["xy"], indices=owner)),
            )
        except NetworkError:
            raise
        except Exception as error:  # a damaged file may break anywhere in zip, NumPy or GEOS
            problem = _("The stored network is damaged. Prepare it again from its road lines.")
            raise NetworkError(problem) from error


FORMAT_VERSION = 1
Arrays = dict[str, NDArray[Any]]


def write_arrays(arrays: Arrays) -> bytes:
    """Serialise arrays with the format's version."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, version=np.array([FORMAT_VERSION]), **arrays)
    return buffer.getvalue()


def pack_words(name: str, words: NDArray[np.object_]) -> Arrays:
    """Return texts as codes and a vocabulary: `<name>_code` and `<name>_words`."""
    codes, vocabulary = pd.factorize(words)
    return {
        f"{name}_code": codes.astype(np.int32),
        f"{name}_words": np.array(vocabulary, dtype=np.str_),
    }


def unpack_words(name: str, arrays: Arrays) -> NDArray[np.object_]:
    """Return the texts that `pack_words` packed."""
    return np.asarray(arrays[f"{name}_words"].astype(object)[arrays[f"{name}_code"]])


def plain_ids(node_id: NDArray[Any]) -> NDArray[Any]:
    """Return node ids in a type that needs no pickle.

    Raises
    ------
    NetworkError
        If they are neither integers nor text.
    """
    if np.issubdtype(node_id.dtype, np.integer):
        return node_id
    if all(isinstance(value, str) for value in node_id):
        return node_id.astype(np.str_)
    raise NetworkError(_("Node ids must be integers or text to be stored."))


def _measured(a: Arrays) -> bool:
    """Tell whether every number of a stored network is one that a road can have."""
    speed = a["maxspeed_kmh"]
    lon, lat = np.concatenate([a["node_xy"], a["xy"]]).T
    return bool(
        np.isfinite(a["length_m"]).all()
        and (a["length_m"] >= 0).all()
        and (np.isnan(speed) | (np.isfinite(speed) & (speed >= 0))).all()
        and (np.abs(lon) <= 180).all()
        and (np.abs(lat) <= 90).all()
    )


def read_arrays(data: bytes) -> Arrays:
    """Read the arrays of `RoadNetwork.to_bytes`.

    Raises
    ------
    NetworkError
        If they are of another version or do not belong together. Damaged bytes raise whatever
        zip and NumPy raise.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        a = {key: archive[key] for key in archive.files}
    found = int(a["version"][0])
    if found != FORMAT_VERSION:
        problem = _(
            "The stored network has format {found}, this program reads {format_version}. "
            "Prepare the network again from its road lines."
        ).format(found=found, format_version=FORMAT_VERSION)
        raise NetworkError(problem)
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
        and _measured(a)
    )
    if not whole:
        raise NetworkError(_("The stored network is damaged: its parts do not fit together."))
    return a
