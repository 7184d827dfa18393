from .certificates import CertificateDesign, CertificatePrint
from .chain import Council, CouncilQuerySet, Endorsement, Vote
from .decisions import Decision, DecisionQuerySet
from .emulation import Criterion, Points, PointSheet, UnitScore
from .forms import AwardForm, AwardFormQuerySet, AwardRule, GrantorLevel, RecipientClass
from .inspection import Inspection, InspectionFinding, Subject
from .learning import RENAMED_IN, LearningKind, LearningModel, Registration, RegistrationQuerySet
from .nominations import Nomination, NominationPaper, NominationQuerySet, Revocation, VoidedAward
from .rounds import AwardRound

__all__ = [
    "RENAMED_IN",
    "AwardForm",
    "AwardFormQuerySet",
    "AwardRound",
    "AwardRule",
    "CertificateDesign",
    "CertificatePrint",
    "Council",
    "CouncilQuerySet",
    "Criterion",
    "Decision",
    "DecisionQuerySet",
    "Endorsement",
    "GrantorLevel",
    "Inspection",
    "InspectionFinding",
    "LearningKind",
    "LearningModel",
    "Nomination",
    "NominationPaper",
    "NominationQuerySet",
    "PointSheet",
    "Points",
    "RecipientClass",
    "Registration",
    "RegistrationQuerySet",
    "Revocation",
    "Subject",
    "UnitScore",
    "VoidedAward",
    "Vote",
]
