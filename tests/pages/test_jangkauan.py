"""The page of market reach without a browser: its figures follow its widgets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from layers.area.schema import empty
from layers.store.area_store import default_store
from layers.workspace.catalog import load_area

pytestmark = pytest.mark.slow

APP = Path(__file__).resolve().parents[2] / "app.py"
TIMEOUT = 300
MEGONTEN = "33.21.14.2014"


@pytest.fixture
def app():
    test = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    test.run()
    return opened(test)


def opened(test):
    test.switch_page("pages/jangkauan/page.py").run()
    assert not test.exception
    assert not test.error
    return test


def run(app):
    app.run()
    assert not app.exception
    assert not app.error


def metrics(app):
    return {m.label: (m.value, m.delta) for m in app.metric}


def words(app):
    return " ".join(e.value for e in [*app.markdown, *app.caption])


def test_the_default_is_markets_within_30_minutes_by_motorcycle(app):
    assert app.title[0].value == "Ke pasar mana hasil desa dapat dijual?"
    assert metrics(app)["Desa dengan pasar dalam 30 menit"] == ("99,6 %", "248 dari 249 desa")
    assert metrics(app)["Tanpa perjalanan"][0] == "1 desa"
    assert app.selectbox(key="village").value == MEGONTEN
    shown = words(app)
    assert "16 pasar dalam 30 menit" in shown
    assert "semua pasar sama; semua desa sama; biaya tidak dihitung" in shown
    assert "hari pasaran tidak diketahui" in shown
    assert len(max((f.value for f in app.dataframe), key=len)) == 249


def test_the_threshold_changes_the_figures(app):
    app.number_input(key="threshold_time").set_value(5.0)
    run(app)
    value, note = metrics(app)["Desa dengan pasar dalam 5 menit"]
    assert value != "99,6 %"
    assert note != "248 dari 249 desa"


@pytest.mark.parametrize("cost", ["time", "distance"])
@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("hansen", "makin jauh makin kecil"),
        ("huff", "bukan survei"),
        ("2sfca", "dibagi semua yang memakainya"),
        ("e2sfca", "0,68"),
    ],
)
def test_every_model_says_what_it_says(app, model, cost, says):
    app.segmented_control(key="reach_cost").set_value(cost)
    app.segmented_control(key="reach_model").set_value(model)
    run(app)
    assert says in words(app)
    assert metrics(app)["Median ke terdekat"][0].endswith("menit" if cost == "time" else "km")


def test_nothing_is_priced_until_the_user_gives_prices(app):
    assert "Rp" not in words(app).replace("(Rp", "")
    app.number_input(key="reach_rp_litre").set_value(10_000.0)
    run(app)
    assert "Biaya pergi-pulang" not in words(app)
    app.number_input(key="reach_km_litre").set_value(40.0)
    run(app)
    # Pasar Wonopolo lies 4.387 km away: 8.77 km at Rp 250.
    assert "Biaya pergi-pulang ke pasar utama: **Rp 2.19" in words(app)


def test_a_product_that_spoils_limits_the_markets(app):
    app.text_input(key="reach_product").set_value("ikan segar")
    app.number_input(key="reach_lasts").set_value(1.0)
    run(app)
    assert "ikan segar tahan 1 menit perjalanan" in words(app)
    assert any("tidak tahan" in w.value for w in app.warning)


def test_empty_sizes_count_all_markets_the_same_and_say_so(app):
    before = metrics(app)["Pangsa terbesar (model Huff)"]
    app.radio(key="reach_weight").set_value("stalls")
    run(app)
    assert any("belum diketahui untuk 48 pasar" in w.value for w in app.warning)
    assert metrics(app)["Pangsa terbesar (model Huff)"] == before


def test_sizes_that_were_typed_weigh_the_markets(app):
    digest = load_area("demak").digest
    sizes = app.session_state[f"reach_sizes_{digest}"].copy()
    sizes["stalls"] = 1.0
    sizes.loc["mkt-021", "stalls"] = 1e6
    app.session_state[f"reach_sizes_{digest}_start"] = sizes
    app.radio(key="reach_weight").set_value("stalls")
    run(app)
    assert metrics(app)["Pangsa terbesar (model Huff)"][1] == "Pasar Wonopolo"
    sizes.loc["mkt-001", "stalls"] = np.nan
    app.session_state[f"reach_sizes_{digest}_start"] = sizes
    run(app)
    assert any("belum diketahui untuk 1 pasar" in w.value for w in app.warning)
    app.selectbox(key="reach_blanks").set_value("median")
    run(app)
    assert metrics(app)["Pangsa terbesar (model Huff)"][1] == "Pasar Wonopolo"


def test_estimated_people_are_called_an_estimate(app):
    app.radio(key="reach_people").set_value("district")
    run(app)
    shown = words(app)
    assert "Ini perkiraan, bukan hitungan penduduk per desa" in shown
    assert "perkiraan: penduduk kecamatan dibagi rata" in shown
    assert "Penduduk dalam 30 menit" in shown
    app.radio(key="reach_weight").set_value("around")
    run(app)
    assert "penduduk sekitar" in words(app)


def test_a_market_shows_its_catchment(app):
    app.segmented_control(key="reach_kind").set_value("pasar:")
    run(app)
    app.selectbox(key="reach_market").set_value("mkt-021")
    run(app)
    # Megonten and the eight villages that share its main market.
    assert "**9 desa** memilih pasar ini" in words(app)


def test_the_seller_s_day(app):
    app.session_state["reach_tab"] = "Keliling pasar sehari"
    run(app)
    shown = words(app)
    assert "Berangkat dari Megonten" in shown
    assert "**4 pasar**" in shown
    app.number_input(key="reach_most").set_value(2.0)
    run(app)
    assert "**2 pasar**" in words(app)
    app.segmented_control(key="reach_cost").set_value("distance")
    run(app)
    assert any("memerlukan waktu" in i.value for i in app.info)


def test_a_village_without_road_gets_words_not_numbers(app):
    app.selectbox(key="village").set_value("33.21.14.2001")
    run(app)
    assert any("Terlalu jauh dari jalan" in w.value for w in app.warning)


def test_an_area_without_markets_is_told_where_to_add_them(monkeypatch, tmp_path):
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path))
    area = replace(load_area("demak"), name="uji", title="Uji", markets=empty("markets"))
    default_store().save(area)
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    app.session_state["area"] = "uji"
    app.run()
    opened(app)
    assert "belum punya titik Pasar" in app.info[0].value
