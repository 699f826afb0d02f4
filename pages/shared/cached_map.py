"""A map that is drawn once and shown many times, with a layer on it that changes.

Folium writes a map's script anew, through many small templates, each time a page runs; where
only one layer depends on the user's choices, that was most of the wait. Here the map is written
once; what is left for a run is the layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import streamlit as st
from branca.element import Element, Figure
from folium.elements import JSCSSMixin
from streamlit_folium import generate_leaflet_string, get_full_id

from layers.area.study_area import StudyArea
from layers.webmap.assets import OfflineMap
from spatial.wording import current_language

Corners = tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class Drawing:
    """The text of a map, as streamlit-folium would send it.

    Attributes
    ----------
    script
        Makes the map, and everything on it, in the variable ``map_div``.
    header
        Styles.
    bounds
        South-west and north-east corner, latitude first.
    scripts, styles
        Addresses of the files that it needs.
    """

    script: str
    header: str
    bounds: Corners
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


class Written(Element):
    """A piece of a page that is text already; it is no template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_: object) -> str:
        """Return the text."""
        return self._text


class DrawnMap(OfflineMap):
    """A map for streamlit-folium that has been drawn before; it takes layers like any other."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(tiles=None)
        self._drawing = drawing
        self._template = SimpleNamespace(module=SimpleNamespace(script=lambda _: drawing.script))
        self.default_js = [(url, url) for url in drawing.scripts]
        self.default_css = [(url, url) for url in drawing.styles]
        _figure(self).header = Written(drawing.header)

    def render(self, **_: object) -> str:
        """Return nothing more: it is drawn."""
        return ""

    def get_bounds(self) -> list[list[float | None]]:
        """Return the corners of what was drawn."""
        return [list(corner) for corner in self._drawing.bounds]


def drawn_once(area: StudyArea, what: tuple[str, ...], make: Callable[[], OfflineMap]) -> DrawnMap:
    """Draw a map the first time it is asked for, and take it from the cache afterwards.

    What the cache holds is text that nobody changes: sessions may share it.

    Parameters
    ----------
    area : StudyArea
        What it shows; another version of its files is another map.
    what : tuple of str
        Everything else that the map depends on, but for the language.
    make : callable
        Makes the map.

    Returns
    -------
    DrawnMap
        To be shown once.
    """
    return DrawnMap(_drawing((area.digest, current_language() or "", *what), make))


@st.cache_resource(max_entries=32, show_spinner=False)
def _drawing(key: tuple[str, ...], _make: Callable[[], OfflineMap]) -> Drawing:  # noqa: ARG001
    return draw(_make())


def draw(paper: OfflineMap) -> Drawing:
    """Write a map down.

    Parameters
    ----------
    paper : OfflineMap
        The map; it is used up, as streamlit-folium renames its parts.

    Returns
    -------
    Drawing
        Its text.
    """
    root = _figure(paper)
    root.render()
    header = root.header.render().replace(get_full_id(paper), "map_div")
    parts = [part for part in _parts(paper) if isinstance(part, JSCSSMixin)]
    scripts = [url for part in parts for _, url in part.default_js]
    styles = [url for part in parts for _, url in part.default_css]
    bounds = tuple(tuple(corner) for corner in paper.get_bounds())
    return Drawing(
        generate_leaflet_string(paper),
        header,
        bounds,
        tuple(dict.fromkeys(scripts)),
        tuple(dict.fromkeys(styles)),
    )


def _figure(paper: OfflineMap) -> Figure:
    root = paper.get_root()
    if not isinstance(root, Figure):
        raise TypeError("a map is drawn in a figure")
    return root


def _parts(whole: Element) -> Iterator[Element]:
    yield whole
    for part in whole._children.values():  # noqa: SLF001 - branca offers no other way
        yield from _parts(part)
