"""Every file that once failed, through the page Data: an answer or a sentence, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from spatial.wording import use_language
from tests.pages.rendered import texts_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
TIMEOUT = 300
PARTS = frozenset({".md", ".cpg", ".dbf", ".prj", ".shx", ".qpj", ".sbn", ".sbx"})
"""What is no file of its own: a description, or what belongs to a shapefile."""

LAYERS = {"F04": "roads", "F07": "boundaries", "F08": "boundaries", "T-c": "roads"}
"""Layers that the files of a case are for; else villages."""

FILES = [path for path in sorted(CASES.rglob("*")) if path.is_file() and path.suffix not in PARTS]


def upload(path: Path) -> list[tuple[str, bytes, str]]:
    """Return a file as an upload, with the parts of a shapefile."""
    parts = path.parent.glob(f"{path.stem}.*") if path.suffix == ".shp" else [path]
    return [(part.name, part.read_bytes(), "") for part in parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name[:3]}-{path.name}")
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_case_on_the_page(path, language):
    with use_language(language):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
        app.session_state["language"] = language
        app.run()
        app.switch_page("pages/data/page.py").run()
        layer = LAYERS.get(path.parent.name[:3], "villages")
        app.file_uploader(key=f"draft_{layer}_0").set_value(upload(path)).run()
    assert not app.exception
    assert any(path.name in text for text in texts_of(app))
