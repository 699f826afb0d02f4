"""What the dashboard's server does once, when it starts.

Streamlit takes a folder `pages` beside the script for its older way to declare pages, until the
first run of the script has called `st.navigation`. The first visitor after a start who opened the
address of a page would see a message that the page does not exist (Streamlit issue 9992).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from streamlit import cli_util, config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App
from streamlit.web.server import server_util

TRIES, PAUSE_S = 100, 0.1
"""How often the server is asked whether it listens before a browser is opened on it."""


@asynccontextmanager
async def start(_app: App) -> AsyncIterator[None]:
    """Prepare the server, and open a browser on it unless it is headless.

    Parameters
    ----------
    _app
        The application that starts; Streamlit passes it.
    """
    PagesManager.uses_pages_directory = False
    opening = None
    if not st.get_option("server.headless"):
        opening = asyncio.create_task(_open_browser())
    yield
    if opening is not None:
        opening.cancel()


async def _open_browser() -> None:
    """Open the user's browser on the dashboard as soon as the server listens."""
    address = _address()
    for _ in range(TRIES):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(address, int(st.get_option("server.port")))
            writer.close()
            cli_util.open_browser(server_util.get_url(address))
            return
        await asyncio.sleep(PAUSE_S)


def _address() -> str:
    """Return the address under which this machine reaches the server."""
    for option in ("browser.serverAddress", "server.address"):
        if config.is_manually_set(option):
            return server_util.get_display_address(str(st.get_option(option)))
    return "localhost"
