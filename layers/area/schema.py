"""What the thematic layers must look like: pandera schemas, and one function that applies them.

Every rule stands here once. Columns that no schema names are allowed and left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
import pyproj
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from spatial.errors import InputError
from spatial.limits import LATITUDE, LONGITUDE
from spatial.wording import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

CRS: Final = "EPSG:4326"
Precision = Literal["surveyed", "published", "map view", "village point", "town point"]
PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)
OFFICE_KINDS: Final = ("disnaker", "blk", "bp3mi", "bbpvp", "ltsa")
SERVICE_KINDS: Final = (
    "balai latihan",
    "sekolah",
    "perpustakaan",
    "rumah baca",
    "kesehatan",
    "bank",
    "bpr",
    "atm",
    "bmt",
    "koperasi",
    "pos",
    "lainnya",
)
"""Kinds of facilities beside labour offices and markets (Indonesian, as files name them)."""
ONEWAY: Final = (True, False, "yes", "no", "true", "false", "1", "-1", "0", "reversible")


_FITTING: Final[dict[str, tuple[str, str, Sequence[str]]]] = {}
"""Per check that lists what fits: the text for the catalogues, what joins the list, the list."""


def _each(rule: Callable[[Any], bool], error: str) -> pa.Check:
    """Check single values that are not null; `_about` completes the words of `error`."""
    return pa.Check(lambda s: s.map(rule, na_action="ignore").astype(bool), error=error)


def _listing(error: str, between: str, fitting: Sequence[str]) -> str:
    """Give the error of a check its list of what fits, which is no part of the translation."""
    key = f"{error} {fitting}"
    _FITTING[key] = (error, between, fitting)
    return key


def _one_of(allowed: tuple[object, ...]) -> pa.Check:
    words = [str(value) for value in allowed]
    error = _listing(N_("{column} is '{value}'; expected one of {fitting}"), ", ", words)
    return _each(lambda v: str(v) in words, error)


def _misplaced(shape: BaseGeometry) -> str:
    """Say what is wrong with the coordinates of `shape`; nothing if it lies in Indonesia."""
    west, south, east, north = shape.bounds
    spans = (
        (_("latitude"), south, north, *LATITUDE),
        (_("longitude"), west, east, *LONGITUDE),
    )
    problems = []
    for word, low, high, least, most in spans:
        if not least <= low <= high <= most and not shape.is_empty:
            value = low if low < least else high
            problems.append(
                _("{word} {value:.10g} lies outside Indonesia ({least:g} to {most:g})").format(
                    word=word, value=value, least=least, most=most
                )
            )
    if south >= LONGITUDE[0] and LATITUDE[0] <= west <= east <= LATITUDE[1]:
        problems[1:] = [_("latitude and longitude look swapped")]
    return "; ".join(problems)


_TEXT: Final = _each(lambda v: isinstance(v, str), N_("{column} is {value}; expected text"))
_FILLED: Final = _each(lambda v: str(v).strip() != "", N_("{column} is empty"))
_FLAG: Final = _each(
    lambda v: isinstance(v, bool), N_("{column} is {value}; expected true or false")
)
_COUNT: Final = _each(
    lambda v: isinstance(v, int | float) and v >= 0,
    N_("{column} is {value}; expected 0 or more"),
)
_UNIQUE: Final = pa.Check(
    lambda s: ~s.astype(str).duplicated(), error=N_("{column} was used before")
)
_PLACE: Final = _each(lambda v: not _misplaced(v), "{place}")


def _filled(*more: pa.Check) -> pa.Column:
    return pa.Column(checks=[_TEXT, _FILLED, *more])


def _optional(*checks: pa.Check, required: bool = False) -> pa.Column:
    return pa.Column(checks=list(checks), nullable=True, required=required)


def _geometry(*types: str) -> pa.Column:
    error = _listing(N_("geometry is a {type}; expected {fitting}"), N_(" or "), types)
    kind = _each(lambda v: v.geom_type in types, error)
    filled = _each(lambda v: not v.is_empty, N_("geometry is empty"))
    valid = _each(lambda v: v.is_valid, N_("geometry is not valid: {reason}"))
    return pa.Column(checks=[kind, filled, valid, _PLACE])


_COMMON: Final = {"name": _filled(), "source": _filled(), "note": _optional(_TEXT)}
POINTS: Final = pa.DataFrameSchema(
    {
        "id": _filled(_UNIQUE),
        **_COMMON,
        "regency": _optional(_TEXT, required=True),
        "kind": _filled(),
        "district": _optional(_TEXT, required=True),
        "precision": pa.Column(checks=_one_of(PRECISIONS)),
        "geometry": _geometry("Point"),
    },
)
VILLAGES: Final = POINTS.add_columns(
    {"desmigratif": pa.Column(checks=_FLAG), "status": _optional(_TEXT), "year": _optional(_COUNT)}
)
OFFICES: Final = POINTS.add_columns(
    {
        "kind": pa.Column(checks=_one_of(OFFICE_KINDS)),
        "address": _optional(_TEXT),
        "confirmed": pa.Column(checks=_FLAG, required=False),
    }
)
MARKETS: Final = POINTS.add_columns({"address": _optional(_TEXT)})
SERVICES: Final = POINTS.add_columns(
    {"kind": pa.Column(checks=_one_of(SERVICE_KINDS)), "address": _optional(_TEXT)}
)
BOUNDARIES: Final = pa.DataFrameSchema(
    {
        "code": _filled(_UNIQUE),
        **_COMMON,
        "regency": _optional(_TEXT, required=True),
        **{name: _optional(_COUNT) for name in ("area_km2", "people_2010", "people_2019")},
        "precision": _optional(_TEXT, required=True),
        "geometry": _geometry("Polygon", "MultiPolygon"),
    },
)
VILLAGE_AREAS: Final = pa.DataFrameSchema(
    {
        "code": _filled(_UNIQUE),
        "name": _filled(),
        "source": _filled(),
        "level": pa.Column(checks=_one_of(("village", "district", "regency"))),
        "district": _optional(_TEXT, required=True),
        "regency": _optional(_TEXT, required=True),
        "geometry": _geometry("Polygon", "MultiPolygon"),
    },
)
ROADS: Final = pa.DataFrameSchema(
    {
        "id": pa.Column(checks=[_TEXT, _FILLED, _UNIQUE], required=False),
        "name": _optional(_TEXT, required=True),
        "highway": _filled(),
        "oneway": _optional(_one_of(ONEWAY)),
        **{name: _optional() for name in ("maxspeed", "layer", "bridge", "tunnel")},
        "geometry": _geometry("LineString", "MultiLineString"),
    },
)
SCHEMAS: Final = {
    N_("points"): POINTS,
    N_("villages"): VILLAGES,
    N_("offices"): OFFICES,
    N_("markets"): MARKETS,
    N_("services"): SERVICES,
    N_("boundaries"): BOUNDARIES,
    N_("village_areas"): VILLAGE_AREAS,
    N_("roads"): ROADS,
}


def validate(frame: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """Check a whole layer and report every problem at once.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The layer, in degrees (EPSG:4326). Its index does not matter.
    layer : str
        One of the keys of `SCHEMAS`, for instance ``"villages"``.

    Returns
    -------
    geopandas.GeoDataFrame
        `frame` itself, unchanged.

    Raises
    ------
    InputError
        If anything is wrong: one sentence per problem. Row 1 is the first row of data.
    """
    schema = SCHEMAS[layer]
    repeated = frame.columns[frame.columns.duplicated()].unique()
    problems = [_("column {name} appears more than once").format(name=name) for name in repeated]
    crs: Any = frame.crs if frame.active_geometry_name == "geometry" else pyproj.CRS(CRS)
    degrees = crs is None or crs.equals(CRS, ignore_axis_order=True)
    if crs is None or not degrees:
        found = _("missing") if crs is None else crs.name
        problems.append(
            _("the coordinate system is {found}; expected {crs} (longitude, latitude)").format(
                found=found, crs=CRS
            )
        )
    if repeated.empty:
        problems += _problems(frame, schema, degrees=degrees)
    if problems:
        raise InputError(problems)
    return frame


def of_layer(layer: str, problems: Iterable[str]) -> list[str]:
    """Say of which layer the problems are, in the user's words for the layers of `SCHEMAS`."""
    word = _(layer)
    return [f"{word}: {problem}" for problem in problems]


