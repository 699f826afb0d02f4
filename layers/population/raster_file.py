"""Users' GeoTIFF files: opened without trust, refused when they are no grid of numbers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyproj
import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.io import MemoryFile

from layers.imports.metre_systems import metre_crs_hint
from layers.text.error_texts import os_words
from spatial.crs import WGS84, Bounds
from spatial.errors import InputError
from spatial.population.grid_geometry import grid_bounds, transform_problems
from spatial.wording import lazy_gettext

TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""First bytes of a TIFF and a BigTIFF (TIFF 6.0, p. 13; BigTIFF has version 43, a plus sign)."""

MAX_BLOCK_BYTES = 256 * 1024 * 1024
"""GDAL unpacks a block whole, whatever part of it is asked for."""

GDAL_SETTINGS = MappingProxyType(
    {
        # Files beside the one that was given (.aux.xml, .ovr, .msk) are nobody's choice.
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_CACHEMAX": 128,
        "GDAL_PAM_ENABLED": "NO",
    }
)

_COLOURS = frozenset(
    {ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.cyan, ColorInterp.magenta,
     ColorInterp.yellow, ColorInterp.black, ColorInterp.hue}
)  # fmt: skip


@contextmanager
def opened(path: Path) -> Iterator[rasterio.DatasetReader]:
    """Open a GeoTIFF for as long as the block lasts; errors of reading become messages.

    Parameters
    ----------
    path
        A file on this machine. Its name means nothing to GDAL: no `/vsicurl/`, no archive.

    Raises
    ------
    InputError
        If it is missing, no TIFF, damaged, or its blocks do not fit into memory.
    """
    _check_start(path)
    with _explained(path.name), rasterio.open(path.resolve(), driver="GTiff") as dataset:
        _check_blocks(path.name, dataset)
        yield dataset


