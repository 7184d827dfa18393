from .excel.members import MemberImporter
from .excel.units import UnitImporter

IMPORTERS = (UnitImporter(), MemberImporter())
