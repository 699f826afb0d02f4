"""`cli.py area check` on the embedded area."""

import csv
import io
import json
from functools import partial

import geopandas as gpd
import pandas as pd
import pytest

import cli

READERS = {
    ".csv": pd.read_csv,
    ".xlsx": partial(pd.read_excel, engine="openpyxl"),
    ".gpkg": partial(gpd.read_file, layer="access"),
    ".geojson": gpd.read_file,
}
CHECK = ["area", "check", "--area", "demak"]


@pytest.mark.usefixtures("indonesian")
def test_what_to_fix_first_is_on_top(capsys):
    assert cli.main(CHECK) == 0
    streams = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(streams.out)))
    assert rows[0]["finding"] == "Letak Disnaker hanya perkiraan atau belum dipastikan"
    assert (rows[0]["rank"], rows[0]["villages"]) == ("1", "249")
    off = [row for row in rows if row["finding"] == "Desa jauh dari semua jalan"]
    assert [row["name"] for row in off] == ["Pilangwetan"]
    assert "Jaringan jalan: 1 bagian" in streams.err
    assert "248 desa, 342 fasilitas" in streams.err


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".gpkg", ".geojson"])
def test_both_tables_with_their_provenance(tmp_path, suffix, capsys):
    out, parts = tmp_path / f"temuan{suffix}", tmp_path / f"bagian{suffix}"
    assert cli.main([*CHECK, "--out", str(out), "--components", str(parts)]) == 0
    assert capsys.readouterr().out == ""
    read = READERS[suffix]
    assert "Pilangwetan" in read(out)["name"].tolist()
    assert read(parts)["villages"].tolist() == [248]
    notes = json.loads((tmp_path / f"temuan{suffix}.json").read_text())
    assert (notes["mode"]["name"], notes["max_snap_m"]) == ("motorcycle", 2000)
    assert notes["findings"][0]["villages"] == 249
    assert notes["components"][0]["villages"] == 248
    assert notes["sources"]["roads"]["files"][0]["sha256"]


def test_a_longer_leg_brings_the_village_in(capsys):
    assert cli.main([*CHECK, "--max-snap", "5000", "--mode", "motorcycle"]) == 0
    assert "Desa jauh dari semua jalan" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("level", ["villages", "any"])
def test_findings_can_fail(level, capsys):
    assert cli.main([*CHECK, "--fail-on", level]) == 3


def test_nothing_found_does_not_fail(monkeypatch, capsys):
    monkeypatch.setattr("layers.quality.findings.check", lambda *_: [])
    assert cli.main([*CHECK, "--fail-on", "any"]) == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--out", "a.txt"], "a.txt"),
        (["--out", "a.csv", "--components", "a.csv"], "the same file"),
        (["--max-snap", "-1"], "must not be negative"),
        (["--max-snap", "nan"], "must not be negative"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_exit_code_2(more, words, capsys):
    assert cli.main([*CHECK, *more]) == 2
    assert words in capsys.readouterr().err


def test_an_unknown_area_is_an_error(capsys):
    assert cli.main(["area", "check", "--area", "atlantis"]) == 2
    assert "atlantis" in capsys.readouterr().err
