"""A study area that is being put together: its files, what the user states, what was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import geopandas as gpd

from layers.imports.boundaries import (
    BoundaryImport,
    boundary_headings,
    import_boundaries,
    pick_areas,
)
from layers.imports.coordinates import stated_crs
from layers.imports.failures import explained
from layers.imports.points import PointImport, PointOptions, import_points
from layers.imports.road_lines import RoadImport, import_roads
from layers.new_area.parts import (
    Part,
    RoadPart,
    boundaries_part,
    drawn_roads,
    facts_of,
    is_graph,
    points_part,
    roads_from_file,
)
from spatial.errors import InputError
from spatial.wording import _, lazy_gettext

P = ParamSpec("P")
R = TypeVar("R")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FileInput:
    """A file for one layer, and what the user states about it; all plain, to serve as a key.

    Attributes
    ----------
    layer
        `roads`, or one of `layers.new_area.build.PART_LAYERS`.
    path
        The file.
    roles
        Columns that replace the guess: role and column; an empty column means none.
    sheet, member
        Sheet of a workbook; layer of a file or file of an archive.
    crs, encoding
        As the user states them; empty: the file's own.
    class_column, classes
        Of roads: the column with the class, and the class of each of its words.
    tolerance_m
        Of roads: gaps that are closed, metres.
    join_crossings
        Of roads: whether crossings without a shared vertex are joined.
    regency
        Of boundaries: the code of the kabupaten to keep; empty: all.
    choices
        Of points: answers to ambiguous places, row and code.
    year
        Of points: whose rows are taken, where the same places stand there for several years.
    header_row
        Of tables: the row with the headings, from 1; 0: found.
    """

    layer: str
    path: Path
    roles: Pairs = ()
    sheet: str = ""
    member: str = ""
    crs: str = ""
    encoding: str = ""
    class_column: str = ""
    classes: Pairs = ()
    tolerance_m: float = 5.0
    join_crossings: bool = True
    regency: str = ""
    choices: tuple[tuple[int, str], ...] = ()
    year: str = ""
    header_row: int = 0

    def stated(self) -> dict[str, Any]:
        """Return what the user stated, for the provenance."""
        same = FileInput(self.layer, self.path)
        return {
            key: value
            for key, value in vars(self).items()
            if key not in {"layer", "path"} and value != getattr(same, key)
        }

    def facts(self) -> dict[str, Any]:
        """Describe the file and what was stated."""
        stated = self.stated()
        return facts_of(self.path) | ({"stated": stated} if stated else {})

    def point_options(self) -> PointOptions:
        """Return what was stated as options of the import of points."""
        precision = "village point" if self.layer == "villages" else "published"
        return PointOptions(
            roles={role: column or None for role, column in self.roles},
            sheet=self.sheet or None,
            layer=self.member or None,
            header_row=self.header_row or None,
            crs=stated_crs(self.crs) if self.crs else None,
            encoding=self.encoding or None,
            precision=precision,
            target=self.layer,
            year=self.year,
        )


@dataclass(frozen=True, eq=False)
class Draft:
    """An area in the making.

    Attributes
    ----------
    files
        The files, in the order in which they came.
    taken
        Parts that came ready, from OpenStreetMap or a database: layer and part.
    roads
        Roads that came ready; a file of roads replaces them and the other way round.
    """

    files: tuple[FileInput, ...] = ()
    taken: tuple[tuple[str, Part], ...] = ()
    roads: RoadPart | None = field(default=None)

    def with_file(self, file: FileInput) -> Draft:
        """Add a file; of roads and boundaries there is only one, the last.

        The same file of a layer takes the place of itself.
        Villages and boundaries that came ready, from OpenStreetMap say, give way to a file.
        """
        single = file.layer in {"roads", "boundaries"}
        others = tuple(
            f for f in self.files if f.layer != file.layer or not (single or f.path == file.path)
        )
        roads = None if file.layer == "roads" else self.roads
        whole = {"villages", "boundaries"}
        taken = tuple(t for t in self.taken if t[0] != file.layer or t[0] not in whole)
        return replace(self, files=(*others, file), taken=taken, roads=roads)

    def changed(self, old: FileInput, new: FileInput) -> Draft:
        """Put a file with other statements in the place of the same file."""
        return replace(self, files=tuple(new if f == old else f for f in self.files))

    def without_file(self, file: FileInput) -> Draft:
        """Take a file out."""
        return replace(self, files=tuple(f for f in self.files if f != file))

    def with_osm(self, roads: RoadPart, parts: Mapping[str, Sequence[Part]]) -> Draft:
        """Take an area from OpenStreetMap; villages and boundaries that are there count more."""
        draft = self.with_roads(roads)
        for layer, some in parts.items():
            if layer in {"villages", "boundaries"} and (self.of(layer) or self.ready(layer)):
                continue
            for part in some:
                draft = draft.with_part(layer, part)
        return draft

    def with_part(self, layer: str, part: Part) -> Draft:
        """Add rows that came ready."""
        return replace(self, taken=(*self.taken, (layer, part)))

    def without_part(self, part: Part) -> Draft:
        """Take such rows out."""
        return replace(self, taken=tuple(pair for pair in self.taken if pair[1] is not part))

    def with_roads(self, roads: RoadPart | None) -> Draft:
        """Take roads that came ready in place of a file of roads."""
        kept = tuple(f for f in self.files if roads is None or f.layer != "roads")
        return replace(self, files=kept, roads=roads)

    def of(self, layer: str) -> list[FileInput]:
        """Return the files of a layer."""
        return [file for file in self.files if file.layer == layer]

    def ready(self, layer: str) -> list[Part]:
        """Return the parts of a layer that came ready."""
        return [part for name, part in self.taken if name == layer]


def _explained(function: Callable[Concatenate[FileInput, P], R]) -> Callable[..., R]:
    """Wrap a reader of an input, so that any failure becomes one sentence about its file."""

    @wraps(function)
    def reader(file: FileInput, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with explained(file.path):
            return function(file, *args, **kwargs)

    return reader


@_explained
def read_points_input(
    file: FileInput, areas: gpd.GeoDataFrame | None = None
) -> tuple[Part, PointImport]:
    """Read and check a file of points as stated.

    Parameters
    ----------
    file
        The file.
    areas
        Boundaries: rows without a coordinate get a point inside their village, and points that
        lie outside the kabupaten or kecamatan that they name are reported.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    choices = dict(file.choices)
    read = import_points(file.path, file.point_options(), areas=areas, choices=choices or None)
    return points_part(read, file.facts(), areas), read


