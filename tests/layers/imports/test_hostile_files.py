"""Files that mean harm or are broken: one sentence each, no connection, no endless work."""

import json
import random
import shutil
import socket
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.imports import checked_points, ring_repair
from layers.imports.boundaries import import_boundaries
from layers.imports.failures import explained
from layers.imports.map_layers import layer_names
from layers.imports.points import PointOptions, import_points, preview_points
from layers.imports.ring_repair import crossings, made_valid
from layers.imports.road_lines import import_roads
from layers.imports.roads import read_roads
from layers.imports.validation import check_import
from layers.imports.vector_files import read_layer, read_vector
from spatial.errors import InputError
from tests.layers.import_cases import kml, rows_of, workbook, write

CASES = Path(__file__).parents[2] / "cases"
HOSTILE = CASES / "H-damaged-and-hostile"


def read_points(path):
    """Read a file of points as the commands that measure do."""
    return checked_points.read_points(checked_points.PointFile(path, keep="good"))


READERS = (
    import_points, preview_points, import_boundaries, import_roads, read_layer, read_vector,
    read_points, read_roads, layer_names,
)  # fmt: skip
FOREIGN = ("GDAL", "driver", "sqlite", "Errno", "zlib", "codec")


def refusal(reader, path):
    """What a reader says against a file; None if it reads it."""
    try:
        reader(path)
    except InputError as error:
        return str(error)
    return None


def layer(n=3):
    points = gpd.points_from_xy(110.8 + np.arange(n) / 100, [-6.8] * n)
    return gpd.GeoDataFrame({"name": [f"N{i}" for i in range(n)]}, geometry=points, crs=4326)


# Damaged files


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["bad_sheet_xml.xlsx", "corrupt_deflate.zip", "view_inf.gpkg"])
def test_cases_are_refused_by_every_reader(reader, name):
    text = refusal(reader, HOSTILE / name)
    assert (
        text is None if reader is layer_names and name != "corrupt_deflate.zip" else name in text
    )
    assert not any(word in str(text) for word in FOREIGN)


def test_cases_that_can_be_read():
    assert len(import_points(HOSTILE / "cr_only.csv").points) == 2
    assert len(import_points(HOSTILE / "inject.csv").points) == 7
    far = import_points(HOSTILE / "far_cell.xlsx")
    assert [(p.x, p.y) for p in far.points.geometry] == [(110.6, -6.9), (110.61, -6.9)]
    roads = import_roads(HOSTILE / "nanroads.geojson")
    assert 5 in roads.lines.index
    assert {2, 3} <= roads.report.bad_rows()


def test_an_area_with_negative_lengths_is_refused():
    from layers.workspace.bundle import read_bundle
    from spatial.errors import NetworkError

    with pytest.raises((InputError, NetworkError), match="damaged"):
        read_bundle(HOSTILE / "t_neglen.zip")
    with pytest.raises(InputError, match="whole study area"):
        import_points(HOSTILE / "t_neglen.zip")


def _originals(folder):
    """One file of each format, as bytes."""
    made = {}
    for suffix, driver in ((".gpkg", "GPKG"), (".geojson", "GeoJSON"), (".kml", "KML"),
                           (".fgb", "FlatGeobuf"), (".gpx", "GPX"),
                           (".shp", "ESRI Shapefile")):  # fmt: skip
        layer().to_file(folder / f"o{suffix}", driver=driver)
        made[suffix] = (folder / f"o{suffix}").read_bytes()
    layer().to_parquet(folder / "o.parquet")
    made[".parquet"] = (folder / "o.parquet").read_bytes()
    rows = [["nama", "lon", "lat"], ["A", 110.8, -6.8]]
    made[".xlsx"] = workbook(folder / "o.xlsx", P=rows).read_bytes()
    made[".xls"] = (CASES / "F10-office-formats/v24_total.xls").read_bytes()
    made[".kmz"] = (CASES / "F10-office-formats/k_two.kmz").read_bytes()
    made[".csv"] = b'nama;lon;lat\n"A";110,8;-6,8\n' * 5
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        path = folder / "o.zip"
        with zipfile.ZipFile(path, "w", method) as packed:
            packed.writestr("d\u00e9sa.geojson", made[".geojson"])
        made[f".{method}.zip"] = path.read_bytes()
    return made


