"""Building, storing and merging networks."""

from __future__ import annotations

import io
import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from spatial.errors import InputError, NetworkError
from spatial.network.edge_table import merge_opposite_edges, parse_maxspeed
from spatial.network.road_network import RoadNetwork
from tests.spatial.builders import STEP_EAST, line, network, place

ROAD = line((0, 0), (1, 0), (2, 1))
NODES = pd.DataFrame({"id": [7, 8, 9], "lon": [110.0, 110.001, 120.0], "lat": [-7.0, -7.0, -7.0]})


def one(**columns):
    return network({"u": 0, "v": 1, "line": ROAD, **columns})


@pytest.mark.parametrize("word", ["yes", "true", "1", 1, 1.0, True, " Yes ", "TRUE"])
def test_one_way_words(word):
    net = one(oneway=word)
    assert net.oneway.tolist() == [True]
    assert net.geometry[0].equals_exact(ROAD)


@pytest.mark.parametrize(
    "word",
    ["no", "false", "0", 0, 0.0, False, None, np.nan, "", "none", "reversible", "alternating"],
)
def test_two_way_words(word):
    assert one(oneway=word).oneway.tolist() == [False]


@pytest.mark.parametrize("word", ["-1", -1, -1.0, "reverse"])
def test_against_turns_the_edge_and_its_geometry(word):
    net = one(oneway=word)
    assert net.oneway.tolist() == [True]
    assert (net.node_id[net.u[0]], net.node_id[net.v[0]]) == (1, 0)
    assert list(net.geometry[0].coords) == list(ROAD.coords)[::-1]
    assert tuple(net.node_xy[net.u[0]]) == pytest.approx(place(2, 1))


def test_against_without_geometry_turns_the_nodes():
    net = RoadNetwork.from_edges(pd.DataFrame({"u": [7], "v": [8], "oneway": ["-1"]}), NODES)
    assert net.geometry[0].coords[0] == (110.001, -7.0)


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("50", 50),
        (50, 50),
        (50.0, 50),
        ("50 km/h", 50),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("50;30", 30),
        (["50", "40"], 40),
        ("62.5", 62.5),
        ("60,5", 60.5),
        ("none", np.nan),
        ("signals", np.nan),
        ("ID:urban", np.nan),
        (None, np.nan),
        (np.nan, np.nan),
        ("", np.nan),
        ("0", np.nan),
        (0, np.nan),
    ],
)
def test_maxspeed(value, kmh):
    assert parse_maxspeed(pd.Series([value], dtype=object)) == pytest.approx([kmh], nan_ok=True)


def test_maxspeed_keeps_to_its_row_when_labels_repeat():
    assert parse_maxspeed(pd.Series(["30", "80", None], index=[7, 7, 7]))[:2].tolist() == [30, 80]


def test_maxspeed_on_the_index_of_osmnx():
    index = pd.MultiIndex.from_tuples([(0, 1, 0), (0, 2, 0), (0, 2, 1)])
    assert parse_maxspeed(pd.Series(["30", "80", "50"], index=index)).tolist() == [30, 80, 50]


def test_length_is_kept_where_given_and_geodesic_elsewhere():
    net = network(
        {"u": 0, "v": 1, "line": line((0, 0), (1, 0)), "length_m": 1234.5},
        {"u": 1, "v": 2, "line": line((1, 0), (2, 0)), "length_m": None},
    )
    assert net.length_m == pytest.approx([1234.5, STEP_EAST], abs=1e-3)
    assert net.total_km == pytest.approx((1234.5 + STEP_EAST) / 1000)


def test_isolated_nodes_are_kept_and_components_are_longest_first():
    nodes = pd.DataFrame({"id": range(6), "lon": 110 + np.arange(6) / 1000, "lat": -7.0})
    edges = pd.DataFrame({"u": [0, 2, 3], "v": [1, 3, 4], "length_m": [500.0, 300.0, 300.0]})
    net = RoadNetwork.from_edges(edges, nodes)
    assert (net.n_nodes, net.n_edges, net.n_components) == (6, 3, 3)
    assert net.component.tolist() == [1, 1, 0, 0, 0, 2]
    assert net.component_table().to_numpy().tolist() == [[3, 2, 0.6], [2, 1, 0.5], [1, 0, 0.0]]


def test_one_way_edges_do_not_split_a_component():
    net = network(
        {"u": 0, "v": 1, "line": line((0, 0), (1, 0)), "oneway": "yes"},
        {"u": 2, "v": 1, "line": line((2, 0), (1, 0)), "oneway": "yes"},
    )
    assert net.n_components == 1


