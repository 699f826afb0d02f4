"""Checks on points, and the same on real files with real faults."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from layers.imports.boundaries import import_boundaries
from layers.imports.coordinates import stated_crs
from layers.imports.points import PointOptions, import_points
from layers.imports.report import kept_rows
from layers.imports.validation import check_import, check_points
from spatial.errors import InputError
from spatial.wording import render
from tests.layers.import_cases import rows_of, villages, write

HEAD = "kode,nama,kecamatan,kabupaten,lon,lat\n"
GOOD = "33.19.01.2001,Karanganyar,Kaliwungu,Kabupaten Kudus,110.805,-6.795\n"


@pytest.fixture
def areas(tmp_path):
    villages().to_file(tmp_path / "batas.gpkg")
    return import_boundaries(tmp_path / "batas.gpkg").areas


@pytest.fixture
def check(tmp_path):
    def run(text, areas=None, head=HEAD):
        path = write(tmp_path / "p.csv", head + text)
        return check_import(import_points(path), areas)

    return run


def told(read):
    return [(p.row, p.field, p.severity) for p in read.report.problems]


def test_a_good_row(check, areas):
    assert check(GOOD, areas).report.problems == ()


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("row", "field", "severity", "words"),
    [
        (",A,,,20,-7", "koordinat", "error", "di luar Indonesia"),
        (",A,,,110.5,6.9", "koordinat", "error", "di luar Indonesia"),
        (",,,,110.5,-6.9", "nama", "error", "kosong"),
        ("abc,A,,,110.5,-6.9", "kode", "warning", "bukan kode"),
        ("3319010001,A,,,110.5,-6.9", "kode", "warning", "BPS"),
        (GOOD.strip(), "id", "error", "sudah dipakai di baris 2"),
    ],
)
def test_single_faults(check, row, field, severity, words):
    read = check(GOOD + "33.19.09.2009,Lain,Jati,Kudus,110.9,-6.9\n" + row + "\n")
    found = [p for p in read.report.problems if p.field == field]
    assert [(p.row, p.severity) for p in found] == [(4, severity)]
    assert words in found[0].reason


def test_a_lost_minus_is_said(check):
    assert "minus" in check(",A,,,110.5,6.9\n").report.problems[-1].fix


@pytest.mark.usefixtures("indonesian")
def test_twins(check):
    """0.00001 degrees of latitude are 1.106 m at 7 S; 0.0001 degrees are 11.06 m."""
    head = "nama,lon,lat\n"
    read = check("A,110.5,-7\nB,110.5,-7.00001\nC,110.5,-7.0001\nD,110.5,-7\n", head=head)
    assert told(read) == [(3, "koordinat", "warning"), (5, "koordinat", "warning")]
    assert "1,1 m dari baris 2 (A)" in read.report.problems[0].reason
    assert read.report.problems[0].place == (110.5, -7.00001)


def test_the_limit_of_twins_is_inclusive_and_the_users(check):
    points = check("A,110.5,-7\nB,110.5,-7.0001\n", head="nama,lon,lat\n").points
    assert len(check_points(points, near_m=12)) == 1
    assert check_points(points, near_m=11) == ()
    assert check_points(points.iloc[:0]) == ()


@pytest.mark.usefixtures("indonesian")
def test_names_that_repeat(check):
    """Across kecamatan they are common; within one they are said."""
    read = check(
        "33.19.01.2001,Karanganyar,Kaliwungu,Kudus,110.1,-7\n"
        "33.19.02.2001,Karanganyar,Jati,Kudus,110.2,-7\n"
        "33.19.02.2002,Karang Anyar,Jati,Kudus,110.3,-7\n"
        "33.20.02.2002,Karang Anyar,Jati,Jepara,110.4,-7\n"
    )
    assert told(read) == [(4, "nama", "warning")]


@pytest.mark.usefixtures("indonesian")
def test_names_that_repeat_by_code_alone(check):
    read = check(
        "33.19.01.2001,A,110.1,-7\n33.19.02.2001,A,110.2,-7\n33.19.02.2002,A,110.3,-7\n",
        head="kode,nama,lon,lat\n",
    )
    assert told(read) == [(4, "nama", "warning")]


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("row", "field", "severity", "words"),
    [
        # in the Jepara square
        ("33.19.01.2001,A,,Kudus,110.845,-6.795", "kabupaten", "error", "di Kabupaten Jepara"),
        # 0.002 degrees south of Kudus: 221 m
        ("33.19.01.2001,A,,Kudus,110.805,-6.802", "kabupaten", "warning", "di luar semua"),
        ("33.19.01.2001,A,,Kudus,110.805,-6.82", "kabupaten", "error", "2,2 km"),
        ("33.20.01.2001,A,,Kudus,110.805,-6.795", "kode", "error", "milik Kabupaten Jepara"),
        ("33.77.01.2001,A,,Kudus,110.805,-6.795", "kode", "warning", "tidak ada"),
        ("33.19.01.2001,A,,Koedoes,110.805,-6.795", None, None, ""),
        ("33.19.01.2001,A,,Blora,110.805,-6.795", "kabupaten", "warning", "di Kabupaten Kudus"),
        ("33.20.01.2001,A,,Blora,110.805,-6.795", "kabupaten", "error", "milik Kabupaten Jepara"),
        ("33.20.01.2001,A,,,110.805,-6.795", "kabupaten", "error", "di Kabupaten Kudus"),
        (",A,,,110.805,-6.795", None, None, ""),
        ("33.19.01.2001,A,Jati,Kudus,110.805,-6.795", "kecamatan", "error", "di Kaliwungu"),
        ("33.19.01.2001,A,KALIWUNGU,Kudus,110.805,-6.795", None, None, ""),
        # on the common edge of two villages, and so in both kecamatan
        ("33.19.02.2001,A,Jati,Kudus,110.82,-6.795", None, None, ""),
    ],
)
def test_places_against_boundaries(check, areas, row, field, severity, words):
    read = check(row + "\n", areas)
    wanted = [] if field is None else [(2, field, severity)]
    found = [
        p for p in read.report.problems if render(p.field) in {"kabupaten", "kecamatan", "kode"}
    ]
    assert [(p.row, render(p.field), p.severity) for p in found] == wanted
    assert not found or (words in found[0].reason and found[0].place is not None)


def test_all_problems_at_once_and_the_decision(check, areas):
    read = check(
        GOOD
        + ",,,,110.806,-6.795\n"
        + "33.19.01.2003,Jauh,,,20,-7\n"
        + "33.19.01.2004,Teks,,,utara,-7\n"
        + GOOD
    , areas)  # fmt: skip
    assert sorted(set(rows_of(read.report, "error"))) == [3, 4, 5, 6]
    assert (read.report.read, read.report.kept) == (5, 1)
    assert kept_rows(read.points, read.report, "good")["name"].tolist() == ["Karanganyar"]
    with pytest.raises(InputError) as error:
        kept_rows(read.points, read.report, "none")
    assert len(error.value.problems) >= 5


@pytest.mark.usefixtures("indonesian")
@pytest.mark.slow
@pytest.mark.real
def test_the_dirty_points_of_all_kabupaten(real_data):
    """217 of 514 (42 %) do not lie in the kabupaten of their code; every one is flagged."""
    areas = import_boundaries(real_data / "boundaries" / "kabupaten.parquet").areas
    path = real_data / "points" / "kabupaten_points_d1msky.csv"
    read = check_import(import_points(path), areas)
    table = pd.read_csv(path, dtype={"code": str})
    table.index += 2
    points = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["lon"], table["lat"], crs=4326)
    )
    joined = gpd.sjoin(points, areas[["code", "geometry"]], predicate="within", lsuffix="own")
    right = set(joined.index[joined["code_own"] == joined["code_right"]])
    wrong = set(table.index) - right
    assert len(wrong) == 217
    assert wrong <= {p.row for p in read.report.problems}
    fields = pd.Series(
        [(render(p.field), p.severity) for p in read.report.problems]
    ).value_counts()
    assert fields.to_dict() == {
        ("kode", "error"): 145, ("kabupaten", "error"): 48,
        ("kode", "warning"): 25, ("kabupaten", "warning"): 3,
        ("koordinat", "warning"): 4,  # islands: Anambas, Kepulauan Seribu, Selayar, Raja Ampat
    }  # fmt: skip
    assert (read.report.read, read.report.kept) == (514, 321)
    assert len(read.report.to_places()) == 221 + 4


@pytest.mark.usefixtures("indonesian")
@pytest.mark.real
def test_real_markets_with_a_wrong_coordinate_system(real_data):
    """The file says UTM 49S and holds degrees."""
    path = real_data / "points" / "pasar_kab_bantul.geojson"
    with pytest.raises(InputError, match=r"Angkanya berupa derajat.*EPSG:4326"):
        import_points(path)
    read = check_import(import_points(path, PointOptions(crs=stated_crs("4326"))))
    assert len(read.points) == 22
    assert rows_of(read.report, "repaired") == [None]
    assert read.points.geometry.x.between(110, 111).all()


@pytest.mark.real
def test_real_villages_by_code_and_by_name(real_data, tmp_path):
    """All villages of Bandar Lampung find themselves; names alone find only the unique ones."""
    areas = import_boundaries(real_data / "villages" / "bandar_lampung.gpkg").areas
    table = areas[["code", "name", "district"]].rename(columns={"district": "kecamatan"})
    table[["code"]].to_csv(tmp_path / "kode.csv", index=False)
    table[["name", "kecamatan"]].to_csv(tmp_path / "nama.csv", index=False)
    for name in ("kode", "nama"):
        read = check_import(import_points(tmp_path / f"{name}.csv", areas=areas), areas)
        assert read.points["code"].tolist() == table["code"].tolist()
        assert rows_of(read.report, "error") == []
        inside = areas.geometry.to_numpy()
        assert [s.contains(p) for s, p in zip(inside, read.points.geometry, strict=True)] == (
            [True] * 126
        )


@pytest.mark.real
def test_real_names_that_repeat_across_kecamatan(real_data, tmp_path):
    """A village of Kudus whose name a second one shares: asked; the other one is found."""
    villages_of = import_boundaries(real_data / "villages" / "kudus.gpkg").areas
    twice = pd.concat(
        [villages_of, villages_of.iloc[:1].assign(code="33.19.09.2099", district="Dawe")]
    )
    twice.index = pd.RangeIndex(1, len(twice) + 1)
    path = write(tmp_path / "p.csv", f"nama\n{twice['name'].iloc[0]}\n{twice['name'].iloc[5]}\n")
    read = import_points(path, areas=twice)
    assert rows_of(read.report, "error") == [2]
    assert sorted(read.questions["code"]) == ["33.19.01.2001", "33.19.09.2099"]
