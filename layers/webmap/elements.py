"""The parts of a map that folium lacks, as small templates; names go in as text, not as HTML."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Final

from branca.element import MacroElement
from folium.template import Template

from layers.webmap.symbols import Entry
from spatial.wording import _

WORD_JOINER: Final = "\u2060"


def inert(text: str | list[str]) -> str | list[str]:
    """Keep text from being run as a template.

    Folium renders a map's script and then renders the result once more as a Jinja template:
    whatever a name has between double braces would be run on the server. An invisible word
    joiner after the first brace prevents that.

    Parameters
    ----------
    text : str or list of str
        Text on its way into a map.

    Returns
    -------
    str or list of str
        The same to the eye.
    """
    if isinstance(text, list):
        return [str(inert(part)) for part in text]
    return re.sub(r"[{](?=[{%#])", "{" + WORD_JOINER, text)


def inert_html(text: str) -> str:
    """Escape text for HTML inside a map, where it must not be run as a template either.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        HTML.
    """
    return escape(text).replace("{", "&#123;")


class Furniture(MacroElement):
    """Zoom buttons, metric scale, attribution and the look of labels and popups.

    Inside streamlit-folium Leaflet's stylesheet may arrive after the map is drawn; whatever
    decides the size of a label is therefore repeated here.
    """

    _template = Template("""
        {% macro header(this, kwargs) %}
        <style>
        .leaflet-container {background: #e9eeec; font-family: system-ui, sans-serif;}
        .leaflet-top.leaflet-right {z-index: 1001;}
        .leaflet-tooltip {position: absolute; white-space: nowrap;}
        .leaflet-tooltip.place {background: none; border: 0; box-shadow: none; color: #55605b;
            font-size: 11px; line-height: 1.2; padding: 0 3px; letter-spacing: .06em;
            text-transform: uppercase; text-shadow: 0 0 3px #fff, 0 0 3px #fff, 0 0 3px #fff;}
        .leaflet-tooltip.place::before {display: none;}
        .leaflet-popup-content {margin: 10px 14px; max-height: 300px; overflow-y: auto;}
        .facts th {font-weight: 400; color: #5d6a64; text-align: left; vertical-align: top;
            padding: 1px 10px 1px 0; white-space: nowrap;}
        .facts td {overflow-wrap: anywhere; min-width: 130px; padding: 1px 0;}
        .leaflet-popup-content b {font-size: 14px;}
        .legend {background: rgba(255,255,255,.94); border-radius: 6px; padding: 7px 10px;
            box-shadow: 0 1px 4px rgba(0,0,0,.3); font-size: 12px; line-height: 1.25;
            max-width: 270px; max-height: calc(100vh - 120px); overflow-y: auto;}
        .legend summary {cursor: pointer; font-weight: 600;}
        .legend ul {list-style: none; margin: 0; padding: 0;}
        .legend li {display: grid; grid-template-columns: 26px 1fr auto; column-gap: 4px;
            align-items: center; padding: 1px 0;}
        .legend li span:first-child {text-align: center; line-height: 0;}
        .legend li span:last-child {padding-left: 12px; color: #5d6a64;
            font-variant-numeric: tabular-nums;}
        .legend b {color: #333; font-size: 12px;}
        .legend p {margin: 5px 0 0; color: #5d6a64; font-size: 11px;}
        </style>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        L.control.zoom({zoomInTitle: {{ this.closer|tojson }},
                        zoomOutTitle: {{ this.farther|tojson }}})
            .addTo({{ this._parent.get_name() }});
        L.control.scale({imperial: false, maxWidth: window.innerWidth > 660 ? 140 : 90})
            .addTo({{ this._parent.get_name() }});
        {{ this._parent.get_name() }}.attributionControl.setPrefix("Leaflet")
            .addAttribution({{ this.attribution|tojson }});
        {% endmacro %}
    """)

    def __init__(self, attribution: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Furniture"
        self.attribution = inert_html(_(attribution))
        self.closer, self.farther = _("Zoom in"), _("Zoom out")


class Legend(MacroElement):
    """A legend that folds away, in a corner of the map."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.control({position: {{ this.position|tojson }}});
        {{ this.get_name() }}.onAdd = function () {
            const box = L.DomUtil.create("details", "legend");
            const roomy = function () { return window.innerWidth > 660; };
            let wide = box.open = roomy();
            window.addEventListener("resize", function () {
                if (roomy() !== wide) { wide = box.open = roomy(); }
            });
            box.innerHTML = {{ this.html|tojson }};
            L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
            return box;
        };
        {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(
        self, entries: Sequence[Entry], note: str = "", position: str = "bottomright"
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Legend"
        self.position = position
        self.html = _legend_html(entries, note)


class LegendContent(MacroElement):
    """What the legend of a map says from now on.

    As part of a layer that changes without building the map again, it keeps the legend true.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        document.querySelectorAll("details.legend").forEach(function (box) {
            box.innerHTML = {{ this.html|tojson }};
        });
        {% endmacro %}
    """)

    def __init__(self, entries: Sequence[Entry], note: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "LegendContent"
        self.html = _legend_html(entries, note)


def _legend_html(entries: Sequence[Entry], note: str) -> str:
    title = _("Legend")
    parts = [f"<summary>{title}</summary>"]
    for heads, group in groupby(entries, key=lambda entry: entry.symbol is None):
        lines = "".join(entry.html() for entry in group).replace("{", "&#123;")
        parts.append(lines if heads else f'<ul role="list">{lines}</ul>')
    note_html = f"<p>{inert_html(_(note))}</p>" if note else ""
    return "".join(parts) + note_html


TIP: Final = """.bindTooltip(function (layer) {
            const box = L.DomUtil.create("div");
            L.DomUtil.create("span", "", box).textContent = layer.feature.properties.name;
            const id = L.DomUtil.create("span", "", box);
            id.hidden = true;
            id.textContent = "\\n" + layer.feature.properties.id;
            return box;
        }, {sticky: true})"""
"""Script of a tooltip with the name, as text; a hidden part carries the id to streamlit-folium."""


class IdTip(MacroElement):
    """Tooltip with the name of a feature; a click on it tells streamlit-folium the id."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}"""
        + TIP
        + """;
        {% endmacro %}
    """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "IdTip"


class Facts(MacroElement):
    """Tooltip with the name and popup with the facts of a feature.

    They are built as text nodes, never as HTML, so that no name can become markup.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}"""
        + TIP
        + """.bindPopup(function (layer) {
            const box = L.DomUtil.create("div");
            L.DomUtil.create("b", "", box).textContent = layer.feature.properties.name;
            const table = L.DomUtil.create("table", "facts", box);
            {{ this.labels|tojson }}.forEach(function (label, i) {
                if (!layer.feature.properties.facts[i]) { return; }
                const row = table.insertRow();
                L.DomUtil.create("th", "", row).textContent = label;
                row.insertCell().textContent = layer.feature.properties.facts[i];
            });
            return box;
        }, {maxWidth: 340, autoPanPaddingTopLeft: [50, 10],
            autoPanPaddingBottomRight: [window.innerWidth > 700 ? 300 : 10, 10]});
        {% endmacro %}
    """
    )

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Facts"
        self.labels = inert(list(labels))


class NameTip(MacroElement):
    """Tooltip with the name of a feature, as text."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.bindTooltip(function (layer) {
            const box = L.DomUtil.create("div");
            box.textContent = layer.feature.properties.name;
            return box;
        }, {sticky: true});
        {% endmacro %}
    """)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NameTip"


class NameLabels(MacroElement):
    """Names written on areas or beside points; where two collide, the later one is hidden."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.eachLayer(function (layer) {
            const box = L.DomUtil.create("div");
            box.textContent = layer.feature.properties.name;
            layer.bindTooltip(box, {permanent: true, className: "place", pane: "label",
                                    direction: {{ this.direction|tojson }},
                                    offset: [0, {{ -5 if this.direction == "top" else 0 }}]});
        });
        {{ this._parent.get_name() }}.on("add", function (event) {
            const layers = event.target.getLayers();
            function declutter() {
                const kept = [];
                layers.forEach(function (layer) {
                    const label = layer.getTooltip().getElement();
                    if (!label) { return; }
                    const box = label.getBoundingClientRect();
                    const hidden = kept.some(other => box.left < other.right
                        && other.left < box.right && box.top < other.bottom
                        && other.top < box.bottom);
                    label.style.visibility = hidden ? "hidden" : "visible";
                    if (!hidden) { kept.push(box); }
                });
            }
            event.target._map.on("zoomend", declutter);
            setTimeout(declutter);
        });
        {% endmacro %}
    """)

    def __init__(self, direction: str = "center") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NameLabels"
        self.direction = direction
