"""The command `cli.py area check`: what to fix first in an area's network and points."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd

from layers.area import provenance
from layers.area.study_area import StudyArea
from layers.exports import frame_files as export
from layers.quality import findings as quality
from layers.quality.components import components
from layers.workspace import catalog
from spatial.errors import InputError
from spatial.routing import modes as travel
from spatial.routing.snapping import MAX_SNAP_M
from spatial.wording import tr

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
        _say(f"{len(table)} rows in {options.out}, provenance in {options.out.name}.json")
    if options.components is not None:
        export.write_result(options.components, parts, notes)
        _say(f"{len(parts)} parts of the network in {options.components}")
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
    _say(f"{area.title}: {len(findings)} temuan; yang pertama diperbaiki dulu")
    for rank, finding in enumerate(findings, start=1):
        touched = f", menyentuh {finding.villages} desa" if finding.villages else ""
        _say(f"{rank}. {finding.title}: {len(finding.rows)}{touched}. {finding.remedy}")
    _say(f"Jaringan jalan: {len(parts)} bagian")
    for row in parts.head(SHOWN_PARTS).itertuples():
        _say(f"  {row.part}: {row.km:.1f} km, {row.villages} desa, {row.facilities} fasilitas")
    rest = parts.iloc[SHOWN_PARTS:]
    if len(rest):
        _say(
            f"  {len(rest)} bagian lain: {rest['km'].sum():.1f} km, {rest['villages'].sum()} desa"
        )


def _say(line: str) -> None:
    print(line, file=sys.stderr)
