"""Entry of the dashboard: navigation, and the sidebar that every page shares."""

from __future__ import annotations

from pathlib import Path

from layers.webmap.assets import publish
from pages.shared import sidebar as common

HERE = Path(__file__).resolve().parent

common.configure()
publish(HERE / "static")
page = common.navigation()
common.sidebar()
page.run()
