"""The list of areas, embedded, the user's and damaged ones, and what can be done with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from layers.store.area_store import AreaStore, ChangedMeanwhileError
from layers.workspace import area_list
from layers.workspace.bundle import bundle_bytes, read_bundle_bytes
from spatial.errors import InputError
from tests.layers.store_cases import small_area, titled

pytestmark = pytest.mark.usefixtures("indonesian")


@pytest.fixture
def store(tmp_path):
    return AreaStore(tmp_path / "areas")


def test_list(store):
    ours = small_area("bawaan", "Wilayah bawaan")
    store.save(small_area())
    store.save(small_area("rusak"))
    (store.root / "rusak" / "v000001" / "manifest.json").write_text("{}")
    table = area_list.table(area_list.listing(store, [ours]))
    assert table["Nama"].tolist() == ["bawaan", "rusak", "uji"]
    assert table["Asal"].tolist() == ["bawaan program", "milik Anda", "milik Anda"]
    assert table["Desa"].fillna(-1).tolist() == [2, -1, 2]
    assert table["Layanan lain"].fillna(-1).tolist() == [0, -1, 0]
    assert table["Keadaan"].str.startswith("rusak: ").tolist() == [False, True, False]
    store.save(ours)
    listed = {area.name: area for area in area_list.listing(store, [ours])}
    assert listed["bawaan"].origin == "milik Anda, menggantikan bawaan"
    assert len(listed) == 3


def test_an_empty_list():
    assert area_list.table([]).columns.tolist() == [
        "Judul", "Nama", "Asal", "Disimpan", "Desa", "Kantor", "Pasar", "Layanan lain", "Keadaan",
    ]  # fmt: skip


def test_the_version_that_would_come_back(store):
    store.save(small_area())
    (before,) = area_list.listing(store, [])
    assert (before.can_roll_back, before.previous_saved) == (False, None)
    assert area_list.roll_back_words(before) == "Belum ada versi sebelumnya."
    store.save(titled(small_area(), "Baru"))
    (after,) = area_list.listing(store, [])
    assert after.previous_saved == before.saved
    assert before.saved is not None
    assert f"{before.saved:%H.%M}" in area_list.roll_back_words(after)
    assert after.saved - before.saved > timedelta(0)
    manifest = store.root / "uji" / "v000001" / "manifest.json"
    manifest.write_text("{}")
    (broken,) = area_list.listing(store, [])
    assert "waktunya tidak terbaca" in area_list.roll_back_words(broken)


def test_another_title_is_a_new_version(store):
    store.save(small_area())
    area_list.retitle(store, "uji", "  Kabupaten Lain ")
    assert store.load("uji").title == "Kabupaten Lain"
    store.roll_back("uji")
    assert store.load("uji").title == "Kabupaten Uji"
    with pytest.raises(InputError, match="kosong"):
        area_list.retitle(store, "uji", " ")


@pytest.mark.parametrize(
    ("name", "remark"),
    [("lain", ""), ("", "kosong"), ("uji", "sudah dipakai"), ("Kab Uji", "huruf kecil"),
     ("../x", "huruf kecil"), ("con", "huruf kecil")],
)  # fmt: skip
def test_names(name, remark):
    found = area_list.name_remark(name, {"uji"})
    assert remark in found
    assert bool(found) == bool(remark)


def test_taking_in(store):
    area_list.copy_embedded(store, small_area())
    with pytest.raises(ChangedMeanwhileError):
        area_list.copy_embedded(store, small_area())
    sent = read_bundle_bytes(bundle_bytes(titled(small_area(), "Kiriman")), "kiriman.zip")
    assert area_list.facts_text(sent) == (
        "Kiriman (nama: uji): 2 desa, 1 kantor, 0 pasar, 0 layanan lain, 3 ruas jalan"
    )
    with pytest.raises(ChangedMeanwhileError):
        area_list.take_in(store, sent, "uji", may_replace=False)
    assert store.load("uji").title == "Kabupaten Uji"
    area_list.take_in(store, sent, "lain", may_replace=False)
    area_list.take_in(store, sent, "uji", may_replace=True)
    assert store.names() == ["lain", "uji"]
    assert store.load("uji").title == "Kiriman"
    store.roll_back("uji")
    assert store.load("uji").title == "Kabupaten Uji"


def test_a_file_that_is_no_area_is_named_as_its_sender_did():
    with pytest.raises(InputError, match=r"^liburan\.zip: "):
        read_bundle_bytes(b"kein Zip", "liburan.zip")
