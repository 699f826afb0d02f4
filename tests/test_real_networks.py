"""Real road networks: the program against an independent computation with networkx."""

import json
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import pyproj
import pytest
import shapely

import cli
from layers.imports.checked_points import PointFile, read_points
from layers.imports.roads import read_roads
from spatial.access import nearest as access
from spatial.routing import modes as travel
from spatial.routing import speed_classes
from spatial.routing.travel import Travel

pytestmark = [pytest.mark.real, pytest.mark.slow]

GEOD = pyproj.Geod(ellps="WGS84")
UTM_51S = pyproj.Transformer.from_crs(4326, 32751, always_xy=True)
"""All three areas lie in one zone."""

MAX_LEG_M = 2000
AT_ONE_PLACE_M = 0.001


@dataclass(frozen=True)
class Area:
    name: str
    origins: str
    heading: str
    separator: str
    decimal: str
    facilities: tuple[tuple[str, str, float, float], ...]
    villages: int
    unreachable: int
    off_network: int
    passed_over: list[str]


LEMBATA = Area(
    name="lembata",
    origins="polygons",
    heading="Kode;Nama;Bujur;Lintang",
    separator=";",
    decimal=",",
    facilities=(
        ("L-1", "Lewoleba", 123.4181, -8.3850),
        ("L-2", "Wairiang", 123.8835, -8.2262),
        ("L-3", "Loang", 123.3291, -8.4597),
        ("L-4", "Wulandoni; pantai", 123.4303, -8.5419),
    ),
    villages=151,
    unreachable=0,
    off_network=17,
    passed_over=[],
)
ALOR = Area(
    name="alor",
    origins="table",
    heading="kode,nama,lintang,bujur",
    separator=",",
    decimal=".",
    facilities=(
        ("A-1", "Kalabahi", 124.5214, -8.2193),
        ("A-2", "Maritaing", 125.1261, -8.2916),
        ("A-3", "Pulau Pura", 124.3690, -8.2905),
    ),
    villages=175,
    unreachable=44,
    off_network=18,
    passed_over=["Orgen"],
)
KENDARI = Area(
    name="kota_kendari",
    origins="table",
    heading="NAMA\tBUJUR\tLINTANG\tKODE",
    separator="\t",
    decimal=",",
    facilities=(
        ("K-1", "Mandonga", 122.5140, -3.9668),
        ("K-2", "Abeli", 122.5898, -3.9934),
        ("K-3", "Baruga", 122.4981, -4.0307),
        ("K-4", "Kandai", 122.5766, -3.9713),
        ("K-5", "Kambu", 122.5260, -4.0005),
    ),
    villages=64,
    unreachable=0,
    off_network=3,
    passed_over=["Labibia", "Wundudopi"],
)
AREAS = {area.name: area for area in (LEMBATA, ALOR, KENDARI)}


def write_facilities(area, path):
    """One file per habit: semicolons and decimal commas, columns in any order, tabs."""
    kinds = {"kode": 0, "nama": 1, "bujur": 2, "lintang": 3}
    order = [kinds[word.lower()] for word in area.heading.split(area.separator)]
    rows = [area.heading]
    for facility in area.facilities:
        cells = [str(facility[k]) if k < 2 else f"{facility[k]}" for k in order]
        cells = [
            cell.replace(".", area.decimal) if k >= 2 else cell
            for k, cell in zip(order, cells, strict=True)
        ]
        rows.append(
            area.separator.join(f'"{cell}"' if area.separator in cell else cell for cell in cells)
        )
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def write_origins(area, villages, source, folder):
    if area.origins == "polygons":
        return source
    path = folder / "desa.csv"
    villages[["kode", "nama", "rep_lng", "rep_lat"]].set_axis(
        ["kode_desa", "nama_desa", "bujur", "lintang"], axis=1
    ).to_csv(path, index=False)
    return path


def village_points(area, villages):
    if area.origins == "polygons":
        inside = shapely.point_on_surface(shapely.make_valid(villages.geometry.to_numpy()))
        return shapely.get_coordinates(inside)
    return villages[["rep_lng", "rep_lat"]].to_numpy()


@dataclass(frozen=True)
class OnRoad:
    """A point's candidates: directed edges, equally near, and the share of each before it."""

    edges: np.ndarray
    share: np.ndarray
    leg_m: float


