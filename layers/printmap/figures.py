"""Maps for paper and slides: an answer becomes a `MapSheet`, and that a picture or a PDF.

Nothing here uses pyplot, whose figures belong to the whole process: pages of several readers
are served by threads of one program.
"""

from __future__ import annotations

from layers.printmap.figure_answers import access_sheet, coverage_sheet, pillar_sheet, reach_sheet
from layers.printmap.page import DPI, Suffix, compose, save
from layers.printmap.paper import PAPERS, Frame, Paper
from layers.printmap.sheet import MapSheet, Points, Shapes
from layers.scenarios.print_map import scenario_sheet
from layers.siting.print_map import siting_sheet

__all__ = [
    "DPI",
    "PAPERS",
    "Frame",
    "MapSheet",
    "Paper",
    "Points",
    "Shapes",
    "access_sheet",
    "coverage_sheet",
    "draw",
    "pillar_sheet",
    "reach_sheet",
    "scenario_sheet",
    "siting_sheet",
]


def draw(
    sheet: MapSheet, paper: Paper, frame: Frame, dpi: float = DPI, suffix: Suffix = ".png"
) -> bytes:
    """Draw a map as a file, in the reader's language.

    Parameters
    ----------
    sheet : MapSheet
        The map.
    paper : Paper
        One of `PAPERS`.
    frame : Frame
        What stands around it.
    dpi : float, default 200
        Dots per inch.
    suffix : {".png", ".pdf"}
        Picture, or vector drawing.

    Returns
    -------
    bytes
        The file.
    """
    page, _ = compose(sheet, paper, frame, dpi)
    return save(page, suffix)
