from khuyenhoc.triggers import Guard, Log, freeze, keep, on_writing

from ..models import Nomination

_MOVES = " OR ".join(
    f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, nexts in Nomination.MOVES.items() for then in nexts
)
# Where a decision was voided with a reason, what it had decided goes back to where it was, and nothing else of it.
_GOES_BACK = (
    "OLD.state IN ('decided', 'given') AND NEW.state IN ('proposed', 'endorsed') AND NEW.decision_id IS NULL "
    "AND EXISTS (SELECT 1 FROM awards_decision d WHERE d.id = OLD.decision_id AND d.void_reason <> '')"
)
_WRONG_MOVE = f"OLD.state <> NEW.state AND NOT ({_MOVES}) AND NOT ({_GOES_BACK})"
_FIXED = (
    *("year", "form_id", "unit_id", "recipient_class", "member_id", "recipient_name", "position_held"),
    *("achievements", "round_id", "recipient_unit_id", "sex", "birth_year", "service_years"),
    *("earlier_awards", "note"),
)
_LEAVES = f"NEW.decision_id IS DISTINCT FROM OLD.decision_id AND NOT ({_GOES_BACK})"
_LIST_CHANGED = f"OLD.decision_id IS NOT NULL AND ({_LEAVES} OR " + " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FIXED
)
_DECIDED = "OLD.decision_id IS NULL AND NEW.decision_id IS NOT NULL"
_LIST_FULL = (
    f"{_DECIDED} AND (SELECT count(*) FROM awards_nomination n WHERE n.decision_id = NEW.decision_id) >= "
    "(SELECT d.size FROM awards_decision d WHERE d.id = NEW.decision_id)"
)
_OTHER_GRANTOR = (
    f"{_DECIDED} AND NOT EXISTS (SELECT 1 FROM awards_decision d JOIN awards_awardform f ON f.id = NEW.form_id "
    "WHERE d.id = NEW.decision_id AND d.grantor_name = f.grantor_name AND d.year = NEW.year)"
)
_NUMBER_TAKEN = (
    "EXISTS (SELECT 1 FROM awards_decision d WHERE d.grantor_name = NEW.grantor_name AND d.number = NEW.number "
    "AND d.voided_at IS NULL AND substr(CAST(d.signed_on AS text), 1, 4) = substr(CAST(NEW.signed_on AS text), 1, 4))"
)
# A decision stays as it was signed; its scan may come later, once. One that was recorded by mistake is marked so, with
# a reason, or once nothing of it holds any more.
_DECISION_CHANGED = "OLD.voided_at IS NOT NULL OR OLD.scan_id <> coalesce(NEW.scan_id, 0) OR " + " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        *("unit_id", "grantor_name", "number", "signed_on", "year", "size"),
        *("recorded_at", "recorded_by_id"),
    )
)
_VOID_WITH_AWARDS = (
    "NEW.voided_at IS NOT NULL AND NEW.void_reason = '' AND EXISTS "
    "(SELECT 1 FROM awards_nomination n WHERE n.decision_id = NEW.id AND n.state <> 'revoked')"
)
# One's own decision is signed once its signed paper is kept here; then there is only revocation, and no going back
# behind a revocation.
_VOID_SIGNED = (
    "NEW.voided_at IS NOT NULL AND NEW.scan_id IS NOT NULL AND EXISTS (SELECT 1 FROM awards_nomination n "
    "JOIN awards_awardform f ON f.id = n.form_id JOIN chapters_unit u ON u.id = NEW.unit_id "
    "WHERE n.decision_id = NEW.id AND f.grantor_level = u.kind)"
)
_VOID_REVOKED = (
    "NEW.voided_at IS NOT NULL AND EXISTS (SELECT 1 FROM awards_nomination n "
    "JOIN awards_revocation r ON r.nomination_id = n.id WHERE n.decision_id = NEW.id)"
)
_NOT_OF_VOIDED = (
    "NOT EXISTS (SELECT 1 FROM awards_nomination n JOIN awards_decision d ON d.id = n.decision_id "
    "WHERE n.id = NEW.nomination_id AND d.id = NEW.decision_id AND d.void_reason <> '')"
)
_PAPER_CHANGED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ("nomination_id", "name", "file_id", "added_by_id")
)
_PAPER_LATE = "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.id = NEW.nomination_id AND n.decision_id IS NOT NULL)"
_LOG_OF_SIGNED = (
    "NEW.table_name IN ('awards_decision', 'awards_awardform') OR (NEW.table_name = 'awards_nomination' AND EXISTS "
    "(SELECT 1 FROM awards_nomination n WHERE n.id = NEW.row_id AND n.decision_id IS NOT NULL))"
)
_SIGNED = "Danh sách kèm quyết định đã ký không sửa, không xóa được."

