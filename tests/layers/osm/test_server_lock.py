"""One request at a time per server, across programs; a dead program holds nobody up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layers.jobs.progress import CancelledError, Monitor
from layers.osm.overpass import Question, fetch_all
from layers.osm.server_lock import ServerTurn, acquire
from layers.store.user_folder import data_home
from spatial.errors import InputError

ROOT = Path(__file__).parents[3]
ASK = """
import sys
from pathlib import Path
from layers.osm.settings import OsmSettings
from layers.osm.overpass import Question, fetch_all
name, endpoint, cache = sys.argv[1:]
fetch_all([Question(f"{name} {k}") for k in range(4)], OsmSettings(Path(cache), endpoint=endpoint))
"""
HOLD = """
import os, sys
from layers.jobs.progress import Monitor
from layers.osm.server_lock import ServerTurn, acquire
server = ServerTurn("x:1")
acquire(server.turn, Monitor(), "")
print("held", flush=True)
sys.stdin.read()
os._exit(9)
"""


def python(*arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-c", *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, **more
    )


@pytest.mark.slow
def test_two_programs_with_caches_of_their_own_take_turns(server, tmp_path):
    programs = [python(ASK, name, server.url, str(tmp_path / name)) for name in "ab"]
    assert [program.wait(60) for program in programs] == [0, 0]
    for program in programs:
        program.stdout.close()
    assert len(server.queries) == 8
    assert server.most_running == 1


def test_a_program_that_dies_lets_its_turn_go():
    with python(HOLD, stdin=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == "held\n"
        words = []
        monitor = Monitor(lambda now: words.append(now.waiting_for), cancelled=lambda: bool(words))
        with pytest.raises(CancelledError):
            acquire(ServerTurn("x:1").turn, monitor, "the other program")
        assert words == ["the other program"]
        holder.stdin.close()
        assert holder.wait() == 9
    free = ServerTurn("x:1").turn
    acquire(free, Monitor(), "")
    assert free.is_locked
    free.release()


def test_servers_do_not_wait_for_each_other():
    one, other = ServerTurn("a:1").turn, ServerTurn("a:2").turn
    for lock in (one, other):
        acquire(lock, Monitor(cancelled=lambda: False), "")
    assert one.lock_file != other.lock_file
    for lock in (one, other):
        lock.release()


@pytest.mark.usefixtures("indonesian")
def test_a_folder_that_cannot_be_made_is_told(settings, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path / "file"))
    with pytest.raises(InputError, match="tidak dapat dibuat"):
        fetch_all([Question("q")], settings)


def test_locks_lie_in_the_users_folder():
    assert Path(ServerTurn("a:1").wire.lock_file).parent == data_home() / "osm" / "locks"
    assert os.sep not in Path(ServerTurn("../a:1").wire.lock_file).name
