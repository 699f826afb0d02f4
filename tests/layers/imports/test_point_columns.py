"""Names, identifiers and codes of tables of points: what the file means, not what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.imports.boundaries import import_boundaries
from layers.imports.points import PointOptions, import_points, preview_points
from layers.imports.report import kept_rows
from layers.imports.validation import check_import
from tests.layers.import_cases import rows_of, villages, write

CASES = Path(__file__).parents[2] / "cases"
PLACES = ("110.8405,-6.8048", "110.8552,-6.8123", "110.8290,-6.7791")


def read(path, **options):
    return check_import(import_points(path, PointOptions(**options)))


def table(tmp_path, head, *rows):
    lines = [f"{row},{place}" for row, place in zip(rows, PLACES, strict=False)]
    return write(tmp_path / "p.csv", "\n".join([f"{head},lon,lat", *lines]))


def severities(found):
    return [(p.row, p.severity) for p in found.report.problems]


@pytest.mark.parametrize("name", ["k_one.kml", "k_one.kmz"])
def test_an_empty_column_of_identifiers_refuses_nothing(name):
    found = read(CASES / "F01-kml-empty-id" / name)
    assert found.points["id"].tolist() == ["1", "2"]
    assert found.points["name"].tolist() == ["Pasar Melati", "Pasar Kenanga"]
    assert (found.report.read, found.report.kept, found.report.problems) == (2, 2, ())
    assert not {"tessellate", "extrude", "visibility"} & set(found.points.columns)


def test_a_market_has_its_own_name():
    found = read(CASES / "F02-market-named-after-village" / "markets.csv")
    assert found.points["name"].tolist()[2] == "Pasar Anggrek"
    assert found.points["village"].tolist()[2] == "Tirtosari"
    assert found.report.problems == ()


@pytest.mark.parametrize(
    ("name", "ids"),
    [("sekolah.csv", ["60000001", "60000002", "60000003"]), ("sekolah_nama.csv", ["2", "3", "4"])],
)
def test_the_code_of_the_place_is_no_identifier(name, ids):
    found = read(CASES / "F09-code-of-the-place-as-id" / name)
    assert found.points["id"].tolist() == ids
    assert found.points["name"].tolist() == ["SD Contoh 1", "SD Contoh 2", "SMP Contoh 1"]
    assert (found.report.read, found.report.kept) == (3, 3)


def test_facilities_without_a_name_are_kept():
    found = read(CASES / "F12-unnamed-facilities" / "kantor.csv")
    assert found.points["name"].tolist() == ["Kantor Desa 1", "Kantor Camat 1"]
    assert (found.report.read, found.report.kept) == (2, 2)
    assert severities(found) == [(None, "warning")]
    assert len(kept_rows(found.points, found.report, "none")) == 2


@pytest.mark.parametrize(
    "heading",
    [
        *("Nama Pasar", "NamaPasar", "NAMA_PASAR", "nm_pasar", "namapasar", "Nama Pasar Rakyat"),
        *("Nama Sekolah", "Nama Satuan Pendidikan", "Nama Puskesmas", "Nama Instansi" ),
        "NamaKantor",
        *("NAMOBJ", "Toponim", "Nama Objek", "Nama", "Nama Tempat", "Pasar", "Nama Psar", "Name"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("village", ["Desa", "Kelurahan", "Nama Desa/Kel.", "WADMKD", "nmdesa"])
def test_the_village_is_where_a_facility_lies(tmp_path, heading, village):
    path = table(tmp_path, f"No,{village},{heading},Kecamatan", "1,Tirto,Pasar Anggrek,Jati",
                 "2,Gemuh,Pasar Mawar,Jati")  # fmt: skip
    found = read(path)
    assert found.points["name"].tolist() == ["Pasar Anggrek", "Pasar Mawar"]
    assert found.points["village"].tolist() == ["Tirto", "Gemuh"]
    assert found.points["id"].tolist() == ["2", "3"]


@pytest.mark.parametrize("head", ["Nama Pemilik,Desa,Jenis", "Nama Kepala Sekolah,Desa,Jenis"])
def test_a_person_is_not_the_name_of_a_facility(tmp_path, head):
    found = read(table(tmp_path, head, "Budi,Tirto,Pasar", "Ani,Gemuh,Pasar"))
    assert found.points["name"].tolist() == ["Pasar 1", "Pasar 2"]
    assert severities(found) == [(None, "warning")]


def test_a_list_of_villages_is_called_after_them(tmp_path):
    path = table(
        tmp_path, "Nama Desa,Kecamatan,Nama Kepala Desa", "Tirto,Jati,Budi", "Gemuh,Jati,A"
    )
    assert read(path).points["name"].tolist() == ["Tirto", "Gemuh"]
    assert "village" not in read(path).points
    markets = read(path, target="markets")
    assert markets.points["name"].tolist() == ["Pasar 1", "Pasar 2"]
    assert markets.points["village"].tolist() == ["Tirto", "Gemuh"]


@pytest.mark.parametrize("nothing", ["", "-", "NULL", "N/A", "Tidak ada", " "])
def test_texts_that_stand_for_nothing_are_no_names(tmp_path, nothing):
    path = table(tmp_path, "NAMOBJ,REMARK", f"{nothing},Kantor Desa", "Kantor Camat Jati,Kantor")
    found = read(path)
    assert found.points["name"].tolist() == ["Kantor Desa 1", "Kantor Camat Jati"]
    assert severities(found) == [(None, "warning")]


def test_a_missing_column_of_names_is_one_finding(tmp_path):
    found = read(table(tmp_path, "NPSN,jumlah", "60000001,3", "60000002,4", "60000003,5"))
    assert found.points["name"].tolist() == ["Titik 1", "Titik 2", "Titik 3"]
    assert severities(found) == [(None, "warning")]
    assert found.report.kept == 3


def test_villages_without_names_are_called_by_their_codes(tmp_path):
    found = read(table(tmp_path, "kode", "33.19.01.2001", "33.19.01.2002"))
    assert found.points["name"].tolist() == ["Desa 33.19.01.2001", "Desa 33.19.01.2002"]
    assert severities(found) == [(None, "warning")]


def test_made_names_are_free(tmp_path):
    found = read(table(tmp_path, "nama,jenis", "Pasar 1,pasar", ",Pasar", ",Pasar"))
    assert found.points["name"].tolist() == ["Pasar 1", "Pasar 2", "Pasar 3"]


def test_a_column_of_names_is_found_by_what_it_holds(tmp_path):
    path = table(tmp_path, "Uraian,Luas", "Pasar Baru,11.7171", "Pasar Lama,33.1901")
    found = read(path)
    assert found.points["name"].tolist() == ["Pasar Baru", "Pasar Lama"]
    assert any("Uraian" in str(note) for note in found.report.notes)


@pytest.mark.parametrize(
    ("head", "rows", "ids", "found"),
    [
        ("id,nama", ("a,A", "a,B", "b,C"), ["a", "3", "b"], 1),
        ("id,nama", ("3,A", ",B", ",C"), ["3", "3-2", "4"], 1),
        ("gid,nama", (",A", ",B", ",C"), ["2", "3", "4"], 0),
        ("fid,nama", ("1,A", "1,B", "1,C"), ["2", "3", "4"], 0),
        ("Kode Pasar,Nama Pasar", ("P1,A", "P2,B", "P3,C"), ["P1", "P2", "P3"], 0),
        ("kode,nama", ("P1,A", "P2,B", "P3,C"), ["P1", "P2", "P3"], 0),
        ("fid,npsn,nama_sp", ("1,7,A", "2,8,B", "3,9,C"), ["1", "2", "3"], 0),
    ],
)
def test_identifiers(tmp_path, head, rows, ids, found):
    read_rows = read(table(tmp_path, head, *rows))
    expected = ["7", "8", "9"] if "npsn" in head else ids
    assert read_rows.points["id"].tolist() == expected
    assert severities(read_rows) == [(None, "warning")] * found
    assert read_rows.report.kept == 3


def test_codes_of_facilities_may_repeat_and_those_of_villages_not(tmp_path):
    head = "Nama Pasar,Kode Desa"
    path = table(tmp_path, head, "A,3319012001", "B,3319012001", "C,3319012002")
    assert read(path).report.problems == ()
    path = table(tmp_path, "Nama Desa,Kode Desa", "A,3319012001", "A,3319012001", "C,3319012002")
    assert rows_of(read(path, target="villages").report, "error") == [3]


@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        ("nama,luas", "A,11.7171", ""),
        ("nama,gid", "A,331901", ""),
        ("nama,no", "A,3319", ""),
        ("nama,kode_pos", "A,59311", ""),
        ("nama,kode", "A,3319012001", "33.19.01.2001"),
        ("nama,kodewil", "A,33.19.01.2001", "33.19.01.2001"),
        ("nama,Kode BPS,Kode Kemendagri", "A,3319010001,3319012001", "33.19.01.2001"),
        ("nama,kdprov,kdkab,kdkec,kddesa", "A,33,19,10,1", "3319010001"),
        ("nama,kdprov,kdkab,kdkec,kddesa", "A,33,9,1,2001", "33.09.01.2001"),
        ("nama,NO_PROP,NO_KAB,NO_KEC,NO_KEL", "A,33,19,1,2001", "33.19.01.2001"),
    ],
)
def test_codes(tmp_path, head, row, code):
    assert read(table(tmp_path, head, row)).points["code"].tolist() == [code]


def test_codes_in_parts_are_shown_as_one_column(tmp_path):
    path = table(tmp_path, "kdprov,kdkab,kdkec,kddesa,nmdesa", "33,19,1,2001,A")
    assert preview_points(path).roles["code"] == "kdprov+kdkab+kdkec+kddesa"


def test_a_column_of_bps_codes_is_one_finding(tmp_path):
    """The kecamatan 011 of BPS looks like a kelurahan of Kemendagri; its column says otherwise."""
    path = table(tmp_path, "iddesa,nmdesa", "3319010001,A", "3319010002,B", "3319011001,C")
    found = read(path)
    assert found.points["code"].tolist() == ["3319010001", "3319010002", "3319011001"]
    assert severities(found) == [(None, "warning")]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("Nama Pasar,Desa,Kecamatan", ("Pasar A,Mlonggo,Mlonggo", "Pasar B,Ahmad Khatib,Jati")),
        ("Nama Pasar,Kode Desa", ("Pasar A,33.20.01.2001", "Pasar B,33.19.02.1002")),
        ("Nama Pasar,Desa,Kode Desa", ("Pasar A,Mlonggo,3320012001", "Pasar B,,3319021002")),
        (",Desa,Jenis", (",Mlonggo,Pasar", ",Ahmad Khatib,Pasar")),
    ],
)
def test_facilities_without_coordinates_lie_in_their_villages(tmp_path, head, rows):
    villages().to_file(tmp_path / "batas.gpkg")
    areas = import_boundaries(tmp_path / "batas.gpkg").areas
    path = write(tmp_path / "p.csv", "\n".join([head, *rows]))
    found = check_import(import_points(path, areas=areas), areas)
    squares = villages().set_index("nama").geometry
    assert squares["Mlonggo"].contains(found.points.geometry.iloc[0])
    assert squares["Ahmad Khatib"].contains(found.points.geometry.iloc[1])
    expected = ["Pasar A", "Pasar B"] if "Nama" in head else ["Pasar 1", "Pasar 2"]
    assert found.points["name"].tolist() == expected
    assert found.report.kept == 2


@pytest.mark.parametrize(
    ("head", "rows", "names"),
    [
        ("Nama Desa,Jumlah Pasar", ("A,3", "B,4"), ["A", "B"]),
        ("nama,desa,kode", ("P,A,3319012001", "Q,B,3319012002"), ["P", "Q"]),
        ("Lokasi,Desa", ("Pasar P,A", "Pasar Q,B"), ["Pasar P", "Pasar Q"]),
        ("KOTKAB,Prov", ("Kab. Kudus,X", "Kab. Demak,X"), ["Kab. Kudus", "Kab. Demak"]),
        ("DESA_KELUR,NAMA_KECAM", ("A,X", "B,X"), ["A", "B"]),
        ("nama_pasar,kemendagri_nama_desa_kelurahan", ("P,A", "Q,B"), ["P", "Q"]),
        ("Title,Note", ("P,a", "Q,b"), ["P", "Q"]),
    ],
)
def test_what_the_rows_are(tmp_path, head, rows, names):
    assert read(table(tmp_path, head, *rows)).points["name"].tolist() == names


def test_unreadable_codes_of_a_column_are_one_finding(tmp_path):
    """The region codes of school registers have letters."""
    path = table(tmp_path, "kode_wilayah,nama_sekolah", "030301AA,A", "030301AA,B", "030302AB,C")
    found = read(path)
    assert severities(found) == [(None, "warning")]
    assert found.report.kept == 3
