"""The embedded study area: its network, and distances worked out a second way."""

from __future__ import annotations

import json
import shutil

import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely
from shapely.ops import substring

from layers.area.study_area import AREA_LAYERS
from layers.imports.national_villages import load_national_villages
from layers.workspace.catalog import DATA, area_names, load_area
from spatial.access.nearest import nearest
from spatial.access.routes import routes
from spatial.errors import InputError

MEGONTEN = "33.21.14.2014"


@pytest.fixture(scope="module")
def demak():
    return load_area("demak")


@pytest.fixture(scope="module")
def to_disnaker(demak):
    return nearest(demak.network, demak.villages, demak.facilities("disnaker"))


def test_what_is_in_the_area(demak):
    assert area_names() == ["demak"]
    assert (demak.name, demak.title) == ("demak", "Kabupaten Demak")
    assert len(demak.villages) == 249
    assert len(demak.boundaries) == 14
    assert len(demak.markets) == len(demak.facilities("market")) == 48
    assert set(demak.offices["regency"]) == {"Kabupaten Demak"}
    assert demak.facilities("disnaker")["id"].tolist() == ["off-33.21-disnaker"]
    assert demak.villages.loc[demak.villages["desmigratif"], "id"].tolist() == [MEGONTEN]


def test_network_is_one_component(demak):
    assert demak.network.n_components == 1
    # The drawn roads are 880.7 + 89.2 km; closing gaps adds the joins.
    report = demak.roads_source.cleaning.to_dict()
    assert demak.network.total_km == pytest.approx(969.9 + report["joined_m"] / 1000, abs=0.3)
    assert set(demak.network.highway) == {"trunk", "secondary", "tertiary"}


def test_sources(demak):
    assert set(demak.sources) == set(AREA_LAYERS)
    assert len(demak.sources["roads"]["files"]) == 2
    for source in demak.sources.values():
        assert source["description"]
        assert all(len(file["sha256"]) == 64 for file in source["files"])
    json.dumps(dict(demak.sources))
    assert len(demak.digest) == 16


def test_megonten_to_disnaker(to_disnaker):
    row = to_disnaker.set_index("origin_id").loc[MEGONTEN]
    assert row["status"] == "ok"
    assert row["total_m"] == pytest.approx(15_000, abs=300)
    assert row["total_m"] == pytest.approx(row[["access_m", "network_m", "egress_m"]].sum())
    # Nobody arrives before a car at the legal 80 km/h, nor after a cyclist at 15 km/h.
    assert 15 / 80 * 60 < row["minutes"] < 60
    assert 1 < row["detour"] < 1.5


def mover(transformer):
    return lambda xy: np.column_stack(transformer.transform(*xy.T))


def independent_total(edges, start, end):
    """Metres by networkx; the points meet the roads in azimuthal planes around themselves."""
    geod = pyproj.Geod(ellps="WGS84")
    graph = nx.Graph()
    metres = [geod.geometry_length(shape) for shape in edges.geometry]

    def link(a, b, length):
        if not graph.has_edge(a, b) or graph[a][b]["m"] > length:
            graph.add_edge(a, b, m=length)

    for u, v, length in zip(edges["u"], edges["v"], metres, strict=True):
        link(u, v, length)
    legs = 0.0
    for label, point in (("start", start), ("end", end)):
        around = pyproj.CRS.from_proj4(
            f"+proj=aeqd +lat_0={point.y} +lon_0={point.x} +ellps=WGS84"
        )
        there = mover(pyproj.Transformer.from_crs(4326, around, always_xy=True))
        back = mover(pyproj.Transformer.from_crs(around, 4326, always_xy=True))
        flat = shapely.transform(edges.geometry.to_numpy(), there)
        e = int(shapely.distance(flat, shapely.Point(0, 0)).argmin())
        legs += flat[e].distance(shapely.Point(0, 0))
        at = flat[e].project(shapely.Point(0, 0))
        part = substring(flat[e], 0, at)
        before = geod.geometry_length(shapely.transform(part, back)) if at > 0 else 0.0
        link(label, edges["u"].iloc[e], before)
        link(label, edges["v"].iloc[e], metres[e] - before)
    return legs + nx.dijkstra_path_length(graph, "start", "end", weight="m")


@pytest.mark.parametrize("code", [MEGONTEN, "33.21.01.2003", "33.21.01.2001"])
def test_distances_worked_out_a_second_way(demak, to_disnaker, code):
    edges = demak.network.edges_frame()
    assert not edges["oneway"].any()
    village = demak.villages.set_index("id").geometry[code]
    office = demak.facilities("disnaker").geometry.iloc[0]
    found = to_disnaker.set_index("origin_id").loc[code, "total_m"]
    assert found == pytest.approx(independent_total(edges, village, office), abs=2.0)


