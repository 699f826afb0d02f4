"""`make run` on a fresh machine: the app starts without asking anything, and opens a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]


def test_first_start_asks_nothing(tmp_path):
    """Streamlit asks for an e-mail address on its first start unless it is configured not to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    opened = tmp_path / "opened.txt"
    browser = tmp_path / "xdg-open"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n', encoding="utf-8")
    browser.chmod(0o755)
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "BROWSER": str(browser)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    server = subprocess.Popen(
        [*command, "--server.address=127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, **home, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = time.monotonic() + 300
        up = False
        while not up and time.monotonic() < deadline and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as reply:
                    up = reply.status == 200
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.3)
        while not opened.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        server.terminate()
        said, _ = server.communicate()
    assert up
    assert b"Email" not in said
    assert opened.read_text(encoding="utf-8").split() == [f"http://127.0.0.1:{port}"]
