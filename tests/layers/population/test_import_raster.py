"""Population rasters as they really are: fill values, units, extents, damage, size."""

from __future__ import annotations

import tracemalloc

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from exactextract import exact_extract
from rasterio.enums import ColorInterp
from rasterio.transform import Affine

from layers.population import import_raster as population_files
from layers.population import raster_file as raster_files
from layers.population import raster_strips as raster_parts
from layers.population.import_raster import RasterOptions, import_population
from spatial.crs import GEOD
from spatial.errors import InputError
from spatial.population import grid as population
from tests.layers.raster_cases import DEGREES, messages_of, square, tif

pytestmark = pytest.mark.usefixtures("indonesian")

SMALL = [[1, 2, 4], [8, 16, 32]]


def problem_of(path, area=None, **options):
    with pytest.raises(InputError) as error:
        import_population(path, square() if area is None else area, RasterOptions(**options))
    return str(error.value)


def test_a_sound_file(tmp_path):
    grid, report = import_population(tif(tmp_path / "ppp.tif", SMALL), square())
    assert grid.counts.tolist() == SMALL
    assert grid.crs.to_epsg() == 4326
    assert grid.bounds == pytest.approx((110.0, -6.92, 110.03, -6.9))
    assert (report.read, report.kept, report.problems) == (6, 6, ())
    assert report.summary() == (
        "ppp.tif: 6 sel dibaca, 6 dipakai; 0 galat, 0 peringatan, 0 diperbaiki."
    )
    assert "Penduduk di dalam batas wilayah: 63 jiwa" in report.notes


def test_only_the_cells_that_touch_the_area_are_kept(tmp_path):
    path = tif(tmp_path / "a.tif", SMALL)
    small = square(110.012, -6.909, 110.025, -6.901)
    grid, report = import_population(path, small)
    assert grid.counts.tolist() == [[2, 4]]
    assert report.read == 2
    # 0.8 of the cell with 2 and half of the one with 4, each by 0.8 of its height.
    masked = import_population(path, small, RasterOptions(mask=True)).grid
    assert masked.counts == pytest.approx(np.array([[2 * 0.64, 4 * 0.4]]))


def test_a_margin_widens_the_area(tmp_path):
    path = tif(tmp_path / "a.tif", np.ones((9, 9)))
    middle = square(110.041, -6.949, 110.049, -6.941)
    assert import_population(path, middle).grid.shape == (1, 1)
    # 500 m are 0.0045 degrees: from 0.1 of the cell into the neighbours, not beyond them.
    assert import_population(path, middle, RasterOptions(margin_m=500)).grid.shape == (3, 3)


@pytest.mark.parametrize("turned", [False, True])
def test_south_up_files(tmp_path, turned):
    upward = Affine(0.01, 0, 110.0, 0, 0.01, -6.92)
    path = tif(tmp_path / "a.tif", SMALL[::-1], transform=upward) if turned else tif(
        tmp_path / "a.tif", SMALL
    )  # fmt: skip
    grid, _ = import_population(path, square(110.012, -6.909, 110.025, -6.901))
    assert grid.total() == 6
    assert grid.bounds == pytest.approx((110.01, -6.91, 110.03, -6.9))


def test_negative_values_are_never_counted(tmp_path):
    rows = [[5, -9999, -9999], [-1, -99999, -3.4028235e38], [np.nan, np.inf, -0.5]]
    path = tif(tmp_path / "a.tif", rows)
    grid, report = import_population(path, square(south=-6.93))
    assert grid.total() == 5
    assert np.isfinite(grid.counts).sum() == 1
    assert (report.read, report.kept) == (9, 1)
    found = messages_of(report)
    assert found["-9999"] == "2 sel bernilai negatif tanpa tanda nodata"
    assert found["-1"] == "1 sel bernilai negatif tanpa tanda nodata"
    assert found["NaN/inf"] == "2 sel bukan angka"
    assert sum(int(reason.split()[0]) for reason in found.values()) == 8
    assert {p.severity for p in report.problems} == {"repaired"}


