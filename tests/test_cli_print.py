"""The command `print`, run as its users run it."""

from __future__ import annotations

import json
from io import BytesIO

import openpyxl
import pyogrio
import pytest
from PIL import Image

from cli import main

ENGLISH = ("--language", "en")


@pytest.fixture
def logo(tmp_path):
    path = tmp_path / "logo.png"
    Image.new("RGB", (60, 60), (10, 200, 30)).save(path)
    return path


def run(tmp_path, name, *more, before=()):
    out = tmp_path / name
    assert main([*before, "print", "--area", "demak", "--out", str(out), *more]) == 0
    return out, json.loads(out.with_name(f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_picture_with_logo_and_provenance(tmp_path, logo, capsys):
    out, facts = run(
        tmp_path, "peta.png", "--dpi", "60", "--paper", "A3", "--logo", str(logo), "--agency",
        "Bappeda", "--mode", "motorcycle", "--threshold", "12.5",
    )  # fmt: skip
    with Image.open(out) as picture:
        assert picture.size == pytest.approx((420 / 25.4 * 60, 297 / 25.4 * 60), abs=1)
        colours = {colour for _, colour in picture.convert("RGB").getcolors(10**6)}
    assert (10, 200, 30) in colours
    assert facts["threshold"] == 12_500
    assert facts["mode"]["name"] == "motorcycle"
    assert "peta.png" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("what", ["access", "coverage", "reach", "pillars"])
def test_every_answer_becomes_a_pdf_of_the_size_of_its_paper(tmp_path, what):
    """A4 is 297 by 210 mm: 841.89 by 595.28 points of 1/72 inch."""
    out, _ = run(tmp_path, "peta.pdf", "--what", what)
    data = out.read_bytes()
    assert data.startswith(b"%PDF-")
    box = data.split(b"/MediaBox [")[1].split(b"]")[0]
    assert [float(part) for part in box.split()] == pytest.approx([0, 0, 841.89, 595.28], abs=0.01)


@pytest.mark.slow
def test_one_pillar_and_the_reader_of_english(tmp_path):
    out, facts = run(
        tmp_path, "peta.png", "--what", "pillars", "--pillar", "II", "--dpi", "50",
        "--threshold", "3", before=ENGLISH,
    )  # fmt: skip
    assert out.stat().st_size > 10_000
    assert facts["thresholds"]["II"] == 3


@pytest.mark.slow
def test_geopackage_and_workbook(tmp_path):
    out, _ = run(tmp_path, "cakupan.gpkg", "--what", "coverage")
    names = {name for name, _ in pyogrio.list_layers(out)}
    assert {"desa", "fasilitas", "jalan", "kecamatan", "daerah_layanan", "layer_styles"} <= names
    out, _ = run(tmp_path, "akses.xlsx", before=ENGLISH)
    assert openpyxl.load_workbook(BytesIO(out.read_bytes())).sheetnames[0] == "Results"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--out", "peta.svg"], "choose one of .png, .pdf, .gpkg, .xlsx"),
        (["--out", "peta.png", "--dpi", "9000"], "between 50 and 600"),
        (["--out", "peta.png", "--dpi", "nan"], "between 50 and 600"),
        (["--out", "peta.png", "--threshold", "-3"], "not a number above 0"),
        (["--out", "peta.xlsx", "--what", "reach"], "see the command reach"),
        (["--out", "peta.png", "--logo", "tiada.png"], "Cannot read tiada.png"),
        (["--out", "peta.png", "--to", "pasar"], "choose one of disnaker, market, both"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(tmp_path, monkeypatch, capsys, more, words):
    monkeypatch.chdir(tmp_path)
    assert main(["print", "--area", "demak", *more]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_logo_that_is_no_picture_is_refused(tmp_path, capsys):
    path = tmp_path / "logo.png"
    path.write_bytes(b"<svg/>")
    out = tmp_path / "peta.png"
    assert main(["print", "--area", "demak", "--logo", str(path), "--out", str(out)]) == 2
    assert "PNG" in capsys.readouterr().err
    assert not out.exists()


def test_a_date_is_checked(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["print", "--area", "demak", "--date", "5 Agu", "--out", str(tmp_path / "a.png")])
    assert "not a date" in capsys.readouterr().err