_UNIT_OF_NOMINATION = "(SELECT n.unit_id FROM awards_nomination n WHERE n.id = {row}.nomination_id)"

LOGGED = [
    Log("awards.AwardForm"),
    Log("awards.Decision", unit="{row}.unit_id"),
    Log("awards.AwardRule"),
    Log("awards.AwardRound", unit="{row}.unit_id"),
    Log("awards.Nomination", unit="{row}.unit_id", hidden=("sort_key", "search_key")),
    Log("awards.NominationPaper", unit=_UNIT_OF_NOMINATION),
    Log("awards.Revocation", unit=_UNIT_OF_NOMINATION),
    Log("awards.VoidedAward", unit=_UNIT_OF_NOMINATION),
]

GUARDS = [
    Guard("nomination_start", "awards.Nomination", "INSERT", "NEW.state <> 'draft'", "Đề nghị bắt đầu từ bản soạn."),
    Guard(
        "nomination_move", "awards.Nomination", "UPDATE", _WRONG_MOVE, "Đề nghị không chuyển trạng thái như vậy được."
    ),
    Guard("nomination_signed", "awards.Nomination", "UPDATE", f"{_LIST_CHANGED})", _SIGNED),
    Guard("nomination_list_full", "awards.Nomination", "UPDATE", _LIST_FULL, _SIGNED),
    Guard(
        "nomination_grantor",
        "awards.Nomination",
        "UPDATE",
        _OTHER_GRANTOR,
        "Một quyết định chỉ gồm các đề nghị của một cơ quan khen và một năm.",
    ),
    Guard("erasure_of_signed", "khuyenhoc.Erasure", "INSERT", _LOG_OF_SIGNED, _SIGNED),
    *keep("nomination", "awards.Nomination", "Đề nghị khen thưởng không xóa được."),
    *keep("decision", "awards.Decision", _SIGNED),
    Guard("decision_update", "awards.Decision", "UPDATE", _DECISION_CHANGED, _SIGNED),
    Guard(
        "decision_void",
        "awards.Decision",
        "UPDATE",
        _VOID_WITH_AWARDS,
        "Quyết định còn khen thưởng đang có hiệu lực thì không bỏ được.",
    ),
    Guard(
        "decision_void_signed",
        "awards.Decision",
        "UPDATE",
        _VOID_SIGNED,
        "Quyết định của Hội đã có bản ký thì không hủy bản ghi được, chỉ thu hồi.",
    ),
    Guard(
        "decision_void_revoked",
        "awards.Decision",
        "UPDATE",
        _VOID_REVOKED,
        "Quyết định đã có khen thưởng bị thu hồi thì không hủy bản ghi được.",
    ),
    Guard("voided_award", "awards.VoidedAward", "INSERT", _NOT_OF_VOIDED, "Tên không thuộc quyết định đã hủy bản ghi."),
    *freeze("voided_award", "awards.VoidedAward", "TRUE", "Danh sách của quyết định đã hủy bản ghi không sửa được."),
    Guard("paper_fixed", "awards.NominationPaper", "UPDATE", _PAPER_CHANGED, "Giấy tờ đã kèm không thay được."),
    *on_writing("paper_late", "awards.NominationPaper", _PAPER_LATE, "Hồ sơ đã có quyết định, giấy tờ không đổi được."),
    Guard("decision_number", "awards.Decision", "INSERT", _NUMBER_TAKEN, "Số quyết định này đã dùng trong năm."),
    *keep("paper", "awards.NominationPaper", "Giấy tờ của hồ sơ không xóa được, chỉ ghi là đã bỏ."),
    *freeze("revocation", "awards.Revocation", "TRUE", "Lần thu hồi đã ghi không sửa, không xóa được."),
    *keep("round", "awards.AwardRound", "Đợt khen thưởng không xóa được, chỉ ghi là đã kết thúc."),
    *keep("awardform", "awards.AwardForm", "Hình thức khen thưởng không xóa được, chỉ ghi năm hết áp dụng."),
]
