"""People of villages: counted, from a raster, or shared out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyproj
import pytest
from affine import Affine

from layers.population.village_people import (
    people_by_nearest,
    people_in_equal_parts,
    people_sources,
)
from layers.workspace.catalog import load_area
from spatial.population.grid import PopulationGrid
from tests.layers.reach_cases import places


@pytest.fixture(scope="module")
def demak():
    return load_area("demak")


def test_the_people_of_a_kecamatan_in_equal_parts(demak):
    people = people_in_equal_parts(demak)
    # Mranggen: 198,994 people (2019) in 19 villages; Demak as a whole 1,162,784.
    assert people.loc["33.21.01.2001"] == pytest.approx(198_994 / 19)
    assert people.sum() == pytest.approx(1_162_784, abs=0.5)
    assert people_sources(demak)["district"].estimated


def test_no_estimate_where_a_kecamatan_is_not_known(demak):
    partly = demak.boundaries.copy()
    partly.loc[0, "people_2019"] = np.nan
    assert people_in_equal_parts(replace(demak, boundaries=partly)) is None
    without = demak.boundaries.drop(columns="people_2019")
    assert people_in_equal_parts(replace(demak, boundaries=without)) is None


def test_number_columns_of_the_villages_come_first(demak):
    count = len(demak.villages)
    villages = demak.villages.assign(
        penduduk=np.arange(count, dtype=float), kk=[np.nan] * count, nama_lain="x", rugi=-1.0
    )
    found = people_sources(replace(demak, villages=villages))
    assert list(found) == ["column:penduduk", "district"]
    assert not found["column:penduduk"].estimated
    assert found["column:penduduk"].people.iloc[2] == 2


def test_cells_go_to_the_nearest_village(demak):
    """Cells 0.01° wide from 110.0°: middles at .005, .015, .025; villages at .000 and .018."""
    grid = PopulationGrid(
        np.array([[10.0, 20.0, np.nan, 40.0]]),
        Affine(0.01, 0, 110.0, 0, -0.01, -6.995),
        pyproj.CRS(4326),
    )
    villages = places("v", (0, 0), (18, 0), (500, 0)).set_index("id", drop=False)
    people = people_by_nearest(grid, villages)
    assert people.to_dict() == {"v0": 10, "v1": 60, "v2": 0}
    source = people_sources(replace(demak, population=grid))["raster"]
    assert source.people.sum() == 70
    assert isinstance(source.people, pd.Series)
