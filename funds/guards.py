from django.apps import apps

from khuyenhoc.triggers import Derived, Guard, Log, freeze, keep, on_writing

from .words import FORGOTTEN

# A receipt comes in from where money may come from, a payment goes out to where it may go; what stays in the purse,
# an opening and a reversal are adjustments. So nothing is paid under another name than a payment's, past who approves.
# What stays in the purse is money: goods never turn into it.
_WRONG_BOOK = (
    "NOT EXISTS (SELECT 1 FROM funds_account a JOIN funds_account b ON b.id = NEW.to_account_id "
    "WHERE a.id = NEW.from_account_id "
    "AND (a.fund_id IS NOT NULL OR b.fund_id IS NOT NULL) "
    "AND (a.fund_id IS NULL OR a.fund_id = NEW.fund_id) AND (b.fund_id IS NULL OR b.fund_id = NEW.fund_id) "
    "AND (NEW.reverses_id IS NOT NULL "
    "OR (NEW.series = 'receipt' AND a.kind IN ('source', 'association', 'own')) "
    "OR (NEW.series = 'payment' AND b.kind IN ('purpose', 'association', 'own')) "
    "OR (NEW.series = 'adjustment' AND b.fund_id IS NOT NULL AND (a.kind = 'opening' "
    "OR (a.fund_id IS NOT NULL AND a.kind <> 'in_kind' AND b.kind <> 'in_kind')))))"
)
_GAP = (
    "NEW.number IS NOT NULL AND NEW.number <> 1 + coalesce((SELECT max(v.number) FROM funds_voucher v "
    "WHERE v.fund_id = NEW.fund_id AND v.year = NEW.year AND v.series = NEW.series), 0)"
)
_NOT_MIRROR = (
    "NEW.reverses_id IS NOT NULL AND (NEW.number IS NULL OR NEW.series <> 'adjustment' OR NOT EXISTS ("
    "SELECT 1 FROM funds_voucher v WHERE v.id = NEW.reverses_id AND v.number IS NOT NULL AND v.reverses_id IS NULL "
    "AND v.fund_id = NEW.fund_id AND v.amount = NEW.amount AND v.dated_on <= NEW.dated_on "
    "AND v.from_account_id = NEW.to_account_id AND v.to_account_id = NEW.from_account_id))"
)
_CLOSED = (
    "NEW.number IS NOT NULL AND EXISTS (SELECT 1 FROM funds_closing c WHERE c.fund_id = NEW.fund_id "
    "AND c.reopened_at IS NULL AND c.until >= NEW.dated_on)"
)
_BEFORE_OPENING = (
    "NEW.number IS NOT NULL AND NEW.dated_on < (SELECT f.opened_on FROM funds_fund f WHERE f.id = NEW.fund_id)"
)
_UNAPPROVED = (
    "NEW.number IS NOT NULL AND NEW.series = 'payment' AND coalesce(NEW.posted_by_id = NEW.written_by_id, TRUE) "
    "AND NEW.amount >= (SELECT f.approval_above FROM funds_fund f WHERE f.id = NEW.fund_id)"
)
_WRITER_CHANGED = "OLD.written_by_id IS NOT NULL AND NEW.written_by_id IS DISTINCT FROM OLD.written_by_id"
_GOES_OUT = (
    "EXISTS (SELECT 1 FROM funds_account a JOIN funds_account b ON b.id = NEW.to_account_id "
    "WHERE a.id = NEW.from_account_id AND a.fund_id IS NOT NULL AND b.fund_id IS NULL)"
)
_HELD = "coalesce((SELECT k.amount FROM funds_keptbalance k WHERE k.fund_id = NEW.fund_id), 0)"
_CAMPAIGN_SPENT = (
    "NEW.number IS NOT NULL AND (SELECT f.kind FROM funds_fund f WHERE f.id = NEW.fund_id) = 'campaign' "
    f"AND {_GOES_OUT} AND NEW.amount > {_HELD}"
)
_GIVERS_DIFFER = (
    "NEW.number IS NOT NULL AND NEW.amount <> (SELECT sum(g.amount) FROM funds_giver g WHERE g.voucher_id = NEW.id)"
)
_PAID_TWICE = (
    "NEW.number IS NOT NULL AND NEW.pays_id IS NOT NULL AND EXISTS (SELECT 1 FROM funds_voucher v "
    "WHERE v.pays_id = NEW.pays_id AND v.id <> NEW.id AND v.number IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM funds_voucher r WHERE r.reverses_id = v.id))"
)
_LIST_DIFFERS = (
    "NEW.number IS NOT NULL AND NEW.pays_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_grantlist l "
    "WHERE l.id = NEW.pays_id AND l.fund_id = NEW.fund_id AND l.dropped_at IS NULL AND NEW.series = 'payment' "
    "AND NEW.amount = (SELECT sum(g.amount) FROM funds_grant g WHERE g.grant_list_id = l.id))"
)
_NOT_SENT_HERE = (
    "NEW.transfer_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_voucher v WHERE v.id = NEW.transfer_of_id "
    "AND v.number IS NOT NULL AND v.sent_to_id = NEW.fund_id AND v.amount = NEW.amount AND v.dated_on <= NEW.dated_on "
    "AND (SELECT a.kind = 'in_kind' FROM funds_account a WHERE a.id = v.from_account_id) "
    "= (SELECT b.kind = 'in_kind' FROM funds_account b WHERE b.id = NEW.to_account_id) "
    "AND NOT EXISTS (SELECT 1 FROM funds_voucher r WHERE r.reverses_id = v.id))"
)
_SENT_WRONG = (
    "NEW.sent_to_id IS NOT NULL AND (NEW.sent_to_id = NEW.fund_id OR NEW.series <> 'payment' "
    "OR (SELECT a.kind FROM funds_account a WHERE a.id = NEW.to_account_id) NOT IN ('association', 'own'))"
)
_STILL_RECEIVED = (
    "NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM funds_voucher r WHERE r.transfer_of_id = NEW.reverses_id "
    "AND r.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_voucher u WHERE u.reverses_id = r.id))"
)
_FUND_MOVED = (
    "(NEW.unit_id <> OLD.unit_id OR NEW.opened_on <> OLD.opened_on OR NEW.kind <> OLD.kind) "
    "AND EXISTS (SELECT 1 FROM funds_voucher v WHERE v.fund_id = OLD.id AND v.number IS NOT NULL)"
)
_ACCOUNT_TURNED = (
    "(NEW.kind <> OLD.kind OR NEW.code <> OLD.code OR NEW.fund_id IS DISTINCT FROM OLD.fund_id) "
    "AND EXISTS (SELECT 1 FROM funds_voucher v WHERE v.from_account_id = OLD.id OR v.to_account_id = OLD.id)"
)
_MERGED_WRONG = (
    "(NEW.merged_into_id IS NOT NULL AND (NEW.merged_into_id = NEW.id OR NOT EXISTS (SELECT 1 FROM funds_donor k "
    "WHERE k.id = NEW.merged_into_id AND k.unit_id = NEW.unit_id AND k.merged_into_id IS NULL))) "
    "OR EXISTS (SELECT 1 FROM funds_donor m WHERE m.merged_into_id = NEW.id "
    "AND (NEW.merged_into_id IS NOT NULL OR m.unit_id <> NEW.unit_id))"
)
_OF_POSTED = "EXISTS (SELECT 1 FROM funds_voucher v WHERE v.id = {row}.voucher_id AND v.number IS NOT NULL)"
_REASON_CHANGED = "OLD.forgotten_because <> '' AND NEW.forgotten_because IS DISTINCT FROM OLD.forgotten_because"
_PAID = (
    "EXISTS (SELECT 1 FROM funds_voucher v WHERE v.pays_id = {row}.%s AND v.number IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM funds_voucher r WHERE r.reverses_id = v.id))"
)
_PAID_LIST, _PAID_GRANT = _PAID % "id", _PAID % "grant_list_id"
_WRONG_BALANCE = (
    "NEW.balance <> (SELECT coalesce(sum(CASE WHEN b.fund_id IS NULL THEN -v.amount "
    "WHEN a.fund_id IS NULL THEN v.amount ELSE 0 END), 0) FROM funds_voucher v "
    "JOIN funds_account a ON a.id = v.from_account_id JOIN funds_account b ON b.id = v.to_account_id "
    "WHERE v.fund_id = NEW.fund_id AND v.number IS NOT NULL AND v.dated_on <= NEW.until)"
)
_NOT_IN_BOOK = (
    "NEW.in_book <> (SELECT coalesce(sum(CASE WHEN v.to_account_id = NEW.account_id THEN v.amount ELSE -v.amount END), "
    "0) FROM funds_voucher v WHERE v.number IS NOT NULL AND v.dated_on <= NEW.counted_on "
    "AND (v.to_account_id = NEW.account_id OR v.from_account_id = NEW.account_id))"
)
_CLOSED_ALREADY = (
    "EXISTS (SELECT 1 FROM funds_closing c WHERE c.id = NEW.id) OR EXISTS (SELECT 1 FROM funds_closing c WHERE "
    "c.fund_id = NEW.fund_id AND c.kind = NEW.kind AND c.until = NEW.until AND c.reopened_at IS NULL)"
)
_CLOSING_CHANGED = "OLD.reopened_at IS NOT NULL OR " + " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        *("id", "fund_id", "kind", "starts_on", "until", "opening", "receipts", "payments", "balance"),
        *("closed_at", "closed_by_id"),
    )
)

