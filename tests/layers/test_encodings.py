"""Encodings of users' texts: what is stated or plain first, guesses last."""

# ruff: noqa: RUF001 - signs that people's texts really hold
from __future__ import annotations

import codecs

import pytest

from layers.imports.encodings import decode, find_encoding, legacy_encoding
from layers.imports.tables import read_table

SHORT = [
    "nama,lat,lon\nDésa Ñusa,-6.9,110.5\n",
    "nama;lat;lon\nPasar Jati;6°48'15\"S;110°50'20\"E\n",
    "nama,lat,lon\nMa’arang,-6.9,110.5\nJum’at,-6.8,110.6\n",
    "nama,lat,lon\nPasar Jati – Kudus,-6.9,110.5\n",
    "nama,lat,lon\nPasar\u00a0Jati,-6.9,110.5\n",
    "desa,luas km²\nJati,3.4\nBakalan,5.6\n",
    "desa,jarak\nJati,± 3 km\nBae,½ km\n",
    "Toko Élite,Kota\n",
    "nama\nJati\n",
    "",
]


@pytest.mark.parametrize("text", SHORT)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_short_texts(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [text for text in SHORT if text])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8])
def test_only_a_mark(mark):
    assert decode(mark) == ""


def test_what_cannot_be_windows_1252_is_guessed():
    """0x90 is ê in Mac OS Roman and no sign in Windows-1252."""
    text = "id,nama\n1,Pasar Fête Jati\n2,Pasar Bareng\n"
    assert legacy_encoding(text.encode("mac_roman")) == "macintosh"
    assert decode(text.encode("mac_roman")) == text


def test_what_can_be_windows_1252_is_not_guessed():
    """In Mac OS Roman the bytes of these two signs would be a vowel and a symbol."""
    assert find_encoding("nama\nKafe Èva ½\n".encode("cp1252")) == "cp1252"


def test_bytes_without_sense_stay_visible():
    noise = bytes(range(0x80, 0x100)) * 3
    assert "\ufffd" in decode(noise)


def test_zero_bytes_alone_are_not_utf_16():
    assert decode(b"nama\0,lat\nJati,1\n") == "nama\0,lat\nJati,1\n"


def test_unicode_text_of_excel(tmp_path):
    (tmp_path / "pasar.txt").write_text(
        "No\tNama Pasar\tLintang\n1\tPasar Jati\t-6,8\n2\tPasar Désa\t-6,9\n", encoding="utf-16"
    )
    table, faults = read_table(tmp_path / "pasar.txt")
    assert table["Nama Pasar"].tolist() == ["Pasar Jati", "Pasar Désa"]
    assert table["Lintang"].tolist() == ["-6,8", "-6,9"]
    assert faults == {}
