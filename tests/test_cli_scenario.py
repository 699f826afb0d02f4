"""The commands `scenario …`, run as their users run them."""

from __future__ import annotations

import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from cli import main
from layers.scenarios.changes import CloseFacility
from layers.scenarios.file import read_scenario, scenario_bytes
from layers.scenarios.scenario import new_scenario
from layers.scenarios.store import default_scenarios
from layers.workspace.catalog import load_area

pytestmark = pytest.mark.slow

DEMAK = ["--area", "demak"]


def made(tmp_path, *more):
    path = tmp_path / "s.skenario.json"
    assert main(["scenario", "new", *DEMAK, "--mobile-in-worst", "2", "--out", str(path),
                 *more]) == 0  # fmt: skip
    return path


def test_a_mobile_service_in_the_two_worst_districts(tmp_path, capsys):
    path = made(tmp_path)
    out = tmp_path / "hasil.xlsx"
    assert main(["scenario", "run", *DEMAK, "--file", str(path), "--threshold", "10km,30min",
                 "--out", str(out)]) == 0  # fmt: skip
    err = capsys.readouterr().err
    # The coverage page counts 60 of 249 villages within 10 km of the only office.
    assert "within 10 km: 60 before, " in err
    assert "by mobile service only), of 249" in err
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == [
        "Change", "Summary by distance", "Coverage by distance", "Districts by distance",
        "Villages by distance", "Summary by time", "Coverage by time", "Districts by time",
        "Villages by time", "Methods",
    ]  # fmt: skip
    villages = pd.read_excel(out, sheet_name="Villages by distance", engine="openpyxl")
    assert len(villages) == 249
    nearer = villages["total_m_before"] - villages["total_m_after"] > 0.1
    assert nearer.sum() == (villages["effect"] == "better").sum() > 0
    assert (villages.loc[nearer, "days_10km_after"] <= 8).all()
    facts = json.loads((tmp_path / "hasil.xlsx.json").read_text(encoding="utf-8"))
    stored = facts["distance"]["sources"]["scenario"]["scenario"]
    assert stored == json.loads(path.read_bytes())["scenario"]


def test_the_file_alone_gives_the_same_numbers_again(tmp_path, capsys):
    path = made(tmp_path)
    tables = []
    for name in ("a.csv", "b.csv"):
        assert main(["scenario", "run", *DEMAK, "--file", str(path), "--threshold", "10km",
                     "--out", str(tmp_path / name)]) == 0  # fmt: skip
        tables.append((tmp_path / name).read_bytes())
    assert tables[0] == tables[1]
    capsys.readouterr()


def test_two_costs_are_two_files_with_points(tmp_path, capsys):
    path = made(tmp_path)
    assert main(["scenario", "run", *DEMAK, "--file", str(path), "--threshold", "10km,30menit",
                 "--out", str(tmp_path / "d.gpkg")]) == 0  # fmt: skip
    capsys.readouterr()
    for cost in ("distance", "time"):
        assert len(gpd.read_file(tmp_path / f"d_{cost}.gpkg", layer="access")) == 249
        assert (tmp_path / f"d_{cost}.gpkg.json").is_file()


def test_keeping_comparing_sending_deleting(tmp_path, capsys):
    path = made(tmp_path, "--save")
    demak = load_area("demak")
    office = demak.facilities("disnaker")["id"].iloc[0]
    closed = new_scenario(demak, "tutup", "Tutup").with_change(
        CloseFacility(id="c1", layer="offices", facility=office)
    )
    (tmp_path / "t.json").write_bytes(scenario_bytes(closed))
    assert main(["scenario", "import", str(tmp_path / "t.json")]) == 0
    assert main(["scenario", "list"]) == 0
    listed = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[1], line[3]) for line in listed] == [
        ("demak", "keliling-2-kecamatan-terjauh", "2 changes"), ("demak", "tutup", "1 change"),
    ]  # fmt: skip
    assert main(["scenario", "compare", *DEMAK, "--threshold", "10km", "--out",
                 str(tmp_path / "c.csv")]) == 0  # fmt: skip
    table = pd.read_csv(tmp_path / "c.csv").set_index("scenario")
    assert table.loc["tutup", "villages_10km_after"] == 0
    assert table.loc["tutup", "newly_unreachable"] == 248
    assert table["villages_10km_before"].tolist() == [60, 60]
    facts = json.loads((tmp_path / "c.csv.json").read_text(encoding="utf-8"))
    assert set(facts["scenarios"]) == set(table.index)
    out = tmp_path / "kirim.skenario.json"
    assert main(["scenario", "export", "tutup", *DEMAK, "--out", str(out)]) == 0
    assert read_scenario(out.read_bytes(), "x") == closed
    assert main(["scenario", "delete", "tutup", *DEMAK]) == 2
    assert main(["scenario", "delete", "tutup", *DEMAK, "--confirm", "tutup"]) == 0
    assert default_scenarios().names("demak") == ["keliling-2-kecamatan-terjauh"]
    assert main(["scenario", "run", *DEMAK, "--name", "keliling-2-kecamatan-terjauh",
                 "--threshold", "10km", "--out", str(tmp_path / "n.csv")]) == 0  # fmt: skip
    assert main(["scenario", "new", *DEMAK, "--mobile-in-worst", "2", "--save"]) == 2
    assert "There is a scenario" in capsys.readouterr().err
    assert path.is_file()


