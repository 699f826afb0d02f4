"""A study area of one straight road, an islet and a far village, for the tests of scenarios."""

from __future__ import annotations

from dataclasses import replace

from layers.area import schema
from layers.area.study_area import StudyArea
from layers.scenarios.changes import AddFacility
from layers.scenarios.scenario import new_scenario
from tests.layers.coverage_cases import ground
from tests.spatial.builders import place


def straight_area(population=None, **columns):
    """Villages at steps 2, 4, 8, 20, 22 of a road; v5 on an islet, v6 without road; office d0."""
    parts = ground(population=population, **columns)
    common = {"source": "tes", "precision": "surveyed", "regency": "Uji"}
    offices = parts.facilities.assign(**common, district=None)
    return StudyArea(
        name="uji", title="Uji", boundaries=schema.empty("boundaries"),
        villages=parts.villages.assign(kind="desa", **common), offices=offices,
        markets=schema.empty("markets"), services=schema.empty("services"),
        roads=schema.empty("roads"), roads_source=parts.roads,
        sources={"roads": {"description": "buatan", "files": []}}, network_note="", digest="d1",
        population=population,
    )  # fmt: skip


def scenario(area, *changes, name="coba", title="Coba"):
    return new_scenario(area, name, title).model_copy(update={"changes": changes})


def mobile(step, days, change="c1", y=0):
    lon, lat = place(step, y)
    return AddFacility(id=change, layer="offices", facility_kind="disnaker",
                       name=f"Keliling {step}", lon=lon, lat=lat, days_per_month=days)  # fmt: skip


def without_office(area):
    return replace(area, offices=area.offices.head(0))
