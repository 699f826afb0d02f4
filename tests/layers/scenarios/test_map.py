"""The map of a scenario, and the words and tables around it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import layers.text.catalogues  # noqa: F401 - says how the catalogues are read
from layers.scenarios.answer import ask_scenario, compare_scenarios
from layers.scenarios.changes import (
    AddFerry,
    AddRoad,
    BreakBridge,
    CloseFacility,
    CloseRoad,
    MoveFacility,
    UpgradeRoad,
)
from layers.scenarios.map import (
    FAR_BETTER,
    GAINED,
    LOST,
    SAME,
    change_step,
    change_symbols,
    picked_layer,
    scenario_layers,
    scenario_paper,
    value_symbols,
)
from layers.scenarios.texts import changes_table
from layers.scenarios.views import (
    comparison_view,
    coverage_view,
    district_view,
    gain_rows,
    village_view,
)
from spatial.wording import use_language
from tests.layers.coverage_cases import E, question
from tests.layers.map_cases import EVIL, legend_of, sent_by
from tests.layers.scenario_cases import mobile, scenario, straight_area
from tests.spatial.builders import place

EVERYTHING = (
    mobile(21, 4.0),
    MoveFacility(id="c2", layer="offices", facility="d0", lon=place(1, 0)[0], lat=place(1, 0)[1]),
    AddRoad(id="c3", line=(place(4, 0), place(8, 0)), highway="tertiary", name=EVIL),
    AddFerry(id="c4", line=(place(2, 0), place(2, 60)), minutes=60.0),
    UpgradeRoad(id="c5", places=(place(15, 0),), speed_kmh=50.0),
    BreakBridge(id="c6", place=place(21.5, 0)),
)


@pytest.fixture(scope="module")
def area():
    return straight_area()


def asked(of, *changes, limits=(2.5 * E, 10 * E)):
    return ask_scenario(of, scenario(of, *changes), question(), limits)


def sent(monkeypatch, of, answer, view="change"):
    layers = [*scenario_layers(answer, view), picked_layer([place(0, 0), place(5, 5)])]
    return sent_by(monkeypatch, scenario_paper(of), feature_group_to_add=layers)


@pytest.mark.usefixtures("indonesian")
def test_the_legend_counts_what_changes(monkeypatch, area):
    legend = legend_of(sent(monkeypatch, area, asked(area, *EVERYTHING))["feature_group"])
    # v0, v1, v2 are one step of 0,11 km nearer; v3 much; v4 beyond the broken bridge; v5 by ferry.
    assert legend["berkurang > 0,1 km"] == "4"
    assert legend["tidak lagi terjangkau"] == "1"
    assert legend["baru terjangkau"] == "1"
    assert legend["tetap"] == "0"
    assert legend["tetap: terlalu jauh dari jalan"] == "1"
    assert legend["layanan keliling"] == "1"
    assert legend["titik layanan baru atau dipindah"] == "1"
    assert legend["tempat semula titik yang dipindah"] == "1"
    assert {"jalan baru", "penyeberangan baru", "jalan ditingkatkan", "jembatan putus"} <= set(
        legend
    )


def test_before_and_after_share_their_classes(monkeypatch, area):
    found = asked(area, mobile(21, 4.0))
    before, after = (value_symbols(found, view)[1] for view in ("before", "after"))
    assert [e.label for e in before][1:] == [e.label for e in after][1:]
    assert [e.symbol for e in before] == [e.symbol for e in after]
    # Before 2, 4, 8, 20, 22 steps of 110 m; after 2, 4, 8, 1, 1.
    assert sum(e.count for e in before if e.count) == 7
    assert before[1].count < after[1].count
    drawn = sent(monkeypatch, area, found, "before")["feature_group"]
    assert "layanan keliling" not in legend_of(drawn)


def test_symbols_follow_what_happens(area):
    symbols, _ = change_symbols(asked(area, CloseFacility(id="c1", layer="offices", facility="d0"),
                                      mobile(21, 4.0, "c2")))  # fmt: skip
    assert symbols[3] is FAR_BETTER
    lost, _ = change_symbols(asked(area, BreakBridge(id="c1", place=place(10, 0))))
    assert [s is LOST for s in lost] == [False] * 3 + [True] * 2 + [False] * 2
    gained, _ = change_symbols(asked(area, EVERYTHING[3]))
    assert gained[5] is GAINED
    assert gained[0] is SAME


def test_the_limit_of_large_changes_is_round():
    assert change_step(pd.Series([-12.0, 3.0, 18.0])) == 10
    assert change_step(pd.Series([-0.3, 0.5])) == pytest.approx(0.5)
    assert change_step(pd.Series([], dtype=float)) == 1


def test_a_scenario_changes_layers_only(monkeypatch, area):
    one = sent(monkeypatch, area, asked(area))
    two = sent(monkeypatch, area, asked(area, mobile(21, 4.0)))
    assert one["script"] == two["script"]
    assert one["feature_group"] != two["feature_group"]


def test_names_stay_text(monkeypatch, area):
    villages = area.villages.assign(name=EVIL, district=EVIL)
    offices = area.offices.assign(name=EVIL)
    evil = replace(area, villages=villages, offices=offices)
    named = mobile(21, 4.0).model_copy(update={"name": EVIL})
    shown = sent(monkeypatch, evil, asked(evil, named, *EVERYTHING[2:]))
    for part in (shown["script"], shown["feature_group"]):
        assert "<script>window" not in part
        assert " 49 " not in part
    assert "window.hacked" in shown["feature_group"]


@pytest.mark.usefixtures("indonesian")
def test_tables_for_readers(area):
    found = asked(area, mobile(21, 4.0), EVERYTHING[5])
    gains, losses = gain_rows(found, gains=True), gain_rows(found, gains=False)
    assert gains["Desa"].tolist() == ["v3"]
    assert gains["Perubahan (km)"].tolist() == [round(-19 * E / 1000, 1)]
    assert losses["Akibat"].tolist() == ["tidak lagi terjangkau"]
    assert losses["Sesudah (km)"].isna().all()
    assert len(village_view(found)) == 7
    districts = district_view(found).set_index("Kecamatan")
    assert districts.loc["Timur", ["Lebih dekat", "Lebih jauh"]].tolist() == [1, 1]
    rows = coverage_view(found)
    assert rows["Dalam ambang, sesudah"].tolist() == [2, 4]
    assert rows["Hanya oleh layanan keliling"].tolist() == [1, 1]
    compared = comparison_view([found], compare_scenarios([found]))
    assert compared["Skenario"].tolist() == ["Keadaan sekarang", "Coba"]
    assert compared["Terputus"].tolist() == [0, 1]


@pytest.mark.usefixtures("indonesian")
def test_changes_in_words_of_both_languages(area):
    whole = scenario(area, *EVERYTHING, CloseRoad(id="c7", places=(place(25, 0),)))
    table = changes_table(area, whole)
    assert table["number"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert table["what"][0] == "Keliling 21 (dinas tenaga kerja, keliling, 4 hari per bulan)"
    assert table["what"][1] == "d0"
    assert "60 menit" in table["what"][3]
    assert table["what"][4] == "50 km/jam; 110,0150 / -7,0000"
    with use_language("en"):
        english = changes_table(area, whole)
    assert english["kind"][5] == "broken bridge"
    assert "mobile, 4 days per month" in english["what"][0]