@pytest.mark.parametrize(
    ("nodata", "dtype"),
    [(-9999, "float32"), (-3.4028234663852886e38, "float32"), (0, "int32"), (np.nan, "float64")],
)
def test_flagged_values(tmp_path, nodata, dtype):
    path = tif(tmp_path / "a.tif", [[nodata, 7]], dtype=dtype, nodata=nodata)
    grid, report = import_population(path, square(south=-6.91, east=110.02))
    assert np.isnan(grid.counts[0, 0])
    assert grid.total() == 7
    assert report.problems == ()
    assert any("1 sel bertanda nodata" in note for note in report.notes)


def test_values_that_the_user_calls_no_data(tmp_path):
    path = tif(tmp_path / "a.tif", [[777, 7, 777]])
    grid, _ = import_population(path, square(), RasterOptions(nodata=(777,)))
    assert grid.total() == 7


def test_a_mask_inside_the_file(tmp_path):
    path = tmp_path / "a.tif"
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        tif(path, SMALL)
        with rasterio.open(path, "r+") as file:
            file.write_mask(np.array([[1, 1, 0], [1, 1, 0]], dtype=bool))
    assert import_population(path, square()).grid.total() == 27


@pytest.mark.parametrize(
    ("rows", "dtype", "total"),
    [
        ([[65535, 10, 20], [65535, 30, 40]], "uint16", 100),
        ([[255, 10, 20], [255, 30, 40]], "uint8", 100),
        ([[3.4028235e38, 10, 20], [1e20, 30, 40]], "float32", 100),
        ([[99999, 10, 20], [65535, 30, 40]], "float32", 100),
        ([[9999, 6000, 20], [1, 2, 3]], "float32", 16_025),  # near other values: people
        ([[255, 200, 20], [1, 2, 3]], "uint8", 481),
        ([[255, 1, 1], [1, 1, 1]], "uint16", 260),
    ],
)
def test_fill_values_without_a_flag(tmp_path, rows, dtype, total):
    grid, report = import_population(tif(tmp_path / "a.tif", rows, dtype=dtype), square())
    assert grid.total() == total
    lost = sum(int(p.reason.split()[0]) for p in report.problems if "pengisi" in p.reason)
    assert lost == int(np.isnan(grid.counts).sum())


def test_a_file_without_any_count(tmp_path):
    path = tif(tmp_path / "a.tif", np.full((2, 3), -9999.0))
    assert "tidak satu sel pun" in problem_of(path)


def test_scaled_values(tmp_path):
    path = tif(tmp_path / "a.tif", [[10, 20, -1]], dtype="int16", nodata=-1)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.5,), (1.0,)
    assert import_population(path, square()).grid.counts[0] == pytest.approx(
        [6, 11, np.nan], nan_ok=True
    )


def geodesic_km2(west, south, east, north):
    ring = shapely.segmentize(shapely.box(west, south, east, north), 0.0005)
    return abs(GEOD.geometry_area_perimeter(ring)[0]) / 1e6


@pytest.mark.parametrize(("unit", "per_km2"), [("per_km2", 1), ("per_ha", 100)])
def test_densities_become_counts(tmp_path, unit, per_km2):
    path = tif(tmp_path / "a.tif", [[100, 0, 0], [300, 0, 0]])
    grid, _ = import_population(path, square(), RasterOptions(unit=unit))
    upper = 100 * geodesic_km2(110.0, -6.91, 110.01, -6.9)
    lower = 300 * geodesic_km2(110.0, -6.92, 110.01, -6.91)
    assert grid.counts[:, 0] == pytest.approx(np.array([upper, lower]) * per_km2, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("idn_pd_2020_1km.tif", {}),
        ("Kepadatan Penduduk.tif", {}),
        ("a.tif", {"satuan": "jiwa/km2"}),
        ("IDN_pph_v2b_2015.tif", {}),
    ],
)
def test_names_that_speak_of_a_density(tmp_path, name, tags):
    path = tif(tmp_path / name, SMALL, tags=tags)
    (problem,) = import_population(path, square()).report.problems
    assert (problem.field, problem.severity) == ("satuan", "warning")
    assert not import_population(path, square(), RasterOptions(unit="per_km2")).report.problems


