"""Before and after: worked out by hand on one straight road; a step `E` is about 110.5 m."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from layers.coverage.search import CoverageQuestion
from layers.exports.files import provenance_bytes
from layers.scenarios.answer import ask_scenario, compare_scenarios, measure_side
from layers.scenarios.changes import (
    AddFerry,
    AddRoad,
    BreakBridge,
    CloseFacility,
    MoveFacility,
    UpgradeRoad,
)
from layers.scenarios.file import read_scenario, scenario_bytes
from layers.scenarios.proposals import mobile_in_worst_districts
from layers.scenarios.scenario import Scenario
from layers.workspace import catalog
from spatial.errors import InputError
from spatial.routing.modes import MODES
from tests.layers.coverage_cases import E, people, question
from tests.layers.scenario_cases import mobile, scenario, straight_area, without_office
from tests.layers.siting_cases import triangle
from tests.spatial.builders import STEP_NORTH, place

NEAR = 2.5 * E
CLOSED = CloseFacility(id="c9", layer="offices", facility="d0")


@pytest.fixture(scope="module")
def area():
    return straight_area()


@cache
def embedded():
    return catalog.load_area("demak")


def asked(area, *changes, limits=(NEAR,), cost="distance"):
    return ask_scenario(area, scenario(area, *changes), question(cost), limits)


def by_id(answer):
    return answer.villages.set_index("id")


def test_a_mobile_point_is_nearer_but_no_office(area):
    found = asked(area, mobile(21, 4.0), limits=(NEAR, 10 * E))
    table = by_id(found)
    assert table["effect"].to_dict() == {
        "v0": "same", "v1": "same", "v2": "same", "v3": "better", "v4": "better",
        "v5": "no_trip", "v6": "no_trip",
    }  # fmt: skip
    assert table.loc["v3", "change_m"] == pytest.approx(-19 * E, rel=1e-4)
    assert table.loc["v4", "change_m"] == pytest.approx(-21 * E, rel=1e-4)
    assert table["change_m"].iloc[:2].index.tolist() == ["v4", "v3"]  # most gain first
    assert table.loc["v0", "change_m"] == 0
    assert table["mobile_after"].to_dict() == {
        "v0": False, "v1": False, "v2": False, "v3": True, "v4": True, "v5": False, "v6": False,
    }  # fmt: skip
    assert table.loc["v3", "facility_before"] == "d0"
    assert table.loc["v3", "facility_after"] == "Keliling 21"
    name = f"days_{NEAR / 1000:g}km_after"
    days = {"v0": 22, "v1": 0, "v2": 0, "v3": 4, "v4": 4, "v5": 0, "v6": 0}
    assert table[name].to_dict() == days
    assert table[name.replace("after", "before")].sum() == 22
    rows = found.coverage[found.coverage["quantity"] == "villages"].set_index("threshold")
    assert rows.loc[NEAR, ["within_before", "within_after", "change"]].tolist() == [1, 3, 2]
    assert rows.loc[NEAR, "mobile_only_after"] == 2
    assert rows.loc[10 * E, ["within_before", "within_after"]].tolist() == [3, 5]


def test_days_of_several_mobile_points_add_up(area):
    found = asked(area, mobile(21, 4.0), mobile(22, 5.0, "c2"), mobile(20, 20.0, "c3"))
    days = found.days[1][NEAR]
    # v3 at 20: 4 + 5 + 20 = 29 days, but a month has 22; v4 at 22: the same.
    assert days.tolist() == [22, 0, 0, 22, 22, 0, 0]
    found = asked(area, mobile(21, 4.0), mobile(22, 5.0, "c2"), limits=(1.5 * E,))
    # v3 at 20 is 1 step from the first and 2 from the second; v4 at 22 within both.
    assert found.days[1][1.5 * E].tolist() == [0, 0, 0, 4, 9, 0, 0]


def test_a_broken_bridge_is_a_status_and_never_a_number(area):
    found = asked(area, BreakBridge(id="c1", place=place(10, 0)), limits=(11_000.0,))
    table = by_id(found)
    assert table.loc[["v3", "v4"], "effect"].tolist() == ["newly_unreachable"] * 2
    assert table.loc["v3", "status_after"] == "unreachable"
    numbers = ["total_m_after", "minutes_after", "change_m", "change_minutes"]
    assert table.loc[["v3", "v4"], numbers].isna().all(axis=None)
    assert table.loc["v3", "total_m_before"] == pytest.approx(20 * E, rel=1e-4)
    figures = found.summary()
    assert figures["newly_unreachable"] == 2
    assert figures["villages_11km_before"] == 5
    assert figures["villages_11km_after"] == 3
    assert figures["sum_change_m"] == pytest.approx(0, abs=1e-6)


def test_a_ferry_makes_an_islet_reachable(area):
    ferry = AddFerry(id="c1", line=(place(2, 0), place(2, 60)), minutes=60.0)
    table = by_id(asked(area, ferry, cost="time", limits=(90.0,)))
    assert table.loc["v5", "effect"] == "newly_reachable"
    assert np.isnan(table.loc["v5", "change_minutes"])
    walk = 2 * E / 1000 / 4.5 * 60
    assert table.loc["v5", "minutes_after"] == pytest.approx(60 + walk, rel=1e-4)
    assert table.loc["v5", "total_m_after"] == pytest.approx(60 * STEP_NORTH + 2 * E, rel=1e-3)
    assert table.index[0] == "v5"


def test_a_link_halves_the_way_of_one_village(area):
    road = AddRoad(id="c1", line=(place(20, 0), place(0, 0)), highway="tertiary", length_m=10 * E)
    table = by_id(asked(area, road))
    assert table.loc["v3", "total_m_after"] == pytest.approx(10 * E, rel=1e-4)
    assert table.loc["v4", "total_m_after"] == pytest.approx(12 * E, rel=1e-4)
    assert table.loc["v2", "effect"] == "same"


def test_an_upgrade_changes_minutes_and_no_metres(area):
    car = CoverageQuestion("disnaker", MODES["car"], "time")
    faster = scenario(area, UpgradeRoad(id="c1", places=(place(5, 0),), speed_kmh=80.0))
    table = by_id(ask_scenario(area, faster, car, (30.0,)))
    assert (table["change_m"].dropna() == 0).all()
    # 20 steps at 80 instead of 40 km/h: half the minutes, but for legs of some centimetres.
    half = table.loc["v3", "minutes_before"] / 2
    assert table.loc["v3", "minutes_after"] == pytest.approx(half, rel=1e-3)


def test_moving_makes_some_worse(area):
    moved = MoveFacility(id="c1", layer="offices", facility="d0", lon=place(8, 0)[0],
                         lat=place(8, 0)[1])  # fmt: skip
    found = asked(area, moved)
    table = by_id(found)
    # v0: 2 -> 6, v1: 4 -> 4, v2: 8 -> 0, v3: 20 -> 12, v4: 22 -> 14 steps
    assert table.loc["v0", "change_m"] == pytest.approx(4 * E, rel=1e-4)
    assert table["effect"].loc[["v0", "v2", "v3", "v4"]].tolist() == [
        "worse", "better", "better", "better",
    ]  # fmt: skip
    assert table.loc["v1", "effect"] == "same"


def test_closing_the_only_office_leaves_nobody_served(area):
    found = asked(area, CLOSED)
    assert found.after.trips["total_m"].isna().all()
    assert (found.effect == "newly_unreachable").sum() == 5
    assert found.coverage["within_after"].tolist() == [0]
    assert found.days[1][NEAR].tolist() == [0] * 7


def test_the_first_office_of_an_area(area):
    found = asked(without_office(area), mobile(21, 4.0))
    assert (found.effect == "newly_reachable").sum() == 5
    assert found.before.trips["status"].unique().tolist() == ["unreachable"]


def test_districts_gain_and_lose(area):
    table = asked(area, mobile(21, 4.0)).districts.set_index("district")
    assert table.index[0] == "Timur"
    assert table.loc["Timur", ["villages", "better", "worse"]].tolist() == [2, 2, 0]
    assert table.loc["Timur", "median_before"] == pytest.approx(21 * E, rel=1e-4)
    assert table.loc["Timur", "median_after"] == pytest.approx(E, rel=1e-3)
    assert table.loc["Barat", "change"] == 0
    assert np.isnan(table.loc["Pulau", "change"])
    column = f"within_{NEAR / 1000:g}km"
    assert table.loc["Timur", [f"{column}_before", f"{column}_after"]].tolist() == [0, 2]


def test_people_of_a_column_and_of_a_raster():
    of = straight_area(people(), PMI=[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0])
    found = asked(of, mobile(21, 4.0))
    rows = found.coverage.set_index("quantity")
    assert rows.loc["weight", ["total", "within_before", "within_after"]].tolist() == [127, 1, 25]
    # Middles of the cells at steps 1, 3, 5, … hold 10, 20, 30, …: within 2.5 steps of step 0 is
    # the one at 1; of step 21 those at 19, 21, 23 with 100, 110 and 120.
    assert rows.loc["people", ["within_before", "within_after"]].tolist() == [10, 340]
    closed = asked(of, CLOSED).coverage.set_index("quantity")
    assert closed.loc["people", "within_after"] == 0
    assert closed.loc["people", "total"] == 1200
    assert found.villages.set_index("id").loc["v3", "people"] == 8


@pytest.mark.parametrize("mode", sorted(MODES))
@pytest.mark.parametrize("cost", ["distance", "time"])
@pytest.mark.parametrize("facility", ["disnaker", "market", "services:bank"])
def test_an_empty_scenario_is_bit_identical(mode, cost, facility):
    demak = embedded()
    how = CoverageQuestion(facility, MODES[mode], cost)
    found = ask_scenario(demak, scenario(demak), how, (30.0,))
    assert found.before.trips.equals(found.after.trips)
    assert set(found.effect) <= {"same", "no_trip"}
    counts = found.coverage
    assert (counts["within_before"] == counts["within_after"]).all()


def test_villages_far_from_a_change_keep_every_bit():
    demak = catalog.load_area("demak")
    how = CoverageQuestion("market", MODES["car"])
    proposed = mobile_in_worst_districts(demak, how, 1)
    found = ask_scenario(demak, proposed, how, (5000.0,))
    same = found.effect == "same"
    assert 200 < same.sum() < 249
    columns = ["total_m", "minutes", "network_m", "access_m"]
    pd.testing.assert_frame_equal(
        found.before.trips.loc[same, columns], found.after.trips.loc[same, columns],
        check_exact=True,
    )  # fmt: skip


@pytest.mark.usefixtures("indonesian")
def test_scenarios_in_one_table(area):
    one = asked(area, mobile(21, 4.0))
    two = ask_scenario(area, scenario(area, CLOSED, name="tutup", title="Tutup"), question(),
                       (NEAR,), one.before)  # fmt: skip
    table = compare_scenarios([one, two])
    assert table["scenario"].tolist() == ["coba", "tutup"]
    assert table["better"].tolist() == [2, 0]
    assert table["newly_unreachable"].tolist() == [0, 5]
    assert compare_scenarios([]).empty
    with pytest.raises(InputError, match="hanya dapat dibandingkan"):
        compare_scenarios([one, asked(area, CLOSED, limits=(5 * E,))])


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("limits", [(), (0.0,), (-1.0,), (np.nan,), (np.inf,)])
def test_thresholds_that_make_no_sense(area, limits):
    with pytest.raises(InputError, match="Ambang harus"):
        asked(area, limits=limits)


@pytest.mark.usefixtures("indonesian")
def test_single_facilities_cannot_be_chosen(area):
    with pytest.raises(InputError, match="menghitung semua"):
        measure_side(area, CoverageQuestion("disnaker", MODES["car"], chosen=("d0",)))
    with pytest.raises(InputError, match="tidak dikenal"):
        measure_side(area, CoverageQuestion("bioskop", MODES["car"]))


def test_provenance_is_enough_to_run_it_again(area):
    found = asked(area, mobile(21, 4.0))
    facts = json.loads(provenance_bytes(found.provenance()))
    again = Scenario.model_validate_json(json.dumps(facts["sources"]["scenario"]["scenario"]))
    assert again == found.scenario
    assert facts["thresholds"] == [NEAR]
    assert facts["working_days_per_month"] == 22


def test_the_worst_districts_get_a_point_each(area):
    # Pulau has no trip at all; then Timur, median 21 steps; Barat has 4.
    found = mobile_in_worst_districts(area, question(), 2, 3.0)
    first, second = ((c.lon, c.lat) for c in found.changes)
    assert first == place(2, 60)
    assert second in {place(20, 0), place(22, 0)}  # either is 2 steps from the other
    assert [c.days_per_month for c in found.changes] == [3, 3]
    assert [c.id for c in found.changes] == ["c1", "c2"]
    three = mobile_in_worst_districts(area, question(), 3)
    # Of steps 2, 4 and 8 the middle one has the least sum: 2 + 0 + 4.
    assert (three.changes[2].lon, three.changes[2].lat) == place(4, 0)
    after = ask_scenario(area, read_scenario(scenario_bytes(found), "x"), question(), (NEAR,))
    assert by_id(after).loc["v5", "effect"] == "newly_reachable"


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(("cost", "village"), [("distance", "B"), ("time", "A")])
def test_a_proposal_stands_where_the_measure_that_is_asked_is_least(area, cost, village):
    """B by metres, A by minutes; see `triangle`."""
    roads, villages, car = triangle()
    one = replace(
        area,
        villages=villages.assign(kind="desa", source="tes", precision="surveyed", regency="Uji"),
        roads_source=replace(area.roads_source, network=roads),
    )
    found = mobile_in_worst_districts(one, CoverageQuestion("disnaker", car, cost), 1)
    assert found.changes[0].name == f"Layanan keliling Jati (di {village})"


@pytest.mark.parametrize(("count", "days"), [(0, 4.0), (4, 4.0), (1, 0.0), (1, 23.0)])
def test_proposals_that_make_no_sense(area, count, days):
    with pytest.raises(InputError):
        mobile_in_worst_districts(area, question(), count, days)


def test_the_kind_of_a_proposal_is_that_of_the_question():
    demak = catalog.load_area("demak")
    for facility, layer, kind in (
        ("market", "markets", "pasar"),
        ("services:bank", "services", "bank"),
        ("disnaker", "offices", "disnaker"),
    ):
        how = CoverageQuestion(facility, MODES["motorcycle"])
        change = mobile_in_worst_districts(demak, how, 1).changes[0]
        assert (change.layer, change.facility_kind) == (layer, kind)
        found = ask_scenario(demak, mobile_in_worst_districts(demak, how, 1), how, (5000.0,))
        assert (found.effect == "better").sum() > 0
