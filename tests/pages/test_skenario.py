"""The page Skenario: changes, undo, keeping, and the numbers of the shell."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

import cli
from layers.coverage.search import CoverageQuestion
from layers.scenarios.answer import ask_scenario
from layers.scenarios.changes import CloseFacility, CloseRoad
from layers.scenarios.file import read_scenario, scenario_bytes
from layers.scenarios.scenario import new_scenario
from layers.scenarios.store import default_scenarios
from layers.store.area_store import default_store
from layers.workspace.catalog import load_area
from spatial.routing.modes import MODES
from tests.pages.test_pages import app, metrics, open_page

__all__ = ["app"]

pytestmark = pytest.mark.slow


@pytest.fixture
def page(app):
    return open_page(app, "skenario").run()  # AppTest gives a page its kept widgets late


def work(page):
    return page.session_state["scenario_works"]["demak"]


def propose(page):
    page.button(key="scenario_propose").click().run()
    assert not page.exception
    return page


def at_tab(page, name):
    page.session_state["scenario_tab"] = name
    page.run()
    assert not page.exception
    return page


def closed():
    demak = load_area("demak")
    office = demak.facilities("disnaker")["id"].iloc[0]
    return new_scenario(demak, "tutup", "Tutup Disnaker").with_change(
        CloseFacility(id="c1", layer="offices", facility=office)
    )


def test_the_world_as_it_is(page):
    shown = metrics(page)
    assert shown["Desa dalam 10 km"] == "60 → 60"
    assert shown["Desa diuntungkan"] == "0"
    assert "Dunia masih seperti sekarang" in page.info[0].value


def test_page_and_shell_give_identical_numbers(page, tmp_path, capsys):
    propose(page)
    file, out = tmp_path / "s.json", tmp_path / "hasil.csv"
    new = ["--language", "id", "scenario", "new", "--area", "demak", "--mobile-in-worst", "2"]
    assert cli.main([*new, "--mode", "motorcycle", "--out", str(file)]) == 0
    assert scenario_bytes(work(page).scenario) == file.read_bytes()
    run = ["scenario", "run", "--area", "demak", "--file", str(file), "--mode", "motorcycle"]
    assert cli.main([*run, "--threshold", "10km,20km", "--out", str(out)]) == 0
    err = capsys.readouterr().err
    table = pd.read_csv(out)
    shown = metrics(page)
    after = (table["total_m_after"] <= 10_000).sum()
    assert shown["Desa dalam 10 km"] == f"60 → {after}"
    assert f"within 10 km: 60 before, {after} after" in err
    assert shown["Desa diuntungkan"] == str((table["effect"] == "better").sum())
    everyone = next(
        f.value for f in page.dataframe if len(f.value) == 249 and "Hari/bulan" in "".join(f.value)
    )
    assert everyone["Desa"].tolist() == table["name"].tolist()
    for heading, column in (
        ("Sebelum (km)", "total_m_before"),
        ("Sesudah (km)", "total_m_after"),
    ):
        km = (table[column] / 1000).round(1)
        pd.testing.assert_series_equal(
            everyone[heading].reset_index(drop=True), km, check_names=False, check_exact=True
        )
    days = everyone["Hari/bulan dalam 10 km, sesudah"].reset_index(drop=True)
    pd.testing.assert_series_equal(days, table["days_10km_after"], check_names=False)
    # To the last bit, what the page holds is what the shell writes.
    question = CoverageQuestion("disnaker", MODES["motorcycle"])
    found = ask_scenario(load_area("demak"), work(page).scenario, question, (10e3, 20e3))
    for column in ("total_m_after", "minutes_after", "change_m"):
        written = pd.read_csv(out, dtype=str)[column].astype(float)
        pd.testing.assert_series_equal(
            found.villages[column].reset_index(drop=True), written, check_exact=True
        )


def test_undo_and_redo(page):
    propose(page)
    before = metrics(page)
    page.button(key="scenario_undo").click().run()
    assert metrics(page)["Desa dalam 10 km"] == "60 → 60"
    page.button(key="scenario_redo").click().run()
    assert metrics(page) == before
    assert page.button(key="scenario_redo").disabled


def test_a_point_is_added_by_its_place(page):
    page.radio(key="scenario_open").set_value("mobile").run()
    page.number_input(key="scenario_days").set_value(2.0)
    page.text_input(key="scenario_lon").set_value("110,56139")
    page.text_input(key="scenario_lat").set_value("-7,04697")
    page.button(key="scenario_type").click().run()
    page.button(key="scenario_add").click().run()
    assert not page.exception
    (change,) = work(page).scenario.changes
    assert (change.lon, change.lat, change.days_per_month) == (110.56139, -7.04697, 2.0)
    assert int(metrics(page)["Desa diuntungkan"]) > 20
    assert page.session_state["scenario_picks"] == []


def test_a_road_needs_two_places_and_a_road_nearby(page):
    page.selectbox(key="scenario_kind").set_value("add_road").run()
    page.session_state["scenario_picks"] = [(110.56139, -7.04697)]
    page.run()
    assert page.button(key="scenario_add").disabled
    page.session_state["scenario_picks"] = [(110.56139, -7.04697), (110.2, -6.2)]
    page.run()
    page.button(key="scenario_add").click().run()
    assert "Perubahan 1 (jalan baru): tidak ada jalan dalam 500 m" in page.error[0].value
    assert work(page).scenario.changes == ()
    assert len(page.session_state["scenario_picks"]) == 2


def test_closing_the_office_by_choosing_it(page):
    page.selectbox(key="scenario_kind").set_value("close_facility").run()
    office = load_area("demak").facilities("disnaker")["id"].iloc[0]
    page.selectbox(key="scenario_point_demak_offices").set_value(office).run()
    page.button(key="scenario_add").click().run()
    assert not page.exception
    shown = metrics(page)
    assert shown["Desa dalam 10 km"] == "60 → 0"
    assert shown["Desa dirugikan"] == "248"
    assert shown["Median desa"] == "15,3 → –"  # noqa: RUF001


def test_saving_opening_and_comparing(page):
    default_scenarios().save(closed())
    propose(page)
    page.button(key="scenario_save").click().run()
    assert not page.exception
    assert "Tersimpan bersama wilayah" in page.success[0].value
    assert default_scenarios().names("demak") == [
        "layanan-keliling-di-2-kecamatan-terjauh",
        "tutup",
    ]
    at_tab(page, "Bandingkan skenario")
    compared = next(f.value for f in page.dataframe if "Terputus" in f.value)
    assert compared["Skenario"].tolist() == [
        "Keadaan sekarang", "Layanan keliling di 2 kecamatan terjauh", "Tutup Disnaker",
    ]  # fmt: skip
    assert compared["Terputus"].tolist() == [0, 0, 248]
    assert compared["Desa dalam 10 km"].tolist()[::2] == [60, 0]
    page.selectbox(key="scenario_choice_demak").set_value("tutup").run()
    assert not page.exception
    assert work(page).scenario == closed()
    at_tab(page, "Berkas")
    page.button(key="scenario_gone_tutup").click().run()
    assert not page.exception
    assert "tutup" not in default_scenarios().names("demak")


def test_a_second_save_is_a_version(page):
    propose(page)
    page.button(key="scenario_save").click().run()
    name = work(page).scenario.name
    page.button(key="scenario_undo").click().run()
    page.button(key="scenario_save").click().run()
    assert default_scenarios().entries("demak")[0].versions == 2
    assert default_scenarios().load("demak", name).changes == ()
    at_tab(page, "Berkas")
    page.button(key=f"scenario_back_{name}").click().run()
    assert not page.exception
    assert len(work(page).scenario.changes) == 2


def uploader(page):
    return next(box for box in page.file_uploader if box.label == "Berkas skenario")


def test_a_scenario_that_was_sent(page):
    sent = closed().model_copy(update={"area_digest": "0" * 16})
    at_tab(page, "Berkas")
    uploader(page).upload("kiriman.skenario.json", scenario_bytes(sent)).run()
    assert not page.exception
    assert "berbeda dari data" in page.warning[0].value
    assert work(page).scenario.changes == closed().changes
    assert default_scenarios().names("demak") == ["tutup"]


def test_a_file_that_is_none(page):
    at_tab(page, "Berkas")
    uploader(page).upload("x.json", b"{}").run()
    assert not page.exception
    assert "bukan berkas skenario" in page.error[0].value


def test_a_scenario_that_does_not_fit_can_be_mended(page):
    far = closed().with_change(CloseRoad(id="c2", places=((120.0, -5.0),)))
    default_scenarios().save(far)
    page.run()
    page.selectbox(key="scenario_choice_demak").set_value("tutup").run()
    assert not page.exception
    assert "Perubahan 2 (jalan ditutup): tidak ada jalan" in page.error[0].value
    assert not page.metric
    page.button(key="scenario_propose").click().run()
    assert metrics(page)["Desa diuntungkan"] == "64"


def test_time_and_the_views_of_the_map(page):
    propose(page)
    page.segmented_control(key="cost").set_value("time").run()
    assert not page.exception
    assert "Desa dalam 30 menit" in metrics(page)
    for view in ("before", "after"):
        page.segmented_control(key="scenario_view").set_value(view).run()
        assert not page.exception


def test_another_area_has_work_of_its_own(page):
    default_store().save(replace(load_area("demak"), name="uji", title="Uji"))
    propose(page)
    page.session_state["scenario_picks"] = [(110.5, -7.0)]
    page.session_state["area"] = "uji"
    page.run()
    assert not page.exception
    assert metrics(page)["Desa dalam 10 km"] == "60 → 60"
    assert page.session_state["scenario_picks"] == []
    page.session_state["area"] = "demak"
    page.run()
    assert metrics(page)["Desa diuntungkan"] == "64"


def test_english(page):
    propose(page)
    page.session_state["language"] = "en"
    page.run()
    assert not page.exception
    assert page.title[0].value == "What changes if …?"
    assert metrics(page)["Villages gaining"] == "64"


def test_the_download_is_the_file(page):
    propose(page)
    found = read_scenario(scenario_bytes(work(page).scenario), "x")
    assert json.loads(scenario_bytes(found))["scenario"]["area"] == "demak"
