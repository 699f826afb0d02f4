"""Faults that a reader of the dashboard or the command line can meet, each provoked for real."""

import io
import json
import zipfile
from contextlib import redirect_stderr

import geopandas as gpd
import numpy as np
import pandas as pd
import requests
import shapely
import sqlalchemy as sa

import cli
from layers.area import facilities as facility_sets
from layers.area import schema
from layers.editing import points as editing
from layers.editing.place import typed_place
from layers.editing.points import History
from layers.editing.session import LAYERS, EditSession, NewPoint
from layers.exports import files as export
from layers.imports import checked_points, tables, uploads
from layers.imports.boundaries import import_boundaries, pick_areas
from layers.imports.checked_points import PointFile
from layers.imports.coordinates import stated_crs
from layers.imports.points import PointOptions, import_points
from layers.imports.report import kept_rows, write_report
from layers.imports.road_lines import import_roads
from layers.imports.roads import read_roads
from layers.imports.validation import check_import
from layers.imports.vector_files import read_vector
from layers.osm import http_errors, nominatim, overpass
from layers.osm import queries as osm_query
from layers.osm.download_job import download_job, download_text
from layers.osm.extract_file import open_osm
from layers.osm.settings import OsmSettings
from layers.population.import_raster import RasterOptions, import_population
from layers.postgis import connection as postgis_connection
from layers.store import area_name, manifest
from layers.store.area_store import AreaStore
from layers.workspace import area_list, bundle, catalog
from spatial import crs
from spatial.access import coverage, equity, gaps, pillars, priority
from spatial.network.cleaning import clean_lines
from spatial.network.edge_table import check_edges
from spatial.population.grid import PopulationGrid
from spatial.reach import decay, gravity
from spatial.reach import opportunities as reach
from spatial.reach.journey_cost import OwnVehicle, Product
from spatial.routing import modes as travel
from spatial.routing.snapping import point_lonlat
from spatial.tours.orienteering import market_tour
from spatial.wording import current_language, render
from tests.layers.import_cases import villages, write
from tests.layers.raster_cases import DEGREES, square, tif
from tests.layers.store_cases import small_area

HEAD = "kode,nama,kabupaten,kecamatan,bujur,lintang\n"
COST = pd.DataFrame([[1.0, -2.0], [np.inf, 3.0]], ["a", "a"], ["m", "n"])
TRIPS = pd.DataFrame({"total_m": [1.0]})
LINE = shapely.LineString([(110.8, -6.8), (110.82, -6.8)])


def _points(folder, text, **options):
    read = import_points(write(folder / "titik.csv", text), PointOptions(**options))
    return check_import(read)


def _refused_points(folder, text):
    read = _points(folder, text)
    kept_rows(read.points, read.report, "none")


def _layer(folder, name, geometry, **columns):
    path = folder / name
    gpd.GeoDataFrame(columns or {"a": ["x"] * len(geometry)}, geometry=geometry, crs=4326).to_file(
        path
    )
    return path


def _zip(folder, **members):
    path = folder / "wilayah.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in members.items():
            packed.writestr(name.replace("_", "."), data)
    return path


def _answer(status, **headers):
    found = requests.Response()
    found.status_code, found.url = status, "https://server.example/api"
    found.headers.update(headers)
    found.raw = type("Raw", (), {"read1": lambda *_, **__: b"<p>429</p>"})()
    return found


def _postgis(words, state=None):
    origin = type("Fault", (Exception,), {"sqlstate": state})(words)
    fault = sa.exc.OperationalError("SELECT 1", {}, origin)
    return render(postgis_connection.translated(fault, "server/db", (), 30))


def _session():
    area = small_area()
    return EditSession(area, "", {name: History(getattr(area, name)) for name in LAYERS})


