from khuyenhoc.triggers import Guard, Log, freeze, keep

from .sql import counted_unit, differs, quoted

_CONSENT_FIXED = differs(
    *("id", "unit_id", "wording_id", "given_on", "way", "scan_id", "recorded_at", "recorded_by_id")
)
# A consent follows its person when two records become one, and back when they are two again.
_CONSENT_MOVED = (
    "NEW.member_id <> OLD.member_id AND NOT EXISTS (SELECT 1 FROM chapters_member m WHERE "
    "(m.id = OLD.member_id AND m.merged_into_id = NEW.member_id) "
    "OR (m.id = NEW.member_id AND m.merged_into_id = OLD.member_id))"
)
_WITHDRAWN_AGAIN = f"OLD.withdrawn_on IS NOT NULL AND {differs('withdrawn_on', 'withdrawn_by_id')}"
_REQUEST_REOPENED = "OLD.done_on IS NOT NULL AND " + differs(
    *("id", "unit_id", "member_id", "kind", "received_on", "way", "scan_id", "answer_due", "done_due", "answered_on"),
    *("done_on", "outcome", "change_id", "recorded_at", "recorded_by_id", "handled_by_id"),
)
_WORDING_FIXED = differs("id", "version", "text", "since")
_LOG_OF_NAMED = (
    "NEW.table_name = 'chapters_member' AND NOT EXISTS "
    "(SELECT 1 FROM chapters_member m WHERE m.id = NEW.row_id AND m.erased_at IS NOT NULL)"
)
# What is no person's own words: nobody can ask for its log to be blanked.
_OTHERS = ("unit", "user", "membership", "appointment", "consentwording", "disclosure")
_LOG_OF_OTHERS = f"NEW.table_name IN ({quoted(f'chapters_{other}' for other in _OTHERS)})"

_CONSENT = "Sự đồng ý đã ghi không sửa, không xóa được, chỉ ghi rút lại."
_CLOSED = "Yêu cầu này đã đóng, không sửa được nữa."
_WORDING = "Nội dung đồng ý đã dùng không sửa, không xóa được; xin soạn bản mới."
_NAMED = "Nhật ký về người chưa xóa thông tin thì giữ."

LOGGED = [
    Log("chapters.ConsentWording"),
    Log("chapters.Consent", unit="{row}.unit_id", behind=(("note", "read_contacts"),)),
    Log("chapters.DataRequest", unit="{row}.unit_id", behind=(("note", "read_contacts"),)),
    Log("chapters.Disclosure", unit=counted_unit("{row}.member_id")),
]

GUARDS = [
    Guard("consent_fixed", "chapters.Consent", "UPDATE", _CONSENT_FIXED, _CONSENT),
    Guard("consent_moved", "chapters.Consent", "UPDATE", _CONSENT_MOVED, _CONSENT),
    Guard("consent_withdrawn", "chapters.Consent", "UPDATE", _WITHDRAWN_AGAIN, "Sự đồng ý này đã ghi rút rồi."),
    Guard("datarequest_closed", "chapters.DataRequest", "UPDATE", _REQUEST_REOPENED, _CLOSED),
    Guard("wording_fixed", "chapters.ConsentWording", "UPDATE", _WORDING_FIXED, _WORDING),
    Guard("erasure_of_named", "khuyenhoc.Erasure", "INSERT", _LOG_OF_NAMED, _NAMED),
    Guard("erasure_of_others", "khuyenhoc.Erasure", "INSERT", _LOG_OF_OTHERS, "Nhật ký của loại hồ sơ này không xóa."),
    *keep("consent", "chapters.Consent", _CONSENT),
    *keep("datarequest", "chapters.DataRequest", "Yêu cầu về dữ liệu không xóa được."),
    *keep("wording", "chapters.ConsentWording", _WORDING),
    *freeze("disclosure", "chapters.Disclosure", "TRUE", "Lần giao dữ liệu đã ghi không sửa, không xóa được."),
]
