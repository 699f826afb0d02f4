"""The README's map of the code names every module, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = README.partition("## Map of the code")[2].partition("\n```\n")[2].partition("\n```")[0]
PAGES_IN_WORDS = re.compile(r"\b[a-z_0-9]+\b")


def modules(folder):
    return sorted(p.name for p in (ROOT / folder).glob("*.py") if p.name != "__init__.py")


@pytest.mark.parametrize("folder", ["spatial", "layers", "pages"])
def test_every_module_is_on_the_map(folder):
    words = set(PAGES_IN_WORDS.findall(MAP.replace(".py", "")))
    missing = [name for name in modules(folder) if name.removesuffix(".py") not in words]
    assert not missing


def test_every_command_is_on_the_map():
    assert not [p.name for p in ROOT.glob("cli*.py") if p.name not in MAP]


def test_the_map_names_nothing_that_is_gone():
    there = {p.name for p in ROOT.rglob("*.py") if ".venv" not in p.parts}
    named = set(re.findall(r"\b[a-z_0-9]+\.py\b", MAP))
    assert len(named) > 100
    assert not named - there


def test_its_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert "docs/methods.md" in links
    assert not [link for link in links if not (ROOT / link).exists()]
