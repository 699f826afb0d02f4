"""The table of owners: read, checked, kept, forgotten."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.pillars.kinds import PILLARS
from layers.pillars.owners import (
    COLUMNS,
    checked,
    forget_own,
    load_owners,
    own_path,
    read_owners,
    save_owners,
)
from spatial.errors import InputError

ROW = dict(zip(COLUMNS, ("IV", "koperasi", "Kementerian A", "Dinas B"), strict=True))


def rows(*changes):
    return pd.DataFrame([{**ROW, **change} for change in changes])


def test_the_embedded_table_names_the_ten_ministries_and_every_facility():
    owners = load_owners()
    assert not owners.own
    assert len(owners.table) == 23
    assert set(owners.table["ministry"]) == {
        "Kementerian Ketenagakerjaan",
        "Kementerian Desa PDTT",
        "Kementerian Pendidikan dan Kebudayaan",
        "Kementerian Kesehatan",
        "Kementerian BUMN",
        "Kementerian PPPA",
        "Kementerian Koperasi dan UKM",
        "Badan Ekonomi Kreatif",
        "Kementerian Hukum dan HAM",
        "Kementerian Komunikasi dan Informatika",
    }
    owned = {(row.pillar, row.facility) for row in owners.table.itertuples()}
    kinds = {(key, kind) for key, pillar in PILLARS.items() for kind in pillar.facilities}
    assert kinds <= owned
    assert owned - kinds == {("I", "internet desa"), ("II", "sentra produksi")}


def test_the_users_table_stands_before_it():
    saved = save_owners(rows({"agency": "  Dinas   Koperasi "}))
    assert saved.table["agency"].tolist() == ["Dinas Koperasi"]
    again = load_owners()
    assert again.own
    pd.testing.assert_frame_equal(again.table, saved.table)
    forget_own()
    assert not load_owners().own
    assert own_path().with_suffix(".csv.bak").is_file()


def test_a_faulty_table_leaves_the_old_one():
    save_owners(rows({}))
    with pytest.raises(InputError):
        save_owners(rows({"pillar": "V"}))
    assert load_owners().table["pillar"].tolist() == ["IV"]
    assert [path.name for path in own_path().parent.iterdir()] == ["pillar_owners.csv"]


@pytest.mark.usefixtures("indonesian")
def test_every_problem_is_told_with_its_row():
    table = rows({}, {"pillar": "5"}, {"agency": " "}, {}, {"ministry": "x" * 201})
    with pytest.raises(InputError) as error:
        checked(table, "tabel")
    assert error.value.problems == (
        "tabel: baris 2: pilar '5' tidak dikenal; pilih I, II, III, IV.",
        "tabel: baris 3: agency kosong; isi atau hapus barisnya.",
        "tabel: baris 4: sama dengan baris sebelumnya; hapus salah satu.",
        "tabel: baris 5: ministry lebih dari 200 huruf; persingkat.",
    )


def test_empty_rows_of_an_editor_are_left_out():
    table = pd.concat([rows({}), pd.DataFrame([dict.fromkeys(COLUMNS)])], ignore_index=True)
    assert len(checked(table, "tabel")) == 1


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("table", "words"),
    [
        (rows({}).drop(columns="agency"), "kolom agency tidak ada"),
        (rows({}).iloc[:0], "tidak ada baris"),
        (pd.concat([rows({})] * 1001, ignore_index=True), "1001 baris"),
    ],
)
def test_tables_that_are_none(table, words):
    with pytest.raises(InputError, match=words):
        checked(table, "tabel")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,"b\n', b"x" * 1_000_001])
def test_files_that_cannot_be_read(tmp_path, content):
    path = tmp_path / "pemilik.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"pemilik\.csv"):
        read_owners(path)


@pytest.mark.usefixtures("indonesian")
def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(InputError, match="tidak dapat dibaca"):
        read_owners(tmp_path / "tiada.csv")


def test_a_file_as_excel_saves_it(tmp_path):
    path = tmp_path / "pemilik.csv"
    path.write_bytes(("\ufeff" + rows({}).to_csv(index=False)).encode())
    assert read_owners(path).to_dict("records") == [ROW]


def test_a_folder_that_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path / "file" / "folder"))
    with pytest.raises(InputError, match="Cannot write"):
        save_owners(rows({}))