@pytest.mark.usefixtures("indonesian")
def test_a_colleague_with_other_data_is_warned(tmp_path, capsys):
    path = made(tmp_path)
    other = read_scenario(path.read_bytes(), "x").model_copy(update={"area_digest": "0" * 16})
    path.write_bytes(scenario_bytes(other))
    assert main(["scenario", "run", *DEMAK, "--file", str(path), "--threshold", "10km",
                 "--out", str(tmp_path / "x.csv")]) == 0  # fmt: skip
    assert "peringatan: Skenario 'Layanan keliling" in capsys.readouterr().err


def test_versions_roll_back(capsys):
    demak = load_area("demak")
    store = default_scenarios()
    store.save(new_scenario(demak, "a", "Satu"))
    store.save(new_scenario(demak, "a", "Dua"))
    assert main(["scenario", "rollback", "a", *DEMAK]) == 0
    assert store.load("demak", "a").title == "Satu"
    capsys.readouterr()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["new", *DEMAK, "--mobile-in-worst", "2"], "--out FILE"),
        (["new", *DEMAK, "--save"], "--title"),
        (["new", *DEMAK, "--mobile-in-worst", "99", "--save"], "99"),
        (["new", *DEMAK, "--mobile-in-worst", "2", "--days", "0", "--save"], "days of service"),
        (["new", *DEMAK, "--title", "X", "--name", "../x", "--save"], "../x"),
        (["new", *DEMAK, "--mobile-in-worst", "1", "--name", "../x", "--save"], "../x"),
        (["run", *DEMAK, "--threshold", "10km", "--out", "x.csv"], "one scenario"),
        (["run", *DEMAK, "--threshold", "10", "--out", "x.csv", "--name", "a"], "10km"),
        (["run", *DEMAK, "--threshold", "10km", "--out", "x.pdf"], "x.pdf"),
        (["run", *DEMAK, "--file", "none.json", "--threshold", "1km", "--out", "x.csv"], "none"),
        (["run", *DEMAK, "--name", "tidak-ada", "--threshold", "1km", "--out", "x.csv"],
         "tidak-ada"),
        (["compare", *DEMAK, "--threshold", "10km"], "no scenario to compare"),
        (["compare", *DEMAK, "--threshold", "10km,30min", "--name", "a"], "one unit"),
        (["import", "none.json"], "none.json"),
        (["export", "x", *DEMAK, "--out", "x.json"], "has no scenario"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_used(capsys, options, words):
    assert main(["scenario", *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("indonesian")
def test_a_file_with_faults_tells_all_of_them(tmp_path, capsys):
    path = made(tmp_path)
    whole = json.loads(path.read_bytes())
    whole["scenario"]["changes"][0]["lon"] = -7.0
    whole["scenario"]["changes"][1]["kind"] = "x"
    path.write_text(json.dumps(whole), encoding="utf-8")
    capsys.readouterr()
    assert main(["scenario", "run", *DEMAK, "--file", str(path), "--threshold", "1km",
                 "--out", str(tmp_path / "x.csv")]) == 2  # fmt: skip
    assert capsys.readouterr().err.count("error: s.skenario.json: Perubahan") == 2
