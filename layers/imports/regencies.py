"""The kabupaten and kota of Indonesia: codes and names, and what is not among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
from rapidfuzz import fuzz, process

from layers.imports.area_names import code_digits, codes_of, fold_regency, same_regency
from layers.imports.report import Problem
from layers.resources.folders import resource_folder
from spatial.wording import lazy_gettext

REGENCIES = resource_folder("data") / "kabupaten.csv"

ALIKE = 0.7
"""Least similarity of the name of a kabupaten that is suggested."""

MAX_SUGGESTIONS = 3

MOST = 0.5
"""Share of the kabupaten of a file whose code belongs to another, from which on the codes are of
another list, not single mistakes."""

SMALL_WORDS = frozenset({"dan"})


@dataclass(frozen=True)
class Regency:
    """A kabupaten or kota.

    Attributes
    ----------
    code
        Of Kemendagri, with its point: `33.19`.
    name, province
        As people read them: `Kabupaten Kudus`, `Jawa Tengah`.
    """

    code: str
    name: str
    province: str

    def label(self) -> str:
        """Return the name with what tells it from others."""
        return f"{self.name}, {self.province} ({self.code})"


@cache
def known_regencies() -> Mapping[str, Regency]:
    """Load the 514 kabupaten and kota by their codes; the source is in `data/README.md`."""
    table = pd.read_csv(REGENCIES, dtype=str)
    rows = zip(table["kode"], table["nama"], table["provinsi"], strict=True)
    return {code: Regency(code, _title(name), _title(province)) for code, name, province in rows}


def _title(name: str) -> str:
    """Write a name of capitals as people do.

    Examples
    --------
    >>> _title("KABUPATEN PANGKAJENE DAN KEPULAUAN"), _title("DKI JAKARTA")
    ('Kabupaten Pangkajene dan Kepulauan', 'DKI Jakarta')
    """
    words = [
        word.lower() if word.lower() in SMALL_WORDS else word.title() for word in name.split()
    ]
    return " ".join("DKI" if word == "Dki" else word for word in words)


@cache
def _by_name() -> Mapping[str, tuple[Regency, ...]]:
    found: dict[str, list[Regency]] = {}
    for regency in known_regencies().values():
        found.setdefault(fold_regency(regency.name)[1], []).append(regency)
    return {name: tuple(some) for name, some in found.items()}


def find_regencies(text: str) -> tuple[Regency, ...]:
    """Return the kabupaten and kota that a text names, by code or by name.

    Parameters
    ----------
    text
        `33.19`, `Kabupaten Kudus`, `kudus`; what stands behind a comma is not compared.

    Examples
    --------
    >>> [regency.code for regency in find_regencies("Bandung")]
    ['32.04', '32.73']
    """
    digits = code_digits(text)
    if len(digits) == 4:
        known = known_regencies().get(f"{digits[:2]}.{digits[2:]}")
        return () if known is None else (known,)
    first = text.split(",", maxsplit=1)[0].strip()
    found = _by_name().get(fold_regency(first)[1], ())
    return tuple(regency for regency in found if same_regency(regency.name, first))


@cache
def suggestions(text: str) -> tuple[Regency, ...]:
    """Return the kabupaten and kota whose names resemble a text, the most alike first."""
    kind, name = fold_regency(text.split(",", maxsplit=1)[0])
    near = process.extract(
        name, list(_by_name()), scorer=fuzz.ratio, score_cutoff=100 * ALIKE,
        limit=2 * MAX_SUGGESTIONS,
    )  # fmt: skip
    alike = [regency for folded, _, _ in near for regency in _by_name()[folded]]
    fitting = [r for r in alike if not kind or fold_regency(r.name)[0] == kind]
    return tuple((fitting or alike)[:MAX_SUGGESTIONS])


def regency_name(text: str) -> str:
    """Return the name of a kabupaten or kota for its code; any other text as it is.

    Examples
    --------
    >>> regency_name("33.19"), regency_name("Kudus dan sekitarnya")
    ('Kabupaten Kudus', 'Kudus dan sekitarnya')
    """
    found = find_regencies(text) if code_digits(text) else ()
    return found[0].name if found else text


def unknown_regency(text: str, row: int | None = None) -> Problem | None:
    """Say that a text names no kabupaten or kota, with those that may be meant."""
    if find_regencies(text):
        return None
    alike = suggestions(text)
    fix = (
        lazy_gettext("Perhaps {names}", names="; ".join(regency.label() for regency in alike))
        if alike
        else lazy_gettext("Write the name as in the list of kabupaten and kota")
    )
    reason = lazy_gettext("no kabupaten or kota of Indonesia has this name")
    return Problem(row, lazy_gettext("regency"), text, reason, fix, "warning")


def regency_problems(rows: pd.DataFrame) -> list[Problem]:
    """Compare names and codes of kabupaten with the list of all of them.

    Parameters
    ----------
    rows
        `code` and `regency` (texts, empty where not known), labelled with the number of the row.

    Returns
    -------
    list of Problem
        Warnings, one per name or code at its first row: a name that no kabupaten has, a code of
        Kemendagri that belongs to another kabupaten. Where that is so for most kabupaten of the
        file, one for the file: its codes are those of another list.
    """
    heads = codes_of(rows["code"]).str[:4]
    table = pd.DataFrame({"code": heads.where(heads.str.len() == 4, ""), "name": rows["regency"]})
    table["row"] = rows.index
    pairs = table.drop_duplicates(["code", "name"])
    names = pairs[pairs["name"] != ""].drop_duplicates("name")
    problems = [unknown_regency(name, int(row)) for name, row in
                zip(names["name"], names["row"], strict=True)]  # fmt: skip
    return [problem for problem in problems if problem is not None] + _codes(pairs)


def _codes(pairs: pd.DataFrame) -> list[Problem]:
    """Report codes that belong to another kabupaten than the one that is named."""
    coded = pairs[(pairs["code"] != "") & (pairs["name"] != "")]
    wrong = []
    compared = 0
    for code, name, row in zip(coded["code"], coded["name"], coded["row"], strict=True):
        named = find_regencies(name)
        if not named:
            continue
        compared += 1
        dotted = f"{code[:2]}.{code[2:]}"
        if dotted not in {regency.code for regency in named}:
            wrong.append(_other_owner(int(row), dotted, named))
    if len(wrong) > 1 and len(wrong) > MOST * compared:
        return [_other_list(len(wrong), compared)]
    return wrong


def _other_owner(row: int, code: str, named: tuple[Regency, ...]) -> Problem:
    owner = known_regencies().get(code)
    right = "; ".join(f"{regency.name} = {regency.code}" for regency in named)
    reason = (
        lazy_gettext("no kabupaten or kota has this code; perhaps a code of BPS")
        if owner is None
        else lazy_gettext("that code belongs to {owner}; perhaps a code of BPS", owner=owner.name)
    )
    fix = lazy_gettext("The Kemendagri code: {right}", right=right)
    return Problem(row, lazy_gettext("code"), code, reason, fix, "warning")


def _other_list(wrong: int, compared: int) -> Problem:
    return Problem(
        None,
        lazy_gettext("code"),
        lazy_gettext("{wrong} of {count} kabupaten", wrong=wrong, count=compared),
        lazy_gettext("the codes belong to other kabupaten than those that are named; it seems "
                     "that they are codes of BPS"),
        lazy_gettext("Match by names, or use a file with Kemendagri codes"),
        "warning",
    )  # fmt: skip
