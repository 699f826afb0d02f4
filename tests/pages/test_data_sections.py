"""The sections that manage and edit areas, run without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from layers.store.area_store import default_store
from layers.workspace.bundle import bundle_bytes
from layers.workspace.catalog import load_area
from pages.shared.edit_state import point_key
from tests.layers.store_cases import small_area, titled
from tests.pages.data_cases import write_app

POINT = point_key("uji", "villages")


@pytest.fixture
def app(tmp_path):
    default_store().save(small_area())
    return open_app(tmp_path, "Kelola wilayah")


def open_app(folder, part):
    test = AppTest.from_file(str(write_app(folder)), default_timeout=60)
    test.session_state["area"] = "uji"
    test.session_state["part"] = part
    return ran(test.run())


def ran(app):
    assert not app.exception
    return app


def words(app):
    return " ".join(e.value for kind in ("markdown", "caption", "success", "warning", "error",
                                         "info") for e in app.get(kind))  # fmt: skip


def test_open_copy_and_delete(app):
    assert app.dataframe[0].value["Nama"].tolist() == ["demak", "uji"]
    assert app.selectbox(key="manage_area").value == "uji"
    app.selectbox(key="manage_area").set_value("demak").run()
    assert "tidak dapat diubah atau dihapus" in words(app)
    app.button(key="manage_open").click().run()
    assert app.session_state["area"] == "demak"
    ran(app.button(key="manage_copy").click().run())
    assert default_store().names() == ["demak", "uji"]
    assert app.dataframe[0].value["Asal"].tolist() == [
        "milik Anda, menggantikan bawaan", "milik Anda",
    ]  # fmt: skip
    ran(app.button(key="manage_delete").click().run())
    assert app.button(key="manage_delete_sure").disabled
    app.button(key="manage_delete").click()
    app.text_input(key="manage_confirm").set_value("demak").run()
    assert default_store().names() == ["demak", "uji"]
    ran(app.button(key="manage_delete_sure").click().run())
    assert default_store().names() == ["uji"]
    assert app.session_state["area"] == "demak", "the embedded area is back"


def test_titles_names_and_roll_back(app):
    app.text_input(key="title_uji").set_value("Kabupaten Lain").run()
    ran(app.button(key="manage_retitle").click().run())
    assert default_store().load("uji").title == "Kabupaten Lain"
    ran(app.button(key="manage_roll_back").click().run())
    assert default_store().load("uji").title == "Kabupaten Uji"
    assert "dipakai lagi" in words(app)
    app.text_input(key="name_uji").set_value("Nama Salah").run()
    assert app.button(key="manage_rename").disabled
    app.text_input(key="name_uji").set_value("lain").run()
    ran(app.button(key="manage_rename").click().run())
    assert default_store().names() == ["lain"]
    assert app.session_state["area"] == "lain"


def test_a_damaged_area_is_shown_and_can_be_rolled_back(app):
    store = default_store()
    store.save(titled(small_area(), "Versi dua"))
    manifest = store.root / "uji" / "v000002" / "manifest.json"
    good = manifest.read_bytes()
    manifest.write_text("{}")
    ran(app.run())
    assert app.dataframe[0].value["Keadaan"].tolist()[1].startswith("rusak")
    assert app.button(key="manage_open").disabled
    assert "tidak dapat dibuka" in words(app)
    ran(app.button(key="manage_roll_back").click().run())
    assert store.load("uji").title == "Kabupaten Uji"
    manifest.write_bytes(good)


def test_taking_in_a_zip(app, tmp_path):
    sent = bundle_bytes(titled(small_area(), "Kiriman"))
    upload(app, "uji.zip", sent)
    assert "Berkas diperiksa dan utuh" in words(app)
    ran(app.button(key="manage_take_in").click().run())
    assert default_store().load("uji-2").title == "Kiriman"
    upload(app, "uji.zip", sent)
    app.radio(key="manage_replace").set_value(
        "Gantikan; yang sekarang menjadi versi sebelumnya"
    ).run()
    ran(app.button(key="manage_take_in").click().run())
    assert default_store().load("uji").title == "Kiriman"
    upload(app, "liburan.zip", b"bukan zip")
    assert "liburan.zip" in words(app)


def upload(app, name, data):
    app.get("file_uploader")[0].set_value((name, data, "application/zip")).run()
    ran(app)


def test_move_undo_redo_save(tmp_path):
    default_store().save(small_area())
    app = open_app(tmp_path, "Sunting titik")
    assert app.button(key="edit_save").disabled
    app.selectbox(key=POINT).set_value("desa-0").run()
    app.text_input(key="edit_lon").set_value("110,005").run()
    app.text_input(key="edit_lat").set_value("-7,002").run()
    # 0.002 degrees of the meridian: 221 m.
    assert "221 m dari jalan terdekat" in words(app)
    ran(app.button(key="edit_move").click().run())
    assert "1 perubahan" in words(app)
    assert app.text_input(key="edit_lon").value == ""
    app.button(key="edit_undo").click().run()
    assert app.button(key="edit_save").disabled
    app.button(key="edit_redo").click().run()
    assert default_store().load("uji").villages.geometry.x[0] == 110.001
    ran(app.button(key="edit_save").click().run())
    stored = default_store().load("uji")
    assert (stored.villages.geometry.x[0], stored.villages.geometry.y[0]) == (110.005, -7.002)
    assert app.button(key="edit_save").disabled
    assert "Tersimpan" in words(app)


def test_add_and_remove(tmp_path):
    default_store().save(small_area())
    app = open_app(tmp_path, "Sunting titik")
    app.segmented_control(key="edit_layer").set_value("services").run()
    app.segmented_control(key="edit_task").set_value("Tambah titik").run()
    app.text_input(key="edit_name").set_value("SD Satu").run()
    app.selectbox(key="edit_kind_services").set_value("sekolah").run()
    app.text_input(key="edit_lon").set_value("-7,0").run()
    app.text_input(key="edit_lat").set_value("110,01").run()
    assert "tertukar" in words(app)
    assert app.button(key="edit_add").disabled
    app.text_input(key="edit_lon").set_value("110,01").run()
    app.text_input(key="edit_lat").set_value("-7,0").run()
    ran(app.button(key="edit_add").click().run())
    ran(app.button(key="edit_save").click().run())
    services = default_store().load("uji").services
    assert services[["id", "name", "kind"]].to_numpy().tolist() == [
        ["layanan-1", "SD Satu", "sekolah"]
    ]
    app.segmented_control(key="edit_task").set_value("Ubah titik").run()
    app.selectbox(key=point_key("uji", "services")).set_value("layanan-1").run()
    ran(app.button(key="edit_remove").click().run())
    ran(app.button(key="edit_discard").click().run())
    assert "1 perubahan dibuang" in words(app)
    assert len(default_store().load("uji").services) == 1


def test_two_tabs(tmp_path):
    default_store().save(small_area())
    app = open_app(tmp_path, "Sunting titik")
    app.selectbox(key=POINT).set_value("desa-0").run()
    app.button(key="edit_remove").click().run()
    area = default_store().load("uji")
    default_store().save(replace(area, title="Dari tab lain"), based_on=area.digest)
    ran(app.run())
    assert "dari tempat lain" in words(app)
    ran(app.button(key="edit_save").click().run())
    assert "Belum disimpan" in words(app)
    assert default_store().load("uji").title == "Dari tab lain"
    ran(app.button(key="edit_save_as").click().run())
    assert default_store().names() == ["kabupaten-uji-suntingan", "uji"]
    assert len(default_store().load("kabupaten-uji-suntingan").villages) == 1
    assert app.session_state["area"] == "kabupaten-uji-suntingan"


def test_unsaved_changes_wait_and_are_told(tmp_path):
    default_store().save(small_area())
    app = open_app(tmp_path, "Sunting titik")
    app.selectbox(key=POINT).set_value("desa-0").run()
    app.button(key="edit_remove").click().run()
    app.segmented_control(key="part").set_value("Kelola wilayah").run()
    assert "**1 perubahan** pada 'uji' belum disimpan" in words(app)
    app.segmented_control(key="part").set_value("Sunting titik").run()
    ran(app.button(key="edit_save").click().run())
    assert default_store().load("uji").villages["id"].tolist() == ["desa-1"]


def test_saving_the_embedded_area_makes_a_copy_that_goes_before_it(tmp_path):
    app = AppTest.from_file(str(write_app(tmp_path)), default_timeout=60)
    app.session_state["part"] = "Sunting titik"
    ran(app.run())
    assert "Data bawaan" in words(app)
    key = point_key("demak", "markets")
    app.segmented_control(key="edit_layer").set_value("markets").run()
    app.selectbox(key=key).set_value("mkt-001").run()
    app.button(key="edit_remove").click().run()
    ran(app.button(key="edit_save").click().run())
    assert "menggantikan data bawaan" in words(app)
    assert default_store().names() == ["demak"]
    assert len(load_area("demak").markets) == 47
    assert "Data bawaan" not in words(app)
