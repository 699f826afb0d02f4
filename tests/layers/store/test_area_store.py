"""The store: nothing is lost, whatever fails, and what comes back is what went in."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from layers.area.road_source import RoadSource
from layers.imports.roads import joins_table
from layers.store import area_files
from layers.store import area_store as store_module
from layers.store.area_name import check_name, slug
from layers.store.area_store import NEW, AreaStore, default_store
from layers.store.locks import locked
from layers.workspace import catalog
from spatial.errors import InputError, NetworkError
from tests.layers.store_cases import point_layer, small_area, titled

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def area():
    return small_area()


@pytest.fixture
def store(tmp_path):
    return AreaStore(tmp_path / "areas")


@pytest.fixture(scope="module")
def template(tmp_path_factory, area):
    """The folder of a store with one area of two versions, `lama` and `baru`."""
    root = tmp_path_factory.mktemp("template")
    for title in ("lama", "baru"):
        AreaStore(root).save(titled(area, title))
    return root


@pytest.fixture
def saved(store, template):
    shutil.copytree(template, store.root)
    return store


def current(store, name="uji"):
    folder = store.root / name
    return folder / json.loads((folder / "current.json").read_text())["current"]


def edit_json(path, **changes):
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}))


def run_sql(path, *statements):
    """Run statements without the triggers, which need functions that only GDAL has."""
    with closing(sqlite3.connect(path)) as file:
        triggers = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f'DROP TRIGGER "{name}"' for (name,) in triggers), *statements):
            file.execute(statement)
        file.commit()


def test_what_comes_back_is_what_went_in(store, area):
    digest = store.save(area)
    loaded = store.load("uji")
    assert loaded.digest == digest == store.digest("uji")
    for layer in ("boundaries", "villages", "offices", "roads"):
        left = getattr(area, layer).reset_index(drop=True)
        assert_geodataframe_equal(
            getattr(loaded, layer)[left.columns], left, check_dtype=False, check_like=True
        )
    assert loaded.network.to_bytes() == area.network.to_bytes()
    assert loaded.roads_source.to_dict() == area.roads_source.to_dict()
    for fact in ("title", "sources", "network_note", "regency", "data_date", "settings"):
        assert getattr(loaded, fact) == getattr(area, fact)


def test_joins_name_the_road_by_its_stored_row(store, area):
    store.save(area)
    (join,) = store.load("uji").roads_source.cleaning.joins.itertuples()
    # 0.00001° of longitude at 7° S is 1.105 m; the roads had the labels 7 and 3.
    assert join.gap_m == pytest.approx(1.105, abs=0.001)
    assert join.line in {0, 1}
    names = joins_table(area.roads_source, area.roads)["name"].tolist()
    assert (
        names
        == joins_table(store.load("uji").roads_source, store.load("uji").roads)["name"].tolist()
    )


@pytest.mark.parametrize("stored", [1, 5, -1])
def test_joins_that_were_stored_under_another_number(store, area, stored):
    """Areas of earlier versions: road 0 ends where the join begins, whatever number was stored."""
    cleaning = area.roads_source.cleaning
    begin = shapely.get_coordinates(cleaning.joins.geometry.iloc[0])[0]
    ends = [shapely.get_coordinates(shape)[[0, -1]] for shape in area.roads.geometry]
    (right,) = [i for i, xy in enumerate(ends) if (abs(xy - begin).max(axis=1) < 1e-8).any()]
    wrong = replace(cleaning, joins=cleaning.joins.assign(line=stored))
    store.save(replace(area, roads_source=replace(area.roads_source, cleaning=wrong)))
    assert store.load("uji").roads_source.cleaning.joins["line"].tolist() == [right]


def test_area_without_offices_and_markets(store, area):
    bare = replace(area, offices=area.offices.iloc[:0], markets=area.markets)
    store.save(bare)
    loaded = store.load("uji")
    assert (len(loaded.offices), len(loaded.markets)) == (0, 0)
    assert {"id", "kind", "precision", "geometry"} <= set(loaded.markets.columns)
    assert loaded.markets.crs.to_epsg() == 4326
    for which in ("disnaker", "market"):
        with pytest.raises(InputError, match="no facility of the kind"):
            loaded.facilities(which)


def test_area_from_a_graph_has_no_joins(store, area):
    source = RoadSource(area.network, "osmnx graph", "highway", None)
    store.save(replace(area, roads_source=source))
    loaded = store.load("uji").roads_source
    assert (loaded.kind, loaded.cleaning) == ("osmnx graph", None)


def test_files_are_what_qgis_and_people_read(store, area):
    store.save(area)
    folder = current(store)
    assert {path.name for path in folder.iterdir()} == {
        "area.gpkg", "network.npz", "manifest.json",
    }  # fmt: skip
    kinds = dict(pyogrio.list_layers(folder / "area.gpkg"))
    assert kinds == {
        "boundaries": "Polygon", "villages": "Point", "offices": "Point", "markets": "Point",
        "services": "Point",
        "roads": "LineString", "joins": "LineString", "crossings": "Point",
        "near_lines": "LineString",
    }  # fmt: skip
    with closing(sqlite3.connect(folder / "area.gpkg")) as file:
        # OGC 12-128r18, requirement 2: application_id "GPKG".
        assert file.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == {
        "boundaries": 1, "villages": 2, "offices": 1, "markets": 0, "services": 0, "roads": 2,
    }  # fmt: skip
    assert (manifest["format"], manifest["network"]["components"]) == (1, 1)
    for name in ("area.gpkg", "network.npz"):
        data = (folder / name).read_bytes()
        facts = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        assert manifest["files"][name] == facts


def test_columns_as_users_have_them(store, area):
    roads = area.roads.assign(
        fid=[1, 1], NAME=["a", "b"], geom="x", maxspeed=[40, "40;50"], bridge=[None, None],
        extra=[["l"], {"k": 1}], oneway=[True, None],
    )  # fmt: skip
    store.save(replace(area, roads=roads))
    loaded = store.load("uji").roads
    assert loaded["fid_"].tolist() == [1, 1]
    assert loaded["NAME_"].tolist() == ["a", "b"]
    assert loaded["geom_"].tolist() == ["x", "x"]
    assert loaded["maxspeed"].tolist() == ["40", "40;50"]
    assert loaded["bridge"].isna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: {"villages": a.villages.assign(name=["A", ""])}, "villages: row 2.*name is"),
        (lambda a: {"villages": a.villages.to_crs(3857)}, "coordinate system"),
        (lambda a: {"boundaries": a.boundaries.drop(columns="code")}, "column code is missing"),
        (lambda a: {"roads": a.roads.assign(other=a.roads.geometry)}, "roads cannot be stored"),
        (lambda a: {"title": ""}, "title"),
        (lambda a: {"settings": {"path": Path()}}, "manifest cannot be written"),
    ],
)
def test_what_cannot_be_stored(saved, area, change, message):
    with pytest.raises(InputError, match=message):
        saved.save(replace(area, **change(area)))
    assert saved.load("uji").title == "baru"
    assert sorted(path.name for path in current(saved).parent.iterdir()) == [
        "current.json", "v000001", "v000002",
    ]  # fmt: skip


def test_last_good_version_is_kept_and_comes_back(saved, area):
    assert saved.load("uji").title == "baru"
    saved.roll_back("uji")
    assert saved.load("uji").title == "lama"
    saved.roll_back("uji")
    assert saved.load("uji").title == "baru"
    saved.save(titled(area, "terbaru"))
    folders = [path.name for path in (saved.root / "uji").iterdir() if path.is_dir()]
    assert sorted(folders) == ["v000002", "v000003"]
    saved.roll_back("uji")
    assert saved.load("uji").title == "baru"


def test_rolling_back_to_nothing_or_to_something_damaged(store, saved, area):
    store.save(replace(area, name="satu"))
    with pytest.raises(InputError, match="only one version"):
        store.roll_back("satu")
    saved.roll_back("uji")
    (saved.root / "uji" / "v000002" / "network.npz").write_bytes(b"")
    with pytest.raises(InputError, match="damaged"):
        saved.roll_back("uji")
    assert saved.load("uji").title == "lama"


def test_damaged_version_is_left_by_a_roll_back(saved):
    (current(saved) / "area.gpkg").write_bytes(b"nothing")
    with pytest.raises(InputError):
        saved.load("uji")
    saved.roll_back("uji")
    assert saved.load("uji").title == "lama"


def test_two_people_do_not_overwrite_each_other(saved, area):
    mine = saved.load("uji")
    saved.save(titled(area, "dari orang lain"), based_on=mine.digest)
    with pytest.raises(InputError, match="somebody else"):
        saved.save(titled(mine, "dari saya"), based_on=mine.digest)
    assert saved.load("uji").title == "dari orang lain"
    with pytest.raises(InputError, match="already"):
        saved.save(area, based_on=NEW)
    with pytest.raises(InputError, match="somebody else"):
        saved.save(replace(area, name="baru"), based_on=mine.digest)


def test_list(saved, area):
    saved.save(replace(area, name="lain"))
    (saved.root / "rusak").mkdir()
    (saved.root / "rusak" / "current.json").write_text("{")
    (saved.root / "Bukan Nama").mkdir()
    (saved.root / "kosong").mkdir()
    lain, rusak, uji = saved.entries()
    assert saved.names() == ["lain", "rusak", "uji"]
    assert (lain.title, lain.can_roll_back, lain.counts["villages"]) == ("Kabupaten Uji", False, 2)
    assert (uji.title, uji.can_roll_back, uji.saved.tzinfo is None) == ("baru", True, False)
    assert (rusak.title, rusak.saved) == ("rusak", None)
    assert "current.json" in rusak.problem


def test_nothing_is_made_by_looking(store):
    assert store.names() == []
    assert store.entries() == []
    assert not store.root.exists()
    with pytest.raises(InputError, match=r"no stored area 'uji'\. Stored: none"):
        store.digest("uji")


def test_rename(saved, area):
    saved.save(replace(area, name="lain"))
    with pytest.raises(InputError, match="already"):
        saved.rename("uji", "lain")
    with pytest.raises(InputError, match="already"):
        saved.rename("uji", "uji")
    (saved.root / "sisa" / "v000001").mkdir(parents=True)
    saved.rename("uji", "sisa")
    assert saved.names() == ["lain", "sisa"]
    assert (saved.load("sisa").name, saved.load("sisa").title) == ("sisa", "baru")
    saved.roll_back("sisa")
    assert saved.load("sisa").title == "lama"
    with pytest.raises(InputError, match="no stored area 'uji'"):
        saved.rename("uji", "ujung")


@pytest.mark.parametrize("confirm", ["", "Uji", "lain"])
def test_delete_wants_the_name_twice(saved, confirm):
    with pytest.raises(InputError, match="exact name"):
        saved.delete("uji", confirm=confirm)
    assert saved.names() == ["uji"]


def test_delete(saved, area):
    saved.save(replace(area, name="lain"))
    saved.delete("uji", confirm="uji")
    assert saved.names() == ["lain"]
    assert sorted(path.name for path in saved.root.iterdir()) == [".locks", "lain"]
    with pytest.raises(InputError, match="no stored area"):
        saved.delete("uji", confirm="uji")
    saved.save(area)
    with pytest.raises(InputError, match="only one version"):
        saved.roll_back("uji")


BAD_NAMES = ["", "..", ".", "a/b", "a\\b", "/etc", "C:", "con", "lpt1", "nul", "A", "a b", "a.b",
             "-a", "a-", "a--b", "é", "a\n", "a\0", "x" * 61, ".locks", "~"]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_that_are_not_safe(saved, area, name):
    for action in (
        lambda: check_name(name),
        lambda: saved.save(replace(area, name=name)),
        lambda: saved.load(name),
        lambda: saved.rename("uji", name),
        lambda: saved.rename(name, "lain"),
        lambda: saved.delete(name, confirm=name),
        lambda: saved.roll_back(name),
    ):
        with pytest.raises(InputError, match="cannot be the name"):
            action()
    assert saved.names() == ["uji"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kabupaten Lembata", "kabupaten-lembata"),
        ("  Sula/../Taliabu: Pulau É ", "sula-taliabu-pulau-e"),
        ("CON", "area-con"),
        ("x" * 59 + " yy", "x" * 59),
    ],
)
def test_slug(title, name):
    assert slug(title) == name


def test_slug_of_nothing():
    with pytest.raises(InputError):
        slug("../..")


# --- damage ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda d: (d / "manifest.json").unlink(), "cannot be read"),
        (lambda d: (d / "manifest.json").write_text("{}"), "not the manifest"),
        (lambda d: (d / "manifest.json").write_text("[" * 100_000), "not the manifest"),
        (lambda d: (d / "manifest.json").write_bytes(b"\xff\xfe"), "not the manifest"),
        (lambda d: edit_json(d / "manifest.json", format=2), "has format 2"),
        (lambda d: edit_json(d / "manifest.json", format="1"), "has format 1"),
        (lambda d: edit_json(d / "manifest.json", titel="x"), "titel"),
        (lambda d: edit_json(d / "manifest.json", files={}), "SHA-256"),
        (lambda d: (d / "network.npz").unlink(), r"network\.npz cannot be read"),
        (lambda d: (d / "network.npz").write_bytes(b"PK"), "SHA-256"),
        (lambda d: (d / "area.gpkg").unlink(), "missing"),
        (lambda d: (d / "area.gpkg").write_bytes(b"x" * 5000), "not a GeoPackage"),
        (lambda d: (d / "area.gpkg").write_text("<OGRVRTDataSource/>"), "not a GeoPackage"),
        (lambda d: run_sql(d / "area.gpkg", "DROP TABLE roads"), "no table roads"),
        (
            lambda d: run_sql(d / "area.gpkg", "UPDATE villages SET name = 'X' WHERE fid = 1"),
            "changed outside this program: villages",
        ),
        (
            lambda d: run_sql(d / "area.gpkg", "UPDATE villages SET name = '' WHERE fid = 1"),
            "name is empty",
        ),
        (
            lambda d: run_sql(
                d / "area.gpkg", "ALTER TABLE roads RENAME TO r", "CREATE VIEW roads AS "
                "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n) "
                "SELECT i AS fid, r.geom, r.name, r.highway FROM n, r",
            ),
            "no table roads",
        ),
    ],
)  # fmt: skip
def test_damaged_version(saved, damage, message):
    damage(current(saved))
    with pytest.raises(InputError, match=message):
        saved.load("uji")
    saved.roll_back("uji")
    assert saved.load("uji").title == "lama"


def test_network_of_another_area(saved, area):
    folder = current(saved)
    other = area.network.edges_frame().iloc[:1]
    data = type(area.network).from_edges(other).to_bytes()
    (folder / "network.npz").write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    facts = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    edit_json(folder / "manifest.json", files={**manifest["files"], "network.npz": facts})
    with pytest.raises(InputError, match="not the network"):
        saved.load("uji")


def test_network_of_a_later_format(saved):
    folder = current(saved)
    (folder / "network.npz").write_bytes(b"junk")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    facts = {"bytes": 4, "sha256": hashlib.sha256(b"junk").hexdigest()}
    edit_json(folder / "manifest.json", files={**manifest["files"], "network.npz": facts})
    with pytest.raises(NetworkError, match="damaged"):
        saved.load("uji")


def test_geopackage_that_another_program_only_opened(saved):
    """QGIS changes the journal mode and the change counter, not the values."""
    path = current(saved) / "area.gpkg"
    before = path.read_bytes()
    run_sql(path, "PRAGMA journal_mode = WAL", "PRAGMA user_version = 10301")
    run_sql(path, "PRAGMA journal_mode = DELETE")
    assert path.read_bytes() != before
    assert saved.load("uji").title == "baru"


@pytest.mark.parametrize(
    "text", ["", "{}", '{"current": "../x"}', '{"current": "v000009"}', '{"current": 1}']
)
def test_damaged_pointer(saved, text):
    (saved.root / "uji" / "current.json").write_text(text)
    with pytest.raises(InputError):
        saved.load("uji")
    assert saved.entries()[0].problem


# --- failure at every step ------------------------------------------------------------------

STEPS = [
    (store_module.shutil, "rmtree"),
    (area_files.pyogrio, "write_dataframe"),
    (area_files.pyogrio, "read_dataframe"),
    (area_files.os, "fsync"),
    (Path, "mkdir"),
    (Path, "write_bytes"),
    (Path, "replace"),
]


def failing(monkeypatch, owner, name, on_call):
    """Let the n-th call of a function fail as a full disk does; return the count of calls."""
    real, calls = getattr(owner, name), []

    def fails(*args, **kwargs):
        calls.append(args)
        if len(calls) == on_call:
            raise OSError(28, "No space left on device", str(args[0])[:40])
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, fails)
    return calls


@pytest.mark.crash
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[name for _, name in STEPS])
def test_every_step_of_saving_may_fail(tmp_path, monkeypatch, area, template, owner, name):
    for on_call in range(1, 40):
        store = AreaStore(shutil.copytree(template, tmp_path / str(on_call)))
        stored = {"baru", "terbaru"}
        with monkeypatch.context() as patch, contextlib.suppress(InputError):
            calls = failing(patch, owner, name, on_call)
            store.save(titled(area, "terbaru"))
            stored = {"terbaru"}
        assert store.load("uji").title in stored
        store.roll_back("uji")
        assert store.load("uji").title in {"lama", "baru"}
        store.save(titled(area, "akhir"))
        assert store.load("uji").title == "akhir"
        assert len([p for p in (store.root / "uji").iterdir() if p.is_dir()]) == 2
        if len(calls) < on_call:
            return
    pytest.fail("the step never came to an end")


CRASHES = """
import os, shutil, sys
from pathlib import Path
import pyogrio
from dataclasses import replace
from layers.store.area_store import AreaStore
from tests.layers.store_cases import small_area, titled

