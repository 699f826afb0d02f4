"""Command `reach`: which markets the villages' products can reach, from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

import cli_inputs
from cli_inputs import Inputs
from layers import export
from layers.headings import fold_heading
from layers.market_trips import MarketTrips, measure_trips
from layers.market_weights import market_weights
from layers.reach_answers import MODEL_NOTE, ReachAnswer, ask_reach
from layers.reach_question import (
    DECAYS,
    HALF_AT,
    MODELS,
    POWER_BETA,
    Model,
    ReachQuestion,
    half_life_decay,
)
from layers.reach_tables import TOO_LATE
from layers.thresholds import DEFAULTS
from layers.village_people import people_sources
from spatial.errors import InputError
from spatial.journey_cost import Fare, OwnVehicle, Price, Product
from spatial.travel import MODES
from spatial.wording import Labels, mark, tr

Part = TypeVar("Part")

ROLES = ("villages", "markets")
FIRST = ["village_id", "name", "district", "status", "nearest_id", "nearest_name"]
NEAREST = ["nearest_minutes", "nearest_km", "nearest_rp"]
FIGURES: dict[Model, list[str]] = {
    "cumulative": ["markets_within", "weight_within", "people_within"],
    "hansen": ["accessibility", "accessibility_index"],
    "huff": ["main_id", "main_name", "main_probability", "main_equal", "main_minutes", "main_km",
             "main_rp", "rivals"],
    "2sfca": ["supply_per_demand", "crowding_index"],
    "e2sfca": ["supply_per_demand", "crowding_index"],
}  # fmt: skip
"""Columns of the table for each model, beside those of the nearest market."""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `reach`; it sets `run`."""
    text = "which markets the products of every village can reach"
    parser = commands.add_parser("reach", help=text, description=text)
    parser.set_defaults(run=_reach)
    cli_inputs.source_arguments(parser, ROLES)
    cli_inputs.travel_arguments(parser, mode="motorcycle", cost="time")
    _model_arguments(parser.add_argument_group("model"))
    _user_arguments(parser.add_argument_group("what you know; nothing is assumed"))
    cli_inputs.out_argument(parser)
    parser.add_argument("--by-market", type=Path, help="shares and catchments of the markets")
    parser.add_argument("--pairs", type=Path, help="every village and market, CSV or XLSX")


def _model_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--model", choices=MODELS, default="cumulative")
    group.add_argument(
        "--threshold",
        type=float,
        help=f"limit of reach, inclusive: minutes ({DEFAULTS['time']:g}), or km with "
        f"--cost distance ({DEFAULTS['distance']:g})",
    )
    group.add_argument("--decay", choices=DECAYS, default="power", help="of hansen and huff")
    group.add_argument("--beta", type=float, default=POWER_BETA, help="exponent of the power")
    group.add_argument(
        "--half",
        type=float,
        help=f"where the other decays have halved: minutes ({HALF_AT['time']:g}) or km "
        f"({HALF_AT['distance']:g})",
    )


def _user_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--weight", metavar="COLUMN", help="size of the markets, e.g. kios")
    group.add_argument(
        "--unknown-weight",
        choices=["median", "zero"],
        help="what markets without a number count as; without it they are refused",
    )
    group.add_argument(
        "--people",
        metavar="COLUMN",
        help="people of the villages; with --area also the estimates 'raster' and 'district'",
    )
    group.add_argument("--spoils-after", type=float, metavar="MIN", help="time limit of a product")
    group.add_argument("--loading", type=float, default=0.0, metavar="MIN", help="part of that")
    group.add_argument("--rp-per-km", type=float, help="fare per kilometre")
    group.add_argument("--rp-per-litre", type=float, help="fuel of a vehicle of one's own")
    group.add_argument("--km-per-litre", type=float)
    group.add_argument("--fixed-rp", type=float, default=0.0, help="per journey there and back")
    group.add_argument("--load-kg", type=float, help="gives rupiah per kilogram")


LOST = Labels(
    {
        "unreachable": mark("unreachable"),
        "off_network": mark("off the network"),
        TOO_LATE: mark("with a product that spoils before any market"),
    }
)
"""Why a village has no market; the statuses of the answer's table."""


def _reach(options: argparse.Namespace) -> None:
    targets = {"--out": options.out, "--by-market": options.by_market, "--pairs": options.pairs}
    cli_inputs.check_targets(targets)
    if options.pairs is not None and options.pairs.suffix.lower() in export.SPATIAL_SUFFIXES:
        problem = tr("Cannot write '{name}': pairs have no place. Choose .csv or .xlsx.")
        raise InputError([problem.format(name=options.pairs.name)])
    given = cli_inputs.read_inputs(options, ROLES, "market")
    trips = measure_trips(
        given.roads, given.first, given.second, MODES[options.mode],
        cost=options.cost, max_snap_m=options.max_snap, progress=cli_inputs.show_progress,
    )  # fmt: skip
    found = ask_reach(trips, _question(options, given, trips))
    title = tr("own files") if given.area is None else given.area.title
    notes = found.provenance(area=title, sources=given.facts)
    _write(options, found, notes)
    _tell(found, given)


