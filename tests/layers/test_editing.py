"""Editing points: each step gives a new valid layer, and can be undone."""

from __future__ import annotations

import pytest
from geopandas.testing import assert_geodataframe_equal

from layers.area import schema
from layers.editing.points import (
    History,
    add_point,
    move_point,
    new_id,
    remove_point,
    set_precision,
    set_values,
)
from spatial.errors import InputError
from tests.layers.store_cases import point_layer

OFFICE = {
    "id": "baru", "name": "Disnaker", "kind": "disnaker", "regency": None, "district": None,
    "source": "survei 2026", "precision": "surveyed",
}  # fmt: skip


@pytest.fixture
def offices():
    layer = point_layer("disnaker", (110.0, -7.0), (110.1, -7.1), (110.2, -7.2), confirmed=False)
    layer.index = [5, 9, 2]
    return layer


@pytest.fixture
def untouched(offices):
    """The layer that a step got must be the same after it."""
    before = offices.copy(deep=True)
    yield
    assert_geodataframe_equal(offices, before)


@pytest.mark.usefixtures("untouched")
def test_add(offices):
    edited = add_point(offices, "offices", {**OFFICE, "confirmed": True}, 110.3, -7.3)
    assert edited["id"].tolist() == ["disnaker-0", "disnaker-1", "disnaker-2", "baru"]
    assert edited.index.tolist() == [0, 1, 2, 3]
    assert (edited.geometry.x[3], edited.geometry.y[3]) == (110.3, -7.3)
    assert edited["confirmed"].tolist() == [False, False, False, True]
    assert edited.crs.to_epsg() == 4326


@pytest.mark.parametrize("layer", ["offices", "markets"])
def test_add_to_an_empty_layer(layer):
    edited = add_point(schema.empty(layer), layer, {**OFFICE, "address": "Jl. A"}, 110.3, -7.3)
    assert edited["id"].tolist() == ["baru"]
    assert edited["address"].tolist() == ["Jl. A"]
    assert list(edited.columns)[:-1] == list(schema.empty(layer).columns)
    assert edited.crs.to_epsg() == 4326


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("values", "place", "message"),
    [
        ({"id": "disnaker-1"}, (110.3, -7.3), r"row 4.*id was used before"),
        ({"id": ""}, (110.3, -7.3), "id is empty"),
        ({"name": " "}, (110.3, -7.3), "name is empty"),
        ({"source": None}, (110.3, -7.3), "source is empty"),
        ({"kind": "kantor"}, (110.3, -7.3), "kind is 'kantor'"),
        ({"precision": "kira-kira"}, (110.3, -7.3), "precision is 'kira-kira'"),
        ({}, (-7.3, 110.3), "swapped"),
        ({}, (0.0, 0.0), "outside Indonesia"),
        ({}, (float("nan"), -7.3), "geometry"),
    ],
)
def test_what_cannot_be_added(offices, values, place, message):
    with pytest.raises(InputError, match=message):
        add_point(offices, "offices", {**OFFICE, "confirmed": True, **values}, *place)


@pytest.mark.usefixtures("untouched")
def test_move(offices):
    edited = move_point(offices, "offices", "disnaker-1", 111.5, -7.5)
    assert list(zip(edited.geometry.x, edited.geometry.y, strict=True)) == [
        (110.0, -7.0), (111.5, -7.5), (110.2, -7.2),
    ]  # fmt: skip
    assert edited.index.tolist() == [5, 9, 2]
    with pytest.raises(InputError, match="swapped"):
        move_point(offices, "offices", "disnaker-1", -7.5, 111.5)


@pytest.mark.usefixtures("untouched")
def test_precision(offices):
    edited = set_precision(offices, "offices", "disnaker-2", "town point")
    assert edited["precision"].tolist() == ["surveyed", "surveyed", "town point"]
    with pytest.raises(InputError, match="expected one of surveyed"):
        set_precision(offices, "offices", "disnaker-2", "bagus")


@pytest.mark.usefixtures("untouched")
def test_remove(offices):
    edited = remove_point(offices, "offices", "disnaker-0")
    assert edited["id"].tolist() == ["disnaker-1", "disnaker-2"]
    assert edited.index.tolist() == [0, 1]
    for left in ("disnaker-1", "disnaker-2"):
        edited = remove_point(edited, "offices", left)
    assert edited.empty
    assert len(add_point(edited, "offices", {**OFFICE, "confirmed": True}, 110.3, -7.3)) == 1


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "step",
    [
        lambda p: move_point(p, "offices", "tidak ada", 110.0, -7.0),
        lambda p: set_precision(p, "offices", "tidak ada", "surveyed"),
        lambda p: remove_point(p, "offices", "tidak ada"),
    ],
)
def test_point_that_is_not_there(offices, step):
    with pytest.raises(InputError, match="no point with the id 'tidak ada'"):
        step(offices)


def test_undo_and_redo(offices):
    moved = move_point(offices, "offices", "disnaker-0", 111.0, -7.0)
    fewer = remove_point(moved, "offices", "disnaker-1")
    history = History(offices).then(moved).then(fewer)
    assert history.current is fewer
    assert history.undo().current is moved
    assert history.undo().undo().current is offices
    assert history.undo().undo().undo().current is offices
    assert history.undo().undo().redo().redo().current is fewer
    assert history.redo() is history


def test_a_new_step_forgets_what_was_undone(offices):
    moved = move_point(offices, "offices", "disnaker-0", 111.0, -7.0)
    other = remove_point(offices, "offices", "disnaker-0")
    history = History(offices).then(moved).undo().then(other)
    assert history.redo() is history
    assert history.undo().current is offices


@pytest.mark.usefixtures("untouched")
def test_set_values(offices):
    edits = {
        "disnaker-0": {"name": "Dinas", "address": "Jl. A"},
        "disnaker-2": {"confirmed": True, "regency": None},
    }
    edited = set_values(offices, "offices", edits)
    assert edited["name"].tolist() == ["Dinas", "disnaker 1", "disnaker 2"]
    assert edited["address"].fillna("-").tolist() == ["Jl. A", "-", "-"]
    assert edited["confirmed"].tolist() == [False, False, True]
    assert edited["regency"].isna().tolist() == [False, False, True]
    assert edited.index.tolist() == [5, 9, 2]
    assert edited.geometry.equals(offices.geometry)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"disnaker-0": {"kind": "kantor"}}, "kind is 'kantor'"),
        ({"disnaker-0": {"name": None}}, "name is empty"),
        ({"disnaker-0": {"id": "x"}}, "no column 'id'"),
        ({"disnaker-0": {"warna": "x"}}, "no column 'warna'"),
        ({"tidak ada": {"name": "x"}}, "no point with the id"),
    ],
)
def test_values_that_cannot_be_set(offices, edits, message):
    with pytest.raises(InputError, match=message):
        set_values(offices, "offices", edits)


def test_new_ids():
    assert new_id("desa", []) == "desa-1"
    assert new_id("desa", ["desa-1", "desa-3", "pasar-2"]) == "desa-2"
