"""The map of the next service: classes around the threshold, legend, and names without harm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.siting.answer import ask_siting
from layers.siting.map import siting_layer, trip_classes
from layers.siting.question import SitesQuestion, SitingQuestion
from layers.siting.tour import TourQuestion, mobile_tour
from layers.siting.trips import area_sites
from layers.webmap.facility_map import facility_base_map
from spatial.errors import InputError
from tests.layers.coverage_cases import WALK, E
from tests.layers.siting_cases import answered, measured


def drawn(area, answer, tour=None):
    paper = facility_base_map(area, answer.measured.ground.facilities, "Disnaker")
    siting_layer(answer, "Disnaker", tour).add_to(paper)
    return paper.get_root().render()


@pytest.mark.usefixtures("indonesian")
def test_classes_are_inclusive_around_the_threshold():
    # After a site at step 20 or 22: 2, 4, 8 steps, then 0 and 2 in either order, 0 on the islet.
    answer = answered(model="p-median", sites=1, threshold=4 * E + 1)
    classes, texts = trip_classes(answer)
    assert classes.tolist()[:3] == [0, 1, 2]
    assert sorted(classes.tolist()[3:5]) == [0, 0]
    assert classes.tolist()[5:] == [0, -1]
    assert texts[1].endswith("km (ambang)")
    near = answered(model="p-median", sites=1, threshold=2 * E)
    assert trip_classes(near)[0].tolist()[2] == 3


@pytest.mark.usefixtures("indonesian")
def test_the_map_of_an_area(village_area):
    sites = area_sites(village_area, SitesQuestion("market", WALK))
    answer = ask_siting(sites, SitingQuestion("p-median", 1, 1000.0))
    html = drawn(village_area, answer)
    assert "Titik baru" in html
    assert "Desa menurut perjalanan barunya" in html


def test_names_are_harmless(village_area):
    evil = village_area.villages.assign(name="{{ 7*7 }}<script>alert(1)</script>")
    area = replace(village_area, villages=evil)
    sites = area_sites(area, SitesQuestion("market", WALK))
    html = drawn(area, ask_siting(sites, SitingQuestion("p-median", 1, 1000.0)))
    assert "<script>alert(1)" not in html
    assert "49<" not in html


@pytest.mark.usefixtures("indonesian")
def test_a_tour_along_the_road():
    # From the office at 0 to villages at 8 and 20 (or 22) steps, and home.
    answer = answered(model="p-median", sites=2)
    tour = mobile_tour(answer, TourQuestion("d0", stay_s=600.0, day_s=36_000.0))
    far = 20 if "villages:v3" in set(answer.chosen["id"]) else 22
    assert tour.km == pytest.approx(2 * far * E / 1000, rel=1e-3)
    assert tour.route.days == 1
    assert tour.legs["from_name"].iloc[0] == tour.legs["to_name"].iloc[-1] == "d0"
    assert len(tour.legs) == 3
    assert not tour.legs.geometry.is_empty.any()
    assert tour.route.travel == pytest.approx(60 * tour.legs["minutes"].sum())
    with pytest.raises(InputError, match="Pangkalan"):
        mobile_tour(answer, TourQuestion("d9"))


def test_a_stop_on_an_islet_is_not_on_the_tour():
    sites = measured()
    answer = ask_siting(sites, SitingQuestion("p-median", 2, 1000.0))
    assert "villages:v5" in set(answer.chosen["id"])
    tour = mobile_tour(answer, TourQuestion("d0"))
    assert tour.route.left_out == ["villages:v5"]
    assert len(tour.route.stops) == 1
