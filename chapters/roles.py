"""Roles as data: what each office may see and do. An appointment gives one of them at one unit and all below it."""

from dataclasses import dataclass

READ = {
    "read_units": "xem tổ chức Hội",
    "read_members": "xem tên hội viên",
    "read_contacts": "xem điện thoại, địa chỉ",
    "read_sensitive": "xem dân tộc của hội viên",
    "read_funds": "xem sổ quỹ",
    "read_awards": "xem khen thưởng",
    "read_returns": "xem số liệu và báo cáo",
    "read_log": "xem nhật ký",
}
WRITE = {
    "write_units": "lập, sửa đơn vị",
    "write_members": "thêm, sửa hội viên",
    "write_funds": "ghi sổ quỹ",
    "approve_payments": "duyệt khoản chi cần người thứ hai",
    "write_awards": "đề nghị khen thưởng",
    "endorse_awards": "xét đề nghị khen thưởng của cấp dưới",
    "decide_awards": "ghi quyết định khen thưởng",
    "write_inspections": "ghi việc kiểm tra, giám sát",
    "write_returns": "nhập số liệu",
    "accept_returns": "chốt số liệu của cấp dưới",
    "write_summaries": "soạn báo cáo tổng kết, chuẩn bị hội nghị",
    "adopt_summaries": "ghi nhận báo cáo tổng kết đã thông qua",
    "open_periods": "mở kỳ báo cáo",
    "write_catalogues": "sửa danh mục",
    "manage_users": "cấp tài khoản, giao chức trách",
    "handle_privacy": "giải quyết yêu cầu về dữ liệu cá nhân",
}
PERMISSIONS = READ | WRITE


@dataclass(frozen=True)
class Role:
    """`name` is how the office is called, with the unit's name behind it on the page."""

    code: str
    name: str
    description: str
    permissions: frozenset[str]

    @property
    def name_in_chapter(self) -> str:
        """Before the name of a chapter or board, which says itself what it is."""
        return self.name.removesuffix(" chi hội")


def _role(code: str, name: str, description: str, *permissions: str) -> Role:
    return Role(code, name, description, frozenset(permissions))


ROLES = {
    role.code: role
    for role in (
        _role(
            "administrator",
            "Quản trị",
            "Cài đặt phần mềm, cấp tài khoản và làm được mọi việc của đơn vị mình và cấp dưới.",
            *PERMISSIONS,
        ),
        _role(
            "office",
            "Thường trực Hội",
            "Kiểm tra, chốt số liệu, ghi sổ quỹ, làm khen thưởng và báo cáo tổng kết.",
            *PERMISSIONS,
        ),
        _role(
            "treasurer",
            "Thủ quỹ",
            "Ghi sổ quỹ của đơn vị mình và cấp dưới; xem số liệu và báo cáo.",
            *("read_units", "read_funds", "write_funds", "read_returns"),
        ),
        _role(
            "inspection",
            "Ban Kiểm tra",
            "Xem được mọi thứ kể cả nhật ký, ghi việc kiểm tra, không sửa số liệu.",
            *(READ.keys() - {"read_sensitive"}),
            "write_inspections",
        ),
        _role(
            "leadership",
            "Lãnh đạo",
            "Xem tổng quan, báo cáo và các dòng làm nên từng con số; không thấy điện thoại, địa chỉ.",
            *("read_units", "read_members", "read_funds", "read_awards", "read_returns"),
        ),
        _role(
            "chair",
            "Chủ tịch Hội",
            "Xem như lãnh đạo; là chủ tài khoản: duyệt khoản chi cần người thứ hai, đặt mức chi phải duyệt; "
            "ghi nhận báo cáo tổng kết đã thông qua.",
            *("read_units", "read_members", "read_funds", "read_awards", "read_returns", "approve_payments"),
            "adopt_summaries",
        ),
        _role(
            "commune_officer",
            "Cán bộ Hội",
            "Lập chi hội, ghi hội viên, nhập số liệu, đề nghị khen thưởng và soạn báo cáo tổng kết của xã mình.",
            *(*READ, "write_units", "write_members", "write_awards", "endorse_awards", "write_returns"),
            *("write_summaries", "adopt_summaries"),
        ),
        _role(
            "chapter_officer",
            "Cán bộ chi hội",
            "Ghi hội viên, nhập số liệu và đề nghị khen thưởng của chi hội mình.",
            *("read_units", "read_members", "read_contacts", "read_returns", "read_awards"),
            *("write_members", "write_returns", "write_awards"),
        ),
    )
}
ADMINISTRATOR = "administrator"
# Who can let others in: one of these always serves the topmost unit, or nobody could be let in any more.
KEEPERS = tuple(role.code for role in ROLES.values() if "manage_users" in role.permissions)
ROLE_CHOICES = [(role.code, role.name) for role in ROLES.values()]
