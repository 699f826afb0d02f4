"""The layers of a map file: which there are, which is meant, and its features."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pyogrio

from layers.imports.archives import ARCHIVE_SUFFIXES, PARTED, layer_members, unpacked
from layers.imports.failures import damaged, explained, explains_failures
from layers.imports.report import Problem
from layers.imports.safe_files import SafeFile, safe_file
from spatial.errors import InputError
from spatial.wording import lazy_gettext

VECTOR_FORMATS = frozenset(
    (
        *("ESRI Shapefile", "FlatGeobuf", "GPKG", "GPX", "GeoJSON", "GeoJSONSeq", "KML"),
        *("LIBKML", "MapInfo File", "OpenFileGDB", "SQLite", "TopoJSON"),
    )
)
"""GDAL drivers whose files hold their own data; see also `layers.REFUSED_FORMATS`."""

DERIVED_LAYERS = frozenset({"route_points", "track_points"})
"""Layers of a GPX that repeat the points of the routes and tracks."""

_PROJECT = lazy_gettext(
    "It is a project, not the data. Export the layer from QGIS or ArcGIS as GeoPackage and load "
    "that file"
)
_PART = lazy_gettext(
    "It is one of the files of a shapefile. Load the .shp, .shx, .dbf and .prj together, or all "
    "of them in one zip"
)
_PACKED = lazy_gettext("Unpack it and load the files in it, or pack them as .zip")
_PRINTED = lazy_gettext("Copy its table into Excel and save it as an Excel workbook (.xlsx)")
_DRAWING = lazy_gettext("Open it in QGIS and export the layer as GeoPackage")
_SHEET = lazy_gettext("Open it in Excel and save it as an Excel workbook (.xlsx)")

OTHER_FILES = MappingProxyType(
    {
        **dict.fromkeys((".qgs", ".qgz", ".mxd", ".aprx", ".lyr", ".lyrx", ".qlr"), _PROJECT),
        **dict.fromkeys((".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix"), _PART),
        **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz"), _PACKED),
        **dict.fromkeys((".pdf", ".doc", ".docx", ".odt", ".jpg", ".jpeg", ".png"), _PRINTED),
        **dict.fromkeys((".dwg", ".dxf", ".dgn", ".gml", ".e00"), _DRAWING),
        **dict.fromkeys((".xlsb", ".numbers", ".et", ".mdb", ".accdb", ".html"), _SHEET),
    }
)
"""What to do with a file that is not read, by its suffix."""


@dataclass(frozen=True, eq=False)
class OpenFile:
    """A file on the disk, ready for GDAL.

    Attributes
    ----------
    path
        The user's file, its unpacked member, or a copy.
    layer
        The layer in it, as the user states it.
    file
        The file with what was left out of it.
    """

    path: Path
    layer: str | None
    file: SafeFile


@contextmanager
def opened(path: Path, layer: str | None = None) -> Iterator[OpenFile]:
    """Unpack and make safe, for as long as the block lasts.

    Raises
    ------
    InputError
        If the file is missing, of a kind that is not read, or an archive that cannot be used.
    """
    with explained(path):
        if not path.exists() and path.suffix.lower() not in ARCHIVE_SUFFIXES:
            raise InputError(
                [lazy_gettext("The file {path} does not exist.", path=f"{path!s:.200}")]
            )
        fix = OTHER_FILES.get(path.suffix.lower())
        if fix is not None:
            raise InputError([_not_read(path, fix)])
        with (
            unpacked(path, layer) as source,
            tempfile.TemporaryDirectory() as folder,
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")  # GDAL's remarks; what matters is found in the rows
            safe = safe_file(source.path, Path(folder))
            yield OpenFile(safe.path, source.layer, safe)


def _not_read(path: Path, fix: str) -> str:
    return lazy_gettext("{file} cannot be read as a map or table. {fix}.", file=path.name, fix=fix)


@explains_failures
def layer_names(path: Path) -> tuple[str, ...]:
    """List the layers of a file to choose from: files of an archive, layers that hold features.

    Returns
    -------
    tuple of str
        Empty where there is nothing to choose; of an archive with several files the file, and
        where that has several layers the file, a `|` and the layer.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    members = layer_members(path)
    if len(members) > 1:
        names: list[str] = []
        for member in members:
            inner = _member_names(path, member)
            names += [f"{member}|{name}" for name in inner] if len(inner) > 1 else [member]
        return tuple(names)
    if path.suffix.lower() in {".parquet", ".geoparquet"}:
        return ()
    inner = _inner_names(path, None)
    return inner if len(inner) > 1 else ()


def _member_names(path: Path, member: str) -> tuple[str, ...]:
    """List the layers of a file in an archive; none of one that cannot be read."""
    if not member.lower().endswith(PARTED):
        return ()
    try:
        return _inner_names(path, member)
    except InputError:
        return ()


def _inner_names(path: Path, member: str | None) -> tuple[str, ...]:
    with opened(path, member) as source:
        return tuple(name for name, _place in spatial_layers(source.path))


def spatial_layers(path: Path) -> list[tuple[str, int]]:
    """List the layers of a file that hold features, each with its place in the file.

    Layers of one name, such as folders of a KML, are numbered. If no layer holds a feature, all
    spatial layers are listed.
    """
    listed = [(str(name), place) for place, (name, kind)
              in enumerate(pyogrio.list_layers(path)) if kind is not None]  # fmt: skip
    named: list[tuple[str, int]] = []
    for name, place in listed:
        again = sum(1 for other, _place in listed if other == name and _place < place)
        named.append((f"{name} ({again + 1})" if again else name, place))
    if len(named) < 2:
        return named
    filled = [pair for pair in named if _features(path, pair[1])]
    own = [pair for pair in filled if pair[0] not in DERIVED_LAYERS]
    return own or named


