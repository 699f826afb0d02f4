"""Entry of the dashboard: the application that a server runs, and the script of every page.

Streamlit imports this file once when its server starts, and then runs it as a script for every
view of a page.
"""

from __future__ import annotations

from pathlib import Path

from streamlit.starlette import App

from layers.webmap.assets import publish
from pages.shared.failures import explained_to_users
from pages.shared.server import start
from pages.shared.sidebar import configure, navigation, sidebar

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    configure()
    publish(HERE / "static")
    page = navigation()
    with explained_to_users():
        sidebar()
        page.run()
else:
    app = App(Path(__file__), lifespan=start)
