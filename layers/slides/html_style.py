"""Look and behaviour of the slides in a browser: styles and script of the HTML deck."""

from __future__ import annotations

from typing import Final

from layers.slides.layout import ACCENT, INK, PALE, QUIET

STYLE: Final = (
    f":root {{--ink: {INK}; --accent: {ACCENT}; --quiet: {QUIET}; --pale: {PALE};}}"
    """
* {box-sizing: border-box;}
html {font-size: clamp(9px, min(1.25vw, 2.22vh), 40px);}
body {margin: 0; background: #fff; color: var(--ink); overflow: hidden;
  font-family: Arial, "Liberation Sans", "DejaVu Sans", sans-serif;}
.slide {position: absolute; inset: 0 0 max(2.6rem, 38px); padding: 1.6rem 2.4rem .4rem 3rem;
  border-left: .8rem solid var(--accent); visibility: hidden;
  display: grid; grid-template: "message message" auto "saying map" 1fr "footer footer" auto
  / minmax(0, 37fr) minmax(0, 63fr); gap: .9rem 1.6rem;}
.slide.shown {visibility: visible;}
h1, h2, p {margin: 0; overflow-wrap: anywhere;}
h2 {grid-area: message; font-size: 2.3rem; line-height: 1.15;}
.saying {grid-area: saying; display: flex; flex-direction: column; gap: .5rem; min-height: 0;
  overflow: auto;}
.number {font-size: 3.9rem; font-weight: 700; color: var(--accent); line-height: 1.05;}
.explanation {font-size: 1.25rem; line-height: 1.3;}
table {border-collapse: collapse; width: 100%; font-size: 1.1rem;}
th {background: var(--accent); color: #fff; text-align: left; padding: .25rem .5rem;}
td {padding: .22rem .5rem; overflow-wrap: anywhere;}
tr:nth-child(odd) td {background: var(--pale);}
.right {text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;}
.map {grid-area: map; position: relative; min-height: 0; background: #e9eeec;}
.map iframe {position: absolute; width: 100%; height: 100%; border: 0;}
.map img {display: none;}
.footer {grid-area: footer; font-size: .95rem; line-height: 1.35; color: var(--quiet);}
.footer p + p {margin-top: .15rem;}
.cover {display: flex; flex-direction: column; justify-content: center; padding: 0; border: 0;}
.cover .band {background: var(--accent); color: #fff; padding: 2.4rem 5rem; margin: 1.2rem 0;}
.cover h1 {font-size: 3.4rem; line-height: 1.15;}
.cover .subtitle {font-size: 1.7rem; margin-top: .6rem;}
.cover .place {font-size: 2.3rem; font-weight: 700; color: var(--accent);}
.cover .agency {font-size: 1.7rem;} .cover .date {font-size: 1.4rem; color: var(--quiet);}
.cover .who {padding: 0 5rem; display: grid; gap: .5rem;}
.cover .logo {max-height: 7rem; max-width: 22rem; margin: 0 5rem; align-self: flex-start;}
.closing {display: block;} .closing .text {font-size: 1.35rem; line-height: 1.4;
  display: grid; gap: .9rem; margin-top: 1.4rem;}
nav {position: absolute; inset: auto 0 0 0; height: max(2.6rem, 38px);
  padding: 0 1rem 0 1.6rem; display: flex; align-items: center; gap: .6rem;
  font-size: max(.95rem, 13px); color: var(--quiet); background: #fff;}
nav #full {color: #fff; background: var(--accent); border-color: var(--accent);}
nav .foot {flex: 1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;}
nav .bar {position: absolute; inset: 0 auto auto 0; height: .2rem; background: var(--accent);}
button {font: inherit; min-width: 2.6rem; height: max(2rem, 30px); padding: 0 .7rem;
  cursor: pointer; color: var(--ink); background: var(--pale); border: 1px solid #b9c9c2;
  border-radius: .3rem;}
button:focus-visible {outline: .2rem solid #1257c9; outline-offset: .1rem;}
button[disabled] {color: #8a9891; cursor: default;}
@media (max-width: 700px) {
  html {font-size: 13px;}
  body {overflow: auto;}
  .slide {display: none; position: static; border-left-width: .4rem; margin-bottom: 3.4rem;
    padding: 1rem 1rem .6rem;}
  .slide.shown {display: flex; flex-direction: column; gap: .8rem;}
  h2 {font-size: 1.75rem;} .number {font-size: 3.2rem;} .cover h1 {font-size: 2.2rem;}
  .saying {overflow: visible;} .map {height: 58vh; flex: none;}
  .footer {font-size: 1.08rem;} .explanation {font-size: 1.2rem;} table {font-size: 1.15rem;}
  .cover {padding: 0; justify-content: flex-start; min-height: 80vh;}
  .cover .band, .cover .who {padding: 1.4rem 1.2rem;} .cover .logo {margin: 1.2rem 1.2rem 0;}
  .slide.cover.shown {display: flex;} .slide.closing.shown {display: block;}
  nav {position: fixed; height: 3.4rem;} button {min-width: 3.2rem; height: 2.6rem;}
  nav .foot {display: none;} nav .place {flex: 1; text-align: center;}
}
@media print {
  @page {size: 13.333in 7.5in; margin: 0;}
  html {font-size: 16px;} body {overflow: visible;} nav {display: none;}
  .slide {visibility: visible; position: relative; inset: auto; width: 13.333in; height: 7.49in;
    break-after: page; overflow: hidden; print-color-adjust: exact;}
  .map.pictured {background: none;} .map.pictured iframe {display: none;}
  .map.pictured img {display: block; width: 100%; height: 100%; object-fit: contain;}
}
"""
)

