"""Peta: the layers of the area, a search for a village, and the national view."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.area.labels import KINDS, PRECISION
from layers.imports.roads import crossings_table, joins_table, near_lines_table
from layers.quality import findings as quality
from layers.quality.components import component_map, components, lost_villages
from layers.text.formats import MISSING, counted, km, number
from layers.webmap.area_map import national_map, overview_map
from layers.webmap.style import PART
from pages.shared.answers import national_villages
from pages.shared.persistent_choices import KEEP
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import download_buttons, localized_table, reported, show_map
from spatial.wording import N_, Labels, _, npgettext, pgettext

COLUMNS = Labels(
    {
        "name": N_("Name"),
        "kind": N_("Kind"),
        "district": N_("District"),
        "regency": N_("Regency/city"),
        "status": N_("Status"),
        "year": N_("Year"),
        "products": N_("Products"),
        "precision": N_("Precision of the point"),
        "note": N_("Note"),
        "source": N_("Source"),
    }
)
PARTS = Labels(
    {
        "part": N_("Part"),
        "role": N_("Role"),
        "km": N_("Length (km)"),
        "edges": N_("Road segments"),
        "villages": N_("Number of villages"),
        "facilities": N_("Number of facilities"),
    }
)
CROSSINGS = Labels(
    {
        "name": N_("Road"),
        "row": N_("Row"),
        "other_name": N_("Other road"),
        "other_row": N_("Row of the other"),
        "toll": N_("Toll road"),
        "joined": N_("Joined"),
        "lon": N_("Longitude"),
        "lat": N_("Latitude"),
    }
)
NEAR = Labels(
    {
        "name": N_("Road"),
        "row": N_("Row"),
        "other_name": N_("Other road"),
        "other_row": N_("Row of the other"),
        "gap_m": N_("Gap (m)"),
        "apart": N_("Between two parts"),
        "closed": N_("Closed"),
        "lon": N_("Longitude"),
        "lat": N_("Latitude"),
    }
)
ROLES = Labels({role: label for role, (label, _) in PART.items()})
VIEWS = N_("Study area"), N_("Indonesia")


def layer_names() -> dict[str, str]:
    """Name the layers of points, in the user's language."""
    return {
        "villages": pgettext("desa or kelurahan", "Villages"),
        "offices": _("Offices"),
        "markets": _("Markets"),
        "services": _("Other services"),
    }


def show_table(frame: pd.DataFrame, stem: str, source: str) -> None:
    """Show a point layer as a table, with its download."""
    columns = {key: label for key, label in COLUMNS.items() if key in frame}
    words = {
        column: frame[column].map(lambda value, known=known: known.get(value, value))
        for column, known in (("precision", PRECISION), ("kind", KINDS))
        if column in frame
    }
    st.dataframe(
        frame[list(columns)].assign(**words),
        hide_index=True,
        placeholder=MISSING,
        height=300,
        column_config=columns,
    )
    notes = {"program": "Desmigratif Spasial", "layer": stem, "source": source}
    download_buttons(frame, notes, stem)


def area_view() -> None:
    """Show the area's layers."""
    area = current_area()
    labels = dict(
        zip(
            area.villages["id"],
            area.villages["name"] + ", " + area.villages["district"],
            strict=True,
        )
    )
    search, facts = st.columns([2, 3], vertical_alignment="bottom")
    village = search.selectbox(
        _("Search for a village"),
        sorted(labels, key=labels.__getitem__),
        index=None,
        format_func=labels.__getitem__,
        placeholder=_("Type the name of a village or district"),
        key="map_village",
        persist_state=KEEP,
    )
    special = area.villages["name"][area.villages["desmigratif"].astype(bool)]
    named = f" ({', '.join(special)})" if len(special) else ""
    facts.markdown(
        _(
            "**{villages}**, {special} of them desmigratif{named}, **{offices}**, "
            "**{markets}**, **{services}**, **{total_km} km** of roads"
        ).format(
            villages=npgettext(
                "desa or kelurahan", "{count} village", "{count} villages", len(area.villages)
            ).format(count=number(len(area.villages))),
            special=number(len(special)),
            named=named,
            offices=counted(len(area.offices), "labour offices"),
            markets=counted(len(area.markets), "markets"),
            services=counted(len(area.services), "other services"),
            total_km=number(area.network.total_km),
        )
    )
    crossings = crossings_table(area.roads_source, area.roads)
    paper = overview_map(
        area, selected=village, crossings=crossings, village_areas=area.village_areas
    )
    show_map(paper, "area_map")
    st.caption(_(area.network_note))
    network_report()
    quality_report()
    component_report()
    names = layer_names()
    for tab, (layer, label) in zip(st.tabs(list(names.values())), names.items(), strict=True):
        with tab:
            points = area.layer(layer)
            if points.empty:
                st.info(_("{label}: this area has no data yet.").format(label=label))
            else:
                source = area.sources.get(layer, {}).get("description", "")
                show_table(points, f"{layer}_{area.name}", source)


