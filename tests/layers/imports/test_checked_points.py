"""Users' files as they really are: good rows are read, all problems are told with their row."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.imports.checked_points import PointFile
from layers.imports.checked_points import read_points as read_point_file
from layers.imports.points import import_points
from layers.imports.report import ImportReport, Problem, each_row
from layers.imports.vector_files import read_vector
from spatial.errors import InputError


def write(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read_points(path):
    """The good rows of a file, with the report of all; no rows where none is good."""
    return read_point_file(PointFile(path, keep="good"))


GOOD = "id,name,lon,lat\n7,Megonten,110.5,-6.9\n"
EXPECTED = [("7", "Megonten", 110.5, -6.9)]


@pytest.fixture
def table(tmp_path):
    def read(text, name="desa.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_points(path)

    return read


@pytest.fixture
def layer(tmp_path):
    def read(*shapes, suffix=".gpkg", crs=4326, **columns):
        path = tmp_path / f"desa{suffix}"
        columns = columns or {"id": [f"p{i}" for i in range(len(shapes))]}
        gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_file(path)
        return read_points(path)

    return read


def rows(read):
    points = read.points
    assert points.crs.to_epsg() == 4326
    assert points.index.tolist() == list(range(len(points)))
    xy = zip(points.geometry.x.round(6), points.geometry.y.round(6), strict=True)
    return [(i, n, *p) for i, n, p in zip(points["id"], points["name"], xy, strict=True)]


def told(read):
    """Row numbers of the errors."""
    return sorted(read.report.bad_rows())


@pytest.mark.parametrize(
    "heading",
    [
        "id,name,lon,lat",
        "kode,nama,bujur,lintang",
        "KODE,Nama,BUJUR,Lintang",
        "kode_desa,nama_desa,longitude,latitude",
        "kd_desa,desa,long,lat",
        "code,namobj,lng,latitude",
        "fid,nama_objek,x,y",
        " id , name , lon , lat ",
    ],
)
def test_headings(table, heading):
    read = table(f"{heading}\n7,Megonten,110.5,-6.9\n")
    assert (rows(read), told(read), read.report.read) == (EXPECTED, [], 1)


@pytest.mark.parametrize(
    "text",
    [
        "id;name;lon;lat\n7;Megonten;110,5;-6,9\n",
        "id;name;lon;lat\n7;Megonten;110.5;-6.9\n",
        "id;name;lon;lat\r\n7;Megonten;110,5;-6,9\r\n",
        "id;name;lon;lat\n 7 ; Megonten ; 110,5 ; -6,9 \n",
        "id\tname\tlon\tlat\n7\tMegonten\t110,5\t-6,9\n",
        "id|name|lon|lat\n7|Megonten|110.5|-6.9\n",
        'id,name,lon,lat\n7,Megonten,"110,5","-6,9"\n',
        'lat,lon,"name","id"\n-6.9,110.5,"Megonten","7"\n',
        "id,name,lon,lat,catatan\n7,Megonten,110.5,-6.9,\n",
        "\ufeff" + GOOD,
        "\n" + GOOD,
        GOOD.rstrip("\n"),
        GOOD + "\n\n",
    ],
)
def test_separators_and_line_ends(table, text):
    read = table(text)
    assert (rows(read), told(read)) == (EXPECTED, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(table, encoding):
    name = "Désa \N{EN DASH} Ñ"
    read = table(f"id,name,lon,lat\n7,{name},110.5,-6.9\n", encoding=encoding)
    assert rows(read)[0][1] == name


@pytest.mark.parametrize("suffix", [".csv", ".CSV", ".txt", ".tsv"])
def test_suffixes_of_tables(table, suffix):
    assert rows(table(GOOD, f"desa{suffix}")) == EXPECTED


def test_ids_stay_text(table):
    read = table(
        "id,name,lon,lat\n007,A,110,-7\n3321142014,B,110,-7\n33.21,C,110,-7\n1e5,D,110,-7\n"
    )
    assert read.points["id"].tolist() == ["007", "3321142014", "33.21", "1e5"]


def test_without_ids_the_row_number_serves(table):
    assert rows(table("lon,lat\n110.5,-6.9\n111,-7\n")) == [
        ("2", "2", 110.5, -6.9), ("3", "3", 111.0, -7.0),
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore::pandas.errors.ParserWarning")
def test_decimal_commas_in_a_comma_table_are_not_another_place(table):
    """`110,5,-6,9` is four values: read as 110 and 5 it would lie in the sea off Natuna."""
    try:
        read = table("id,name,lon,lat\n7,Megonten,110,5,-6,9\n")
    except InputError:
        return
    assert rows(read) == []
    assert told(read) == [2]


def test_all_problems_are_told_with_their_rows(table):
    read = table(
        "id,name,lon,lat\n"
        "1,Baik,110.5,-6.9\n"
        "2,Tertukar,-6.9,110.5\n"
        "3,Kosong,,\n"
        "4,Separuh,110.5,\n"
        "5,Afrika,20.5,-6.9\n"
        "1,Ulang,110.6,-6.9\n"
        ",Tanpa,110.6,-6.9\n"
        "8,Teks,utara,selatan\n"
        "9,Meter,473000,9236000\n"
        "10,Baik juga,141,-9\n"
    )
    assert told(read) == [4, 5, 6, 9, 10]
    # Identifiers that repeat or are empty give way to the numbers of the rows.
    assert [r[0] for r in rows(read)] == ["1", "2", "7", "8-2", "10"]
    assert read.report.read == 10
    by_row = {}
    for problem in read.report.problems:
        by_row[problem.row] = f"{by_row.get(problem.row, '')} {problem.sentence()}"
    assert "swapped" in by_row[3]
    assert "Both were exchanged again" in by_row[3]
    assert "the coordinate is empty" in by_row[4]
    assert "outside" in by_row[6]
    assert "identifiers that are empty or stand there twice" in by_row[None]


@pytest.mark.parametrize(
    "text",
    [
        GOOD + "\n8,Rusak,x,-6.9\n",
        "id,name,lon,lat\n7,A,110,-7\n\n\n\n8,Rusak,x,-6.9\n",
    ],
)
def test_row_numbers_are_those_of_the_file(table, text):
    lines = text.splitlines()
    wanted = next(i for i, line in enumerate(lines, 1) if "Rusak" in line)
    assert told(table(text)) == [wanted]


@pytest.mark.parametrize("value", ["1e400", "-1e400", "9" * 400, "inf", "nan", "1e308", "0x6e"])
def test_huge_and_odd_numbers(table, value):
    read = table(GOOD + f"8,Aneh,{value},-6.9\n9,Aneh,110.5,{value}\n")
    assert rows(read) == EXPECTED
    assert told(read) == [3, 4]


@pytest.mark.parametrize(
    ("lon", "lat", "good"),
    [(95, 6, True), (141, -11, False), (94.97, 5.9, True), (126.6, 5.55, True),
     (123, -11.01, True), (94.8, 0, False), (141.2, 0, False), (110, 6.6, False),
     (110, -11.2, False), (0, 0, False)],
)  # fmt: skip
def test_extent_of_indonesia(table, lon, lat, good):
    """The corner in the Arafura Sea is in the extent, and 200 km from any land of Indonesia."""
    read = table(f"lon,lat\n{lon},{lat}\n112,-7\n")
    assert told(read) == ([] if good else [2])
    assert len(read.points) == 1 + good


def test_names_with_markup_are_kept_as_they_are(table):
    read = table('id,name,lon,lat\n7,"<script>alert(1)</script>",110.5,-6.9\n')
    assert rows(read)[0][1] == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("id,name,lon,lat\n", "no row"),
        ("id,name,lon\n7,A,110\n", "lat"),
        ("id,name\n7,A\n", "longitude and latitude"),
        (b"\x00\x01\x02\xff\xfe", "column|table|empty|headings only"),
        ('id,name,lon,lat\n7,"A,110,-7\n', "table|row"),
        ("id,name,lon,lat\n7,A,110,-7\n8,B,C,110,-7\n", "line 3|row 3"),
    ],
)
def test_tables_that_cannot_be_used(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        read_point_file(PointFile(write(tmp_path / "desa.csv", text)))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_encodings_of_tables(table, encoding):
    assert rows(table(GOOD.encode(encoding))) == EXPECTED


def test_missing_file(tmp_path):
    for name in ("none.csv", "none.gpkg"):
        with pytest.raises(InputError, match="does not exist"):
            read_points(tmp_path / name)


def test_a_file_with_errors_is_refused_unless_the_good_rows_are_wanted(tmp_path):
    path = write(tmp_path / "desa.csv", GOOD + "8,Rusak,x,-6.9\n")
    with pytest.raises(InputError) as error:
        read_point_file(PointFile(path))
    assert [p.startswith("desa.csv: row 3") for p in error.value.problems] == [True]
    assert read_points(path).points["id"].tolist() == ["7"]
    with pytest.raises(InputError, match="cannot be read"):
        read_points(write(tmp_path / "satu.csv", "lon,lat\nx,y\n"))


def test_thousands_of_equal_errors_are_one_finding(tmp_path):
    lines = "".join(f"{n},Rusak,110.5,selatan\n" for n in range(8, 3008))
    read = read_points(write(tmp_path / "desa.csv", GOOD + lines))
    assert len([p for p in read.report.problems if p.severity == "error"]) == 1
    (line,) = [line for severity, line in read.report.lines() if severity == "error"]
    assert line.startswith("rows 3, 4, 5, 6, 7 and 2,995 more, coordinate")
    assert read.report.counts()["error"] == 3000
    assert (read.report.kept, rows(read)) == (1, EXPECTED)


def test_many_rows_share_a_finding_and_keep_their_numbers():
    """Of 2,500 rows 2,000 have one fault and 500 another."""
    kinds = ["a"] * 2000 + ["b"] * 500
    found = each_row(
        range(1, 2501), lambda row: Problem(row, "x", "", "rs"[row > 2000], "f"), kinds
    )
    assert [problem.count for problem in found] == [2000, *[1] * 500]
    report = ImportReport("p", 3000, 3000).with_problems(found)
    assert (report.kept, len(report.bad_rows()), report.counts()["error"]) == (500, 2500, 2500)
    part = report.only(range(1999, 2003))
    assert sorted(part.bad_rows()) == [1999, 2000, 2001, 2002]
    assert report.to_frame()["masalah"][0] == "r (rows 1, 2, 3, 4, 5 and 1,995 more)"


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".fgb"])
def test_vector_formats(layer, suffix):
    read = layer(shapely.Point(110.5, -6.9), suffix=suffix, kode=["7"], NAMA=["Megonten"])
    assert rows(read) == EXPECTED


def test_geoparquet_with_labels_that_repeat(tmp_path):
    points = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"]},
        geometry=gpd.points_from_xy([110, 10, 111], [-7, -7, -7]),
        crs=4326,
        index=[5, 5, 6],
    )
    points.to_parquet(tmp_path / "desa.parquet")
    read = read_points(tmp_path / "desa.parquet")
    assert read.points["id"].tolist() == ["a", "c"]
    assert told(read) == [2]


def test_points_of_another_crs_are_moved(layer):
    # 111° E is the central meridian of zone 49: 500 000 m east; the equator is 10 000 000 m north.
    read = layer(shapely.Point(500_000, 10_000_000), crs=32749)
    assert rows(read) == [("p0", "p0", 111.0, 0.0)]


def test_polygons_give_a_point_inside(layer):
    square = shapely.box(110, -7, 110.2, -6.8)
    bow = shapely.Polygon([(110, -7), (110.2, -6.8), (110.2, -7), (110, -6.8)])
    two = shapely.MultiPolygon([square, shapely.box(112, -7, 113, -6)])
    horseshoe = shapely.box(110, -7, 111, -6).difference(shapely.box(110.2, -6.8, 110.8, -6))
    shapes = [square, two, bow, horseshoe]
    read = layer(*(shapely.MultiPolygon([s]) if s.geom_type == "Polygon" else s for s in shapes))
    assert told(read) == []
    for shape, point in zip(shapes, read.points.geometry, strict=True):
        assert shapely.make_valid(shape).contains(point)


def test_other_geometry_is_told(layer):
    read = layer(
        shapely.Point(110, -7),
        shapely.LineString([(110, -7), (111, -7)]),
        shapely.MultiPoint([(110, -7), (111, -7)]),
        shapely.MultiPoint([(110.5, -7)]),
        None,
        shapely.Polygon(),
    )
    assert read.points["id"].tolist() == ["p0", "p3"]
    assert told(read) == [2, 3, 5, 6]


def test_whole_numbers_with_gaps_are_no_decimals(layer, tmp_path):
    """A column of codes with a missing value is stored as decimals by many programs."""
    read = layer(shapely.Point(110, -7), shapely.Point(111, -7), kode=[3321142014.0, None])
    assert len(read.points) == 2
    codes = import_points(tmp_path / "desa.gpkg").points["code"]
    assert codes.tolist() == ["33.21.14.2014", ""]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_layer_without_crs(tmp_path):
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(110, -7)]).to_file(
        tmp_path / "desa.shp"
    )
    read = read_points(tmp_path / "desa.shp")
    assert rows(read)[0][2:] == (110, -7)
    (found,) = [p for p in read.report.problems if "coordinate system" in p.reason]
    assert found.severity == "warning"


def test_table_without_geometry(tmp_path):
    pd.DataFrame({"id": ["a"]}).to_parquet(tmp_path / "desa.parquet")
    with pytest.raises(InputError):
        read_vector(tmp_path / "desa.parquet")


@pytest.mark.parametrize("text", ["", "{}", "not a layer", '{"type": "FeatureCollection"'])
def test_files_that_are_no_layer(tmp_path, text):
    (tmp_path / "desa.geojson").write_text(text)
    with pytest.raises(InputError, match=r"desa\.geojson"):
        read_vector(tmp_path / "desa.geojson")


def disguises(secret, url):
    """Small texts that GDAL takes for an order to read something else."""
    pipeline = {
        "type": "gdal_streamed_alg",
        "command_line": f"gdal vector pipeline read {secret} ! limit 9",
    }
    gml = (
        '<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:a="http://a" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://a '
        f'{url}/x?SERVICE=WFS&amp;VERSION=1.0.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=a:b">'
        '<gml:featureMember><a:b fid="b.1"><a:g><gml:Point srsName="EPSG:4326"><gml:coordinates>'
        "1,2</gml:coordinates></gml:Point></a:g></a:b></gml:featureMember></wfs:FeatureCollection>"
    )
    return {
        "vrt": f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "gdalg": json.dumps(pipeline),
        "wfs": f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>",
        "gml": gml,
    }


@pytest.mark.parametrize("kind", ["vrt", "gdalg", "wfs", "gml"])
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".kml"])
def test_a_disguised_file_reads_no_other_file_and_calls_no_server(tmp_path, kind, suffix):
    calls = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    secret = tmp_path / "secret.gpkg"
    gpd.GeoDataFrame({"id": ["s"]}, geometry=[shapely.Point(110, -7)], crs=4326).to_file(
        secret, layer="secret"
    )
    path = tmp_path / f"desa{suffix}"
    path.write_text(disguises(secret, f"http://127.0.0.1:{server.server_port}")[kind])
    try:
        with contextlib.suppress(InputError):
            assert "id" not in read_vector(path)
    finally:
        server.shutdown()
        server.server_close()
    assert calls == []


def test_number_columns_are_kept(tmp_path):
    """Numbers of a map layer are numbers already; in a table a dot parts thousands."""
    point = gpd.GeoSeries.from_xy([110.6, 110.7], [-6.9, -6.9], crs=4326)
    columns = {"id": ["a", "b"], "name": ["A", "B"], "Jml Kios": [1.125, 2.5]}
    gpd.GeoDataFrame(columns, geometry=point).to_file(tmp_path / "pasar.gpkg")
    assert read_points(tmp_path / "pasar.gpkg").points["jml_kios"].tolist() == [1.125, 2.5]
    (tmp_path / "pasar.csv").write_text("id;lon;lat;kios\na;110,6;-6,9;1.125\nb;110,7;-6,9;\n")
    kios = read_points(tmp_path / "pasar.csv").points["kios"]
    assert kios.iloc[0] == 1125
    assert kios.isna().tolist() == [False, True]
