"""Where the user's data live: outside the program, in the place that the system has for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APPLICATION = "desmigratif-spasial"

DATA_VARIABLE = "DESMIGRATIF_DATA"
"""Environment variable with the folder for the user's data, instead of the system's."""


def data_home() -> Path:
    """Return the folder for the user's data; it need not exist yet.

    Returns
    -------
    pathlib.Path
        The folder of `DESMIGRATIF_DATA`; else the one that earlier versions used, where it
        exists; else the user data folder of the system, as platformdirs finds it.
    """
    own = os.environ.get(DATA_VARIABLE)
    if own:
        return Path(own).expanduser()
    earlier = _earlier_folder() / APPLICATION
    if earlier.is_dir():
        return earlier
    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def _earlier_folder() -> Path:
    """Return where earlier versions looked, by environment variables and the home folder.

    platformdirs agrees except where Windows has moved a known folder without setting
    `LOCALAPPDATA`, where `XDG_DATA_HOME` is set on macOS or is no absolute path, and on Android
    and iOS. Nobody's data may be lost from sight there.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
