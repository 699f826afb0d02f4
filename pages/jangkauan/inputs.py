"""What the user knows about markets, villages, products and prices; nothing is invented."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.population.village_people import PeopleSource, number_columns_of, people_sources
from layers.reach.answer import ReachAnswer
from layers.reach.market_weights import (
    Blanks,
    MarketWeights,
    market_weights,
    people_around,
    size_table,
)
from layers.reach.question import (
    DECAYS,
    HALF_AT,
    POWER_BETA,
    DecayName,
    Model,
    ReachQuestion,
    half_life_decay,
)
from layers.reach.trips import MarketTrips
from layers.text.formats import number
from layers.text.measures import unit_text
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_area
from spatial.access.measure import TIME
from spatial.reach.decay import Decay
from spatial.reach.journey_cost import Fare, OwnVehicle, Price, Product
from spatial.wording import N_, Labels, _, pgettext

SIZES = Labels({"stalls": N_("stalls"), "traders": N_("traders")})
SAME, AROUND = "", "around"
BLANKS: Labels[Blanks] = Labels(
    {
        "equal": N_("Not used yet: all markets stay equal"),
        "median": N_("Take the median of the markets filled in"),
        "zero": N_("Do not count (0)"),
    }
)
DECAY_LABELS: Labels[DecayName] = Labels(
    {
        "power": N_("Power"),
        "exponential": N_("Exponential"),
        "gaussian": N_("Gaussian"),
    }
)


def question_input(trips: MarketTrips, model: Model, limit: float) -> ReachQuestion:
    """Draw the inputs; return the whole question."""
    columns = st.columns(5)
    with columns[1].popover(_("People of villages"), icon=":material/groups:", width="stretch"):
        people = _people()
    with columns[0].popover(_("Weight of markets"), icon=":material/storefront:", width="stretch"):
        weights, weights_of = _weights(trips, people, limit)
    with columns[2].popover(_("Travel cost"), icon=":material/payments:", width="stretch"):
        price, load = _price()
    with columns[3].popover(_("Perishable product"), icon=":material/timer:", width="stretch"):
        product = _product()
    with columns[4].popover(_("Distance decay"), icon=":material/trending_down:", width="stretch"):
        decay = _decay(trips)
    if weights.weights is None and weights_of:
        st.warning(
            _("{weight} unknown for {count} market(s): all markets still count the same.").format(
                weight=weights_of.capitalize(), count=number(weights.unknown)
            ),
            icon=":material/info:",
        )
    return ReachQuestion(
        model,
        limit,
        decay,
        None if weights.weights is None else tuple(weights.weights),
        "" if weights.weights is None else weights_of,
        None if people is None else tuple(people.people),
        "" if people is None else people.label,
        product,
        price,
        load,
    )


def _people() -> PeopleSource | None:
    """Draw what stands for the people of the villages."""
    sources = people_sources(current_area())
    chosen = st.radio(
        _("People of each village"),
        [SAME, *sources],
        format_func=lambda key: sources[key].label if key else _("not used: all villages equal"),
        key="reach_people",
        persist_state=KEEP,
        help=_("Used for market shares, crowding, and people within the threshold."),
    )
    found = sources.get(chosen or "")
    if found is not None and found.estimated:
        st.caption(
            _("This is an estimate, not a count of people per village. Say so when you quote it.")
        )
    if not sources:
        st.caption(_("The data of this area have no people per village."))
    return found


def _weights(
    trips: MarketTrips, people: PeopleSource | None, limit: float
) -> tuple[MarketWeights, str]:
    """Draw the sizes of the markets; return the weights and what they count."""
    own = number_columns_of(trips.markets)
    labels = {
        SAME: _("all markets equal"),
        **SIZES,
        **{f"column:{c}": _("column {name}").format(name=c) for c in own},
    }
    if people is not None:
        labels[AROUND] = _("people around (within the threshold)")
    if st.session_state.get("reach_weight") not in labels:
        st.session_state["reach_weight"] = SAME
    chosen = st.radio(
        _("Weight of markets by"),
        list(labels),
        format_func=labels.__getitem__,
        key="reach_weight",
        persist_state=KEEP,
        horizontal=True,
    )
    sizes = _size_editor(trips)
    if chosen == SAME:
        return MarketWeights(None, 0), ""
    if chosen == AROUND and people is not None:
        around = people_around(trips.costs, people.people, limit)
        return market_weights(around), labels[AROUND]
    if chosen not in SIZES:
        return market_weights(trips.markets[chosen.removeprefix("column:")]), labels[chosen]
    weights = market_weights(sizes[chosen])
    if 0 < weights.unknown < len(sizes):
        blanks = st.selectbox(
            _("{count} market(s) without a figure").format(count=number(weights.unknown)),
            list(BLANKS),
            format_func=BLANKS.__getitem__,
            key="reach_blanks",
            persist_state=KEEP,
        )
        weights = market_weights(sizes[chosen], blanks)
    return weights, labels[chosen]


def _size_editor(trips: MarketTrips) -> pd.DataFrame:
    """Draw the table of sizes; what was typed stays for the session."""
    area = current_area()
    kept, widget = f"reach_sizes_{area.digest}", f"reach_size_editor_{area.digest}"
    if widget not in st.session_state:
        filled = st.session_state.get(kept)
        st.session_state[f"{kept}_start"] = size_table(trips.markets) if filled is None else filled
    st.caption(_("Fill in what you know; an empty cell means unknown. You can paste from Excel."))
    edited: pd.DataFrame = st.data_editor(
        st.session_state[f"{kept}_start"],
        hide_index=True,
        disabled=["name", "kind", "district"],
        column_order=["name", "stalls", "traders", "kind", "district"],
        height=260,
        key=widget,
        placeholder="",
        column_config={
            "name": _("Market"),
            "kind": _("Kind"),
            "district": _("District"),
            "stalls": st.column_config.NumberColumn(_("Stalls"), min_value=0),
            "traders": st.column_config.NumberColumn(_("Traders"), min_value=0),
        },
    )
    st.session_state[kept] = edited
    return edited


def _amount(label: str, key: str, hint: str, *, least: float = 0.0) -> float | None:
    """Draw a number that may be left empty."""
    return st.number_input(
        label, min_value=least, value=None, placeholder=hint, key=key, persist_state=KEEP
    )


def _price() -> tuple[Price | None, float | None]:
    """Draw the user's prices; without them nothing is priced."""
    st.caption(_("Your own prices; left empty, no cost is calculated. There and back."))
    way = st.radio(
        _("Calculated from"),
        ["fuel", "fare"],
        format_func={
            "fuel": _("fuel of an own vehicle"),
            "fare": pgettext("label", "fare per km"),
        }.__getitem__,
        key="reach_price_way",
        persist_state=KEEP,
        horizontal=True,
    )
    if way == "fuel":
        litre = _amount(_("Price of fuel (Rp per litre)"), "reach_rp_litre", _("empty"))
        reach = _amount(_("Distance per litre (km)"), "reach_km_litre", _("empty"), least=0.1)
    else:
        fare = _amount(_("Fare (Rp per km)"), "reach_rp_km", _("empty"))
    fixed = _amount(_("Fixed cost per trip (Rp)"), "reach_rp_fixed", _("empty: 0")) or 0.0
    load = _amount(_("Load (kg), for the cost per kg"), "reach_load", _("empty"), least=0.1)
    price: Price | None = None
    if way != "fuel":
        price = None if fare is None else Fare(fare, fixed)
    elif litre is not None and reach is not None:
        price = OwnVehicle(litre, reach, fixed_rp=fixed)
    return price, load


