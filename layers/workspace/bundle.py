"""A study area as one zip file, to carry from one computer to another.

A bundle comes from somewhere else, so nothing in it is believed: its members must be exactly the
files of `layers.store.area_files`, within limits, and match the manifest. They are read, never
unpacked under a name that the zip chooses, and whoever stores the area writes files of its own.
"""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from layers.area.study_area import StudyArea
from layers.imports.failures import explains_failures
from layers.scenarios.file import read_scenarios, scenarios_bytes
from layers.scenarios.scenario import Scenario
from layers.store.area_files import (
    GEOPACKAGE,
    MANIFEST,
    NETWORK,
    POPULATION,
    flush,
    measure,
    read_area,
    write_area,
)
from layers.store.manifest import AreaManifest, read_area_manifest
from layers.text.error_texts import os_words
from spatial.crs import geodesic_m
from spatial.errors import InputError
from spatial.wording import _, ngettext

SCENARIOS = "scenarios.json"
"""The scenarios that were kept with the area; programs before them refuse a bundle with some."""
MIB = 1024 * 1024
LIMITS = {
    MANIFEST: 4 * MIB, GEOPACKAGE: 2048 * MIB, NETWORK: 2048 * MIB, POPULATION: 64 * MIB,
    SCENARIOS: 16 * MIB,
}  # fmt: skip
"""The members of a bundle, and the most bytes that each may have."""

OPTIONAL = frozenset({POPULATION, SCENARIOS})
"""Members that not every area has."""

SENT = "sent.zip"
"""Our own name for a file that somebody sent."""

MAX_RATIO = 200
"""How many times larger than packed a member may be; road layers are 3 to 10 times larger."""

SHORTEST = 0.9
SLACK_M = 20.0
"""A road may be this much shorter than the straight line between its ends: lengths are measured
on other ellipsoids, and ends are moved when lines are joined."""

_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError,
    KeyError, struct.error,
)  # fmt: skip
"""What Python's zipfile raises for damaged files; RuntimeError for encrypted ones."""

_CHUNK = MIB
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_FREE_RATIO_BYTES = MIB
"""A small member may be packed as well as it goes: the manifest of an area without sources."""


def write_bundle(area: StudyArea, path: Path, scenarios: Sequence[Scenario] = ()) -> None:
    """Write a study area as a zip file, whole or not at all.

    Parameters
    ----------
    area
        Any study area, embedded or stored.
    path
        Target; ends in `.zip`. A file that is there is replaced.
    scenarios
        Scenarios of the area that go with it; `read_bundle_scenarios` reads them.

    Raises
    ------
    InputError
        If the target is no `.zip`, or cannot be written.
    """
    if path.suffix.lower() != ".zip":
        raise InputError(
            [_("Cannot write '{file}': the name must end in .zip.").format(file=path.name)]
        )
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".bundle-") as folder:
            write_area(area, Path(folder))
            if scenarios:
                (Path(folder) / SCENARIOS).write_bytes(scenarios_bytes(scenarios))
            packed = Path(folder) / path.name
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
                for name in LIMITS:
                    if (Path(folder) / name).exists() or name not in OPTIONAL:
                        bundle.write(Path(folder) / name, name)
            flush(packed)
            packed.replace(path)
    except OSError as error:
        raise InputError(
            [_("Cannot write {path}: {error}.").format(path=path, error=os_words(error))]
        ) from error


def bundle_bytes(area: StudyArea, scenarios: Sequence[Scenario] = ()) -> bytes:
    """Return a study area as a zip file in memory, as `write_bundle` writes it.

    Raises
    ------
    InputError
        If the system's temporary folder cannot take it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{area.name}.zip"
        write_bundle(area, path, scenarios)
        return path.read_bytes()


def read_bundle_scenarios(file: Path | IO[bytes]) -> list[Scenario]:
    """Read the scenarios of a bundle that `read_bundle` found sound; none, if it has none.

    Raises
    ------
    InputError
        If they are damaged, listing what is wrong.
    """
    with zipfile.ZipFile(file) as bundle:
        if SCENARIOS not in bundle.namelist():
            return []
        with bundle.open(SCENARIOS) as member:
            data = member.read(LIMITS[SCENARIOS] + 1)
    return read_scenarios(data, SCENARIOS)


def read_bundle_bytes(data: bytes, file_name: str, name: str = "") -> StudyArea:
    """Read a study area from the bytes of a zip file that somebody sent.

    Parameters
    ----------
    data
        The zip file.
    file_name
        What the sender calls it; for messages only, never a path.
    name
        As for `read_bundle`.

    Raises
    ------
    InputError, NetworkError
        As `read_bundle`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SENT
        path.write_bytes(data)
        try:
            return read_bundle(path, name)
        except InputError as error:
            renamed = [problem.replace(f"{SENT}: ", f"{file_name:.80}: ", 1)
                    for problem in error.problems]  # fmt: skip
            raise InputError(renamed) from error


