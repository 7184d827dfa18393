from khuyenhoc.triggers import Guard, Log, freeze, keep, on_writing

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
_NOT_MIRROR = (
    "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_voucher v WHERE v.id = NEW.reverses_id "
    "AND v.number IS NOT NULL AND v.reverses_id IS NULL AND v.fund_id = NEW.fund_id AND v.amount = NEW.amount "
    "AND v.from_account_id = NEW.to_account_id AND v.to_account_id = NEW.from_account_id)"
)
_FUND_MOVED = (
    "(NEW.unit_id <> OLD.unit_id OR NEW.opened_on <> OLD.opened_on) "
    "AND EXISTS (SELECT 1 FROM funds_voucher v WHERE v.fund_id = OLD.id AND v.number IS NOT NULL)"
)
_ACCOUNT_TURNED = (
    "(NEW.kind <> OLD.kind OR NEW.code <> OLD.code OR NEW.fund_id IS DISTINCT FROM OLD.fund_id) "
    "AND EXISTS (SELECT 1 FROM funds_voucher v WHERE v.from_account_id = OLD.id OR v.to_account_id = OLD.id)"
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
    *on_writing("voucher_book", "funds.Voucher", _WRONG_BOOK, _BOOK),
    Guard("voucher_gap_insert", "funds.Voucher", "INSERT", _GAP, _NUMBER),
    Guard("voucher_gap_update", "funds.Voucher", "UPDATE", f"OLD.number IS NULL AND {_GAP}", _NUMBER),
    *freeze("voucher", "funds.Voucher", "{row}.number IS NOT NULL", _POSTED),
    Guard("voucher_mirror_insert", "funds.Voucher", "INSERT", _NOT_MIRROR, "Phiếu hủy phải ngược đúng phiếu bị hủy."),
    Guard("fund_moved", "funds.Fund", "UPDATE", _FUND_MOVED, "Quỹ đã có chứng từ không đổi đơn vị, ngày mở sổ được."),
    Guard("account_turned", "funds.Account", "UPDATE", _ACCOUNT_TURNED, "Tài khoản đã dùng không đổi loại được."),
    *keep("fund", "funds.Fund", "Quỹ không xóa được."),
    *keep("account", "funds.Account", "Tài khoản không xóa được."),
    *keep("donor", "funds.Donor", "Người ủng hộ không xóa được."),
    Guard("erasure_of_money", "khuyenhoc.Erasure", "INSERT", "substr(NEW.table_name, 1, 6) = 'funds_'", _POSTED),
]
