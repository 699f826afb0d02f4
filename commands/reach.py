"""Command `reach`: which markets the villages' products can reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

import typer

from commands.choices import HALF_AT, POWER_BETA, THRESHOLDS, Cost, Decay, ReachModel
from commands.console import destinations_line, progress, say
from commands.file_options import PointReading
from commands.inputs import (
    Inputs,
    check_targets,
    read_inputs,
    say_network,
    say_passed_over,
    write_table,
)
from commands.options import PointFile, Source, TableOutput, Travel, with_options
from commands.thresholds import Threshold, cost_and_threshold
from layers.text.formats import counted
from spatial.errors import InputError
from spatial.wording import N_, Labels, _, ngettext

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from layers.reach.answer import ReachAnswer
    from layers.reach.question import ReachQuestion
    from layers.reach.trips import MarketTrips
    from spatial.reach.journey_cost import Price, Product

Part = TypeVar("Part")

LOST = Labels(
    {
        "unreachable": N_("unreachable"),
        "off_network": N_("off the network"),
        "too_late": N_("with a product that spoils before any market"),
    }
)
"""Why a village has no market; statuses of the answer's table."""
FIRST = ["village_id", "name", "district", "status", "nearest_id", "nearest_name"]
NEAREST = ["nearest_minutes", "nearest_km", "nearest_rp"]
FIGURES: dict[ReachModel, list[str]] = {
    "cumulative": ["markets_within", "weight_within", "people_within"],
    "hansen": ["accessibility", "accessibility_index"],
    "huff": ["main_id", "main_name", "main_probability", "main_equal", "main_minutes", "main_km",
             "main_rp", "rivals"],
    "2sfca": ["supply_per_demand", "crowding_index"],
    "e2sfca": ["supply_per_demand", "crowding_index"],
}  # fmt: skip
"""Columns of the table for each model, beside those of the nearest market."""


@dataclass(frozen=True, kw_only=True)
class MarketSource(Source):
    """Villages and markets."""

    roles: ClassVar[tuple[str, str]] = ("villages", "markets")

    villages: PointFile = None
    markets: PointFile = None


