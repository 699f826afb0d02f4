"""`cli.py present`, run as its users run it."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image
from pptx import Presentation

from cli import main

pytestmark = pytest.mark.slow


def run(*options):
    return main(["present", "--area", "demak", *map(str, options)])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--statements", "worst,terbaik", "--out", "a.pptx"], "no statement 'terbaik'"),
        (["--out", "a.docx"], "Choose one of: .pptx, .pdf, .html"),
        (["--limit", "0", "--out", "a.pptx"], "'0' is not a number above 0"),
        (["--limit", "inf", "--out", "a.pptx"], "'inf' is not a number above 0"),
        (["--reach", "0", "--out", "a.pptx"], "must be above 0"),
        (["--threshold", "30min", "--cost", "distance", "--out", "a.pptx"], "does not measure"),
        (["--logo", "tidak_ada.png", "--out", "a.pptx"], "Cannot read"),
        (["--statements", "worst", "--message", "reach=a", "--out", "a.pptx"], "STATEMENT=TEXT"),
        (["--statements", "worst", "--message", f"worst={'a' * 130}", "--out", "a.pptx"], "120"),
        (["--statements", ",", "--out", "a.pptx"], "at least one statement"),
    ],
)
def test_what_cannot_be_used_is_refused(options, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(*options) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("indonesian")
def test_slides_and_page_of_one_run(tmp_path, capsys):
    logo = tmp_path / "logo.png"
    Image.new("RGB", (60, 40), "#aa0000").save(logo)
    slides, page = tmp_path / "rapat.pptx", tmp_path / "rapat.html"
    done = run(
        "--statements", "coverage,worst", "--agency", "Bappeda <Demak>", "--logo", logo,
        "--date", "2026-12-01", "--message", "worst=Mranggen harus didahulukan",
        "--out", slides, "--out", page,
    )  # fmt: skip
    assert done == 0
    assert "coverage: 75,9 % desa (189 dari 249)" in capsys.readouterr().err
    deck = Presentation(slides)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[1] == "75,9 % desa (189 dari 249) berada lebih dari 10 km dari Disnaker"
    assert titles[2] == "Mranggen harus didahulukan"
    text = page.read_text(encoding="utf-8")
    assert "Bappeda &lt;Demak&gt; · Kabupaten Demak · 1 Desember 2026" in text
    assert "data:image/png;base64," in text


def test_maps_for_print(tmp_path):
    out = tmp_path / "peta_A4.zip"
    assert run("--statements", "worst", "--lang", "en", "--out", out) == 0
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["1_worst_A4.png"]
        with Image.open(io.BytesIO(archive.read("1_worst_A4.png"))) as picture:
            assert picture.size == pytest.approx((297 / 25.4 * 200, 210 / 25.4 * 200), abs=1)