def test_arrays_are_read_only():
    net = one()
    for name in ("node_id", "node_xy", "u", "v", "length_m", "oneway", "name", "geometry"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(net, name)[0] = getattr(net, name)[0]
    with pytest.raises(AttributeError):
        net.u = net.v


@pytest.mark.parametrize("name", ["component", "plane_geometry"])
def test_derived_arrays_are_read_only(name):
    assert not getattr(one(), name).flags.writeable


def test_network_does_not_change_with_the_tables_it_was_made_of():
    nodes = NODES.copy()
    edges = pd.DataFrame({"u": [7], "v": [8], "length_m": [10.0], "oneway": [True]})
    net = RoadNetwork.from_edges(edges, nodes)
    nodes.loc[0, ["id", "lon"]] = [99, 100.0]
    edges.loc[0, ["u", "length_m"]] = [8, 99.0]
    assert net.node_id.tolist() == [7, 8, 9]
    assert net.node_xy[0].tolist() == [110.0, -7.0]
    assert net.length_m.tolist() == [10.0]


def test_edge_table_round_trip():
    net = one(oneway="yes", maxspeed="30 mph", name="Jalan Ny. Sukirman", highway="primary")
    again = RoadNetwork.from_edges(net.edges_frame())
    same_network(again, net)


def same_network(a, b):
    for name in ("node_id", "node_xy", "u", "v", "length_m", "oneway", "maxspeed_kmh"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
    assert a.highway.tolist() == b.highway.tolist()
    assert a.name.tolist() == b.name.tolist()
    assert shapely.equals_identical(a.geometry, b.geometry).all()


STORED = network(
    {
        "u": 0,
        "v": 1,
        "line": ROAD,
        "name": "Jalan Ünïcödé 道",
        "highway": "primary",
        "maxspeed": 50,
    },
    {"u": 1, "v": 2, "line": line((2, 1), (3, 1)), "name": "", "oneway": "yes", "length_m": 5.0},
    {"u": 2, "v": 2, "line": line((3, 1), (4, 1), (4, 2), (3, 1)), "name": "", "highway": ""},
)


def test_bytes_round_trip():
    same_network(RoadNetwork.from_bytes(STORED.to_bytes()), STORED)


def test_bytes_round_trip_with_text_ids():
    net = network({"u": "simpang é", "v": "b", "line": ROAD})
    assert RoadNetwork.from_bytes(net.to_bytes()).node_id.tolist() == ["b", "simpang é"]


def test_ids_that_cannot_be_stored_are_refused():
    net = network({"u": 0.5, "v": 1.5, "line": ROAD})
    with pytest.raises(NetworkError, match="integers or text"):
        net.to_bytes()


def npy():
    buffer = io.BytesIO()
    np.save(buffer, np.arange(3))
    return buffer.getvalue()


def npz(**changes):
    with np.load(io.BytesIO(STORED.to_bytes())) as archive:
        arrays = {**archive, **changes}
    buffer = io.BytesIO()
    np.savez(buffer, **{k: v for k, v in arrays.items() if v is not None})
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"not a network",
        STORED.to_bytes()[:200],
        STORED.to_bytes()[:-30],
        npy(),
        npz(version=np.array([2])),
        npz(u=None),
        npz(n_xy=np.array([1, 2, 3], dtype=np.int32)),
        npz(name_code=np.array([0, 9, 9], dtype=np.int32)),
        npz(u=np.array([0, 1, 99], dtype=np.int32)),
        npz(length_m=np.array([1.0])),
        npz(node_id=np.array([{}], dtype=object)),
    ],
    ids=["empty", "two bytes", "text", "head", "tail cut", "npy", "version", "no u", "short line",
         "name out of range", "node out of range", "too few lengths", "pickle"],
)  # fmt: skip
def test_damaged_bytes(data):
    with pytest.raises(NetworkError):
        RoadNetwork.from_bytes(data)


@pytest.mark.slow
def test_a_flipped_byte_is_found_or_harmless():
    data = STORED.to_bytes()
    for i in itertools.chain(range(0, len(data), 7), range(len(data) - 900, len(data))):
        flipped = bytearray(data)
        flipped[i] ^= 0xFF
        try:
            again = RoadNetwork.from_bytes(bytes(flipped))
        except NetworkError:
            continue
        same_network(again, STORED)


