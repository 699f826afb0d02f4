"""A story as one HTML file: slides with their interactive maps, without any other file.

It opens from a USB stick. A policy in the page forbids every request, so that nothing in it, a
name neither, can reach the network. Each map is a page of its own in a frame, made when its slide
is first shown.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from html import escape
from typing import Final

from layers.jobs.progress import Report, no_report
from layers.slides.html_style import MAP_HEAD, MAP_START, SCRIPT, STYLE
from layers.slides.story import Slide, SlideTable, Story
from layers.slides.tables import is_number
from layers.webmap.assets import leaflet_parts, slide_html
from spatial.wording import _, use_language

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
"""Content Security Policy (W3C, level 3): only what is in the page itself, and its images."""


def html_bytes(
    story: Story, pictures: Mapping[str, bytes] | None = None, progress: Report = no_report
) -> bytes:
    """Write a story as one HTML page.

    Parameters
    ----------
    story
        The story.
    pictures
        PNG of the map of every slide, by kind, for printing the page; may be left out.
    progress
        Told before every map.

    Returns
    -------
    bytes
        The page, UTF-8.
    """
    with use_language(story.language):
        maps = []
        for done, slide in enumerate(story.slides):
            what = _("interactive map {number}").format(number=done + 1)
            progress(done, len(story.slides), what)
            maps.append(_map_page(slide))
        page = _page(story, pictures or {}, "".join(maps))
    progress(len(story.slides), len(story.slides), "HTML")
    return page.encode("utf-8")


def _page(story: Story, pictures: Mapping[str, bytes], maps: str) -> str:
    slides = "".join(_slide(slide, pictures.get(slide.kind)) for slide in story.slides)
    foot = " · ".join(
        dict.fromkeys(filter(None, (story.cover.agency, story.cover.place, story.cover.date)))
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{story.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(story.cover.title)}</title><style>{STYLE}</style></head><body>"
        f"<main>{_cover(story)}{slides}{_closing(story)}</main>{_bar(foot)}"
        f"{_data('leaflet', leaflet_parts())}{maps}<script>{SCRIPT}</script></body></html>\n"
    )


def _cover(story: Story) -> str:
    cover = story.cover
    logo = ""
    if cover.logo is not None:
        alt = _("Logo of {agency}").format(agency=cover.agency)
        logo = f'<img class="logo" src="{_data_url(cover.logo)}" alt="{escape(alt)}">'
    return (
        f'<section class="slide cover">{logo}<div class="band"><h1>{escape(cover.title)}</h1>'
        f'{_line("subtitle", cover.subtitle)}</div><div class="who">'
        f"{_line('place', cover.place)}{_line('agency', cover.agency)}"
        f"{_line('date', cover.date)}</div></section>"
    )


def _slide(slide: Slide, picture: bytes | None) -> str:
    alt = escape(slide.map.alt)
    shown = "" if picture is None else f'<img src="{_data_url(picture)}" alt="{alt}">'
    pictured = " pictured" if shown else ""
    return (
        f'<section class="slide" data-kind="{slide.kind}"><h2>{escape(slide.message)}</h2>'
        f'<div class="saying">{_line("number", slide.figure.text)}'
        f"{_line('explanation', slide.figure.explanation)}{_table(slide.table)}</div>"
        f'<div class="map{pictured}" data-map="map-{slide.kind}" data-alt="{alt}">{shown}</div>'
        f'<div class="footer">{_line("", slide.caveat)}{_line("", slide.source)}</div></section>'
    )


def _closing(story: Story) -> str:
    if not story.closing:
        return ""
    title = escape(_("Data sources and method"))
    text = "".join(_line("", part) for part in story.closing)
    return (
        f'<section class="slide closing"><h2>{title}</h2><div class="text">{text}</div></section>'
    )


def _table(table: SlideTable) -> str:
    if not table.rows:
        return ""
    right = [
        place > 0 and all(is_number(row[place]) for row in table.rows)
        for place in range(len(table.heads))
    ]

    def line(tag: str, texts: tuple[str, ...]) -> str:
        cells = zip(texts, right, strict=True)
        return "".join(
            f"<{tag}{' class=right' if at_right else ''}>{escape(text)}</{tag}>"
            for text, at_right in cells
        )

    rows = "".join(f"<tr>{line('td', row)}</tr>" for row in table.rows)
    head = f"<thead><tr>{line('th', table.heads)}</tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _bar(foot: str) -> str:
    """Return the bar with buttons below the slides."""
    back, forward = escape(_("Previous slide")), escape(_("Next slide"))
    full, slides = escape(_("Full screen")), escape(_("Slides"))
    return (
        f'<nav aria-label="{slides}"><div class="bar" id="bar"></div>'
        f'<span class="foot">{escape(foot)}</span>'
        f'<button id="full" title="f">{full}</button>'
        f'<button id="back" aria-label="{back}" title="{back} (←)">←</button>'
        '<span class="place" id="place" aria-live="polite"></span>'
        f'<button id="next" aria-label="{forward}" title="{forward} (→)">→</button></nav>'
    )


def _map_page(slide: Slide) -> str:
    """Return a map as data that the script makes a frame of."""
    page = slide_html(slide.map.interactive()).replace("</head>", f"{MAP_HEAD}</head>", 1)
    before, _, script = page.rpartition("<script>")
    waiting = f'{before}<script type="text/plain" id="draw">{script}'
    return _data(f"map-{slide.kind}", waiting.replace("</html>", f"{MAP_START}</html>", 1))


def _data(name: str, value: object) -> str:
    """Embed a value so that no text in it can end the script element."""
    text = json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _line(name: str, text: str) -> str:
    """Write a paragraph; nothing for an empty text."""
    shown = f' class="{name}"' if name else ""
    return f"<p{shown}>{escape(text)}</p>" if text else ""


def _data_url(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"
