"""The network of `layers.osm.roads` against the one that osmnx makes of the same objects."""

import gzip
import json
from collections import Counter
from itertools import pairwise

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
from pyproj import Geod
from shapely.geometry import box

from layers.osm.roads import road_table
from spatial.network.road_network import RoadNetwork
from tests.layers.osm_cases import AREA, CROSS, node, way
from tests.layers.pbf_cases import write_osm

TAGS = ["bridge", "duration", "highway", "junction", "layer", "maxspeed", "name", "oneway",
        "route", "tunnel"]  # fmt: skip
GEOD = Geod(ellps="WGS84")
LEMBATA = box(120, -10, 126, -6)

LANES = [node(k, k - 30, 8) for k in range(31, 36)]
LANE = [31, 32, 33]
RING = [node(41, 6, 1), node(42, 7, 1), node(43, 7, 2), node(44, 6, 2)]
SEA = [node(51, 50, 5), node(52, 95, 5), node(53, 99, 5)]
TOWN = [
    *CROSS, *LANES, *RING, *SEA,
    way(1, [1, 2, 3, 4, 5], highway="primary", name="Jalan Raya", maxspeed="60"),
    way(2, [11, 3, 12], highway="residential"),
    way(3, [11, 4], highway="secondary", bridge="yes", layer="1"),
    way(4, [3, 12, 4, 3], highway="residential"),
    way(5, [41, 42, 43, 44, 41], highway="residential", junction="roundabout"),
    way(6, [5, 51, 52], route="ferry", duration="00:30"),
    way(7, [52, 53], highway="primary", tunnel="yes", layer="-1"),
]  # fmt: skip
"""A road with a side street, a bridge, a loop that shares a step with it, a roundabout apart from
all, and a ferry to another island."""


@pytest.fixture(autouse=True)
def tags_of_ferries_and_levels(monkeypatch):
    monkeypatch.setattr(ox.settings, "useful_tags_way", TAGS)


def graph_of(elements, path):
    """Let osmnx make the graph of a file of OpenStreetMap, a step an edge."""
    return ox.graph_from_xml(write_osm(path, elements), retain_all=True, simplify=False)


def network_of(elements, area=AREA):
    found = road_table(elements, area)
    return found, RoadNetwork.from_edges(found.edges)


def our_steps(network):
    """Count the directed steps between two points, to 1e-7 degrees as OpenStreetMap has them."""
    found = Counter()
    for line, oneway in zip(network.geometry, network.oneway, strict=True):
        at = list(map(tuple, np.round(np.array(line.coords), 7).tolist()))
        found.update(pairwise(at))
        if not oneway:
            found.update(pairwise(at[::-1]))
    return found


def their_steps(graph):
    at = {n: (round(d["x"], 7), round(d["y"], 7)) for n, d in graph.nodes(data=True)}
    return Counter((at[u], at[v]) for u, v in graph.edges())


def geodesic_m(steps):
    at, times = np.array(list(steps)), np.array(list(steps.values()))
    metres = GEOD.inv(at[:, 0, 0], at[:, 0, 1], at[:, 1, 0], at[:, 1, 1])[2]
    return float((metres * times).sum())


def directed_m(network):
    return float((network.length_m * np.where(network.oneway, 1, 2)).sum())


def test_a_town_is_the_network_that_osmnx_makes(tmp_path):
    """By hand 13 steps both ways (4, 2, 1, 3, 2 at sea, 1 beyond) and a ring of 4 one way."""
    graph = graph_of(TOWN, tmp_path / "town.osm")
    found, network = network_of(TOWN, box(119.9, -0.1, 120.2, 0.1))
    steps = our_steps(network)
    assert steps == their_steps(graph)
    assert sum(steps.values()) == 2 * (4 + 2 + 1 + 3 + 2 + 1) + 4
    assert directed_m(network) == pytest.approx(geodesic_m(their_steps(graph)), abs=1e-3)
    roads = graph.subgraph({n for edge in graph.edges() for n in edge})
    assert network.n_components == nx.number_weakly_connected_components(roads) == 2
    ours = found.edges.drop_duplicates("way").set_index("way")
    theirs = {data["osmid"]: data for _, _, data in graph.edges(data=True)}
    for number, data in theirs.items():
        for tag in ("bridge", "layer"):
            assert ours.loc[number, tag] == data.get(tag)
    assert ours.loc[6, "highway"] == theirs[6]["route"] == "ferry"


