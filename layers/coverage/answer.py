"""Who is within reach of a service: coverage, gaps and equity of one or more thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.area.inputs import Weight
from layers.area.provenance import access_provenance
from layers.coverage.search import CoverageBase
from spatial import crs
from spatial.access import closures
from spatial.access.coverage import PEOPLE, coverage, coverage_curve
from spatial.access.equity import Equity, equity
from spatial.access.gaps import clusters, gaps, gaps_by
from spatial.access.nearest import AccessMatrix
from spatial.errors import InputError
from spatial.limits import CLUSTER_M
from spatial.service_areas.polygons import BUFFER_M
from spatial.wording import _

DRAWN_BACK = 0.6
"""Less than 0.86, the half height of the neck between two discs that touch middles."""

WEIGHT = "weight"
"""Column of what a village counts as, beside 1."""


@dataclass(frozen=True, eq=False)
class CoverageAnswer:
    """What lies within and outside thresholds.

    Attributes
    ----------
    base
        The search.
    threshold
        The one that decides what a gap is; metres or seconds, inclusive.
    more
        Further thresholds, metres or seconds, for bands and columns.
    weight
        What villages count as; each as 1 by default.
    cluster_m
        Gap villages at most this far apart are one cluster, metres.
    """

    base: CoverageBase
    threshold: float
    more: tuple[float, ...] = ()
    weight: Weight | None = None
    cluster_m: float = CLUSTER_M

    @property
    def thresholds(self) -> list[float]:
        """All thresholds, ascending, each once."""
        return sorted({self.threshold, *self.more})

    @cached_property
    def villages(self) -> gpd.GeoDataFrame:
        """The villages, with `weight` where there is one."""
        if self.weight is None:
            return self.base.ground.villages
        found: gpd.GeoDataFrame = self.base.ground.villages.assign(
            **{WEIGHT: self.weight.numbers.to_numpy(dtype=np.float64)}
        )
        return found

    @property
    def is_within(self) -> pd.Series:
        """Whether each village is within the threshold, on the villages' index."""
        trips, measure = self.base.trips, self.base.question.measure
        return (measure.values(trips) <= self.threshold) & (trips["status"] == "ok")

    def counts(self, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Count villages, weights and people of the raster (see `spatial.access.coverage`).

        Parameters
        ----------
        by
            `("regency",)` or `("regency", "district")`; everything together by default.

        Raises
        ------
        InputError
            If the villages do not state their kabupaten or kecamatan.
        """
        weights = [] if self.weight is None else [WEIGHT]
        measure = self.base.question.measure
        parts = [
            coverage(
                self.base.trips, self.villages, self.thresholds, measure, weights=weights, by=by
            )
        ]
        cells = self.base.cells
        if cells is not None and set(by) <= set(cells.table.columns):
            found = coverage(
                cells.trips, cells.table, self.thresholds, measure, weights=[PEOPLE], by=by
            )
            parts.append(found[found["quantity"] == PEOPLE])
        return pd.concat(parts, ignore_index=True)

    def of(self, quantity: str, threshold: float | None = None) -> pd.Series:
        """Return the row of `counts` for a quantity; at the deciding threshold by default.

        Raises
        ------
        KeyError
            If that quantity is not counted.
        """
        table = self._overall
        limit = self.threshold if threshold is None else threshold
        rows = table[(table["quantity"] == quantity) & (table["threshold"] == limit)]
        if rows.empty:
            raise KeyError(quantity)
        row: pd.Series = rows.iloc[0]
        return row

    @cached_property
    def _overall(self) -> pd.DataFrame:
        return self.counts()

    @cached_property
    def gaps(self) -> gpd.GeoDataFrame:
        """The villages outside the threshold, the most pressing first, with their `cluster`."""
        weight = None if self.weight is None else WEIGHT
        trips, measure = self.base.trips, self.base.question.measure
        found = gaps(trips, self.villages, self.threshold, measure, weight=weight)
        return found.assign(cluster=clusters(found, self.cluster_m))

    @cached_property
    def clusters(self) -> gpd.GeoDataFrame:
        """The clusters of gaps, as `spatial.access.gaps.gaps_by`, with an outline around each.

        The outline is the closing of discs around the villages (Serra 1982): discs as wide as
        `cluster_m`, joined, and drawn back by `DRAWN_BACK` of it. It holds every village of its
        cluster in one piece; holes in it are filled.
        """
        table = gaps_by(self.gaps, ["cluster"])
        if table.empty:
            return gpd.GeoDataFrame(table, geometry=[], crs=crs.WGS84)
        west, south, east, north = (float(value) for value in self.gaps.total_bounds)
        plane = crs.metric_crs((west, south, east, north))
        discs = self.gaps[["cluster", "geometry"]].to_crs(plane)
        discs["geometry"] = discs.buffer(self.cluster_m, quad_segs=8)
        joined = discs.dissolve("cluster").geometry.buffer(-DRAWN_BACK * self.cluster_m, 4)
        outline = gpd.GeoSeries(
            shapely.polygons(shapely.get_exterior_ring(joined.to_numpy())), joined.index, plane
        ).to_crs(crs.WGS84)
        shapes = outline.reindex(table["cluster"]).to_numpy()
        return gpd.GeoDataFrame(table, geometry=shapes, crs=crs.WGS84)

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """The service areas of all thresholds, cut at the boundary."""
        parts = [self.base.area_of(threshold) for threshold in self.thresholds]
        return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=crs.WGS84)

    def curve(self) -> pd.DataFrame:
        """Trace the coverage of every threshold; see `spatial.access.coverage.coverage_curve`."""
        weights = None if self.weight is None else self.villages[WEIGHT]
        return coverage_curve(self.base.trips, self.base.question.measure, weights)

    def people_curve(self) -> pd.DataFrame | None:
        """Trace it for the people of the raster; None without one."""
        cells = self.base.cells
        if cells is None:
            return None
        measure = self.base.question.measure
        return coverage_curve(cells.trips, measure, cells.table[PEOPLE])

    def equity(self) -> Equity:
        """How unequally distance or time is spread over the villages, or over their weight."""
        trips, measure = self.base.trips, self.base.question.measure
        weights = None if self.weight is None else self.villages[WEIGHT]
        return equity(measure.values(trips).where(trips["status"] == "ok"), weights)

    def closures(self, trips: AccessMatrix) -> pd.DataFrame:
        """Compare what each facility covers alone; see `spatial.access.closures.closure_impact`.

        Parameters
        ----------
        trips
            As `coverage_base.all_trips` measures them.

        Returns
        -------
        pandas.DataFrame
            With `id` and `name` of the facility before the rest; the most lost villages first.
        """
        table = closures.closure_impact(self._totals(trips), self.threshold, self._id_weights())
        names = self.base.ground.facilities.set_index("id")["name"]
        table.insert(0, "name", names.reindex(table.index))
        return table.sort_values("lost", ascending=False, kind="stable").reset_index(names="id")

    def fallen(self, trips: AccessMatrix, facility: str) -> pd.DataFrame:
        """List the villages that only this facility covers (see `spatial.access.closures`).

        Returns
        -------
        pandas.DataFrame
            With `name` of the village and `next_name` of the facility that would be nearest.
        """
        totals = self._totals(trips)
        table = closures.villages_losing_access(
            totals, facility, self.threshold, self._id_weights()
        )
        villages = self.base.ground.villages.set_index("id")["name"]
        names = self.base.ground.facilities.set_index("id")["name"]
        return table.assign(
            name=table["origin_id"].map(villages), next_name=table["next_id"].map(names)
        )

    def covered_times(self, trips: AccessMatrix) -> pd.Series:
        """Count the facilities within the threshold of each village, by village id."""
        return closures.cover_counts(self._totals(trips), self.threshold)

    def provenance(self, what: str, **extra: object) -> dict[str, Any]:
        """Collect what a result was made from.

        Parameters
        ----------
        what
            The result in words.
        **extra
            Further parameters.
        """
        ground, question = self.base.ground, self.base.question
        return access_provenance(
            question=f"{what}, {ground.title}",
            sources=ground.sources,
            network=ground.roads.to_dict(),
            travel=question.travel,
            extra={
                "facility": question.facility,
                "facilities": ground.facilities["id"].astype(str).tolist(),
                "thresholds": [
                    question.measure.threshold_in_file_unit(limit) for limit in self.thresholds
                ],
                "threshold": question.measure.threshold_in_file_unit(self.threshold),
                "threshold_unit": question.measure.file_unit,
                "threshold_rule": "within means <= threshold; villages without a trip are outside",
                "weight": "each village counts as 1" if self.weight is None else self.weight.label,
                "cluster_m": self.cluster_m,
                "buffer_m": BUFFER_M,
                **extra,
            },
        )

    def _totals(self, trips: AccessMatrix) -> pd.DataFrame:
        return self.base.question.measure.of(trips)

    def _id_weights(self) -> pd.Series | None:
        if self.weight is None:
            return None
        ids = self.villages["id"].to_numpy(dtype=object)
        return pd.Series(self.villages[WEIGHT].to_numpy(), index=pd.Index(ids, name="origin_id"))


def column_weight(villages: gpd.GeoDataFrame, column: str) -> Weight:
    """Take a number column of the villages as their weight.

    Raises
    ------
    InputError
        If there is no such column, or it holds no numbers.
    """
    if column not in villages or not pd.api.types.is_numeric_dtype(villages[column]):
        numbers = [str(c) for c in villages if pd.api.types.is_numeric_dtype(villages[c])]
        problem = _(
            "The villages have no column of numbers '{column}'. There is: {numbers}."
        ).format(column=column, numbers=", ".join(numbers) or _("none"))
        raise InputError([problem])
    return Weight(column, villages[column].astype(float))
