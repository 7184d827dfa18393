"""What the demonstration's reports say in words, in the tone of the association; all of it invented but the figures.

`{…}` are figures of the tables (reports/tokens.py). The counts of the plan for 2024 are the published ones.
"""

from reports.models import PlanItem, Section

# section → what stands around the sentences by rules: before them, after them
Texts = dict[Section, tuple[str, str]]

_OPENING = """Năm {Năm}, dưới sự lãnh đạo, chỉ đạo của Huyện ủy, Ủy ban nhân dân huyện, sự hướng dẫn của Hội cấp trên, sự phối hợp của các ban, ngành, đoàn thể, cơ quan, đơn vị, doanh nghiệp và sự vào cuộc của các tầng lớp nhân dân, công tác khuyến học, khuyến tài, xây dựng xã hội học tập trên địa bàn huyện có nhiều chuyển biến tích cực.
{Tên Hội} báo cáo kết quả công tác năm {Năm} và phương hướng, nhiệm vụ năm {Năm sau} như sau:"""

WRITTEN: dict[int, Texts] = {
    2022: {
        Section.OPENING: (_OPENING, ""),
        Section.SETTING: (
            "Na Rì là huyện miền núi, dân cư sống rải rác, đời sống còn nhiều khó khăn, nhưng nhân dân có truyền thống hiếu học.",
            "",
        ),
        Section.COOPERATION: (
            "Hội đã phối hợp với ngành Giáo dục và Đào tạo, Ủy ban nhân dân các xã, thị trấn và các trường học tổ chức tôn vinh, khen thưởng học sinh, giáo viên có thành tích cao.",
            "",
        ),
        Section.WEAKNESSES: (
            "- Một số chi hội cơ quan sinh hoạt chưa đều.\n- Việc đăng ký các mô hình học tập ở vài nơi còn hình thức.",
            "",
        ),
        Section.PROPOSALS: ("Đề nghị Hội Khuyến học tỉnh mở lớp tập huấn nghiệp vụ cho cán bộ Hội cơ sở.", ""),
    },
    2023: {
        Section.OPENING: (_OPENING, ""),
        Section.SETTING: (
            """Huyện Na Rì có 17 xã, thị trấn. Kinh tế - xã hội tiếp tục phát triển, mạng lưới trường, lớp ổn định, phong trào học tập trong nhân dân được duy trì.
Thuận lợi: cấp ủy, chính quyền quan tâm; đội ngũ cán bộ Hội nhiệt tình, phần lớn là nhà giáo nghỉ hưu có uy tín.
Khó khăn: địa bàn rộng, đời sống một bộ phận nhân dân còn thấp; kinh phí hoạt động của Hội ở cơ sở hạn hẹp.""",
            "",
        ),
        Section.PROPAGANDA: (
            "Hội đã tham mưu Huyện ủy, Ủy ban nhân dân huyện ban hành các văn bản chỉ đạo công tác khuyến học, khuyến tài, xây dựng xã hội học tập; lồng ghép tuyên truyền trong sinh hoạt của thôn, tổ dân phố, cơ quan, trường học.",
            "Nhân Ngày Khuyến học Việt Nam 02/10 và Tuần lễ hưởng ứng học tập suốt đời, nhiều xã tổ chức tọa đàm, nói chuyện chuyên đề.",
        ),
        Section.ORGANISATION: (
            "Hội Khuyến học huyện tiếp tục xây dựng và củng cố tổ chức Hội từ huyện đến cơ sở.",
            "Hầu hết các cơ quan, đơn vị đã có tổ chức Hội.",
        ),
        Section.MODELS: ("Việc đăng ký, đánh giá, công nhận các mô hình học tập được triển khai từ đầu năm.", ""),
        Section.FUND: (
            "Các chi hội đều chăm lo xây dựng, phát triển quỹ.",
            "Quỹ được dùng đúng mục đích, công khai tới hội viên; ưu tiên học sinh có hoàn cảnh khó khăn vươn lên học tốt.",
        ),
        Section.COOPERATION: (
            """Hội Khuyến học huyện đã kết hợp chặt chẽ với ngành Giáo dục và Đào tạo, Ủy ban nhân dân các xã, thị trấn, các cơ quan, đơn vị, trường học để:
- Tổ chức các đợt tôn vinh, khen thưởng thầy giáo, cô giáo, học sinh, sinh viên, đoàn viên thanh niên đạt thành tích cao;
- Động viên, giúp đỡ học sinh có hoàn cảnh khó khăn;
- Vận động học sinh bỏ học trở lại lớp.""",
            "",
        ),
        Section.EMULATION: ("", "Việc xét khen thưởng bảo đảm đúng quy trình, đúng đối tượng."),
        Section.WEAKNESSES: (
            """- Chất lượng sinh hoạt của một số chi hội chưa cao, còn chi hội xếp loại trung bình.
- Tỷ lệ đơn vị học tập đạt {Tỷ lệ đơn vị học tập}, còn thấp so với các mô hình khác.
- Việc cập nhật sổ sách, báo cáo ở cơ sở có nơi còn chậm.
Nguyên nhân chủ yếu là cán bộ Hội ở cơ sở đều kiêm nhiệm, nhiều đồng chí tuổi cao; kinh phí hoạt động khó khăn.""",
            "",
        ),
        Section.PROPOSALS: (
            """1. Đề nghị Trung ương Hội và Hội Khuyến học tỉnh tiếp tục mở lớp tập huấn về đánh giá các mô hình học tập.
2. Đề nghị Huyện ủy, Ủy ban nhân dân huyện quan tâm kinh phí hoạt động cho Hội cơ sở.""",
            "",
        ),
    },
    # Begun, as the figures have.
    2024: {
        Section.OPENING: (_OPENING, ""),
        Section.COOPERATION: (
            "Hội tiếp tục phối hợp với ngành Giáo dục và Đào tạo trong các đợt khen thưởng cuối năm học.",
            "",
        ),
    },
}

