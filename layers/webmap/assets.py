"""Leaflet without the internet.

Folium asks four servers for its scripts, so its maps stay blank in a room without a network.
Here they come from an installed package instead: served by the app beside the map, or written
into an exported page.
"""

import base64
import copy
import re
import shutil
import tempfile
from importlib import metadata
from pathlib import Path

import folium
from xstatic.pkg import leaflet

_SOURCE = Path(leaflet.BASE_DIR)
_FOLDER = f"leaflet-{metadata.version('xstatic-leaflet')}"
_FILES = ("leaflet.js", "leaflet.css", "images")

# Relative to the page of the map component, /component/<name>/index.html: an app below a base
# path finds its files too.
_URL = f"../../app/static/vendor/{_FOLDER}"

SCRIPT_MARK, STYLE_MARK = "<!--leaflet script-->", "<!--leaflet style-->"
"""Where Leaflet goes in a map of `slide_html`."""


def publish(static_dir: Path) -> Path:
    """Put Leaflet where the app serves its static files.

    The folder carries the package's version: another version gets another folder and another
    address, so neither an old copy nor a browser's cache can stand in its way. A folder is
    complete from the moment it has its name; two processes may publish at once.

    Parameters
    ----------
    static_dir : Path
        The app's ``static`` folder; made where missing.

    Returns
    -------
    Path
        The folder that holds ``leaflet.js``, ``leaflet.css`` and ``images``.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    target = static_dir / "vendor" / _FOLDER
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".leaflet-") as scratch:
        staged = Path(scratch) / _FOLDER
        _copy_files(staged)
        try:
            staged.rename(target)
        except OSError:
            if not target.is_dir():  # otherwise another process was first
                raise
    return target


def _copy_files(folder: Path) -> None:
    folder.mkdir()
    for name in _FILES:
        source = _SOURCE / name
        if source.is_dir():
            shutil.copytree(source, folder / name, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, folder / name)


class OfflineMap(folium.Map):
    """A folium map whose scripts and styles come from the app itself.

    Popups of `folium.Popup` and icons of `folium.Icon` need jQuery, Bootstrap and fonts that
    are left out: bind popups with functions and use `folium.DivIcon`.
    """

    default_js = [("leaflet", f"{_URL}/leaflet.js")]  # noqa: RUF012 - folium's own type
    default_css = [("leaflet_css", f"{_URL}/leaflet.css")]  # noqa: RUF012


def standalone_html(offline_map: OfflineMap) -> str:
    """Write a map as one page that needs no other file.

    Call it before the map goes to streamlit-folium, which renames the map's parts; the map
    given is left as it was.

    Parameters
    ----------
    offline_map : OfflineMap
        The map.

    Returns
    -------
    str
        An HTML page with script, styles and images inside. Only a tile base map, if the
        reader switches it on, asks for the internet.
    """
    page: str = copy.deepcopy(offline_map).get_root().render()
    page = page.replace("<html>", '<html lang="id">', 1)
    for _, url in OfflineMap.default_js:
        page = page.replace(f'<script src="{url}"></script>', _inline_script())
    for _, url in OfflineMap.default_css:
        page = page.replace(f'<link rel="stylesheet" href="{url}"/>', _inline_style())
    return page


def slide_html(offline_map: OfflineMap) -> str:
    """Write a map for a deck of slides, which holds Leaflet once for all its maps.

    Parameters
    ----------
    offline_map : OfflineMap
        The map; it is left as it was.

    Returns
    -------
    str
        An HTML page with `SCRIPT_MARK` and `STYLE_MARK` where Leaflet goes, and without the base
        map that would ask for the internet.
    """
    paper = copy.deepcopy(offline_map)
    for name, part in list(paper._children.items()):  # noqa: SLF001 - folium has no other way
        if isinstance(part, folium.TileLayer) or not getattr(part, "overlay", True):
            del paper._children[name]  # noqa: SLF001
    page: str = paper.get_root().render()
    for _, url in OfflineMap.default_js:
        page = page.replace(f'<script src="{url}"></script>', SCRIPT_MARK)
    for _, url in OfflineMap.default_css:
        page = page.replace(f'<link rel="stylesheet" href="{url}"/>', STYLE_MARK)
    return page


def leaflet_parts() -> dict[str, str]:
    """Return Leaflet's script and style, with its images inside, by their mark."""
    return {SCRIPT_MARK: _inline_script(), STYLE_MARK: _inline_style()}


def _inline_script() -> str:
    code = (_SOURCE / "leaflet.js").read_text(encoding="utf-8")
    code = re.sub(r"^//# sourceMappingURL=.*$", "", code, flags=re.MULTILINE)
    code = re.sub(r"<(/script|!--)", r"\\x3c\1", code, flags=re.IGNORECASE)
    return f"<script>{code}</script>"


def _inline_style() -> str:
    css = (_SOURCE / "leaflet.css").read_text(encoding="utf-8")
    return f"<style>{re.sub(r'url[(](images/[^)]+[.]png)[)]', _data_url, css)}</style>"


def _data_url(match: re.Match[str]) -> str:
    image = base64.b64encode((_SOURCE / match[1]).read_bytes()).decode("ascii")
    return f"url(data:image/png;base64,{image})"
