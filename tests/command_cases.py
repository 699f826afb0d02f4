"""One good and one wrong run of every command, and the small files that they read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rasterio.transform import Affine

from layers.imports.roads import roads_from_lines
from layers.scenarios.scenario import new_scenario
from layers.scenarios.store import default_scenarios
from layers.store.area_store import default_store
from tests.layers.osm_cases import AREA, CROSS, node, way
from tests.layers.pbf_cases import write_osm
from tests.layers.raster_cases import tif
from tests.layers.store_cases import small_area
from tests.spatial.builders import LAT, LON, line

NO_SERVER = "http://127.0.0.1:9/"
"""Port 9 (discard) of this machine: nobody listens there, so that a request fails at once."""


@dataclass(frozen=True)
class Case:
    """Runs of one command; ``{files}`` and ``{out}`` stand for two folders.

    Attributes
    ----------
    good, wrong
        What follows the command, for a run that ends well and one that must fail with code 2.
    before
        Commands that prepare the good run; their output is not looked at.
    code
        The exit code of the good run.
    """

    good: str
    wrong: str
    before: tuple[str, ...] = ()
    code: int = 0
    environment: dict[str, str] = field(default_factory=dict)


ROADS = "--roads {files}/roads.gpkg"
VILLAGES = "--villages {files}/v.csv"
SITES = f"{ROADS} {VILLAGES} --facilities {{files}}/d.csv"
SCENARIO = "scenario new --area uji --title S2 --name s2 --save"
FACILITY = "--lat=-7.0 --lon=110.01"

CASES = {
    "run": Case("--port 8599", "--port x"),
    "print": Case(
        "--area uji --out {out}/a.xlsx", "--area uji --what access --to Xyz --out {out}/a.xlsx"
    ),
    "present": Case(
        "--area uji --statements worst,coverage,agencies --out {out}/a.xlsx",
        "--area uji --statements worst --out {out}/a.doc",
    ),
    "access": Case(
        f"{ROADS} --origins {{files}}/v.csv --destinations {{files}}/d.csv --out {{out}}/a.xlsx",
        f"{ROADS} --origins {{files}}/absent.csv --destinations {{files}}/faulty.csv",
    ),
    "coverage": Case(
        f"{SITES} --threshold 1km,12min --weight PMI --out-dir {{out}}",
        f"{SITES} --threshold 1km --weight Absent --out-dir {{out}}",
    ),
    "reach": Case(
        f"{ROADS} {VILLAGES} --markets {{files}}/d.csv --threshold 1km --out {{out}}/a.xlsx",
        f"{ROADS} {VILLAGES} --markets {{files}}/d.csv --model huff --weight Absent",
    ),
    "pillars": Case(
        f"{ROADS} {VILLAGES} --offices {{files}}/d.csv --markets {{files}}/d.csv "
        "--out {out}/a.xlsx",
        f"{ROADS}",
    ),
    "siting": Case(
        f"{SITES} --model p-median --sites 1 --out {{out}}/a.xlsx",
        f"{SITES} --model mclp --weight Absent --out {{out}}/a.xlsx",
    ),
    "areas": Case("", "--absent"),
    "scenario new": Case(
        "--area uji --title S2 --out {out}/a.skenario.json", "--area uji --title S2"
    ),
    "scenario list": Case("", "--area ..", (SCENARIO,)),
    "scenario run": Case(
        "--area uji --name s2 --threshold 1km,30min --out {out}/a.xlsx",
        "--area uji --name absent --threshold 1km --out {out}/a.xlsx",
        (SCENARIO,),
    ),
    "scenario compare": Case(
        "--area uji --name s2 --threshold 1km --out {out}/a.xlsx",
        "--area uji --threshold 1km --name absent",
        (SCENARIO,),
    ),
    "scenario export": Case(
        "s2 --area uji --out {out}/a.skenario.json",
        "absent --area uji --out {out}/a.skenario.json",
        (SCENARIO,),
    ),
    "scenario import": Case(
        "{out}/a.skenario.json",
        "{files}/v.csv",
        (
            f"{SCENARIO} --out {{out}}/a.skenario.json",
            "scenario delete s2 --area uji --confirm s2",
        ),
    ),
    "scenario delete": Case("s2 --area uji --confirm s2", "s2 --area uji", (SCENARIO,)),
    "scenario rollback": Case("s1 --area uji", "absent --area uji"),
    "area list": Case("", "--absent"),
    "area create": Case(
        f"Baru {ROADS} {VILLAGES} --markets {{files}}/d.csv",
        f"Baru {ROADS} --villages {{files}}/faulty.csv",
    ),
    "area fetch": Case(
        "--polygon {files}/area.geojson --out {out}/new --max-tries 1 --pause-s 0 "
        f"--endpoint {NO_SERVER} --geocoder {NO_SERVER}",
        "--polygon {files}/area.geojson --out {out}/new --tile-km -1",
        code=2,
    ),
    "area clip": Case(
        "--pbf {files}/island.osm.pbf --polygon {files}/area.geojson --out-dir {out}/new",
        "--pbf {files}/island.osm.pbf --regency Timur --out-dir {out}/new",
    ),
    "area check": Case("--area uji --out {out}/f.xlsx --components {out}/a.xlsx", "--area absent"),
    "area population": Case(
        "uji {files}/people.tif --report {out}/a.csv", "uji {files}/people.tif --band 9"
    ),
    "area add": Case(f"uji markets Pasar {FACILITY}", "uji markets Pasar --lat=x --lon=y"),
    "area move": Case(f"uji offices a0 {FACILITY}", f"uji offices absent {FACILITY}"),
    "area remove": Case("uji offices a0", "uji offices absent"),
    "area rename": Case("uji baru", "uji ../x"),
    "area rollback": Case("uji", "uji", ("area remove uji offices a0",)),
    "area delete": Case("uji --confirm uji", "uji"),
    "area export": Case("uji {out}/uji.zip", "absent {out}/uji.zip"),
    "area import": Case(
        "{out}/uji.zip --name salinan", "{files}/v.csv", ("area export uji {out}/uji.zip",)
    ),
    "check points": Case(
        "{files}/faulty.csv --keep good --report {out}/a.xlsx", "{files}/faulty.csv"
    ),
    "check boundaries": Case(
        "{files}/areas.gpkg --report {out}/a.xlsx", "{files}/areas.gpkg --regency Absent"
    ),
    "check roads": Case("{files}/roads.gpkg --report {out}/a.xlsx", "{files}/areas.gpkg"),
    "check postgis": Case(
        "",
        "--out {out}/a.shp",
        code=2,
        environment={"DESMIGRATIF_POSTGIS": "postgresql://a:b@127.0.0.1:9/x"},
    ),
    "check population": Case(
        "{files}/people.tif --area-file {files}/areas.gpkg --report {out}/a.csv "
        "--out {out}/p.xlsx",
        "{files}/people.tif --area-file {files}/areas.gpkg --nodata 1 --band 9",
    ),
}
"""Cases by command; a command without one fails the test of the languages."""


def write_files(folder):
    """Write a road and an islet, villages, facilities, areas, people and a faulty table."""
    roads = gpd.GeoDataFrame(
        {"highway": ["tertiary", "tertiary"]},
        geometry=[line((0, 0), (30, 0)), line((0, 60), (5, 60))],
        crs=4326,
    )
    roads.to_file(folder / "roads.gpkg")
    _places(((0, 0), (10, 0), (20, 1), (2, 60)), PMI=[5, 30, 1, 2]).to_csv(
        folder / "v.csv", index=False
    )
    _places(((1, 0), (22, 0))).to_csv(folder / "d.csv", index=False)
    (folder / "faulty.csv").write_text(
        "id,name,lon,lat\na,A,110.805,-6.795\na,B,110.806,-6.795\nb,,xyz,-7\nc,C,10,50\nd,D,,\n"
    )
    shapes = [shapely.box(109.9, -7.1, 110.0, -6.9), shapely.box(110.0, -7.1, 110.1, -6.9)]
    columns = {"kode": ["33.99.01", "33.99.02"], "nama": ["A", "B"]}
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(folder / "areas.gpkg")
    people = Affine(0.1, 0, 109.9, 0, -0.1, -6.9)
    tif(folder / "people.tif", [[9000, -9999], [3000, 6000]], transform=people)
    main_road = way(1, [1, 2, 3, 4, 5], highway="primary")
    places = [
        node(31, 5, 5, amenity="marketplace", name="Pasar Bawah"),
        node(32, 4, 6, place="village", name="Desa Baru"),
    ]
    write_osm(folder / "island.osm.pbf", [*CROSS, main_road, *places])
    gpd.GeoDataFrame(geometry=[AREA], crs=4326).to_file(folder / "area.geojson")


def store_area():
    """Store the area `uji`, whose names belong to no language, with a scenario `s1`."""
    area = small_area()
    names = {"villages": ("a1", "a2"), "offices": ("a0",)}
    layers = {
        layer: area.layer(layer).assign(id=list(ids), name=list(ids))
        for layer, ids in names.items()
    }
    roads = area.roads.assign(name="A")
    source = roads_from_lines(roads, 5.0)
    area = replace(area, roads=roads, roads_source=source, network_note="", **layers)
    default_store().save(area)
    for title in ("A", "B"):
        default_scenarios().save(new_scenario(area, "s1", title))


def _places(places, **columns):
    x, y = np.array(places).T / 1000
    ids = [f"p{i}" for i in range(len(places))]
    return pd.DataFrame({"id": ids, "name": ids, "lon": LON + x, "lat": LAT + y, **columns})