def test_cells_and_areas_that_are_too_full(tmp_path):
    path = tif(tmp_path / "a.tif", [[70_000, 1, 1], [1, 1, 1]])  # of 1.22 km2
    (crowded,) = import_population(path, square()).report.problems
    assert crowded.field == "kepadatan"
    assert crowded.place == pytest.approx((110.005, -6.905))
    path = tif(tmp_path / "b.tif", np.full((2, 3), 40_000.0))
    (full,) = import_population(path, square()).report.problems
    assert "terlalu besar" in full.reason
    path = tif(tmp_path / "c.tif", np.full((2, 3), 0.01))
    (thin,) = import_population(path, square()).report.problems
    assert "terlalu kecil" in thin.reason


def test_a_known_total_tells_the_unit(tmp_path):
    path = tif(tmp_path / "a.tif", np.full((2, 3), 900.0))
    km2 = geodesic_km2(110.0, -6.92, 110.03, -6.9)
    assert not import_population(path, square(), RasterOptions(known_people=5000)).report.problems
    (problem,) = import_population(
        path, square(), RasterOptions(known_people=900 * km2 * 100)
    ).report.problems
    assert "nyatakan per_ha" in problem.fix
    (problem,) = import_population(path, square(), RasterOptions(known_people=50)).report.problems
    assert "Periksa satuan" in problem.fix


def test_few_whole_numbers_look_like_classes(tmp_path):
    classes = np.arange(2500).reshape(50, 50) % 7
    path = tif(tmp_path / "a.tif", classes, dtype="uint8")
    area = square(south=-7.4, east=110.5)
    assert [p.field for p in import_population(path, area).report.problems] == ["nilai"]
    counts = tif(tmp_path / "b.tif", np.arange(2500).reshape(50, 50) % 50, dtype="uint8")
    assert not import_population(counts, area).report.problems


def test_bands(tmp_path):
    path = tif(tmp_path / "a.tif", [SMALL, np.multiply(SMALL, 2)])
    first, second = (import_population(path, square(), RasterOptions(band=n)) for n in (1, 2))
    assert (first.grid.total(), second.grid.total()) == (63, 126)
    assert "Berkas punya 2 band; dibaca band 2" in second.report.notes
    assert "pilih 1 sampai 2" in problem_of(path, band=3)


def test_images_and_classes_are_refused(tmp_path):
    image = tif(tmp_path / "a.tif", [SMALL] * 3, dtype="uint8", photometric="RGB")
    assert "gambar berwarna" in problem_of(image)
    palette = tif(tmp_path / "b.tif", SMALL, dtype="uint8")
    with rasterio.open(palette, "r+") as file:
        file.write_colormap(1, {1: (255, 0, 0, 255)})
        file.colorinterp = [ColorInterp.palette]
    assert "palet warna" in problem_of(palette)
    assert "kompleks" in problem_of(tif(tmp_path / "c.tif", SMALL, dtype="complex64"))


def test_grids_without_a_usable_place(tmp_path):
    turned = tif(tmp_path / "a.tif", SMALL, transform=DEGREES @ Affine.rotation(20))
    assert "diputar" in problem_of(turned)
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        bare = tif(tmp_path / "b.tif", SMALL, transform=Affine.identity())
    assert "tidak bergeoreferensi" in problem_of(bare)


def test_a_missing_crs_is_asked_for(tmp_path):
    path = tif(tmp_path / "a.tif", SMALL, crs=None)
    assert "nyatakan EPSG:4326" in problem_of(path)
    stated = RasterOptions(crs=pyproj.CRS.from_epsg(4326))
    assert import_population(path, square(), stated).grid.total() == 63
    metres = Affine(100, 0, 500_000, 0, -100, 9_240_000)
    path = tif(tmp_path / "b.tif", SMALL, crs=None, transform=metres)
    assert "UTM belahan selatan" in problem_of(path)


def test_a_crs_that_cannot_be_right(tmp_path):
    metres = Affine(100, 0, 500_000, 0, -100, 9_240_000)
    path = tif(tmp_path / "a.tif", SMALL, transform=metres)
    assert "tidak mungkin dalam WGS 84" in problem_of(path)
    path = tif(tmp_path / "b.tif", SMALL, crs="EPSG:32749")
    assert "tidak mungkin dalam WGS 84 / UTM zone 49S" in problem_of(path)
    grid, report = import_population(path, square(), RasterOptions(crs=pyproj.CRS.from_epsg(4326)))
    assert grid.total() == 63
    assert [(p.field, p.severity) for p in report.problems] == [("sistem koordinat", "repaired")]


