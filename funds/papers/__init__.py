"""What the papers of the fund book say; page, PDF and workbook only print it."""