# year whose summary has it → kind → lines: text, or text with the column it is measured by and its value
PLANS: dict[int, dict[PlanItem.Kind, list[str | tuple[str, str, str]]]] = {
    2022: {
        PlanItem.Kind.TASK: [
            "Tham mưu cấp ủy, chính quyền tiếp tục thực hiện các chương trình, đề án về khuyến học và học tập suốt đời.",
            "Củng cố tổ chức Hội, phát triển hội viên, nhất là trong cơ quan, trường học.",
            "Đẩy mạnh xây dựng các mô hình học tập theo bộ tiêu chí mới.",
            "Vận động, quản lý, sử dụng tốt quỹ khuyến học.",
            "Phối hợp nâng cao hiệu quả trung tâm học tập cộng đồng.",
            "Kiểm tra, giám sát và làm tốt công tác thi đua, khen thưởng.",
        ],
        PlanItem.Kind.TARGET: [
            ("Hội viên chiếm 23,5% dân số trở lên.", "members_share", "23.5"),
            ("100% thôn, tổ nhân dân có chi hội.", "hamlets_share", "100"),
            ("73% gia đình đạt danh hiệu Gia đình học tập.", "families_share", "73"),
            ("56% dòng họ đạt danh hiệu Dòng họ học tập.", "clans_share", "56"),
            ("66% thôn, tổ nhân dân đạt danh hiệu Cộng đồng học tập.", "communities_share", "66"),
            ("50% đơn vị đạt danh hiệu Đơn vị học tập.", "units_share", "50"),
            ("Vận động quỹ khuyến học 530 triệu đồng.", "fund_raised", "530000000"),
        ],
        PlanItem.Kind.SOLUTION: [
            "Tăng cường tuyên truyền về khuyến học, khuyến tài, học tập suốt đời.",
            "Kiện toàn đội ngũ cán bộ Hội cơ sở.",
            "Hướng dẫn đăng ký, đánh giá các mô hình học tập ngay từ đầu năm.",
            "Mở rộng vận động doanh nghiệp, nhà hảo tâm, con em xa quê.",
            "Công khai thu, chi quỹ khuyến học.",
            "Phối hợp với nhà trường, đoàn thể chăm lo học sinh khó khăn.",
            "Sơ kết, biểu dương kịp thời các điển hình.",
        ],
    },
    2023: {
        PlanItem.Kind.TASK: [
            "Tiếp tục quán triệt, thực hiện các văn bản của Đảng, Nhà nước và Trung ương Hội Khuyến học Việt Nam về khuyến học, khuyến tài, xây dựng xã hội học tập.",
            "Đẩy mạnh phong trào học tập suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021 - 2030.",
            "Củng cố tổ chức Hội, phát triển hội viên, nâng cao chất lượng sinh hoạt chi hội, ban khuyến học.",
            "Xây dựng, quản lý, sử dụng có hiệu quả quỹ khuyến học các cấp.",
            "Phối hợp với ngành Giáo dục và các tổ chức xã hội hỗ trợ điều kiện xây dựng xã hội học tập.",
            "Nâng cao chất lượng hoạt động của trung tâm học tập cộng đồng.",
            "Tăng cường kiểm tra, giám sát; làm tốt công tác thi đua, khen thưởng.",
        ],
        PlanItem.Kind.TARGET: [
            ("Hội viên chiếm 24% dân số trở lên.", "members_share", "24"),
            ("Giữ vững 100% thôn, tổ nhân dân, trường học có chi hội.", "hamlets_share", "100"),
            ("75% gia đình đạt danh hiệu Gia đình học tập.", "families_share", "75"),
            ("58% dòng họ đạt danh hiệu Dòng họ học tập.", "clans_share", "58"),
            ("68% thôn, tổ nhân dân đạt danh hiệu Cộng đồng học tập.", "communities_share", "68"),
            (
                "50% đơn vị đạt danh hiệu Đơn vị học tập; 45% người lớn đạt danh hiệu Công dân học tập.",
                "units_share",
                "50",
            ),
            "100% xã, thị trấn công khai thu, chi quỹ khuyến học trước ngày 31 tháng 3.",
        ],
        PlanItem.Kind.SOLUTION: [
            "Tham mưu kịp thời với cấp ủy, chính quyền; đưa chỉ tiêu khuyến học vào kế hoạch hằng năm của địa phương.",
            "Đổi mới nội dung, hình thức tuyên truyền, nêu gương người tốt, việc tốt.",
            "Xây dựng các mô hình học tập bằng thực chất, không chạy theo thành tích.",
            "Thường xuyên kiểm tra, đánh giá việc đăng ký các mô hình học tập.",
            "Bồi dưỡng nghiệp vụ cho cán bộ Hội cơ sở.",
            "Đa dạng hình thức vận động quỹ, chú trọng dòng họ, doanh nghiệp, người xa quê.",
            "Phối hợp chặt chẽ với nhà trường, đoàn thể chăm lo học sinh có hoàn cảnh khó khăn.",
            "Ứng dụng công nghệ thông tin trong quản lý hội viên, tổng hợp số liệu.",
        ],
    },
}