@pytest.mark.parametrize(
    ("tags", "same"),
    [
        ({}, True),
        ({"oneway": "yes"}, True),
        ({"oneway": "1"}, True),
        ({"oneway": "-1"}, True),
        ({"oneway": "reverse"}, True),
        ({"oneway": "reversible"}, True),
        ({"junction": "roundabout"}, True),
        ({"junction": "circular"}, False),
        ({"highway": "motorway"}, False),
        ({"oneway": "no", "junction": "roundabout"}, False),
    ],
)
def test_one_way_roads_where_osmnx_follows_the_wiki(tmp_path, tags, same):
    """osmnx knows no implied direction but that of roundabouts, and no exception to that."""
    elements = [*LANES, way(1, LANE, **{"highway": "primary", **tags})]
    _, network = network_of(elements)
    theirs = their_steps(graph_of(elements, tmp_path / "lane.osm"))
    assert (our_steps(network) == theirs) is same


def test_ways_of_a_ferry_route_have_no_ferry_in_osmnx(tmp_path):
    """osmnx leaves out relations, which alone say that an untagged way is a part of a route."""
    route = {"type": "relation", "id": 1, "members": [{"type": "way", "ref": 6}],
             "tags": {"type": "route", "route": "ferry", "duration": "60"}}  # fmt: skip
    elements = [*CROSS, *SEA, way(1, [1, 5], highway="primary"), way(6, [5, 51, 52]), route]
    graph = graph_of(elements, tmp_path / "sea.osm")
    assert not any("route" in data for _, _, data in graph.edges(data=True))
    found, network = network_of(elements, box(119.9, -0.1, 120.2, 0.1))
    assert (found.ferries, found.timed_ferries) == (1, 1)
    assert "ferry" in network.highway


def test_a_node_that_is_missing_stops_osmnx(tmp_path):
    elements = [*CROSS, way(1, [1, 2, 99, 4, 5], highway="primary")]
    with pytest.raises(ValueError, match="missing nodes"):
        graph_of(elements, tmp_path / "cut.osm")
    found, _ = network_of(elements)
    assert (len(found.edges), found.lost_steps) == (2, 2)


@pytest.fixture(scope="module")
def lembata(real_data):
    """Objects of some of the three replies; the third holds most of the island."""

    def objects(*names):
        paths = [real_data / "overpass" / f"lembata_{name}.json.gz" for name in names]
        documents = [json.loads(gzip.decompress(path.read_bytes())) for path in paths]
        first = {(e["type"], e["id"]): e for d in documents for e in d["elements"]}
        return [e for (kind, _), e in first.items() if kind in {"node", "way"}]

    return objects


@pytest.mark.real
def test_lembata_has_the_steps_that_osmnx_makes(lembata, tmp_path):
    elements = lembata("cb274e3e", "f0f4b6f2", "f5be91fd")
    theirs = their_steps(graph_of(elements, tmp_path / "lembata.osm"))
    found, network = network_of(elements, LEMBATA)
    assert our_steps(network) == theirs
    assert directed_m(network) == pytest.approx(geodesic_m(theirs), rel=1e-9)
    assert sum(found.edges["bridge"].notna()) == sum(found.edges["layer"].notna()) == 11


@pytest.mark.real
def test_edges_end_where_osmnx_ends_them(lembata, tmp_path):
    """Beyond the ends of osmnx the node where a closed way begins stays an end."""
    elements = lembata("cb274e3e", "f0f4b6f2")
    graph = graph_of(elements, tmp_path / "part.osm")
    simple = ox.simplify_graph(graph, edge_attrs_differ=["osmid"], remove_rings=False)
    theirs = {node for edge in simple.edges() for node in edge}
    found, network = network_of(elements, LEMBATA)
    ours = set(found.edges["u"]) | set(found.edges["v"])
    closed = {e["nodes"][0] for e in elements if e["type"] == "way" and
              e["nodes"][0] == e["nodes"][-1]}  # fmt: skip
    assert theirs <= ours
    assert ours - theirs <= closed
    assert network.n_components == nx.number_weakly_connected_components(simple.subgraph(theirs))