class Reference:
    """Trips by networkx, on the directed multigraph as osmnx saved it."""

    def __init__(self, path):
        graph = ox.load_graphml(path)
        rows = []
        for u, v, data in graph.edges(data=True):
            ends = [(graph.nodes[n]["x"], graph.nodes[n]["y"]) for n in (u, v)]
            line = data.get("geometry", shapely.LineString(ends))
            rows.append((u, v, data["length"], self._kmh(data), line))
        self.u, self.v, length, kmh, lines = (list(column) for column in zip(*rows, strict=True))
        self.metres = np.array(length)
        self.seconds = self.metres / (np.array(kmh) / 3.6)
        assert min(kmh) > 0, "a road closed to cars would need care"
        self.lines = np.array(
            [shapely.LineString(np.column_stack(UTM_51S.transform(*line.xy))) for line in lines]
        )

    @staticmethod
    def _kmh(data):
        """Speed of a car: slowest class, or the lowest tagged limit under the class's cap."""
        classes = data["highway"] if isinstance(data["highway"], list) else [data["highway"]]
        rows = [speed_classes.ROAD_CLASSES[c] for c in classes if c in speed_classes.ROAD_CLASSES]
        tags = data.get("maxspeed", [])
        limits = [float(tag) for tag in (tags if isinstance(tags, list) else [tags])]
        if limits:
            return min(limits + [row.cap for row in rows])
        return min([row.car for row in rows], default=travel.UNKNOWN_CLASS_KMH["car"])

    @cached_property
    def graph(self):
        return nx.DiGraph(zip(self.u, self.v, strict=True))

    @cached_property
    def whole(self):
        return self.graph.to_undirected()

    def core(self, nodes=None):
        """Nodes of the longest strongly connected piece, of all roads or of those at some nodes.

        A two-way road is two directed edges here and counts twice; the longest piece has nearly
        all roads, so that this does not matter.
        """
        part = self.graph if nodes is None else self.graph.subgraph(nodes)
        pieces = list(nx.strongly_connected_components(part))
        number = {n: i for i, piece in enumerate(pieces) for n in piece}
        metres = np.zeros(len(pieces))
        for u, v, m in zip(self.u, self.v, self.metres, strict=True):
            if u in number and number[u] == number.get(v):
                metres[number[u]] += m
        return pieces[metres.argmax()]

    def serving(self, ends):
        """Find the edges from which the main core or the edge of a facility can be reached.

        A boolean per directed edge; a facility is one of `ends`, reached from the first node of
        its edges.
        """
        back = nx.DiGraph(zip(self.v, self.u, strict=True))
        back.add_edges_from(("goal", n) for n in self.core())
        back.add_edges_from(("goal", self.u[e]) for end in ends for e in end.edges)
        able = nx.descendants(back, "goal")
        serving = np.array([v in able for v in self.v])
        serving[[e for end in ends for e in end.edges]] = True
        return serving

    def tied(self, lon, lat, serving):
        """Find the nearest edges of a point, or the nearest serving ones within reach."""
        nearest = self.on_road(lon, lat)
        if serving[nearest.edges].any() or nearest.leg_m > MAX_LEG_M:
            return nearest
        other = self.on_road(lon, lat, serving)
        return other if other.leg_m <= MAX_LEG_M else nearest

    def facility(self, lon, lat):
        """Find the nearest edges of a facility that can be reached from the core of its part.

        None of the facilities lies on a scrap: their parts have more than 2 km of road.
        """
        nearest = self.on_road(lon, lat)
        own = nx.node_connected_component(self.whole, self.u[nearest.edges[0]])
        inside = np.array([u in own for u in self.u])
        assert self.metres[inside].sum() / 2 > MAX_LEG_M
        core = self.core(own)
        reached = core | nx.descendants(self.graph, next(iter(core)))
        open_edges = inside & np.array([u in reached for u in self.u])
        if open_edges[nearest.edges].any() or nearest.leg_m > MAX_LEG_M:
            return nearest
        return self.on_road(lon, lat, open_edges)

    def on_road(self, lon, lat, allowed=None):
        """Measure the distance to every edge; keep all within a millimetre of the least."""
        point = shapely.Point(UTM_51S.transform(lon, lat))
        away = shapely.distance(self.lines, point)
        if allowed is not None:
            away = np.where(allowed, away, np.inf)
        edges = np.flatnonzero(away <= away.min() + AT_ONE_PLACE_M)
        share = shapely.line_locate_point(self.lines[edges], point, normalized=True)
        place = shapely.line_interpolate_point(self.lines[edges[0]], share[0], normalized=True)
        back = UTM_51S.transform(place.x, place.y, direction="INVERSE")
        return OnRoad(edges, share, GEOD.inv(lon, lat, *back)[2])

    def costs(self, origins, destinations, weight):
        """(o, d) least cost along the roads; NaN where there is no way."""
        back = self._with_points(origins, destinations, weight).reverse(copy=False)
        out = np.full((len(origins), len(destinations)), np.nan)
        for j in range(len(destinations)):
            found = nx.single_source_dijkstra_path_length(back, ("d", j), weight="cost")
            out[:, j] = [found.get(("o", i), np.nan) for i in range(len(origins))]
        return out

    def _with_points(self, origins, destinations, weight):
        """Roads and points as one graph.

        Origins only have arcs out and destinations only arcs in, so that no trip passes through
        a point.
        """
        arcs = list(zip(self.u, self.v, weight, strict=True))
        for i, point in enumerate(origins):
            rest = (1 - point.share) * weight[point.edges]
            arcs += [(("o", i), self.v[e], r) for e, r in zip(point.edges, rest, strict=True)]
        for j, point in enumerate(destinations):
            part = point.share * weight[point.edges]
            arcs += [(self.u[e], ("d", j), p) for e, p in zip(point.edges, part, strict=True)]
        for i, start in enumerate(origins):
            for j, end in enumerate(destinations):
                edges, a, b = np.intersect1d(start.edges, end.edges, return_indices=True)
                along = (end.share[b] - start.share[a]) * weight[edges]
                arcs += [(("o", i), ("d", j), cost) for cost in along[along >= 0]]
        graph = nx.DiGraph()
        for a, b, cost in sorted(arcs, key=lambda arc: -arc[2]):
            graph.add_edge(a, b, cost=cost)
        return graph


