"""One village, one market, one seller's day: the details beside and below the map of reach."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.reach.answer import ReachAnswer
from layers.reach.focus_map import day_layer, day_map
from layers.reach.seller_day import DayQuestion, MarketDay
from layers.reach.tables import TOO_LATE
from layers.text.formats import MISSING, counted, km, minutes, number, percent
from layers.text.measures import value_text
from layers.webmap.area_map import focus
from pages.shared.answers import market_day
from pages.shared.labels import STATUS_LABELS
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import localized_table, show_map
from spatial.access.measure import HOUR_S, TIME
from spatial.wording import N_, _, ngettext


def show_day(found: ReachAnswer, village: str) -> None:
    """Draw the round of a seller from the chosen village."""
    if found.trips.measure != TIME:
        st.info(_("A round of markets needs time: choose *Time (minutes)* above."))
        return
    inputs, result = st.columns([1, 2.6], gap="medium")
    with inputs:
        name = found.trips.villages["name"].get(village, "")
        st.markdown(_("**Starting from {name}**").format(name=name))
        starting_hours = DayQuestion.day_s / HOUR_S
        starting_stay = TIME.displayed(DayQuestion.stay_s)
        day = DayQuestion(
            village,
            HOUR_S * _setting(_("Hours in a day"), "reach_hours", starting_hours, 24.0, step=0.5),
            TIME.threshold(
                _setting(_("Minutes at each market"), "reach_stay", starting_stay, 600.0)
            ),
            int(_setting(_("Markets at most"), "reach_most", DayQuestion.most_markets, 12.0)),
            home=st.checkbox(_("Back to the village"), value=True, key="reach_home"),
        )
        st.caption(
            _(
                "Starting values; replace them by what sellers are used to. Market days are "
                "not known."
            )
        )
    found_day = market_day(current_area(), current_mode(), found.question, day)
    with result:
        _show_round(found, found_day)


def _setting(label: str, key: str, start: float, most: float, *, step: float = 1.0) -> float:
    begin_with(key, float(start))
    return st.number_input(
        label, step, most, step=step, format="%.1f" if step < 1 else "%.0f", key=key,
        persist_state=KEEP,
    )  # fmt: skip


def _duration(seconds: float) -> str:
    return minutes(TIME.displayed(seconds))


def _show_round(found: ReachAnswer, day: MarketDay) -> None:
    if day.stops.empty:
        st.warning(_("No market can be visited in that time."))
        return
    tour = day.tour
    st.markdown(
        ngettext(
            "**{count} market**, {total} in all, {travel} on the road.",
            "**{count} markets**, {total} in all, {travel} on the road.",
            len(day.stops),
        ).format(
            count=number(len(day.stops)),
            total=_duration(tour.total),
            travel=_duration(tour.travel),
        )
    )
    table, drawn = st.columns([1.35, 1])
    shown = pd.DataFrame(
        {
            _("Market"): day.stops["name"],
            _("Trip"): day.stops["leg"].map(_duration),
            _("Arrives after"): day.stops["arrive"].map(_duration),
        }
    )
    with table:
        st.dataframe(shown, hide_index=True)
        back = (
            _("Way back: {home}. ").format(home=_duration(tour.home)) if day.question.home else ""
        )
        sure = _("Proven best") if tour.proven else _("Result of a search, perhaps not the best")
        st.caption(
            _("{back}{sure} among the {count} nearest markets.").format(
                back=back, sure=sure, count=number(day.considered)
            )
        )
    with drawn:
        show_map(
            day_map(current_area()),
            "reach_day_map",
            day_layer(found, day),
            focus(tuple(day.route.total_bounds), width=360, height=300, legend_px=0),
            height=340,
        )


LATE = N_("product spoils before it reaches a market")
SHOWN_MARKETS = 8
READING = (
    N_(
        "**What the map shows.** Colour of villages: the figure chosen above; the darker the "
        "blue, the better. Triangles: markets; the larger, the larger their share by the Huff "
        "model. Villages without a figure have their own symbol and count as beyond the "
        "threshold."
    ),
    N_("**What it does not show.**"),
    N_(
        "- Probabilities, shares and catchments are **calculated by a model** from distance "
        "and weight, **not surveyed**: nobody was asked where they sell or buy."
    ),
    N_("- **Market days and opening hours are not known** and not taken into account."),
    N_(
        "- Prices, demand by product, middlemen, and markets outside the study area are not "
        "taken into account. Villages at its edge may have a nearer market in the "
        "neighbouring regency."
    ),
    N_("- Times are free-flow: without congestion and without waiting."),
    N_(
        "- The list of markets of Demak that comes with the program is from a published "
        "student GIS; most of them have no second source yet, and their numbers of stalls or "
        "traders are not known."
    ),
    N_(
        '- People per village are used only if you choose them; "people of the district in '
        'equal parts" is an estimate.'
    ),
    N_("Formulas and their sources are in `docs/methods.md`."),
)
"""Paragraphs, and items of a list that follows the second."""


def status_words() -> dict[str, str]:
    """Name what becomes of trips to markets, in the user's language."""
    return {**STATUS_LABELS, TOO_LATE: _(LATE)}


