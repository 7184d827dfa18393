"""Every route of the project, and who may do what there (DESIGN 3.1); tests/test_routes.py walks them all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.urls import URLResolver, get_resolver, reverse

# Who knocks. The two that belong to one place are strangers at the other's records.
DISTRICT = "admin office treasurer inspector leader chair"
HOMES = {"con_minh_officer": "con_minh", "van_lang_officer": "van_lang", "chapter_officer": "con_minh"}
ROLES = [*DISTRICT.split(), *HOMES, "nobody", "anonymous"]

OFFICERS = "con_minh_officer van_lang_officer"
EVERYBODY = f"{DISTRICT} {OFFICERS} chapter_officer nobody"
WITH_OFFICE = f"{DISTRICT} {OFFICERS} chapter_officer"
PEOPLE = f"admin office inspector leader chair {OFFICERS} chapter_officer"
MONEY = f"{DISTRICT} {OFFICERS}"
HONOURS = f"admin office inspector leader chair {OFFICERS} chapter_officer"
OF_COMMUNE = f"admin office inspector leader chair {OFFICERS}"  # who reads honours that are a commune's own
ASSOCIATIONS = OF_COMMUNE
INSPECTORS = "admin office inspector"
OFFICE = "admin office"
PURSE = "admin office treasurer"
APPROVERS = "admin office chair"
KEEPERS = f"{OFFICE} {OFFICERS}"
ADOPTERS = f"{KEEPERS} chair"
SCRIBES = f"{KEEPERS} chapter_officer"
CONTACTS = f"admin office inspector {OFFICERS} chapter_officer"


@dataclass(frozen=True)
class Route:
    """Who sees what a route is about (`reads`) and who also writes there; the other readers get 403 on writing.

    `pk`: of which record the number in the address is. `asks`: what it takes behind "?", and of which unit.
    `closed`: 403 without a look at the record, for want of the office. Everybody else: 404.
    """

    kind: str
    reads: str
    writes: str = ""
    closed: str = ""
    pk: str = ""
    asks: tuple[str, str] | None = None
    is_public: bool = False
    is_common: bool = False
    given: dict[str, str] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)

    @property
    def has_sides(self) -> bool:
        """Whether it is about a record of one commune; what is common to all has none."""
        return bool(self.pk or self.asks) and not self.is_common


def page(reads: str, **more: Any) -> Route:
    return Route("page", reads, **more)


def sheet(writes: str, reads: str, **more: Any) -> Route:
    """A page with a form in it; those who may only read see it without."""
    return Route("sheet", reads, writes, **more)


def form(writes: str, sees_record: str = "", **more: Any) -> Route:
    """A form shows itself only to those who may send it."""
    return Route("form", sees_record or writes, writes, **more)


def button(writes: str, sees_record: str, **more: Any) -> Route:
    """Is only ever posted to."""
    return Route("button", sees_record, writes, **more)


def _except(everybody: str, *named: str) -> str:
    return " ".join(role for role in everybody.split() if role not in " ".join(named).split())


# Registers of learning models are kept by chapters too; a level above looks at what came of them.
REGISTERS = f"admin office inspector leader chair {OFFICERS} chapter_officer"
_NOT_REGISTERS = _except(EVERYBODY, REGISTERS)
_NOT_KEEPERS = _except(EVERYBODY, KEEPERS)
_NOT_PEOPLE = _except(EVERYBODY, PEOPLE)
_NOT_CONTACTS = _except(EVERYBODY, CONTACTS)
_NOT_SCRIBES = _except(EVERYBODY, SCRIBES)
_NOT_MONEY = _except(EVERYBODY, MONEY)
_NOT_HONOURS = _except(EVERYBODY, HONOURS)
_NOT_OFFICE = _except(EVERYBODY, OFFICE)
_NO_FORM = dict.fromkeys(OFFICE.split(), 404)  # without the form and year that it asks for
IN_REPORTS = ("don-vi", "commune")
_IN_YEAR: dict[str, Any] = {"reads": MONEY, "closed": "nobody", "asks": IN_REPORTS}
# A page that is not for those who only read the year.
_READERS_ONLY = dict.fromkeys(_except(MONEY, KEEPERS).split(), 403)
_YEAR_BUTTON: dict[str, Any] = {"sees_record": MONEY, "closed": "nobody", "asks": IN_REPORTS}

ROUTES = {
    "home": page(EVERYBODY),
    "help": page(EVERYBODY),
    "components": page(EVERYBODY),
    "log": page(f"admin office inspector {OFFICERS}", closed="treasurer leader chair chapter_officer nobody"),
    "health": page(f"{EVERYBODY} anonymous", is_public=True),
    "login": page("anonymous", is_public=True, answers=dict.fromkeys(EVERYBODY.split(), 302)),
    "logout": button(EVERYBODY, EVERYBODY),
    # Tổ chức Hội, hội viên
    "chapters:unit-list": page(WITH_OFFICE, closed="nobody", answers={"chapter_officer": 302}),
    "chapters:unit": page(WITH_OFFICE, pk="chapter"),
    "chapters:unit-create": form(KEEPERS, WITH_OFFICE, asks=("cha", "chapter")),
    "chapters:unit-edit": form(KEEPERS, WITH_OFFICE, pk="chapter"),
    "chapters:unit-move": form(KEEPERS, WITH_OFFICE, pk="chapter"),
    "chapters:unit-children-move": form(KEEPERS, WITH_OFFICE, pk="chapter"),
    "chapters:unit-members-move": form(KEEPERS, WITH_OFFICE, pk="chapter"),
    "chapters:unit-close": form(KEEPERS, WITH_OFFICE, pk="chapter"),
    "chapters:unit-reopen": form(KEEPERS, _except(WITH_OFFICE, "chapter_officer"), pk="closed_chapter"),
    "chapters:member-list": page(PEOPLE, closed=_NOT_PEOPLE, asks=("don-vi", "chapter")),
    "chapters:member-create": form(SCRIBES, closed=_except(EVERYBODY, SCRIBES)),
    "chapters:member": page(PEOPLE, pk="member"),
    "chapters:member-edit": form(SCRIBES, PEOPLE, pk="member"),
    "chapters:membership-create": form(SCRIBES, PEOPLE, pk="member"),
    "chapters:entry-undo": button(SCRIBES, PEOPLE, pk="membership"),
    "chapters:membership-end": form(SCRIBES, PEOPLE, pk="membership"),
    # Dữ liệu cá nhân
    "chapters:unit-consents": sheet(SCRIBES, CONTACTS, closed=_NOT_CONTACTS, pk="chapter"),
    "chapters:consent-sheet": page(CONTACTS, closed=_NOT_CONTACTS, pk="chapter"),
    "chapters:consent-create": form(SCRIBES, PEOPLE, pk="member"),
    "chapters:consent-withdraw": form(SCRIBES, CONTACTS, pk="consent"),
    "chapters:consent-scan": page(CONTACTS, pk="consent"),
    "chapters:wording-list": page(CONTACTS, closed=_NOT_CONTACTS),
    "chapters:wording-create": form(OFFICE, closed=_except(EVERYBODY, OFFICE)),
    "chapters:wording-confirm": button(OFFICE, OFFICE, closed=_except(EVERYBODY, OFFICE), pk="wording"),
    "chapters:request-list": page(CONTACTS, closed=_NOT_CONTACTS),
    "chapters:request-create": form(SCRIBES, closed=_except(EVERYBODY, SCRIBES)),
    "chapters:request": page(CONTACTS, pk="request"),
    "chapters:request-answer": form(OFFICE, CONTACTS, pk="request"),
    "chapters:request-close": form(OFFICE, CONTACTS, pk="request"),
    "chapters:request-scan": page(CONTACTS, pk="request"),
    "chapters:member-data": form(OFFICE, PEOPLE, pk="member"),
    "chapters:member-erase": form(OFFICE, PEOPLE, pk="member", answers={"admin": 302, "office": 302}),
    "chapters:officer-list": page(WITH_OFFICE, closed="nobody", asks=("don-vi", "chapter")),
    "chapters:officer-matters": page(WITH_OFFICE, closed="nobody", asks=("don-vi", "chapter")),
    "chapters:officer": page(WITH_OFFICE, pk="officer"),
    "chapters:officer-edit": form(KEEPERS, WITH_OFFICE, pk="officer"),
    "chapters:officer-end": form(KEEPERS, WITH_OFFICE, pk="officer"),
    "chapters:officer-replace": form(KEEPERS, WITH_OFFICE, pk="officer"),
    "chapters:officer-void": form(KEEPERS, WITH_OFFICE, pk="officer"),
    "chapters:unit-officers": page(WITH_OFFICE, pk="chapter"),
    "chapters:officer-create": form(KEEPERS, WITH_OFFICE, pk="chapter"),
    "chapters:officer-roll": page(WITH_OFFICE, pk="chapter", given={"roll": "can-bo"}),
    "chapters:officer-roll-pdf": page(WITH_OFFICE, pk="chapter", given={"roll": "can-bo"}),
    "chapters:officer-roll-xlsx": page(WITH_OFFICE, pk="chapter", given={"roll": "can-bo"}),
    "chapters:term-create": form(KEEPERS, WITH_OFFICE, pk="chapter"),
    "chapters:term-edit": form(KEEPERS, WITH_OFFICE, pk="term"),
    "chapters:term-carry-over": form(KEEPERS, WITH_OFFICE, pk="term"),
    "chapters:who-sees": page(
        f"admin office inspector {OFFICERS}", closed="treasurer leader chair chapter_officer nobody", pk="chapter"
    ),
    # Tài khoản
    "chapters:user-list": page(OFFICE, closed=_NOT_OFFICE),
    "chapters:user": page(OFFICE, closed=_NOT_OFFICE, pk="account"),
    "chapters:user-create": form(OFFICE, closed=_NOT_OFFICE),
    "chapters:user-slip": form(OFFICE, closed=_NOT_OFFICE, pk="account"),
    "chapters:user-move": button(OFFICE, OFFICE, closed=_NOT_OFFICE, pk="account", given={"move": "mo-khoa"}),
    "chapters:appointment-create": form(OFFICE, closed=_NOT_OFFICE, pk="account"),
    "chapters:appointment-end": form(OFFICE, closed=_NOT_OFFICE, pk="appointment"),
    "chapters:appointment-hand-over": form(OFFICE, closed=_NOT_OFFICE, pk="appointment"),
    "chapters:own-account": page(EVERYBODY),
    "chapters:password": page(EVERYBODY),
    "chapters:sign-out-everywhere": button(EVERYBODY, EVERYBODY),
    "chapters:second-factor": page(EVERYBODY),
    "chapters:second-factor-code": page(EVERYBODY, answers=dict.fromkeys(EVERYBODY.split(), 302)),
    "chapters:second-factor-start": button(EVERYBODY, EVERYBODY),
    "chapters:second-factor-off": page(EVERYBODY),
    "chapters:recovery-codes": page(EVERYBODY),
    "chapters:membership-transfer": form(SCRIBES, PEOPLE, pk="membership"),
    "chapters:membership-count": form(SCRIBES, PEOPLE, pk="membership"),
    "chapters:membership-void": form(SCRIBES, PEOPLE, pk="membership"),
    "chapters:death-take-back": form(SCRIBES, PEOPLE, pk="membership"),
    "chapters:double-list": page(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    "chapters:doubles-hint": page(SCRIBES, closed=_NOT_SCRIBES),
    "chapters:tell-apart": button(SCRIBES, SCRIBES, closed=_NOT_SCRIBES, asks=("a", "member")),
    "chapters:doubt-again": button(SCRIBES, SCRIBES, closed=_NOT_SCRIBES, pk="not_double"),
    "chapters:merge": form(SCRIBES, PEOPLE, asks=("a", "member")),
    "chapters:merge-undo": form(SCRIBES, PEOPLE, pk="merge"),
    # Excel
    "chapters:unit-excel": form(KEEPERS, closed=_except(EVERYBODY, KEEPERS), asks=IN_REPORTS),
    "chapters:unit-excel-template": page(KEEPERS, closed=_except(EVERYBODY, KEEPERS), asks=IN_REPORTS),
    "chapters:unit-excel-list": page(KEEPERS, closed=_except(EVERYBODY, KEEPERS), asks=IN_REPORTS),
    "chapters:member-excel": form(SCRIBES, closed=_except(EVERYBODY, SCRIBES), asks=("don-vi", "chapter")),
    "chapters:member-excel-template": page(SCRIBES, closed=_except(EVERYBODY, SCRIBES), asks=("don-vi", "chapter")),
    "chapters:member-excel-list": page(SCRIBES, closed=_except(EVERYBODY, SCRIBES), asks=("don-vi", "chapter")),
    "import": page(SCRIBES, pk="imported"),
    "import-marked": page(SCRIBES, pk="imported"),
    "import-confirm": button(SCRIBES, SCRIBES, pk="imported"),
    "import-check": button(SCRIBES, SCRIBES, pk="imported"),
    "import-cancel": button(SCRIBES, SCRIBES, pk="imported"),
    "import-undo": button(SCRIBES, SCRIBES, pk="imported"),
    "import-run-again": button(SCRIBES, SCRIBES, pk="imported"),
    "import-stop": button(SCRIBES, SCRIBES, pk="imported"),
    # Quỹ
    "funds:fund-list": page(MONEY, closed=_NOT_MONEY, asks=("don-vi", "chapter")),
    "funds:fund-edit": form(PURSE, MONEY, pk="fund"),
    "funds:giver-list-create": form(PURSE, MONEY, pk="fund"),
    "funds:money-move": form(PURSE, MONEY, pk="fund"),
    "funds:money-send": form(PURSE, MONEY, pk="fund"),
    "funds:transfer-receive": form(PURSE, MONEY, pk="sent"),
    "funds:amount-read": page(EVERYBODY),
    "funds:donor-list": page(MONEY, closed=_NOT_MONEY, asks=("don-vi", "chapter")),
    "funds:donor": page(MONEY, pk="donor"),
    "funds:donor-edit": form(PURSE, MONEY, pk="donor"),
    "funds:donor-create": form(PURSE, closed=_except(EVERYBODY, PURSE)),
    "funds:donor-merge": form(PURSE, MONEY, pk="donor"),
    "funds:donor-split": button(PURSE, MONEY, pk="donor"),
    "funds:contribution-excel": form(PURSE, closed=_except(EVERYBODY, PURSE), asks=("don-vi", "chapter")),
    "funds:contribution-excel-template": page(PURSE, closed=_except(EVERYBODY, PURSE), asks=("don-vi", "chapter")),
    "funds:contribution-excel-list": page(PURSE, closed=_except(EVERYBODY, PURSE), asks=("don-vi", "chapter")),
    "funds:fund-create": form(PURSE, closed=_except(EVERYBODY, PURSE)),
    "funds:fund": page(MONEY, pk="fund"),
    "funds:opening-create": form(PURSE, MONEY, pk="fund"),
    "funds:contribution-create": form(PURSE, MONEY, pk="fund"),
    "funds:expense-create": form(PURSE, MONEY, pk="fund"),
    "funds:voucher": page(MONEY, pk="voucher"),
    "funds:journal": page(MONEY, closed=_NOT_MONEY),
    "funds:vouchers-behind": page(MONEY, closed=_NOT_MONEY, asks=("don-vi", "chapter"), given={"item": "members"}),
    "funds:lists-behind": page(MONEY, closed=_NOT_MONEY, asks=("don-vi", "chapter"), given={"who": "pupils"}),
    "funds:voucher-reverse": form(PURSE, MONEY, pk="voucher"),
    # Kiểm soát sổ quỹ: a payment that waits, a closed month, a count
    "funds:control": page(MONEY, pk="fund"),
    "funds:fund-settings": form(PURSE, MONEY, pk="fund"),
    "funds:approval-setting": form(APPROVERS, MONEY, pk="fund"),
    "funds:count-create": form(PURSE, MONEY, pk="fund"),
    "funds:count": page(MONEY, pk="count"),
    "funds:count-minutes": page(MONEY, pk="count"),
    "funds:closing-create": form(PURSE, MONEY, pk="fund"),
    "funds:closing": page(MONEY, pk="closing"),
    "funds:closing-pdf": page(MONEY, pk="closing"),
    "funds:closing-reopen": form(PURSE, MONEY, pk="closing"),
    "funds:waiting-list": page(MONEY, closed=_NOT_MONEY),
    "funds:payment-approve": form(APPROVERS, MONEY, pk="waiting"),
    "funds:voucher-drop": form(f"{PURSE} chair", MONEY, pk="waiting"),
    # Danh sách trao
    "funds:grants": page(MONEY, closed=_NOT_MONEY, asks=("don-vi", "chapter")),
    "funds:grants-xlsx": page(MONEY, closed=_NOT_MONEY, asks=("don-vi", "chapter")),
    "funds:grant-excel": form(PURSE, closed=_except(EVERYBODY, PURSE), asks=("don-vi", "chapter")),
    "funds:grant-excel-template": page(PURSE, closed=_except(EVERYBODY, PURSE), asks=("don-vi", "chapter")),
    "funds:grant-excel-list": page(PURSE, closed=_except(EVERYBODY, PURSE), asks=("don-vi", "chapter")),
    "funds:grant-list-create": form(PURSE, MONEY, pk="fund"),
    "funds:grant-list": page(MONEY, pk="grant_list"),
    "funds:grant-list-edit": form(PURSE, MONEY, pk="grant_list"),
    "funds:grant-list-drop": form(PURSE, MONEY, pk="grant_list"),
    "funds:grant-list-pay": form(PURSE, MONEY, pk="grant_list"),
    "funds:grant-list-signing": page(MONEY, pk="grant_list"),
    "funds:grant-list-public": page(MONEY, pk="grant_list"),
    "funds:grant-list-public-pdf": page(MONEY, pk="grant_list"),
    "funds:grant-list-xlsx": page(MONEY, pk="grant_list"),
    "funds:grant-link": form(OFFICE, MONEY, pk="grant"),
    "funds:grant-forget": form(OFFICE, MONEY, pk="grant"),
    "funds:giver-forget": form(OFFICE, MONEY, pk="giver"),
    # Giấy tờ của quỹ
    "funds:fund-list-xlsx": page(MONEY, closed=_NOT_MONEY),
    "funds:disclosure": page(MONEY, closed=_NOT_MONEY, asks=("don-vi", "commune")),
    "funds:fund-papers": page(MONEY, pk="fund"),
    "funds:fund-book-pdf": page(MONEY, pk="fund"),
    "funds:fund-book-xlsx": page(MONEY, pk="fund"),
    "funds:fund-slips": page(MONEY, pk="fund"),
    "funds:voucher-slip": page(MONEY, pk="voucher"),
    "funds:voucher-givers": page(MONEY, pk="listed"),
    "funds:voucher-givers-xlsx": page(MONEY, pk="listed"),
    "funds:voucher-gift": page(MONEY, pk="listed"),
    "funds:donor-list-xlsx": page(MONEY, closed=_NOT_MONEY),
    "funds:donor-statement": page(MONEY, pk="donor"),
    "funds:donor-forget": form(OFFICE, MONEY, pk="donor"),
    # Khen thưởng
    "awards:nomination-list": page(HONOURS, closed=_NOT_HONOURS, asks=("don-vi", "chapter")),
    "awards:nomination-create": form(SCRIBES, closed=_NOT_SCRIBES),
    "awards:nomination-send": form(SCRIBES, closed=_NOT_SCRIBES),
    "awards:nomination-excel": form(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    "awards:nomination-excel-template": page(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    "awards:nomination-excel-list": page(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    "awards:nomination": page(HONOURS, pk="nomination"),
    "awards:nomination-edit": form(SCRIBES, HONOURS, pk="draft"),
    "awards:nomination-move": button(SCRIBES, HONOURS, pk="draft", given={"move": "de-nghi"}),
    "awards:paper-attach": button(SCRIBES, HONOURS, pk="draft"),
    "awards:paper": page(HONOURS, pk="paper"),
    "awards:paper-withdraw": button(SCRIBES, HONOURS, pk="paper"),
    "awards:round-list": page(HONOURS, closed=_NOT_HONOURS),
    "awards:round-create": form(OFFICE, closed=_NOT_OFFICE),
    "awards:round": page(HONOURS, closed=_NOT_HONOURS, pk="round"),
    "awards:round-edit": form(OFFICE, HONOURS, pk="round"),
    "awards:round-close": button(OFFICE, HONOURS, pk="round"),
    "awards:round-reopen": button(OFFICE, HONOURS, pk="round"),
    "awards:history": page(HONOURS, closed=_NOT_HONOURS, asks=("don-vi", "chapter")),
    "awards:past-excel": form(OFFICE, closed=_NOT_OFFICE, asks=("don-vi", "chapter")),
    "awards:past-excel-template": page(OFFICE, closed=_NOT_OFFICE, asks=("don-vi", "chapter")),
    "awards:past-excel-list": page(OFFICE, closed=_NOT_OFFICE, asks=("don-vi", "chapter")),
    "awards:decision-list": page(HONOURS, closed=_NOT_HONOURS),
    "awards:decision-create": form(OFFICE, closed=_NOT_OFFICE),
    "awards:decision": page(OF_COMMUNE, pk="decision"),
    "awards:decision-give": button(OFFICE, OF_COMMUNE, pk="decision"),
    "awards:decision-scan": sheet(OFFICE, OF_COMMUNE, pk="decision"),
    "awards:decision-void": button(OFFICE, OF_COMMUNE, pk="decision"),
    "awards:certificates": form(OFFICE, OF_COMMUNE, pk="decision"),
    "awards:certificate-print": page(OFFICE, pk="certificates"),
    "awards:certificate-file": page(OFFICE, pk="certificates"),
    "awards:certificate-again": button(OFFICE, OFFICE, pk="certificates"),
    "awards:certificate-design": form(OFFICE, closed=_NOT_OFFICE, pk="award", is_common=True),
    "awards:certificate-sample": page(OFFICE, closed=_NOT_OFFICE, pk="award", is_common=True),
    "awards:examine": form(KEEPERS, closed=_except(EVERYBODY, KEEPERS)),
    "awards:council-list": page(PEOPLE, closed=_NOT_PEOPLE),
    "awards:council-create": form(OFFICE, closed=_NOT_OFFICE),
    "awards:council": sheet(OFFICE, OF_COMMUNE, pk="council"),
    "awards:council-edit": form(OFFICE, OF_COMMUNE, pk="council"),
    "awards:council-settle": form(OFFICE, OF_COMMUNE, pk="council"),
    "awards:council-minutes": sheet(OFFICE, OF_COMMUNE, pk="council"),
    "awards:petition": page(OF_COMMUNE, closed=_NOT_PEOPLE, asks=("don-vi", "commune")),
    "awards:petition-file": page(PEOPLE, closed=_NOT_PEOPLE, given={"ending": "pdf"}),
    "awards:council-paper": page(OF_COMMUNE, pk="council"),
    "awards:council-paper-file": page(OF_COMMUNE, pk="council", given={"ending": "docx"}),
    "awards:decision-draft": page(OFFICE, closed=_NOT_OFFICE, answers=_NO_FORM),
    "awards:decision-draft-file": page(OFFICE, closed=_NOT_OFFICE, given={"ending": "pdf"}, answers=_NO_FORM),
    # Printed where the grantor is the unit that recorded it, which no commune is; tests/awards/test_letters.py prints.
    "awards:decision-paper": page("", pk="decision"),
    "awards:decision-paper-file": page("", pk="decision", given={"ending": "docx"}),
    "awards:presentation": page(PEOPLE, closed=_NOT_PEOPLE),
    "awards:presentation-file": page(PEOPLE, closed=_NOT_PEOPLE, given={"ending": "docx"}),
    "awards:form-list": page(HONOURS, closed=_NOT_HONOURS),
    "awards:form-create": form(OFFICE, closed=_NOT_OFFICE),
    "awards:form-usual": button(OFFICE, OFFICE, closed=_NOT_OFFICE),
    "awards:form": page(HONOURS, closed=_NOT_HONOURS, pk="award", is_common=True),
    "awards:form-years": form(OFFICE, closed=_NOT_OFFICE, pk="award", is_common=True),
    "awards:rule-create": form(OFFICE, closed=_NOT_OFFICE, pk="award", is_common=True),
    "awards:rule-edit": form(OFFICE, closed=_NOT_OFFICE, pk="rule", is_common=True),
    "awards:rule-confirm": button(OFFICE, OFFICE, closed=_NOT_OFFICE, pk="rule", is_common=True),
    # Mô hình học tập
    "awards:learning-list": page(REGISTERS, closed=_NOT_REGISTERS, asks=("don-vi", "chapter")),
    "awards:learning-create": form(SCRIBES, closed=_NOT_SCRIBES),
    "awards:learning-carry-over": form(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    "awards:learning-assess": form(KEEPERS, closed=_NOT_KEEPERS, asks=("don-vi", "chapter")),
    "awards:learning-recognise": form(KEEPERS, closed=_NOT_KEEPERS, asks=("don-vi", "chapter")),
    "awards:learning-pdf": page(REGISTERS, closed=_NOT_REGISTERS, asks=("don-vi", "chapter")),
    "awards:learning-model": page(REGISTERS, pk="learning_model"),
    "awards:learning-model-edit": form(SCRIBES, REGISTERS, pk="learning_model"),
    "awards:registration-edit": form(SCRIBES, REGISTERS, pk="registration"),
    "awards:registration-withdraw": form(SCRIBES, REGISTERS, pk="registration"),
    "awards:registration-refuse": form(KEEPERS, REGISTERS, pk="registration"),
    "awards:registration-reopen": button(KEEPERS, REGISTERS, pk="registration"),
    "awards:learning-excel": form(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    "awards:learning-excel-template": page(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    "awards:learning-excel-list": page(SCRIBES, closed=_NOT_SCRIBES, asks=("don-vi", "chapter")),
    # Kiểm tra: of the commune itself, which its chapters do not see
    "awards:inspection-list": page(PEOPLE, closed=_NOT_PEOPLE, asks=("don-vi", "chapter")),
    "awards:inspection-plan": form(INSPECTORS, closed=_except(EVERYBODY, INSPECTORS)),
    "awards:inspection-year-pdf": page(ASSOCIATIONS, closed=_NOT_PEOPLE, given={"year": "2023"}),
    "awards:inspection": page(ASSOCIATIONS, pk="inspection"),
    "awards:inspection-edit": form(INSPECTORS, ASSOCIATIONS, pk="inspection"),
    "awards:inspection-step": form(INSPECTORS, ASSOCIATIONS, pk="inspection", given={"step": "ket-luan"}),
    "awards:inspection-report-pdf": page(ASSOCIATIONS, pk="inspection"),
    "awards:inspection-report-word": page(ASSOCIATIONS, pk="inspection"),
    "awards:finding-create": form(INSPECTORS, ASSOCIATIONS, pk="inspection"),
    "awards:finding-edit": form(INSPECTORS, ASSOCIATIONS, pk="finding"),
    "awards:finding-follow-up": form(f"{INSPECTORS} {OFFICERS}", ASSOCIATIONS, pk="finding"),
    "awards:finding-settle": form(INSPECTORS, ASSOCIATIONS, pk="finding"),
    "awards:finding-put-off": form(INSPECTORS, ASSOCIATIONS, pk="finding"),
    # Thi đua: the commune's own sheet for its chapters, open; the chapter's score stands on it
    "awards:sheet-list": page(PEOPLE, closed=_NOT_PEOPLE),
    "awards:sheet-create": form(OFFICE, closed=_NOT_OFFICE),
    "awards:point-sheet": page(PEOPLE, pk="sheet"),
    "awards:sheet-edit": form(OFFICE, PEOPLE, pk="sheet"),
    "awards:criteria": form(OFFICE, PEOPLE, pk="sheet"),
    "awards:sheet-take-in": button(OFFICE, PEOPLE, pk="sheet"),
    "awards:sheet-close": button(OFFICE, PEOPLE, pk="sheet"),
    "awards:ranking-pdf": page(ASSOCIATIONS, pk="sheet"),
    "awards:score": page(PEOPLE, pk="score"),
    "awards:score-self": form(SCRIBES, PEOPLE, pk="score"),
    "awards:score-hand-in": button(SCRIBES, PEOPLE, pk="score"),
    "awards:score-give": form(OFFICE, PEOPLE, pk="score"),
    "awards:score-return": form(OFFICE, PEOPLE, pk="score"),
    # Báo cáo: a chapter officer has a row, no return
    "reports:period-list": page(WITH_OFFICE, closed="nobody"),
    "reports:period-open": form(OFFICE, closed=_except(EVERYBODY, OFFICE)),
    "reports:period-settings": form(OFFICE, closed=_except(EVERYBODY, OFFICE)),
    "reports:period-close": form(OFFICE, closed=_except(EVERYBODY, OFFICE)),
    "reports:period-reopen": form(OFFICE, closed=_except(EVERYBODY, OFFICE)),
    "reports:dashboard": page(**_IN_YEAR),
    "reports:dashboard-pdf": page(**_IN_YEAR),
    "reports:slides": page(**_IN_YEAR),
    "reports:compare": page(**_IN_YEAR),
    "reports:trend": page(**_IN_YEAR),
    "reports:trend-file": page(**_IN_YEAR),
    "reports:summary": page(**_IN_YEAR),
    "reports:summary-pdf": page(**_IN_YEAR),
    "reports:writing": form(KEEPERS, **_YEAR_BUTTON),
    "reports:section": form(KEEPERS, **_YEAR_BUTTON, given={"section": "phoi-hop"}),
    "reports:redraft": form(KEEPERS, **_YEAR_BUTTON),
    "reports:tokens": page(KEEPERS, closed="nobody", asks=IN_REPORTS, answers=_READERS_ONLY),
    "reports:head": form(KEEPERS, **_YEAR_BUTTON),
    "reports:plan": form(KEEPERS, **_YEAR_BUTTON),
    "reports:summary-docx": page(**_IN_YEAR),
    "reports:summary-xlsx": page(**_IN_YEAR),
    "reports:figure": page(**_IN_YEAR, given={"key": "members_closing"}),
    "reports:figure-cell": page(WITH_OFFICE, closed="nobody", pk="row", given={"key": "members_closing"}),
    # No summary is written in the world that is walked: tests/reports/test_adopting.py sends these forms.
    "reports:present": form(KEEPERS, MONEY, closed="nobody", asks=IN_REPORTS),
    "reports:adopt": form(ADOPTERS, MONEY, closed="nobody", asks=IN_REPORTS),
    "reports:renew": form(KEEPERS, MONEY, closed="nobody", asks=IN_REPORTS),
    "reports:summary-versions": page(**_IN_YEAR),
    "reports:summary-scan": button("", "", closed="nobody", given={"pk": "1"}),
    "reports:summary-papers": button("", "", closed="nobody", given={"pk": "1"}),
    "reports:summary-file": page("", closed="nobody", given={"pk": "1", "which": "pdf"}),
    "reports:verify-form": page(f"{EVERYBODY} anonymous", is_public=True),
    "reports:verify": page("", is_public=True, given={"code": "ABCDEFGHJKLM"}),
    "reports:progress": page(**_IN_YEAR),
    "reports:reminders": page(OFFICE, closed=_NOT_OFFICE),
    "reports:reminders-pdf": page(OFFICE, closed=_NOT_OFFICE),
    "reports:targets": sheet(OFFICE, MONEY, closed="nobody", asks=IN_REPORTS),
    # Nobody was given a target in the world that is walked: tests/reports/test_targets.py prints, and knocks next door.
    "reports:targets-pdf": page(MONEY, closed="nobody", answers=dict.fromkeys(MONEY.split(), 409)),
    "reports:entry": page(**_IN_YEAR, answers={"chapter_officer": 302}),
    "reports:save-cells": button(KEEPERS, **_YEAR_BUTTON),
    "reports:row-entry": sheet(SCRIBES, WITH_OFFICE, closed="nobody", pk="row"),
    "reports:texts": sheet(KEEPERS, MONEY, closed="nobody", asks=IN_REPORTS),
    "reports:checking": sheet(KEEPERS, MONEY, closed="nobody", asks=IN_REPORTS),
    "reports:questions": page(WITH_OFFICE, closed="nobody", pk="row"),
    "reports:question": sheet(SCRIBES, WITH_OFFICE, closed="nobody", pk="row", given={"code": "fund_closing"}),
    "reports:row-ready": button(SCRIBES, WITH_OFFICE, closed="nobody", pk="row"),
    "reports:reason": button(SCRIBES, SCRIBES, closed=_NOT_SCRIBES),
    "reports:workbook": form(KEEPERS, MONEY, closed="nobody", asks=IN_REPORTS),
    "reports:workbook-file": page(**_IN_YEAR),
    "reports:blank-form": page(**_IN_YEAR),
    "reports:row-form": page(WITH_OFFICE, closed="nobody", pk="row"),
    "reports:own-report": page(**_IN_YEAR),
    "reports:own-report-pdf": page(**_IN_YEAR),
    "reports:own-report-word": page(**_IN_YEAR),
    "reports:basis": button(KEEPERS, **_YEAR_BUTTON),
    "reports:submit": button(KEEPERS, **_YEAR_BUTTON),
    "reports:accept": button(OFFICE, **_YEAR_BUTTON),
    "reports:send-back": button(OFFICE, **_YEAR_BUTTON),
    "reports:review": sheet(OFFICE, **_IN_YEAR),
    "reports:correct": sheet(KEEPERS, **_IN_YEAR),
    "reports:reopen": form(OFFICE, **_YEAR_BUTTON),
    "reports:versions": page(**_IN_YEAR),
    # Nothing was accepted against a scan in the world that is walked: tests/reports/test_review.py has one.
    "reports:signed-scan": page(MONEY, closed="nobody", given={"pk": "1"}, answers=dict.fromkeys(MONEY.split(), 404)),
    "reports:conference": page(**_IN_YEAR),
    "reports:conference-facts": form(KEEPERS, **_YEAR_BUTTON),
    "reports:conference-agenda": form(KEEPERS, **_YEAR_BUTTON),
    "reports:conference-attendees": sheet(KEEPERS, **_IN_YEAR),
    "reports:conference-attendee": form(KEEPERS, **_YEAR_BUTTON, pk="attendee"),
    "reports:conference-attendance": form(KEEPERS, **_YEAR_BUTTON),
    "reports:conference-ballots": form(KEEPERS, **_YEAR_BUTTON),
    "reports:conference-outcome": form(KEEPERS, **_YEAR_BUTTON),
    "reports:conference-instructions": form(KEEPERS, **_YEAR_BUTTON),
    "reports:conference-take-up": button(KEEPERS, **_YEAR_BUTTON, pk="instruction"),
    "reports:conference-photos": sheet(KEEPERS, **_IN_YEAR),
    "reports:conference-photo": form(KEEPERS, **_YEAR_BUTTON, pk="photo"),
    "reports:conference-photo-file": page(**_IN_YEAR, pk="photo"),
    "reports:conference-paper": page(**_IN_YEAR, given={"paper": "bien-ban"}),
    "reports:conference-paper-file": page(**_IN_YEAR, given={"paper": "danh-sach", "ending": "pdf"}),
    "reports:conference-news": page(**_IN_YEAR),
    "reports:conference-news-word": page(**_IN_YEAR),
    "reports:conference-bundle": page(**_IN_YEAR),
    "reports:on-behalf": sheet(OFFICE, **_IN_YEAR),
    "reports:on-behalf-confirm": button(OFFICERS, MONEY, closed="nobody", pk="on_behalf"),
    "reports:on-behalf-scan": page(MONEY, closed="nobody", pk="on_behalf"),
    "reports:link-list": form(OFFICE, **_YEAR_BUTTON),
    "reports:link-withdraw": button(OFFICE, MONEY, closed="nobody", pk="link"),
    # Of a link that nobody made; tests/reports/test_links.py opens others.
    "reports:link": page("", is_public=True, given={"secret": "khong-co"}),
    "reports:link-row": page("", is_public=True, given={"secret": "khong-co", "pk": "1"}),
}


@cache
def all_routes() -> dict[str, set[str]]:
    """Name → arguments of everything the resolver knows."""
    return dict(_named(get_resolver(), "", set()))


def _named(resolver: URLResolver, space: str, outer: set[str]) -> Iterator[tuple[str, set[str]]]:
    for pattern in resolver.url_patterns:
        arguments = outer | set(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _named(pattern, inner, arguments)
        else:
            yield f"{space}{pattern.name or pattern.pattern}", arguments


def places(name: str, role: str) -> tuple[str, ...]:
    """At whose records a role knocks: those that serve all communes, or none, at one; the others also next door."""
    return ("con_minh", "van_lang") if ROUTES[name].has_sides and role in HOMES else ("van_lang",)


def address(name: str, side: SimpleNamespace) -> str:
    """The route's address, filled with the records of one side."""
    route, wanted = ROUTES[name], all_routes()[name]
    known = {"period": "2023", "pk": getattr(side, route.pk).pk if route.pk else None, **route.given}
    asked = {}
    if route.asks:
        word, whose = route.asks
        asked = {word: getattr(side, whose).pk if word in ("cha", "a") else getattr(side, whose).code}
    return reverse(name, kwargs={argument: known[argument] for argument in wanted}, query=asked)


def expected(name: str, role: str, place: str, method: str = "get") -> int:
    """The status that the table promises to this role, at the records of this place."""
    route = ROUTES[name]
    if role == "anonymous" and not route.is_public:
        return 302
    if method == "get" and route.kind == "button":
        return 405
    if role in route.answers:
        return route.answers[role]
    if role in route.closed.split():
        return 403
    is_stranger = route.has_sides and HOMES.get(role, place) != place
    if is_stranger or role not in route.reads.split():
        return 404
    needs_writer = route.kind == "form" or method == "post"
    return 403 if needs_writer and role not in route.writes.split() else 200
