"""Tables as offices have them: titles, headings on two levels, sums, sources, merged cells."""

from pathlib import Path

import openpyxl
import pytest

from layers.imports.points import PointOptions, import_points, preview_points
from layers.imports.tables import read_rows, separator
from spatial.errors import InputError
from tests.layers.import_cases import workbook, write

CASES = Path(__file__).parents[2] / "cases"
HEADINGS = ["No", "Nama Pasar", "Kecamatan", "Lintang", "Bujur"]
ROWS = [
    [1, "Melati", "Sukamaju", -6.81, 110.84],
    [2, "Kenanga", "Sukamaju", -6.82, 110.85],
    [3, "Anggrek", "Bumirejo", -6.83, 110.86],
    [4, "Mawar", "Bumirejo", -6.84, 110.87],
]


def merged(path, rows, *blocks):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for block in blocks:
        book.active.merge_cells(block)
    book.save(path)
    return path


def places(read):
    return [(round(p.x, 4), round(p.y, 4)) for p in read.points.geometry]


def left_out(read):
    return [p.row for p in read.report.problems if p.severity == "repaired" and p.row is not None]


@pytest.mark.parametrize(
    ("case", "gone"),
    [
        ("F06-title-rows/v01_title.xlsx", [9, 11]),
        ("F06-title-rows/v02_twoheader.xlsx", []),
        ("F10-office-formats/v24_total.xls", [6]),
        ("F10-office-formats/v03_sep.csv", []),
        ("F10-office-formats/v04_utf16.txt", []),
        ("F10-office-formats/v07.gpx", []),
        ("F10-office-formats/v10_gdb.zip", []),
    ],
)
def test_cases(case, gone):
    read = import_points(CASES / case)
    expected = [(110.8405, -6.8048), (110.8552, -6.8123), (110.829, -6.7791), (110.8671, -6.841)]
    assert places(read) == expected
    assert left_out(read) == gone
    assert not read.report.bad_rows()


def test_headings_on_two_levels_are_joined():
    preview = preview_points(CASES / "F06-title-rows/v02_twoheader.xlsx")
    assert preview.columns[4:] == ("Koordinat Lintang", "Koordinat Bujur")
    assert preview.roles["lon"] == "Koordinat Bujur"
    assert preview.roles["lat"] == "Koordinat Lintang"


def test_headings_on_three_levels_years_and_column_numbers(tmp_path):
    rows = [
        ["DATA PASAR TAHUN 2024"],
        [],
        ["No", "Nama Pasar", "Titik Lokasi", None, "Pedagang", None],
        [None, None, "Geografis", None, None, None],
        [None, None, "Lintang", "Bujur", 2022, 2023],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Melati", -6.81, 110.84, 10, 12],
        ["JUMLAH", None, None, None, 10, 12],
    ]
    path = merged(tmp_path / "p.xlsx", rows, "A3:A5", "B3:B5", "C3:D3", "C4:D4", "E3:F4")
    read = read_rows(path)
    assert read.table.columns.tolist() == [
        "No", "Nama Pasar", "Titik Lokasi Geografis Lintang", "Titik Lokasi Geografis Bujur",
        "Pedagang 2022", "Pedagang 2023",
    ]  # fmt: skip
    assert read.heading_rows == (3, 4, 5)
    assert read.table.index.tolist() == [7]
    assert [p.row for p in read.problems] == [None, 6, 8]


def test_a_table_exported_as_text_has_the_same_rows(tmp_path):
    text = (
        "DAFTAR PASAR, KABUPATEN X;;;;\nTahun: 2024;;;;\n;;;;\nNo;Nama;Koordinat;;Kelas\n"
        ";;Lintang;Bujur;\n1;Melati;-6,81;110,84;II\nJumlah;1 pasar;;;\n;;;;\nSumber: Dinas;;;;\n"
        "Kudus, 3 Januari 2024;;;;\n"
    )
    read = read_rows(write(tmp_path / "p.csv", text))
    assert read.table.columns.tolist() == [
        "No", "Nama", "Koordinat Lintang", "Koordinat Bujur", "Kelas",
    ]  # fmt: skip
    assert read.table.index.tolist() == [6]
    assert [p.row for p in read.problems] == [None, 7, 9, 10]


def test_the_row_of_the_headings_may_be_stated(tmp_path):
    rows = [["a", "b", "c", "d", "e"], ["x", "y", "z", "u", "v"], HEADINGS, *ROWS]
    path = workbook(tmp_path / "p.xlsx", Pasar=rows)
    read = import_points(path, PointOptions(header_row=3))
    assert read.points["district"].tolist() == ["Sukamaju", "Sukamaju", "Bumirejo", "Bumirejo"]
    with pytest.raises(InputError, match="row 30 is empty or not there"):
        import_points(path, PointOptions(header_row=30))


@pytest.mark.parametrize(
    "text",
    [
        "nama,lon,lat\nTotal Persada,110.8,-6.8\nJumlah Makmur,110.81,-6.8\n",
        "desa,lon,lat\nSumber,110.8,-6.8\n\nKeterangan Jaya,110.81,-6.8\n",
        "nama,lon,lat\nMelati,,\nKenanga,110.81,-6.8\n",
        "1,lon,lat\nA,110.8,-6.8\nB,110.81,-6.8\n",
    ],
)
def test_rows_that_only_look_like_sums_and_notes_stay(tmp_path, text):
    read = read_rows(write(tmp_path / "p.csv", text))
    assert len(read.table) == 2
    assert read.problems == ()


