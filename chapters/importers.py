from khuyenhoc.imports.spec import ListImporter

from .excel.members import MemberImporter
from .excel.units import UnitImporter

IMPORTERS: tuple[ListImporter, ...] = (UnitImporter(), MemberImporter())
