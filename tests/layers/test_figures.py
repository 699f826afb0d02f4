"""Maps on paper: size, scale, legend, patterns and names."""

from io import BytesIO

import pytest
from PIL import Image

from layers.figures import PAPERS, Frame, draw, pillar_sheet
from tests.layers.pillar_cases import SETTINGS

PIXELS = {"A4": (297, 210), "A3": (420, 297)}


@pytest.mark.parametrize("name", sorted(PIXELS))
def test_a_picture_is_as_large_as_its_paper(answer, name):
    """200 dots per inch of 25.4 mm; a picture holds whole dots only."""
    data = draw(pillar_sheet(answer, SETTINGS), PAPERS[name], Frame())
    with Image.open(BytesIO(data)) as picture:
        wanted = [mm / 25.4 * 200 for mm in PIXELS[name]]
        assert picture.size == pytest.approx(wanted, abs=1)
        assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)
