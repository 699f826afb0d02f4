"""A story from a study area: which statements there are, what they ask, and the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from babel.dates import format_date

import layers.text.catalogues  # noqa: F401 - says how the catalogues are read
from layers.access import answer as answers
from layers.access.answer import AccessQuestion
from layers.access.slide import worst_slide
from layers.access.thresholds import DEFAULTS
from layers.area.question import Question
from layers.area.study_area import AREA_LAYERS, StudyArea
from layers.coverage.answer import CoverageAnswer
from layers.coverage.search import CoverageQuestion, area_ground, search
from layers.coverage.slide import coverage_slide
from layers.pillars import agencies as pillar_agencies
from layers.pillars import answer as pillars
from layers.pillars.owners import load_owners
from layers.pillars.slide import PillarFindings, agencies_slide
from layers.reach.answer import ask_reach
from layers.reach.question import ReachQuestion
from layers.reach.slide import reach_slide
from layers.reach.trips import area_trips
from layers.scenarios.answer import ask_scenario
from layers.scenarios.proposals import mobile_in_worst_districts
from layers.scenarios.slide import scenario_slide
from layers.scenarios.store import default_scenarios
from layers.siting.answer import ask_siting
from layers.siting.question import MANY_MATRIX, SitesQuestion, SitingQuestion
from layers.siting.slide import siting_slide
from layers.siting.trips import area_sites
from layers.slides.story import Cover, Kind, Slide, Story
from layers.slides.texts import method_words, source_line
from spatial.errors import InputError
from spatial.routing.modes import MODES, TravelMode
from spatial.routing.travel import Cost, Travel
from spatial.wording import N_, Language, _, current_language

DISNAKER = "Disnaker"
TWICE = 2.0
"""The second band of the coverage map, times the threshold: a choice for the picture only."""

PROPOSED = 2
"""Kecamatan that get a mobile service in the scenario that is shown where none is chosen."""

MANY_VILLAGES = MANY_MATRIX
"""Above so many villages, those in the middle of each kecamatan are the candidates: a meeting does
not wait for a search from every village."""

SEARCH_S = 30.0
"""Longest search for the next sites, seconds; the slide says what gap is left."""

LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        "worst": N_("Villages farthest from Disnaker"),
        "coverage": N_("Coverage of Disnaker"),
        "agencies": N_("Gaps by agency"),
        "reach": N_("Market reach"),
        "scenario": N_("What the scenario gains"),
        "siting": N_("Where next"),
    }
)


@dataclass(frozen=True)
class MeetingQuestion(Question):
    """What the statements of a meeting are asked with.

    Attributes
    ----------
    mode
        How people travel.
    cost
        Whether the way to Disnaker counts in `distance` or in `time`.
    threshold
        To Disnaker, metres or seconds, inclusive.
    reach_s
        Threshold to markets, seconds, inclusive.
    scenario
        Name of a scenario kept with the area; empty for the proposal of a mobile service in the
        two worst-served kecamatan.
    sites
        New sites to look for.
    """

    mode: TravelMode = MODES["motorcycle"]
    cost: Cost = "distance"
    threshold: float = DEFAULTS["distance"]
    reach_s: float = DEFAULTS["time"]
    scenario: str = ""
    sites: int = 2


Builder = Callable[[StudyArea, MeetingQuestion], Slide]


def possible(area: StudyArea) -> dict[Kind, str]:
    """List the statements, and for each what the area lacks for it: empty where nothing.

    Parameters
    ----------
    area
        The area.

    Returns
    -------
    dict
        Reasons by statement, in the order in which statements are offered.
    """
    lacks = {
        "disnaker": _("has no Disnaker yet"),
        "market": _("has no markets yet"),
    }
    needs: dict[Kind, str] = dict.fromkeys(("worst", "coverage", "scenario", "siting"), "disnaker")
    needs["reach"] = "market"
    found: dict[Kind, str] = {
        kind: lacks[needs[kind]] if kind in needs and area.lacks(needs[kind]) else ""
        for kind in LABELS
    }
    if area.villages["district"].isna().all():
        unknown = _("does not know the kecamatan of its villages")
        if not scenario_titles(area):
            found["scenario"] = found["scenario"] or unknown
        if len(area.villages) > MANY_VILLAGES:
            found["siting"] = found["siting"] or unknown
    return found


def scenario_titles(area: StudyArea) -> dict[str, str]:
    """List the scenarios kept with an area that can be read: titles by name."""
    entries = default_scenarios().entries(area.name)
    return {entry.name: entry.title for entry in entries if not entry.problem}


def label_of(kind: Kind) -> str:
    """Name a statement in the user's language."""
    return _(LABELS[kind])


def stamp(area: StudyArea, kind: Kind, question: MeetingQuestion) -> str:
    """Return a digest of what a statement depends on beside its area and its question."""
    known = ""
    if kind == "agencies":
        known = load_owners().table.to_csv()
    elif kind == "scenario" and question.scenario:
        known = default_scenarios().load(area.name, question.scenario).digest()
    return hashlib.sha256(known.encode()).hexdigest()


