"""Symbols on paper are the drawings of the screen: checked against their SVG by hand."""

import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path

from layers.printmap.symbols import dashes, draw_areas, draw_lines, draw_symbols, shape_path
from layers.webmap.symbols import SHAPES, Symbol


def test_a_square_is_turned_upright_and_centred():
    """M3 3H17V17H3Z on 20 by 20: corners at -0.35 and 0.35, y upwards."""
    path = shape_path("square")
    assert path.vertices[:4].tolist() == pytest.approx(
        np.array([[-0.35, 0.35], [0.35, 0.35], [0.35, -0.35], [-0.35, -0.35]])
    )
    assert path.codes[-1] == Path.CLOSEPOLY


def test_a_triangle_points_upwards():
    """M10 2L19 17H1Z: its tip is at (0, 0.4)."""
    corners = shape_path("triangle").vertices[:3]
    assert corners[corners[:, 1].argmax()].tolist() == pytest.approx([0.0, 0.4])


def test_a_cross_is_two_strokes():
    codes = shape_path("cross").codes.tolist()
    assert codes == [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO]


@pytest.mark.parametrize("shape", list(SHAPES))
def test_every_drawing_lies_on_its_square(shape):
    vertices = shape_path(shape).vertices
    drawn = vertices[np.abs(vertices).max(axis=1) > 0]
    assert np.abs(drawn).max() <= 0.5


def test_a_circle_is_four_fifths_wide():
    assert np.abs(shape_path("circle").vertices).max() == pytest.approx(0.4)


def test_dashes_are_in_widths_of_the_line():
    assert dashes(Symbol("line", "none", "#000000", 22, 2, "5 3")) == (0.0, (2.5, 1.5))
    assert dashes(Symbol("line", "none", "#000000", 22, 2)) == "solid"


def test_later_points_lie_on_top_and_neighbours_share_an_artist():
    axes = Figure().add_subplot()
    red, blue = (Symbol("circle", colour, "#000000") for colour in ("#ff0000", "#0000ff"))
    xy = np.arange(8.0).reshape(4, 2)
    draw_symbols(axes, xy, [red, red, blue, red], 0.5)
    assert [len(part.get_offsets()) for part in axes.collections] == [2, 1, 1]
    assert axes.collections[0].get_sizes()[0] == pytest.approx((12 * 0.5) ** 2)


def test_holes_stay_open():
    """A square of 10 with a hole of 4: the middle is not painted, the rim is."""
    axes = Figure().add_subplot()
    shape = shapely.box(0, 0, 10, 10).difference(shapely.box(3, 3, 7, 7))
    draw_areas(axes, np.array([shape], dtype=object), Symbol("area", "#ff0000", "#000000"), 1)
    canvas = FigureCanvasAgg(axes.figure)
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    axes.set_axis_off()
    axes.set_position((0, 0, 1, 1))
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    high, wide = pixels.shape[:2]
    assert pixels[high // 2, wide // 2, :3].tolist() == [255, 255, 255]
    assert pixels[high // 2, int(wide * 0.15), :3].tolist() == [255, 0, 0]


def test_lines_of_many_parts_and_empty_ones():
    axes = Figure().add_subplot()
    lines = [
        shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3), (4, 4)]]),
        shapely.LineString(),
        shapely.box(0, 0, 1, 1),
    ]
    draw_lines(axes, np.array(lines, dtype=object), Symbol("line", "none", "#000000"), 1)
    assert [len(part) for part in axes.collections[0].get_segments()] == [2, 3, 5]
