"""Scenarios: pure steps, strict files, and changed areas that every analysis can use."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from geopandas.testing import assert_geodataframe_equal

from layers.coverage.search import CoverageQuestion, area_ground, search
from layers.pillars.answer import PillarQuestion, ask, default_settings
from layers.scenarios.changes import (
    AddFacility,
    AddFerry,
    AddRoad,
    BreakBridge,
    CloseFacility,
    CloseRoad,
    MoveFacility,
    UpgradeRoad,
)
from layers.scenarios.file import read_scenario, scenario_bytes
from layers.scenarios.scenario import (
    Scenario,
    ScenarioHistory,
    area_differences,
    area_fingerprint,
    changed_world,
    new_scenario,
)
from layers.workspace import catalog
from layers.workspace.bundle import bundle_bytes, read_bundle_bytes
from spatial.errors import InputError
from spatial.routing.modes import MODES
from tests.layers.store_cases import small_area

EVERYTHING = (
    AddFacility(id="c1", layer="markets", facility_kind="pasar", name="Pasar <b>{{baru}}",
                lon=110.005, lat=-7.0),
    AddFacility(id="c2", layer="offices", facility_kind="disnaker", name="Keliling",
                lon=110.019, lat=-7.0, days_per_month=4.0),
    MoveFacility(id="c3", layer="offices", facility="disnaker-0", lon=110.001, lat=-7.0),
    CloseFacility(id="c4", layer="markets", facility="skenario-c1"),
    AddRoad(id="c5", line=((110.0, -7.0), (110.005, -7.01), (110.01, -7.0)), highway="tertiary",
            speed_kmh=35.5),
    AddFerry(id="c6", line=((110.0, -7.0), (110.02, -7.0)), minutes=90.0),
    UpgradeRoad(id="c7", places=((110.015, -7.0),), highway="secondary"),
    BreakBridge(id="c8", place=(110.0051, -7.0)),
    CloseRoad(id="c9", places=((110.0151, -7.0),)),
)  # fmt: skip


@pytest.fixture(scope="module")
def area():
    return small_area()


@pytest.fixture(scope="module")
def demak():
    return catalog.load_area("demak")


@pytest.fixture
def full(area):
    return new_scenario(area, "semua", "Semua perubahan").model_copy(
        update={"changes": EVERYTHING}
    )


def test_every_change_at_once(area, full):
    made = changed_world(area, full)
    offices = made.area.offices.set_index("id")
    assert offices.index.tolist() == ["disnaker-0", "skenario-c2"]
    assert (offices.geometry["disnaker-0"].x, offices.geometry["disnaker-0"].y) == (110.001, -7.0)
    assert offices["days_per_month"].tolist()[1] == 4
    assert offices["days_per_month"].isna().tolist() == [True, False]
    assert offices["district"].isna().all()  # the ring of the area is a kabupaten
    assert made.area.markets.empty
    assert set(made.drawn) == {"c5", "c6", "c7", "c8", "c9"}
    # The road 0-10 is cut in two by the bridge, which leaves new dead ends.
    assert made.area.network.n_nodes > area.network.n_nodes
    assert "ferry" in made.area.network.highway
    assert made.area.roads_source.kind == "drawn lines, changed by a scenario"
    source = made.area.sources["scenario"]
    assert Scenario.model_validate_json(json.dumps(source["scenario"])) == full
    assert source["base_area"] == "uji"


def test_the_base_never_changes(area, full):
    before = area.network.to_bytes(), area.offices.copy(), dict(area.sources)
    changed_world(area, full)
    assert area.network.to_bytes() == before[0]
    assert_geodataframe_equal(area.offices, before[1])
    assert dict(area.sources) == before[2]


def test_digest_follows_area_and_content(area, full):
    digest = changed_world(area, full).area.digest
    assert changed_world(area, full).area.digest == digest
    assert changed_world(area, full.without("c7")).area.digest != digest
    assert changed_world(replace(area, digest="other"), full).area.digest != digest
    assert digest != area.digest


@pytest.mark.slow
def test_an_empty_scenario_changes_nothing_that_is_measured(demak):
    changed = changed_world(demak, new_scenario(demak, "kosong", "Kosong")).area
    assert changed.network is demak.network
    question = CoverageQuestion("market", MODES["motorcycle"], "time")
    one, two = (search(area_ground(a, question), question).trips for a in (demak, changed))
    assert one.equals(two)
    pillars = PillarQuestion(MODES["car"])
    settings = default_settings("distance")
    tables = [ask(a, pillars).table(settings) for a in (demak, changed)]
    assert_geodataframe_equal(*tables)


def test_other_analyses_see_the_new_office(demak):
    far = demak.villages[demak.villages["district"] == "Karangawen"].iloc[0]
    office = AddFacility(
        id="c1", layer="offices", facility_kind="disnaker", name="Cabang",
        lon=float(far.geometry.x), lat=float(far.geometry.y),
    )  # fmt: skip
    changed = changed_world(demak, new_scenario(demak, "x", "X").with_change(office)).area
    question = CoverageQuestion("disnaker", MODES["motorcycle"])
    trips = search(area_ground(changed, question), question).trips
    own = trips[trips["origin_id"] == far["id"]].iloc[0]
    assert own["destination_id"] == "skenario-c1"
    assert own["straight_m"] == 0
    assert changed.offices.set_index("id")["district"]["skenario-c1"] == "Karangawen"
    assert ask(changed, PillarQuestion(MODES["car"])).facilities is not None


def test_a_changed_area_can_be_stored_and_sent(area, full):
    changed = changed_world(area, full).area
    again = read_bundle_bytes(bundle_bytes(changed), "x.zip")
    assert again.network.length_m.tolist() == changed.network.length_m.tolist()
    assert again.offices["days_per_month"].tolist()[1] == 4


@pytest.mark.usefixtures("indonesian")
def test_the_fingerprint_outlives_export_but_no_change(area, full):
    again = read_bundle_bytes(bundle_bytes(area), "x.zip", "lain")
    assert again.digest != area.digest
    assert area_fingerprint(again) == area_fingerprint(area)
    assert area_differences(again, full) == []
    moved = replace(area, offices=changed_world(area, full).area.offices)
    assert "berbeda dari data 'uji'" in area_differences(moved, full)[0]
    assert area_differences(moved, full.model_copy(update={"area_digest": ""})) == []


@pytest.mark.usefixtures("indonesian")
def test_all_problems_are_told_at_once(area):
    scenario = new_scenario(area, "salah", "Salah").model_copy(
        update={
            "changes": (
                CloseFacility(id="c1", layer="offices", facility="tidak-ada"),
                CloseRoad(id="c2", places=((110.9, -7.0),)),
                MoveFacility(id="c3", layer="markets", facility="x", lon=110.0, lat=-7.0),
                UpgradeRoad(id="c4", places=((110.001, -7.0),), speed_kmh=120.0),
            )
        }
    )
    with pytest.raises(InputError) as caught:
        changed_world(area, scenario)
    source = caught.value.problems
    assert [line.split(":")[0] for line in source] == [
        "Perubahan 1 (titik layanan ditutup)",
        "Perubahan 3 (titik layanan dipindah)",
        "Perubahan 2 (jalan ditutup)",
        "Perubahan 4 (jalan ditingkatkan)",
    ]
    assert "'tidak-ada'" in source[0]


def test_steps_are_pure_and_ids_stay(area):
    empty = new_scenario(area, "a", "A")
    assert empty.new_id() == "c1"
    one = empty.with_change(EVERYTHING[0]).with_change(EVERYTHING[1])
    assert empty.changes == ()
    assert one.new_id() == "c3"
    left = one.without("c1")
    assert [c.id for c in left.changes] == ["c2"]
    assert left.new_id() == "c3"
    moved = EVERYTHING[1].model_copy(update={"lon": 110.002})
    assert one.with_change(moved).changes == (EVERYTHING[0], moved)


def test_undo_and_redo(area):
    first = new_scenario(area, "a", "A")
    second, third = first.with_change(EVERYTHING[0]), first.with_change(EVERYTHING[1])
    history = ScenarioHistory(first).then(second)
    assert history.then(second) is history
    assert history.undo().current == first
    assert history.undo().redo() == history
    assert history.undo().undo() == history.undo()
    assert history.redo() == history
    branched = history.undo().then(third)
    assert (branched.current, branched.future) == (third, ())


def test_a_file_comes_back_to_the_last_bit(full):
    odd = full.with_change(EVERYTHING[1].model_copy(update={"lon": 110.1 + 1e-13}))
    assert read_scenario(scenario_bytes(odd), "x") == odd
    assert read_scenario(b"\xef\xbb\xbf" + scenario_bytes(full), "x") == full


def edited(of, **members):
    whole = json.loads(scenario_bytes(of))
    whole.update(members)
    return json.dumps(whole).encode()


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "bukan berkas JSON"),
        (b"\xff\xfe", "bukan berkas JSON"),
        (b"[" * 100_000, "bukan berkas JSON"),
        (b"[1]", "bukan berkas skenario"),
        (b'{"kind": "lain"}', "bukan berkas skenario"),
        (b" " * (4 * 1024**2 + 1), "terlalu besar"),
    ],
)
def test_files_that_are_no_scenario(data, words):
    with pytest.raises(InputError, match=words) as caught:
        read_scenario(data, "kiriman.json")
    assert str(caught.value).startswith("kiriman.json: ")


@pytest.mark.usefixtures("indonesian")
def test_a_file_of_another_version(full):
    with pytest.raises(InputError, match="format 2 tidak dikenal"):
        read_scenario(edited(full, format=2), "x")
    with pytest.raises(InputError, match="isi 'extra' tidak dikenal"):
        read_scenario(edited(full, extra=1), "x")


@pytest.mark.usefixtures("indonesian")
def test_everything_wrong_in_a_file_is_told_in_plain_words(full):
    content = json.loads(scenario_bytes(full))["scenario"]
    content["changes"] = [
        {"id": "c1", "kind": "close_facility", "layer": "offices"},
        {"id": "c2", "kind": "teleport"},
        {"id": "c3", "kind": "add_road", "line": [[110.0, -7.0]], "highway": "tertiary"},
        {"id": "c4", "kind": "break_bridge", "place": [-7.0, 110.0]},
        {"id": "c5", "kind": "add_ferry", "line": [[110.0, -7.0], [110.1, -7.0]]},
        {"id": "c6", "kind": "upgrade_road", "places": [[110.0, -7.0]], "speed_kmh": "40"},
        {"id": "c7", "kind": "add_facility", "layer": "offices", "facility_kind": "warung",
         "name": "X", "lon": 110.0, "lat": -7.0},
        {"id": "C 8", "kind": "close_facility", "layer": "roads", "facility": "x", "lain": 1},
        {"kind": "add_road", "id": "c9", "line": [[110.0, -7.0], [110.1, -7.0]], "highway": "x"},
    ]  # fmt: skip
    content["title"] = ""
    with pytest.raises(InputError) as caught:
        read_scenario(edited(full, scenario=content), "f")
    assert list(caught.value.problems) == [
        "f: title: masih kosong.",
        "f: Perubahan 1, facility: tidak ada, padahal perlu.",
        "f: Perubahan 2: jenis perubahan 'teleport' tidak dikenal.",
        "f: Perubahan 3, line: perlu paling tidak 2 isi.",
        "f: Perubahan 4, place.0: -7.0 kurang dari 94.9.",
        "f: Perubahan 4, place.1: 110.0 lebih dari 6.5.",
        "f: Perubahan 5: isi salah satu: lama penyeberangan (menit) atau kecepatan (km/jam).",
        "f: Perubahan 6, speed_kmh: '40' bukan angka.",
        "f: Perubahan 7: jenis 'warung' tidak dikenal; pilih salah satu dari disnaker, blk, "
        "bp3mi, bbpvp, ltsa.",
        "f: Perubahan 8, id: 'C 8' tidak sesuai bentuknya.",
        "f: Perubahan 8, layer: 'roads' tidak dikenal; pilih salah satu dari 'offices', "
        "'markets' or 'services'.",
        "f: Perubahan 8, lain: tidak dikenal; hapus atau perbaiki namanya.",
        "f: Perubahan 9: kelas jalan 'x' tidak dikenal.",
    ]


@pytest.mark.usefixtures("indonesian")
def test_ids_are_used_once_and_names_are_safe(full):
    content = json.loads(scenario_bytes(full))["scenario"]
    content["changes"] = content["changes"][:1] * 2
    content["name"] = "../x"
    with pytest.raises(InputError) as caught:
        read_scenario(edited(full, scenario=content), "f")
    assert "nama '../x' hanya boleh" in str(caught.value)
    assert "dipakai lebih dari sekali: c1" in str(caught.value)
