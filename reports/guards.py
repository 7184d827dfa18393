from khuyenhoc.triggers import Guard, Log, freeze, keep, on_writing

_IN_ACCEPTED = "EXISTS (SELECT 1 FROM reports_return r WHERE r.id = {row}.unit_return_id AND r.state = 'accepted')"
_ACCEPTED_VALUE = (
    "EXISTS (SELECT 1 FROM reports_row w JOIN reports_return r ON r.id = w.unit_return_id "
    "WHERE w.id = {row}.row_id AND r.state = 'accepted')"
)
# An accepted return changes in two ways only: a newer version takes its place, or that of the return above it.
_OTHER_ABOVE = (
    "NEW.above_id IS DISTINCT FROM OLD.above_id AND NOT EXISTS (SELECT 1 FROM reports_return a JOIN reports_return b "
    "ON a.period_id = b.period_id AND a.unit_id = b.unit_id WHERE a.id = OLD.above_id AND b.id = NEW.above_id)"
)
_ACCEPTED_CHANGED = f"OLD.state = 'accepted' AND ({_OTHER_ABOVE} OR " + " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        "period_id",
        "unit_id",
        "path",
        "version",
        "basis",
        "state",
        "accepted_at",
        "accepted_by_id",
        "scan_id",
    )
)
# REPLACE INTO would put another in the place of an accepted one; a newer version may stand beside it.
_ACCEPTED_REPLACED = " OR ".join(
    f"EXISTS (SELECT 1 FROM reports_return f WHERE f.state = 'accepted' AND {same})"
    for same in (
        "f.id = NEW.id",
        "f.period_id = NEW.period_id AND f.unit_id = NEW.unit_id AND f.version = NEW.version",
        "f.period_id = NEW.period_id AND f.unit_id = NEW.unit_id AND f.is_current AND NEW.is_current",
        "f.period_id = NEW.period_id AND f.path = NEW.path AND f.is_current AND NEW.is_current",
    )
)
# From draft straight to accepted goes only what a signed scan stands for.
_ACCEPTED_UNSEEN = (
    "NEW.state = 'accepted' AND OLD.state <> 'accepted' AND OLD.state <> 'submitted' AND NEW.scan_id IS NULL"
)
_PERIOD_SHIFTED = (
    "(NEW.year <> OLD.year OR NEW.starts_on <> OLD.starts_on OR NEW.cut_off <> OLD.cut_off "
    "OR (OLD.previous_id IS NOT NULL AND NEW.previous_id IS DISTINCT FROM OLD.previous_id)) "
    "AND EXISTS (SELECT 1 FROM reports_return r WHERE r.period_id = OLD.id AND r.state = 'accepted')"
)
# A closed period takes no entry: no figure, text or reason is added, changed, moved or taken away, and no return
# changes its state.
_CLOSED = "EXISTS (SELECT 1 FROM reports_period p WHERE p.closed_at IS NOT NULL AND p.id = {period})"
_OF_RETURN = "(SELECT r.period_id FROM reports_return r WHERE r.id = {row}.unit_return_id)"
_OF_ROW = (
    "(SELECT r.period_id FROM reports_row w JOIN reports_return r ON r.id = w.unit_return_id WHERE w.id = {row}.row_id)"
)
_CLOSED_ROW, _CLOSED_RETURN = _CLOSED.format(period=_OF_ROW), _CLOSED.format(period=_OF_RETURN)
_STATE_CHANGED = "NEW.state <> OLD.state AND " + _CLOSED.format(period="NEW.period_id")
_PERIOD_CLOSED = "Kỳ báo cáo đã đóng nên không ghi thêm được."
# A link serves the return it was made for, until the day it was given; only its withdrawal is written.
_LINK_CHANGED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("unit_return_id", "row_id", "holder", "secret_digest", "created_by_id", "created_at", "expires_at")
)
# What came on behalf of a unit is taken back only with all its figures, and then stays so.
_VOIDED_WITH_FIGURES = (
    "NEW.voided_at IS NOT NULL AND EXISTS (SELECT 1 FROM reports_returnvalue v WHERE v.on_behalf_id = NEW.id)"
)
_FIGURE_OF_VOIDED = (
    "EXISTS (SELECT 1 FROM reports_onbehalf o WHERE o.id = NEW.on_behalf_id AND o.voided_at IS NOT NULL)"
)
_FIGURES_LEFT = "Còn số liệu ghi theo lần nhập thay này."
_VOIDED = "Lần nhập thay này đã hoàn tác."
_FROZEN = "Số liệu đã chốt không sửa, không xóa được."
# An award that an accepted return has counted stays counted; first the return is reopened.
_VOID_COUNTED = (
    "NEW.voided_at IS NOT NULL AND OLD.voided_at IS NULL AND EXISTS (SELECT 1 FROM awards_nomination n "
    "JOIN reports_row w ON w.unit_id = n.unit_id JOIN reports_return r ON r.id = w.unit_return_id "
    "JOIN reports_period p ON p.id = r.period_id WHERE n.decision_id = NEW.id AND r.state = 'accepted' "
    "AND r.is_current AND p.year = n.year AND p.cut_off >= NEW.signed_on)"
)


