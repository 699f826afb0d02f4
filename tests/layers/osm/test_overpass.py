"""Downloads from a server that misbehaves: a good result or a clear error, never lost data."""

import gzip
import json
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from layers.jobs.progress import CancelledError, Progress
from layers.osm import reply_cache
from layers.osm.http_errors import (
    DownloadError,
    OfflineError,
    TooLargeError,
    plain_words,
)
from layers.osm.nominatim import find_places
from layers.osm.overpass import Question, fetch
from layers.osm.overpass import fetch_all as fetch_groups
from layers.osm.settings import OsmSettings
from spatial.errors import InputError
from tests.layers import overpass_server as fake
from tests.layers.osm_cases import node


def fetch_all(queries, settings, caller=None):
    """Ask queries that cannot be taken apart."""
    groups = fetch_groups([Question(query) for query in queries], settings, caller)
    assert [len(group) for group in groups] == [1] * len(queries)
    return [reply for (reply,) in groups]


GOOD = fake.answer(node(1, 0, 0))
WHOLE = json.dumps(fake.document(node(1, 0, 0))).encode()
PAGE = (
    "<html><head><title>x</title></head><body><p>The server is probably too busy</p></body></html>"
)
MEMORY = 'runtime error: Query run out of memory in "query" at line 1 using about 512 MB of RAM.'
TIME = 'runtime error: Query timed out in "query" at line 4 after 2 seconds.'
DISPATCHER = "runtime error: open64: 0 Success /osm3s_v0.7.57_osm_base Dispatcher_Client::timeout"

PASSING = {
    "429": fake.status(429),
    "504": fake.status(504),
    "503": fake.status(503),
    "hang up": fake.hang_up,
    "cut off": fake.cut_off(WHOLE[:40], len(WHOLE)),
    "cut off without length": fake.body(WHOLE[:40]),
    "cut chunks": fake.cut_chunks(WHOLE[:40]),
    "cut gzip": fake.body(gzip.compress(WHOLE)[:30], Content_Encoding="gzip"),
    "no gzip": fake.body(WHOLE, Content_Encoding="gzip"),
    "invalid JSON": fake.body(b'{"elements": [,]}'),
    "no UTF-8": fake.body(b"\xff\xfe\x00{"),
    "page with status 200": fake.body(PAGE.encode(), kind="text/html"),
    "busy dispatcher": fake.answer(remark=DISPATCHER),
    "node without place": fake.answer({"type": "node", "id": 1}),
    "node off the globe": fake.answer({"type": "node", "id": 1, "lon": 500, "lat": 0}),
    "number as name": fake.answer(node(1, 0, 0, name=7)),
    "endless id": fake.answer({"type": "way", "id": 2**70}),
    "centre without place": fake.answer({"type": "way", "id": 1, "center": {}}),
    "member without object": fake.answer({"type": "relation", "id": 1, "members": [{}]}),
    "way with texts": fake.answer({"type": "way", "id": 1, "nodes": ["a"]}),
}
FINAL = {
    "out of memory": (fake.answer(remark=MEMORY), TooLargeError, "petak (yang )?lebih kecil"),
    "out of time": (fake.answer(remark=TIME), TooLargeError, "petak (yang )?lebih kecil"),
    "bad request": (fake.status(400, "<p>Error: parse error</p>"), DownloadError, "parse error"),
    "forbidden": (fake.status(406, ""), DownloadError, "406"),
    "login page": (fake.status(302, "", Location="http://x/"), DownloadError, "login"),
    "other JSON": (fake.body(b"[1]"), DownloadError, "Overpass"),
    "too large": (fake.body(b" " * 2_000_000), TooLargeError, "petak (yang )?lebih kecil"),
}


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_ends_in_a_good_result(server, settings, listener, fault):
    server.acts = [PASSING[fault], GOOD]
    (reply,) = fetch_all(["q"], settings, listener.caller)
    assert [e["id"] for e in reply.elements] == [1]
    assert (reply.timestamp, reply.from_cache) == (fake.STAMP, False)
    assert server.queries == ["q", "q"]
    assert listener.slept == pytest.approx(4)
    assert "dicoba lagi dalam 4 detik" in listener.words


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_stays_ends_in_a_clear_error(server, settings, listener, fault):
    old = keep_old_reply(settings)
    server.usual = PASSING[fault]
    with pytest.raises(
        DownloadError, match=r"setelah 3 kali dicoba.*dilanjutkan dari situ"
    ) as caught:
        fetch_all(["q"], settings, listener.caller)
    assert len(server.queries) == 3
    assert listener.slept == pytest.approx(4 + 8)
    assert f"jawaban lama di komputer ini, dengan data {fake.STAMP}" in str(caught.value)
    assert reply_cache.path_of(settings.cache, "q").read_bytes() == old


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("fault", FINAL)
def test_a_fault_that_would_come_again_is_not_repeated(server, settings, listener, fault):
    server.usual, error, words = FINAL[fault]
    old = keep_old_reply(settings)
    with pytest.raises(error, match=words):
        fetch_all(["q"], replace(settings, max_reply_mb=1), listener.caller)
    assert (len(server.queries), listener.slept) == (1, 0)
    assert reply_cache.path_of(settings.cache, "q").read_bytes() == old