def test_all_problems_at_once():
    edges = gpd.GeoDataFrame(
        {"u": [0, 1, 2], "length_m": [-1.0, np.inf, 5.0]},
        geometry=[shapely.Point(110, -7), ROAD, shapely.LineString()],
        index=["a", "b", "c"],
    )
    nodes = pd.DataFrame({"id": [1, 1], "lon": [110.0, 110.0]})
    with pytest.raises(InputError) as error:
        RoadNetwork.from_edges(edges, nodes)
    text = "\n".join(error.value.problems)
    assert len(error.value.problems) == 5
    for words in ("'v'", "2 edges have no LineString: rows a, c", "length: rows a, b", "'lat'",
                  "1 node id is repeated"):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("edges", "nodes", "words"),
    [
        (pd.DataFrame({"u": [7], "v": [8]}), None, "node table"),
        (pd.DataFrame({"u": [7], "v": [5]}), NODES, "not in the node table: row 0"),
        (pd.DataFrame({"u": [], "v": []}), NODES, "empty"),
        (pd.DataFrame({"u": [7], "v": [8], "length_m": ["ten"]}), NODES, "unreadable length"),
        (pd.DataFrame({"u": [7, None], "v": [8, 8]}), NODES, "1"),
    ],
)
def test_edges_that_cannot_be_used(edges, nodes, words):
    with pytest.raises(InputError, match=words):
        RoadNetwork.from_edges(edges, nodes)


@pytest.mark.parametrize("ids", [(None, None), ("a", 1)])
def test_node_ids_that_are_missing_or_mixed(ids):
    with pytest.raises(InputError):
        network({"u": ids[0], "v": 1, "line": ROAD}, {"u": ids[1], "v": 2, "line": ROAD})


def test_coordinates_that_are_no_number():
    nodes = NODES.assign(lon=[110.0, np.nan, 111.0])
    with pytest.raises(InputError):
        RoadNetwork.from_edges(pd.DataFrame({"u": [7], "v": [8]}), nodes)


def test_edges_in_another_crs_are_refused_or_moved():
    edges = gpd.GeoDataFrame({"u": [0], "v": [1]}, geometry=[ROAD], crs=4326).to_crs(32749)
    try:
        net = RoadNetwork.from_edges(edges)
    except InputError:
        return
    assert net.node_xy[0] == pytest.approx(place(0, 0))


def directed(*edges):
    table = pd.DataFrame([{k: v for k, v in e.items() if k != "line"} for e in edges])
    table = gpd.GeoDataFrame(table, geometry=[e["line"] for e in edges], crs=4326)
    return table.assign(length_m=table.get("length_m", 100.0))


def edge(u, v, shape, **columns):
    return {"u": u, "v": v, "line": shape, **columns}


AB = line((0, 0), (1, 0))
BOW = line((0, 0), (0.5, 0.3), (1, 0))
RING = line((0, 0), (1, 0), (1, 1), (0, 0))


def test_merge_pair_and_true_one_way():
    merged = merge_opposite_edges(
        directed(
            edge(0, 1, AB, name="first"),
            edge(1, 0, AB.reverse(), name="second"),
            edge(1, 2, line((1, 0), (2, 0)), name="alone"),
        )
    )
    assert merged[["u", "v", "name", "oneway"]].to_numpy().tolist() == [
        [0, 1, "first", False],
        [1, 2, "alone", True],
    ]


def test_merge_keeps_parallel_roads_of_equal_length_apart():
    merged = merge_opposite_edges(
        directed(
            edge(0, 1, AB), edge(0, 1, BOW), edge(1, 0, BOW.reverse()), edge(1, 0, AB.reverse())
        )
    )
    assert merged["oneway"].tolist() == [False, False]
    assert list(merged.geometry) == [AB, BOW]


def test_merge_leaves_opposite_one_ways_of_other_geometry():
    merged = merge_opposite_edges(directed(edge(0, 1, AB), edge(1, 0, BOW.reverse())))
    assert merged["oneway"].tolist() == [True, True]


def test_merge_leaves_equal_lines_of_other_length():
    merged = merge_opposite_edges(
        directed(edge(0, 1, AB, length_m=100.0), edge(1, 0, AB.reverse(), length_m=100.01))
    )
    assert merged["oneway"].tolist() == [True, True]


def test_merge_loops():
    two_way = merge_opposite_edges(directed(edge(3, 3, RING), edge(3, 3, RING.reverse())))
    assert two_way["oneway"].tolist() == [False]
    one_way = merge_opposite_edges(directed(edge(3, 3, RING)))
    assert one_way["oneway"].tolist() == [True]


def test_merge_more_than_two_identical_edges():
    merged = merge_opposite_edges(
        directed(edge(0, 1, AB), edge(0, 1, AB), edge(1, 0, AB.reverse()), edge(0, 1, AB))
    )
    assert sorted(merged["oneway"].tolist()) == [False, True, True]
    assert merged[["u", "v"]].to_numpy().tolist() == [[0, 1]] * 3


def test_merge_with_text_ids():
    merged = merge_opposite_edges(directed(edge("b", "a", AB), edge("a", "b", AB.reverse())))
    assert merged[["u", "v", "oneway"]].to_numpy().tolist() == [["b", "a", False]]
