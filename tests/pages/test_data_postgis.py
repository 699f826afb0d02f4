"""The section that takes point layers from PostGIS, run without a browser on a real database."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from layers.postgis.connection import VARIABLE
from layers.postgis.settings import load_settings, settings_path
from tests.agency_tables import ODD
from tests.postgis_server import PASSWORD, READER

pytestmark = pytest.mark.usefixtures("indonesian")
TIMEOUT = 300


def page():
    """Show the section as the data page does; what it hands over stays in the session."""
    import streamlit as st

    from pages.data.postgis import section

    section(lambda layer, read: st.session_state.update(taken=(layer, read)))


@pytest.fixture
def show(agency, monkeypatch):
    def run(address=None, **state):
        monkeypatch.setenv(VARIABLE, agency.url() if address is None else address)
        app = AppTest.from_function(page, default_timeout=TIMEOUT)
        for key, value in state.items():
            app.session_state[key] = value
        app.run()
        assert not app.exception
        return app

    return run


def pick(app, layer, table, column="geom"):
    app.selectbox(key="postgis_layer").set_value(layer).run()
    app.selectbox(key=f"postgis_table_{layer}").set_value(("dinas", table, column)).run()
    assert not app.exception
    return app


def role(app, layer, table, name, column="geom"):
    return app.selectbox(key=f"postgis_role_{layer}_dinas_{table}_{column}_{name}")


def use(app):
    return app.button(key="postgis_use").click().run()


def words(app):
    parts = (app.text, app.markdown, app.caption, app.error, app.warning, app.info, app.code)
    return "\n".join(part.value for kind in parts for part in kind)


def test_without_the_variable_it_is_explained(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    app = AppTest.from_function(page, default_timeout=TIMEOUT).run()
    assert not app.exception
    assert VARIABLE in app.info[0].value
    assert "setx DESMIGRATIF_POSTGIS" in app.code[0].value
    assert "export DESMIGRATIF_POSTGIS=" in app.code[0].value
    assert not app.selectbox


@pytest.mark.slow
def test_a_table_becomes_a_layer(show):
    app = pick(show(), "villages", "desa")
    assert len(app.selectbox(key="postgis_table_villages").options) == 18
    assert role(app, "villages", "desa", "name").value == "nama_desa"
    assert role(app, "villages", "desa", "code").value == "kode_desa"
    assert role(app, "villages", "desa", "regency").value is None
    head = app.dataframe[0].value
    assert head["nama_desa"].tolist() == ["Karanganyar", "Sukarejo II", "Ahmad Khatib"]
    assert "dinas.desa: 3 baris dibaca, 3 dipakai" in words(app)
    assert "taken" not in app.session_state
    assert app.button(key="postgis_use").label == "Pakai sebagai lapisan Desa/kelurahan"
    use(app)
    layer, read = app.session_state["taken"]
    assert layer == "villages"
    assert read.points["name"].tolist() == ["Karanganyar", "Sukarejo II", "Ahmad Khatib"]
    assert read.points["precision"].unique().tolist() == ["village point"]
    for secret in (PASSWORD, "rah%3A", READER):
        assert secret not in words(app)


def test_columns_are_changed_and_remembered(show):
    app = pick(show(), "markets", "desa")
    role(app, "markets", "desa", "name").set_value("kecamatan").run()
    assert "1 peringatan" in words(app)
    use(app)
    read = app.session_state["taken"][1]
    assert read.points["name"].tolist() == ["Kaliwungu", "Kaliwungu", "Jati"]
    # Whoever takes the points checks them; twice would tell everything twice.
    assert read.report.problems == ()
    assert PASSWORD not in settings_path().read_text()
    again = show()
    again.selectbox(key="postgis_layer").set_value("markets").run()
    assert again.selectbox(key="postgis_table_markets").value == ("dinas", "desa", "geom")
    assert role(again, "markets", "desa", "name").value == "kecamatan"
    again.selectbox(key="postgis_layer").set_value("villages").run()
    assert again.selectbox(key="postgis_table_villages").value is None
    assert not again.dataframe


def test_metres_without_srid_wait_for_their_system(show):
    app = pick(show(), "offices", "tanpa_srid_meter")
    assert "SRID tidak ada" in app.error[0].value
    assert not [button for button in app.button if button.key == "postgis_use"]
    key = "postgis_crs_offices_dinas_tanpa_srid_meter_geom"
    app.text_input(key=key).set_value("salah").run()
    assert "'salah' tidak dikenal" in app.error[0].value
    app.text_input(key=key).set_value("EPSG:32749").run()
    assert not app.error
    use(app)
    (point,) = app.session_state["taken"][1].points.geometry
    assert (point.x, point.y) == pytest.approx((111, -6.333), abs=0.003)
    assert load_settings().layers["offices"].crs == "EPSG:32749"


def test_rows_with_faults_are_listed(show):
    app = pick(show(), "services", "campur")
    assert "7 baris dibaca, 5 dipakai; 2 galat" in words(app)
    # Row 7 lies in the Java Sea, north of Semarang.
    assert set(app.dataframe[1].value["baris"].dropna()) == {2, 3, 4, 5, 6, 7}
    use(app)
    layer, read = app.session_state["taken"]
    assert (layer, read.report.bad_rows()) == ("services", {3, 4})


def test_nothing_can_be_used_without_a_good_row(show):
    assert pick(show(), "services", "tanpa_titik").button(key="postgis_use").disabled


def test_odd_names(show):
    app = pick(show(), "markets", ODD, "Letak; --")
    role(app, "markets", ODD, "name", "Letak; --").set_value('na"ma').run()
    use(app)
    assert app.session_state["taken"][1].points["name"].tolist() == ["Pasar Bitingan"]


def test_only_around_the_area(show):
    app = pick(show(area="demak"), "markets", "jauh")
    assert "2 baris dibaca" in words(app)
    box = app.checkbox(key="postgis_box_markets_dinas_jauh_geom")
    assert box.label == "Hanya di sekitar Kabupaten Demak"
    box.check().run()
    assert "1 baris dibaca" in words(app)
    use(app)
    assert app.session_state["taken"][1].points["name"].tolist() == ["Demak"]


@pytest.mark.slow
def test_a_new_table_is_seen_after_a_reload(agency, show):
    app = show()
    agency.run("CREATE TABLE dinas.susulan (geom geometry(Point, 4326))",
               "GRANT SELECT ON dinas.susulan TO pembaca")  # fmt: skip
    try:
        assert not any("susulan" in text for text in app.run().selectbox[1].options)
        app.button(key="postgis_reload").click().run()
        assert any("susulan" in text for text in app.selectbox[1].options)
    finally:
        agency.run("DROP TABLE dinas.susulan")
        app.button(key="postgis_reload").click().run()


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("postgresql://a:rahasia@127.0.0.1:1/db", "tidak menjawab di port itu"),
        ("postgresql://a:rahasia@h", "nama basis data"),
    ],
)
def test_faults_are_told(show, address, text):
    app = show(address)
    assert text in app.error[0].value
    assert "rahasia" not in words(app)


def test_a_damaged_memory_does_not_stop_the_work(show):
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text("{")
    app = use(pick(show(), "villages", "desa"))
    assert app.session_state["taken"][0] == "villages"
    assert "postgis.json" in app.warning[0].value
    assert settings_path().read_text() == "{"
