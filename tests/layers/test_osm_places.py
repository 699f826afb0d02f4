"""Kabupaten and kecamatan of points from boundaries, worked out by hand."""

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from layers.osm.places import with_places

AREAS = gpd.GeoDataFrame(
    {
        "code": ["53.13.01", "53.13.02", "53.13"],
        "name": ["Nubatukan", "Omesuri", "Lembata"],
    },
    geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 0, 2, 1)],
    crs=4326,
)


def points(*places, **columns):
    empty = {"regency": [None] * len(places), "district": [None] * len(places)}
    return gpd.GeoDataFrame({**empty, **columns}, geometry=list(map(Point, places)), crs=4326)


def filled(*arguments):
    found = with_places(*arguments)
    return list(zip(found["district"], found["regency"], strict=True))


def test_by_level_of_the_code():
    some = points((0.5, 0.5), (1.5, 0.5), (5, 5))
    assert filled(some, AREAS) == [("Nubatukan", "Lembata"), ("Omesuri", "Lembata"), (None, None)]
    assert filled(some, AREAS, "Kabupaten Lembata") == [
        ("Nubatukan", "Kabupaten Lembata"),
        ("Omesuri", "Kabupaten Lembata"),
        (None, "Kabupaten Lembata"),
    ]
    assert filled(some, AREAS, "Kabupaten Alor")[0] == ("Nubatukan", "Lembata")
    assert some["district"].isna().all()


def test_what_a_point_says_of_itself_stays():
    some = points((0.5, 0.5), regency=["Kota Kupang"], district=[""])
    assert filled(some, AREAS, "Kabupaten Lembata") == [("Nubatukan", "Kota Kupang")]


def test_a_village_names_the_areas_above_it():
    village = gpd.GeoDataFrame(
        {"code": ["x"], "level": ["village"], "name": ["A"], "district": ["Nubatukan"],
         "regency": ["Kabupaten Lembata"]},
        geometry=[box(0, 0, 1, 1)], crs=4326,
    )  # fmt: skip
    assert filled(points((0.5, 0.5), (3, 3)), village) == [
        ("Nubatukan", "Kabupaten Lembata"),
        (None, None),
    ]


def test_a_point_on_the_line_belongs_to_the_smaller_code():
    backwards = AREAS.iloc[::-1]
    assert filled(points((1, 0.5)), AREAS) == filled(points((1, 0.5)), backwards)
    assert filled(points((1, 0.5)), backwards) == [("Nubatukan", "Lembata")]


@pytest.mark.parametrize("some", [points(), points((0.5, 0.5))])
def test_nothing_to_fill_or_nothing_to_fill_from(some):
    assert filled(some, AREAS.iloc[:0]) == [(None, None)] * len(some)
