"""Points of a stored area are added, moved and removed from a shell."""

from __future__ import annotations

import csv

import geopandas as gpd
import pytest
import shapely

import cli
from layers.store.area_store import default_store

pytestmark = pytest.mark.slow


@pytest.fixture
def uji(tmp_path, capsys):
    lines = [shapely.LineString([(110.80, -6.80), (110.83, -6.80)])]
    gpd.GeoDataFrame(geometry=lines, crs=4326).to_file(tmp_path / "jalan.gpkg")
    (tmp_path / "desa.csv").write_text("kode;nama;lon;lat\n33.19.01.2001;Satu;110,80;-6,80\n")
    assert cli.main([
        "area", "create", "Uji", "--roads", str(tmp_path / "jalan.gpkg"),
        "--villages", str(tmp_path / "desa.csv"),
    ]) == 0  # fmt: skip
    capsys.readouterr()
    return "uji"


def add(*more):
    return cli.main(["area", "add", "uji", *more])


def test_an_office_is_added_and_measured(uji, tmp_path):
    assert add("offices", "Disnaker Uji", "--lat=-6,8", "--lon=110,82") == 0
    (office,) = default_store().load(uji).offices.to_dict("records")
    assert (office["id"], office["kind"], office["precision"], office["regency"]) == (
        "kantor-1", "disnaker", "published", "Uji",
    )  # fmt: skip
    assert office["source"] == "typed on the command line"
    out = tmp_path / "jarak.csv"
    assert cli.main(["access", "--area", "uji", "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    # 0.02 degrees along the parallel of 6.8 S, where a degree has 110.546 km (WGS 84).
    assert float(row["total_m"]) == pytest.approx(2210.9, abs=1)


def test_the_kind_is_told_from_the_name_or_the_code(uji):
    assert add("services", "KUD Sendari", "--lat=-6.8", "--lon=110.81") == 0
    assert add("services", "Sekolah", "--kind=perpustakaan", "--lat=-6.8", "--lon=110.81") == 0
    assert add("offices", "LTSA Uji", "--lat=-6.8", "--lon=110.81") == 0
    assert add("markets", "Pasar Uji", "--lat=-6.8", "--lon=110.81") == 0
    assert add("villages", "Dua", "--code=33.19.01.1002", "--lat=-6.8", "--lon=110.81") == 0
    area = default_store().load(uji)
    assert area.services["kind"].tolist() == ["koperasi", "perpustakaan"]
    assert area.offices["kind"].tolist() == ["ltsa"]
    assert area.markets["kind"].tolist() == ["pasar"]
    assert area.villages["kind"].tolist() == ["desa", "kelurahan"]


def test_a_point_is_moved_and_removed_and_that_is_undone(uji):
    add("markets", "Pasar Uji", "--lat=-6.8", "--lon=110.81")
    assert cli.main(
        ["area", "move", "uji", "markets", "pasar-1", "--lat", "6 48 30 LS", "--lon", "110.82"]
    ) == 0  # fmt: skip
    moved = default_store().load(uji).markets.geometry.iloc[0]
    assert (moved.x, moved.y) == pytest.approx((110.82, -(6 + 48 / 60 + 30 / 3600)))
    assert cli.main(["area", "remove", "uji", "markets", "pasar-1"]) == 0
    assert default_store().load(uji).markets.empty
    assert cli.main(["area", "rollback", "uji"]) == 0
    assert len(default_store().load(uji).markets) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["offices", "A", "--lat=enam", "--lon=seratus"], "--lat 'enam' is no coordinate"),
        (["offices", "A", "--lat=enam", "--lon=seratus"], "--lon 'seratus' is no coordinate"),
        (["offices", "A", "--lat=48", "--lon=2"], "outside Indonesia"),
        (["offices", " ", "--lat=-6.8", "--lon=110.8"], "Name"),
        (["services", "A", "--kind=kafe", "--lat=-6.8", "--lon=110.8"], "kind is 'kafe'"),
    ],
)
def test_bad_points_are_refused_and_nothing_changes(uji, capsys, arguments, message):
    before = default_store().digest(uji)
    assert add(*arguments) == 2
    assert message in capsys.readouterr().err
    assert default_store().digest(uji) == before


def test_unknown_points_are_told(uji, capsys):
    assert cli.main(["area", "remove", "uji", "markets", "pasar-9"]) == 2
    assert "no point with the id 'pasar-9'" in capsys.readouterr().err


@pytest.mark.real
def test_kudus_in_four_commands(real_data, tmp_path, capsys):
    """Roads of the national map, villages, two typed points, and the distances."""
    out = tmp_path / "jarak.csv"
    for command in (
        ["area", "create", "Kabupaten Kudus", "--name", "kudus",
         "--roads", str(real_data / "rbi" / "kudus_jalan_25k.gpkg"),
         "--villages", str(real_data / "villages" / "kudus.gpkg")],
        ["area", "add", "kudus", "offices", "Disnaker", "--lat=-6,8048", "--lon=110,8405"],
        ["area", "add", "kudus", "markets", "Pasar Kliwon", "--lat=-6,81", "--lon=110,85"],
        ["access", "--area", "kudus", "--out", str(out)],
    ):  # fmt: skip
        assert cli.main(command) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["ok"] * 132
    # One village point lies nearest to a lane that no drawn line ties to the rest.
    past = [row for row in rows if float(row["nearest_road_m"]) < float(row["access_m"])]
    assert [row["origin_name"] for row in past] == ["Kutuk"]
    assert float(past[0]["nearest_road_m"]) == pytest.approx(181, abs=1)
    assert float(past[0]["access_m"]) == pytest.approx(271, abs=1)
    assert cli.main(["area", "check", "--area", "kudus"]) in {0, 3}
    said = capsys.readouterr()
    said = said.out + said.err
    assert "loose piece 181 m away, road taken 271 m away" in said
    assert "Villages on a separate part of the network" not in said