SPATIAL = {
    "costs": lambda _: reach.within(COST, 1.0, [1.0, -1.0]),
    "threshold": lambda _: reach.within(pd.DataFrame([[1.0]]), -1.0),
    "huff": lambda _: gravity.huff(pd.DataFrame(), decay.Power(2, 1), attraction=0),
    "power": lambda _: decay.Power(beta=-1, minimum=0),
    "power too steep": lambda _: decay.Power(beta=500, minimum=1e-9),
    "exponential": lambda _: decay.Exponential(beta=np.nan),
    "gaussian": lambda _: decay.Gaussian(sigma=0),
    "zones": lambda _: decay.Zones((10, 5), (1.0,)),
    "zones fall": lambda _: decay.Zones((10, 5), (1.0, -1.0)),
    "vehicle": lambda _: OwnVehicle(rp_per_litre=-1, km_per_litre=0),
    "product": lambda _: Product("Ikan", limit_s=600, loading_s=1200),
    "tour": lambda _: market_tour(pd.Series([1.0]), pd.DataFrame([[0.0]]), most_markets=0),
    "speeds": lambda _: travel.MODES["car"].with_speeds({"primary": 900}),
    "edge columns": lambda _: check_edges(pd.DataFrame({"a": [1]}), None),
    "edge ids": lambda _: check_edges(
        gpd.GeoDataFrame({"u": [1, None], "v": ["a", 2]}, geometry=[LINE, None]), None
    ),
    "roads without a system": lambda _: clean_lines(gpd.GeoDataFrame(geometry=[LINE]), -1),
    "roads that are points": lambda _: clean_lines(
        gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)], crs=4326)
    ),
    "points without a system": lambda _: point_lonlat(gpd.GeoDataFrame(geometry=[None])),
    "points beyond the earth": lambda _: point_lonlat(
        gpd.GeoDataFrame(geometry=[shapely.Point(900, 0)], crs=4326)
    ),
    "curve": lambda _: coverage.coverage(
        TRIPS, pd.DataFrame({"a": ["x"]}), [], weights=("a", "b")
    ),
    "extent": lambda _: crs.metric_crs((500000, 9200000, 510000, 9210000)),
    "equity": lambda _: equity.equity(pd.Series([-1.0]), pd.Series([1.0], [5])),
    "clusters": lambda _: gaps.clusters(gpd.GeoDataFrame(geometry=[], crs=4326), -1),
    "pillars": lambda _: pillars.check_thresholds(pd.DataFrame({"I": [1.0]}), {"I": 0}),
    "weights": lambda _: priority.shares({"I": 0.0}, pd.Index(["I"])),
    "grid": lambda _: PopulationGrid(np.full((1, 1), -5.0), DEGREES, 4326),
}
"""What the analysis says."""

FILES = {
    "no such area": lambda _: catalog.load_area("antah"),
    "area name": lambda _: area_name.check_name("CON/../x"),
    "reserved name": lambda _: area_name.check_name("con"),
    "no layer": lambda t: read_vector(t / "tiada.gpkg"),
    "no columns": lambda t: checked_points.read_points(
        PointFile(write(t / "a.csv", "a,b\n1,2\n"))
    ),
    "bad rows": lambda t: checked_points.read_points(
        PointFile(write(t / "a.csv", "id,lon,lat\na,-6.8,110.8\na,110.8,x\n,0,0\n"))
    ),
    "empty table": lambda t: tables.read_table(write(t / "a.csv", "\n")),
    "too many values": lambda t: checked_points.read_points(
        PointFile(write(t / "a.csv", "id,lon,lat\na,110,8,-6,8\n"))
    ),
    "no workbook": lambda t: tables.read_sheet(write(t / "a.xlsx", "x")),
    "no graph": lambda t: read_roads(t / "tiada.graphml"),
    "schema": lambda _: schema.validate(
        gpd.GeoDataFrame(
            {"id": ["a", "a"], "name": ["", 5], "kind": ["x", None], "source": "s"},
            geometry=[shapely.Point(-6.8, 110.8), LINE],
            crs=4326,
        ),
        "offices",
    ),
    "schema without a system": lambda _: schema.validate(
        gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Polygon()]), "boundaries"
    ),
    "broken ring": lambda _: schema.validate(
        gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.box(200, 0, 201, 1)], crs=4326), "roads"
    ),
    "result without a place": lambda t: export.write_result(
        t / "a.gpkg", pd.DataFrame({"a": [1]}), {}
    ),
    "unknown format": lambda t: export.check_format(t / "a.pdf"),
    "folder is a file": lambda t: export.write_atomically(write(t / "a", "x") / "b.csv", b""),
    "file is a folder": lambda t: manifest.read_model(t, manifest.AreaManifest),
    "manifest": lambda t: manifest.read_area_manifest(write(t / "m.json", "[]")),
    "format of the manifest": lambda t: manifest.read_area_manifest(
        write(t / "m.json", json.dumps({"format": 99}))
    ),
    "pydantic": lambda _: manifest.parse(b'{"size": "x", "odd": 1}', "m", manifest.FileFacts),
    "json": lambda _: manifest.parse(b"{", "m.json", manifest.FileFacts),
    "zip": lambda t: bundle.read_bundle(write(t / "a.zip", "no zip")),
    "foreign zip": lambda t: bundle.read_bundle(_zip(t, rahasia_txt="x")),
    "bundle suffix": lambda t: bundle.write_bundle(small_area(), t / "a.rar"),
    "store": lambda t: AreaStore(t / "s").load("tiada"),
    "delete": lambda t: _deleted(t),  # noqa: PLW0108 - it stands below
    "column to edit": lambda _: editing.set_values(
        small_area().offices, "offices", {"disnaker-1": {"antah": 1}}
    ),
    "point to edit": lambda _: editing.remove_point(small_area().offices, "offices", "antah"),
    "facilities": lambda _: facility_sets.facilities_of(small_area(), "market"),
    "facility": lambda _: facility_sets.facilities_of(small_area(), "antah"),
}
"""What reading and keeping files says; these messages are English in the source."""

