"""Tables of a real PostGIS database: listed, read, refused; and nothing written."""

from __future__ import annotations

import socket
import traceback
from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa

from layers.area.schema import empty
from layers.imports.coordinates import stated_crs
from layers.imports.points import PointOptions, import_points, import_source
from layers.imports.validation import check_import
from layers.postgis import points as postgis_points
from layers.postgis.connection import (
    VARIABLE,
    Database,
    connection,
    is_configured,
    reading,
)
from layers.postgis.points import area_box, read_table, table_source
from layers.postgis.tables import find_table, spatial_tables
from spatial.errors import InputError
from spatial.wording import render
from tests.agency_tables import ODD
from tests.layers.import_cases import rows_of
from tests.postgis_server import ADMIN, OWNER, PASSWORD

BY_HAND = -6.333
"""Latitude 700 km south of the equator on the central meridian of a UTM zone."""


def import_table(database, table, options=None, *, box=None):
    """Read points as the page Data does."""
    chosen = options or PointOptions()
    return import_source(table_source(database, table, crs=chosen.crs, box=box), chosen)


@pytest.fixture
def database(agency, monkeypatch):
    monkeypatch.setenv(VARIABLE, agency.url())
    return connection()


@pytest.fixture
def table(database):
    tables = spatial_tables(database)
    return lambda name, column=None: find_table(tables, f"dinas.{name}", column)


@pytest.fixture
def problem(monkeypatch):
    """Return what is said about an address, and make sure that it tells no secret."""

    def said(address, secret=PASSWORD, **limits):
        monkeypatch.setenv(VARIABLE, address)
        with pytest.raises(InputError) as caught:
            spatial_tables(replace(connection(), **limits))
        trace = "".join(traceback.format_exception(caught.value))
        assert secret not in trace
        (text,) = caught.value.problems
        return text

    return said


def places(read):
    return [None if p is None else (round(p.x, 6), round(p.y, 6)) for p in read.points.geometry]


# --- the address ---


@pytest.mark.usefixtures("indonesian")
def test_the_variable_is_missing(monkeypatch):
    monkeypatch.setenv(VARIABLE, " ")
    assert not is_configured()
    with pytest.raises(InputError, match=r"DESMIGRATIF_POSTGIS belum diatur.*postgresql://"):
        connection()


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("rahasia", "tidak dapat dibaca"),
        ("mysql://a:rahasia@h/db", "tidak diawali postgresql://"),
        ("postgresql://a:rahasia@h", "nama basis data"),
        ("postgresql://a:rahasia@h:port/db", "tidak dapat dibaca"),
        ("postgresql://a:raha@rahasia@h/db", "lebih dari satu tanda @"),
        ("postgresql://a:x@rahasia?x@h/db", "lebih dari satu tanda @"),
    ],
)
def test_addresses_that_cannot_be_used(problem, address, words):
    text = problem(address, secret="rahasia")
    assert words in text
    assert "%40" in text


