"""`cli.py area`: stored areas from a shell."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cli import main
from layers.store.area_store import default_store
from tests.layers.store_cases import small_area, titled

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path / "data"))
    store = default_store()
    store.save(titled(small_area(), "lama"))
    store.save(titled(small_area(), "baru"))
    return store


@pytest.fixture
def run(capsys):
    """Run a command; return exit code, standard output and the lines of standard error."""

    def call(*arguments):
        code = main(["area", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err.splitlines()

    return call


def test_list(run, store):
    code, out, err = run("list")
    assert (code, err) == (0, [])
    name, title, when, counts = out.rstrip("\n").split("\t")
    assert (name, title) == ("uji", "baru")
    assert when.endswith(" UTC")
    assert counts == (
        "1 boundary, 2 villages, 1 office, 0 markets, 0 services, 2 roads, can roll back"
    )  # fmt: skip


def test_list_of_nothing(run, store):
    store.delete("uji", confirm="uji")
    assert run("list") == (0, "", [])


def test_list_with_a_damaged_area(run, store):
    store.save(small_area("lain"))
    (store.root / "uji" / "current.json").write_text("{")
    code, out, err = run("list")
    assert code == 2
    assert [line.split("\t")[2] for line in out.splitlines()][1] == "damaged"
    assert err[0].startswith("error: uji: current.json")


def test_delete(run, store):
    assert run("delete", "uji") == (
        2, "", ["error: Nothing was deleted. To delete 'uji', add --confirm uji."],
    )  # fmt: skip
    assert run("delete", "uji", "--confirm", "lain")[0] == 2
    assert store.names() == ["uji"]
    assert run("delete", "uji", "--confirm", "uji") == (0, "", ["deleted uji"])
    assert store.names() == []
    assert run("delete", "demak", "--confirm", "demak") == (
        2, "", ["error: There is no stored area 'demak'. Stored: none."],
    )  # fmt: skip


def test_rename(run, store):
    assert run("rename", "uji", "ujung") == (0, "", ["uji is now ujung"])
    assert store.names() == ["ujung"]
    code, _, err = run("rename", "ujung", "../x")
    assert (code, len(err)) == (2, 1)
    assert err[0].startswith("error: '../x' cannot be the name of an area")


def test_rollback(run, store):
    code, out, err = run("rollback", "uji")
    assert (code, out, len(err)) == (0, "", 1)
    assert err[0].startswith("uji is the version of 2")
    assert store.load("uji").title == "lama"
    assert run("rollback", "uji")[0] == 0
    assert store.load("uji").title == "baru"
    store.save(small_area("lain"))
    assert run("rollback", "lain") == (
        2, "", ["error: 'lain' has only one version; there is nothing before it."],
    )  # fmt: skip


def test_export_and_import(run, store, tmp_path):
    target = tmp_path / "uji.zip"
    assert run("export", "uji", target) == (0, "", [f"uji in {target}"])
    assert run("import", target) == (
        2, "", ["error: There is an area 'uji' already; choose another name."],
    )  # fmt: skip
    assert run("import", target, "--name", "salinan") == (
        0, "", ["stored salinan (baru): 2 villages"],
    )  # fmt: skip
    store.roll_back("uji")
    assert run("import", target, "--replace")[0] == 0
    assert store.load("uji").title == "baru"
    store.roll_back("uji")
    assert store.load("uji").title == "lama"
    store.delete("uji", confirm="uji")
    assert run("import", target)[0] == 0
    assert store.names() == ["salinan", "uji"]


def test_embedded_area_is_exported_too(run, tmp_path):
    assert run("export", "demak", tmp_path / "demak.zip")[0] == 0
    assert run("export", "kudus", tmp_path / "kudus.zip") == (
        2, "", ["error: There is no study area 'kudus'. Available: demak, uji."],
    )  # fmt: skip


def test_hostile_zip(run, store, tmp_path):
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("../../evil", "x")
    code, out, err = run("import", path)
    assert (code, out) == (2, "")
    assert err == [
        "error: evil.zip: it holds '../../evil', which is no part of an area.",
        "error: evil.zip: manifest.json is missing.",
        "error: evil.zip: area.gpkg is missing.",
        "error: evil.zip: network.npz is missing.",
    ]
    assert store.load("uji").title == "baru"


def test_stored_area_is_measured_like_the_embedded(store, capsys):
    assert main(["access", "--area", "uji", "--mode", "walk"]) == 0
    out, err = capsys.readouterr()
    first, second = csv.DictReader(io.StringIO(out))
    # 0.014° of longitude at 7° S; then 0.001° of latitude to the road and 0.004° along it.
    assert float(first["total_m"]) == pytest.approx(14 * 110.497, abs=0.1)
    assert float(second["total_m"]) == pytest.approx(110.6 + 4 * 110.497, abs=0.1)
    assert "2 origins: 2 ok" in err
    assert main(["access", "--area", "uji", "--to", "market"]) == 2
    assert "no facility of the kind 'market'" in capsys.readouterr().err


def test_areas_goes_on_after_a_damaged_one(store, capsys):
    store.save(small_area("zz"))
    (store.root / "uji" / "current.json").write_text("{}")
    assert main(["areas"]) == 2
    out, err = capsys.readouterr()
    assert [line.split("\t")[0] for line in out.splitlines()] == ["demak", "zz"]
    assert err.startswith("error: uji: current.json: current")


def test_as_a_program():
    done = subprocess.run(
        [sys.executable, "cli.py", "area", "list"],
        cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.startswith("uji\tbaru\t")
    assert done.stderr == ""


def test_create_makes_an_area_that_access_can_use(tmp_path, capsys):
    (tmp_path / "kantor.csv").write_text("id,nama,bujur,lintang\nk1,Disnaker,110.815,-6.8001\n")
    (tmp_path / "desa.csv").write_text(
        "kode,nama,bujur,lintang\n33.19.01.2001,Satu,110.802,-6.801\n"
    )
    road = shapely.LineString([(110.80, -6.80), (110.82, -6.80)])
    lines = gpd.GeoDataFrame({"REMARK": ["Jalan Lokal"]}, geometry=[road], crs=4326)
    lines.to_file(tmp_path / "jalan.geojson")
    create = ["area", "create", "Kabupaten Uji"]
    for option, name in (
        ("roads", "jalan.geojson"),
        ("villages", "desa.csv"),
        ("offices", "kantor.csv"),
    ):
        create += [f"--{option}", str(tmp_path / name)]
    assert main(create) == 0
    assert "stored kabupaten-uji" in capsys.readouterr().err
    assert main(create) == 2
    assert main([*create, "--replace"]) == 0
    capsys.readouterr()
    assert main(["access", "--area", "kabupaten-uji"]) == 0
    assert (
        capsys.readouterr().out.splitlines()[1].startswith("33.19.01.2001,Satu,k1,Disnaker,1,ok")
    )


def test_a_trip_ends_at_the_market_and_not_at_its_village(tmp_path, capsys):
    """The case F02; the kabupaten of the shell is one of the list, by its code."""
    (tmp_path / "desa.csv").write_text(
        "kode,nama,bujur,lintang\n33.19.01.2001,Satu,110.829,-6.78\n"
    )
    road = shapely.LineString([(110.829, -6.78), (110.829, -6.7791)])
    lines = gpd.GeoDataFrame({"REMARK": ["Jalan Lokal"]}, geometry=[road], crs=4326)
    lines.to_file(tmp_path / "jalan.geojson")
    files = {
        "roads": tmp_path / "jalan.geojson",
        "villages": tmp_path / "desa.csv",
        "markets": ROOT / "tests" / "cases" / "F02-market-named-after-village" / "markets.csv",
        "offices": ROOT / "tests" / "cases" / "F12-unnamed-facilities" / "kantor.csv",
    }
    create = ["area", "create", "Wilayah F02", "--regency", "33.19"]
    for option, path in files.items():
        create += [f"--{option}", str(path)]
    assert main(create) == 0
    assert "Kantor Desa 1" in capsys.readouterr().err
    area = default_store().load("wilayah-f02")
    assert set(area.villages["regency"]) == {"Kabupaten Kudus"}
    assert area.markets["village"].tolist()[2] == "Tirtosari"
    assert main(["access", "--area", "wilayah-f02", "--to", "market"]) == 0
    assert ",Pasar Anggrek,1,ok," in capsys.readouterr().out


def test_a_kabupaten_that_is_not_in_the_list_is_said(capsys):
    arguments = ["--regency", "Kab. Kudsu", "--roads", "tidak.ada", "--villages", "tidak.ada"]
    assert main(["area", "create", "Uji", *arguments]) == 2
    assert "Kabupaten Kudus, Jawa Tengah (33.19)" in capsys.readouterr().err


def test_what_is_stated_of_the_files_of_an_area(tmp_path):
    """Headings that no guess knows, in two files; the name of a file stands before a colon."""
    lines = [shapely.LineString([(110.80, -6.80), (110.83, -6.80)])]
    gpd.GeoDataFrame(geometry=lines, crs=4326).to_file(tmp_path / "jalan.gpkg")
    (tmp_path / "desa.csv").write_text("kode;sebutan;u;v\n33.19.01.2001;Satu;110,80;-6,80\n")
    (tmp_path / "pasar.csv").write_text("sebutan;nama2;u;v\nx;Pasar Uji;110,82;-6,80\n")
    words = [
        "area", "create", "Ujian", "--roads", str(tmp_path / "jalan.gpkg"),
        "--villages", str(tmp_path / "desa.csv"), "--markets", str(tmp_path / "pasar.csv"),
        "--column", "lon=u", "--column", "lat=v", "--column", "villages:name=sebutan",
        "--column", "markets:name=nama2",
    ]  # fmt: skip
    assert main(words) == 0
    area = default_store().load("ujian")
    assert area.villages["name"].tolist() == ["Satu"]
    assert area.markets["name"].tolist() == ["Pasar Uji"]


def test_points_of_an_area_are_looked_up_in_its_boundaries(tmp_path, capsys):
    """A market without a coordinate lies in its village; one outside its kecamatan is refused."""
    lines = [shapely.LineString([(110.80, -6.80), (110.83, -6.80)])]
    gpd.GeoDataFrame(geometry=lines, crs=4326).to_file(tmp_path / "jalan.gpkg")
    (tmp_path / "desa.csv").write_text(
        "kode;nama;bujur;lintang\n33.19.01.2001;Satu;110,80;-6,80\n"
    )
    box = shapely.box(110.81, -6.81, 110.83, -6.79)
    facts = {"kode": ["33.19.01.2002"], "desa": ["Dua"], "kecamatan": ["Kaliwungu"]}
    gpd.GeoDataFrame(facts, geometry=[box], crs=4326).to_file(tmp_path / "batas.gpkg")
    markets = tmp_path / "pasar.csv"
    words = [
        "area", "create", "Ujian", "--roads", str(tmp_path / "jalan.gpkg"),
        "--villages", str(tmp_path / "desa.csv"), "--markets", str(markets),
        "--boundaries", str(tmp_path / "batas.gpkg"),
    ]  # fmt: skip
    markets.write_text("nama pasar;desa;kecamatan;lon;lat\nPasar Dua;Dua;Kaliwungu;;\n")
    assert main(words) == 0
    (market,) = default_store().load("ujian").markets.geometry
    assert box.contains(market)
    markets.write_text("nama pasar;kecamatan;lon;lat\nPasar Jauh;Kaliwungu;110,9;-6,8\n")
    assert main([*words, "--name", "lain"]) == 2
    assert "Kaliwungu" in capsys.readouterr().err
