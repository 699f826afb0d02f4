"""Zipped map layers: unpacked into a folder of their own, within limits, and read from there."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from layers.text.error_texts import problem_text
from spatial.errors import InputError
from spatial.wording import lazy_gettext

ARCHIVE_SUFFIXES = frozenset({".zip", ".kmz"})
LAYER_SUFFIXES = frozenset({".shp", ".gpkg", ".geojson", ".json", ".kml", ".fgb"})
BESIDE_SUFFIXES = frozenset({".shx", ".dbf", ".prj", ".cpg"})
MAX_MEMBERS = 200
MAX_BYTES = 1_000_000_000
"""Most members, and most bytes after unpacking; beyond it an archive is refused."""

CHUNK = 1 << 20


@contextmanager
def unpacked(path: Path, member: str | None = None) -> Iterator[Path]:
    """Give the path of the one layer in an archive, unpacked for as long as the block lasts.

    Parameters
    ----------
    path
        A `.zip` or `.kmz`; any other file is given back as it is.
    member
        Name of the layer's file in the archive, for archives that hold several.

    Raises
    ------
    InputError
        If the archive is damaged, encrypted or too large, holds no layer, or holds several and
        none is chosen.
    """
    if path.suffix.lower() not in ARCHIVE_SUFFIXES:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as packed:
                chosen = _chosen(path, packed, member)
                target = _unpack(path, packed, chosen, Path(folder))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise _damaged(path, error) from error
        yield target


def layer_members(path: Path) -> tuple[str, ...]:
    """List the layers' files in an archive; nothing for any other file.

    Raises
    ------
    InputError
        If the archive is damaged.
    """
    if path.suffix.lower() not in ARCHIVE_SUFFIXES:
        return ()
    try:
        with zipfile.ZipFile(path) as packed:
            return tuple(info.filename for info in _layers(packed))
    except (zipfile.BadZipFile, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        [
            lazy_gettext(
                "{file} cannot be opened as an archive: {error}.",
                file=path.name,
                error=problem_text(error),
            )
        ]
    )


def _suffix(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).suffix.lower()


def _layers(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Members that are layers, without the shadows that macOS adds."""
    return [
        info
        for info in packed.infolist()
        if _suffix(info) in LAYER_SUFFIXES
        and not info.filename.startswith("__MACOSX/")
        and not PurePosixPath(info.filename).name.startswith(".")
    ]


def _chosen(path: Path, packed: zipfile.ZipFile, member: str | None) -> list[zipfile.ZipInfo]:
    """Return the layer's file, first, and those that belong to it."""
    if len(packed.infolist()) > MAX_MEMBERS:
        problem = lazy_gettext(
            "{file} holds more than {max_members} files.",
            file=path.name,
            max_members=MAX_MEMBERS,
        )
        raise InputError([problem])
    layers = _layers(packed)
    names = ", ".join(info.filename for info in layers)
    wanted = [info for info in layers if member is None or info.filename == member]
    if not wanted:
        found = f": {names}" if names else ""
        problem = lazy_gettext("{file} holds no map layer{found}.", file=path.name, found=found)
        raise InputError([problem])
    if len(wanted) > 1:
        problem = lazy_gettext(
            "{file} holds several layers: {names}. Choose one.",
            file=path.name,
            names=names,
        )
        raise InputError([problem])
    stem = PurePosixPath(wanted[0].filename).with_suffix("").as_posix().lower()
    beside = [
        info
        for info in packed.infolist()
        if _suffix(info) in BESIDE_SUFFIXES
        and PurePosixPath(info.filename).with_suffix("").as_posix().lower() == stem
    ]
    return [wanted[0], *beside]


def _unpack(
    path: Path, packed: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path
) -> Path:
    """Unpack under names of our own, so that a member's path leads nowhere; count real bytes."""
    left = MAX_BYTES
    for info in members:
        target = folder / f"layer{_suffix(info)}"
        with packed.open(info) as source, target.open("wb") as file:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    problem = lazy_gettext(
                        "{file} is larger than {max_bytes:.0f} MB when unpacked.",
                        file=path.name,
                        max_bytes=MAX_BYTES / 1e6,
                    )
                    raise InputError([problem])
                file.write(chunk)
    return folder / f"layer{_suffix(members[0])}"