@_explained
def read_boundaries_input(file: FileInput) -> tuple[Part, BoundaryImport]:
    """Read a boundary layer as stated; only the kabupaten that was picked.

    Raises
    ------
    InputError
        If the file as a whole cannot be used, or holds no such kabupaten.
    """
    read = import_boundaries(
        file.path,
        roles={role: column or None for role, column in file.roles},
        crs=stated_crs(file.crs) if file.crs else None,
        encoding=file.encoding or None,
        layer=file.member or None,
    )
    areas = pick_areas(read.areas, regency=file.regency) if file.regency else read.areas
    kept = replace(read, areas=areas, report=read.report.only(areas.index))
    return boundaries_part(kept, file.facts()), read


@_explained
def headings_of(file: FileInput) -> tuple[str, ...]:
    """Return the headings of a boundary layer as stated.

    Raises
    ------
    InputError
        If the layer cannot be read.
    """
    return boundary_headings(
        file.path,
        crs=stated_crs(file.crs) if file.crs else None,
        encoding=file.encoding or None,
        layer=file.member or None,
    )


@_explained
def read_roads_input(file: FileInput) -> tuple[RoadPart, RoadImport | None]:
    """Read roads as stated and make the network; a graph has nothing to be stated.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    if is_graph(file.path):
        return roads_from_file(file.path), None
    read = import_roads(
        file.path,
        column=file.class_column or None,
        crs=stated_crs(file.crs) if file.crs else None,
        encoding=file.encoding or None,
        layer=file.member or None,
    )
    part = drawn_roads(
        read,
        file.facts(),
        file.tolerance_m,
        dict(file.classes),
        join_crossings=file.join_crossings,
    )
    return part, read


def regencies_of(areas: gpd.GeoDataFrame) -> dict[str, str]:
    """List the kabupaten and kota of a boundary layer: code and name, by name.

    Areas without a code of four digits or more are not listed.
    """
    digits = areas["code"].astype(str).str.replace(r"\D", "", regex=True).str[:4]
    known = areas[digits.str.len() == 4]
    codes = digits[known.index].str[:2] + "." + digits[known.index].str[2:]
    names = dict(zip(codes, known["regency"].where(known["regency"] != "", codes), strict=True))
    return dict(sorted(names.items(), key=lambda pair: str(pair[1])))


def lacking(draft: Draft, typed: Mapping[str, Part]) -> list[str]:
    """Say what an area still needs (Indonesian)."""
    missing = []
    if draft.roads is None and not draft.of("roads"):
        missing.append(_("roads"))
    if not (draft.of("villages") or draft.ready("villages") or "villages" in typed):
        missing.append(_("villages"))
    return missing


def all_parts(
    draft: Draft, read: Mapping[FileInput, Part], typed: Mapping[str, Part]
) -> dict[str, list[Part]]:
    """Put the parts of all sources together, by layer.

    Raises
    ------
    InputError
        If a file of the draft has not been read.
    """
    unread = [f.path.name for f in draft.files if f.layer != "roads" and f not in read]
    if unread:
        raise InputError(
            [
                lazy_gettext("{name} cannot be read yet; correct or remove it.", name=name)
                for name in unread
            ]
        )
    parts: dict[str, list[Part]] = {}
    for file in draft.files:
        if file.layer != "roads":
            parts.setdefault(file.layer, []).append(read[file])
    for layer, part in (*draft.taken, *typed.items()):
        parts.setdefault(layer, []).append(part)
    return parts
