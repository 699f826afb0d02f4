"""Picked places become changes, cells of the table values; files of results."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from layers.scenarios.answer import ask_scenario
from layers.scenarios.changes import AddFerry, AddRoad, CloseFacility
from layers.scenarios.edit import (
    add_change,
    apply_table,
    editable_table,
    layer_of,
    make_change,
    place_of,
)
from layers.scenarios.export import comparison, scenario_workbook, write_scenario_result
from spatial.errors import InputError
from tests.layers.coverage_cases import E, question
from tests.layers.scenario_cases import mobile, scenario, straight_area
from tests.spatial.builders import place


@pytest.fixture(scope="module")
def area():
    return straight_area()


def test_places_become_changes(area):
    empty = scenario(area)
    here, there = place(2, 0), place(8, 0)
    values = {"layer": "offices", "facility_kind": "blk", "name": "X", "days_per_month": None}
    point = make_change(empty, "add_facility", [here], values)
    assert ((point.lon, point.lat), point.id, point.days_per_month) == (here, "c1", None)
    moved = make_change(empty, "move_facility", [here, there], {"layer": "offices",
                                                               "facility": "d0"})  # fmt: skip
    assert (moved.lon, moved.lat) == there
    road = make_change(empty, "add_road", [here, there], {"highway": "tertiary"})
    assert road.line == (here, there)
    closed = make_change(empty, "close_road", [here, there], {})
    assert closed.places == (here, there)
    broken = make_change(empty, "break_bridge", [here], {})
    assert broken.place == here
    shut = make_change(empty, "close_facility", [], {"layer": "offices", "facility": "d0"})
    assert shut.facility == "d0"


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("kind", "places", "values", "words"),
    [
        ("break_bridge", [], {}, "Klik tempatnya di peta"),
        ("add_road", [(110.0, -7.0)], {"highway": "tertiary"}, "dua tempat atau lebih"),
        ("add_ferry", [(110.0, -7.0), (110.1, -7.0)], {}, "isi salah satu"),
        ("upgrade_road", [(110.0, -7.0)], {}, "isi kelas jalan baru"),
        ("close_facility", [], {"layer": "offices", "facility": None}, "facility: tidak ada"),
        ("break_bridge", [(10.0, -7.0)], {}, "kurang dari 94.9"),
    ],
)
def test_what_cannot_be_a_change(area, kind, places, values, words):
    with pytest.raises(InputError, match=words):
        make_change(scenario(area), kind, places, values)


@pytest.mark.usefixtures("indonesian")
def test_a_change_that_cannot_be_made_is_not_added(area):
    empty = scenario(area)
    far = make_change(empty, "break_bridge", [place(2, 30)], {})
    with pytest.raises(InputError, match="tidak ada jalan dalam 500 m"):
        add_change(area, empty, far)
    assert add_change(area, empty, mobile(21, 4.0)).changes == (mobile(21, 4.0),)


def test_the_table_edits_numbers_notes_and_removes(area):
    ferry = AddFerry(id="c2", line=(place(2, 0), place(2, 60)), minutes=60.0)
    road = AddRoad(id="c3", line=(place(4, 0), place(8, 0)), highway="tertiary")
    whole = scenario(area, mobile(21, 4.0), ferry, road)
    table = editable_table(area, whole)
    assert table["days_per_month"].tolist()[0] == 4
    assert table["minutes"].isna().tolist() == [True, False, True]
    edited = apply_table(
        area, whole, {0: {"days_per_month": 8}, 1: {"minutes": 45.0, "note": "KMP"},
                      2: {"speed_kmh": 30}},
    )  # fmt: skip
    assert [c.id for c in edited.changes] == ["c1", "c2", "c3"]
    assert edited.changes[0].days_per_month == 8
    assert (edited.changes[1].minutes, edited.changes[1].note) == (45, "KMP")
    assert edited.changes[2].speed_kmh == 30
    assert apply_table(area, whole, {1: {"remove": True}}).changes == (mobile(21, 4.0), road)
    assert (
        apply_table(area, edited, {0: {"days_per_month": None}}).changes[0].days_per_month is None
    )


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ({0: {"days_per_month": 40}}, "lebih dari 31"),
        ({0: {"minutes": 3}}, "tidak punya angka itu"),
        ({1: {"minutes": None}}, "isi salah satu"),
        ({2: {"speed_kmh": 99}}, "tidak di antara 1 dan 80"),
    ],
)
def test_cells_that_make_no_sense(area, edits, words):
    whole = scenario(
        area, mobile(21, 4.0), AddFerry(id="c2", line=(place(2, 0), place(2, 60)), minutes=60.0),
        AddRoad(id="c3", line=(place(4, 0), place(8, 0)), highway="tertiary"),
    )  # fmt: skip
    with pytest.raises(InputError, match=words):
        apply_table(area, whole, edits)


def test_removing_mends_a_scenario_that_cannot_be_made(area):
    gone = CloseFacility(id="c2", layer="offices", facility="tidak-ada")
    broken = scenario(area, mobile(21, 4.0), gone)
    assert apply_table(area, broken, {1: {"remove": True}}).changes == (mobile(21, 4.0),)


def test_points_are_found_by_their_ids(area):
    assert layer_of(area, "d0") == "offices"
    assert layer_of(area, "v0") is None
    assert place_of(area, "v0") == place(2, 0)
    assert place_of(area, "d0") == place(0, 0)
    assert place_of(area, "tidak-ada") is None


def answers(area, *changes):
    return [
        ask_scenario(area, scenario(area, *changes), question(cost), (limit,))
        for cost, limit in (("distance", 2.5 * E), ("time", 10.0))
    ]


@pytest.mark.usefixtures("indonesian")
def test_formulas_stay_text_in_the_workbook(area, tmp_path):
    evil = mobile(21, 4.0).model_copy(update={"name": "=1+1", "note": "=cmd()"})
    path = tmp_path / "x.xlsx"
    path.write_bytes(scenario_workbook(answers(area, evil)))
    book = openpyxl.load_workbook(path)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert any(str(c.value).startswith("=") for c in cells)
    assert all(c.data_type != "f" for c in cells)


@pytest.mark.usefixtures("indonesian")
def test_results_are_written_with_their_provenance(area, tmp_path):
    found = answers(area, mobile(21, 4.0))
    assert write_scenario_result(tmp_path / "a.xlsx", found) == [tmp_path / "a.xlsx"]
    facts = json.loads((tmp_path / "a.xlsx.json").read_text(encoding="utf-8"))
    assert set(facts) == {"distance", "time"}
    (one,) = write_scenario_result(tmp_path / "b.csv", found[:1])
    assert pd.read_csv(one)["effect"].tolist().count("better") == 2
    with pytest.raises(InputError):
        write_scenario_result(tmp_path / "c.txt", found)


@pytest.mark.usefixtures("indonesian")
def test_a_comparison_tells_its_scenarios(area):
    table, facts = comparison(answers(area, mobile(21, 4.0))[:1])
    assert table["scenario"].tolist() == ["coba"]
    assert list(facts["scenarios"]) == ["coba"]
    assert "scenario" not in facts["sources"]
    with pytest.raises(InputError, match="Belum ada"):
        comparison([])
