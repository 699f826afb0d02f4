"""The list of kabupaten and kota, and what is compared with it."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.imports.regencies import (
    find_regencies,
    known_regencies,
    regency_name,
    regency_problems,
    suggestions,
)
from spatial.wording import render


def problems(*rows):
    frame = pd.DataFrame(rows, columns=["code", "regency"], index=range(2, len(rows) + 2))
    return regency_problems(frame)


def test_the_list():
    """416 kabupaten and 98 kota (Permendagri 58/2021 and the laws of 2022)."""
    names = [regency.name for regency in known_regencies().values()]
    assert len(names) == 514
    assert sum(name.startswith("Kota ") for name in names) == 98
    assert known_regencies()["33.19"].label() == "Kabupaten Kudus, Jawa Tengah (33.19)"


def test_every_one_is_found_by_its_own_name():
    for code, regency in known_regencies().items():
        assert [found.code for found in find_regencies(regency.name)] == [code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("33.19", ["33.19"]),
        ("3319", ["33.19"]),
        ("KAB. KUDUS", ["33.19"]),
        ("kudus, Jawa Tengah", ["33.19"]),
        ("Bandung", ["32.04", "32.73"]),
        ("Kota Adm. Jakarta Pusat", ["31.71"]),
        ("Kab. Adm. Kep. Seribu", ["31.01"]),
        ("Karang Asem", ["51.07"]),
        ("Kodya Semarang", ["33.74"]),
        ("Contoh", []),
        ("", []),
    ],
)
def test_find(text, codes):
    assert [regency.code for regency in find_regencies(text)] == codes


def test_suggestions_and_names_of_codes():
    assert [regency.code for regency in suggestions("Kab. Kudsu")] == ["33.19"]
    assert suggestions("Kota Bndung")[0].code == "32.73"
    assert suggestions("Contoh") == ()
    assert regency_name("33.19") == "Kabupaten Kudus"
    assert regency_name("Wilayah uji") == "Wilayah uji"


def test_names_are_reported_once_with_what_may_be_meant():
    found = problems(("", "Kab. Kudsu"), ("", "Kab. Kudsu"), ("", "Kudus"))
    assert [(p.row, p.severity) for p in found] == [(2, "warning")]
    assert "Kabupaten Kudus, Jawa Tengah (33.19)" in render(found[0].fix)


def test_a_code_of_another_kabupaten():
    found = problems(("33.19.01.2001", "Kudus"), ("33.20.01.2001", "Kudus"), ("33.21", "Demak"))
    assert [(p.row, p.severity, p.value) for p in found] == [(3, "warning", "33.20")]
    assert "33.19" in render(found[0].fix)


def test_codes_of_bps_are_one_finding():
    """BPS 1101, 1102 and 1103 are Simeulue, Aceh Singkil and Aceh Selatan."""
    found = problems(
        ("1101010001", "Simeulue"), ("1102010001", "Aceh Singkil"), ("1103", "Aceh Selatan")
    )
    assert [(p.row, p.severity) for p in found] == [(None, "warning")]
    assert "BPS" in render(found[0].reason)