@dataclass(frozen=True)
class Case:
    """One area: its files, what the program is asked, and the answers of the reference."""

    area: Area
    roads: object
    origins: object
    destinations: object
    codes: list[str]
    points: np.ndarray
    folder: object

    @cached_property
    def reference(self):
        return Reference(self.roads)

    @cached_property
    def starts(self):
        serving = self.reference.serving(self.ends)
        return [self.reference.tied(*point, serving) for point in self.points]

    @cached_property
    def nearest_m(self):
        return np.array([self.reference.on_road(*point).leg_m for point in self.points])

    @cached_property
    def ends(self):
        return [self.reference.facility(*facility[2:]) for facility in self.area.facilities]

    @cached_property
    def access_m(self):
        return np.array([point.leg_m for point in self.starts])

    @cached_property
    def egress_m(self):
        return np.array([point.leg_m for point in self.ends])

    @cached_property
    def total_m(self):
        roads = self.reference.costs(self.starts, self.ends, self.reference.metres)
        return self._near(self.access_m[:, None] + roads + self.egress_m)

    @cached_property
    def total_minutes(self):
        roads = self.reference.costs(self.starts, self.ends, self.reference.seconds)
        legs = (self.access_m[:, None] + self.egress_m) / (travel.LEG_KMH / 3.6)
        return self._near((roads + legs) / 60)

    def _near(self, totals):
        near = (self.access_m[:, None] <= MAX_LEG_M) & (self.egress_m <= MAX_LEG_M)
        return np.where(near, totals, np.nan)

    @cached_property
    def status(self):
        reached = np.where(np.isfinite(self.total_m).any(axis=1), "ok", "unreachable")
        return np.where(self.access_m <= MAX_LEG_M, reached, "off_network")

    def run(self, *options):
        out = self.folder / "hasil.csv"
        files = {"roads": self.roads, "origins": self.origins, "destinations": self.destinations}
        named = [word for name, path in files.items() for word in (f"--{name}", str(path))]
        assert cli.main(["access", "--mode", "car", *named, *options, "--out", str(out)]) == 0
        return pd.read_csv(out, dtype={"origin_id": str, "destination_id": str})

    @cached_property
    def by_distance(self):
        return self.run("--cost", "distance", "--routes", str(self.folder / "rute.geojson"))

    @cached_property
    def network(self):
        return read_roads(self.roads).network

    @cached_property
    def layers(self):
        return tuple(
            read_points(PointFile(path)).points for path in (self.origins, self.destinations)
        )


