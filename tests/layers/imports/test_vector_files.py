"""Map layers as they really are: zips, .prj, .cpg, swapped axes, hostile archives."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pytest
import shapely

from layers.imports import archives
from layers.imports.coordinates import stated_crs
from layers.imports.vector_files import read_layer
from spatial.errors import InputError
from tests.layers.import_cases import kml, zipped

UTM_49S = stated_crs("32749")
NAME = "Désa Ñusa"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "isi"
    path.mkdir()
    return path


def shapefile(folder, crs=4326, name="titik", encoding="utf-8", point=(110.5, -6.9)):
    frame = gpd.GeoDataFrame({"nama": [NAME]}, geometry=[shapely.Point(point)], crs=4326)
    frame.to_crs(crs).to_file(folder / f"{name}.shp", encoding=encoding)
    return folder / f"{name}.shp"


def xy(read):
    return [(round(p.x, 6), round(p.y, 6)) for p in read.frame.geometry]


@pytest.mark.parametrize("prefix", ["", "Data/Jalan 2024/"])
def test_zipped_shapefile(tmp_path, folder, prefix):
    shapefile(folder, 32749)
    read = read_layer(zipped(tmp_path / "p.zip", folder, prefix))
    assert xy(read) == [(110.5, -6.9)]
    assert read.frame["nama"].tolist() == [NAME]
    assert read.frame.index.tolist() == [1]
    assert read.problems == ()


def test_missing_prj(folder):
    path = shapefile(folder)
    path.with_suffix(".prj").unlink()
    read = read_layer(path)
    assert xy(read) == [(110.5, -6.9)]
    assert [(p.field, p.severity) for p in read.problems] == [(".prj", "warning")]


@pytest.mark.usefixtures("indonesian")
def test_missing_prj_in_metres_must_be_stated(folder):
    path = shapefile(folder, 32749)
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match=r"titik\.shp.*UTM belahan selatan"):
        read_layer(path)
    assert xy(read_layer(path, crs=UTM_49S)) == [(110.5, -6.9)]


@pytest.mark.usefixtures("indonesian")
def test_wrong_prj_of_degrees(folder):
    """The .prj says UTM, the numbers are degrees."""
    path = shapefile(folder)
    path.with_suffix(".prj").write_text(UTM_49S.to_wkt("WKT1_ESRI"))
    with pytest.raises(InputError, match=r"prj salah; nyatakan EPSG:4326"):
        read_layer(path)
    read = read_layer(path, crs=stated_crs("4326"))
    assert xy(read) == [(110.5, -6.9)]
    assert [(p.field, p.severity) for p in read.problems] == [(".prj", "repaired")]


@pytest.mark.usefixtures("indonesian")
def test_wrong_prj_of_metres(folder):
    path = shapefile(folder, 32749)
    path.with_suffix(".prj").write_text(stated_crs("4326").to_wkt("WKT1_ESRI"))
    with pytest.raises(InputError, match="di luar Indonesia"):
        read_layer(path)


@pytest.mark.parametrize(
    ("encoding", "cpg", "severities"),
    [
        ("utf-8", "UTF-8", []),
        ("utf-8", None, ["repaired"]),
        ("utf-8", "ISO-8859-1", ["repaired"]),
        ("cp1252", "CP1252", []),
        ("cp1252", None, []),
        ("cp1252", "UTF-8", ["repaired"]),
    ],
)
def test_cpg(folder, encoding, cpg, severities):
    path = shapefile(folder, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    read = read_layer(path)
    assert read.frame["nama"].tolist() == [NAME]
    assert [p.severity for p in read.problems] == severities


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (0x00, "Désa Œ š™"),  # none stated: Windows-1252, not Latin-1
        (0x57, "Désa Œ š™"),  # "of this computer"
        (0x03, "Désa Œ š™"),  # Windows-1252
        (0x01, "DΘsa î ÜÖ"),  # stated as DOS code page 437, and read so
    ],
)
def test_code_page_of_the_dbf(folder, page, text):
    frame = gpd.GeoDataFrame({"nama": ["Désa Œ š™"]}, geometry=[shapely.Point(110.5, -6.9)])
    frame.set_crs(4326).to_file(folder / "titik.shp", encoding="cp1252")
    (folder / "titik.cpg").unlink()
    table = bytearray((folder / "titik.dbf").read_bytes())
    table[29] = page
    (folder / "titik.dbf").write_bytes(table)
    read = read_layer(folder / "titik.shp")
    assert read.frame["nama"].tolist() == [text]
    assert read.problems == ()


def test_signs_that_windows_1252_lacks(folder):
    """A .cpg of UTF-8, but texts as a Mac wrote them: 0x90 is ê there."""
    path = shapefile(folder, encoding="cp1252")
    table = (folder / "titik.dbf").read_bytes()
    (folder / "titik.dbf").write_bytes(table.replace("Dé".encode("cp1252"), b"D\x90"))
    path.with_suffix(".cpg").write_text("UTF-8")
    read = read_layer(path)
    assert read.frame["nama"].tolist() == ["Dêsa —usa"]
    assert [(p.value, p.severity) for p in read.problems] == [("Mac OS Roman", "repaired")]


def test_stated_encoding(folder):
    path = shapefile(folder, encoding="cp1252")
    path.with_suffix(".cpg").write_text("UTF-8")
    assert read_layer(path, encoding="cp1252").frame["nama"].tolist() == [NAME]
    with pytest.raises(InputError):
        read_layer(path, encoding="utf-8")


def test_a_swapped_layer_is_turned(tmp_path):
    line = shapely.LineString([(-6.9, 110.5), (-6.8, 110.6)])
    gpd.GeoDataFrame({"a": [1]}, geometry=[line], crs=4326).to_file(tmp_path / "p.geojson")
    read = read_layer(tmp_path / "p.geojson")
    assert list(read.frame.geometry[1].coords) == [(110.5, -6.9), (110.6, -6.8)]
    assert [p.severity for p in read.problems] == ["repaired"]


@pytest.mark.usefixtures("indonesian")
def test_layers_are_chosen(tmp_path, folder):
    shapefile(folder, name="a")
    shapefile(folder, name="b", point=(111, -7))
    path = zipped(tmp_path / "p.zip", folder)
    with pytest.raises(InputError, match=r"beberapa layer: a\.shp, b\.shp"):
        read_layer(path)
    assert xy(read_layer(path, layer="b.shp")) == [(111, -7)]
    with pytest.raises(InputError, match="tidak berisi layer peta"):
        read_layer(path, layer="c.shp")
    for name in "ab":
        read_layer(folder / f"{name}.shp").frame.to_file(tmp_path / "p.gpkg", layer=name)
    with pytest.raises(InputError, match="punya beberapa layer: a, b"):
        read_layer(tmp_path / "p.gpkg")
    assert xy(read_layer(tmp_path / "p.gpkg", layer="b")) == [(111, -7)]
    with pytest.raises(InputError, match="tidak punya layer c"):
        read_layer(tmp_path / "p.gpkg", layer="c")


def test_shadows_of_macos_are_passed_over(tmp_path, folder):
    shapefile(folder)
    path = zipped(tmp_path / "p.zip", folder)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("__MACOSX/._titik.shp", b"x")
        packed.writestr("._titik.shp", b"x")
    assert xy(read_layer(path)) == [(110.5, -6.9)]


def test_a_kmz_is_read(tmp_path):
    kml(tmp_path / "titik.kml", ("A", "<Point><coordinates>110.5,-6.9,12</coordinates></Point>"))
    with zipfile.ZipFile(tmp_path / "p.kmz", "w") as packed:
        packed.write(tmp_path / "titik.kml", "doc.kml")
    assert xy(read_layer(tmp_path / "p.kmz")) == [(110.5, -6.9)]


def test_a_member_leads_nowhere_outside(tmp_path, folder):
    shapefile(folder)
    path = zipped(tmp_path / "p.zip", folder, "../../../keluar/")
    assert xy(read_layer(path)) == [(110.5, -6.9)]
    assert not list(tmp_path.rglob("keluar"))


@pytest.mark.usefixtures("indonesian")
def test_archives_have_limits(tmp_path, folder, monkeypatch):
    shapefile(folder)
    path = zipped(tmp_path / "p.zip", folder)
    monkeypatch.setattr(archives, "MAX_BYTES", 50)
    with pytest.raises(InputError, match="melebihi"):
        read_layer(path)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    with pytest.raises(InputError, match="lebih dari 2 berkas"):
        read_layer(path)


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rusak", b"bukan arsip"])
def test_damaged_archives(tmp_path, data):
    (tmp_path / "p.zip").write_bytes(data)
    with pytest.raises(InputError, match="arsip"):
        read_layer(tmp_path / "p.zip")


@pytest.mark.usefixtures("indonesian")
def test_archives_without_a_layer(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as packed:
        packed.writestr("baca.txt", "x")
    with pytest.raises(InputError, match="tidak berisi layer peta"):
        read_layer(tmp_path / "p.zip")
    with pytest.raises(InputError, match="arsip"):
        read_layer(tmp_path / "none.zip")


def test_a_disguised_member_reads_no_other_file(tmp_path):
    secret = tmp_path / "secret.gpkg"
    point = gpd.GeoDataFrame({"id": ["s"]}, geometry=[shapely.Point(110, -7)], crs=4326)
    point.to_file(secret, layer="secret")
    vrt = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as packed:
        packed.writestr("desa.geojson", vrt)
    with pytest.raises(InputError, match=r"p\.zip"):
        read_layer(tmp_path / "p.zip")


@pytest.mark.usefixtures("indonesian")
def test_empty_layer(tmp_path):
    gpd.GeoDataFrame({"a": []}, geometry=[], crs=4326).to_file(tmp_path / "p.gpkg")
    with pytest.raises(InputError, match="tidak berisi satu fitur pun"):
        read_layer(tmp_path / "p.gpkg")
