from .excel.contributions import ContributionImporter

IMPORTERS = (ContributionImporter(),)