@pytest.fixture(scope="module", params=sorted(AREAS))
def case(request, real_data, tmp_path_factory):
    area = AREAS[request.param]
    folder = tmp_path_factory.mktemp(area.name)
    source = real_data / "villages" / f"{area.name}.gpkg"
    villages = gpd.read_file(source)
    return Case(
        area=area,
        roads=real_data / "osm" / f"{area.name}_drive_2024-08.graphml",
        origins=write_origins(area, villages, source, folder),
        destinations=write_facilities(area, folder / "kantor.csv"),
        codes=list(villages["kode"]),
        points=village_points(area, villages),
        folder=folder,
    )


def least(values):
    return np.nanmin(np.where(np.isnan(values), np.inf, values), axis=1)


def test_every_village_has_the_status_of_the_reference(case):
    table = case.by_distance
    assert list(table["origin_id"]) == case.codes
    assert len(case.codes) == case.area.villages
    np.testing.assert_array_equal(table["status"], case.status)
    assert (table["status"] == "unreachable").sum() == case.area.unreachable
    assert (table["status"] == "off_network").sum() == case.area.off_network
    numbers = table.loc[table["status"] != "ok", access.NUMBERS]
    assert numbers.isna().all(axis=None)


def test_pieces_of_road_that_were_passed_over(case):
    """Orgen and Labibia lie at pieces of 1.33 and 4.56 km, with the main part within 2 km.

    From the road that is nearest to Wundudopi nobody gets out by its one-way directions.
    """
    table = case.by_distance
    past = table[table["nearest_road_m"] < table["access_m"]]
    assert list(past["origin_id"]) == [
        code
        for code, near, leg in zip(case.codes, case.nearest_m, case.access_m, strict=True)
        if near < leg - AT_ONE_PLACE_M
    ]
    assert past["origin_name"].tolist() == case.area.passed_over


def test_every_distance_is_that_of_the_reference(case):
    table = case.by_distance
    ok = case.status == "ok"
    np.testing.assert_allclose(table["total_m"][ok], least(case.total_m)[ok], rtol=0, atol=1)
    parts = table["access_m"] + table["network_m"] + table["egress_m"]
    np.testing.assert_allclose(parts[ok], table["total_m"][ok], rtol=0, atol=1e-6)
    np.testing.assert_allclose(table["access_m"][ok], case.access_m[ok], rtol=0, atol=0.01)
    np.testing.assert_allclose(table["nearest_road_m"][ok], case.nearest_m[ok], rtol=0, atol=0.01)
    code = {facility[0]: j for j, facility in enumerate(case.area.facilities)}
    chosen = table["destination_id"][ok].map(code).to_numpy()
    np.testing.assert_allclose(case.total_m[ok, chosen], least(case.total_m)[ok], rtol=0, atol=1)
    straight = [
        GEOD.inv(*point, *case.area.facilities[j][2:])[2]
        for point, j in zip(case.points[ok], chosen, strict=True)
    ]
    np.testing.assert_allclose(table["straight_m"][ok], straight, rtol=0, atol=0.01)


def test_every_time_is_that_of_the_reference(case):
    table = case.run("--cost", "time")
    ok = case.status == "ok"
    np.testing.assert_array_equal(table["status"], case.status)
    expected = least(case.total_minutes)[ok]
    np.testing.assert_allclose(table["minutes"][ok], expected, rtol=0, atol=1 / 60)


def test_three_nearest_are_those_of_the_reference(case):
    table = case.run("--k", "3")
    order = np.sort(np.where(np.isnan(case.total_m), np.inf, case.total_m), axis=1)[:, :3]
    expected = pd.Series(
        {
            (code, rank + 1): value
            for code, row in zip(case.codes, order, strict=True)
            for rank, value in enumerate(row)
            if np.isfinite(value)
        }
    )
    ok = table[table["status"] == "ok"]
    found = ok.set_index(["origin_id", ok["rank"].astype(int)])["total_m"]
    assert found.index.equals(expected.index)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1)
    assert not ok.duplicated(["origin_id", "destination_id"]).any()


def test_the_matrix_is_that_of_the_reference(case):
    metres = access.matrix(case.network, *case.layers)
    seconds = access.matrix(case.network, *case.layers, Travel(cost="time"))
    np.testing.assert_allclose(metres.total_m(), case.total_m, rtol=0, atol=1)
    np.testing.assert_allclose(seconds.minutes(), case.total_minutes, rtol=0, atol=1 / 60)
    assert list(metres.total_m().index) == case.codes


