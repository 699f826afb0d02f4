"""The one figure per village that a model of market reach answers with, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from layers.reach.answer import ReachAnswer
from layers.reach.question import Model
from layers.text.formats import number
from spatial.wording import mark, tr, trn


@dataclass(frozen=True)
class ModelWords:
    """What a model is called, and what it says and does not say (Indonesian).

    Attributes
    ----------
    label, method, title
        What is chosen, the name of the model, and of its figure.
    says, silent
        One sentence each.
    """

    label: str
    method: str
    title: str
    says: str
    silent: str


WORDS: Mapping[Model, ModelWords] = MappingProxyType(
    {
        "cumulative": ModelWords(
            mark("Dalam ambang"),
            mark("Peluang kumulatif"),
            mark("Pasar dalam ambang"),
            mark("berapa pasar yang dapat dicapai desa dalam ambang."),
            mark(
                "Pasar tepat di dalam ambang dihitung sama dengan yang di depan "
                "desa; pasar sedikit di luarnya tidak dihitung."
            ),
        ),
        "hansen": ModelWords(
            mark("Daya jangkau"),
            mark("Hansen"),
            mark("Daya jangkau (desa terbaik = 100)"),
            mark("semua pasar dijumlahkan; makin jauh makin kecil artinya."),
            mark("Angka ini hanya untuk membandingkan desa, bukan jumlah pasar atau pembeli."),
        ),
        "huff": ModelWords(
            mark("Peluang"),
            mark("Huff"),
            mark("Peluang pasar utama"),
            mark("ke pasar mana warga desa paling mungkin pergi, dan berapa pangsa tiap pasar."),
            mark(
                "Peluang adalah hitungan model dari jarak dan bobot, bukan "
                "survei; peluang jauh di bawah 50 % berarti tidak ada pasar yang "
                "jelas utama."
            ),
        ),
        "2sfca": ModelWords(
            mark("Kepadatan"),
            mark("2SFCA"),
            mark("Pasar per pemakai (rata-rata = 100)"),
            mark(
                "berapa pasar tersedia bagi desa setelah dibagi semua yang "
                "memakainya; di bawah 100 berarti lebih ramai dari rata-rata."
            ),
            mark("Semua di dalam ambang dianggap memakai pasar itu sama seringnya."),
        ),
        "e2sfca": ModelWords(
            mark("Kepadatan berzona"),
            mark("E2SFCA"),
            mark("Pasar per pemakai (rata-rata = 100)"),
            mark("seperti 2SFCA, tetapi tiga zona dalam ambang berbobot 1, 0,68 dan 0,22."),
            mark(
                "Bobot zona dibuat untuk dokter di Amerika Serikat (Luo dan Qi "
                "2009), belum diukur untuk pasar."
            ),
        ),
    }
)


@dataclass(frozen=True, eq=False)
class Figure:
    """One number per village.

    Attributes
    ----------
    numbers
        By village id; NaN where there is none.
    title, unit
        As read in the legend.
    digits
        Decimals to show; 0 for counts.
    """

    numbers: pd.Series
    title: str
    unit: str
    digits: int = 0

    def text(self, village: str) -> str:
        """Write one village's number with its unit."""
        shown = number(float(self.numbers.loc[village]), self.digits)
        return f"{shown} {self.unit}".strip()


def figure_of(found: ReachAnswer) -> Figure:
    """Choose the figure that answers."""
    model, villages = found.question.model, found.villages
    title = tr(WORDS[model].title)
    if model == "hansen":
        return Figure(villages["accessibility_index"], title, "", 1)
    if model == "huff":
        return Figure(100 * villages["main_probability"], title, "%", 1)
    if model != "cumulative":
        return Figure(villages["crowding_index"], title, "", 0)
    if "weight_within" in villages:
        of = found.question.weights_of
        return Figure(villages["weight_within"].astype(float), f"{title}: {of}", of)
    return Figure(villages["markets_within"].astype(float), title, trn("pasar", "pasar", 2))
