"""What is remembered of the database: which table is which layer, and no password."""

from __future__ import annotations

import json

import pytest

from layers.postgis.connection import VARIABLE, connection
from layers.postgis.settings import LayerMapping, load_settings, remember, settings_path
from spatial.errors import InputError

PLACE = ("dinas", "desa", "geom")


def test_layers_are_remembered_one_by_one(monkeypatch):
    monkeypatch.setenv(VARIABLE, "postgresql://a:rahasia@h/db?sslpassword=r2d2")
    label = connection().label
    assert load_settings().layers == {}
    villages = LayerMapping(database=label, place=PLACE, roles={"name": "nama", "id": None})
    remember("villages", villages)
    remember("markets", LayerMapping(database=label, place=("a", "b", "c")))
    remember("markets", LayerMapping(database=label, place=("a", "b", "d")))
    found = load_settings()
    assert found.of("villages", "h/db") == villages
    assert found.of("markets", "h/db").place == ("a", "b", "d")
    assert found.of("offices", "h/db") is None
    assert found.of("villages", "lain/db") is None
    text = settings_path().read_text()
    assert "rahasia" not in text
    assert "r2d2" not in text
    assert json.loads(text)["layers"]["villages"]["roles"] == {"name": "nama", "id": None}
    assert sorted(p.name for p in settings_path().parent.iterdir()) == [
        ".postgis.lock", "postgis.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "{", '{"format": 2}', '{"format": 1, "layers": {"villages": {"password": "x"}}}']
)
def test_a_damaged_file_is_told_and_not_replaced(text):
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text(text)
    with pytest.raises(InputError, match=r"postgis\.json"):
        load_settings()
    with pytest.raises(InputError, match=r"postgis\.json"):
        remember("villages", LayerMapping(database="h/db", place=PLACE))
    assert settings_path().read_text() == text


def test_a_folder_that_cannot_be_made(tmp_path, monkeypatch):
    (tmp_path / "berkas").write_text("")
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path / "berkas" / "data"))
    with pytest.raises(InputError, match="Cannot write"):
        remember("villages", LayerMapping(database="h/db", place=PLACE))
