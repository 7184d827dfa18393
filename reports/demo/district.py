"""What stands directly under the district association, and the boards. Names of people and all numbers are invented."""

from .places import CON_MINH, ROOT, VAN_LANG, YEN_LAC, Place, place

MEMBERS = (648, 662, 682)  # at the end of 2021, 2022, 2023

# setting, name, members or nearly so
_DIRECT = (
    ("school", "Trường THPT Na Rì", 58),
    ("school", "Trường PTDT Nội trú Na Rì", 41),
    ("school", "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên", 24),
    ("armed_forces", "Ban Chỉ huy Quân sự huyện", 22),
    ("armed_forces", "Công an huyện", 46),
    ("agency", "Cơ quan Huyện ủy", 38),
    ("agency", "Cơ quan Ủy ban Mặt trận Tổ quốc và các đoàn thể", 27),
    ("agency", "Văn phòng HĐND và UBND huyện", 21),
    ("agency", "Phòng Giáo dục và Đào tạo", 15),
    ("agency", "Phòng Nội vụ", 9),
    ("agency", "Phòng Lao động - Thương binh và Xã hội", 9),
    ("agency", "Phòng Tài chính - Kế hoạch", 10),
    ("agency", "Phòng Nông nghiệp và Phát triển nông thôn", 11),
    ("agency", "Phòng Tài nguyên và Môi trường", 9),
    ("agency", "Phòng Kinh tế và Hạ tầng", 8),
    ("agency", "Phòng Văn hóa và Thông tin", 6),
    ("agency", "Phòng Tư pháp", 5),
    ("agency", "Phòng Dân tộc", 5),
    ("agency", "Thanh tra huyện", 5),
    ("agency", "Trung tâm Y tế huyện", 74),
    ("agency", "Trung tâm Văn hóa, Thể thao và Truyền thông", 17),
    ("agency", "Trung tâm Dịch vụ nông nghiệp", 19),
    ("agency", "Ban Quản lý dự án đầu tư xây dựng", 10),
    ("agency", "Tòa án nhân dân huyện", 10),
    ("agency", "Viện Kiểm sát nhân dân huyện", 9),
    ("agency", "Chi cục Thi hành án dân sự", 8),
    ("agency", "Kho bạc Nhà nước huyện", 9),
    ("agency", "Chi cục Thuế", 16),
    ("agency", "Bảo hiểm xã hội huyện", 11),
    ("agency", "Hạt Kiểm lâm", 21),
    ("agency", "Phòng giao dịch Ngân hàng Chính sách xã hội", 12),
    ("agency", "Hội Người cao tuổi huyện", 14),
    ("enterprise", "Chi nhánh Ngân hàng Nông nghiệp", 17),
    ("enterprise", "Điện lực", 19),
    ("enterprise", "Bưu điện huyện", 12),
    ("enterprise", "Chi nhánh Viễn thông", 7),
)

# Most people of a clan board are counted in the chapter of their hamlet, hence the noughts.
_BOARDS = (
    (CON_MINH, "clan", "dòng họ Hoàng", 0),
    (VAN_LANG, "clan", "dòng họ Nông", 0),
    (YEN_LAC, "clan", "dòng họ Lý", 24),
    ("02158", "clan", "dòng họ Nguyễn", 31),
    ("02176", "clan", "dòng họ Triệu", 0),
    ("02161", "clan", "dòng họ Lường", 26),
    ("02191", "clan", "dòng họ Hà", 0),
    ("02152", "clan", "dòng họ Ma", 18),
    ("02185", "clan", "dòng họ Bàn", 22),
    (YEN_LAC, "school", "Trường THCS Yến Lạc", 0),
    (ROOT, "school", "Trường THPT Na Rì", 0),
    (ROOT, "agency", "Cơ quan Huyện ủy", 0),
    (ROOT, "agency", "Trung tâm Y tế huyện", 0),
    (ROOT, "other", "Hội đồng hương Na Rì tại thành phố Bắc Kạn", 35),
)


def direct_chapters() -> list[Place]:
    return [place(ROOT, "chapter", setting, f"Chi hội {name}", members) for setting, name, members in _DIRECT]


def boards() -> list[Place]:
    return [
        place(above, "board", setting, f"Ban khuyến học {name}", weight) for above, setting, name, weight in _BOARDS
    ]
