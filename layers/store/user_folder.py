"""Where the user's data live: outside the program, in the place that the system has for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

DATA_VARIABLE = "DESMIGRATIF_DATA"
"""Environment variable with the folder for the user's data, instead of the system's."""


def data_home() -> Path:
    """Return the folder of `DESMIGRATIF_DATA`, else one in the system's data folder."""
    own = os.environ.get(DATA_VARIABLE)
    return Path(own).expanduser() if own else _system_folder() / "desmigratif-spasial"


def _system_folder() -> Path:
    """Where programs keep data: Known Folders (Windows), Library (macOS), XDG (others)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