def _damaged(data, rng):
    """Cut off, blank or change bytes."""
    kind, at = rng.random(), rng.randrange(len(data))
    if kind < 0.25:
        return data[:at]
    if kind < 0.4:
        return data[:at] + bytes(rng.randrange(1, 300)) + data[at + 100 :]
    changed = bytearray(data)
    for _ in range(rng.choice([1, 3, 30])):
        changed[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(changed)


def test_damage_anywhere_is_one_sentence_or_data(tmp_path):
    """Whatever byte is wrong: points, or an error of ours."""
    rng = random.Random(11)
    for suffix, data in _originals(tmp_path).items():
        refused = 0
        for _ in range(25):
            path = tmp_path / f"x{suffix}"
            path.write_bytes(_damaged(data, rng))
            text = refusal(rng.choice(READERS), path)
            refused += text is not None
            assert not any(word in str(text) for word in FOREIGN), text
        assert refused


def test_whatever_a_library_raises_becomes_one_sentence(tmp_path):
    class PanicException(BaseException):
        pass

    denied, stream = PermissionError(13, "Permission denied"), OSError("Invalid data stream")
    for error in (
        KeyError("x"),
        RecursionError(),
        MemoryError(),
        PanicException(),
        denied,
        stream,
    ):
        with pytest.raises(InputError, match=r"p\.xlsx") as raised, explained(tmp_path / "p.xlsx"):
            raise error
        assert len(raised.value.problems) == 1
    with pytest.raises(KeyboardInterrupt), explained(tmp_path):
        raise KeyboardInterrupt


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", [f"{'a' * 300}.csv", "b/" * 3000 + "x.gpkg", "none.shp", "c.zip"])
def test_paths_that_cannot_be_opened(tmp_path, reader, name):
    text = refusal(reader, tmp_path / name)
    assert text is not None
    assert len(text) < 800


def test_a_file_that_another_program_holds(tmp_path, monkeypatch):
    path = write(tmp_path / "p.csv", "nama,lon,lat\nA,110.8,-6.8\n")

    def held(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", held)
    with pytest.raises(InputError, match=r"p\.csv cannot be opened: .*Close it in other programs"):
        import_points(path)


# Files that send requests


@pytest.fixture
def server():
    """An address, and the requests that came."""
    requests = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve():
            while True:
                try:
                    connection, _peer = listening.accept()
                except OSError:
                    return
                with connection:
                    requests.append(connection.recv(100))

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x", requests


POINT = (
    '"features":[{"type":"Feature","properties":{"name":"A"},'
    '"geometry":{"type":"Point","coordinates":[110.6,-6.9]}}]'
)
LINK = '"type":"link","properties":{"href":"URL","type":"proj4"}'
TOPOLOGY = (
    '"objects":{"a":{"type":"GeometryCollection","geometries":'
    '[{"type":"Point","coordinates":[110.6,-6.9]}]}},"arcs":[]'
)
LINKS = {
    "link": f'{{"type":"FeatureCollection","crs":{{{LINK}}},{POINT}}}',
    "last": f'{{"type":"FeatureCollection",{POINT},"crs":{{{LINK}}}}}',
    "url": f'{{"type":"FeatureCollection","crs":{{{LINK.replace("link", "url")}}},{POINT}}}',
    "name": '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"URL"}},'
    f"{POINT}}}",
    "escaped": f'{{"type":"FeatureCollection","c\\u0072s":{{{LINK}}},{POINT}}}',
    "capitals": f'{{"type":"FeatureCollection","CRS":{{{LINK.upper()}}},{POINT}}}',
    "topology": f'{{"type":"Topology","crs":{{{LINK}}},{TOPOLOGY}}}',
    "two": f'{{"type":"FeatureCollection","crs":null,"crs":{{{LINK}}},{POINT}}}',
}


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("proxies", ["*", ""])
def test_links_of_coordinate_systems_are_not_followed(
    tmp_path, monkeypatch, server, name, proxies
):
    monkeypatch.setenv("no_proxy", proxies)
    url, requests = server
    path = write(tmp_path / "p.geojson", LINKS[name].replace("URL", url))
    for reader in READERS[:-2]:
        refusal(reader, path)
    assert requests == []
    read = import_points(path)
    assert [(p.x, p.y) for p in read.points.geometry] == [(110.6, -6.9)]
    if name != "name":
        assert "crs" in {problem.field for problem in read.report.problems}


def test_the_users_file_is_not_changed(tmp_path):
    path = tmp_path / "link.geojson"
    shutil.copyfile(HOSTILE / "link.geojson", path)
    import_points(path)
    assert path.read_bytes() == (HOSTILE / "link.geojson").read_bytes()


def test_named_systems_are_still_read(tmp_path):
    frame = layer().to_crs(32749)
    text = json.loads(frame.to_json())
    for crs in (
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32749"}},
        {"properties": {"name": "EPSG:32749"}, "type": "name"},
        {"type": "EPSG", "properties": {"code": 32749}},
    ):
        path = write(tmp_path / "p.geojson", json.dumps({**text, "crs": crs}))
        read = import_points(path)
        assert read.points.geometry.x.tolist() == pytest.approx([110.8, 110.81, 110.82])
        assert not read.report.problems


def test_network_links_of_a_kml(tmp_path, server):
    url, requests = server
    link = f"<NetworkLink><name>peta</name><Link><href>{url}</href></Link></NetworkLink>"
    path = kml(tmp_path / "p.kml", ("A", "<Point><coordinates>110.8,-6.8</coordinates></Point>"))
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("<Folder>", f"{link}<Folder>"), encoding="utf-8")
    assert "NetworkLink" in [p.value for p in import_points(path).report.problems]
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}</Document></kml>',
        encoding="utf-8",
    )
    with zipfile.ZipFile(tmp_path / "p.kmz", "w") as packed:
        packed.write(path, "doc.kml")
    for linked in (path, tmp_path / "p.kmz"):
        with pytest.raises(InputError, match="Export to KML/KMZ"):
            import_points(linked)
    assert requests == []