DATA = {
    "dirty points": lambda t: _refused_points(
        t,
        HEAD + "33.19.01.2001,A,Kudus,Kota,-6.8,110.8\n33.19.01.2001,,Kudus,Kota,110.8,\n"
        "abc,C,Kudus,Kota,2.35,48.85\n3319012001,A,Kudus,Kota,110.8,-6.8\n",
    ),
    "no headings": lambda t: _points(t, "a,b\n1,2\n"),
    "headings only": lambda t: _points(t, HEAD),
    "headings twice": lambda t: _points(t, "nama,nama,lon,lat\na,b,110,-6\n"),
    "metres": lambda t: _points(t, "nama,x,y\na,485000,9240000\nb,486000,9241000\n"),
    "role": lambda t: _points(t, HEAD + "1,a,,,110.8,-6.8\n", roles={"antah": "nama"}),
    "column of a role": lambda t: _points(t, HEAD + "1,a,,,110.8,-6.8\n", roles={"name": "x"}),
    "boundaries": lambda t: import_boundaries(
        _layer(t, "b.gpkg", [shapely.box(110, -7, 111, -6)])
    ),
    "no such boundary": lambda _: pick_areas(
        villages().rename(columns={"kode": "code", "nama": "name"}).assign(regency="Kudus"),
        regency="Antah",
    ),
    "roads that are none": lambda t: import_roads(_layer(t, "r.gpkg", [shapely.Point(110, -6)])),
    "class of roads": lambda t: import_roads(
        _layer(t, "r.gpkg", [LINE], REMARK=["Jalan Antah"])
    ).network(5.0, {"Jalan Antah": "antah"}),
    "word of roads": lambda t: import_roads(
        _layer(t, "r.gpkg", [LINE], REMARK=["Jalan Antah"])
    ).network(5.0, {"Tiada": "primary"}),
    "system": lambda _: stated_crs("EPSG:1"),
    "raster": lambda t: import_population(write(t / "a.tif", "no tiff"), square()),
    "no raster": lambda t: import_population(t / "a.tif", square()),
    "raster elsewhere": lambda t: import_population(
        tif(t / "a.tif", [[1, 2], [3, 4]]), square(100, 1, 101, 2)
    ),
    "band": lambda t: import_population(
        tif(t / "a.tif", [[1, 2], [3, 4]]), square(), RasterOptions(band=7)
    ),
    "raster options": lambda t: import_population(
        tif(t / "a.tif", [[1]]), square(), RasterOptions(unit="x", margin_m=-1, known_people=0)
    ),
    "place": lambda _: typed_place("", "abc"),
    "swapped place": lambda _: typed_place("-6,8", "110,8"),
    "upload": lambda t: uploads.keep_uploads([("a.csv", b""), ("b.csv", b"x")], t),
    "report": lambda t: write_report(t / "a.pdf", _points(t, HEAD + "1,a,,,110.8,-6.8\n").report),
    "settings": lambda t: OsmSettings(t, endpoint="antah", pause_s=-1, tile_km=0),
    "no polygon": lambda _: osm_query.checked_area(LINE),
    "abroad": lambda _: osm_query.checked_area(shapely.box(0, 0, 1, 1)),
    "tiles": lambda _: osm_query.tiles(shapely.box(95, -10, 141, 5), 1.0),
    "no name": lambda t: nominatim.find_places(" ", OsmSettings(t)),
    "no extract": lambda t: open_osm(t / "tiada.osm.pbf"),
    "empty extract": lambda t: open_osm(write(t / "a.osm.pbf", "")),
    "no kind of extract": lambda t: open_osm(write(t / "a.csv", "x")),
    "history": lambda t: open_osm(write(t / "a.osh.pbf", "x")),
    "reply": lambda _: overpass.check_document({"a": 1}),
    "reply too large": lambda _: overpass.check_document(
        {"elements": [], "osm3s": {}, "remark": "runtime error: out of memory"}
    ),
    "refused": lambda _: http_errors.check_status(_answer(403)),
    "redirected": lambda _: http_errors.check_status(_answer(302)),
    "no database": lambda _: postgis_connection.connection(),
    "code twice": lambda _: _added(_session()),
    "last village": lambda _: _without_villages(_session()),
}
"""What users' data, downloads and databases say; these messages are Indonesian in the source."""