@dataclass(frozen=True, kw_only=True)
class Model:
    """How reach is counted."""

    panel: ClassVar[str] = "Model"

    model: Annotated[ReachModel, typer.Option(help="what is counted")] = "cumulative"
    cost: Annotated[Cost | None, typer.Option(help="what people save", show_default="time")] = None
    threshold: Annotated[
        str | None,
        typer.Option(
            metavar="LIMIT",
            help="inclusive, such as 30min or 10km; a number alone is minutes, or km with "
            "--cost distance",
            show_default=f"{THRESHOLDS['time']:g}min or {THRESHOLDS['distance']:g}km",
        ),
    ] = None
    decay: Annotated[Decay, typer.Option(help="of hansen and huff")] = "power"
    beta: Annotated[float, typer.Option(help="exponent of the power")] = POWER_BETA
    half: Annotated[
        float | None,
        typer.Option(
            help="where the other decays have halved",
            show_default=f"{HALF_AT['time']:g} minutes or {HALF_AT['distance']:g} km",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the user knows about markets, villages and journeys."""

    panel: ClassVar[str] = "What you know; nothing is assumed"

    weight: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="size of the markets, e.g. kios")
    ] = None
    unknown_weight: Annotated[
        Literal["median", "zero"] | None,
        typer.Option(help="what markets without a number count as; without it they are refused"),
    ] = None
    people: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="people of the villages; with --area also the estimates 'raster' and 'district'",
        ),
    ] = None
    spoils_after: Annotated[
        float | None, typer.Option(metavar="MIN", help="time limit of a product")
    ] = None
    loading: Annotated[float, typer.Option(metavar="MIN", help="part of that")] = 0.0
    rp_per_km: Annotated[float | None, typer.Option(help="fare per kilometre")] = None
    rp_per_litre: Annotated[float | None, typer.Option(help="fuel of a vehicle of one's own")] = (
        None
    )
    km_per_litre: Annotated[
        float | None, typer.Option(help="how far a litre of that fuel goes")
    ] = None
    fixed_rp: Annotated[float, typer.Option(help="per journey there and back")] = 0.0
    load_kg: Annotated[float | None, typer.Option(help="gives rupiah per kilogram")] = None

    def product(self) -> Product | None:
        """Return the product that spoils, if there is one."""
        from spatial.access.measure import TIME
        from spatial.reach.journey_cost import Product

        if self.spoils_after is None:
            return None
        return Product("product", TIME.threshold(self.spoils_after), TIME.threshold(self.loading))

    def price(self) -> Price | None:
        """Return what a journey costs, if that is known."""
        from spatial.reach.journey_cost import Fare, OwnVehicle

        litre, distance = self.rp_per_litre, self.km_per_litre
        if self.rp_per_km is not None:
            if litre is not None or distance is not None:
                raise InputError(
                    [_("Give either --rp-per-km, or --rp-per-litre and --km-per-litre.")]
                )
            return Fare(self.rp_per_km, self.fixed_rp)
        if litre is None and distance is None:
            return None
        if litre is None or distance is None:
            raise InputError([_("--rp-per-litre and --km-per-litre belong together; give both.")])
        return OwnVehicle(litre, distance, fixed_rp=self.fixed_rp)


@dataclass(frozen=True, kw_only=True)
class ReachOutput(TableOutput):
    """Where the tables go."""

    by_market: Annotated[
        Path | None, typer.Option(help="shares and catchments of the markets")
    ] = None
    pairs: Annotated[Path | None, typer.Option(help="every village and market, CSV or XLSX")] = (
        None
    )


@with_options
def reach(  # noqa: PLR0913
    source: MarketSource,
    reading: PointReading,
    travel: Travel,
    model: Model,
    known: Known,
    output: ReachOutput,
) -> None:
    """Show which markets the products of every village can reach."""
    from layers.reach.answer import ask_reach
    from layers.reach.trips import measure_trips
    from spatial.routing.modes import MODES
    from spatial.routing.travel import Travel as RoutingTravel

    _check_output(output)
    limit = cost_and_threshold(model.cost, model.threshold, "time")
    given = read_inputs(source, "market", reading)
    with progress(_("Measuring"), destinations_line) as report:
        trips = measure_trips(
            given.roads,
            given.first,
            given.second,
            RoutingTravel(MODES[travel.mode], limit.cost, travel.max_snap),
            progress=report,
        )
    found = ask_reach(trips, _question(model, limit, known, given, trips))
    _write(output, found, found.provenance(area=given.title, sources=given.facts))
    _summarise(found, given)


def _check_output(output: ReachOutput) -> None:
    from layers.exports.files import SPATIAL_SUFFIXES

    check_targets({"--out": output.out, "--by-market": output.by_market, "--pairs": output.pairs})
    if output.pairs is not None and output.pairs.suffix.lower() in SPATIAL_SUFFIXES:
        problem = _("Cannot write '{name}': pairs have no place. Choose .csv or .xlsx.")
        raise InputError([problem.format(name=output.pairs.name)])


def _question(
    model: Model, limit: Threshold, known: Known, given: Inputs, trips: MarketTrips
) -> ReachQuestion:
    """Read the question; all its problems are reported at once."""
    from layers.reach.question import ReachQuestion, half_life_decay

    problems: list[str] = []

    def read(part: Callable[[], Part]) -> Part | None:
        try:
            return part()
        except InputError as error:
            problems.extend(error.problems)
            return None

    half = HALF_AT[trips.cost] if model.half is None else model.half
    decay = read(lambda: half_life_decay(model.decay, half, model.beta))
    weights = read(lambda: _weights(known, trips.markets))
    people = read(lambda: _people(known.people, given, trips.villages))
    product, price = read(known.product), read(known.price)
    if problems or decay is None:
        raise InputError(problems)
    return ReachQuestion(
        model.model, limit.measured, decay, weights, known.weight or "", people,
        known.people or "", product, price, known.load_kg,
    )  # fmt: skip


def _weights(known: Known, markets: gpd.GeoDataFrame) -> tuple[float, ...] | None:
    from layers.reach.market_weights import market_weights

    if known.weight is None:
        return None
    sizes = _column(markets, known.weight, "markets")
    unknown = sizes.index[sizes.isna()]
    if len(unknown) and known.unknown_weight is None:
        problem = ngettext(
            "{count} market has no '{weight}': {ids}. Fill it in, or say what it "
            "counts as with --unknown-weight.",
            "{count} markets have no '{weight}': {ids}. Fill it in, or say what "
            "they count as with --unknown-weight.",
            len(unknown),
        ).format(count=len(unknown), weight=known.weight, ids=", ".join(map(str, unknown[:10])))
        raise InputError([problem])
    weights = market_weights(sizes, known.unknown_weight or "zero").weights
    return None if weights is None else tuple(weights)


def _people(
    name: str | None, given: Inputs, villages: gpd.GeoDataFrame
) -> tuple[float, ...] | None:
    from layers.population.village_people import people_sources

    if name is None:
        return None
    if given.area is None:
        return _own_people(name, villages)
    sources = people_sources(given.area)
    found = sources.get(f"column:{name}", sources.get(name))
    if found is None:
        problem = _("The villages have no people '{people}'. There is: {sources}.").format(
            people=name,
            sources=", ".join(key.removeprefix("column:") for key in sources) or _("nothing"),
        )
        raise InputError([problem])
    return tuple(found.people)


def _own_people(name: str, villages: gpd.GeoDataFrame) -> tuple[float, ...]:
    people = _column(villages, name, "villages")
    unknown = people.index[people.isna()]
    if len(unknown):
        problem = ngettext(
            "{count} village has no '{people}': {ids}. Fill it in (0 is allowed).",
            "{count} villages have no '{people}': {ids}. Fill it in (0 is allowed).",
            len(unknown),
        ).format(count=len(unknown), people=name, ids=", ".join(map(str, unknown[:10])))
        raise InputError([problem])
    return tuple(people)


def _column(places: gpd.GeoDataFrame, name: str, word: str) -> pd.Series:
    """Return a column of numbers; its heading is compared as files write it."""
    import pandas as pd

    from layers.imports.headings import fold_heading

    heading = fold_heading(name)
    if heading in places and pd.api.types.is_numeric_dtype(places[heading]):
        found: pd.Series = places[heading].astype(float)
        return found
    numbers = [str(c) for c in places if pd.api.types.is_numeric_dtype(places[c])]
    problem = _("The {word} have no column of numbers '{name}'. There is: {numbers}.").format(
        word=_(word), name=name, numbers=", ".join(numbers) or _("none")
    )
    raise InputError([problem])


def _write(output: ReachOutput, found: ReachAnswer, notes: dict[str, Any]) -> None:
    table = found.village_table()
    columns = [*FIRST, *NEAREST, *FIGURES[found.question.model], "geometry"]
    write_table(output.out, table[[column for column in columns if column in table]], notes)
    if output.by_market is not None:
        write_table(output.by_market, found.market_table(), notes)
    if output.pairs is not None:
        write_table(output.pairs, found.pairs(), notes)


def _summarise(found: ReachAnswer, given: Inputs) -> None:
    from layers.reach.answer import MODEL_NOTE
    from layers.text.measures import unit_text

    say_network(given.roads)
    ends = found.trips.there.solver.origins
    say_passed_over(ends.names, ends.snap.nearest_m, ends.snap.leg_m)
    villages, measure = found.villages, found.trips.measure
    say(
        _("{villages}, {markets}: {some} with a market within {threshold} {unit}").format(
            villages=counted(len(villages), "villages"),
            markets=counted(len(found.markets), "markets"),
            some=counted(int((villages["markets_within"] > 0).sum()), "villages"),
            threshold=f"{measure.displayed(found.question.threshold):g}",
            unit=unit_text(measure),
        )
    )
    for status, count in villages["status"].value_counts().drop("ok", errors="ignore").items():
        say(f"{count} {LOST[str(status)]}")
    if found.question.model == "huff":
        say(_(MODEL_NOTE))
