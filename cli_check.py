"""The command `cli.py area check`: what to fix first in an area's network and points."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd

import cli_inputs
from layers import catalog, export, provenance, quality
from layers.components import components
from layers.formats import number
from layers.study_area import StudyArea
from spatial import travel
from spatial.errors import InputError
from spatial.snapping import MAX_SNAP_M
from spatial.wording import tr, trn

FOUND = 3
"""Exit code where --fail-on asks for one and something was found."""
SHOWN_PARTS = 10
"""Parts of the network that are told on standard error; --components writes all."""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the step `check`; it sets `run`."""
    parser = commands.add_parser("check", help="what to fix first in an area's data")
    parser.set_defaults(run=_check)
    parser.add_argument("--area", required=True, help="a study area, e.g. demak")
    parser.add_argument("--mode", choices=sorted(travel.MODES), default="car")
    parser.add_argument(
        "--max-snap", type=float, default=MAX_SNAP_M, metavar="M", help="longest leg, metres"
    )
    parser.add_argument(
        "--out",
        type=Path,
        help="the findings as CSV, XLSX, GPKG or GeoJSON; without it CSV on standard output",
    )
    parser.add_argument(
        "--components", type=Path, metavar="FILE", help="the parts of the network, likewise"
    )
    parser.add_argument(
        "--fail-on",
        choices=["villages", "any"],
        help=f"exit code {FOUND} if a finding touches a village, or if there is any",
    )


def _check(options: argparse.Namespace) -> int:
    _check_targets(options)
    area = catalog.load_area(options.area)
    mode = travel.MODES[options.mode]
    findings = quality.check(area, mode, options.max_snap)
    parts = components(area, mode, options.max_snap)
    notes = provenance.check_provenance(
        sources=area.sources,
        network=area.roads_source.to_dict(),
        mode=mode,
        max_snap_m=options.max_snap,
        extra=_summary(findings, parts),
    )
    _tell(area, findings, parts)
    table = quality.findings_table(findings)
    if options.out is None:
        print(export.csv_bytes(table, notes).decode(), end="")
    else:
        export.write_result(options.out, table, notes)
        cli_inputs.say_rows(len(table), options.out, Path(f"{options.out.name}.json"))
    if options.components is not None:
        export.write_result(options.components, parts, notes)
        _say(
            trn(
                "{count} part of the network in {out}",
                "{count} parts of the network in {out}",
                len(parts),
            ).format(count=len(parts), out=options.components)
        )
    return FOUND if _is_bad(options.fail_on, findings) else 0


def _check_targets(options: argparse.Namespace) -> None:
    """Refuse what cannot work, before the work."""
    targets = [path for path in (options.out, options.components) if path is not None]
    for path in targets:
        export.check_format(path)
    if len({path.resolve() for path in targets}) < len(targets):
        raise InputError([tr("--out and --components name the same file.")])
    if not options.max_snap >= 0:
        raise InputError([tr("--max-snap must not be negative.")])


def _is_bad(fail_on: str | None, findings: list[quality.Finding]) -> bool:
    if fail_on == "villages":
        return any(finding.villages for finding in findings)
    return fail_on == "any" and bool(findings)


def _summary(findings: list[quality.Finding], parts: gpd.GeoDataFrame) -> dict[str, Any]:
    """Tell both results in short, for the provenance."""
    found = [
        {"finding": finding.title, "rows": len(finding.rows), "villages": finding.villages}
        for finding in findings
    ]
    return {"findings": found, "components": parts.drop(columns="geometry").to_dict("records")}


def _tell(area: StudyArea, findings: list[quality.Finding], parts: gpd.GeoDataFrame) -> None:
    _say(
        trn(
            "{area}: {count} finding; mend the first one first",
            "{area}: {count} findings; mend the first one first",
            len(findings),
        ).format(area=area.title, count=len(findings))
    )
    for rank, finding in enumerate(findings, start=1):
        touched = trn(", touches {count} village", ", touches {count} villages", finding.villages)
        touched = touched.format(count=finding.villages) if finding.villages else ""
        _say(f"{rank}. {finding.title}: {len(finding.rows)}{touched}. {finding.remedy}")
    _say(
        trn("Road network: {count} part", "Road network: {count} parts", len(parts)).format(
            count=len(parts)
        )
    )
    for row in parts.head(SHOWN_PARTS).itertuples():
        _say(f"  {row.part}: {_part_words(row.km, row.villages, row.facilities)}")
    rest = parts.iloc[SHOWN_PARTS:]
    if len(rest):
        others = trn("{count} other part", "{count} other parts", len(rest))
        words = _part_words(rest["km"].sum(), rest["villages"].sum())
        _say(f"  {others.format(count=len(rest))}: {words}")


def _part_words(km: float, villages: int, facilities: int | None = None) -> str:
    """Say how large a part of the network is and what lies on it."""
    words = [
        f"{number(km, 1)} km",
        trn("{count} village", "{count} villages", villages).format(count=villages),
    ]
    if facilities is not None:
        words.append(
            trn("{count} facility", "{count} facilities", facilities).format(count=facilities)
        )
    return ", ".join(words)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
