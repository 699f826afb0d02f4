"""Every command speaks one language: English with `--language en`, Indonesian with `id`."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache

import openpyxl
import pytest
from babel.messages.pofile import read_po

from cli import main
from layers.text.catalogues import DOMAIN, LOCALE
from spatial.wording import LANGUAGES
from tests.command_cases import CASES, store_area, write_files
from tests.language_words import NO_WORDS, QUOTED
from tests.test_commands import LEAVES, TREE

COMMANDS = {" ".join(path): path for path in LEAVES}


def _words(text):
    return frozenset(text.split())


NAMES = _words(
    """
    kios kota dinas kementerian tenaga kerja ketenagakerjaan kesehatan koperasi dan ukm
    pemberdayaan masyarakat hukum desa komunikasi informatika pendidikan kebudayaan badan
    keuangan highway market both
    """
)
"""Proper names (agencies, administrative terms), headings of files, and values of options."""
MACHINE = _words(
    """
    id name code rank minutes detour ok unreachable value kept read source error warning repaired
    district villages facilities edges part role weight beyond burden cluster reason
    people finding remedy number what note figure title changes better same threshold change
    effect within main
    """
)
"""Columns and codes of tables for other programs; they do not follow the language."""
FACTS = [("parameter", "value"), ("Parameters", "Value"), ("Parameter", "Nilai")]
"""Last headings of the sheets with the provenance, a record in the words of the JSON beside it."""


@cache
def telling_words():
    """Words that only one of the languages has in the texts of the program, by language."""
    with (LOCALE / "id" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="id") if message.id]
    english = {word for m in messages for form in _forms(m.id) for word in words_of(form)}
    indonesian = {word for m in messages for form in _forms(m.string) for word in words_of(form)}
    return {"en": english - indonesian, "id": indonesian - english}


def _forms(text):
    return (text,) if isinstance(text, str) else text


def words_of(text):
    """Words of a text in small letters, without quoted data, paths, options and placeholders."""
    plain = NO_WORDS.sub(" ", QUOTED.sub(" ", text))
    return set(re.findall(r"[a-z]+", plain.lower()))


def foreign(text, language, echoed=frozenset()):
    """Words of the other language in what a command wrote, but for those that it was given."""
    other = "en" if language == "id" else "id"
    return sorted(words_of(text) & (telling_words()[other] - NAMES - echoed))


def given_words(words):
    """Words of a command line, which its messages repeat; "error" marks errors for scripts."""
    return frozenset(re.findall(r"[a-z]+", words.lower())) | {"error"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_files(folder)
    return folder


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A data folder with the area `uji`, to copy."""
    folder = tmp_path_factory.mktemp("stored") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESMIGRATIF_DATA", str(folder))
        store_area()
    return folder


@pytest.fixture
def run(files, stored, tmp_path, monkeypatch, capsys):
    """Run a command in a language; return its exit code and what it wrote."""
    data, out = tmp_path / "data", tmp_path / "out"
    shutil.copytree(stored, data)
    out.mkdir()
    monkeypatch.setenv("DESMIGRATIF_DATA", str(data))
    monkeypatch.setattr(
        "commands.dashboard.subprocess.run", lambda *_a, **_k: subprocess.CompletedProcess((), 0)
    )

    def call(language, command, words=""):
        places = {"files": files, "out": out}
        given = [word.format(**places) for word in (*command.split(), *words.split())]
        try:
            code = main(["--language", language, *given])
        except SystemExit as stopped:
            code = stopped.code
        return code, "".join(capsys.readouterr())

    call.out = out
    return call


def written(folder):
    """Texts of the tables in a folder by file; sheet names and cells of workbooks."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".csv":
            found[path.name] = path.read_text(encoding="utf-8-sig")
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True)
            sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book]
            rows = [row for sheet in sheets if sheet[0][-2:] not in FACTS for row in sheet]
            cells = [str(cell) for row in rows for cell in row if cell is not None]
            found[path.name] = "\n".join([*book.sheetnames, *cells])
    return found


def test_every_command_has_a_case():
    assert set(CASES) == set(COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_help_is_english(path, language, capsys):
    """The option `--language` is not for the help, as it says itself."""
    assert main(["--language", language, *path, "--help"]) == 0
    assert not foreign(capsys.readouterr().out, "en")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", CASES)
def test_a_good_run_speaks_one_language(command, language, run, monkeypatch):
    case = CASES[command]
    for name, value in case.environment.items():
        monkeypatch.setenv(name, value)
    for words in case.before:
        code, text = run(language, words)
        assert code == 0, text
    code, text = run(language, command, case.good)
    assert code == case.code, text
    given = given_words(f"{command} {case.good}")
    assert not foreign(text, language, given), text
    for name, table in written(run.out).items():
        assert not foreign(table, language, given | MACHINE), f"{name}\n{table}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", [name for name, case in CASES.items() if case.wrong])
def test_a_wrong_run_speaks_one_language(command, language, run):
    wrong = CASES[command].wrong
    code, text = run(language, command, wrong)
    assert code == 2, text
    # What Typer says about a command line is English, as its help is.
    shown_in = "en" if text.startswith("Usage:") else language
    assert not foreign(text, shown_in, given_words(f"{command} {wrong}")), text
