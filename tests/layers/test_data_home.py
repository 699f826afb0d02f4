"""Where the user's data live on each system, and that no earlier folder is lost from sight."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest
from platformdirs import macos, unix, windows

from layers.store.user_folder import data_home

SYSTEMS = {"linux": unix.Unix, "win32": windows.Windows, "darwin": macos.MacOS}
VARIABLES = ("DESMIGRATIF_DATA", "XDG_DATA_HOME", "LOCALAPPDATA")


@pytest.fixture
def system(monkeypatch, tmp_path):
    """Pretend to be on a system, with a home in `tmp_path` and these environment variables."""

    def pretend(platform, **variables):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, folder in variables.items():
            monkeypatch.setenv(name, str(tmp_path / folder))
        home = tmp_path / "home"
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setattr(Path, "home", lambda: home)
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setattr(platformdirs, "PlatformDirs", SYSTEMS[platform])
        # Windows answers from its registry of known folders, not from the environment.
        monkeypatch.setattr(windows, "get_win_folder", lambda name: str(tmp_path / "known"))

    return pretend


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", "home/.local/share/desmigratif-spasial"),
        ("darwin", "home/Library/Application Support/desmigratif-spasial"),
        ("win32", "known/desmigratif-spasial"),
    ],
)
def test_a_new_user_gets_the_folder_of_the_system(system, tmp_path, platform, expected):
    system(platform)
    assert data_home() == tmp_path / expected
    assert not data_home().exists()


def test_xdg_data_home(system, tmp_path):
    system("linux", XDG_DATA_HOME="x")
    assert data_home() == tmp_path / "x/desmigratif-spasial"


@pytest.mark.parametrize(
    ("platform", "variables", "earlier"),
    [
        ("linux", {}, "home/.local/share/desmigratif-spasial"),
        ("linux", {"XDG_DATA_HOME": "x"}, "x/desmigratif-spasial"),
        ("darwin", {}, "home/Library/Application Support/desmigratif-spasial"),
        ("darwin", {"XDG_DATA_HOME": "x"}, "home/Library/Application Support/desmigratif-spasial"),
        ("win32", {}, "home/AppData/Local/desmigratif-spasial"),
        ("win32", {"LOCALAPPDATA": "x"}, "x/desmigratif-spasial"),
    ],
)
def test_a_folder_of_an_earlier_version_is_used(system, tmp_path, platform, variables, earlier):
    system(platform, **variables)
    (tmp_path / earlier).mkdir(parents=True)
    (tmp_path / earlier / "areas").write_text("mine")
    assert data_home() == tmp_path / earlier
    assert (data_home() / "areas").read_text() == "mine"


def test_a_file_of_that_name_is_no_folder(system, tmp_path):
    system("win32")
    (tmp_path / "home/AppData/Local").mkdir(parents=True)
    (tmp_path / "home/AppData/Local/desmigratif-spasial").write_text("")
    assert data_home() == tmp_path / "known/desmigratif-spasial"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_variable_wins(system, tmp_path, platform):
    system(platform, DESMIGRATIF_DATA="mine")
    (tmp_path / "home/.local/share/desmigratif-spasial").mkdir(parents=True)
    (tmp_path / "home/Library/Application Support/desmigratif-spasial").mkdir(parents=True)
    (tmp_path / "home/AppData/Local/desmigratif-spasial").mkdir(parents=True)
    assert data_home() == tmp_path / "mine"


def test_the_variable_may_start_at_the_home(system, monkeypatch, tmp_path):
    system("linux")
    monkeypatch.setenv("DESMIGRATIF_DATA", "~/mine")
    assert data_home() == tmp_path / "home/mine"