@pytest.mark.parametrize("start", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_password_is_shown_nowhere(monkeypatch, start):
    monkeypatch.setenv(VARIABLE, f"{start}://a:rahasia@h:5433/db?sslpassword=r2d2")
    found = connection()
    assert found.label == "h:5433/db"
    assert found.secrets() == ("rahasia", "r2d2")
    assert found.url.drivername == "postgresql+psycopg"
    for text in (repr(found), str(found), found.key):
        assert "rahasia" not in text
        assert "r2d2" not in text


def test_the_key_tells_users_apart(monkeypatch):
    keys = set()
    for address in ("postgresql://a:1@h/db", "postgresql://b:1@h/db", "postgresql://a:2@h/db"):
        monkeypatch.setenv(VARIABLE, address)
        keys.add(connection().key)
    assert len(keys) == 3


# --- servers that do not answer or refuse ---


@pytest.mark.usefixtures("indonesian")
def test_no_server(problem):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = problem(f"postgresql://a:rahasia@127.0.0.1:{port}/db", secret="rahasia")
    assert text.startswith(f"Basis data 127.0.0.1:{port}/db tidak menjawab di port itu")


@pytest.mark.usefixtures("indonesian")
def test_a_server_that_accepts_and_stays_silent(problem):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://a:rahasia@127.0.0.1:{silent.getsockname()[1]}/db"
        text = problem(address, secret="rahasia", connect_timeout_s=2)
    assert "tidak menjawab. Periksa jaringan" in text


@pytest.mark.usefixtures("indonesian")
def test_an_unknown_server(problem):
    text = problem("postgresql://a:rahasia@tiada.invalid/db", secret="rahasia")
    assert text.startswith("Basis data tiada.invalid/db tidak ditemukan")


@pytest.mark.slow
@pytest.mark.usefixtures("indonesian")
def test_refusals(agency, problem):
    wrong = agency.url(password="salah")
    assert "menolak nama pengguna atau sandi" in problem(wrong, secret="salah")
    assert "menolak nama pengguna atau sandi" in problem(agency.url(user="tiada"))
    assert "meminta sandi" in problem(agency.url(password=""))
    assert "tidak ada di server itu" in problem(agency.url(database="tiada"))
    assert "tidak memiliki PostGIS" in problem(agency.url(database="polos"))
    assert "tidak mendukung SSL" in problem(f"{agency.url()}?sslmode=require")
    unknown = f"{agency.url()}?passwort=r2d2"
    assert "pilihan setelah tanda ?" in problem(unknown, secret="r2d2")


@pytest.mark.usefixtures("indonesian")
def test_words_that_are_not_known_are_repeated_without_the_password(problem):
    text = problem("postgresql://a:rahasia@127.0.0.1/db?sslmode=rahasia", secret="rahasia")
    assert text.startswith("Basis data 127.0.0.1/db tidak dapat dibaca: ")
    assert 'invalid sslmode value: "***"' in text


@pytest.mark.usefixtures("indonesian")
def test_no_table_may_be_read(agency, problem):
    agency.run("CREATE ROLE asing LOGIN PASSWORD 'rahasia'", user=ADMIN)
    text = problem(agency.url(user="asing", password="rahasia"), secret="rahasia")
    assert "Pengguna 'asing' tidak boleh membaca satu pun tabel" in text
    assert "SELECT" in text


# --- the list ---


def test_the_list_tells_what_may_be_read(database):
    found = {(t.name, t.column): t for t in spatial_tables(database)}
    assert {name for name, _ in found} == {
        "desa", "desa_jati", "meter", "milik_dinas", "poligon", ODD, "tanpa_srid",
        "tanpa_srid_meter", "jauh", "kosong", "tanpa_titik", "campur", "dua_srid", "bentuk_lain",
        "dua_kolom", "lambat", "sebagian",
    }  # fmt: skip
    village = found["desa", "geom"]
    assert (village.title, village.family, village.kind, village.srid) == (
        "dinas.desa", "geometry", "Point", 4326,
    )  # fmt: skip
    assert (village.rows, village.view, village.key) == (3, False, ("gid",))
    assert village.columns == ("gid", "kode_desa", "nama_desa", "kecamatan", "diubah")
    view = found["desa_jati", "geom"]
    assert (view.view, view.rows, view.key) == (True, None, ())
    odd = found[ODD, "Letak; --"]
    assert (odd.family, odd.columns) == ("geography", ("id", 'na"ma', "select", ":x", "%(y)s"))
    assert (found["tanpa_srid", "geom"].kind, found["tanpa_srid", "geom"].srid) == ("Geometry", 0)
    assert {column for name, column in found if name == "dua_kolom"} == {"kantor", "parkir"}


def test_rights_on_single_columns(database, table):
    part = table("sebagian")
    assert (part.columns, part.key, part.order) == (("nama",), ("id",), ())
    assert import_table(database, part).points["name"].tolist() == ["A"]


def test_postgis_in_a_schema_of_its_own(agency, monkeypatch):
    monkeypatch.setenv(VARIABLE, agency.url(database="lain"))
    (found,) = spatial_tables(connection())
    assert (found.title, found.kind) == ("data.titik", "Point")
    read = import_table(connection(), found, box=(110, -7, 111, -6))
    assert places(read) == [(110.5, -6.9)]


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    "name", ["dinas.tiada", "dinas.desa; DROP TABLE dinas.desa", "desa", "dinas.rahasia", ""]
)
def test_only_listed_names_are_read(agency, database, name):
    tables = spatial_tables(database)
    with pytest.raises(InputError, match="tidak ada dalam daftar"):
        find_table(tables, name)
    forged = replace(tables[0], name=name, schema="dinas")
    with pytest.raises(InputError, match="tidak ada lagi atau tidak boleh dibaca"):
        read_table(database, forged)
    forged = replace(find_table(tables, "dinas.desa"), column=name)
    with pytest.raises(InputError, match="tidak ada lagi"):
        read_table(database, forged)
    assert agency.ask("SELECT count(*) FROM dinas.desa") == 3