def network_report() -> None:
    """Tell how the network was made from the road lines: what was joined, what stays apart."""
    area = current_area()
    network, cleaning = area.network, area.roads_source.cleaning
    if cleaning is None:
        return
    joins = joins_table(area.roads_source, area.roads)
    parts = network.component_table()
    with st.expander(_("How was this road network made from drawn lines?")):
        st.markdown(
            _(
                "- **{lines_in}** lines became **{edges_out}** road segments, **{total_km} "
                "km**; cut at **{crossings}** places where lines meet.\n- **{ends}** dead "
                "ends were joined to the nearest road, over {widest} m at most, {together} in "
                "all; tolerance {tolerance} m.\n- The network has **{parts}** parts; outside "
                "the largest part {left} remain."
            ).format(
                lines_in=number(cleaning.lines_in),
                edges_out=number(cleaning.edges_out),
                total_km=number(network.total_km, 1),
                crossings=number(cleaning.crossings),
                ends=number(len(joins)),
                widest=number(joins["gap_m"].max()),
                together=km(joins["gap_m"].sum()),
                tolerance=number(cleaning.tolerance_m),
                parts=number(len(parts)),
                left=km(parts["km"].iloc[1:].sum() * 1000),
            )
        )
        st.dataframe(
            localized_table(joins[["name", "gap_m"]].round(1)),
            hide_index=True,
            placeholder=MISSING,
            height=200,
            column_config={
                "name": _("Segments whose end was joined"),
                "gap_m": _("Gap (m)"),
            },
        )
        notes = {"program": "Desmigratif Spasial", "cleaning": cleaning.to_dict()}
        download_buttons(joins, notes, f"sambungan_{area.name}")
        crossing_report()
        near_report()


def near_report() -> None:
    """List the gaps in mid-line."""
    area = current_area()
    near = near_lines_table(area.roads_source, area.roads)
    if near.empty:
        return
    st.markdown(
        _(
            "**Roads that run close to each other and do not meet**: {closed} gaps closed, {left} "
            "only listed."
        ).format(closed=number(near["closed"].sum()), left=number((~near["closed"]).sum()))
    )
    st.dataframe(
        localized_table(near.drop(columns="geometry").round({"gap_m": 1})),
        hide_index=True,
        placeholder=MISSING,
        height=200,
        column_config=dict(NEAR),
    )
    notes = {"program": "Desmigratif Spasial", "layer": "near_lines"}
    download_buttons(near, notes, f"celah_{area.name}")


def crossing_report() -> None:
    """List where drawn roads cross without a shared vertex."""
    area = current_area()
    cleaning = area.roads_source.cleaning
    crossings = crossings_table(area.roads_source, area.roads)
    if cleaning is None or crossings.empty:
        return
    st.markdown(
        _(
            "**Doubtful crossings**: {doubtful} places where roads cross without a shared vertex "
            "({joined}), {apart} where toll roads meet others (not joined). The map above can "
            "show them; an area can be made without joining them (page *Data*)."
        ).format(
            doubtful=number(len(cleaning.doubtful)),
            joined=_("joined") if cleaning.join_crossings else _("not joined"),
            apart=number(len(cleaning.toll_apart)),
        )
    )
    st.dataframe(
        localized_table(crossings.drop(columns="geometry")),
        hide_index=True,
        placeholder=MISSING,
        height=200,
        column_config=dict(CROSSINGS),
    )
    notes = {"program": "Desmigratif Spasial", "cleaning": cleaning.to_dict()}
    download_buttons(crossings, notes, f"perlintasan_{area.name}")