# What a conference adopted: its papers and the signed scan may still come, once; a newer version takes its place.
_PAPERS = ("pdf_id", "docx_id", "xlsx_id", "scan_id")
_SUMMARY_FIXED = (
    *("period_id", "unit_id", "version", "because", "state", "issuer_above", "issuer", "number", "symbol", "place"),
    *("dated_on", "addressee", "signer_lines", "signer_name", "recipients", "presented_at", "presented_by_id"),
    *("adopted_on", "adopted_at", "adopted_by_id", "code"),
)
_SUMMARY_CHANGED = "OLD.state = 'adopted' AND (" + " OR ".join(
    [
        *(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _SUMMARY_FIXED),
        *(f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in _PAPERS),
        "CAST(NEW.besides AS text) IS DISTINCT FROM CAST(OLD.besides AS text)",
        "(NEW.is_current AND NOT OLD.is_current)",
    ]
)
_SUMMARY_REPLACED = " OR ".join(
    f"EXISTS (SELECT 1 FROM reports_summary f WHERE f.state = 'adopted' AND {same})"
    for same in (
        "f.id = NEW.id",
        "f.code = NEW.code",
        "f.period_id = NEW.period_id AND f.unit_id = NEW.unit_id AND f.version = NEW.version",
        "f.period_id = NEW.period_id AND f.unit_id = NEW.unit_id AND f.is_current AND NEW.is_current",
    )
)
_ADOPTED_BARE = (
    "NEW.state = 'adopted' AND OLD.state <> 'adopted' "
    "AND NOT EXISTS (SELECT 1 FROM reports_frozenreturn f WHERE f.summary_id = NEW.id)"
)
_ADOPTED = "EXISTS (SELECT 1 FROM reports_summary s WHERE s.id = {row}.summary_id AND s.state = 'adopted')"
_SUMMARY_FROZEN = "Báo cáo tổng kết đã thông qua không sửa, không xóa được. Nếu sai, xin lập bản mới và ghi lý do."


def _frozen_with_summary(name: str, model: str) -> list[Guard]:
    """What belongs to an adopted summary stays, and nothing joins it."""
    return [
        *on_writing(f"{name}_adopted_late", model, _ADOPTED.format(row="NEW"), _SUMMARY_FROZEN),
        *freeze(f"{name}_adopted", model, _ADOPTED, _SUMMARY_FROZEN),
    ]


def _only_while_open(name: str, model: str, when: str) -> list[Guard]:
    """What is entered is not touched any more once its period is closed, and nothing new comes into one."""
    return [
        Guard(f"{name}_closed_insert", model, "INSERT", when.format(row="NEW"), _PERIOD_CLOSED),
        Guard(f"{name}_closed_move", model, "UPDATE", when.format(row="NEW"), _PERIOD_CLOSED),
        *freeze(f"{name}_closed", model, when, _PERIOD_CLOSED),
    ]


_UNIT_OF_RETURN = "(SELECT r.unit_id FROM reports_return r WHERE r.id = {row}.unit_return_id)"
_UNIT_OF_SUMMARY = "(SELECT s.unit_id FROM reports_summary s WHERE s.id = {row}.summary_id)"
_UNIT_OF_CONFERENCE = "(SELECT c.unit_id FROM reports_conference c WHERE c.id = {row}.conference_id)"

LOGGED = [
    Log("reports.Period"),
    Log("reports.Return", unit="{row}.unit_id"),
    Log("reports.Row", unit="{row}.unit_id", hidden=("sort_key",)),
    Log(
        "reports.ReturnValue",
        unit="(SELECT w.unit_id FROM reports_row w WHERE w.id = {row}.row_id)",
        hidden=("sources",),
    ),
    Log("reports.Target", unit="{row}.unit_id"),
    Log("reports.Remark", unit="(SELECT w.unit_id FROM reports_row w WHERE w.id = {row}.row_id)"),
    Log("reports.ReturnText", unit=_UNIT_OF_RETURN),
    Log("reports.OnBehalf", unit=_UNIT_OF_RETURN),
    Log("reports.EntryLink", unit=_UNIT_OF_RETURN, hidden=("secret_digest",)),
    Log("reports.Summary", unit="{row}.unit_id", hidden=("besides",)),
    Log("reports.SummarySection", unit=_UNIT_OF_SUMMARY, hidden=("drafted", "printed")),
    Log("reports.PlanItem", unit=_UNIT_OF_SUMMARY),
    Log("reports.Conference", unit="{row}.unit_id"),
    *(
        Log(f"reports.{model}", unit=_UNIT_OF_CONFERENCE)
        for model in ("Attendee", "AgendaItem", "Ballot", "Instruction", "Photo")
    ),
]