def reading_help() -> str:
    """Write how to read the map, in the user's language, as Markdown."""
    return "\n\n".join(map(_, READING))


def choose_village(found: ReachAnswer) -> str:
    """Draw the choice of a village; return its id."""
    villages = found.trips.villages
    stars = villages["desmigratif"].map({True: " ★", False: ""})
    labels: dict[str, str] = dict(
        zip(
            villages.index,
            villages["name"] + ", " + villages["district"].fillna("") + stars,
            strict=True,
        )
    )
    special = villages.index[villages["desmigratif"].astype(bool)]
    if st.session_state.get("village") not in labels:
        st.session_state["village"] = (special if len(special) else villages.index)[0]
    return st.selectbox(
        _("Chosen village (★ desmigratif)"),
        sorted(labels, key=labels.__getitem__),
        format_func=labels.__getitem__,
        key="village",
        persist_state=KEEP,
        help=_("Type to search, or click a village on the map."),
    )


def choose_market(found: ReachAnswer) -> str:
    """Draw the choice of a market; return its id."""
    table = found.market_table()
    names: dict[str, str] = dict(zip(table["market_id"], table["name"], strict=True))
    if st.session_state.get("reach_market") not in names:
        st.session_state["reach_market"] = next(iter(names))
    return st.selectbox(
        _("Chosen market"),
        list(names),
        format_func=names.__getitem__,
        key="reach_market",
        persist_state=KEEP,
        help=_("Type to search, or click a market on the map."),
    )


def show_village(found: ReachAnswer, village: str) -> None:
    """Draw one village's markets, main market, journey cost and rivals."""
    row = found.villages.loc[[village]].iloc[0]
    if row["status"] != "ok":
        st.warning(
            _("{status}; no figure can be calculated.").format(
                status=status_words()[row["status"]].capitalize()
            )
        )
        return
    names = found.trips.markets["name"]
    st.markdown(
        _(
            "### Markets within {limit}: {count}  \nNearest: **{name}**, {time}, {length}.  \n"
            "{main}"
        ).format(
            count=number(row["markets_within"]),
            limit=limit_text(found),
            name=names[row["nearest_id"]],
            time=minutes(row["nearest_minutes"]),
            length=km(1000 * row["nearest_km"]),
            main=main_text(found, village),
        )
    )
    if "main_rp" in row:
        per = _(" per kg") if found.question.load_kg is not None else ""
        st.markdown(
            _(
                "Cost there and back to the main market: **Rp {main}{per}**, to the nearest "
                "Rp {nearest}{per}."
            ).format(main=number(row["main_rp"]), per=per, nearest=number(row["nearest_rp"]))
        )
    if "people_within" in row:
        st.markdown(
            _("People within {limit}: {people}.").format(
                limit=limit_text(found), people=number(row["people_within"])
            )
        )
    show_markets(found.markets_of(village))
    show_rivals(found, village)


