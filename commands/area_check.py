"""Command `area check`: what to fix first in an area's network and points."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import typer

from commands.console import progress, say
from commands.inputs import check_targets, write_table
from commands.options import OUTPUT, AreaName, Travel, with_options
from layers.text.formats import counted, number
from spatial.errors import InputError
from spatial.wording import _, ngettext

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.area.study_area import StudyArea
    from layers.exports.files import Provenance
    from layers.quality.findings import Finding

FOUND = 3
"""Exit code where --fail-on asks for one and something was found."""
SHOWN_PARTS = 10
"""Parts of the network that are listed on standard error; --components writes all."""


@dataclass(frozen=True, kw_only=True)
class CheckOutput:
    """Where the findings go."""

    panel: ClassVar[str] = OUTPUT

    out: Annotated[
        Path | None,
        typer.Option(
            help="the findings as CSV, XLSX, GPKG or GeoJSON; without it CSV on standard output"
        ),
    ] = None
    components: Annotated[
        Path | None, typer.Option(metavar="FILE", help="the parts of the network, likewise")
    ] = None
    fail_on: Annotated[
        Literal["villages", "any"] | None,
        typer.Option(help=f"exit code {FOUND} if a finding touches a village, or any at all"),
    ] = None


@with_options
def check(area: AreaName, travel: Travel, output: CheckOutput) -> int:
    """Show what to fix first in an area's data."""
    from layers.quality import findings as quality
    from layers.quality.components import components
    from layers.workspace import catalog
    from spatial.routing.modes import MODES

    check_targets({"--out": output.out, "--components": output.components})
    if not travel.max_snap >= 0:
        raise InputError([_("--max-snap must not be negative.")])
    checked, mode = catalog.load_area(area), MODES[travel.mode]
    with progress(_("Checking the network and the points")):
        findings = quality.check(checked, mode, travel.max_snap)
        parts = components(checked, mode, travel.max_snap)
    _say_findings(checked, findings)
    _say_parts(parts)
    _write(output, findings, parts, _provenance(checked, travel, findings, parts))
    return FOUND if _is_bad(output.fail_on, findings) else 0


def _provenance(
    area: StudyArea, travel: Travel, findings: list[Finding], parts: gpd.GeoDataFrame
) -> dict[str, Any]:
    from layers.area.provenance import check_provenance
    from spatial.routing.modes import MODES

    found = [
        {"finding": finding.title, "rows": len(finding.rows), "villages": finding.villages}
        for finding in findings
    ]
    return check_provenance(
        sources=area.sources,
        network=area.roads_source.to_dict(),
        mode=MODES[travel.mode],
        max_snap_m=travel.max_snap,
        extra={
            "findings": found,
            "components": parts.drop(columns="geometry").to_dict("records"),
        },
    )


def _write(
    output: CheckOutput, findings: list[Finding], parts: gpd.GeoDataFrame, notes: Provenance
) -> None:
    from layers.exports.files import write_result
    from layers.quality.findings import findings_table

    write_table(output.out, findings_table(findings), notes)
    if output.components is not None:
        write_result(output.components, parts, notes)
        say(
            ngettext(
                "{count} part of the network in {path}",
                "{count} parts of the network in {path}",
                len(parts),
            ).format(count=len(parts), path=output.components)
        )


def _is_bad(fail_on: str | None, findings: list[Finding]) -> bool:
    if fail_on == "villages":
        return any(finding.villages for finding in findings)
    return fail_on == "any" and bool(findings)


def _say_findings(area: StudyArea, findings: list[Finding]) -> None:
    say(
        ngettext(
            "{area}: {count} finding",
            "{area}: {count} findings, the most serious first",
            len(findings),
        ).format(area=area.title, count=len(findings))
    )
    for rank, finding in enumerate(findings, start=1):
        touched = (
            ngettext(
                ", touches {villages} village", ", touches {villages} villages", finding.villages
            ).format(villages=finding.villages)
            if finding.villages
            else ""
        )
        say(f"{rank}. {finding.title}: {len(finding.rows)}{touched}. {finding.remedy}")


def _say_parts(parts: gpd.GeoDataFrame) -> None:
    say(
        ngettext("Road network: {count} part", "Road network: {count} parts", len(parts)).format(
            count=len(parts)
        )
    )
    for row in parts.head(SHOWN_PARTS).itertuples():
        say(
            _("  {part}: {km} km, {villages}, {facilities}").format(
                part=row.part,
                km=number(row.km, 1),
                villages=counted(row.villages, "villages"),
                facilities=counted(row.facilities, "facilities"),
            )
        )
    rest = parts.iloc[SHOWN_PARTS:]
    if len(rest):
        say(
            ngettext(
                "  {count} other part: {km} km, {villages}",
                "  {count} other parts: {km} km, {villages}",
                len(rest),
            ).format(
                count=len(rest),
                km=number(rest["km"].sum(), 1),
                villages=counted(int(rest["villages"].sum()), "villages"),
            )
        )
