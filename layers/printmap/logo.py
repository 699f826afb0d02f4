"""A logo that somebody uploads: a picture, looked at without trust and written anew."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from layers.text.formats import number
from spatial.errors import InputError
from spatial.wording import _

MAX_BYTES: Final = 5_000_000
MAX_PIXELS: Final = 25_000_000
"""Some hundred megabytes once unpacked; a photograph of a large camera has as many."""

KEPT_PIXELS: Final = 1200
"""Longest side that is kept: three times what an A3 page shows at 200 dots per inch."""

FORMATS: Final = ("PNG", "JPEG")
BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
"""What Pillow raises for files that are no pictures, or cut off."""

BOMB: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def checked_logo(data: bytes) -> bytes:
    """Check a logo, and write its pixels, and nothing else of the file, as PNG.

    Parameters
    ----------
    data : bytes
        A file that somebody uploaded.

    Returns
    -------
    bytes
        PNG, upright, at most `KEPT_PIXELS` wide and high, without comments, profiles or places.

    Raises
    ------
    InputError
        If the file is too large, no PNG or JPEG picture, damaged, or unpacks to too many pixels.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            [
                _("The logo is too large: {size} MB, at most {most} MB. Make the picture "
                    "smaller.")
                .format(size=number(len(data) / 1e6, 1), most=number(MAX_BYTES / 1e6))
            ]
        )  # fmt: skip
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            _check_size(picture.size)
            upright = ImageOps.exif_transpose(picture)
            pixels = upright.convert("RGBA")
    except BOMB as error:
        text = _("The logo is too large: too many pixels. Make the picture smaller.")
        raise InputError([text]) from error
    except BROKEN as error:
        raise InputError(
            [_("The logo cannot be read as a picture. Upload a whole PNG or JPEG file.")]
        ) from error
    pixels.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
    plain = Image.new("RGBA", pixels.size)
    plain.paste(pixels)
    buffer = BytesIO()
    plain.save(buffer, "PNG")
    return buffer.getvalue()


def _check_size(size: tuple[int, int]) -> None:
    """Refuse by the header, before anything is unpacked."""
    width, height = size
    if width * height > MAX_PIXELS:
        text = _("The logo is too large: {width} x {height} pixels. Make the picture smaller.")
        raise InputError([text.format(width=number(width), height=number(height))])
