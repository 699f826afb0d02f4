"""What is cleared away from the replies on disk, and what never is."""

import os
import time

import pytest

from layers.osm import reply_cache
from layers.osm.overpass import Question, fetch_all
from layers.osm.settings import OsmSettings

DAY = 86_400


def kept(folder, question, *, arrived=0.0, used=0.0):
    """Store 300,000 bytes of reply that arrived and was used some days ago."""
    reply_cache.store(folder, question, {})
    path = reply_cache.path_of(folder, question)
    path.write_bytes(bytes(300_000))
    now = time.time()
    os.utime(path, (now - used * DAY, now - arrived * DAY))
    return path


def test_old_replies_go(tmp_path):
    old = kept(tmp_path, "old", arrived=400, used=2)
    young = kept(tmp_path, "young", arrived=300, used=299)
    assert reply_cache.prune(tmp_path, 365, 100) == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_the_least_lately_used_go_when_there_are_too_many(tmp_path):
    paths = [kept(tmp_path, str(days), arrived=50 - days, used=days) for days in (4, 2, 3, 5)]
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    assert reply_cache.prune(tmp_path, 365, 0.7) == 2
    assert [path.exists() for path in paths] == [False, True, True, False]
    assert other.exists()


def test_what_a_download_needs_stays(tmp_path):
    needed = kept(tmp_path, "needed", arrived=400, used=390)
    reply_cache.mark_used(tmp_path, ["needed", "never stored"])
    kept(tmp_path, "other", arrived=400, used=390)
    assert reply_cache.prune(tmp_path, 365, 0) == 1
    assert needed.exists()
    assert time.time() - needed.stat().st_mtime == pytest.approx(400 * DAY, abs=60)


def test_nothing_to_clear(tmp_path):
    assert reply_cache.prune(tmp_path / "missing", 1, 1) == 0


def test_a_download_clears_away_but_not_what_it_needs(server, settings):
    fetch_all([Question("a"), Question("b")], settings)
    for question in "ab":
        path = reply_cache.path_of(settings.cache, question)
        os.utime(path, (time.time() - 3 * DAY, time.time() - 3 * DAY))
    small = OsmSettings(settings.cache, endpoint=settings.endpoint, max_cache_mb=0)
    (replies,) = fetch_all([Question("a")], small)
    assert replies[0].from_cache
    assert reply_cache.load(settings.cache, "b") is None


def test_age_on_disk(tmp_path):
    kept(tmp_path, "q", arrived=10)
    assert reply_cache.has(tmp_path, "q", 11)
    assert not reply_cache.has(tmp_path, "q", 9)
    assert reply_cache.has(tmp_path, "q", float("inf"))
    assert not reply_cache.has(tmp_path, "other", float("inf"))
