"""Slides say what the road, the island and the far village of the cases are known to give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from layers.access import answer as answers
from layers.access.answer import AccessQuestion
from layers.area import schema
from layers.meeting import build as story_build
from layers.meeting.build import LABELS, build_slide, possible, scenario_titles, stamp
from layers.pillars.owners import load_owners, save_owners
from layers.scenarios.changes import CloseFacility
from layers.scenarios.scenario import new_scenario
from layers.scenarios.store import default_scenarios
from layers.slides.story import KINDS, MOST_CHARACTERS, MOST_ROWS, Story
from layers.workspace import catalog
from spatial.errors import InputError
from spatial.routing.modes import MODES
from spatial.wording import use_language
from tests.layers.meeting_cases import QUESTION, story_of
from tests.layers.pillar_cases import STEP_M, pillar_area


def slide(story, kind):
    return next(slide for slide in story.slides if slide.kind == kind)


@pytest.mark.slow
def test_the_farthest_village_comes_first(story):
    """Disnaker lies at 12 steps: 13,26 km from Barat (at 0), 2,21 km from Tengah (at 10)."""
    assert round(12 * STEP_M / 1000, 1) == 13.3
    found = slide(story, "worst")
    assert found.message == (
        "Barat (Kecamatan Uji) paling jauh: 13,3 km ke Disnaker; 2 desa terjauh sedikitnya 2 km"
    )
    assert found.figure.text == "13,3 km"
    assert [row[0] for row in found.table.rows] == ["Barat", "Tengah"]
    assert [row[2] for row in found.table.rows] == ["13,3", "2,2"]


@pytest.mark.slow
def test_villages_without_a_way_are_named_and_have_no_number(story):
    found = slide(story, "worst")
    assert "1 desa (Pulau) tidak terhubung jalan: tanpa angka" in found.caveat
    assert "1 desa (Jauh) jauh dari jalan: tanpa angka" in found.caveat
    assert {"Pulau", "Jauh"}.isdisjoint(row[0] for row in found.table.rows)


def test_coverage_counts_villages_without_a_way_as_outside(story):
    """Only Tengah is within 10 km: 3 of 4 are outside."""
    found = slide(story, "coverage")
    assert found.message == "75,0 % desa (3 dari 4) berada lebih dari 10 km dari Disnaker"
    assert found.figure.text == "75,0 %"
    assert found.provenance["threshold"] == 10_000


def test_a_threshold_in_minutes_is_said_in_minutes(village_area):
    """13,26 km take more than 10 minutes at 80 km/h, the legal cap; Tengah's 2,2 km do not."""
    asked = replace(QUESTION, cost="time", threshold=600.0)
    found = slide(story_of(village_area, ["worst", "coverage"], question=asked), "coverage")
    assert found.message == "75,0 % desa (3 dari 4) butuh lebih dari 10 menit ke Disnaker"


def test_reach_counts_markets(story):
    """Both markets lie within 10 km of road of Barat and Tengah; the others have no way."""
    found = slide(story, "reach")
    assert found.message == "50,0 % desa (2 dari 4) menjangkau pasar dalam 30 menit"
    assert found.figure.text == "2 desa"
    assert "tidak menjangkau satu pasar pun" in found.figure.explanation
    assert [(row[0], row[2]) for row in found.table.rows] == [("Barat", "2"), ("Tengah", "2")]
    assert "Hari pasar" in found.caveat


def test_agencies_are_counted_by_their_pillars(story, village_area):
    """Barat lacks I (13 km); Tengah nothing of I, II, III; the other two lack all."""
    found = slide(story, "agencies")
    owners = load_owners().table
    of_first = set(owners.loc[owners["pillar"] == "I", "agency"])
    counts = {row[0]: row[2] for row in found.table.rows}
    shown = of_first & set(counts)
    assert shown
    assert {counts[agency] for agency in shown} <= {"3", "4"}
    assert "usulan" in found.caveat
    assert "2 desa tanpa jalan" not in found.caveat  # all four have no way to the bank
    assert "4 desa tanpa jalan" in found.caveat


def test_the_scenario_says_what_it_gains(story):
    """A mobile service at Barat (0 steps), the first of two equal villages: 13,26 km become 0."""
    found = slide(story, "scenario")
    assert found.message == (
        "Layanan keliling di 1 kecamatan terjauh: desa dalam 10 km dari 1 menjadi 2"
    )
    assert found.figure.text == "+1 desa"
    assert "1 desa terjangkau hanya pada hari layanan keliling" in found.caveat
    assert found.table.rows == (("Barat", "Kecamatan Uji", "13,3 km", "0,0 km"),)


def test_a_scenario_in_minutes(village_area):
    """2,2 km of Tengah take the same before and after; Barat stands at the mobile service."""
    asked = replace(QUESTION, cost="time", threshold=600.0)
    (row,) = story_of(village_area, ["scenario"], question=asked).slides[0].table.rows
    assert row[0] == "Barat"
    assert row[2].endswith(" menit")
    assert row[3] == "0 menit"


def test_a_kept_scenario_is_told_by_its_title(village_area):
    """Without the Disnaker at 12 steps nobody is within 10 km: one village less."""
    closed = new_scenario(village_area, "tutup", "Kantor tutup").with_change(
        CloseFacility(id="u1", layer="offices", facility="disnaker-0")
    )
    default_scenarios().save(closed)
    assert scenario_titles(village_area) == {"tutup": "Kantor tutup"}
    asked = replace(QUESTION, scenario="tutup")
    found = story_of(village_area, ["scenario"], question=asked).slides[0]
    assert found.message == "Kantor tutup: desa dalam 10 km dari 1 menjadi 0"
    assert found.figure.text == "-1 desa"
    before = stamp(village_area, "scenario", asked)
    default_scenarios().save(closed.named("tutup", "Kantor ditutup"))
    assert stamp(village_area, "scenario", asked) != before