@pytest.mark.parametrize("crs", ["EPSG:32749", "ESRI:54009", "EPSG:3857", "EPSG:23839"])
def test_projected_files(tmp_path, crs):
    plane = pyproj.CRS.from_user_input(crs)
    move = pyproj.Transformer.from_crs(4326, plane, always_xy=True)
    x, y = (round(value, -2) for value in move.transform(110.5, -7.0))
    path = tif(tmp_path / "a.tif", np.full((20, 20), 2.0), crs=crs,
               transform=Affine(100, 0, x - 1000, 0, -100, y + 1000))  # fmt: skip
    inside = gpd.GeoSeries([shapely.box(x - 450, y - 300, x + 450, y + 300)], crs=plane)
    grid, report = import_population(path, inside.segmentize(50))
    # 9 x 6 cells with 2 people each.
    assert population.people_in(grid, inside)[0] == pytest.approx(108)
    assert "Penduduk di dalam batas wilayah: 108 jiwa" in report.notes
    assert grid.crs.equals(plane) or crs.startswith("ESRI")


def test_a_raster_elsewhere_tells_both_extents(tmp_path):
    text = problem_of(tif(tmp_path / "a.tif", SMALL), square(111.0, -8.0, 111.5, -7.5))
    assert "x 110 sampai 110.03, y -6.92 sampai -6.9" in text
    assert "x 111 sampai 111.5, y -8 sampai -7.5" in text


def test_a_raster_that_covers_a_part(tmp_path):
    path = tif(tmp_path / "a.tif", SMALL)
    (problem,) = import_population(path, square(east=110.06)).report.problems
    assert (problem.field, problem.value) == ("cakupan", "50,0 %")


def test_areas_and_options_that_cannot_be_used(tmp_path):
    path = tif(tmp_path / "a.tif", SMALL)
    assert "tidak punya poligon" in problem_of(path, gpd.GeoSeries([], crs=4326))
    assert "sistem koordinatnya" in problem_of(path, gpd.GeoSeries([shapely.box(0, 0, 1, 1)]))
    text = problem_of(path, unit="mil", margin_m=-1, known_people=0)
    assert len(text.splitlines()) == 3


def test_files_that_are_not_geotiff(tmp_path):
    good = tif(tmp_path / "rahasia.tif", SMALL)
    fake = tmp_path / "a.tif"
    fake.write_text(
        '<VRTDataset rasterXSize="3" rasterYSize="2"><VRTRasterBand dataType="Float32" band="1">'
        f"<SimpleSource><SourceFilename>{good}</SourceFilename></SimpleSource>"
        "</VRTRasterBand></VRTDataset>"
    )
    assert "bukan GeoTIFF" in problem_of(fake)
    fake.write_bytes(b"PK\x03\x04")
    assert "arsip" in problem_of(fake)
    fake.write_bytes(b"")
    assert "bukan GeoTIFF" in problem_of(fake)
    fake.write_bytes(b"II*\0")
    assert "rusak" in problem_of(fake)


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://127.0.0.1/a.tif", "/vsizip/a.zip/a.tif", "GTIFF_DIR:1:a.tif", "."]
)
def test_names_that_mean_something_to_gdal(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    tif(tmp_path / "a.tif", SMALL)
    assert "tidak ada berkas" in problem_of(population_files.Path(name))


def test_files_beside_the_raster_are_not_read(tmp_path):
    path = tif(tmp_path / "a.tif", SMALL)
    (tmp_path / "a.tif.aux.xml").write_text(
        '<PAMDataset><PAMRasterBand band="1"><NoDataValue>1</NoDataValue></PAMRasterBand>'
        "</PAMDataset>"
    )
    assert import_population(path, square()).grid.total() == 63


@pytest.mark.parametrize("left", [0.3, 0.6, 0.9])
def test_truncated_files(tmp_path, left):
    random = np.random.default_rng(1).uniform(0, 9, (300, 300))
    path = tif(tmp_path / "a.tif", random, tiled=True, blockxsize=64, blockysize=64)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * left)])
    assert "rusak atau terpotong" in problem_of(path, square(south=-9.9, east=113.0))


