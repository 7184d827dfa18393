"""The spreadsheet importer: an app declares what it takes (`<app>/importers.py`), everything else is here.

Nothing is imported here: `khuyenhoc.models` takes its tables from this package while the apps are still being loaded.
"""
