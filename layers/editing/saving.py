"""Beginning and saving an editing, so that two programs or tabs do not overwrite each other."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from layers.area.study_area import StudyArea
from layers.editing.points import History
from layers.editing.session import LAYERS, EditSession
from layers.store.area_store import NEW, AreaStore, ChangedMeanwhileError
from spatial.errors import InputError
from spatial.wording import lazy_gettext


def start(area: StudyArea, store: AreaStore) -> EditSession:
    """Begin to edit an area as it is loaded now."""
    based_on = area.digest if area.name in store.names() else NEW
    return EditSession(
        area, based_on, MappingProxyType({n: History(area.layer(n)) for n in LAYERS})
    )


def save(session: EditSession, store: AreaStore) -> str:
    """Store the edited area as a new version; what was stored becomes the version before.

    Returns
    -------
    str
        The digest of what was stored.

    Raises
    ------
    InputError
        If somebody else saved the area meanwhile, or it cannot be stored.
    """
    try:
        return store.save(session.edited(), based_on=session.based_on)
    except ChangedMeanwhileError as error:
        problem = lazy_gettext(
            "Not saved: the area '{name}' was saved from elsewhere (another tab or program) "
            "since you began to edit. Save your edits as a new area, or discard them and "
            "start from the new version.",
            name=session.area.name,
        )
        raise InputError([problem]) from error


def save_as(session: EditSession, store: AreaStore, name: str, title: str) -> str:
    """Store the edited area beside the one that it was made from.

    Returns
    -------
    str
        The digest of what was stored.

    Raises
    ------
    InputError
        If the name is not safe or is taken.
    """
    return store.save(replace(session.edited(), name=name, title=title), based_on=NEW)


def is_stale(session: EditSession, store: AreaStore) -> bool:
    """Tell whether somebody else saved or removed the area since the session began."""
    if session.area.name not in store.names():
        return session.based_on != NEW
    try:
        return store.digest(session.area.name) != session.based_on
    except InputError:
        return True
