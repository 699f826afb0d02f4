"""What pydantic says of a JSON file that does not fit its model, in the reader's language.

Pydantic's own templates (its documentation, "Validation Errors") are the texts for the catalogues;
a fault of a type that is not listed keeps pydantic's English.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from spatial.wording import mark, tr

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

TEMPLATES = MappingProxyType(
    {
        "missing": mark("Field required"),
        "extra_forbidden": mark("Extra inputs are not permitted"),
        "json_invalid": mark("Invalid JSON: {error}"),
        "string_type": mark("Input should be a valid string"),
        "int_type": mark("Input should be a valid integer"),
        "float_type": mark("Input should be a valid number"),
        "bool_type": mark("Input should be a valid boolean"),
        "dict_type": mark("Input should be a valid dictionary"),
        "list_type": mark("Input should be a valid list"),
        "tuple_type": mark("Input should be a valid tuple"),
        "finite_number": mark("Input should be a finite number"),
        "literal_error": mark("Input should be {expected}"),
        "greater_than": mark("Input should be greater than {gt}"),
        "greater_than_equal": mark("Input should be greater than or equal to {ge}"),
        "less_than_equal": mark("Input should be less than or equal to {le}"),
        "string_pattern_mismatch": mark("String should match pattern '{pattern}'"),
        "datetime_from_date_parsing": mark("Input should be a valid datetime or date, {error}"),
        "value_error": mark("Value error, {error}"),
    }
)
"""Pydantic's template per type of fault."""


def model_problems(error: ValidationError, name: str) -> list[str]:
    """
    List what is wrong with a JSON file.

    Parameters
    ----------
    error : pydantic.ValidationError
        What pydantic found.
    name : str
        The file's name.

    Returns
    -------
    list of str
        One sentence per fault: the file, the place in it, and the fault.
    """
    whole = tr("the file")
    return [
        f"{name}: {'.'.join(map(str, fault['loc'])) or whole}: {_words(fault)}."
        for fault in error.errors()
    ]


def _words(fault: ErrorDetails) -> str:
    facts = {
        name: f"{fact:g}" if isinstance(fact, float) else fact
        for name, fact in fault.get("ctx", {}).items()
    }
    template = TEMPLATES.get(fault["type"])
    if template is None or template.format(**facts) != fault["msg"]:
        return fault["msg"]
    return tr(template).format(**facts)