def main_text(found: ReachAnswer, village: str) -> str:
    """Tell the main market of a village and how many share it."""
    row = found.villages.loc[[village]].iloc[0]
    if row["main_id"] is None:
        return _("All markets weigh 0: there is no main market.")
    several = (
        ngettext(
            " ({count} market equally strong)",
            " ({count} markets equally strong)",
            row["main_equal"],
        ).format(count=number(row["main_equal"]))
        if row["main_equal"] > 1
        else ""
    )
    return _(
        "Main market by the model: **{name}**, probability {probability}{several}.  \nOther "
        "villages with the same main market: {rivals}."
    ).format(
        name=found.trips.markets["name"][row["main_id"]],
        probability=percent(row["main_probability"]),
        several=several,
        rivals=number(row["rivals"]),
    )


def limit_text(found: ReachAnswer) -> str:
    """Write the threshold with its unit."""
    return value_text(found.trips.measure, found.question.threshold)


def show_markets(markets: pd.DataFrame) -> None:
    """Draw the markets of a village, nearest first."""
    shown = pd.DataFrame(
        {
            _("Market"): markets["name"],
            _("Minutes"): markets["minutes"].round(),
            _("Km"): markets["km"].round(1),
            _("Prob. (%)"): (100 * markets["probability"]).round(1),
            _("Kind"): markets["kind"],
        }
    )
    if "rp" in markets:
        shown["Rp"] = markets["rp"].round()
    if "lasts" in markets:
        shown[_("Lasts")] = markets["lasts"].map({True: _("yes"), False: _("no")})
    formats = {
        str(column): st.column_config.NumberColumn(width=60)
        for column in shown.select_dtypes("number")
    }
    name = {_("Market"): st.column_config.TextColumn(width=130)}
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        height=215,
        column_config={**formats, **name},
    )


def show_rivals(found: ReachAnswer, village: str) -> None:
    """Draw the villages that compete for the same markets."""
    with st.expander(_("Villages that compete in the same markets")):
        rivals = found.rivals_of(village).head(SHOWN_MARKETS)
        shown = pd.DataFrame(
            {
                _("Village"): rivals["name"],
                _("Shared markets"): rivals["shared"],
                _("Overlap (%)"): (100 * rivals["overlap"]).round(),
                _("Same main market"): rivals["same_main"].map({True: _("yes"), False: _("no")}),
            }
        )
        st.dataframe(localized_table(shown), hide_index=True, placeholder=MISSING)
        st.caption(
            _("Overlap: markets within the threshold of both, divided by the markets of either.")
        )
    with st.expander(_("Nearest by kind of market")):
        near = found.nearest_kinds(village)
        unit = _("Minutes") if found.trips.measure == TIME else _("Km")
        cost = found.trips.measure.displayed(near["cost"])
        names = near["destination_id"].map(found.trips.markets["name"])
        shown = pd.DataFrame({_("Kind"): near["kind"], _("Market"): names, unit: cost.round(1)})
        st.dataframe(localized_table(shown), hide_index=True, placeholder=MISSING)


def show_market(found: ReachAnswer, market: str) -> None:
    """Draw one market's share and catchment."""
    row = found.markets.loc[[market]].iloc[0]
    place = found.trips.markets.loc[market]
    st.markdown(
        _(
            "### Share {share} (model)  \nFor **{villages}** this is the main market by the "
            "model; it is reached from {within} within {limit}."
        ).format(
            share=percent(row["share"]),
            villages=counted(row["catchment"], "villages"),
            within=counted(row["villages_within"], "villages"),
            limit=limit_text(found),
        )
    )
    if "people_within" in row:
        st.markdown(
            _("People of the villages within the threshold: {people}.").format(
                people=number(row["people_within"])
            )
        )
    if isinstance(place.get("note"), str):
        st.caption(_("Note on the data: {note}.").format(note=place["note"]))
    chosen = found.village_table().set_index("village_id").loc[found.catchment(market)]
    shown = pd.DataFrame(
        {
            _("Village"): chosen["name"],
            _("Minutes"): chosen["main_minutes"].round(),
            _("Prob. (%)"): (100 * chosen["main_probability"]).round(1),
        }
    ).sort_values(_("Prob. (%)"), ascending=False)
    st.dataframe(localized_table(shown), hide_index=True, height=300)