base, area = Path(sys.argv[1]), small_area()
AreaStore(base / "0").save(titled(area, "lama"))
AreaStore(base / "0").save(titled(area, "baru"))
write = pyogrio.write_dataframe

def noisy(frame, path, **options):
    write(frame, path, **options)
    sys.audit("layer.written", str(path))

def crash_at(n, work):
    seen = 0
    def hook(event, args):
        nonlocal seen
        if any(str(work) in str(a) for a in args):
            seen += 1
            if seen == n:
                os._exit(9)
    sys.addaudithook(hook)

def titles(store):
    return {name: store.load(name).title for name in store.names()}

ACTIONS = {
    "save": lambda s: s.save(titled(area, "terbaru")),
    "first": lambda s: s.save(replace(area, name="lain")),
    "roll_back": lambda s: s.roll_back("uji"),
    "rename": lambda s: s.rename("uji", "ujung"),
    "delete": lambda s: s.delete("uji", confirm="uji"),
}
for action, run in ACTIONS.items():
    for n in range(1, 500):
        work = base / f"{action}{n}"
        shutil.copytree(base / "0", work)
        child = os.fork()
        if not child:
            pyogrio.write_dataframe = noisy
            crash_at(n, work)
            run(AreaStore(work))
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(action, code, sorted(titles(AreaStore(work)).items()), flush=True)
        shutil.rmtree(work)
        if code == 0:
            break
