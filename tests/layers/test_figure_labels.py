"""Names on paper: worked out by hand on a map of 100 by 80 millimetres."""

import numpy as np
import pytest
import shapely

from layers.printmap.labels import Room


def room(*symbols):
    return Room(100.0, 80.0, np.array(symbols, dtype=float).reshape(-1, 4))


def test_the_right_side_is_tried_first():
    assert room().beside(50, 40, (10, 4), 2) == (52, 38, 62, 42)


def test_at_the_right_edge_the_left_side_is_taken():
    assert room().beside(95, 40, (10, 4), 2) == (83, 38, 93, 42)


def test_two_names_do_not_touch():
    place = room()
    first, second = (place.beside(50, 40, (10, 4), 2) for _ in range(2))
    assert first == (52, 38, 62, 42)
    assert second == (38, 38, 48, 42)


def test_a_name_covers_no_symbol_unless_it_must_be_read():
    """Symbols all around: nothing is free of them, and one of them may be covered."""
    around = [(x, y, x + 4, y + 4) for x in range(30, 70, 5) for y in range(25, 55, 5)]
    assert room(*around).beside(50, 40, (10, 4), 2) is None
    found = room(*around).beside(50, 40, (10, 4), 2, most=9)
    assert found is not None


def test_nothing_is_written_past_the_edge():
    assert room().beside(5, 40, (200, 4), 2) is None
    assert room().inside(shapely.box(0, 0, 300, 300), (150, 4)) is None


def test_a_name_stands_inside_its_area_and_off_the_symbols():
    """A symbol sits in the middle of an area of 40 by 20: the name goes above or below it."""
    box = room((28, 18, 32, 22)).inside(shapely.box(10, 10, 50, 30), (20, 4))
    assert shapely.box(10, 10, 50, 30).contains(shapely.box(*box))
    assert shapely.box(*box).intersection(shapely.box(28, 18, 32, 22)).area == 0
    assert (box[0] + box[2]) / 2 == pytest.approx(30)


def test_a_name_that_is_wider_than_its_area_is_left_out():
    assert room().inside(shapely.box(10, 10, 20, 30), (15, 4)) is None


def test_names_keep_away_from_what_is_taken():
    place = room()
    place.taken.append((0, 0, 100, 39))
    assert place.beside(50, 40, (10, 4), 2) == pytest.approx((51.4, 41.4, 61.4, 45.4))
