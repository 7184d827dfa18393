from .excel.drafts import NominationImporter
from .excel.learning import LearningImporter
from .excel.past import PastAwardImporter

IMPORTERS = (NominationImporter(), PastAwardImporter(), LearningImporter())