"""

OUTCOMES = {
    "save": [{"uji": "baru"}, {"uji": "terbaru"}],
    "first": [{"uji": "baru"}, {"uji": "baru", "lain": "Kabupaten Uji"}],
    "roll_back": [{"uji": "baru"}, {"uji": "lama"}],
    "rename": [{"uji": "baru"}, {"ujung": "baru"}],
    "delete": [{"uji": "baru"}, {}],
}


def python(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


@pytest.mark.crash
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that split")
def test_a_crash_at_any_moment_leaves_the_old_or_the_new(tmp_path):
    """A process dies at the n-th access to the disk, for every n, in every operation."""
    with python("-c", CRASHES, str(tmp_path)) as run:
        lines = run.stdout.read().splitlines()
    assert run.returncode == 0
    for action, outcomes in OUTCOMES.items():
        codes, found = [], []
        for line in lines:
            if line.startswith(f"{action} "):
                _, code, after = line.split(" ", 2)
                codes.append(int(code))
                # The list of pairs as Python prints it is JSON but for brackets and quotes.
                pairs = after.replace("(", "[").replace(")", "]").replace("'", '"')
                found.append(dict(json.loads(pairs)))
        assert codes == [9] * (len(codes) - 1) + [0]
        assert len(codes) > 3
        assert found[0] == outcomes[0]
        assert found[-1] == outcomes[1]
        # Once the new is there, it stays: there is one moment of change.
        assert found == sorted(found, key=outcomes.index)


# --- several users --------------------------------------------------------------------------

WRITER = """
import sys
from functools import partial
from pathlib import Path
from layers.store import area_store as store_module
from layers.store.area_store import AreaStore
from tests.layers.store_cases import small_area, titled