TEXTS = {
    "offline": lambda _: str(
        http_errors.translated(requests.exceptions.ConnectTimeout(), "https://server.example", 5)
    ),
    "busy": lambda _: str(_busy()),
    "name taken": lambda _: area_list.name_remark("uji", {"uji"}),
    "name unfit": lambda _: area_list.name_remark("Uji Coba", set()),
    "unexpected": lambda _: "\n".join(download_job(_fails).wait(10).problem_texts()),
    "cancelled": lambda _: _cancelled(),
    **{
        f"database {state}": lambda _, state=state: _postgis("x", state)
        for state in postgis_connection.BY_STATE
    },
    **{
        f"database, {words}": lambda _, words=words: _postgis(words)
        for words, _ in postgis_connection.BY_WORDS
    },
    "dirty report": lambda t: _messages(_points(t, _DIRTY).report),
    "dirty raster": lambda t: _messages(
        import_population(
            tif(t / "padat_per_km2.tif", [[-9999, 9e9, 1e38], [np.nan, 5, 5], [2, 2, 2]]),
            square(),
            RasterOptions(known_people=10),
        ).report
    ),
    "dirty roads": lambda t: _messages(
        import_roads(
            _layer(t, "r.gpkg", [LINE, LINE], REMARK=["Jalan Antah", "Jalan Kolektor"])
        ).report
    ),
    "dirty boundaries": lambda t: _messages(
        import_boundaries(
            _layer(
                t,
                "b.gpkg",
                [shapely.Polygon([(110, -7), (111, -6), (110, -6), (111, -7)])] * 2,
                nama=["A", "B"],
                kode=["33.19", "33.19"],
            )
        ).report
    ),
    "commands": lambda _: "\n".join(_commands()),
}
"""What is no error: sentences of reports, of downloads and of the command line."""

_DIRTY = (
    HEAD + "33.19.01.2001,A,Kudus,Kota,-6.8,110.8\n33.19.01.2001,A,Kudus,Kota,110.8,-6.8\n"
    "3319010001,,Kudus,Kota,110.80001,-6.8\nabc,C,Kudus,Kota,2.35,48.85\n"
    "33.19.01.2004,D,Kudus,Kota,110.9,6.9\n33.19.01.2005,E,Kudus,Kota,,\n"
    "33.19.01.2006,F,Kudus,Kota,abc,def\n"
)


def _messages(report):
    """All sentences of a report, as the page, the command line and its file give them."""
    rows = report.to_frame()[["masalah", "perbaikan", "tingkat"]].astype(str)
    return "\n".join(
        (report.summary(), *(problem.sentence() for problem in report.problems),
         *rows.to_numpy().ravel())
    )  # fmt: skip


def _busy():
    try:
        http_errors.check_status(_answer(429, **{"Retry-After": "5"}))
    except http_errors.BusyError as error:
        return http_errors.DownloadError([error.args[0]])


def _fails(_):
    raise ZeroDivisionError


def _cancelled():
    job = download_job(lambda caller: caller.sleep(10))
    job.cancel()
    return "\n".join((*job.view().problem_texts(), download_text(job.view())))


def _deleted(folder):
    store = AreaStore(folder / "s")
    store.save(small_area())
    store.delete("uji", confirm="lain")


def _added(session):
    code = str(session.points("villages")["id"].iloc[0])
    session.add("villages", NewPoint("X", "desa", 110.0, -7.0, "published", "survei", code))


def _without_villages(session):
    for point in session.points("villages")["id"]:
        session = session.remove("villages", str(point))


def _commands():
    for arguments in (
        ["area", "delete", "uji", "--confirm", "x"],
        ["access", "--area", "antah", "--to", "disnaker"],
    ):
        errors = io.StringIO()
        with redirect_stderr(errors):
            cli.main(["--language", current_language(), *arguments])
        yield from (line.removeprefix("error: ") for line in errors.getvalue().splitlines())
