from .excel.learning import LearningImporter

IMPORTERS = (LearningImporter(),)
