"""Further sources of a new area: OpenStreetMap extracts and population rasters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from layers.area.study_area import StudyArea
from layers.imports.coordinates import stated_crs
from layers.imports.report import ImportReport
from layers.imports.uploads import keep_uploads
from layers.jobs.progress import Monitor, Progress
from layers.new_area.draft_map import extent_of
from layers.new_area.parts import Part
from layers.osm.area import OsmArea
from layers.osm.area_choice import Area
from layers.osm.extract import MAX_WHOLE_MB, read_pbf
from layers.osm.queries import RoadOptions
from layers.population.area import with_population
from layers.population.checks import UNIT_WORDS
from layers.population.import_raster import RasterOptions
from pages.shared.widgets import show_problems
from spatial.errors import DesmigratifError, InputError
from spatial.wording import _, render

Extent = Area | None


def osm_file(
    layers: Mapping[str, Sequence[Part]], folder: Path, take: Callable[[OsmArea, str], None]
) -> None:
    """Draw the source of an OpenStreetMap extract; what it gives goes to `take`.

    The extract is clipped to the ground of the layers; see
    `layers.new_area.draft_extent.extent_of`.
    """
    with st.expander(_("Roads and facilities from an OpenStreetMap file (.osm.pbf)")):
        upload = st.file_uploader(
            _("OpenStreetMap file"), key="draft_osm_file", type=["pbf", "osm", "gz", "bz2"]
        )
        place = st.text_input(
            _("or where a large file is on this computer"),
            placeholder=_("e.g. C:\\downloads\\java-latest.osm.pbf"),
            key="draft_osm_path",
        )
        tracks = st.checkbox(_("With tracks and footpaths"), key="draft_osm_tracks")
        st.caption(_clip_words(known=bool(layers.get("boundaries") or layers.get("villages"))))
        ready = upload is not None or bool(place.strip())
        if st.button(_("Clip and use"), key="draft_osm_read", disabled=not ready):
            try:
                path = _path(place) if upload is None else _kept(upload, folder)
                found = _read(path, extent_of(layers), tracks=tracks)
            except DesmigratifError as error:
                show_problems(str(error).splitlines())
                return
            take(found, "")
            st.rerun()


def population_file(folder: Path) -> tuple[Path, RasterOptions] | None:
    """Draw the source of the people; return the raster and what the user states of it."""
    upload = st.file_uploader(
        _("Population (GeoTIFF)"),
        key="draft_population",
        type=["tif", "tiff"],
        help=_(
            "A population raster such as WorldPop, GHSL or a BPS grid; it is clipped to the area."
        ),
    )
    if upload is None:
        return None
    unit, crs = st.columns(2)
    stated = unit.selectbox(
        _("Unit"),
        list(UNIT_WORDS),
        format_func=lambda unit: render(UNIT_WORDS[unit]),
        key="draft_population_unit",
    )
    system = crs.text_input(
        _("Coordinate system"), placeholder=_("from the file"), key="draft_population_crs"
    )
    sure = st.checkbox(
        _("The file does hold people, although its values look otherwise"),
        key="draft_population_sure",
        help=_("Only after a look at the file: elevations or classes would become people."),
    )
    try:
        options = RasterOptions(
            unit=stated, crs=stated_crs(system) if system.strip() else None, confirmed=sure
        )
        return _kept(upload, folder), options
    except InputError as error:
        show_problems(error.problems)
        return None


def add_population(
    area: StudyArea, source: tuple[Path, RasterOptions] | None
) -> tuple[StudyArea, ImportReport | None]:
    """Give an area its people, if there is a raster."""
    return (area, None) if source is None else with_population(area, *source)


def _clip_words(*, known: bool) -> str:
    if not known:
        return _(
            "Load boundaries or villages first: the file is clipped to them. Without them a "
            "file of up to {max_whole_mb:g} MB is read as a whole."
        ).format(max_whole_mb=MAX_WHOLE_MB)
    return _(
        "The file is clipped to the boundaries; without any, to the surroundings of the "
        "villages that are loaded."
    )


def _kept(upload: st.runtime.uploaded_file_manager.UploadedFile, folder: Path) -> Path:
    return keep_uploads([(upload.name, upload.getvalue())], folder)


def _path(text: str) -> Path:
    path = Path(text.strip().strip('"'))
    if not path.is_file():
        raise InputError(
            [
                _("The file '{path}' was not found on this computer; check where it is.").format(
                    path=path
                )
            ]
        )
    return path


def _read(path: Path, extent: Extent, *, tracks: bool) -> OsmArea:
    """Clip a file, with a progress bar; any click on the page stops it."""
    bar = st.progress(0.0, text=_("Reading the OpenStreetMap file …"))

    def show(now: Progress) -> None:
        bar.progress(
            now.share,
            text=_("Step {done} of {planned}").format(done=now.done, planned=now.total),
        )

    options = RoadOptions(tracks=tracks, paths=tracks)
    found = read_pbf(path, extent, options, monitor=Monitor(progress=show))
    bar.empty()
    return found