def build_slide(area: StudyArea, kind: Kind, question: MeetingQuestion) -> Slide:
    """Answer one statement, in the user's language.

    Raises
    ------
    InputError
        If the area lacks what the statement needs.
    """
    lack = possible(area).get(kind, "")
    if lack:
        label = label_of(kind)
        raise InputError([f"{label}: {area.title} {lack}."])
    return BUILDERS[kind](area, question)


def build_story(
    area: StudyArea, kinds: Sequence[Kind], question: MeetingQuestion, cover: Cover
) -> Story:
    """Answer several statements; see `build_slide`.

    Raises
    ------
    InputError
        Listing what is missing for any of them.
    """
    slides: list[Slide] = []
    problems: list[str] = []
    for kind in kinds:
        try:
            slides.append(build_slide(area, kind, question))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return assemble(area, slides, question, cover)


def assemble(
    area: StudyArea, slides: Sequence[Slide], question: MeetingQuestion, cover: Cover
) -> Story:
    """Put slides between a cover and a closing page."""
    return Story(meeting_language(), cover, tuple(slides), _closing(area, question))


def meeting_language() -> Language:
    """Return the user's language; Indonesian where none is chosen."""
    return current_language() or "id"


def first_cover(area: StudyArea, day: date, agency: str = "", logo: bytes | None = None) -> Cover:
    """Fill a cover with what is known."""
    return Cover(
        title=_("Access to services for productive migrant villages"),
        subtitle=_("For the coordination meeting"),
        place=area.title,
        date=day_words(day),
        agency=agency,
        logo=logo,
    )


def day_words(day: date) -> str:
    """Write a date in full, such as `29 November 2026`."""
    return str(format_date(day, "d MMMM y", locale=meeting_language()))


def _closing(area: StudyArea, question: MeetingQuestion) -> tuple[str, ...]:
    """Tell sources, method and limits once more, in full."""
    known = [layer for layer in AREA_LAYERS if len(area.layer(layer))]
    return (
        method_words(area, question.mode.name),
        _(
            "Villages that no road connects get no number; they count as beyond the threshold "
            "and are named."
        ),
        _("Source: {sources}").format(sources=source_line(area, known)),
        _("Made with Desmigratif Spasial; the XLSX file says where every number comes from."),
    )


def _worst(area: StudyArea, question: MeetingQuestion) -> Slide:
    asked = AccessQuestion("disnaker", question.mode, question.cost)
    return worst_slide(answers.ask(area, asked), question.threshold)


def _coverage(area: StudyArea, question: MeetingQuestion) -> Slide:
    asked = CoverageQuestion("disnaker", question.mode, question.cost)
    limits = question.threshold, (TWICE * question.threshold,)
    answer = CoverageAnswer(search(area_ground(area, asked), asked), *limits)
    return coverage_slide(area, answer, DISNAKER)


def _agencies(area: StudyArea, question: MeetingQuestion) -> Slide:
    settings = pillars.default_settings(question.cost)
    limits = {**settings.limits, pillars.BASE: question.threshold}
    answer = pillars.ask(area, pillars.PillarQuestion(question.mode, question.cost))
    found = PillarFindings(
        answer,
        pillars.PillarSettings(limits, settings.weights, settings.full_at),
        pillar_agencies.facility_trips(answer),
        load_owners().table,
    )
    return agencies_slide(found)


def _reach(area: StudyArea, question: MeetingQuestion) -> Slide:
    trips = area_trips(area, Travel(question.mode, "time"))
    return reach_slide(area, ask_reach(trips, ReachQuestion(threshold=question.reach_s)))


def _scenario(area: StudyArea, question: MeetingQuestion) -> Slide:
    asked = CoverageQuestion("disnaker", question.mode, question.cost)
    if question.scenario:
        changes = default_scenarios().load(area.name, question.scenario)
    else:
        known = int(area.villages["district"].nunique())
        changes = mobile_in_worst_districts(area, asked, max(1, min(PROPOSED, known)))
    return scenario_slide(ask_scenario(area, changes, asked, [question.threshold]))


def _siting(area: StudyArea, question: MeetingQuestion) -> Slide:
    candidates = "villages" if len(area.villages) <= MANY_VILLAGES else "seats"
    asked = SitesQuestion("disnaker", question.mode, question.cost, (candidates,))
    measured = area_sites(area, asked)
    sites = min(question.sites, int((~measured.sites["existing"]).sum()))
    wanted = SitingQuestion("mclp", sites, question.threshold, limit_s=SEARCH_S)
    return siting_slide(area, ask_siting(measured, wanted), DISNAKER)


BUILDERS: Mapping[Kind, Builder] = MappingProxyType(
    {
        "worst": _worst,
        "coverage": _coverage,
        "agencies": _agencies,
        "reach": _reach,
        "scenario": _scenario,
        "siting": _siting,
    }
)