@pytest.mark.usefixtures("indonesian")
def test_two_columns_of_places(database):
    tables = spatial_tables(database)
    with pytest.raises(InputError, match="kolom geometri kantor, parkir"):
        find_table(tables, "dinas.dua_kolom")
    read = import_table(database, find_table(tables, "dinas.dua_kolom", "parkir"))
    assert places(read) == [(110.2, -6.9)]


# --- the rows ---


@pytest.mark.usefixtures("indonesian")
def test_rows_come_in_the_order_of_their_key(database, table):
    read = import_table(database, table("desa"))
    assert read.points["name"].tolist() == ["Karanganyar", "Sukarejo II", "Ahmad Khatib"]
    assert read.points["code"].tolist()[0] == "33.19.01.2001"
    assert read.points["id"].tolist() == ["1", "2", "3"]
    assert read.points["source"].unique().tolist() == ["dinas.desa"]
    assert places(read) == [(110.805, -6.795), (110.815, -6.795), (110.835, -6.795)]
    note, dropped = read.report.notes
    assert "'diubah'" in render(dropped)
    assert "tabel dinas.desa, kolom geom, SRID 4326, urut menurut gid, " in note
    assert database.label in note
    assert PASSWORD not in note
    assert "pembaca" not in note
    rows = read_table(database, table("desa")).table
    assert rows["diubah"].tolist() == ["2024-01-31", "", "infinity"]


def test_table_and_file_give_the_same(database, table, tmp_path):
    read = read_table(database, table("desa"))
    path = tmp_path / "desa.gpkg"
    gpd.GeoDataFrame(read.table.reset_index(drop=True), geometry=list(read.shapes), crs=4326)\
        .to_file(path)  # fmt: skip
    options = PointOptions(roles={"name": "kecamatan", "id": None}, precision="surveyed")
    by_file = check_import(import_points(path, options))
    by_table = check_import(import_table(database, table("desa"), options))
    columns = by_file.points.columns.drop("source")
    assert by_table.points[columns].equals(by_file.points[columns])
    assert by_table.report.problems == by_file.report.problems
    assert by_table.points["precision"].unique().tolist() == ["surveyed"]


def test_odd_names_and_geography(agency, database, table):
    roles = {"name": 'na"ma', "kind": "select", "regency": ":x", "district": "%(y)s"}
    read = import_table(database, table(ODD), PointOptions(roles=roles))
    assert places(read) == [(110.84, -6.81)]
    assert read.points.iloc[0][["id", "name", "kind", "regency", "district"]].tolist() == [
        "7", "Pasar Bitingan", "s", "x", "50%",
    ]  # fmt: skip
    assert agency.ask("SELECT count(*) FROM dinas.desa") == 3


@pytest.mark.parametrize("name", ["meter", "milik_dinas"])
def test_metres_come_as_degrees(database, table, name):
    read = import_table(database, table(name))
    assert read.points.geometry.iloc[0].x == pytest.approx(111)
    assert read.points.geometry.iloc[0].y == pytest.approx(BY_HAND, abs=0.003)


def test_a_view_and_polygons(database, table):
    assert places(import_table(database, table("desa_jati"))) == [(110.835, -6.795)]
    read = import_table(database, table("poligon"))
    assert rows_of(read.report, "repaired") == [1]
    assert places(read) == [(110.805, -6.795)]


@pytest.mark.usefixtures("indonesian")
def test_srid_0(database, table):
    read = import_table(database, table("tanpa_srid"))
    assert places(read) == [(110.5, -6.9), (110.6, -6.9)]
    assert [(p.field, p.severity) for p in read.report.problems] == [("SRID", "warning")]
    with pytest.raises(InputError, match=r"SRID tidak ada.*UTM belahan selatan"):
        import_table(database, table("tanpa_srid_meter"))
    stated = PointOptions(crs=stated_crs("EPSG:32749"))
    read = import_table(database, table("tanpa_srid_meter"), stated)
    assert read.points.geometry.iloc[0].y == pytest.approx(BY_HAND, abs=0.003)


