"""How a map meets its reader: first view, keyboard, screen reader, phone."""

from __future__ import annotations

from collections.abc import Sequence

from branca.element import MacroElement
from folium.template import Template

from spatial.wording import _, current_language


class KeyboardAndTouch(MacroElement):
    """Language, name and touch of a map.

    Leaflet lets the keyboard reach the map as a whole: arrows move it, plus and minus zoom. Its
    points are no stops of the tab key, since hundreds of them would bar the way to what comes
    after; the name of the map tells where else they are found. On a phone one finger scrolls the
    page, as it does elsewhere, and two fingers move the map: it would hold the user fast
    otherwise (WCAG 2.2, 2.1.2 and 2.5.1).
    """

    _template = Template("""
        {% macro header(this, kwargs) %}
        <style>
        .two-fingers {position: absolute; inset: 0; z-index: 1002; display: none;
            align-items: center; justify-content: center; pointer-events: none;
            background: rgba(20,30,26,.55); color: #fff; font-size: 16px; text-align: center;}
        .one-finger > .two-fingers {display: flex;}
        @media (max-width: 660px) {
            .leaflet-container .leaflet-control-attribution {font-size: 10px;}
        }
        </style>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        (function (map) {
            const box = map.getContainer();
            document.documentElement.lang = {{ this.language|tojson }};
            box.setAttribute("role", "region");
            box.setAttribute("aria-label", {{ this.label|tojson }});
            if (window.frameElement) {
                window.frameElement.setAttribute("aria-label", {{ this.name|tojson }});
            }
            if (!window.matchMedia("(pointer: coarse)").matches || window.innerWidth > 660) {
                return;
            }
            map.dragging.disable();
            const hint = L.DomUtil.create("div", "two-fingers", box);
            hint.setAttribute("aria-hidden", "true");
            hint.textContent = {{ this.hint|tojson }};
            box.addEventListener("touchmove", function (event) {
                box.classList.toggle("one-finger", event.touches.length === 1);
            }, {passive: true});
            ["touchend", "touchcancel"].forEach(function (name) {
                box.addEventListener(name, () => box.classList.remove("one-finger"));
            });
        })({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "KeyboardAndTouch"
        self.language = current_language() or "id"
        self.name = _("Map")
        self.label = _(
            "Map. Arrow keys move it, plus and minus zoom. What the points show is also in "
            "the choices and tables of this page."
        )
        self.hint = _("Use two fingers to move the map")


class FirstView(MacroElement):
    """The extent that the map shows first, clear of a legend on the right where there is room.

    A map that grows or shrinks, such as a slide that goes to full screen, shows it again, unless
    the user has moved the map meanwhile.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function (map) {
            let middle = null, zoom = null;
            function show() {
                map.fitBounds({{ this.bounds|tojson }}, {
                    paddingTopLeft: [24, 24], maxZoom: 14, animate: false,
                    paddingBottomRight: [
                        map.getSize().x > 700 ? {{ this.legend_px }} : 24, 24],
                });
                middle = map.getCenter();
                zoom = map.getZoom();
            }
            show();
            map.on("resize", function () {
                const off = map.latLngToContainerPoint(middle)
                    .distanceTo(map.getSize().divideBy(2));
                if (map.getZoom() === zoom && off < 3) { show(); }
            });
        })({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, bounds: Sequence[Sequence[float]], legend_px: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "FirstView"
        self.bounds = bounds
        self.legend_px = legend_px
