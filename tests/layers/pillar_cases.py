"""A straight road, an island and a village off all roads, with facilities of some pillars."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.area import schema
from layers.area.study_area import StudyArea
from layers.imports.roads import roads_from_lines
from layers.pillars.answer import PillarQuestion, PillarSettings, ask
from spatial.routing.modes import CAR
from tests.layers.store_cases import point_layer

STEP_M = 1104.970
"""Metres of 0.01 degrees along 7 degrees south; places on the road are given in such steps."""

NAMES = ["Barat", "Tengah", "Pulau", "Jauh"]


def at(*steps: float, lat: float = -7.0) -> list[tuple[float, float]]:
    return [(110.0 + step / 100, lat) for step in steps]


def pillar_area() -> StudyArea:
    """Villages at 0 and 10 steps, on the island and off all roads; facilities along the road.

    A Disnaker at 12 steps, a BLK at 1, markets at 2 and 9, a school at 0 (village point), a clinic
    at 10 and a bank on the island.
    """
    roads = gpd.GeoDataFrame(
        {"name": ["Jalan Raya", "Pulau"], "highway": ["tertiary", "tertiary"]},
        geometry=[shapely.LineString(at(0, 12)), shapely.LineString(at(0, 1, lat=-7.2))],
        crs=4326,
    )
    villages = point_layer(
        "desa", *at(0, 10), *at(0.5, lat=-7.2), (110.5, -7.5), desmigratif=False
    ).assign(name=NAMES, district="Kecamatan Uji")
    villages.index = [5, 6, 7, 8]
    services = [
        point_layer("sekolah", *at(0), precision="village point"),
        point_layer("kesehatan", *at(10)),
        point_layer("bank", *at(0.5, lat=-7.2)),
    ]
    offices = [point_layer("disnaker", *at(12)), point_layer("blk", *at(1))]
    return StudyArea(
        name="uji", title="Kabupaten Uji", boundaries=schema.empty("boundaries"),
        villages=villages, offices=pd.concat(offices, ignore_index=True),
        markets=point_layer("pasar", *at(2, 9)),
        services=pd.concat(services, ignore_index=True),
        roads=roads, roads_source=roads_from_lines(roads, 5.0),
        sources={"roads": {"description": "tes", "files": []}}, network_note="Jaringan uji",
        digest="uji",
    )  # fmt: skip


SETTINGS = PillarSettings({"I": 5_000.0, "II": 1_000.0, "III": 6_000.0, "IV": 10_000.0})


@pytest.fixture
def village_area():
    return pillar_area()


@pytest.fixture
def answer(village_area):
    return ask(village_area, PillarQuestion(CAR))


@pytest.fixture
def without_services(village_area):
    """The same area, where nothing is known of pillars III and IV."""
    return replace(village_area, services=schema.empty("services"))
