"""What import-linter does not hold of `docs/architecture.md`, read from the source."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OWN = {"spatial", "layers", "pages", "commands", "app", "cli", "tests", "benchmarks"}
QUESTIONS = ("access", "coverage", "pillars", "reach", "scenarios", "siting")
COMPUTING = {"scipy", "shapely", "networkx", "pyproj", "pyogrio", "rasterio", "osmnx", "sklearn"}
UNSAFE = {"eval", "exec", "compile", "__import__"}
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink",
              "read_file", "read_csv", "read_parquet", "to_file", "to_csv", "to_parquet",
              "urlopen", "connect"}  # fmt: skip
FILE_MODULES = {"socket", "pathlib", "os", "shutil", "tempfile", "subprocess", "urllib", "http",
                "requests", "pyogrio", "fiona", "streamlit", "folium", "osmnx"}  # fmt: skip


def sources(*patterns):
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in found]


def imports(path):
    """Names of the top packages that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            found.add(node.module.partition(".")[0])
    return found


def calls(path):
    """Names of the functions and methods that a file calls."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            found.add(getattr(node.func, "id", None) or getattr(node.func, "attr", None))
    return found


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        ("spatial/**/*.py", {"spatial"}),
        ("layers/**/*.py", {"layers", "spatial"}),
        ("pages/**/*.py", {"pages", "layers", "spatial"}),
        ("cli.py", {"commands"}),
        ("commands/**/*.py", {"commands", "layers", "spatial"}),
        ("app.py", {"layers", "spatial", "pages"}),
    ],
)  # fmt: skip
def test_arrows(pattern, allowed):
    """Import-linter sees neither the entries nor what lies outside its root packages."""
    for path in ROOT.glob(pattern):
        assert imports(path) & OWN <= allowed, path.name


@pytest.mark.parametrize("package", ["layers", "pages", "spatial"])
def test_modules_lie_in_folders(package):
    allowed = {"__init__", "arrays", "checks", "crs", "errors", "limits", "wording"}
    found = {path.stem for path in (ROOT / package).glob("*.py")}
    assert found <= (allowed if package == "spatial" else {"__init__"})


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_have_the_same_files(question):
    names = {path.stem for path in (ROOT / "layers" / question).glob("*.py")}
    assert {"answer", "map", "print_map", "qgis", "slide", "workbook"} <= names


def test_contracts_name_every_folder():
    """Each folder of `layers` has its place in the tiers; the order of kits names its own."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    tiers = " ".join(next(c["layers"] for c in contracts if c["name"].startswith("tiers")))
    named = set(re.findall(r"layers\.(\w+)", tiers))
    assert named == {path.parent.name for path in ROOT.glob("layers/*/__init__.py")}
    questions = next(c["modules"] for c in contracts if c["type"] == "independence")
    assert {name.removeprefix("layers.") for name in questions} == set(QUESTIONS)


def test_the_patterns_find_the_program():
    names = {path.name for path in ROOT.glob("spatial/**/*.py")}
    assert {"nearest.py", "road_network.py", "cleaning.py", "crs.py"} <= names
    assert (ROOT / "cli.py").is_file()


@pytest.mark.parametrize("path", sources("spatial/**/*.py"))
def test_spatial_opens_no_file_and_no_socket(path):
    assert not imports(path) & FILE_MODULES
    assert not calls(path) & FILE_CALLS


@pytest.mark.parametrize("path", sources("pages/**/*.py"))
def test_pages_do_not_compute(path):
    assert not imports(path) & COMPUTING
    assert not calls(path) & (FILE_CALLS - {"connect"})


@pytest.mark.parametrize("path", sources("layers/**/*.py", "commands/**/*.py", "cli.py"))
def test_the_user_interface_stays_in_the_pages(path):
    assert not imports(path) & {"streamlit", "streamlit_folium"}


@pytest.mark.parametrize(
    "path",
    sources("spatial/**/*.py", "layers/**/*.py", "pages/**/*.py", "commands/**/*.py", "*.py"),
)
def test_no_code_from_text(path):
    found = [
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert not set(found) & UNSAFE
    assert "pickle" not in imports(path)


def test_gdal_is_restricted_before_it_is_loaded():
    """The first statement of `layers` that is no import sets `OGR_SKIP`."""
    tree = ast.parse((ROOT / "layers" / "__init__.py").read_text(encoding="utf-8"))
    assert imports(ROOT / "layers" / "__init__.py") <= {"os", "__future__"}
    assert "OGR_SKIP" in ast.dump(tree)
