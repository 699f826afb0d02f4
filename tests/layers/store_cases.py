"""A small area for the tests of the store: one village on a road, one beside it, one office."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import shapely

from layers.area import schema
from layers.area.study_area import StudyArea
from layers.imports.roads import roads_from_lines

CRS = "EPSG:4326"
COMMON = {"regency": "Kabupaten Uji", "district": None, "source": "tes", "precision": "surveyed"}


def point_layer(kind, *places, **columns):
    rows = [{"id": f"{kind}-{i}", "name": f"{kind} {i}", "kind": kind, **COMMON, **columns}
            for i in range(len(places))]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry=[shapely.Point(xy) for xy in places], crs=CRS)


def small_area(name="uji", title="Kabupaten Uji"):
    """Return an area whose two roads stand 1.1 m apart, so that cleaning makes one join."""
    roads = gpd.GeoDataFrame(
        {"name": ["Jalan A", None], "highway": ["tertiary", "path"], "oneway": ["yes", None]},
        geometry=[
            shapely.LineString([(110.0, -7.0), (110.01, -7.0)]),
            shapely.LineString([(110.01001, -7.0), (110.02, -7.0)]),
        ],
        index=[7, 3],
        crs=CRS,
    )
    rings = gpd.GeoDataFrame(
        {"code": ["33.99"], "name": ["Uji"], **{k: [v] for k, v in COMMON.items()}},
        geometry=[shapely.box(109.9, -7.1, 110.1, -6.9)],
        crs=CRS,
    )
    villages = point_layer("desa", (110.001, -7.0), (110.019, -7.001), desmigratif=False)
    villages.loc[1, "desmigratif"] = True
    return StudyArea(
        name=name, title=title, boundaries=rings, villages=villages,
        offices=point_layer("disnaker", (110.015, -7.0)), markets=schema.empty("markets"),
        services=schema.empty("services"),
        roads=roads, roads_source=roads_from_lines(roads, 5.0),
        sources={"roads": {"description": "Dinas PUPR", "files": []}},
        network_note="Jaringan uji", digest="", regency="Kabupaten Uji", data_date="2024",
        settings={"tolerance_m": 5.0},
    )  # fmt: skip


def titled(area, title):
    return replace(area, title=title)
