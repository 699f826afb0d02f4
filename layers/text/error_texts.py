"""What the operating system says when a file cannot be read or written, in the user's language.

Python passes on the words of the C library, which are English whatever the computer's language.
The errors that a planner can do something about are translated by their number (POSIX, IEEE Std
1003.1, `errno.h`); the words of any other error are passed on as they are.
"""

from __future__ import annotations

import errno
from types import MappingProxyType
from typing import TYPE_CHECKING

from spatial.wording import N_, _

WORDS = MappingProxyType(
    {
        errno.EACCES: N_("Permission denied"),
        errno.EPERM: N_("Operation not permitted"),
        errno.ENOENT: N_("No such file or directory"),
        errno.EEXIST: N_("File exists"),
        errno.ENOTDIR: N_("Not a directory"),
        errno.EISDIR: N_("Is a directory"),
        errno.ENOTEMPTY: N_("Directory not empty"),
        errno.ENOSPC: N_("No space left on device"),
        errno.EROFS: N_("Read-only file system"),
        errno.ENAMETOOLONG: N_("File name too long"),
        errno.EBUSY: N_("Device or resource busy"),
        errno.EIO: N_("Input/output error"),
        errno.EMFILE: N_("Too many open files"),
        errno.EFBIG: N_("File too large"),
        errno.EINVAL: N_("Invalid argument"),
    }
)
"""The C library's words per error, as Linux and Windows give them."""

ZIP_WORDS = frozenset(
    (
        N_("File is not a zip file"),
        N_("Bad magic number for central directory"),
        N_("Bad magic number for file header"),
        N_("Truncated central directory"),
        N_("Truncated file header"),
        N_("Corrupt extra field"),
    )
)
"""What Python's `zipfile` says of a file that is damaged, or is something else."""


def os_words(error: OSError) -> str:
    """Say what the operating system has against a file.

    Parameters
    ----------
    error : OSError
        The error.

    Returns
    -------
    str
        A few words without a full stop; those of the error itself if its number is not known.
    """
    text = error.strerror or str(error)
    return _(WORDS.get(error.errno or 0, text)) if text in WORDS.values() else text


def problem_text(error: Exception) -> str:
    """Say what is wrong with a file: the words of the system or of `zipfile`, translated.

    Parameters
    ----------
    error : Exception
        The error; those of other libraries keep their own text.

    Returns
    -------
    str
        A few words without a full stop.
    """
    if isinstance(error, OSError):
        return os_words(error)
    text = str(error)
    return _(text) if text in ZIP_WORDS else text


if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

TEMPLATES = MappingProxyType(
    {
        "missing": N_("Field required"),
        "extra_forbidden": N_("Extra inputs are not permitted"),
        "json_invalid": N_("Invalid JSON: {error}"),
        "string_type": N_("Input should be a valid string"),
        "int_type": N_("Input should be a valid integer"),
        "float_type": N_("Input should be a valid number"),
        "bool_type": N_("Input should be a valid boolean"),
        "dict_type": N_("Input should be a valid dictionary"),
        "list_type": N_("Input should be a valid list"),
        "tuple_type": N_("Input should be a valid tuple"),
        "finite_number": N_("Input should be a finite number"),
        "literal_error": N_("Input should be {expected}"),
        "greater_than": N_("Input should be greater than {gt}"),
        "greater_than_equal": N_("Input should be greater than or equal to {ge}"),
        "less_than_equal": N_("Input should be less than or equal to {le}"),
        "string_pattern_mismatch": N_("String should match pattern '{pattern}'"),
        "datetime_from_date_parsing": N_("Input should be a valid datetime or date, {error}"),
        "value_error": N_("Value error, {error}"),
    }
)
"""Pydantic's template per type of error."""


def model_problems(error: ValidationError, name: str) -> list[str]:
    """List what is wrong with a JSON file.

    Parameters
    ----------
    error : pydantic.ValidationError
        What pydantic found.
    name : str
        The file's name.

    Returns
    -------
    list of str
        One sentence per error: the file, the place in it, and what is wrong.
    """
    whole = _("the file")
    return [
        f"{name}: {'.'.join(map(str, detail['loc'])) or whole}: {_words(detail)}."
        for detail in error.errors()
    ]


def _words(detail: ErrorDetails) -> str:
    facts = {
        name: f"{fact:g}" if isinstance(fact, float) else fact
        for name, fact in detail.get("ctx", {}).items()
    }
    template = TEMPLATES.get(detail["type"])
    if template is None or template.format(**facts) != detail["msg"]:
        return detail["msg"]
    return _(template).format(**facts)
