"""The four pillars of desmigratif: which facilities count, and where a study area has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from layers.area import schema
from layers.area.study_area import StudyArea
from spatial.errors import InputError
from spatial.wording import N_, _


@dataclass(frozen=True)
class Facility:
    """A kind of facility that serves a pillar.

    Attributes
    ----------
    label
        What people read (Indonesian).
    places
        Layers of a study area and the kinds in them; all kinds where none is named.
    counts
        Whether it counts for its pillar until the user says otherwise.
    """

    label: str
    places: tuple[tuple[str, tuple[str, ...]], ...]
    counts: bool = True


@dataclass(frozen=True)
class Pillar:
    """A pillar.

    Attributes
    ----------
    title, short, noun
        Its name, a word for the head of a column, and what its facilities are called together
        (Indonesian).
    facilities
        Facilities by kind.
    limit_m
        Starting value of the threshold, metres: a place to begin, see
        `layers.pillars.answer.LIMIT_NOTE`.
    """

    title: str
    short: str
    noun: str
    facilities: Mapping[str, Facility]
    limit_m: float


def _service(label: str, *kinds: str, counts: bool = True) -> Facility:
    return Facility(label, (("services", kinds),), counts)


def _office(label: str, *kinds: str) -> Facility:
    return Facility(label, (("offices", kinds),))


_TRAINING = Facility(
    N_("training centre"), (("offices", ("blk", "bbpvp")), ("services", ("balai latihan",)))
)
PILLARS: Mapping[str, Pillar] = MappingProxyType(
    {
        "I": Pillar(
            N_("Migration services"),
            N_("Migration"),
            N_("migration services"),
            {
                "disnaker": _office(N_("Labour office"), "disnaker"),
                "ltsa": _office(N_("LTSA (one-stop migrant service)"), "ltsa"),
                "bp3mi": _office(N_("BP3MI (migrant worker protection office)"), "bp3mi"),
            },
            10_000.0,
        ),
        "II": Pillar(
            N_("Productive enterprise"),
            N_("Enterprise"),
            N_("markets and training centres"),
            {"pasar": Facility(N_("market"), (("markets", ()),)), "balai latihan": _TRAINING},
            7_000.0,
        ),
        "III": Pillar(
            N_("Community parenting"),
            N_("Parenting"),
            N_("schools and places of learning"),
            {
                "sekolah": _service(N_("school"), "sekolah"),
                "perpustakaan": _service(N_("library"), "perpustakaan"),
                "rumah baca": _service(N_("reading or learning house"), "rumah baca"),
                "kesehatan": _service(N_("health service"), "kesehatan", counts=False),
            },
            6_000.0,
        ),
        "IV": Pillar(
            N_("Cooperatives and finance"),
            N_("Cooperatives"),
            N_("banks and cooperatives"),
            {
                "koperasi": _service(N_("cooperative"), "koperasi"),
                "bmt": _service(N_("BMT (sharia savings cooperative)"), "bmt"),
                "bpr": _service(N_("BPR (rural bank)"), "bpr"),
                "bank": _service(N_("bank"), "bank"),
                "atm": _service(N_("ATM"), "atm"),
                "pos": _service(N_("post office"), "pos", counts=False),
            },
            10_000.0,
        ),
    }
)
"""The pillars and their facilities. ATMs count at first: where bank offices are missing from a
layer, they stand in for them."""

Choice = tuple[tuple[str, tuple[str, ...]], ...]
"""Per pillar the kinds of facilities that count."""

DEFAULT_CHOICE: Choice = tuple(
    (key, tuple(kind for kind, facility in pillar.facilities.items() if facility.counts))
    for key, pillar in PILLARS.items()
)


def facility_points(area: StudyArea, pillar: str, kind: str) -> gpd.GeoDataFrame:
    """Return an area's facilities of one kind, with the kind in `facility`; perhaps none."""
    frames = []
    for layer, kinds in PILLARS[pillar].facilities[kind].places:
        points = area.layer(layer)
        frames.append(points[points["kind"].isin(kinds)] if kinds else points)
    return _joined([frame.assign(facility=kind) for frame in frames if len(frame)])


def pillar_points(area: StudyArea, pillar: str, kinds: Iterable[str]) -> gpd.GeoDataFrame:
    """Return an area's facilities that count for a pillar, with their kind in `facility`.

    Parameters
    ----------
    area
        The study area.
    pillar
        A key of `PILLARS`.
    kinds
        Kinds of the pillar.

    Returns
    -------
    geopandas.GeoDataFrame
        Points with unique ids, EPSG:4326: ids that several layers use get their kind before them.
    """
    return _joined([facility_points(area, pillar, kind) for kind in kinds])


def pillar_title(pillar: str) -> str:
    """Name a pillar in the user's language."""
    return _(PILLARS[pillar].title)


def facility_label(pillar: str, kind: str) -> str:
    """Name a kind of facility in the user's language."""
    return _(PILLARS[pillar].facilities[kind].label)


def present_kinds(area: StudyArea) -> dict[str, dict[str, int]]:
    """Count an area's facilities by pillar and kind; kinds without any are counted as 0."""
    return {
        key: {kind: len(facility_points(area, key, kind)) for kind in pillar.facilities}
        for key, pillar in PILLARS.items()
    }


def check_choice(choice: Choice) -> None:
    """Raise if a choice names what does not exist.

    Raises
    ------
    InputError
        Naming every unknown pillar and kind.
    """
    problems = []
    for pillar, kinds in choice:
        if pillar not in PILLARS:
            problems.append(
                _("There is no pillar '{pillar}'; the pillars are {known}.").format(
                    pillar=pillar, known=", ".join(PILLARS)
                )
            )
            continue
        known = PILLARS[pillar].facilities
        problems += [
            _("Pillar {pillar} has no facility '{kind}'; choose from {known}.").format(
                pillar=pillar, kind=kind, known=", ".join(known)
            )
            for kind in kinds
            if kind not in known
        ]
    if problems:
        raise InputError(problems)


def _joined(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return schema.empty("points").assign(facility=pd.Series(dtype=object))
    together = gpd.GeoDataFrame(pd.concat(filled, ignore_index=True), geometry="geometry")
    twice = together["id"].duplicated(keep=False)
    named = together["facility"] + ":" + together["id"]
    return together.assign(id=together["id"].where(~twice, named))
