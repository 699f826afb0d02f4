"""What a page shows where something fails that nobody foresaw: a sentence, and a log entry."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from spatial.errors import DesmigratifError
from spatial.wording import _


@contextmanager
def explained_to_users() -> Iterator[None]:
    """Show any error as a sentence in the user's language, instead of Streamlit's error box."""
    try:
        yield
    except DesmigratifError as error:
        st.error("\n".join(f"- {line}" for line in str(error).splitlines()))
    except Exception:  # whatever it is, the user has to be able to go on
        logging.getLogger(__name__).exception("a page failed")
        st.error(
            _(
                "This page cannot go on: something happened that the program does not know. What "
                "is stored is safe. Take out the file that you loaded last, or open another page "
                "and come back; the log of the program says what happened."
            )
        )
