"""Administrative boundaries from hand-made relations; broken ones are reported, not guessed."""

import pytest
from shapely.geometry import Point, Polygon, box

from layers.osm.boundaries import osm_boundaries
from layers.osm.queries import boundary_query
from tests.layers.osm_cases import AREA, node, way

SIDE = 10
CORNERS = [node(1, 0, 0), node(2, 5, 0), node(3, 10, 0), node(4, 10, 10), node(5, 5, 10),
           node(6, 0, 10)]  # fmt: skip
MIDDLE = way(100, [2, 5])
WEST = way(101, [2, 1, 6, 5])
EAST = way(102, [5, 4, 3, 2])
LINES = [*CORNERS, MIDDLE, WEST, EAST]


def relation(number, level, ways, role="outer", **tags):
    members = [{"type": "way", "ref": ref, "role": role} for ref in ways]
    tags = {"boundary": "administrative", "admin_level": level, **tags}
    return {"type": "relation", "id": number, "members": members, "tags": tags}


REGENCY = relation(1, "5", [101, 102], name="Lembata", **{"ref:kemendagri": "53.13"})
DISTRICT = relation(2, "6", [101, 100], name="Nubatukan", **{"ref:kemendagri": "53.13.01"})
VILLAGE = relation(3, "7", [102, 100], name="Balauring", **{"ref:kemendagri": "5313022001"})


def assembled(*objects, area=AREA):
    return osm_boundaries([(o, "2024-08-03") for o in objects], area)


def test_two_halves_of_a_kabupaten():
    found = assembled(*LINES, REGENCY, DISTRICT, VILLAGE)
    assert found.broken == ()
    areas = found.areas.set_index("code")
    assert sorted(areas.index) == ["53.13", "53.13.01", "53.13.02.2001"]
    assert areas["level"].to_dict() == {
        "53.13": "regency", "53.13.01": "district", "53.13.02.2001": "village",
    }  # fmt: skip
    assert areas.loc["53.13.01"].geometry.equals(box(120, 0, 120.005, 0.01))
    assert areas.loc["53.13.02.2001"].geometry.equals(box(120.005, 0, 120.01, 0.01))
    assert areas.loc["53.13"].geometry.equals(AREA)
    assert areas["regency"].to_dict() == dict.fromkeys(areas.index, "Lembata")
    assert areas.loc["53.13.02.2001", "district"] == ""
    assert set(areas["source"]) == {"OpenStreetMap contributors, ODbL 1.0, 2024-08-03"}


def test_the_kecamatan_of_a_village():
    inner = [node(11, 1, 1), node(12, 2, 1), node(13, 2, 2), way(103, [11, 12, 13, 11])]
    village = relation(4, "7", [103], name="Lewoleba")
    found = assembled(*LINES, *inner, DISTRICT, village).areas.set_index("name")
    assert found.loc["Lewoleba", "district"] == "Nubatukan"
    assert found.loc["Lewoleba", "regency"] == ""
    assert found.loc["Lewoleba", "code"] == "osm:relation/4"


def test_holes_and_islands():
    hole = [node(21, 1, 1), node(22, 4, 1), node(23, 4, 4), node(24, 1, 4),
            way(104, [21, 22, 23, 24, 21])]  # fmt: skip
    island = [node(31, 2, 2), node(32, 3, 2), node(33, 3, 3), way(105, [31, 32, 33, 31])]
    ring = relation(5, "6", [101, 102], name="Cincin")
    ring["members"] += [{"type": "way", "ref": 104, "role": "inner"},
                        {"type": "way", "ref": 105, "role": "outer"},
                        {"type": "node", "ref": 21, "role": "admin_centre"}]  # fmt: skip
    (shape,) = assembled(*LINES, *hole, *island, ring).areas.geometry
    assert shape.area * 1e6 == pytest.approx(100 - 9 + 0.5)
    assert not shape.contains(Point(120.0015, 0.0035))
    assert shape.contains(Point(120.0028, 0.0022))


BOW = [
    node(41, 1, 1),
    node(42, 4, 4),
    node(43, 4, 1),
    node(44, 1, 4),
    way(106, [41, 42, 43, 44, 41]),
]


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("objects", "words"),
    [
        ([*LINES, relation(6, "6", [101], name="A")], "tidak menutup di dekat 120.00500, 0.00"),
        ([*LINES, relation(6, "6", [101, 999], name="A")], "1 dari 2 ruas"),
        ([*CORNERS[1:], MIDDLE, WEST, relation(6, "6", [100, 101], name="A")], "1 dari 2 ruas"),
        ([*LINES, relation(6, "6", [], name="A")], "0 dari 0 ruas"),
        ([*LINES, relation(6, "6", [100, 101])], "tanpa nama"),
        ([*BOW, relation(6, "6", [106], name="A")], "tidak menutup"),
        ([*LINES, relation(6, "6", [100, 101, 102], name="A")], ""),
    ],
)
def test_broken_relations_are_told(objects, words):
    found = assembled(*objects)
    if words:
        assert found.areas.empty
        (problem,) = found.broken
        assert "relation/6" in problem
        assert words in problem
        assert "kecamatan" in problem
    else:
        assert found.areas.geometry.iloc[0].area == pytest.approx(AREA.area)


def test_neighbours_are_left_out_and_their_faults_too():
    elsewhere = Polygon([(121, 0), (121.01, 0), (121.01, 0.01)])
    found = assembled(*LINES, REGENCY, relation(6, "6", [101], name="A"), area=elsewhere)
    assert found.areas.empty
    assert found.broken == ()
    west = box(120, 0, 120.005, 0.01)
    assert list(assembled(*LINES, DISTRICT, VILLAGE, area=west).areas["name"]) == ["Nubatukan"]


def test_a_code_that_is_used_twice_counts_once():
    twin = relation(9, "6", [102, 100], name="Zulu", **{"ref:kemendagri": "53.13.01"})
    found = assembled(*LINES, DISTRICT, twin)
    assert dict(zip(found.areas["name"], found.areas["code"], strict=True)) == {
        "Nubatukan": "53.13.01", "Zulu": "osm:relation/9",
    }  # fmt: skip
    assert "53.13.01" in found.broken[0]


@pytest.mark.parametrize(
    "tags",
    [{"ref:bps": "5313010"}, {"ref:kemendagri": "53.13"}, {"ref:kemendagri": "x"}],
)
def test_codes_of_others_are_not_taken(tags):
    (code,) = assembled(*LINES, relation(8, "6", [101, 100], name="A", **tags)).areas["code"]
    assert code == "osm:relation/8"


def test_a_bps_code_of_a_village_is_not_taken():
    bps = relation(8, "7", [101, 100], name="A", **{"ref:kemendagri": "5313010001"})
    assert list(assembled(*LINES, bps).areas["code"]) == ["osm:relation/8"]


def test_other_levels_are_left_alone():
    found = assembled(*LINES, relation(8, "4", [101, 102], name="NTT"))
    assert found.areas.empty
    assert found.broken == ()


def test_the_query_asks_for_whole_relations():
    query = boundary_query((-8.5, 123.0, -8.25, 123.25), 90)
    assert query == (
        '[out:json][timeout:90];rel["boundary"="administrative"]["admin_level"~"^(5|6|7)$"]'
        "(-8.500000,123.000000,-8.250000,123.250000);out body;>;out skel qt;"
    )