def empty(layer: str) -> gpd.GeoDataFrame:
    """Return a layer without rows: the columns that its schema requires, EPSG:4326."""
    columns = [n for n, column in SCHEMAS[layer].columns.items() if column.required]
    names = [str(name) for name in columns if name != "geometry"]
    return gpd.GeoDataFrame({n: pd.Series(dtype=object) for n in names}, geometry=[], crs=CRS)


def _problems(frame: gpd.GeoDataFrame, schema: pa.DataFrameSchema, *, degrees: bool) -> list[str]:
    """List what pandera finds: missing columns first, then row by row."""
    rows = frame.reset_index(drop=True)
    if frame.active_geometry_name != "geometry":
        rows = pd.DataFrame(rows).drop(columns="geometry", errors="ignore")
    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    cases = cases[degrees | (cases["check"] != _PLACE.error)]
    missing = cases["failure_case"][cases["index"].isna()]
    single = cases[cases["index"].notna()].sort_values("index", kind="stable")
    return [_("column {name} is missing").format(name=name) for name in missing] + [
        _about(rows.iloc[int(row)], column, check)
        for row, column, check in single[["index", "column", "check"]].to_numpy()
    ]


def _about(row: pd.Series[Any], column: str, check: str) -> str:
    """Complete the sentence of a failed check with what the row holds."""
    value = row[column]
    words = {"column": column, "value": f"{value!s:.60}"}
    if isinstance(value, BaseGeometry):
        words |= {"type": value.geom_type, "reason": explain_validity(value)}
        words["place"] = _misplaced(value)
    names = [f" ({key} {row[key]:.60})" for key in ("id", "code") if isinstance(row.get(key), str)]
    text, between, fitting = _FITTING.get(check, (check, "", ()))
    text = "{column} is empty" if check == "not_nullable" else text
    return _("row {row}{names}: {text}").format(
        row=int(str(row.name)) + 1,
        names="".join(names[:1]),
        text=_(text).format(**words, fitting=_(between).join(fitting)),
    )
