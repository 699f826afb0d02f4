"""Names of study areas: safe as a folder on every system, and short in a command."""

from __future__ import annotations

import re
import unicodedata

from spatial.errors import InputError
from spatial.wording import _

MAX_LENGTH = 60
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)
"""Device names that Windows takes for no file, whatever the folder (Microsoft Learn, "Naming
Files, Paths, and Namespaces")."""


def name_problem(name: str) -> str:
    """Say why a text cannot be the name of an area; nothing if it can."""
    if len(name) > MAX_LENGTH:
        return _("it has {count} characters; at most {max_length} are allowed").format(
            count=len(name), max_length=MAX_LENGTH
        )
    if not _NAME.fullmatch(name):
        return _("use small letters a to z and digits, with single - or _ between them")
    if name in RESERVED:
        return _("Windows keeps this name for a device")
    return ""


def check_name(name: str) -> str:
    """Return the name if a folder can safely have it.

    Raises
    ------
    InputError
        If it holds separators, dots, capitals or anything else but `a-z`, `0-9`, `-` and `_`, is
        too long or reserved.
    """
    problem = name_problem(name)
    if problem:
        problem = _("'{name:.80}' cannot be the name of an area: {problem}.").format(
            name=name, problem=problem
        )
        raise InputError([problem])
    return name


def slug(title: str) -> str:
    """Make a name from a title: "Kabupaten Lembata" gives `kabupaten-lembata`.

    Raises
    ------
    InputError
        If no letter or digit of the Latin alphabet is left.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain))[:MAX_LENGTH].strip("-")
    return check_name(f"area-{name}" if name in RESERVED else name)
