"""Standard error: messages, and how far long work is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from layers.jobs.progress import Report
from spatial.wording import _, ngettext

PROGRESS_EVERY = 25

Line = Callable[[float, float, str], str]
"""Writes a report as a line for a log; an empty text leaves it out."""


def say(line: str) -> None:
    """Write a line to standard error."""
    print(line, file=sys.stderr)


def no_line(_done: float, _total: float, _doing: str) -> str:
    """Leave every report out of the log."""
    return ""


def doing_line(_done: float, _total: float, doing: str) -> str:
    """Write what is being done."""
    return doing


def destinations_line(done: float, total: float, _doing: str) -> str:
    """Write every 25th destination of a measurement."""
    if done % PROGRESS_EVERY or done >= total:
        return ""
    return ngettext(
        "{done} of {total} destination", "{done} of {total} destinations", total
    ).format(done=f"{done:g}", total=f"{total:g}")


def steps_line(done: float, total: float, doing: str) -> str:
    """Write every step with its number."""
    return _("{done} of {total}: {doing}").format(
        done=f"{done:g}", total=f"{total:g}", doing=doing
    )


@contextmanager
def progress(title: str, line: Line = no_line) -> Iterator[Report]:
    """Show how far some work is: as a bar on a terminal, else as lines of a log.

    Parameters
    ----------
    title : str
        What the bar says until the work reports something better.
    line : callable, default no_line
        Writes a report for standard error that is no terminal; there is no bar then.

    Yields
    ------
    callable
        `Report`; work that never calls it shows a bar without an end.
    """
    if not sys.stderr.isatty():
        yield _log_with(line)
        return
    with _bar(title) as report:
        yield report


def _log_with(line: Line) -> Report:
    def report(done: float, total: float, doing: str = "", /) -> None:
        if written := line(done, total, doing):
            say(written)

    return report


@contextmanager
def _bar(title: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        bar = shown.add_task(title, total=None)

        def report(done: float, total: float, doing: str = "", /) -> None:
            shown.update(bar, completed=done, total=total or None, description=doing or title)

        yield report