def test_text_of_cells_that_are_merged_downwards_fills_its_rows(tmp_path):
    rows = [["Kecamatan", "Nama", "Lintang", "Bujur", "KK"]]
    rows += [[row[2] if i % 2 == 0 else None, *row[1:2], *row[3:], None if i % 2 else 7]
             for i, row in enumerate(ROWS)]  # fmt: skip
    read = import_points(merged(tmp_path / "p.xlsx", rows, "A2:A3", "A4:A5", "E4:E5"))
    assert read.points["district"].tolist() == ["Sukamaju", "Sukamaju", "Bumirejo", "Bumirejo"]
    assert read.points["kk"].isna().tolist() == [False, True, False, True]
    found = {p.field: (p.severity, str(p.value)) for p in read.report.problems}
    assert found["Kecamatan"] == ("repaired", "rows 3, 5")
    assert found["KK"] == ("warning", "rows 4")
    alone = import_points(merged(tmp_path / "q.xlsx", rows))
    assert alone.points["district"].tolist() == ["Sukamaju", "", "Bumirejo", ""]


def test_values_right_of_the_headings_are_left_out_and_reported(tmp_path):
    rows = [HEADINGS, [*ROWS[0], None, "cek"], ROWS[1]]
    read = import_points(workbook(tmp_path / "p.xlsx", Pasar=rows))
    assert (read.report.read, read.report.kept) == (2, 2)
    assert [p.value for p in read.report.problems] == ["cek"]


def test_empty_and_hidden_sheets_are_not_asked_for(tmp_path):
    path = workbook(tmp_path / "p.xlsx", Pasar=[HEADINGS, *ROWS], Sheet2=[], Sheet3=[], Acuan=ROWS)
    book = openpyxl.load_workbook(path)
    book["Acuan"].sheet_state = "hidden"
    book.save(path)
    assert len(import_points(path).points) == 4
    assert preview_points(path).sheets == ("Pasar",)


def test_separators():
    assert separator(["nama;lintang;bujur", "A;-6,8;110,6", "B;-6,9;110,7"]) == ";"
    assert separator(["nama;alamat", "A;Jl. B, C, D, E", "F;Jl. G, H, I, J"]) == ";"
    assert separator(["DAFTAR PASAR, KUDUS", "nama\tlon\tlat", "A\t110,8\t-6,8"]) == "\t"


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nnama;lon;lat\nA;110,8;-6,8\nB;110,9;-6,8\n",
        '"sep=\t"\r\nnama\tlon\tlat\r\nA\t110,8\t-6,8\r\nB\t110,9\t-6,8\r\n',
        "nama,lon,lat\rA,110.8,-6.8\rB,110.9,-6.8",
        "nama,lon,lat\r\nA,110.8,-6.8\rB,110.9,-6.8\n",
        "nama|lon|lat\r\r\nA|110.8|-6.8\r\r\nB|110.9|-6.8\r\r\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("suffix", [".csv", ".txt", ".xls"])
def test_texts_of_any_program(tmp_path, text, encoding, suffix):
    if encoding == "utf-16-le":
        text = "\ufeff" + text
    read = import_points(write(tmp_path / f"p{suffix}", text, encoding))
    assert places(read) == [(110.8, -6.8), (110.9, -6.8)]


def test_open_document(tmp_path):
    """A sheet of Calc: merged cells, a stray cell in the last row, repeated empty cells."""
    path = ods(
        tmp_path / "p.ods",
        [
            row(cell("DAFTAR")),
            row(*map(cell, HEADINGS)),
            row(*map(cell, ROWS[0][:2]), cell("Sukamaju", down=2), *map(cell, ROWS[0][3:])),
            row(*map(cell, ROWS[1][:2]), "<table:covered-table-cell/>", *map(cell, ROWS[1][3:])),
            row("<table:table-cell/>", times=1_048_571),
            row('<table:table-cell table:number-columns-repeated="400"/>', cell("x")),
        ],
    )
    read = import_points(path)
    assert places(read) == [(110.84, -6.81), (110.85, -6.82)]
    assert read.points["district"].tolist() == ["Sukamaju", "Sukamaju"]
    assert left_out(read) == [1_048_576]


def test_a_row_that_is_repeated_a_million_times_is_refused(tmp_path):
    full = '<table:table-cell table:number-columns-repeated="400" office:value-type="float" '
    path = ods(tmp_path / "p.ods", [row(f'{full}office:value="1"/>', times=1_000_000)])
    with pytest.raises(InputError, match="too large for the memory"):
        import_points(path)


def cell(value, down=1):
    span = f'table:number-rows-spanned="{down}"'
    kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
    return (
        f'<table:table-cell {span} office:value-type="{kind}"><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def row(*cells, times=1):
    repeated = f'table:number-rows-repeated="{times}"'
    return f"<table:table-row {repeated}>{''.join(cells)}</table:table-row>"


def ods(path, rows):
    import zipfile

    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    sheets = f'<table:table table:name="P">{"".join(rows)}</table:table>'
    empty = '<table:table table:name="Q"><table:table-row><table:table-cell/></table:table-row>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>{sheets}{empty}"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_rows_of_units_and_headings_with_line_breaks(tmp_path):
    rows = [["Nama\nPasar", "Luas", "Lintang", "Bujur"], [None, "(ha)", None, None],
            ["(1)", "(2)", "(3)", "(4)"], ["Melati", 2, -6.81, 110.84]]  # fmt: skip
    read = read_rows(workbook(tmp_path / "p.xlsx", P=rows))
    assert read.table.columns.tolist() == ["Nama Pasar", "Luas", "Lintang", "Bujur"]
    assert read.table.index.tolist() == [4]
    assert [p.row for p in read.problems] == [2, 3]
