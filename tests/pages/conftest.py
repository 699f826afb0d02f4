"""Fixtures of the tests of pages."""

from __future__ import annotations

import pytest

from spatial.wording import use_language


@pytest.fixture(autouse=True)
def indonesian_labels():
    """Look the labels of inputs up in the language of the page.

    `AppTest` formats the options of an input outside of the run of the page, where no language is
    chosen; pages are Indonesian unless a user says otherwise.
    """
    with use_language("id"):
        yield