def test_routes_are_as_long_as_the_table_says(case):
    table = case.by_distance.set_index("origin_id")
    drawn = gpd.read_file(case.folder / "rute.geojson").set_index("origin_id")
    assert list(drawn.index) == list(table.index[table["status"] == "ok"])
    total = table.loc[drawn.index, "total_m"]
    length = np.array([GEOD.geometry_length(line) for line in drawn.geometry])
    assert (np.abs(length - total) <= np.maximum(5, 0.005 * total)).all()
    along = drawn["roads"].map(lambda text: sum(road["m"] for road in json.loads(text)))
    np.testing.assert_allclose(along, table.loc[drawn.index, "network_m"], rtol=0, atol=0.01)


def test_routes_join_the_village_and_the_office(case):
    drawn = gpd.read_file(case.folder / "rute.geojson").set_index("origin_id")
    places = dict(zip(case.codes, case.points, strict=True))
    offices = {facility[0]: facility[2:] for facility in case.area.facilities}
    for code, route in drawn.iterrows():
        first, last = route.geometry.coords[0], route.geometry.coords[-1]
        assert first == pytest.approx(tuple(places[code]), abs=1e-7)
        assert last == pytest.approx(offices[route["destination_id"]], abs=1e-7)


@dataclass(frozen=True)
class Drawn:
    """A layer of the national base map: lines, not a graph.

    `facilities` is a table in words, or the name of a file of real labour offices, of which only
    some lie on these roads.
    """

    lines: str
    villages: str
    utm: int
    class_column: str
    classes: tuple[str, ...]
    facilities: str
    least_ok: int


KUDUS = Drawn(
    lines="kudus_jalan_25k",
    villages="kudus",
    utm=32749,
    class_column="NAMRJL",
    classes=("path", "primary", "residential", "secondary", "tertiary"),
    facilities=(
        "Nama;Lintang;Bujur\nKantor A;-6,8048;110,8405\nKantor B;-6,7423;110,8481\n"
        "Kantor C;-6,8557;110,8690\n"
    ),
    least_ok=130,
)
BANDAR_LAMPUNG = Drawn(
    lines="bandar_lampung_jalan_50k",
    villages="bandar_lampung",
    utm=32748,
    class_column="REMARK",
    classes=("primary", "secondary", "tertiary", "unclassified"),
    facilities="disnaker_lampung_rbi50k.csv",
    least_ok=125,
)
DRAWN = {layer.villages: layer for layer in (KUDUS, BANDAR_LAMPUNG)}
TOLERANCE_M = 5.0
WELDED_M = 0.05


@dataclass(frozen=True)
class Cleaned:
    """The layer as drawn, and the edges that came out, in metres of the UTM zone."""

    layer: Drawn
    path: object
    villages: object

    @cached_property
    def source(self):
        return read_roads(self.path, TOLERANCE_M)

    @cached_property
    def drawn(self):
        parts = gpd.read_file(self.path).to_crs(4326).explode(ignore_index=True)
        return parts.assign(m=[GEOD.geometry_length(line) for line in parts.geometry])

    @cached_property
    def lines(self):
        return self.source.network.edges_frame().to_crs(self.layer.utm).geometry.to_numpy()

    @cached_property
    def ends(self):
        first, last = (shapely.get_point(self.lines, k) for k in (0, -1))
        return np.stack([shapely.get_coordinates(first), shapely.get_coordinates(last)], axis=1)

    @cached_property
    def node_xy(self):
        network = self.source.network
        xy = np.full((network.n_nodes, 2), np.nan)
        xy[network.u], xy[network.v] = self.ends[:, 0], self.ends[:, 1]
        return xy


@pytest.fixture(scope="module", params=sorted(DRAWN))
def cleaned(request, real_data):
    layer = DRAWN[request.param]
    return Cleaned(
        layer,
        real_data / "rbi" / f"{layer.lines}.gpkg",
        real_data / "villages" / f"{layer.villages}.gpkg",
    )


def test_cleaning_gives_one_dominating_component_and_keeps_the_others(cleaned):
    km = cleaned.source.network.component_table()["km"]
    assert km.iloc[0] / km.sum() > 0.99
    assert len(km) > 10


