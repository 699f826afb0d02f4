"""Uploaded files: where they go, and what is refused."""

from __future__ import annotations

import gc

import pytest

from layers.imports.uploads import UploadFolder, keep_uploads, safe_name
from spatial.errors import InputError


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("jalan.gpkg", "jalan.gpkg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\desa kudus.xlsx", "desa kudus.xlsx"),
        ("a\x00b<c>.csv", "a_b_c_.csv"),
        ("..", "berkas"),
        ("x" * 300 + ".geojson", "x" * 92 + ".geojson"),
    ],
)
def test_names_are_made_plain(sent, kept):
    assert safe_name(sent) == kept


def test_same_content_comes_to_the_same_place(tmp_path):
    first = keep_uploads([("a.csv", b"x;y\n1;2\n")], tmp_path)
    again = keep_uploads([("a.csv", b"x;y\n1;2\n")], tmp_path)
    other = keep_uploads([("a.csv", b"x;y\n1;3\n")], tmp_path)
    assert first == again
    assert other != first
    assert first.read_bytes() == b"x;y\n1;2\n"
    assert first.parent.parent == tmp_path


def test_parts_of_a_shapefile_stay_together(tmp_path):
    names = ["Jalan.shp", "Jalan.dbf", "Jalan.shx", "Jalan.prj", "Jalan.cpg"]
    path = keep_uploads([(name, name.encode()) for name in names], tmp_path)
    assert path.name == "Jalan.shp"
    assert sorted(p.name for p in path.parent.iterdir()) == sorted(names)


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    "names",
    [
        ["a.csv", "b.csv"],
        ["a.shp", "b.dbf"],
        ["a.dbf", "a.shx"],
        ["a.shp", "a.shp.exe"],
        ["a.shp", "b.shp"],
    ],
)
def test_other_sets_of_files_are_refused(names, tmp_path):
    with pytest.raises(InputError, match="hanya untuk satu shapefile"):
        keep_uploads([(name, b"1") for name in names], tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("indonesian")
def test_empty_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"desa\.csv kosong"):
        keep_uploads([("desa.csv", b"")], tmp_path)


def test_the_folder_of_a_session_goes_with_it():
    folder = UploadFolder()
    path = keep_uploads([("a.csv", b"x")], folder.path)
    assert path.exists()
    del folder
    gc.collect()
    assert not path.parent.parent.exists()


@pytest.mark.parametrize(
    "names", [("desa.TAB", "desa.dat", "desa.map", "desa.id"), ("Desa.mif", "desa.MID")]
)
def test_the_parts_of_a_mapinfo_table(tmp_path, names):
    kept = keep_uploads([(name, b"x") for name in names], tmp_path)
    assert kept.name == names[0]
