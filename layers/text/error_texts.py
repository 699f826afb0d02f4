"""What the operating system says when a file cannot be read or written, in the reader's language.

Python passes on the words of the C library, which are English whatever the computer's language.
The faults that a planner can do something about are translated by their number (POSIX, IEEE Std
1003.1, `errno.h`); the words of any other fault are passed on as they are.
"""

from __future__ import annotations

import errno
from types import MappingProxyType

from spatial.wording import mark, tr

WORDS = MappingProxyType(
    {
        errno.EACCES: mark("Permission denied"),
        errno.EPERM: mark("Operation not permitted"),
        errno.ENOENT: mark("No such file or directory"),
        errno.EEXIST: mark("File exists"),
        errno.ENOTDIR: mark("Not a directory"),
        errno.EISDIR: mark("Is a directory"),
        errno.ENOTEMPTY: mark("Directory not empty"),
        errno.ENOSPC: mark("No space left on device"),
        errno.EROFS: mark("Read-only file system"),
        errno.ENAMETOOLONG: mark("File name too long"),
        errno.EBUSY: mark("Device or resource busy"),
        errno.EIO: mark("Input/output error"),
        errno.EMFILE: mark("Too many open files"),
        errno.EFBIG: mark("File too large"),
        errno.EINVAL: mark("Invalid argument"),
    }
)
"""The C library's words per fault, as Linux and Windows give them."""

ZIP_WORDS = frozenset(
    (
        mark("File is not a zip file"),
        mark("Bad magic number for central directory"),
        mark("Bad magic number for file header"),
        mark("Truncated central directory"),
        mark("Truncated file header"),
        mark("Corrupt extra field"),
    )
)
"""What Python's `zipfile` says of a file that is damaged, or is something else."""


def os_words(error: OSError) -> str:
    """
    Say what the operating system has against a file.

    Parameters
    ----------
    error : OSError
        The fault.

    Returns
    -------
    str
        A few words without a full stop; those of the error itself if its number is not known.
    """
    told = error.strerror or str(error)
    return tr(WORDS.get(error.errno or 0, told)) if told in WORDS.values() else told


def fault_words(error: Exception) -> str:
    """
    Say what is wrong with a file: the words of the system or of `zipfile`, translated.

    Parameters
    ----------
    error : Exception
        The fault; those of other libraries are told in their own words.

    Returns
    -------
    str
        A few words without a full stop.
    """
    if isinstance(error, OSError):
        return os_words(error)
    told = str(error)
    return tr(told) if told in ZIP_WORDS else told
