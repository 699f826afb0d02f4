"""`cli.py pillars`, run as its users run it."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import pandas as pd
import pytest

from cli import main
from tests.spatial.builders import line, points

pytestmark = pytest.mark.slow

STEP_M = 110.4970
"""Metres of 0.001 degrees along 7 degrees south."""


@pytest.fixture
def files(tmp_path):
    """A road of 2.2 km, two villages at its ends, a Disnaker and a market on it, a faulty row."""
    roads = gpd.GeoDataFrame({"highway": ["tertiary"]}, geometry=[line((0, 0), (20, 0))], crs=4326)
    roads.to_file(tmp_path / "roads.gpkg")
    for name, places in (("desa", [(0, 0), (20, 0)]), ("kantor", [(15, 0)]), ("pasar", [(5, 0)])):
        layer = points(*places, prefix=name).assign(kind="disnaker")
        table = layer.drop(columns="geometry").assign(lon=layer.geometry.x, lat=layer.geometry.y)
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return [
        "pillars", "--roads", str(tmp_path / "roads.gpkg"),
        "--origins", str(tmp_path / "desa.csv"), "--offices", str(tmp_path / "kantor.csv"),
        "--markets", str(tmp_path / "pasar.csv"), "--limit", "I=1", "--limit", "II=1,1",
    ]  # fmt: skip


@pytest.mark.usefixtures("indonesian")
def test_own_files(files, capsys):
    assert main(files) == 0
    out, err = capsys.readouterr()
    table = pd.read_csv(io.StringIO(out)).set_index("id")
    assert table.loc["desa0", "I_total_m"] == pytest.approx(15 * STEP_M, abs=0.2)
    assert table.loc["desa1", "II_total_m"] == pytest.approx(15 * STEP_M, abs=0.2)
    # 1.657 km of 1 km, complete at 3 km; of 1.1 km.
    assert table.loc["desa0", "score"] == pytest.approx(50 * (0.65746 / 2), abs=0.01)
    assert table.loc["desa1", "score"] == pytest.approx(50 * (1.65746 / 1.1 - 1) / 2, abs=0.01)
    assert table["rank"].tolist() == [1, 2]
    assert "pilar I: 1 dari 2 desa di luar ambang" in err
    assert "Pilar IV (Koperasi dan keuangan) belum dapat diukur" in err


@pytest.mark.usefixtures("indonesian")
def test_workbook_with_provenance(files, tmp_path, capsys):
    out = tmp_path / "pilar.xlsx"
    assert main([*files, "--weight", "II=3", "--out", str(out)]) == 0
    sheets = pd.read_excel(out, sheet_name=None, engine="openpyxl")
    assert sheets["Parameter"]["Bobot (bagian)"].tolist()[:2] == [0.25, 0.75]
    facts = json.loads((tmp_path / "pilar.xlsx.json").read_text(encoding="utf-8"))
    assert facts["thresholds"]["II"] == 1.1
    assert facts["missing_pillars"] == ["III", "IV"]
    assert "2 baris di" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".csv", ".gpkg", ".geojson"])
def test_matrix_in_other_formats(files, tmp_path, suffix):
    out = tmp_path / f"pilar{suffix}"
    assert main([*files, "--out", str(out)]) == 0
    assert out.is_file()
    facts = json.loads((tmp_path / f"pilar{suffix}.json").read_text(encoding="utf-8"))
    assert {"pillar": "I", "facility": "disnaker"}.items() <= facts["owners"][0].items()
    if suffix != ".csv":
        layer = {"layer": "access"} if suffix == ".gpkg" else {}
        assert gpd.read_file(out, **layer)["rank"].tolist() == [1, 2]


@pytest.mark.usefixtures("indonesian")
def test_owners_of_ones_own(files, tmp_path):
    owners = tmp_path / "pemilik.csv"
    owners.write_text("pillar,facility,ministry,agency\nI,disnaker,A,B\n", encoding="utf-8")
    assert main([*files, "--owners", str(owners), "--out", str(tmp_path / "p.xlsx")]) == 0
    assert pd.read_excel(tmp_path / "p.xlsx", sheet_name=1, engine="openpyxl")[
        "Perangkat daerah"
    ].tolist() == ["B"]
    facts = json.loads((tmp_path / "p.xlsx.json").read_text(encoding="utf-8"))
    assert facts["owners"] == [
        {"pillar": "I", "facility": "disnaker", "ministry": "A", "agency": "B"}
    ]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--limit", "V=3"], "--limit V=3: write PILLAR=VALUE"),
        (["--limit", "I=jauh"], "'jauh' is not a number"),
        (["--limit", "I=0"], "The threshold of pillar I is 0"),
        (["--limit", "I=nan"], "The threshold of pillar I is nan"),
        (["--weight", "I=-1"], "The weight of pillar I is -1"),
        (["--weight", "I=0", "--weight", "II=0"], "All weights are 0"),
        (["--full-at", "1"], "full_at is 1"),
        (["--kinds", "I=warung"], "Pillar I has no facility 'warung'"),
        (["--out", "pilar.pdf"], "Cannot write 'pilar.pdf'"),
        (["--owners", "tiada.csv"], "tiada.csv"),
        (["--area", "demak"], "Give either --area"),
    ],
)
def test_input_that_cannot_be_used(files, capsys, extra, words):
    assert main([*files, *extra]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert all(text.startswith("error: ") for text in err.splitlines() if words in text)


def test_too_few_files(capsys):
    assert main(["pillars", "--roads", "x.gpkg"]) == 2
    assert "--villages missing" in capsys.readouterr().err


def test_rows_with_problems(files, tmp_path, capsys):
    with (tmp_path / "desa.csv").open("a", encoding="utf-8") as file:
        file.write("rusak,rusak,disnaker,10,abc\n")
    assert main(files) == 2
    assert main([*files, "--skip-bad"]) == 0
    assert len(pd.read_csv(io.StringIO(capsys.readouterr().out))) == 2


def test_embedded_area(tmp_path, capsys):
    out = tmp_path / "pilar.csv"
    assert main(["pillars", "--area", "demak", "--mode", "motorcycle", "--out", str(out)]) == 0
    table = pd.read_csv(out).set_index("id")
    assert len(table) == 249
    # As the page Jarak akses and the command `access` tell.
    assert table.loc["33.21.14.2014", "I_total_m"] == pytest.approx(15_019, abs=1)
    assert table.loc["33.21.14.2001", "no_way"] == 4
    assert "pillar I: 189 of 249" in capsys.readouterr().err