store_module.locked = partial(store_module.locked, timeout_s=-1)
store, area = AreaStore(Path(sys.argv[1])), small_area()
for n in range(6):
    store.save(titled(area, f"{sys.argv[2]} {n}"))
"""


@pytest.mark.usefixtures("indonesian")
@pytest.mark.crash
def test_two_processes_save_the_same_area(store, area, monkeypatch):
    """All wait for the lock as long as it takes, however busy the machine is."""
    monkeypatch.setattr(store_module, "locked", partial(store_module.locked, timeout_s=-1))
    store.save(titled(area, "awal"))
    writers = [python("-c", WRITER, str(store.root), who) for who in ("a", "b")]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen.add(store.load("uji").title)
        time.sleep(0.1)  # a reader that never lets go would starve the writers
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    # 1 + 2 x 6 versions, each with a number of its own; the last two are kept.
    folders = sorted(path.name for path in (store.root / "uji").iterdir() if path.is_dir())
    assert folders == ["v000012", "v000013"]
    assert store.load("uji").title in {"a 5", "b 5"}
    assert seen - {"awal"}


HOLDER = """
import os, sys
from pathlib import Path
from layers.store.locks import locked

with locked(Path(sys.argv[1]), "It"):
    print("held", flush=True)
    sys.stdin.read()
    os._exit(9)
