"""Planes and geodesic lengths against published numbers and formulas worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from spatial import crs
from spatial.errors import InputError
from tests.spatial.builders import metres_per_degree


@pytest.mark.parametrize(
    ("bounds", "epsg"),
    [
        ((110.4, -7.2, 110.9, -6.7), 32749),  # Demak
        ((95.2, 5.4, 95.4, 5.7), 32646),  # Banda Aceh
        ((140.6, -2.7, 140.8, -2.5), 32754),  # Jayapura
        ((107.5, -7.0, 108.4, -6.5), 32748),  # straddles 108° E, its middle is west of it
        ((107.7, -7.0, 108.6, -6.5), 32749),  # straddles 108° E, its middle is east of it
        ((107.0, -7.0, 109.0, -6.5), 32749),  # the middle is the border: the eastern zone
        ((109.0, -1.0, 110.0, 1.0), 32649),  # the middle is the equator: north
        ((109.0, -1.0, 110.0, 0.9), 32749),
        ((180.0, 0.0, 180.0, 0.0), 32660),  # there is no zone 61
        ((-180.0, 0.0, -180.0, 0.0), 32601),
        ((100.0, -7.0, 112.0, -6.0), 32748),  # exactly 12° wide is still one zone
    ],
)
def test_utm_zone(bounds, epsg):
    assert crs.metric_crs(bounds).to_epsg() == epsg


@pytest.mark.parametrize("bounds", [(100.0, -7.0, 112.001, -6.0), (95.0, -11.0, 141.0, 6.0)])
def test_wide_area_gets_a_mercator_in_metres(bounds):
    plane = crs.metric_crs(bounds)
    assert plane.to_epsg() is None
    assert "Mercator" in plane.coordinate_operation.method_name
    assert {axis.unit_name for axis in plane.axis_info} == {"metre"}


@pytest.mark.parametrize("lon", [95.5, 118.0, 140.5])
@pytest.mark.parametrize("lat", [-11.0, -2.5, 6.0])
def test_mercator_scale_is_within_two_percent_and_conformal(lon, lat):
    plane = crs.metric_crs((95.0, -11.0, 141.0, 6.0))
    east, north = (0.001 * metre for metre in metres_per_degree(lat))
    lines = np.array(
        [
            shapely.LineString([(lon, lat), (lon + 0.001, lat)]),
            shapely.LineString([(lon, lat - 0.0005), (lon, lat + 0.0005)]),
        ]
    )
    scale = shapely.length(crs.project(lines, plane)) / [east, north]
    assert scale == pytest.approx([scale[0]] * 2, rel=1e-5)
    assert 0.98 < scale[0] < 1.02


@pytest.mark.parametrize(
    "bounds",
    [
        (389_000.0, 9_226_000.0, 390_000.0, 9_227_000.0),
        (110.0, -91.0, 111.0, -6.0),
        (111.0, -7.0, 110.0, -6.0),
        (110.0, -6.0, 111.0, -7.0),
        (np.nan, -7.0, 111.0, -6.0),
        (110.0, -7.0, np.inf, -6.0),
    ],
)
def test_bounds_that_are_no_degrees_are_refused(bounds):
    with pytest.raises(InputError, match="degrees"):
        crs.metric_crs(bounds)


def test_project_and_unproject_are_inverse():
    plane = crs.metric_crs((110.0, -7.0, 111.0, -6.0))
    line = np.array([shapely.LineString([(110.1, -6.9), (110.7, -6.2), (110.2, -6.4)])])
    back = crs.unproject(crs.project(line, plane), plane)
    np.testing.assert_allclose(
        shapely.get_coordinates(back), shapely.get_coordinates(line), atol=1e-9
    )


def test_project_of_the_central_meridian_of_zone_49():
    plane = crs.metric_crs((110.0, -7.0, 112.0, -6.0))
    (point,) = crs.project(np.array([shapely.Point(111.0, 0.0)]), plane)
    assert (point.x, point.y) == pytest.approx((500_000.0, 10_000_000.0), abs=1e-6)


@pytest.mark.parametrize(
    ("pair", "metres"),
    [
        # A degree along the equator is a · π / 180.
        ((110.0, 0.0, 111.0, 0.0), 6378137 * np.pi / 180),
        # The meridian quadrant of WGS 84.
        ((110.0, 0.0, 110.0, 90.0), 10_001_965.729),
        # New York JFK to Singapore, from the manual page of GeographicLib's GeodSolve.
        ((-73 - 46 / 60 - 44 / 3600, 40 + 38 / 60 + 23 / 3600, 103 + 59 / 60 + 22 / 3600,
          1 + 21 / 60 + 33 / 3600), 15_347_628.0),
        ((110.0, -7.0, 110.0, -7.0), 0.0),
    ],
)  # fmt: skip
def test_geodesic_of_known_pairs(pair, metres):
    found = crs.geodesic_m(*(np.array([value]) for value in pair))
    assert found == pytest.approx([metres], abs=0.5)


def test_geodesic_is_nan_where_a_coordinate_is():
    found = crs.geodesic_m(
        *(np.array(v) for v in ([110.0, np.nan], [-7.0] * 2, [111.0] * 2, [0] * 2))
    )
    assert np.isnan(found).tolist() == [False, True]


def test_lengths_of_lines():
    east, north = metres_per_degree(-7.0)
    lines = np.array(
        [
            shapely.LineString(),
            shapely.LineString([(110, -7), (110.001, -7)]),
            shapely.LineString([(110, -7.0005), (110, -6.9995), (110, -7.0005)]),
            shapely.LineString([(110, -7), (110, -7)]),
        ]
    )
    assert crs.line_lengths_m(lines) == pytest.approx(
        [0.0, 0.001 * east, 0.002 * north, 0.0], abs=1e-4
    )
    assert crs.line_lengths_m(lines[:0]).shape == (0,)
    assert crs.line_lengths_m(lines[:1]).tolist() == [0.0]


def test_areas_against_the_geodesic_ones():
    ring = shapely.Polygon(
        [(123.3, -8.5), (123.4, -8.5), (123.4, -8.4), (123.3, -8.4)],
        holes=[[(123.32, -8.48), (123.32, -8.46), (123.34, -8.46)]],
    )
    shapes = np.array([ring, shapely.MultiPolygon([ring]), shapely.Polygon()], dtype=object)
    by_geod = abs(crs.GEOD.geometry_area_perimeter(shapely.orient_polygons(ring))[0])
    assert crs.areas_m2(shapes) == pytest.approx([by_geod, by_geod, 0], rel=1e-5)
