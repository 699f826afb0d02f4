"""Command `coverage`: who is within reach of a service and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from commands.choices import Cost, RasterUnit
from commands.console import progress, say
from commands.file_options import PointReading
from commands.inputs import Inputs, read_inputs, say_network, say_passed_over
from commands.options import OUTPUT, QUESTION, ServiceSource, Travel, with_options
from commands.thresholds import parse_thresholds
from layers.text.formats import number
from spatial.errors import InputError
from spatial.wording import _, ngettext, render

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely

    from layers.area.inputs import Ground, Weight
    from layers.coverage.answer import CoverageAnswer
    from layers.coverage.search import CoverageBase
    from spatial.population.grid import PopulationGrid

GAP_COLUMNS = ["rank", "id", "name", "district", "regency", "reason", "value", "beyond",
               "weight", "burden", "cluster", "geometry"]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CoverageOptions:
    """What counts as within reach, and who is counted."""

    panel: ClassVar[str] = QUESTION

    threshold: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="inclusive limits such as 30min,10km; no regulation sets one for Disnaker",
        ),
    ]
    weight: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="number column of the villages")
    ] = None
    population: Annotated[Path | None, typer.Option(help="GeoTIFF with people per cell")] = None
    people: Annotated[
        bool, typer.Option("--people", help="it does hold people, although it looks otherwise")
    ] = False
    unit: Annotated[RasterUnit, typer.Option(help="of the raster")] = "count"


@dataclass(frozen=True, kw_only=True)
class CoverageOutput:
    """Where the results go."""

    panel: ClassVar[str] = OUTPUT

    out_dir: Annotated[Path, typer.Option(help="folder of the results")]
    cell: Annotated[
        float | None,
        typer.Option(metavar="M", help="also the surface, in cells of this width"),
    ] = None


@with_options
def coverage(
    source: ServiceSource,
    reading: PointReading,
    travel: Travel,
    asked: CoverageOptions,
    output: CoverageOutput,
) -> None:
    """Count villages and people within and outside the reach of a service."""
    from layers.coverage.answer import CoverageAnswer

    thresholds = parse_thresholds(asked.threshold)
    _make_folder(output.out_dir)
    given = read_inputs(source, source.to, reading)
    ground = _ground(asked, given)
    weight = _weight(asked.weight, ground)
    say_network(given.roads)
    to = source.to if given.area is not None else "own facilities"
    for cost, limits in thresholds.items():
        with progress(_("Measuring the reach")):
            base = _measure(ground, travel, cost, to)
            answers = [CoverageAnswer(base, limit, tuple(limits), weight) for limit in limits]
            tables = dict(_tables(base, answers))
        _write(output.out_dir, answers[0], tables)
        if output.cell is not None:
            _write_surface(output.out_dir, answers[0], output.cell)
        _summarise(answers)


def _measure(ground: Ground, travel: Travel, cost: Cost, to: str) -> CoverageBase:
    from layers.coverage.search import CoverageQuestion, search
    from spatial.routing.modes import MODES

    question = CoverageQuestion(to, MODES[travel.mode], cost, max_snap_m=travel.max_snap)
    return search(ground, question)


def _make_folder(folder: Path) -> None:
    from layers.text.error_texts import os_words

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            [_("Cannot write to {folder}: {error}.").format(folder=folder, error=os_words(error))]
        ) from error


def _weight(name: str | None, ground: Ground) -> Weight | None:
    from layers.coverage.answer import column_weight
    from layers.imports.headings import fold_heading

    return None if name is None else column_weight(ground.villages, fold_heading(name))


def _ground(asked: CoverageOptions, given: Inputs) -> Ground:
    from layers.area.inputs import Ground
    from layers.area.provenance import file_facts
    from layers.coverage.search import no_boundaries

    area, facts = given.area, dict(given.facts)
    people = None if area is None else area.population
    if asked.population is not None:
        people = _people(asked, asked.population, given)
        facts["population"] = file_facts(asked.population)
    return Ground(
        title=given.title,
        roads=given.roads,
        villages=given.first,
        facilities=given.second,
        boundaries=no_boundaries() if area is None else area.boundaries,
        population=people,
        sources=facts,
    )


def _people(asked: CoverageOptions, path: Path, given: Inputs) -> PopulationGrid:
    import geopandas as gpd

    from layers.population.area import read_population
    from layers.population.doubts import require_people
    from layers.population.import_raster import RasterOptions, import_population

    stated = RasterOptions(unit=asked.unit, confirmed=asked.people)
    with progress(_("Reading the raster")):
        if given.area is not None:
            grid, report = read_population(path, given.area, stated)
        else:
            box = gpd.GeoSeries([_extent(given.first, given.second)], crs=4326)
            grid, report = import_population(path, box, stated)
    for text in (*report.notes, *(problem.reason for problem in report.problems)):
        say(f"{path.name}: {render(text)}")
    require_people(report)
    return grid


def _extent(villages: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the box around the points of one's own files."""
    import pandas as pd
    import shapely

    box: shapely.Geometry = shapely.box(*pd.concat([villages, facilities]).total_bounds)
    return box