"""


def test_lock_is_let_go_when_its_holder_dies(tmp_path):
    path = tmp_path / "lock"
    with python("-c", HOLDER, str(path), stdin=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InputError, match="It is being used"), locked(path, "It", 0):
            pytest.fail("two hold one lock")
        holder.stdin.close()
        assert holder.wait() == 9
    with locked(path, "It", 0):
        assert path.exists()


def test_threads_wait_for_each_other(tmp_path):
    path, order = tmp_path / "lock", []

    def second():
        with locked(path, "It"):
            order.append("second")

    with locked(path, "It"):
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_folder_that_cannot_be_used(tmp_path, area):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="store cannot be used"):
        AreaStore(tmp_path / "file" / "areas").save(area)


# --- where, and beside the embedded ---------------------------------------------------------


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path))
    return default_store()


@pytest.mark.usefixtures("indonesian")
def test_stored_areas_beside_the_embedded(own, area):
    assert catalog.area_names() == ["demak"]
    assert catalog.area_stamp("demak") == ""
    own.save(area)
    assert catalog.area_names() == ["demak", "uji"]
    assert catalog.area_titles() == {"demak": "Kabupaten Demak", "uji": "Kabupaten Uji"}
    assert catalog.load_area("uji").network.n_edges == area.network.n_edges
    first = catalog.area_stamp("uji")
    own.save(titled(area, "lain"))
    assert catalog.area_stamp("uji") != first
    with pytest.raises(InputError, match="Yang ada: demak, uji"):
        catalog.load_area("lain")


def test_own_version_of_an_embedded_area(own):
    embedded = catalog.load_area("demak")
    more = pd.concat([embedded.markets, point_layer("pasar", (110.6, -6.9))], ignore_index=True)
    own.save(replace(embedded, markets=more))
    assert catalog.area_names() == ["demak"]
    assert len(catalog.load_area("demak").markets) == 49
    own.delete("demak", confirm="demak")
    assert len(catalog.load_area("demak").markets) == 48


def test_damaged_area_does_not_hide_the_others(own, area, tmp_path):
    own.save(area)
    (current(own) / "manifest.json").write_text("{")
    assert catalog.area_titles() == {"demak": "Kabupaten Demak", "uji": "uji"}
    (tmp_path / "rusak.json").write_text("{")
    assert catalog.area_titles(tmp_path)["rusak"] == "rusak"


def test_shapes_of_both_kinds(store, area):
    two = shapely.MultiPolygon([shapely.box(110, -7, 110.1, -6.9), shapely.box(111, -7, 112, -6)])
    ring = area.boundaries.assign(code="33.98").set_geometry([two], crs=4326)
    store.save(replace(area, boundaries=pd.concat([area.boundaries, ring], ignore_index=True)))
    loaded = store.load("uji").boundaries
    assert isinstance(loaded, gpd.GeoDataFrame)
    assert shapely.area(loaded.geometry.to_numpy()).round(6).tolist() == [0.04, 1.01]
