"""The encoding of users' texts: stated by a byte order mark, plain from the bytes, or guessed."""

from __future__ import annotations

from charset_normalizer import from_bytes

UNICODE = ["utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"]
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

WINDOWS = "cp1252"
"""What Windows and Excel write in Indonesia."""

MACINTOSH = "macintosh"
"""What Excel for Mac writes; Python and GDAL both know it by this name."""


def decode(data: bytes) -> str:
    """Return the text of a file; signs that its encoding has not become U+FFFD."""
    return data.decode(find_encoding(data), errors="replace")


def find_encoding(data: bytes) -> str:
    """Find the encoding of a text.

    Returns
    -------
    str
        Name of a Python codec; one that removes the byte order mark where there is one.

    Notes
    -----
    In this order: UTF-16 and UTF-32 by their mark or their zero bytes; UTF-8 wherever the bytes
    are valid UTF-8; else `legacy_encoding`.

    Examples
    --------
    >>> find_encoding("Désa".encode()), find_encoding("Désa".encode("cp1252"))
    ('utf_8_sig', 'cp1252')
    """
    if b"\0" in data or data.startswith(BYTE_ORDER_MARKS):
        match = from_bytes(data, cp_isolation=UNICODE).best()
        if match is not None and match.encoding != "utf_8":
            return str(match.encoding)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return legacy_encoding(data)
    return "utf_8_sig"


def legacy_encoding(data: bytes) -> str:
    """Find the encoding of a text that is not Unicode: `WINDOWS` or `MACINTOSH`.

    Notes
    -----
    `WINDOWS` wherever the bytes allow it, and where they are no text at all. On 300 small tables
    of Indonesian names in Windows-1252, charset-normalizer free to choose between the two took
    37 for Mac OS Roman: one sign beyond ASCII in a table is no evidence.
    """
    try:
        data.decode(WINDOWS)
    except UnicodeDecodeError:
        return WINDOWS if from_bytes(data, cp_isolation=[MACINTOSH]).best() is None else MACINTOSH
    return WINDOWS
