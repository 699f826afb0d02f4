"""Command `run`: the dashboard in the browser."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from layers.resources.folders import resource_folder
from spatial.errors import InputError
from spatial.wording import _

Port = Annotated[int | None, typer.Option(metavar="N", help="where the dashboard listens (8501)")]
Rest = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="-- OPTIONS", help="options of streamlit, after --", show_default=False
    ),
]


def run(port: Port = None, options: Rest = None) -> int:
    """Open the dashboard in the browser; Ctrl-C ends it."""
    app = dashboard_file()
    command = [sys.executable, "-m", "streamlit", "run", str(app), *_settings(app)]
    if port is not None:
        command += ["--server.port", str(port)]
    command += options or []
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - no shell
    except KeyboardInterrupt:
        return 0


def dashboard_file() -> Path:
    """Find the script of the dashboard: beside this package, in a checkout and where installed.

    Raises
    ------
    InputError
        If it is not there.
    """
    path = Path(__file__).resolve().parents[1] / "app.py"
    if not path.is_file():
        raise InputError([_("The dashboard is missing: {path}.").format(path=path)])
    return path


def _settings(app: Path) -> list[str]:
    """Return Streamlit's settings as options, where no file of settings is beside the script."""
    if (app.parent / ".streamlit" / "config.toml").is_file():
        return []
    text = (resource_folder("streamlit") / "config.toml").read_text(encoding="utf-8")
    return [
        f"--{section}.{name}={str(value).lower() if isinstance(value, bool) else value}"
        for section, values in tomllib.loads(text).items()
        for name, value in values.items()
    ]
