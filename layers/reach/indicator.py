"""The one figure per village that a model of market reach answers with, in the user's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from layers.reach.answer import ReachAnswer
from layers.reach.question import Model
from layers.text.formats import number
from spatial.wording import N_, _


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
            N_("Within the threshold"),
            N_("Cumulative opportunities"),
            N_("Markets within the threshold"),
            N_("how many markets a village can reach within the threshold."),
            N_(
                "A market just within the threshold counts as much as one next door; a market "
                "slightly beyond it does not count."
            ),
        ),
        "hansen": ModelWords(
            N_("Accessibility"),
            N_("Hansen"),
            N_("Accessibility (best village = 100)"),
            N_("all markets are added up; the farther away, the less they mean."),
            N_(
                "This figure only serves to compare villages; it is no number of markets or "
                "buyers."
            ),
        ),
        "huff": ModelWords(
            N_("Probability"),
            N_("Huff"),
            N_("Probability of the main market"),
            N_(
                "to which market the people of a village most likely go, and the share of "
                "each market."
            ),
            N_(
                "Probabilities are calculated by a model from distance and weight, not "
                "surveyed; far below 50 % no market is clearly the main one."
            ),
        ),
        "2sfca": ModelWords(
            N_("Crowding"),
            N_("2SFCA"),
            N_("Markets per user (average = 100)"),
            N_(
                "how many markets a village has after sharing them with all who use them; "
                "below 100 means more crowded than the average."
            ),
            N_("Everybody within the threshold is taken to use the market equally often."),
        ),
        "e2sfca": ModelWords(
            N_("Crowding by zones"),
            N_("E2SFCA"),
            N_("Markets per user (average = 100)"),
            N_("as 2SFCA, but three zones within the threshold weigh 1, 0.68 and 0.22."),
            N_(
                "The weights of the zones were made for physicians in the United States (Luo "
                "and Qi 2009); they have not been measured for markets."
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
    title = _(WORDS[model].title)
    if model == "hansen":
        return Figure(villages["accessibility_index"], title, "", 1)
    if model == "huff":
        return Figure(100 * villages["main_probability"], title, "%", 1)
    if model != "cumulative":
        return Figure(villages["crowding_index"], title, "", 0)
    if "weight_within" in villages:
        of = found.question.weights_of
        return Figure(villages["weight_within"].astype(float), f"{title}: {of}", of)
    return Figure(villages["markets_within"].astype(float), title, _("markets"))
