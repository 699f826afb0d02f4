"""The parts of a network that falls apart, counted by hand, and their map."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.imports.roads import roads_from_lines
from layers.quality.components import component_map, components, lost_villages
from layers.workspace import catalog
from spatial.routing.modes import CAR
from tests.layers.map_cases import EVIL, legend_of, standalone_html


@pytest.fixture(scope="module")
def demak():
    return catalog.load_area("demak")


@pytest.fixture(scope="module")
def broken(demak):
    """Demak with a lane of 111 m at Pilangwetan and a long one at sea, both on their own."""
    at = demak.villages.set_index("id").geometry["33.21.14.2001"]
    lane = shapely.LineString([(at.x, at.y + 0.0005), (at.x, at.y + 0.0015)])
    sea = shapely.LineString([(110.4, -6.6), (110.41, -6.6)])
    facts = {"name": ["Jalan Pulau", EVIL], "highway": ["track", "residential"]}
    extra = gpd.GeoDataFrame(facts, geometry=[lane, sea], crs=4326)
    roads = pd.concat([demak.roads, extra], ignore_index=True)
    return replace(demak, roads=roads, roads_source=roads_from_lines(roads, 60))


def test_a_whole_network_is_one_part(demak):
    parts = components(demak, CAR)
    assert parts["role"].tolist() == ["main"]
    assert parts["villages"].tolist() == [248]
    # 2 offices, 48 markets and 293 services, of which a school lies far from every road.
    assert parts["facilities"].tolist() == [342]
    lost = lost_villages(demak, CAR)
    assert lost["name"].tolist() == ["Pilangwetan"]
    assert lost["status"].tolist() == ["off_network"]
    assert lost["part"].tolist() == [0]


def test_parts_have_their_roads_and_villages(broken, demak):
    """One degree of latitude is 110.6 km here; of longitude 111.3 km * cos(6.6°)."""
    parts = components(broken, CAR)
    assert parts["part"].tolist() == [1, 2, 3]
    assert parts["role"].tolist() == ["main", "other", "used"]
    assert parts["villages"].tolist() == [248, 0, 1]
    assert parts["km"].tolist()[1:] == pytest.approx([1.1058, 0.1106], abs=0.0005)
    assert parts["km"].iloc[0] == pytest.approx(demak.network.total_km)
    assert shapely.get_num_geometries(parts.geometry.iloc[1]) == 1
    assert parts.geometry.iloc[1].bounds == pytest.approx((110.4, -6.6, 110.41, -6.6))


def test_a_village_on_another_part_is_lost_there(broken):
    lost = lost_villages(broken, CAR)
    assert lost["name"].tolist() == ["Pilangwetan"]
    assert (lost["status"].tolist(), lost["part"].tolist()) == (["unreachable"], [3])
    assert lost["leg_m"].iloc[0] == pytest.approx(55.3, abs=0.5)


def test_a_shorter_leg_leaves_more_villages_off(broken):
    lost = lost_villages(broken, CAR, max_snap_m=50)
    assert "off_network" in set(lost["status"])
    assert (lost["leg_m"] > 50).all()


@pytest.mark.usefixtures("indonesian")
def test_the_map_tells_the_parts_apart(broken):
    paper = component_map(broken, components(broken, CAR), lost_villages(broken, CAR), EVIL)
    page = standalone_html(paper)
    legend = legend_of(page)
    assert legend["Bagian utama"] == legend["Bagian terpisah lain"] == "1"
    assert legend["Bagian terpisah, ada desa atau fasilitas"] == "1"
    assert legend["Desa: tidak terhubung jalan"] == "1"
    assert "Bagian 3: 0,1 km, 1 desa, 1 fasilitas" in page
    assert "<script>window.hacked" not in page
    assert page == standalone_html(
        component_map(broken, components(broken, CAR), lost_villages(broken, CAR), EVIL)
    )


@pytest.mark.usefixtures("indonesian")
def test_the_map_of_a_whole_network_names_no_other_part(demak):
    lost = lost_villages(demak, CAR)
    legend = legend_of(standalone_html(component_map(demak, components(demak, CAR), lost)))
    assert not any("terpisah" in label for label in legend)
    assert "Desa: terlalu jauh dari jalan" in legend
