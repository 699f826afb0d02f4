"""One OpenStreetMap file (.osm.pbf, .osm, .osm.gz, .osm.bz2): checked, and read in passes.

osmium reads block by block, so memory does not grow with the file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm import osm_entity_bits
from osmium.osm.types import OSMEntity

from layers.jobs.progress import Monitor, Progress
from spatial.errors import InputError
from spatial.wording import lazy_gettext

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
REPORT_EVERY_S = 0.5
"""Pause between two reports of progress, and how soon a cancel is heard, seconds."""
Handler = osmium.BaseHandler | osmium.BaseFilter | osmium.NodeLocationsForWays
Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class OsmFile:
    """A file that osmium can read.

    Attributes
    ----------
    path
        Where it lies.
    data_from
        Moment of its data as its header states it, ISO 8601; empty where it does not.
    program
        What wrote it; empty where the header does not say.
    extent
        West, south, east, north in degrees, as the header states them; None where it does not.
    """

    path: Path
    data_from: str
    program: str
    extent: Extent | None


@dataclass
class Passes:
    """Several passes over a file: reports their progress and hears a cancel.

    Attributes
    ----------
    monitor
        Progress and cancel.
    planned
        Passes.
    done
        Passes that are complete.
    """

    monitor: Monitor
    planned: int
    done: int = 0
    _objects: int = 0
    _reported: float = field(default=0.0, repr=False)

    @contextmanager
    def step(self, words: str) -> Iterator[Callable[[int], None]]:
        """Enclose one pass; gives a function that takes the objects read so far in it."""
        before = self._objects

        def read(objects: int) -> None:
            self._objects = before + objects
            if time.monotonic() - self._reported >= REPORT_EVERY_S:
                self._report(words)

        self._report(words)
        yield read
        self.done += 1
        self._report("")

    def _report(self, words: str) -> None:
        self.monitor.check(lazy_gettext("Reading the file was cancelled; nothing was changed."))
        self._reported = time.monotonic()
        self.monitor.progress(Progress(self.done, self.planned, self._objects, words))


def open_osm(path: Path) -> OsmFile:
    """Look at a file's name, size and header.

    Raises
    ------
    InputError
        If it is missing, empty, of another format, damaged at its beginning, or a file with
        the history of its objects.
    """
    if not path.is_file():
        raise InputError([lazy_gettext("{path} does not exist, or is no file.", path=path)])
    if not path.name.lower().endswith(SUFFIXES):
        problem = lazy_gettext(
            "{file} is not an OpenStreetMap file; known are: {suffixes}.",
            file=path.name,
            suffixes=", ".join(SUFFIXES),
        )
        raise InputError([problem])
    if not path.stat().st_size:
        raise InputError(
            [lazy_gettext("{file} is empty (0 bytes). Download it again.", file=path.name)]
        )
    with readable(path), osmium.io.Reader(_source(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
    if header.has_multiple_object_versions:
        problem = lazy_gettext(
            "{file} holds the history or changes of objects (.osh, .osc), not their state at "
            "one time. Download the ordinary .osm.pbf file.",
            file=path.name,
        )
        raise InputError([problem])
    stamp = header.get("osmosis_replication_timestamp", "") or header.get("timestamp", "")
    return OsmFile(path, stamp, header.get("generator", ""), _extent(header))


def objects(file: OsmFile, kinds: osm_entity_bits, *handlers: Handler) -> Iterator[OSMEntity]:
    """Read the objects of some kinds that pass a chain of handlers and filters, in that order.

    An object is only valid until the next one is read.

    Raises
    ------
    InputError
        If the file is damaged or cut off.
    """
    with readable(file.path), osmium.io.Reader(_source(file.path), kinds) as reader:
        yield from osmium.OsmFileIterator(reader, *handlers)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say in plain words what osmium finds wrong with a file.

    Raises
    ------
    InputError
        For whatever osmium raises.
    """
    try:
        yield
    except (RuntimeError, osmium.InvalidLocationError) as error:
        problem = lazy_gettext(
            "{file} {problem}. Download it again.",
            file=path.name,
            problem=_reason(str(error)),
        )
        raise InputError([problem]) from error


def _reason(words: str) -> str:
    """Tell a file that was cut off from one that is no OpenStreetMap file at all."""
    cut = ("unexpected EOF", "unclosed token", "no element found", "read close failed", "CRC")
    foreign = ("BlobHeader", "top-level element", "blob contains no data", "not well-formed")
    if any(word in words for word in cut):
        return lazy_gettext("is cut off: its download did not finish")
    if any(word in words for word in foreign):
        return lazy_gettext("is not an OpenStreetMap file, though its name says so")
    return lazy_gettext("is damaged and cannot be read")


def _source(path: Path) -> osmium.io.File:
    """Name the format where osmium would not know the suffix."""
    name = path.name.lower()
    kind = next(suffix for suffix in SUFFIXES if name.endswith(suffix))
    return osmium.io.File(path, kind.removeprefix("."))


def _extent(header: osmium.io.Header) -> Extent | None:
    box = header.box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat
