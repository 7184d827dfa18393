"""Contributions as workbooks; what is common to all kinds of workbook is in khuyenhoc/imports/."""
