"""A small area with hostile names, and what a map of it sends to the browser."""

import copy
import re
from html import unescape
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import streamlit_folium

from layers.webmap.assets import SCRIPT_MARK, STYLE_MARK, OfflineMap, leaflet_parts

EVIL = (
    """</script><script>window.hacked=1</script>"onmouseover='window.hacked=1' {{ 7*7 }} `${0}`"""
)
CRS = "EPSG:4326"


def points(rows, **columns):
    names, lon, lat = zip(*rows, strict=True)
    fixed = {"regency": "Kabupaten Demak", "district": EVIL, "source": EVIL, "note": None}
    ids = [f"{columns['kind']}-{i}" for i in range(len(rows))]
    return gpd.GeoDataFrame(
        {"id": ids, "name": names, **fixed, **columns},
        geometry=gpd.points_from_xy(lon, lat),
        crs=CRS,
    )


@pytest.fixture
def area():
    ring = shapely.box(110.5, -7.0, 110.7, -6.8)
    villages = points(
        [(EVIL, 110.55, -6.95), ("Bulusari", 110.6, -6.9), ("Megonten", 110.65, -6.85)],
        kind="desa",
        precision="village point",
    ).assign(desmigratif=[False, False, True])
    villages.index = [10, 20, 30]
    roads = gpd.GeoDataFrame(
        {
            "name": [EVIL, None, "Ruas 2"],
            "highway": ["trunk", "tertiary", "primary"],
            "status": ["nasional", "kabupaten", None],
        },
        geometry=[
            shapely.LineString([(110.5, -6.95), (110.7, -6.85)]),
            shapely.LineString([(110.5123456789, -6.9), (110.6, -6.9)]),
            shapely.LineString([(110.6, -7.0), (110.6, -6.8)]),
        ],
        crs=CRS,
    )
    return SimpleNamespace(
        boundaries=gpd.GeoDataFrame({"code": ["1"], "name": [EVIL]}, geometry=[ring], crs=CRS),
        roads=roads,
        villages=villages,
        offices=points([(EVIL, 110.63, -6.88)], kind="disnaker", precision="town point"),
        markets=points([("Pasar Buyaran", 110.6, -6.91)], kind="pasar", precision="published"),
        services=points(
            [(EVIL, 110.61, -6.91), ("ATM", 110.62, -6.92)], kind="atm", precision="map view"
        ),
    )


@pytest.fixture
def access(area):
    lost = np.nan
    return pd.DataFrame(
        {
            "destination_name": [EVIL, None, EVIL],
            "status": ["ok", "unreachable", "ok"],
            "access_m": [200.0, lost, 100.0],
            "network_m": [11_900.0, lost, 4_900.0],
            "egress_m": [160.0, lost, 0.0],
            "total_m": [12_260.0, lost, 5_000.0],
            "minutes": [72.0, lost, 9.6],
            "straight_m": [9_800.0, lost, 4_000.0],
            "detour": [1.25, lost, 1.25],
        },
        index=area.villages.index,
    )


@pytest.fixture
def route(area):
    line = shapely.LineString(
        [(110.55, -6.95), (110.551, -6.94), (110.6, -6.9), (110.629, -6.88), (110.63, -6.88)]
    )
    return gpd.GeoDataFrame(geometry=[line], index=area.villages.index[:1], crs=CRS)


def sent_by(monkeypatch, paper, **options):
    """Return what st_folium sends to the browser."""
    sent = {}
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **kwargs: sent.update(kwargs))
    streamlit_folium.st_folium(paper, key="map", **options)
    return sent


def legend_of(page):
    """Return the rows of the legend as text: label and count."""
    html = re.search(r'box.innerHTML = "(.*?)";', page)[1].encode().decode("unicode_escape")
    rows = re.findall(r"<li><span[^>]*>.*?</span><span>(.*?)</span><span>(.*?)</span></li>", html)
    return {unescape(label): count for label, count in rows}


def standalone_html(offline_map):
    """Write a map as one page that needs no other file; the map is left as it was."""
    parts = leaflet_parts()
    page = copy.deepcopy(offline_map).get_root().render()
    page = page.replace("<html>", '<html lang="id">', 1)
    for _, url in OfflineMap.default_js:
        page = page.replace(f'<script src="{url}"></script>', parts[SCRIPT_MARK])
    for _, url in OfflineMap.default_css:
        page = page.replace(f'<link rel="stylesheet" href="{url}"/>', parts[STYLE_MARK])
    return page
