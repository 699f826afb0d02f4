"""Command `run`: the dashboard in the browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from spatial.errors import InputError
from spatial.wording import tr

Port = Annotated[int | None, typer.Option(metavar="N", help="where the dashboard listens (8501)")]
Rest = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="-- OPTIONS", help="options of streamlit, after --", show_default=False
    ),
]


def run(port: Port = None, options: Rest = None) -> int:
    """Open the dashboard in the browser; Ctrl-C ends it."""
    command = [sys.executable, "-m", "streamlit", "run", str(dashboard_file())]
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
        raise InputError([tr("The dashboard is missing: {path}.").format(path=path)])
    return path
