"""The map of market reach: what it draws, tells and keeps when a question changes."""

from __future__ import annotations

import json
import re
from html import unescape
from types import SimpleNamespace

import pytest

from layers.area.schema import empty
from layers.reach.answer import ask_reach
from layers.reach.focus_map import day_layer, day_map, market_focus, village_focus
from layers.reach.map import MARKET, VILLAGE, clicked_place, reach_layer, reach_map
from layers.reach.question import ReachQuestion
from layers.reach.seller_day import DayQuestion, plan_day
from layers.webmap.elements import WORD_JOINER
from spatial.reach.decay import Power
from spatial.reach.journey_cost import Product
from tests.layers.map_cases import EVIL, sent_by
from tests.layers.reach_cases import EDGE, STEP_KM, straight

REACH = 1000 * (80 * STEP_KM + EDGE)


@pytest.fixture
def trips():
    return straight()


@pytest.fixture
def land(trips):
    villages, markets = trips.villages.reset_index(drop=True), trips.markets
    return SimpleNamespace(
        villages=villages, markets=markets, offices=empty("offices"),
        boundaries=empty("boundaries"), roads=empty("roads"),
    )  # fmt: skip


def answer(trips, **more):
    asked = {"threshold": REACH, "decay": Power(1, 0.1), **more}
    return ask_reach(trips, ReachQuestion(**asked))


def sent(monkeypatch, land, found, *focus):
    return sent_by(monkeypatch, reach_map(land), feature_group_to_add=[reach_layer(found), *focus])


def legend(script):
    """Rows of the legend that a layer brings: label and count."""
    html = re.search(r'box.innerHTML = "(.*?)";', script)[1].encode().decode("unicode_escape")
    rows = re.findall(r"<li><span[^>]*>.*?</span><span>(.*?)</span><span>(.*?)</span></li>", html)
    return {unescape(label): count for label, count in rows}


def test_another_threshold_or_model_does_not_remount_the_map(land, trips, monkeypatch):
    found = [answer(trips), answer(trips, threshold=1000.0), answer(trips, model="huff")]
    maps = [sent(monkeypatch, land, one) for one in found]
    assert maps[0]["key"] == maps[1]["key"] == maps[2]["key"]
    assert maps[0]["script"] == maps[1]["script"] == maps[2]["script"]
    assert len({one["feature_group"] for one in maps}) == 3


@pytest.mark.usefixtures("indonesian")
def test_the_legend_counts_villages_by_markets_and_those_without_any(land, trips, monkeypatch):
    rows = legend(sent(monkeypatch, land, answer(trips))["feature_group"])
    # One market from v0, two from v1, none from v2, which has no road.
    assert rows["tidak ada"] == "0"
    assert rows["> 0 s.d. 1 pasar"] == "1"
    assert rows["> 1 pasar"] == "1"
    assert rows["Terlalu jauh dari jalan"] == "1"
    near = legend(sent(monkeypatch, land, answer(trips, threshold=0.0))["feature_group"])
    assert near["tidak ada"] == "2"


@pytest.mark.usefixtures("indonesian")
def test_a_product_that_spoils_has_a_symbol_of_its_own(land, trips, monkeypatch):
    found = answer(trips, product=Product("ikan", 0.0))
    rows = legend(sent(monkeypatch, land, found)["feature_group"])
    assert rows["Produk tidak tahan sampai pasar"] == "2"


@pytest.mark.usefixtures("indonesian")
def test_the_popups_tell_the_way_the_probability_and_the_share(land, trips, monkeypatch):
    script = sent(monkeypatch, land, answer(trips))["feature_group"]
    for text in ("m0: ", "2,2 km", "m0 (peluang 87,5 %)", "m1 (peluang 66,7 %)", "60,4 %"):
        assert text in script


def test_markets_are_larger_with_a_larger_share(land, trips, monkeypatch):
    script = sent(monkeypatch, land, answer(trips))["feature_group"]
    sizes = [float(size) for size in re.findall(r'"iconSize": \[([\d.]+)', script)]
    # Widths 9 to 24: the largest share 24, the other 9 + 15 √(0.3958 / 0.6042).
    assert sorted(set(sizes)) == pytest.approx([21.1, 24.0])


@pytest.mark.parametrize("model", ["hansen", "huff", "2sfca", "e2sfca"])
def test_every_model_fills_the_legend(land, trips, monkeypatch, model):
    rows = legend(sent(monkeypatch, land, answer(trips, model=model))["feature_group"])
    classes = [int(n) for label, n in rows.items() if "s.d." in label or label.startswith(">")]
    assert sum(classes) == 2


def test_a_village_shows_its_markets_and_the_way_to_the_main_one(land, trips, monkeypatch):
    found = answer(trips)
    drawn = village_focus(found, "v1")
    # Two lines for the way, its ring, the rings of the two markets within reach.
    assert len(drawn._children) == 4
    assert len(village_focus(found, "v2")._children) == 1
    script = sent(monkeypatch, land, found, drawn)["feature_group"]
    assert "feature_group_feature_group_1" in script


def test_a_market_shows_its_catchment(trips):
    found = answer(trips)
    assert len(market_focus(found, "m0")._children) == 2
    assert len(market_focus(answer(trips, weights=(0.0, 1.0)), "m0")._children) == 1


def test_the_markets_of_a_day_are_numbered(land, monkeypatch):
    found = ask_reach(straight("time"), ReachQuestion())
    day = plan_day(found, DayQuestion("v0", day_s=24 * 3600.0))
    script = sent_by(monkeypatch, day_map(land), feature_group_to_add=day_layer(found, day))
    first, second = day.stops.index
    assert f"1. {first}" in script["feature_group"]
    assert f"2. {second}" in script["feature_group"]


def test_hostile_names_stay_text(land, trips, monkeypatch):
    trips.villages["name"] = trips.markets["name"] = trips.markets["kind"] = EVIL
    found = answer(trips, weights=(1.0, 2.0), weights_of=EVIL)
    script = sent(monkeypatch, land, found)["feature_group"]
    assert json.dumps("{" + WORD_JOINER + "{")[1:-1] in script
    assert "{{" not in script
    assert " 49 " not in script
    assert "</script><script>" not in script


def test_what_a_click_means():
    assert clicked_place(f"{VILLAGE}33.21.14.2014") == (VILLAGE, "33.21.14.2014")
    assert clicked_place(f"{MARKET}1") == (MARKET, "1")
    assert clicked_place("mkt-001") is None
    assert clicked_place(None) is None