def keep_old_reply(settings):
    """Store a reply that is too old to be used."""
    path = reply_cache.path_of(settings.cache, "q")
    settings.cache.mkdir()
    fetched = (datetime.now(tz=UTC) - timedelta(days=31)).isoformat()
    record = {"question": "q", "fetched": fetched, "reply": fake.document(node(7, 0, 0))}
    path.write_bytes(gzip.compress(json.dumps(record).encode()))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("9999", 60),
        ("soon", 4),
        ("-5", 4),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
    ],
)
def test_retry_after_is_honoured_within_bounds(server, settings, listener, header, seconds):
    server.acts = [fake.status(429, Retry_After=header), GOOD]
    fetch_all(["q"], settings, listener.caller)
    assert listener.slept == pytest.approx(seconds)


def test_retry_after_as_a_date(server, settings, listener):
    date = format_datetime(datetime.now(tz=UTC) + timedelta(seconds=30), usegmt=True)
    server.acts = [fake.status(503, Retry_After=date), GOOD]
    fetch_all(["q"], settings, listener.caller)
    assert 0 < listener.slept <= 30


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("kind", [fake.dripping, fake.silent])
def test_slow_bytes_end_at_the_deadline(server, settings, listener, kind):
    server.acts = [kind(server.release), GOOD]
    (reply,) = fetch_all(["q"], replace(settings, timeout_s=1.5), listener.caller)
    assert len(reply.elements) == 1
    assert "1.5 detik" in listener.words


def test_empty_result_is_a_result_and_is_kept(server, settings):
    assert fetch("q", settings).elements == []
    assert fetch("q", settings).from_cache
    assert server.queries == ["q"]


def test_harmless_remark(server, settings):
    server.usual = fake.answer(node(1, 0, 0), remark="runtime remark: Test")
    assert len(fetch("q", settings).elements) == 1


def test_it_names_itself(server, settings):
    fetch("q", settings)
    assert server.agents[0].startswith("Desmigratif-Spasial/")


def refused():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


@pytest.mark.parametrize(
    "endpoint",
    [refused(), "http://overpass.invalid/api/interpreter"],
    ids=["refused", "unknown"],  # workers collect under the same names, whatever port is free
)
def test_offline_is_said_at_once_with_the_ways_that_remain(
    settings, listener, monkeypatch, endpoint
):
    monkeypatch.setenv("NO_PROXY", "*")
    with pytest.raises(OfflineError) as caught:
        fetch_all(["q"], replace(settings, endpoint=endpoint), listener.caller)
    assert all(word in str(caught.value) for word in (".osm.pbf", "RBI", ".graphml", "internet"))
    assert listener.slept == 0
    assert isinstance(caught.value, InputError)


def test_resume_asks_only_for_what_is_not_on_disk(server, settings, listener):
    server.acts = [GOOD, GOOD, *[fake.status(504)] * 3]
    with pytest.raises(DownloadError):
        fetch_all(["a", "b", "c", "d"], settings, listener.caller)
    server.queries.clear()
    replies = fetch_all(["a", "b", "c", "d"], settings, listener.caller)
    assert server.queries == ["c", "d"]
    assert [reply.from_cache for reply in replies] == [True, True, False, False]


def test_damaged_reply_on_disk_is_asked_again(server, settings):
    server.usual = GOOD
    fetch("q", settings)
    path = reply_cache.path_of(settings.cache, "q")
    for damaged in (path.read_bytes()[:20], b"", gzip.compress(b"{}"), gzip.compress(b"[")):
        path.write_bytes(damaged)
        assert not fetch("q", settings).from_cache
        assert fetch("q", settings).from_cache


def test_age_of_the_cache(server, settings):
    keep_old_reply(settings)
    assert fetch("q", replace(settings, cache_days=32)).elements[0]["id"] == 7
    assert fetch("q", replace(settings, cache_days=float("inf"))).from_cache
    server.usual = GOOD
    assert fetch("q", replace(settings, cache_days=30)).elements[0]["id"] == 1


def test_cache_leaves_no_temporary_files(server, settings):
    fetch("q", settings)
    assert [p.name for p in settings.cache.iterdir()] == [
        reply_cache.path_of(settings.cache, "q").name
    ]