@pytest.mark.usefixtures("indonesian")
def test_several_srids(database, table):
    with pytest.raises(InputError, match=r"SRID: 4326 \(2 baris\), 32749 \(1 baris\)"):
        import_table(database, table("dua_srid"))


@pytest.mark.usefixtures("indonesian")
def test_mixed_kinds_and_no_place(database, table):
    read = import_table(database, table("campur"))
    assert rows_of(read.report, "error") == [3, 4]
    assert rows_of(read.report, "repaired") == [2, 5, 6]
    assert any("beberapa jenis geometri" in p.reason for p in read.report.problems)
    found = places(read)
    assert (found[0], found[4], found[6]) == ((110.5, -6.9), (110.5, -6.9), (110.5, -6.8))
    assert read.report.kept == 5
    # A circle about (110.1, -7): the point inside lies on the parallel of its middle.
    assert found[5] == pytest.approx((110.1, -7.0), abs=0.05)


def test_no_row_has_a_place(database, table):
    read = import_table(database, table("tanpa_titik"))
    assert (rows_of(read.report, "error"), read.report.kept) == ([1, 2], 0)


@pytest.mark.usefixtures("indonesian")
def test_shapes_that_are_not_known(database, table):
    with pytest.raises(InputError, match="jenis geometri yang tidak dikenal"):
        import_table(database, table("bentuk_lain"))


@pytest.mark.usefixtures("indonesian")
def test_an_empty_table(database, table):
    with pytest.raises(InputError, match=r"dinas\.kosong tidak berisi satu baris pun\."):
        import_table(database, table("kosong"))


@pytest.mark.usefixtures("indonesian")
def test_a_table_that_vanished_after_it_was_listed(agency, database):
    agency.run("CREATE TABLE dinas.sebentar (geom geometry(Point, 4326))",
               "GRANT SELECT ON dinas.sebentar TO pembaca")  # fmt: skip
    listed = find_table(spatial_tables(database), "dinas.sebentar")
    agency.run("DROP TABLE dinas.sebentar")
    with pytest.raises(InputError, match=r"dinas\.sebentar tidak ada lagi.*Muat ulang"):
        import_table(database, listed)
    with (
        pytest.raises(InputError, match=r"tabelnya tidak ada lagi\. Muat ulang"),
        reading(database) as opened,
    ):
        opened.execute(sa.text("SELECT * FROM dinas.sebentar"))


@pytest.mark.usefixtures("indonesian")
def test_too_slow(database, table):
    hurried = replace(database, statement_timeout_s=0.2)
    with pytest.raises(InputError, match=r"tidak selesai menjawab dalam 0\.2 detik"):
        import_table(hurried, table("lambat"))


@pytest.mark.usefixtures("indonesian")
def test_too_many_rows_and_too_large_shapes(database, table, monkeypatch):
    monkeypatch.setattr(postgis_points, "MAX_ROWS", 2)
    with pytest.raises(InputError, match=r"lebih dari 2 baris\. Batasi dengan wilayah"):
        import_table(database, table("desa"))
    assert len(import_table(database, table("desa"), box=(110.8, -6.8, 110.82, -6.7)).points) == 2
    # A point is 21 bytes of WKB.
    monkeypatch.setattr(postgis_points, "MAX_GEOMETRY_BYTES", 62)
    monkeypatch.setattr(postgis_points, "MAX_ROWS", 3)
    with pytest.raises(InputError, match=r"Geometri tabel dinas\.desa melebihi"):
        import_table(database, table("desa"))
    monkeypatch.setattr(postgis_points, "MAX_GEOMETRY_BYTES", 63)
    assert len(import_table(database, table("desa")).points) == 3


# --- the box ---


def names(database, table, box):
    return import_table(database, table, box=box).points["name"].tolist()


def test_a_box_takes_what_lies_in_it(database, table):
    assert names(database, table("desa"), (110.80, -6.80, 110.82, -6.79)) == [
        "Karanganyar", "Sukarejo II",
    ]  # fmt: skip
    # Sharp: the third village lies 0.005 degrees east of this box; an edge counts as inside.
    assert names(database, table("desa"), (110.81, -6.80, 110.83, -6.79)) == ["Sukarejo II"]
    assert names(database, table("desa"), (110.835, -6.80, 110.9, -6.795)) == ["Ahmad Khatib"]
    read = import_table(database, table("desa"), box=(110.81, -6.8, 110.9, -6.7))
    assert read.points.index.tolist() == [1, 2]
    assert names(database, table("poligon"), (110.809, -6.80, 110.9, -6.7)) == ["Karanganyar"]


