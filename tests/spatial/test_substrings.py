"""Parts of lines against `shapely.ops.substring`, one line at a time."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import ops

from spatial.service_areas.line_substrings import substrings


@pytest.mark.parametrize("seed", range(5))
def test_as_shapely(seed):
    random = np.random.default_rng(seed)
    lines = np.array(
        [shapely.LineString(random.uniform(0, 100, (random.integers(2, 9), 2))) for _ in range(60)]
    )
    start, stop = random.uniform(0, 1, (2, 60))
    start[:10], stop[10:20], start[20:25], stop[20:25] = 0, 1, 1, 0
    found = substrings(lines, start, stop)
    for line, a, b, part in zip(lines, start, stop, found, strict=True):
        expected = ops.substring(line, a, b, normalized=True)
        assert part.coords[0] == pytest.approx(expected.coords[0])
        assert len(part.coords) == len(expected.coords)
        assert part.equals_exact(expected, 1e-9)


def test_a_cut_at_a_vertex_does_not_repeat_it():
    line = np.array([shapely.LineString([(0, 0), (5, 0), (10, 0)])])
    assert list(substrings(line, np.array([0.5]), np.array([1.0]))[0].coords) == [(5, 0), (10, 0)]


def test_nothing_to_cut():
    none = np.zeros(0)
    assert len(substrings(none.astype(object), none, none)) == 0
