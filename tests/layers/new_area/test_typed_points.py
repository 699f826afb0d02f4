"""Typed rows take the way of a file."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.new_area.typed_points import COLUMNS, typed_parts, typed_table

pytestmark = pytest.mark.usefixtures("indonesian")


def table(*rows):
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def test_the_empty_table_gives_nothing():
    assert typed_parts(typed_table()) == {}
    assert list(typed_table().columns) == list(COLUMNS)


@pytest.mark.usefixtures("indonesian")
def test_rows_by_layer_with_every_way_to_write_a_coordinate():
    parts = typed_parts(
        table(
            ["offices", "Disnaker Kudus", "-6,8048", "110,8405"],
            ["markets", "Pasar Kliwon", "-6.81", "110.85"],
            ["markets", "Pasar Bitingan", "6°48'00\"LS", "110°50'00\"BT"],
            [None, None, None, None],
        )
    )
    assert set(parts) == {"offices", "markets"}
    office = parts["offices"].rows.iloc[0]
    assert (office["id"], office["name"], office["source"]) == (
        "ketik-1", "Disnaker Kudus", "titik yang diketik pengguna",
    )  # fmt: skip
    assert (office.geometry.x, office.geometry.y) == (110.8405, -6.8048)
    markets = parts["markets"].rows
    assert markets.geometry.iloc[1].x == pytest.approx(110 + 50 / 60)
    assert markets.geometry.iloc[1].y == pytest.approx(-6.8)
    assert parts["markets"].report.problems == ()
    assert parts["markets"].facts["rows"][0]["name"] == "Pasar Kliwon"


@pytest.mark.usefixtures("indonesian")
def test_problems_are_told_with_the_row():
    part = typed_parts(
        table(
            ["offices", "Baik", "-6,8", "110,84"],
            ["offices", "Tanpa letak", "", ""],
            ["offices", "", "-6,9", "110,9"],
            ["offices", "Di luar", "48,8", "2,3"],
        )
    )["offices"]
    assert part.report.bad_rows() == {2, 3, 4}
    assert part.report.kept == 1
    assert part.report.source == "titik yang diketik pengguna"
