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
from spatial.wording import tr

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
        raise InputError([f"{file_name}: " + tr("ini bukan berkas JSON yang utuh.")]) from error
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
        text = tr("berkas terlalu besar untuk sebuah skenario ({mib} MiB; paling besar 4 MiB).")
        raise InputError([text.format(mib=len(data) // 1024**2)])
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError([tr("ini bukan berkas JSON yang utuh.")]) from error
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise InputError([tr("ini bukan berkas skenario dari program ini.")])
    if found.get("format") != FORMAT:
        text = tr("format {found} tidak dikenal; program ini membaca format {known}.")
        raise InputError([text.format(found=f"{found.get('format')!s:.20}", known=FORMAT)])
    strange = sorted(set(found) - _MEMBERS)
    if strange:
        raise InputError([tr("isi '{name}' tidak dikenal.").format(name=f"{n:.40}")
                          for n in strange])  # fmt: skip
    return found.get("scenario")


def _scenario(content: Any) -> Scenario:  # noqa: ANN401
    try:
        return Scenario.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise InputError([fault_words(fault) for fault in error.errors()]) from error


def fault_words(fault: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    """Tell one fault in plain words: where it is, and what is wrong."""
    place = [part for part in fault["loc"] if part != "changes"]
    where = ""
    if place and isinstance(place[0], int):
        where = tr("Perubahan {number}").format(number=place[0] + 1) + ", "
        place = place[2:] if len(place) > 1 else []
    if fault["loc"][:1] == ("changes",) and len(fault["loc"]) > 1:
        place = list(fault["loc"][3:])
    name = ".".join(map(str, place))
    about = f"{where}{name}: " if name else f"{where.removesuffix(', ')}: "
    return f"{about.removeprefix(': ')}{_reason(fault)}."


def _reason(fault: Any) -> str:  # noqa: ANN401
    facts, given = fault.get("ctx", {}), f"{fault.get('input')!s:.60}"
    words = {
        "missing": tr("tidak ada, padahal perlu"),
        "extra_forbidden": tr("tidak dikenal; hapus atau perbaiki namanya"),
        "float_type": tr("'{given}' bukan angka"),
        "finite_number": tr("'{given}' bukan angka"),
        "string_type": tr("'{given}' bukan teks"),
        "bool_type": tr("'{given}' bukan true atau false"),
        "greater_than": tr("{given} harus lebih dari {gt}"),
        "greater_than_equal": tr("{given} kurang dari {ge}"),
        "less_than_equal": tr("{given} lebih dari {le}"),
        "literal_error": tr("'{given}' tidak dikenal; pilih salah satu dari {expected}"),
        "union_tag_invalid": tr("jenis perubahan '{tag}' tidak dikenal"),
        "union_tag_not_found": tr("jenis perubahan (kind) tidak disebut"),
        "too_short": tr("perlu paling tidak {min_length} isi"),
        "too_long": tr("paling banyak {max_length} isi"),
        "string_too_short": tr("masih kosong"),
        "string_too_long": tr("paling panjang {max_length} huruf"),
        "string_pattern_mismatch": tr("'{given}' tidak sesuai bentuknya"),
    }
    text = words.get(fault["type"])
    if text is not None:
        return text.format(given=given, **{k: v for k, v in facts.items() if k != "given"})
    return str(facts.get("error", fault["msg"])).rstrip(".")
