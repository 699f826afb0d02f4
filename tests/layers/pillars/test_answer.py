"""The four pillars of a small area, worked out by hand."""

from __future__ import annotations

import json

import pytest

from layers.area.facilities import unconfirmed
from layers.area.schema import OFFICE_KINDS, SERVICE_KINDS
from layers.exports.files import provenance_bytes
from layers.pillars.answer import PillarQuestion, PillarSettings, ask, default_settings
from layers.pillars.kinds import (
    DEFAULT_CHOICE,
    PILLARS,
    check_choice,
    facility_points,
    pillar_points,
    present_kinds,
)
from layers.pillars.reasons import FAR_FROM_ROADS, NO_GAP, doubt_words, missing_words
from layers.text.measures import threshold_text
from spatial.access.measure import MEASURES
from spatial.errors import InputError
from spatial.routing.modes import CAR, WALK
from spatial.wording import _
from tests.layers.pillar_cases import NAMES, SETTINGS, STEP_M, at
from tests.layers.store_cases import point_layer


def row(table, name):
    return table.set_index("name").loc[name]


@pytest.mark.usefixtures("indonesian")
def test_unconfirmed_places_are_told(village_area):
    village_area.offices["confirmed"] = [False, True]
    assert unconfirmed(pillar_points(village_area, "I", ["disnaker"])).tolist() == [True]
    both = pillar_points(village_area, "II", ["pasar", "balai latihan"])
    assert unconfirmed(both).tolist() == [False] * 3
    west = row(ask(village_area, PillarQuestion(CAR)).table(SETTINGS), "Barat")
    assert doubt_words(west, "I") == "disurvei; belum dipastikan"
    assert doubt_words(west, "III") == "perkiraan: titik di dalam wilayah desa"
    assert doubt_words(west, "IV") == ""


def test_every_kind_of_the_layers_serves_one_pillar_or_is_said_to_serve_none():
    used = [
        (layer, kind)
        for pillar in PILLARS.values()
        for facility in pillar.facilities.values()
        for layer, kinds in facility.places
        for kind in kinds
    ]
    services = sorted(kind for layer, kind in used if layer == "services")
    assert services == sorted(set(SERVICE_KINDS) - {"lainnya"})
    assert sorted(kind for layer, kind in used if layer == "offices") == sorted(OFFICE_KINDS)


def test_facilities_of_a_pillar(village_area):
    assert pillar_points(village_area, "II", ["pasar", "balai latihan"])["facility"].tolist() == [
        "pasar", "pasar", "balai latihan",
    ]  # fmt: skip
    assert facility_points(village_area, "I", "ltsa").empty
    counted = present_kinds(village_area)
    assert counted["I"] == {"disnaker": 1, "ltsa": 0, "bp3mi": 0}
    assert counted["III"]["kesehatan"] == 1


def test_ids_that_two_layers_use_stay_apart(village_area):
    village_area.markets.loc[0, "id"] = "blk-0"
    points = pillar_points(village_area, "II", ["pasar", "balai latihan"])
    assert points["id"].tolist() == ["pasar:blk-0", "pasar-1", "balai latihan:blk-0"]


def test_matrix(answer):
    table = answer.table(SETTINGS)
    west, middle = row(table, "Barat"), row(table, "Tengah")
    # I: 12 and 2 steps; II: training at 1 (1 step) and the market at 9 (1 step)
    assert west["I_total_m"] == pytest.approx(12 * STEP_M, abs=1)
    assert middle["I_total_m"] == pytest.approx(2 * STEP_M, abs=1)
    assert (west["II_kind"], middle["II_kind"]) == ("balai latihan", "pasar")
    assert west["II_total_m"] == pytest.approx(STEP_M, abs=1)
    # III: the school is at Barat; the clinic at Tengah does not count unless it is chosen.
    assert west["III_total_m"] == pytest.approx(0, abs=1)
    assert middle["III_total_m"] == pytest.approx(10 * STEP_M, abs=1)
    # IV: only on the island
    assert table.set_index("name")["IV_status"][NAMES].tolist() == [
        "unreachable", "unreachable", "ok", "off_network",
    ]  # fmt: skip
    assert table.set_index("name")["gaps"][NAMES].tolist() == [3, 3, 3, 4]
    assert table.set_index("name")["no_way"][NAMES].tolist() == [1, 1, 3, 4]
    assert table.loc[8, "name"] == "Jauh"


def test_score_is_the_sum_of_the_points(answer):
    table = answer.table(SETTINGS)
    parts = [f"{pillar}_points" for pillar in PILLARS]
    assert table[parts].sum(axis=1).tolist() == pytest.approx(table["score"].tolist())
    assert table["score"].is_monotonic_decreasing
    # Barat: 13.26 km of 5 is (2.652 - 1) / 2 = 0.826; 1.105 of 1 is 0.052; 0; no way is 1.
    west = row(table, "Barat")
    assert west["I_shortfall"] == pytest.approx((12 * STEP_M / 5000 - 1) / 2, abs=1e-3)
    assert west["score"] == pytest.approx(25 * (0.8260 + 0.0525 + 0 + 1), abs=0.02)
    assert row(table, "Jauh")["score"] == 100
    assert table["rank"].tolist() == [1, 2, 3, 4]