@pytest.mark.usefixtures("indonesian")
def test_a_box_in_other_systems(database, table):
    box = (110.9, -6.4, 111.1, -6.3)
    assert names(database, table("meter"), box) == ["A"]
    assert names(database, table("milik_dinas"), box) == ["A"]
    assert places(import_table(database, table(ODD), box=(110, -7, 111, -6))) == [(110.84, -6.81)]
    assert names(database, table("tanpa_srid"), (110.55, -7, 111, -6)) == ["B"]
    with pytest.raises(InputError, match="mencampur beberapa SRID"):
        names(database, table("dua_srid"), box)


def test_the_sides_of_a_box_bend_in_the_plane(agency, database):
    """On the central meridian the northern side of a box 6 degrees wide lies 0.9 km north of the
    line between its corners in UTM."""
    agency.run(
        "CREATE TABLE dinas.tepi (nama text, geom geometry(Point, 32749))",
        "INSERT INTO dinas.tepi SELECT 'A', ST_Transform(p, 32749) FROM "
        "(VALUES ('SRID=4326;POINT(111 -6.0001)'::geometry)) v(p)",
        "GRANT SELECT ON dinas.tepi TO pembaca",
    )
    try:
        found = find_table(spatial_tables(database), "dinas.tepi")
        assert names(database, found, (108, -7, 114, -6)) == ["A"]
    finally:
        agency.run("DROP TABLE dinas.tepi")


@pytest.mark.usefixtures("indonesian")
def test_boxes_without_rows_and_boxes_that_are_none(database, table):
    for box in ((100, -6, 101, -5), (110.8405, -6.80, 110.85, -6.79)):
        with pytest.raises(InputError, match="satu baris pun di dalam wilayah yang diminta"):
            import_table(database, table("desa"), box=box)
    for box in ((111, -7, 110, -6), (110, -6, 111, -7), (110, -7, 500, -6),
                (110, float("nan"), 111, -6)):  # fmt: skip
        with pytest.raises(InputError, match="barat, selatan, timur, utara"):
            import_table(database, table("desa"), box=box)


def test_the_box_of_an_area():
    """What is empty does not count: it has no extent."""
    area = SimpleNamespace(
        boundaries=empty("boundaries"),
        villages=gpd.GeoDataFrame(geometry=gpd.points_from_xy([111, 113], [-7, -6]), crs=4326),
        roads=gpd.GeoDataFrame(geometry=[shapely.LineString([(110, -5), (112, -6.5)])], crs=4326),
    )
    assert area_box(area) == (110, -7, 113, -5)


# --- nothing is written ---


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO dinas.desa (gid) VALUES (9)",
        "UPDATE dinas.desa SET nama_desa = 'x'",
        "DELETE FROM dinas.desa",
        "DROP TABLE dinas.desa",
        "CREATE TABLE dinas.baru (x int)",
        "GRANT ALL ON dinas.desa TO PUBLIC",
    ],
)
def test_not_even_the_owner_can_write(agency, monkeypatch, statement):
    monkeypatch.setenv(VARIABLE, agency.url(user=OWNER))
    with (
        pytest.raises(InputError, match="program ini hanya membaca"),
        reading(connection()) as opened,
    ):
        opened.execute(sa.text(statement))
    assert agency.ask("SELECT string_agg(nama_desa, ',' ORDER BY gid) FROM dinas.desa") == (
        "Karanganyar,Sukarejo II,Ahmad Khatib"
    )


def test_the_owner_could_write_elsewhere(agency):
    """The refusal above is the program's, not a missing right."""
    agency.run("INSERT INTO dinas.desa (gid) VALUES (9)", "DELETE FROM dinas.desa WHERE gid = 9")


def test_faults_of_the_program_itself_are_not_hidden(database):
    with pytest.raises(ZeroDivisionError), reading(database):
        1 / 0  # noqa: B018


def test_limits_reach_the_server(database):
    with reading(Database(database.url, statement_timeout_s=1.5)) as opened:
        settings = ("transaction_read_only", "transaction_isolation", "statement_timeout")
        found = [opened.execute(sa.text(f"SHOW {name}")).scalar() for name in settings]
    assert found == ["on", "repeatable read", "1500ms"]
