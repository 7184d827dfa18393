from khuyenhoc.triggers import Guard, Log, keep

_UNIT = "(SELECT d.unit_id FROM awards_decision d WHERE d.id = {row}.decision_id)"
_ORDERED = ("decision_id", "nomination_id", "sentence", "place", "dated_on", "size", "made_at", "made_by_id")
# What was ordered stays as it was; its file comes once.
_CHANGED = "OLD.file_id <> coalesce(NEW.file_id, 0) OR " + " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _ORDERED
)
_NOT_GIVEN = (
    "NOT EXISTS (SELECT 1 FROM awards_nomination n WHERE n.decision_id = NEW.decision_id "
    "AND n.id = coalesce(NEW.nomination_id, n.id) AND n.state IN ('decided', 'given'))"
)

LOGGED = [
    Log("awards.CertificateDesign"),
    Log("awards.CertificatePrint", unit=_UNIT, hidden=("job_id",)),
]

GUARDS = [
    *keep("certificate_design", "awards.CertificateDesign", "Mẫu in giấy khen không xóa được, chỉ sửa."),
    *keep("certificate_print", "awards.CertificatePrint", "Lần in giấy khen không xóa được."),
    Guard(
        "certificate_print_fixed",
        "awards.CertificatePrint",
        "UPDATE",
        _CHANGED,
        "Lần in giấy khen đã ghi không sửa được. Xin in lần khác.",
    ),
    Guard(
        "certificate_of_given",
        "awards.CertificatePrint",
        "INSERT",
        _NOT_GIVEN,
        "Chỉ in giấy khen cho trường hợp đã có quyết định và không bị thu hồi.",
    ),
]