@pytest.mark.usefixtures("indonesian")
def test_reasons(answer):
    table = answer.table(SETTINGS)
    assert row(table, "Barat")["reasons"] == (
        "bank dan koperasi tidak terhubung jalan; Disnaker 13,3 km (ambang 5 km); "
        "balai latihan 1,1 km (ambang 1 km)"
    )
    assert row(table, "Tengah")["reasons"] == (
        "bank dan koperasi tidak terhubung jalan; sekolah 11,0 km (ambang 6 km, titik perkiraan); "
        "pasar 1,1 km (ambang 1 km)"
    )
    assert row(table, "Jauh")["reasons"] == _(FAR_FROM_ROADS)
    far = PillarSettings(dict.fromkeys(PILLARS, 99_000.0), {"I": 1, "II": 1, "III": 1, "IV": 0})
    assert row(answer.table(far), "Barat")["reasons"] == "bank dan koperasi tidak terhubung jalan"


@pytest.mark.usefixtures("indonesian")
def test_reasons_by_time(village_area):
    found = ask(village_area, PillarQuestion(WALK, "time"))
    message = row(found.table(default_settings("time")), "Tengah")["reasons"]
    # 11.05 km at 4.5 km/h are 147 minutes; 2.21 km are 29, within 30
    assert "sekolah 2 jam 27 menit (ambang 30 menit, titik perkiraan)" in message
    assert "Disnaker" not in message


def test_the_road_in_common_is_that_to_pillar_one(answer):
    table = answer.table(SETTINGS)
    # Barat goes east to all; Tengah goes west to the market, east to Disnaker.
    assert row(table, "Barat")["II_common"] == pytest.approx(1)
    assert row(table, "Tengah")["II_common"] == pytest.approx(0, abs=1e-6)


def test_what_counts_is_chosen(village_area):
    choice = (("I", ("disnaker",)), ("III", ("kesehatan", "sekolah")))
    found = ask(village_area, PillarQuestion(CAR, choice=choice))
    table = found.table(SETTINGS)
    assert row(table, "Tengah")["III_kind"] == "kesehatan"
    assert "II_status" not in table
    assert row(table, "Tengah")["reasons"] == NO_GAP


@pytest.mark.usefixtures("indonesian")
def test_an_area_without_layers_for_some_pillars(without_services):
    found = ask(without_services, PillarQuestion(CAR))
    assert found.missing == ["III", "IV"]
    table = found.table(SETTINGS)
    assert set(found.trips) == {"I", "II"}
    # Weights are shared among the pillars that were measured.
    assert row(table, "Jauh")["I_points"] == 50
    words = missing_words(without_services, "IV")
    assert "koperasi, BMT, BPR, bank, ATM, kantor pos" in words
    assert "--services BERKAS" in words


@pytest.mark.usefixtures("indonesian")
def test_an_area_without_any_facility(without_services):
    for layer in ("offices", "markets"):
        object.__setattr__(without_services, layer, without_services.services)
    with pytest.raises(InputError, match="belum ada fasilitas"):
        ask(without_services, PillarQuestion(CAR))


def test_unknown_choices():
    with pytest.raises(InputError) as error:
        check_choice((("V", ()), ("I", ("disnaker", "warung"))))
    assert len(error.value.problems) == 2
    check_choice(DEFAULT_CHOICE)


def test_provenance_says_how_it_was_judged(answer):
    facts = json.loads(provenance_bytes(answer.provenance(SETTINGS)))
    assert facts["thresholds"] == {"I": 5.0, "II": 1.0, "III": 6.0, "IV": 10.0}
    assert facts["weights"] == dict.fromkeys(PILLARS, 1.0)
    assert facts["full_at"] == 3.0
    assert facts["kinds"]["II"] == ["pasar", "balai latihan"]
    assert facts["facilities"] == {"I": 1, "II": 3, "III": 1, "IV": 1}
    assert facts["sensitivity"]["seed"] == 20081


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("limit", "cost", "text"),
    [(7_000.0, "distance", "7 km"), (2_500.0, "distance", "2,5 km"), (1_800, "time", "30 menit"),
     (100_000, "distance", "100 km")],
)  # fmt: skip
def test_limits_in_words(limit, cost, text):
    assert threshold_text(MEASURES[cost], limit) == text


def test_a_village_at_its_facility_has_no_road_in_common(village_area):
    object.__setattr__(village_area, "markets", point_layer("pasar", *at(0)))
    table = ask(village_area, PillarQuestion(CAR)).table(SETTINGS)
    assert str(row(table, "Barat")["II_common"]) == "nan"
