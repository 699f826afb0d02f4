"""Figures of market reach on a straight road, by hand; costs in steps are 20, 140 and 80, 40."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import pytest

from layers.exports.files import provenance_bytes
from layers.reach.answer import ask_reach
from layers.reach.question import ReachQuestion, half_life_decay
from spatial.errors import InputError
from spatial.reach.decay import Power
from spatial.reach.journey_cost import Fare, OwnVehicle, Product
from spatial.routing.modes import MOTORCYCLE
from tests.layers.reach_cases import CLOSE, EDGE, STEP_KM, straight, trips

__all__ = ["trips"]
near = partial(pytest.approx, rel=CLOSE)
REACH = 1000 * (80 * STEP_KM + EDGE)
INVERSE = Power(beta=1, minimum=0.1)


def ask(trips, **more):
    return ask_reach(trips, ReachQuestion(threshold=REACH, decay=INVERSE, **more))


def test_markets_within_the_threshold_and_the_nearest(trips):
    found = ask(trips).villages
    assert found["status"].tolist() == ["ok", "ok", "off_network"]
    assert found["markets_within"].tolist() == [1, 2, 0]
    assert found["nearest_id"].tolist() == ["m0", "m1", None]
    assert found["nearest_km"].to_numpy() == near(
        [20 * STEP_KM, 40 * STEP_KM, np.nan], nan_ok=True
    )


def test_the_threshold_is_inclusive(trips):
    there = float(trips.costs.loc["v1", "m0"])
    exact = ask_reach(trips, ReachQuestion(threshold=there))
    below = ask_reach(trips, ReachQuestion(threshold=there * 0.999999))
    assert exact.villages["markets_within"].loc["v1"] == 2
    assert below.villages["markets_within"].loc["v1"] == 1


def test_probabilities_shares_and_catchments(trips):
    """1/20 : 1/140 = 7 : 1 and 1/80 : 1/40 = 1 : 2."""
    found = ask(trips)
    assert found.probability.to_numpy()[:2].ravel() == near([7 / 8, 1 / 8, 1 / 3, 2 / 3])
    assert found.villages["main_id"].tolist() == ["m0", "m1", None]
    assert found.villages["rivals"].tolist()[:2] == [0, 0]
    assert found.markets["share"].tolist() == near([(7 / 8 + 1 / 3) / 2, (1 / 8 + 2 / 3) / 2])
    assert (found.catchment("m0"), found.catchment("m1")) == (["v0"], ["v1"])


def test_weights_of_the_markets(trips):
    """One stall against four: 7 : 4 and 1 : 8."""
    found = ask(trips, weights=(1.0, 4.0), weights_of="kios")
    assert found.villages["main_probability"].tolist()[:2] == near([7 / 11, 8 / 9])
    assert found.villages["weight_within"].tolist() == [1, 5, 0]
    assert found.market_table()["weight"].tolist() == [4, 1]


def test_a_heavy_market_draws_all_villages_and_makes_them_rivals(trips):
    found = ask(trips, weights=(1.0, 100.0))
    assert found.villages["main_id"].tolist() == ["m1", "m1", None]
    assert found.villages["rivals"].tolist()[:2] == [1, 1]
    assert found.catchment("m1") == ["v0", "v1"]


def test_gravity_accessibility_beside_the_best_village(trips):
    """1/20 + 1/140 = 0.05714 and 1/80 + 1/40 = 0.0375 per step: 100 and 65.625."""
    found = ask(trips).villages
    assert found["accessibility"].tolist()[:2] == near([8 / 140 / STEP_KM, 3 / 80 / STEP_KM])
    assert found["accessibility_index"].tolist()[:2] == near([100, 65.625])
    assert np.isnan(found["accessibility"].loc["v2"])


def test_crowding_against_the_average(trips):
    """m0 is shared by two villages, m1 is v1's own: 1/2 and 1/2 + 1; on average 2/3."""
    found = ask(trips, model="2sfca")
    assert found.villages["supply_per_demand"].tolist()[:2] == [0.5, 1.5]
    assert found.villages["crowding_index"].tolist()[:2] == near([75, 225])
    assert found.markets["demand"].tolist() == [2, 1]


def test_crowding_by_zones(trips):
    """Zones end at 26.7, 53.3 and 80 steps: v0-m0 counts 1, v1-m1 0.68, v1-m0 0.22."""
    found = ask(trips, model="e2sfca")
    shared, own = 1 / 1.22, 1 / 0.68
    assert found.villages["supply_per_demand"].tolist()[:2] == near(
        [shared, 0.22 * shared + 0.68 * own]
    )


