"""The command `cli.py pillars`: which pillar does not reach which village, who owns the gap."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

import cli_inputs
from layers import catalog, export
from layers.formats import number
from layers.new_area import AreaFiles, make_area
from layers.pillar_agencies import agency_summary, facility_trips, owner_gaps
from layers.pillar_export import pillars_workbook
from layers.pillar_kinds import DEFAULT_CHOICE, PILLARS, Choice
from layers.pillar_owners import load_owners, read_owners
from layers.pillar_words import missing_words
from layers.pillars import (
    PillarAnswer,
    PillarQuestion,
    PillarSettings,
    ask,
    default_settings,
)
from layers.report import Keep
from layers.study_area import StudyArea
from spatial import travel
from spatial.errors import InputError
from spatial.priority import FULL_AT
from spatial.snapping import MAX_SNAP_M
from spatial.wording import tr

LAYERS = ("offices", "markets", "services")


def add_command(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of `pillars`; it sets `run`."""
    parser.set_defaults(run=_pillars)
    source = parser.add_argument_group("a study area, or your own files")
    source.add_argument("--area", help="a study area, e.g. demak")
    source.add_argument("--roads", type=Path, help="osmnx GraphML, or any line layer")
    source.add_argument(
        "--villages", "--origins", dest="villages", type=Path, help="CSV or a vector file"
    )
    for layer in LAYERS:
        source.add_argument(f"--{layer}", type=Path, help=f"{layer}: CSV or a vector file")
    source.add_argument("--skip-bad", action="store_true", help="leave out rows with problems")
    parser.add_argument("--mode", choices=sorted(travel.MODES), default="car")
    parser.add_argument("--cost", choices=["distance", "time"], default="distance")
    parser.add_argument(
        "--max-snap",
        type=float,
        default=MAX_SNAP_M,
        metavar="M",
        help="longest access leg, metres",
    )
    parser.add_argument(
        "--tolerance", type=float, default=5.0, metavar="M", help="gaps of roads closed, metres"
    )
    judged = parser.add_argument_group("how it is judged; each may be given several times")
    judged.add_argument(
        "--limit", action="append", default=[], metavar="PILLAR=N", help="threshold, km or minutes"
    )
    judged.add_argument(
        "--weight", action="append", default=[], metavar="PILLAR=N", help="weight, 0 or more"
    )
    judged.add_argument(
        "--kinds", action="append", default=[], metavar="PILLAR=A,B", help="facilities that count"
    )
    judged.add_argument(
        "--full-at", type=float, default=FULL_AT, metavar="N", help="a shortfall is full from N x"
    )
    judged.add_argument("--owners", type=Path, help="CSV: pillar, facility, ministry, agency")
    parser.add_argument(
        "--out", type=Path, help="XLSX (all sheets), CSV, GPKG or GeoJSON (the matrix)"
    )


def _pillars(options: argparse.Namespace) -> None:
    if options.out is not None:
        export.check_format(options.out)
    settings, choice = _settings(options), _choice(options.kinds)
    owners = load_owners().table if options.owners is None else read_owners(options.owners)
    area = _area(options)
    question = PillarQuestion(
        travel.MODES[options.mode], options.cost, choice, max_snap_m=options.max_snap
    )
    answer = ask(area, question)
    table = answer.table(settings)
    _write(options.out, answer, settings, table, owners)
    _report(answer, table)


def _settings(options: argparse.Namespace) -> PillarSettings:
    start = default_settings(options.cost)
    return PillarSettings(
        {**start.limits, **_numbers(options.limit, "--limit")},
        {**start.weights, **_numbers(options.weight, "--weight")},
        options.full_at,
    )


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    """Split `PILLAR=VALUE` texts; every fault is listed."""
    pairs: dict[str, str] = {}
    problems = []
    for text in texts:
        pillar, equals, value = (part.strip() for part in text.partition("="))
        if not equals or pillar not in PILLARS:
            known = ", ".join(PILLARS)
            problems.append(
                tr("{option} {text}: write PILLAR=VALUE, the pillar one of {known}.").format(
                    option=option, text=text, known=known
                )
            )
        pairs[pillar] = value
    if problems:
        raise InputError(problems)
    return pairs