def quality_report() -> None:
    """Tell what to doubt in the data, and what to fix first."""
    area, mode = current_area(), current_mode()
    findings = quality.check(area, mode)
    with st.expander(
        _("What to correct first? Findings: {count}").format(count=number(len(findings)))
    ):
        for place, finding in enumerate(findings, start=1):
            touched = (
                _("villages touched: {count}; ").format(count=number(finding.villages))
                if finding.villages
                else ""
            )
            st.markdown(
                _("{place}. **{title}**: findings: {count}, {touched}{remedy}").format(
                    place=place,
                    title=finding.title,
                    count=number(len(finding.rows)),
                    touched=touched,
                    remedy=finding.remedy[0].lower() + finding.remedy[1:],
                )
            )
        table = quality.findings_table(findings)
        st.dataframe(
            table[["finding", "name", "value"]],
            hide_index=True,
            placeholder=MISSING,
            height=220,
            column_config={"finding": _("Finding"), "name": _("Name"), "value": _("Value")},
        )
        notes = {"program": "Desmigratif Spasial", "mode": mode.to_dict()}
        download_buttons(table, notes, f"temuan_{area.name}")


def component_report() -> None:
    """Tell into which parts the network falls, and which villages are not on the main one."""
    area, mode = current_area(), current_mode()
    parts, lost = components(area, mode), lost_villages(area, mode)
    off = int((lost["status"] == "off_network").sum())
    with st.expander(
        _(
            "Does the road network hang together? Parts: {parts}; villages outside the main "
            "part: {villages}"
        ).format(parts=number(len(parts)), villages=number(len(lost)))
    ):
        st.markdown(
            _(
                "Main part: **{main_km}** with **{main}**. Other parts: **{other_km}** with "
                "**{other}**. Far from all roads: **{off}**."
            ).format(
                main_km=km(parts["km"].iloc[0] * 1000),
                main=counted(parts["villages"].iloc[0], "villages"),
                other_km=km(parts["km"].iloc[1:].sum() * 1000),
                other=counted(parts["villages"].iloc[1:].sum(), "villages"),
                off=counted(off, "villages"),
            )
        )
        if st.toggle(_("Show the parts on the map"), key="show_parts"):
            show_map(component_map(area, parts, lost), "component_map", height=430)
        shown = parts[list(PARTS)].assign(role=parts["role"].map(ROLES), km=parts["km"].round(1))
        st.dataframe(
            localized_table(shown),
            hide_index=True,
            height=220,
            column_config=dict(PARTS),
        )
        notes = {"program": "Desmigratif Spasial", "mode": mode.to_dict()}
        download_buttons(parts, notes, f"bagian_{area.name}")


def national_view() -> None:
    """Show all known desmigratif villages."""
    villages = national_villages()
    member = int(villages["desmigratif"].sum())
    st.markdown(
        _(
            "**{member}** desmigratif villages known by name and **{others}** candidate or "
            "proposed ones, of at least 402 villages of the programme. The list is not "
            "complete."
        ).format(member=number(member), others=number(len(villages) - member))
    )
    show_map(national_map(villages), "national_map", height=430)
    show_table(
        villages,
        "desmigratif_indonesia",
        _("journal articles, news and papers; see the column source"),
    )


st.title(_("What is where?"))
view = st.segmented_control(
    _("View"),
    VIEWS,
    default=VIEWS[0],
    format_func=_,
    required=True,
    label_visibility="collapsed",
    key="map_view",
    persist_state=KEEP,
)
with reported():
    if view == VIEWS[1]:
        national_view()
    else:
        area_view()
