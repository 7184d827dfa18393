from .excel.drafts import NominationImporter
from .excel.past import PastAwardImporter

IMPORTERS = (NominationImporter(), PastAwardImporter())