def _write(folder: Path, first: CoverageAnswer, tables: dict[str, pd.DataFrame]) -> None:
    from layers.exports.files import write_result

    for name, table in tables.items():
        path = folder / name
        write_result(path, table, first.provenance(path.stem.replace("_", " ")))
        say(
            ngettext("{rows} row in {path}", "{rows} rows in {path}", len(table)).format(
                rows=len(table), path=path
            )
        )


def _write_surface(folder: Path, first: CoverageAnswer, cell_m: float) -> None:
    from layers.coverage.surface import surface_bytes
    from layers.exports.files import provenance_bytes, write_atomically
    from spatial.service_areas.cost_raster import surface

    base = first.base
    extent = base.land
    if extent is None:
        extent = _extent(base.ground.villages, base.ground.facilities)
    found = surface(base.field, extent, cell_m)
    facts = first.provenance("surface", cell_m=cell_m, cells=found.counts())
    path = folder / f"surface_{base.question.cost}.tif"
    write_atomically(path, surface_bytes(found, facts))
    write_atomically(path.with_name(f"{path.name}.json"), provenance_bytes(facts))
    say(
        ngettext("{count} cell in {path}", "{count} cells in {path}", found.status.size).format(
            count=found.status.size, path=path
        )
    )


def _tables(
    base: CoverageBase, answers: list[CoverageAnswer]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every table with the name of its file."""
    import pandas as pd

    from layers.coverage.file_units import filed_counts, filed_curve, filed_gaps
    from layers.coverage.search import all_trips

    cost, first = base.question.cost, answers[0]
    yield f"coverage_{cost}.csv", filed_counts(first, first.counts())
    for by in (("regency",), ("regency", "district")):
        if set(by) <= set(base.ground.villages.columns):
            yield f"coverage_{cost}_{by[-1]}.csv", filed_counts(first, first.counts(by))
    yield f"service_areas_{cost}.gpkg", filed_counts(first, first.areas)
    yield f"curve_{cost}.csv", filed_curve(first, first.curve())
    trips = all_trips(base)
    for answer in answers:
        name = _threshold_name(answer)
        found = filed_gaps(answer, answer.gaps)
        gaps = found[[column for column in GAP_COLUMNS if column in found]]
        yield f"gaps_{name}.csv", pd.DataFrame(gaps.drop(columns="geometry"))
        yield f"gaps_{name}.gpkg", gaps
        yield f"closures_{name}.csv", answer.closures(trips)


def _threshold_name(answer: CoverageAnswer) -> str:
    return answer.base.question.measure.threshold_name(answer.threshold)


def _summarise(answers: list[CoverageAnswer]) -> None:
    from spatial.access.coverage import VILLAGES

    trips = answers[0].base.trips
    say_passed_over(trips["origin_name"], trips["nearest_road_m"], trips["access_m"])
    for answer in answers:
        row: Any = answer.of(VILLAGES)
        say(
            ngettext(
                "within {threshold}: {within} of {total} village ({share}); outside "
                "{outside}, of them {unreachable} unreachable and {off_network} off "
                "the network",
                "within {threshold}: {within} of {total} villages ({share}); outside "
                "{outside}, of them {unreachable} unreachable and {off_network} off "
                "the network",
                row["total"],
            ).format(
                threshold=_threshold_name(answer),
                within=number(row["within"]),
                total=number(row["total"]),
                share=f"{number(row['share_within'] * 100, 1)}%",
                outside=number(row["outside"]),
                unreachable=number(row["unreachable"]),
                off_network=number(row["off_network"]),
            )
        )
    found = answers[0].equity()
    say(
        ngettext(
            "Gini index {gini} over {counted} village with a trip",
            "Gini index {gini} over {counted} villages with a trip",
            found.counted,
        ).format(gini=number(found.gini, 3), counted=found.counted)
    )