def _product() -> Product | None:
    """Draw the time limit of a product that spoils; without it none is set."""
    st.caption(_("Markets farther away than the product lasts are left out of all calculations."))
    name = st.text_input(
        _("Products"),
        key="reach_product",
        placeholder=_("e.g. fresh fish"),
        persist_state=KEEP,
    )
    limit = _amount(_("Lasts at most (minutes)"), "reach_lasts", _("empty: no limit"))
    loading = (
        _amount(_("Loading before the trip (minutes)"), "reach_loading", _("empty: 0")) or 0.0
    )
    if limit is None:
        return None
    called = name.strip() or _("product")
    return Product(called, TIME.threshold(limit), TIME.threshold(loading))


def _decay(trips: MarketTrips) -> Decay:
    """Draw how the pull of a market fades; for Hansen and Huff."""
    unit = unit_text(trips.measure)
    st.caption(
        _(
            "For Hansen and Huff. The starting values were not measured here; replace them if "
            "there is a survey of buyers."
        )
    )
    name = st.radio(
        _("Form"),
        DECAYS,
        format_func=DECAY_LABELS.__getitem__,
        key="reach_decay",
        persist_state=KEEP,
        horizontal=True,
    )
    if name == "power":
        begin_with("reach_beta", POWER_BETA)
        beta = st.number_input(
            _("Exponent"),
            0.0,
            6.0,
            step=0.1,
            key="reach_beta",
            persist_state=KEEP,
            help=_(
                "Attraction = {unit} to the power of minus this number; values below 1 {unit} "
                "count as 1."
            ).format(unit=unit),
        )
        return half_life_decay(name, beta=beta)
    key = f"reach_half_{trips.cost}"
    begin_with(key, HALF_AT[trips.cost])
    half = st.number_input(
        _("Attraction falls to half at ({unit})").format(unit=unit),
        0.5,
        500.0,
        step=1.0,
        key=key,
        persist_state=KEEP,
    )
    decay = half_life_decay(name, half)
    shown = decay.to_dict()
    parameter = "beta" if name == "exponential" else "sigma"
    st.caption(f"{parameter} = {number(float(str(shown[parameter])), 4)}")
    return decay


def basis(found: ReachAnswer) -> str:
    """Say in one line what the figures stand on."""
    asked = found.question
    parts = [
        _("weight of markets: {weight}").format(weight=asked.weights_of)
        if asked.weights is not None
        else _("all markets equal"),
        asked.people_of or _("all villages equal"),
        _("costs not calculated") if asked.price is None else _("costs at your prices"),
    ]
    if asked.product is not None:
        lasts = number(TIME.displayed(asked.product.travel_s))
        parts.append(
            _("{name} lasts {minutes} minutes of travel").format(
                name=asked.product.name, minutes=lasts
            )
        )
    return "; ".join([*parts, _("market days unknown")])
