"""Any failure of a reader as one sentence: what is wrong with the file, and what to do about it.

Zip, XML, GDAL, Arrow, NumPy and the operating system each raise errors of their own, in English,
and a file that somebody damaged on purpose finds still others. All of them end here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar

from layers.text.error_texts import os_words
from spatial.errors import DesmigratifError, InputError
from spatial.wording import LazyText, lazy_gettext

P = ParamSpec("P")
R = TypeVar("R")

_EXCEL = lazy_gettext("Open it in Excel and save it as an Excel workbook (.xlsx)")
_CSV = lazy_gettext("Open it in Excel and save it as 'CSV UTF-8'")
_EARTH = lazy_gettext(
    "Open it in Google Earth, and save the folder with 'Save Place As' as a KML file"
)
_QGIS = lazy_gettext("Open it in QGIS and export the layer as GeoPackage")
_ZIP = lazy_gettext("Copy or download it again, or unpack it and load the files in it")

REMEDIES = MappingProxyType(
    {
        **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), _EXCEL),
        **dict.fromkeys((".csv", ".txt", ".tsv"), _CSV),
        **dict.fromkeys((".kml", ".kmz"), _EARTH),
        ".zip": _ZIP,
    }
)
"""What to do with a file that cannot be read, by its suffix; with any other: QGIS."""

PANIC = "PanicException"
"""Name of what a library written in Rust raises; it is no `Exception`."""


def remedy(path: Path) -> LazyText:
    """Say what to do with a file that cannot be read, in the program that made it."""
    return REMEDIES.get(path.suffix.lower(), _QGIS)


def damaged(path: Path) -> InputError:
    """Return the error for a file that is damaged, or something else than its name says."""
    fix = remedy(path)
    if fix is _EXCEL:
        problem = lazy_gettext(
            "{file} is not an Excel workbook, or it is damaged. {remedy}.",
            file=path.name,
            remedy=fix,
        )
    else:
        problem = lazy_gettext(
            "{file} cannot be read: it is damaged, or it is not what its name says. {remedy}.",
            file=path.name,
            remedy=fix,
        )
    return InputError([problem])


def unreadable(path: Path, error: OSError) -> InputError:
    """Return the error for a file that the operating system does not hand out."""
    problem = lazy_gettext(
        "{file} cannot be opened: {error}. Close it in other programs, or copy it to a folder "
        "of your own with a shorter name.",
        file=f"{path.name:.80}",
        error=os_words(error),
    )
    return InputError([problem])


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever goes wrong while a file is read into one `InputError`.

    Parameters
    ----------
    path
        The file, for the sentence.

    Raises
    ------
    InputError
        If anything is raised in the block; errors of this program pass as they are.
    """
    try:
        yield
    except DesmigratifError:
        raise
    except OSError as error:
        raise unreadable(path, error) if error.errno else damaged(path) from error
    except MemoryError as error:
        problem = lazy_gettext(
            "{file} is too large for the memory of this computer. Split it into smaller files.",
            file=path.name,
        )
        raise InputError([problem]) from error
    except Exception as error:  # every library raises its own
        raise damaged(path) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise damaged(path) from error


def explains_failures(
    function: Callable[Concatenate[Path, P], R],
) -> Callable[Concatenate[Path, P], R]:
    """Wrap a reader, whose first argument is the path, in `explained`."""

    @wraps(function)
    def reader(path: Path, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with explained(path):
            return function(path, *args, **kwargs)

    return reader
