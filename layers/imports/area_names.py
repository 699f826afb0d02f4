"""Names and codes of administrative areas: what is the same however it is written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    import pandas as pd

ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), start=1
    )
}
KIND_WORDS = re.compile(r"^(?:desa|ds|kelurahan|kel|kecamatan|kec|distrik|provinsi|prov)\s+(?=\S)")
REGENCY_WORDS = re.compile(
    r"^(?P<kind>kabupaten|kab|kota|kotamadya|kodya)\s+(?:administrasi\s+|adm\s+)?(?=\S)"
)
SPELLINGS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("kh", "k"), ("dh", "d"),
             ("th", "t"), ("sy", "s"))  # fmt: skip
"""Spellings before 1972 and letters that are often left out. Both sides of a comparison are
folded alike; villages that become equal by it are asked about, not chosen."""

ABBREVIATIONS = {"kep": "kepulauan", "peg": "pegunungan", "tj": "tanjung", "pem": "pematang"}
"""Words that names of kabupaten shorten."""

PROVINCES = frozenset(
    f"{number:02d}"
    for first, last in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82),
                        (91, 97))
    for number in range(first, last + 1)
)  # fmt: skip
"""First two digits of codes: the 38 provinces of Kemendagri (Permendagri 58/2021 and the laws of
2022 on Papua), and 97, which BPS gives to Papua Pegunungan."""

CODE_SHAPE = re.compile(
    r"(?:ID)?(?P<province>\d\d)(?:(?P<between>[.\s-]?)(?P<regency>\d\d)"
    r"(?:(?P=between)(?P<district>\d\d)(?:(?P=between)(?P<village>\d{4}))?)?)?",
    re.IGNORECASE,
)
"""A code of Kemendagri, with the same sign (or none) after two, four and six digits; `ID` as OCHA
writes before it."""

WHOLE_NUMBER = re.compile(r"(?:(?<=^\d{10})|(?<=^\d{7})|(?<=^\d{6})|(?<=^\d{4}))\.0$")
LOST_ZERO = re.compile(r"^\d\d\.\d$")
"""Codes that a spreadsheet took for numbers: `3321142014.0`, and `33.1` for 33.10."""

BPS_SHAPE = re.compile(r"(?:ID)?(\d\d\.?\d\d\.?\d{3}(?:\.?\d{3})?)", re.IGNORECASE)
"""A code of BPS: three digits for the kecamatan and three for the village."""

CODE_LEVELS = {2: "province", 4: "regency", 6: "district", 10: "village"}
"""Digits of a Kemendagri code and the level they stand for."""


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    return re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).strip()


@lru_cache(maxsize=1 << 18)
def fold_name(text: str) -> str:
    """Reduce a name to what identifies it: no kind, marks or spaces; numerals as digits.

    Examples
    --------
    >>> fold_name("Desa Karang  Anyar II")
    'karanganyar2'
    """
    words = KIND_WORDS.sub("", _words(text)).split()
    return "".join([*words[:1], *(ROMAN.get(word, word) for word in words[1:])])


@lru_cache(maxsize=1 << 18)
def fold_spelling(text: str) -> str:
    """Reduce a name further: old spellings and letters that are often left out.

    Examples
    --------
    >>> fold_spelling("Soekaredjo") == fold_spelling("Sukarejo")
    True
    """
    name = fold_name(text)
    for old, new in SPELLINGS:
        name = name.replace(old, new)
    return re.sub(r"([a-z])\1", r"\1", name)


@lru_cache(maxsize=1 << 12)
def fold_regency(text: str) -> tuple[str, str]:
    """Split the name of a kabupaten or kota into its kind (empty: not said) and folded name.

    Examples
    --------
    >>> fold_regency("KAB. BANDUNG"), fold_regency("Bandung")
    (('kabupaten', 'bandung'), ('', 'bandung'))
    """
    words = " ".join(ABBREVIATIONS.get(word, word) for word in _words(text).split())
    found = REGENCY_WORDS.match(words)
    if found is None:
        return "", fold_spelling(words)
    kind = "kota" if found["kind"].startswith("ko") else "kabupaten"
    return kind, fold_spelling(words[found.end() :])


def same_regency(one: str, other: str) -> bool:
    """Tell whether two texts name the same kabupaten or kota, as far as they say."""
    (kind, name), (other_kind, other_name) = fold_regency(one), fold_regency(other)
    return name == other_name and (not kind or not other_kind or kind == other_kind)


def similarity(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1.

    Twice the longest common subsequence over the sum of the lengths, after `fold_spelling`
    (`rapidfuzz.fuzz.ratio`, the normalized indel similarity).

    Examples
    --------
    >>> similarity("Sukareja", "Sukarejo")
    0.875
    """
    return fuzz.ratio(fold_spelling(one), fold_spelling(other)) / 100


def code_digits(value: object) -> str:
    """Return the digits of a code; empty if the text is no code.

    `33.21.14.2014`, `3321142014` and `3321142014.0` are the same; `33.1`, as a spreadsheet
    shows the code 33.10 that it took for a number, gets its zero back. Other numbers, such as
    an area of 11.7171 km², and codes of a province that does not exist are no codes.
    """
    text = str(value).strip()
    if not (text.isascii() and text.isdigit()):
        text = LOST_ZERO.sub(r"\g<0>0", WHOLE_NUMBER.sub("", text))
    if CODE_SHAPE.fullmatch(text) is None and BPS_SHAPE.fullmatch(text) is None:
        return ""
    digits = text if text.isdigit() else re.sub(r"[^0-9]", "", text)
    return digits if digits[:2] in PROVINCES else ""


def codes_of(values: pd.Series) -> pd.Series:
    """Return the digits of every code of a column; see `code_digits`. Each text is read once."""
    return values.map({value: code_digits(value) for value in values.unique()})


def dotted_code(digits: str) -> str:
    """Write the digits of a Kemendagri code with its points: `33.21.14.2014`.

    Codes of BPS, seven digits or those of `is_bps_village`, have no points and stay as they are.
    """
    if len(digits) not in CODE_LEVELS or is_bps_village(digits):
        return digits
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


def is_bps_village(digits: str) -> bool:
    """Tell whether ten digits cannot be a Kemendagri code, whose seventh digit is 1, 2 or 3.

    Kemendagri numbers kelurahan 1001 to 1999, desa 2001 to 2999 and desa adat from 3001
    (Permendagri 137/2017; all 83,402 codes of 2024 begin so); BPS has three digits for the
    kecamatan and three for the village, and the third digit of its kecamatan is mostly 0.
    """
    return len(digits) == 10 and digits[6] not in "123"
