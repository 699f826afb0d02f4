"""A map from the cache is sent to the browser as the map itself would be."""

from types import SimpleNamespace

import folium
import geopandas as gpd
import pytest
import shapely
import streamlit_folium
from streamlit_folium import st_folium

from layers.webmap.base import base_map, finish, group, lines
from layers.webmap.elements import Legend
from layers.webmap.symbols import Entry, Symbol
from pages.shared import cached_map
from pages.shared.cached_map import DrawnMap, draw, drawn_once
from spatial.wording import use_language

ROAD = Symbol("line", "none", "#6b7671", 22, 1)


def paper():
    made = base_map((110.0, -7.0, 111.0, -6.0), "sumber")
    road = gpd.GeoSeries([shapely.LineString([(110.2, -6.8), (110.6, -6.4)])], crs=4326)
    group(made, "Jalan", lines(road, ROAD))
    return finish(made, Legend([Entry("Jalan", ROAD, 1)]))


def layer():
    made = folium.FeatureGroup("Desa")
    folium.CircleMarker((-6.5, 110.5), tooltip="Desa 1").add_to(made)
    return made


@pytest.fixture
def sent(monkeypatch):
    """What st_folium hands to its component, one dictionary a call."""
    calls = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **given: calls.append(given))
    return calls


def show(shown):
    st_folium(shown, key="m", feature_group_to_add=layer(), returned_objects=["bounds"])


def test_a_drawn_map_is_sent_as_the_map_itself(sent):
    show(paper())
    show(DrawnMap(draw(paper())))
    plain, drawn = sent
    assert "L.geoJson" in plain["script"]
    for name in sorted(set(plain) - {"id", "on_change", "header"}):
        assert drawn[name] == plain[name], name
    assert drawn["header"].split() == plain["header"].split()


def test_a_drawn_map_can_be_shown_again_without_the_layer_of_before(sent):
    drawing = draw(paper())
    show(DrawnMap(drawing))
    st_folium(DrawnMap(drawing), key="m", returned_objects=["bounds"])
    first, second = sent
    assert "L.circleMarker" in first["feature_group"]
    assert second["feature_group"] is None
    assert "circleMarker" not in second["script"]
    assert first["script"] == second["script"]
    assert first["key"] == second["key"]


def test_corners_are_those_of_the_roads(sent):
    show(DrawnMap(draw(paper())))
    corners = sent[0]["default"]["bounds"]
    assert corners["_southWest"] == {"lat": -6.8, "lng": 110.2}
    assert corners["_northEast"] == {"lat": -6.4, "lng": 110.6}


@pytest.fixture
def asked():
    """Every call that draws, in a cache of its own."""
    cached_map._drawing.clear()
    calls = []

    def ask(digest, *what, spoken="id"):
        def make():
            calls.append((digest, *what, spoken))
            return paper()

        with use_language(spoken):
            drawn_once(SimpleNamespace(digest=digest), what, make)
        return len(calls)

    yield ask
    cached_map._drawing.clear()


def test_the_same_map_is_drawn_once(asked):
    assert [asked("a", "reach"), asked("a", "reach")] == [1, 1]


@pytest.mark.parametrize(
    ("digest", "what", "spoken"),
    [
        ("b", ("reach",), "id"),
        ("a", ("access",), "id"),
        ("a", ("reach", "10 km"), "id"),
        ("a", ("reach",), "en"),
    ],
    ids=["area", "page", "question", "language"],
)
def test_another_map_is_drawn_anew(asked, digest, what, spoken):
    assert asked("a", "reach") == 1
    assert asked(digest, *what, spoken=spoken) == 2
