"""Siting on a straight road, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from layers.area.inputs import Weight
from layers.siting.answer import ask_siting, gain_curve
from layers.siting.candidates import candidate_points, seat_candidates, typed_points
from layers.siting.question import SitesQuestion, SitingQuestion, slow_notes
from layers.siting.tables import district_table, key_figures, site_table, village_table
from layers.siting.trips import area_sites, candidate_parts, existing_facilities, measure_sites
from spatial.errors import InputError
from spatial.routing.travel import Travel
from tests.layers.coverage_cases import WALK, E, ground
from tests.layers.siting_cases import MIGRANTS, answered, measured, migrants, triangle


def near(value, **how):
    """Within a thousandth: a step of the road is not quite `E`."""
    return pytest.approx(value, **{"rel": 1e-3, "abs": 0.1, **how})


def test_one_more_office_on_the_road():
    # The office is at 0; villages at 2, 4, 8, 20, 22 steps: 56 in all. A site at 20 leaves
    # 2 + 4 + 8 + 0 + 2 = 16, at 22 the same: 2 + 4 + 8 + 2 + 0 = 16.
    found = answered(model="p-median", sites=1)
    assert found.result.status == "optimal"
    assert found.result.objective == near(16 * E)
    assert found.chosen["id"].tolist()[0] in ("villages:v3", "villages:v4")
    assert found.before["total_m"].tolist()[:6] == near([n * E for n in (2, 4, 8, 20, 22, 0)])
    assert found.before["status"].tolist()[6] == "off_network"
    after = found.after
    assert after["total_m"][:3].tolist() == near([2 * E, 4 * E, 8 * E])
    assert sorted(after["total_m"][3:5]) == near([0, 2 * E])
    assert found.result.demand_status.tolist() == ["ok"] * 6 + ["unreachable"]


def test_weights_move_the_site():
    sites = measured()
    weight = migrants(sites.ground.villages)
    # The islet has no office: to serve its 7 comes before all travel.
    first = ask_siting(sites, SitingQuestion("p-median", 1, 5 * E), weight)
    assert first.chosen["id"].tolist() == ["villages:v5"]
    assert first.result.demand_status.tolist() == ["ok"] * 6 + ["unreachable"]
    # Without that rule: 30 at step 20 weigh more than 10 at 22.
    rule = SitingQuestion("p-median", 1, 5 * E, serve_first=False)
    mainland = ask_siting(sites, rule, weight)
    assert mainland.chosen["id"].tolist() == ["villages:v3"]
    assert mainland.result.demand_status.tolist()[5:] == ["unserved", "unreachable"]
    two = ask_siting(sites, SitingQuestion("p-median", 2, 5 * E), weight)
    assert set(two.chosen["id"]) == {"villages:v5", "villages:v3"}
    assert two.result.objective == near((5 * (2 + 4 + 8) + 10 * 2) * E)
    assert two.numbers.tolist() == list(MIGRANTS)


def test_key_figures_before_and_after():
    figures = key_figures(answered(model="mclp", sites=1))
    # Within 5 steps: 2, 4 and the islet before; 20 and 22 come in with one site.
    assert (figures.before.within_villages, figures.after.within_villages) == (3, 5)
    assert figures.after.within_share == near(5 / 7)
    assert figures.before.worst == near(22 * E)
    assert figures.before.worst_name == "v4"
    assert figures.before.mean == near(56 / 6 * E)
    assert figures.before.without == 1
    assert figures.villages == 7


def test_how_many_until_all_are_covered():
    found = answered(model="lscp")
    # Step 8, and 20 with 22: two sites; v6 has no road.
    assert found.result.objective == 2
    assert found.result.demand_status.tolist() == ["ok"] * 6 + ["unreachable"]


def test_what_is_there_may_be_ignored():
    found = answered(model="p-median", sites=2, keep=False)
    # Two sites for five villages on the road and one on the islet: one each; 8 is the median.
    assert set(found.chosen["id"]) == {"villages:v2", "villages:v5"}
    assert found.result.objective == near((6 + 4 + 0 + 12 + 14) * E)
    assert found.before["total_m"][0] == near(2 * E)
    assert found.after["total_m"][0] == near(6 * E)


def test_tables_say_who_goes_where():
    found = answered(model="p-center", sites=1)
    table = village_table(found)
    assert table["id"].tolist() == [f"v{i}" for i in range(7)]
    assert table["site_before"].tolist() == ["d0"] * 5 + ["d1", ""]
    # The worst of one more site is at best 8 steps, for the village there.
    assert found.result.objective == near(8 * E)
    assert table["site_after"].tolist()[3:5] in (["v3", "v3"], ["v4", "v4"])
    assert table["saved_m"].tolist()[:3] == [0, 0, 0]
    assert sorted(table["saved_m"].tolist()[3:5]) == near(
        [20 * E, 20 * E] if table["site_after"][3] == "v3" else [18 * E, 22 * E]
    )
    sites = site_table(found)
    assert sites["villages"].tolist() == [2]
    assert sites["mean_m"].tolist() == near([E])
    districts = district_table(found).set_index("district")
    assert districts.index[0] == "Timur"
    assert districts.loc["Timur", "saved"] == near(20 * E)
    assert districts.loc["Timur", "new_sites"] == 1
    assert districts.loc["Barat", "mean_before"] == near((2 + 4 + 8) / 3 * E)
    assert districts.loc["Pulau", "mean_before"] == near(0)


def test_the_curve_counts_what_each_site_gains():
    curve = gain_curve(answered(model="p-median", sites=1), 2)
    # 56, then 16, then a site at 8 (or 4): 2 + 4 + 0 + 2, or 2 + 0 + 4 + 2.
    assert curve["objective"].tolist() == near([56 * E, 16 * E, 8 * E])
    assert curve["gain"].tolist()[1:] == near([40 * E, 8 * E])
    assert curve["unserved"].tolist() == [1, 1, 1]
    covered = gain_curve(answered(model="mclp", sites=1), 2)
    assert covered["objective"].tolist() == [3, 5, 6]
    assert covered["gain"].tolist()[1:] == [2, 1]


def test_a_curve_where_nobody_counts_who_has_a_trip_today():
    found = answered(model="p-center", sites=1)
    nobody = replace(found, weight=Weight("tak seorang pun", found.numbers * 0))
    assert np.isnan(gain_curve(nobody, 0)["objective"][0])


def test_seats_are_the_most_central_villages():
    place = ground()
    question = SitesQuestion("disnaker", WALK, candidates=("seats",))
    parts = candidate_parts(place, place.facilities, question)
    # Barat: 2, 4, 8 - 4 is central. Timur: 20 and 22 are equal. Pulau: v5 has a
    # road and is reached by itself, v6 by nobody.
    assert parts["seats"]["id"].tolist() in (
        ["seats:v1", "seats:v5", timur] for timur in ("seats:v3", "seats:v4")
    )
    joined = candidate_points(parts | {"villages": place.villages})
    assert len(joined) == 7
    assert set(joined["kind"]) == {"villages"}


@pytest.mark.parametrize(("cost", "seat"), [("distance", "seats:b"), ("time", "seats:a")])
def test_a_seat_is_central_in_the_measure_that_is_asked(cost, seat):
    """b by metres, a by minutes; see `triangle`."""
    roads, villages, car = triangle()
    found = seat_candidates(SimpleNamespace(network=roads), villages, Travel(car, cost, 2000.0))
    assert found["id"].tolist() == [seat]


@pytest.mark.usefixtures("indonesian")
def test_villages_without_kecamatan_have_no_seats():
    place = ground()
    with pytest.raises(InputError, match="tanpa kecamatan"):
        seat_candidates(place.roads, place.villages.drop(columns="district"), Travel(WALK))


@pytest.mark.usefixtures("indonesian")
def test_points_that_are_typed():
    rows = [
        {"name": "Balai", "lat": "-7,0", "lon": "110,01"},
        {"name": "", "lat": "", "lon": None},
        {"name": "", "lat": "-7.0", "lon": "110.02"},
    ]
    found = typed_points(rows)
    assert found["name"].tolist() == ["Balai", "Titik 3"]
    assert found.geometry.x.tolist() == [110.01, 110.02]
    with pytest.raises(InputError) as caught:
        typed_points(
            [{"name": "a", "lat": "x", "lon": "1"}, {"name": "b", "lat": "50", "lon": "1"}]
        )
    assert [problem[:7] for problem in caught.value.problems] == ["Baris 1", "Baris 2"]


def test_own_points_are_candidates():
    place = ground()
    question = SitesQuestion("disnaker", WALK, candidates=("own",))
    own = typed_points([{"name": "Balai", "lat": "-7.0", "lon": "110.021"}])
    sites = measure_sites(place, question, candidate_parts(place, own.iloc[:0], question, own))
    found = ask_siting(sites, SitingQuestion("p-median", 1, 1000.0))
    assert found.chosen["name"].tolist() == ["Balai"]
    assert found.after["total_m"][3:5].tolist() == near([E, E], rel=1e-3)


@pytest.mark.usefixtures("indonesian")
def test_no_candidate_at_all():
    place = ground()
    question = SitesQuestion("disnaker", WALK, candidates=("own",))
    with pytest.raises(InputError, match="calon titik"):
        measure_sites(place, question, candidate_parts(place, place.facilities.iloc[:0], question))
    unknown = SitesQuestion("disnaker", WALK, candidates=("bukit",))
    with pytest.raises(InputError, match="bukit"):
        candidate_parts(place, place.facilities, unknown)


def test_an_area_without_the_facility_gets_its_first_one(village_area):
    area = replace(village_area, markets=village_area.markets.iloc[:0])
    assert existing_facilities(area, "market").empty
    sites = area_sites(area, SitesQuestion("market", WALK))
    assert len(sites.existing) == 0
    found = ask_siting(sites, SitingQuestion("p-median", 1, 1000.0))
    assert len(found.chosen) == 1
    assert set(found.before["site"]) == {-1}


def test_provenance_is_enough_to_ask_again():
    facts = answered(model="mclp", sites=2).provenance("siting")
    assert facts["siting"] == {
        "model": "mclp", "sites": 2, "threshold": 5 * E, "keep": True, "serve_first": True,
        "limit_s": 60.0,
    }  # fmt: skip
    assert facts["candidates"] == ["villages"]
    assert facts["candidate_count"] == 7
    assert facts["gap"] == 0.0
    assert facts["solution"] == "optimal"
    assert facts["left_out"] == {"ok": 6, "unreachable": 1}


def test_what_will_be_slow_is_said():
    assert slow_notes(300, 300) == []
    assert len(slow_notes(400, 300)) == 1
    assert len(slow_notes(2000, 2000)) == 2