def _question(options: argparse.Namespace, given: Inputs, trips: MarketTrips) -> ReachQuestion:
    """Read the question; tell all its problems at once."""
    problems: list[str] = []

    def read(part: Callable[[], Part]) -> Part | None:
        try:
            return part()
        except InputError as error:
            problems.extend(error.problems)
            return None

    half = HALF_AT[trips.cost] if options.half is None else options.half
    decay = read(lambda: half_life_decay(options.decay, half, options.beta))
    weights = read(lambda: _weights(options, trips.markets))
    people = read(lambda: _people(options, given, trips.villages))
    product, price = read(lambda: _product(options)), read(lambda: _price(options))
    if problems or decay is None:
        raise InputError(problems)
    limit = DEFAULTS[trips.cost] if options.threshold is None else options.threshold
    return ReachQuestion(
        options.model, limit, decay, weights, options.weight or "", people, options.people or "",
        product, price, options.load_kg,
    )  # fmt: skip


def _weights(options: argparse.Namespace, markets: gpd.GeoDataFrame) -> tuple[float, ...] | None:
    if options.weight is None:
        return None
    sizes = _column(markets, options.weight, "markets")
    unknown = sizes.index[sizes.isna()]
    if len(unknown) and options.unknown_weight is None:
        problem = tr(
            "{count} markets have no '{weight}': {ids}. Fill it in, or say what they count "
            "as with --unknown-weight."
        ).format(count=len(unknown), weight=options.weight, ids=", ".join(map(str, unknown[:10])))
        raise InputError([problem])
    weights = market_weights(sizes, options.unknown_weight or "zero").weights
    return None if weights is None else tuple(weights)


def _people(
    options: argparse.Namespace, given: Inputs, villages: gpd.GeoDataFrame
) -> tuple[float, ...] | None:
    if options.people is None:
        return None
    if given.area is not None:
        sources = people_sources(given.area)
        known = sources.get(f"column:{options.people}", sources.get(options.people))
        if known is not None:
            return tuple(known.people)
        problem = tr("The villages have no people '{people}'. There is: {sources}.").format(
            people=options.people,
            sources=", ".join(key.removeprefix("column:") for key in sources) or tr("nothing"),
        )
        raise InputError([problem])
    people = _column(villages, options.people, "villages")
    unknown = people.index[people.isna()]
    if len(unknown):
        problem = tr(
            "{count} villages have no '{people}': {ids}. Fill it in (0 is allowed)."
        ).format(count=len(unknown), people=options.people, ids=", ".join(map(str, unknown[:10])))
        raise InputError([problem])
    return tuple(people)


def _column(places: gpd.GeoDataFrame, name: str, word: str) -> pd.Series:
    """Return a column of numbers; its heading is compared as files write it."""
    heading = fold_heading(name)
    if heading in places and pd.api.types.is_numeric_dtype(places[heading]):
        found: pd.Series = places[heading].astype(float)
        return found
    numbers = [str(c) for c in places if pd.api.types.is_numeric_dtype(places[c])]
    problem = tr("The {word} have no column of numbers '{name}'. There is: {numbers}.").format(
        word=tr(word), name=name, numbers=", ".join(numbers) or tr("none")
    )
    raise InputError([problem])


def _product(options: argparse.Namespace) -> Product | None:
    if options.spoils_after is None:
        return None
    return Product("product", options.spoils_after, options.loading)


def _price(options: argparse.Namespace) -> Price | None:
    fuel = (options.rp_per_litre, options.km_per_litre)
    if options.rp_per_km is not None and fuel != (None, None):
        raise InputError([tr("Give either --rp-per-km, or --rp-per-litre and --km-per-litre.")])
    if options.rp_per_km is not None:
        return Fare(options.rp_per_km, options.fixed_rp)
    if fuel == (None, None):
        return None
    if None in fuel:
        raise InputError([tr("--rp-per-litre and --km-per-litre belong together; give both.")])
    return OwnVehicle(options.rp_per_litre, options.km_per_litre, fixed_rp=options.fixed_rp)


def _write(options: argparse.Namespace, found: ReachAnswer, notes: dict[str, Any]) -> None:
    table = found.village_table()
    columns = [*FIRST, *NEAREST, *FIGURES[found.question.model], "geometry"]
    table = table[[column for column in columns if column in table]]
    if options.out is None:
        print(export.csv_bytes(table, notes).decode(), end="")
    parts: dict[Path | None, pd.DataFrame] = {options.out: table}
    parts |= {options.by_market: found.market_table(), options.pairs: found.pairs()}
    for path, part in parts.items():
        if path is not None:
            beside = export.write_result(path, part, notes)
            cli_inputs.say_rows(len(part), path, beside)


def _tell(found: ReachAnswer, given: Inputs) -> None:
    cli_inputs.tell_network(given.roads)
    villages, unit = found.villages, "min" if found.trips.cost == "time" else "km"
    some = int((villages["markets_within"] > 0).sum())
    lost = villages["status"].value_counts()
    cli_inputs.say(
        tr(
            "{villages} villages, {markets} markets: {some} villages with a market within "
            "{threshold:g} {unit}"
        ).format(
            villages=len(villages),
            markets=len(found.markets),
            some=some,
            threshold=found.question.threshold,
            unit=unit,
        )
    )
    for status, count in lost.drop("ok", errors="ignore").items():
        cli_inputs.say(f"{count} {LOST[str(status)]}")
    if found.question.model == "huff":
        cli_inputs.say(tr(MODEL_NOTE))