@contextmanager
def opened_bytes(data: bytes, name: str) -> Iterator[rasterio.DatasetReader]:
    """Open a GeoTIFF in memory for as long as the block lasts; `name` is for the messages.

    Raises
    ------
    InputError
        As `opened`.
    """
    _check_magic(name, data[:4])
    with _explained(name), MemoryFile(data) as memory, memory.open(driver="GTiff") as dataset:
        _check_blocks(name, dataset)
        yield dataset


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Set GDAL up, and turn its errors into messages."""
    try:
        with rasterio.Env(**GDAL_SETTINGS), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            yield
    except (RasterioError, CRSError) as error:
        problem = lazy_gettext(
            "{name} is damaged or cut off and cannot be read. Download or copy the file again.",
            name=name,
        )
        raise InputError([problem]) from error


def _check_start(path: Path) -> None:
    """Refuse what is no TIFF by its first bytes, before GDAL sees it."""
    if not path.is_file():
        raise InputError(
            [lazy_gettext("{path}: there is no such file on this computer.", path=path)]
        )
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise InputError(
            [
                lazy_gettext(
                    "{file} cannot be read: {error}.", file=path.name, error=os_words(error)
                )
            ]
        ) from error
    _check_magic(path.name, start)


def _check_magic(name: str, start: bytes) -> None:
    if start in TIFF_STARTS:
        return
    if start.startswith(b"PK"):
        raise InputError(
            [
                lazy_gettext(
                    "{name} is an archive; unpack it first and choose its .tif file.", name=name
                )
            ]
        )
    raise InputError(
        [
            lazy_gettext(
                "{name} is not a GeoTIFF, whatever its name. Save it again as GeoTIFF.", name=name
            )
        ]
    )


def _check_blocks(name: str, dataset: rasterio.DatasetReader) -> None:
    rows, columns = dataset.block_shapes[0]
    size = rows * columns * np.dtype(dataset.dtypes[0]).itemsize
    if size > MAX_BLOCK_BYTES:
        problem = lazy_gettext(
            "{name}: one of its blocks has {size:.0f} MB and must be unpacked whole. Save it "
            "again as a tiled GeoTIFF, 256 x 256.",
            name=name,
            size=size / 1e6,
        )
        raise InputError([problem])


def band_problems(name: str, dataset: rasterio.DatasetReader, band: int) -> list[str]:
    """Say why a band cannot be a grid of people: missing, an image, classes, or no grid at all.

    Parameters
    ----------
    name
        Of the file, for the messages.
    dataset
        The open file.
    band
        Number of the band, from 1.
    """
    if not 1 <= band <= dataset.count:
        return [
            lazy_gettext(
                "{name} has no band {band}; choose 1 to {count}.",
                name=name,
                band=band,
                count=dataset.count,
            )
        ]
    problems = []
    meaning = dataset.colorinterp[band - 1]
    if meaning == ColorInterp.palette:
        problems.append(lazy_gettext("holds classes with a colour palette, not numbers of people"))
    elif meaning in _COLOURS:
        problems.append(lazy_gettext("is a colour picture (RGB), not numbers of people"))
    elif meaning == ColorInterp.alpha:
        problems.append(
            lazy_gettext("band {band} is a transparency channel; choose another band", band=band)
        )
    if dataset.tags(band).get("LAYER_TYPE", "").lower() == "thematic":
        problems.append(lazy_gettext("holds classes (thematic), not numbers of people"))
    if "complex" in dataset.dtypes[band - 1]:
        problems.append(lazy_gettext("holds complex numbers, not numbers of people"))
    if list(transform_problems(dataset.transform)):
        problems.append(
            lazy_gettext(
                "its grid is rotated; save it again (warp) with rows and columns along the axes"
            )
        )
    elif dataset.transform == rasterio.Affine.identity():
        problems.append(
            lazy_gettext("is not georeferenced; save it again as a GeoTIFF with its place")
        )
    return [f"{name}: {problem}." for problem in problems]


def raster_crs(
    name: str, dataset: rasterio.DatasetReader, stated: pyproj.CRS | None
) -> pyproj.CRS:
    """Return the coordinate system: the stated one, or the file's own if it can be right.

    Raises
    ------
    InputError
        If the file names none and none is stated, or the numbers cannot be in that system.
    """
    crs = stated or own_crs(dataset)
    bounds = grid_bounds(dataset.transform, dataset.shape)
    if crs is None:
        problem = lazy_gettext(
            "{name} does not state its coordinate system. {hint} (crs=, --crs).",
            name=name,
            hint=_hint(bounds),
        )
        raise InputError([problem])
    small = -181 <= bounds[0] <= bounds[2] <= 361 and -91 <= bounds[1] <= bounds[3] <= 91
    if not (crs.is_geographic or crs.is_projected) or crs.is_geographic != small:
        problem = lazy_gettext(
            "{name}: its coordinates ({bounds}) cannot be in {crs}. {hint} (crs=, --crs).",
            name=name,
            bounds=_box(bounds),
            crs=crs.name,
            hint=_hint(bounds),
        )
        raise InputError([problem])
    return crs


def own_crs(dataset: rasterio.DatasetReader) -> pyproj.CRS | None:
    """Return the coordinate system that the file names; None if it names none that is known."""
    if dataset.crs is None:
        return None
    try:
        return pyproj.CRS.from_wkt(dataset.crs.to_wkt()).to_2d()
    except (pyproj.exceptions.CRSError, CRSError):
        return None


def _hint(bounds: Bounds) -> str:
    """Say which system the bare numbers look like."""
    west, south, east, north = bounds
    if -181 <= west <= east <= 361 and -91 <= south <= north <= 91:
        return lazy_gettext("The numbers are degrees: state EPSG:4326 if they are WGS 84")
    hint = metre_crs_hint(np.array([(west + east) / 2]), np.array([(south + north) / 2]))
    if hint:
        return lazy_gettext("The numbers look like {hint}: state the right EPSG code", hint=hint)
    return lazy_gettext("State the right EPSG code")


def extent_text(bounds: Bounds, crs: pyproj.CRS) -> str:
    """Write an extent in degrees, or in its own numbers where it has none."""
    move = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    degrees = move.transform_bounds(*bounds)
    return _box(degrees if np.isfinite(degrees).all() else bounds)


def _box(bounds: Bounds) -> str:
    west, south, east, north = (f"{value:.6g}" for value in bounds)
    return lazy_gettext(
        "x {west} to {east}, y {south} to {north}",
        west=west,
        east=east,
        south=south,
        north=north,
    )
