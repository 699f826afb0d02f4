"""Drawn lines to edges: every case drawn by hand in metres, and random ones against shapely."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from spatial.errors import InputError
from spatial.network.cleaning import clean_lines
from spatial.network.road_network import RoadNetwork
from tests.spatial.builders import local_corners, road_layer

ROAD = [(0, 0), (100, 0)]
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def cleaned(layer, tolerance=5.0):
    edges, report = clean_lines(layer, tolerance)
    drawn = [tuple(sorted((c[0], c[-1]))) for c in local_corners(edges)]
    return edges, report, sorted(drawn)


def components(edges):
    return RoadNetwork.from_edges(edges).n_components


def metres(edges):
    return edges.geometry.to_crs(32749).length.sum()


def test_crossing():
    edges, report, drawn = cleaned(road_layer(ROAD, [(50, -50), (50, 50)]))
    middle = (50, 0)
    assert drawn == [((0, 0), middle), ((50, -50), middle), (middle, (50, 50)), (middle, (100, 0))]
    assert components(edges) == 1
    assert len({*edges["u"], *edges["v"]}) == 5
    assert (report.lines_in, report.edges_out, len(report.joins)) == (2, 4, 0)


def test_a_crossing_is_counted_as_one_place():
    assert cleaned(road_layer(ROAD, [(50, -50), (50, 50)]))[1].crossings == 1


@pytest.mark.parametrize("tolerance", [0, 5])
def test_touching_end(tolerance):
    edges, report, drawn = cleaned(road_layer(ROAD, [(50, 0), (50, 50)]), tolerance)
    assert drawn == [((0, 0), (50, 0)), ((50, 0), (50, 50)), ((50, 0), (100, 0))]
    assert (report.crossings, len(report.joins), components(edges)) == (1, 0, 1)


# The scale of zone 49 here, 1° west of its central meridian, is 0.9997: 4.99 m drawn are 4.991 m.
@pytest.mark.parametrize(("gap", "joins"), [(1, 1), (4.99, 1), (5.01, 0), (20, 0)])
def test_gap_before_a_road(gap, joins):
    edges, report, drawn = cleaned(road_layer(ROAD, [(50, gap), (50, 50)]))
    assert (len(report.joins), components(edges)) == (joins, 2 - joins)
    if joins:
        assert ((50, 0), (50, gap)) in drawn
        assert report.joins["gap_m"].tolist() == pytest.approx([gap], rel=1e-3)
        assert report.joins["line"].tolist() == [1]
        assert edges["joined"].sum() == 1
        assert metres(edges) == pytest.approx(150, abs=1e-3)
    else:
        assert drawn == [((0, 0), (100, 0)), ((50, gap), (50, 50))]


def test_gap_of_exactly_the_tolerance_is_joined():
    layer = road_layer(ROAD, [(50, 5), (50, 50)])
    wanted = shapely.shortest_line(*layer.geometry).length
    assert len(clean_lines(layer, wanted + 1e-6)[1].joins) == 1
    assert len(clean_lines(layer, wanted - 1e-6)[1].joins) == 0


@pytest.mark.parametrize("reverse", [False, True])
def test_overlap_of_collinear_lines(reverse):
    second = [(50, 0), (150, 0)][:: -1 if reverse else 1]
    edges, report, drawn = cleaned(road_layer(ROAD, second))
    assert drawn == [((0, 0), (50, 0)), ((50, 0), (100, 0)), ((100, 0), (150, 0))]
    assert report.duplicates == 1
    assert metres(edges) == pytest.approx(150, abs=1e-3)


@pytest.mark.parametrize("reverse", [False, True])
def test_duplicates(reverse):
    again = ROAD[:: -1 if reverse else 1]
    edges, report, drawn = cleaned(road_layer(ROAD, again, ROAD))
    assert drawn == [((0, 0), (100, 0))]
    assert (report.duplicates, edges["line"].tolist()) == (2, [0])


def test_opposite_one_way_duplicates_stay_passable_both_ways():
    """Two carriageways drawn on one centre line: dropping one must not close a direction."""
    edges, _ = clean_lines(road_layer(ROAD, ROAD[::-1], oneway=["yes", "yes"]))
    net = RoadNetwork.from_edges(edges)
    ways = {(a, b) for a, b in zip(net.u, net.v, strict=True)}
    ways |= {(b, a) for a, b, one in zip(net.u, net.v, net.oneway, strict=True) if not one}
    assert ways == {(0, 1), (1, 0)}


OVER = [(50, -50), (50, 50)]


@pytest.mark.parametrize(
    "columns",
    [
        {"bridge": [None, "yes"]},
        {"bridge": ["no", "viaduct"]},
        {"tunnel": ["", "yes"]},
        {"layer": [None, "1"]},
        {"layer": [0, -1]},
        {"layer": [1, 2], "bridge": ["yes", "yes"]},
        {"bridge": [False, True]},
        {"bridge": ["F", "T"]},
    ],
)
def test_roads_of_different_levels_are_not_joined(columns):
    edges, report, drawn = cleaned(road_layer(ROAD, OVER, **columns))
    assert drawn == [((0, 0), (100, 0)), ((50, -50), (50, 50))]
    assert (components(edges), report.crossings) == (2, 0)


def test_roads_of_one_level_are_joined_also_when_both_are_bridges():
    assert components(clean_lines(road_layer(ROAD, OVER, bridge=["yes", "yes"]))[0]) == 1


def test_bridge_connects_end_to_end():
    layer = road_layer(
        [(0, 0), (40, 0)], [(40, 0), (60, 0)], [(60, 0), (100, 0)], OVER,
        bridge=[None, "yes", None, None],
    )  # fmt: skip
    edges, _, drawn = cleaned(layer)
    assert len(drawn) == 4
    net = RoadNetwork.from_edges(edges)
    assert sorted(net.component_table()["nodes"]) == [2, 4]


def test_dead_end_is_not_joined_to_a_road_of_another_level():
    edges, report, _ = cleaned(road_layer(ROAD, [(50, 2), (50, 50)], bridge=["yes", None]))
    assert (components(edges), len(report.joins)) == (2, 0)


def test_end_on_a_road_of_another_level_is_not_joined():
    edges, report, drawn = cleaned(road_layer(ROAD, [(50, 0), (50, 50)], bridge=["yes", None]), 0)
    assert drawn == [((0, 0), (100, 0)), ((50, 0), (50, 50))]
    assert (components(edges), report.crossings) == (2, 0)


def test_line_that_crosses_itself_keeps_its_direction():
    corners = [(0, 0), (100, 100), (100, 0), (0, 100)]
    for shape in (corners, corners[::-1]):
        edges, report = clean_lines(road_layer(shape, oneway=["yes"]))
        parts = sorted(local_corners(edges), key=len)
        middle = (50, 50)
        assert parts[2] == [middle, *shape[1:3], middle]
        assert sorted(parts[:2]) == sorted([[shape[0], middle], [middle, shape[3]]])
        assert (report.self_crossing, report.edges_out) == (1, 3)


def test_closed_ring_is_one_loop():
    edges, report, _ = cleaned(road_layer([(0, 0), (100, 0), (100, 100), (0, 0)]))
    assert edges[["u", "v"]].to_numpy().tolist() == [[0, 0]]
    assert (report.self_crossing, len(report.joins)) == (0, 0)


def test_line_ending_on_itself():
    edges, report, _ = cleaned(road_layer([(0, 0), (100, 0), (100, 100), (50, 100), (50, 0)]))
    assert sorted(map(len, local_corners(edges))) == [2, 5]
    assert report.self_crossing == 1


def test_parts_of_a_multi_line():
    layer = road_layer(ROAD, OVER, [(0, 500), (10, 500)], name=["a", "b", "c"])
    multi = gpd.GeoDataFrame(
        {"name": ["ab", "c"]},
        geometry=[shapely.MultiLineString(list(layer.geometry[:2])), layer.geometry[2]],
        crs=layer.crs,
        index=["x", "y"],
    )
    edges, report, _ = cleaned(multi)
    assert (report.lines_in, report.edges_out) == (3, 5)
    assert edges.groupby("line")["name"].agg(list).to_dict() == {"x": ["ab"] * 4, "y": ["c"]}


def test_zero_length_empty_and_missing_lines():
    layer = road_layer(ROAD, [(5, 5), (5, 5)], [(0, 9), (0, 9.005)])
    layer = gpd.GeoDataFrame(geometry=[*layer.geometry, None, shapely.LineString()], crs=layer.crs)
    _, report, drawn = cleaned(layer)
    assert drawn == [((0, 0), (100, 0))]
    assert report.empty == 2


def test_layer_of_zero_length_lines_only():
    with pytest.raises(InputError):
        clean_lines(road_layer([(5, 5), (5, 5)]))


def test_three_lines_through_one_point():
    edges, _, drawn = cleaned(
        road_layer([(-50, 0), (50, 0)], [(0, -50), (0, 50)], [(-50, -50), (50, 50)])
    )
    assert len(drawn) == 6
    assert all((0, 0) in ends for ends in drawn)
    degree = np.bincount(np.concatenate([edges["u"], edges["v"]]))
    assert sorted(degree.tolist()) == [1, 1, 1, 1, 1, 1, 6]


def test_two_dead_ends_facing_each_other_get_one_join():
    edges, report, drawn = cleaned(road_layer(ROAD, [(103, 1), (200, 1)]))
    assert drawn == [((0, 0), (100, 0)), ((100, 0), (103, 1)), ((103, 1), (200, 1))]
    assert report.joins["gap_m"].tolist() == pytest.approx([np.sqrt(10)], rel=1e-3)
    assert components(edges) == 1


@pytest.mark.parametrize(("spur", "joins"), [(3, 0), (4.9, 0), (5.1, 0), (20, 0)])
def test_spur_is_not_joined_to_its_own_start(spur, joins):
    _, report, _ = cleaned(road_layer(ROAD, [(50, 0), (50, spur)]))
    assert len(report.joins) == joins


def test_dead_end_is_not_joined_to_its_own_line():
    hairpin = [(0, 0), (100, 0), (100, 3), (0, 3)]
    assert len(cleaned(road_layer(hairpin))[1].joins) == 0


def test_tolerance_of_zero_closes_nothing():
    edges, report, _ = cleaned(road_layer(ROAD, [(50, 0.5), (50, 50)]), 0)
    assert (components(edges), len(report.joins)) == (2, 0)


@pytest.mark.parametrize(
    ("layer", "tolerance", "words"),
    [
        (gpd.GeoDataFrame(geometry=[], crs=4326), 5, "no line"),
        (gpd.GeoDataFrame(geometry=[None], crs=4326), 5, "no line"),
        (road_layer(ROAD, crs=None), 5, "coordinate system"),
        (gpd.GeoDataFrame(geometry=[shapely.box(110, -7, 111, -6)], crs=4326), 5, "row 0"),
        (gpd.GeoDataFrame(geometry=[shapely.Point(110, -7)], crs=4326), 5, "row 0"),
        (road_layer(ROAD), -1, "-1 m"),
        (road_layer(ROAD), float("nan"), "tolerance"),
    ],
    ids=["empty", "none", "no crs", "polygon", "point", "negative", "nan"],
)
def test_layers_that_cannot_be_used(layer, tolerance, words):
    with pytest.raises(InputError, match=words):
        clean_lines(layer, tolerance)


def test_all_problems_at_once():
    layer = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0), shapely.box(0, 0, 1, 1)], index=[3, 8])
    with pytest.raises(InputError) as error:
        clean_lines(layer, -2)
    assert len(error.value.problems) == 3
    assert "rows 3, 8" in str(error.value)


def test_coordinates_that_are_no_number():
    with np.errstate(invalid="ignore"):
        shape = shapely.LineString([(110, np.nan), (110.1, -7)])
    layer = gpd.GeoDataFrame(geometry=[shape], crs=4326)
    with pytest.raises(InputError):
        clean_lines(layer)


def test_heights_are_dropped():
    layer = road_layer(ROAD, OVER)
    high = layer.set_geometry(shapely.force_3d(layer.geometry.to_numpy(), [10.0, 500.0]))
    edges, _, drawn = cleaned(high)
    assert len(drawn) == 4
    assert not edges.has_z.any()


def test_attributes_are_carried():
    layer = road_layer(
        ROAD, [(50, 3), (50, 50)], oneway=["yes", "yes"], surface=["aspal", None], width=[7.5, 3.0]
    )
    edges, _ = clean_lines(layer)
    join = edges[edges["joined"]]
    assert join[["width", "oneway", "line"]].to_numpy().tolist() == [[3.0, "no", 1]]
    assert join["surface"].isna().all()
    first = edges[(edges["line"] == 0)]
    assert first["surface"].tolist() == ["aspal"] * 2
    assert first["oneway"].tolist() == ["yes"] * 2


@pytest.mark.parametrize("name", ["line", "u", "v", "length_m", "joined", "level_0", "index"])
def test_columns_with_the_names_of_our_own(name):
    edges, _ = clean_lines(road_layer(ROAD, OVER, **{name: ["x", "y"]}))
    assert len(edges) == 4
    assert edges["length_m"].dtype == float


def test_input_is_not_changed():
    layer = road_layer(ROAD, OVER, oneway=["yes", None])
    before = layer.copy(deep=True)
    clean_lines(layer)
    assert layer.equals(before)
    assert layer.crs == before.crs


def test_report():
    layer = road_layer(ROAD, ROAD, [(50, 3), (50, 50)], [(1, 1), (1, 1)])
    report = cleaned(layer)[1].to_dict()
    assert report.pop("joined_m") == pytest.approx(3.0, abs=0.05)
    assert report == {
        "lines_in": 4, "edges_out": 4, "empty": 1, "duplicates": 1, "self_crossing": 0,
        "crossings": 0, "joins": 1, "tolerance_m": 5.0, "doubtful": 0, "toll_apart": 0,
        "join_crossings": True, "near_closed": 0, "near_open": 0,
    }  # fmt: skip


def test_lengths_are_geodesic():
    edges, _ = clean_lines(gpd.GeoDataFrame(
        geometry=[shapely.LineString([(110, 0), (110.1, 0)])], crs=4326))  # fmt: skip
    assert edges["length_m"].tolist() == pytest.approx([637813.7 * np.pi / 180], abs=1e-6)


# On a 20 m grid an end lies on a line or at least 20² / 566 = 0.7 m from it, never nearly on it.
step = st.integers(0, 20).map(lambda n: 20 * n)
corner = st.tuples(step, step)
segments = st.lists(
    st.tuples(corner, corner).filter(lambda s: np.hypot(s[0][0] - s[1][0], s[0][1] - s[1][1]) > 1),
    min_size=1,
    max_size=9,
)


@settings(report_multiple_bugs=False, phases=PHASES)
@given(segments)
def test_random_segments_are_noded_like_shapely(drawn):
    layer = road_layer(*drawn)
    edges, report = clean_lines(layer, 0)
    wanted = shapely.unary_union(shapely.node(shapely.MultiLineString(list(layer.geometry))))
    assert metres(edges) == pytest.approx(wanted.length, abs=0.1)
    assert edges["length_m"].sum() == pytest.approx(wanted.length / 0.9997, rel=1e-3, abs=1)
    shapes = shapely.set_precision(edges.geometry.to_crs(32749).to_numpy(), 0.001)
    tree = shapely.STRtree(shapes)
    assert tree.query(shapes, predicate="crosses").size == 0
    assert len(report.joins) == 0
    net = RoadNetwork.from_edges(edges)
    assert net.n_components == shapely.get_num_geometries(shapely.buffer(wanted, 0.05))


@settings(report_multiple_bugs=False, phases=PHASES)
@given(segments)
def test_joins_only_add_their_own_length(drawn):
    layer = road_layer(*drawn)
    plain, _ = clean_lines(layer, 0)
    edges, report = clean_lines(layer, 20)
    assert (report.joins["gap_m"] <= 20.01).all()
    assert edges.loc[~edges["joined"], "length_m"].sum() == pytest.approx(
        plain["length_m"].sum(), abs=0.05
    )
    assert components(edges) <= components(plain)


@pytest.mark.parametrize("labels", [[1, 2, 3], [7, 3, 1], ["a", "b", "c"], [2, 4, 9]])
def test_joins_name_positions_and_edges_name_labels_whatever_the_labels(labels):
    """The third line has the gap; a line without geometry before it is left out."""
    layer = road_layer(ROAD, [(0, 90), (9, 90)], [(50, 1), (50, 50)]).set_axis(labels)
    layer.loc[labels[1], "geometry"] = None
    edges, report, _unused = cleaned(layer)
    assert report.joins["line"].tolist() == [2]
    assert set(edges["line"]) == {labels[0], labels[2]}