def test_every_village_has_an_answer(to_disnaker):
    assert len(to_disnaker) == 249
    counts = to_disnaker["status"].value_counts()
    assert counts["ok"] >= 240
    assert counts.get("unreachable", 0) == 0
    ok = to_disnaker[to_disnaker["status"] == "ok"]
    # A road trip is never shorter than the straight line.
    assert (ok["total_m"] >= ok["straight_m"] - 0.01).all()


def test_route_from_megonten_has_the_length_of_the_trip(demak, to_disnaker):
    row = to_disnaker[to_disnaker["origin_id"] == MEGONTEN]
    traced = routes(demak.network, demak.villages, demak.facilities("disnaker"), row).iloc[0]
    drawn = pyproj.Geod(ellps="WGS84").geometry_length(traced.geometry)
    assert drawn == pytest.approx(traced["total_m"], abs=1.0)
    assert sum(road["m"] for road in traced["roads"]) == pytest.approx(
        traced["network_m"], abs=0.1
    )


@pytest.mark.parametrize("name", ["kudus", "", "../data/demak", "demak.json"])
def test_unknown_area(name):
    with pytest.raises(InputError) as error:
        load_area(name)
    assert error.value.problems == (f"There is no study area '{name}'. Available: demak.",)


def test_no_area_at_all(tmp_path):
    assert area_names(tmp_path) == []
    with pytest.raises(InputError, match="none"):
        load_area("demak", tmp_path)


@pytest.fixture
def copy(tmp_path):
    """Change the manifest of a copy of the data; return the folder."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)

    def change(edit):
        path = folder / "demak.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        edit(manifest)
        path.write_text(json.dumps(manifest), encoding="utf-8")
        return folder

    return change


def test_copy_of_the_data_gives_another_digest_only_when_it_changes(copy, demak):
    assert load_area("demak", copy(lambda m: None)).digest == demak.digest
    changed = copy(lambda m: m.update(tolerance_m=0))
    area = load_area("demak", changed)
    assert area.digest != demak.digest
    assert len(area.roads_source.cleaning.joins) == 0


@pytest.mark.parametrize("layer", ["villages", "roads"])
def test_layer_whose_file_is_missing(copy, layer):
    folder = copy(lambda m: m["layers"].update({layer: ["none.geojson"]}))
    with pytest.raises(InputError, match=r"none\.geojson"):
        load_area("demak", folder)


@pytest.mark.parametrize(
    "edit",
    [
        lambda m: m["layers"].pop("roads"),
        lambda m: m.pop("tolerance_m"),
        lambda m: m.pop("layers"),
        lambda m: m["sources"].pop("roads"),
        lambda m: m["layers"].update(layers=["villages/demak.geojson"]),
    ],
    ids=["no roads", "no tolerance", "no layers", "no source", "unknown layer"],
)
def test_broken_manifest(copy, edit):
    with pytest.raises(InputError):
        load_area("demak", copy(edit))


def test_manifest_that_is_no_json(tmp_path):
    (tmp_path / "rusak.json").write_text("{")
    with pytest.raises(InputError, match="rusak"):
        load_area("rusak", tmp_path)


def test_layer_that_breaks_its_schema(copy):
    folder = copy(lambda m: None)
    path = folder / "villages" / "demak.geojson"
    text = path.read_text(encoding="utf-8").replace('"name":"Megonten"', '"name":""')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="name is empty") as error:
        load_area("demak", folder)
    assert MEGONTEN in str(error.value)
    assert "villages" in str(error.value)


def test_unknown_facility(demak):
    with pytest.raises(InputError, match="'airport'"):
        demak.facilities("airport")


def test_facilities_that_an_area_lacks(copy):
    folder = copy(lambda m: m.update(regency="Kabupaten Kudus Selatan"))
    with pytest.raises(InputError, match="disnaker"):
        load_area("demak", folder).facilities("disnaker")


def test_area_without_offices_and_markets(copy):
    area = load_area("demak", copy(lambda m: m["layers"].update(offices=[], markets=[])))
    assert (len(area.offices), len(area.markets)) == (0, 0)
    assert {"id", "name", "kind", "precision", "geometry"} <= set(area.markets.columns)
    for which in ("disnaker", "market"):
        with pytest.raises(InputError, match=f"'{which}'"):
            area.facilities(which)


def test_national_villages():
    assert len(load_national_villages()) == 40