# Head and foot: number, day of the conference.
HEADS = {2022: ("03", (2023, 1, 17)), 2023: ("05", (2024, 1, 18))}

# What communes sent up: year → code → topic → words
_PROPAGANDA = "Đã tuyên truyền về khuyến học trong sinh hoạt thôn và trên loa truyền thanh của xã."
SENT_UP: dict[int, dict[str, dict[str, str]]] = {
    2023: {
        "02173": {
            "propaganda": "Hội xã phối hợp với Ban Văn hóa phát tin trên loa truyền thanh vào Ngày Khuyến học 02/10.",
            "cooperation": "Phối hợp với hai trường học trao thưởng cuối năm học cho học sinh giỏi và học sinh vượt khó.",
            "weaknesses": "Chi hội ở hai thôn vùng cao sinh hoạt chưa đều vì đường xa.",
            "proposals": "Đề nghị Hội huyện mở lớp hướng dẫn ghi sổ quỹ cho chi hội trưởng.",
        },
        "02140": {"propaganda": _PROPAGANDA, "weaknesses": "Việc đăng ký Dòng họ học tập còn ít."},
        "02155": {"cooperation": "Cùng Hội Phụ nữ thị trấn giúp đỡ học sinh mồ côi đến trường."},
    },
    2024: {
        "02152": {
            "propaganda": "Hội xã tổ chức hai buổi nói chuyện về học tập suốt đời, có đại diện các dòng họ dự.",
            "cooperation": "Phối hợp với trường tiểu học và trung học cơ sở tặng xe đạp cho học sinh nhà xa.",
            "weaknesses": "Một chi hội chưa nộp đủ danh sách hội viên mới.",
            "proposals": "Đề nghị Hội huyện hỗ trợ mẫu giấy chứng nhận Gia đình học tập.",
        },
        "02173": {
            "propaganda": _PROPAGANDA,
            "weaknesses": "Chi hội thôn xa trung tâm họp ít vì đường đi khó.",
        },
    },
}
