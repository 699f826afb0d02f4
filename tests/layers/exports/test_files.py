"""Results as files: each format is read back and compared."""

from __future__ import annotations

import io
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from layers.exports import files as export
from spatial.errors import InputError

PROVENANCE = {
    "program": "Desmigratif Spasial",
    "mode": {"name": "car", "speeds_kmh": {"trunk": 65}},
    "sources": ["a", "b"],
    "k": 1,
}
NAMES = ["=1+1", "Désa <b>道</b>", 'Koma, "kutip"; baris\nbaru']


@pytest.fixture
def result():
    return gpd.GeoDataFrame(
        {
            "origin_id": ["33.21.14.2014", "007", "3"],
            "origin_name": NAMES,
            "rank": pd.array([1, None, 2], dtype="Int64"),
            "status": ["ok", "unreachable", "ok"],
            "total_m": [15019.066, np.nan, 0.5],
        },
        geometry=gpd.points_from_xy([110.5, 110.6, 110.7], [-6.9, -7.0, -7.1]),
        crs=4326,
        index=["x", "x", "y"],
    )


def plain(result):
    return pd.DataFrame(result.drop(columns="geometry")).reset_index(drop=True)


def compare(found, result):
    pd.testing.assert_frame_equal(
        found[plain(result).columns.tolist()].astype(object).where(found.notna(), None),
        plain(result).astype(object).where(plain(result).notna(), None),
        check_dtype=False,
    )


def test_csv(result, tmp_path):
    beside = export.write_result(tmp_path / "hasil.csv", result, PROVENANCE)
    found = pd.read_csv(tmp_path / "hasil.csv", dtype={"origin_id": str, "rank": "Int64"})
    assert list(found.columns) == list(plain(result).columns)
    compare(found, result)
    assert beside.name == "hasil.csv.json"
    assert json.loads(beside.read_text(encoding="utf-8")) == PROVENANCE


@pytest.mark.usefixtures("indonesian")
def test_xlsx(result, tmp_path):
    export.write_result(tmp_path / "hasil.xlsx", result, PROVENANCE)
    found = pd.read_excel(
        tmp_path / "hasil.xlsx", sheet_name="Data", dtype={"origin_id": str}, engine="openpyxl"
    )
    compare(found, result)
    facts = pd.read_excel(
        tmp_path / "hasil.xlsx", sheet_name="Metode", engine="openpyxl"
    ).set_index("Parameter")["Nilai"]
    assert facts["mode.name"] == "car"
    assert str(facts["mode.speeds_kmh.trunk"]) == "65"
    assert (tmp_path / "hasil.xlsx.json").is_file()


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("http://a")', "+1", "-1", "@SUM(A1)"])
def test_names_like_formulas_stay_text_in_xlsx(name):
    data = export.xlsx_bytes(pd.DataFrame({"name": [name]}), {"note": name})
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet, column in (("Data", "A"), ("Metode", "B")):
        cell = book[sheet][f"{column}2"]
        assert (cell.data_type, cell.value) == ("s", name)


def test_control_characters_do_not_break_xlsx():
    data = export.xlsx_bytes(pd.DataFrame({"name": ["Desa\x07 A\x00"]}), {})
    assert openpyxl.load_workbook(io.BytesIO(data))["Data"]["A2"].value.startswith("Desa")


def test_geojson(result, tmp_path):
    export.write_result(tmp_path / "hasil.geojson", result, PROVENANCE)
    found = gpd.read_file(tmp_path / "hasil.geojson")
    compare(found, result)
    assert found.crs.to_epsg() == 4326
    assert shapely.equals_exact(found.geometry.to_numpy(), result.geometry.to_numpy()).all()
    text = json.loads((tmp_path / "hasil.geojson").read_text(encoding="utf-8"))
    assert text["provenance"] == PROVENANCE
    assert "crs" not in text


def test_gpkg(result, tmp_path):
    export.write_result(tmp_path / "hasil.gpkg", result, PROVENANCE)
    assert pyogrio.list_layers(tmp_path / "hasil.gpkg")[:, 0].tolist() == ["access", "provenance"]
    found = gpd.read_file(tmp_path / "hasil.gpkg", layer="access")
    compare(found, result)
    assert shapely.equals_exact(found.geometry.to_numpy(), result.geometry.to_numpy()).all()
    facts = pyogrio.read_dataframe(tmp_path / "hasil.gpkg", layer="provenance")
    assert facts.set_index("parameter")["value"]["mode.name"] == "car"


