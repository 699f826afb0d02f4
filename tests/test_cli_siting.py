"""The command `siting`, run as its users run it."""

from __future__ import annotations

import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from cli import main
from layers.scenarios.file import read_scenario
from tests.layers.coverage_cases import E, ground
from tests.spatial.builders import line

DEMAK = ["siting", "--area", "demak"]


@pytest.fixture
def files(tmp_path):
    """The road of `coverage_cases` with an office at step 0 and one on the islet, and people."""
    roads = gpd.GeoDataFrame(
        {"highway": ["tertiary", "tertiary"]},
        geometry=[line((0, 0), (30, 0)), line((0, 60), (5, 60))],
        crs=4326,
    )
    roads.to_file(tmp_path / "roads.gpkg")
    found = ground(facilities=((0, 0), (2, 60)))
    people = {"v": {"Jiwa": [9, 9, 9, 1, 1, 1, 1]}, "d": {}}
    for name, layer in (("v", found.villages), ("d", found.facilities)):
        table = layer[["id", "name"]].assign(lon=layer.geometry.x, lat=layer.geometry.y)
        table.assign(**people[name]).to_csv(tmp_path / f"{name}.csv", index=False)
    return [
        "siting", "--roads", str(tmp_path / "roads.gpkg"), "--tolerance", "0",
        "--villages", str(tmp_path / "v.csv"), "--facilities", str(tmp_path / "d.csv"),
        "--mode", "walk",
    ]  # fmt: skip


@pytest.mark.slow
def test_own_files(files, tmp_path, capsys):
    out, villages = tmp_path / "lokasi.csv", tmp_path / "desa.csv"
    more = ["--threshold", "0.5km", "--out", str(out), "--by-village", str(villages)]
    assert main([*files, "--sites", "1", *more]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "p-median: optimal, 1 new site," in said.err
    assert "no site can serve 1 village: v6" in said.err
    # 2, 4 and the islet before; 20 and 22 steps come within 4.5 steps.
    assert "within the threshold 3 -> 5 of 7 villages" in said.err
    sites = pd.read_csv(out)
    assert sites["id"].tolist()[0] in ("villages:v3", "villages:v4")
    assert sites["villages"].tolist() == [2]
    table = pd.read_csv(villages).set_index("id")
    assert table.loc["v2", "total_m_after"] == pytest.approx(8 * E, rel=1e-3)
    assert table.loc["v6", "service"] == "unreachable"
    assert pd.isna(table.loc["v6", "total_m_after"])
    facts = json.loads((tmp_path / "lokasi.csv.json").read_text(encoding="utf-8"))
    assert facts["siting"]["model"] == "p-median"
    assert facts["solution"] == "optimal"
    assert {key: value["file"] for key, value in facts["sources"].items()} == {
        "roads": "roads.gpkg", "villages": "v.csv", "facilities": "d.csv",
    }  # fmt: skip


def test_people_move_the_site(files, tmp_path, capsys):
    out = tmp_path / "lokasi.csv"
    assert main([*files, "--weight", "Jiwa", "--out", str(out)]) == 0
    # 9 people each at 2, 4, 8 steps, 1 each at 20 and 22: a site at 4 saves 9 * (4 + 4) + 2 * 4,
    # at 8 it saves 9 * 8 + 2 * 8 = 88, at 20 only 20 + 20 + 0.
    assert pd.read_csv(out)["id"].tolist() == ["villages:v2"]
    capsys.readouterr()


def test_own_candidates_and_standard_output(files, tmp_path, capsys):
    own = tmp_path / "calon.csv"
    own.write_text("id,nama,bujur,lintang\n7,=Balai,110.021,-7.0\n")
    assert main([*files, "--candidates", "own", "--points", str(own)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("rank,id,name,kind")
    assert "own:7" in lines[1]


def test_a_workbook_takes_no_formula(files, tmp_path, capsys):
    own = tmp_path / "calon.csv"
    own.write_text("id,nama,bujur,lintang\n7,=1+1,110.021,-7.0\n")
    out = tmp_path / "lokasi.xlsx"
    assert main([*files, "--points", str(own), "--candidates", "own", "--out", str(out)]) == 0
    book = openpyxl.load_workbook(out)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=1+1" in [cell.value for cell in cells]
    capsys.readouterr()


@pytest.mark.slow
def test_area_tour_and_scenario(tmp_path, capsys):
    scenario, tour = tmp_path / "dua.skenario.json", tmp_path / "rute.gpkg"
    more = ["--sites", "2", "--out", str(tmp_path / "l.gpkg"), "--tour", str(tour)]
    assert main([*DEMAK, *more, "--scenario", str(scenario)]) == 0
    err = capsys.readouterr().err
    # As on the page.
    assert "within the threshold 60 -> 144 of 249 villages; mean 15.25 -> 9.88 km" in err
    assert "tour: 2 stops in 1 day, 67.2 km" in err
    legs = gpd.read_file(tour, layer="access")
    assert legs["total_m"].sum() == pytest.approx(67_200, rel=1e-3)
    made = read_scenario(scenario.read_bytes(), "dua")
    assert [change.kind for change in made.changes] == ["add_facility"] * 2
    out = tmp_path / "s.csv"
    assert main(["scenario", "run", "--area", "demak", "--file", str(scenario), "--mode",
                 "motorcycle", "--threshold", "10km", "--out", str(out)]) == 0  # fmt: skip
    assert "60 before, 144 after" in capsys.readouterr().err.replace(" villages", "")


@pytest.mark.slow
def test_what_is_there_may_be_ignored(tmp_path, capsys):
    out = tmp_path / "l.csv"
    options = ["--candidates", "seats", "--existing", "ignore", "--threshold", "30min"]
    assert main([*DEMAK, *options, "--model", "lscp", "--out", str(out)]) == 0
    assert set(pd.read_csv(out)["kind"]) == {"seats"}
    assert "lscp: optimal" in capsys.readouterr().err


@pytest.mark.slow
def test_no_time_leaves_a_gap(capsys, tmp_path):
    out = tmp_path / "l.csv"
    assert main([*DEMAK, "--sites", "4", "--time-limit", "0", "--out", str(out)]) == 0
    err = capsys.readouterr().err
    assert "not proven to be optimal, gap" in err
    assert len(pd.read_csv(out)) == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--threshold", "10"], "30min"),
        (["--threshold", "10km,30min"], "several thresholds"),
        (["--candidates", "bukit"], "bukit"),
        (["--candidates", "own"], "--points"),
        (["--sites", "900"], "900"),
        (["--time-limit", "-1"], "time limit"),
        (["--weight", "jiwa"], "jiwa"),
        (["--out", "x.shp"], "x.shp"),
        (["--to", "kantor"], "kantor"),
        (["--tour", "none/t.csv", "--base", "x"], "The base of the mobile service"),
    ],
)
def test_options_that_cannot_be_used(capsys, more, words):
    assert main([*DEMAK, *more]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


def test_files_have_no_scenario_and_no_markets(files, capsys):
    assert main([*files, "--scenario", "s.json"]) == 2
    assert main([*files, "--candidates", "markets"]) == 2
    err = capsys.readouterr().err
    assert "--scenario needs --area" in err
    assert "'markets' need --area" in err
