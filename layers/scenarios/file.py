"""A scenario as one small JSON file, to keep, to send to a colleague, and to run again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from layers.exports.files import provenance_bytes
from layers.scenarios.scenario import Scenario
from spatial import __version__
from spatial.errors import InputError
from spatial.wording import _

FORMAT: Final = 1
"""Version of the file; another one is refused with a message."""

KIND: Final = "desmigratif-skenario"
SUFFIX: Final = ".skenario.json"
MAX_BYTES: Final = 4 * 1024 * 1024
_MEMBERS: Final = {"format", "kind", "program", "scenario"}


def scenario_bytes(scenario: Scenario) -> bytes:
    """Write a scenario as readable JSON, UTF-8; numbers come back to the last bit."""
    whole = {
        "kind": KIND,
        "format": FORMAT,
        "program": f"Desmigratif Spasial {__version__}",
        "scenario": scenario.model_dump(mode="json"),
    }
    return provenance_bytes(whole)


def scenarios_bytes(scenarios: Sequence[Scenario]) -> bytes:
    """Write several scenarios as one JSON array; see `scenario_bytes`."""
    parts = [scenario_bytes(scenario).decode().rstrip() for scenario in scenarios]
    return f"[{', '.join(parts)}]\n".encode()


def read_scenarios(data: bytes, file_name: str) -> list[Scenario]:
    """Read what `scenarios_bytes` wrote.

    Raises
    ------
    InputError
        Listing what is wrong with each of them.
    """
    try:
        parts = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError([f"{file_name}: " + _("this is not a sound JSON file.")]) from error
    found: list[Scenario] = []
    problems: list[str] = []
    for number, part in enumerate(parts if isinstance(parts, list) else [parts], 1):
        try:
            found.append(read_scenario(json.dumps(part).encode(), f"{file_name} {number}"))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def read_scenario(data: bytes, file_name: str) -> Scenario:
    """Read a scenario that somebody wrote, perhaps elsewhere, perhaps by hand.

    Parameters
    ----------
    data
        The file.
    file_name
        What it is called, for messages only.

    Raises
    ------
    InputError
        Listing everything that is wrong, in plain words.
    """
    try:
        return _scenario(_content(data))
    except InputError as error:
        raise InputError([f"{file_name:.80}: {line}" for line in error.problems]) from error


def _content(data: bytes) -> Any:  # noqa: ANN401 - whatever the file holds
    if len(data) > MAX_BYTES:
        text = _("the file is too large for a scenario ({mib} MiB; at most 4 MiB).")
        raise InputError([text.format(mib=len(data) // 1024**2)])
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError([_("this is not a sound JSON file.")]) from error
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise InputError([_("this is not a scenario file of this program.")])
    if found.get("format") != FORMAT:
        text = _("format {found} is unknown; this program reads format {known}.")
        raise InputError([text.format(found=f"{found.get('format')!s:.20}", known=FORMAT)])
    strange = sorted(set(found) - _MEMBERS)
    if strange:
        raise InputError([_("the content '{name}' is unknown.").format(name=f"{n:.40}")
                          for n in strange])  # fmt: skip
    return found.get("scenario")


def _scenario(content: Any) -> Scenario:  # noqa: ANN401
    try:
        return Scenario.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise InputError([problem_text(detail) for detail in error.errors()]) from error


def problem_text(detail: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    """Describe one error in plain words: where it is, and what is wrong."""
    place = [part for part in detail["loc"] if part != "changes"]
    where = ""
    if place and isinstance(place[0], int):
        where = _("Change {number}").format(number=place[0] + 1) + ", "
        place = place[2:] if len(place) > 1 else []
    if detail["loc"][:1] == ("changes",) and len(detail["loc"]) > 1:
        place = list(detail["loc"][3:])
    name = ".".join(map(str, place))
    about = f"{where}{name}: " if name else f"{where.removesuffix(', ')}: "
    return f"{about.removeprefix(': ')}{_reason(detail)}."


def _reason(detail: Any) -> str:  # noqa: ANN401
    facts, given = detail.get("ctx", {}), f"{detail.get('input')!s:.60}"
    words = {
        "missing": _("is missing, but needed"),
        "extra_forbidden": _("is unknown; remove it or correct its name"),
        "float_type": _("'{given}' is no number"),
        "finite_number": _("'{given}' is no number"),
        "string_type": _("'{given}' is no text"),
        "bool_type": _("'{given}' is not true or false"),
        "greater_than": _("{given} must be more than {gt}"),
        "greater_than_equal": _("{given} is less than {ge}"),
        "less_than_equal": _("{given} is more than {le}"),
        "literal_error": _("'{given}' is unknown; choose one of {expected}"),
        "union_tag_invalid": _("kind of change '{tag}' is unknown"),
        "union_tag_not_found": _("the kind of the change is not stated"),
        "too_short": _("needs at least {min_length} items"),
        "too_long": _("has at most {max_length} items"),
        "string_too_short": _("is empty"),
        "string_too_long": _("has at most {max_length} letters"),
        "string_pattern_mismatch": _("'{given}' does not have the right form"),
    }
    text = words.get(detail["type"])
    if text is not None:
        return text.format(given=given, **{k: v for k, v in facts.items() if k != "given"})
    return str(facts.get("error", detail["msg"])).rstrip(".")
