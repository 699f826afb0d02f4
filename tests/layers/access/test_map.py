import json
import re

import numpy as np
import pytest

from layers.access.map import access_map, route_layer
from layers.webmap.area_map import overview_map
from layers.webmap.elements import WORD_JOINER
from layers.webmap.measure_view import MeasureView
from spatial.access.measure import DISTANCE, TIME
from tests.layers.map_cases import EVIL, legend_of, sent_by, standalone_html


def test_another_village_does_not_remount_the_map(area, access, route, monkeypatch):
    view = MeasureView(DISTANCE, 10_000)
    sent = [
        sent_by(
            monkeypatch,
            access_map(area, access, area.offices, view),
            feature_group_to_add=route_layer(route, area.villages.loc[village]),
            returned_objects=["last_object_clicked_tooltip"],
        )
        for village in (10, 30, 10)
    ]
    assert sent[0]["key"] == sent[1]["key"] == sent[2]["key"]
    assert sent[0]["script"] == sent[1]["script"]
    assert sent[0]["feature_group"] != sent[1]["feature_group"]
    assert sent[0]["feature_group"] == sent[2]["feature_group"]


def test_another_threshold_does(area, access, monkeypatch):
    keys = {
        sent_by(monkeypatch, access_map(area, access, area.offices, MeasureView(DISTANCE, limit)))[
            "key"
        ]
        for limit in (10_000, 11_000)
    }
    assert len(keys) == 2


@pytest.mark.usefixtures("indonesian")
def test_the_legend_counts_classes_and_villages_without_a_way(area, access):
    legend = legend_of(
        standalone_html(access_map(area, access, area.offices, MeasureView(DISTANCE, 5_000)))
    )
    # 12.26 km / 7 = 1.75: steps of 2; 4 and 6 are half a step from 5 and stay
    assert legend["> 4 s.d. 5 km"] == "1"
    assert legend["> 12 km"] == "1"
    assert legend["Tidak terhubung jalan"] == "1"
    assert "Terlalu jauh dari jalan" not in legend
    assert sum(int(n) for label, n in legend.items() if "km" in label) == 2


@pytest.mark.usefixtures("indonesian")
def test_the_legend_in_minutes(area, access):
    view = MeasureView(TIME, 1_800)
    legend = legend_of(standalone_html(access_map(area, access, area.offices, view)))
    # 72 / 7 = 10.3: steps of 20; 20 and 40 are half a step from 30 and stay
    assert list(legend)[:5] == [
        "s.d. 20 menit",
        "> 20 s.d. 30 menit",
        "> 30 s.d. 40 menit",
        "> 40 s.d. 60 menit",
        "> 60 menit",
    ]
    assert [legend[label] for label in list(legend)[:5]] == ["1", "0", "0", "0", "1"]


@pytest.mark.usefixtures("indonesian")
def test_the_popup_tells_the_trip(area, access):
    page = standalone_html(access_map(area, access, area.offices, MeasureView()))
    for text in (
        "12,3 km",
        "0,2 km ke jalan + 11,9 km jalan + 0,2 km ke tujuan",
        "1 jam 12 menit",
        "tidak terhubung jaringan jalan",
    ):
        assert text in page


@pytest.mark.usefixtures("indonesian")
def test_nothing_can_be_reached(area, access):
    access = access.assign(status="off_network", total_m=np.nan)
    legend = legend_of(
        standalone_html(access_map(area, access, area.offices, MeasureView(DISTANCE, 10_000)))
    )
    assert legend["Terlalu jauh dari jalan"] == "3"
    assert legend["s.d. 10 km"] == "0"


def test_the_legs_of_a_route_are_dashed(area, route, monkeypatch):
    paper = overview_map(area)
    layer = route_layer(route, area.villages.loc[10])
    script = sent_by(monkeypatch, paper, feature_group_to_add=layer)["feature_group"]
    pattern = r'"dashArray": "([^"]*)".*?"coordinates": (\[\[\[.*?\]\]\])'
    lines = re.findall(pattern, script, re.DOTALL)
    legs = [[[110.55, -6.95], [110.551, -6.94]], [[110.629, -6.88], [110.63, -6.88]]]
    road = [[[110.551, -6.94], [110.6, -6.9], [110.629, -6.88]]]
    assert [(bool(dash), json.loads(coordinates)) for dash, coordinates in lines] == [
        (False, road),
        (False, road),
        (True, legs),
    ]


def test_a_village_without_a_way_is_marked_only(area):
    layer = route_layer(None, area.villages.loc[20])
    assert len(layer._children) == 1


def test_the_standalone_page_works_without_a_network(area, access, route, tmp_path, browser):
    page_file = tmp_path / "peta.html"
    paper = access_map(area, access, area.offices, MeasureView(DISTANCE, 10_000, "desa-0"), route)
    page_file.write_text(standalone_html(paper), encoding="utf-8")
    problems, asked = [], []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    village = page.locator(".leaflet-point-pane path").first
    village.hover(force=True)
    tooltip = page.locator(".leaflet-tooltip-pane .leaflet-tooltip").inner_text()
    village.click(force=True)
    page.locator(".leaflet-popup-content td").first.wait_for()
    popup = page.locator(".leaflet-popup-content").inner_text()
    drawn = page.locator(".leaflet-point-pane path").count()
    hacked = page.evaluate("window.hacked")
    context.close()
    assert drawn == 2
    assert tooltip.replace(WORD_JOINER, "") == EVIL
    assert EVIL in popup.replace(WORD_JOINER, "")
    assert hacked is None
    assert problems == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
