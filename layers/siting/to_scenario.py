"""The chosen sites as a scenario, so that everything else of the program can be asked about it."""

from __future__ import annotations

from typing import Any, Final, get_args

from layers.area.study_area import StudyArea
from layers.scenarios.changes import AddFacility, CloseFacility
from layers.scenarios.proposals import new_point_of
from layers.scenarios.scenario import Scenario, new_scenario
from layers.siting.answer import SitingAnswer
from layers.siting.question import AIMS
from layers.siting.tables import site_table
from layers.store.area_name import slug
from spatial.errors import InputError
from spatial.wording import _

OWN_PRECISION: Final = "map view"
PRECISIONS: Final = frozenset(get_args(AddFacility.model_fields["precision"].annotation))


def siting_scenario(
    area: StudyArea, answer: SitingAnswer, title: str, days: float | None = None
) -> Scenario:
    """Write the chosen sites down as a scenario.

    Parameters
    ----------
    area
        The area that the answer is about.
    answer
        The sites. Where what is there was ignored, the scenario closes it.
    title
        What people read; the name comes from it.
    days
        Days per month of each new site, for a mobile service; None for sites that stay.

    Returns
    -------
    Scenario
        With the same question it has the same trips as the answer.

    Raises
    ------
    InputError
        If nothing was chosen, or the title has no letter.
    """
    if not len(answer.result.chosen):
        raise InputError([_("There is no new site to keep.")])
    layer, kind = new_point_of(answer.measured.question.facility)
    scenario = new_scenario(area, slug(title), title.strip()[:200], _note(answer))
    precision = _precisions(area)
    for row in site_table(answer).sort_values("rank").itertuples():
        name = _("Mobile service {name}") if days else _("New service {name}")
        scenario = scenario.with_change(
            AddFacility(
                id=scenario.new_id(), layer=layer, facility_kind=kind,
                name=name.format(name=row.name)[:200], lon=float(row.geometry.x),
                lat=float(row.geometry.y), days_per_month=None if days is None else float(days),
                precision=precision.get(str(row.id), OWN_PRECISION),
            )
        )  # fmt: skip
    if not answer.question.keep:
        for there in answer.measured.ground.facilities["id"].astype(str):
            change = CloseFacility(id=scenario.new_id(), layer=layer, facility=there)
            scenario = scenario.with_change(change)
    return scenario


def _precisions(area: StudyArea) -> dict[str, Any]:
    """Return how good the place of each candidate is, by its id."""
    found: dict[str, Any] = {}
    for frame, kinds in ((area.villages, ("villages", "seats")), (area.markets, ("markets",))):
        for kind in kinds:
            known = zip(frame["id"].astype(str), frame["precision"].astype(str), strict=True)
            found |= {f"{kind}:{name}": how for name, how in known if how in PRECISIONS}
    return found


def _note(answer: SitingAnswer) -> str:
    found = answer.result
    sure = _("proven to be the best") if found.status == "optimal" else _("the best so far")
    return _("From the page Where next: {aim}; {sure}.").format(
        aim=_(AIMS[answer.question.model]), sure=sure
    )
