from .excel.grants import GrantImporter

IMPORTERS = (GrantImporter(),)
