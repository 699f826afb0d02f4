"""Zipped map layers: unpacked into a folder of their own, within limits, and read from there."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from layers.imports.failures import explained, explains_failures
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import lazy_gettext

ARCHIVE_SUFFIXES = frozenset({".zip", ".kmz"})
LAYER_SUFFIXES = frozenset(
    {".shp", ".gpkg", ".geojson", ".json", ".kml", ".fgb", ".tab", ".mif", ".gpx", ".sqlite",
     ".topojson", ".geojsonl", ".parquet", ".geoparquet"}
)  # fmt: skip
BESIDE_SUFFIXES = frozenset(
    {".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".ind", ".mid"}
)
"""Endings of the files that belong to a shapefile (.shp) or a MapInfo table (.tab, .mif)."""

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"})
GEODATABASE = ".gdb"
GEODATABASE_PART = ".gdbtable"
PARTED = (".gpkg", ".kml", ".gpx", ".gdb", ".sqlite", ".json", ".topojson")
"""Endings of files that may have several layers."""

INNER = "|"
"""Between the file of an archive and the layer in it, as QGIS writes it."""

AREA_MEMBERS = frozenset({"manifest.json", "area.gpkg"})
"""Files by which a zip of a whole study area is known."""

MAX_MEMBERS = 5_000
MAX_BYTES = 1_000_000_000
"""Most members, and most bytes after unpacking; beyond it an archive is refused."""

CHUNK = 1 << 20


class Unpacked(NamedTuple):
    """A file that was unpacked, and the layer in it that the user stated."""

    path: Path
    layer: str | None


@contextmanager
def unpacked(path: Path, layer: str | None = None) -> Iterator[Unpacked]:
    """Give the path of the one map file in an archive, unpacked for as long as the block lasts.

    Parameters
    ----------
    path
        A `.zip` or `.kmz`; any other file is given back as it is.
    layer
        Name of the file in the archive, of the layer in its only file, or both with `INNER`
        between.

    Raises
    ------
    InputError
        If the archive is damaged, encrypted or too large, holds no layer, or holds several and
        none is chosen.
    """
    if path.suffix.lower() not in ARCHIVE_SUFFIXES:
        yield Unpacked(path, layer)
        return
    with tempfile.TemporaryDirectory() as folder:
        with _packed(path) as packed:
            member, inner = _member(path, packed, layer)
            target = _unpack(path, packed, _parts(packed, member), Path(folder))
        yield Unpacked(target, inner)


@explains_failures
def layer_members(path: Path) -> tuple[str, ...]:
    """List the layers' files in an archive; nothing for any other file.

    Raises
    ------
    InputError
        If the archive is damaged.
    """
    if path.suffix.lower() not in ARCHIVE_SUFFIXES:
        return ()
    with _packed(path) as packed:
        return tuple(_layers(packed))


@contextmanager
def _packed(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive; what `zipfile` says of one that it cannot open becomes a sentence."""
    with explained(path):
        try:
            with zipfile.ZipFile(path) as packed:
                if len(packed.infolist()) > MAX_MEMBERS:
                    problem = lazy_gettext(
                        "{file} holds more than {max_members} files.",
                        file=path.name,
                        max_members=MAX_MEMBERS,
                    )
                    raise InputError([problem])
                yield packed
        except FileNotFoundError as error:
            problem = lazy_gettext(
                "{file} cannot be opened as an archive: {error}.",
                file=path.name,
                error=os_words(error),
            )
            raise InputError([problem]) from error
        except zipfile.BadZipFile as error:
            problem = lazy_gettext(
                "{file} cannot be opened as an archive: it is damaged, or it is no zip file. "
                "Download or copy it again, or load the files that it was made of.",
                file=path.name,
            )
            raise InputError([problem]) from error
        except NotImplementedError as error:
            problem = lazy_gettext(
                "{file} is packed in a way that is not read. Unpack it, and pack the files again "
                "as .zip.",
                file=path.name,
            )
            raise InputError([problem]) from error
        except RuntimeError as error:
            problem = lazy_gettext(
                "{file} is locked with a password. Unpack it and load the files in it.",
                file=path.name,
            )
            raise InputError([problem]) from error


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _layers(packed: zipfile.ZipFile) -> list[str]:
    """Name the files that are layers, without the shadows that macOS adds.

    A file geodatabase is a folder; its parts count as one file.
    """
    names: dict[str, None] = {}
    for info in packed.infolist():
        path = PurePosixPath(info.filename)
        if info.filename.startswith("__MACOSX/") or path.name.startswith("."):
            continue
        if _suffix(info.filename) == GEODATABASE_PART:
            names[_geodatabase(path)] = None
        elif _suffix(info.filename) in LAYER_SUFFIXES and not info.is_dir():
            names[info.filename] = None
    return list(names)


