"""Areas as zip files: there and back, and everything that a hostile zip may try."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from layers.store.area_store import AreaStore
from layers.workspace import bundle, catalog
from layers.workspace.bundle import read_bundle, write_bundle
from spatial.errors import DesmigratifError, InputError
from tests.layers.store_cases import small_area

NAMES = ["manifest.json", "area.gpkg", "network.npz"]


@pytest.fixture(scope="module")
def area():
    return small_area()


@pytest.fixture(scope="module")
def parts(area, tmp_path_factory):
    """The three members of a good bundle."""
    path = tmp_path_factory.mktemp("bundle") / "uji.zip"
    write_bundle(area, path)
    with zipfile.ZipFile(path) as file:
        assert sorted(file.namelist()) == sorted(NAMES)
        return {name: file.read(name) for name in NAMES}


@pytest.fixture
def pack(tmp_path):
    """Write members, as names or `ZipInfo` with data, to a zip file."""

    def write(*members, method=zipfile.ZIP_DEFLATED):
        path = tmp_path / "kiriman.zip"
        with zipfile.ZipFile(path, "w", method) as file:
            for name, data in members:
                file.writestr(name, data)
        return path

    return write


def with_manifest(parts, **changes):
    return {**parts, NAMES[0]: json.dumps({**json.loads(parts[NAMES[0]]), **changes}).encode()}


def with_file(parts, name, data):
    """Replace a file, and its checksum too, as somebody would who means harm."""
    files = json.loads(parts[NAMES[0]])["files"]
    files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return {**with_manifest(parts, files=files), name: data}


def test_there_and_back(area, tmp_path):
    path = tmp_path / "uji.zip"
    write_bundle(area, path)
    back = read_bundle(path)
    assert (back.name, back.title, back.settings) == ("uji", "Kabupaten Uji", {"tolerance_m": 5.0})
    assert back.network.to_bytes() == area.network.to_bytes()
    assert back.villages["id"].tolist() == area.villages["id"].tolist()
    assert read_bundle(path, "lain").name == "lain"
    assert [file.name for file in tmp_path.iterdir()] == ["uji.zip"]


def test_embedded_area_to_another_computer(tmp_path):
    write_bundle(catalog.load_area("demak"), tmp_path / "demak.zip")
    other = AreaStore(tmp_path / "other")
    other.save(read_bundle(tmp_path / "demak.zip", "demak-2"))
    assert len(other.load("demak-2").villages) == 249


def test_target_that_cannot_be_written(area, tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"end in \.zip"):
        write_bundle(area, tmp_path / "uji.rar")
    with pytest.raises(InputError, match="Cannot write"):
        write_bundle(area, tmp_path / "none" / "uji.zip")
    kept = tmp_path / "uji.zip"
    kept.write_bytes(b"before")

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle, "flush", full)
    with pytest.raises(InputError, match="No space left"):
        write_bundle(area, kept)
    assert kept.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["uji.zip"]


@pytest.mark.parametrize(
    "name",
    ["../../evil.txt", "/etc/passwd", "C:\\evil", "..\\evil", "sub/manifest.json", "area.gpkg-wal",
     "Manifest.json", "./manifest.json", "manifest.json/", "x" * 5000],
)  # fmt: skip
def test_members_that_do_not_belong(parts, pack, name):
    with pytest.raises(InputError, match="no part of an area"):
        read_bundle(pack(*parts.items(), (name, b"")))


@pytest.mark.parametrize("name", NAMES)
def test_member_that_is_missing(parts, pack, name):
    with pytest.raises(InputError, match=f"{name} is missing"):
        read_bundle(pack(*((n, data) for n, data in parts.items() if n != name)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_member_that_is_there_twice(parts, pack):
    with pytest.raises(InputError, match=r"manifest\.json is there 2 times"):
        read_bundle(pack(*parts.items(), (NAMES[0], b"{}")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFDIR])
def test_member_that_is_no_file(parts, pack, kind):
    link = zipfile.ZipInfo("network.npz")
    link.external_attr = (kind | 0o777) << 16
    with pytest.raises(InputError, match=r"network\.npz is a link or device"):
        read_bundle(pack(*list(parts.items())[:2], (link, b"/etc/passwd")))


def test_encrypted_member(parts, pack):
    path = pack(*parts.items())
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # general purpose bit 0 in the directory
    path.write_bytes(data)
    with pytest.raises(InputError, match="encrypted"):
        read_bundle(path)


def test_unusual_packing(parts, pack):
    with pytest.raises(InputError, match="unusual way"):
        read_bundle(pack(*parts.items(), method=zipfile.ZIP_LZMA))


def test_member_beyond_the_limit(parts, pack, monkeypatch):
    monkeypatch.setitem(bundle.LIMITS, "area.gpkg", 1000)
    with pytest.raises(InputError, match=r"area\.gpkg has 0 MiB; at most"):
        read_bundle(pack(*parts.items()))


def test_bomb(parts, pack):
    """50 MB of zeros pack to 50 kB."""
    members = {**parts, "area.gpkg": bytes(50_000_000)}
    with pytest.raises(InputError, match="times its packed size"):
        read_bundle(pack(*members.items()))


def test_bomb_that_lies_about_its_size(parts, pack, tmp_path):
    """The directory says 10 bytes where 3 MB come out: no more than 10 are ever written."""
    path = pack(*{**parts, "manifest.json": b" " * 3_000_000}.items())
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    path.write_bytes(data)
    with pytest.raises(InputError, match="not a sound zip file"):
        read_bundle(path)


def test_copy_stops_at_the_limit():
    with pytest.raises(InputError, match="larger than the zip says"):
        bundle._copy(io.BytesIO(bytes(20)), io.BytesIO(), 19, "x")


def test_packed_network(parts, pack):
    """An npz is a zip too, and so can be a bomb."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, xy=np.zeros(10_000_000))
    with pytest.raises(InputError, match=r"network\.npz is packed"):
        read_bundle(pack(*with_file(parts, "network.npz", buffer.getvalue()).items()))


