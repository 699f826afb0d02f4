"""Kesenjangan, Jangkauan and Pilar in Chromium, offline; their numbers against trips by the CLI.

The expected numbers are counted here from the table of `cli.py access`: one trip per village and
facility. The pages count with other code (coverage, reach, pillars).
"""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from cli import main
from tests.browser_cases import open_page, settle

pytestmark = pytest.mark.browser
VILLAGES = 249
PLACE = ".leaflet-point-pane path.leaflet-interactive"


def trips(tmp_path_factory, to, k):
    out = tmp_path_factory.mktemp("trips") / "trips.csv"
    options = ["--mode", "motorcycle", "--to", to, "--k", str(k), "--out", str(out)]
    assert main(["access", "--area", "demak", *options]) == 0
    return pd.read_csv(out)


@pytest.fixture(scope="module")
def to_office(tmp_path_factory):
    """The trip of every village to Disnaker, by village id."""
    return trips(tmp_path_factory, "disnaker", 1).set_index("origin_id")


@pytest.fixture(scope="module")
def to_markets(tmp_path_factory):
    """The trips of every village to every market."""
    return trips(tmp_path_factory, "market", 48)


def within(table, km):
    """The trips of at most `km`; without a trip there is no distance."""
    return table[(table["status"] == "ok") & (table["total_m"] <= km * 1000)]


def set_number(page, label, value):
    box = page.locator("[data-testid='stNumberInput']", has_text=label).locator("input").first
    box.fill(str(value))
    box.press("Enter")
    settle(page)


def choose(page, option):
    page.get_by_role("radio", name=option, exact=True).first.click()
    settle(page)


def metric(page, label):
    return page.locator("[data-testid='stMetric']", has_text=label).first.inner_text().split("\n")


def legend(frame, text):
    """The number beside the first line of the legend with a text."""
    row = frame.locator("details.legend li, details.legend tr", has_text=text).first
    return int(row.inner_text().split()[-1])


def downloaded(page, button):
    settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).first.click()
    return waiting.value.path().read_bytes()


def csv_of(page):
    return pd.read_csv(io.BytesIO(downloaded(page, "CSV")))


def all_is_well(page):
    assert page.outside == []
    assert page.faults == []
    assert page.locator("[data-testid='stException']").count() == 0


def selected(page, label):
    return page.locator("[data-testid='stSelectbox']", has_text=label).locator("input")


