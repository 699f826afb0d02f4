"""Doubtful crossings of real road layers, against a count of pairs of lines with shapely alone."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.imports.roads import read_roads

pytestmark = pytest.mark.real
LAYERS = {"kudus_jalan_25k": 32749, "bandar_lampung_jalan_50k": 32748}
SAME_M = 0.01


def open_places(path, utm):
    """Places where two drawn lines cross, no end lies and not both lines have a vertex."""
    drawn = gpd.read_file(path).to_crs(utm).geometry.explode()
    lines = shapely.force_2d(drawn.to_numpy())
    a, b = shapely.STRtree(lines).query(lines, predicate="intersects")
    a, b = a[a < b], b[a < b]
    places, pair = shapely.get_parts(shapely.intersection(lines[a], lines[b]), return_index=True)
    point = shapely.get_type_id(places) == 0
    places, pair = places[point], pair[point]
    vertices = shapely.extract_unique_points(lines)
    ends = shapely.boundary(lines)
    near = [shapely.distance(vertices[side[pair]], places) <= SAME_M for side in (a, b)]
    end = [shapely.distance(ends[side[pair]], places) <= SAME_M for side in (a, b)]
    return int((~(near[0] & near[1]) & ~end[0] & ~end[1]).sum())


@pytest.mark.parametrize("name", LAYERS)
def test_fewer_doubtful_crossings_than_places_that_were_joined_in_silence(name, real_data):
    path = real_data / "rbi" / f"{name}.gpkg"
    cleaning = read_roads(path, 5.0).cleaning
    assert len(cleaning.doubtful) == open_places(path, LAYERS[name])
    assert len(cleaning.doubtful) < cleaning.crossings
    # Measured once: 508 and 1,304 places of splitting.
    assert cleaning.crossings > 500
    assert np.isfinite(shapely.get_coordinates(cleaning.doubtful.geometry)).all()