# Who gave or received may be forgotten; what was posted may not.
_ERASES_MONEY = (
    "substr(NEW.table_name, 1, 6) = 'funds_' AND NEW.table_name NOT IN ('funds_donor', 'funds_giver', 'funds_grant')"
)

_BOOK = "Chứng từ phải đi qua đúng tiền của quỹ ghi nó, và đúng loại phiếu thu, chi hay điều chỉnh."
_NUMBER = "Số chứng từ phải nối tiếp số trước, không bỏ trống."
_POSTED = "Chứng từ đã ghi sổ không sửa, không xóa được; muốn sửa, hãy lập phiếu hủy."
_SHUT = "Sổ quỹ đã khóa đến ngày của chứng từ. Xin ghi ngày sau ngày khóa sổ, hoặc mở lại sổ có lý do."
_GRANTED = "Danh sách trao đã chi không sửa được; muốn sửa, hãy hủy phiếu chi rồi lập lại."
_STANDS = "Lần kiểm kê đã ghi không sửa, không xóa được."
_CLOSING = "Lần khóa sổ không sửa, không xóa được; chỉ mở lại sổ, có lý do."
_SCAN = "Bản quét đã kèm không thay, không xóa được."

_FUND_UNIT = "(SELECT f.unit_id FROM funds_fund f WHERE f.id = {row}.fund_id)"
_VOUCHER_UNIT = (
    "(SELECT f.unit_id FROM funds_fund f JOIN funds_voucher v ON v.fund_id = f.id WHERE v.id = {row}.voucher_id)"
)
_LIST_UNIT = (
    "(SELECT f.unit_id FROM funds_fund f JOIN funds_grantlist l ON l.fund_id = f.id WHERE l.id = {row}.grant_list_id)"
)
_ACCOUNT_UNIT = (
    "(SELECT f.unit_id FROM funds_fund f JOIN funds_account a ON a.fund_id = f.id WHERE a.id = {row}.account_id)"
)