def click_another(page, frame, box):
    """Click villages on the map until another one is chosen; return its name."""
    before = box.input_value()
    places = frame.locator(PLACE)
    for i in range(places.count() // 2, places.count(), 7):
        places.nth(i).dispatch_event("click")
        settle(page)
        if box.input_value() != before:
            break
    assert box.input_value() != before
    return box.input_value().partition(",")[0]


def test_kesenjangan_counts_the_villages_of_a_new_threshold(page, app_url, to_office):
    frame = open_page(page, app_url, "kesenjangan")
    assert len(to_office) == VILLAGES
    for km, shown in ((10, "10 km"), (12.5, "12,5 km")):
        set_number(page, "Ambang (km)", km)
        near = within(to_office, km)
        far = (to_office["status"] == "ok").sum() - len(near)
        frame.locator("details.legend", has_text=f"Desa menurut ambang {shown}").wait_for()
        assert legend(frame, "di dalam (≤)") == len(near)
        assert legend(frame, "di luar") == far
        assert f"{len(near)} dari {VILLAGES} desa" in metric(page, "Desa dalam ambang")
        assert str(VILLAGES - len(near)) in metric(page, "Desa di luar")
    all_is_well(page)


def test_kesenjangan_tells_the_trip_of_a_clicked_village(page, app_url, to_office):
    frame = open_page(page, app_url, "kesenjangan")
    place = frame.locator(PLACE)
    place.nth(place.count() // 2).dispatch_event("click")
    facts = frame.locator(".leaflet-popup-content table.facts")
    facts.wait_for()
    rows = [row.split("\t") for row in facts.inner_text().split("\n")]
    cells = {row[0].strip(): row[-1].strip() for row in rows if len(row) > 1}
    trip = to_office.loc[cells["Kode"]]
    assert cells["Tujuan"] == trip["destination_name"]
    kilometres = float(cells["Jarak"].removesuffix(" km").replace(",", "."))
    assert kilometres == pytest.approx(trip["total_m"] / 1000, abs=0.051)
    assert frame.locator(".leaflet-popup-content b").inner_text() == trip["origin_name"]
    all_is_well(page)


def test_kesenjangan_gives_the_villages_outside_as_a_file(page, app_url, to_office):
    open_page(page, app_url, "kesenjangan")
    set_number(page, "Ambang (km)", 12.5)
    page.get_by_role("tab", name="Unduh").click()
    settle(page)
    table = csv_of(page)
    outside = set(to_office.index) - set(within(to_office, 12.5).index)
    assert set(table["id"]) == outside
    assert table["rank"].tolist() == list(range(1, len(outside) + 1))
    facts = json.loads(downloaded(page, "Asal-usul (JSON)"))
    assert 12_500 in facts["thresholds"]


def test_jangkauan_counts_the_markets_of_a_new_threshold(page, app_url, to_markets):
    frame = open_page(page, app_url, "jangkauan")
    choose(page, "Jarak (km)")
    for km in (5, 7.5):
        set_number(page, "Ambang (km)", km)
        counts = within(to_markets, km).groupby("origin_id").size()
        some = f"{len(counts)} dari {VILLAGES} desa"
        page.locator("[data-testid='stMetric']", has_text=some).wait_for()
        full = counts.reindex(to_markets["origin_id"].unique(), fill_value=0)
        assert f"{full.median():g}".replace(".", ",") in metric(page, "Median pasar per desa")
        ok = to_markets.loc[to_markets["status"] == "ok", "origin_id"].nunique()
        assert legend(frame, "tidak ada") == ok - len(counts)
    all_is_well(page)


def test_jangkauan_follows_a_click_and_gives_its_table(page, app_url, to_markets):
    frame = open_page(page, app_url, "jangkauan")
    choose(page, "Jarak (km)")
    set_number(page, "Ambang (km)", 7.5)
    name = click_another(page, frame, page.locator("[data-testid='stSelectbox'] input").last)
    assert name in set(to_markets["origin_name"]) | set(to_markets["destination_name"])
    table = csv_of(page).set_index("village_id")
    assert len(table) == VILLAGES
    counts = within(to_markets, 7.5).groupby("origin_id").size()
    known = table["markets_within"].dropna()
    assert known[known > 0].astype(int).to_dict() == counts.to_dict()
    all_is_well(page)


def test_pilar_counts_the_villages_of_a_new_threshold(page, app_url, to_office):
    open_page(page, app_url, "pilar")
    for km in (10, 12.5):
        set_number(page, "Ambang I (km)", km)
        outside = VILLAGES - len(within(to_office, km))
        page.locator("[data-testid='stMetric']", has_text=f"{outside} desa").first.wait_for()
        assert f"{outside} desa" in metric(page, "I Layanan migrasi")
    all_is_well(page)


def test_pilar_follows_a_click_and_gives_matrix_and_owners(page, app_url, to_office):
    frame = open_page(page, app_url, "pilar")
    set_number(page, "Ambang I (km)", 12.5)
    name = click_another(page, frame, selected(page, "Desa terpilih"))
    assert name in set(to_office["origin_name"])
    table = csv_of(page)
    outside = set(to_office.index) - set(within(to_office, 12.5).index)
    assert set(table.loc[table["I_gap"], "id"]) == outside
    facts = json.loads(downloaded(page, "Asal-usul (JSON)"))
    assert facts["thresholds"]["I"] == 12.5
    owner = {"pillar": "I", "facility": "disnaker", "agency": "Dinas Tenaga Kerja"}
    assert any(owner.items() <= row.items() for row in facts["owners"])
    all_is_well(page)
