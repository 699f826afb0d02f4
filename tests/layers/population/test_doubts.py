"""Rasters that hold no people are questioned before they are used."""

from __future__ import annotations

import re

import numpy as np
import pytest
from rasterio.transform import Affine

from layers.population.doubts import require_people
from layers.population.import_raster import RasterOptions, import_population
from spatial.errors import InputError
from tests.layers.raster_cases import square, tif

SIDE = 80
AREA = square(south=-7.7, east=110.8)
METRES_90 = Affine(0.00083, 0, 110.0, 0, -0.00083, -6.9)
SMALL_AREA = square(south=-6.96, east=110.06)


def terrain(*, relief=400.0, low=0.0):
    """Hills as sums of long waves, the way elevations run."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    hills = np.sin(5 * x + 2 * y) + np.cos(3 * y - 4 * x) + 0.5 * np.sin(9 * x) + 2.5
    return low + relief * (hills - hills.min()) / np.ptp(hills)


def people(*, scale=5.0, seed=1):
    """Settlements: most cells nearly empty, few crowded."""
    return np.random.default_rng(seed).lognormal(0.0, 1.5, (SIDE, SIDE)) * scale


def doubts(folder, rows, *, name="a.tif", area=AREA, transform=None, **options):
    extra = {} if transform is None else {"transform": transform}
    tags = options.pop("tags", {})
    path = tif(folder / name, rows, dtype="float64", tags=tags, **extra)
    return [p for p in import_population(path, area, RasterOptions(**options)).report.problems
            if p.severity == "error"]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("transform", [None, METRES_90])
def test_people_are_not_doubted(tmp_path, seed, transform):
    area = AREA if transform is None else SMALL_AREA
    assert doubts(tmp_path, people(seed=seed), area=area, transform=transform) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (terrain(), "changes? as evenly|hardly differ"),
        (terrain(low=300), "hardly differ"),
        (np.floor(terrain(relief=1500)), "as evenly"),
        (np.floor(60 * (terrain(relief=1.0)) ** 3), "as evenly"),
        (60 * terrain(relief=1.0) ** 4, "as evenly"),
        (terrain(relief=120, low=-20), "negative values"),
        (np.cos(terrain(relief=3.0)), "negative values"),
        (people() / 1e4, "share or an index"),
        (np.random.default_rng(1).integers(1, 8, (SIDE, SIDE)), "few whole numbers"),
        (np.random.default_rng(1).normal(11_000, 900, (SIDE, SIDE)), "hardly differ"),
        (people(scale=60_000), "too large"),
    ],
)
def test_what_holds_no_people(tmp_path, rows, words):
    found = doubts(tmp_path, rows)
    assert found
    assert any(re.search(words, problem.sentence()) for problem in found)


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("DEMNAS_1409-22.tif", {}), ("kudus_dem.tif", {}), ("srtm30.tif", {}),
        ("Ketinggian Demak.tif", {}), ("tutupan_lahan_2020.tif", {}), ("NDVI.tif", {}),
        ("a.tif", {"description": "Elevation (m)"}), ("pengeluaran_per_kapita.tif", {}),
        ("curah-hujan.tif", {}),
    ],
)  # fmt: skip
def test_names_that_speak_of_something_else(tmp_path, name, tags):
    (problem,) = doubts(tmp_path, people(), name=name, tags=tags)
    assert "something else than people" in problem.sentence()


@pytest.mark.parametrize(
    "name", ["idn_ppp_2020.tif", "demak_penduduk.tif", "GHS_POP_E2020.tif", "kabupaten_demak.tif",
             "population_class_adjusted.tif"]
)  # fmt: skip
def test_names_of_people_are_not_doubted(tmp_path, name):
    assert doubts(tmp_path, people(), name=name) == []


def test_twenty_times_the_known_people(tmp_path):
    total = people().sum()
    assert doubts(tmp_path, people(), known_people=total / 19) == []
    for known in (total / 21, total * 21):
        (problem,) = doubts(tmp_path, people(), known_people=known)
        assert "people that are known" in problem.sentence()


def test_the_user_can_confirm(tmp_path):
    path = tif(tmp_path / "dem.tif", terrain())
    read = import_population(path, AREA)
    with pytest.raises(InputError, match="something else than people"):
        require_people(read.report)
    confirmed = import_population(path, AREA, RasterOptions(confirmed=True))
    require_people(confirmed.report)
    assert {p.severity for p in confirmed.report.problems} == {"warning"}
    assert confirmed.grid.total() == read.grid.total()