def test_geojson_is_in_degrees_whatever_the_crs(result):
    found = json.loads(export.geojson_bytes(result.to_crs(32749), PROVENANCE))
    first = found["features"][0]["geometry"]["coordinates"]
    assert first == pytest.approx([110.5, -6.9], abs=1e-6)


def test_lists_are_text(result, tmp_path):
    roads = [{"name": "Jalan Ünï", "highway": "trunk", "m": 1.5}]
    table = result.assign(roads=[roads, [], roads])
    for suffix in (".csv", ".xlsx", ".gpkg", ".geojson"):
        path = tmp_path / f"rute{suffix}"
        export.write_result(path, table, PROVENANCE)
        if suffix == ".csv":
            found = pd.read_csv(path)
        elif suffix == ".xlsx":
            found = pd.read_excel(path, engine="openpyxl")
        else:
            found = gpd.read_file(path, **({"layer": "access"} if suffix == ".gpkg" else {}))
        values = [v if isinstance(v, list) else json.loads(v) for v in found["roads"]]
        assert values == [roads, [], roads], suffix


@pytest.mark.parametrize("suffix", sorted(export.WRITERS))
def test_no_rows(result, tmp_path, suffix):
    table = result.iloc[:0].assign(roads=pd.Series([], dtype=object))
    beside = export.write_result(tmp_path / f"kosong{suffix}", table, PROVENANCE)
    assert beside.is_file()


def test_the_table_is_not_changed(result):
    before = result.copy(deep=True)
    for write in export.WRITERS.values():
        write(result, PROVENANCE)
    assert result.equals(before)


@pytest.mark.parametrize("name", ["hasil.pdf", "hasil", "hasil.json"])
def test_unknown_format(result, tmp_path, name):
    with pytest.raises(InputError, match=name):
        export.write_result(tmp_path / name, result, PROVENANCE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
def test_map_formats_need_geometry(result, tmp_path, suffix):
    with pytest.raises(InputError, match="no geometry"):
        export.write_result(tmp_path / f"hasil{suffix}", plain(result), PROVENANCE)


def test_suffix_in_capitals(result, tmp_path):
    export.write_result(tmp_path / "HASIL.CSV", plain(result), PROVENANCE)
    assert (tmp_path / "HASIL.CSV").read_bytes().startswith(b"origin_id,")


def test_folder_that_does_not_exist(result, tmp_path):
    with pytest.raises(InputError, match="none"):
        export.write_result(tmp_path / "none" / "hasil.csv", result, PROVENANCE)


def test_target_that_is_a_folder(result, tmp_path):
    (tmp_path / "hasil.csv").mkdir()
    with pytest.raises(InputError):
        export.write_result(tmp_path / "hasil.csv", result, PROVENANCE)
    assert [p.name for p in tmp_path.iterdir()] == ["hasil.csv"]


@pytest.mark.parametrize("where", ["replace", "chmod"])
def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch, where):
    path = tmp_path / "hasil.csv"
    export.write_atomically(path, b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, where, fail)
    with pytest.raises(InputError, match="No space left"):
        export.write_atomically(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["hasil.csv"]


def test_a_write_that_is_broken_off_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "hasil.csv"
    export.write_atomically(path, b"old")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        export.write_atomically(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["hasil.csv"]


def test_a_result_that_cannot_be_serialised_writes_nothing(result, tmp_path):
    with pytest.raises((InputError, TypeError)):
        export.write_result(tmp_path / "hasil.csv", result, {"k": object()})
    assert list(tmp_path.iterdir()) == []


def test_numbers_of_numpy_in_the_provenance():
    text = export.provenance_bytes({"k": np.int64(3), "m": np.float64(1.5)})
    assert json.loads(text) == {"k": 3, "m": 1.5}


def test_provenance_is_strict_json():
    """RFC 8259 knows no NaN; browsers and R refuse it."""

    def refuse(word):
        raise AssertionError(word)

    json.loads(export.provenance_bytes({"median": float("nan")}), parse_constant=refuse)