def _features(path: Path, place: int) -> int:
    info = pyogrio.read_info(path, layer=place, force_feature_count=True)
    return int(info["features"])


def read_shapes(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    file: SafeFile | None = None,
    name: str = "",
) -> gpd.GeoDataFrame:
    """Read a layer of a file that was made safe; it may lack its coordinate system.

    Parameters
    ----------
    path
        The file.
    layer
        Name of the layer, for files that have several.
    encoding
        Of the texts, for shapefiles whose .cpg is missing or wrong.
    file
        What was left out of the file.
    name
        Of the user's file, for messages.

    Raises
    ------
    InputError
        If the file cannot be read, has no geometry or no such layer.
    """
    shown = Path(name or path.name)
    try:
        if path.suffix.lower() in {".parquet", ".geoparquet"}:
            frame = gpd.read_parquet(path).reset_index(drop=True)
        else:
            frame = _read_with_gdal(path, layer, encoding, (shown, file))
    except InputError:
        raise
    except Exception as error:  # GDAL, Arrow and the file system each raise their own
        raise damaged(shown) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        problem = lazy_gettext("{file} is a table without geometry, not a map layer.",
                               file=shown.name)  # fmt: skip
        raise InputError([problem])
    return frame


def _read_with_gdal(
    path: Path, layer: str | None, encoding: str | None, about: tuple[Path, SafeFile | None]
) -> gpd.GeoDataFrame | pd.DataFrame:
    """Read one spatial layer of a file whose format is known to be harmless."""
    shown, file = about
    with _index_made(path):
        found = pyogrio.list_layers(path)
        chosen = _chosen(path, layer, about)
        place = chosen if chosen is not None else 0
        if not len(found):
            raise InputError([_empty(shown, file)])
        driver = pyogrio.read_info(path, layer=place, encoding=encoding)["driver"]
        if driver not in VECTOR_FORMATS:
            raise InputError([_not_read(shown, _DRAWING)])
        return pyogrio.read_dataframe(path, layer=place, encoding=encoding, on_invalid="warn")


@contextmanager
def _index_made(path: Path) -> Iterator[None]:
    """Let GDAL make the .shx of a copy anew."""
    missing = path.suffix.lower() == ".shp" and not any(
        path.with_suffix(suffix).is_file() for suffix in (".shx", ".SHX")
    )
    if not missing:
        yield
        return
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _chosen(path: Path, layer: str | None, about: tuple[Path, SafeFile | None]) -> int | None:
    """Return the place of the layer that is meant; None where the file has no spatial layer."""
    shown, file = about
    spatial = spatial_layers(path)
    names = [name for name, _place in spatial]
    if layer is not None:
        every = dict(_all_layers(path)) | dict(spatial)
        folded = {name.casefold(): place for name, place in every.items()}
        if layer in every:
            return every[layer]
        if layer.casefold() in folded:
            return folded[layer.casefold()]
        if file is not None and layer in file.views:
            raise InputError([_view(shown, layer)])
        raise InputError([_no_layer(shown, layer, names)])
    if len(spatial) > 1:
        raise InputError([_several(shown, names)])
    if not spatial and file is not None and file.views:
        raise InputError([_view(shown, min(file.views))])
    return spatial[0][1] if spatial else None


def _all_layers(path: Path) -> Iterator[tuple[str, int]]:
    for place, (name, kind) in enumerate(pyogrio.list_layers(path)):
        if kind is not None:
            yield str(name), place


def _several(path: Path, names: Sequence[str]) -> str:
    return lazy_gettext(
        "{file} has several layers: {layers}. Choose the one that is meant (on the page under "
        "Columns and preview, in the shell with --layer).",
        file=path.name,
        layers=", ".join(names),
    )


def _no_layer(path: Path, layer: str, names: Sequence[str]) -> str:
    return lazy_gettext(
        "{file} has no layer {layer}. It has: {layers}.",
        file=path.name,
        layer=layer,
        layers=", ".join(names) or lazy_gettext("none"),
    )


def _view(path: Path, layer: str) -> str:
    return lazy_gettext(
        "{file}: {layer} is a query (view), not a table, and queries are not run. Open it in QGIS "
        "and export the layer as GeoPackage.",
        file=path.name,
        layer=layer,
    )


def _empty(path: Path, file: SafeFile | None) -> str:
    if file is not None and file.views:
        return _view(path, min(file.views))
    return lazy_gettext("{file} holds not one feature.", file=path.name)


NETWORK_LINK = b"<NetworkLink"


def linked_map(path: Path, name: str) -> Problem | None:
    """Report that a KML refers to a map on the Internet, which is not followed."""
    if path.suffix.lower() != ".kml" or not path.is_file():
        return None
    if NETWORK_LINK not in path.read_bytes():
        return None
    return Problem(
        None,
        name,
        "NetworkLink",
        lazy_gettext("the file is a link to a map on the Internet, and links are not followed"),
        lazy_gettext(
            "In Google My Maps choose 'Export to KML/KMZ' without 'Keep data up to date with "
            "network link', in Google Earth save the folder below the link with 'Save Place As'; "
            "then load that file"
        ),
        "warning",
    )


__all__ = ["ARCHIVE_SUFFIXES", "VECTOR_FORMATS", "layer_names", "linked_map", "opened",
           "read_shapes"]  # fmt: skip
