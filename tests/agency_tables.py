"""The tables of an agency as they really are, in the throw-away server of `postgis_server`."""

from __future__ import annotations

import pytest

from tests.postgis_server import ADMIN, OWNER, READER

ODD = 'Pasar; DROP TABLE dinas.desa; --"%s"'
"""A name that would do harm if it were not quoted."""

OWN_SRID = 990001
UTM_49S_WKT = (
    'PROJCS["UTM 49S milik dinas",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,'
    '298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
    'PARAMETER["central_meridian",111],PARAMETER["scale_factor",0.9996],'
    'PARAMETER["false_easting",500000],PARAMETER["false_northing",10000000],UNIT["metre",1]]'
)

TABLES = (
    "CREATE SCHEMA dinas",
    # Keys run against the order of insertion.
    "CREATE TABLE dinas.desa (gid int PRIMARY KEY, kode_desa numeric(10), nama_desa text, "
    "kecamatan text, diubah date, geom geometry(Point, 4326))",
    "INSERT INTO dinas.desa VALUES "
    "(3, 3319021002, 'Ahmad Khatib', 'Jati', 'infinity', 'SRID=4326;POINT(110.835 -6.795)'), "
    "(2, 3319012002, 'Sukarejo II', 'Kaliwungu', NULL, 'SRID=4326;POINT(110.815 -6.795)'), "
    "(1, 3319012001, 'Karanganyar', 'Kaliwungu', '2024-01-31', "
    "'SRID=4326;POINT(110.805 -6.795)')",
    "CREATE INDEX ON dinas.desa USING gist (geom)",
    "CREATE VIEW dinas.desa_jati AS SELECT gid, nama_desa, geom FROM dinas.desa "
    "WHERE kecamatan = 'Jati'",
    "CREATE TABLE dinas.meter (nama text, geom geometry(Point, 32749))",
    # On the central meridian (111 E), 700 km south of the equator; and 60 km further.
    "INSERT INTO dinas.meter VALUES ('A', 'SRID=32749;POINT(500000 9300000)'), "
    "('B', 'SRID=32749;POINT(500000 9240000)'), ('C', NULL)",
    f"CREATE TABLE dinas.milik_dinas (nama text, geom geometry(Point, {OWN_SRID}))",
    f"INSERT INTO dinas.milik_dinas VALUES ('A', 'SRID={OWN_SRID};POINT(500000 9300000)')",
    "CREATE TABLE dinas.poligon (kode text, nama text, geom geometry(MultiPolygon, 4326))",
    "INSERT INTO dinas.poligon VALUES ('33.19.01.2001', 'Karanganyar', "
    "ST_Multi(ST_MakeEnvelope(110.80, -6.80, 110.81, -6.79, 4326)))",
    'CREATE TABLE dinas."Pasar; DROP TABLE dinas.desa; --""%s""" '
    '(id int, "na""ma" text, "select" text, ":x" text, "%(y)s" text, '
    '"Letak; --" geography(Point, 4326))',
    'INSERT INTO dinas."Pasar; DROP TABLE dinas.desa; --""%s""" '
    "VALUES (7, 'Pasar Bitingan', 's', 'x', '50%', 'POINT(110.84 -6.81)')",
    "CREATE TABLE dinas.tanpa_srid (nama text, geom geometry)",
    "INSERT INTO dinas.tanpa_srid VALUES ('A', 'POINT(110.5 -6.9)'), ('B', 'POINT(110.6 -6.9)')",
    "CREATE TABLE dinas.tanpa_srid_meter (nama text, geom geometry)",
    "INSERT INTO dinas.tanpa_srid_meter VALUES ('A', 'POINT(500000 9300000)')",
    "CREATE TABLE dinas.jauh (nama text, geom geometry(Point, 4326))",
    "INSERT INTO dinas.jauh VALUES ('Demak', 'SRID=4326;POINT(110.6 -6.9)'), "
    "('Surabaya', 'SRID=4326;POINT(112.7 -7.2)')",
    "CREATE TABLE dinas.kosong (nama text, geom geometry(Point, 4326))",
    "CREATE TABLE dinas.tanpa_titik (nama text, geom geometry(Point, 4326))",
    "INSERT INTO dinas.tanpa_titik VALUES ('A', NULL), ('B', 'SRID=4326;POINT EMPTY')",
    "CREATE TABLE dinas.campur (id int PRIMARY KEY, nama text, geom geometry(GeometryZ, 4326))",
    "INSERT INTO dinas.campur VALUES (1, 'titik', 'SRID=4326;POINT Z(110.5 -6.9 12)'), "
    "(2, 'poligon', 'SRID=4326;POLYGON Z((110 -7 0, 110.2 -7 0, 110.2 -6.8 0, 110 -7 0))'), "
    "(3, 'kosong', NULL), (4, 'garis', 'SRID=4326;LINESTRING Z(110 -7 0, 110.1 -7 0)'), "
    "(5, 'tertukar', 'SRID=4326;POINT Z(-6.9 110.5 0)'), "
    "(6, 'lengkung', 'SRID=4326;CURVEPOLYGON Z(CIRCULARSTRING Z("
    "110 -7 0, 110.1 -6.9 0, 110.2 -7 0, 110.1 -7.1 0, 110 -7 0))'), "
    "(7, 'satu', 'SRID=4326;MULTIPOINT Z((110.5 -6.8 0))')",
    "CREATE TABLE dinas.dua_srid (nama text, geom geometry)",
    "INSERT INTO dinas.dua_srid VALUES ('A', 'SRID=4326;POINT(111 -6.3)'), "
    "('B', 'SRID=32749;POINT(500000 9300000)'), ('C', 'SRID=4326;POINT(120 -3)')",
    "CREATE TABLE dinas.bentuk_lain (geom geometry(TIN, 4326))",
    "INSERT INTO dinas.bentuk_lain VALUES ('SRID=4326;TIN(((110 -7, 110 -6, 111 -6, 110 -7)))')",
    "CREATE TABLE dinas.dua_kolom (nama text, kantor geometry(Point, 4326), "
    "parkir geometry(Point, 4326))",
    "INSERT INTO dinas.dua_kolom VALUES ('A', 'SRID=4326;POINT(110.1 -6.9)', "
    "'SRID=4326;POINT(110.2 -6.9)')",
    "CREATE VIEW dinas.lambat AS SELECT 'A'::text AS nama, "
    "'SRID=4326;POINT(110.5 -6.9)'::geometry AS geom FROM pg_sleep(60)",
    "CREATE TABLE dinas.biasa (nama text)",
    "GRANT USAGE ON SCHEMA dinas TO PUBLIC",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA dinas TO {READER}",
    "CREATE TABLE dinas.rahasia (nama text, geom geometry(Point, 4326))",
    "CREATE TABLE dinas.sebagian (id int PRIMARY KEY, nama text, nik text, "
    "geom geometry(Point, 4326))",
    "INSERT INTO dinas.sebagian VALUES (1, 'A', '3319', 'SRID=4326;POINT(110.5 -6.9)')",
    f"GRANT SELECT (nama, geom) ON dinas.sebagian TO {READER}",
)


@pytest.fixture(scope="session")
def agency(postgis):
    """Return the server, with the tables above in its database `desa`."""
    postgis.run(
        "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text) VALUES "
        f"({OWN_SRID}, 'DINAS', 1, '{UTM_49S_WKT}', "
        "'+proj=utm +zone=49 +south +datum=WGS84 +units=m +no_defs')",
        user=ADMIN,
    )
    postgis.run(f"GRANT CREATE ON DATABASE desa TO {OWNER}", user=ADMIN)
    postgis.run(*TABLES)
    postgis.run("ANALYZE dinas.desa")
    other = (
        "CREATE SCHEMA data",
        "CREATE TABLE data.titik (nama text, geom gis.geometry(Point, 4326))",
        "INSERT INTO data.titik VALUES ('A', gis.ST_GeomFromText('POINT(110.5 -6.9)', 4326))",
        f"GRANT USAGE ON SCHEMA data TO {READER}",
        f"GRANT SELECT ON data.titik TO {READER}",
    )
    postgis.run(*other, database="lain")
    return postgis