GUARDS = [
    Guard("return_accepted_update", "reports.Return", "UPDATE", f"{_ACCEPTED_CHANGED})", _FROZEN),
    Guard(
        "return_accepted_unseen",
        "reports.Return",
        "UPDATE",
        _ACCEPTED_UNSEEN,
        "Báo cáo chưa nộp thì chỉ chốt được khi kèm bản ký đã quét.",
    ),
    Guard("return_accepted_reuse", "reports.Return", "INSERT", _ACCEPTED_REPLACED, _FROZEN),
    Guard(
        "period_shifted",
        "reports.Period",
        "UPDATE",
        _PERIOD_SHIFTED,
        "Kỳ đã có đơn vị chốt số liệu thì không đổi năm, ngày bắt đầu, ngày chốt được.",
    ),
    *keep("return", "reports.Return", _FROZEN),
    *keep("period", "reports.Period", "Kỳ báo cáo không xóa được."),
    Guard("row_accepted_insert", "reports.Row", "INSERT", _IN_ACCEPTED.format(row="NEW"), _FROZEN),
    Guard("row_accepted_move", "reports.Row", "UPDATE", _IN_ACCEPTED.format(row="NEW"), _FROZEN),
    *freeze("row_accepted", "reports.Row", _IN_ACCEPTED, _FROZEN),
    Guard("value_accepted_insert", "reports.ReturnValue", "INSERT", _ACCEPTED_VALUE.format(row="NEW"), _FROZEN),
    Guard("value_accepted_move", "reports.ReturnValue", "UPDATE", _ACCEPTED_VALUE.format(row="NEW"), _FROZEN),
    *freeze("value_accepted", "reports.ReturnValue", _ACCEPTED_VALUE, _FROZEN),
    *_only_while_open("value", "reports.ReturnValue", _CLOSED_ROW),
    *_only_while_open("remark", "reports.Remark", _CLOSED_ROW),
    *_only_while_open("text", "reports.ReturnText", _CLOSED_RETURN),
    *_only_while_open("on_behalf", "reports.OnBehalf", _CLOSED_RETURN),
    Guard("link_closed_insert", "reports.EntryLink", "INSERT", _CLOSED_RETURN.format(row="NEW"), _PERIOD_CLOSED),
    Guard("return_closed_state", "reports.Return", "UPDATE", _STATE_CHANGED, _PERIOD_CLOSED),
    Guard("text_accepted_insert", "reports.ReturnText", "INSERT", _IN_ACCEPTED.format(row="NEW"), _FROZEN),
    Guard("text_accepted_move", "reports.ReturnText", "UPDATE", _IN_ACCEPTED.format(row="NEW"), _FROZEN),
    *freeze("text_accepted", "reports.ReturnText", _IN_ACCEPTED, _FROZEN),
    Guard("link_changed", "reports.EntryLink", "UPDATE", _LINK_CHANGED, "Liên kết đã gửi chỉ thu hồi được, không sửa."),
    *keep("link", "reports.EntryLink", "Liên kết đã gửi không xóa được, chỉ thu hồi."),
    *keep("on_behalf", "reports.OnBehalf", "Lần nhập thay không xóa được."),
    *freeze("on_behalf_voided", "reports.OnBehalf", "{row}.voided_at IS NOT NULL", _VOIDED),
    Guard("on_behalf_void", "reports.OnBehalf", "UPDATE", _VOIDED_WITH_FIGURES, _FIGURES_LEFT),
    *on_writing("value_voided", "reports.ReturnValue", _FIGURE_OF_VOIDED, _VOIDED),
    Guard("summary_adopted_update", "reports.Summary", "UPDATE", f"{_SUMMARY_CHANGED})", _SUMMARY_FROZEN),
    Guard(
        "summary_adopted_at_once",
        "reports.Summary",
        "INSERT",
        f"NEW.state = 'adopted' OR {_SUMMARY_REPLACED}",
        "Báo cáo tổng kết phải được soạn trước khi ghi nhận thông qua.",
    ),
    Guard(
        "summary_adopted_bare",
        "reports.Summary",
        "UPDATE",
        _ADOPTED_BARE,
        "Báo cáo tổng kết chỉ được thông qua cùng số liệu của nó.",
    ),
    *keep("summary", "reports.Summary", "Báo cáo tổng kết không xóa được."),
    *_frozen_with_summary("section", "reports.SummarySection"),
    *_frozen_with_summary("plan_item", "reports.PlanItem"),
    *_frozen_with_summary("frozen", "reports.FrozenReturn"),
    *keep("conference", "reports.Conference", "Hội nghị đã ghi không xóa được."),
    Guard(
        "decision_void_counted",
        "awards.Decision",
        "UPDATE",
        _VOID_COUNTED,
        "Khen thưởng của quyết định này đã tính vào số liệu đã chốt.",
    ),
]
