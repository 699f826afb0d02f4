"""Users' points, from every kind of file, with guessed and with stated columns."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.imports import sheets
from layers.imports.boundaries import import_boundaries
from layers.imports.coordinates import stated_crs
from layers.imports.points import PointOptions, import_points, preview_points
from layers.imports.validation import check_import
from spatial.errors import InputError
from tests.layers.import_cases import kml, rows_of, villages, workbook, write, zipped

UTM_49S = stated_crs("EPSG:32749")


@pytest.fixture
def areas(tmp_path):
    villages().to_file(tmp_path / "batas.gpkg")
    return import_boundaries(tmp_path / "batas.gpkg").areas


def places(read):
    shapes = read.points.geometry
    return [None if p is None else (round(p.x, 6), round(p.y, 6)) for p in shapes]


@pytest.mark.parametrize(
    "text",
    [
        "kode,nama,lintang,bujur\n33.19.01.2001,A,-6.9,110.5\n",
        "Kode Desa;Nama Desa;Bujur;Lintang\n3319012001;A;110,5;-6,9\n",
        "CODE\tName\tLongitude\tLatitude\n3319012001\tA\t110.5\t-6.9\n",
        "kd_desa|desa|BT|LS\n3319012001|A|110°30'|-6°54'\n",
        "kode;nama;bujur;lintang\n3319012001;A;110° 30' 0\" BT;6° 54' 0\" LS\n",
        "kode;nama;koordinat\n3319012001;A;-6.9, 110.5\n",
        "kode;nama;koordinat\n3319012001;A;-6.9,110.5\n",
        "kode|nama|koordinat\n3319012001|A|-6,9; 110,5\n",
    ],
)
def test_tables(tmp_path, text):
    read = import_points(write(tmp_path / "desa.csv", text))
    assert places(read) == [(110.5, -6.9)]
    assert read.points["name"].tolist() == ["A"]
    assert read.points["code"].tolist() == ["33.19.01.2001"]
    assert read.points["id"].tolist() == ["33.19.01.2001"]
    assert read.report.problems == ()
    assert (read.report.read, read.report.kept) == (1, 1)


@pytest.mark.usefixtures("indonesian")
def test_degrees_and_minutes_are_said(tmp_path):
    text = "nama;bujur;lintang\nA;110°30' BT;6°54' LS\nB;110,5;-6,9\n"
    read = import_points(write(tmp_path / "desa.csv", text))
    assert places(read) == [(110.5, -6.9)] * 2
    assert read.report.notes == ("1 baris ditulis dalam derajat-menit-detik dan dibaca begitu.",)


@pytest.mark.usefixtures("indonesian")
def test_preview_and_override(tmp_path):
    path = write(tmp_path / "p.csv", "a,b,c,nama\n1,110.5,-6.9,A\n2,110.6,-6.9,B\n")
    seen = preview_points(path)
    assert (seen.roles["lon"], seen.roles["name"], seen.mapped) == (None, "nama", False)
    assert seen.columns == ("a", "b", "c", "nama")
    assert seen.head.loc[3].tolist() == ["2", "110.6", "-6.9", "B"]
    with pytest.raises(InputError, match="bujur dan lintang tidak ditemukan"):
        import_points(path)
    stated = PointOptions(roles={"lon": "b", "lat": "c", "id": "a", "name": None})
    read = import_points(path, stated)
    assert read.points["id"].tolist() == ["1", "2"]
    assert read.points["name"].tolist() == ["", ""]
    with pytest.raises(InputError) as error:
        import_points(path, PointOptions(roles={"lintang": "c", "lat": "d"}))
    assert len(error.value.problems) == 2


@pytest.mark.usefixtures("indonesian")
def test_swapped_columns_are_said_once(tmp_path):
    text = "nama,lon,lat\nA,-6.9,110.5\nB,-6.8,110.6\n"
    read = import_points(write(tmp_path / "p.csv", text))
    assert places(read) == [(110.5, -6.9), (110.6, -6.8)]
    assert [(p.row, p.value, p.severity) for p in read.report.problems] == [
        (None, "2 baris", "repaired")
    ]


def test_a_swapped_row_is_said_with_its_place(tmp_path):
    text = "nama,lon,lat\nA,110.5,-6.9\nB,-6.8,110.6\nC,110.7,-7\n"
    problem = import_points(write(tmp_path / "p.csv", text)).report.problems[0]
    assert (problem.row, problem.place, problem.severity) == (3, (110.6, -6.8), "repaired")


@pytest.mark.usefixtures("indonesian")
def test_metres_need_their_system(tmp_path):
    path = write(tmp_path / "p.csv", "nama,x,y\nA,500000,9300000\n")
    with pytest.raises(InputError, match=r"UTM belahan selatan.*32746"):
        import_points(path)
    read = import_points(path, PointOptions(crs=UTM_49S))
    # 700 km south of the equator on the central meridian: 6.33 degrees by GRS 80 arc length.
    assert read.points.geometry.iloc[0].x == pytest.approx(111)
    assert read.points.geometry.iloc[0].y == pytest.approx(-6.333, abs=0.003)
    swapped = write(tmp_path / "q.csv", "nama,x,y\nA,9300000,500000\n")
    exchanged = check_import(import_points(swapped, PointOptions(crs=UTM_49S)))
    assert places(exchanged) != places(read)
    assert rows_of(exchanged.report, "error") == [2]
    assert "32746" in exchanged.report.problems[0].sentence()
    assert exchanged.report.problems[0].severity == "warning"
    stated = PointOptions(crs=UTM_49S, roles={"lon": "y", "lat": "x"})
    assert places(import_points(swapped, stated)) == places(read)


@pytest.mark.usefixtures("indonesian")
def test_unreadable_coordinates_and_lines_with_too_many_values(tmp_path):
    text = "id,nama,lon,lat\n1,A,utara,-6.9\n2,B,,\n3,C,110,5,-6,9\n4,D,110.5,-6.9\n"
    read = import_points(write(tmp_path / "p.csv", text))
    assert rows_of(read.report, "error") == [2, 3, 4]
    by_row = {p.row: p for p in read.report.problems}
    assert (by_row[2].value, by_row[2].reason) == ("utara; -6.9", "koordinat tidak dapat dibaca")
    assert by_row[3].reason == "koordinat kosong"
    assert by_row[4].value == "6 nilai, 4 judul"
    assert (read.report.read, read.report.kept) == (4, 1)


@pytest.mark.usefixtures("indonesian")
def test_excel(tmp_path):
    rows = [["Kode", "Nama", "Bujur", "Lintang"], [3319012001, "A", 110.5, -6.9], [],
            [3319012002.0, "B", "110°30' BT", "6,9 LS"]]  # fmt: skip
    path = workbook(tmp_path / "p.xlsx", Petunjuk=[["baca saya"]], Desa=rows)
    assert preview_points(path).sheets == ("Petunjuk", "Desa")
    with pytest.raises(InputError, match="beberapa lembar: Petunjuk, Desa"):
        import_points(path)
    with pytest.raises(InputError, match="tidak memiliki lembar 'x'"):
        import_points(path, PointOptions(sheet="x"))
    read = import_points(path, PointOptions(sheet="Desa"))
    assert places(read) == [(110.5, -6.9)] * 2
    assert read.points.index.tolist() == [2, 4]
    assert read.points["id"].tolist() == ["33.19.01.2001", "33.19.01.2002"]


@pytest.mark.usefixtures("indonesian")
def test_workbooks_that_cannot_be_used(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="kosong"):
        import_points(workbook(tmp_path / "p.xlsx", Desa=[]))
    with pytest.raises(InputError, match="bukan buku kerja"):
        import_points(write(tmp_path / "q.xlsx", "nama,lon,lat"))
    with pytest.raises(InputError, match="bukan buku kerja"):
        import_points(zipped(tmp_path / "r.xlsx", _folder(tmp_path, "a.txt")))
    with pytest.raises(InputError, match="tidak ditemukan"):
        import_points(tmp_path / "none.xlsx")
    monkeypatch.setattr(sheets, "MAX_SHEET_BYTES", 100)
    with pytest.raises(InputError, match="setelah dibuka"):
        import_points(workbook(tmp_path / "s.xlsx", Desa=[["nama", "lon", "lat"]]))


def _folder(tmp_path, name):
    folder = tmp_path / "isi"
    folder.mkdir()
    (folder / name).write_text("x")
    return folder


@pytest.mark.parametrize("text", ["", "nama,lon,lat\n", "nama,nama,lon,lat\nA,B,110,-7\n"])
def test_tables_that_cannot_be_used(tmp_path, text):
    with pytest.raises(InputError, match=r"p\.csv"):
        import_points(write(tmp_path / "p.csv", text))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp"])
def test_layers(tmp_path, suffix):
    layer = gpd.GeoDataFrame(
        {"Name": ["A", "B"]}, geometry=gpd.points_from_xy([110.5, 110.6], [-6.9, -6.8]), crs=4326
    )
    layer.to_file(tmp_path / f"p{suffix}")
    seen = preview_points(tmp_path / f"p{suffix}")
    assert (seen.mapped, seen.roles["name"], len(seen.head)) == (True, "Name", 2)
    read = import_points(tmp_path / f"p{suffix}")
    assert places(read) == [(110.5, -6.9), (110.6, -6.8)]
    assert read.points["name"].tolist() == ["A", "B"]
    assert read.report.problems == ()


def test_kml(tmp_path):
    point = "<Point><coordinates>110.5,-6.9,12</coordinates></Point>"
    ring = "110,-7 110.2,-7 110.2,-6.8 110,-7"
    area = (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )
    read = import_points(kml(tmp_path / "p.kml", ("Désa A", point), ("B", area)))
    assert read.points["name"].tolist() == ["Désa A", "B"]
    assert places(read)[0] == (110.5, -6.9)
    assert not read.points.geometry.iloc[0].has_z
    assert rows_of(read.report, "repaired") == [2]


@pytest.mark.usefixtures("indonesian")
def test_mixed_and_empty_geometry(tmp_path):
    shapes = [shapely.Point(110.5, -6.9), shapely.box(110, -7, 110.2, -6.8), None,
              shapely.LineString([(110, -7), (110.1, -7)]), shapely.Point(-6.9, 110.5),
              shapely.MultiPoint([(110.5, -6.8)]), shapely.Point(110.7, -6.9)]  # fmt: skip
    gpd.GeoDataFrame({"nama": list("ABCDEFG")}, geometry=shapes, crs=4326).to_file(
        tmp_path / "p.geojson"
    )
    read = import_points(tmp_path / "p.geojson")
    assert rows_of(read.report, "error") == [3, 4]
    assert rows_of(read.report, "repaired") == [2, 5]
    assert places(read)[4:6] == [(110.5, -6.9), (110.5, -6.8)]
    assert any("beberapa jenis geometri" in p.reason for p in read.report.problems)
    assert read.report.kept == 5


@pytest.mark.usefixtures("indonesian")
def test_places_from_boundaries_by_code(tmp_path, areas):
    path = write(tmp_path / "p.csv", "kode\n33.19.01.2002\n3320012001\n3399012001\n")
    read = import_points(path, areas=areas)
    assert [p is not None for p in places(read)] == [True, True, False]
    assert villages().geometry[1].contains(read.points.geometry.loc[2])
    assert read.points["precision"].tolist()[:2] == ["village point"] * 2
    assert rows_of(read.report, "error") == [4]
    assert read.report.notes == ("2 titik diambil dari batas desa lewat kode.",)


def test_empty_cells_are_filled_from_boundaries(tmp_path, areas):
    text = "nama,kecamatan,lon,lat\nKaranganyar,Jati,,\nX,,110.5,-6.9\nTak Ada,,,\n"
    read = import_points(write(tmp_path / "p.csv", text), areas=areas)
    assert villages().geometry[2].contains(read.points.geometry.loc[2])
    assert places(read)[1] == (110.5, -6.9)
    assert read.points["precision"].tolist()[:2] == ["village point", "published"]
    assert rows_of(read.report, "error") == [4]


def test_ambiguous_names_are_asked_and_the_answer_is_taken(tmp_path, areas):
    path = write(tmp_path / "p.csv", "nama,kabupaten\nKaranganyar,Kudus\n")
    read = import_points(path, areas=areas)
    assert places(read) == [None]
    assert read.questions["code"].tolist() == ["33.19.01.2001", "33.19.02.2001"]
    assert rows_of(read.report, "error") == [2]
    again = import_points(path, areas=areas, choices={2: "33.19.02.2001"})
    assert villages().geometry[2].contains(again.points.geometry.loc[2])
    assert again.report.problems == ()


def test_a_row_that_says_nothing(tmp_path, areas):
    read = import_points(write(tmp_path / "p.csv", "nama,catatan\n,x\nMlonggo,y\n"), areas=areas)
    assert rows_of(read.report, "error") == [2]


def test_names_with_markup_are_kept_as_text(tmp_path):
    text = "nama,lon,lat\n<script>alert(1)</script>,110.5,-6.9\n"
    read = import_points(write(tmp_path / "p.csv", text))
    assert read.points["name"].tolist() == ["<script>alert(1)</script>"]