def test_the_next_site_is_the_one_that_is_left(story):
    """Of two sites one serves Barat by road and the other the island; nothing serves Jauh."""
    found = slide(story, "siting")
    assert found.figure.text == "+2 desa"
    assert found.message.endswith("desa dalam 10 km dari 1 menjadi 3")
    assert {row[0] for row in found.table.rows} == {"Barat", "Pulau"}
    assert "Terbukti terbaik" in found.caveat


@pytest.mark.usefixtures("indonesian")
def test_kecamatan_are_needed_where_their_middles_are_the_candidates(village_area, monkeypatch):
    nameless = replace(village_area, villages=village_area.villages.assign(district=None))
    assert not possible(nameless)["siting"]
    monkeypatch.setattr(story_build, "MANY_VILLAGES", 3)
    assert possible(nameless)["siting"] == "belum tahu kecamatan desa"


def test_many_villages_are_not_all_candidates(village_area, monkeypatch):
    """The middle of the only kecamatan is Barat, as for the mobile service."""
    monkeypatch.setattr(story_build, "MANY_VILLAGES", 3)
    found = story_of(village_area, ["siting"]).slides[0]
    assert "desa paling tengah tiap kecamatan" in found.caveat
    assert [row[0] for row in found.table.rows] == ["Barat"]
    assert found.figure.text == "+1 desa"


@pytest.mark.usefixtures("indonesian")
def test_embedded_numbers_are_those_of_a_count_by_hand():
    """Counted with numpy on the trips themselves."""
    area = catalog.load_area("demak")
    trips = answers.ask(area, AccessQuestion("disnaker", MODES["motorcycle"])).trips
    metres = trips["total_m"].to_numpy()
    outside = len(metres) - np.count_nonzero(metres <= 10_000)
    message = build_slide(area, "coverage", QUESTION).message
    assert message.startswith(f"{100 * outside / len(metres):.1f}".replace(".", ",") + " %")
    assert f"({outside} dari {len(metres)})" in message
    worst = build_slide(area, "worst", QUESTION)
    eighth = np.sort(metres[~np.isnan(metres)])[::-1][:MOST_ROWS]
    assert worst.figure.value == f"{eighth[0] / 1000:.1f}".replace(".", ",")
    assert f"sedikitnya {int(eighth[-1] // 1000)} km" in worst.message
    assert len(worst.table.rows) == MOST_ROWS


def test_in_english(village_area):
    lines = story_of(village_area, ["coverage"], "en")
    assert (
        lines.slides[0].message == "75.0 % of villages (3 of 4) are more than 10 km from Disnaker"
    )
    assert lines.cover.date == "29 November 2026"
    assert lines.key != story_of(village_area, ["coverage"]).key


def test_own_messages_are_kept_and_the_first_one_is_told(story):
    changed = story.saying({"worst": "  Desa Barat  harus didahulukan "})
    assert changed.slides[0].message == "Desa Barat harus didahulukan"
    assert story.slides[0].message in changed.slides[0].notes
    assert changed.slides[1].message == story.slides[1].message
    assert changed.key != story.key
    assert story.saying({"worst": "  "}).key == story.key


@pytest.mark.usefixtures("indonesian")
def test_a_message_that_does_not_fit_is_refused(story):
    story.saying({"worst": "a" * MOST_CHARACTERS})
    with pytest.raises(InputError, match="terlalu panjang: 121 huruf, paling banyak 120"):
        story.saying({"worst": "a" * (MOST_CHARACTERS + 1)})


def test_order_is_the_presenters(story):
    kinds = [slide.kind for slide in story.ordered(["reach", "worst"]).slides]
    assert kinds == ["reach", "worst"]


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(("count", "words"), [(0, "sedikitnya satu"), (2, "hanya sekali")])
def test_a_story_has_one_slide_of_a_kind(story, count, words):
    with pytest.raises(InputError, match=words):
        Story("id", story.cover, (story.slides[0],) * count)


@pytest.mark.usefixtures("indonesian")
def test_more_than_six_are_refused(story):
    six = [replace(story.slides[0], kind=kind) for kind in KINDS]
    Story("id", story.cover, tuple(six))
    with pytest.raises(InputError, match="Paling banyak 6"):
        Story("id", story.cover, (*six, six[0]))


@pytest.mark.usefixtures("indonesian")
def test_what_an_area_lacks_is_said(village_area):
    bare = replace(village_area, markets=schema.empty("markets"))
    assert possible(bare)["reach"] == "belum ada titik pasar"
    assert not possible(bare)["worst"]
    with (
        use_language("id"),
        pytest.raises(InputError, match="Jangkauan pasar: Kabupaten Uji belum"),
    ):
        build_slide(bare, "reach", QUESTION)


def test_the_table_of_owners_counts():
    area = pillar_area()
    before = stamp(area, "agencies", QUESTION)
    owners = load_owners().table
    save_owners(owners.assign(agency=["Dinas Baru", *owners["agency"].iloc[1:]]))
    assert stamp(area, "agencies", QUESTION) != before
    assert stamp(area, "worst", QUESTION) == stamp(area, "reach", QUESTION)


def test_every_statement_has_its_source_and_more(story):
    assert [slide.kind for slide in story.slides] == list(LABELS)
    for found in story.slides:
        assert found.sources
        assert found.caveat
        assert found.map.alt
        assert found.provenance["sources"]
        assert "≤" in found.method
