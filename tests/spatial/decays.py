"""A decay that the program does not offer: another one, and 0 beyond a limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spatial.reach.decay import Decay


@dataclass(frozen=True)
class Cut(Decay):
    """`decay` up to and including `limit`, as `access` of PySAL cuts its weights."""

    decay: Decay
    limit: float

    def log_weight(self, cost):
        return np.where(cost <= self.limit, self.decay.log_weight(cost), -np.inf)
