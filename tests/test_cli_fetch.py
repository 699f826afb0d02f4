"""`cli.py area fetch` against a server on loopback."""

import json

import geopandas as gpd
import pytest

import cli
from tests.layers import overpass_server as fake
from tests.layers.osm_cases import AREA, CROSS, POINTS, server, way

__all__ = ["server"]


@pytest.fixture
def arguments(server, tmp_path):
    roads = fake.answer(*CROSS, way(1, [1, 2, 3, 4, 5], highway="primary"))
    points = fake.answer(*POINTS)
    server.usual = lambda handler: (
        points(handler) if "out center" in server.queries[-1] else roads(handler)
    )
    area = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[AREA], crs=4326).to_file(area)
    return ["area", "fetch", "--polygon", str(area), "--out", str(tmp_path / "new"),
            "--endpoint", server.url, "--geocoder", server.url, "--pause-s", "0"]  # fmt: skip


def by_name(arguments, name):
    return ["--name" if a == "--polygon" else name if a.endswith("area.geojson") else a
            for a in arguments]  # fmt: skip


def test_fetch_then_measure(arguments, tmp_path, capsys):
    assert cli.main(arguments) == 0
    told = capsys.readouterr().err
    assert "queries, 0 objects, waiting for jawaban 127.0.0.1" in told
    assert "written:" in told
    new = tmp_path / "new"
    access = ["access", "--roads", str(new / "roads.gpkg"), "--origins", str(new / "places.gpkg"),
              "--destinations", str(new / "offices.gpkg")]  # fmt: skip
    assert cli.main(access) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 2
    assert ",ok," in rows[1]


def test_a_second_run_needs_no_server(arguments, server, capsys):
    assert cli.main(arguments) == 0
    asked = len(server.queries)
    assert cli.main(arguments) == 0
    assert len(server.queries) == asked


def test_a_failing_server_is_an_error_with_exit_code_2(arguments, server, capsys):
    server.usual = fake.status(504)
    assert cli.main([*arguments, "--max-tries", "2"]) == 2
    assert "setelah 2 kali dicoba" in capsys.readouterr().err


def test_a_name_with_several_places(arguments, server, capsys):
    shape = json.loads(gpd.GeoSeries([AREA], crs=4326).to_json())["features"][0]["geometry"]
    places = [
        {"display_name": name, "osm_type": "relation", "osm_id": k, "geojson": shape}
        for k, name in enumerate(("Kota Demo", "Kabupaten Demo"))
    ]
    usual = server.usual
    server.acts = [fake.body(json.dumps(places).encode())]
    assert cli.main(by_name(arguments, "Demo")) == 2
    assert "2: Kabupaten Demo (relation/1)" in capsys.readouterr().err
    server.usual = usual
    assert cli.main([*by_name(arguments, "Demo"), "--pick", "2"]) == 0
    assert cli.main([*by_name(arguments, "Demo"), "--pick", "3"]) == 2
