"""Names and codes that are the same however they are written."""

from __future__ import annotations

import pytest

from layers.imports.area_names import (
    code_digits,
    dotted_code,
    fold_name,
    fold_regency,
    fold_spelling,
    is_bps_village,
    same_regency,
    similarity,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Desa Karang  Anyar", "KARANGANYAR"),
        ("Kel. Sidomulyo II", "sidomulyo 2"),
        ("Bakalan-Krapyak", "Bakalankrapyak"),
        ("Ma'arang", "Maarang"),
        ("Kecamatan Jati", "Jati"),
    ],
)
def test_same_name(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soekaredjo", "Sukarejo"),
        ("Tjempaka", "Cempaka"),
        ("Ahmad Khatib", "Ahmad Katib"),
        ("Wonodhadi", "Wonodadi"),
        ("Fakfak", "Fak-Fak"),
    ],
)
def test_same_after_spelling(one, other):
    assert fold_spelling(one) == fold_spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sidomulyo I", "Sidomulyo II"), ("Kampung Baru", "Baru"), ("Desa", ""), ("Jati", "Jatu")],
)
def test_different_names(one, other):
    assert fold_spelling(one) != fold_spelling(other)


def test_regencies():
    assert fold_regency("Kota Adm. Jakarta Barat") == ("kota", "jakartabarat")
    assert same_regency("KAB. KUDUS", "Kabupaten Kudus")
    assert same_regency("Bandung", "Kota Bandung")
    assert not same_regency("Kabupaten Bandung", "Kota Bandung")
    assert not same_regency("Kabupaten Bandung", "Kabupaten Bandung Barat")


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("33.21.14.2014", "3321142014"),
        (3321142014, "3321142014"),
        ("3321142014.0", "3321142014"),
        ("33.1", "3310"),
        ("33.21", "3321"),
        ("3319010", "3319010"),
        ("33", "33"),
        ("", ""),
        ("nan", ""),
        ("332114201", ""),
        ("33.21.14.2014x", ""),
    ],
)
def test_code_digits(value, digits):
    assert code_digits(value) == digits


def test_dotted_codes():
    assert dotted_code("3321142014") == "33.21.14.2014"
    assert [dotted_code(d) for d in ("33", "3321", "332114", "3319010", "")] == [
        "33", "33.21", "33.21.14", "3319010", "",
    ]  # fmt: skip


def test_bps_codes():
    assert is_bps_village("3319010001")
    assert not is_bps_village("3319012001")
    assert not is_bps_village("331901")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Jati", "JATI", 1),
        ("Jati", "Jatu", 2 * 3 / 8),
        ("Mlonggo", "Mlongo", 1),  # a doubled letter is folded
        ("Karanganyar", "Mlonggo", 2 * 2 / 17),  # n and g of both, in this order
        # A letter exchanged with its neighbour costs one: sukarejo and sukaerjo share seven.
        ("Sukarejo", "Sukaerjo", 2 * 7 / 16),
        ("Jati", "Ujung", 2 * 1 / 9),
    ],
)
def test_similarity(one, other, expected):
    """Twice the longest common subsequence over the sum of the lengths, by hand."""
    assert similarity(one, other) == pytest.approx(expected)
    assert similarity(other, one) == pytest.approx(expected)
