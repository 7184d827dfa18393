"""The figures of a year as a workbook, both ways; what is common to all kinds is in khuyenhoc/imports/."""
