"""Scenarios in the store: nothing is lost, whatever fails, and they follow their area."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from cli import main
from layers.scenarios.changes import CloseFacility
from layers.scenarios.store import (
    NEW,
    ScenarioChangedError,
    ScenarioStore,
    default_scenarios,
)
from layers.store import scenario_folders as module
from layers.store.area_store import AreaStore, default_store
from layers.store.scenario_folders import KEPT
from layers.workspace.bundle import read_bundle, read_bundle_scenarios, write_bundle
from spatial.errors import InputError
from tests.layers.scenario_cases import mobile, scenario, straight_area
from tests.layers.store_cases import small_area

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def area():
    return straight_area()


@pytest.fixture
def store(tmp_path):
    return ScenarioStore(tmp_path / "scenarios")


@pytest.fixture
def first(area):
    return scenario(area, mobile(21, 4.0))


@pytest.fixture
def second(first):
    return first.with_change(CloseFacility(id="c2", layer="offices", facility="d0"))


def test_what_comes_back_is_what_went_in(store, first, second):
    store.save(first)
    assert store.load("uji", "coba") == first
    store.save(second)
    assert store.load("uji", "coba") == second
    (entry,) = store.entries("uji")
    assert (entry.title, entry.changes, entry.versions, entry.problem) == ("Coba", 2, 2, "")
    assert store.areas() == ["uji"]
    assert ScenarioStore(store.root).names("uji") == ["coba"]


@pytest.mark.usefixtures("indonesian")
def test_an_empty_store(store):
    assert store.areas() == []
    assert store.entries("uji") == []
    for do in (store.load, store.delete, store.roll_back):
        with pytest.raises(InputError, match="tidak punya skenario 'coba'"):
            do("uji", "coba")


@pytest.mark.usefixtures("indonesian")
def test_a_roll_back_is_a_version_and_can_be_undone(store, first, second):
    store.save(first)
    with pytest.raises(InputError, match="hanya punya satu versi"):
        store.roll_back("uji", "coba")
    store.save(second)
    assert store.roll_back("uji", "coba") == first
    assert store.load("uji", "coba") == first
    assert store.roll_back("uji", "coba") == second
    assert store.entries("uji")[0].versions == 4


def test_old_versions_go_at_last(store, first, monkeypatch):
    monkeypatch.setattr(module, "KEPT", 3)
    for number in range(5):
        store.save(first.named("coba", f"Judul {number}"))
    names = sorted(path.name for path in (store.root / "uji" / "coba").iterdir())
    assert names == ["v000003.json", "v000004.json", "v000005.json"]
    assert store.load("uji", "coba").title == "Judul 4"
    assert KEPT == 50


@pytest.mark.usefixtures("indonesian")
def test_nobody_covers_up_somebody_elses_version(store, first, second):
    store.save(first, based_on=NEW)
    with pytest.raises(ScenarioChangedError, match="Sudah ada"):
        store.save(second, based_on=NEW)
    store.save(second, based_on=first.digest())
    with pytest.raises(ScenarioChangedError, match="dari tempat lain"):
        store.save(first, based_on=first.digest())
    assert store.load("uji", "coba") == second


@pytest.mark.parametrize("step", ["write_bytes", "flush", "replace"])
def test_a_save_that_breaks_leaves_the_old_version(store, first, second, monkeypatch, step):
    store.save(first)

    def fail(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        target = module if step == "flush" else Path
        patch.setattr(target, step, fail)
        with pytest.raises(InputError, match="No space left"):
            store.save(second)
    assert store.load("uji", "coba") == first
    assert [p.name for p in (store.root / "uji" / "coba").iterdir()] == ["v000001.json"]
    store.save(second)
    assert store.load("uji", "coba") == second


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_the_old_version(store, first):
    store.save(first)
    program = (
        "import os, sys, pathlib\n"
        "from layers.scenarios.store import ScenarioStore\n"
        "from layers.store import scenario_folders as s\n"
        "store = ScenarioStore(pathlib.Path(sys.argv[1]))\n"
        "s.flush = lambda path: os._exit(9)\n"
        "store.save(store.load('uji', 'coba').without('c1'))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(store.root)], cwd=ROOT,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)  # fmt: skip
    assert done.returncode == 9
    assert store.load("uji", "coba") == first
    store.save(first.named("coba", "Sesudahnya"))
    assert store.load("uji", "coba").title == "Sesudahnya"


def test_several_writers_lose_no_version(store, first):
    writers = [
        threading.Thread(target=store.save, args=(first.named("coba", f"Judul {n}"),))
        for n in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert store.entries("uji")[0].versions == 8


@pytest.mark.usefixtures("indonesian")
def test_a_damaged_version_is_told_and_the_one_before_comes_back(store, first, second):
    store.save(first)
    store.save(second)
    (store.root / "uji" / "coba" / "v000002.json").write_bytes(b"{")
    (entry,) = store.entries("uji")
    assert "bukan berkas JSON" in entry.problem
    with pytest.raises(InputError, match="bukan berkas JSON"):
        store.load("uji", "coba")
    assert store.roll_back("uji", "coba") == first
    assert store.load("uji", "coba") == first


def test_sent_scenarios_get_a_free_name(store, first, second):
    assert store.add(first, "uji") == first
    assert store.add(first, "uji") == first
    assert store.names("uji") == ["coba"]
    assert store.add(second, "uji").name == "coba-2"
    assert store.load("uji", "coba-2").changes == second.changes
    assert store.add(second, "lain").area == "lain"


def test_deleting(store, first):
    store.save(first)
    store.save(first.named("lain", "Lain"))
    store.delete("uji", "coba")
    assert store.names("uji") == ["lain"]
    assert not list(store.root.glob(".trash-*"))


@pytest.mark.parametrize("name", ["../x", "", "a/b", "CON", "con"])
def test_unsafe_names(store, first, name):
    with pytest.raises(InputError):
        store.save(first.model_copy(update={"name": name}))
    with pytest.raises(InputError):
        store.save(first.model_copy(update={"area": name}))
    with pytest.raises(InputError):
        store.names(name)


def test_scenarios_follow_an_area_that_is_renamed(first, tmp_path):
    areas, scenarios = AreaStore(tmp_path / "areas"), ScenarioStore(tmp_path / "scenarios")
    areas.save(small_area())
    scenarios.save(first)
    left = first.named("coba", "Sisa").model_copy(update={"area": "baru"})
    scenarios.save(left)
    areas.rename("uji", "baru")
    assert scenarios.names("uji") == []
    assert scenarios.load("baru", "coba").title == "Sisa"
    assert scenarios.load("baru", "coba-2").changes == first.changes


def test_scenarios_outlive_the_deletion_of_their_area(first):
    default_store().save(small_area())
    default_scenarios().save(first)
    default_store().delete("uji", confirm="uji")
    assert default_scenarios().load("uji", "coba") == first
    assert default_scenarios().areas() == ["uji"]


@pytest.mark.slow
@pytest.mark.usefixtures("indonesian")
def test_scenarios_travel_with_an_area_in_one_zip(area, first, second, tmp_path):
    path = tmp_path / "uji.zip"
    write_bundle(small_area(), path, [first, second.named("lain", "Lain")])
    assert read_bundle(path).title == "Kabupaten Uji"
    assert read_bundle_scenarios(path) == [first, second.named("lain", "Lain")]
    write_bundle(small_area(), path)
    assert read_bundle_scenarios(path) == []
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr("scenarios.json", b'[{"kind": "lain"}]')
    with pytest.raises(InputError, match="ini bukan berkas skenario"):
        read_bundle_scenarios(path)


@pytest.mark.slow
def test_the_shell_takes_scenarios_along(first, tmp_path, capsys):
    default_store().save(small_area())
    default_scenarios().save(first)
    path = str(tmp_path / "uji.zip")
    assert main(["area", "export", "uji", path]) == 0
    assert main(["area", "import", path, "--name", "tetangga"]) == 0
    assert "kept scenario coba (Coba)" in capsys.readouterr().err
    assert default_scenarios().load("tetangga", "coba").changes == first.changes