MAP_HEAD: Final = """<style>
.legend {font-size: clamp(12px, 2.3vmin, 24px) !important;}
.leaflet-control-attribution {font-size: 11px;}
</style><script>
addEventListener("keydown", function (event) {
  const keys = ["ArrowLeft", "ArrowRight", " ", "PageUp", "PageDown", "Home", "End", "f"];
  if (!keys.includes(event.key) || event.target.closest("input, summary, button")) { return; }
  event.preventDefault();
  event.stopPropagation();
  parent.postMessage({deckKey: event.key}, "*");
}, true);
</script>"""
"""Put into every map: its keys turn the slides, also after a click on the map."""

MAP_START: Final = """<script>
(function () {
  const fit = L.Map.prototype.fitBounds;
  let map = null;
  L.Map.prototype.fitBounds = function (bounds, options) {
    this.options.zoomSnap = 0.1;
    map = this;
    return fit.call(this, bounds, options);
  };
  function resized() {
    if (map) { map.invalidateSize({animate: false}); }
  }
  function begin() {
    if (!innerWidth || !innerHeight) { requestAnimationFrame(begin); return; }
    const script = document.createElement("script");
    script.textContent = document.getElementById("draw").textContent;
    document.body.append(script);
    new ResizeObserver(resized).observe(document.documentElement);
  }
  begin();
}());
</script>"""
"""Draws a map once its frame has a size, and tells it when that changes."""

SCRIPT: Final = """
(function () {
  const slides = Array.from(document.querySelectorAll(".slide"));
  const parts = JSON.parse(document.getElementById("leaflet").textContent);
  const find = id => document.getElementById(id);
  let now = 0;
  function draw(slide) {
    const box = slide.querySelector(".map");
    if (!box || box.querySelector("iframe")) { return; }
    let page = JSON.parse(find(box.dataset.map).textContent);
    for (const mark in parts) { page = page.split(mark).join(parts[mark]); }
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.title = box.dataset.alt;
    frame.srcdoc = page;
    box.append(frame);
  }
  function keep() {
    try { sessionStorage.setItem("slide", String(now)); } catch (error) { return; }
  }
  function show(place) {
    now = Math.min(Math.max(place, 0), slides.length - 1);
    slides.forEach((slide, i) => {
      slide.classList.toggle("shown", i === now);
      slide.toggleAttribute("inert", i !== now);
    });
    draw(slides[now]);
    find("back").disabled = now === 0;
    find("next").disabled = now === slides.length - 1;
    find("place").textContent = (now + 1) + " / " + slides.length;
    find("bar").style.width = (100 * (now + 1) / slides.length) + "%";
    window.scrollTo(0, 0);
    keep();
  }
  function full() {
    const page = document.documentElement;
    if (document.fullscreenElement) { document.exitFullscreen(); }
    else if (page.requestFullscreen) { page.requestFullscreen().catch(function () {}); }
  }
  const steps = {
    ArrowRight: () => show(now + 1), PageDown: () => show(now + 1), " ": () => show(now + 1),
    ArrowLeft: () => show(now - 1), PageUp: () => show(now - 1), Home: () => show(0),
    End: () => show(slides.length - 1), f: full,
  };
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !steps[event.key]) { return; }
    if (event.key === " " && event.target.closest("button")) { return; }
    event.preventDefault();
    steps[event.key]();
  });
  addEventListener("message", function (event) {
    const frames = Array.from(document.querySelectorAll(".map iframe"));
    const ours = frames.some(frame => frame.contentWindow === event.source);
    if (ours && event.data && steps[event.data.deckKey]) { steps[event.data.deckKey](); }
  });
  let from = null;
  addEventListener("touchstart", event => { from = event.changedTouches[0]; }, {passive: true});
  addEventListener("touchend", function (event) {
    const to = event.changedTouches[0];
    const across = to.clientX - from.clientX, down = to.clientY - from.clientY;
    if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) {
      show(now + (across < 0 ? 1 : -1));
    }
  }, {passive: true});
  addEventListener("beforeprint", () => slides.forEach(draw));
  find("back").addEventListener("click", () => show(now - 1));
  find("next").addEventListener("click", () => show(now + 1));
  find("full").addEventListener("click", full);
  if (!document.fullscreenEnabled) { find("full").hidden = true; }
  let start = 0;
  try { start = Number(sessionStorage.getItem("slide")) || 0; } catch (error) { start = 0; }
  show(start);
}());
"""
