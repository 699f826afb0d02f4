"""The command line, run as its users run it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from cli import main
from tests.spatial.builders import line, points

ROOT = Path(__file__).parents[1]
COLUMNS = [
    "origin_id",
    "origin_name",
    "destination_id",
    "destination_name",
    "rank",
    "status",
    "nearest_road_m",
    "access_m",
    "network_m",
    "egress_m",
    "total_m",
    "minutes",
    "straight_m",
    "detour",
]


@pytest.fixture
def files(tmp_path):
    """A road of 1.1 km and an island; o0 on the road, o1 on the island, o2 far from any road."""
    roads = gpd.GeoDataFrame(
        {"highway": ["tertiary", "tertiary"], "name": ["Jalan A", "Pulau"]},
        geometry=[line((0, 0), (10, 0)), line((0, 40), (10, 40))],
        crs=4326,
    )
    roads.to_file(tmp_path / "roads.gpkg")
    for name, places in (("o", [(2, 0), (2, 40), (2, 100)]), ("d", [(7, 0), (9, 0)])):
        layer = points(*places, prefix=name)
        table = layer.drop(columns="geometry").assign(lon=layer.geometry.x, lat=layer.geometry.y)
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return [
        "access", "--roads", str(tmp_path / "roads.gpkg"),
        "--origins", str(tmp_path / "o.csv"), "--destinations", str(tmp_path / "d.csv"),
    ]  # fmt: skip


def read(text):
    return pd.read_csv(io.StringIO(text), dtype={"rank": "Int64"})


@pytest.mark.slow
def test_as_a_program():
    """Exit code, streams and nothing printed by accident: no warning, no traceback."""
    run = subprocess.run(
        [sys.executable, "cli.py", "access", "--area", "demak"],
        cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert run.returncode == 0
    table = read(run.stdout)
    assert list(table.columns) == COLUMNS
    assert len(table) == 249
    assert table["origin_id"].is_unique
    assert "Warning" not in run.stderr
    assert "249 origins" in run.stderr
    row = table.set_index("origin_id").loc["33.21.14.2014"]
    assert row["total_m"] == pytest.approx(15_000, abs=300)


@pytest.mark.slow
def test_input_that_cannot_be_used_as_a_program():
    run = subprocess.run(
        [sys.executable, "cli.py", "access", "--area", "kudus"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.splitlines() == [
        "error: There is no study area 'kudus'. Available: demak.",
    ]


@pytest.mark.slow
def test_areas(capsys):
    assert main(["areas"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("demak\tKabupaten Demak\t249 villages\t973 km")
    assert err == ""


def test_own_files(files, capsys):
    assert main(files) == 0
    out, err = capsys.readouterr()
    table = read(out)
    assert list(table.columns) == COLUMNS
    assert table["origin_id"].tolist() == ["o0", "o1", "o2"]
    assert table["status"].tolist() == ["ok", "unreachable", "off_network"]
    # Five steps of 0.001° along 7° S.
    assert table["total_m"][0] == pytest.approx(5 * 110.4970, abs=0.05)
    assert table["destination_id"][0] == "d0"
    assert [line.count(",,") > 0 for line in out.splitlines()[1:]] == [False, True, True]
    assert out.splitlines()[2] == "o1,o1,,,,unreachable,,,,,,,,"
    assert out.splitlines()[3] == "o2,o2,,,,off_network,,,,,,,,"
    assert "3 origins: 1 ok, 1 unreachable, 1 off the network" in err
    assert "cleaning:" in err


def test_k_nearest(files, capsys):
    assert main([*files, "--k", "2"]) == 0
    table = read(capsys.readouterr().out)
    assert table[["origin_id", "destination_id"]].fillna("").to_numpy().tolist() == [
        ["o0", "d0"], ["o0", "d1"], ["o1", ""], ["o2", ""],
    ]  # fmt: skip
    assert table["rank"].tolist()[:2] == [1, 2]


def test_by_time_on_foot(files, capsys):
    assert main([*files, "--mode", "walk", "--cost", "time"]) == 0
    assert read(capsys.readouterr().out)["minutes"][0] == pytest.approx(
        5 * 0.1104970 / 4.5 * 60, abs=0.01
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".gpkg", ".geojson"])
def test_out_and_its_provenance(files, tmp_path, capsys, suffix):
    target = tmp_path / f"hasil{suffix}"
    assert main([*files, "--k", "2", "--max-snap", "500", "--out", str(target)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"hasil{suffix}.json" in err
    if suffix in {".gpkg", ".geojson"}:
        found = gpd.read_file(target, **({"layer": "access"} if suffix == ".gpkg" else {}))
        assert found.geometry.x.tolist() == pytest.approx([110.002] * 4)
        assert found.geometry.y.tolist() == pytest.approx([-7, -7, -6.96, -6.9])
        found = found.drop(columns="geometry")
    else:
        found = (
            pd.read_csv(target) if suffix == ".csv" else pd.read_excel(target, engine="openpyxl")
        )
    assert list(found.columns) == COLUMNS
    assert found["status"].tolist() == ["ok", "ok", "unreachable", "off_network"]
    facts = json.loads((tmp_path / f"hasil{suffix}.json").read_text(encoding="utf-8"))
    assert (facts["k"], facts["cost"], facts["max_snap_m"]) == (2, "distance", 500)
    assert facts["mode"]["speeds_kmh"]["tertiary"] == 40
    assert facts["network"]["cleaning"]["lines_in"] == 2
    assert facts["status"] == {"ok": 2, "unreachable": 1, "off_network": 1}
    assert {k: v["file"] for k, v in facts["sources"].items()} == {
        "roads": "roads.gpkg", "origins": "o.csv", "destinations": "d.csv",
    }  # fmt: skip
    assert all(len(v["sha256"]) == 64 for v in facts["sources"].values())


def test_provenance_tells_the_tolerance(files, tmp_path):
    assert main([*files, "--tolerance", "12", "--out", str(tmp_path / "a.csv")]) == 0
    facts = json.loads((tmp_path / "a.csv.json").read_text(encoding="utf-8"))
    assert facts["network"]["cleaning"]["tolerance_m"] == 12


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_routes(files, tmp_path, capsys, suffix):
    target = tmp_path / f"rute{suffix}"
    assert main([*files, "--routes", str(target)]) == 0
    out, err = capsys.readouterr()
    assert len(read(out)) == 3
    assert "1 route " in err
    found = gpd.read_file(target, **({"layer": "access"} if suffix == ".gpkg" else {}))
    assert found["origin_id"].tolist() == ["o0"]
    assert found.geometry.geom_type.tolist() == ["LineString"]
    roads = found["roads"][0]
    roads = roads if isinstance(roads, list) else json.loads(roads)
    assert [road["name"] for road in roads] == ["Jalan A"]
    assert (tmp_path / f"rute{suffix}.json").is_file()


def test_routes_when_nothing_can_be_reached(files, tmp_path, capsys):
    (tmp_path / "o.csv").write_text("id,lon,lat\n1,110.002,-6.96\n")
    target = tmp_path / "rute.geojson"
    assert main([*files, "--routes", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["features"] == []
    assert "nan" not in capsys.readouterr().err


def test_bad_rows(files, tmp_path, capsys):
    with (tmp_path / "o.csv").open("a") as file:
        file.write("o3,Kosong,,110.002\no4,Rusak,110.002,selatan\n")
    assert main(files) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line[:20] for line in err.splitlines()] == [
        "error: o.csv: row 5,", "error: o.csv: row 6,",
    ]  # fmt: skip
    for option in (["--skip-bad"], ["--keep", "good"]):
        assert main([*files, *option]) == 0
        out, err = capsys.readouterr()
        assert read(out)["origin_id"].tolist() == ["o0", "o1", "o2"]
        assert err.count("left out: o.csv: row") == 2


def test_swapped_coordinates_are_exchanged_and_that_is_said(files, tmp_path, capsys):
    """The same importer as `check points`: only one way round lies in Indonesia."""
    with (tmp_path / "o.csv").open("a") as file:
        file.write("o3,Tertukar,-7,110.003\n")
    assert main(files) == 0
    out, err = capsys.readouterr()
    # Four steps of 0.001 degrees along 7 S.
    assert read(out)["total_m"][3] == pytest.approx(4 * 110.4970, abs=0.05)
    assert "repaired: o.csv: row 5, coordinate '-7; 110.003'" in err


def test_what_is_stated_of_one_file_and_of_all(files, tmp_path, capsys):
    """Headings that no guess knows; `FILE:` restricts a statement to one of the files."""
    for name, headings in (("o", "nomor,sebutan,mendatar,tegak"), ("d", "id,name,lon,lat")):
        path = tmp_path / f"{name}.csv"
        table = pd.read_csv(path)[["id", "name", "lon", "lat"]]
        table.set_axis(headings.split(","), axis=1).to_csv(path, index=False)
    roles = ("id=nomor", "name=sebutan", "lon=mendatar", "lat=tegak")
    stated = [word for role in roles for word in ("--column", f"origins:{role}")]
    assert main([*files, *stated]) == 0
    out, err = capsys.readouterr()
    assert read(out)["origin_id"].tolist() == ["o0", "o1", "o2"]
    assert "columns: id=nomor, name=sebutan, lon=mendatar, lat=tegak" in err
    assert main([*files, "--column", "id=nomor"]) == 2
    assert "There is no column 'nomor'" in capsys.readouterr().err


def test_problems_of_both_layers_are_told_at_once(files, tmp_path, capsys):
    for name in "od":
        with (tmp_path / f"{name}.csv").open("a") as file:
            file.write("x,Rusak,110.002,selatan\n")
    assert main(files) == 2
    err = capsys.readouterr().err
    assert "o.csv: row 5" in err
    assert "d.csv: row 4" in err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--k", "0"], "k is 0"),
        (["--max-snap", "-1"], "-1 m"),
        (["--max-snap", "nan"], "max"),
        (["--tolerance", "-1"], "-1 m"),
        (["--out", "/nowhere/hasil.csv"], "nowhere"),
        (["--out", "hasil.pdf"], "hasil.pdf"),
        (["--area", "demak"], "either"),
    ],
)
def test_options_that_cannot_be_used(files, capsys, more, words):
    assert main([*files, *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(line.startswith("error: ") for line in err.splitlines() if words in line)
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["roads", "origins", "destinations"])
def test_file_that_does_not_exist(files, capsys, name):
    options = list(files)
    options[options.index(f"--{name}") + 1] = "none.gpkg"
    assert main(options) == 2
    assert "none.gpkg does not exist" in capsys.readouterr().err


def test_missing_files_are_named(capsys):
    assert main(["access", "--roads", "roads.gpkg"]) == 2
    err = capsys.readouterr().err
    assert "--origins, --destinations" in err


@pytest.mark.parametrize(
    "options", [[], ["fly"], ["access", "--mode", "boat"], ["access", "--k", "x"]]
)
def test_usage(options, capsys):
    with pytest.raises(SystemExit) as error:
        main(options)
    assert error.value.code == 2
    assert capsys.readouterr().out == ""


def test_an_unknown_format_is_told_before_the_work(files, tmp_path, capsys):
    """Nothing is written when one of the two targets cannot be."""
    target = tmp_path / "hasil.csv"
    assert main([*files, "--out", str(target), "--routes", str(tmp_path / "rute.pdf")]) == 2
    assert not target.exists()
    assert "rute.pdf" in capsys.readouterr().err


CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("mode", ["motorcycle", "walk"])
def test_a_toll_road_is_closed_to_motorcycles_and_walkers(capsys, mode):
    """Over the local road: 14 km + 0.9 km, less what lies before the points."""
    case = CASES / "F04-toll-words"
    command = ["access", "--roads", str(case / "toll.gpkg"), "--origins", str(case / "o.gpkg"),
               "--destinations", str(case / "d.gpkg"), "--mode", mode]  # fmt: skip
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert read(out)["total_m"].tolist() == pytest.approx([14_810], abs=10)
    assert "road class: column REMARK, every road has a class" in err


def test_roads_without_a_class_are_said(files, capsys):
    """Two roads of 1.1 km each; the class of one is not understood."""
    path = files[files.index("--roads") + 1]
    roads = gpd.read_file(path)
    roads.assign(highway=["tertiary", "bulan"]).to_file(path)
    assert main(files) == 0
    said = capsys.readouterr().err
    assert "column highway; 1.1 of 2.2 km without a class: open to all, 25 km/h by car" in said
    assert main(["check", "roads", path]) in {0, 1, 2}
    assert "1.1 of 2.2 km without a class" in capsys.readouterr().err


def test_a_loose_piece_of_road_is_passed_over(capsys):
    """35 m to the road, 8,500 m along it and 10 m to the office; the loose piece is 5 m away."""
    case = CASES / "F05-snap-to-fragment"
    command = ["access", "--roads", str(case / "frag.gpkg"), "--origins", str(case / "of.gpkg"),
               "--destinations", str(case / "df.gpkg")]  # fmt: skip
    assert main(command) == 0
    out, err = capsys.readouterr()
    table = read(out)
    assert table["status"].tolist() == ["ok", "ok"]
    assert table["total_m"][0] == pytest.approx(8_545, abs=10)
    assert table["access_m"][0] == pytest.approx(35, abs=1)
    assert table["nearest_road_m"].tolist() == pytest.approx([5, 35], abs=2)
    assert "Desa Dekat Fragmen: a loose piece of road 5 m away was passed over" in err
    assert main([*command, "--max-snap", "20"]) == 0
    assert read(capsys.readouterr().out)["status"].tolist() == ["unreachable", "off_network"]


def test_coverage_says_what_was_passed_over(capsys, tmp_path):
    case = CASES / "F05-snap-to-fragment"
    assert main(["coverage", "--roads", str(case / "frag.gpkg"), "--villages",
                 str(case / "of.gpkg"), "--facilities", str(case / "df.gpkg"),
                 "--threshold", "10km", "--out-dir", str(tmp_path)]) == 0  # fmt: skip
    said = capsys.readouterr().err
    assert "Desa Dekat Fragmen: a loose piece of road 5 m away was passed over" in said
    assert "within 10km: 2 of 2 villages" in said


def test_the_year_of_a_table_with_several_is_chosen(tmp_path, capsys):
    """Without a choice the table is refused, with the years that it has."""
    rows = [
        f"33.21.04.200{place},Desa {place},{year},110.6{place},-6.9\n"
        for year in (2022, 2023) for place in (1, 2)
    ]  # fmt: skip
    table = tmp_path / "desa.csv"
    table.write_text("kode,nama,tahun,lon,lat\n" + "".join(rows))
    words = [
        "access", "--roads", str(ROOT / "data/roads/demak_kabupaten.geojson"),
        "--origins", str(table), "--destinations", str(ROOT / "data/markets/demak.geojson"),
    ]  # fmt: skip
    assert main(words) == 2
    assert "2023, 2022" in capsys.readouterr().err
    assert main([*words, "--year", "origins:2023"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
