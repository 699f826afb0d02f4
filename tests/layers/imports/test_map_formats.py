"""Map files of offices: several layers, zipped geodatabases and MapInfo tables, missing parts."""

import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest

from layers.imports.map_layers import layer_names
from layers.imports.points import PointOptions, import_points, preview_points
from layers.imports.vector_files import read_layer
from spatial.errors import InputError
from tests.layers.import_cases import kml, write, zipped

CASES = Path(__file__).parents[2] / "cases" / "F10-office-formats"


def layer(*names, start=110.8):
    points = gpd.points_from_xy([start + i / 100 for i in range(len(names))], [-6.8] * len(names))
    return gpd.GeoDataFrame({"name": list(names)}, geometry=points, crs=4326)


def names(path, layer=None):
    return read_layer(path, layer=layer).frame.iloc[:, 0].tolist()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "isi").mkdir()
    return tmp_path / "isi"


def test_two_folders_of_a_kmz():
    path = CASES / "k_two.kmz"
    assert layer_names(path) == ("Pasar", "Kantor")
    with pytest.raises(InputError, match="several layers: Pasar, Kantor"):
        import_points(path)
    for name, lon in (("Pasar", 110.8405), ("kantor", 110.8552)):
        read = import_points(path, PointOptions(layer=name))
        assert [p.x for p in read.points.geometry] == [lon]
    preview = preview_points(path)
    assert preview.sheets == ("Pasar", "Kantor")
    assert preview.head["Name"].tolist() == ["Pasar Melati"]


def test_folders_of_one_name_are_numbered(tmp_path):
    point = "<Point><coordinates>110.8,-6.8</coordinates></Point>"
    mark = f"<Placemark><name>{{}}</name>{point}</Placemark>"
    inner = "".join(
        f"<Folder><name>{folder}</name>{mark.format(name)}</Folder>"
        for folder, name in (("Titik", "A"), ("Titik", "B"), ("Lain", "C"))
    )
    path = write(
        tmp_path / "p.kml",
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inner}</Document></kml>',
    )
    found = layer_names(path)
    assert len(found) == len(set(found)) >= 2
    assert sorted(
        name for layer in found for name in read_layer(path, layer=layer).frame["Name"]
    ) == ["A", "B", "C"]


def test_layers_of_a_zipped_geopackage(tmp_path, folder):
    layer("A").to_file(folder / "p.gpkg", layer="pasar")
    layer("B", "C").to_file(folder / "p.gpkg", layer="kantor")
    path = zipped(tmp_path / "p.zip", folder, prefix="data/")
    assert layer_names(path) == ("pasar", "kantor")
    assert names(path, "kantor") == ["B", "C"]
    assert names(path, "data/p.gpkg|pasar") == ["A"]
    with pytest.raises(InputError, match="several layers: pasar, kantor"):
        read_layer(path)
    with pytest.raises(InputError, match="has no layer desa"):
        read_layer(path, layer="desa")
    layer("D").to_file(folder / "q.geojson")
    path = zipped(tmp_path / "q.zip", folder)
    assert layer_names(path) == ("p.gpkg|pasar", "p.gpkg|kantor", "q.geojson")
    assert [names(path, chosen) for chosen in layer_names(path)] == [["A"], ["B", "C"], ["D"]]
    assert names(path, "q") == ["D"]


def test_empty_layers_are_not_asked_for(tmp_path):
    layer("A").to_file(tmp_path / "p.gpkg", layer="pasar")
    layer("B").iloc[:0].to_file(tmp_path / "p.gpkg", layer="kosong")
    assert layer_names(tmp_path / "p.gpkg") == ()
    assert names(tmp_path / "p.gpkg") == ["A"]


def test_gpx_of_waypoints_tracks_or_both(tmp_path):
    point = '<wpt lat="-6.8" lon="110.8"><name>A</name></wpt>'
    track = (
        '<trk><name>T</name><trkseg><trkpt lat="-6.8" lon="110.8"/>'
        '<trkpt lat="-6.81" lon="110.81"/></trkseg></trk>'
    )
    head = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    path = write(tmp_path / "p.gpx", f"{head}{point}</gpx>")
    assert len(import_points(path).points) == 1
    path = write(tmp_path / "q.gpx", f"{head}{track}</gpx>")
    assert read_layer(path).frame.geom_type.tolist() == ["MultiLineString"]
    path = write(tmp_path / "r.gpx", f"{head}{point}{track}</gpx>")
    assert layer_names(path) == ("waypoints", "tracks")
    assert len(import_points(path, PointOptions(layer="waypoints")).points) == 1
    assert len(read_layer(path, layer="track_points").frame) == 2


