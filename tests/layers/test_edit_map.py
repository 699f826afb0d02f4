"""The map of an editing: what a click means, and what is drawn anew."""

from __future__ import annotations

import pytest

from layers.editing.map import MapClick, background, changing_layers, map_click
from layers.webmap.assets import standalone_html
from tests.layers.store_cases import small_area


def answer(count, tooltip=None, place=None):
    clicked = None if place is None else {"lng": place[0], "lat": place[1]}
    return {"last_object_clicked_count": count, "last_object_clicked_tooltip": tooltip,
            "last_clicked": clicked}  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (None, None, MapClick()),
        (answer(0), None, MapClick()),
        (answer(0, place=(110.5, -6.9)), answer(0), MapClick(place=(110.5, -6.9))),
        (answer(0, place=(110.5, -6.9)), answer(0, place=(110.5, -6.9)), MapClick()),
        (answer(3, "Desa A\nd-1", (110.5, -6.9)), answer(0), MapClick(point_id="d-1")),
        (answer(3, "Desa A\nd-1", (110.6, -6.9)), answer(3, "Desa A\nd-1", (110.5, -6.9)),
         MapClick(place=(110.6, -6.9))),
        (answer(6, "Desa A\nd-1"), answer(3, "Desa A\nd-1"), MapClick(point_id="d-1")),
        (answer(3, "Jalan A", (110.5, -6.9)), answer(0), MapClick(place=(110.5, -6.9))),
    ],
)  # fmt: skip
def test_what_a_click_means(now, before, expected):
    assert map_click(now, before) == expected


def drawn(area, groups):
    paper = background(area, "villages", "Desa/kelurahan")
    for group in groups:
        group.add_to(paper)
    return standalone_html(paper)


def test_the_background_stays_the_same_while_points_change():
    area = small_area()
    first, second = (
        standalone_html(background(area, "villages", "Desa/kelurahan")) for _ in range(2)
    )
    assert first == second
    assert "desa-0" not in first


@pytest.mark.usefixtures("indonesian")
def test_points_choice_and_new_place():
    area = small_area()
    groups = changing_layers(area.villages, "villages", "desa-1", (110.0123, -7.0045))
    assert [group.layer_name for group in groups] == ["Titik", "Desa terpilih", "Tempat baru"]
    page = drawn(area, groups)
    assert '"id": "desa-0"' in page
    assert "110.0123" in page
    still = changing_layers(area.villages, "villages", "tidak ada", None, clickable=False)
    assert len(still) == 1
    assert "desa-0" not in drawn(area, still)


def test_names_that_are_templates_or_markup_stay_text():
    area = small_area()
    area.villages["name"] = ["{{ 7*191 }}", "</script><b>"]
    page = drawn(area, changing_layers(area.villages, "villages", None, None))
    assert "1337" not in page
    assert r"{\u2060{ 7*191 }}" in page, "a word joiner keeps the braces apart"
    assert "</script><b>" not in page
