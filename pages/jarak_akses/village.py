"""One village on the page Jarak akses: its trips, the roads it takes, the doubt about its goal."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers.access.answer import AccessAnswer
from layers.area.labels import PRECISION
from layers.text.formats import MISSING, km, minutes, number
from pages.shared.labels import STATUS_LABELS, TARGET_LABELS
from pages.shared.persistent_choices import KEEP
from spatial.wording import _


def choose_village(found: AccessAnswer) -> str:
    """Draw the choice of a village; return its id."""
    villages = found.area.villages
    stars = villages["desmigratif"].map({True: " ★", False: ""})
    labels: dict[str, str] = dict(
        zip(villages["id"], villages["name"] + ", " + villages["district"] + stars, strict=True)
    )
    special = villages.loc[villages["desmigratif"].astype(bool), "id"]
    clicked = st.session_state.pop("clicked_village", None)
    if clicked is not None or st.session_state.get("village") not in labels:
        st.session_state["village"] = (
            clicked or (special if len(special) else villages["id"]).iloc[0]
        )
    return st.selectbox(
        _("Chosen village (★ desmigratif)"),
        sorted(labels, key=labels.__getitem__),
        format_func=labels.__getitem__,
        key="village",
        persist_state=KEEP,
        help=_("Type to search, or click a village on the map."),
    )


def show_village(found: AccessAnswer, village: str, route: gpd.GeoDataFrame) -> None:
    """Draw one village's trips and roads."""
    for kind, trips in found.by_facility.items():
        trip = trips[trips["origin_id"] == village].iloc[0]
        label = TARGET_LABELS[kind]
        if trip["status"] != "ok":
            status = STATUS_LABELS[trip["status"]]
            st.warning(
                _("**{label}**: {status}; no distance can be calculated.").format(
                    label=label, status=status
                )
            )
            continue
        longer = number(trip["detour"], 2)
        st.markdown(
            _(
                "**{label}**: {place}  \n### {total} · {time}  \n= {access} to the road + "
                "{network} by road + {egress} from the road  \nStraight line {straight}; "
                "detour index {detour}."
            ).format(
                label=label,
                place=trip["destination_name"],
                total=km(trip["total_m"]),
                time=minutes(trip["minutes"]),
                access=km(trip["access_m"], 2),
                network=km(trip["network_m"], 2),
                egress=km(trip["egress_m"], 2),
                straight=km(trip["straight_m"]),
                detour=longer,
            )
        )
        if trip["nearest_road_m"] < trip["access_m"]:
            st.caption(
                _(
                    "A loose piece of road {near} away was passed over: it leads nowhere. The "
                    "village is tied to the road {far} away."
                ).format(near=km(trip["nearest_road_m"], 2), far=km(trip["access_m"], 2))
            )
        show_doubt(found, kind, trip["destination_id"])
        with st.expander(_("Roads taken"), expanded=len(found.by_facility) == 1):
            show_roads(route.loc[route["facility"] == kind, "roads"].iloc[0])


def show_doubt(found: AccessAnswer, kind: str, facility: str) -> None:
    """Say how good the facility's place is known."""
    place = found.area.facilities(kind).set_index("id").loc[facility]
    note = place.get("note")
    precision = PRECISION[place["precision"]]
    described = precision + (f"; {note}" if isinstance(note, str) else "")
    st.caption(_("Destination point: {precision}.").format(precision=described))


def show_roads(roads: list[dict[str, str | float]]) -> None:
    """Draw the roads of a trip in the order of travel."""
    rows = [(road["name"] or _("(no name)"), km(float(road["m"]), 2)) for road in roads]
    st.dataframe(
        pd.DataFrame(rows, columns=[_("Road"), _("Length")]),
        hide_index=True,
        placeholder=MISSING,
        height=215,
        column_config={_("Length"): st.column_config.TextColumn(width="small")},
    )
