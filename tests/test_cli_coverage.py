"""The command `coverage`, run as its users run it."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import rasterio

from cli import main
from commands.thresholds import parse_thresholds
from spatial.errors import InputError
from tests.layers.coverage_cases import E, ground
from tests.layers.raster_cases import tif
from tests.spatial.builders import DEGREE, LAT, LON, line


@pytest.fixture
def files(tmp_path):
    """The road, villages and offices of `coverage_cases`, with migrants per village."""
    roads = gpd.GeoDataFrame(
        {"highway": ["tertiary", "tertiary"]},
        geometry=[line((0, 0), (30, 0)), line((0, 60), (5, 60))],
        crs=4326,
    )
    roads.to_file(tmp_path / "roads.gpkg")
    found = ground(facilities=((0, 0), (21, 0)))
    more = {"v": {"PMI": ["5", "5", "5", "30", "10", "7", "1"]}, "d": {}}
    for name, layer in (("v", found.villages), ("d", found.facilities)):
        table = layer[["id", "name"]].assign(lon=layer.geometry.x, lat=layer.geometry.y)
        table.assign(**more[name]).to_csv(tmp_path / f"{name}.csv", index=False)
    return [
        "coverage", "--roads", str(tmp_path / "roads.gpkg"), "--tolerance", "0",
        "--villages", str(tmp_path / "v.csv"), "--facilities", str(tmp_path / "d.csv"),
        "--out-dir", str(tmp_path / "hasil"), "--mode", "walk",
    ]  # fmt: skip


@pytest.mark.slow
def test_own_files(files, tmp_path, capsys):
    # Within 5 steps of 110.5 m: v0, v1 of the first office, v3, v4 of the second.
    assert main([*files, "--threshold", "12min,552.5m,1km", "--weight", "PMI"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "within 0.5525km: 4 of 7 villages (57.1%); outside 3, of them 1 unreachable" in err
    folder = tmp_path / "hasil"
    table = pd.read_csv(folder / "coverage_distance.csv").set_index(["threshold", "quantity"])
    assert table.loc[(552.5, "villages"), "within"] == 4
    assert table.loc[(1000.0, "villages"), "within"] == 5
    assert table.loc[(552.5, "weight"), "within"] == 5 + 5 + 30 + 10
    assert table.loc[(552.5, "weight"), "outside"] == 5 + 7 + 1
    gaps = pd.read_csv(folder / "gaps_0.5525km.csv")
    assert gaps["id"].tolist() == ["v5", "v6", "v2"]
    assert gaps["reason"].tolist() == ["unreachable", "off_network", "beyond"]
    assert gaps["burden"].iloc[2] == pytest.approx(5 * (8 * E - 552.5), rel=1e-2)
    assert len(gpd.read_file(folder / "gaps_0.5525km.gpkg", layer="access")) == 3
    closed = pd.read_csv(folder / "closures_0.5525km.csv").set_index("id")
    assert closed["weight_lost"].to_dict() == {"d0": 10, "d1": 40}
    areas = gpd.read_file(folder / "service_areas_distance.gpkg", layer="access")
    assert areas["threshold"].tolist() == [552.5, 1000]
    # 5 steps east of the first office; 5 steps either way of the second.
    assert areas["road_km"][0] == pytest.approx(3 * 0.5525, rel=1e-3)
    assert pd.read_csv(folder / "curve_time.csv")["within"].max() == 5 + 5 + 5 + 30 + 10
    assert (folder / "coverage_time.csv").is_file()
    facts = json.loads((folder / "gaps_0.5525km.csv.json").read_text(encoding="utf-8"))
    assert facts["thresholds"] == [552.5, 1000]
    assert facts["weight"] == "PMI".lower()
    assert {key: value["file"] for key, value in facts["sources"].items()} == {
        "roads": "roads.gpkg", "villages": "v.csv", "facilities": "d.csv",
    }  # fmt: skip


def test_people_and_surface(files, tmp_path, capsys):
    # Cells of 2 by 2 steps; the row on the road holds 10 people each.
    rows = [[0.0] * 12] * 74 + [[10.0] * 12] + [[0.0] * 12] * 2
    transform = rasterio.Affine(2 * DEGREE, 0, LON, 0, -2 * DEGREE, LAT + 149 * DEGREE)
    tif(tmp_path / "jiwa.tif", rows, transform=transform)
    more = ["--population", str(tmp_path / "jiwa.tif"), "--cell", "250"]
    assert main([*files, "--threshold", "0.6km", *more]) == 0
    capsys.readouterr()
    folder = tmp_path / "hasil"
    table = pd.read_csv(folder / "coverage_distance.csv").set_index("quantity")
    # The raster is read from step 0 to 22, the box of the points; 600 m are 5.4 steps: middles at
    # steps 1, 3 and 5 are near the first office, at 17, 19 and 21 near the second.
    assert table.loc["people", "within"] == 60
    assert table.loc["people", "total"] == 110
    with rasterio.open(folder / "surface_distance.tif") as file:
        assert file.res == (250, 250)
        assert file.nodata == -1
        assert 0 < file.read(1, masked=True).min() < 250
    facts = json.loads((folder / "surface_distance.tif.json").read_text(encoding="utf-8"))
    assert facts["cell_m"] == 250
    assert facts["sources"]["population"]["file"] == "jiwa.tif"


@pytest.mark.slow
def test_area_tells_kecamatan(tmp_path, capsys):
    options = ["coverage", "--area", "demak", "--threshold", "10km", "--mode", "motorcycle"]
    assert main([*options, "--out-dir", str(tmp_path)]) == 0
    assert "within 10km: 60 of 249 villages" in capsys.readouterr().err
    table = pd.read_csv(tmp_path / "coverage_distance_district.csv")
    assert len(table) == 14
    assert table["within"].sum() == 60
    assert pd.read_csv(tmp_path / "gaps_10km.csv")["id"].iloc[0] == "33.21.14.2001"


def test_nobody_outside(files, tmp_path, capsys):
    kept = (tmp_path / "v.csv").read_text().splitlines()[:6]
    (tmp_path / "v.csv").write_text("\n".join(kept) + "\n")
    assert main([*files, "--threshold", "50km"]) == 0
    assert "outside 0" in capsys.readouterr().err
    assert pd.read_csv(tmp_path / "hasil" / "gaps_50km.csv").empty


def test_thresholds_in_every_unit():
    found = parse_thresholds(" 30min, 10KM,500 m,45 menit,10km")
    assert found == {"time": [1800, 2700], "distance": [500, 10_000]}


def test_all_bad_thresholds_are_told():
    with pytest.raises(InputError) as caught:
        parse_thresholds("30,0km,-5min,10mil,7km")
    assert [problem.split("'")[1] for problem in caught.value.problems] == [
        "30", "0km", "-5min", "10mil",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--threshold", "30"], "30min"),
        (["--threshold", "10km", "--weight", "jiwa"], "jiwa"),
        (["--threshold", "10km", "--area", "demak"], "either"),
        (["--threshold", "10km", "--cell", "0"], "0.0 m wide"),
        (["--threshold", "10km", "--population", "none.tif"], "none.tif"),
        (["--threshold", "10km", "--out-dir", "/dev/null/x"], "/dev/null/x"),
    ],
)
def test_options_that_cannot_be_used(files, capsys, more, words):
    assert main([*files, *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_kinds_of_the_area(tmp_path, capsys):
    options = ["coverage", "--area", "demak", "--threshold", "5km", "--out-dir", str(tmp_path)]
    assert main([*options, "--to", "services:bank"]) == 0
    assert len(pd.read_csv(tmp_path / "closures_5km.csv")) == 5
    assert main([*options, "--to", "services:rumah sakit"]) == 2
    assert "Unknown facility 'services:rumah sakit'" in capsys.readouterr().err
