"""The list of study areas, embedded and the user's, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import pandas as pd

from layers.area.study_area import StudyArea
from layers.store.area_name import name_problem
from layers.store.area_store import NEW, AreaStore
from layers.text.formats import MISSING, moment
from spatial.errors import InputError
from spatial.wording import N_, Labels, _, ngettext

COUNTED: Final[Mapping[str, str]] = Labels(
    {
        "villages": N_("Villages"),
        "offices": N_("Offices"),
        "markets": N_("Markets"),
        "services": N_("Other services"),
    },
)
"""The layers whose rows the list counts, in the user's words."""


@dataclass(frozen=True)
class ListedArea:
    """An area as the list shows it.

    Attributes
    ----------
    name, title
        Short name, and the name that people read.
    embedded
        It comes with the program and is not in the store.
    hides_embedded
        It is the user's and stands before an embedded area of the same name.
    saved, previous_saved
        When this version and the one before were saved; None where not known.
    can_roll_back
        Whether a version before is kept.
    counts
        Rows of each layer.
    problem
        Why the area cannot be loaded; else empty.
    """

    name: str
    title: str
    embedded: bool
    hides_embedded: bool
    saved: datetime | None
    previous_saved: datetime | None
    can_roll_back: bool
    counts: Mapping[str, int]
    problem: str

    @property
    def origin(self) -> str:
        """Where the area comes from, in the user's language."""
        if self.embedded:
            return _("comes with the program")
        return _("yours, in place of the built-in one") if self.hides_embedded else _("yours")


def listing(store: AreaStore, embedded: Iterable[StudyArea]) -> list[ListedArea]:
    """List the areas of the store, damaged ones included, and the embedded ones, by name.

    Parameters
    ----------
    store
        The user's areas.
    embedded
        The areas that come with the program; one that the user's hides is left out.
    """
    ours = {area.name: area for area in embedded}
    stored = [
        ListedArea(
            entry.name, entry.title, embedded=False, hides_embedded=entry.name in ours,
            saved=_local(entry.saved), previous_saved=_local(entry.previous_saved),
            can_roll_back=entry.can_roll_back, counts=entry.counts, problem=entry.problem,
        )
        for entry in store.entries()
    ]  # fmt: skip
    hidden = {entry.name for entry in stored}
    free = [_embedded(area) for name, area in ours.items() if name not in hidden]
    return sorted([*stored, *free], key=lambda entry: entry.name)


def table(areas: Iterable[ListedArea]) -> pd.DataFrame:
    """Return the list as a table of words and numbers, columns named in the user's language."""
    rows = [
        {
            _("Title"): area.title,
            _("Name"): area.name,
            _("Origin"): area.origin,
            _("Saved"): moment(area.saved),
            **{word: area.counts.get(layer) for layer, word in COUNTED.items()},
            _("State"): _state(area),
        }
        for area in areas
    ]
    facts = (_("Title"), _("Name"), _("Origin"), _("Saved"))
    columns = [*facts, *COUNTED.values(), _("State")]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(COUNTED.values(), "Int64"))


def _state(area: ListedArea) -> str:
    return _("damaged: {problem}").format(problem=area.problem) if area.problem else _("good")


def facts_text(area: StudyArea) -> str:
    """Tell in one line what an area holds."""
    counts = ", ".join(f"{len(area.layer(n))} {w.lower()}" for n, w in COUNTED.items())
    return ngettext(
        "{title} (name: {name}): {counts}, {edges} road segment",
        "{title} (name: {name}): {counts}, {edges} road segments",
        area.network.n_edges,
    ).format(title=area.title, name=area.name, counts=counts, edges=area.network.n_edges)


def name_remark(name: str, taken: Collection[str]) -> str:
    """Say why a text cannot be the name of a new area; nothing if it can."""
    if not name:
        return _("The name is still empty.")
    if name in taken:
        return _("The name '{name}' is already used by another area.").format(name=name)
    if name_problem(name):
        return _(
            "'{name:.60}' cannot be used as a name: use small letters a to z and digits, with "
            "- or _ between them, at most 60 characters, such as kab-kudus."
        ).format(name=name)
    return ""


def retitle(store: AreaStore, name: str, title: str) -> None:
    """Give an area another title; it is saved as a new version.

    Raises
    ------
    InputError
        If the title is empty, or the area cannot be loaded or saved.
    """
    plain = title.strip()
    if not plain:
        raise InputError([_("The title is still empty.")])
    area = store.load(name)
    store.save(replace(area, title=plain), based_on=area.digest)


def copy_embedded(store: AreaStore, area: StudyArea) -> None:
    """Store an embedded area under its own name, so that it can be edited.

    Raises
    ------
    ChangedMeanwhileError
        If there is an area of that name in the store.
    """
    store.save(area, based_on=NEW)


def take_in(store: AreaStore, area: StudyArea, name: str, *, may_replace: bool) -> None:
    """Store an area that came as a file.

    Parameters
    ----------
    store, area
        Where, and what.
    name
        The name that it gets.
    may_replace
        A stored area of that name becomes the version before; else it is not touched.

    Raises
    ------
    ChangedMeanwhileError
        If the name is taken and `may_replace` is not set.
    InputError
        If the name is not safe or the area cannot be stored.
    """
    store.save(replace(area, name=name), based_on=None if may_replace else NEW)


def roll_back_words(area: ListedArea) -> str:
    """Say which version comes back, or why none does."""
    if not area.can_roll_back:
        return _("There is no earlier version yet.")
    when = moment(area.previous_saved)
    saved_at = (
        _("its time cannot be read") if when == MISSING else _("saved {when}").format(when=when)
    )
    return _(
        "What comes back: the other version that is still kept ({saved_at}). The present version "
        "stays; press once more to undo."
    ).format(saved_at=saved_at)


def _embedded(area: StudyArea) -> ListedArea:
    counts = {layer: len(area.layer(layer)) for layer in COUNTED}
    return ListedArea(
        area.name, area.title, embedded=True, hides_embedded=False, saved=None,
        previous_saved=None, can_roll_back=False, counts=counts, problem="",
    )  # fmt: skip


def _local(when: datetime | None) -> datetime | None:
    return None if when is None else when.astimezone()
