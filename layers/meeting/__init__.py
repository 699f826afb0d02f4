"""Use: the files of a meeting (slides, workbook, maps)."""
