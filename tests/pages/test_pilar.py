"""The page Pilar: figures follow thresholds, weights and facilities; missing layers are named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from layers.area.schema import empty
from layers.pillars.answer import PillarQuestion, ask, default_settings
from layers.pillars.owners import load_owners, save_owners
from layers.store.area_store import default_store
from layers.workspace.catalog import load_area
from spatial.routing.modes import MODES
from tests.pages.test_pages import APP, TIMEOUT, app, metrics, open_page

__all__ = ["app"]

pytestmark = pytest.mark.slow


@pytest.fixture
def page(app):
    return open_page(app, "pilar")


@pytest.fixture(scope="module")
def measured():
    return ask(load_area("demak"), PillarQuestion(MODES["motorcycle"]))


def words(page):
    return " ".join(m.value for m in [*page.markdown, *page.caption])


def matrix(page):
    """The frame with most columns of those with a row per village."""
    frames = [f.value for f in page.dataframe if len(f.value) == 249]
    return max(frames, key=lambda frame: "I Migrasi (km)" in frame)


def test_key_figures_are_those_of_the_analysis(page, measured):
    gaps = measured.gaps(default_settings("distance"))
    shown = metrics(page)
    assert shown["I Layanan migrasi"] == f"{gaps['I'].sum()} desa"
    assert shown["IV Koperasi dan keuangan"] == f"{gaps['IV'].sum()} desa"
    assert shown["Semua dalam ambang"] == f"{(~gaps.any(axis=1)).sum()} desa"
    assert shown["Tanpa jalan"] == "1 desa"
    assert not page.warning


def test_matrix_and_chosen_village(page):
    megonten = matrix(page).set_index("Desa").loc["Megonten"]
    assert megonten["I Migrasi (km)"] == 15.0
    assert megonten["Alasan"] == "Disnaker 15,0 km (ambang 10 km)"
    assert "Dinas Tenaga Kerja dan Perindustrian" in words(page)
    assert "Kabupaten Demak (koordinat terbit; belum dipastikan)" in words(page)
    assert "**1** titik: **0** letaknya perkiraan, **1** belum dipastikan" in words(page)
    assert "100 % jalannya sama dengan jalan ke pilar I" in words(page)


def test_a_threshold_moves_its_pillar_only(page):
    before = metrics(page)
    page.number_input(key="pillar_limit_distance_II").set_value(2.0).run()
    assert not page.exception
    after = metrics(page)
    changed = {label for label in before if before[label] != after[label]}
    assert changed == {"II Usaha produktif", "Semua dalam ambang"}


def test_minutes_have_thresholds_of_their_own(page):
    page.segmented_control(key="pillar_cost").set_value("time").run()
    assert not page.exception
    assert page.number_input(key="pillar_limit_time_I").value == 30.0


def test_weights_change_the_order(page):
    before = matrix(page)["Desa"].tolist()[:10]
    for pillar in ("I", "II", "IV"):
        page.slider(key=f"pillar_weight_{pillar}").set_value(0.0)
    page.run()
    assert not page.exception
    first = matrix(page).head(10)
    assert first["Desa"].tolist() != before
    assert first["Alasan"].str.contains("sekolah").sum() >= 8
    page.slider(key="pillar_weight_III").set_value(0.0).run()
    assert "Semua bobot 0" in page.error[0].value


def test_what_counts_for_a_pillar(page):
    page.multiselect(key="pillar_kinds_IV").set_value(["koperasi", "bank"]).run()
    assert not page.exception
    # 71 points less 65 ATMs
    assert "**6** titik: **6** letaknya perkiraan, **0** belum dipastikan" in words(page)
    page.multiselect(key="pillar_kinds_IV").set_value([]).run()
    assert "Pilar IV (Koperasi dan keuangan) belum dapat diukur" in page.warning[0].value
    assert "IV Koperasi dan keuangan" not in metrics(page)


def test_agencies(page):
    page.selectbox(key="pillar_owner_agency").set_value("Dinas Pendidikan").run()
    assert not page.exception
    tables = [f.value for f in page.dataframe if "facility" in f.value]
    assert set(tables[0]["facility"]) == {
        "sekolah",
        "perpustakaan",
        "rumah baca atau belajar",
    }
    page.segmented_control(key="pillar_owner").set_value("ministry").run()
    assert not page.exception
    assert "Kementerian Kesehatan" in page.selectbox(key="pillar_owner_ministry").options


def test_owners_of_ones_own_are_used_and_forgotten(app):
    table = load_owners().table
    save_owners(table[table["facility"] == "pasar"].assign(agency="Dinas Uji"))
    page = open_page(app, "pilar")
    assert page.selectbox(key="pillar_owner_agency").options == ["Dinas Uji"]
    page.button(key="forget_owners").click().run()
    assert not page.exception
    assert not load_owners().own
    assert "Dinas Perdagangan" in page.selectbox(key="pillar_owner_agency").options


def test_keeping_the_table_makes_it_ones_own(page):
    page.button(key="keep_owners").click().run()
    assert not page.exception
    assert load_owners().own


def test_an_area_without_services_works_with_the_rest():
    demak = load_area("demak")
    default_store().save(replace(demak, name="uji", title="Uji", services=empty("services")))
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    app.session_state["area"] = "uji"
    app.run()
    page = open_page(app, "pilar")
    assert [w.value[:9] for w in page.warning] == ["Pilar III", "Pilar IV "]
    assert "halaman Data" in page.warning[0].value
    assert metrics(page)["I Layanan migrasi"] == "189 desa"


def test_an_area_without_any_facility_is_told():
    nothing = {layer: empty(layer) for layer in ("offices", "markets", "services")}
    default_store().save(replace(load_area("demak"), name="uji", title="Uji", **nothing))
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    app.session_state["area"] = "uji"
    app.run()
    app.switch_page("pages/pilar/page.py").run()
    assert not app.exception
    assert "belum ada fasilitas" in app.error[0].value
