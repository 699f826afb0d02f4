"""Each rule of the schemas has an example that breaks it, and the sentence that says so."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from layers.area.schema import SCHEMAS, validate
from spatial.errors import InputError
from spatial.limits import LATITUDE, LONGITUDE

POINT = Point(110.7, -6.98)


def points(rows=1, **columns):
    """Return a valid layer of villages, offices and markets alike, with `columns` replaced."""
    values = {
        "id": [f"33.21.14.20{i:02d}" for i in range(1, rows + 1)],
        "name": ["Megonten"] * rows,
        "kind": ["disnaker"] * rows,
        "regency": ["Kabupaten Demak"] * rows,
        "district": [None] * rows,
        "source": ["a published list"] * rows,
        "precision": ["village point"] * rows,
        "desmigratif": [True] * rows,
        "geometry": [POINT] * rows,
    }
    return gpd.GeoDataFrame(values | columns, crs="EPSG:4326")


def boundaries(*shapes, **columns):
    values = {
        "code": [f"33.21.{i:02d}" for i in range(1, len(shapes) + 1)],
        "name": ["Kebonagung"] * len(shapes),
        "regency": ["Kabupaten Demak"] * len(shapes),
        "source": ["a published list"] * len(shapes),
        "precision": ["generalised"] * len(shapes),
    }
    return gpd.GeoDataFrame(values | columns, geometry=list(shapes), crs="EPSG:4326")


def roads(**columns):
    line = LineString([(110.7, -6.9), (110.8, -7.0)])
    lines = [line, MultiLineString([line])]
    values = {"name": [None, "Jalan Pemuda"], "highway": ["tertiary", "trunk"], "geometry": lines}
    return gpd.GeoDataFrame(values | columns, crs="EPSG:4326")


def problems(frame, layer):
    with pytest.raises(InputError) as caught:
        validate(frame, layer)
    return list(caught.value.problems)


@pytest.mark.parametrize("layer", ["points", "villages", "offices", "markets"])
def test_valid_points_come_back_as_they_are(layer):
    frame = points(3, own_column=[1, 2, 3])
    assert validate(frame, layer) is frame


def test_valid_boundaries_and_roads_come_back_as_they_are():
    areas = boundaries(box(110, -7, 111, -6), MultiPolygon([box(110, -7, 111, -6)]))
    lines = roads(oneway=[True, "-1"], maxspeed=["40", None], layer=[1, 0], bridge=["yes", None])
    assert validate(areas, "boundaries") is areas
    assert validate(lines, "roads") is lines


def test_an_empty_layer_with_all_columns_is_valid():
    assert validate(points().iloc[:0], "villages").empty


def test_unknown_layer_is_a_key_error():
    with pytest.raises(KeyError):
        validate(points(), "rivers")


@pytest.mark.parametrize("column", ["id", "name", "kind", "source", "precision"])
def test_empty_value(column):
    sentences = problems(points(2, **{column: ["village point", None]}), "points")
    label = "" if column == "id" else " (id 33.21.14.2002)"
    assert f"row 2{label}: {column} is empty" in sentences


@pytest.mark.parametrize("column", ["id", "name", "kind", "source"])
def test_blank_value(column):
    sentences = problems(points(**{column: ["  "]}), "points")
    assert [text.split(": ")[1] for text in sentences] == [f"{column} is empty"]


@pytest.mark.parametrize("column", ["id", "name", "kind", "regency", "district", "source"])
def test_number_where_text_belongs(column):
    label = "" if column == "id" else " (id 33.21.14.2001)"
    found = problems(points(**{column: [3321]}), "points")
    assert found == [f"row 1{label}: {column} is 3321; expected text"]


def test_id_used_twice_is_reported_at_the_second_row():
    found = problems(points(3, id=["a", "b", "a"]), "points")
    assert found == ["row 3 (id a): id was used before"]


def test_list_as_a_value_is_reported_not_raised():
    found = problems(points(id=[["a", "b"]], precision=[["x", "y"]]), "points")
    assert found[0] == "row 1: id is ['a', 'b']; expected text"
    assert found[1].startswith("row 1: precision is '['x', 'y']'; expected one of surveyed")


def test_unknown_precision():
    assert problems(points(precision=["good"]), "points") == [
        (
            "row 1 (id 33.21.14.2001): precision is 'good'; "
            "expected one of surveyed, published, map view, village point, town point"
        ),
    ]


def test_unknown_kind_of_office_is_wrong_for_offices_only():
    frame = points(kind=["kiosk"])
    assert validate(frame, "markets") is frame
    assert problems(frame, "offices") == [
        (
            "row 1 (id 33.21.14.2001): kind is 'kiosk'; "
            "expected one of disnaker, blk, bp3mi, bbpvp, ltsa"
        ),
    ]


@pytest.mark.parametrize(
    ("layer", "column"), [("villages", "desmigratif"), ("offices", "confirmed")]
)
def test_flag_must_be_true_or_false(layer, column):
    found = problems(points(**{column: ["ya"]}), layer)
    assert found == [f"row 1 (id 33.21.14.2001): {column} is ya; expected true or false"]


@pytest.mark.parametrize("year", ["2017", -1])
def test_year_must_be_a_number(year):
    found = problems(points(year=[year]), "villages")
    assert found == [f"row 1 (id 33.21.14.2001): year is {year}; expected 0 or more"]


def test_missing_columns_come_first_and_all_at_once():
    frame = points(name=[" "]).drop(columns=["source", "desmigratif"])
    assert problems(frame, "villages") == [
        "column source is missing",
        "column desmigratif is missing",
        "row 1 (id 33.21.14.2001): name is empty",
    ]


def test_column_that_appears_twice():
    frame = points()
    assert problems(pd.concat([frame, frame[["name"]]], axis=1), "points") == [
        "column name appears more than once",
    ]


def test_missing_crs():
    assert problems(points().set_crs(None, allow_override=True), "points") == [
        "the coordinate system is missing; expected EPSG:4326 (longitude, latitude)",
    ]


def test_projected_crs_is_one_problem_not_one_per_row():
    assert problems(points(3).to_crs("EPSG:32749"), "points") == [
        "the coordinate system is WGS 84 / UTM zone 49S; expected EPSG:4326 (longitude, latitude)",
    ]


def test_crs84_is_the_same_degrees():
    frame = points().to_crs("OGC:CRS84")
    assert validate(frame, "points") is frame


@pytest.mark.parametrize(
    "frame",
    [
        gpd.GeoDataFrame(pd.DataFrame(points().drop(columns="geometry"))),
        points().rename_geometry("geom"),
    ],
    ids=["none", "other name"],
)
def test_missing_geometry_column(frame):
    assert problems(frame, "points") == ["column geometry is missing"]


def test_swapped_latitude_and_longitude_are_named_as_such():
    frame = points(17, geometry=[POINT] * 16 + [Point(-7, 110.5)])
    assert problems(frame, "villages") == [
        (
            "row 17 (id 33.21.14.2017): latitude 110.5 lies outside Indonesia (-11.1 to 6.5); "
            "latitude and longitude look swapped"
        ),
    ]


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (110, 52.37, "latitude 52.37 lies outside Indonesia (-11.1 to 6.5)"),
        (110, -11.101, "latitude -11.101 lies outside Indonesia (-11.1 to 6.5)"),
        (4.9, -7, "longitude 4.9 lies outside Indonesia (94.9 to 141.1)"),
        (
            0,
            51.5,
            (
                "latitude 51.5 lies outside Indonesia (-11.1 to 6.5); "
                "longitude 0 lies outside Indonesia (94.9 to 141.1)"
            ),
        ),
    ],
)
def test_point_outside_indonesia(x, y, words):
    found = problems(points(geometry=[Point(x, y)]), "points")
    assert found == [f"row 1 (id 33.21.14.2001): {words}"]


def test_limits_are_inclusive():
    corners = [Point(x, y) for x in LONGITUDE for y in LATITUDE]
    assert len(validate(points(4, geometry=corners), "points")) == 4


def test_swapped_line_and_area():
    line = LineString([(-6.9, 110.7), (-7.0, 110.8)])
    area = box(-7, 110, -6, 111)
    assert problems(roads(geometry=[line, line]), "roads")[0] == (
        "row 1: latitude 110.8 lies outside Indonesia (-11.1 to 6.5); "
        "latitude and longitude look swapped"
    )
    assert problems(boundaries(area), "boundaries") == [
        (
            "row 1 (code 33.21.01): latitude 111 lies outside Indonesia (-11.1 to 6.5); "
            "latitude and longitude look swapped"
        ),
    ]


@pytest.mark.parametrize("shape", [None, Point()], ids=["null", "empty"])
def test_empty_geometry(shape):
    found = problems(points(2, geometry=[POINT, shape]), "points")
    assert found == ["row 2 (id 33.21.14.2002): geometry is empty"]


def test_point_that_is_not_a_number():
    found = problems(points(geometry=[Point(float("nan"), -7)]), "points")
    assert found[-1] == (
        "row 1 (id 33.21.14.2001): longitude nan lies outside Indonesia (94.9 to 141.1)"
    )


@pytest.mark.parametrize(
    ("frame", "layer", "words"),
    [
        (points(geometry=[box(110, -7, 111, -6)]), "points", "Polygon; expected Point"),
        (boundaries(POINT), "boundaries", "Point; expected Polygon or MultiPolygon"),
        (roads(geometry=[POINT] * 2), "roads", "Point; expected LineString or MultiLineString"),
    ],
)
def test_wrong_type_of_geometry(frame, layer, words):
    assert problems(frame, layer)[0].endswith(f": geometry is a {words}")


def test_ring_that_crosses_itself():
    bow = Polygon([(110, -7), (111, -8), (111, -7), (110, -8)])
    assert problems(boundaries(bow), "boundaries") == [
        "row 1 (code 33.21.01): geometry is not valid: Self-intersection[110.5 -7.5]",
    ]


@pytest.mark.parametrize("value", ["many", -5])
def test_people_must_be_a_number(value):
    frame = boundaries(box(110, -7, 111, -6), people_2019=[value])
    assert problems(frame, "boundaries") == [
        f"row 1 (code 33.21.01): people_2019 is {value}; expected 0 or more",
    ]


def test_code_of_boundary_used_twice():
    square = box(110, -7, 111, -6)
    found = problems(boundaries(square, square, code=["33.21.01"] * 2), "boundaries")
    assert found == ["row 2 (code 33.21.01): code was used before"]


def test_road_rules():
    found = problems(
        roads(highway=["", "trunk"], oneway=["yes", "perhaps"], id=["r1"] * 2), "roads"
    )
    assert found[0] == "row 1 (id r1): highway is empty"
    assert found[1] == "row 2 (id r1): id was used before"
    assert found[2].startswith("row 2 (id r1): oneway is 'perhaps'; expected one of True, False")


def test_rows_are_counted_whatever_the_index():
    frame = points(2, name=["Megonten", ""]).set_index(pd.Index([7, 7]))
    assert problems(frame, "points") == ["row 2 (id 33.21.14.2002): name is empty"]


def test_braces_in_a_value_are_only_text():
    found = problems(points(precision=["{column}"]), "points")
    assert "precision is '{column}';" in found[0]


def test_long_values_are_cut():
    assert len(problems(points(precision=["x" * 10_000]), "points")[0]) < 250


def test_message_holds_every_problem_on_its_own_line():
    with pytest.raises(InputError) as caught:
        validate(points(2, name=["", ""]), "points")
    assert str(caught.value).splitlines() == list(caught.value.problems)
    assert len(caught.value.problems) == 2


def test_every_schema_takes_columns_it_does_not_know():
    assert not any(schema.strict for schema in SCHEMAS.values())
