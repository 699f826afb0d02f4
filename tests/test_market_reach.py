"""Market reach on the embedded study area: models that agree with each other and with trips."""

from __future__ import annotations

import numpy as np
import pytest

from layers.workspace.catalog import load_area
from spatial.access import nearest as access
from spatial.reach.decay import Power
from spatial.reach.decay import within as up_to
from spatial.reach.floating_catchment import two_step
from spatial.reach.gravity import huff, market_shares
from spatial.reach.opportunities import nearest_by_kind, within
from spatial.routing.modes import MOTORCYCLE
from spatial.routing.travel import Travel
from spatial.tours.orienteering import market_tour

MEGONTEN = "33.21.14.2014"


@pytest.fixture(scope="module")
def demak():
    return load_area("demak")


@pytest.fixture(scope="module")
def trips(demak):
    return access.matrix(
        demak.roads_source.network, demak.villages, demak.markets, Travel(MOTORCYCLE, "time")
    )


@pytest.fixture(scope="module")
def minutes(trips):
    return trips.minutes()


def test_nearest_by_kind_as_the_search_for_the_nearest(demak, trips, minutes):
    """One search per kind from all its markets at once finds the same."""
    kinds = demak.markets.set_index("id")["kind"]
    near = trips.solver.origins.snap.on_network
    found = nearest_by_kind(minutes, kinds, on_network=near)
    network = demak.roads_source.network
    for kind, markets in demak.markets.groupby("kind"):
        expected = access.nearest(network, demak.villages, markets, Travel(MOTORCYCLE, "time"))
        rows = found[found["kind"] == kind]
        assert rows["status"].tolist() == expected["status"].tolist()
        assert rows["minutes"].to_numpy() == pytest.approx(
            expected["minutes"].to_numpy(), abs=1e-9, nan_ok=True
        )


def test_nobody_is_lost_and_nobody_invented(minutes):
    reached = within(minutes, 30)
    with_trips = int((reached["status"] == "ok").sum())
    # The one village without a usable road within 2 km has no market in any model.
    assert with_trips == 248
    shares = market_shares(huff(minutes, Power(2, 1)))
    assert shares["customers"].sum() == pytest.approx(with_trips)
    assert shares["villages"].sum() == with_trips
    assert shares["share_of_all"].sum() == pytest.approx(248 / 249)


def test_crowding_shares_out_every_market(minutes):
    found = two_step(minutes, up_to(30))
    assert found.villages.sum() == pytest.approx(48)
    assert np.isnan(found.villages).sum() == 1


def test_a_day_of_the_desmigratif_village(demak, minutes):
    network = demak.roads_source.network
    near = minutes.loc[MEGONTEN].nsmallest(7).index
    markets = demak.markets.set_index("id", drop=False).loc[near]
    village = demak.villages[demak.villages["id"] == MEGONTEN]
    between = access.matrix(network, markets, markets, Travel(MOTORCYCLE, "time")).minutes()
    back = access.matrix(network, markets, village, Travel(MOTORCYCLE, "time")).minutes()[MEGONTEN]
    out = minutes.loc[MEGONTEN, near]
    day = market_tour(out, between, back, at_market=[60] * 7, budget=300)
    assert day.proven
    # Four hours at four markets leave an hour on the road; five would fill the day with stays.
    assert len(day.stops) == 4
    assert day.total == pytest.approx(240 + day.travel)
    assert 2 * out.min() < day.travel <= 60
