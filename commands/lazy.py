"""Commands that are listed and completed without being imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer._click import Context


class LazyCommand(TyperCommand):
    """Stand in for a command until it is used.

    Parameters
    ----------
    name : str
        Name of the command.
    target : str
        Where its function is, as ``module:function``.
    help : str
        First line of the docstring of that function.
    panel : str, optional
        Panel of the help that lists it.
    """

    def __init__(self, name: str, target: str, help: str, panel: str | None = None) -> None:  # noqa: A002 - Typer's word
        super().__init__(name, help=help, rich_help_panel=panel)
        self.target = target
        self.loaded: TyperCommand | None = None

    def function(self) -> Callable[..., Any]:
        """Import the function of the command."""
        module, _, attribute = self.target.partition(":")
        found: Callable[..., Any] = getattr(import_module(module), attribute)
        return found

    def load(self) -> TyperCommand:
        """Build the command; once."""
        if self.loaded is None:
            app = typer.Typer(add_completion=False)
            app.command(self.name)(self.function())
            built = typer.main.get_command(app)
            if not isinstance(built, TyperCommand):
                raise TypeError(f"{self.target} is no command")
            self.loaded = built
        return self.loaded

    def make_context(self, *arguments: Any, **options: Any) -> Context:  # noqa: ANN401 - passed on
        """Hand the arguments to the command itself."""
        return self.load().make_context(*arguments, **options)