@explains_failures
def read_bundle(path: Path, name: str = "") -> StudyArea:
    """Read a study area from a zip file.

    Parameters
    ----------
    path
        A file that `write_bundle` wrote, perhaps elsewhere, perhaps changed since.
    name
        Name for the area; without it the name that the bundle states. It is not checked here,
        only when the area is saved.

    Raises
    ------
    InputError
        If it is not a zip file of an area, holds anything else, is too large, is of an unknown
        version, or if anything in it is damaged.
    NetworkError
        If its network cannot be read.
    """
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            _unpack(path, folder)
            manifest, _unused = read_area_manifest(folder / MANIFEST)
            _check_geopackage(folder / GEOPACKAGE, manifest)
            _check_network(folder / NETWORK)
            _check_optional(folder, manifest)
            return _plausible(read_area(folder, name or manifest.name))
    except InputError as error:
        raise InputError([f"{path.name}: {problem}" for problem in error.problems]) from error
    except OSError as error:
        problem = _("{file} cannot be read: {error}.").format(
            file=path.name, error=os_words(error)
        )
        raise InputError([problem]) from error


def _unpack(path: Path, folder: Path) -> None:
    """Copy the members to files of our own naming."""
    try:
        with zipfile.ZipFile(path) as bundle:
            problems = _problems(bundle.infolist())
            if problems:
                raise InputError(problems)
            for name in bundle.namelist():
                with bundle.open(name) as member, (folder / name).open("wb") as target:
                    _copy(member, target, LIMITS[name], name)
    except _BROKEN as error:
        raise InputError(
            [_("this is not a sound zip file: it is damaged or was cut off. Ask for it again.")]
        ) from error


def _problems(members: list[zipfile.ZipInfo]) -> list[str]:
    """List what is wrong with the members, by the zip's own directory."""
    names = [member.filename for member in members]
    foreign = [name for name in names if name not in LIMITS]
    problems = [
        _("it holds '{name:.80}', which is no part of an area").format(name=name)
        for name in foreign[:10]
    ]
    for name in LIMITS:
        count = names.count(name)
        if not count and name not in OPTIONAL:
            problems.append(_("{name} is missing").format(name=name))
        if count > 1:
            problems.append(_("{name} is there {count} times").format(name=name, count=count))
    for member in members:
        problems += [] if member.filename in foreign else _member_problems(member)
    return [f"{problem}." for problem in problems]


def _member_problems(member: zipfile.ZipInfo) -> list[str]:
    name, size, limit = member.filename, member.file_size, LIMITS[member.filename]
    mode = member.external_attr >> 16
    problems = []
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        problems.append(_("{name} is a link or device, not a file").format(name=name))
    if member.flag_bits & 0x1:
        problems.append(_("{name} is encrypted").format(name=name))
    if member.compress_type not in _METHODS:
        problems.append(_("{name} is packed in an unusual way").format(name=name))
    if size > limit:
        problems.append(
            _("{name} has {size} MiB; at most {limit} are read").format(
                name=name, size=size // MIB, limit=limit // MIB
            )
        )
    elif size > _FREE_RATIO_BYTES and size > MAX_RATIO * member.compress_size:
        problems.append(
            _("{name} is {size} times its packed size").format(
                name=name, size=size // max(member.compress_size, 1)
            )
        )
    return problems


def _copy(member: IO[bytes], target: IO[bytes], limit: int, name: str) -> None:
    """Copy, and stop at the limit whatever the zip's directory says of the size."""
    left = limit
    while chunk := member.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise InputError([_("{name} is larger than the zip says.").format(name=name)])
        target.write(chunk)


def _check_geopackage(path: Path, manifest: AreaManifest) -> None:
    """Compare bytes: nobody opens a GeoPackage within a zip, so nothing may have changed it."""
    if manifest.files.get(GEOPACKAGE) != measure(path):
        problem = _("{file} is damaged: its SHA-256 is not that of the manifest.").format(
            file=path.name
        )
        raise InputError([problem])


def _check_network(path: Path) -> None:
    """Refuse a packed network: ours is not, so its size on disk is its size in memory."""
    try:
        with zipfile.ZipFile(path) as arrays:
            packed = any(part.compress_type != zipfile.ZIP_STORED for part in arrays.infolist())
    except _BROKEN as error:
        raise InputError(
            [_("{file} is damaged: it is no network of this program.").format(file=path.name)]
        ) from error
    if packed:
        raise InputError(
            [_("{file} is packed; a network of this program is not.").format(file=path.name)]
        )


def _plausible(area: StudyArea) -> StudyArea:
    """Refuse a network with roads that are shorter than the straight line between their ends."""
    network = area.network
    start, end = network.node_xy[network.u], network.node_xy[network.v]
    straight = geodesic_m(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    short = int((network.length_m < straight * SHORTEST - SLACK_M).sum())
    if short:
        problem = ngettext(
            "{file} has {count} road that is shorter than the straight line between its ends.",
            "{file} has {count} roads that are shorter than the straight line between their ends.",
            short,
        ).format(file=NETWORK, count=short)
        raise InputError([problem])
    return area


def _check_optional(folder: Path, manifest: AreaManifest) -> None:
    """Refuse a member that the manifest does not know; what it misses is found by reading."""
    for name in sorted(OPTIONAL - {SCENARIOS}):
        if (folder / name).exists() and name not in manifest.files:
            problem = _("{name} is no part of this area: the manifest does not name it.").format(
                name=name
            )
            raise InputError([problem])
