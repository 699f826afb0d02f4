"""Road sources: columns of official layers, and graphs as osmnx writes them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx
import pandas as pd
import pytest
import shapely

from layers.imports.road_classes import guess_class_column, guess_name_column, road_class
from layers.imports.roads import read_roads, roads_from_lines
from spatial.errors import InputError
from tests.spatial.builders import STEP_EAST, line

LINES = [line((0, 0), (1, 0)), line((1, 0), (2, 0)), line((2, 0), (3, 0))]


def drawn(**columns):
    return gpd.GeoDataFrame(columns, geometry=LINES, crs=4326)


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        (["Jalan Arteri", "JALAN  KOLEKTOR "], ["primary", "secondary"]),
        (["Nasional", "Provinsi", "Kabupaten"], ["trunk", "secondary", "tertiary"]),
        (["Arteri Primer", "Kolektor Primer"], ["primary", "secondary"]),
        (["jalan lokal", "Lokal Primer"], ["tertiary", "tertiary"]),
        (["Jalan Tol", "Jalan Setapak", "Titian"], ["motorway", "path", "footway"]),
        (["Jalan Desa", "Jalan Lain"], ["unclassified", "unclassified"]),
        (["Jalan Lingkungan"], ["residential"]),
        (["primary", "track", "ferry"], ["primary", "track", "ferry"]),
        (["Jalan Bulan", None, ""], ["", "", ""]),
        ([1, np.nan, 2.5], ["", "", ""]),
    ],
)  # fmt: skip
def test_class_words(words, classes):
    assert road_class(pd.Series(words)).tolist() == classes


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"REMARK": ["Jalan Arteri", "Jalan Lokal", "x"], "NAMRJL": ["A", "B", "C"]}, "REMARK"),
        ({"Status": ["Kabupaten"] * 3, "Kelas": ["III", "III", "II"]}, "Status"),
        ({"FUNGSI": ["Lokal Primer"] * 3, "STATUS": ["baik", "rusak", "Desa"]}, "FUNGSI"),
        ({"fclass": ["primary", "path", "cycleway"]}, "fclass"),
        ({"NAMOBJ": ["Jalan Lokal", "Jalan Lokal", None]}, "NAMOBJ"),
        ({"highway": ["x", "primary", "y"]}, None),
        ({"kelas": ["I", "II", "III"]}, None),
        ({"warna": ["primary"] * 3}, None),
        ({"highway": [None, None, None], "remark": ["Jalan Lokal"] * 3}, "remark"),
        ({}, None),
    ],
)
def test_class_column(columns, expected):
    assert guess_class_column(drawn(**columns)) == expected


@pytest.mark.parametrize(
    ("columns", "class_column", "expected"),
    [
        ({"NAMOBJ": ["A"] * 3}, None, "NAMOBJ"),
        ({"NAMOBJ": ["Jalan Lokal"] * 3, "NAMRJL": ["A"] * 3}, "NAMOBJ", "NAMRJL"),
        ({"NAMOBJ": ["Jalan Lokal"] * 3}, "NAMOBJ", None),
        ({"Nama_Ruas": ["A"] * 3, "namobj": ["B"] * 3}, None, "Nama_Ruas"),
        ({}, None, None),
    ],
)
def test_name_column(columns, class_column, expected):
    assert guess_name_column(drawn(**columns), class_column) == expected


def test_rbi_layer(tmp_path):
    path = tmp_path / "JALAN_LN_25K.shp"
    drawn(
        NAMOBJ=["Jl. Sultan Fatah", None, "Jl. <b>Tebal</b>"],
        REMARK=["Jalan Arteri", "Jalan Lokal", "Jalan Bulan"],
    ).to_file(path)
    source = read_roads(path)
    net = source.network
    assert (source.kind, source.class_column) == ("drawn lines", "REMARK")
    assert net.highway.tolist() == ["primary", "tertiary", ""]
    assert net.name.tolist() == ["Jl. Sultan Fatah", "", "Jl. <b>Tebal</b>"]
    assert not net.oneway.any()
    assert net.total_km == pytest.approx(3 * STEP_EAST / 1000, abs=1e-5)
    facts = source.to_dict()
    assert facts["cleaning"]["lines_in"] == 3
    assert (facts["nodes"], facts["edges"], facts["components"]) == (4, 3, 1)


def test_layer_without_usual_columns():
    net = roads_from_lines(drawn(lebar=[3, 4, 5]), 5).network
    assert net.highway.tolist() == net.name.tolist() == ["", "", ""]


@pytest.mark.parametrize("column", ["line", "u", "length_m"])
def test_layer_with_a_column_named_like_ours(column):
    assert roads_from_lines(drawn(**{column: ["a", "b", "c"]}), 5).network.n_edges == 3


def test_one_way_roads_of_geofabrik():
    """Geofabrik writes F for one-way ahead, T for one-way against, B for both."""
    net = roads_from_lines(drawn(fclass=["primary"] * 3, oneway=["F", "T", "B"]), 0).network
    assert net.oneway.tolist() == [True, True, False]
    start = [shapely.get_coordinates(shape)[0].round(6).tolist() for shape in net.geometry]
    assert start == [list(LINES[0].coords[0]), list(LINES[1].coords[-1]), list(LINES[2].coords[0])]


def test_file_that_does_not_exist(tmp_path):
    for name in ("none.graphml", "none.gpkg"):
        with pytest.raises(InputError, match="does not exist"):
            read_roads(tmp_path / name)


def test_layer_of_points(tmp_path):
    path = tmp_path / "points.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.Point(110, -7)], crs=4326).to_file(path)
    with pytest.raises(InputError, match="is no line: row 0"):
        read_roads(path)


def graph(*edges, directed=True, crs="epsg:4326"):
    made = nx.MultiDiGraph(crs=crs) if directed else nx.MultiGraph(crs=crs)
    for node, (x, y) in enumerate([(110, -7), (110.001, -7), (110.002, -7), (110.5, -7)]):
        made.add_node(node, x=float(x), y=float(y))
    for u, v, data in edges:
        made.add_edge(u, v, **{"length": 110.0, "osmid": 1, "oneway": False, **data})
    return made


def save(made, path):
    osmnx.save_graphml(made, path)
    return path


STREET = {"highway": "residential", "name": "Jalan Kopi"}
DUAL = {
    "highway": ["primary", "tertiary"], "name": ["Jalan A", "Jalan B"], "maxspeed": ["60", "40"],
    "osmid": [1, 2], "oneway": True,
}  # fmt: skip


def test_graph_of_osmnx(tmp_path):
    path = save(graph((0, 1, STREET), (1, 0, STREET), (1, 2, DUAL)), tmp_path / "demak.graphml")
    source = read_roads(path)
    net = source.network
    assert (source.kind, source.cleaning) == ("osmnx graph", None)
    assert net.node_id.tolist() == [0, 1, 2, 3]
    assert net.n_components == 2
    frame = net.edges_frame()
    assert frame[["u", "v", "oneway"]].to_numpy().tolist() == [[0, 1, False], [1, 2, True]]
    assert frame["highway"].tolist() == ["residential", "tertiary"]
    assert frame["name"].tolist() == ["Jalan Kopi", "Jalan A; Jalan B"]
    assert frame["maxspeed"].tolist() == pytest.approx([np.nan, 40], nan_ok=True)
    assert frame["length_m"].tolist() == [110.0, 110.0]
    assert list(net.geometry[0].coords) == [(110.0, -7.0), (110.001, -7.0)]


def test_graph_keeps_drawn_curves_and_its_direction(tmp_path):
    bow = shapely.LineString([(110, -7), (110.0005, -6.999), (110.001, -7)])
    both = [(0, 1, {**STREET, "geometry": bow}), (1, 0, {**STREET, "geometry": bow.reverse()})]
    straight = (1, 0, {**STREET, "oneway": True})
    net = read_roads(save(graph(*both, straight), tmp_path / "bow.graphml")).network
    corners = [len(shape.coords) for shape in net.geometry]
    assert sorted(zip(net.oneway.tolist(), corners, strict=True)) == [(False, 3), (True, 2)]
    one_way = int(np.flatnonzero(net.oneway)[0])
    assert (net.u[one_way], net.v[one_way]) == (1, 0)


def test_projected_graph_is_moved(tmp_path):
    made = osmnx.project_graph(graph((0, 1, STREET), (1, 0, STREET)))
    net = read_roads(save(made, tmp_path / "utm.graphml")).network
    assert net.node_xy[1] == pytest.approx([110.001, -7.0], abs=1e-7)


def test_undirected_graph_is_two_way(tmp_path):
    made = graph((0, 1, STREET), (1, 2, STREET), directed=False)
    try:
        net = read_roads(save(made, tmp_path / "plain.graphml")).network
    except InputError:
        return
    assert net.oneway.tolist() == [False, False]


@pytest.mark.parametrize("text", ["", "<graphml><graph", "not xml", "<html></html>"])
def test_damaged_graph(tmp_path, text):
    path = tmp_path / "demak.graphml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"demak\.graphml"):
        read_roads(path)


def test_graphs_that_osmnx_did_not_write(tmp_path):
    made = nx.MultiDiGraph()
    made.add_edge(0, 1)
    path = tmp_path / "plain.graphml"
    nx.write_graphml(made, path)
    with pytest.raises(InputError, match=r"plain\.graphml"):
        read_roads(path)


@pytest.mark.parametrize("missing", ["length", "x", "crs", "edges"])
def test_graphs_in_which_something_is_missing(tmp_path, missing):
    made = graph((0, 1, STREET), (1, 0, STREET))
    if missing == "length":
        for *_, data in made.edges(data=True):
            del data["length"]
    elif missing == "x":
        for _, data in made.nodes(data=True):
            del data["x"]
    elif missing == "crs":
        del made.graph["crs"]
    else:
        made.clear_edges()
    path = save(made, tmp_path / "demak.graphml")
    with pytest.raises(InputError):
        read_roads(path)


CASES = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize(
    ("word", "road"),
    [
        ("Jalan Tol Dua Jalur Dengan Pemisah Fisik", "motorway"),
        ("Jalan Tol Dua Jalur Tanpa Pemisah Fisik", "motorway"),
        ("Jalan Tol Layang", "motorway"),
        ("JALAN_TOL", "motorway"),
        ("Jln. Tol", "motorway"),
        ("Jl.Tol Trans Jawa", "motorway"),
        ("Tol dalam kota", "motorway"),
        ("Toll road", "motorway"),
        ("Motorway", "motorway"),
        ("Jalan Bebas Hambatan", "motorway"),
        ("Arteri Primer (Jalan Tol)", "motorway"),
        ("Simpang Susun Tol", "motorway_link"),
        ("Jalan Arteri Non Tol", "primary"),
        ("Jalan Non-Tol", ""),
        ("Jalan Tolitoli", ""),
        ("Jalan/Transportasi Darat Lainnya", "unclassified"),
        ("Jalan Arteri Dua Jalur Dengan Pemisah Fisik", "primary"),
        ("Arteri Sekunder", "primary"),
        ("Jalan Arteri Primer", "primary"),
        ("Kolektor Sekunder", "secondary"),
        ("Jalan Kolektor Primer 1", "secondary"),
        ("JKP-1", "secondary"),
        ("JKP4", "secondary"),
        ("jkp 3", "secondary"),
        ("Kolektro Primer", "secondary"),
        ("Lokal Sekunder", "tertiary"),
        ("JAP", "primary"),
        ("JLS", "tertiary"),
        ("JLing-S", "residential"),
        ("Lingkungan Sekunder", "residential"),
        ("Jln. Kabupaten", "tertiary"),
        ("Jl. Prop.", "secondary"),
        ("Jalan Strategis Nasional", "trunk"),
        ("Jalan Poros Desa", "unclassified"),
        ("Jembatan Penyeberangan Orang", "footway"),
        ("track_grade3", "track"),
        ("cycleway", "footway"),
        ("bridleway", "footway"),
        ("primary_link", "primary_link"),
        ("unknown", ""),
        ("road", ""),
        ("Rel Kereta Api", ""),
        ("Kelas III", ""),
        ("baik", ""),
    ],
)
def test_classes_by_meaning(word, road):
    assert road_class(pd.Series([word])).tolist() == [road]


@pytest.mark.parametrize("heading", ["FUNGSI_JAL", "KLASIFIKAS", "Tipe Jalan", "REMARK_1"])
def test_headings_that_contain_a_usual_one(heading):
    assert guess_class_column(drawn(**{heading: ["Lokal", "Kolektor", "JAP"]})) == heading


def test_a_toll_road_that_only_its_name_tells():
    lines = drawn(REMARK=["Jalan Lokal", "Jalan Lokal", "?"], NAMOBJ=["A", None, "Jalan Tol A-B"])
    assert roads_from_lines(lines, 0).network.highway.tolist() == [
        "tertiary", "tertiary", "motorway",
    ]  # fmt: skip
    named = drawn(NAMOBJ=["Jl. Kopi", "Jl. Teh", "Jalan Tol A-B"])
    assert roads_from_lines(named, 0).network.highway.tolist() == ["", "", "motorway"]


def test_capital_columns_of_a_shapefile():
    """A bridge of a one-way toll road passes over a local road: 2 edges and no shared node."""
    net = read_roads(CASES / "T-capital-columns" / "capitals.shp").network
    assert (net.n_edges, net.n_nodes, net.oneway.tolist()) == (2, 4, [True, False])
    assert net.highway.tolist() == ["motorway", "tertiary"]


@pytest.mark.parametrize(
    ("columns", "oneway", "maxspeed"),
    [
        ({"OneWay": ["yes", "-1", None], "MAXSPEED": [40, 0, None]}, [1, 1, 0], [40, 0, 0]),
        ({"ONE_WAY": ["FT", "TF", "B"], "MaxSpeed": ["30", "", "5"]}, [1, 1, 0], [30, 0, 5]),
        ({"SATU_ARAH": ["Ya", "tidak", ""]}, [1, 0, 0], [0, 0, 0]),
        ({"Arah": ["Satu Arah", "Dua Arah", "1 arah"]}, [1, 0, 1], [0, 0, 0]),
        ({"ONEWAY": ["F", "F", "T"]}, [0, 0, 1], [0, 0, 0]),
        ({"ONEWAY": [1, 0, -1]}, [1, 0, 1], [0, 0, 0]),
        ({"oneway": [None] * 3, "ONEWAY": ["yes", "no", "no"]}, [1, 0, 0], [0, 0, 0]),
        ({"BATAS_KECE": [60, 50, 40]}, [0, 0, 0], [60, 50, 40]),
    ],
)
def test_columns_by_any_case(columns, oneway, maxspeed):
    net = roads_from_lines(drawn(**columns), 0).network
    assert net.oneway.astype(int).tolist() == oneway
    assert np.nan_to_num(net.maxspeed_kmh).tolist() == maxspeed


@pytest.mark.parametrize("tag", ["LAYER", "Bridge", "TUNNEL", "Jembatan", "TEROWONGAN"])
def test_levels_by_any_case(tag):
    cross = [line((0, 0), (2, 0)), line((1, -1), (1, 1))]
    lines = gpd.GeoDataFrame({tag: ["1", "0"]}, geometry=cross, crs=4326)
    assert roads_from_lines(lines, 0).network.n_components == 2


def test_edge_tables_by_any_case(tmp_path):
    edges = drawn(U=[0, 1, 2], V=[1, 2, 3], HIGHWAY=["primary"] * 3, LENGTH_M=[7.0, 8.0, 9.0])
    edges.to_file(tmp_path / "edges.shp")
    source = read_roads(tmp_path / "edges.shp")
    assert (source.kind, source.network.length_m.tolist()) == ("edge table", [7.0, 8.0, 9.0])
    assert source.network.highway.tolist() == ["primary"] * 3


def test_km_without_a_class():
    source = roads_from_lines(drawn(REMARK=["Jalan Lokal", "Jalan Lokal", "Jalan Bulan"]), 0)
    assert source.unclassed_km == pytest.approx(STEP_EAST / 1000, abs=1e-5)
