"""Orders and choices outlive the program; the desk runs one at a time."""

import json

import geopandas as gpd
import pytest
from shapely.geometry import MultiPolygon, box

from layers.jobs.progress import Monitor
from layers.osm.download_job import FetchDesk, default_folder
from layers.osm.download_request import FetchChoices, FetchMemory, FetchOrder, search
from layers.osm.http_errors import OFFLINE_WAYS
from layers.osm.queries import RoadOptions
from spatial.errors import InputError
from tests.layers import overpass_server as fake
from tests.layers.osm_cases import AREA, CROSS, POINTS, way
from tests.layers.test_overpass import place, refused, square

LONG = 20
KECAMATAN = gpd.GeoDataFrame(
    {"code": ["53.13.01", "53.13.99"], "name": ["Nubatukan", "Jauh"],
     "regency": ["Kabupaten Lembata"] * 2},
    geometry=[AREA, box(125, 0, 126, 1)], crs=4326,
)  # fmt: skip


@pytest.fixture
def choices(server):
    return FetchChoices(endpoint=server.url, geocoder=server.url, tile_km=200)


@pytest.fixture
def order(choices):
    return FetchOrder("Kecamatan Uji", AREA, choices, "Kabupaten Uji", KECAMATAN)


def answer_areas(server):
    roads = fake.answer(*CROSS, way(1, [1, 2, 3, 4, 5], highway="primary"))
    points = fake.answer(*POINTS)

    def usual(handler):
        act = points if "out center" in server.queries[-1] else roads
        act(handler)

    server.usual = usual


def ended(desk):
    view = desk._job.wait(LONG)
    assert view.status != "running"
    return view


def test_choices_are_remembered(tmp_path):
    memory = FetchMemory(tmp_path / "osm")
    assert memory.choices() == FetchChoices()
    changed = FetchChoices(endpoint="http://x/y", timeout_s=60, tracks=True)
    memory.keep_choices(changed)
    assert FetchMemory(tmp_path / "osm").choices() == changed
    for damaged in ("", "{", '{"timeout_s": -1}', '{"unknown": 1}'):
        (tmp_path / "osm" / "choices.json").write_text(damaged)
        assert memory.choices() == FetchChoices()


def test_choices_become_settings(tmp_path):
    chosen = FetchChoices(timeout_s=100, paths=True)
    settings = chosen.settings(tmp_path)
    assert (settings.timeout_s, settings.query_timeout_s) == (100, 60)
    assert settings.connect_timeout_s == 5
    assert chosen.options == RoadOptions(paths=True)
    with pytest.raises(InputError, match="endpoint"):
        FetchChoices(endpoint="x").settings(tmp_path)


def test_an_order_outlives_the_program(tmp_path, choices, order):
    memory = FetchMemory(tmp_path)
    assert memory.order() is None
    memory.keep_order(order)
    again = FetchMemory(tmp_path).order()
    assert (again.title, again.regency, again.choices) == (
        "Kecamatan Uji",
        "Kabupaten Uji",
        choices,
    )
    assert again.area.equals(AREA)
    assert list(again.places["name"]) == ["Nubatukan"]
    assert again.places.geometry.iloc[0].equals(AREA)
    islands = MultiPolygon([AREA, box(121, 0, 121.1, 0.1)])
    memory.keep_order(FetchOrder("dua pulau", islands, choices))
    assert memory.order().area.equals(islands)
    assert memory.order().places is None
    memory.forget_order()
    memory.forget_order()
    assert memory.order() is None


def test_a_damaged_order_is_none(tmp_path, order):
    memory = FetchMemory(tmp_path)
    memory.keep_order(order)
    path = tmp_path / "order.json"
    good = json.loads(path.read_text())
    for broken in ({"area": "POLYGON EMPTY"}, {"area": "x"}, {"area": "POINT (1 2)"},
                   {"title": 3}):  # fmt: skip
        path.write_text(json.dumps({**good, **broken}))
        assert memory.order() is None


def test_the_desk_fetches_and_places_points(server, tmp_path, order):
    answer_areas(server)
    desk = FetchDesk(tmp_path)
    assert desk.view() is None
    assert order.on_disk(desk.memory.replies) == (0, 5)
    desk.start(order)
    found = ended(desk).result
    markets = found.points["markets"]
    assert set(markets["district"]) == {"Nubatukan"}
    assert set(markets["regency"]) == {"Kabupaten Lembata"}
    assert order.on_disk(desk.memory.replies) == (5, 5)
    assert FetchDesk(tmp_path).order.title == "Kecamatan Uji"
    desk.close()
    assert (desk.view(), desk.order, FetchDesk(tmp_path).order) == (None, None, None)
    assert order.on_disk(desk.memory.replies) == (5, 5)


@pytest.mark.usefixtures("indonesian")
def test_cancelled_then_resumed_by_another_program(server, tmp_path, order):
    answer_areas(server)
    usual = server.usual

    def silent_later(handler):
        act = fake.silent(server.release) if len(server.queries) == 3 else usual
        act(handler)

    server.usual = silent_later
    desk = FetchDesk(tmp_path)
    desk.start(order)
    while len(server.queries) < 3:
        assert desk.view().status == "running"
    with pytest.raises(InputError, match="Masih ada unduhan"):
        desk.start(order)
    desk.cancel()
    assert desk.view().status == "cancelled"
    assert ended(desk).status == "cancelled"
    server.release.set()
    other = FetchDesk(tmp_path)
    assert other.view() is None
    assert other.order.on_disk(other.memory.replies) == (2, 5)
    asked = len(server.queries)
    server.usual = usual
    other.start(other.order)
    assert ended(other).status == "done"
    assert len(server.queries) == asked + 3


def test_without_internet(server, tmp_path, order):
    desk = FetchDesk(tmp_path)
    offline = FetchChoices(endpoint=refused(), geocoder=refused())
    desk.start(FetchOrder("x", AREA, offline))
    view = ended(desk)
    assert view.status == "failed"
    (sentence,) = view.problems
    assert sentence.endswith(OFFLINE_WAYS)


@pytest.mark.usefixtures("indonesian")
def test_a_desk_refuses_what_cannot_work(tmp_path):
    desk = FetchDesk(tmp_path)
    with pytest.raises(InputError, match="endpoint"):
        desk.start(FetchOrder("x", AREA, FetchChoices(endpoint="x")))
    assert desk.view() is None
    desk.cancel()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="tidak dapat dibuat"):
        FetchDesk(tmp_path / "file" / "osm").start(FetchOrder("x", AREA, FetchChoices()))


def test_where_downloads_lie(monkeypatch, tmp_path):
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path))
    assert default_folder() == tmp_path / "osm"


@pytest.mark.usefixtures("indonesian")
def test_search(server, settings, choices):
    server.usual = fake.body(json.dumps([place("Lembata", square(123, -9))]).encode())
    heard = []
    (found,) = search("Lembata", choices.settings(settings.cache), Monitor(heard.append))
    assert found.name == "Lembata"
    assert heard[0].waiting_for.startswith("jawaban 127.0.0.1")
