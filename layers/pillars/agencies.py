"""The gaps by owner, so that a meeting can go through them agency by agency."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.pillars.answer import PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS, facility_points
from spatial.access import nearest as access
from spatial.access.measure import Measure
from spatial.wording import N_

NO_DATA = N_("no data yet")
HAS_DATA = N_("has data")
FacilityTrips = dict[tuple[str, str], pd.DataFrame]
"""Access tables by pillar and kind of facility."""

SUMMARY = ["agency", "ministry", "pillar", "facility", "data", "villages", "pillar_villages"]


def facility_trips(answer: PillarAnswer) -> FacilityTrips:
    """Find the nearest facility of every single kind, as the answer's question asks.

    Parameters
    ----------
    answer
        The answer on pillars.

    Returns
    -------
    dict
        Access tables by pillar and kind, on the villages' index; only kinds that the area has,
        also those that do not count for their pillar.
    """
    area, question = answer.area, answer.question
    found: FacilityTrips = {}
    for pillar, facts in PILLARS.items():
        for kind in facts.facilities:
            points = facility_points(area, pillar, kind)
            if len(points):
                found[pillar, kind] = access.nearest(
                    area.network,
                    area.villages,
                    points,
                    question.travel,
                )
    return found


def owner_gaps(
    answer: PillarAnswer,
    settings: PillarSettings,
    owners: pd.DataFrame,
    trips: FacilityTrips,
) -> pd.DataFrame:
    """List every gap with its owners.

    Parameters
    ----------
    answer, settings
        What was measured and how it is judged.
    owners
        As `layers.pillars.owners` keeps them.
    trips
        As `facility_trips` found them.

    Returns
    -------
    pandas.DataFrame
        A row per owner and village whose nearest facility of the owner's kind lies beyond the
        threshold of its pillar, or has no way to it, or whose pillar does: `agency`, `ministry`,
        `pillar`, `facility`, `id`, `name`, `district`, `status`, `nearest`, `total_m`,
        `minutes`, `facility_gap`, `pillar_gap`. Of facilities that the area has no data of,
        `facility_gap` is missing and there are no numbers.
    """
    gaps, limits = answer.gaps(settings), settings.limits
    villages = answer.area.villages[["id", "name", "district"]]
    parts = []
    for owner in owners.to_dict("records"):
        pillar, facility = str(owner["pillar"]), str(owner["facility"])
        in_gap = gaps[pillar] if pillar in gaps else pd.Series(data=False, index=villages.index)
        table = trips.get((pillar, facility))
        measured = _measured(table, answer.question.measure, limits[pillar], villages.index)
        named = {str(key): value for key, value in owner.items()}
        rows = villages.join(measured).assign(**named, pillar_gap=in_gap)
        parts.append(rows.loc[rows["facility_gap"].fillna(value=False) | rows["pillar_gap"]])
    columns = [
        "agency", "ministry", "pillar", "facility", "id", "name", "district", "status", "nearest",
        "total_m", "minutes", "facility_gap", "pillar_gap",
    ]  # fmt: skip
    joined: pd.DataFrame = pd.concat(parts, ignore_index=True)[columns]
    return joined


def agency_summary(
    listed: pd.DataFrame, owners: pd.DataFrame, trips: FacilityTrips
) -> pd.DataFrame:
    """Count the gaps of every owner.

    Parameters
    ----------
    listed
        As `owner_gaps` lists them.
    owners, trips
        As it was made with.

    Returns
    -------
    pandas.DataFrame
        A row per row of `owners`: `SUMMARY`; `villages` beyond the threshold of this kind of
        facility (missing where the area has no data of it), `pillar_villages` whose pillar is.
        Sorted by agency, most villages first.
    """
    keys = ["agency", "ministry", "pillar", "facility"]
    known = [(row.pillar, row.facility) in trips for row in owners.itertuples()]
    grouped = listed.groupby(keys)
    counted = pd.DataFrame(
        {
            "villages": grouped["facility_gap"].sum(),
            "pillar_villages": grouped["pillar_gap"].sum(),
        }
    )
    table = owners.assign(data=np.where(known, HAS_DATA, NO_DATA)).join(counted, on=keys)
    count = table[["villages", "pillar_villages"]].astype("Float64").fillna(0).astype("Int64")
    count["villages"] = count["villages"].where(pd.Series(known, index=table.index))
    return (
        table.assign(**{str(name): column for name, column in count.items()})[SUMMARY]
        .sort_values(["agency", "villages", "pillar_villages"], ascending=[True, False, False])
        .reset_index(drop=True)
    )


def by_owner(listed: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count the villages that each agency, or each ministry, is concerned with.

    Parameters
    ----------
    listed
        As `owner_gaps` lists them.
    column
        `agency` or `ministry`.

    Returns
    -------
    pandas.DataFrame
        `column`, `pillars` (their numbers in words), `villages` (different villages with a gap of
        a pillar that it works for), `facility_villages` (with a gap of a facility that it owns;
        missing where the area has no data of any of these), `names` of the former; most villages
        first.
    """
    rows = []
    for owner, part in listed.groupby(column):
        in_gap = part[part["pillar_gap"]].drop_duplicates("id")
        own = part["facility_gap"].dropna()
        lacking = part.loc[own.index[own.astype(bool)], "id"].nunique()
        rows.append(
            {
                column: owner,
                "pillars": ", ".join(key for key in PILLARS if key in set(part["pillar"])),
                "villages": len(in_gap),
                "facility_villages": lacking if len(own) else pd.NA,
                "names": ", ".join(in_gap["name"].sort_values()),
            }
        )
    columns = [column, "pillars", "villages", "facility_villages", "names"]
    table = pd.DataFrame(rows, columns=columns).astype({"facility_villages": "Int64"})
    order = ["villages", "facility_villages"]
    return table.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def _measured(
    table: pd.DataFrame | None, measure: Measure, limit: float, index: pd.Index
) -> pd.DataFrame:
    """Return the trips to one kind of facility, with its gap; all missing where there is none."""
    columns = {
        "status": "status",
        "nearest": "destination_name",
        "total_m": "total_m",
        "minutes": "minutes",
    }
    if table is None:
        empty = pd.DataFrame(index=index, columns=list(columns))
        numbers = {"total_m": np.nan, "minutes": np.nan}
        return empty.assign(
            status=NO_DATA, **numbers, facility_gap=pd.array([pd.NA] * len(index), "boolean")
        )
    beyond = ~(measure.values(table) <= limit)
    picked = {new: table[old] for new, old in columns.items()}
    return pd.DataFrame({**picked, "facility_gap": beyond.astype("boolean")})
