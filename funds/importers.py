from .excel.contributions import ContributionImporter
from .excel.grants import GrantImporter

IMPORTERS = (ContributionImporter(), GrantImporter())
