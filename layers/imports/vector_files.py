"""Users' map layers as they are: zipped, without or with a wrong .prj or .cpg, swapped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from layers.imports.coordinates import in_indonesia
from layers.imports.encodings import legacy_encoding
from layers.imports.failures import explains_failures
from layers.imports.map_layers import OpenFile, linked_map, opened, read_shapes
from layers.imports.metre_systems import metre_crs_hint
from layers.imports.report import Problem
from spatial.errors import InputError
from spatial.wording import lazy_gettext

ENCODING_NAMES = {"cp1252": "Windows-1252", "macintosh": "Mac OS Roman"}
UNSTATED_PAGES = frozenset({0x00, 0x57})
"""Code page bytes of a .dbf that state none: not set, and that of the computer that wrote it."""

MOST = 0.5
"""Share of features from which on a fault of the coordinates is one of the whole file."""


@dataclass(frozen=True, eq=False)
class LayerRead:
    """A layer in EPSG:4326 and what had to be assumed or repaired to read it.

    Attributes
    ----------
    frame
        The features, labelled from 1.
    problems
        What was found about the file as a whole.
    """

    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...]


@explains_failures
def read_layer(
    path: Path,
    *,
    crs: pyproj.CRS | None = None,
    encoding: str | None = None,
    layer: str | None = None,
) -> LayerRead:
    """Read a vector layer and bring it to longitude and latitude.

    Parameters
    ----------
    path
        Shapefile, GeoPackage, GeoJSON, KML, ..., or a zip of one; for the formats see
        `layers.imports.map_layers.VECTOR_FORMATS`.
    crs
        The coordinate system as the user states it; it wins over the file's own.
    encoding
        Of the texts, as the user states it.
    layer
        Name of the layer, or of the file in an archive, where there are several.

    Raises
    ------
    InputError
        If the file cannot be read, is empty, or its coordinates cannot be understood.
    """
    with opened(path, layer) as source:
        frame, problems = _with_texts(source, path.name, encoding)
        link = linked_map(source.path, path.name)
    problems = [*source.file.problems, *([link] if link else []), *problems]
    if frame.empty:
        raise InputError([_without_features(path, link)])
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    degrees, more = in_degrees(path.name, frame, crs)
    return LayerRead(degrees, (*problems, *more))


def _without_features(path: Path, link: Problem | None) -> str:
    if link is None:
        return lazy_gettext("{file} holds not one feature.", file=path.name)
    return lazy_gettext(
        "{file} holds not one feature: {reason}. {fix}.",
        file=path.name,
        reason=link.reason,
        fix=link.fix,
    )


def _with_texts(
    source: OpenFile, name: str, encoding: str | None
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Read a layer; find the encoding of a shapefile whose .cpg is missing or wrong."""
    path = source.path
    read = partial(read_shapes, path, layer=source.layer, file=source.file, name=name)
    if path.suffix.lower() != ".shp" or encoding is not None:
        return read(encoding=encoding), []
    stated = _attempt(read, None)
    utf8 = _attempt(read, "utf-8")
    if utf8 is not None and (stated is None or not _same_texts(stated, utf8)):
        return utf8, [_encoding_problem("UTF-8")]
    if stated is not None and _states_encoding(path):
        return stated, []
    guess = legacy_encoding(_records(path))
    frame = read(encoding=guess)
    return frame, [_encoding_problem(ENCODING_NAMES[guess])] if stated is None else []


def _states_encoding(path: Path) -> bool:
    """Tell whether a shapefile says how its texts are encoded, by .cpg or in its .dbf."""
    if _companion(path, ".cpg") is not None:
        return True
    table = _companion(path, ".dbf")
    if table is None:
        return True
    with table.open("rb") as file:
        head = file.read(30)
    return len(head) < 30 or head[29] not in UNSTATED_PAGES


def _records(path: Path) -> bytes:
    """Return the rows of a shapefile's .dbf, without the binary header."""
    table = _companion(path, ".dbf")
    if table is None:
        return b""
    data = table.read_bytes()
    return data[int.from_bytes(data[8:10], "little") :]


def _companion(path: Path, suffix: str) -> Path | None:
    """Find a file beside a shapefile, whatever the case of its suffix."""
    names = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((name for name in names if name.is_file()), None)


def _attempt(
    read: Callable[..., gpd.GeoDataFrame], encoding: str | None
) -> gpd.GeoDataFrame | None:
    """Read a layer; None if its texts are not in this encoding."""
    try:
        return read(encoding=encoding)
    except InputError as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            return None
        raise


