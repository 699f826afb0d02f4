"""What a siting search is given and what it gives: task, result, and who watches it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.wording import _

Model = Literal["p-median", "mclp", "lscp", "p-center"]
MODELS: tuple[Model, ...] = ("p-median", "mclp", "lscp", "p-center")

Status = Literal["optimal", "feasible", "infeasible"]
Bools = NDArray[np.bool_]

OK, UNSERVED, BEYOND, UNREACHABLE = "ok", "unserved", "beyond", "unreachable"
"""Of a demand: served; could be served, but not by the chosen sites; has a trip, but none within
the threshold from any site; no site has a trip to it."""

GAP_OPTIMAL = 1e-6
"""A gap of at most a millionth counts as proven."""

MANY_PAIRS = 90_000
"""Up to 300 demands x 300 candidates a proof takes seconds; above that it may not end in time."""


@dataclass(frozen=True, eq=False)
class SitingTask:
    """Who is to be served, from where, and what is there already.

    Attributes
    ----------
    cost
        (n, s) cost from every demand to every site in one unit; NaN: no trip, a forbidden pair.
    existing
        (s,) whether a site exists already: it stays, and costs nothing.
    weight
        (n,) what a demand counts as, 0 or more: people, or 1.
    """

    cost: Floats
    existing: Bools
    weight: Floats

    def __post_init__(self) -> None:
        """Check the shapes and values, all at once.

        Raises
        ------
        InputError
            Listing every problem.
        """
        problems = []
        if self.cost.ndim != 2 or self.existing.shape != self.cost.shape[1:]:
            problems.append(_("The cost matrix and the list of sites do not have matching sizes."))
        if self.weight.shape != self.cost.shape[:1]:
            problems.append(_("There are not as many weights as villages."))
        if not (np.isfinite(self.weight).all() and (self.weight >= 0).all()):
            problems.append(_("Some weights are empty or negative; give 0 or more."))
        elif not (self.weight > 0).any():
            problems.append(_("All weights are zero: there is nobody to serve."))
        if np.isinf(self.cost).any() or (self.cost < 0).any():
            problems.append(_("Some costs are negative or infinite; use empty (NaN)."))
        if self.existing.all():
            problems.append(
                _("There are no candidate sites; add villages, markets or points of your own.")
            )
        if problems:
            raise InputError(problems)

    @property
    def candidates(self) -> Ints:
        """(m,) columns of the sites that may be chosen."""
        return np.flatnonzero(~self.existing)

    @property
    def offer(self) -> Floats:
        """(n, m) cost to the candidates; infinite where forbidden, for comparisons only."""
        return _forbidden(self.cost[:, ~self.existing])

    @property
    def base(self) -> Floats:
        """(n,) cost to the best existing site; infinite where there is none."""
        least: Floats = _forbidden(self.cost[:, self.existing]).min(axis=1, initial=np.inf)
        return least

    def check_sites(self, sites: int) -> None:
        """Check how many sites are asked for.

        Raises
        ------
        InputError
            For less than 1, or more than there are candidates.
        """
        if not 1 <= sites <= len(self.candidates):
            raise InputError(
                [
                    _("{sites} new sites are not possible: choose 1 to {most}.").format(
                        sites=sites, most=len(self.candidates)
                    )
                ]
            )


def _forbidden(cost: Floats) -> Floats:
    found: Floats = np.where(np.isnan(cost), np.inf, cost)
    return found


@dataclass(frozen=True, eq=False)
class SitingResult:
    """The sites that a search chose, and how sure it is.

    Attributes
    ----------
    model
        What was asked.
    chosen
        Columns of the task's sites that were chosen, ascending; sites that would gain nothing are
        not chosen, so that there may be fewer than asked.
    assignment
        (n,) column of the site, existing or chosen, that serves each demand; -1 for none.
    cost
        (n,) cost to that site; NaN for none.
    demand_status
        (n,) `ok`, `unserved`, `beyond` or `unreachable`.
    objective
        p-median: sum of weight times cost over the served. MCLP: weight within the threshold.
        LSCP: number of new sites. p-center: greatest cost among the served. NaN if infeasible.
    bound
        No choice of sites can be better than this.
    status
        `optimal`: no better choice exists; `feasible`: the best found so far, perhaps not the
        best; `infeasible`: no site serves anybody.
    seconds
        How long the search took.
    """

    model: Model
    chosen: Ints
    assignment: Ints
    cost: Floats
    demand_status: NDArray[np.object_]
    objective: float
    bound: float
    status: Status
    seconds: float

    @property
    def gap(self) -> float:
        """What is left between value and bound, as a share of the larger; NaN if infeasible."""
        return relative_gap(self.objective, self.bound)

    def left_out(self, *reasons: str) -> Ints:
        """Rows of the demands that are not served, all or for some reasons."""
        wanted = reasons or (UNSERVED, BEYOND, UNREACHABLE)
        return np.flatnonzero(np.isin(self.demand_status.astype(str), wanted))


def relative_gap(objective: float, bound: float) -> float:
    """Distance of value and bound as a share of the larger of both; 0 where they are equal."""
    largest = max(abs(objective), abs(bound))
    return abs(objective - bound) / largest if largest else 0.0


@dataclass(frozen=True)
class SitingProgress:
    """How far a search is.

    Attributes
    ----------
    seconds
        Since it began.
    best, bound
        In the unit of the objective; None while unknown.
    """

    seconds: float
    best: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """What is left between best and bound, as a share; None while one is unknown."""
        if self.best is None or self.bound is None:
            return None
        return relative_gap(self.best, self.bound)


@dataclass(frozen=True, eq=False)
class Watch:
    """Progress reports, cancellation and time limit of a search.

    Attributes
    ----------
    limit_s
        Seconds that a search may take; it then gives the best found so far.
    on_progress
        Is called now and then, perhaps from another thread.
    stopped
        Whether to end at once with the best found so far.
    """

    limit_s: float = 60.0
    on_progress: Callable[[SitingProgress], None] = lambda _: None
    stopped: Callable[[], bool] = lambda: False
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    @property
    def left_s(self) -> float:
        """Seconds that are left; 0 when it is over or was stopped."""
        return 0.0 if self.stopped() else max(self.limit_s - self.seconds, 0.0)

    def quiet(self) -> Watch:
        """Return the same watch for a part of a search, whose values mean nothing to people."""
        return replace(self, on_progress=lambda _: None)

    def report(self, best: float | None = None, bound: float | None = None) -> None:
        """Report how far the search is."""
        self.on_progress(SitingProgress(self.seconds, best, bound))
