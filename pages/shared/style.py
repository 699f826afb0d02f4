"""The look of all pages where Streamlit's theme has no word for it, and the page's language."""

from __future__ import annotations

import streamlit as st

from spatial.wording import _, current_language

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 2.6rem 1.6rem 2rem; max-width: 1500px; }
[data-testid="stSidebar"][data-collapsed="false"] {
  width: 246px !important; min-width: 246px !important; }
[data-testid="stSidebarContent"], [data-testid="stSidebarUserContent"] { padding: 0 0.6rem 1rem; }
[data-testid="stSidebarHeader"] { height: 2.4rem; margin-bottom: 0; }
[data-testid="stHeader"] { height: 2.4rem; }
h1 { font-size: 1.9rem !important; padding: 0 0 0.3rem !important; }
[data-testid="stMetricValue"] { font-size: 1.7rem; }
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: 0.7rem; }
[data-testid="stSkillsNudge"], [data-testid="stSkillsNudgeAnchor"] { display: none; }
[data-testid="stFileUploaderDropzone"] { min-height: 0; padding: 0.4rem 0.8rem; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::after {
  content: "%(choose)s"; font-size: 0.9rem; }
[data-testid="stFileUploaderDropzoneInstructions"] span { font-size: 0; }
[data-testid="stFileUploaderDropzoneInstructions"] span::after {
  content: "%(drag)s"; font-size: 0.85rem; }
[data-testid="stCaptionContainer"] { color: #53605a; opacity: 1; }
[data-testid="stCaptionContainer"] :is(p, li, strong) { color: inherit; }
[data-testid="stButtonGroup"] button[aria-checked="true"] p { color: #064a35; }
[data-testid="stElementContainer"]:has(.page-language) { display: none; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 4rem 0.9rem 2rem; }
  h1 { font-size: 1.45rem !important; }
  [data-testid="stHorizontalBlock"] { gap: 0.6rem; }
  [data-testid="stColumn"]:has(> [data-testid="stVerticalBlock"]
    > [data-testid="stElementContainer"]:only-child > [data-testid="stMetric"]) {
    min-width: calc(50%% - 0.3rem); width: calc(50%% - 0.3rem); flex: 1 1 calc(50%% - 0.3rem); }
  [data-testid="stMetric"] :is([data-testid="stMetricValue"], [data-testid="stMetricLabel"],
    [data-testid="stMetricDelta"]) :is(div, p) {
    white-space: normal; overflow-wrap: anywhere; overflow: visible; }
  [data-testid="stMetricValue"] { font-size: 1.35rem; }
}
</style>
"""
"""Tighter spacing than Streamlit's own: map and key figures fit one screen of 768 lines; and
the user's words on the uploader, whose texts are fixed. Streamlit's advertisement for
developers does not cover the figures in a meeting. Its captions are see-through, with a contrast
of 4.2:1; WCAG 2.2 AA (1.4.3) asks for 4.5:1, and these have 6.6:1 on white. So with
the green of a chosen button that has the focus (4.3:1, now 7:1). On a phone key figures
stand two in a row, and their words wrap."""

LANGUAGE = (
    '<i class="page-language"></i><script>document.documentElement.lang = "{language}";</script>'
)
"""Streamlit says that every page is English; a screen reader would read Indonesian so."""


def apply() -> None:
    """Give the page its look and say which language it speaks."""
    st.html(STYLE % {"choose": _("Choose files"), "drag": _("or drag them here")})
    st.html(LANGUAGE.format(language=current_language() or "id"), unsafe_allow_javascript=True)