@pytest.mark.usefixtures("indonesian")
def test_progress(server, settings, listener):
    server.usual = GOOD
    fetch_all(["a", "b"], settings, listener.caller)
    steps = [p for p in listener.heard if not p.waiting_for]
    assert steps == [Progress(0, 2, 0), Progress(1, 2, 1), Progress(2, 2, 2)]
    assert Progress(1, 2, 1, f"jawaban {server.url.split('/')[2]}") in listener.heard


@pytest.mark.usefixtures("indonesian")
def test_cancel_while_the_server_is_silent(server, settings, listener):
    server.acts = [GOOD, fake.silent(server.release)]
    listener.cancel_when = lambda: len(server.queries) == 2
    with pytest.raises(CancelledError, match="tersimpan"):
        fetch_all(["a", "b"], settings, listener.caller)
    assert server.running == 1
    listener.cancel_when = None
    server.release.set()
    assert [r.from_cache for r in fetch_all(["a", "b"], settings, listener.caller)] == [
        True,
        False,
    ]


def test_cancel_during_a_pause(server, settings, listener):
    server.usual = fake.status(429)
    listener.cancel_when = lambda: listener.slept > 1
    with pytest.raises(CancelledError):
        fetch_all(["q"], settings, listener.caller)
    assert len(server.queries) == 1
    assert listener.slept < 2


def test_cancel_before_the_first_query(server, settings, listener):
    listener.cancel_when = lambda: True
    with pytest.raises(CancelledError):
        fetch_all(["q"], settings, listener.caller)
    assert server.queries == []


def test_one_request_at_a_time(server, settings):
    gate = threading.Barrier(6)

    def work(name):
        gate.wait()
        fetch_all([f"{name} {k}" for k in range(4)], settings)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.queries) == 24
    assert server.most_running == 1


@pytest.mark.parametrize(("protocol", "connections"), [("HTTP/1.0", 3), ("HTTP/1.1", 1)])
def test_a_connection_that_the_server_leaves_open_serves_all_queries(
    monkeypatch, tmp_path, protocol, connections
):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with fake.running(protocol) as server:
        server.usual = GOOD
        fetch_all(["a", "b", "c"], OsmSettings(tmp_path, endpoint=server.url))
    assert (server.queries, server.connections) == (["a", "b", "c"], connections)


@pytest.mark.usefixtures("indonesian")
def test_a_second_download_says_that_it_waits_and_can_be_cancelled(server, settings, listener):
    server.usual = fake.silent(server.release)
    first = threading.Thread(
        target=lambda: fetch("a", replace(settings, max_tries=1)), daemon=True
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda _: None)
        first.start()
        while not server.queries:
            pass
        listener.cancel_when = lambda: "unduhan lain" in listener.words
        with pytest.raises(CancelledError):
            fetch_all(["b"], settings, listener.caller)
        server.release.set()
        first.join()
    assert server.queries == ["a"]


def test_settings_that_cannot_work(tmp_path):
    with pytest.raises(InputError) as caught:
        OsmSettings(tmp_path, endpoint="ftp://x", tile_km=0, pause_s=-1, timeout_s=float("nan"))
    assert len(caught.value.problems) == 4


def test_plain_words():
    assert plain_words(PAGE) == "The server is probably too busy"


def place(name, geometry):
    return {"display_name": name, "osm_type": "relation", "osm_id": 5, "geojson": geometry}


def square(x, y):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_places_by_name(server, settings):
    found = [
        place("Lembata, NTT", square(123, -9)),
        place("a point", {"type": "Point", "coordinates": [123, -8]}),
        place("abroad", square(10, 50)),
        {"display_name": "without a shape"},
        place("damaged", {"type": "Polygon", "coordinates": [[[1, 2]]]}),
    ]
    server.acts = [fake.status(429), fake.body(json.dumps(found).encode())]
    quick = replace(settings, pause_s=0)
    (lembata,) = find_places("  Kabupaten  Lembata ", quick)
    assert (lembata.name, lembata.osm_id) == ("Lembata, NTT", "relation/5")
    assert lembata.area.bounds == (123, -9, 124, -8)
    assert server.queries == ["Kabupaten Lembata"] * 2
    find_places("Kabupaten Lembata", quick)
    assert len(server.queries) == 2


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("reply", [b"[]", b'{"error": 1}', b"<html>"])
def test_places_that_are_not_found(server, settings, reply):
    server.usual = fake.body(reply)
    with pytest.raises(InputError):
        find_places("Atlantis", replace(settings, pause_s=0))
    with pytest.raises(InputError, match="Tulis nama"):
        find_places("  ", settings)


def test_places_offline(settings):
    with pytest.raises(OfflineError):
        find_places("Lembata", replace(settings, geocoder=refused()))