def _geodatabase(part: PurePosixPath) -> str:
    """Name the folder of a part of a geodatabase; `.gdb` where its parts lie at the top."""
    return part.parent.as_posix() if part.parent.name else GEODATABASE


def _member(path: Path, packed: zipfile.ZipFile, layer: str | None) -> tuple[str, str | None]:
    """Return the layer's file, and the layer in it."""
    layers = _layers(packed)
    if set(packed.namelist()) >= AREA_MEMBERS:
        raise InputError([_is_area(path)])
    if not layers:
        raise InputError([_without_layer(path, packed)])
    wanted, inner = _resolved(layers, layer)
    if wanted is None and len(layers) > 1:
        problem = lazy_gettext(
            "{file} holds several layers: {names}. Choose one.",
            file=path.name,
            names=", ".join(layers),
        )
        if layer is not None:
            found = f": {', '.join(layers)}"
            problem = lazy_gettext(
                "{file} holds no map layer{found}.", file=path.name, found=found
            )
        raise InputError([problem])
    return wanted or layers[0], inner


def _resolved(layers: list[str], layer: str | None) -> tuple[str | None, str | None]:
    """Find the file that is meant by its name, with or without folder and suffix."""
    if layer is None:
        return None, None
    file, mark, inner = layer.rpartition(INNER)
    for name, rest in ((layer, None), (file, inner)) if mark else ((layer, None),):
        fits = [
            member
            for member in layers
            if name.casefold()
            in {
                member.casefold(),
                PurePosixPath(member).name.casefold(),
                PurePosixPath(member).stem.casefold(),
            }
        ]
        if len(fits) == 1:
            return fits[0], rest
    return (None, None) if len(layers) > 1 else (layers[0], layer)


def _is_area(path: Path) -> str:
    return lazy_gettext(
        "{file} is a whole study area, not a layer. Load it as an area (on the page Data under "
        "'Bring in from a zip file', in the shell with area import).",
        file=path.name,
    )


def _without_layer(path: Path, packed: zipfile.ZipFile) -> str:
    names = [info.filename for info in packed.infolist()]
    tables = [name for name in names if _suffix(name) in TABLE_SUFFIXES]
    if tables:
        return lazy_gettext(
            "{file} holds no map layer, but a table: {names}. Unpack it and load the table.",
            file=path.name,
            names=", ".join(tables[:3]),
        )
    return lazy_gettext("{file} holds no map layer{found}.", file=path.name, found="")


def _parts(packed: zipfile.ZipFile, member: str) -> dict[str, zipfile.ZipInfo]:
    """Return the parts of a layer under names of our own, the layer's file first."""
    if member.endswith(GEODATABASE) and member not in packed.namelist():
        inside = [
            info
            for info in packed.infolist()
            if _geodatabase(PurePosixPath(info.filename)) == member and not info.is_dir()
        ]
        return {f"layer{GEODATABASE}/{PurePosixPath(i.filename).name}": i for i in inside}
    stem = PurePosixPath(member).with_suffix("").as_posix().lower()
    beside = {
        f"layer{_suffix(info.filename)}": info
        for info in packed.infolist()
        if _suffix(info.filename) in BESIDE_SUFFIXES
        and PurePosixPath(info.filename).with_suffix("").as_posix().lower() == stem
    }
    return {f"layer{_suffix(member)}": packed.getinfo(member), **beside}


def _unpack(
    path: Path, packed: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], folder: Path
) -> Path:
    """Unpack under names of our own, so that a member's path leads nowhere; count real bytes."""
    left = MAX_BYTES
    for name, info in parts.items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
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
    return folder / next(iter(parts)).partition("/")[0]
