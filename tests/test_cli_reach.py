"""The command `reach`, run as its users run it."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import pandas as pd
import pytest

from cli import main
from tests.layers.reach_cases import CLOSE, STEP_KM, straight
from tests.spatial.builders import line


@pytest.fixture
def files(tmp_path):
    """The road, villages and markets of `reach_cases`; sizes in columns of the tables."""
    roads = gpd.GeoDataFrame(
        {"highway": ["tertiary"]}, geometry=[line((0, 0), (150, 0))], crs=4326
    )
    roads.to_file(tmp_path / "roads.gpkg")
    trips = straight()
    sizes = {"villages": {"Penduduk": ["1.000", "3.000", "500"]}, "markets": {"Jml Kios": [1, 4]}}
    for name, more in sizes.items():
        layer = getattr(trips, name)
        table = layer[["id", "name"]].assign(lon=layer.geometry.x, lat=layer.geometry.y, **more)
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return [
        "reach", "--roads", str(tmp_path / "roads.gpkg"), "--cost", "distance",
        "--villages", str(tmp_path / "villages.csv"), "--markets", str(tmp_path / "markets.csv"),
        "--threshold", str(80 * STEP_KM + 0.01), "--beta", "1",
    ]  # fmt: skip


def table(capsys):
    return pd.read_csv(io.StringIO(capsys.readouterr().out)).set_index("village_id")


def test_markets_within_the_threshold(files, capsys):
    assert main(files) == 0
    out, err = capsys.readouterr()
    found = pd.read_csv(io.StringIO(out))
    assert list(found.columns) == [
        "village_id", "name", "status", "nearest_id", "nearest_name", "nearest_minutes",
        "nearest_km", "markets_within",
    ]  # fmt: skip
    assert found["markets_within"].tolist() == [1, 2, 0]
    assert found["status"].tolist() == ["ok", "ok", "off_network"]
    assert "2 villages with a market within 8.84976 km" in err
    assert "1 off the network" in err


def test_probabilities_with_stalls_and_people(files, tmp_path, capsys):
    by_market = tmp_path / "pasar.csv"
    more = ["--model", "huff", "--weight", "jml_kios", "--people", "penduduk"]
    assert main([*files, *more, "--by-market", str(by_market)]) == 0
    found = table(capsys)
    # 1/20 : 4/140 = 7 : 4 and 1/80 : 4/40 = 1 : 8; the thousands are people, not decimals.
    assert found["main_id"].tolist()[:2] == ["m0", "m1"]
    assert found["main_probability"].tolist()[:2] == pytest.approx([7 / 11, 8 / 9], rel=CLOSE)
    markets = pd.read_csv(by_market).set_index("market_id")
    assert markets["customers"].loc["m0"] == pytest.approx(7000 / 11 + 3000 / 9, rel=CLOSE)


def test_gravity_and_crowding(files, capsys):
    assert main([*files, "--model", "hansen"]) == 0
    index = table(capsys)["accessibility_index"]
    assert index.tolist()[:2] == pytest.approx([100, 65.625], rel=CLOSE)
    assert main([*files, "--model", "2sfca"]) == 0
    assert table(capsys)["supply_per_demand"].tolist()[:2] == [0.5, 1.5]


def test_prices_and_a_product_that_spoils(files, capsys):
    more = ["--rp-per-litre", "10000", "--km-per-litre", "40", "--fixed-rp", "500"]
    assert main([*files, *more]) == 0
    assert table(capsys)["nearest_rp"].tolist()[:2] == pytest.approx(
        [500 + 250 * 40 * STEP_KM, 500 + 250 * 80 * STEP_KM], rel=CLOSE
    )
    # 30 steps at 40 km/h take 4.97 minutes.
    assert main([*files, "--spoils-after", "14.97", "--loading", "10"]) == 0
    assert table(capsys)["status"].tolist() == ["ok", "too_late", "off_network"]


def test_the_files_that_are_asked_for(files, tmp_path, capsys):
    out, pairs = tmp_path / "desa.gpkg", tmp_path / "pasangan.xlsx"
    assert main([*files, "--out", str(out), "--pairs", str(pairs)]) == 0
    assert capsys.readouterr().out == ""
    assert len(gpd.read_file(out, layer="access")) == 3
    assert len(pd.read_excel(pairs, engine="openpyxl")) == 4
    facts = json.loads((tmp_path / "desa.gpkg.json").read_text(encoding="utf-8"))
    assert (facts["model"], facts["cost_unit"]) == ("cumulative", "km")
    assert set(facts["sources"]) == {"roads", "villages", "markets"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--weight", "luas"], "no column of numbers 'luas'. There is: jml_kios"),
        (["--people", "jiwa"], "no column of numbers 'jiwa'"),
        (["--km-per-litre", "40"], "belong together"),
        (["--rp-per-km", "10", "--km-per-litre", "40"], "either"),
        (["--rp-per-km", "-1"], "fare per km is -1"),
        (["--threshold", "-5"], "'-5' is not a number above 0"),
        (["--decay", "gaussian", "--half", "0"], "width"),
        (["--spoils-after", "10", "--loading", "20"], "longer"),
        (["--load-kg", "0", "--rp-per-km", "10"], "load"),
        (["--pairs", "p.gpkg"], "pairs"),
        (["--area", "demak"], "either"),
        (["--out", "a.pdf"], "a.pdf"),
    ],
)
def test_options_that_cannot_be_used(files, capsys, more, words):
    assert main([*files, *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


def test_all_problems_of_a_question_are_told_at_once(files, capsys):
    assert main([*files, "--weight", "luas", "--people", "jiwa", "--rp-per-km", "-1"]) == 2
    assert capsys.readouterr().err.count("error: ") == 3


def test_markets_without_a_number(files, tmp_path, capsys):
    text = (tmp_path / "markets.csv").read_text(encoding="utf-8").replace(",4\n", ",\n")
    (tmp_path / "markets.csv").write_text(text, encoding="utf-8")
    weighted = [*files, "--model", "huff", "--weight", "Jml Kios"]
    assert main(weighted) == 2
    assert "1 market has no 'Jml Kios': m1" in capsys.readouterr().err
    assert main([*weighted, "--unknown-weight", "zero"]) == 0
    assert table(capsys)["main_probability"].tolist()[:2] == [1, 1]


@pytest.mark.slow
def test_a_study_area_and_its_estimates(capsys):
    assert main(["reach", "--area", "demak", "--people", "district"]) == 0
    out, err = capsys.readouterr()
    found = pd.read_csv(io.StringIO(out))
    assert len(found) == 249
    assert found["people_within"].notna().all()
    assert "248 villages with a market within 30 minutes" in err
    assert main(["reach", "--area", "demak", "--people", "penduduk"]) == 2
    assert "There is: district" in capsys.readouterr().err