def test_network_that_is_no_archive(parts, pack):
    with pytest.raises(InputError, match=r"network\.npz is damaged"):
        read_bundle(pack(*with_file(parts, "network.npz", b"x").items()))


def test_network_with_objects(parts, pack):
    """Pickled objects would run code; NumPy refuses them."""
    buffer = io.BytesIO()
    np.savez(buffer, version=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DesmigratifError, match="damaged"):
        read_bundle(pack(*with_file(parts, "network.npz", buffer.getvalue()).items()))


@pytest.mark.parametrize("name", ["area.gpkg", "network.npz"])
def test_file_that_does_not_match_its_checksum(parts, pack, name):
    changed = bytearray(parts[name])
    changed[60] ^= 1
    with pytest.raises(InputError, match=f"{name} is damaged"):
        read_bundle(pack(*{**parts, name: bytes(changed)}.items()))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "has format 2"),
        ({"format": None}, "has format None"),
        ({"title": ""}, "title"),
        ({"more": 1}, "more"),
        ({"counts": {"villages": -1}}, "counts"),
        ({"files": {}}, "damaged"),
        ({"saved": "yesterday"}, "saved"),
    ],
)
def test_manifest_that_says_something_else(parts, pack, changes, message):
    with pytest.raises(InputError, match=message):
        read_bundle(pack(*with_manifest(parts, **changes).items()))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 200_000])
def test_manifest_that_cannot_be_read(parts, pack, data):
    with pytest.raises(InputError, match=r"kiriman\.zip: manifest\.json is not the manifest"):
        read_bundle(pack(*{**parts, "manifest.json": data}.items()))


@pytest.mark.parametrize("keep", [0, 10, 300, -10])
def test_file_that_broke_off(parts, pack, keep):
    path = pack(*parts.items())
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match=r"kiriman\.zip: this is not a sound zip file"):
        read_bundle(path)


def test_flipped_byte_anywhere(parts, pack):
    """Whatever byte is wrong: an error of ours, or the right area."""
    path = pack(*parts.items())
    good = path.read_bytes()
    for at in range(0, len(good), len(good) // 150):
        data = bytearray(good)
        data[at] ^= 0x55
        path.write_bytes(data)
        try:
            title = read_bundle(path).title
        except DesmigratifError:
            continue
        assert title == "Kabupaten Uji"


def test_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"none\.zip cannot be read"):
        read_bundle(tmp_path / "none.zip")
    with pytest.raises(InputError, match="cannot be read"):
        read_bundle(tmp_path)


def test_name_in_the_bundle_is_not_believed(parts, pack, tmp_path):
    area = read_bundle(pack(*with_manifest(parts, name="../../evil").items()))
    with pytest.raises(InputError, match="cannot be the name"):
        AreaStore(tmp_path / "areas").save(area)
    assert not (tmp_path / "areas").exists()


def test_failed_import_leaves_the_store_alone(area, parts, pack, tmp_path):
    store = AreaStore(tmp_path / "areas")
    store.save(replace(area, title="milik saya"))

    def state():
        return {p: p.read_bytes() for p in Path(tmp_path / "areas").rglob("*") if p.is_file()}

    before = state()
    broken = pack(*with_file(parts, "area.gpkg", b"SQLite format 3\0" + bytes(5000)).items())
    with pytest.raises(InputError):
        store.save(read_bundle(broken))
    assert state() == before
    assert store.load("uji").title == "milik saya"
