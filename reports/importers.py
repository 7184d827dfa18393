from .excel.returns import ReturnImporter

IMPORTERS = (ReturnImporter(),)
