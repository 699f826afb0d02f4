"""Beranda: what this is, the area at a glance, and where to go next."""

from __future__ import annotations

import streamlit as st

from layers.access.answer import AccessQuestion
from layers.exports import files as export
from layers.text.formats import MISSING, km, number, percent
from layers.webmap.area_map import overview_map
from pages.shared.answers import access_answer, national_villages
from pages.shared.inputs import require_facilities, threshold_input
from pages.shared.labels import MODE_LABELS
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import localized_table, reported, show_map
from spatial.access.measure import DISTANCE
from spatial.access.summary import summarise
from spatial.wording import N_, _, ngettext, npgettext

PLACES = (
    (
        N_("Regional planner"),
        N_(
            "See the layers of the area, search for a village, and find the villages far from "
            "services."
        ),
        "pages/peta/page.py",
        N_("Open the map"),
    ),
    (
        N_("Researcher"),
        N_(
            "Measure the distance of every village, check its route, and download the figures "
            "with their provenance."
        ),
        "pages/jarak_akses/page.py",
        N_("Measure access distances"),
    ),
    (
        N_("Presenter in a meeting"),
        N_(
            "Show one village and its road to the labour office; all maps appear without internet."
        ),
        "pages/jarak_akses/page.py",
        N_("Show one village"),
    ),
    (
        N_("Your own area"),
        N_(
            "Bring files of RBI, BPS or an agency, or fetch them from OpenStreetMap; all are "
            "checked first."
        ),
        "pages/data/page.py",
        N_("Bring data"),
    ),
)

area = current_area()
st.title(_("How close are services to the villages of {area}?").format(area=area.title))
st.write(
    _(
        "Desmigratif (Productive Migrant Villages) prepares the villages that migrant workers "
        "come from, with four pillars: migration services, productive enterprise, community "
        "parenting, and cooperatives. This dashboard shows the spatial side: how far villages "
        "are by road from the labour office (Disnaker) and from markets."
    )
)
require_facilities("disnaker")
with reported():
    found = access_answer(area, AccessQuestion("disnaker", current_mode()))
limit_column, *columns = st.columns([1.3, 1, 1, 1, 1, 1])
with limit_column:
    limit = threshold_input("distance")
limit_km = DISTANCE.displayed_threshold(limit)
key = summarise(found.trips, DISTANCE, limit)
counts = len(area.villages), int(area.villages["desmigratif"].sum()), len(area.offices)
for column, label, value in zip(
    columns,
    (
        npgettext("desa or kelurahan", "Village", "Villages", counts[0]),
        ngettext("Desmigratif village", "Desmigratif villages", counts[1]),
        npgettext("employment offices", "Labour office", "Labour offices", counts[2]),
        ngettext("Market", "Markets", len(area.markets)),
        _("Roads mapped"),
    ),
    (
        *map(number, counts),
        number(len(area.markets)),
        km(area.network.total_km * 1000, 0),
    ),
    strict=True,
):
    column.metric(label, value)
st.subheader(
    _(
        "{share} of villages ({within} of {all}) are within {limit} km of the labour office "
        "(Disnaker)"
    ).format(
        share=percent(key.share_within),
        within=number(key.within),
        all=number(key.origins),
        limit=number(limit_km, 0 if limit_km == int(limit_km) else 1),
    )
)
st.caption(
    _(
        "By road, {mode}, first and last leg included. Villages without a road ({count}) "
        "count as outside."
    ).format(
        mode=MODE_LABELS[current_mode().name].lower(),
        count=number(key.unreachable + key.off_network),
    )
)

left, right = st.columns([3, 2], gap="medium")
with left:
    show_map(overview_map(area), "home_map", height=470)
with right:
    st.markdown(_("**Districts, the farthest first**"))
    districts = found.by_district(limit)
    shown = districts.assign(
        median=(districts["median"] / 1000).round(1), worst=(districts["worst"] / 1000).round(1)
    )
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        placeholder=MISSING,
        height=390,
        column_config={
            "district": _("District"),
            "villages": _("Villages"),
            "within": _("Within"),
            "median": _("Median (km)"),
            "worst": _("Farthest (km)"),
        },
    )
    notes = found.provenance(limit)
    st.download_button(
        _("Download the district table (Excel)"),
        data=lambda: export.xlsx_bytes(districts, notes),
        file_name=f"kecamatan_{area.name}.xlsx",
        icon=":material/download:",
        on_click="ignore",
    )

st.subheader(_("Where to start?"))
for column, (who, what, page, action) in zip(st.columns(len(PLACES)), PLACES, strict=True):
    with column.container(border=True):
        st.markdown("**" + _(who) + "**")
        st.write(_(what))
        st.page_link(page, label=_(action), icon=":material/arrow_forward:")
national = national_villages()
st.caption(
    _(
        "Nationwide the programme reached at least 402 villages by 2019-2020; {count} of "
        "them, candidates included, are known by name here (page Map)."
    ).format(count=number(len(national)))
)
