"""Command `coverage`: who is within reach of a service and who is not, from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

import cli_inputs
from cli_inputs import Inputs, parse_thresholds
from layers import export
from layers.area_population import read_population
from layers.coverage_answers import CoverageAnswer, column_weight
from layers.coverage_base import (
    CoverageBase,
    CoverageQuestion,
    Ground,
    all_trips,
    no_boundaries,
    search,
)
from layers.formats import number
from layers.headings import fold_heading
from layers.os_faults import os_words
from layers.population_checks import UNIT_WORDS
from layers.population_files import RasterOptions, import_population
from layers.provenance import file_facts
from layers.surface_files import surface_bytes
from spatial.coverage import VILLAGES
from spatial.errors import InputError
from spatial.population import PopulationGrid
from spatial.surface import surface
from spatial.travel import MODES
from spatial.wording import shown, tr, trn

ROLES = ("villages", "facilities")
GAP_COLUMNS = ["rank", "id", "name", "district", "regency", "reason", "value", "beyond",
               "weight", "burden", "cluster", "geometry"]  # fmt: skip


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `coverage`; it sets `run`."""
    text = "villages and people within and outside the reach of a service"
    parser = commands.add_parser("coverage", help=text, description=text)
    parser.set_defaults(run=_coverage)
    source = cli_inputs.source_arguments(parser, ROLES)
    source.add_argument(
        "--to",
        default="disnaker",
        help="facilities of the area: disnaker (default), market, offices, services:<kind>",
    )
    parser.add_argument(
        "--threshold",
        required=True,
        metavar="LIST",
        help="inclusive limits such as 30min,10km; no regulation sets one for Disnaker",
    )
    parser.add_argument("--out-dir", type=Path, required=True, help="folder of the results")
    cli_inputs.mode_arguments(parser, mode="car")
    parser.add_argument("--weight", metavar="COLUMN", help="number column of the villages")
    parser.add_argument("--population", type=Path, help="GeoTIFF with people per cell")
    parser.add_argument("--unit", choices=list(UNIT_WORDS), default="count", help="of the raster")
    parser.add_argument(
        "--cell", type=float, metavar="M", help="also the surface, in cells of this width"
    )


def _coverage(options: argparse.Namespace) -> None:
    thresholds = parse_thresholds(options.threshold)
    _make_folder(options.out_dir)
    given = cli_inputs.read_inputs(options, ROLES, options.to)
    ground = _ground(options, given)
    weight = (
        None
        if options.weight is None
        else column_weight(ground.villages, fold_heading(options.weight))
    )
    cli_inputs.tell_network(given.roads)
    for cost, limits in thresholds.items():
        question = CoverageQuestion(
            options.to if given.area is not None else "own facilities",
            MODES[options.mode], cost, max_snap_m=options.max_snap,
        )  # fmt: skip
        base = search(ground, question)
        answers = [CoverageAnswer(base, limit, tuple(limits), weight) for limit in limits]
        _write(options, base, answers)
        _tell(answers)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            [tr("Cannot write to {folder}: {error}.").format(folder=folder, error=os_words(error))]
        ) from error


def _ground(options: argparse.Namespace, given: Inputs) -> Ground:
    area, facts = given.area, dict(given.facts)
    people = None if area is None else area.population
    if options.population is not None:
        people = _people(options, given)
        facts["population"] = file_facts(options.population)
    return Ground(
        title=tr("own files") if area is None else area.title,
        roads=given.roads,
        villages=given.first,
        facilities=given.second,
        boundaries=no_boundaries() if area is None else area.boundaries,
        population=people,
        sources=facts,
    )


def _people(options: argparse.Namespace, given: Inputs) -> PopulationGrid:
    stated = RasterOptions(unit=options.unit)
    if given.area is not None:
        grid, report = read_population(options.population, given.area, stated)
    else:
        box = gpd.GeoSeries([_extent(given.first, given.second)], crs=4326)
        grid, report = import_population(options.population, box, stated)
    for note in report.notes:
        cli_inputs.say(f"{options.population.name}: {shown(note)}")
    for problem in report.problems:
        cli_inputs.say(f"{options.population.name}: {shown(problem.reason)}")
    return grid


def _extent(villages: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the box around the points of one's own files."""
    box: shapely.Geometry = shapely.box(*pd.concat([villages, facilities]).total_bounds)
    return box


def _write(options: argparse.Namespace, base: CoverageBase, answers: list[CoverageAnswer]) -> None:
    cost, first = base.question.cost, answers[0]
    for name, table in _tables(base, answers):
        path = options.out_dir / name
        facts = first.provenance(path.stem.replace("_", " "))
        export.write_result(path, table, facts)
        cli_inputs.say_rows(len(table), path)
    if options.cell is not None:
        extent = base.land
        if extent is None:
            extent = _extent(base.ground.villages, base.ground.facilities)
        found = surface(base.field, extent, options.cell)
        facts = first.provenance("surface", cell_m=options.cell, cells=found.counts())
        path = options.out_dir / f"surface_{cost}.tif"
        export.write_atomically(path, surface_bytes(found, facts))
        export.write_atomically(
            path.with_name(f"{path.name}.json"), export.provenance_bytes(facts)
        )
        cells = found.status.size
        cli_inputs.say(
            trn("{count} cell in {out}", "{count} cells in {out}", cells).format(
                count=cells, out=path
            )
        )


def _tables(
    base: CoverageBase, answers: list[CoverageAnswer]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every table with the name of its file."""
    cost, first = base.question.cost, answers[0]
    yield f"coverage_{cost}.csv", first.counts()
    for by in (("regency",), ("regency", "district")):
        if set(by) <= set(base.ground.villages.columns):
            yield f"coverage_{cost}_{by[-1]}.csv", first.counts(by)
    yield f"service_areas_{cost}.gpkg", first.areas
    yield f"curve_{cost}.csv", first.curve()
    trips = all_trips(base)
    for answer in answers:
        name = _threshold_name(answer)
        gaps = answer.gaps[[column for column in GAP_COLUMNS if column in answer.gaps]]
        yield f"gaps_{name}.csv", pd.DataFrame(gaps.drop(columns="geometry"))
        yield f"gaps_{name}.gpkg", gaps
        yield f"closures_{name}.csv", answer.closures(trips)


def _threshold_name(answer: CoverageAnswer) -> str:
    by_km = answer.base.question.cost == "distance"
    return f"{answer.threshold / 1000:g}km" if by_km else f"{answer.threshold:g}min"


def _tell(answers: list[CoverageAnswer]) -> None:
    for answer in answers:
        row: Any = answer.of(VILLAGES)
        cli_inputs.say(
            tr(
                "within {threshold}: {within:.0f} of {total:.0f} villages ({share}); outside "
                "{outside:.0f}, of them {unreachable:.0f} unreachable and {off:.0f} off the "
                "network"
            ).format(
                threshold=_threshold_name(answer),
                within=row["within"],
                total=row["total"],
                share=f"{number(row['share_within'] * 100, 1)}%",
                outside=row["outside"],
                unreachable=row["unreachable"],
                off=row["off_network"],
            )
        )
    found = answers[0].equity()
    cli_inputs.say(
        trn(
            "Gini index {gini} over {count} village with a trip",
            "Gini index {gini} over {count} villages with a trip",
            found.counted,
        ).format(gini=number(found.gini, 3), count=found.counted)
    )