def _joins(name: str, model: str, column: str, when: str, message: str) -> list[Guard]:
    """No row comes to what stands already, be it new or moved there by its `column`."""
    return [
        Guard(f"{name}_insert", model, "INSERT", when, message),
        Guard(f"{name}_update", model, "UPDATE", f"NEW.{column} <> OLD.{column} AND {when}", message),
    ]


def _stay(name: str, model: str, message: str) -> list[Guard]:
    """Kept, and not written over by REPLACE either, which would get past what guards a change."""
    table = apps.get_model(model)._meta.db_table
    taken = f"EXISTS (SELECT 1 FROM {table} f WHERE f.id = NEW.id)"
    return [*keep(name, model, message), Guard(f"{name}_reuse", model, "INSERT", taken, message)]


LOGGED = [
    Log("funds.Fund", unit="{row}.unit_id"),
    Log("funds.Account", unit=_FUND_UNIT),
    Log("funds.Donor", unit="{row}.unit_id", hidden=("sort_key", "search_key")),
    Log("funds.Voucher", unit=_FUND_UNIT, hidden=("search_key",)),
    Log("funds.Giver", unit=_VOUCHER_UNIT),
    Log("funds.VoucherScan", unit=_VOUCHER_UNIT),
    Log("funds.GrantList", unit=_FUND_UNIT),
    Log("funds.Grant", unit=_LIST_UNIT, behind=(("note", "read_contacts"),)),
    Log("funds.Count", unit=_ACCOUNT_UNIT),
    Log("funds.Closing", unit=_FUND_UNIT),
]

