"""Places that users type or click: read with a comma, checked, and described."""

from __future__ import annotations

import math

import pytest

from layers.editing.place import (
    district_at,
    length_text,
    place_text,
    place_words,
    road_distance_m,
    typed_place,
)
from spatial.errors import InputError
from spatial.routing.modes import CAR
from tests.layers.store_cases import small_area


@pytest.fixture(scope="module")
def area():
    """The road lies on the parallel 7 degrees south, from 110.00 to 110.02 east."""
    return small_area()


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("110,631", "-6,8912"),
        (" 110.631 ", "-6.8912"),
        ("110°37'51.6\" BT", "6°53'28.32\" LS"),
    ],
)
def test_typed_places(lon, lat):
    assert typed_place(lon, lat) == pytest.approx((110.631, -6.8912), abs=1e-9)


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("lon", "lat", "messages"),
    [
        ("", "-6,9", ["Bujur masih kosong"]),
        ("timur", "selatan", ["Bujur 'timur' bukan", "Lintang 'selatan' bukan"]),
        ("-6,9", "110,6", ["tampaknya tertukar"]),
        ("10", "50", ["tidak di Indonesia"]),
    ],
)
def test_what_is_no_place(lon, lat, messages):
    with pytest.raises(InputError) as caught:
        typed_place(lon, lat)
    assert len(caught.value.problems) == len(messages)
    for problem, message in zip(caught.value.problems, messages, strict=True):
        assert message in problem


@pytest.mark.usefixtures("indonesian")
def test_a_place_goes_there_and_back():
    assert place_text((110.631, -6.8912)) == ("110,631000", "-6,891200")
    assert typed_place(*place_text((110.631, -6.8912))) == (110.631, -6.8912)


def test_distance_to_the_road(area):
    # 0.01 degrees of the meridian; its radius of curvature on the ellipsoid of WGS 84.
    a, e2 = 6378137.0, 0.00669437999014
    m = a * (1 - e2) / (1 - e2 * math.sin(math.radians(7.005)) ** 2) ** 1.5
    assert road_distance_m(area, CAR, (110.005, -7.01)) == pytest.approx(
        math.radians(0.01) * m, abs=0.1
    )


def test_roads_that_the_mode_may_not_use_do_not_count(area):
    """From the east end of the path, 110.02, the car's road ends at 110.01: 1.1 km."""
    parallel = 6378137.0 / math.sqrt(1 - 0.00669437999014 * math.sin(math.radians(7)) ** 2)
    metres = math.radians(0.01) * parallel * math.cos(math.radians(7))
    assert road_distance_m(area, CAR, (110.02, -7.0)) == pytest.approx(metres, abs=2)


@pytest.mark.usefixtures("indonesian")
def test_words(area):
    words = place_words(area, CAR, (110.005, -7.01), (110.005, -7.0))
    assert words == "1,1 km dari jalan terdekat · bergeser 1,1 km"
    far = place_words(area, CAR, (110.005, -7.2), None)
    assert "22,1 km dari jalan terdekat (lebih dari 2,0 km: tidak dihubungkan)" in far
    assert far.endswith("di luar batas wilayah")


def test_the_kecamatan_of_a_place(area):
    rings = area.boundaries
    assert district_at(rings, 110.0, -7.0) is None, "33.99 is the code of a kabupaten"
    rings = rings.assign(code="33.99.01", name="Kota Uji")
    assert district_at(rings, 110.0, -7.0) == "Kota Uji"
    assert district_at(rings, 111.0, -7.0) is None
    assert district_at(rings.iloc[:0], 110.0, -7.0) is None


@pytest.mark.usefixtures("indonesian")
def test_lengths():
    assert [length_text(m) for m in (0.4, 20.4, 999.4, 999.6, 2340.0)] == [
        "0 m", "20 m", "999 m", "1,0 km", "2,3 km",
    ]  # fmt: skip