def test_blocks_too_large_for_memory(tmp_path, monkeypatch):
    path = tif(tmp_path / "a.tif", np.ones((64, 64)), compress="deflate", blockysize=64)
    monkeypatch.setattr(raster_files, "MAX_BLOCK_BYTES", 64 * 64 * 4 - 1)
    assert "bertegel" in problem_of(path)


def test_a_huge_file_is_read_by_window(tmp_path):
    """40 GB if it were read whole; only one of its tiles is there."""
    path = tmp_path / "a.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=100_000, height=100_000, count=1, dtype="float32",
        crs="EPSG:4326", transform=Affine(0.0001, 0, 105.0, 0, -0.0001, 0.0), tiled=True,
        blockxsize=256, blockysize=256, compress="deflate", SPARSE_OK=True, BIGTIFF="YES",
    ) as file:  # fmt: skip
        file.write(
            np.full((256, 256), 3, "float32"), 1, window=((51_200, 51_456), (51_200, 51_456))
        )
    area = square(110.12, -5.1456, 110.1456, -5.12)
    tracemalloc.start()
    grid, _ = import_population(path, area)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert grid.shape == (256, 256)
    assert grid.total() == 3 * 256 * 256
    assert peak < 100e6


def test_many_cells_are_put_together(tmp_path, monkeypatch):
    monkeypatch.setattr(raster_parts, "MAX_CELLS", 1000)
    monkeypatch.setattr(raster_parts, "STRIP_CELLS", 500)
    rows = np.random.default_rng(2).uniform(0, 50, (103, 97))
    rows[rows < 5] = -9999
    path = tif(tmp_path / "a.tif", rows, dtype="float64")
    area = square(south=-6.9 - 1.03, east=110.97)
    grid, report = import_population(path, area)
    assert grid.shape == (26, 25)  # 4 x 4 cells into one: 650 cells; 3 x 3 would leave 1155
    assert grid.total() == pytest.approx(sum(rows[rows > 0].tolist()), rel=1e-12)
    assert grid.counts[1, 0] == pytest.approx(rows[4:8, :4][rows[4:8, :4] > 0].sum())
    assert any("4 x 4" in note for note in report.notes)
    dense = import_population(path, area, RasterOptions(unit="per_km2")).grid
    assert dense.total() == pytest.approx(grid.total() * 1.22, rel=0.01)


def test_too_many_cells_are_not_even_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(raster_parts, "MAX_READ_CELLS", 5)
    assert "perkecil" in problem_of(tif(tmp_path / "a.tif", SMALL))


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "codes", "negative"),
    [
        ("Population_2010_clip.tif", ["13.02", "13.03", "13.05", "13.71", "13.75"], 31_255),
        ("Population_Jakarta_UTM48N.tif", ["31.71", "31.72", "31.73", "31.74", "31.75"], 152_491),
    ],
)
def test_real_rasters_agree_with_exactextract(real_data, tmp_path, name, codes, negative):
    path = real_data / "rasters" / name
    regencies = gpd.read_parquet(real_data / "boundaries" / "kabupaten.parquet")
    picked = regencies[regencies["kode"].isin(codes)]
    assert len(picked) == len(codes)
    with rasterio.open(path) as source:
        raw, profile = source.read(1), {**source.profile, "nodata": -9999}
        assert (raw < 0).sum() == negative
    clean = tmp_path / "clean.tif"
    with rasterio.open(clean, "w", **profile) as file:
        file.write(np.where(raw < 0, np.array(-9999, raw.dtype), raw), 1)
    polygons = picked.to_crs(profile["crs"])
    expected = exact_extract(clean, polygons, ["sum"], output="pandas")["sum"].to_numpy()
    grid, report = import_population(path, picked)
    found = population.people_in(grid, picked)
    assert found.to_numpy() == pytest.approx(expected, rel=1e-3)
    assert (np.nan_to_num(grid.counts) >= 0).all()
    assert any("negatif" in p.reason for p in report.problems if p.severity == "repaired")
    # Both files hold far more people than live there, and the report says so.
    assert {"jumlah", "kepadatan"} & {p.field for p in report.problems}
