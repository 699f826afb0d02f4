"""Map files made safe before GDAL opens them: no request goes out, no query runs without end.

A GeoJSON may name its coordinate system by a link, which GDAL fetches; a GeoPackage may hold
views, which are queries that run when they are read. The user's file is not changed: where
something has to go, GDAL gets a copy.
"""

from __future__ import annotations

import mmap
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from layers.imports.failures import damaged
from layers.imports.report import Problem
from spatial.errors import InputError
from spatial.wording import lazy_gettext

SQLITE_START = b"SQLite format 3\0"
NO_JSON_STARTS = (SQLITE_START, b"<", b"PK", b"fgb", b"\0\0\x27\x0a", b"PAR1")
"""First bytes of formats that are no JSON: SQLite, XML, zip, FlatGeobuf, shapefile, Parquet."""

_LETTER = {
    letter: rf"(?:{letter}|\\u00{ord(letter):x}|\\u00{ord(letter.upper()):x})" for letter in "crs"
}
CRS_KEY = re.compile(
    rf"[\"'](?P<key>{_LETTER['c']}{_LETTER['r']}{_LETTER['s']})[\"']".encode(), re.IGNORECASE
)
"""The name of a coordinate system in JSON, also with its letters escaped."""

HARMLESS_CRS = re.compile(
    rb"\s*(?:[,}\]]|:\s*(?:null|\"|\{\s*(?:"
    rb"\"type\"\s*:\s*\"name\"\s*,\s*\"properties\"\s*:\s*\{\s*\"name\"\s*:\s*\"[^\"]*\"\s*\}"
    rb"|\"properties\"\s*:\s*\{\s*\"name\"\s*:\s*\"[^\"]*\"\s*\}\s*,\s*\"type\"\s*:\s*\"name\""
    rb"|\"type\"\s*:\s*\"EPSG\"\s*,\s*\"properties\"\s*:\s*\{\s*\"code\"\s*:\s*\"?\d+\"?\s*\}"
    rb")\s*\}))"
)
"""What may follow: it was a value, or a system by its name or number (GeoJSON 2008, 3.1)."""

MAX_STEPS = 2_000_000
"""Steps of SQLite (its virtual machine) that the list of tables may take."""

SYSTEM_TABLES = re.compile(r"gpkg_.*|geometry_columns|spatial_ref_sys", re.IGNORECASE)
PLAIN_TABLE = re.compile(r"\s*CREATE\s+TABLE\s", re.IGNORECASE)
SEAMLESS = re.compile(rb'"\\?IsSeamless"\s*=\s*"TRUE"', re.IGNORECASE)
SHAPEFILE_PARTS = (".shp", ".dbf", ".prj", ".cpg")


@dataclass(frozen=True, eq=False)
class SafeFile:
    """A file that GDAL may open.

    Attributes
    ----------
    path
        The user's file, or a copy of it.
    problems
        What had to be left out or made.
    views
        Names of layers that are queries; they are not read.
    """

    path: Path
    problems: tuple[Problem, ...] = ()
    views: frozenset[str] = frozenset()


def safe_file(path: Path, folder: Path) -> SafeFile:
    """Return a file that GDAL may open; copies go into `folder`.

    Raises
    ------
    InputError
        If the file is a GeoPackage that cannot be made safe, or refers to other files.
    """
    if path.is_dir():
        return SafeFile(path)
    with path.open("rb") as file:
        start = file.read(1000).lstrip(b"\xef\xbb\xbf \r\n\t\x1e")
    suffix = path.suffix.lower()
    if start.startswith(SQLITE_START):
        return _without_views(path, folder)
    if suffix == ".shp" and not _beside(path, ".shx"):
        return _with_index(path, folder)
    if suffix == ".tab" and SEAMLESS.search(path.read_bytes()):
        raise InputError([_refers(path)])
    if not start.startswith(NO_JSON_STARTS) and suffix != ".shp":
        return _without_links(path, folder)
    return SafeFile(path)


