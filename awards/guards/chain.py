from chapters.models import ERASED_TEXT
from khuyenhoc.triggers import Guard, Log, freeze, keep, on_writing

_UNIT_OF_NOMINATION = "(SELECT n.unit_id FROM awards_nomination n WHERE n.id = {row}.nomination_id)"
_UNIT_OF_COUNCIL = "(SELECT c.unit_id FROM awards_council c WHERE c.id = {row}.council_id)"
_SETTLED = "(SELECT c.settled_at FROM awards_council c WHERE c.id = {row}.council_id) IS NOT NULL"
_TOO_MANY_VOTES = (
    "NEW.votes_for + NEW.votes_against > (SELECT c.attended FROM awards_council c WHERE c.id = NEW.council_id)"
)
_FEWER_THAN_VOTED = (
    "EXISTS (SELECT 1 FROM awards_vote v WHERE v.council_id = NEW.id AND v.votes_for + v.votes_against > NEW.attended)"
)
_SAID = "Ý kiến của cấp xét đã ghi không sửa, không xóa được."
_RESULT_IS_FINAL = "Kết quả họp hội đồng đã chốt, không sửa, không xóa được."

LOGGED = [
    Log("awards.Endorsement", unit=_UNIT_OF_NOMINATION),
    Log("awards.Council", unit="{row}.unit_id"),
    Log("awards.Vote", unit=_UNIT_OF_COUNCIL),
]

GUARDS = [
    *freeze("endorsement", "awards.Endorsement", "TRUE", _SAID, erased={"reason": ERASED_TEXT}),
    *freeze("council", "awards.Council", "{row}.settled_at IS NOT NULL", _RESULT_IS_FINAL, late="minutes_id"),
    *freeze("vote", "awards.Vote", _SETTLED, _RESULT_IS_FINAL, erased={"note": ERASED_TEXT}),
    Guard(
        "vote_late",
        "awards.Vote",
        "INSERT",
        _SETTLED.format(row="NEW"),
        _RESULT_IS_FINAL,
    ),
    *on_writing("vote_count", "awards.Vote", _TOO_MANY_VOTES, "Số phiếu nhiều hơn số thành viên có mặt."),
    Guard("council_count", "awards.Council", "UPDATE", _FEWER_THAN_VOTED, "Số phiếu nhiều hơn số thành viên có mặt."),
    *keep("council_kept", "awards.Council", "Phiên họp hội đồng không xóa được."),
]
