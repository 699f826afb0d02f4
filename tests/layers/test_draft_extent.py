"""The ground of an area in the making."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.imports.report import ImportReport, Problem
from layers.new_area.draft_map import extent_of
from layers.new_area.parts import Part
from spatial.crs import geodesic_m
from spatial.errors import InputError


def part(*shapes, bad=()):
    rows = gpd.GeoDataFrame(geometry=list(shapes), crs=4326, index=range(1, len(shapes) + 1))
    problems = tuple(Problem(row, "x", "", "x", "x") for row in bad)
    return Part(rows, ImportReport("x", len(rows), len(rows), problems), {})


def test_nothing_lies_nowhere():
    assert extent_of({}) is None
    assert extent_of({"villages": [part(None)]}) is None


def test_boundaries_count_before_villages():
    boxes = part(shapely.box(110, -7, 110.1, -6.9), shapely.box(110.1, -7, 110.2, -6.9))
    found = extent_of({"boundaries": [boxes], "villages": [part(shapely.Point(111, -7))]})
    assert found.equals(shapely.box(110, -7, 110.2, -6.9))


def test_one_village_gets_two_kilometres_around_it():
    found = extent_of({"villages": [part(shapely.Point(110, -7))]})
    west, south, east, north = found.bounds
    assert geodesic_m(110, -7, east, -7) == pytest.approx(2000, rel=0.01)
    assert geodesic_m(110, -7, 110, north) == pytest.approx(2000, rel=0.01)
    assert (west, south) < (110, -7)


def test_rows_with_an_error_do_not_count():
    village = part(shapely.Point(110, -7), shapely.Point(120, 0), bad=[2])
    assert extent_of({"villages": [village]}).bounds[2] < 111


@pytest.mark.usefixtures("indonesian")
def test_boundaries_elsewhere_are_refused():
    with pytest.raises(InputError, match="di luar Indonesia"):
        extent_of({"boundaries": [part(shapely.box(0, 50, 1, 51))]})
