"""Uploaded files on the disk: readers want paths, and a shapefile is several files."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from spatial.errors import InputError
from spatial.wording import lazy_gettext

SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx"})
"""Endings of the files that make up a shapefile (ESRI Shapefile Technical Description, 1998, p. 2,
and the usual companions)."""

MAPINFO_PARTS = frozenset({".tab", ".dat", ".map", ".id", ".ind"})
EXCHANGE_PARTS = frozenset({".mif", ".mid"})
"""Endings of the files of a MapInfo table, and of one written for exchange."""

LAYERS = {".shp": SHAPEFILE_PARTS, ".tab": MAPINFO_PARTS, ".mif": EXCHANGE_PARTS}
"""Ending of the file to read, and those of the files that belong to it."""

MAX_NAME = 100


class UploadFolder:
    """A folder for a session's uploads; it goes when nobody holds it any more.

    Attributes
    ----------
    path
        The folder.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="desmigratif-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def keep_uploads(files: Sequence[tuple[str, bytes]], folder: Path) -> Path:
    """Write uploaded files into a folder of their own, named after their content.

    Parameters
    ----------
    files
        Names and contents; either one file, or the parts of one shapefile or MapInfo
        table.
    folder
        Where to put them; the same files come to the same place.

    Returns
    -------
    pathlib.Path
        The file to read: the only one, or the `.shp`, `.tab` or `.mif`.

    Raises
    ------
    InputError
        If several files are no shapefile, or a file is empty.
    """
    named = [(safe_name(name), data) for name, data in files]
    problems = [
        lazy_gettext("{name} is empty (0 bytes).", name=name) for name, data in named if not data
    ]
    main = named[0][0] if len(named) == 1 else _main_file([name for name, _ in named])
    if main is None:
        names = ", ".join(name for name, _ in named)
        problems.append(
            lazy_gettext(
                "{names}: several files at once are for one shapefile only (.shp, .shx, .dbf, "
                ".prj with the same name). Load other files one by one.",
                names=names,
            )
        )
    if problems or main is None:
        raise InputError(problems)
    digest = hashlib.sha256()
    for name, data in sorted(named):
        digest.update(name.encode() + b"\0" + data)
    place = folder / digest.hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    for name, data in named:
        (place / name).write_bytes(data)
    return place / main


def safe_name(name: str) -> str:
    """Reduce a name that a browser sent to a plain file name, its ending kept.

    Examples
    --------
    >>> safe_name("../../etc/jalan kudus.gpkg")
    'jalan kudus.gpkg'
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    plain = re.sub(r"[^\w .()+-]+", "_", last).strip(" .") or "berkas"
    suffix = Path(plain).suffix
    return plain[: MAX_NAME - len(suffix)] + suffix if len(plain) > MAX_NAME else plain


def _main_file(names: Sequence[str]) -> str | None:
    """Return the file to read if the names are the parts of one shapefile or MapInfo table."""
    paths = [Path(name) for name in names]
    stems = {path.stem.removesuffix(".shp").casefold() for path in paths}
    for suffix, parts in LAYERS.items():
        main = [path.name for path in paths if path.suffix.lower() == suffix]
        fits = all(path.suffix.lower() in parts for path in paths)
        if len(main) == 1 and len(stems) == 1 and fits:
            return main[0]
    return None