def _same_texts(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    texts = [name for name in one.columns if name != one.geometry.name]
    return list(one.columns) == list(other.columns) and bool(one[texts].equals(other[texts]))


def _encoding_problem(encoding: str) -> Problem:
    return Problem(
        None,
        ".cpg",
        encoding,
        lazy_gettext("the .cpg file is missing or does not fit the text"),
        lazy_gettext(
            "The text was read as {encoding}; check names with special characters",
            encoding=encoding,
        ),
        "repaired",
    )


def in_degrees(
    name: str, frame: gpd.GeoDataFrame, crs: pyproj.CRS | None, part: str = ".prj"
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Bring a layer to EPSG:4326 by the stated system, its own, or the obvious one.

    Parameters
    ----------
    name
        Of the layer, for messages.
    frame
        The layer; its own system may be missing.
    crs
        The system as the user states it.
    part
        What states the layer's own system, for messages.

    Raises
    ------
    InputError
        If the coordinates cannot be understood.
    """
    problems: list[Problem] = []
    raw = frame
    if crs is not None:
        if frame.crs is not None and not frame.crs.equals(crs, ignore_axis_order=True):
            problems.append(overruled(frame.crs, crs, part))
        frame = frame.set_crs(crs, allow_override=True)
    elif frame.crs is None:
        _require_degrees(name, frame, part)
        problems.append(_assumed_degrees(part))
        frame = frame.set_crs(4326)
    degrees = frame.to_crs(4326)
    if _share_inside(degrees) >= MOST or not _placed(degrees).any():
        return degrees, problems
    geographic = frame.crs is not None and frame.crs.is_geographic
    if geographic and _share_inside(_flipped(degrees)) >= MOST:
        return _flipped(degrees), [*problems, _swapped()]
    hint = _system_hint(raw, part) if crs is None else ""
    problem = lazy_gettext(
        "{name}: by its coordinate system ({crs}) most features lie outside Indonesia. {hint}",
        name=name,
        crs=frame.crs.name,
        hint=hint or lazy_gettext("Check the EPSG code that was stated."),
    )
    raise InputError([problem])


def _placed(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    bounds = shapely.bounds(frame.geometry.to_numpy())
    return np.asarray(np.isfinite(bounds).all(axis=1), dtype=np.bool_)


def _share_inside(frame: gpd.GeoDataFrame) -> float:
    """Share of the placed features whose whole extent lies in Indonesia."""
    west, south, east, north = shapely.bounds(frame.geometry.to_numpy())[_placed(frame)].T
    inside = in_indonesia(west, south) & in_indonesia(east, north)
    return float(inside.mean()) if len(inside) else 0.0


def _flipped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(turned, index=frame.index, crs=frame.crs))


def _require_degrees(name: str, frame: gpd.GeoDataFrame, part: str) -> None:
    """Raise unless coordinates without a system are plainly degrees in Indonesia."""
    if _share_inside(frame) >= MOST or _share_inside(_flipped(frame)) >= MOST:
        return
    if not _placed(frame).any():
        return
    problem = lazy_gettext(
        "{name} does not state its coordinate system (there is no {part}). {hint}",
        name=name,
        part=part,
        hint=_system_hint(frame, part),
    )
    raise InputError([problem])


def _system_hint(frame: gpd.GeoDataFrame, part: str) -> str:
    """Say what the bare numbers look like."""
    west, south, *_ = shapely.bounds(frame.geometry.to_numpy())[_placed(frame)].T
    if _share_inside(frame) >= MOST:
        return lazy_gettext(
            "The numbers are degrees: the {part} is wrong; state EPSG:4326.", part=part
        )
    hint = metre_crs_hint(west, south)
    if hint:
        return lazy_gettext("The numbers look like {hint}: state the right EPSG code.", hint=hint)
    return lazy_gettext("State the right EPSG code, or save it again as GeoPackage.")


def overruled(own: pyproj.CRS, stated: pyproj.CRS, part: str) -> Problem:
    """Report that the user's coordinate system stands before the file's own."""
    return Problem(
        None,
        part,
        own.name,
        lazy_gettext("its own coordinate system differs from the one that the user stated"),
        lazy_gettext("{stated} was used, as stated", stated=stated.name),
        "repaired",
    )


def _assumed_degrees(part: str) -> Problem:
    return Problem(
        None,
        part,
        "",
        lazy_gettext("the coordinate system is not stated"),
        lazy_gettext(
            "The numbers are degrees in Indonesia and were read as WGS 84 (EPSG:4326); state "
            "the EPSG code if they are not"
        ),
        "warning",
    )


def _swapped() -> Problem:
    return Problem(
        None,
        lazy_gettext("geometry"),
        "",
        lazy_gettext("latitude and longitude are swapped in the whole file"),
        lazy_gettext("Both were exchanged again"),
        "repaired",
    )


@explains_failures
def read_vector(path: Path) -> gpd.GeoDataFrame:
    """Read a vector layer of any format that GDAL or GeoParquet knows.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, has no geometry or no coordinate system.
    """
    with opened(path) as source:
        layer = read_shapes(source.path, layer=source.layer, file=source.file, name=path.name)
    if layer.crs is None:
        problem = lazy_gettext(
            "{file} does not state its coordinate system. Add the .prj file, or save it as "
            "GeoPackage.",
            file=path.name,
        )
        raise InputError([problem])
    return layer
