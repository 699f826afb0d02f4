"""Hand-made files for the tests of the import."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import openpyxl
import shapely

VILLAGES = (
    # code, name, kecamatan, kabupaten, west, south
    ("33.19.01.2001", "Karanganyar", "Kaliwungu", "Kabupaten Kudus", 110.80, -6.80),
    ("33.19.01.2002", "Sukarejo II", "Kaliwungu", "Kabupaten Kudus", 110.81, -6.80),
    ("33.19.02.2001", "Karanganyar", "Jati", "Kabupaten Kudus", 110.82, -6.80),
    ("33.19.02.1002", "Ahmad Khatib", "Jati", "Kabupaten Kudus", 110.83, -6.80),
    ("33.20.01.2001", "Mlonggo", "Mlonggo", "Kabupaten Jepara", 110.84, -6.80),
)
STEP = 0.01


def villages():
    """Five villages, squares of 0.01 degrees side by side; one name is in two kecamatan."""
    code, name, district, regency, west, south = zip(*VILLAGES, strict=True)
    squares = [shapely.box(x, y, x + STEP, y + STEP) for x, y in zip(west, south, strict=True)]
    columns = {"kode": code, "nama": name, "kecamatan": district, "kabupaten": regency}
    return gpd.GeoDataFrame(columns, geometry=squares, crs=4326)


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def zipped(path, folder, prefix=""):
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(folder.iterdir()):
            packed.write(file, f"{prefix}{file.name}")
    return path


def rows_of(report, severity):
    return [problem.row for problem in report.problems if problem.severity == severity]


def kml(path, *placemarks):
    """A KML as Google Earth saves it: name and the inner text of the geometry."""
    marks = "".join(f"<Placemark><name>{name}</name>{shape}</Placemark>"
                    for name, shape in placemarks)  # fmt: skip
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Folder><name>titik</name>{marks}</Folder></Document></kml>",
        encoding="utf-8",
    )
    return path
