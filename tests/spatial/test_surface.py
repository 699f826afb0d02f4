"""Surfaces by hand and against the access table."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from spatial.access.nearest import nearest
from spatial.errors import InputError
from spatial.routing.modes import CAR
from spatial.routing.travel import Travel
from spatial.service_areas.cost_field import cost_field
from spatial.service_areas.cost_raster import OFF_NETWORK, OK, OUTSIDE, UNREACHABLE, surface
from tests.spatial.builders import line, network, place, points

ROAD = {"u": 0, "v": 1, "line": line((0, 0), (60, 0)), "highway": "tertiary"}
ISLAND = {"u": 2, "v": 3, "line": line((0, 60), (60, 60)), "highway": "tertiary"}
AREA = shapely.box(*place(0, -10), *place(60, 90))


@pytest.mark.parametrize("cost", ["distance", "time"])
def test_cells_are_measured_like_villages(cost):
    net, office = network(ROAD, ISLAND), points((10, 1))
    found = surface(cost_field(net, office, Travel(CAR, cost, max_snap_m=1500.0)), AREA, 500.0)
    row, column = np.nonzero(found.status != OUTSIDE)
    xy = [found.transform @ (c + 0.5, r + 0.5) for r, c in zip(row, column, strict=True)]
    middles = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*np.transpose(xy)), crs=found.crs)
    table = nearest(net, middles, office, Travel(CAR, cost, max_snap_m=1500.0))
    expected = table["total_m"] if cost == "distance" else 60 * table["minutes"]
    assert found.values[row, column] == pytest.approx(expected, rel=1e-5, nan_ok=True)
    codes = table["status"].map({"ok": OK, "unreachable": UNREACHABLE, "off_network": OFF_NETWORK})
    assert found.status[row, column].tolist() == codes.tolist()
    assert found.counts() == {
        word: int((table["status"] == word).sum()) for word in ("ok", "unreachable", "off_network")
    }
    assert min(found.counts().values()) > 0


def test_the_grid_lies_as_it_says():
    found = surface(cost_field(network(ROAD), points((0, 0))), AREA, 250.0)
    t = found.transform
    assert (t.a, t.e, t.c % 250, t.f % 250) == (250, -250, 0, 0)
    west, south, east, north = gpd.GeoSeries([AREA], crs=4326).to_crs(found.crs).total_bounds
    rows, columns = found.values.shape
    assert t.c <= west < t.c + 250
    assert t.f - 250 < north <= t.f
    assert t.c + 250 * columns >= east
    assert t.f - 250 * rows <= south
    assert found.crs.to_epsg() == 32749
    fine = surface(cost_field(network(ROAD), points((0, 0))), AREA, 100.0)
    inside = np.isfinite(fine.values).sum() * 100**2 / 1e6
    # Only cells within 2 km of the road: 60 by 10 + 18.1 steps of 110.4 and 110.6 m.
    assert inside == pytest.approx(60 * 0.1104 * (10 * 0.1106 + 2.0), rel=0.03)


def test_rasterio_reads_it_where_it_lies():
    found = surface(cost_field(network(ROAD), points((10, 0))), AREA, 250.0)
    rows, columns = found.values.shape
    with rasterio.MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=columns, height=rows, count=1, dtype="float32", nodata=np.nan,
            crs=found.crs.to_wkt(), transform=found.transform,
        ) as file:  # fmt: skip
            file.write(found.values, 1)
        with memory.open() as file:
            spot = gpd.GeoSeries(points((10, 0)).geometry).to_crs(file.crs)
            value = next(iter(file.sample([(spot.x[0], spot.y[0])])))[0]
    # The middle of the cell around the office is at most half a diagonal away, by two legs.
    assert value <= 2 * 125


def test_bad_input():
    field = cost_field(network(ROAD), points((0, 0)))
    with pytest.raises(InputError) as error:
        surface(field, shapely.Point(110, -7), 0.0)
    assert len(error.value.problems) == 2
    with pytest.raises(InputError, match="Choose larger cells"):
        surface(field, AREA, 1.0)
