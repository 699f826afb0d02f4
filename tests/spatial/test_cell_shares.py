"""Shares of cells by hand, and against shapely cell by cell."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.population.cell_shares import cell_shares

SIZE = 6


def shares(*polygons, rows=SIZE, columns=SIZE):
    """Return one dense array of shares per polygon."""
    found = cell_shares(np.array(polygons, dtype=object), rows, columns)
    dense = np.zeros((len(polygons), rows, columns))
    np.add.at(dense, (found.owner, found.row, found.column), found.share)
    assert ((found.share > 0) & (found.share <= 1)).all()
    assert len(set(zip(found.owner, found.row, found.column, strict=True))) == len(found.share)
    return dense


def by_shapely(polygon, rows=SIZE, columns=SIZE):
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    return shapely.area(shapely.intersection(polygon, shapely.box(x, y, x + 1, y + 1)))


def test_a_box_by_hand():
    (found,) = shares(shapely.box(0.5, 0.25, 2.5, 2), rows=3, columns=4)
    # The first row lacks a quarter; the box takes the right half of column 0, all of column 1
    # and the left half of column 2.
    assert found == pytest.approx(
        np.array([[0.375, 0.75, 0.375, 0], [0.5, 1, 0.5, 0], [0, 0, 0, 0]])
    )


def test_a_triangle_by_hand():
    (found,) = shares(shapely.Polygon([(0, 0), (2, 0), (0, 2)]), rows=2, columns=2)
    assert found == pytest.approx(np.array([[1, 0.5], [0.5, 0]]))


def test_a_border_on_the_edges_of_cells():
    (found,) = shares(shapely.box(1, 1, 3, 2), rows=3, columns=3)
    assert found.tolist() == [[0, 0, 0], [0, 1, 1], [0, 0, 0]]


def test_holes_and_parts():
    ring = shapely.box(0, 0, 6, 6) - shapely.box(1.5, 1.5, 4.5, 4.5)
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(4.5, 5, 6, 5.5)])
    first, second = shares(ring, parts)
    assert first == pytest.approx(by_shapely(ring))
    assert first[0, 0] == 1
    assert first[1, 1] == pytest.approx(0.75)
    assert first[2, 2] == 0
    assert first.sum() == pytest.approx(36 - 9)
    assert second[[0, 5, 5], [0, 4, 5]] == pytest.approx([1, 0.25, 0.5])
    assert second.sum() == pytest.approx(1.75)


def test_what_lies_outside_is_cut_off():
    over, beside, around = shares(
        shapely.box(-5, -5, 0.5, 0.5), shapely.box(7, 0, 9, 9), shapely.box(-99, -99, 99, 99)
    )
    assert over[0, 0] == pytest.approx(0.25)
    assert over.sum() == pytest.approx(0.25)
    assert beside.sum() == 0
    assert (around == 1).all()


def test_nothing_to_measure():
    nothing = np.array([None, shapely.Polygon()], dtype=object)
    assert len(cell_shares(nothing, 3, 3).share) == 0
    assert len(cell_shares(nothing[:0], 3, 3).share) == 0


def test_both_directions_of_rings_mean_the_same():
    one = shapely.Polygon([(0.2, 0.3), (4.7, 1.1), (2.2, 5.6)])
    first, second = shares(one, shapely.Polygon(one.exterior.coords[::-1]))
    assert first == pytest.approx(second)


def test_level_borders_within_a_row():
    """A step between two upright sides crosses cells without rising."""
    stairs = shapely.Polygon(
        [(0.5, 0.2), (5.5, 0.2), (5.5, 0.7), (3.5, 0.7), (3.5, 2.4), (1.5, 2.4), (1.5, 0.9),
         (0.5, 0.9)]
    )  # fmt: skip
    (found,) = shares(stairs)
    assert found[0, 4] == pytest.approx(0.5)
    assert found == pytest.approx(by_shapely(stairs))


@st.composite
def stars(draw):
    """Polygons whose corners lie around a centre, also outside the grid."""
    count = draw(st.integers(3, 12))
    radius = [draw(st.floats(0.05, 8)) for _ in range(count)]
    x, y = draw(st.floats(-1, 7)), draw(st.floats(-1, 7))
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False) + draw(st.floats(0, 1))
    return shapely.Polygon(np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)]))


def boxes():
    """Boxes with corners on a grid of quarters, so that many sides run along cells."""
    quarters = st.lists(st.integers(-4, 28), min_size=2, max_size=2, unique=True).map(sorted)
    return st.builds(
        lambda x, y: shapely.box(x[0] / 4, y[0] / 4, x[1] / 4, y[1] / 4), quarters, quarters
    )


@settings(max_examples=60, deadline=None)
@given(boxes(), boxes(), boxes())
def test_boxes_put_together_agree_with_shapely(first, second, hole):
    polygon = (first | second) - hole
    (found,) = shares(polygon)
    assert found == pytest.approx(by_shapely(polygon), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(stars(), stars())
def test_any_polygon_agrees_with_shapely(first, second):
    found = shares(first, second)
    for dense, polygon in zip(found, (first, second), strict=True):
        assert dense == pytest.approx(by_shapely(polygon), abs=1e-9)
