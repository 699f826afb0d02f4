"""Entry of the dashboard: navigation, and the sidebar that every page shares."""

from __future__ import annotations

from pathlib import Path

from layers.webmap.assets import publish
from pages.shared.sidebar import configure, navigation, sidebar

HERE = Path(__file__).resolve().parent

configure()
publish(HERE / "static")
page = navigation()
sidebar()
page.run()