@pytest.mark.parametrize("prefix", ["", "peta/"])
def test_zipped_mapinfo(tmp_path, folder, prefix):
    lines = (
        'Version 300\nCharset "WindowsLatin1"\nDelimiter ","\nCoordSys Earth Projection 1, 104\n'
    )
    write(folder / "PASAR.MIF", lines + "Columns 1\n name Char(10)\nData\n\nPoint 110.8 -6.8\n")
    write(folder / "PASAR.MID", '"A"\n')
    path = zipped(tmp_path / "p.zip", folder, prefix)
    assert names(path) == ["A"]
    layer("B").to_file(tmp_path / "desa.tab", driver="MapInfo File")
    shutil.rmtree(folder)
    folder.mkdir()
    for part in tmp_path.glob("desa.*"):
        shutil.copy(part, folder / part.name)
    path = zipped(tmp_path / "q.zip", folder, prefix)
    assert names(path) == ["B"]


def test_seamless_tables_of_mapinfo_refer_to_other_files(tmp_path):
    text = '!table\n!version 300\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n'
    with pytest.raises(InputError, match="refers to other files"):
        read_layer(write(tmp_path / "p.tab", text))


def test_zipped_geodatabase_with_its_parts_at_the_top(tmp_path):
    with (
        zipfile.ZipFile(CASES / "v10_gdb.zip") as packed,
        zipfile.ZipFile(tmp_path / "p.gdb.zip", "w") as flat,
    ):
        for part in packed.namelist():
            flat.writestr(Path(part).name, packed.read(part))
    for path in (CASES / "v10_gdb.zip", tmp_path / "p.gdb.zip"):
        assert len(read_layer(path).frame) == 4
    with zipfile.ZipFile(CASES / "v10_gdb.zip") as packed:
        packed.extractall(tmp_path)
    assert len(read_layer(tmp_path / "pasar.gdb").frame) == 4


@pytest.mark.parametrize("packed", [True, False])
def test_a_shapefile_without_shx(tmp_path, folder, packed):
    layer("A", "B").to_file(folder / "p.shp")
    (folder / "p.shx").unlink()
    path = zipped(tmp_path / "p.zip", folder) if packed else folder / "p.shp"
    read = read_layer(path)
    assert read.frame["name"].tolist() == ["A", "B"]
    assert [problem.field for problem in read.problems] == [".shx"]
    assert not (folder / "p.shx").exists()
    layer("C").to_file(tmp_path / "q.shp")
    assert not read_layer(tmp_path / "q.shp").problems


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("peta.qgz", "Export the layer from QGIS"),
        ("desa.dbf", "one of the files of a shapefile"),
        ("desa.rar", "Unpack it"),
        ("desa.pdf", "Copy its table into Excel"),
        ("jalan.dwg", "Open it in QGIS"),
        ("desa.xlsb", "Open it in Excel"),
        ("desa.xyz", "Open it in QGIS"),
        ("desa.kml", "Open it in Google Earth"),
    ],
)
def test_what_to_do_with_other_files(tmp_path, name, words):
    with pytest.raises(InputError, match=words):
        import_points(write(tmp_path / name, "apa saja"))


def test_a_zip_with_a_table_says_so(tmp_path, folder):
    write(folder / "pasar.csv", "nama,lon,lat\nA,110.8,-6.8\n")
    with pytest.raises(InputError, match=r"a table: pasar\.csv\. Unpack it"):
        import_points(zipped(tmp_path / "p.zip", folder))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_other_ways_of_packing(tmp_path, method):
    mark = ("A", "<Point><coordinates>110.8,-6.8</coordinates></Point>")
    kml(tmp_path / "p.kml", mark)
    with zipfile.ZipFile(tmp_path / "p.zip", "w", method) as packed:
        packed.write(tmp_path / "p.kml", "d\u00e9sa/peta.kml")
    assert len(read_layer(tmp_path / "p.zip").frame) == 1
