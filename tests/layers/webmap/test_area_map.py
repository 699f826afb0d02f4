import re

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.access.map import access_map
from layers.area.schema import SERVICE_KINDS
from layers.webmap.area_map import clicked_id, focus, national_map, overview_map
from layers.webmap.measure_view import MeasureView
from layers.webmap.style import SERVICES
from spatial.access.measure import DISTANCE
from tests.layers.map_cases import CRS, EVIL, legend_of, points, sent_by, standalone_html


def _maps(area, access, route):
    view = MeasureView(DISTANCE, 10_000, "desa-0")
    return [
        overview_map(area, selected="desa-2", attribution=EVIL),
        national_map(area.villages),
        access_map(area, access, area.offices, view, route),
    ]


def test_no_map_asks_for_anything_from_elsewhere(area, access, route, monkeypatch):
    for paper in _maps(area, access, route):
        page = standalone_html(paper)
        assert not re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=", page)
        sent = sent_by(monkeypatch, paper)
        assert all(u.startswith("../../app/static/") for u in sent["js_links"] + sent["css_links"])
        for part in ("script", "header", "html"):
            urls = re.findall(r"https?://[^\"'\s\\]+", sent[part])
            assert set(urls) <= {"https://tile.openstreetmap.org/{z}/{x}/{y}.png"}


@pytest.mark.usefixtures("indonesian")
def test_the_internet_base_map_is_off(area):
    page = standalone_html(overview_map(area))
    tiles = re.search(r"var (tile_layer_\w+) = L.tileLayer", page)[1]
    assert f"{tiles}.addTo(" not in page
    assert '"OpenStreetMap (perlu internet)"' in page


def test_no_name_becomes_markup_or_script(area, access, route):
    for paper in _maps(area, access, route):
        page = standalone_html(paper)
        assert "<script>window.hacked" not in page
        assert page.count("</script>") == page.count("<script>")


def test_no_name_is_run_as_a_template(area, access, route, monkeypatch):
    for paper in _maps(area, access, route):
        assert " 49 " not in standalone_html(paper)
        sent = sent_by(monkeypatch, paper)
        assert " 49 " not in sent["script"] + sent["header"] + sent["html"]


def test_the_same_input_gives_the_same_page(area, access, route):
    first = [standalone_html(paper) for paper in _maps(area, access, route)]
    assert first == [standalone_html(paper) for paper in _maps(area, access, route)]


@pytest.mark.usefixtures("indonesian")
def test_rough_places_are_hollow_and_named_in_the_legend(area):
    legend = legend_of(standalone_html(overview_map(area)))
    assert legend["Kantor layanan ketenagakerjaan (perkiraan)"] == "1"
    assert legend["Pasar"] == "1"
    assert legend["Desa/kelurahan (perkiraan)"] == "2"
    assert legend["Desa desmigratif (perkiraan)"] == "1"
    assert {"Jalan nasional", "Jalan kabupaten", "Jalan utama lain"} <= set(legend)


@pytest.mark.usefixtures("indonesian")
def test_services_are_switched_off_at_first_and_counted(area):
    page = standalone_html(overview_map(area))
    assert legend_of(page)["Keuangan dan koperasi (perkiraan)"] == "2"
    assert "Kesehatan" not in legend_of(page)
    named = dict(re.findall(r'"([^"]+)"\s*:\s*(feature_group_\w+)', page))
    off = [label for label, group in named.items() if f"{group}.addTo(" not in page]
    assert off == ["Keuangan dan koperasi"]


def test_every_kind_of_service_has_a_symbol():
    kinds = [kind for group, _ in SERVICES.values() for kind in group]
    assert sorted(kinds) == sorted(SERVICE_KINDS)
    assert len({(s.shape, s.fill) for _, s in SERVICES.values()}) == len(SERVICES)


@pytest.mark.usefixtures("indonesian")
def test_empty_layers_are_left_out(area):
    area.markets, area.offices, area.roads, area.services = (
        frame.iloc[:0] for frame in (area.markets, area.offices, area.roads, area.services)
    )
    legend = legend_of(standalone_html(overview_map(area)))
    assert list(legend) == [
        "Batas kecamatan",
        "Desa/kelurahan (perkiraan)",
        "Desa desmigratif (perkiraan)",
    ]


def test_an_unknown_village(area):
    with pytest.raises(KeyError, match="nowhere"):
        overview_map(area, selected="nowhere")


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"last_object_clicked_tooltip": "Megonten\n33.21.14.2014"}, "33.21.14.2014"),
        ({"last_object_clicked_tooltip": None}, None),
        ({"last_object_clicked_tooltip": "Jalan Kyai Mugni"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_clicked_id(state, code):
    assert clicked_id(state) == code


def test_focus_leaves_room_for_the_legend():
    # 600 px for 0.3 degrees: 360 / 256 * 600 / 0.3 = 2812.5 = 2 ** 11.46, so 11
    centre, zoom = focus((110.5, -7.0, 110.8, -6.9), 900, 520, 300)
    assert zoom == 11
    # half of 300 px at zoom 11, where a degree is 256 * 2 ** 11 / 360 = 1456.36 px
    assert centre == pytest.approx((-6.95, 110.65 + 150 / 1456.3556))
    assert focus((110.5, -7.0, 110.5, -7.0))[1] == 14


def test_a_map_of_a_whole_regency_is_small(area):
    many = 300
    lon, lat = np.linspace(110.5, 110.7, many), np.linspace(-7, -6.8, many)
    rows = [(f"Desa {i}", x, y) for i, (x, y) in enumerate(zip(lon, lat, strict=True))]
    area.villages = points(rows, kind="desa", precision="village point").assign(
        desmigratif=False, source="x" * 200
    )
    line = shapely.LineString(np.column_stack([lon[:20], lat[:20] + np.sin(np.arange(20)) / 50]))
    area.roads = gpd.GeoDataFrame(
        {"name": "Ruas", "highway": "tertiary"}, geometry=[line] * 250, index=range(250), crs=CRS
    )
    assert len(overview_map(area).get_root().render()) < 1_000_000
