"""The conference of 18/01/2024. From the published news: the day, the offices of the guests, the unanimous
vote on 07 nhiệm vụ, 07 chỉ tiêu, 08 giải pháp, and what was asked for. Invented: all names, hours, the hall, who came.
"""

from datetime import date, time

from khuyenhoc.actor import acting
from reports.actions import (
    change_conference,
    invite,
    mark_attendance,
    prepare_conference,
    set_agenda,
    set_ballots,
    set_instructions,
)
from reports.conference_lines import AgendaLine, BallotLine, InstructionLine, Person
from reports.models import Attendee, Conference, Period
from reports.pages.conference import officers_of, people_of

from .places import ROOT
from .scene import Scene

YEAR, HELD_ON = 2023, date(2024, 1, 18)
CHAIRS = "Lý Quang Sầm, Chủ tịch Hội; Lường Thị Hiên, Phó Chủ tịch thường trực Hội"
SECRETARY = "Phùng Thị Kiều"
LEADER = "Hứa Thị Thảnh, Phó Chủ tịch UBND huyện"
GUESTS = (
    Person("Đàm Quốc Thiệp", "Bí thư Huyện ủy, Chủ tịch HĐND huyện", Attendee.Kind.GUEST),
    Person("Hứa Thị Thảnh", "Phó Chủ tịch UBND huyện", Attendee.Kind.GUEST),
)
ABSENT = 2  # the last two on the list
AGENDA = (
    AgendaLine("Ổn định tổ chức, văn nghệ chào mừng", "08:00", "Ban Tổ chức"),
    AgendaLine("Tuyên bố lý do, giới thiệu đại biểu", "08:15", "Ban Tổ chức"),
    AgendaLine("Khai mạc hội nghị", "08:20", "Chủ tịch Hội"),
    AgendaLine("Báo cáo tổng kết công tác năm 2023, phương hướng năm 2024", "08:30", "Phó Chủ tịch thường trực Hội"),
    AgendaLine("Tham luận về xây dựng mô hình dòng họ học tập", "09:00", "Hội Khuyến học xã Côn Minh"),
    AgendaLine("Tham luận về gây quỹ khuyến học ở thôn, trường", "09:10", "Hội Khuyến học thị trấn Yến Lạc"),
    AgendaLine("Thảo luận", "09:20", "Các đại biểu"),
    AgendaLine("Biểu quyết thông qua phương hướng, nhiệm vụ năm 2024", "10:00", "Chủ trì hội nghị"),
    AgendaLine("Công bố quyết định và trao khen thưởng các cấp", "10:10", "Ban Tổ chức"),
    AgendaLine("Phát biểu chỉ đạo", "10:40", "Lãnh đạo UBND huyện"),
    AgendaLine("Tiếp thu ý kiến chỉ đạo", "10:55", "Chủ tịch Hội"),
    AgendaLine("Thông qua nghị quyết, bế mạc", "11:00", "Chủ trì hội nghị"),
)
DISCUSSION = (
    "Đại biểu xã Văn Lang: đề nghị hướng dẫn thống nhất cách tự chấm điểm mô hình học tập ngay từ đầu năm.\n"
    "Đại biểu xã Kim Hỷ: đề nghị quan tâm học sinh ở các thôn xa trung tâm khi xét học bổng.\n"
    "Đại biểu ngành Giáo dục và Đào tạo: sẽ cùng Hội rà soát học sinh có hoàn cảnh khó khăn trước năm học mới."
)
INSTRUCTIONS = (
    "Xây dựng các mô hình gia đình, dòng họ, cộng đồng, đơn vị học tập theo hướng nâng cao chất lượng",
    "Tập trung thực hiện các nhiệm vụ Trung ương Hội Khuyến học Việt Nam giao năm 2024 về đẩy mạnh phong trào học tập "
    "suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021–2030",
    "Chủ động hơn trong phối hợp với ngành Giáo dục và các tổ chức xã hội để hỗ trợ điều kiện xây dựng xã hội học tập",
    "Nâng cao chất lượng phong trào bằng thực chất, không chạy theo thành tích",
    "Thường xuyên kiểm tra, đánh giá việc đăng ký các mô hình học tập",
)


def load_conference(scene: Scene) -> None:
    by, unit = scene.users["vanphong"], scene.units[ROOT]
    with acting(by):
        conference = prepare_conference(
            period=Period.objects.get(year=YEAR),
            unit=unit,
            held_on=HELD_ON,
            starts_at=time(8, 0),
            place="Hội trường UBND huyện",
            chairs=CHAIRS,
            secretary=SECRETARY,
            by=by,
        )
        set_agenda(conference=conference, lines=AGENDA, by=by)
        listed = [officers_of(word, conference, by) for word in ("ban-chap-hanh", "chu-tich")]
        invite(conference=conference, people=[*GUESTS, *(one for each in listed for one in people_of(each))], by=by)
        _hold(scene, conference)


def _hold(scene: Scene, conference: Conference) -> None:
    by = scene.users["vanphong"]
    invited = [one.pk for one in conference.attendees.all()]
    mark_attendance(conference=conference, came=invited[:-ABSENT], stayed_away=invited[-ABSENT:], by=by)
    present = len(invited) - ABSENT
    subjects = (
        "Báo cáo tổng kết năm 2023",
        "Phương hướng, nhiệm vụ năm 2024 gồm 07 nhiệm vụ, 07 chỉ tiêu, 08 giải pháp",
    )
    set_ballots(conference=conference, lines=[BallotLine(subject, present) for subject in subjects], by=by)
    asked = [InstructionLine(text, LEADER) for text in INSTRUCTIONS]
    set_instructions(conference=conference, lines=asked, by=by)
    change_conference(conference=conference, ends_at=time(11, 15), discussion=DISCUSSION, resolution_number="01", by=by)