def test_people_as_customers_and_in_reach(trips):
    people = (100.0, 300.0, 50.0)
    found = ask(trips, people=people, people_of="kolom penduduk")
    # v0 and v1 are 100 steps apart, more than the 80 of the threshold.
    assert found.villages["people_within"].tolist() == [100, 300, 50]
    assert found.markets["customers"].tolist() == near([87.5 + 100, 12.5 + 200])
    assert found.markets["people_within"].tolist() == [400, 300]
    wide = ask_reach(trips, ReachQuestion(threshold=1000 * (100 * STEP_KM + EDGE), people=people))
    assert wide.villages["people_within"].tolist() == [400, 400, 50]


def test_the_journey_there_and_back_by_the_users_prices(trips):
    found = ask(trips, price=Fare(rp_per_km=1000, fixed_rp=500))
    assert found.villages["nearest_rp"].tolist()[:2] == near(
        [500 + 40_000 * STEP_KM, 500 + 80_000 * STEP_KM]
    )
    own = OwnVehicle(rp_per_litre=10_000, km_per_litre=40)
    loaded = ask(trips, price=own, load_kg=20)
    assert loaded.villages["main_rp"].loc["v0"] == near(250 * 40 * STEP_KM / 20)
    assert "nearest_rp" not in ask(trips).villages


def test_a_product_that_spoils_shortens_every_figure(trips):
    speed = MOTORCYCLE.speeds_kmh["tertiary"]
    limit = 30 * STEP_KM / speed * 3600
    found = ask(trips, product=Product("ikan", limit))
    assert found.villages["status"].tolist() == ["ok", "too_late", "off_network"]
    assert found.villages["markets_within"].tolist() == [1, 0, 0]
    assert found.villages["main_probability"].loc["v0"] == 1
    assert found.markets_of("v0")["lasts"].tolist() == [True, False]
    assert found.markets_of("v1")["within"].tolist() == [False, False]


def test_the_markets_of_a_village_nearest_first(trips):
    table = ask(trips).markets_of("v1")
    assert table.index.tolist() == ["m1", "m0"]
    assert table["km"].tolist() == near([40 * STEP_KM, 80 * STEP_KM])
    assert table["within"].tolist() == [True, True]
    assert ask(trips).markets_of("v2").empty


def test_rivals_share_markets_within_reach(trips):
    table = ask(trips).rivals_of("v0")
    # Both reach m0, only v1 reaches m1; v2 reaches none.
    assert table.loc["v1", "shared"] == 1
    assert table.loc["v1", "overlap"] == near(1 / 2)
    assert table.loc["v2", "overlap"] == 0
    assert not table["same_main"].any()


def test_tables_have_names_places_and_every_village(trips):
    found = ask(trips)
    table = found.village_table()
    assert table["village_id"].tolist() == ["v0", "v1", "v2"]
    assert table["nearest_name"].tolist()[:2] == ["m0", "m1"]
    assert table.geometry.x.tolist() == near([110.0, 110.1, 110.05])
    assert found.market_table()["market_id"].tolist() == ["m0", "m1"]
    pairs = found.pairs()
    assert pairs[["village_id", "market_id"]].to_numpy().tolist() == [
        ["v0", "m0"], ["v0", "m1"], ["v1", "m1"], ["v1", "m0"],
    ]  # fmt: skip


def test_villages_and_markets_may_have_the_same_ids():
    trips = straight()
    route = trips.trace("v0", ["m0", "m1"], home=True)
    assert len(route) == 3
    assert [line.coords[0] for line in route.geometry][1] == near((110.02, -7.0))
    assert route.geometry.iloc[2].coords[-1] == near((110.0, -7.0))


def test_nearest_of_every_kind(trips):
    trips.markets["kind"] = ["hewan", "ikan"]
    found = ask(trips).nearest_kinds("v0")
    assert found["kind"].tolist() == ["hewan", "ikan"]
    assert found["destination_id"].tolist() == ["m0", "m1"]


def test_provenance_is_enough_to_ask_again(trips):
    found = ask(trips, weights=(1.0, 4.0), weights_of="kios", price=Fare(1000.0))
    facts = json.loads(provenance_bytes(found.provenance(area="Uji", sources={})))
    assert (facts["model"], facts["cost"], facts["cost_unit"]) == ("cumulative", "distance", "km")
    assert facts["threshold"] == near(REACH / 1000)
    assert facts["weights"] == {"m0": 1, "m1": 4}
    assert facts["decay"] == {"decay": "Power", "beta": 1, "minimum": 0.1}
    assert facts["price"] == {"kind": "fare", "rp_per_km": 1000, "fixed_rp": 0}
    assert "not a survey" in facts["model_note"]


def test_weights_for_other_markets_are_refused(trips):
    with pytest.raises(InputError, match="3 weights for 2"):
        ask(trips, weights=(1.0, 2.0, 3.0))


@pytest.mark.parametrize("name", ["exponential", "gaussian"])
def test_a_decay_has_halved_where_it_should(name):
    decay = half_life_decay(name, 12)
    assert decay.weight(np.array([0.0, 12.0])) == near([1, 0.5])


def test_a_decay_that_never_halves_is_refused():
    with pytest.raises(InputError):
        half_life_decay("exponential", 0)