GUARDS = [
    *on_writing("voucher_book", "funds.Voucher", _WRONG_BOOK, _BOOK),
    Guard("voucher_gap_insert", "funds.Voucher", "INSERT", _GAP, _NUMBER),
    Guard("voucher_gap_update", "funds.Voucher", "UPDATE", f"OLD.number IS NULL AND {_GAP}", _NUMBER),
    *freeze("voucher", "funds.Voucher", "{row}.number IS NOT NULL", _POSTED),
    *on_writing("voucher_mirror", "funds.Voucher", _NOT_MIRROR, "Phiếu hủy phải ngược đúng phiếu bị hủy."),
    *on_writing("voucher_closed", "funds.Voucher", _CLOSED, _SHUT),
    *on_writing("voucher_too_early", "funds.Voucher", _BEFORE_OPENING, "Ngày chứng từ trước ngày mở sổ quỹ."),
    *on_writing(
        "voucher_unapproved", "funds.Voucher", _UNAPPROVED, "Khoản chi này cần người thứ hai duyệt rồi mới ghi sổ."
    ),
    *on_writing("campaign_spent", "funds.Voucher", _CAMPAIGN_SPENT, "Đợt vận động không còn đủ tiền để chi."),
    Guard("voucher_writer", "funds.Voucher", "UPDATE", _WRITER_CHANGED, "Người lập phiếu không đổi được."),
    *on_writing("voucher_givers", "funds.Voucher", _GIVERS_DIFFER, "Bảng kê phải cộng lại đúng số tiền của phiếu."),
    *on_writing("grant_list_twice", "funds.Voucher", _PAID_TWICE, "Danh sách trao này đã có phiếu chi rồi."),
    *on_writing(
        "grant_list_sum",
        "funds.Voucher",
        _LIST_DIFFERS,
        "Phiếu chi phải đúng quỹ và đúng tổng số tiền của danh sách trao.",
    ),
    *on_writing(
        "transfer_received", "funds.Voucher", _NOT_SENT_HERE, "Phiếu nhận phải đúng quỹ, đúng số tiền của phiếu chuyển."
    ),
    *on_writing("transfer_sent", "funds.Voucher", _SENT_WRONG, "Phiếu chuyển phải là phiếu chi sang một quỹ khác."),
    *on_writing(
        "transfer_undone",
        "funds.Voucher",
        _STILL_RECEIVED,
        "Bên nhận còn phiếu thu của khoản chuyển này; hủy phiếu đó trước.",
    ),
    Guard(
        "fund_moved", "funds.Fund", "UPDATE", _FUND_MOVED, "Quỹ đã có chứng từ không đổi đơn vị, loại, ngày mở sổ được."
    ),
    Guard("account_turned", "funds.Account", "UPDATE", _ACCOUNT_TURNED, "Tài khoản đã dùng không đổi loại được."),
    *freeze(
        "giver",
        "funds.Giver",
        _OF_POSTED,
        _POSTED,
        erased={"name": FORGOTTEN, "address": ""},
        free=("forgotten_because",),
    ),
    Guard("giver_forgotten", "funds.Giver", "UPDATE", _REASON_CHANGED, "Lý do xóa thông tin đã ghi không sửa được."),
    *_joins("giver_late", "funds.Giver", "voucher_id", _OF_POSTED.format(row="NEW"), _POSTED),
    *freeze("voucher_scan", "funds.VoucherScan", "TRUE", _SCAN),
    *freeze("grant_list", "funds.GrantList", _PAID_LIST, _GRANTED),
    *freeze(
        "grant",
        "funds.Grant",
        _PAID_GRANT,
        _GRANTED,
        erased={"name": FORGOTTEN, "note": ""},
        free=("member_id",),
    ),
    *_joins("grant_late", "funds.Grant", "grant_list_id", _PAID_GRANT.format(row="NEW"), _GRANTED),
    *freeze("count", "funds.Count", "TRUE", _STANDS),
    Guard("count_in_book", "funds.Count", "INSERT", _NOT_IN_BOOK, "Số trên sổ phải đúng số dư của tài khoản ngày đó."),
    Guard(
        "closing_balance",
        "funds.Closing",
        "INSERT",
        _WRONG_BALANCE,
        "Số dư khóa sổ phải đúng số dư của sổ đến ngày đó.",
    ),
    Guard("closing_again", "funds.Closing", "INSERT", _CLOSED_ALREADY, "Sổ đã khóa đến ngày này rồi."),
    Guard("closing_changed", "funds.Closing", "UPDATE", _CLOSING_CHANGED, _CLOSING),
    *keep("closing", "funds.Closing", _CLOSING),
    *_stay("fund", "funds.Fund", "Quỹ không xóa được."),
    *_stay("account", "funds.Account", "Tài khoản không xóa được."),
    *_stay("donor", "funds.Donor", "Người ủng hộ không xóa được."),
    *on_writing("donor_merged", "funds.Donor", _MERGED_WRONG, "Hồ sơ chỉ gộp vào một hồ sơ đang dùng của cùng sổ."),
    Guard("erasure_of_money", "khuyenhoc.Erasure", "INSERT", _ERASES_MONEY, _POSTED),
]

