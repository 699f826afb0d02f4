"""The map of coverage: what it counts, what it draws, and that names stay text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.coverage.answer import CoverageAnswer
from layers.coverage.charts import curve_chart, lorenz_chart
from layers.coverage.map import band_colours, coverage_layer
from layers.coverage.search import search
from layers.webmap.facility_map import facility_base_map
from tests.layers.coverage_cases import E, ground, question
from tests.layers.map_cases import EVIL, legend_of, sent_by


@pytest.fixture
def answer():
    return CoverageAnswer(search(ground(), question()), 8 * E + 1, (25 * E,), cluster_m=3 * E)


def sent(monkeypatch, area, answer):
    paper = facility_base_map(area, area.offices, "Disnaker")
    return sent_by(monkeypatch, paper, feature_group_to_add=coverage_layer(answer, "Disnaker"))


@pytest.mark.usefixtures("indonesian")
def test_legend_counts_villages_and_names_the_bands(monkeypatch, area, answer):
    legend = legend_of(sent(monkeypatch, area, answer)["feature_group"])
    assert legend["di dalam (≤)"] == "3"
    assert legend["di luar"] == "2"
    assert legend["di luar: tidak terhubung jalan"] == "1"
    assert legend["di luar: terlalu jauh dari jalan"] == "1"
    assert {"dalam 0,885 km", "dalam 2,762 km"} <= set(legend)


def test_a_threshold_changes_the_layer_only(monkeypatch, area, answer):
    first = sent(monkeypatch, area, answer)
    second = sent(monkeypatch, area, replace(answer, threshold=3 * E))
    assert first["script"] == second["script"]
    assert first["feature_group"] != second["feature_group"]


def test_names_stay_text(monkeypatch, area):
    found = ground()
    villages = found.villages.assign(name=EVIL, district=EVIL)
    facilities = found.facilities.assign(name=EVIL)
    base = search(replace(found, villages=villages, facilities=facilities), question())
    shown = sent(monkeypatch, area, CoverageAnswer(base, 10.0, cluster_m=20 * E))
    for part in (shown["script"], shown["feature_group"]):
        assert "<script>window" not in part
        assert " 49 " not in part
        assert "window.hacked" in part


def test_bands_are_told_apart():
    for count in (1, 2, 3):
        assert len(set(band_colours(count))) == count


def test_charts_hold_the_figures(answer):
    chart = curve_chart({"villages": answer.curve()}, "distance", answer.thresholds).to_dict()
    rows = [row for part in chart["datasets"].values() for row in part]
    edges = [row["edge"] for row in rows if "edge" in row]
    assert edges == pytest.approx([(8 * E + 1) / 1000, 25 * E / 1000])
    assert max(row["within"] for row in rows if "within" in row) == 5
    lorenz = lorenz_chart(answer.equity()).to_dict()
    assert sorted(map(len, lorenz["datasets"].values())) == [2, 6]