def _numbers(texts: list[str], option: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    problems = []
    for pillar, text in _pairs(texts, option).items():
        try:
            numbers[pillar] = float(text.replace(",", "."))
        except ValueError:
            problems.append(
                tr("{option} {pillar}={text}: '{text}' is not a number.").format(
                    option=option, pillar=pillar, text=text
                )
            )
    if problems:
        raise InputError(problems)
    return numbers


def _choice(texts: list[str]) -> Choice:
    chosen = _pairs(texts, "--kinds")
    return tuple(
        (pillar, tuple(kind.strip() for kind in chosen[pillar].split(",") if kind.strip()))
        if pillar in chosen
        else (pillar, kinds)
        for pillar, kinds in DEFAULT_CHOICE
    )


def _area(options: argparse.Namespace) -> StudyArea:
    own = {name: getattr(options, name) for name in ("roads", "villages", *LAYERS)}
    if options.area is not None:
        if any(own.values()):
            raise InputError([tr("Give either --area, or --roads, --villages and facilities.")])
        return catalog.load_area(options.area)
    missing = [f"--{name}" for name in ("roads", "villages") if own[name] is None]
    if missing or not any(own[layer] for layer in LAYERS):
        problem = tr(
            "{missing} missing: give a study area with --area, or --roads, --villages and "
            "at least one of --offices, --markets, --services."
        ).format(missing=", ".join(missing) or tr("Facilities"))
        raise InputError([problem])
    files = AreaFiles(
        own["roads"],
        own["villages"],
        own["offices"],
        own["markets"],
        services=own["services"],
    )
    keep: Keep = "good" if options.skip_bad else "none"
    made = make_area(tr("Own files"), files, tolerance_m=options.tolerance, keep=keep)
    for reports in made.reports.values():
        for report in reports:
            _say(report.summary())
    return made.area


def _write(
    out: Path | None,
    answer: PillarAnswer,
    settings: PillarSettings,
    table: pd.DataFrame,
    owners: pd.DataFrame,
) -> None:
    notes = answer.provenance(settings, owners)
    if out is None:
        print(export.csv_bytes(table, notes).decode(), end="")
        return
    if out.suffix.lower() == ".xlsx":
        beside = _write_workbook(out, answer, settings, table, owners)
    else:
        beside = export.write_result(out, table, notes)
    cli_inputs.say_rows(len(table), out, beside)


def _write_workbook(
    out: Path,
    answer: PillarAnswer,
    settings: PillarSettings,
    table: pd.DataFrame,
    owners: pd.DataFrame,
) -> Path:
    trips = facility_trips(answer)
    listed = owner_gaps(answer, settings, owners, trips)
    summary = agency_summary(listed, owners, trips)
    book = pillars_workbook(answer, settings, table, summary, listed)
    facts = export.provenance_bytes(answer.provenance(settings, owners))
    beside = out.with_name(out.name + ".json")
    export.write_atomically(out, book)
    export.write_atomically(beside, facts)
    return beside


def _report(answer: PillarAnswer, table: pd.DataFrame) -> None:
    counts: Mapping[str, int] = {
        pillar: int(table[f"{pillar}_gap"].sum()) for pillar in answer.trips
    }
    for pillar, gaps in counts.items():
        _say(
            tr("pillar {pillar}: {gaps} of {total} villages beyond the threshold").format(
                pillar=pillar, gaps=gaps, total=len(table)
            )
        )
    for pillar in answer.missing:
        _say(missing_words(answer.area, pillar))
    first = table.iloc[0] if len(table) else None
    if first is not None:
        _say(
            tr("first: {name}, score {score}: {reasons}").format(
                name=first["name"], score=number(first["score"], 1), reasons=first["reasons"]
            )
        )


def _say(line: str) -> None:
    print(line, file=sys.stderr)