_MONTH = {
    "sqlite": "CAST(strftime('%m', NEW.dated_on) AS integer)",
    "postgresql": "CAST(EXTRACT(MONTH FROM NEW.dated_on) AS integer)",
}
_ADD = (
    "INSERT INTO funds_monthsum (fund_id, year, month, from_account_id, to_account_id, is_reversal, amount, "
    "voucher_count) SELECT NEW.fund_id, NEW.year, {month}, NEW.from_account_id, NEW.to_account_id, "
    "NEW.reverses_id IS NOT NULL, NEW.amount, 1 WHERE NEW.number IS NOT NULL "
    "ON CONFLICT (fund_id, year, month, from_account_id, to_account_id, is_reversal) "
    "DO UPDATE SET amount = funds_monthsum.amount + excluded.amount, "
    "voucher_count = funds_monthsum.voucher_count + 1"
)
_ADD_UP = {vendor: _ADD.format(month=month) for vendor, month in _MONTH.items()}
_HOLD = (
    "INSERT INTO funds_keptbalance (fund_id, amount) SELECT NEW.fund_id, CASE WHEN b.fund_id IS NULL THEN -NEW.amount "
    "WHEN a.fund_id IS NULL THEN NEW.amount ELSE 0 END FROM funds_account a JOIN funds_account b "
    "ON b.id = NEW.to_account_id WHERE a.id = NEW.from_account_id AND NEW.number IS NOT NULL "
    "ON CONFLICT (fund_id) DO UPDATE SET amount = funds_keptbalance.amount + excluded.amount"
)
_KEEP = dict.fromkeys(_MONTH, _HOLD)

# A posted voucher is frozen, so that it is added once: as it is inserted, or as its number is given.
DERIVED = [
    Derived("month_sum_insert", "funds.Voucher", "INSERT", _ADD_UP),
    Derived("month_sum_update", "funds.Voucher", "UPDATE OF number", _ADD_UP),
    Derived("balance_insert", "funds.Voucher", "INSERT", _KEEP),
    Derived("balance_update", "funds.Voucher", "UPDATE OF number", _KEEP),
]
