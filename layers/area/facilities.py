"""The sets of facilities that an area offers to be measured to: offices, markets, services."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from layers.area.labels import KINDS
from layers.area.study_area import FACILITIES, StudyArea
from spatial.errors import InputError
from spatial.wording import N_, Labels, _

ALWAYS = Labels({"disnaker": N_("Labour office"), "market": N_("Market")})
"""Offered for every area: where they are missing, the program says so."""

SERVICE_LABELS = Labels(
    {
        "atm": N_("ATM"),
        "bmt": N_("BMT (sharia savings cooperative)"),
        "bpr": N_("BPR (rural bank)"),
        "lainnya": N_("Other service"),
    }
)
"""Where the kind with a capital is no good label."""

OFFICES, SERVICES = "offices", "services"


def facility_sets(area: StudyArea) -> dict[str, str]:
    """List what can be asked for.

    Parameters
    ----------
    area
        The area.

    Returns
    -------
    dict
        Labels (Indonesian) by key: those of `ALWAYS`; `offices` for all labour offices where
        there are several kinds; `offices:<kind>` and `services:<kind>` for each kind that the
        area has.
    """
    found = dict(ALWAYS)
    offices = [kind for kind in area.offices["kind"].unique() if kind != "disnaker"]
    found |= {f"{OFFICES}:{kind}": str(KINDS.get(kind, kind)) for kind in sorted(offices)}
    if area.offices["kind"].nunique() > 1:  # noqa: PD101
        found[OFFICES] = _("All labour offices")
    services = sorted(area.services["kind"].unique())
    return found | {f"{SERVICES}:{kind}": _service_label(str(kind)) for kind in services}


def _service_label(kind: str) -> str:
    return SERVICE_LABELS.get(kind) or KINDS.get(kind, kind).capitalize()


def facilities_of(area: StudyArea, key: str, chosen: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
    """Return the points of a set, or some of them.

    Parameters
    ----------
    area
        The area.
    key
        A key of `facility_sets`.
    chosen
        Ids to keep; all by default.

    Raises
    ------
    InputError
        If the area has no such set, or ids that are not in it are chosen.
    """
    points = _of_set(area, key)
    unknown = sorted(set(chosen) - set(points["id"]))
    if unknown:
        raise InputError(
            [
                _("{area} has no facility '{name}' in '{key}'.").format(
                    area=area.title, name=name, key=key
                )
                for name in unknown
            ]
        )
    return points[points["id"].isin(chosen)] if chosen else points


def _of_set(area: StudyArea, key: str) -> gpd.GeoDataFrame:
    if key in FACILITIES:
        return area.facilities(key)
    known = facility_sets(area)
    if key not in known:
        problem = _("Unknown facility '{key}'; choose one of {known}.").format(
            key=key, known=", ".join(known)
        )
        raise InputError([problem])
    layer, _unused, kind = key.partition(":")
    points = area.layer(layer)
    return points[points["kind"] == kind] if kind else points


def unconfirmed(points: gpd.GeoDataFrame) -> pd.Series:
    """Tell facilities whose place is said to be unconfirmed, (n,) on the index of `points`."""
    if "confirmed" not in points:
        return pd.Series(data=False, index=points.index)
    said = points["confirmed"].map(lambda value: value is not None and value == 0)
    return pd.Series(said, dtype=bool)
