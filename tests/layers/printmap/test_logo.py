"""A logo is looked at without trust: kind, size, damage, and what a picture carries with it."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from layers.printmap import logo
from layers.printmap.logo import checked_logo
from spatial.errors import InputError


def written(size, kind, mode="RGB", colour=(200, 30, 40), **options):
    buffer = BytesIO()
    Image.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def read(data):
    with Image.open(BytesIO(data)) as picture:
        picture.load()
        return picture


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side):
    """A PNG of a few bytes whose header promises `side` by `side` pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def test_a_png_keeps_colour_and_transparency():
    found = read(checked_logo(written((40, 20), "PNG", "RGBA", (10, 110, 79, 128))))
    assert (found.format, found.size, found.getpixel((3, 3))) == (
        "PNG",
        (40, 20),
        (10, 110, 79, 128),
    )


def test_a_jpeg_becomes_png():
    found = read(checked_logo(written((30, 30), "JPEG")))
    assert found.format == "PNG"
    assert found.getpixel((5, 5))[:3] == pytest.approx((200, 30, 40), abs=3)


def test_a_large_picture_is_made_smaller_and_keeps_its_form():
    assert read(checked_logo(written((3000, 1500), "PNG"))).size == (1200, 600)


def test_a_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned a quarter
    assert read(checked_logo(written((40, 20), "JPEG", exif=exif))).size == (20, 40)


def test_nothing_but_pixels_is_kept():
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Comment", "rahasia")
    data = checked_logo(written((20, 20), "PNG", pnginfo=facts))
    assert b"rahasia" not in data
    assert not read(data).info.get("Comment")


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 100,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        written((20, 20), "BMP"),
        written((200, 200), "PNG", "RGB", (1, 2, 3))[:60],
        written((200, 200), "JPEG")[:400],
    ],
    ids=["empty", "svg", "gif", "eps", "bmp", "png cut off", "jpeg cut off"],
)
def test_what_is_no_whole_png_or_jpeg_is_refused(data):
    with pytest.raises(InputError, match="tidak dapat dibaca sebagai gambar"):
        checked_logo(data)


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("side", [5001, 12_000, 60_000], ids=["large", "warned", "bomb"])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(side):
    data = bomb(side)
    assert len(data) < 200
    with pytest.raises(InputError, match="terlalu besar"):
        checked_logo(data)


@pytest.mark.usefixtures("indonesian")
def test_a_large_file_is_refused_unread(monkeypatch):
    monkeypatch.setattr(logo.Image, "open", lambda *_, **__: pytest.fail("was opened"))
    with pytest.raises(InputError, match="5,1 MB"):
        checked_logo(b"\x89PNG" + b"\0" * 5_100_000)
