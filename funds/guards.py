from khuyenhoc.triggers import Guard, Log, freeze, keep

_WRONG_BOOK = (
    "NOT EXISTS (SELECT 1 FROM funds_account a JOIN funds_account b ON b.id = NEW.to_account_id "
    "WHERE a.id = NEW.from_account_id "
    "AND (a.fund_id IS NOT NULL OR b.fund_id IS NOT NULL) "
    "AND (a.fund_id IS NULL OR a.fund_id = NEW.fund_id) AND (b.fund_id IS NULL OR b.fund_id = NEW.fund_id))"
)
_GAP = (
    "NEW.number IS NOT NULL AND NEW.number <> 1 + coalesce((SELECT max(v.number) FROM funds_voucher v "
    "WHERE v.fund_id = NEW.fund_id AND v.year = NEW.year AND v.series = NEW.series), 0)"
)
_BOOK = "Chứng từ phải đi qua đúng tiền của quỹ ghi nó."
_NUMBER = "Số chứng từ phải nối tiếp số trước, không bỏ trống."
_POSTED = "Chứng từ đã ghi sổ không sửa, không xóa được; muốn sửa, hãy lập phiếu hủy."

LOGGED = [
    Log("funds.Fund", unit="{row}.unit_id"),
    Log("funds.Account", unit="(SELECT f.unit_id FROM funds_fund f WHERE f.id = {row}.fund_id)"),
    Log("funds.Donor", unit="{row}.unit_id", hidden=("sort_key", "search_key")),
    Log("funds.Voucher", unit="(SELECT f.unit_id FROM funds_fund f WHERE f.id = {row}.fund_id)"),
]

GUARDS = [
    Guard("voucher_book_insert", "funds.Voucher", "INSERT", _WRONG_BOOK, _BOOK),
    Guard("voucher_book_update", "funds.Voucher", "UPDATE", _WRONG_BOOK, _BOOK),
    Guard("voucher_gap_insert", "funds.Voucher", "INSERT", _GAP, _NUMBER),
    Guard("voucher_gap_update", "funds.Voucher", "UPDATE", f"OLD.number IS NULL AND {_GAP}", _NUMBER),
    *freeze("voucher", "funds.Voucher", "{row}.number IS NOT NULL", _POSTED),
    *keep("fund", "funds.Fund", "Quỹ không xóa được."),
    *keep("account", "funds.Account", "Tài khoản không xóa được."),
    *keep("donor", "funds.Donor", "Người ủng hộ không xóa được."),
]
