"""`cli.py area fetch` against a server on loopback."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pytest

import cli
from commands.app import INTERRUPTED
from layers.workspace.catalog import load_area
from spatial.wording import _
from tests.layers import overpass_server as fake
from tests.layers.osm_cases import AREA, CROSS, POINTS, server, way

__all__ = ["server"]
ROOT = Path(cli.__file__).parent


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


@pytest.mark.usefixtures("indonesian")
def test_fetch_then_measure(arguments, tmp_path, capsys):
    assert cli.main(arguments) == 0
    message = capsys.readouterr().err
    assert "0 dari 5 petak, 0 objek. Menunggu jawaban 127.0.0.1" in message
    assert "ditulis:" in message
    new = tmp_path / "new"
    access = ["access", "--roads", str(new / "roads.gpkg"), "--origins", str(new / "places.gpkg"),
              "--destinations", str(new / "offices.gpkg")]  # fmt: skip
    assert cli.main(access) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 2
    assert ",ok," in rows[1]


@pytest.mark.slow
def test_a_second_run_needs_no_server(arguments, server, capsys):
    assert cli.main(arguments) == 0
    asked = len(server.queries)
    assert cli.main(arguments) == 0
    assert len(server.queries) == asked


@pytest.mark.usefixtures("indonesian")
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


@pytest.mark.slow
def test_from_the_internet_to_a_stored_area_in_two_commands(arguments, tmp_path, capsys):
    assert cli.main([*arguments, "--regency", "Kabupaten Uji"]) == 0
    folder = tmp_path / "new"
    assert cli.main(["area", "create", "Kabupaten Uji", "--osm", str(folder)]) == 0
    assert "stored kabupaten-uji" in capsys.readouterr().err
    area = load_area("kabupaten-uji")
    assert [len(area.villages), len(area.offices), len(area.markets)] == [1, 4, 3]
    assert set(area.markets["regency"]) == {"Kabupaten Uji"}
    assert area.network.n_edges == 1, "the graph as it was fetched, not noded again"
    assert area.network.total_km == pytest.approx(4 * 0.111319, rel=1e-4)
    assert cli.main(["access", "--area", "kabupaten-uji"]) == 0
    assert ",ok," in capsys.readouterr().out


@pytest.mark.slow
def test_a_file_stands_in_for_its_layer(arguments, tmp_path, capsys):
    assert cli.main(arguments) == 0
    villages = tmp_path / "desa.csv"
    villages.write_text("id,nama,bujur,lintang\na,Satu,120.002,0.005\nb,Dua,120.004,0.005\n")
    command = ["area", "create", "Kabupaten Uji", "--osm", str(tmp_path / "new")]
    assert cli.main([*command, "--villages", str(villages)]) == 0
    assert set(load_area("kabupaten-uji").villages["name"]) == {"Satu", "Dua"}


@pytest.mark.usefixtures("indonesian")
def test_a_folder_without_roads(tmp_path, capsys):
    assert cli.main(["area", "create", "Uji", "--osm", str(tmp_path)]) == 2
    assert "bukan hasil 'area fetch'" in capsys.readouterr().err
    assert cli.main(["area", "create", "Uji"]) == 2
    assert "--roads dan --villages tidak ada" in capsys.readouterr().err


def test_boundaries_name_the_kecamatan_of_points(arguments, tmp_path, capsys):
    borders = tmp_path / "kecamatan.geojson"
    columns = {"kode": ["53.13.01"], "kecamatan": ["Nubatukan"], "nama": ["Nubatukan"]}
    gpd.GeoDataFrame(columns, geometry=[AREA], crs=4326).to_file(borders)
    assert cli.main([*arguments, "--boundaries", str(borders)]) == 0
    markets = gpd.read_file(tmp_path / "new" / "markets.gpkg", layer="access")
    assert set(markets["district"]) == {"Nubatukan"}


HEARS_CTRL_C = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "import cli; sys.exit(cli.main(sys.argv[1:]))"
)
"""The program as a terminal starts it: a shell's background jobs are born deaf to SIGINT."""


@pytest.mark.usefixtures("indonesian")
@pytest.mark.slow
def test_ctrl_c_ends_with_one_sentence(arguments, server):
    usual = server.usual

    def silent_later(handler):
        act = fake.silent(server.release) if len(server.queries) >= 2 else usual
        act(handler)

    server.usual = silent_later
    with subprocess.Popen(
        [sys.executable, "-c", HEARS_CTRL_C, *arguments], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as program:  # fmt: skip
        while len(server.queries) < 2:
            assert program.poll() is None
            time.sleep(0.02)
        program.send_signal(signal.SIGINT)
        said = program.communicate()[1]
    assert program.returncode == 130
    assert said.splitlines()[-1] == _(INTERRUPTED)
    assert "Traceback" not in said
    server.release.set()
    server.usual = usual
    assert cli.main(arguments) == 0
    assert len(server.queries) == 2 + 4, "the first reply was kept"