def _beside(path: Path, suffix: str) -> Path | None:
    names = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((name for name in names if name.is_file()), None)


def _refers(path: Path) -> str:
    return lazy_gettext(
        "{file} only refers to other files, which are not opened. Open it in QGIS and export the "
        "layer as GeoPackage.",
        file=path.name,
    )


def _with_index(path: Path, folder: Path) -> SafeFile:
    """Copy a shapefile without .shx, so that its index can be made anew."""
    target = folder / path.name
    for suffix in SHAPEFILE_PARTS:
        part = _beside(path, suffix)
        if part is not None:
            shutil.copyfile(part, target.with_suffix(suffix))
    problem = Problem(
        None,
        ".shx",
        "",
        lazy_gettext("the .shx file of the shapefile is missing"),
        lazy_gettext("The order of the features was made anew; check their names on the map"),
        "repaired",
    )
    return SafeFile(target.with_suffix(".shp"), (problem,))


def _without_links(path: Path, folder: Path) -> SafeFile:
    """Take coordinate systems that are links out of a JSON."""
    if not path.stat().st_size:
        return SafeFile(path)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        links = list(_links(text))
    if not links:
        return SafeFile(path)
    target = folder / path.name
    shutil.copyfile(path, target)
    with target.open("r+b") as copy:
        for start, end in links:
            copy.seek(start)
            copy.write(b"x" * (end - start))
    problem = Problem(
        None,
        "crs",
        lazy_gettext("link"),
        lazy_gettext("the coordinate system is a link, and links are not followed"),
        lazy_gettext(
            "The numbers were read as longitude and latitude (EPSG:4326); state the EPSG code if "
            "they are not"
        ),
        "warning",
    )
    return SafeFile(target, (problem,))


def _links(text: mmap.mmap) -> Iterator[tuple[int, int]]:
    for match in CRS_KEY.finditer(text):
        if HARMLESS_CRS.match(text, match.end()) is None:
            yield match.span("key")


def _without_views(path: Path, folder: Path) -> SafeFile:
    """Take the views out of a GeoPackage or SpatiaLite file, and refuse what cannot do without."""
    try:
        found = _tables(path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise damaged(path) from error
    queries = {name for name, (kind, sql) in found.items() if not _is_plain(kind, sql)}
    if any(SYSTEM_TABLES.fullmatch(name) for name in queries):
        raise damaged(path)
    views = {name for name in queries if found[name][0] == "view"}
    if not views:
        return SafeFile(path)
    target = folder / path.name
    shutil.copyfile(path, target)
    try:
        _drop_views(target, views, set(found))
    except sqlite3.Error as error:
        raise damaged(path) from error
    return SafeFile(target, (), frozenset(views))


def _drop_views(path: Path, views: set[str], names: set[str]) -> None:
    """Drop views and their entries in the list of layers; triggers first, so that none fires."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA trusted_schema = OFF")
        copy.set_progress_handler(lambda: 1, MAX_STEPS)
        triggers = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            copy.execute(f"DROP TRIGGER {_quoted(name)}")
        for name in views:
            copy.execute(f"DROP VIEW {_quoted(name)}")
        for table in {"gpkg_contents", "gpkg_geometry_columns"} & names:
            copy.executemany(
                f"DELETE FROM {table} WHERE lower(table_name) = lower(?)",  # noqa: S608
                [(name,) for name in views],
            )
        copy.commit()


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _is_plain(kind: str, sql: str) -> bool:
    return kind == "table" and PLAIN_TABLE.match(sql) is not None


def _tables(path: Path) -> dict[str, tuple[str, str]]:
    """List tables and views; the list itself cannot be a view."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as file:
        file.execute("PRAGMA trusted_schema = OFF")
        file.set_progress_handler(lambda: 1, MAX_STEPS)
        rows = file.execute(
            "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')"
        ).fetchall()
    return {str(name): (str(kind), str(sql)) for name, kind, sql in rows}
