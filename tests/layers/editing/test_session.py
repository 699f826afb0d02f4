"""An editing of an area's points: steps, undo, and saving without overwriting others."""

from __future__ import annotations

import pytest

from layers.editing import saving
from layers.editing.session import NewPoint, kinds, table_edits
from layers.store.area_store import NEW, AreaStore
from spatial.errors import InputError
from tests.layers.store_cases import small_area, titled


@pytest.fixture
def store(tmp_path):
    return AreaStore(tmp_path / "areas")


@pytest.fixture
def session(store):
    store.save(small_area())
    return saving.start(store.load("uji"), store)


def market(name="Pasar Baru", code=""):
    return NewPoint(name, "pasar rakyat", 110.012, -7.001, "surveyed", "survei 2026", code)


@pytest.mark.slow
def test_steps_are_counted_undone_and_saved(session, store):
    moved = session.move("villages", "desa-0", 110.005, -7.002, "surveyed", "GPS")
    added, code = moved.add("markets", market())
    assert (session.changes, moved.changes, added.changes) == (0, 1, 2)
    assert added.undo("villages").changes == 1
    assert added.undo("villages").points("villages").geometry.x[0] == 110.001
    assert added.undo("villages").redo("villages").points("villages").geometry.x[0] == 110.005
    digest = saving.save(added, store)
    stored = store.load("uji")
    assert stored.digest == digest
    assert (stored.villages.geometry.x[0], stored.villages.geometry.y[0]) == (110.005, -7.002)
    assert stored.villages["source"].tolist() == ["tes; letak: GPS", "tes"]
    assert stored.markets["id"].tolist() == [code] == ["pasar-1"]
    assert stored.markets["regency"].tolist() == ["Kabupaten Uji"]
    assert stored.offices["id"].tolist() == ["disnaker-0"]
    store.roll_back("uji")
    assert store.load("uji").villages.geometry.x[0] == 110.001


@pytest.mark.slow
def test_what_was_edited_is_told_with_the_sources(session, store):
    added, _ = session.add("markets", market())
    saving.save(added.undo("markets").redo("markets"), store)
    again = saving.start(store.load("uji"), store)
    again, _ = again.add("markets", market("Pasar Dua"))
    again, _ = again.add("markets", market("Pasar Tiga"))
    saving.save(again, store)
    source = store.load("uji").sources["markets"]
    assert source["description"] == "disunting di program ini"
    assert [step["changes"] for step in source["edits"]] == [1, 2]
    assert store.load("uji").sources["roads"] == {"description": "Dinas PUPR", "files": []}


@pytest.mark.usefixtures("indonesian")
def test_new_ids_are_used_only_once(session):
    one, first = session.add("services", NewPoint("SD", "sekolah", 110.01, -7.0, "surveyed", "x"))
    two = one.remove("services", first)
    three, second = two.add("services", NewPoint("SMP", "sekolah", 110.01, -7.0, "surveyed", "x"))
    assert (first, second) == ("layanan-1", "layanan-2")
    with pytest.raises(InputError, match="'desa-0' sudah dipakai"):
        three.add("markets", market(code="desa-0"))
    own, code = three.add("markets", market(code=" M-7 "))
    assert code == "M-7"
    assert own.points("markets")["id"].tolist() == ["M-7"]


def test_a_new_village_and_a_new_office_have_the_flags_that_the_schema_wants(session):
    new = NewPoint("Desa Baru", "desa", 110.01, -7.0, "published", "x", "33.99.01.2001")
    added, _ = session.add("villages", new)
    assert added.points("villages")["desmigratif"].tolist() == [False, True, False]
    office = NewPoint("BLK", "blk", 110.01, -7.0, "published", "x")
    assert added.add("offices", office)[0].points("offices")["kind"].tolist() == [
        "disnaker",
        "blk",
    ]


def test_a_place_that_is_moved_twice_keeps_one_word_of_its_source(session):
    for source in ("GPS", "peta"):
        session = session.move("offices", "disnaker-0", 110.01, -7.0, "town point", source)
    assert session.points("offices")["source"].tolist() == ["tes; letak: peta"]
    assert session.points("offices")["precision"].tolist() == ["town point"]


def test_corrections_that_change_nothing_are_no_step(session):
    same = {"desa-0": {"name": " desa 0 ", "district": "  ", "desmigratif": False}}
    assert session.correct("villages", same) is session
    new = {"desa-0": {"name": "Satu", "desmigratif": True}, "desa-1": {"district": "Kota"}}
    edited = session.correct("villages", new)
    assert edited.changes == 1
    villages = edited.points("villages")
    assert villages["name"].tolist() == ["Satu", "desa 1"]
    assert villages["desmigratif"].tolist() == [True, True]
    assert villages["district"].isna().tolist() == [True, False]
    back = edited.correct("villages", {"desa-1": {"district": None}})
    assert back.points("villages")["district"].isna().all()


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "Nama masih kosong"),
        ({"source": None}, "Sumber masih kosong"),
        ({"precision": "bagus"}, "yang diharapkan salah satu dari surveyed"),
        ({"geometry": "x"}, "Tidak ada kolom 'geometry'"),
    ],
)
def test_corrections_that_cannot_be(session, values, message):
    with pytest.raises(InputError, match=message):
        session.correct("villages", {"desa-0": values})


@pytest.mark.usefixtures("indonesian")
def test_the_last_village_stays(session):
    fewer = session.remove("villages", "desa-0")
    with pytest.raises(InputError, match="Desa terakhir"):
        fewer.remove("villages", "desa-1")
    assert fewer.remove("offices", "disnaker-0").points("offices").empty


@pytest.mark.usefixtures("indonesian")
@pytest.mark.slow
def test_two_tabs_do_not_overwrite_each_other(session, store):
    mine = session.remove("villages", "desa-0")
    other, _ = saving.start(store.load("uji"), store).add("markets", market())
    assert not saving.is_stale(mine, store)
    saving.save(other, store)
    assert saving.is_stale(mine, store)
    with pytest.raises(InputError, match=r"Belum disimpan.*dari tempat lain"):
        saving.save(mine, store)
    assert len(store.load("uji").villages) == 2
    saving.save_as(mine, store, "uji-suntingan", "Uji (suntingan)")
    assert len(store.load("uji-suntingan").villages) == 1
    assert len(store.load("uji").markets) == 1
    with pytest.raises(InputError, match="sudah ada"):
        saving.save_as(mine, store, "uji", "Uji")


@pytest.mark.usefixtures("indonesian")
def test_an_embedded_area_is_saved_as_ones_own_and_only_if_nobody_did_so_before(store):
    session = saving.start(small_area(), store)
    assert session.based_on == NEW
    edited = session.remove("villages", "desa-0")
    assert not saving.is_stale(edited, store)
    store.save(titled(small_area(), "Yang lain"))
    assert saving.is_stale(edited, store)
    with pytest.raises(InputError, match="Belum disimpan"):
        saving.save(edited, store)
    assert store.load("uji").title == "Yang lain"


@pytest.mark.usefixtures("indonesian")
def test_an_area_that_was_deleted_meanwhile(session, store):
    edited = session.remove("villages", "desa-0")
    store.delete("uji", confirm="uji")
    assert saving.is_stale(edited, store)
    with pytest.raises(InputError, match="Belum disimpan"):
        saving.save(edited, store)


@pytest.mark.slow
def test_a_cell_that_is_set_back_counts_as_shown(session):
    shown = session.points("villages").drop(columns="geometry")
    columns = ["name", "desmigratif", "address"]
    edits = table_edits(shown, {1: {"name": "Dua"}}, columns)
    assert edits == {
        "desa-0": {"name": "desa 0", "desmigratif": False},
        "desa-1": {"name": "Dua", "desmigratif": True},
    }
    edited = session.correct("villages", edits)
    back = edited.correct("villages", table_edits(shown, {}, columns))
    assert (edited.changes, back.changes) == (1, 2)
    assert back.points("villages")["name"].tolist() == ["desa 0", "desa 1"]


def test_kinds_to_choose_from(session):
    assert kinds(session.points("villages"), "villages") == ["desa", "kelurahan"]
    added, _ = session.add("markets", NewPoint("P", "pasar apung", 110.0, -7.0, "surveyed", "x"))
    assert kinds(added.points("markets"), "markets")[-1] == "pasar apung"
