"""`Question`: what the questions to a study area have in common, a key by their content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass


class Question:
    """A question; its subclasses are frozen dataclasses of plain values."""

    @property
    def key(self) -> str:
        """A text that two questions share exactly when they ask the same."""
        return content_key(self)


def content_key(value: object) -> str:
    """Write a value so that two give the same text exactly when their contents are equal.

    Parameters
    ----------
    value : object
        None, a text, a number, a truth value, a sequence, a mapping or a dataclass of such.

    Returns
    -------
    str
        JSON, with the keys of mappings sorted.

    Raises
    ------
    TypeError
        For any other value, such as a frame: its content would not be compared.

    Examples
    --------
    >>> content_key({"b": (1, 2.5), "a": None})
    '{"a": null, "b": [1, 2.5]}'
    """
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {type(value).__name__: parts}
    raise TypeError(f"{type(value).__name__} has no content key")
