"""What an import leaves out, and that it says so: persons, totals, other years, texts."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.imports.personal_data import personal_columns
from layers.imports.points import PointOptions, import_points, preview_points
from layers.imports.validation import check_import
from spatial.errors import InputError
from spatial.wording import render
from tests.layers.import_cases import rows_of, write

NIK = ["3319011203850001", "3319015509900002", "3319020101700003"]


@pytest.mark.parametrize(
    ("columns", "personal"),
    [
        ({"NIK": NIK, "Nama": ["Siti", "Budi", "Ani"], "Desa": ["A", "B", "C"]}, {"NIK", "Nama"}),
        ({"No. KK": NIK, "Desa": ["A", "B", "C"]}, {"No. KK"}),
        ({"nomor": NIK, "desa": ["A", "B", "C"]}, {"nomor"}),
        ({"nomor": [" 3319 0112 0385 0001", *NIK[1:]], "desa": ["A", "B", "C"]}, {"nomor"}),
        ({"nomor": ["3,31901E+15"] * 3, "desa": ["A", "B", "C"]}, {"nomor"}),
        ({"Nama PMI": ["Siti"], "Negara Tujuan": ["Taiwan"], "Desa": ["A"]}, {"Nama PMI"}),
        (
            {"nama": ["Siti"], "jenis_kelamin": ["P"], "negara_penempatan": ["Taiwan"],
             "alamat": ["Jl. 1"], "desa": ["A"]},
            {"nama", "alamat"},
        ),
        ({"No Paspor": ["C1234567"], "Nama": ["Siti"], "desa": ["A"]}, {"No Paspor", "Nama"}),
        ({"Nama Ibu Kandung": ["Siti"], "Tanggal Lahir": ["1-1-1990"]},
         {"Nama Ibu Kandung", "Tanggal Lahir"}),
        # What only resembles it.
        ({"Nama Pasar": ["Melati"], "NIK Pengelola": NIK[:1]}, {"NIK Pengelola"}),
        ({"nama": ["A"], "kk": ["120"], "jumlah_kk": ["87"]}, set()),
        ({"nama": ["Kantor A"], "alamat": ["Jl. 1"], "telepon": ["0291 1"]}, set()),
        ({"idsubsls": ["3319010001000100"], "nama": ["A"]}, set()),
        ({"kode": ["3319012001"], "Nama Desa": ["A"], "Nama Kepala Desa": ["B"]}, set()),
        ({"Unik": ["ya"], "Teknik": ["a"], "nama": ["A"]}, set()),
    ],
)  # fmt: skip
def test_personal_columns(columns, personal):
    assert set(personal_columns(pd.DataFrame(columns))) == personal


def test_personal_data_do_not_enter(tmp_path):
    lines = [f"{n};{p};Desa {i};-6.8{i};110.8" for i, (n, p) in
             enumerate(zip(NIK, ("Siti", "Budi", "Ani"), strict=True))]  # fmt: skip
    path = write(tmp_path / "pmi.csv", "\n".join(["NIK;Nama;Nama Desa;lat;lon", *lines]))
    read = check_import(import_points(path))
    assert read.points["name"].tolist() == ["Desa 0", "Desa 1", "Desa 2"]
    everything = read.points.to_csv() + "".join(p.sentence() for p in read.report.problems)
    assert not any(word in everything for word in (*NIK, "Siti", "Budi", "Ani"))
    assert {p.field for p in read.report.problems if p.row is None} == {"NIK", "Nama"}
    assert "NIK" not in preview_points(path).columns


def test_totals_are_left_out_and_said(tmp_path):
    text = (
        "no,nama,lat,lon,pmi\n1,Pasar A,-6.8,110.8,5\n2,Total Buah,-6.81,110.81,7\n"
        ",JUMLAH TOTAL,,,12\n,Rata-rata,,,6\n,Jumlah Kecamatan Kota,,,6\n"
    )
    read = check_import(import_points(write(tmp_path / "a.csv", text)))
    assert read.points["name"].tolist() == ["Pasar A", "Total Buah"]
    assert rows_of(read.report, "repaired") == [4, 5, 6]
    assert rows_of(read.report, "error") == []


LONG = (
    "id,kode_desa,nama_desa,lat,lon,jumlah_pmi,tahun\n"
    "1,33.19.01.2001,A,-6.8,110.8,10,2022\n2,33.19.01.2002,B,-6.81,110.81,4,2022\n"
    "3,33.19.01.2001,A,-6.8,110.8,12,2023\n4,33.19.01.2002,B,-6.81,110.81,5,2023\n"
)


def test_the_year_is_asked_for(tmp_path):
    path = write(tmp_path / "pmi.csv", LONG)
    with pytest.raises(InputError, match=r"tahun.*2023, 2022.*--year 2023"):
        import_points(path)
    with pytest.raises(InputError, match=r"no year 2021"):
        import_points(path, PointOptions(year="2021"))
    assert preview_points(path).years == ("2023", "2022")
    read = check_import(import_points(path, PointOptions(year="2023")))
    assert read.points["jumlah_pmi"].tolist() == [12, 5]
    assert rows_of(read.report, "error") == []
    assert any("2 rows of other years (2022)" in p.sentence() for p in read.report.problems)


@pytest.mark.parametrize("heading", ["Tahun Berdiri", "tahun"])
def test_years_that_repeat_no_place_are_not_asked_for(tmp_path, heading):
    text = f"nama,lat,lon,{heading}\nA,-6.8,110.8,2001\nB,-6.81,110.81,2003\n"
    path = write(tmp_path / "a.csv", text)
    assert len(import_points(path).points) == 2
    assert preview_points(path).years == ()


def test_places_that_repeat_by_another_column_are_asked_about(tmp_path):
    text = "kode_desa,nama_desa,lat,lon,jenis_kelamin,pmi\n" + "".join(
        f"33.19.01.200{i},{name},-6.8{i},110.8,{sex},{i}\n"
        for i, name in enumerate("ABC", start=1) for sex in ("L", "P")
    )  # fmt: skip
    read = import_points(write(tmp_path / "a.csv", text))
    (problem,) = [p for p in read.report.problems if p.field == "jenis_kelamin"]
    assert "once for each of these values" in problem.sentence()


def test_texts_that_are_dropped_are_said(tmp_path):
    text = "No,nama,lat,lon,STATUS IDM 2024,NILAI IDM 2024\n1,A,-6.8,110.8,MAJU,0.78\n"
    read = import_points(write(tmp_path / "idm.csv", text))
    (note,) = read.report.notes
    assert render(note) == "Columns that are not taken over: 'STATUS IDM 2024'."
    assert read.points["nilai_idm_2024"].tolist() == [0.78]