# Queries in a GeoPackage

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT "


def altered(path, *statements):
    with closing(sqlite3.connect(path)) as file:
        for statement in statements:
            file.execute(statement)
        file.commit()
    return path


def test_views_are_not_run_and_tables_beside_them_are_read(tmp_path):
    layer().to_file(tmp_path / "p.gpkg", layer="pasar")
    path = altered(
        tmp_path / "p.gpkg",
        f"CREATE VIEW v AS {ENDLESS} x AS fid, x AS name FROM n",
        f'CREATE VIEW "w""x" AS {ENDLESS} count(*) AS c FROM n',
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('v', 'features', 'v', 4326)",
        "CREATE TRIGGER t AFTER DELETE ON gpkg_contents BEGIN DELETE FROM pasar; END",
    )
    before = path.read_bytes()
    assert len(import_points(path).points) == 3
    assert path.read_bytes() == before
    with pytest.raises(InputError, match=r"v is a query \(view\)"):
        import_points(path, PointOptions(layer="v"))


@pytest.mark.parametrize("table", ["gpkg_contents", "gpkg_geometry_columns"])
def test_lists_of_layers_that_are_views_are_refused(tmp_path, table):
    layer().to_file(tmp_path / "p.gpkg", layer="pasar")
    path = altered(
        tmp_path / "p.gpkg", f"DROP TABLE {table}", f"CREATE VIEW {table} AS {ENDLESS} x FROM n"
    )
    for reader in READERS:
        with pytest.raises(InputError, match="damaged"):
            reader(path)


# Geometry


def test_rings_that_cross_themselves_a_million_times(tmp_path):
    xy = np.random.default_rng(1).random((20_000, 2)) / 10 + (110.8, -6.9)
    ring = shapely.Polygon(xy)
    assert crossings(ring) > 1_000_000
    assert made_valid(ring) is None
    bow = shapely.Polygon([(110.8, -6.8), (110.9, -6.9), (110.9, -6.8), (110.8, -6.9)])
    frame = gpd.GeoDataFrame({"nama": ["A", "B"]}, geometry=[ring, bow], crs=4326)
    frame.to_file(tmp_path / "p.gpkg")
    assert rows_of(import_boundaries(tmp_path / "p.gpkg").report, "error") == [1]
    assert rows_of(import_points(tmp_path / "p.gpkg").report, "error") == [1]
    assert len(read_points(tmp_path / "p.gpkg").points) == 1


def test_crossings_are_counted():
    """A star of five points crosses itself five times, a bow once, a square never."""
    corners = [(np.sin(a), np.cos(a)) for a in np.arange(5) * 4 * np.pi / 5]
    assert crossings(shapely.Polygon(corners)) == 5
    assert crossings(shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])) == 1
    assert crossings(shapely.box(0, 0, 1, 1)) == 0
    assert ring_repair.MAX_CROSSINGS > 5


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_coordinates_that_are_no_numbers(tmp_path, number):
    ring = f"[[[{number},-6.8],[110.9,-6.8],[110.9,-6.9],[{number},-6.8]]]"
    text = (
        '{"type":"FeatureCollection","features":['
        '{"type":"Feature","properties":{"nama":"A"},"geometry":{"type":"Polygon","coordinates":'
        f"{ring}}}}},"
        '{"type":"Feature","properties":{"nama":"B"},"geometry":{"type":"Polygon","coordinates":'
        "[[[110.8,-6.8],[110.9,-6.8],[110.9,-6.9],[110.8,-6.8]]]}}]}"
    )
    path = write(tmp_path / "p.geojson", text)
    for reader in (import_boundaries, import_points):
        assert rows_of(reader(path).report, "error") == [1]
    table = write(tmp_path / "p.csv", f"nama,lon,lat\nA,{number},-6.8\nB,110.8,-6.8\n")
    assert rows_of(import_points(table).report, "error") == [2]


def test_many_points_in_one_place(tmp_path):
    """Each is compared with the first; pairs would be eighteen million."""
    text = "nama,lon,lat\n" + "".join(f"N{i},110.8,-6.8\n" for i in range(6000))
    report = check_import(import_points(write(tmp_path / "p.csv", text))).report
    twins = [p for p in report.problems if p.field == "coordinate"]
    assert sum(problem.count for problem in twins) == 5999
    assert {p.reason.values["other"] for p in twins} == {2}
