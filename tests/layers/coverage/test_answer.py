"""Coverage, gaps and closures on a road where every distance is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from layers.area.inputs import Weight
from layers.coverage.answer import WEIGHT, CoverageAnswer, column_weight
from layers.coverage.search import KEPT_AREAS, all_trips, search
from layers.coverage.tables import REGENCY, gap_table, place_table, threshold_text
from spatial.access.coverage import PEOPLE, VILLAGES
from spatial.errors import InputError
from tests.layers.coverage_cases import E, districts, ground, people, question


@pytest.fixture(scope="module")
def base():
    return search(ground(), question())


def test_villages_within_and_outside(base):
    answer = CoverageAnswer(base, 8 * E + 1, (30 * E,))
    row = answer.of(VILLAGES)
    assert (row["total"], row["within"], row["outside"]) == (7, 3, 4)
    assert (row["unreachable"], row["off_network"]) == (1, 1)
    assert answer.of(VILLAGES, 30 * E)["within"] == 5
    assert answer.is_within.tolist() == [True, True, True, False, False, False, False]
    with pytest.raises(KeyError):
        answer.of(PEOPLE)


@pytest.mark.usefixtures("indonesian")
def test_gaps_are_ranked_by_weight_times_excess():
    found = ground(pmi=[5.0, 5.0, 5.0, 30.0, 10.0, 7.0, np.nan])
    answer = CoverageAnswer(
        search(found, question()), 10 * E, weight=column_weight(found.villages, "pmi")
    )
    gaps = gap_table(answer)
    # Without a trip first; then 30 people x 10 steps, then 10 people x 12 steps.
    assert gaps["id"].tolist() == ["v5", "v6", "v3", "v4"]
    assert gaps["burden"].tolist()[2:] == pytest.approx([300 * E, 120 * E], rel=1e-3)
    assert gaps["reason"].tolist() == [
        "tidak ada jalan yang menghubungkan ke fasilitas",
        "tidak ada jalan di dekat titik desa",
        "lebih 1,1 km dari 1,105 km",
        "lebih 1,3 km dari 1,105 km",
    ]
    row = answer.of(WEIGHT)
    assert (row["total"], row["within"], row["outside"], row["unknown"]) == (62, 15, 47, 1)


def test_clusters_join_near_gaps(base):
    answer = CoverageAnswer(base, 5 * E, cluster_m=3 * E)
    # Step 8 alone, 20 and 22 together, the islet and the far village alone.
    cluster = answer.gaps.set_index("id")["cluster"]
    assert cluster["v3"] == cluster["v4"]
    assert cluster.nunique() == 4
    found = answer.clusters.set_index("cluster")
    assert found.loc[cluster["v3"], "villages"] == 2
    spots = answer.gaps.set_index("id").geometry
    for name, number in cluster.items():
        assert found.geometry[number].contains(spots[name])
    assert found.geometry.geom_type.eq("Polygon").all()


def test_no_gaps_no_clusters():
    served = ground()
    served = replace(served, villages=served.villages.iloc[:5])
    answer = CoverageAnswer(search(served, question()), 100 * E)
    assert answer.gaps.empty
    assert answer.clusters.empty
    assert gap_table(answer).empty


def test_table_per_kecamatan_has_the_worst_first(base):
    answer = CoverageAnswer(base, 8 * E + 1, (21 * E,))
    table = place_table(answer).set_index("district")
    assert table.index.tolist() == ["Pulau", "Timur", "Barat"]
    assert table["within"].to_dict() == {"Pulau": 0, "Timur": 0, "Barat": 3}
    assert table["no_trip"].to_dict() == {"Pulau": 2, "Timur": 0, "Barat": 0}
    assert table[f"share_within_{21 * E:g}"].to_dict() == {"Pulau": 0, "Timur": 0.5, "Barat": 1}
    assert table["first"].fillna("").to_dict() == {"Pulau": "v5", "Timur": "v4", "Barat": ""}
    whole = place_table(answer, REGENCY)
    assert whole[["villages", "within", "outside"]].to_numpy().tolist() == [[7, 3, 4]]


def test_boundaries_that_name_their_district_twice_give_each_place_its_polygon():
    """An area from files has `district` beside `name`; the column once broke the page."""
    twice = districts().assign(district=["Barat", "Timur"])
    answer = CoverageAnswer(search(ground(boundaries=twice), question()), 8 * E)
    table = place_table(answer).set_index("district")
    assert table.geometry["Barat"].equals(twice.geometry[0])
    assert table.geometry["Timur"].equals(twice.geometry[1])


def test_people_of_a_raster_have_trips_of_their_own():
    base = search(ground(boundaries=districts(), population=people()), question())
    answer = CoverageAnswer(base, 6 * E)
    # Middles of cells at steps 1, 3, 5, … on the road: 10 + 20 + 30 people within 6 steps.
    row = answer.of(PEOPLE)
    assert row["within"] == pytest.approx(60)
    assert row["total"] == pytest.approx(sum(range(10, 160, 10)))
    table = place_table(answer).set_index("district")
    # Barat holds the cells up to step 10: 10 to 50 people, 150 in all.
    assert table["people_total"]["Barat"] == pytest.approx(150)
    assert table["people_outside"]["Barat"] == pytest.approx(90)
    assert table.geometry["Timur"].equals(districts().geometry[1])
    curve = answer.people_curve()
    assert curve["share_within"].iloc[-1] == pytest.approx(1)
    assert curve["threshold"].iloc[1] == pytest.approx(E, rel=1e-3)


def test_curve_and_equity(base):
    answer = CoverageAnswer(base, 5 * E)
    curve = answer.curve()
    assert curve["within"].tolist() == [0, 1, 2, 3, 4, 5]
    assert curve["threshold"].to_numpy() == pytest.approx(E * np.array([0, 2, 4, 8, 20, 22]), 1e-3)
    found = answer.equity()
    assert (found.counted, found.no_trip) == (5, 2)
    # Of 2, 4, 8, 20 and 22 the ten differences add up to 112, and the mean is 11.2.
    assert found.gini == pytest.approx(2 * 112 / 25 / (2 * 11.2), abs=1e-3)
    assert answer.people_curve() is None


def test_when_an_office_shuts():
    found = ground(facilities=((0, 0), (21, 0)))
    base = search(found, question())
    answer = CoverageAnswer(base, 6 * E)
    trips = all_trips(base)
    table = answer.closures(trips).set_index("id")
    assert table["covers"].to_dict() == {"d0": 2, "d1": 2}
    assert table["lost"].to_dict() == {"d0": 2, "d1": 2}
    assert table["nearest_of"].to_dict() == {"d0": 3, "d1": 2}
    fallen = answer.fallen(trips, "d1").set_index("name")
    assert fallen.index.tolist() == ["v4", "v3"]
    assert fallen["after"].to_numpy() == pytest.approx([22 * E, 20 * E], rel=1e-3)
    assert fallen["next_name"].tolist() == ["d0", "d0"]
    assert answer.covered_times(trips).tolist() == [1, 1, 0, 1, 1, 0, 0]


def test_weights_of_the_villages_that_fall_out():
    found = ground(facilities=((0, 0), (21, 0)))
    weight = Weight("kira", pd.Series([1.0, 2, 3, 4, 5, 6, 7], found.villages.index))
    base = search(found, question())
    table = CoverageAnswer(base, 6 * E, weight=weight).closures(all_trips(base)).set_index("id")
    assert table["weight_lost"].to_dict() == {"d0": 3, "d1": 9}


def test_areas_are_drawn_once_and_not_kept_for_ever(base):
    answer = CoverageAnswer(base, 10 * E, (20 * E,))
    areas = answer.areas
    assert areas["threshold"].tolist() == [10 * E, 20 * E]
    assert areas["road_km"].to_numpy() == pytest.approx([E / 100, E / 50], rel=1e-3)
    assert base.area_of(10 * E) is base.area_of(10 * E)
    for step in range(KEPT_AREAS):
        base.area_of(1000.0 + step)
    assert len(base._areas) == KEPT_AREAS
    assert 10 * E not in base._areas


@pytest.mark.usefixtures("indonesian")
def test_minutes_on_foot():
    answer = CoverageAnswer(search(ground(), question("time")), 720.0, (1800.0,))
    # 8 steps of 110.5 m at 4.5 km/h are 11.8 minutes; 20 steps 29.5.
    assert answer.of(VILLAGES)["within"] == 3
    assert answer.of(VILLAGES, 1800.0)["within"] == 4
    assert threshold_text(answer, 750.0) == "12,5 menit"
    assert gap_table(answer)["reason"].iloc[2] == "lebih 20,4 menit dari 12 menit"


def test_provenance_tells_the_question(base):
    facts = CoverageAnswer(base, 5000.0, (10_000.0,)).provenance("gaps", cell_m=250)
    assert facts["thresholds"] == [5000, 10_000]
    assert facts["facilities"] == ["d0"]
    assert facts["weight"] == "each village counts as 1"
    assert (facts["cell_m"], facts["threshold_unit"]) == (250, "m")
    assert facts["mode"]["name"] == "walk"


def test_a_weight_that_is_no_number_is_refused(base):
    with pytest.raises(InputError, match="no column of numbers 'jiwa'"):
        column_weight(base.ground.villages, "jiwa")
