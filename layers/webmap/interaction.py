"""How a map meets its user: first view, keyboard, screen reader, phone."""

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
    the user has moved the map meanwhile. In the dashboard a map is made anew when a setting
    changes: where the user has moved it, it opens as it was left, per page and extent, until the
    browser's tab is closed. A button shows the whole extent again. What the page itself asked
    streamlit-folium to show (`asked`) moves the map only when it changes.
    """

    _template = Template("""
        {% macro header(this, kwargs) %}
        <style>
        .whole-extent a {display: block; width: 30px; height: 30px; line-height: 30px;
            text-align: center; text-decoration: none; color: #333; background: #fff;
            cursor: pointer;}
        </style>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        (function (map) {
            const bounds = {{ this.bounds|tojson }};
            const page = new URLSearchParams(window.location.search).get("streamlitUrl");
            const key = page && "map view " + page.split("?")[0] + " " + JSON.stringify(bounds);
            let middle = null, zoom = null;
            function show() {
                middle = null;
                map.fitBounds(bounds, {
                    paddingTopLeft: [24, 24], maxZoom: 14, animate: false,
                    paddingBottomRight: [
                        map.getSize().x > 700 ? {{ this.legend_px }} : 24, 24],
                });
                middle = map.getCenter();
                zoom = map.getZoom();
            }
            function moved() {
                if (middle === null) { return false; }
                const off = map.latLngToContainerPoint(middle)
                    .distanceTo(map.getSize().divideBy(2));
                return map.getZoom() !== zoom || off >= 3;
            }
            function stored(value) {
                try {
                    if (value === undefined) { return JSON.parse(sessionStorage.getItem(key)); }
                    if (value === null) { sessionStorage.removeItem(key); }
                    else { sessionStorage.setItem(key, JSON.stringify(value)); }
                } catch (error) { /* a browser without storage: the map opens on its extent */ }
                return null;
            }
            show();
            const last = key && stored();
            if (last) {
                map.setView(last.centre, last.zoom, {animate: false});
                Object.assign(window.__GLOBAL_DATA__ || {}, last.asked);
            }
            map.on("resize", function () { if (!last && !moved()) { show(); } });
            if (!key) { return; }
            map.on("moveend", function () {
                const {last_center, last_zoom} = window.__GLOBAL_DATA__ || {};
                stored(moved() ? {
                    centre: map.getCenter(), zoom: map.getZoom(),
                    asked: {last_center, last_zoom},
                } : null);
            });
            const button = L.control({position: "topleft"});
            button.onAdd = function () {
                const box = L.DomUtil.create("div", "leaflet-bar whole-extent");
                const link = L.DomUtil.create("a", "", box);
                link.href = "#";
                link.title = {{ this.whole|tojson }};
                link.setAttribute("role", "button");
                link.setAttribute("aria-label", {{ this.whole|tojson }});
                link.innerHTML = '<svg width="16" height="16" viewBox="0 0 16 16" fill="none" '
                    + 'stroke="currentColor" stroke-width="1.6" aria-hidden="true" '
                    + 'style="vertical-align: middle"><path d="M1 6V1h5M10 1h5v5M15 10v5h-5'
                    + 'M6 15H1v-5"/></svg>';
                L.DomEvent.disableClickPropagation(box);
                L.DomEvent.on(link, "click", function (event) {
                    L.DomEvent.stop(event);
                    show();
                });
                return box;
            };
            button.addTo(map);
        })({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, bounds: Sequence[Sequence[float]], legend_px: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "FirstView"
        self.bounds = bounds
        self.legend_px = legend_px
        self.whole = _("Show the whole extent")