def test_cleaning_keeps_the_kilometres_of_every_class(cleaned):
    before = cleaned.drawn["m"].sum()
    assert cleaned.source.network.total_km * 1000 == pytest.approx(before, rel=0.001)
    edges = cleaned.source.network.edges_frame()
    after = edges.groupby("highway")["length_m"].sum()
    assert tuple(after.index) == cleaned.layer.classes
    by_word = cleaned.drawn.groupby(cleaned.layer.class_column)["m"].sum()
    np.testing.assert_allclose(np.sort(after), np.sort(by_word), rtol=0.001)


def test_the_class_column_is_found(cleaned):
    assert cleaned.source.class_column == cleaned.layer.class_column
    assert cleaned.source.kind == "drawn lines"
    assert cleaned.source.cleaning.lines_in == len(cleaned.drawn)


def test_every_edge_ends_at_its_nodes(cleaned):
    network = cleaned.source.network
    np.testing.assert_array_equal(cleaned.ends[:, 0], cleaned.node_xy[network.u])
    np.testing.assert_array_equal(cleaned.ends[:, 1], cleaned.node_xy[network.v])
    assert (network.length_m > 0).all()
    apart = shapely.STRtree(shapely.points(cleaned.node_xy))
    a, b = apart.query(shapely.points(cleaned.node_xy), predicate="dwithin", distance=0.005)
    assert (a == b).all(), "two nodes at one place would be a gap"


def test_edges_meet_only_at_their_ends(cleaned):
    lines = cleaned.lines
    a, b = shapely.STRtree(lines).query(lines, predicate="intersects")
    a, b = a[a < b], b[a < b]
    shared, pair = shapely.get_coordinates(
        shapely.intersection(lines[a], lines[b]), return_index=True
    )
    ends = shapely.multipoints(cleaned.ends)
    places = shapely.points(shared)
    from_end = np.maximum(
        shapely.distance(places, ends[a[pair]]), shapely.distance(places, ends[b[pair]])
    )
    crossing = from_end > WELDED_M
    assert not crossing.any(), [shapely.to_wkt(place) for place in places[crossing][:10]]


def test_no_dead_end_is_left_within_the_tolerance(cleaned):
    """Except spurs no longer than the tolerance, beside the roads that they start from."""
    network, lines = cleaned.source.network, cleaned.lines
    u, v = network.u, network.v
    dead = np.flatnonzero(np.bincount(np.concatenate([u, v])) == 1)
    own = np.empty(network.n_nodes, dtype=int)
    own[u], own[v] = np.arange(len(u)), np.arange(len(v))
    near, target = shapely.STRtree(lines).query(
        shapely.points(cleaned.node_xy[dead]), predicate="dwithin", distance=TOLERANCE_M
    )
    mine = own[dead[near]]
    start = np.where(u[mine] == dead[near], v[mine], u[mine])
    spur = (u[target] == start) | (v[target] == start)
    spur &= shapely.length(lines[mine]) <= TOLERANCE_M + WELDED_M
    left = (target != mine) & ~spur
    assert not left.any(), cleaned.node_xy[dead[near[left]]]


def test_drawn_roads_serve_nearly_all_villages(cleaned, real_data, tmp_path):
    if cleaned.layer.facilities.endswith(".csv"):
        offices = real_data / "points" / cleaned.layer.facilities
    else:
        offices = tmp_path / "kantor.csv"
        offices.write_text(cleaned.layer.facilities, encoding="utf-8")
    out = tmp_path / "hasil.csv"
    files = ["--roads", cleaned.path, "--origins", cleaned.villages, "--destinations", offices]
    command = ["access", "--mode", "car", *map(str, files), "--out", str(out)]
    assert cli.main(command) == 0
    table = pd.read_csv(out, dtype={"origin_id": str})
    assert list(table["origin_id"]) == list(gpd.read_file(cleaned.villages)["kode"])
    ok = table[table["status"] == "ok"]
    assert len(ok) >= cleaned.layer.least_ok
    assert (ok["total_m"] >= ok["straight_m"] - 0.01).all()
    assert (ok["egress_m"] < 250).all()
    facts = json.loads((tmp_path / "hasil.csv.json").read_text(encoding="utf-8"))
    assert facts["network"]["class_column"] == cleaned.layer.class_column
    assert facts["network"]["cleaning"]["tolerance_m"] == TOLERANCE_M
